//! Expressions and filters.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::{not, opt, peek};
use nom::multi::{many1, separated_list1};
use nom::sequence::{pair, preceded};

use super::ast::{Aggregate, AggregateFunction, Atom, Expression, Filter, Function, Operator, Test};
use super::clause::{closing, comparator, of_kind};
use super::lookahead;
use super::token::{
    Failure, Input, Parsed, expect, fail, identifier, key, keyword, literal, nested, parameter, quoted, sign, space,
    spanned, variable, word,
};
use crate::problem::QueryProblem;
use crate::source::{Span, Spanned};

/// Sums of products of factors.
pub fn expression(input: Input<'_>) -> Parsed<'_, Expression> {
    spanned_expression.map(|expression| expression.node).parse(input)
}

/// A value that is no bare name.
pub fn value(input: Input<'_>) -> Parsed<'_, Spanned<Expression>> {
    match lookahead::is_value(space(input)?.0.fragment()) {
        true => spanned_expression(input),
        false => Err(nom::Err::Error(Failure::here(input, "a variable"))),
    }
}

pub fn spanned_expression(input: Input<'_>) -> Parsed<'_, Spanned<Expression>> {
    let signs: [(&'static str, Operator); 2] = [("+", Operator::Add), ("-", Operator::Subtract)];
    chain(input, product, &signs)
}

fn product(input: Input<'_>) -> Parsed<'_, Spanned<Expression>> {
    let signs: [(&'static str, Operator); 2] = [("*", Operator::Multiply), ("/", Operator::Divide)];
    chain(input, factor, &signs)
}

/// Operands joined by operators of one rank, from the left.
fn chain<'a>(
    input: Input<'a>,
    operand: fn(Input<'a>) -> Parsed<'a, Spanned<Expression>>,
    signs: &[(&'static str, Operator)],
) -> Parsed<'a, Spanned<Expression>> {
    let (mut input, mut left) = operand(input)?;
    'next: loop {
        for (text, operator) in signs {
            if let (rest, Some(_)) = opt(operator_sign(text)).parse(input)? {
                let (rest, right) = expect("a number or a variable", operand).parse(rest)?;
                let span = left.span.to(right.span);
                left = Spanned::new(Expression::Arithmetic(Box::new(left), *operator, Box::new(right)), span);
                input = rest;
                continue 'next;
            }
        }
        return Ok((input, left));
    }
}

/// A sign of arithmetic; a minus stands apart, since within a word it is part of that.
fn operator_sign<'a>(text: &'static str) -> impl FnMut(Input<'a>) -> Parsed<'a, Span> {
    move |input| {
        let (rest, span) = sign(text)(input)?;
        let apart = rest.fragment().starts_with([' ', '\t', '\n', '\r', '?', '$', '(']);
        match text == "-" && !apart {
            true => Err(nom::Err::Error(Failure::here(input, "an operator"))),
            false => Ok((rest, span)),
        }
    }
}

fn factor(input: Input<'_>) -> Parsed<'_, Spanned<Expression>> {
    alt((spanned(negative), spanned(condition), spanned(aggregate), spanned(call), in_parentheses, spanned(term)))
        .parse(input)
}

fn negative(input: Input<'_>) -> Parsed<'_, Expression> {
    let (rest, open) = operator_sign("-")(input)?;
    nested(open, expect("a number or a variable", factor))
        .map(|inner| Expression::Negative(Box::new(inner)))
        .parse(rest)
}

fn in_parentheses(input: Input<'_>) -> Parsed<'_, Spanned<Expression>> {
    let (inner, open) = sign("(")(input)?;
    let (rest, inner) = nested(open, expect("a value", spanned_expression)).parse(inner)?;
    let (rest, _) = closing(')', open)(rest)?;
    Ok((rest, inner))
}

/// The name of a function with its parenthesis right behind it.
fn name(input: Input<'_>) -> Parsed<'_, (Spanned<String>, Span)> {
    let (rest, name) = spanned(identifier).parse(input)?;
    match rest.fragment().starts_with('(') {
        true => sign("(").map(move |open| (name.clone(), open)).parse(rest),
        false => Err(nom::Err::Error(Failure::here(input, "a function"))),
    }
}

fn condition(input: Input<'_>) -> Parsed<'_, Expression> {
    let (inner, (name, open)) = name(input)?;
    if !name.node.eq_ignore_ascii_case("if") {
        return Err(nom::Err::Error(Failure::here(input, "a function")));
    }
    let parts = |input| {
        let (input, test) = expect("a condition, such as `?n > 5`", spanned(filter)).parse(input)?;
        let (input, _) = expect("`,`", sign(",")).parse(input)?;
        let (input, then) = expect("a value", spanned_expression).parse(input)?;
        let (input, _) = expect("`,`", sign(",")).parse(input)?;
        let (input, otherwise) = expect("a value", spanned_expression).parse(input)?;
        Ok((input, Expression::If(Box::new(test), Box::new(then), Box::new(otherwise))))
    };
    let (rest, found) = nested(open, parts).parse(inner)?;
    let (rest, _) = closing(')', open)(rest)?;
    Ok((rest, found))
}

fn call(input: Input<'_>) -> Parsed<'_, Expression> {
    let (inner, (name, open)) = name(input)?;
    let Some(function) = Function::from_name(&name.node) else {
        return Err(nom::Err::Error(Failure::here(input, "a function")));
    };
    let (rest, arguments) = nested(open, arguments).parse(inner)?;
    let (rest, _) = closing(')', open)(rest)?;
    match function.takes().contains(&arguments.len()) {
        true => Ok((rest, Expression::Call(function, arguments))),
        false => fail(name.span, QueryProblem::WrongArguments { function: function.name(), takes: function.takes() }),
    }
}

fn arguments(input: Input<'_>) -> Parsed<'_, Vec<Spanned<Expression>>> {
    separated_list1(sign(","), expect("a value", spanned_expression)).parse(input)
}

fn aggregate(input: Input<'_>) -> Parsed<'_, Expression> {
    let (inner, (name, open)) = name(input)?;
    if !AggregateFunction::is_name(&name.node) {
        return Err(nom::Err::Error(Failure::here(input, "an aggregate")));
    }
    let lower = name.node.to_ascii_lowercase();
    let parts = move |input| aggregate_parts(input, &lower);
    let (rest, aggregate) = nested(open, parts).parse(inner)?;
    let (rest, _) = closing(')', open)(rest)?;
    Ok((rest, Expression::Aggregate(Box::new(aggregate))))
}

fn aggregate_parts<'a>(input: Input<'a>, name: &str) -> Parsed<'a, Aggregate> {
    let plain = |function| move |argument| Aggregate { function, argument: Some(argument), by: None };
    let value = || expect("a variable", value);
    match name {
        "count" => {
            let all = preceded(keyword("all"), value()).map(plain(AggregateFunction::CountAll));
            let rests = alt((
                keyword("facts").map(|_| AggregateFunction::Facts),
                keyword("claims").map(|_| AggregateFunction::Claims),
                keyword("documents").map(|_| AggregateFunction::Documents),
            ));
            let rests = rests.map(|function| Aggregate { function, argument: None, by: None });
            alt((all, rests, value().map(plain(AggregateFunction::Count)))).parse(input)
        }
        "first" => {
            let (input, argument) = value().parse(input)?;
            let (input, _) = expect("`by`", keyword("by")).parse(input)?;
            let (input, by) = value().parse(input)?;
            let (input, descending) = direction(input)?;
            let by = Some((by, descending));
            Ok((input, Aggregate { function: AggregateFunction::First, argument: Some(argument), by }))
        }
        "sum" => value().map(plain(AggregateFunction::Sum)).parse(input),
        "avg" => value().map(plain(AggregateFunction::Average)).parse(input),
        "min" => value().map(plain(AggregateFunction::Least)).parse(input),
        "max" => value().map(plain(AggregateFunction::Greatest)).parse(input),
        _ => value().map(plain(AggregateFunction::List)).parse(input),
    }
}

/// `asc`, `desc` or nothing: whether the greatest comes first.
pub fn direction(input: Input<'_>) -> Parsed<'_, bool> {
    let direction = opt(alt((keyword("asc").map(|_| false), keyword("desc").map(|_| true))));
    direction.map(|descending| descending.unwrap_or(false)).parse(input)
}

/// The atoms of one term.
fn term(input: Input<'_>) -> Parsed<'_, Expression> {
    let single = alt((
        spanned(variable.map(Atom::Variable)),
        spanned(parameter.map(Atom::Parameter)),
        spanned(key.map(Atom::Key)),
    ));
    let text = pair(spanned(quoted.map(Atom::Quoted)), opt(spanned(of_kind.map(Atom::OfKind))));
    let piece = alt((spanned(literal.map(Atom::Literal)), spanned(word.map(Atom::Word))));
    let ends = alt((keyword("as"), keyword("asc"), keyword("desc"), keyword("by"), keyword("between")));
    let name = pair(many1(preceded(peek(not(ends)), piece)), opt(spanned(of_kind.map(Atom::OfKind))));
    alt((
        single.map(|atom| vec![atom]),
        text.map(|(text, kind)| std::iter::once(text).chain(kind).collect()),
        name.map(|(words, kind)| words.into_iter().chain(kind).collect()),
    ))
    .map(Expression::Term)
    .parse(input)
}

/// A condition on values.
pub fn filter(input: Input<'_>) -> Parsed<'_, Filter> {
    if let (rest, Some(test)) = opt(test_call).parse(space(input)?.0)? {
        return Ok((rest, test));
    }
    let (input, left) = spanned_expression(input)?;
    if let (rest, Some(comparator)) = opt(comparator).parse(input)? {
        let (rest, right) = expect("a value to compare with", spanned_expression).parse(rest)?;
        return Ok((rest, Filter::Compare(left, comparator, right)));
    }
    if let (rest, Some(_)) = opt(keyword("between")).parse(input)? {
        let (rest, low) = expect("the least value", spanned_expression).parse(rest)?;
        let (rest, _) = expect("`and` and the greatest value", keyword("and")).parse(rest)?;
        let (rest, high) = expect("the greatest value", spanned_expression).parse(rest)?;
        return Ok((rest, Filter::Between(left, low, high)));
    }
    if let (rest, Some((_, open))) = opt(pair(keyword("in"), sign("("))).parse(input)? {
        let (rest, options) = nested(open, arguments).parse(rest)?;
        let (rest, _) = closing(')', open)(rest)?;
        return Ok((rest, Filter::In(left, options)));
    }
    let (rest, test) = expect("a comparison", spanned(test_operator)).parse(input)?;
    let (rest, right) = expect("a text", spanned_expression).parse(rest)?;
    Ok((rest, Filter::Test(left, test, right)))
}

fn test_operator(input: Input<'_>) -> Parsed<'_, Test> {
    alt((
        sign("~").map(|_| Test::Similar),
        keyword("contains").map(|_| Test::Contains),
        keyword("matches").map(|_| Test::Matches),
        pair(keyword("starts"), keyword("with")).map(|_| Test::StartsWith),
    ))
    .parse(input)
}

/// `overlaps(?t, ?u)`.
fn test_call(input: Input<'_>) -> Parsed<'_, Filter> {
    let (inner, (name, open)) = name(input)?;
    let Some(test) = Test::from_name(&name.node) else {
        return Err(nom::Err::Error(Failure::here(input, "a test")));
    };
    let parts = |input| {
        let (input, left) = expect("a value", spanned_expression).parse(input)?;
        let (input, _) = expect("`,`", sign(",")).parse(input)?;
        let (input, right) = expect("a value", spanned_expression).parse(input)?;
        Ok((input, (left, right)))
    };
    let (rest, (left, right)) = nested(open, parts).parse(inner)?;
    let (rest, _) = closing(')', open)(rest)?;
    Ok((rest, Filter::Test(left, Spanned::new(test, name.span), right)))
}
