//! The order of a column's cells, as ranks: whoever sorts a table by them needs to know nothing of numbers or dates.

use std::cmp::Ordering;

use crate::fold::fold;
use crate::order::compare_mixed;
use crate::render::Cell;

/// The rank of each cell among those of its column, from 0; what is equal has the same, nothing has none. Numbers come before
/// dates, dates before words; names and texts are ordered as they are folded, dates by their earliest day.
pub(super) fn ranks<'c>(cells: impl Iterator<Item = &'c Cell<'c>>) -> Vec<Option<usize>> {
    let keys: Vec<Key> = cells.map(Key::of).collect();
    let mut order: Vec<(usize, &Key)> =
        keys.iter().enumerate().filter(|(_, key)| !matches!(key, Key::Nothing)).collect();
    order.sort_by(|(_, one), (_, other)| one.compare(other));
    let mut ranks = vec![None; keys.len()];
    let (mut rank, mut before): (usize, Option<&Key>) = (0, None);
    for (at, key) in order {
        if before.is_some_and(|before| before.compare(key).is_ne()) {
            rank += 1;
        }
        before = Some(key);
        if let Some(place) = ranks.get_mut(at) {
            *place = Some(rank);
        }
    }
    ranks
}

/// What a cell is ordered by.
enum Key {
    Nothing,
    Truth(bool),
    Whole(i64),
    Decimal(f64),
    Date(i64, i64, String),
    Text(String, String),
}

impl Key {
    fn of(cell: &Cell<'_>) -> Self {
        match cell {
            Cell::Nothing => Key::Nothing,
            Cell::Truth(truth) => Key::Truth(*truth),
            Cell::Whole(number) => Key::Whole(*number),
            Cell::Decimal(number) => Key::Decimal(*number),
            Cell::Date(date) => Key::Date(date.first_day, date.last_day, date.as_str().to_owned()),
            Cell::Text(text) | Cell::Url(text) => Key::Text(fold(text), text.clone().into_owned()),
            Cell::Named { name, .. } => Key::Text(fold(name), (*name).to_owned()),
        }
    }

    fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Key::Truth(one), Key::Truth(other)) => one.cmp(other),
            (Key::Whole(one), Key::Whole(other)) => one.cmp(other),
            (Key::Decimal(one), Key::Decimal(other)) => one.total_cmp(other),
            (Key::Whole(one), Key::Decimal(other)) => compare_mixed(*one, *other),
            (Key::Decimal(one), Key::Whole(other)) => compare_mixed(*other, *one).reverse(),
            (Key::Date(first, last, text), Key::Date(other_first, other_last, other)) => {
                (first, last, text).cmp(&(other_first, other_last, other))
            }
            (Key::Text(folded, text), Key::Text(other_folded, other)) => (folded, text).cmp(&(other_folded, other)),
            _ => self.class().cmp(&other.class()),
        }
    }

    fn class(&self) -> u8 {
        match self {
            Key::Truth(_) => 0,
            Key::Whole(_) | Key::Decimal(_) => 1,
            Key::Date(..) => 2,
            Key::Text(..) => 3,
            Key::Nothing => 4,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ranks;
    use crate::edtf::Edtf;
    use crate::render::Cell;

    #[test]
    fn numbers_and_dates_are_ordered_as_such() {
        let date = |text: &str| Cell::Date(text.parse::<Edtf>().unwrap());
        let cells = [
            Cell::Whole(10),
            Cell::Nothing,
            Cell::Decimal(9.5),
            Cell::from("on Friday"),
            date("2026-01"),
            date("2025-12-31"),
            Cell::Decimal(10.0),
            Cell::Named { name: "Élan", key: "e" },
            Cell::Named { name: "Zeal", key: "z" },
        ];
        let expected = [1, 99, 0, 5, 3, 2, 1, 4, 6].map(|rank| (rank < 99).then_some(rank));
        assert_eq!(ranks(cells.iter()), expected);
    }
}
