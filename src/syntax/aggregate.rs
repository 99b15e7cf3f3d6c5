//! Aggregates, behind their opening parenthesis.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::{opt, peek};

use super::ast::{Aggregate, AggregateFunction, Expression};
use super::expression::{Place, expression};
use super::failure::{Failure, Parsed};
use super::input::Input;
use super::lookahead::called;
use super::token::{expect, keyword, sign, space, word};
use crate::source::Spanned;

/// What an aggregate of that name ranges over, and by what.
pub fn aggregate<'a>(input: Input<'a>, name: &str) -> Parsed<'a, Aggregate> {
    let of = |function| shown(Place::Inside).map(move |argument| plain(function, Some(argument)));
    match name.to_ascii_lowercase().as_str() {
        "count" => count(input),
        "first" => first(input),
        "sum" => of(AggregateFunction::Sum).parse(input),
        "avg" => of(AggregateFunction::Average).parse(input),
        "min" => of(AggregateFunction::Least).parse(input),
        "max" => of(AggregateFunction::Greatest).parse(input),
        _ => of(AggregateFunction::List).parse(input),
    }
}

fn plain(function: AggregateFunction, argument: Option<Spanned<Expression>>) -> Aggregate {
    Aggregate { function, argument, by: None }
}

fn count(input: Input<'_>) -> Parsed<'_, Aggregate> {
    let close = || peek(sign(")"));
    let rests = alt((
        (keyword("facts"), close()).map(|_| AggregateFunction::Facts),
        (keyword("claims"), close()).map(|_| AggregateFunction::Claims),
        (keyword("documents"), close()).map(|_| AggregateFunction::Documents),
    ));
    if let (rest, Some(function)) = opt(rests).parse(input)? {
        return Ok((rest, plain(function, None)));
    }
    let (input, all) = opt(keyword("all")).parse(input)?;
    let function = if all.is_some() { AggregateFunction::CountAll } else { AggregateFunction::Count };
    shown(Place::Inside).map(move |argument| plain(function, Some(argument))).parse(input)
}

fn first(input: Input<'_>) -> Parsed<'_, Aggregate> {
    let (input, argument) = shown(Place::First).parse(input)?;
    let (input, _) = expect("`by` and what comes first by it", keyword("by")).parse(input)?;
    let (input, by) = shown(Place::Key).parse(input)?;
    let (input, descending) = direction(input)?;
    let by = Some((by, descending));
    Ok((input, Aggregate { function: AggregateFunction::First, argument: Some(argument), by }))
}

/// `asc`, `desc` or nothing: whether the greatest comes first.
pub fn direction(input: Input<'_>) -> Parsed<'_, bool> {
    let direction = opt(alt((keyword("asc").map(|_| false), keyword("desc").map(|_| true))));
    direction.map(|descending| descending.unwrap_or(false)).parse(input)
}

/// An expression that is shown, ordered by or ranged over. A bare word at its beginning is a variable without its mark.
pub fn shown<'a>(place: Place) -> impl FnMut(Input<'a>) -> Parsed<'a, Spanned<Expression>> {
    let what = match place {
        Place::Output => "a variable, a count or another value",
        _ => "a variable",
    };
    expect(what, move |input| {
        let (here, ()) = space(input)?;
        let is_bare = called(here.text()).is_none() && word(here).is_ok() && !is_literal(here);
        match is_bare || here.text().starts_with(['_', '[']) {
            true => Err(nom::Err::Error(Failure::here(here, what))),
            false => expression(place)(here),
        }
    })
}

fn is_literal(input: Input<'_>) -> bool {
    super::literal::literal(input).is_ok()
}
