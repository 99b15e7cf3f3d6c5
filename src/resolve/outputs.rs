//! What a `find` shows: its columns, which of their rows, and in which order.

use super::Resolver;
use super::tree::{
    Condition, Expression, ExpressionNode, Find, Group, OrderKey, Output, Term, VariableId, occurrences,
};
use crate::problem::{Mistake, Problem, QueryProblem};
use crate::source::Spanned;
use crate::syntax::ast::{self, Atom};

impl Resolver<'_> {
    /// The rows that are asked for, over a body.
    pub(super) fn rows(&mut self, find: &ast::Find, body: &Group) -> Result<Find, Mistake> {
        self.aggregates = true;
        let outputs = self.outputs(&find.outputs, body)?;
        self.columns = Some(outputs.clone());
        let having = match &find.having {
            Some(group) => self.having(group, body)?,
            None => Vec::new(),
        };
        let order = find.order.iter().map(|key| self.order_key(key)).collect::<Result<_, _>>()?;
        self.columns = None;
        self.aggregates = false;
        Ok(Find { outputs, having, order, unordered: find.unordered, limit: find.limit, offset: find.offset })
    }

    fn outputs(&mut self, written: &[Spanned<ast::Output>], body: &Group) -> Result<Vec<Output>, Mistake> {
        let usable = body.usable();
        let mut outputs: Vec<Output> = Vec::new();
        for output in written {
            for resolved in self.output(output, body, &usable)? {
                if outputs.iter().any(|other| other.name == resolved.name) {
                    return Err(Mistake::new(output.span, QueryProblem::SameHeading { heading: resolved.name }));
                }
                outputs.push(resolved);
            }
        }
        self.check_groups(&outputs)?;
        Ok(outputs)
    }

    fn output(
        &mut self,
        written: &Spanned<ast::Output>,
        body: &Group,
        usable: &[VariableId],
    ) -> Result<Vec<Output>, Mistake> {
        let alias = written.node.alias.as_ref().map(|alias| alias.node.clone());
        let named = alias.is_some();
        let (name, value) = match &written.node.value {
            ast::OutputValue::Everything => return self.everything(written, body, usable),
            ast::OutputValue::Variable { name, .. } => {
                let id = self.shown_variable(name, written.span, body, usable)?;
                (name.clone(), self.variable_expression(id, written.span))
            }
            ast::OutputValue::Expression(expression) => {
                let spanned = Spanned::new(expression.clone(), written.span);
                let value = self.expression(&spanned, None, "find").map_err(as_output)?;
                self.check_bound(&value, usable)?;
                (expression.to_string(), value)
            }
        };
        Ok(vec![Output { name: alias.unwrap_or(name), named, value }])
    }

    fn variable_expression(&self, id: VariableId, span: crate::source::Span) -> Expression {
        Expression { node: ExpressionNode::Term(Term::Variable(id)), sort: self.scope.all[id.0].sort, span }
    }

    /// Every variable with a name that has a value, in the order of the text.
    fn everything(
        &self,
        written: &Spanned<ast::Output>,
        body: &Group,
        usable: &[VariableId],
    ) -> Result<Vec<Output>, Mistake> {
        let mut outputs: Vec<Output> = Vec::new();
        for id in occurrences(body).into_iter().filter(|id| usable.contains(id)) {
            if let Some(name) = &self.scope.all[id.0].name
                && !outputs.iter().any(|output| output.name == *name)
            {
                let value = self.variable_expression(id, written.span);
                outputs.push(Output { name: name.clone(), named: false, value });
            }
        }
        match outputs.is_empty() {
            true => Err(Mistake::new(written.span, QueryProblem::NothingToShow)),
            false => Ok(outputs),
        }
    }

    fn shown_variable(
        &self,
        name: &str,
        span: crate::source::Span,
        body: &Group,
        usable: &[VariableId],
    ) -> Result<VariableId, Mistake> {
        let known = self.scope.by_name.get(name).copied();
        match known {
            Some(variable) if usable.contains(&variable) => Ok(variable),
            Some(variable) if body.brought().contains(&variable) => {
                Err(Mistake::new(span, QueryProblem::UnboundInBranch { variable: name.to_owned() }))
            }
            _ => {
                let problem = QueryProblem::UnboundOutput {
                    variable: name.to_owned(),
                    nearest: super::safety::near_variables(name, &self.scope.all, usable),
                    negated: known.is_some(),
                };
                Err(Mistake::new(span, problem))
            }
        }
    }

    /// Beside an aggregate, in one column, only what the rows are grouped by has one value.
    fn check_groups(&self, outputs: &[Output]) -> Result<(), Mistake> {
        let groups: Vec<VariableId> = outputs.iter().filter_map(|output| output.value.as_variable()).collect();
        for output in outputs.iter().filter(|output| output.value.has_aggregate()) {
            let mut plain = Vec::new();
            output.value.plain_variables(&mut plain);
            if let Some(loose) = plain.iter().find(|id| !groups.contains(id)) {
                let variable = self.scope.all[loose.0].name.clone().unwrap_or_default();
                return Err(Mistake::new(output.value.span, QueryProblem::NotGrouped { variable }));
            }
        }
        Ok(())
    }

    /// Conditions on the columns: filters, and what is made of them by `or` and `not`.
    fn having(&mut self, group: &ast::Group, body: &Group) -> Result<Vec<Condition>, Mistake> {
        let mut conditions = Vec::new();
        for condition in &group.conditions {
            let resolved = match &condition.node {
                ast::Condition::Filter(filter) => {
                    let filter = self.filter(filter)?;
                    for expression in filter.expressions() {
                        self.check_bound(expression, &body.usable())?;
                    }
                    Condition::Filter(Box::new(filter))
                }
                ast::Condition::Not(group) => Condition::Not(Group { conditions: self.having(group, body)? }),
                ast::Condition::Or(branches) => {
                    let branches = branches.iter().map(|branch| self.having(branch, body));
                    let groups = branches.map(|conditions| Ok(Group { conditions: conditions? }));
                    Condition::Or(groups.collect::<Result<_, Mistake>>()?)
                }
                ast::Condition::Clause(_) | ast::Condition::Optional(_) | ast::Condition::Subquery(_) => {
                    return Err(Mistake::new(condition.span, QueryProblem::PatternInHaving));
                }
            };
            conditions.push(resolved);
        }
        Ok(conditions)
    }

    fn order_key(&mut self, key: &Spanned<ast::OrderKey>) -> Result<OrderKey, Mistake> {
        let written = Spanned::new(key.node.by.clone(), key.span);
        let not_shown = || Mistake::new(key.span, QueryProblem::OrderNotShown { key: key.node.by.to_string() });
        let by = self.expression(&written, None, "order by").map_err(|mistake| match mistake.problem {
            Problem::Query(QueryProblem::NotShown { .. }) => not_shown(),
            _ => mistake,
        })?;
        match by.has_aggregate() {
            true => Err(not_shown()),
            false => Ok(OrderKey { by, descending: key.node.descending }),
        }
    }
}

/// A variable that nothing binds, among the outputs.
fn as_output(mistake: Mistake) -> Mistake {
    match mistake.problem {
        Problem::Query(QueryProblem::UnboundInComparison { variable, nearest }) => {
            Mistake::new(mistake.span, QueryProblem::UnboundOutput { variable, nearest, negated: false })
        }
        _ => mistake,
    }
}

/// `?x: envoy` among the outputs says the same as `?x is envoy` among the conditions.
pub(super) fn kinds(outputs: &[Spanned<ast::Output>]) -> Vec<Spanned<ast::Condition>> {
    let mut conditions = Vec::new();
    for output in outputs {
        if let ast::OutputValue::Variable { name, kind } = &output.node.value
            && !kind.is_empty()
        {
            let variable = Spanned::new(Atom::Variable(name.clone()), output.span);
            let is = Spanned::new(Atom::Word("is".to_owned()), output.span);
            let words = kind.iter().map(|word| Spanned::new(Atom::Word(word.node.clone()), word.span));
            let atoms = [variable, is].into_iter().chain(words).collect();
            let clause = ast::Clause { atoms, ..ast::Clause::default() };
            conditions.push(Spanned::new(ast::Condition::Clause(clause), output.span));
        }
    }
    conditions
}
