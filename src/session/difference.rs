//! How the rows of an answer differ from those that were expected.

use crate::problem::{RowLine, RowState};
use crate::sequence::common_lengths;

/// How many rows of a difference are shown.
const SHOWN: usize = 20;

/// A value as an expectation has it, and how it is written there. Two are the same where they read the same.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    /// The value as an answer shows it; none for nothing.
    pub text: Option<String>,
    /// As it is written in an expectation.
    pub written: String,
}

impl PartialEq for Cell {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

/// A row of values.
pub(super) type Row = Vec<Cell>;

/// The rows that are shown of a difference, and how many are not.
pub(super) struct Difference {
    pub rows: Vec<RowLine>,
    pub left_off: usize,
    /// How many rows are missing.
    pub missing: usize,
    /// How many rows were not expected.
    pub unexpected: usize,
}

/// The first rows, where nothing is said of any one of them.
pub(super) fn listed(rows: &[Row]) -> Difference {
    Difference::of(rows.iter().map(|row| line(RowState::There, row)).collect())
}

/// What is missing of rows that were expected in any order, each beside the unexpected row that is most like it, and
/// what else was not expected.
pub(super) fn of_sets(expected: &[Row], found: &[Row]) -> Difference {
    let (missing, mut unexpected) = apart(expected, found);
    let mut lines = Vec::new();
    for row in missing {
        lines.push(line(RowState::Missing, row));
        let alike = |other: &Row| alike(row, other);
        let best = unexpected.iter().enumerate().max_by_key(|(at, other)| (alike(other), std::cmp::Reverse(*at)));
        if let Some((at, _)) = best.filter(|(_, other)| alike(other) > 0) {
            lines.push(beside(row, unexpected.remove(at)));
        }
    }
    lines.extend(unexpected.into_iter().map(|row| line(RowState::Unexpected, row)));
    Difference::of(lines)
}

/// What is to be changed so that the rows found are those expected, in their order.
pub(super) fn of_lists(expected: &[Row], found: &[Row]) -> Difference {
    let before = expected.iter().zip(found).take_while(|(a, b)| a == b).count();
    let (old, new) = (&expected[before..], &found[before..]);
    let Some(common) = common_lengths(old, new) else { return of_sets(old, new) };
    let mut lines: Vec<RowLine> = expected[..before].iter().map(|row| line(RowState::There, row)).collect();
    let (mut a, mut b) = (0, 0);
    while a < old.len() || b < new.len() {
        if a < old.len() && b < new.len() && old[a] == new[b] {
            lines.push(line(RowState::There, &new[b]));
            (a, b) = (a + 1, b + 1);
        } else if a < old.len() && b < new.len() && common[a + 1][b + 1] == common[a][b] {
            // One row stands where the other should.
            lines.extend([line(RowState::Missing, &old[a]), beside(&old[a], &new[b])]);
            (a, b) = (a + 1, b + 1);
        } else if b == new.len() || (a < old.len() && common[a + 1][b] >= common[a][b + 1]) {
            lines.push(line(RowState::Missing, &old[a]));
            a += 1;
        } else {
            lines.push(line(RowState::Unexpected, &new[b]));
            b += 1;
        }
    }
    Difference::of(lines)
}

/// The rows among `expected` that no row found begins with, each beside the row that is most like it; below them all
/// rows, where none is like any.
pub(super) fn of_beginnings(expected: &[Row], found: &[Row]) -> Difference {
    let missing = expected.iter().filter(|row| !found.iter().any(|other| other.starts_with(row)));
    let mut lines = Vec::new();
    for row in missing {
        lines.push(line(RowState::Missing, row));
        let best = found.iter().enumerate().max_by_key(|(at, other)| (alike(row, other), std::cmp::Reverse(*at)));
        if let Some((_, other)) = best.filter(|(_, other)| alike(row, other) > 0) {
            lines.push(RowLine { state: RowState::There, ..beside(row, other) });
        }
    }
    if !lines.is_empty() && lines.iter().all(|line| line.state == RowState::Missing) {
        lines.extend(found.iter().map(|row| line(RowState::There, row)));
    }
    Difference::of(lines)
}

impl Difference {
    /// Whether all is as it was expected.
    pub fn is_none(&self) -> bool {
        self.missing + self.unexpected == 0
    }

    /// Counts the rows, and keeps the first of those that tell something.
    fn of(lines: Vec<RowLine>) -> Self {
        let count = |state: RowState| lines.iter().filter(|line| line.state == state).count();
        let (missing, unexpected) = (count(RowState::Missing), count(RowState::Unexpected));
        // Rows before the first that differs tell where it stands; two of them do.
        let first = lines.iter().position(|line| line.state != RowState::There).unwrap_or(0);
        let from = first.saturating_sub(2);
        let left_off = lines.len().saturating_sub(from + SHOWN);
        let rows = lines.into_iter().skip(from).take(SHOWN).collect();
        Difference { rows, left_off, missing, unexpected }
    }
}

/// The rows of each list that the other does not have, a row that is twice in one and once in the other being one
/// too many.
fn apart<'r>(expected: &'r [Row], found: &'r [Row]) -> (Vec<&'r Row>, Vec<&'r Row>) {
    let key = |row: &Row| row.iter().map(|cell| cell.text.clone()).collect::<Vec<_>>();
    let mut counts: std::collections::HashMap<Vec<Option<String>>, isize> = Default::default();
    found.iter().for_each(|row| *counts.entry(key(row)).or_default() += 1);
    let mut take = |row: &&Row| {
        let left = counts.entry(key(row)).or_default();
        *left -= 1;
        *left < 0
    };
    let missing = expected.iter().filter(&mut take).collect();
    // What is left over was found and not expected.
    let mut over = |row: &&Row| {
        let left = counts.entry(key(row)).or_default();
        *left -= 1;
        *left >= 0
    };
    (missing, found.iter().filter(&mut over).collect())
}

/// How many of the first values are the same, counted double, and how many of the others.
fn alike(row: &Row, other: &Row) -> usize {
    let first = row.iter().zip(other).take_while(|(a, b)| a == b).count();
    first + row.iter().zip(other).filter(|(a, b)| a == b).count()
}

fn line(state: RowState, row: &Row) -> RowLine {
    RowLine { state, values: row.iter().map(|cell| cell.written.clone()).collect(), differs: Vec::new() }
}

/// A row that was not expected, beside the one that was.
fn beside(expected: &Row, found: &Row) -> RowLine {
    let both = expected.len().min(found.len());
    let mut differs: Vec<usize> = (0..both).filter(|at| expected[*at] != found[*at]).collect();
    if differs.len() == both {
        // Of rows that have nothing in common there is nothing to point at.
        differs.clear();
    } else if differs.is_empty() && both < found.len() {
        // It differs only in being longer.
        differs.push(both);
    }
    RowLine { differs, ..line(RowState::Unexpected, found) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{Strategy, prop_assert, prop_assert_eq, proptest};

    use super::{Cell, Difference, Row, of_beginnings, of_lists, of_sets};
    use crate::problem::RowState;

    fn rows(texts: &[&str]) -> Vec<Row> {
        let cell = |text: &str| Cell { text: (text != "-").then(|| text.to_owned()), written: text.to_owned() };
        texts.iter().map(|row| row.split(' ').map(cell).collect()).collect()
    }

    /// The difference with a sign before each row and the numbers of the values by which it differs behind.
    fn shown(difference: &Difference) -> Vec<String> {
        let sign = |state| match state {
            RowState::There => ' ',
            RowState::Missing => '-',
            RowState::Unexpected => '+',
        };
        let line = |row: &crate::problem::RowLine| {
            let at = row.differs.iter().map(|at| format!(" @{at}")).collect::<String>();
            format!("{}{}{at}", sign(row.state), row.values.join(" "))
        };
        difference.rows.iter().map(line).collect()
    }

    #[test]
    fn a_missing_row_stands_above_the_one_that_is_most_like_it() {
        let found = of_sets(&rows(&["a 1", "b 2", "c 3"]), &rows(&["d 9", "c 3", "b 7", "a 1"]));
        assert_eq!(shown(&found), ["-b 2", "+b 7 @1", "+d 9"]);
        assert_eq!((found.missing, found.unexpected), (1, 2));
    }

    #[test]
    fn rows_in_order_show_what_stands_in_the_wrong_place() {
        assert_eq!(shown(&of_lists(&rows(&["a", "b", "c"]), &rows(&["b", "a", "c"]))), ["-a", " b", "+a", " c"]);
        assert_eq!(shown(&of_lists(&rows(&["a 1", "b 2"]), &rows(&["a 1", "b 3"]))), [" a 1", "-b 2", "+b 3 @1"]);
        assert_eq!(shown(&of_lists(&rows(&["a 1"]), &rows(&["a -"]))), ["-a 1", "+a - @1"]);
    }

    #[test]
    fn a_row_that_is_twice_is_one_too_many() {
        assert_eq!(shown(&of_sets(&rows(&["a", "a"]), &rows(&["a"]))), ["-a"]);
        assert_eq!(shown(&of_sets(&rows(&["a"]), &rows(&["a", "a"]))), ["+a"]);
    }

    #[test]
    fn a_row_that_none_begins_with_is_shown_with_the_nearest() {
        assert_eq!(shown(&of_beginnings(&rows(&["a 1", "b"]), &rows(&["a 2 x", "b 1 y"]))), ["-a 1", " a 2 x @1"]);
    }

    proptest! {
        #[test]
        fn a_difference_is_empty_for_the_same_rows_only(
            a in proptest::collection::vec("[ab] [12]", 0..6),
            b in proptest::collection::vec("[ab] [12]", 0..6),
        ) {
            let texts = |rows: &[String]| rows.iter().map(String::as_str).map(str::to_owned).collect::<Vec<_>>();
            let of = |texts: &[String]| rows(&texts.iter().map(String::as_str).collect::<Vec<_>>());
            let lists = of_lists(&of(&a), &of(&b));
            prop_assert_eq!(lists.missing + lists.unexpected == 0, a == b);
            let sets = of_sets(&of(&a), &of(&b));
            let (mut a, mut b) = (texts(&a), texts(&b));
            a.sort();
            b.sort();
            prop_assert_eq!(sets.missing + sets.unexpected == 0, a == b);
            prop_assert!(sets.missing <= lists.missing);
        }

        #[test]
        fn what_was_found_is_what_was_expected_changed_by_the_difference(
            (a, b) in (0usize..6, 0usize..6).prop_flat_map(|(a, b)| (
                proptest::collection::vec("[abc]", a..=a), proptest::collection::vec("[abc]", b..=b)))
        ) {
            let of = |texts: &[String]| rows(&texts.iter().map(String::as_str).collect::<Vec<_>>());
            let lists = of_lists(&of(&a), &of(&b));
            prop_assert_eq!(a.len() + lists.unexpected, b.len() + lists.missing);
        }
    }
}
