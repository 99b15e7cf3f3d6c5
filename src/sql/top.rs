//! The first rows in the order of a number: what ties are broken by is looked up only for those that may be among them.

use super::lowering::Lowering;
use super::rows::Core;
use super::tree::{Common, Expr, Select, Source, Table};
use crate::resolve::tree::{ExpressionNode, Find, Sort};
use crate::value::ObjectType;

impl Lowering<'_> {
    /// The table of the rows, of which `columns` are the columns, and what leaves out those that cannot be among the first
    /// that are asked for.
    pub(super) fn candidates(&mut self, find: &Find, core: &mut Core, alias: &str) -> (Source, Option<Expr>) {
        let selects = std::mem::take(&mut core.selects);
        let Some((at, descending, last)) = ordered_by_number(find, core) else { return (Source::Union(selects), None) };
        let name = self.alias('k');
        let columns = (0..core.types.len()).map(|at| format!("o{at}")).collect();
        self.with.push(Common { name: name.clone(), columns, base: selects, steps: Vec::new() });
        let table =
            |alias: &str| Table { alias: alias.to_owned(), source: Source::Common(name.clone()), left_join: None };
        let value = Expr::Output("l".to_owned(), at);
        let least = Select {
            columns: vec![value.clone()],
            from: vec![table("l")],
            order: vec![(Expr::IsNull(Box::new(value.clone())), false), (value, descending)],
            limit: Some(1),
            offset: Some(last),
            ..Select::default()
        };
        let sign = if descending { ">=" } else { "<=" };
        let among = Expr::Output(alias.to_owned(), at).binary(sign, Expr::Scalar(Box::new(least)));
        // Where there are fewer rows, or some without a number, all may be.
        let filter = Expr::Call("coalesce", vec![among, Expr::Integer(1)]);
        (Source::Common(name), Some(filter))
    }
}

/// The column that rows are ordered by, whether the greatest come first, and how many rows stand before the last that is asked for.
fn ordered_by_number(find: &Find, core: &Core) -> Option<(usize, bool, u64)> {
    let (limit, first) = (find.limit?, find.order.first()?);
    let ExpressionNode::Output(at) = first.by.node else { return None };
    let typed = core.types.get(at)?;
    let is_number = typed.bare && typed.sort == Sort::Literal(ObjectType::Number);
    let last = limit.checked_add(find.offset.unwrap_or(0))?.checked_sub(1)?;
    (is_number && find.having.is_empty() && !find.unordered).then_some((at, first.descending, last))
}
