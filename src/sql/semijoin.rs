//! What is joined last and shows nothing need only be there once: a row for which there is some is looked at no further.

use std::collections::HashSet;

use super::lowering::exists;
use super::tree::{Expr, Source, Table};

/// Whether a table is joined by its id, so that it has one row for each before it.
fn is_looked_up(table: &Table, filter: &[Expr]) -> bool {
    let is_id = |expr: &Expr| matches!(expr, Expr::Column(alias, "id") if *alias == table.alias);
    matches!(table.source, Source::Table(_))
        && filter.iter().any(|expr| matches!(expr, Expr::Binary("=", left, right) if is_id(left) || is_id(right)))
}

/// The tables and filters of distinct rows with these columns, the last tables under `EXISTS` where no column is of them.
pub fn semijoined(columns: &[Expr], mut from: Vec<Table>, filter: Vec<Expr>) -> (Vec<Table>, Vec<Expr>) {
    let shown: HashSet<String> = columns.iter().flat_map(Expr::tables).collect();
    let last = from.iter().rposition(|table| shown.contains(&table.alias)).map_or(0, |last| last + 1);
    let is_plain = from.iter().all(|table| table.left_join.is_none());
    let leads_on = from.iter().skip(last).any(|table| !is_looked_up(table, &filter));
    if !leads_on || !is_plain {
        return (from, filter);
    }
    let tested = from.split_off(last);
    let (inner, mut outer): (Vec<Expr>, Vec<Expr>) =
        filter.into_iter().partition(|expr| tested.iter().any(|table| expr.tables().contains(&table.alias)));
    outer.push(exists(tested, inner));
    (from, outer)
}
