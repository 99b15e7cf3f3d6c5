//! Filters and expressions over variables, or over columns.

use super::{Builder, TEXTS, constant, sort_of_expression};
use crate::choices::Choices;
use crate::expression::{ALLEN, Expression, Filter, Function, Operator, Test};
use crate::query::{COMPARATORS, Comparator, Sort, Variable};
use crate::text::PATTERNS;
use crate::value::Value;

/// What texts are held against: parts of names and texts, in other letters, and near to names.
const PARTS: [&str; 7] = ["a", "LUND", "cafe", "lodz", "Ada Burg", "omega", ""];

/// What an expression may be made of, and what each is.
pub struct Leaves {
    pub leaves: Vec<(Expression, Sort)>,
}

impl Leaves {
    pub fn variables(variables: &[Variable]) -> Self {
        let leaves = variables.iter().map(|variable| (Expression::Variable(*variable), variable.sort));
        Leaves { leaves: leaves.collect() }
    }

    pub fn columns(sorts: &[Sort]) -> Self {
        Leaves { leaves: sorts.iter().enumerate().map(|(at, sort)| (Expression::Column(at), *sort)).collect() }
    }

    fn of(&self, sorts: &[Sort]) -> Vec<Expression> {
        self.leaves.iter().filter(|(_, sort)| sorts.contains(sort)).map(|(leaf, _)| leaf.clone()).collect()
    }
}

impl Builder<'_> {
    pub(super) fn filter(&mut self, c: &mut Choices<'_>, variables: &[Variable]) -> Filter {
        self.filter_of(c, &Leaves::variables(variables), 2)
    }

    /// A filter, in which expressions nest so deep.
    pub(super) fn filter_of(&mut self, c: &mut Choices<'_>, leaves: &Leaves, depth: usize) -> Filter {
        let Some((leaf, sort)) = leaves.leaves.get(c.below(leaves.leaves.len().max(1))).cloned() else {
            let [left, right] = [0, 1].map(|_| Expression::Constant(constant(self.store, Sort::Number, c)));
            return Filter::Compare(left, *c.of(&COMPARATORS), right);
        };
        match sort {
            Sort::Number => self.ordered(c, leaves, sort, depth),
            Sort::Date | Sort::When if c.rarely(3) => {
                let (relation, _) = c.of(&ALLEN);
                let other = self.one_of(c, leaves, &[Sort::Date, Sort::When]);
                Filter::Test(Test::Allen(*relation), leaf, other)
            }
            Sort::Date => self.ordered(c, leaves, sort, depth),
            Sort::Text if c.below(2) == 1 => self.text_test(c, leaves, leaf, depth),
            Sort::Text => self.ordered(c, leaves, sort, depth),
            Sort::Entity if c.rarely(4) => {
                Filter::Test(Test::Similar, leaf, Expression::Constant(Value::text(c.text(&PARTS))))
            }
            Sort::Entity => self.equal(c, leaves, leaf, sort, depth),
            Sort::Document if c.below(2) == 1 => self.ordered(c, leaves, Sort::Text, depth),
            _ => self.equal(c, leaves, leaf, sort, depth),
        }
    }

    fn ordered(&mut self, c: &mut Choices<'_>, leaves: &Leaves, sort: Sort, depth: usize) -> Filter {
        let left = self.expression(c, leaves, sort, depth);
        let other = |builder: &mut Self, c: &mut Choices<'_>| match c.below(3) {
            0 => Expression::Constant(constant(builder.store, sort, c)),
            _ => builder.expression(c, leaves, sort, depth.saturating_sub(1)),
        };
        match c.weighed(&[6, 2, 2]) {
            0 => {
                let comparator = *c.of(&COMPARATORS);
                Filter::Compare(left, comparator, other(self, c))
            }
            1 if !is_text(&left) => Filter::Between(left, other(self, c), other(self, c)),
            2 if !is_text(&left) => {
                let count = 1 + c.below(3);
                Filter::In(left, (0..count).map(|_| other(self, c)).collect())
            }
            _ => Filter::Compare(left, Comparator::Unequal, other(self, c)),
        }
    }

    /// Equality of what has no order.
    fn equal(&mut self, c: &mut Choices<'_>, leaves: &Leaves, leaf: Expression, sort: Sort, depth: usize) -> Filter {
        let left = if depth > 0 && c.rarely(5) { self.expression(c, leaves, sort, depth) } else { leaf };
        let alike = leaves.of(&[sort]);
        let other = |builder: &Self, c: &mut Choices<'_>| match c.below(2) {
            0 => c.of(&alike).clone(),
            _ => Expression::Constant(constant(builder.store, sort, c)),
        };
        let left = if matches!(left, Expression::Constant(_)) { alike[0].clone() } else { left };
        match c.weighed(&[4, 2, 2]) {
            2 => {
                let count = 1 + c.below(3);
                Filter::In(left, (0..count).map(|_| other(self, c)).collect())
            }
            at => {
                let comparator = if at == 0 { Comparator::Unequal } else { Comparator::Equal };
                Filter::Compare(left, comparator, other(self, c))
            }
        }
    }

    fn text_test(&mut self, c: &mut Choices<'_>, leaves: &Leaves, leaf: Expression, depth: usize) -> Filter {
        let left = if c.below(2) == 1 { self.expression(c, leaves, Sort::Text, depth) } else { leaf };
        let part = Expression::Constant(Value::text(c.text(&PARTS)));
        match c.below(4) {
            0 => Filter::Test(Test::Contains, left, part),
            1 => Filter::Test(Test::StartsWith, left, self.expression(c, leaves, Sort::Text, depth.saturating_sub(1))),
            2 => Filter::Test(Test::Matches, left, Expression::Constant(Value::text(c.of(&PATTERNS).0))),
            _ => Filter::Test(Test::Similar, left, part),
        }
    }

    fn one_of(&self, c: &mut Choices<'_>, leaves: &Leaves, sorts: &[Sort]) -> Expression {
        let found = leaves.of(sorts);
        match found.is_empty() || c.below(2) == 1 {
            true => Expression::Constant(constant(self.store, Sort::Date, c)),
            false => c.of(&found).clone(),
        }
    }

    /// An expression of a sort.
    pub(super) fn expression(&mut self, c: &mut Choices<'_>, leaves: &Leaves, sort: Sort, depth: usize) -> Expression {
        let plain = leaves.of(&[sort]);
        let made = match c.below(3) {
            0 if !plain.is_empty() => return c.of(&plain).clone(),
            _ if depth == 0 => None,
            2 if c.below(2) == 1 => self.of_any(c, leaves, sort, depth.saturating_sub(1)),
            _ => match sort {
                Sort::Number => self.number(c, leaves, depth.saturating_sub(1)),
                Sort::Text => self.text(c, leaves, depth.saturating_sub(1)),
                Sort::Date => self.date(c, leaves),
                Sort::Url => {
                    let documents = leaves.of(&[Sort::Document]);
                    let document = documents.first().cloned();
                    document.map(|document| Expression::Call(Function::Url, vec![document]))
                }
                _ => None,
            },
        };
        match (made, plain.is_empty()) {
            (Some(made), _) => made,
            (None, false) => c.of(&plain).clone(),
            (None, true) => Expression::Constant(constant(self.store, sort, c)),
        }
    }

    /// What may be of any sort.
    fn of_any(&mut self, c: &mut Choices<'_>, leaves: &Leaves, sort: Sort, depth: usize) -> Option<Expression> {
        let first = self.expression(c, leaves, sort, depth);
        let other = match c.below(2) {
            0 => Expression::Constant(constant(self.store, sort, c)),
            _ => self.expression(c, leaves, sort, depth),
        };
        // A constant in the first place would be read without knowing its sort.
        if matches!(first, Expression::Constant(_)) {
            return None;
        }
        Some(match c.below(2) {
            0 => Expression::Call(Function::Coalesce, vec![first, other]),
            _ => {
                let filter = self.filter_of(c, leaves, depth.min(1));
                Expression::If(Box::new(filter), Box::new(first), Box::new(other))
            }
        })
    }

    fn number(&mut self, c: &mut Choices<'_>, leaves: &Leaves, depth: usize) -> Option<Expression> {
        let call = |function, argument| Some(Expression::Call(function, vec![argument]));
        match c.weighed(&[5, 1, 2, 2, 1]) {
            0 => {
                let left = self.expression(c, leaves, Sort::Number, depth);
                let operator = *c.of(&[Operator::Add, Operator::Subtract, Operator::Multiply, Operator::Divide]);
                let right = self.expression(c, leaves, Sort::Number, depth);
                Some(Expression::Arithmetic(Box::new(left), operator, Box::new(right)))
            }
            1 => Some(Expression::Negative(Box::new(self.expression(c, leaves, Sort::Number, depth)))),
            2 => {
                let function = *c.of(&[Function::Year, Function::Month, Function::Day, Function::Days]);
                let date = self.one_of(c, leaves, &[Sort::Date, Sort::When]);
                match function {
                    Function::Days => {
                        Some(Expression::Call(function, vec![date, self.one_of(c, leaves, &[Sort::Date, Sort::When])]))
                    }
                    function => call(function, date),
                }
            }
            3 => call(Function::Length, self.expression(c, leaves, Sort::Text, depth)),
            _ => {
                let function = *c.of(&[Function::Round, Function::Abs]);
                call(function, self.expression(c, leaves, Sort::Number, depth))
            }
        }
    }

    fn text(&mut self, c: &mut Choices<'_>, leaves: &Leaves, depth: usize) -> Option<Expression> {
        let call = |function, argument| Some(Expression::Call(function, vec![argument]));
        let things = leaves.of(&[Sort::Entity]);
        let documents = leaves.of(&[Sort::Document]);
        let kinds = leaves.of(&[Sort::Kind]);
        match c.below(4) {
            0 if !things.is_empty() => {
                let function = *c.of(&[Function::Name, Function::Key, Function::Kind]);
                call(function, c.of(&things).clone())
            }
            1 if !documents.is_empty() => {
                let function = *c.of(&[Function::Title, Function::Name, Function::Key, Function::Publisher]);
                call(function, c.of(&documents).clone())
            }
            2 if !kinds.is_empty() => call(Function::Name, c.of(&kinds).clone()),
            _ => {
                let inner = self.expression(c, leaves, Sort::Text, depth);
                let inner = match inner {
                    Expression::Constant(_) => Expression::Constant(Value::text(c.text(&TEXTS))),
                    other => other,
                };
                call(Function::Lower, inner)
            }
        }
    }

    fn date(&mut self, c: &mut Choices<'_>, leaves: &Leaves) -> Option<Expression> {
        let documents = leaves.of(&[Sort::Document]);
        if !documents.is_empty() && c.below(2) == 1 {
            return Some(Expression::Call(Function::Published, vec![c.of(&documents).clone()]));
        }
        let function = *c.of(&[Function::Start, Function::End]);
        Some(Expression::Call(function, vec![self.one_of(c, leaves, &[Sort::Date, Sort::When])]))
    }
}

/// Whether an expression is a text written out, which begins a conjunct only before a comparator.
fn is_text(expression: &Expression) -> bool {
    matches!(expression, Expression::Constant(_)) && sort_of_expression(expression, &[]) != Sort::Number
}
