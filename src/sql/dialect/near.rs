//! What a select within another within a third says of the third: Spark lets a select speak of tables right around it only.
//!
//! Where the select between says that a column of its own is the same, that is spoken of instead. Otherwise it gets a table of all
//! values that there may be, of which it takes the one outside: the domain of T. Neumann and A. Kemper, "Unnesting Arbitrary Queries",
//! 2015.

use std::collections::HashSet;

use crate::sql::tree::{Expr, Select, Source, Table};

/// Has every select speak only of its own tables and of those right around it.
pub(super) fn speak_of_near(select: &mut Select) {
    near(select, &mut 0);
}

fn near(select: &mut Select, next: &mut usize) {
    for common in &mut select.with {
        common.base.iter_mut().chain(&mut common.steps).for_each(|select| near(select, next));
    }
    let around = select.clone();
    for table in &mut select.from {
        if let Source::Union(selects) | Source::All(selects) = &mut table.source {
            selects.iter_mut().for_each(|select| near(select, next));
        }
    }
    select.each_expr(&mut |expr| {
        expr.each_mut(&mut |expr| {
            if let Expr::Exists(within) = expr {
                join_members(within, next);
            }
            matches!(expr, Expr::Exists(_) | Expr::Scalar(_) | Expr::Among(..))
        });
        expr.each_select(&mut |within| {
            bring_near(within, &around, next);
            near(within, next);
        });
    });
}

/// Joins the rows that values are to be among, where these are of tables around a select of which it only matters whether it has a row:
/// Spark 4.3 loses such values.
fn join_members(select: &mut Select, next: &mut usize) {
    if !select.group.is_empty() || select.limit.is_some() {
        return;
    }
    let own: HashSet<String> = select.from.iter().map(|table| table.alias.clone()).collect();
    let mut filter = Vec::with_capacity(select.filter.len());
    for test in std::mem::take(&mut select.filter) {
        match test {
            Expr::Among(values, rows)
                if !values.iter().all(|value| value.tables().is_subset(&own)) && stands_alone(&rows) =>
            {
                *next += 1;
                let alias = format!("w{next}");
                let output = |at| Expr::Output(alias.clone(), at);
                filter.extend(values.into_iter().enumerate().map(|(at, value)| output(at).equals(value)));
                select.from.push(Table { alias, source: Source::Union(vec![*rows]), left_join: None });
            }
            test => filter.push(test),
        }
    }
    select.filter = filter;
}

/// Whether a select speaks of no tables around it.
fn stands_alone(select: &Select) -> bool {
    let own: HashSet<String> = select.from.iter().map(|table| table.alias.clone()).collect();
    let mut alone = true;
    select.clone().each_column(&mut |column| alone &= column.table().is_none_or(|alias| own.contains(alias)));
    alone
}

/// Has the selects within a select speak of its own tables instead of those around it.
fn bring_near(select: &mut Select, around: &Select, next: &mut usize) {
    let mut far: Vec<Expr> = Vec::new();
    select.each_expr(&mut |expr| {
        expr.each_select(&mut |deep| deep.each_column(&mut |column| note(column, around, &mut far)));
    });
    // What is a table of the select itself hides one around it.
    far.retain(|column| column.table().is_some_and(|alias| select.from.iter().all(|table| table.alias != alias)));
    for column in far {
        let own = same_as(&column, select).unwrap_or_else(|| domain(&column, select, around, next));
        select.each_expr(&mut |expr| {
            expr.each_select(&mut |deep| {
                deep.each_column(&mut |other| {
                    if *other == column {
                        *other = own.clone();
                    }
                });
            });
        });
    }
}

fn note(column: &Expr, around: &Select, far: &mut Vec<Expr>) {
    let is_around = column.table().is_some_and(|alias| around.from.iter().any(|table| table.alias == alias));
    if is_around && !far.contains(column) {
        far.push(column.clone());
    }
}

/// The column of a select's own that it has be the same as one around it.
fn same_as(column: &Expr, select: &Select) -> Option<Expr> {
    let is_own = |expr: &Expr| {
        expr.table()
            .is_some_and(|alias| select.from.iter().any(|table| table.alias == alias && table.left_join.is_none()))
    };
    select.filter.iter().find_map(|filter| match filter {
        Expr::Binary("=", one, other) if **one == *column && is_own(other) => Some((**other).clone()),
        Expr::Binary("=", one, other) if **other == *column && is_own(one) => Some((**one).clone()),
        _ => None,
    })
}

/// A column of a new table of a select, with all values that one around it may have, of which it is the one.
fn domain(column: &Expr, select: &mut Select, around: &Select, next: &mut usize) -> Expr {
    *next += 1;
    let alias = format!("w{next}");
    let own = column.table().and_then(|alias| around.from.iter().find(|table| table.alias == alias));
    let mut values = Vec::new();
    if let Some(table) = own {
        let is_of_table = |filter: &&Expr| {
            let mut is_plain = true;
            (*filter).clone().each_select(&mut |_| is_plain = false);
            is_plain && filter.tables().iter().all(|alias| *alias == table.alias)
        };
        values.push(Select {
            distinct: true,
            columns: vec![column.clone()],
            from: vec![Table { left_join: None, ..table.clone() }],
            filter: around.filter.iter().filter(is_of_table).cloned().collect(),
            ..Select::default()
        });
        if table.left_join.is_some() {
            values.push(Select { columns: vec![Expr::Null], ..Select::default() });
        }
    }
    let value = Expr::Output(alias.clone(), 0);
    select.from.insert(0, Table { alias, source: Source::Union(values), left_join: None });
    select.filter.push(value.clone().is(column.clone()));
    value
}
