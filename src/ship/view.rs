//! A view of a shipped file: its columns with what they mean, and the SQL that makes it.

use crate::identifier::quoted;
use crate::unseen::{is_unseen, reorders};
use crate::value::PredicateId;

/// The most characters that a comment keeps of what a user wrote.
const COMMENT_LENGTH: usize = 300;

/// The most characters of SQL that have their comment behind them.
const CODE_WIDTH: usize = 34;

/// A view.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct View {
    /// Its name.
    pub name: String,
    /// What its rows are, in whole sentences.
    pub meaning: String,
    /// What the readme's overview says of it; may be empty.
    pub about: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// `FROM` and what follows it.
    pub source: String,
    /// `FROM` and what follows it, for as many rows as it has, where these are counted sooner so.
    pub counted: Option<String>,
    /// The predicate whose facts it shows, and no others.
    pub predicate: Option<PredicateId>,
}

/// A column of a view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    /// Its name.
    pub name: String,
    /// `TEXT`, `INTEGER` or `REAL`.
    pub column_type: &'static str,
    /// The SQL that makes it; its lines are indented as a whole.
    pub expression: String,
    /// What it means.
    pub meaning: String,
}

impl Column {
    /// A column of text.
    pub fn text(name: &str, expression: impl Into<String>, meaning: impl Into<String>) -> Self {
        Column { name: name.to_owned(), column_type: "TEXT", expression: expression.into(), meaning: meaning.into() }
    }

    /// A column of whole numbers.
    pub fn integer(name: &str, expression: impl Into<String>, meaning: impl Into<String>) -> Self {
        Column { column_type: "INTEGER", ..Column::text(name, expression, meaning) }
    }

    /// Its lines in the view's statement: a short one with its meaning behind it, a longer one with that above.
    fn sql(&self, comma: &str) -> String {
        let meaning = comment(&self.meaning);
        let names_itself = self.expression.split_once('.').is_some_and(|(_, column)| column == self.name);
        let code = match names_itself {
            true => format!("{}{comma}", self.expression),
            false => format!("{} AS {}{comma}", self.expression.replace('\n', "\n  "), quoted(&self.name)),
        };
        match code.chars().count() {
            0..=CODE_WIDTH if !code.contains('\n') => format!("  {code:<CODE_WIDTH$} {meaning}"),
            _ => format!("  {meaning}\n  {code}"),
        }
    }
}

impl View {
    /// How many rows it has, as a statement.
    pub fn count(&self) -> String {
        let view = || format!("FROM {}", quoted(&self.name));
        format!("SELECT count(*) {}", self.counted.clone().unwrap_or_else(view))
    }

    /// The statement that makes it, laid out to be read: what it shows, a line or block per column with what that
    /// means, the tables. It keeps to what SQLite 3.37 and DuckDB both understand.
    pub fn sql(&self) -> String {
        let mut lines = vec![format!("CREATE VIEW {} AS", quoted(&self.name)), comment(&self.meaning), "SELECT".into()];
        for (row, column) in self.columns.iter().enumerate() {
            let comma = if row + 1 < self.columns.len() { "," } else { "" };
            lines.push(column.sql(comma));
        }
        lines.extend(Some(self.source.clone()).filter(|source| !source.is_empty()));
        lines.join("\n")
    }
}

/// A text as one line of comment. What a user wrote cannot end it, or turn what stands around it: line ends and other characters that are not
/// seen become spaces.
fn comment(text: &str) -> String {
    let is_hidden = |c: char| c.is_control() || is_unseen(c) || reorders(c);
    let line: String = text.chars().take(COMMENT_LENGTH).map(|c| if is_hidden(c) { ' ' } else { c }).collect();
    let cut = if text.chars().nth(COMMENT_LENGTH).is_some() { " …" } else { "" };
    format!("-- {line}{cut}")
}

#[cfg(test)]
mod tests {
    use super::{Column, View, comment};

    #[test]
    fn the_sql_reads_well() {
        let view = View {
            name: "led by".into(),
            meaning: "Who leads what.".into(),
            about: String::new(),
            columns: vec![
                Column::text("leader", "(SELECT name\n FROM entity)", "its name"),
                Column::integer("id", "fact.id", "its number"),
                Column::integer("one", "1", "one"),
            ],
            source: "FROM fact\nWHERE 1".into(),
            counted: None,
            predicate: None,
        };
        let expected = r#"CREATE VIEW "led by" AS
-- Who leads what.
SELECT
  -- its name
  (SELECT name
   FROM entity) AS "leader",
  fact.id,                           -- its number
  1 AS "one"                         -- one
FROM fact
WHERE 1"#;
        assert_eq!(view.sql(), expected);
    }

    #[test]
    fn a_comment_is_one_line_whatever_is_in_it() {
        assert_eq!(comment("a\nDROP TABLE fact;\r\0b\u{2028}c\u{202E}d"), "-- a DROP TABLE fact;  b c d");
        assert!(comment(&"x".repeat(1_000_000)).len() < 1000);
    }
}
