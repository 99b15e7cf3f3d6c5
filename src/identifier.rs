//! Names, and texts and numbers of a user, as SQL takes them.

use crate::unseen::{is_unseen, reorders};

/// A name as an SQL identifier: in double quotes, those within it doubled. It is the only way in which a name that a
/// user chose comes into the text of a statement. A NUL would end the statement, so it becomes U+FFFD.
///
/// ```
/// use factfile::identifier::quoted;
/// assert_eq!(quoted("held in"), r#""held in""#);
/// assert_eq!(quoted(r#"x"; DROP TABLE fact; --"#), r#""x""; DROP TABLE fact; --""#);
/// ```
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\"").replace('\0', "\u{FFFD}"))
}

/// A text as an SQL literal: in single quotes, those within it doubled. It is the only way in which a text that a user chose comes into
/// the text of a view, which has no parameters. Characters that are not seen, or that turn what is around them, stand in no statement
/// that is read: such a text is written by its bytes.
///
/// ```
/// use factfile::identifier::text_literal;
/// assert_eq!(text_literal("Ukraine’s"), "'Ukraine’s'");
/// assert_eq!(text_literal("x'; DROP TABLE fact; --"), "'x''; DROP TABLE fact; --'");
/// assert_eq!(text_literal("a\0b"), "CAST(x'610062' AS TEXT)");
/// ```
pub fn text_literal(text: &str) -> String {
    match text.chars().all(is_seen) {
        true => format!("'{}'", text.replace('\'', "''")),
        false => {
            let bytes: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
            format!("CAST(x'{bytes}' AS TEXT)")
        }
    }
}

/// Whether a character can stand in a statement that is read: it is seen, and turns nothing around it.
pub(crate) fn is_seen(c: char) -> bool {
    !c.is_control() && !is_unseen(c) && !reorders(c)
}

/// A decimal number as an SQL literal, which is read as the same number again.
///
/// ```
/// use factfile::identifier::number_literal;
/// assert_eq!(number_literal(0.5), "0.5");
/// assert_eq!(number_literal(f64::INFINITY), "9e999");
/// ```
pub fn number_literal(number: f64) -> String {
    match number.is_finite() {
        true => format!("{number:?}"),
        false if number.is_nan() => "NULL".to_owned(),
        false => if number > 0.0 { "9e999" } else { "-9e999" }.to_owned(),
    }
}
