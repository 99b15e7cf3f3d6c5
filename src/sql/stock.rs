//! Queries as any SQLite takes them, for views: values are literals, and what functions of ours find out is said by SQLite's own, where
//! they can.

use std::collections::HashSet;

use super::lowering::{Bindings, Lowering};
use super::tree::{Expr, Select, Source, Table};
use super::{MOST_TABLES, render, rows, size};
use crate::plan::{Plan, Typed};
use crate::resolve::tree::Form;

/// Why something cannot be said without Factfile.
pub type Unsaid = &'static str;

const ROUNDS: Unsaid = "it rests on rules that call one another, or themselves twice";
const TOO_LARGE: Unsaid = "it is too large for one statement of SQLite";

/// The rows of a query as SQL that any SQLite takes.
#[derive(Debug, Clone, PartialEq)]
pub struct Stock {
    /// The statement; its columns are ids, or literals as such.
    pub text: String,
    /// What its columns are.
    pub columns: Vec<Typed>,
}

/// The statement for a query's rows, whose columns have these names; nothing for a yes-or-no question.
///
/// # Errors
/// Why it cannot be said.
pub fn stock(plan: &Plan, names: &[String]) -> Result<Option<Stock>, Unsaid> {
    let Form::Find(find) = &plan.form else { return Ok(None) };
    is_of_one_statement(plan)?;
    let mut lowering = Lowering::new(plan, &HashSet::new());
    let (mut select, columns) = rows::ids(&mut lowering, find, &plan.body);
    select.with = std::mem::take(&mut lowering.with);
    Ok(Some(Stock { text: said(&unwrapped(select), names)?, columns }))
}

/// An expression for the verdict of a yes-or-no question: `yes`, `no`, `denied` or `disputed`.
///
/// # Errors
/// Why it cannot be said.
pub fn stock_verdict(plan: &Plan) -> Result<String, Unsaid> {
    is_of_one_statement(plan)?;
    let mut cases = vec![("yes", holds(&plan.undisputed())), ("disputed", holds(plan))];
    cases.extend(plan.denied().iter().map(|denied| ("denied", holds(denied))));
    let mut text = "CASE".to_owned();
    for (verdict, holds) in cases.into_iter().filter(|(_, holds)| !holds.is_empty()) {
        for select in holds {
            let select = said(&select, &[])?.replace('\n', "\n    ");
            text.push_str(&format!("\n  WHEN EXISTS (\n    {select})\n  THEN '{verdict}'"));
        }
    }
    Ok(text + "\n  ELSE 'no'\nEND")
}

/// The rows that there are where a branch of a plan holds.
fn holds(plan: &Plan) -> Vec<Select> {
    let branch = |branch| {
        let mut lowering = Lowering::new(plan, &HashSet::new());
        let body = lowering.branch(branch, &Bindings::new());
        let columns = vec![Expr::Integer(1)];
        Select { with: lowering.with, columns, from: body.from, filter: body.filter, ..Select::default() }
    };
    plan.body.branches.iter().map(branch).collect()
}

fn is_of_one_statement(plan: &Plan) -> Result<(), Unsaid> {
    if plan.components(false).is_empty() { Ok(()) } else { Err(ROUNDS) }
}

fn said(select: &Select, names: &[String]) -> Result<String, Unsaid> {
    if size::tables(select) > MOST_TABLES {
        return Err(TOO_LARGE);
    }
    render::stock(select, names)
}

/// The select that another does nothing but show.
fn unwrapped(mut select: Select) -> Select {
    let shows_all =
        select.filter.is_empty() && select.order.is_empty() && select.limit.is_none() && select.offset.is_none();
    let is_output = |(at, column): (usize, &Expr)| matches!(column, Expr::Output(_, shown) if *shown == at);
    let in_order = select.columns.iter().enumerate().all(is_output);
    if let ([Table { source: Source::Union(inner), .. }], true, true) =
        (select.from.as_mut_slice(), shows_all, in_order)
        && let [inner] = inner.as_mut_slice()
        && inner.columns.len() == select.columns.len()
        && inner.with.is_empty()
    {
        let inner = std::mem::take(inner);
        return Select { with: select.with, ..inner };
    }
    select
}

/// How a call is said by SQLite's own functions.
pub(super) enum Call<'e> {
    /// As it is.
    Plain,
    /// By these words, each with what stands behind it.
    Put(Vec<(&'static str, Option<&'e Expr>)>),
    /// Not at all.
    Unsaid(Unsaid),
}

impl<'e> Call<'e> {
    /// What becomes of a call.
    pub fn of(expr: &'e Expr, name: &str, arguments: &'e [Expr]) -> Self {
        if let Some((left, right)) = super::names::compared_names(expr) {
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
        ([Expr::Column(_, "value")], [table], [Expr::Binary("=", column, id)])
            if table.source == Source::Table("literal") && matches!(**column, Expr::Column(_, "id")) =>
        {
            Some(id)
        }
        _ => None,
    }
}
