//! Outputs, expressions and filters.

use super::{Said, Writer, spanless};
use crate::problem::Problem;
use crate::resolve::tree::{Condition, Expression, ExpressionNode, Filter, Find, Group, OrderKey, Output};
use crate::source::Spanned;
use crate::syntax::ast::{self, Atom};

impl Writer<'_> {
    pub(super) fn output(&self, output: &Output) -> Result<Spanned<ast::Output>, Problem> {
        let value = match output.value.as_variable() {
            Some(variable) => ast::OutputValue::Variable { name: self.variable_name(variable), kind: Vec::new() },
            None => ast::OutputValue::Expression(self.expression(&output.value, &[])?.node),
        };
        let alias = output.named.then(|| spanless(output.name.clone()));
        Ok(spanless(ast::Output { value, alias }))
    }

    pub(super) fn order_key(&self, key: &OrderKey, outputs: &[Output]) -> Result<Spanned<ast::OrderKey>, Problem> {
        let by = self.expression(&key.by, outputs)?.node;
        Ok(spanless(ast::OrderKey { by, descending: key.descending }))
    }

    pub(super) fn having(&self, find: &Find) -> Result<Option<ast::Group>, Problem> {
        match find.having.is_empty() {
            true => Ok(None),
            false => self.filters(&find.having, &find.outputs).map(Some),
        }
    }

    fn filters(&self, conditions: &[Condition], outputs: &[Output]) -> Result<ast::Group, Problem> {
        let of_group = |group: &Group| self.filters(&group.conditions, outputs);
        let mut written = Vec::with_capacity(conditions.len());
        for condition in conditions {
            written.push(spanless(match condition {
                Condition::Filter(filter) => ast::Condition::Filter(self.filter(filter, outputs)?),
                Condition::Not(group) => ast::Condition::Not(of_group(group)?),
                Condition::Or(branches) => ast::Condition::Or(branches.iter().map(of_group).collect::<Result<_, _>>()?),
                other => self.condition(other, Said::default())?,
            }));
        }
        Ok(ast::Group { conditions: written })
    }

    /// A filter; `outputs` are the columns that it may speak of.
    pub(super) fn filter(&self, filter: &Filter, outputs: &[Output]) -> Result<ast::Filter, Problem> {
        let part = |expression: &Expression| self.expression(expression, outputs);
        Ok(match filter {
            Filter::Compare(left, comparator, right) => {
                ast::Filter::Compare(part(left)?, spanless(*comparator), part(right)?)
            }
            Filter::Between(value, low, high) => ast::Filter::Between(part(value)?, part(low)?, part(high)?),
            Filter::In(value, options) => {
                ast::Filter::In(part(value)?, options.iter().map(part).collect::<Result<_, _>>()?)
            }
            Filter::Test(value, test, other) => ast::Filter::Test(part(value)?, spanless(*test), part(other)?),
        })
    }

    fn expression(&self, expression: &Expression, outputs: &[Output]) -> Result<Spanned<ast::Expression>, Problem> {
        let part = |expression: &Expression| self.expression(expression, outputs).map(Box::new);
        Ok(spanless(match &expression.node {
            ExpressionNode::Term(term) => ast::Expression::Term(self.term(term)?),
            ExpressionNode::Output(at) => return self.column(&outputs[*at], outputs),
            ExpressionNode::Negative(inner) => ast::Expression::Negative(part(inner)?),
            ExpressionNode::Arithmetic(left, operator, right) => {
                ast::Expression::Arithmetic(part(left)?, *operator, part(right)?)
            }
            ExpressionNode::Call(function, arguments) => {
                let arguments = arguments.iter().map(|argument| self.expression(argument, outputs));
                ast::Expression::Call(*function, arguments.collect::<Result<_, _>>()?)
            }
            ExpressionNode::If(filter, then, otherwise) => {
                let filter = Box::new(spanless(self.filter(filter, outputs)?));
                ast::Expression::If(filter, part(then)?, part(otherwise)?)
            }
            ExpressionNode::Aggregate(aggregate) => {
                let argument = aggregate.argument.as_ref().map(|argument| self.expression(argument, &[]));
                let by = match &aggregate.by {
                    Some((by, descending)) => Some((self.expression(by, &[])?, *descending)),
                    None => None,
                };
                let argument = argument.transpose()?;
                ast::Expression::Aggregate(Box::new(ast::Aggregate { function: aggregate.function, argument, by }))
            }
        }))
    }

    /// A column by its heading, or as what it shows where it has none that can be written as a variable.
    fn column(&self, output: &Output, outputs: &[Output]) -> Result<Spanned<ast::Expression>, Problem> {
        match (output.named, output.value.as_variable()) {
            (false, None) => self.expression(&output.value, outputs),
            _ => Ok(spanless(ast::Expression::Term(vec![spanless(Atom::Variable(output.name.clone()))]))),
        }
    }
}
