//! How views and their columns are named after predicates and kinds.

use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::identifier::quoted;

/// The most characters that a name keeps.
const LENGTH: usize = 60;

/// The names given so far in one place: the views of a file, or the columns of a view. None is given twice; SQL does
/// not tell capitals from small letters.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    taken: HashSet<String>,
}

impl Names {
    /// No names but these.
    pub fn with<'a>(taken: impl IntoIterator<Item = &'a str>) -> Self {
        Names { taken: taken.into_iter().map(str::to_lowercase).collect() }
    }

    /// A name after `phrase`: its words joined by `_`; with `_` and `suffix` where that is a word of SQL or given
    /// already, and a number from 2 where that is given too. `fallback` stands for a phrase without a letter or digit.
    pub fn give(&mut self, phrase: &str, suffix: &str, fallback: &str) -> String {
        let plain = Some(joined(phrase)).filter(|name| !name.is_empty()).unwrap_or_else(|| fallback.to_owned());
        let longer = (1..).map(|number| match number {
            1 => format!("{plain}_{suffix}"),
            _ => format!("{plain}_{suffix}_{number}"),
        });
        let mut candidates = std::iter::once(plain.clone()).chain(longer);
        let free = candidates.find(|name| !is_reserved(name) && !self.taken.contains(&name.to_lowercase()));
        let name = free.unwrap_or(plain);
        self.taken.insert(name.to_lowercase());
        name
    }
}

/// The words of a phrase joined by `_`: letters and digits of any script stay, an apostrophe is dropped, and whatever
/// else stands between them becomes one `_`.
fn joined(phrase: &str) -> String {
    let mut name = String::new();
    for c in phrase.nfc().filter(|c| !matches!(c, '\'' | '\u{2019}' | '\u{02BC}' | '\u{2018}')) {
        if c.is_alphanumeric() || (is_combining_mark(c) && !name.is_empty()) {
            name.push(c);
        } else if !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
    }
    let name: String = name.chars().take(LENGTH).collect();
    let name = name.trim_end_matches('_');
    // SQLite keeps names that begin so for itself.
    if name.to_lowercase().starts_with("sqlite_") { format!("the_{name}") } else { name.to_owned() }
}

/// Whether a name must be quoted wherever it is used, because it is a word of SQL in SQLite or in DuckDB. (Names of
/// other letters than a to z, or with a digit first, must be quoted too, but are at least not taken for another thing.)
fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name.to_lowercase().as_str())
}

/// A name as one would type it: quoted only where it must be.
pub(super) fn shown(name: &str) -> String {
    let bare =
        name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !name.starts_with(|c: char| c.is_ascii_digit());
    if bare { name.to_owned() } else { quoted(name) }
}

#[rustfmt::skip]
const RESERVED: &[&str] = &[
    "add", "all", "alter", "always", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric",
    "autoincrement", "between", "both", "case", "cast", "check", "collate", "column", "commit", "constraint", "create",
    "cross", "default", "deferrable", "delete", "desc", "describe", "distinct", "do", "drop", "else", "end", "escape",
    "except", "exists", "false", "fetch", "for", "foreign", "from", "full", "generated", "group", "having", "if", "in",
    "index", "initially", "inner", "insert", "intersect", "into", "is", "isnull", "join", "lambda", "lateral",
    "leading", "left", "limit", "natural", "not", "nothing", "notnull", "null", "offset", "on", "only", "or", "order",
    "outer", "pivot", "pivot_longer", "pivot_wider", "placing", "primary", "qualify", "raise", "references",
    "returning", "right", "select", "set", "show", "some", "summarize", "symmetric", "table", "then", "to", "trailing",
    "transaction", "true", "union", "unique", "unpivot", "update", "using", "values", "variadic", "when", "where",
    "window", "with",
];

#[cfg(test)]
mod tests {
    use super::{Names, is_reserved};
    use rusqlite::Connection;

    fn given(phrases: &[&str]) -> Vec<String> {
        let mut names = Names::with(["fact", "facts"]);
        phrases
            .iter()
            .enumerate()
            .map(|(row, phrase)| names.give(phrase, "facts", &format!("predicate_{row}")))
            .collect()
    }

    #[test]
    fn words_are_joined() {
        assert_eq!(
            given(&["attended", "held in", " left - without  electricity "]),
            ["attended", "held_in", "left_without_electricity"]
        );
        assert_eq!(
            given(&["Ukraine’s ally", "зустрівся з", "de\u{301}fendit"]),
            ["Ukraines_ally", "зустрівся_з", "défendit"]
        );
    }

    #[test]
    fn what_is_taken_or_a_word_of_sql_gets_the_suffix_and_then_a_number() {
        assert_eq!(
            given(&["fact", "Attended", "attended", "ATTENDED", "is", "facts"]),
            ["fact_facts", "Attended", "attended_facts", "ATTENDED_facts_2", "is_facts", "facts_facts"]
        );
    }

    #[test]
    fn nothing_of_a_hostile_name_is_left_but_words() {
        assert_eq!(
            given(&["x\"; DROP TABLE fact; --\n", "\u{202E}", "🙂", "", "sqlite_master"]),
            ["x_DROP_TABLE_fact", "predicate_1", "predicate_2", "predicate_3", "the_sqlite_master"]
        );
        assert_eq!(given(&[&"long ".repeat(100_000)])[0].len(), 59);
    }

    #[test]
    fn every_name_that_sqlite_does_not_take_bare_is_known() {
        let connection = Connection::open_in_memory().unwrap();
        for keyword in keywords() {
            let bare = format!("CREATE TABLE {keyword} ({keyword} INTEGER); SELECT {keyword} FROM {keyword};");
            if connection.execute_batch(&bare).is_err() {
                assert!(is_reserved(&keyword), "{keyword} needs quotes");
            }
        }
    }

    fn keywords() -> Vec<String> {
        // The list is SQLite's own; rusqlite has no safe face for it.
        let count = unsafe { rusqlite::ffi::sqlite3_keyword_count() };
        let keyword = |index| {
            let (mut text, mut length) = (std::ptr::null(), 0);
            let bytes = unsafe {
                rusqlite::ffi::sqlite3_keyword_name(index, &mut text, &mut length);
                std::slice::from_raw_parts(text.cast::<u8>(), length as usize)
            };
            String::from_utf8_lossy(bytes).into_owned()
        };
        (0..count).map(keyword).collect()
    }
}
