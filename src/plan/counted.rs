//! Counts of what rows rest on: facts, claims and documents are counted of single facts.

use super::{Body, Step};
use crate::problem::{Mistake, QueryProblem};
use crate::resolve::tree::{Condition, Expression, ExpressionNode, Find, Group};
use crate::syntax::ast::AggregateFunction;

/// Refuses counts of facts, claims or documents where a pattern is a chain, a rule or a subquery: what such rest on is a
/// tree, of which a count would say little.
///
/// # Errors
/// At the first such count.
pub fn check(find: &Find, body: &Body) -> Result<(), Mistake> {
    let single = |step: &Step| !matches!(step, Step::Reach(_) | Step::Call(_));
    if body.branches.iter().flat_map(|branch| &branch.steps).all(single) {
        return Ok(());
    }
    let having = Group { conditions: find.having.clone() };
    let counted = find.outputs.iter().find_map(|output| counted(&output.value)).or_else(|| of_group(&having));
    match counted {
        Some((counted, span)) => Err(Mistake::new(span, QueryProblem::NotCounted { counted })),
        None => Ok(()),
    }
}

type Counted = (&'static str, crate::source::Span);

fn of_group(group: &Group) -> Option<Counted> {
    group.conditions.iter().find_map(|condition| match condition {
        Condition::Filter(filter) => filter.expressions().into_iter().find_map(counted),
        Condition::Not(group) => of_group(group),
        Condition::Or(branches) => branches.iter().find_map(of_group),
        _ => None,
    })
}

fn counted(expression: &Expression) -> Option<Counted> {
    let own = match &expression.node {
        ExpressionNode::Aggregate(aggregate) => match aggregate.function {
            AggregateFunction::Facts => Some("facts"),
            AggregateFunction::Claims => Some("claims"),
            AggregateFunction::Documents => Some("documents"),
            _ => None,
        },
        _ => None,
    };
    own.map(|own| (own, expression.span)).or_else(|| expression.parts().into_iter().find_map(counted)).or_else(|| {
        match &expression.node {
            ExpressionNode::If(filter, ..) => filter.expressions().into_iter().find_map(counted),
            _ => None,
        }
    })
}
