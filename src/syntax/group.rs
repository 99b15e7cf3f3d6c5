//! Groups of conditions.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::opt;
use nom::sequence::pair;

use super::ast::{Condition, Group};
use super::clause::clause;
use super::failure::Parsed;
use super::filter::{compared, filter};
use super::find::subquery;
use super::input::Input;
use super::lookahead::{Opening, opening};
use super::token::{closing, expect, keyword, nested, sign, space, spanned};
use crate::source::{Span, Spanned};

/// Conditions joined by `and` or a comma, those again by `or`; parentheses group them.
pub fn group(input: Input<'_>) -> Parsed<'_, Group> {
    let start = space(input)?.0.offset();
    let (mut input, first) = conjunction(input)?;
    let mut branches = vec![first];
    while let (rest, Some(_)) = opt(keyword("or")).parse(input)? {
        let (rest, branch) = expect("a pattern", conjunction).parse(rest)?;
        branches.push(branch);
        input = rest;
    }
    match branches.len() {
        1 => Ok((input, branches.remove(0))),
        _ => {
            let span = Span::new(start, input.offset());
            Ok((input, Group { conditions: vec![Spanned::new(Condition::Or(branches), span)] }))
        }
    }
}

fn conjunction(input: Input<'_>) -> Parsed<'_, Group> {
    let (mut input, mut conditions) = conjunct(input)?;
    while !is_next_rule(input)
        && let (rest, Some(_)) = opt(alt((keyword("and"), sign(",")))).parse(input)?
    {
        let (rest, more) = expect("a pattern", conjunct).parse(rest)?;
        conditions.extend(more);
        input = rest;
    }
    Ok((input, Group { conditions }))
}

/// Whether `and define …` follows the body of a rule, in which no pattern behind `and` begins so.
fn is_next_rule(input: Input<'_>) -> bool {
    input.in_rule() && (keyword("and"), keyword("define")).parse(input).is_ok()
}

/// One condition; or those of a parenthesis, which are as good without it.
fn conjunct(input: Input<'_>) -> Parsed<'_, Vec<Spanned<Condition>>> {
    if let (rest, Some(condition)) = opt(spanned(prefixed)).parse(input)? {
        return Ok((rest, vec![condition]));
    }
    unprefixed(input)
}

/// `not …`, `optional …`.
fn prefixed(input: Input<'_>) -> Parsed<'_, Condition> {
    let keyword = alt((
        keyword("not").map(|_| Condition::Not as fn(Group) -> Condition),
        keyword("optional").map(|_| Condition::Optional as _),
    ));
    let body = expect("a pattern", unprefixed).map(|conditions| Group { conditions });
    pair(keyword, body).map(|(condition, body)| condition(body)).parse(input)
}

fn unprefixed(input: Input<'_>) -> Parsed<'_, Vec<Spanned<Condition>>> {
    let one = |condition| vec![condition];
    match opening(input.text()) {
        Opening::Filter => spanned(filter.map(Condition::Filter)).map(one).parse(input),
        Opening::Group => parenthesised.map(|group| group.conditions).parse(input),
        Opening::Subquery => spanned(subquery.map(|find| Condition::Subquery(Box::new(find)))).map(one).parse(input),
        Opening::Pattern => spanned(pattern).map(one).parse(input),
    }
}

fn parenthesised(input: Input<'_>) -> Parsed<'_, Group> {
    let (inner, open) = sign("(")(input)?;
    let (rest, group) = nested(open, expect("a pattern", group)).parse(inner)?;
    let (rest, _) = closing(')', open)(rest)?;
    Ok((rest, group))
}

/// A pattern, or a name compared with something: which of them, the sign behind it says.
fn pattern(input: Input<'_>) -> Parsed<'_, Condition> {
    let (input, clause) = clause(input)?;
    compared(input, clause)
}
