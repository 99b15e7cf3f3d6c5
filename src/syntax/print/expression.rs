//! Expressions and filters as text, with the parentheses that they need.

use std::fmt::{self, Display, Formatter};

use super::atoms;
use crate::source::Spanned;
use crate::syntax::ast::{Aggregate, AggregateFunction, Atom, Expression, Filter, Operator, Test};
use crate::syntax::expression::Place;

impl Display for Expression {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        placed(f, self, Place::Inside)
    }
}

/// An expression where it stands: words that would end it there need parentheses.
pub fn placed(f: &mut Formatter<'_>, expression: &Expression, place: Place) -> fmt::Result {
    match expression {
        Expression::Term(term) if ends_early(term, place) => {
            f.write_str("(")?;
            atoms(f, term)?;
            f.write_str(")")
        }
        Expression::Term(term) => atoms(f, term),
        Expression::Negative(inner) => negative(f, &inner.node, place),
        Expression::Arithmetic(left, operator, right) => {
            operand(f, &left.node, *operator, false, place)?;
            write!(f, " {} ", operator.sign())?;
            operand(f, &right.node, *operator, true, place)
        }
        Expression::Call(function, arguments) => {
            write!(f, "{}(", function.name())?;
            list(f, arguments)?;
            f.write_str(")")
        }
        Expression::If(test, then, otherwise) => write!(f, "if({}, {}, {})", test.node, then.node, otherwise.node),
        Expression::Aggregate(aggregate) => aggregate.fmt(f),
    }
}

/// An expression at a place where a bare word does not begin one.
pub fn shown(f: &mut Formatter<'_>, expression: &Expression, place: Place) -> fmt::Result {
    match leading(expression) {
        Some(Atom::Word(_) | Atom::Anything | Atom::Relative(_)) => write!(f, "({expression})"),
        _ => placed(f, expression, place),
    }
}

/// The first atom that is written of an expression, parentheses apart; none where it begins with a sign or a call.
fn leading(expression: &Expression) -> Option<&Atom> {
    match expression {
        Expression::Term(term) => term.first().map(|atom| &atom.node),
        Expression::Arithmetic(left, _, _) => leading(&left.node),
        Expression::Negative(_) | Expression::Call(..) | Expression::If(..) | Expression::Aggregate(_) => None,
    }
}

/// Whether bare words have one among them that would end them, or begin something else, where they stand.
fn ends_early(term: &[Spanned<Atom>], place: Place) -> bool {
    let words = term.iter().filter_map(|atom| match &atom.node {
        Atom::Word(word) => Some(word.to_lowercase()),
        _ => None,
    });
    let ends: &[&str] = match place {
        Place::Inside => &[],
        Place::Left => &["as", "between", "in", "contains", "matches", "starts", "confidence"],
        Place::Right | Place::Output => &["as"],
        Place::First => &["by"],
        Place::Key => &["asc", "desc"],
    };
    words.into_iter().any(|word| ends.contains(&word.as_str()))
}

/// A minus and what it is of, so that it is no part of a number or word.
fn negative(f: &mut Formatter<'_>, inner: &Expression, place: Place) -> fmt::Result {
    match inner {
        Expression::Arithmetic(..) => write!(f, "-({inner})"),
        Expression::Term(term) if is_marked(term) => {
            f.write_str("-")?;
            atoms(f, term)
        }
        _ => {
            f.write_str("- ")?;
            placed(f, inner, place)
        }
    }
}

fn is_marked(term: &[Spanned<Atom>]) -> bool {
    matches!(term, [Spanned { node: Atom::Variable(_) | Atom::Parameter(_), .. }])
}

/// An operand, in parentheses where it would bind otherwise.
fn operand(f: &mut Formatter<'_>, operand: &Expression, of: Operator, right: bool, place: Place) -> fmt::Result {
    match is_loose(operand, of, right) {
        true => write!(f, "({operand})"),
        false => placed(f, operand, place),
    }
}

/// Whether an operand binds less than the operator that it is of.
fn is_loose(operand: &Expression, of: Operator, right: bool) -> bool {
    match operand {
        Expression::Arithmetic(_, own, _) => {
            (of.binds_first() && !own.binds_first()) || (right && own.binds_first() == of.binds_first())
        }
        _ => false,
    }
}

fn list(f: &mut Formatter<'_>, expressions: &[Spanned<Expression>]) -> fmt::Result {
    for (at, expression) in expressions.iter().enumerate() {
        f.write_str(if at > 0 { ", " } else { "" })?;
        expression.node.fmt(f)?;
    }
    Ok(())
}

impl Display for Aggregate {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}(", self.function.name())?;
        match self.function {
            AggregateFunction::CountAll => f.write_str("all ")?,
            AggregateFunction::Facts => f.write_str("facts")?,
            AggregateFunction::Claims => f.write_str("claims")?,
            AggregateFunction::Documents => f.write_str("documents")?,
            _ => {}
        }
        if let Some(argument) = &self.argument {
            shown(f, &argument.node, if self.by.is_some() { Place::First } else { Place::Inside })?;
        }
        if let Some((by, descending)) = &self.by {
            f.write_str(" by ")?;
            shown(f, &by.node, Place::Key)?;
            f.write_str(if *descending { " desc" } else { "" })?;
        }
        f.write_str(")")
    }
}

impl Display for Filter {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Filter::Compare(left, comparator, right) => {
                named(f, &left.node)?;
                write!(f, " {} ", comparator.node.sign())?;
                placed(f, &right.node, Place::Right)
            }
            Filter::Between(value, low, high) => {
                reckoned(f, &value.node)?;
                f.write_str(" between ")?;
                placed(f, &low.node, Place::Right)?;
                f.write_str(" and ")?;
                placed(f, &high.node, Place::Right)
            }
            Filter::In(value, options) => {
                reckoned(f, &value.node)?;
                f.write_str(" in (")?;
                list(f, options)?;
                f.write_str(")")
            }
            Filter::Test(value, test, other) => tested(f, &value.node, test.node, &other.node),
        }
    }
}

fn tested(f: &mut Formatter<'_>, value: &Expression, test: Test, other: &Expression) -> fmt::Result {
    match test.operator() {
        Some("~") => named(f, value)?,
        // A variable behind one of the words would begin a pattern.
        Some(_) if is_text(other) => reckoned(f, value)?,
        _ => return write!(f, "{}({value}, {other})", test.name()),
    }
    write!(f, " {} ", test.operator().unwrap_or_default())?;
    placed(f, other, Place::Right)
}

/// What stands before a sign of comparison: a name may stand there as it is.
fn named(f: &mut Formatter<'_>, left: &Expression) -> fmt::Result {
    match left {
        Expression::Term(_) => placed(f, left, Place::Left),
        _ => reckoned(f, left),
    }
}

/// What stands before an operator in words, or is reckoned: what does not begin with a variable, a parameter, a literal
/// or a call needs parentheses, or it would begin a pattern.
fn reckoned(f: &mut Formatter<'_>, left: &Expression) -> fmt::Result {
    let is_told = match leading(left) {
        None | Some(Atom::Variable(_) | Atom::Parameter(_)) => true,
        // A number that words follow is part of a name.
        Some(Atom::Literal(_)) => !begins_with_name(left),
        Some(_) => false,
    };
    match is_told {
        true => placed(f, left, Place::Left),
        false => write!(f, "({left})"),
    }
}

fn begins_with_name(expression: &Expression) -> bool {
    match expression {
        Expression::Term(term) => term.len() > 1,
        Expression::Arithmetic(left, _, _) => begins_with_name(&left.node),
        _ => false,
    }
}

/// Whether it is told by its beginning that it is a text: in quotes, a parameter or a call.
fn is_text(expression: &Expression) -> bool {
    match expression {
        Expression::Term(term) => {
            matches!(term.as_slice(), [Spanned { node: Atom::Quoted(_) | Atom::Parameter(_), .. }, ..])
        }
        Expression::Call(..) | Expression::If(..) | Expression::Aggregate(_) => true,
        Expression::Arithmetic(left, operator, _) => is_text(&left.node) && !is_loose(&left.node, *operator, false),
        Expression::Negative(_) => false,
    }
}
