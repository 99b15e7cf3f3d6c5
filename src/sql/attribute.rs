//! What filters want to know of the things that facts name, looked up once for each row of the join that brings them, and not
//! each time that a filter is tried.

use super::lowering::{Body, Lowering};
use super::names;
use super::tree::{Expr, Select, Source, Table};

/// The columns that always have something, and where it stands: of `fact`, `qualifier` and `name`.
const LEADING: [(&str, &str); 4] =
    [("subject", "entity"), ("object", "entity"), ("entity", "entity"), ("value", "literal")];

/// Up to how many rows for each before it a table goes before what is looked up for filters, which let through about as much.
const NARROW: f64 = 0.4;

impl Lowering<'_> {
    /// Joins what filters look up by itself, right behind the table whose column says which.
    pub(super) fn join_attributes(&mut self, body: &mut Body) {
        let mut joined: Vec<(Looked, String)> = Vec::new();
        let mut filter = std::mem::take(&mut body.filter);
        for expr in &mut filter {
            expr.each_mut(&mut |expr| {
                if names::is_comparison(expr) {
                    return true;
                }
                let Some((looked, mut wanted)) = looked_up(expr) else { return false };
                let is_joined = |table: &Table| table.alias == looked.by && table.left_join.is_none();
                if !body.from.iter().any(is_joined) {
                    return false;
                }
                let known = joined.iter().find(|(known, _)| *known == looked).map(|(_, alias)| alias.clone());
                let alias = known.unwrap_or_else(|| {
                    let alias = self.alias('n');
                    joined.push((looked, alias.clone()));
                    alias
                });
                wanted.set_table(&alias);
                *expr = wanted;
                true
            });
        }
        body.filter = filter;
        for (looked, alias) in joined {
            let behind = place(body, &looked.by);
            let id = Expr::column(&alias, "id").equals(Expr::column(&looked.by, looked.column));
            body.tell_apart(&alias, Vec::new());
            body.from.insert(behind, Table { alias, source: Source::Table(looked.table), left_join: None });
            body.filter.push(id);
        }
    }
}

/// The place for what is looked up by a table: right behind it, but behind those that follow and leave few rows.
fn place(body: &Body, by: &str) -> usize {
    let mut place = body.from.iter().position(|table| table.alias == by).map_or(0, |at| at + 1);
    let fan = |table: &Table| body.fans.iter().find(|(first, _)| *first == table.alias).map(|(_, fan)| *fan);
    loop {
        let next = body.from.iter().enumerate().skip(place).find_map(|(at, table)| Some((at, fan(table)?)));
        match next {
            Some((at, fan)) if fan < NARROW => place = at + 1,
            _ => return place,
        }
    }
}

/// A row that is looked up: by which column of which table.
#[derive(PartialEq)]
struct Looked {
    table: &'static str,
    by: String,
    column: &'static str,
}

/// What an expression looks up, if it does nothing else, and the column that it wants of it.
fn looked_up(expr: &Expr) -> Option<(Looked, Expr)> {
    let Expr::Scalar(select) = expr else { return None };
    let Select { columns, from, filter, .. } = select.as_ref();
    let ([wanted @ (Expr::Column(..) | Expr::Value(..))], [table], [Expr::Binary("=", id, given)]) =
        (&columns[..], &from[..], &filter[..])
    else {
        return None;
    };
    let (Source::Table(table), Expr::Column(_, "id"), Expr::Column(by, column)) = (&table.source, &**id, &**given)
    else {
        return None;
    };
    let is_leading = LEADING.contains(&(*column, *table));
    is_leading.then(|| (Looked { table, by: by.clone(), column }, wanted.clone()))
}
