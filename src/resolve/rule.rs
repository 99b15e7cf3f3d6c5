//! Rules: their bodies read like those of queries.

use super::tree::{ResolvedRule, Sort, VariableId};
use super::{Context, Resolver, safety};
use crate::problem::{Mistake, QueryProblem};
use crate::source::Spanned;
use crate::syntax::ast;

/// Reads a rule against a store's words.
///
/// # Errors
/// As a query's; likewise where the body does not bind a variable of the head, or binds the subject to something that is
/// no entity.
pub fn rule(written: &ast::Rule, context: Context<'_>) -> Result<ResolvedRule, Mistake> {
    let mut resolver = Resolver::new(context);
    super::check_size(&written.body)?;
    let body = resolver.body(&written.body)?;
    let (name, variables) = match &written.head {
        ast::Head::Kind(variable, words) => (words, vec![variable]),
        ast::Head::Predicate(subject, words, object) => (words, vec![subject, object]),
    };
    let bound = body.bound();
    let mut head = Vec::with_capacity(variables.len());
    for variable in variables {
        head.push(resolver.head_variable(variable, &bound)?);
    }
    let sort = resolver.scope.all[head[0].0].sort;
    if sort != Sort::Entity {
        let of = name.node.join(" ");
        let span = resolver.scope.all[head[0].0].span;
        return Err(super::term::wrong_type(&of, Sort::Entity.words(), sort.words(), span));
    }
    safety::check(&body, &resolver.scope.all)?;
    Ok(ResolvedRule { name: name.node.join(" "), head, body, variables: resolver.scope.all })
}

impl Resolver<'_> {
    fn head_variable(&self, variable: &Spanned<String>, bound: &[VariableId]) -> Result<VariableId, Mistake> {
        let known = self.scope.by_name.get(&variable.node).copied();
        match known.filter(|id| bound.contains(id)) {
            Some(id) => Ok(id),
            None => {
                let name = variable.node.clone();
                let nearest = safety::near_variables(&name, &self.scope.all, bound);
                Err(Mistake::new(variable.span, QueryProblem::UnboundInHead { variable: name, nearest }))
            }
        }
    }
}
