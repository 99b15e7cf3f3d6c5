//! Names of entities: searched in their folded forms; compared with each other as they are remembered, and looked up only where
//! one is not.

use super::dialect::Dialect;
use super::lowering::{Body, Lowering};
use super::tree::{Bind, Expr, Select, Source, Table};
use crate::matching::sure_word;
use crate::plan::{Branch, Slot, Step};
use crate::resolve::tree::{ExpressionNode, Filter, Term, VariableId};
use crate::syntax::ast::Test;
use crate::value::Literal;

/// The function that compares the names of two ids, or remembers what it is told and compares that.
const COMPARE: &str = "factfile_compare_names";

/// Less than nothing, nothing or more, as the first of two names stands to the second; nothing where they are no names of
/// entities.
pub(super) fn compared(left: &Expr, right: &Expr, dialect: Dialect) -> Option<Expr> {
    if !dialect.is_sqlite() {
        return None;
    }
    let (one, other) = (entity_of(left)?, entity_of(right)?);
    let remembered = Expr::Call(COMPARE, vec![one.clone(), other.clone()]);
    let looked_up = Expr::Call(COMPARE, vec![one.clone(), left.clone(), other.clone(), right.clone()]);
    Some(Expr::Call("coalesce", vec![remembered, looked_up]))
}

/// Whether an expression is such a comparison, in which nothing is looked up before it is needed.
pub(super) fn is_comparison(expr: &Expr) -> bool {
    matches!(expr, Expr::Call("coalesce", parts) if matches!(parts.first(), Some(Expr::Call(COMPARE, _))))
}

/// The two names that such a comparison compares.
pub(super) fn compared_names(expr: &Expr) -> Option<(&Expr, &Expr)> {
    match expr {
        Expr::Call("coalesce", parts) if is_comparison(expr) => match parts.as_slice() {
            [_, Expr::Call(COMPARE, told)] => Some((told.get(1)?, told.get(3)?)),
            _ => None,
        },
        _ => None,
    }
}

impl Lowering<'_> {
    /// That a name may have a part that is asked for, by its folded form: so the texts of few are compared. Where all names would be searched,
    /// they are found in their folded forms, which stand together in an index.
    pub(super) fn searched_names(
        &mut self,
        names: &str,
        (entity, name): (&Slot, &Slot),
        branch: &Branch,
        body: &Body,
    ) -> Option<Expr> {
        let is_found_before = match entity {
            Slot::Any => false,
            Slot::Variable(variable) => body.bindings.contains_key(variable),
            _ => true,
        };
        if !self.dialect.is_sqlite() {
            return None;
        }
        let name = name.as_variable()?;
        let word = branch.steps.iter().find_map(|step| word_in(step, name))?;
        let has = |alias: &str| {
            let has = Expr::Call("instr", vec![Expr::column(alias, "folded"), Expr::Bind(Bind::Text(word))]);
            has.binary(">", Expr::Integer(0))
        };
        if is_found_before {
            return Some(has(names));
        }
        let alias = self.alias('n');
        let searched = Select {
            columns: vec![Expr::column(&alias, "id")],
            filter: vec![has(&alias)],
            from: vec![Table { alias, source: Source::Table("name"), left_join: None }],
            ..Select::default()
        };
        Some(Expr::Among(vec![Expr::column(names, "id")], Box::new(searched)))
    }
}

/// A word that is surely in the folded form of a name that passes a filter.
fn word_in(step: &Step, name: VariableId) -> Option<String> {
    let Step::Filter(Filter::Test(value, Test::Contains | Test::StartsWith, part)) = step else { return None };
    match (&part.node, value.as_variable()) {
        (ExpressionNode::Term(Term::Literal(Literal::Text(part))), Some(searched)) if searched == name => {
            sure_word(part)
        }
        _ => None,
    }
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
