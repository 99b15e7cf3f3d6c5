//! Looking through trees of SQL.

use std::collections::HashSet;

use super::tree::{Expr, Select, Source};

impl Expr {
    /// Visits the expression and all within it, selects included; what `visit` puts in its place is not looked into.
    pub fn each_mut(&mut self, visit: &mut dyn FnMut(&mut Expr) -> bool) {
        if visit(self) {
            return;
        }
        match self {
            Expr::Column(..)
            | Expr::Value(..)
            | Expr::Argument(..)
            | Expr::Output(..)
            | Expr::Integer(_)
            | Expr::Null
            | Expr::Bind(_) => {}
            Expr::Binary(_, left, right) => [left, right].into_iter().for_each(|part| part.each_mut(visit)),
            Expr::Rows(_, left, right) => left.iter_mut().chain(right).for_each(|part| part.each_mut(visit)),
            Expr::All(parts) | Expr::Any(parts) | Expr::Call(_, parts) => {
                parts.iter_mut().for_each(|part| part.each_mut(visit));
            }
            Expr::Not(inner)
            | Expr::IsNull(inner)
            | Expr::In(inner, _)
            | Expr::Computed(inner)
            | Expr::CountDistinct(inner) => {
                inner.each_mut(visit);
            }
            Expr::Among(values, select) => {
                values.iter_mut().for_each(|part| part.each_mut(visit));
                select.each_mut(visit);
            }
            Expr::Case(test, then, otherwise) => {
                [test, then, otherwise].into_iter().for_each(|part| part.each_mut(visit));
            }
            Expr::Exists(select) | Expr::Scalar(select) => select.each_mut(visit),
        }
    }

    /// Visits the selects within the expression, but not those within these.
    pub fn each_select(&mut self, visit: &mut dyn FnMut(&mut Select)) {
        self.each_mut(&mut |expr| match expr {
            Expr::Exists(select) | Expr::Scalar(select) => {
                visit(select);
                true
            }
            Expr::Among(values, select) => {
                values.iter_mut().for_each(|value| value.each_select(visit));
                visit(select);
                true
            }
            _ => false,
        });
    }

    /// The aliases of the tables that it speaks of, those of selects within it too.
    pub fn tables(&self) -> HashSet<String> {
        let mut found = HashSet::new();
        self.clone().each_mut(&mut |expr| {
            found.extend(expr.table().map(str::to_owned));
            false
        });
        found
    }
}

impl Expr {
    /// The alias of the table that it is a column of, if it is one.
    pub fn table(&self) -> Option<&str> {
        match self {
            Expr::Column(table, _) | Expr::Value(table, _) | Expr::Argument(table, _) | Expr::Output(table, _) => {
                Some(table)
            }
            _ => None,
        }
    }
}

impl Select {
    /// Visits its own expressions, but none of its common table expressions and tables.
    pub fn each_expr(&mut self, visit: &mut dyn FnMut(&mut Expr)) {
        let order = self.order.iter_mut().map(|(by, _)| by);
        let on = self.from.iter_mut().filter_map(|table| table.left_join.as_mut());
        self.columns.iter_mut().chain(&mut self.filter).chain(&mut self.group).chain(order).chain(on).for_each(visit);
    }

    /// Visits all columns that it speaks of, and selects within it.
    pub fn each_column(&mut self, visit: &mut dyn FnMut(&mut Expr)) {
        self.each_mut(&mut |expr| {
            let is_column = expr.table().is_some();
            if is_column {
                visit(expr);
            }
            is_column
        });
    }

    /// Visits what its tables hold, and those of selects within it.
    pub fn each_source(&mut self, visit: &mut dyn FnMut(&mut Source)) {
        for table in &mut self.from {
            visit(&mut table.source);
            if let Source::Union(selects) | Source::All(selects) = &mut table.source {
                selects.iter_mut().for_each(|select| select.each_source(visit));
            }
        }
        self.each_expr(&mut |expr| expr.each_select(&mut |select| select.each_source(visit)));
    }

    fn each_mut(&mut self, visit: &mut dyn FnMut(&mut Expr) -> bool) {
        for table in &mut self.from {
            if let Source::Union(selects) | Source::All(selects) = &mut table.source {
                selects.iter_mut().for_each(|select| select.each_mut(visit));
            }
            if let Source::Joined(_, tables) = &mut table.source {
                tables.iter_mut().filter_map(|table| table.left_join.as_mut()).for_each(|on| on.each_mut(visit));
            }
            if let Some(on) = &mut table.left_join {
                on.each_mut(visit);
            }
        }
        let order = self.order.iter_mut().map(|(by, _)| by);
        let all = self.columns.iter_mut().chain(&mut self.filter).chain(&mut self.group).chain(order);
        all.for_each(|expr| expr.each_mut(visit));
    }
}
