//! Expressions and filters.

use super::{Writer, names::quoted, variable_text};
use crate::aggregate::{Aggregate, Function as Aggregated};
use crate::expression::{ALLEN, Expression, Filter, Operator, Test};
use crate::value::Value;

impl Writer<'_> {
    pub(super) fn filter(&mut self, filter: &Filter) -> String {
        match filter {
            Filter::Compare(left, comparator, right) => {
                let (left, right) = (self.first(left), self.expression(right));
                format!("{left} {} {right}", comparator.sign())
            }
            Filter::Between(value, low, high) => {
                let value = self.first(value);
                format!("{value} between {} and {}", self.expression(low), self.expression(high))
            }
            Filter::In(value, options) => {
                let value = self.first(value);
                let options: Vec<String> = options.iter().map(|option| self.expression(option)).collect();
                format!("{value} in ({})", options.join(", "))
            }
            Filter::Test(test, left, right) => self.test(*test, left, right),
        }
    }

    fn test(&mut self, test: Test, left: &Expression, right: &Expression) -> String {
        let (name, operator) = match test {
            Test::Contains => ("contains", "contains"),
            Test::StartsWith => ("starts_with", "starts with"),
            Test::Matches => ("matches", "matches"),
            Test::Similar => ("similar", "~"),
            Test::Allen(relation) => {
                let name = ALLEN.iter().find(|(other, _)| *other == relation).map_or("", |(_, name)| *name);
                return format!("{name}({}, {})", self.expression(left), self.expression(right));
            }
        };
        let text = match right {
            Expression::Constant(Value::Text(text)) => Some(quoted(text)),
            _ => None,
        };
        // As an operator it stands behind a variable and before a quoted text, so that it is no word of a pattern.
        let variable = matches!(left, Expression::Variable(_));
        match text {
            Some(text) if variable && self.choose(3) != 2 => format!("{} {operator} {text}", self.expression(left)),
            Some(text) => format!("{name}({}, {text})", self.expression(left)),
            None => format!("{name}({}, {})", self.expression(left), self.expression(right)),
        }
    }

    /// An expression at the beginning of a conjunct, where a sign would not be read as one of a number.
    fn first(&mut self, expression: &Expression) -> String {
        let text = self.expression(expression);
        if text.starts_with('-') && !matches!(expression, Expression::Constant(_)) { format!("({text})") } else { text }
    }

    pub(super) fn expression(&mut self, expression: &Expression) -> String {
        self.within(expression, 0)
    }

    /// An expression in a place that takes what binds as `level` or tighter: 0 sums, 1 products, 2 factors.
    fn within(&mut self, expression: &Expression, level: usize) -> String {
        let (own, text) = match expression {
            Expression::Variable(variable) => (3, variable_text(*variable)),
            Expression::Constant(Value::Text(text)) => (3, quoted(text)),
            Expression::Constant(value) => (3, self.constant(value)),
            Expression::Column(at) => (3, self.columns[*at].clone()),
            Expression::Negative(inner) => (2, format!("-{}", self.negated(inner))),
            Expression::Arithmetic(left, operator, right) => {
                let own = usize::from(matches!(operator, Operator::Multiply | Operator::Divide));
                let (left, right) = (self.within(left, own), self.within(right, own + 1));
                (own, format!("{left} {} {right}", operator.sign()))
            }
            Expression::Call(function, arguments) => {
                let arguments: Vec<String> = arguments.iter().map(|argument| self.expression(argument)).collect();
                (3, format!("{}({})", function.name(), arguments.join(", ")))
            }
            Expression::If(filter, then, otherwise) => {
                let filter = self.filter(filter);
                (3, format!("if({filter}, {}, {})", self.expression(then), self.expression(otherwise)))
            }
            Expression::Aggregate(aggregate) => (3, self.aggregate(aggregate)),
        };
        if own < level || (own < 3 && self.choose(6) == 1) { format!("({text})") } else { text }
    }

    /// What a sign stands before: a sign before letters or digits would be one with them.
    fn negated(&mut self, inner: &Expression) -> String {
        match inner {
            Expression::Variable(_) => self.expression(inner),
            other => format!("({})", self.expression(other)),
        }
    }

    pub(super) fn aggregate(&mut self, aggregate: &Aggregate) -> String {
        let name = match aggregate.function {
            Aggregated::Count => "count",
            Aggregated::CountAll => "count(all ",
            Aggregated::Facts => return "count(facts)".to_owned(),
            Aggregated::Claims => return "count(claims)".to_owned(),
            Aggregated::Documents => return "count(documents)".to_owned(),
            Aggregated::Sum => "sum",
            Aggregated::Average => "avg",
            Aggregated::Least => "min",
            Aggregated::Greatest => "max",
            Aggregated::List => "list",
            Aggregated::First => "first",
        };
        let argument = aggregate.argument.as_ref().map(|argument| self.expression(argument)).unwrap_or_default();
        let by = aggregate.by.as_ref().map(|(by, descending)| {
            let ascending = self.pick(&["", " asc"]);
            format!(" by {}{}", self.expression(by), if *descending { " desc" } else { ascending })
        });
        let open = if name.ends_with(' ') { "" } else { "(" };
        format!("{name}{open}{argument}{})", by.unwrap_or_default())
    }
}
