//! Filters: conditions on values.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::opt;
use nom::multi::separated_list1;
use nom::sequence::pair;

use super::ast::{Atom, Clause, Comparator, Condition, Expression, Filter, Test};
use super::expression::{Place, expression, value};
use super::failure::{Failure, Parsed, fail};
use super::input::Input;
use super::lookahead::called;
use super::token::{closing, expect, identifier, keyword, nested, sign, space, spanned};
use crate::problem::QueryProblem;
use crate::source::{Span, Spanned};

/// What is compared, before it is known with what.
type Left = Spanned<Expression>;

/// A condition on values.
pub fn filter(input: Input<'_>) -> Parsed<'_, Filter> {
    let (input, ()) = space(input)?;
    match called(input.text()).and_then(Test::from_name) {
        Some(test) => test_call(input, test),
        None => {
            let (input, left) = expression(Place::Left).parse(input)?;
            expect("a comparison", |input| behind(input, left.clone())).parse(input)
        }
    }
}

/// A pattern without a comparison behind it; with one, its words are a name that is compared.
pub fn compared(input: Input<'_>, clause: Clause) -> Parsed<'_, Condition> {
    if comparator(input).is_err() && sign("~")(input).is_err() {
        return Ok((input, Condition::Clause(clause)));
    }
    if let Some(qualifier) = clause.qualifiers.first() {
        return fail(qualifier.key.span, QueryProblem::NoPattern);
    }
    if let Some(modifier) = clause.modifiers.first() {
        return fail(modifier.span, QueryProblem::NoPattern);
    }
    let span = clause.atoms.iter().map(|atom| atom.span).reduce(Span::to).unwrap_or_default();
    if !is_plain_term(&clause.atoms) {
        return fail(span, QueryProblem::PatternCompared);
    }
    let left = Spanned::new(Expression::Term(clause.atoms), span);
    behind(input, left).map(|(rest, filter)| (rest, Condition::Filter(filter)))
}

/// Whether atoms are one term, and none that a pattern could have narrowed.
fn is_plain_term(atoms: &[Spanned<Atom>]) -> bool {
    let is_part = |atom: &Spanned<Atom>| matches!(atom.node, Atom::Word(_) | Atom::Literal(_));
    match atoms {
        [Spanned { node: Atom::Quoted(_), .. }, Spanned { node: Atom::OfKind(_), .. }] => true,
        [words @ .., Spanned { node: Atom::OfKind(_), .. }] => !words.is_empty() && words.iter().all(is_part),
        [Spanned { node: Atom::Variable(_) | Atom::Anything | Atom::Parameter(_), .. }] => true,
        [Spanned { node: Atom::Quoted(_) | Atom::Key(_) | Atom::Relative(_), .. }] => true,
        words => words.iter().all(is_part),
    }
}

/// The operator of a filter and what stands behind it.
fn behind(input: Input<'_>, left: Left) -> Parsed<'_, Filter> {
    if let (rest, Some(comparator)) = opt(comparator).parse(input)? {
        let (rest, right) = expect("a value to compare with", expression(Place::Right)).parse(rest)?;
        return Ok((rest, Filter::Compare(left, comparator, right)));
    }
    if let (rest, Some(_)) = opt(keyword("between")).parse(input)? {
        return between(rest, left);
    }
    if let (rest, Some((_, open))) = opt(pair(keyword("in"), sign("("))).parse(input)? {
        let (rest, options) = nested(open, separated_list1(sign(","), value("a value"))).parse(rest)?;
        let (rest, _) = closing(')', open)(rest)?;
        return Ok((rest, Filter::In(left, options)));
    }
    let (rest, test) = spanned(test_operator).parse(input)?;
    let (rest, right) = expect("a text", expression(Place::Right)).parse(rest)?;
    Ok((rest, Filter::Test(left, test, right)))
}

fn between(input: Input<'_>, left: Left) -> Parsed<'_, Filter> {
    let (input, low) = expect("the least value", expression(Place::Right)).parse(input)?;
    let (input, _) = expect("`and` and the greatest value", keyword("and")).parse(input)?;
    let (input, high) = expect("the greatest value", expression(Place::Right)).parse(input)?;
    Ok((input, Filter::Between(left, low, high)))
}

/// `=`, `!=`, `<`, `<=`, `>`, `>=`.
pub fn comparator(input: Input<'_>) -> Parsed<'_, Spanned<Comparator>> {
    for comparator in Comparator::ALL {
        if let (rest, Some(span)) = opt(sign(comparator.sign())).parse(input)? {
            return Ok((rest, Spanned::new(comparator, span)));
        }
    }
    Err(nom::Err::Error(Failure::here(input, "a comparison")))
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
fn test_call(input: Input<'_>, test: Test) -> Parsed<'_, Filter> {
    let (inner, (name, open)) = pair(spanned(identifier), sign("(")).parse(input)?;
    let two = (value("a value"), expect("`,` and the second value", sign(",")), value("a value"));
    let (rest, (left, _, right)) = nested(open, two).parse(inner)?;
    let (rest, _) = closing(')', open)(rest)?;
    Ok((rest, Filter::Test(left, Spanned::new(test, name.span), right)))
}
