//! The row of a table that tells why the row behind it was rejected: one cell, and no others but empty ones, so that no
//! column's value is ever taken for it, nor it for one. It is as wide as the table, whose first row it may be.

use super::reasons::Reason;
use crate::load::table::Dialect;

/// How its cell begins.
const MARK: &str = "# rejected: ";

/// A row that tells why, without the line's end, in a table of so many columns.
pub(super) fn row(dialect: Dialect, columns: usize, reasons: &[Reason]) -> Vec<u8> {
    let reasons: Vec<String> = reasons.iter().map(Reason::line).collect();
    let text = format!("{MARK}{}", reasons.join(" | "));
    let cell = match dialect.quote.map(char::from) {
        Some(quote) => format!("{quote}{}{quote}", text.replace(quote, &format!("{quote}{quote}"))),
        None => unseparated(&text, dialect),
    };
    let further = vec![dialect.separator; columns.saturating_sub(1)];
    [cell.into_bytes(), further].concat()
}

/// Whether a row tells why the one behind it was rejected.
pub(in crate::load) fn is_rejection_row(cells: &[&str], dialect: Dialect) -> bool {
    let Some((first, others)) = cells.split_first() else { return false };
    let begins = first.starts_with(MARK) || first.starts_with(&unseparated(MARK, dialect));
    begins && others.iter().all(|cell| cell.trim().is_empty()) && has_place(first, dialect)
}

/// Whether a line and a column are in a text: FILE:LINE:COLUMN: …
fn has_place(text: &str, dialect: Dialect) -> bool {
    let between = if dialect.separator == b':' && dialect.quote.is_none() { ' ' } else { ':' };
    let is_number: Vec<bool> = text.split(between).map(|part| part.parse::<usize>().is_ok()).collect();
    is_number.windows(2).any(|two| two == [true, true])
}

/// A text that no separator ends, where nothing could be put around it.
fn unseparated(text: &str, dialect: Dialect) -> String {
    let instead = if dialect.separator == b' ' { "_" } else { " " };
    text.replace(char::from(dialect.separator), instead)
}

#[cfg(test)]
mod tests {
    use super::super::reasons::Reason;
    use super::{is_rejection_row, row};
    use crate::load::table::{Cells, Dialect};

    #[test]
    fn a_row_that_tells_why_is_known_in_every_dialect_and_by_nothing_else() {
        for separator in [b',', b';', b'\t', b'|', b' ', b':', b'#', b'_'] {
            for quote in [None, Some(b'"'), Some(b'\'')] {
                let dialect = Dialect { separator, quote };
                let reason = Reason {
                    reason: "`a, b; c|d` isn't \"it\"".into(),
                    at: "f:3:14".into(),
                    help: Some("add: one".into()),
                };
                let written = String::from_utf8(row(dialect, 3, &[reason.clone(), reason])).unwrap();
                let mut cells = Cells::new(dialect);
                let cells = cells.split(&written);
                assert_eq!(cells.len(), 3, "{written}");
                assert!(is_rejection_row(&cells, dialect), "{written}");
            }
        }
        let commas = Dialect { separator: b',', quote: Some(b'"') };
        let why = "# rejected: f.csv:3:14: the row has 3 cells";
        assert!(is_rejection_row(&[why], commas) && is_rejection_row(&[why, "", " ", ""], commas));
        for cells in [&[why, "", "x"][..], &["", why], &["# rejected: twice"], &["rejected: f.csv:3:14: no"], &[]] {
            assert!(!is_rejection_row(cells, commas), "{cells:?}");
        }
    }
}
