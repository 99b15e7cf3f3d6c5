//! How rows are shown that are not as expected: as a difference, the values that differ marked.

use unicode_width::UnicodeWidthStr;

use super::{RowLine, RowState};
use crate::problem::Wording;

/// The widest value that others are lined up with.
const WIDEST: usize = 40;

/// What is said of an expectation that does not hold.
pub(super) fn not_expected(expected: &str, found: &str, rows: &[RowLine], left_off: usize) -> Wording {
    let columns = Columns::of(rows);
    let mut lines: Vec<String> = rows.iter().flat_map(|row| columns.shown(row)).collect();
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

/// How wide the columns of some rows are, so that their values stand below one another. A value that is very wide
/// pushes those behind it aside.
struct Columns(Vec<usize>);

impl Columns {
    fn of(rows: &[RowLine]) -> Self {
        let mut widths: Vec<usize> = Vec::new();
        for row in rows {
            for (at, value) in row.values.iter().enumerate() {
                let width = value.width();
                match widths.get_mut(at) {
                    Some(widest) if width <= WIDEST => *widest = (*widest).max(width),
                    Some(_) => {}
                    None => widths.push(if width <= WIDEST { width } else { 0 }),
                }
            }
        }
        Self(widths)
    }

    /// A row with its sign, and marks below the values that differ. What stands between parentheses can be typed.
    fn shown(&self, row: &RowLine) -> Vec<String> {
        let sign = match row.state {
            RowState::There => ' ',
            RowState::Missing => '-',
            RowState::Unexpected => '+',
        };
        let (mut line, mut marks) = (format!("{sign} ("), String::from("   "));
        for (at, value) in row.values.iter().enumerate() {
            let is_last = at + 1 == row.values.len();
            let end = if is_last { ")" } else { "," };
            let widest = if is_last { 0 } else { self.0.get(at).copied().unwrap_or(0) };
            let mark = if row.differs.contains(&at) { "^" } else { " " };
            let space = widest.saturating_sub(value.width());
            marks += &format!("{}{}", mark.repeat(value.width().max(1)), " ".repeat(end.len() + space + 1));
            line += &format!("{value}{end}{}", " ".repeat(if is_last { 0 } else { space + 1 }));
        }
        let marks = (!row.differs.is_empty()).then(|| marks.trim_end().to_owned());
        std::iter::once(line).chain(marks).collect()
    }
}
