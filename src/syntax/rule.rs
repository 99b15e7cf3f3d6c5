//! Rules.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::{not, peek};
use nom::multi::{many1, separated_list1};
use nom::sequence::{pair, preceded};

use super::ast::{Head, Rule};
use super::group::group;
use super::token::{Input, Parsed, any_word, expect, keyword, quoted, space, spanned, variable};
use crate::source::Spanned;

/// `define HEAD as BODY and define HEAD as BODY`.
pub fn define(input: Input<'_>) -> Parsed<'_, Vec<Spanned<Rule>>> {
    let (input, _) = keyword("define")(input)?;
    let rules = separated_list1(pair(keyword("and"), keyword("define")), expect(HEAD, spanned(rule)));
    { rules }.parse(input)
}

const HEAD: &str = "what the rule says, such as `?a met ?b` or `?x is negotiator`";

/// `HEAD as BODY`.
pub fn rule(input: Input<'_>) -> Parsed<'_, Rule> {
    let (input, head) = head(input)?;
    let (input, _) = expect("`as` and where it holds", keyword("as")).parse(input)?;
    let (input, body) = expect("a pattern, such as `?x attended ?m`", group).parse(input)?;
    Ok((input, Rule { head, body }))
}

fn head(input: Input<'_>) -> Parsed<'_, Head> {
    let (input, subject) = expect("a variable", spanned(variable)).parse(input)?;
    let is = alt((keyword("is"), keyword("are")));
    let words = |input| many1(preceded((space, peek(not(keyword("as")))), any_word)).parse(input);
    let phrase = |input| alt((preceded(space, quoted).map(|text| vec![text]), words)).parse(input);
    let kind = preceded(is, spanned(phrase));
    let mut is_kind = pair(kind, peek(keyword("as")));
    if let Ok((rest, (words, _))) = is_kind.parse(input) {
        return Ok((rest, Head::Kind(subject, words)));
    }
    // The words of a predicate may have an `as` among them: `serves as`.
    let verb = many1(preceded(space, any_word));
    let verb = alt((preceded(space, quoted).map(|text| vec![text]), verb));
    let (input, words) = expect("the words of the rule", spanned(verb)).parse(input)?;
    let (input, object) = expect("a variable behind the words of the rule", spanned(variable)).parse(input)?;
    Ok((input, Head::Predicate(subject, words, object)))
}
