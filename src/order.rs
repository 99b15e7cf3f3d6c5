//! The order of answers: entities by name, then key; kinds by name; documents by label, then key; dates by their earliest day, then
//! their latest, words for times behind them; other literals by themselves; nothing last, whichever way round.

use std::cmp::Ordering;

use foldhash::HashMap;

use crate::answer::Value;
use crate::value::Literal;

/// The rank of nothing: behind all else, also where the greatest come first.
const LAST: usize = usize::MAX;

/// How many rows are looked at between two looks at whether to stop.
const AT_ONCE: usize = 1 << 15;

/// Up to how many rows are compared with each other as they are: to order the values of each column first takes longer.
const FEW: usize = 128;

/// That the ordering was stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stopped;

/// A column that rows are ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// The column's index.
    pub column: usize,
    /// Whether the greatest come first.
    pub descending: bool,
}

/// Brings rows into the order of some columns, the first key first.
///
/// # Errors
/// Where `stopped` says so on the way; the rows are then in no order.
pub fn sort(rows: &mut Vec<Vec<Value>>, keys: &[Key], stopped: &dyn Fn() -> bool) -> Result<(), Stopped> {
    if rows.len() <= FEW {
        rows.sort_by(|one, other| compare_rows(one, other, keys));
        return Ok(());
    }
    sort_by_ranks(rows, keys, stopped)
}

/// The same things and dates stand in many rows, so that those are ordered once, and the rows by their ranks.
fn sort_by_ranks(rows: &mut Vec<Vec<Value>>, keys: &[Key], stopped: &dyn Fn() -> bool) -> Result<(), Stopped> {
    let width = keys.len();
    let mut ranks = vec![LAST; rows.len() * width];
    for (place, key) in keys.iter().enumerate() {
        for (row, rank) in ranks_in(rows, *key, stopped)?.into_iter().enumerate() {
            ranks[row * width + place] = rank;
        }
    }
    let ranks = |row: usize| &ranks[row * width..][..width];
    let mut order: Vec<usize> = (0..rows.len()).collect();
    sort_in_runs(&mut order, |one, other| ranks(one).cmp(ranks(other)), stopped)?;
    let mut unordered = std::mem::take(rows);
    rows.extend(order.into_iter().map(|row| std::mem::take(&mut unordered[row])));
    Ok(())
}

/// Which of two rows comes first.
fn compare_rows(one: &[Value], other: &[Value], keys: &[Key]) -> Ordering {
    let by = |key: &Key| match (&one[key.column], &other[key.column]) {
        (Value::Nothing, Value::Nothing) => Ordering::Equal,
        (Value::Nothing, _) => Ordering::Greater,
        (_, Value::Nothing) => Ordering::Less,
        (one, other) if key.descending => compare(other, one),
        (one, other) => compare(one, other),
    };
    keys.iter().map(by).find(|ordering| ordering.is_ne()).unwrap_or(Ordering::Equal)
}

/// Orders short runs, then merges them, twice as long each time: between two of them it may be stopped.
fn sort_in_runs(
    order: &mut [usize],
    compare: impl Fn(usize, usize) -> Ordering,
    stopped: &dyn Fn() -> bool,
) -> Result<(), Stopped> {
    let mut length = AT_ONCE;
    loop {
        for run in order.chunks_mut(length) {
            go_on(stopped)?;
            // Of a run that is two ordered ones, the standard library merges these.
            run.sort_by(|one, other| compare(*one, *other));
        }
        if length >= order.len() {
            return Ok(());
        }
        length *= 2;
    }
}

fn go_on(stopped: &dyn Fn() -> bool) -> Result<(), Stopped> {
    if stopped() { Err(Stopped) } else { Ok(()) }
}

/// For each row, the rank of its value among all values of a column.
fn ranks_in(rows: &[Vec<Value>], key: Key, stopped: &dyn Fn() -> bool) -> Result<Vec<usize>, Stopped> {
    let mut places: HashMap<Same<'_>, usize> = HashMap::default();
    let mut different: Vec<&Value> = Vec::new();
    let mut placed: Vec<Option<usize>> = Vec::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate() {
        if at % AT_ONCE == 0 {
            go_on(stopped)?;
        }
        let value = &row[key.column];
        let place = |same| {
            *places.entry(same).or_insert_with(|| {
                different.push(value);
                different.len() - 1
            })
        };
        placed.push(Same::of(value).map(place));
    }
    let ranks = ranks_of(&different, key.descending, stopped)?;
    Ok(placed.into_iter().map(|place| place.map_or(LAST, |place| ranks[place])).collect())
}

/// The ranks of values; what is equal has the same.
fn ranks_of(values: &[&Value], descending: bool, stopped: &dyn Fn() -> bool) -> Result<Vec<usize>, Stopped> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    let ordered = |one: usize, other: usize| {
        let ordering = compare(values[one], values[other]);
        if descending { ordering.reverse() } else { ordering }
    };
    sort_in_runs(&mut order, ordered, stopped)?;
    let mut ranks = vec![0; values.len()];
    for pair in order.windows(2) {
        let is_more = compare(values[pair[0]], values[pair[1]]).is_ne();
        ranks[pair[1]] = ranks[pair[0]] + usize::from(is_more);
    }
    Ok(ranks)
}

/// What tells values of one column apart.
#[derive(PartialEq, Eq, Hash)]
enum Same<'v> {
    Id(i64),
    Text(&'v str),
    Number(u64),
}

impl<'v> Same<'v> {
    /// Nothing of nothing.
    fn of(value: &'v Value) -> Option<Self> {
        Some(match value {
            Value::Nothing => return None,
            Value::Entity(entity) => Same::Id(entity.id.0),
            Value::Kind(kind, _) => Same::Id(kind.0),
            Value::Document(document) => Same::Id(document.id.0),
            Value::Literal(Literal::Text(text) | Literal::Url(text)) => Same::Text(text),
            Value::Literal(Literal::Date(date)) => Same::Text(date.as_str()),
            Value::Literal(Literal::Integer(number)) => Same::Id(*number),
            Value::Literal(Literal::Decimal(number)) => Same::Number(number.to_bits()),
            Value::Literal(Literal::Boolean(truth)) => Same::Id((*truth).into()),
        })
    }
}

/// Which of two values of one column comes first.
fn compare(one: &Value, other: &Value) -> Ordering {
    match (one, other) {
        (Value::Entity(one), Value::Entity(other)) => {
            (one.name.as_str(), one.key.as_str()).cmp(&(other.name.as_str(), other.key.as_str()))
        }
        (Value::Kind(_, one), Value::Kind(_, other)) => one.cmp(other),
        (Value::Document(one), Value::Document(other)) => {
            (one.label(), one.key.as_str()).cmp(&(other.label(), other.key.as_str()))
        }
        (Value::Literal(one), Value::Literal(other)) => compare_literals(one, other),
        // A column's values are of one sort.
        _ => Ordering::Equal,
    }
}

fn compare_literals(one: &Literal, other: &Literal) -> Ordering {
    use Literal::{Boolean, Date, Decimal, Integer, Text, Url};
    match (one, other) {
        (Text(one) | Url(one), Text(other) | Url(other)) => one.cmp(other),
        (Date(one), Date(other)) => {
            (one.first_day, one.last_day, one.as_str()).cmp(&(other.first_day, other.last_day, other.as_str()))
        }
        (Integer(one), Integer(other)) => one.cmp(other),
        (Decimal(one), Decimal(other)) => one.total_cmp(other),
        (Integer(one), Decimal(other)) => compare_mixed(*one, *other),
        (Decimal(one), Integer(other)) => compare_mixed(*other, *one).reverse(),
        (Boolean(one), Boolean(other)) => one.cmp(other),
        _ => class(one).cmp(&class(other)),
    }
}

/// Numbers before days, days before words.
fn class(literal: &Literal) -> u8 {
    match literal {
        Literal::Boolean(_) | Literal::Integer(_) | Literal::Decimal(_) => 0,
        Literal::Date(_) => 1,
        Literal::Text(_) | Literal::Url(_) => 2,
    }
}

/// A whole number and a decimal. Where the decimal is as large as the nearest to the whole number, both are whole, and
/// their digits decide.
pub(crate) fn compare_mixed(whole: i64, decimal: f64) -> Ordering {
    (whole as f64)
        .partial_cmp(&decimal)
        .unwrap_or(Ordering::Greater)
        .then_with(|| i128::from(whole).cmp(&(decimal as i128)))
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::{AT_ONCE, FEW, Key, Stopped, sort, sort_by_ranks};
    use crate::answer::Value;
    use crate::value::Literal;

    /// More rows than are ordered at once, in no order.
    fn rows() -> Vec<Vec<Value>> {
        let number = |row: usize| Value::Literal(Literal::Integer((row * 7919 % 100_003) as i64));
        (0..3 * AT_ONCE + 17).map(|row| vec![number(row)]).collect()
    }

    const KEY: Key = Key { column: 0, descending: false };

    #[test]
    fn many_rows_are_ordered_as_few_are() {
        let mut sorted = rows();
        sort(&mut sorted, &[KEY], &|| false).unwrap();
        let number = |row: &Vec<Value>| match &row[0] {
            Value::Literal(Literal::Integer(number)) => *number,
            _ => unreachable!("all are numbers"),
        };
        let mut expected = rows();
        expected.sort_by_key(number);
        assert_eq!(sorted, expected);
    }

    #[test]
    fn few_rows_are_ordered_as_by_ranks() {
        let value = |number: usize| match number % 7 {
            0 => Value::Nothing,
            1 => Value::Literal(Literal::Decimal(number as f64 / 2.0)),
            _ => Value::Literal(Literal::Integer((number / 7) as i64)),
        };
        let rows: Vec<Vec<Value>> = (0..FEW).map(|row| vec![value(row * 31 % 43), value(row * 7 % 19)]).collect();
        for descending in [[false, false], [true, false], [false, true], [true, true]] {
            let keys = [0, 1].map(|column| Key { column, descending: descending[column] });
            let (mut few, mut ranked) = (rows.clone(), rows.clone());
            sort(&mut few, &keys, &|| false).unwrap();
            sort_by_ranks(&mut ranked, &keys, &|| false).unwrap();
            assert_eq!(few, ranked);
        }
    }

    #[test]
    fn an_ordering_stops_where_it_is_told_to() {
        let looks = Cell::new(0);
        for most in 0..9 {
            looks.set(0);
            let stopped = || looks.replace(looks.get() + 1) == most;
            assert_eq!(sort(&mut rows(), &[KEY], &stopped), Err(Stopped));
            assert_eq!(looks.get(), most + 1);
        }
    }
}
