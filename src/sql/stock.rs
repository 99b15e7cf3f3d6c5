//! Queries as any SQLite takes them, for views: values are literals, and what functions of ours find out is said by SQLite's own, where
//! they can.

use super::dialect::Dialect;
use super::dialect::Unsaid;
use super::lowering::{Bindings, Lowering};
use super::tree::{Expr, Select, Source, Table};
use super::{MOST_TABLES, Setting, render, rows, size};
use crate::plan::{Plan, Typed};
use crate::resolve::tree::Form;

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
    let mut lowering = Lowering::new(plan, &Setting::of(Dialect::Stock));
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
        let mut lowering = Lowering::new(plan, &Setting::of(Dialect::Stock));
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
    render::said(select, Dialect::Stock, names)
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
