//! The aggregates that SQLite does not have.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use rusqlite::Connection;
use rusqlite::functions::{Aggregate, Context};
use rusqlite::types::{Value, ValueRef};

use super::FLAGS;
use crate::order::compare_mixed;

/// However many arguments there are.
const ANY_NUMBER: i32 = -1;

pub(super) fn register(connection: &Connection) -> rusqlite::Result<()> {
    connection.create_aggregate_function("factfile_first", ANY_NUMBER, FLAGS, First)?;
    connection.create_aggregate_function("factfile_list", ANY_NUMBER, FLAGS, List)
}

/// `factfile_first(value, descending, key, …)`: the value of the row whose keys come first. Of the first `descending` keys
/// the greatest comes first; the others are ascending. A key that is NULL comes last.
struct First;

/// The row that came first so far.
struct Leader {
    value: Value,
    keys: Vec<Value>,
}

impl Aggregate<Option<Leader>, Option<Value>> for First {
    fn init(&self, _: &mut Context<'_>) -> rusqlite::Result<Option<Leader>> {
        Ok(None)
    }

    fn step(&self, context: &mut Context<'_>, leader: &mut Option<Leader>) -> rusqlite::Result<()> {
        if context.len() < 3 {
            return Ok(());
        }
        let descending = match context.get_raw(1) {
            ValueRef::Integer(keys) => usize::try_from(keys).unwrap_or(0),
            _ => 0,
        };
        let keys = keys(context, 2);
        if leader.as_ref().is_none_or(|leader| compare(&keys, &leader.keys, descending).is_lt()) {
            *leader = Some(Leader { value: value(context, 0), keys });
        }
        Ok(())
    }

    fn finalize(&self, _: &mut Context<'_>, leader: Option<Option<Leader>>) -> rusqlite::Result<Option<Value>> {
        Ok(leader.flatten().map(|leader| leader.value))
    }
}

/// `factfile_list(shown, key, …)`: the texts in the order of their keys, joined by `, `; those with the same keys once; NULL
/// of none.
struct List;

/// The texts so far, in their order, each once.
type Shown = BTreeSet<Listed>;

/// A text in a list, and what it is ordered by.
struct Listed {
    keys: Vec<Value>,
    text: String,
}

impl Ord for Listed {
    fn cmp(&self, other: &Self) -> Ordering {
        compare(&self.keys, &other.keys, 0).then_with(|| self.text.cmp(&other.text))
    }
}

impl PartialOrd for Listed {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Listed {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Listed {}

impl Aggregate<Shown, Option<String>> for List {
    fn init(&self, _: &mut Context<'_>) -> rusqlite::Result<Shown> {
        Ok(Shown::new())
    }

    fn step(&self, context: &mut Context<'_>, shown: &mut Shown) -> rusqlite::Result<()> {
        if context.is_empty() {
            return Ok(());
        }
        let Some(text) = text(context.get_raw(0)) else { return Ok(()) };
        shown.insert(Listed { keys: keys(context, 1), text });
        Ok(())
    }

    fn finalize(&self, _: &mut Context<'_>, shown: Option<Shown>) -> rusqlite::Result<Option<String>> {
        let texts: Vec<String> = shown.unwrap_or_default().into_iter().map(|listed| listed.text).collect();
        Ok((!texts.is_empty()).then(|| texts.join(", ")))
    }
}

fn keys(context: &Context<'_>, from: usize) -> Vec<Value> {
    (from..context.len()).map(|argument| value(context, argument)).collect()
}

/// An argument; nothing where it is no value that there can be, such as a text that is not UTF-8.
fn value(context: &Context<'_>, argument: usize) -> Value {
    context.get(argument).unwrap_or(Value::Null)
}

/// A value as a list shows it.
fn text(value: ValueRef<'_>) -> Option<String> {
    match value {
        ValueRef::Text(_) => value.as_str().ok().map(str::to_owned),
        ValueRef::Integer(number) => Some(number.to_string()),
        ValueRef::Real(number) => Some(number.to_string()),
        ValueRef::Null | ValueRef::Blob(_) => None,
    }
}

/// Which keys come first, of the first `descending` the greatest.
fn compare(left: &[Value], right: &[Value], descending: usize) -> Ordering {
    let mut ordering = Ordering::Equal;
    for (at, (left, right)) in left.iter().zip(right).enumerate() {
        ordering = ordering.then_with(|| compare_keys(left, right, at < descending));
    }
    ordering
}

/// Which key comes first: NULL last, all else in SQLite's order or its reverse.
fn compare_keys(left: &Value, right: &Value, descending: bool) -> Ordering {
    match (left, right) {
        (Value::Null, Value::Null) => Ordering::Equal,
        (Value::Null, _) => Ordering::Greater,
        (_, Value::Null) => Ordering::Less,
        _ if descending => storage_order(right, left),
        _ => storage_order(left, right),
    }
}

/// SQLite's order of values that are not NULL: numbers, texts by their bytes, blobs.
fn storage_order(left: &Value, right: &Value) -> Ordering {
    match (left, right) {
        (Value::Integer(left), Value::Integer(right)) => left.cmp(right),
        (Value::Real(left), Value::Real(right)) => left.total_cmp(right),
        (Value::Integer(left), Value::Real(right)) => compare_mixed(*left, *right),
        (Value::Real(left), Value::Integer(right)) => compare_mixed(*right, *left).reverse(),
        (Value::Text(left), Value::Text(right)) => left.cmp(right),
        (Value::Blob(left), Value::Blob(right)) => left.cmp(right),
        _ => class(left).cmp(&class(right)),
    }
}

fn class(value: &Value) -> u8 {
    match value {
        Value::Integer(_) | Value::Real(_) => 0,
        Value::Text(_) => 1,
        Value::Blob(_) | Value::Null => 2,
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;
    use rusqlite::types::Value;

    /// What an aggregate gives for rows of a table with the columns `a`, `b` and `c`.
    fn value(aggregate: &str, rows: &str) -> Value {
        let connection = Connection::open_in_memory().unwrap();
        super::register(&connection).unwrap();
        connection.execute_batch("CREATE TABLE t (a ANY, b ANY, c ANY) STRICT").unwrap();
        if !rows.is_empty() {
            connection.execute(&format!("INSERT INTO t VALUES {rows}"), []).unwrap();
        }
        connection.query_row(&format!("SELECT {aggregate} FROM t"), [], |row| row.get(0)).unwrap()
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn the_first_is_found_by_its_keys() {
        let rows = "('x', 2, 1), ('y', NULL, 0), ('z', 10, 3), ('w', 10, 2), ('v', 1.5, 0), ('t', 'text', 0)";
        assert_eq!(value("factfile_first(a, 0, b, c)", rows), text("v"));
        assert_eq!(value("factfile_first(a, 1, b, c)", rows), text("t"));
        assert_eq!(value("factfile_first(a, 1, b, c)", "('z', 10, 3), ('y', NULL, 0), ('w', 10, 2)"), text("w"));
        assert_eq!(value("factfile_first(a, 1, b)", "('y', NULL, 0)"), text("y"));
        assert_eq!(value("factfile_first(a, 0, b)", ""), Value::Null);
    }

    #[test]
    fn a_list_has_every_text_once_in_the_order_of_keys() {
        let rows = "('b', 2, 0), ('a', 3, 0), (NULL, 0, 0), ('c', NULL, 0), ('b', 2, 0), (1.5, 1, 0), (7, 1, 1)";
        assert_eq!(value("factfile_list(a, b, c)", rows), text("1.5, 7, b, a, c"));
        assert_eq!(value("factfile_list(a, b)", "(NULL, 1, 0)"), Value::Null);
        assert_eq!(value("factfile_list(a, b)", ""), Value::Null);
    }

    #[test]
    fn whole_numbers_and_decimals_are_in_one_order() {
        let rows = "('big', 9007199254740993, 0), ('near', 9007199254740992.0, 0)";
        assert_eq!(value("factfile_first(a, 0, b)", rows), text("near"));
        assert_eq!(value("factfile_first(a, 1, b)", rows), text("big"));
    }
}
