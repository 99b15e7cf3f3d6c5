//! What is looked up by its id is joined instead: engines without indexes join all rows at once, and look up none by itself.

use std::collections::HashSet;

use crate::sql::tree::{Expr, Select, Source, Table};

/// The functions that find one value for the rows of a group.
const AGGREGATES: [&str; 7] = ["count", "sum", "avg", "min", "max", "factfile_first", "factfile_list"];

/// Whether an expression finds one value for the rows of a group.
pub(super) fn is_aggregate(expr: &Expr) -> bool {
    match expr {
        Expr::Call(name, _) => AGGREGATES.contains(name),
        Expr::CountDistinct(_) => true,
        _ => false,
    }
}

/// Joins to each select, from the left, the rows that its expressions look up by their ids.
pub(super) fn join_lookups(select: &mut Select) {
    let mut next = 0;
    join_in(select, &mut next);
}

/// A row that is looked up: of a table, by an id.
#[derive(PartialEq)]
struct Looked {
    table: &'static str,
    id: Expr,
}

fn join_in(select: &mut Select, next: &mut usize) {
    for common in &mut select.with {
        common.base.iter_mut().chain(&mut common.steps).for_each(|select| join_in(select, next));
    }
    for table in &mut select.from {
        if let Source::Union(selects) | Source::All(selects) = &mut table.source {
            selects.iter_mut().for_each(|select| join_in(select, next));
        }
    }
    let own: HashSet<String> = select.from.iter().map(|table| table.alias.clone()).collect();
    let mut joined: Vec<(Looked, String)> = Vec::new();
    let order = select.order.iter_mut().map(|(by, _)| by);
    for expr in select.columns.iter_mut().chain(&mut select.filter).chain(&mut select.group).chain(order) {
        join_from(expr, &own, &mut joined, next);
    }
    select.from.extend(joined.into_iter().map(joined_row));
    join_beside(&mut select.from, next);
    select.each_expr(&mut |expr| expr.each_select(&mut |select| join_in(select, next)));
}

/// Joins what the condition of a left join looks up: by tables before it, before it; by the table itself, to that alone.
fn join_beside(from: &mut Vec<Table>, next: &mut usize) {
    let mut before: HashSet<String> = HashSet::new();
    let mut tables = Vec::with_capacity(from.len());
    for mut table in from.drain(..) {
        let own = HashSet::from([table.alias.clone()]);
        let (mut ahead, mut beside) = (Vec::new(), Vec::new());
        if let Some(on) = &mut table.left_join {
            join_from(on, &before, &mut ahead, next);
            join_from(on, &own, &mut beside, next);
        }
        tables.extend(ahead.into_iter().map(joined_row));
        if !beside.is_empty() {
            table.source = Source::Joined(Box::new(table.source), beside.into_iter().map(joined_row).collect());
        }
        before.insert(table.alias.clone());
        tables.push(table);
    }
    *from = tables;
}

fn joined_row((Looked { table, id }, alias): (Looked, String)) -> Table {
    let on = Some(Expr::column(&alias, "id").equals(id));
    Table { alias, source: Source::Table(table), left_join: on }
}

/// Has an expression name the joined rows of what it looks up by the columns of some tables, in selects within it too.
fn join_from(expr: &mut Expr, own: &HashSet<String>, joined: &mut Vec<(Looked, String)>, next: &mut usize) {
    if own.is_empty() {
        return;
    }
    expr.each_mut(&mut |expr| {
        if let Some((looked, mut wanted)) = looked_up(expr)
            && is_of(&looked.id, own)
        {
            let known = joined.iter().find(|(known, _)| *known == looked).map(|(_, alias)| alias.clone());
            let alias = known.unwrap_or_else(|| {
                *next += 1;
                let alias = format!("j{next}");
                joined.push((looked, alias.clone()));
                alias
            });
            wanted.set_table(&alias);
            *expr = wanted;
            return true;
        }
        if let Expr::Exists(select) | Expr::Scalar(select) | Expr::Among(_, select) = expr
            && let Some(outside) = outside(own, select)
        {
            // A table within may be called as one outside.
            join_from_within(expr, &outside, joined, next);
            return true;
        }
        false
    });
}

/// The tables around a select, without those that are called as one of its own; nothing where there are no such.
fn outside(own: &HashSet<String>, select: &Select) -> Option<HashSet<String>> {
    let is_hidden = |alias: &String| select.from.iter().any(|table| table.alias == *alias);
    own.iter().any(is_hidden).then(|| own.iter().filter(|alias| !is_hidden(alias)).cloned().collect())
}

fn join_from_within(expr: &mut Expr, own: &HashSet<String>, joined: &mut Vec<(Looked, String)>, next: &mut usize) {
    expr.each_select(&mut |select| {
        let order = select.order.iter_mut().map(|(by, _)| by);
        for expr in select.columns.iter_mut().chain(&mut select.filter).chain(&mut select.group).chain(order) {
            join_from(expr, own, joined, next);
        }
    });
}

/// Whether an id is of the rows of some tables, and of nothing else.
fn is_of(id: &Expr, own: &HashSet<String>) -> bool {
    let mut is_plain = true;
    id.clone().each_mut(&mut |expr| {
        is_plain &= !is_aggregate(expr) && !matches!(expr, Expr::Exists(_) | Expr::Scalar(_) | Expr::Among(..));
        !is_plain
    });
    let tables = id.tables();
    is_plain && !tables.is_empty() && tables.is_subset(own)
}

/// What an expression looks up, if it does nothing else, and the column that it wants of it.
fn looked_up(expr: &Expr) -> Option<(Looked, Expr)> {
    let Expr::Scalar(select) = expr else { return None };
    let Select { columns, from, filter, .. } = select.as_ref();
    match (&columns[..], &from[..], &filter[..]) {
        (
            [wanted @ (Expr::Column(alias, _) | Expr::Value(alias, _))],
            [Table { alias: own, source: Source::Table(table), left_join: None }],
            [Expr::Binary("=", column, id)],
        ) if alias == own && matches!(&**column, Expr::Column(alias, "id") if alias == own) => {
            Some((Looked { table, id: (**id).clone() }, wanted.clone()))
        }
        _ => None,
    }
}
