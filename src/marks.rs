//! Which words of a quote say what a fact says: they are marked where the quote is shown.

use std::ops::Range;

use crate::fold::fold_words;
use crate::vocabulary::{is_article, is_auxiliary, same_verb};

/// Something whose words are marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    /// A name: its words as they are.
    Name(String),
    /// A phrase of a predicate: its first word that is no auxiliary may be inflected.
    Verb(String),
}

/// The places in a quote where one of the terms stands: byte ranges in order, none overlapping, the longest first
/// where two would.
///
/// ```
/// use factfile::marks::{Term, marks};
/// let terms = [Term::Name("Rustem Umerov".into()), Term::Verb("attended".into())];
/// assert_eq!(marks("Mr. Umerov is attending; Rustem Umerov’s aide", &terms), [14..23, 25..38]);
/// ```
pub fn marks(quote: &str, terms: &[Term]) -> Vec<Range<usize>> {
    let words = words(quote);
    let mut found: Vec<Range<usize>> = terms.iter().flat_map(|term| places(&words, term)).collect();
    found.sort_by_key(|range| (std::cmp::Reverse(range.len()), range.start));
    let mut kept: Vec<Range<usize>> = Vec::new();
    for range in found {
        if kept.iter().all(|other| range.end <= other.start || other.end <= range.start) {
            kept.push(range);
        }
    }
    kept.sort_by_key(|range| range.start);
    kept
}

/// A word of a quote: where it stands, and its folded form.
struct Word {
    range: Range<usize>,
    folded: String,
    /// How many bytes an `’s` at its end has, and its folded form without it.
    possessive: Option<(usize, String)>,
}

fn words(quote: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut start = None;
    let ends = quote.char_indices().map(|(at, c)| (at, Some(c))).chain([(quote.len(), None)]);
    for (at, c) in ends {
        let inside = c.is_some_and(|c| c.is_alphanumeric() || is_joining(c));
        match (start, inside) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                words.extend(word(quote, from..at));
                start = None;
            }
            _ => {}
        }
    }
    words
}

/// Apostrophes and combining marks belong to the word around them.
fn is_joining(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}') || unicode_normalization::char::is_combining_mark(c)
}

fn word(quote: &str, range: Range<usize>) -> Option<Word> {
    let text = &quote[range.clone()];
    let trimmed = text.trim_matches(['\'', '\u{2019}']);
    let start = range.start + text.find(trimmed)?;
    if trimmed.is_empty() {
        return None;
    }
    let owner = ["'s", "\u{2019}s"].iter().find_map(|ending| trimmed.strip_suffix(ending));
    let possessive = owner.map(|owner| (trimmed.len() - owner.len(), fold_words(owner)));
    Some(Word { range: start..start + trimmed.len(), folded: fold_words(trimmed), possessive })
}

fn places(words: &[Word], term: &Term) -> Vec<Range<usize>> {
    let (text, is_verb) = match term {
        Term::Name(text) => (text, false),
        Term::Verb(text) => (text, true),
    };
    let folded = fold_words(text);
    let skipped = |word: &&str| is_article(word) || (is_verb && is_auxiliary(word));
    let sought: Vec<&str> = folded.split(' ').skip_while(skipped).collect();
    if sought.is_empty() {
        return Vec::new();
    }
    let windows = words.windows(sought.len());
    windows.filter_map(|window| place(window, &sought, is_verb)).collect()
}

/// Where the sought words stand, if the window's words are these.
fn place(window: &[Word], sought: &[&str], is_verb: bool) -> Option<Range<usize>> {
    let last = window.len() - 1;
    let mut end = window[last].range.end;
    for (at, (word, sought)) in window.iter().zip(sought).enumerate() {
        let inflected = is_verb && at == 0 && same_verb(&word.folded, sought);
        if word.folded == *sought || inflected {
            continue;
        }
        match &word.possessive {
            Some((ending, owner)) if at == last && owner == sought => end -= ending,
            _ => return None,
        }
    }
    Some(window[0].range.start..end)
}
