//! Columns of a group beside what it is grouped by and its aggregates: SQLite takes one of any row. Each has one value in a group, since
//! it is of what rows are grouped by, but others want to be told so.

use super::joined::is_aggregate;
use crate::sql::tree::{Expr, Select, Source};

/// Has every select of groups show nothing but what it is grouped by and aggregates.
pub(super) fn show_one_value(select: &mut Select) {
    for common in &mut select.with {
        common.base.iter_mut().chain(&mut common.steps).for_each(show_one_value);
    }
    for table in &mut select.from {
        if let Source::Union(selects) | Source::All(selects) = &mut table.source {
            selects.iter_mut().for_each(show_one_value);
        }
    }
    select.each_expr(&mut |expr| expr.each_select(&mut show_one_value));
    let Select { columns, group, .. } = select;
    if group.is_empty() {
        return;
    }
    for column in columns {
        column.each_mut(&mut |expr| {
            if group.contains(expr) || is_aggregate(expr) {
                return true;
            }
            if expr.table().is_some() {
                *expr = Expr::Call("max", vec![expr.clone()]);
                return true;
            }
            matches!(expr, Expr::Exists(_) | Expr::Scalar(_) | Expr::Among(..))
        });
    }
}
