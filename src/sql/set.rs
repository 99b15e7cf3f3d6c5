//! Whether rows are different anyway, so that none has to be looked for among those before it.

use super::lowering::Body;
use super::tree::{Expr, Select};

impl Body {
    /// Says what tells the rows of a table apart; what does not vary with its row needs nothing.
    pub(super) fn tell_apart(&mut self, alias: &str, by: Vec<Expr>) {
        self.told_apart.push((alias.to_owned(), by));
    }

    /// Whether no two rows of a select from this body are equal: what tells the rows of each table apart is shown, or the same
    /// for all.
    pub(super) fn is_set(&self, select: &Select) -> bool {
        !select.from.is_empty()
            && select.from.iter().all(|table| {
                let told = self.told_apart.iter().find(|(alias, _)| *alias == table.alias);
                told.is_some_and(|(_, by)| by.iter().all(|expr| is_determined(expr, select)))
            })
    }
}

/// Whether a row's columns say what an expression is.
fn is_determined(expr: &Expr, select: &Select) -> bool {
    let is_shown = |expr: &Expr| select.columns.contains(expr);
    let is_constant = |expr: &Expr| matches!(expr, Expr::Integer(_) | Expr::Bind(_));
    is_shown(expr)
        || select.filter.iter().any(|filter| match filter {
            Expr::Binary("=", left, right) if **left == *expr => is_constant(right) || is_shown(right),
            Expr::Binary("=", left, right) if **right == *expr => is_constant(left) || is_shown(left),
            _ => false,
        })
}
