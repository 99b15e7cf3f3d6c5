//! How filters compare texts: parts of them, regular expressions, and likeness.

use regex::{Regex, RegexBuilder};

use crate::fold::{fold, fold_letters};

/// How large a compiled expression may be, in bytes.
const EXPRESSION_SIZE: usize = 10 << 20;

/// From which similarity on two texts are like each other.
const ALIKE: f64 = 0.88;

/// Whether a text has a part; case and marks do not count, all else does.
///
/// ```
/// use factfile::matching::contains;
/// assert!(contains("Łódź talks", "ódz T"));
/// assert!(!contains("air-strike", "air strike"));
/// ```
pub fn contains(text: &str, part: &str) -> bool {
    Part::new(part).is_in(text)
}

/// A part that many texts are searched for, as [`contains`] does.
pub struct Part {
    folded: String,
}

impl Part {
    /// Folds the part.
    pub fn new(part: &str) -> Self {
        Part { folded: fold_letters(part) }
    }

    /// Whether a text has it.
    pub fn is_in(&self, text: &str) -> bool {
        match text.is_ascii() {
            true => has_ascii(text.as_bytes(), self.folded.as_bytes()),
            false => fold_letters(text).contains(&self.folded),
        }
    }

    /// The same of a text in UTF-8; nothing where it is none.
    pub fn is_in_bytes(&self, text: &[u8]) -> Option<bool> {
        match text.is_ascii() {
            true => Some(has_ascii(text, self.folded.as_bytes())),
            false => std::str::from_utf8(text).ok().map(|text| self.is_in(text)),
        }
    }
}

/// Whether a text in ASCII has a part, whatever the case of its letters: without a copy of the text, since names are searched by
/// the hundred thousand.
fn has_ascii(text: &[u8], part: &[u8]) -> bool {
    let Some(first) = part.first() else { return true };
    let mut places = memchr::memchr2_iter(*first, first.to_ascii_uppercase(), text);
    places.any(|at| text.get(at..at + part.len()).is_some_and(|found| found.eq_ignore_ascii_case(part)))
}

/// Whether a text begins with a part, compared as [`contains`] does.
pub fn starts_with(text: &str, part: &str) -> bool {
    fold_letters(text).starts_with(&fold_letters(part))
}

/// The longest word, or piece of one, that the folded form of every text with a part has: texts without it need not be searched. None
/// where there may be texts without any.
///
/// ```
/// use factfile::{fold::fold, matching::sure_word};
/// assert_eq!(sure_word("special Envoy'").as_deref(), Some("special"));
/// assert!(fold("The Special – envoys").contains("special"));
/// assert_eq!(sure_word("The"), None, "a leading one is not in the folded form");
/// ```
pub fn sure_word(part: &str) -> Option<String> {
    let folded = fold_letters(part);
    let words = folded.split(|c: char| !c.is_alphanumeric());
    let longest = words.max_by_key(|word| word.len())?;
    (!"the".contains(longest)).then(|| longest.to_owned())
}

/// A regular expression, which finds in time linear in the text.
///
/// # Errors
/// What is wrong with the pattern, or that it is too large.
pub fn expression(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern).size_limit(EXPRESSION_SIZE).build()
}

/// Whether two texts are like each other: the Jaro-Winkler similarity of their folded forms is 0.88 or more.
///
/// ```
/// use factfile::matching::similar;
/// assert!(similar("Volodymyr Zelenskyy", "Volodymir Zelensky"));
/// assert!(!similar("Steve Witkoff", "Kirill Dmitriev"));
/// ```
pub fn similar(text: &str, other: &str) -> bool {
    strsim::jaro_winkler(&fold(text), &fold(other)) >= ALIKE
}

#[cfg(test)]
mod tests {
    use super::{Part, contains};

    #[test]
    fn parts_are_found_whatever_their_case_and_marks() {
        for (text, part, has) in [
            ("The Envoy of the UN", "envoy", true),
            ("The Envoy of the UN", "ENVOY", true),
            ("eenvoy", "envoy", true),
            ("the env", "envoy", false),
            ("", "envoy", false),
            ("", "", true),
            ("Envoy", "", true),
            ("Łódź", "lod", true),
            ("Lodz", "łódź", true),
            ("Kyiv (capital)", "(CAP", true),
            ("273 \u{212A}", "3 k", true),
            ("273 K", "\u{212A}", true),
            ("Kyiv", "Київ", false),
        ] {
            assert_eq!((contains(text, part), Part::new(part).is_in(text)), (has, has), "{part:?} in {text:?}");
        }
    }
}
