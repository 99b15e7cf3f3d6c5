//! Groups of conditions.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::{not, opt, peek};
use nom::sequence::{pair, preceded};

use super::ast::{Condition, Expression, Filter, Group};
use super::clause::{clause, closing, comparator};
use super::expression::{expression, filter};
use super::find::find;
use super::lookahead;
use super::token::{Input, Parsed, expect, fail, keyword, nested, sign, space, spanned};
use crate::problem::QueryProblem;
use crate::source::{Span, Spanned};

/// Conditions joined by `and` or a comma, those again by `or`; parentheses group them.
pub fn group(input: Input<'_>) -> Parsed<'_, Group> {
    let start = space(input)?.0.location_offset();
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
            let span = Span::new(start, input.location_offset());
            Ok((input, Group { conditions: vec![Spanned::new(Condition::Or(branches), span)] }))
        }
    }
}

fn conjunction(input: Input<'_>) -> Parsed<'_, Group> {
    let (mut input, mut conditions) = conjunct(input)?;
    // `and define` begins another rule.
    let and = || preceded(not(pair(keyword("and"), keyword("define"))), alt((keyword("and"), sign(","))));
    while let (rest, Some(_)) = opt(and()).parse(input)? {
        let (rest, more) = expect("a pattern", conjunct).parse(rest)?;
        conditions.extend(more);
        input = rest;
    }
    Ok((input, Group { conditions }))
}

fn conjunct(input: Input<'_>) -> Parsed<'_, Vec<Spanned<Condition>>> {
    if lookahead::is_filter(space(input)?.0.fragment()) {
        return spanned(filter.map(Condition::Filter)).map(|filter| vec![filter]).parse(input);
    }
    let one = alt((spanned(subquery), spanned(optional), spanned(negation))).map(|condition| vec![condition]);
    let pattern = spanned(pattern).map(|condition| vec![condition]);
    alt((one, parenthesised.map(|group| group.conditions), pattern)).parse(input)
}

/// A group in parentheses, which does not begin a path.
fn parenthesised(input: Input<'_>) -> Parsed<'_, Group> {
    if lookahead::is_path(space(input)?.0.fragment()) {
        return Err(nom::Err::Error(super::token::Failure::here(input, "a pattern")));
    }
    let (inner, open) = sign("(")(input)?;
    let (rest, group) = nested(open, expect("a pattern", group)).parse(inner)?;
    let (rest, _) = closing(')', open)(rest)?;
    Ok((rest, group))
}

fn subquery(input: Input<'_>) -> Parsed<'_, Condition> {
    let (inner, open) = sign("(")(input)?;
    peek(keyword("find")).parse(inner)?;
    let (rest, find) = nested(open, find).parse(inner)?;
    let (rest, _) = closing(')', open)(rest)?;
    Ok((rest, Condition::Subquery(Box::new(find))))
}

fn negation(input: Input<'_>) -> Parsed<'_, Condition> {
    let (input, _) = keyword("not")(input)?;
    expect("a pattern", nested_group).map(Condition::Not).parse(input)
}

fn optional(input: Input<'_>) -> Parsed<'_, Condition> {
    let (input, _) = keyword("optional")(input)?;
    expect("a pattern", nested_group).map(Condition::Optional).parse(input)
}

/// What `not` or `optional` is said of: a group in parentheses, or one condition.
fn nested_group(input: Input<'_>) -> Parsed<'_, Group> {
    if lookahead::is_filter(space(input)?.0.fragment()) {
        let filter = spanned(filter.map(Condition::Filter));
        return filter.map(|condition| Group { conditions: vec![condition] }).parse(input);
    }
    let one = alt((spanned(subquery), spanned(pattern)));
    let one = one.map(|condition| Group { conditions: vec![condition] });
    let deeper = alt((spanned(negation), spanned(optional))).map(|condition| Group { conditions: vec![condition] });
    alt((deeper, one_in_parentheses, one)).parse(input)
}

/// A group in parentheses that is no subquery.
fn one_in_parentheses(input: Input<'_>) -> Parsed<'_, Group> {
    preceded(peek(not(pair(sign("("), keyword("find")))), parenthesised).parse(input)
}

/// A pattern, or a name compared: which of them, the comparison sign says.
fn pattern(input: Input<'_>) -> Parsed<'_, Condition> {
    let start = space(input)?.0.location_offset();
    let (input, clause) = clause(input)?;
    let (rest, operator) = opt(comparator).parse(input)?;
    let Some(operator) = operator else {
        return Ok((input, Condition::Clause(clause)));
    };
    if let Some(qualifier) = clause.qualifiers.first() {
        return fail(qualifier.key.span, QueryProblem::NoPattern);
    }
    if let Some(modifier) = clause.modifiers.first() {
        return fail(modifier.span, QueryProblem::NoPattern);
    }
    let span = match (clause.atoms.first(), clause.atoms.last()) {
        (Some(first), Some(last)) => first.span.to(last.span),
        _ => Span::new(start, start),
    };
    let left = Spanned::new(Expression::Term(clause.atoms), span);
    let (rest, right) = expect("a value to compare with", spanned(expression)).parse(rest)?;
    Ok((rest, Condition::Filter(Filter::Compare(left, operator, right))))
}
