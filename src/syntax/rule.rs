//! Rules.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::{not, opt, peek};
use nom::multi::{many1, separated_list1};
use nom::sequence::{delimited, pair, preceded};

use super::ast::{Group, Head, Rule};
use super::failure::Parsed;
use super::group::group;
use super::input::Input;
use super::token::{expect, keyword, quoted, space, spanned, variable, word};
use crate::source::Spanned;

/// `define HEAD as BODY and define HEAD as BODY`.
pub fn define(input: Input<'_>) -> Parsed<'_, Vec<Spanned<Rule>>> {
    let (input, _) = keyword("define")(input)?;
    separated_list1(pair(keyword("and"), keyword("define")), spanned(rule)).parse(input)
}

/// `HEAD as BODY`.
pub fn rule(input: Input<'_>) -> Parsed<'_, Rule> {
    let (input, head) = head(input)?;
    let (input, _) = expect("`as` and where it holds", keyword("as")).parse(input)?;
    let (input, body) = expect("a pattern, such as `?x attended ?m`", body).parse(input)?;
    Ok((input, Rule { head, body }))
}

/// Conditions that end where the next rule begins.
fn body(input: Input<'_>) -> Parsed<'_, Group> {
    let (rest, group) = group(input.within(input.depth(), true))?;
    Ok((rest.around(input), group))
}

/// `?x is KIND`, `?x PREDICATE ?y`.
fn head(input: Input<'_>) -> Parsed<'_, Head> {
    let what = "what the rule says, such as `?a met ?b` or `?x is negotiator`";
    let (input, subject) = expect(what, spanned(variable)).parse(input)?;
    if let (rest, Some(kind)) = opt(kind).parse(input)? {
        return Ok((rest, Head::Kind(subject, kind)));
    }
    let (input, phrase) = expect("the words of the rule", spanned(phrase)).parse(input)?;
    let (input, object) = expect("a variable behind the words of the rule", spanned(variable)).parse(input)?;
    Ok((input, Head::Predicate(subject, phrase, object)))
}

/// `is KIND` before `as`. In `?x is known as ?y as …` the first `as` is a part of the predicate: behind it stand a variable
/// and another.
fn kind(input: Input<'_>) -> Parsed<'_, Spanned<Vec<String>>> {
    let words = many1(preceded((space, peek(not(keyword("as")))), word));
    let kind = alt((preceded(space, quoted).map(|text| vec![text]), words));
    let goes_on = (keyword("as"), spanned(variable), keyword("as"));
    let behind = (peek(keyword("as")), peek(not(goes_on)));
    delimited(alt((keyword("is"), keyword("are"))), spanned(kind), behind).parse(input)
}

/// The words of a predicate, bare or in quotes.
fn phrase(input: Input<'_>) -> Parsed<'_, Vec<String>> {
    alt((preceded(space, quoted).map(|text| vec![text]), many1(preceded(space, word)))).parse(input)
}
