//! Names as SQL takes them.

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
