//! Names that must not be told, and whether a text has one of them in it.

use std::collections::HashSet;

use aho_corasick::{AhoCorasick, BuildError};
use percent_encoding::percent_decode_str;

use crate::fold::{fold, fold_words};

/// From how many letters on a name is one wherever it stands, also within a longer word.
const ANYWHERE: usize = 4;

/// From how many words on a quote tells something wherever it stands.
const TELLING: usize = 4;

/// Names and quotes in their folded forms.
#[derive(Debug)]
pub(crate) struct Secrets {
    found: AhoCorasick,
    /// Of each name, whether it is one within a longer word too.
    anywhere: Vec<bool>,
}

impl Secrets {
    /// Of names as they are written, and of the longer ones' words that begin with a capital; `open` are what is no secret, folded. Quotes
    /// of more than a few words are secrets too.
    ///
    /// # Errors
    /// Where there are too many.
    pub fn new(names: &[String], quotes: &[String], open: &HashSet<String>) -> Result<Self, BuildError> {
        let open_words: HashSet<&str> = open.iter().flat_map(|name| name.split(' ')).collect();
        let mut folded: Vec<(String, bool)> = Vec::new();
        for name in names {
            let whole = fold(name);
            if open.contains(&whole) {
                continue;
            }
            let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| is_distinctive(word));
            let words = words.map(fold).filter(|word| !open_words.contains(word.as_str()) && *word != whole);
            folded.extend(words.map(|word| (word, false)));
            let is_long =
                whole.chars().count() >= ANYWHERE || whole.chars().any(|c| c.is_alphabetic() && !c.is_lowercase());
            folded.push((whole, is_long));
        }
        let quotes = quotes.iter().map(|quote| fold_words(quote));
        folded.extend(quotes.filter(|quote| quote.split(' ').count() >= TELLING).map(|quote| (quote, true)));
        folded.retain(|(name, _)| !name.is_empty());
        folded.sort();
        folded.dedup();
        let (names, anywhere): (Vec<String>, Vec<bool>) = folded.into_iter().unzip();
        Ok(Secrets { found: AhoCorasick::new(names)?, anywhere })
    }

    /// Of words of the language: each is one where it stands alone.
    ///
    /// # Errors
    /// Where there are too many.
    pub fn of_words(words: &[String]) -> Result<Self, BuildError> {
        let folded: Vec<String> = words.iter().map(|word| fold_words(word)).filter(|word| !word.is_empty()).collect();
        Ok(Secrets { anywhere: vec![false; folded.len()], found: AhoCorasick::new(folded)? })
    }

    /// Whether there are none, and no text need be read.
    pub fn are_none(&self) -> bool {
        self.anywhere.is_empty()
    }

    /// Whether a text has one of them in it, in whatever letters, also as an address has it.
    pub fn are_in(&self, text: &str) -> bool {
        self.are_in_folded(&fold_words(text))
            || text.contains('%') && self.are_in_folded(&fold_words(&percent_decode_str(text).decode_utf8_lossy()))
    }

    fn are_in_folded(&self, folded: &str) -> bool {
        let is_one = |found: aho_corasick::Match| {
            let anywhere = self.anywhere.get(found.pattern().as_usize()).copied().unwrap_or(true);
            let before = folded.get(..found.start()).is_none_or(|before| before.is_empty() || before.ends_with(' '));
            // An apostrophe joins: what is Putin's is `putins`.
            let behind = folded.get(found.end()..).is_none_or(|behind| {
                let behind = behind.strip_prefix('s').unwrap_or(behind);
                behind.is_empty() || behind.starts_with(' ')
            });
            anywhere || before && behind
        };
        self.found.find_overlapping_iter(folded).any(is_one)
    }
}

/// Whether a word of a longer name tells of whom it is: it begins with a capital, or its script has none.
fn is_distinctive(word: &str) -> bool {
    word.chars().count() >= ANYWHERE && word.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_lowercase())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::Secrets;

    fn secrets() -> Secrets {
        let open = HashSet::from(["security issues".to_owned(), "the kremlin".to_owned()]);
        let names = ["Кирилл Дмитриев", "Kirill Dmitriev", "US", "UN Security", "Łódź", "习近平"].map(str::to_owned);
        Secrets::new(&names, &["he was, it is said, there".to_owned()], &open).unwrap()
    }

    #[test]
    fn names_are_found_in_any_letters() {
        for text in [
            "so KIRILL  DMITRIEV’s plan",
            "kirill-dmitriev.html",
            "a/Kirill%20Dmitriev",
            "КИРИЛЛ ДМИТРИЕВ",
            "Dmitriev said",
            "that HE WAS it is said there",
            "the U.S. is not, but US’ is",
            "lodzer",
            "对习近平说",
            "https://x.org/%D0%94%D0%BC%D0%B8%D1%82%D1%80%D0%B8%D0%B5%D0%B2",
        ] {
            assert!(secrets().are_in(text), "{text}");
        }
    }

    #[test]
    fn what_is_no_name_is_left_alone() {
        for text in ["they used buses", "security issues", "", "dmitri", "he was there"] {
            assert!(!secrets().are_in(text), "{text}");
        }
    }
}
