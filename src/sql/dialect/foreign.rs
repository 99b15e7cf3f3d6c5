//! What the engines share that read a Parquet set: conditions are no numbers there, values stand in columns of one type each,
//! and functions of ours are said by theirs, or by those that their driver brings.

use crate::fold::{fold, fold_letters};
use crate::matching::expression;
use crate::sql::render::Writer;
use crate::sql::tree::{Bind, Expr, Select};
use crate::value::ObjectType;

/// The column of the set's `literal` in which values of a type stand.
pub fn value(object_type: ObjectType) -> &'static str {
    match object_type {
        ObjectType::Number => "number",
        ObjectType::Boolean => "integer",
        _ => "text",
    }
}

/// What holds, or does not.
pub fn truth(holds: bool) -> &'static str {
    if holds { "TRUE" } else { "FALSE" }
}

/// A condition as an operand: a number, or what is a number there, holds where it is not zero.
pub fn test(writer: &mut Writer, expr: &Expr) {
    match expr {
        Expr::Integer(number) => writer.put(truth(*number != 0)),
        Expr::Call("coalesce", parts) => match parts.as_slice() {
            [test, Expr::Integer(otherwise)] => {
                writer.put("coalesce(");
                writer.whole_test(test);
                writer.put(", ");
                writer.put(truth(*otherwise != 0));
                writer.put(")");
            }
            _ => writer.operand(expr),
        },
        Expr::Column(..)
        | Expr::Value(..)
        | Expr::Output(..)
        | Expr::Argument(..)
        | Expr::Scalar(_)
        | Expr::Bind(_)
        | Expr::Case(..) => {
            writer.put("(");
            writer.nested(expr);
            writer.put(" <> 0)");
        }
        _ => writer.operand(expr),
    }
}

/// Two rows of values compared, value by value: what the first says is decided without the others.
pub fn rows(writer: &mut Writer, operator: &'static str, left: &[Expr], right: &[Expr]) {
    let compared = compared(operator, left, right);
    writer.put("(");
    writer.whole_test(&compared);
    writer.put(")");
}

fn compared(operator: &'static str, left: &[Expr], right: &[Expr]) -> Expr {
    let (Some(((one, left), (other, right))), strict) = (left.split_first().zip(right.split_first()), strict(operator))
    else {
        return Expr::Integer(1);
    };
    let by_first = one.clone().binary(strict, other.clone());
    if left.is_empty() {
        return one.clone().binary(operator, other.clone());
    }
    let rest = Expr::All(vec![one.clone().equals(other.clone()), compared(operator, left, right)]);
    match operator {
        "=" => rest,
        "<>" => Expr::Any(vec![by_first, compared(operator, left, right)]),
        _ => Expr::Any(vec![by_first, rest]),
    }
}

fn strict(operator: &'static str) -> &'static str {
    match operator {
        "<=" => "<",
        ">=" => ">",
        other => other,
    }
}

/// The names of functions of ours as a driver brings them, for what an engine does not have.
pub const FOLD_LETTERS: &str = "factfile_fold_letters";
const FOLD: &str = "factfile_fold";
const ALIKE: &str = "factfile_alike";
const SPACES: &str = "factfile_spaces";

/// What an engine's own functions are called.
pub struct Functions {
    /// Whether a text has a part.
    pub contains: &'static str,
    /// Whether a text begins with a part.
    pub starts_with: &'static str,
    /// Whether a regular expression finds something in a text.
    pub matches: &'static str,
    /// What stands before a regular expression, for it to mean the same.
    pub pattern: &'static str,
}

/// A call of a function, as far as engines say it in the same way; whether it was said.
pub fn call(writer: &mut Writer, functions: &Functions, name: &'static str, arguments: &[Expr]) -> bool {
    match (name, arguments) {
        ("factfile_contains", [text, part]) => of_folded(writer, functions.contains, text, part),
        ("factfile_starts_with", [text, part]) => of_folded(writer, functions.starts_with, text, part),
        ("factfile_matches", [text, pattern]) => matches(writer, functions, text, pattern),
        ("factfile_similar", [text, other]) => {
            writer.put(ALIKE);
            writer.put("(");
            name_folded(writer, text);
            writer.put(", ");
            name_folded(writer, other);
            writer.put(")");
        }
        ("factfile_spaces", [Expr::Bind(Bind::Text(text))]) => {
            let spaced = text.split_whitespace().collect::<Vec<_>>().join(" ");
            writer.expr(&Expr::Bind(Bind::Text(spaced)));
        }
        ("factfile_spaces", _) => writer.plain_call(SPACES, arguments),
        ("factfile_lower", [text]) => writer.plain_call("lower", std::slice::from_ref(text)),
        ("factfile_divide", [dividend, divisor]) => divide(writer, dividend, divisor),
        ("factfile_number_text", [number]) => number_text(writer, number),
        ("factfile_round", [number]) => writer.plain_call("round", std::slice::from_ref(number)),
        (name, [date]) if part_of_date(name).is_some() => {
            let column = part_of_date(name).unwrap_or_default();
            match date {
                Expr::Value(table, _) => writer.expr(&Expr::column(table, column)),
                Expr::Scalar(select) => match value_of_literal(select, column) {
                    Some(looked_up) => writer.expr(&looked_up),
                    None => writer.plain_call(name, arguments),
                },
                _ => writer.plain_call(name, arguments),
            }
        }
        _ => return false,
    }
    true
}

/// The column of the set's `literal` that has what a function finds of a date.
fn part_of_date(function: &str) -> Option<&'static str> {
    Some(match function {
        "factfile_year" => "year",
        "factfile_month" => "month",
        "factfile_day" => "day",
        "factfile_start" => "start",
        "factfile_end" => "end",
        "factfile_first_day" => "first_day",
        "factfile_last_day" => "last_day",
        "factfile_inner_first" => "inner_first",
        "factfile_inner_last" => "inner_last",
        _ => return None,
    })
}

/// A column of the row whose value a select looks up.
fn value_of_literal(select: &Select, column: &'static str) -> Option<Expr> {
    let [Expr::Value(table, _)] = select.columns.as_slice() else { return None };
    let columns = vec![Expr::column(table, column)];
    Some(Expr::Scalar(Box::new(Select { columns, ..select.clone() })))
}

/// A test of a text's folded form against a part's.
fn of_folded(writer: &mut Writer, function: &str, text: &Expr, part: &Expr) {
    writer.put(function);
    writer.put("(");
    folded(writer, text);
    writer.put(", ");
    folded(writer, part);
    writer.put(")");
}

/// A text's letters folded: in the set where it stands there, before where it is known, else by the driver's function.
fn folded(writer: &mut Writer, text: &Expr) {
    match text {
        Expr::Bind(Bind::Text(text)) => writer.expr(&Expr::Bind(Bind::Text(fold_letters(text)))),
        Expr::Null => writer.put("NULL"),
        text => match folded_column(text) {
            Some(column) => writer.expr(&column),
            None => writer.plain_call(FOLD_LETTERS, std::slice::from_ref(text)),
        },
    }
}

/// The column of the set that has the folded form of a stored text.
fn folded_column(text: &Expr) -> Option<Expr> {
    let (table, column) = match text {
        Expr::Value(table, _) => (table, "folded"),
        Expr::Column(table, "text") => (table, "searched"),
        Expr::Column(table, "title") => (table, "searched_title"),
        Expr::Column(table, "quote") => (table, "searched_quote"),
        Expr::Scalar(select) => {
            let [column] = select.columns.as_slice() else { return None };
            let columns = vec![folded_column(column)?];
            return Some(Expr::Scalar(Box::new(Select { columns, ..(**select).clone() })));
        }
        _ => return None,
    };
    Some(Expr::column(table, column))
}

/// A name folded as for look-up.
fn name_folded(writer: &mut Writer, text: &Expr) {
    match text {
        Expr::Bind(Bind::Text(text)) => writer.expr(&Expr::Bind(Bind::Text(fold(text)))),
        Expr::Column(table, "text") => writer.expr(&Expr::column(table, "folded")),
        text => writer.plain_call(FOLD, std::slice::from_ref(text)),
    }
}

/// A pattern that is none finds nothing.
fn matches(writer: &mut Writer, functions: &Functions, text: &Expr, pattern: &Expr) {
    let pattern = match pattern {
        Expr::Bind(Bind::Text(pattern)) if expression(pattern).is_err() => return writer.put("CAST(NULL AS BOOLEAN)"),
        Expr::Bind(Bind::Text(pattern)) => Expr::Bind(Bind::Text(format!("{}{pattern}", functions.pattern))),
        other => other.clone(),
    };
    writer.plain_call(functions.matches, &[text.clone(), pattern]);
}

/// Nothing by zero, and where the quotient is beyond all numbers.
fn divide(writer: &mut Writer, dividend: &Expr, divisor: &Expr) {
    writer.put("nullif(nullif(CAST(");
    writer.expr(dividend);
    writer.put(" AS DOUBLE) / nullif(CAST(");
    writer.expr(divisor);
    writer.put(" AS DOUBLE), 0), CAST('Infinity' AS DOUBLE)), CAST('-Infinity' AS DOUBLE))");
}

/// A decimal number, which is read as the same double again.
pub fn real(number: f64) -> String {
    match number {
        number if number.is_nan() => "NULL".to_owned(),
        number if number.is_finite() => format!("{number:e}"),
        number => format!("CAST('{}Infinity' AS DOUBLE)", if number > 0.0 { "" } else { "-" }),
    }
}

/// The operator that compares also what has no value.
pub fn operator(operator: &'static str) -> &'static str {
    if operator == "IS" { "IS NOT DISTINCT FROM" } else { operator }
}

/// What lets through so many rows, behind so many.
pub fn limit(limit: Option<u64>, offset: Option<u64>) -> String {
    let part = |word: &str, number: Option<u64>| number.map(|number| format!("{word} {}", number.min(i64::MAX as u64)));
    let parts = [part("LIMIT", limit), part("OFFSET", offset)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// A number as a text: a whole one without decimals.
fn number_text(writer: &mut Writer, number: &Expr) {
    writer.put("CASE WHEN ");
    writer.nested(number);
    writer.put(" = floor(");
    writer.expr(number);
    writer.put(") AND abs(");
    writer.expr(number);
    writer.put(") < 1e18 THEN CAST(CAST(");
    writer.expr(number);
    writer.put(" AS BIGINT) AS STRING) ELSE CAST(");
    writer.expr(number);
    writer.put(" AS STRING) END");
}
