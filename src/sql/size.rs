//! How much SQLite has to open for a select.

use std::collections::HashMap;

use super::tree::{Common, Expr, Select, Source};

/// How many tables a select comes to, each common table expression counted with all of its own wherever it is named,
/// since SQLite expands it there.
pub fn tables(select: &Select) -> usize {
    let mut sizes = Sizes::default();
    // What is named in one stands before it.
    for common in &select.with {
        let size = sizes.common(common);
        sizes.0.insert(&common.name, size);
    }
    sizes.select(select)
}

#[derive(Default)]
struct Sizes<'a>(HashMap<&'a str, usize>);

impl Sizes<'_> {
    fn common(&self, common: &Common) -> usize {
        self.selects(&common.base).saturating_add(self.selects(&common.steps))
    }

    fn selects(&self, selects: &[Select]) -> usize {
        sum(selects.iter().map(|select| self.select(select)))
    }

    fn select(&self, select: &Select) -> usize {
        let tables = select.from.iter().map(|table| {
            let on = table.left_join.as_ref().map_or(0, |on| self.expr(on));
            self.source(&table.source).saturating_add(on)
        });
        let order = select.order.iter().map(|(by, _)| by);
        let expressions = select.columns.iter().chain(&select.filter).chain(&select.group).chain(order);
        sum(tables).saturating_add(sum(expressions.map(|expression| self.expr(expression))))
    }

    fn source(&self, source: &Source) -> usize {
        match source {
            Source::Table(_) | Source::Temporary(_) => 1,
            Source::Common(name) => 1 + self.0.get(name.as_str()).unwrap_or(&0),
            Source::Union(selects) | Source::All(selects) => self.selects(selects).saturating_add(1),
            Source::FactsBothWays => 3,
            Source::Joined(source, tables) => tables.len().saturating_add(self.source(source)),
        }
    }

    fn expr(&self, expr: &Expr) -> usize {
        match expr {
            Expr::Column(..)
            | Expr::Value(..)
            | Expr::Argument(..)
            | Expr::Output(..)
            | Expr::Integer(_)
            | Expr::Null
            | Expr::Bind(_) => 0,
            Expr::Binary(_, left, right) => self.expr(left).saturating_add(self.expr(right)),
            Expr::Rows(_, left, right) => self.exprs(left).saturating_add(self.exprs(right)),
            Expr::All(parts) | Expr::Any(parts) | Expr::Call(_, parts) => self.exprs(parts),
            Expr::Not(inner)
            | Expr::IsNull(inner)
            | Expr::In(inner, _)
            | Expr::Computed(inner)
            | Expr::CountDistinct(inner) => self.expr(inner),
            Expr::Among(values, select) => self.exprs(values).saturating_add(self.select(select)),
            Expr::Case(test, then, otherwise) => sum([test, then, otherwise].into_iter().map(|part| self.expr(part))),
            Expr::Exists(select) | Expr::Scalar(select) => self.select(select),
        }
    }

    fn exprs(&self, expressions: &[Expr]) -> usize {
        sum(expressions.iter().map(|expression| self.expr(expression)))
    }
}

fn sum(sizes: impl Iterator<Item = usize>) -> usize {
    sizes.fold(0, usize::saturating_add)
}
