//! The functions of filters and outputs, as SQL knows them. A value that is missing or of another type gives NULL; none
//! of them fails.

mod aggregate;
mod names;

pub(super) use names::Names;

use std::sync::Arc;

use regex::Regex;
use rusqlite::Connection;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::{Value, ValueRef};

use crate::edtf::Edtf;
use crate::matching::{Part, expression, similar, starts_with};

/// A function of one argument or more: what it gives for them.
type Function = fn(&Context<'_>) -> Option<Value>;

/// Each with its number of arguments.
const FUNCTIONS: &[(&str, i32, Function)] = &[
    ("factfile_lower", 1, |context| text(context, 0).map(|text| Value::Text(text.to_lowercase()))),
    ("factfile_spaces", 1, |context| text(context, 0).map(|text| Value::Text(spaced(text)))),
    ("factfile_contains", 2, contains),
    ("factfile_starts_with", 2, |context| of_texts(context, starts_with)),
    ("factfile_similar", 2, |context| of_texts(context, similar)),
    ("factfile_matches", 2, matches),
    ("factfile_year", 1, |context| date(context)?.year().map(Value::Integer)),
    ("factfile_month", 1, |context| date(context)?.month().map(|month| Value::Integer(month.into()))),
    ("factfile_day", 1, |context| date(context)?.day().map(|day| Value::Integer(day.into()))),
    ("factfile_start", 1, |context| date(context)?.start().map(Value::Text)),
    ("factfile_end", 1, |context| date(context)?.end().map(Value::Text)),
    ("factfile_first_day", 1, |context| Some(Value::Integer(date(context)?.first_day))),
    ("factfile_last_day", 1, |context| Some(Value::Integer(date(context)?.last_day))),
    ("factfile_inner_first", 1, |context| Some(Value::Integer(date(context)?.latest_beginning()))),
    ("factfile_inner_last", 1, |context| Some(Value::Integer(date(context)?.earliest_end()))),
    ("factfile_divide", 2, |context| divide(context.get_raw(0), context.get_raw(1))),
    ("factfile_round", 1, |context| round(context.get_raw(0))),
];

/// They change nothing, and the same arguments give the same.
const FLAGS: FunctionFlags =
    FunctionFlags::SQLITE_UTF8.union(FunctionFlags::SQLITE_DETERMINISTIC).union(FunctionFlags::SQLITE_INNOCUOUS);

/// Makes them known to a connection.
pub(super) fn register(connection: &Connection, names: &Arc<Names>) -> rusqlite::Result<()> {
    for (name, arguments, function) in FUNCTIONS {
        connection.create_scalar_function(*name, *arguments, FLAGS, |context| Ok(function(context)))?;
    }
    names::register(connection, names)?;
    aggregate::register(connection)
}

fn text<'c>(context: &'c Context<'_>, argument: usize) -> Option<&'c str> {
    context.get_raw(argument).as_str().ok()
}

/// A text with single spaces for white space, and none at its ends.
fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn date(context: &Context<'_>) -> Option<Edtf> {
    text(context, 0)?.parse().ok()
}

fn of_texts(context: &Context<'_>, test: fn(&str, &str) -> bool) -> Option<Value> {
    Some(Value::Integer(test(text(context, 0)?, text(context, 1)?).into()))
}

/// Whether a text has a part, which is folded once for a statement in which it is constant.
fn contains(context: &Context<'_>) -> Option<Value> {
    let part = text(context, 1)?;
    let known: Option<Arc<Part>> = context.get_aux(1).ok()?;
    let part = match known {
        Some(part) => part,
        None => context.set_aux(1, Part::new(part)).ok()?,
    };
    let ValueRef::Text(searched) = context.get_raw(0) else { return None };
    Some(Value::Integer(part.is_in_bytes(searched)?.into()))
}

/// Whether a regular expression finds something. It is compiled once for a statement whose pattern is constant; a bad one
/// gives NULL.
fn matches(context: &Context<'_>) -> Option<Value> {
    let pattern = text(context, 1)?;
    let known: Option<Arc<Option<Regex>>> = context.get_aux(1).ok()?;
    let compiled = match known {
        Some(compiled) => compiled,
        None => context.set_aux(1, expression(pattern).ok()).ok()?,
    };
    let expression = compiled.as_ref().as_ref()?;
    Some(Value::Integer(expression.is_match(text(context, 0)?).into()))
}

/// Exact division: whole where it comes out whole; NULL by zero, and where the quotient is beyond all numbers.
fn divide(dividend: ValueRef<'_>, divisor: ValueRef<'_>) -> Option<Value> {
    if let (ValueRef::Integer(dividend), ValueRef::Integer(divisor)) = (dividend, divisor)
        && dividend.checked_rem(divisor) == Some(0)
    {
        return dividend.checked_div(divisor).map(Value::Integer);
    }
    let quotient = number(dividend)? / number(divisor)?;
    quotient.is_finite().then(|| whole_or_real(quotient))
}

/// To the nearest whole number, halves away from zero; a decimal beyond the whole numbers stays as it is.
fn round(value: ValueRef<'_>) -> Option<Value> {
    match value {
        ValueRef::Integer(whole) => Some(Value::Integer(whole)),
        _ => number(value).map(|number| whole_or_real(number.round())),
    }
}

fn number(value: ValueRef<'_>) -> Option<f64> {
    match value {
        ValueRef::Integer(whole) => Some(whole as f64),
        ValueRef::Real(number) => Some(number),
        _ => None,
    }
}

/// A number as an integer, where it is a whole number that 64 bits hold.
fn whole_or_real(number: f64) -> Value {
    // 2^63 is the first that they do not; -2^63 is the last that they do.
    const BEYOND: f64 = 9_223_372_036_854_775_808.0;
    match number.fract() == 0.0 && (-BEYOND..BEYOND).contains(&number) {
        true => Value::Integer(number as i64),
        false => Value::Real(number),
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;
    use rusqlite::types::Value;

    /// What an expression of SQL gives.
    fn value(expression: &str) -> Value {
        let connection = Connection::open_in_memory().unwrap();
        super::register(&connection, &Default::default()).unwrap();
        connection.query_row(&format!("SELECT {expression}"), [], |row| row.get(0)).unwrap()
    }

    fn check(cases: &[(&str, Value)]) {
        for (expression, expected) in cases {
            assert_eq!(value(expression), *expected, "{expression}");
        }
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn texts() {
        check(&[
            ("factfile_lower('ÄŁ Talks')", text("äł talks")),
            ("factfile_contains('Café, noir', 'FE, N')", Value::Integer(1)),
            ("factfile_contains('Café noir', 'fe, n')", Value::Integer(0)),
            ("factfile_starts_with('Łódź', 'lo')", Value::Integer(1)),
            ("factfile_starts_with('Łódź', 'odz')", Value::Integer(0)),
            ("factfile_matches('flight 42', '[0-9]+$')", Value::Integer(1)),
            ("factfile_matches('Flight', 'flight')", Value::Integer(0)),
            ("factfile_matches('Flight', '(?i)flight')", Value::Integer(1)),
            ("factfile_matches('Flight', '(')", Value::Null),
            ("factfile_similar('Zelenskyy', 'Zelenski')", Value::Integer(1)),
            ("factfile_similar('Witkoff', 'Zelenski')", Value::Integer(0)),
        ]);
    }

    #[test]
    fn a_pattern_that_changes_from_row_to_row_is_read_anew() {
        let list = "(SELECT group_concat(factfile_matches('abc', pattern)) FROM
                    (SELECT 'b' AS pattern UNION ALL SELECT 'd' UNION ALL SELECT '(' UNION ALL SELECT 'c'))";
        assert_eq!(value(list), text("1,0,1"));
    }

    #[test]
    fn dates() {
        check(&[
            ("factfile_year('2026-01/..')", Value::Integer(2026)),
            ("factfile_month('2026')", Value::Null),
            ("factfile_day('2026-01-23')", Value::Integer(23)),
            ("factfile_start('2026-01')", text("2026-01-01")),
            ("factfile_end('2026-01/..')", Value::Null),
            ("factfile_last_day('2026-01') - factfile_first_day('2026-01')", Value::Integer(30)),
            ("factfile_first_day('2026-01-23') = julianday('2026-01-23 12:00')", Value::Integer(1)),
            ("factfile_inner_last('2026-01') - factfile_inner_first('2026-01')", Value::Integer(-30)),
            (
                "factfile_inner_last('2026-01-02/2026-01-05') - factfile_inner_first('2026-01-02/2026-01-05')",
                Value::Integer(3),
            ),
            ("factfile_year('soon')", Value::Null),
        ]);
    }

    #[test]
    fn numbers() {
        check(&[
            ("factfile_divide(6, 3)", Value::Integer(2)),
            ("factfile_divide(1, 2)", Value::Real(0.5)),
            ("factfile_divide(7.5, 2.5)", Value::Integer(3)),
            ("factfile_divide(1, 0)", Value::Null),
            ("factfile_divide(1.5, 0.0)", Value::Null),
            ("factfile_divide(-9223372036854775808, -1)", Value::Real(9_223_372_036_854_775_808.0)),
            ("factfile_round(2.5)", Value::Integer(3)),
            ("factfile_round(-2.5)", Value::Integer(-3)),
            ("factfile_round(9223372036854775807)", Value::Integer(i64::MAX)),
            ("factfile_round(1e300)", Value::Real(1e300)),
        ]);
    }

    #[test]
    fn nothing_and_values_of_other_types_give_nothing() {
        for (name, arguments, _) in super::FUNCTIONS {
            for argument in ["NULL", "x'00'"] {
                let all = vec![argument; *arguments as usize].join(", ");
                assert_eq!(value(&format!("{name}({all})")), Value::Null, "{name}({all})");
            }
        }
        assert_eq!(value("factfile_contains('a', NULL)"), Value::Null);
        assert_eq!(value("factfile_divide(NULL, 2)"), Value::Null);
        assert_eq!(value("factfile_lower(5)"), Value::Null);
    }
}
