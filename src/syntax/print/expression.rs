//! Expressions and filters as text, with the parentheses that they need.

use std::fmt::{self, Display, Formatter};

use super::atoms;
use crate::source::Spanned;
use crate::syntax::ast::{Aggregate, AggregateFunction, Expression, Filter, Operator};

impl Display for Expression {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Expression::Term(term) => atoms(f, term),
            Expression::Negative(inner) => {
                f.write_str("-")?;
                match &inner.node {
                    Expression::Term(term) if is_marked(term) => atoms(f, term),
                    other => write!(f, "({other})"),
                }
            }
            Expression::Arithmetic(left, operator, right) => {
                operand(f, &left.node, *operator, false)?;
                write!(f, " {} ", operator.sign())?;
                operand(f, &right.node, *operator, true)
            }
            Expression::Call(function, arguments) => {
                write!(f, "{}(", function.name())?;
                list(f, arguments)?;
                f.write_str(")")
            }
            Expression::If(test, then, otherwise) => {
                write!(f, "if({}, {}, {})", test.node, then.node, otherwise.node)
            }
            Expression::Aggregate(aggregate) => aggregate.fmt(f),
        }
    }
}

/// Whether a term is a variable or parameter, so that a minus before it is no part of a number.
fn is_marked(term: &[Spanned<crate::syntax::ast::Atom>]) -> bool {
    use crate::syntax::ast::Atom;
    matches!(term, [Spanned { node: Atom::Variable(_) | Atom::Parameter(_), .. }])
}

/// An operand, in parentheses where it would bind otherwise.
fn operand(f: &mut Formatter<'_>, operand: &Expression, of: Operator, right: bool) -> fmt::Result {
    let loose = match operand {
        Expression::Arithmetic(_, own, _) => {
            (of.binds_first() && !own.binds_first()) || (right && own.binds_first() == of.binds_first())
        }
        _ => false,
    };
    match loose {
        true => write!(f, "({operand})"),
        false => operand.fmt(f),
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
            argument.node.fmt(f)?;
        }
        if let Some((by, descending)) = &self.by {
            write!(f, " by {}{}", by.node, if *descending { " desc" } else { "" })?;
        }
        f.write_str(")")
    }
}

impl Display for Filter {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Filter::Compare(left, comparator, right) => {
                write!(f, "{} {} {}", left.node, comparator.node.sign(), right.node)
            }
            Filter::Between(value, low, high) => write!(f, "{} between {} and {}", value.node, low.node, high.node),
            Filter::In(value, options) => {
                write!(f, "{} in (", value.node)?;
                list(f, options)?;
                f.write_str(")")
            }
            Filter::Test(value, test, other) => match test.node.operator() {
                // A variable behind one of the words would begin a pattern.
                Some(operator) if operator == "~" || is_text(&other.node) => {
                    write!(f, "{} {operator} {}", value.node, other.node)
                }
                _ => write!(f, "{}({}, {})", test.node.name(), value.node, other.node),
            },
        }
    }
}

/// Whether it is told by its beginning that it is a text: in quotes, or a call.
fn is_text(expression: &Expression) -> bool {
    use crate::syntax::ast::Atom;
    match expression {
        Expression::Term(term) => {
            matches!(term.as_slice(), [Spanned { node: Atom::Quoted(_) | Atom::Parameter(_), .. }])
        }
        Expression::Call(..) | Expression::If(..) => true,
        _ => false,
    }
}
