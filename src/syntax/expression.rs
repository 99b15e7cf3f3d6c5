//! Expressions: sums of products of factors.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::opt;
use nom::multi::{many1, separated_list1};
use nom::sequence::{pair, preceded};

use super::aggregate::aggregate;
use super::ast::{AggregateFunction, Atom, Expression, Function, Operator};
use super::atom::{of_kind, relative, unknown_function, unless};
use super::failure::{Failure, Parsed, fail};
use super::filter::filter;
use super::input::Input;
use super::literal::literal;
use super::lookahead::{called, is_callable, is_infix, is_minus};
use super::time::{Register, is_view};
use super::token::{
    anything, closing, expect, identifier, key, keyword, nested, parameter, quoted, sign, space, spanned, variable,
    word,
};
use crate::problem::QueryProblem;
use crate::source::{Span, Spanned};

/// The most operators that are joined without parentheses: each makes the tree one deeper.
const MOST_OPERATORS: usize = 32;

/// Where an expression stands, which says what ends a run of bare words in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In brackets of its own.
    Inside,
    /// On the left of a filter's operator, which may be a word.
    Left,
    /// At the end of a filter.
    Right,
    /// Before `as` and a heading.
    Output,
    /// Before `by`.
    First,
    /// Before `asc` or `desc`.
    Key,
}

impl Place {
    fn ends(self, input: Input<'_>) -> bool {
        match self {
            Place::Inside => false,
            Place::Left => is_infix(input.text()) || is_view(Register::Pattern, input),
            Place::Right => is_view(Register::Pattern, input),
            Place::Output => keyword("as")(input).is_ok(),
            Place::First => keyword("by")(input).is_ok(),
            Place::Key => keyword("asc")(input).is_ok() || keyword("desc")(input).is_ok(),
        }
    }
}

/// An expression.
pub fn expression<'a>(place: Place) -> impl FnMut(Input<'a>) -> Parsed<'a, Spanned<Expression>> {
    move |input| {
        let signs = [("+", Operator::Add), ("-", Operator::Subtract)];
        let mut operators = 0;
        chain(input, &signs, &mut operators, |input, operators| {
            let signs = [("*", Operator::Multiply), ("/", Operator::Divide)];
            chain(input, &signs, operators, |input, _| factor(input, place))
        })
    }
}

/// An expression that must stand in brackets here; `what` says so where there is none.
pub fn value<'a>(what: &'static str) -> impl FnMut(Input<'a>) -> Parsed<'a, Spanned<Expression>> {
    expect(what, expression(Place::Inside))
}

/// Operands joined by operators of one rank, from the left.
fn chain<'a>(
    input: Input<'a>,
    signs: &[(&'static str, Operator); 2],
    operators: &mut usize,
    mut operand: impl FnMut(Input<'a>, &mut usize) -> Parsed<'a, Spanned<Expression>>,
) -> Parsed<'a, Spanned<Expression>> {
    let (mut input, mut left) = operand(input, operators)?;
    while let (rest, Some((operator, at))) = opt(|input| operator(input, signs)).parse(input)? {
        *operators += 1;
        if *operators > MOST_OPERATORS {
            return fail(at, QueryProblem::ExpressionTooLong { most: MOST_OPERATORS });
        }
        let (rest, right) = expect("a number or a variable", |input| operand(input, operators)).parse(rest)?;
        let span = left.span.to(right.span);
        left = Spanned::new(Expression::Arithmetic(Box::new(left), operator, Box::new(right)), span);
        input = rest;
    }
    Ok((input, left))
}

fn operator<'a>(input: Input<'a>, signs: &[(&'static str, Operator); 2]) -> Parsed<'a, (Operator, Span)> {
    let (here, ()) = space(input)?;
    for (text, operator) in signs {
        if here.text().starts_with(text) && (*text != "-" || is_minus(here.text())) {
            return sign(text)(here).map(|(rest, span)| (rest, (*operator, span)));
        }
    }
    Err(nom::Err::Error(Failure::here(here, "an operator")))
}

fn factor(input: Input<'_>, place: Place) -> Parsed<'_, Spanned<Expression>> {
    let (input, ()) = space(input)?;
    let text = input.text();
    if is_minus(text) {
        return spanned(|input| negative(input, place)).parse(input);
    }
    if text.starts_with('(') {
        return in_parentheses(input);
    }
    match called(text) {
        Some(name) if is_callable(name) || !is_name_with_kind(input) => spanned(|input| call(input, name)).parse(input),
        _ => spanned(|input| term(input, place)).parse(input),
    }
}

/// `Georgia(country)`.
fn is_name_with_kind(input: Input<'_>) -> bool {
    pair(word, of_kind).parse(input).is_ok()
}

fn negative(input: Input<'_>, place: Place) -> Parsed<'_, Expression> {
    let (rest, minus) = sign("-")(input)?;
    let inner = expect("a number or a variable", |input| factor(input, place));
    nested(minus, inner).map(|inner| Expression::Negative(Box::new(inner))).parse(rest)
}

fn in_parentheses(input: Input<'_>) -> Parsed<'_, Spanned<Expression>> {
    let (inner, open) = sign("(")(input)?;
    let (rest, inner) = nested(open, value("a value")).parse(inner)?;
    let (rest, _) = closing(')', open)(rest)?;
    Ok((rest, inner))
}

/// A function, an aggregate or `if`, with its arguments.
fn call<'a>(input: Input<'a>, name: &str) -> Parsed<'a, Expression> {
    let (inner, (name_at, open)) = pair(spanned(identifier), sign("(")).parse(input)?;
    let (rest, found) = if name.eq_ignore_ascii_case("if") {
        nested(open, condition).parse(inner)?
    } else if AggregateFunction::is_name(name) {
        let aggregate = nested(open, |input| aggregate(input, name)).parse(inner)?;
        (aggregate.0, Expression::Aggregate(Box::new(aggregate.1)))
    } else if let Some(function) = Function::from_name(name) {
        let (rest, arguments) = nested(open, separated_list1(sign(","), value("a value"))).parse(inner)?;
        if !function.takes().contains(&arguments.len()) {
            let problem = QueryProblem::WrongArguments { function: function.name(), takes: function.takes() };
            return fail(name_at.span, problem);
        }
        (rest, Expression::Call(function, arguments))
    } else {
        return fail(name_at.span, unknown_function(name));
    };
    let (rest, _) = closing(')', open)(rest)?;
    Ok((rest, found))
}

fn condition(input: Input<'_>) -> Parsed<'_, Expression> {
    let (input, test) = expect("a condition, such as `?n > 5`", spanned(filter)).parse(input)?;
    let (input, _) = expect("`,` and the value where that holds", sign(",")).parse(input)?;
    let (input, then) = value("a value")(input)?;
    let (input, _) = expect("`,` and the value where it does not hold", sign(",")).parse(input)?;
    let (input, otherwise) = value("a value")(input)?;
    Ok((input, Expression::If(Box::new(test), Box::new(then), Box::new(otherwise))))
}

/// The atoms of one term.
fn term(input: Input<'_>, place: Place) -> Parsed<'_, Expression> {
    let single = alt((
        variable.map(Atom::Variable),
        parameter.map(Atom::Parameter),
        key.map(Atom::Key),
        anything.map(|()| Atom::Anything),
        relative.map(Atom::Relative),
    ));
    let text = spanned(quoted.map(Atom::Quoted)).map(|text| vec![text]);
    let piece = alt((spanned(literal.map(Atom::Literal)), spanned(word.map(Atom::Word))));
    let words = many1(preceded(unless(move |input| place.ends(input)), piece));
    let named = pair(alt((text, words)), kind).map(|(name, kind)| name.into_iter().chain(kind).collect());
    alt((spanned(single).map(|atom| vec![atom]), named)).map(Expression::Term).parse(input)
}

/// `(country)` behind a name, if it stands there.
fn kind(input: Input<'_>) -> Parsed<'_, Option<Spanned<Atom>>> {
    match space(input)?.0.text().starts_with('(') {
        true => expect("an operator, or a kind in the parentheses", spanned(of_kind.map(Atom::OfKind)))
            .map(Some)
            .parse(input),
        false => Ok((input, None)),
    }
}
