//! What the words of names are made of: titles, initials, and the sounds that spellings of one name share.

use std::collections::HashSet;
use std::sync::LazyLock;

use any_ascii::any_ascii;

/// Words before or behind a name that say what somebody is, folded.
static HONORIFICS: LazyLock<HashSet<&str>> = LazyLock::new(|| HashSet::from(WORDS));

#[rustfmt::skip]
const WORDS: [&str; 98] = [
    "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "lord", "lady", "madam",
    "madame", "monsieur", "mme", "mlle", "herr", "frau", "senor", "senora", "don", "dona", "sheikh", "shaikh",
    "sheik", "prince", "princess", "king", "queen", "emperor", "emir", "sultan", "president", "vice", "premier",
    "chancellor", "minister", "prime", "foreign", "secretary", "ambassador", "envoy", "senator", "sen",
    "representative", "rep", "congressman", "congresswoman", "governor", "gov", "mayor", "judge", "justice",
    "general", "gen", "lieutenant", "lt", "colonel", "col", "major", "maj", "captain", "capt", "sergeant",
    "sgt", "admiral", "adm", "commander", "marshal", "pope", "cardinal", "archbishop", "bishop", "reverend",
    "rev", "father", "fr", "imam", "ayatollah", "mullah", "rabbi", "saint", "st", "hon", "honourable",
    "honorable", "excellency", "former", "ex", "acting", "jr", "sr", "junior", "senior", "phd", "md", "esq",
];

/// The words of a folded name without those that only say what somebody is; all of them where nothing else is left.
pub(super) fn without_honorifics(folded: &str) -> Vec<&str> {
    let words: Vec<&str> = folded.split(' ').collect();
    let rest: Vec<&str> = words.iter().copied().filter(|word| !HONORIFICS.contains(word)).collect();
    if rest.is_empty() { words } else { rest }
}

/// A folded name in Latin letters, whatever its script.
pub(super) fn latin(folded: &str) -> String {
    if folded.is_ascii() { folded.to_owned() } else { any_ascii(folded).to_lowercase() }
}

/// What spellings of one name share: the consonants of each word, those that sound alike as one, without doubling; and
/// its first letter.
pub(super) fn skeleton(latin: &str) -> String {
    let mut skeleton = String::with_capacity(latin.len());
    for word in latin.split(' ') {
        if !skeleton.is_empty() {
            skeleton.push(' ');
        }
        let begin = skeleton.len();
        let word = word.replace("sch", "s").replace("ph", "f");
        for (at, c) in word.chars().filter(char::is_ascii_alphanumeric).enumerate() {
            match (at, sound(c)) {
                (0, None) => skeleton.push(if matches!(c, 'e' | 'i' | 'j' | 'y') { 'e' } else { c }),
                (0, Some(sound)) => skeleton.push(sound),
                (_, Some(sound)) if skeleton.len() == begin || !skeleton.ends_with(sound) => skeleton.push(sound),
                _ => {}
            }
        }
    }
    skeleton
}

/// The consonant that a letter sounds like; none for vowels and what is left out as lightly as these.
fn sound(c: char) -> Option<char> {
    match c {
        'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'j' | 'h' => None,
        'c' | 'q' | 'x' => Some('k'),
        'v' | 'w' => Some('f'),
        'z' => Some('s'),
        other => Some(other),
    }
}
