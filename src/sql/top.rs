//! The first rows in the order of a number: what ties are broken by is looked up only for those that may be among them.

use super::lowering::Lowering;
use super::rows::Core;
use super::tree::{Common, Expr, Select, Source, Table};
use crate::resolve::tree::{ExpressionNode, Find, Sort};
use crate::value::ObjectType;

impl Lowering<'_> {
    /// The rows, without those that cannot be among the first that are asked for.
    pub(super) fn candidates(&mut self, find: &Find, core: &mut Core) -> Source {
        let selects = std::mem::take(&mut core.selects);
        let first = ordered_by_number(find, core).filter(|_| self.dialect.is_sqlite());
        let Some((at, descending, last)) = first else { return Source::Union(selects) };
        let name = self.alias('k');
        let table =
            |alias: &str| Table { alias: alias.to_owned(), source: Source::Common(name.clone()), left_join: None };
        let mut rows = filtered_rows(selects, core.types.len());
        let width = rows.selects.first().map_or(0, |select| select.columns.len());
        let columns = (0..width).map(|at| format!("o{at}")).collect();
        self.with.push(Common { name: name.clone(), kept: true, columns, base: rows.selects, steps: Vec::new() });
        let value = rows.shown.columns[at].clone();
        let inner = |at: usize| Expr::Output("l".to_owned(), at);
        // The filters are tried in the order of the number, until there are enough rows for which they hold.
        let by = inner(if let Expr::Output(_, column) = value { column } else { at });
        let in_order = Select {
            columns: (0..width).map(inner).collect(),
            from: vec![table("l")],
            order: vec![(Expr::IsNull(Box::new(by.clone())), false), (by.clone(), descending)],
            limit: Some(u64::MAX),
            ..Select::default()
        };
        let least = match rows.shown.filter.is_empty() {
            true => Select { columns: vec![by], limit: Some(1), offset: Some(last), ..in_order },
            false => {
                let ordered = Table { alias: ROWS.to_owned(), source: Source::All(vec![in_order]), left_join: None };
                let columns = vec![value.clone()];
                Select { columns, from: vec![ordered], limit: Some(1), offset: Some(last), ..rows.shown.clone() }
            }
        };
        let sign = if descending { ">=" } else { "<=" };
        let among = value.binary(sign, Expr::Scalar(Box::new(least)));
        // Where there are fewer rows, or some without a number, all may be.
        rows.shown.filter.insert(0, Expr::Call("coalesce", vec![among, Expr::Integer(1)]));
        rows.shown.from = vec![table(ROWS)];
        Source::All(vec![rows.shown])
    }
}

/// What the rows are called that filters are tried on.
pub(super) const ROWS: &str = "c";

/// Rows, and what is shown of them where some filters hold.
struct Filtered {
    selects: Vec<Select>,
    shown: Select,
}

/// The rows of selects; of one that does nothing but filter others, those.
fn filtered_rows(mut selects: Vec<Select>, width: usize) -> Filtered {
    if let [select] = selects.as_mut_slice()
        && let [Table { alias, source: Source::All(inner), left_join: None }] = select.from.as_mut_slice()
        && alias == ROWS
        && select.columns.iter().all(|column| matches!(column, Expr::Output(..)))
    {
        let inner = std::mem::take(inner);
        return Filtered { selects: inner, shown: selects.swap_remove(0) };
    }
    let columns = (0..width).map(|at| Expr::Output(ROWS.to_owned(), at)).collect();
    Filtered { selects, shown: Select { columns, ..Select::default() } }
}

fn ordered_by_number(find: &Find, core: &Core) -> Option<(usize, bool, u64)> {
    let first = first_by_output(find)?;
    let typed = core.types.get(first.0)?;
    (typed.bare && typed.sort == Sort::Literal(ObjectType::Number)).then_some(first)
}

/// The output that rows are ordered by, where only the first are asked for; whether the greatest come first, and how many rows
/// stand before the last that is asked for.
pub(super) fn first_by_output(find: &Find) -> Option<(usize, bool, u64)> {
    let (limit, first) = (find.limit?, find.order.first()?);
    let ExpressionNode::Output(at) = first.by.node else { return None };
    let last = limit.checked_add(find.offset.unwrap_or(0))?.checked_sub(1)?;
    (find.having.is_empty() && !find.unordered).then_some((at, first.descending, last))
}
