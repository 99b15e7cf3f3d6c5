//! What any SQLite takes, without our functions: what functions of ours find out is said by SQLite's own, where they can.

use super::{Says, Unsaid};
use crate::identifier::{number_literal, text_literal};
use crate::sql::names::compared_names;
use crate::sql::render::Writer;
use crate::sql::tree::{Bind, Expr, Select, Source};

/// SQLite without functions of ours and without parameters, for views: SQLite chooses the order of joins.
pub(super) struct Stock;

impl Says for Stock {
    fn bind(&self, writer: &mut Writer, bind: &Bind) {
        let literal = match bind {
            Bind::Text(text) => text_literal(text),
            Bind::Integer(number) => number.to_string(),
            Bind::Real(number) => number_literal(*number),
            Bind::Round => "NULL".to_owned(),
        };
        writer.put(&literal);
    }

    fn join(&self) -> &'static str {
        "JOIN "
    }

    fn kept(&self) -> &'static str {
        ""
    }

    /// Which rows are found first is SQLite's to choose in a view.
    fn takes_limits_of_all(&self) -> bool {
        false
    }

    fn call(&self, writer: &mut Writer, expr: &Expr, name: &'static str, arguments: &[Expr]) {
        match Call::of(expr, name, arguments) {
            Call::Plain => writer.plain_call(name, arguments),
            Call::Put(parts) => {
                for (before, part) in parts {
                    writer.put(before);
                    part.into_iter().for_each(|part| writer.nested(part));
                }
            }
            Call::Unsaid(reason) => writer.unsaid(reason),
        }
    }
}

/// How a call is said by SQLite's own functions.
enum Call<'e> {
    /// As it is.
    Plain,
    /// By these words, each with what stands behind it.
    Put(Vec<(&'static str, Option<&'e Expr>)>),
    /// Not at all.
    Unsaid(Unsaid),
}

impl<'e> Call<'e> {
    /// What becomes of a call.
    fn of(expr: &'e Expr, name: &str, arguments: &'e [Expr]) -> Self {
        if let Some((left, right)) = compared_names(expr) {
            return Call::put([("((", left), (" > ", right), (") - (", left), (" < ", right)], "))");
        }
        match (name, arguments) {
            ("factfile_divide", [dividend, divisor]) => Call::put(divided(dividend, divisor), WHOLE_OR_REAL),
            ("factfile_round", [number]) => Call::put(
                [(
                    "(SELECT CASE WHEN typeof(n) = 'integer' OR abs(n) >= 9e18 THEN n \
                ELSE CAST(round(n) AS INTEGER) END FROM (SELECT ",
                    number,
                )],
                " AS n))",
            ),
            ("factfile_year", [date]) => Call::put([(YEAR, date)], AS_WRITTEN),
            ("factfile_month", [date]) => Call::put([(MONTH, date)], AS_WRITTEN),
            ("factfile_day", [date]) => Call::put([(DAY, date)], AS_WRITTEN),
            ("factfile_first_day", [date]) => Call::of_days(date, "(SELECT first_day FROM literal WHERE id = ", ")"),
            ("factfile_last_day", [date]) => Call::of_days(date, "(SELECT last_day FROM literal WHERE id = ", ")"),
            ("factfile_start", [date]) => Call::of_days(date, START, ")"),
            ("factfile_end", [date]) => Call::of_days(date, LAST, ")"),
            (name, _) => unsaid(name).map_or(Call::Plain, Call::Unsaid),
        }
    }

    fn put(parts: impl IntoIterator<Item = (&'static str, &'e Expr)>, end: &'static str) -> Self {
        let parts = parts.into_iter().map(|(before, part)| (before, Some(part)));
        Call::Put(parts.chain([(end, None)]).collect())
    }

    /// What is asked of the days of a date that the store has.
    fn of_days(date: &'e Expr, select: &'static str, end: &'static str) -> Self {
        match id_of_literal(date) {
            Some(id) => Call::put([(select, id)], end),
            None => Call::Unsaid("it computes with days of dates that no fact states"),
        }
    }
}

/// Where a time is open it has no day; see [`crate::edtf::BEGINNING`] and [`crate::edtf::END`].
const START: &str = "(SELECT date(nullif(first_day, -1099511627776)) FROM literal WHERE id = ";
const LAST: &str = "(SELECT date(nullif(last_day, 1099511627776)) FROM literal WHERE id = ";

/// The parts of a date as it is written, without the marks of what is uncertain.
const YEAR: &str = "(SELECT CASE WHEN d GLOB '[0-9][0-9][0-9][0-9]*' THEN CAST(substr(d, 1, 4) AS INTEGER) \
                    WHEN d GLOB '-[0-9][0-9][0-9][0-9]*' THEN CAST(substr(d, 1, 5) AS INTEGER) END FROM (SELECT replace(replace(replace(";
const MONTH: &str = "(SELECT CASE WHEN d GLOB '[0-9X][0-9X][0-9X][0-9X]-[0-9][0-9]*' AND CAST(substr(d, 6, 2) AS INTEGER) BETWEEN 1 AND 12 \
                     THEN CAST(substr(d, 6, 2) AS INTEGER) END FROM (SELECT replace(replace(replace(";
const DAY: &str = "(SELECT CASE WHEN d GLOB '[0-9X][0-9X][0-9X][0-9X]-[0-9X][0-9X]-[0-9][0-9]*' THEN CAST(substr(d, 9, 2) AS INTEGER) END \
                   FROM (SELECT replace(replace(replace(";
const AS_WRITTEN: &str = ", '?', ''), '~', ''), '%', '') AS d))";

/// Exact division: whole where it comes out whole.
const WHOLE_OR_REAL: &str = " AS b) WHERE b <> 0)))";

fn divided<'e>(dividend: &'e Expr, divisor: &'e Expr) -> [(&'static str, &'e Expr); 2] {
    [
        (
            "(SELECT CASE WHEN q = CAST(q AS INTEGER) THEN CAST(q AS INTEGER) ELSE q END FROM \
             (SELECT nullif(nullif(CASE WHEN typeof(a) = 'integer' AND typeof(b) = 'integer' AND a % b = 0 THEN a / b \
             ELSE 1.0 * a / b END, 9e999), -9e999) AS q FROM (SELECT a, b FROM (SELECT ",
            dividend,
        ),
        (" AS a, ", divisor),
    ]
}

/// Why a function of ours is not to be said otherwise; nothing for one of SQLite's.
fn unsaid(name: &str) -> Option<Unsaid> {
    match name {
        "factfile_contains" | "factfile_starts_with" => {
            Some("it looks for parts of texts whatever their case and marks")
        }
        "factfile_similar" => Some("it compares texts by how alike they are"),
        "factfile_matches" => Some("it uses regular expressions"),
        "factfile_lower" => Some("it turns letters of all scripts into small ones"),
        "factfile_spaces" => Some("it looks for a quote whatever its white space"),
        "factfile_list" => Some("it joins lists in an order"),
        "factfile_first" => Some("it asks for the first or last of a group by more than a number"),
        "factfile_inner_first" | "factfile_inner_last" => {
            Some("it asks what was so for sure, by how finely times are stated")
        }
        name if name.starts_with("factfile_") => Some("it uses a function of Factfile"),
        _ => None,
    }
}

/// The id of the literal whose value an expression looks up, if it does nothing else.
fn id_of_literal(expr: &Expr) -> Option<&Expr> {
    let Expr::Scalar(select) = expr else { return None };
    let Select { columns, from, filter, .. } = select.as_ref();
    match (&columns[..], &from[..], &filter[..]) {
        ([Expr::Value(..)], [table], [Expr::Binary("=", column, id)])
            if table.source == Source::Table("literal") && matches!(**column, Expr::Column(_, "id")) =>
        {
            Some(id)
        }
        _ => None,
    }
}
