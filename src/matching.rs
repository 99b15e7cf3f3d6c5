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
    fold_letters(text).contains(&fold_letters(part))
}

/// Whether a text begins with a part, compared as [`contains`] does.
pub fn starts_with(text: &str, part: &str) -> bool {
    fold_letters(text).starts_with(&fold_letters(part))
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
