//! Names of entities compared with each other: as they are remembered, and looked up only where one is not.

use super::tree::{Expr, Select, Source};

/// The function that compares the names of two ids, or remembers what it is told and compares that.
const COMPARE: &str = "factfile_compare_names";

/// Less than nothing, nothing or more, as the first of two names stands to the second; nothing where they are no names of
/// entities.
pub(super) fn compared(left: &Expr, right: &Expr) -> Option<Expr> {
    let (one, other) = (entity_of(left)?, entity_of(right)?);
    let remembered = Expr::Call(COMPARE, vec![one.clone(), other.clone()]);
    let looked_up = Expr::Call(COMPARE, vec![one.clone(), left.clone(), other.clone(), right.clone()]);
    Some(Expr::Call("coalesce", vec![remembered, looked_up]))
}

/// Whether an expression is such a comparison, in which nothing is looked up before it is needed.
pub(super) fn is_comparison(expr: &Expr) -> bool {
    matches!(expr, Expr::Call("coalesce", parts) if matches!(parts.first(), Some(Expr::Call(COMPARE, _))))
}

/// The entity whose name an expression looks up, if it does nothing else.
fn entity_of(expr: &Expr) -> Option<&Expr> {
    let Expr::Scalar(select) = expr else { return None };
    let Select { columns, from, filter, .. } = select.as_ref();
    match (&columns[..], &from[..], &filter[..]) {
        ([Expr::Column(_, "name")], [table], [Expr::Binary("=", id, entity)])
            if table.source == Source::Table("entity") && matches!(**id, Expr::Column(_, "id")) =>
        {
            Some(entity)
        }
        _ => None,
    }
}
