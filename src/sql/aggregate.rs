//! Aggregates over the distinct bindings of a group, and what rows are ordered by.

use super::expression::{Env, as_value, document_label};
use super::lowering::{Lowering, bound, column_of};
use super::time::days_of;
use super::tree::Expr;
use crate::plan::Typed;
use crate::resolve::tree::{Aggregate, Expression, ExpressionNode, Sort, Term};
use crate::syntax::ast::AggregateFunction;
use crate::value::ObjectType;

impl Lowering<'_> {
    /// What an expression's values are as a column: ids where it is a variable that stands for such.
    pub(super) fn column_type(&self, expression: &Expression) -> Typed {
        match &expression.node {
            ExpressionNode::Term(Term::Variable(variable)) => self.typed(*variable),
            ExpressionNode::Aggregate(aggregate) => match (aggregate.function, &aggregate.argument) {
                (AggregateFunction::Least | AggregateFunction::Greatest, Some(argument)) if !is_number(argument) => {
                    self.column_type(argument)
                }
                (AggregateFunction::First, Some(argument)) => self.column_type(argument),
                _ => Typed::of_column(expression.sort),
            },
            _ => Typed::of_column(expression.sort),
        }
    }

    /// An expression as a column, of its [`Lowering::column_type`].
    pub(super) fn column(&mut self, expression: &Expression, env: Env<'_>) -> Expr {
        match expression.as_variable() {
            Some(variable) => bound(variable, env.bindings),
            None => self.value(expression, env),
        }
    }

    pub(super) fn aggregate(&mut self, aggregate: &Aggregate, env: Env<'_>) -> Expr {
        let Some(argument) = &aggregate.argument else { return self.rests_on(aggregate.function, env) };
        let column = self.column(argument, env);
        match aggregate.function {
            AggregateFunction::Count => Expr::CountDistinct(Box::new(column)),
            AggregateFunction::CountAll => Expr::Call("count", vec![column]),
            AggregateFunction::Sum => {
                let sum = Expr::Call("sum", vec![self.value(argument, env)]);
                Expr::Call("coalesce", vec![sum, Expr::Integer(0)])
            }
            AggregateFunction::Average => Expr::Call("avg", vec![self.value(argument, env)]),
            AggregateFunction::Least if is_number(argument) => Expr::Call("min", vec![self.value(argument, env)]),
            AggregateFunction::Greatest if is_number(argument) => Expr::Call("max", vec![self.value(argument, env)]),
            AggregateFunction::Least => self.first(column, argument, None, env),
            AggregateFunction::Greatest => self.first(column, argument, Some(true), env),
            AggregateFunction::List => {
                let shown = self.shown_text(argument, env);
                let keys = self.keys(argument, env);
                Expr::Call("factfile_list", std::iter::once(shown).chain(keys).collect())
            }
            AggregateFunction::First => match &aggregate.by {
                Some((by, descending)) => self.first_by(column, argument, by, *descending, env),
                None => self.first(column, argument, None, env),
            },
            AggregateFunction::Facts | AggregateFunction::Claims | AggregateFunction::Documents => {
                self.rests_on(aggregate.function, env)
            }
        }
    }

    /// The first value in the order of answers, or the last.
    fn first(&mut self, column: Expr, argument: &Expression, last: Option<bool>, env: Env<'_>) -> Expr {
        let keys = self.keys(argument, env);
        let descending = if last == Some(true) { keys.len() } else { 0 };
        first_of(column, descending, keys)
    }

    fn first_by(
        &mut self,
        column: Expr,
        argument: &Expression,
        by: &Expression,
        descending: bool,
        env: Env<'_>,
    ) -> Expr {
        let mut keys = self.keys(by, env);
        let descending = if descending { keys.len() } else { 0 };
        keys.extend(self.keys(argument, env));
        first_of(column, descending, keys)
    }

    /// What values are ordered by, the first key first; no value comes last.
    pub(super) fn keys(&mut self, expression: &Expression, env: Env<'_>) -> Vec<Expr> {
        let typed = match &expression.node {
            ExpressionNode::Output(at) => env.outputs[*at].1,
            _ => self.column_type(expression),
        };
        let expr = match &expression.node {
            ExpressionNode::Output(at) => env.outputs[*at].0.clone(),
            _ => self.column(expression, env),
        };
        let known = expr.clone().is_known();
        let mut keys = order_keys(expr, typed);
        if let Some(key @ Expr::IsNull(_)) = keys.first_mut() {
            // Words come behind days, or before them; no value at all comes last either way.
            *key = Expr::Case(Box::new(known), Box::new(key.clone()), Box::new(Expr::Null));
        }
        keys
    }

    /// A value as an answer shows it.
    fn shown_text(&mut self, expression: &Expression, env: Env<'_>) -> Expr {
        let value = self.value(expression, env);
        match expression.sort {
            Sort::Entity => column_of("entity", "name", value),
            Sort::Kind => column_of("kind", "name", value),
            Sort::Document => document_label(value),
            Sort::Literal(ObjectType::Boolean) => {
                let word = |word| Box::new(super::lowering::text(word));
                let truth = Expr::Case(Box::new(value.clone()), word("true"), word("false"));
                Expr::Case(Box::new(value.is_known()), Box::new(truth), Box::new(Expr::Null))
            }
            // Numbers that are texts are SQLite's own; elsewhere all of them are doubles.
            Sort::Literal(ObjectType::Number) if !self.dialect.is_sqlite() => {
                Expr::Call("factfile_number_text", vec![value])
            }
            Sort::Literal(_) | Sort::When => value,
        }
    }

    /// How many facts, claims or documents the rows of the group rest on: the same for each of them.
    fn rests_on(&self, function: AggregateFunction, env: Env<'_>) -> Expr {
        let counted = env.rests.iter().find(|(counted, _)| *counted == function);
        let counted = counted.map_or(Expr::Null, |(_, counted)| counted.clone());
        Expr::Call("coalesce", vec![Expr::Call("max", vec![counted]), Expr::Integer(0)])
    }
}

/// The value of the row whose keys come first; of the first `descending` keys the greatest does.
fn first_of(value: Expr, descending: usize, keys: Vec<Expr>) -> Expr {
    let descending = Expr::Integer(i64::try_from(descending).unwrap_or(0));
    Expr::Call("factfile_first", [value, descending].into_iter().chain(keys).collect())
}

/// What a column is ordered by, the first key first.
pub fn order_keys(expr: Expr, typed: Typed) -> Vec<Expr> {
    match typed.sort {
        Sort::Entity => vec![column_of("entity", "name", expr.clone()), column_of("entity", "key", expr)],
        Sort::Kind => vec![column_of("kind", "name", expr)],
        Sort::Document => vec![document_label(expr.clone()), column_of("document", "key", expr)],
        Sort::Literal(ObjectType::Date) | Sort::When => {
            let [first, last] = days_of(expr.clone(), typed.bare);
            vec![Expr::IsNull(Box::new(first.clone())), first, last, as_value(expr, typed)]
        }
        Sort::Literal(_) => vec![as_value(expr, typed)],
    }
}

fn is_number(expression: &Expression) -> bool {
    expression.sort == Sort::Literal(ObjectType::Number)
}
