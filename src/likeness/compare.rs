//! Two names compared: whether they may be names of one thing, why, and how surely.

use super::words::{latin, skeleton, without_honorifics};

/// How like two names are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Alike {
    /// From 0 to 1.
    pub score: f64,
    /// What makes them so.
    pub reason: Reason,
}

/// What makes two names alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// They are written the same.
    Same,
    /// They are the same but for case, marks, punctuation and white space.
    Folded,
    /// They have the same words in another order.
    Order,
    /// One has a title or rank that the other has not.
    Honorific,
    /// One has initials for names of the other.
    Initials,
    /// One has a name in the middle that the other has not.
    LeftOut,
    /// One letter is another, is lacking, or stands before its neighbour.
    OneLetter,
    /// They are spelt otherwise and sound alike.
    Spelling,
    /// They are written in other scripts.
    Transliteration,
}

impl Reason {
    /// It in words.
    pub fn words(self) -> &'static str {
        match self {
            Reason::Same => "same name",
            Reason::Folded => "same name folded",
            Reason::Order => "same words in another order",
            Reason::Honorific => "honorific dropped",
            Reason::Initials => "initial and surname",
            Reason::LeftOut => "middle name left out",
            Reason::OneLetter => "one letter differs",
            Reason::Spelling => "another spelling",
            Reason::Transliteration => "transliteration",
        }
    }
}

/// From how many letters on two names with one letter between them are alike: shorter ones are too often two.
const ONE_LETTER_FROM: usize = 5;

/// How like two spellings of a name must be, letter by letter.
const SPELLING: f64 = 0.7;

/// How like two folded names are; none where they are not.
pub(super) fn compare(a: &str, b: &str) -> Option<Alike> {
    if a == b {
        return alike(0.99, Reason::Folded);
    }
    if !digits(a).eq(digits(b)) {
        // What is numbered is told apart by its number.
        return None;
    }
    by_words(a, b).or_else(|| by_letters(a, b))
}

fn alike(score: f64, reason: Reason) -> Option<Alike> {
    Some(Alike { score, reason })
}

fn digits(name: &str) -> impl Iterator<Item = char> + '_ {
    name.chars().filter(|c| c.is_numeric())
}

fn by_words(a: &str, b: &str) -> Option<Alike> {
    if sorted(a.split(' ')) == sorted(b.split(' ')) {
        return alike(0.93, Reason::Order);
    }
    let (a, b) = (without_honorifics(a), without_honorifics(b));
    if a == b {
        return alike(if a.len() > 1 { 0.92 } else { 0.75 }, Reason::Honorific);
    }
    if sorted(a.iter().copied()) == sorted(b.iter().copied()) {
        return alike(0.86, Reason::Honorific);
    }
    by_given_names(&a, &b)
}

fn sorted<'a>(words: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut words: Vec<&str> = words.collect();
    words.sort_unstable();
    words
}

/// Compares names with the same last word: whether those before it are the same, some as initials, some left out.
fn by_given_names(a: &[&str], b: &[&str]) -> Option<Alike> {
    let ([given_a @ .., last_a], [given_b @ .., last_b]) = (a, b) else { return None };
    let (short, long) = if given_a.len() <= given_b.len() { (given_a, given_b) } else { (given_b, given_a) };
    if last_a != last_b || short.is_empty() {
        return None;
    }
    let (mut initials, mut whole) = (0, 0);
    let mut rest = long.iter();
    for (at, name) in short.iter().enumerate() {
        // The first must be that of the other; those behind it may be left out.
        let mut candidates = rest.by_ref().take(if at == 0 { 1 } else { long.len() });
        let found = candidates.find(|other| fits(name, other))?;
        if found == name { whole += 1 } else { initials += 1 }
    }
    let left_out = long.len() - short.len();
    match (initials, left_out) {
        (0, 0) => None,
        (0, _) => alike(0.82, Reason::LeftOut),
        (_, left_out) => {
            let score = if whole > 0 { 0.84 } else { 0.76 };
            alike(score - 0.03 * left_out.min(2) as f64, Reason::Initials)
        }
    }
}

/// Whether two given names are the same, or one is the initial of the other.
fn fits(a: &str, b: &str) -> bool {
    let initial = |one: &str, other: &str| one.chars().nth(1).is_none() && other.starts_with(one);
    a == b || initial(a, b) || initial(b, a)
}

fn by_letters(a: &str, b: &str) -> Option<Alike> {
    if a.is_ascii() != b.is_ascii() {
        let (a, b) = (latin(a), latin(b));
        let similarity = strsim::normalized_damerau_levenshtein(&a, &b);
        let sounds = skeleton(&a) == skeleton(&b);
        return match similarity >= 0.85 || sounds && similarity >= 0.6 {
            true => alike(0.9 * similarity, Reason::Transliteration),
            false => None,
        };
    }
    let length = a.chars().count().min(b.chars().count());
    if length >= ONE_LETTER_FROM && strsim::osa_distance(a, b) == 1 {
        return alike(0.95 * (1.0 - 1.0 / (length + 1) as f64), Reason::OneLetter);
    }
    let (a, b) = (latin(a), latin(b));
    let similarity = strsim::normalized_damerau_levenshtein(&a, &b);
    match similarity >= SPELLING && length >= ONE_LETTER_FROM && skeleton(&a) == skeleton(&b) {
        true => alike(0.9 * similarity, Reason::Spelling),
        false => None,
    }
}
