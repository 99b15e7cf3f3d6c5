//! How rows are shown that are not as expected: as a difference, the first value that differs marked.

use unicode_width::UnicodeWidthStr;

use super::{RowLine, RowState};
use crate::problem::Wording;

/// What is said of an expectation that does not hold.
pub(super) fn not_expected(expected: &str, found: &str, rows: &[RowLine], left_off: usize) -> Wording {
    let mut lines: Vec<String> = rows.iter().flat_map(shown).collect();
    match left_off {
        0 => {}
        1 => lines.push("… and 1 more row".to_owned()),
        _ => lines.push(format!("… and {left_off} more rows")),
    }
    let has = |state: RowState| rows.iter().any(|row| row.state == state);
    let heading = match (has(RowState::Missing), has(RowState::Unexpected)) {
        _ if lines.is_empty() => "there are no rows",
        (true, true) => "`-` is missing, `+` was not expected:",
        (true, false) => "`-` is missing:",
        (false, true) => "`+` was not expected:",
        (false, false) => "the rows are:",
    };
    let below: String = lines.iter().map(|line| format!("\n  {line}")).collect();
    Wording::new(format!("expected {expected}, but {found}"), "", format!("{heading}{below}"))
}

/// A row with its sign, and marks below the first value that differs.
fn shown(row: &RowLine) -> Vec<String> {
    let sign = match row.state {
        RowState::There => ' ',
        RowState::Missing => '-',
        RowState::Unexpected => '+',
    };
    let mut lines = vec![format!("{sign} ({})", row.values.join(", "))];
    if let Some(at) = row.differs {
        let before: usize = row.values.iter().take(at).map(|value| value.width() + ", ".len()).sum();
        let marked = row.values.get(at).map_or(1, |value| value.width().max(1));
        lines.push(format!("   {}{}", " ".repeat(before), "^".repeat(marked)));
    }
    lines
}
