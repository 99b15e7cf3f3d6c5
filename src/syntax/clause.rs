//! Patterns: their atoms, their qualifiers, and the modifiers that begin with a keyword.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::{opt, verify};
use nom::multi::{many1, separated_list1};
use nom::sequence::{pair, preceded};

use super::ast::{Atom, Clause, Modifier, Qualifier};
use super::atom::{name_until, next, several};
use super::failure::{Failure, Parsed, fail};
use super::filter::comparator;
use super::input::Input;
use super::literal::literal;
use super::time::{Register, between, is_narrowing, is_view};
use super::token::{
    any_word, anything, closing, expect, keyword, nested, parameter, quoted, sign, space, spanned, variable,
};
use crate::problem::QueryProblem;
use crate::source::Spanned;
use crate::value::{Literal, Modality};

enum Part {
    Atom(Spanned<Atom>),
    Qualifiers(Vec<Qualifier>),
    Modifier(Spanned<Modifier>),
}

/// A pattern.
pub fn clause(input: Input<'_>) -> Parsed<'_, Clause> {
    clause_until(|_| false).parse(input)
}

/// A pattern whose words end where `ends` says so.
pub fn clause_until<'a>(ends: fn(Input<'_>) -> bool) -> impl FnMut(Input<'a>) -> Parsed<'a, Clause> {
    move |input| {
        let mut clause = Clause::default();
        let (mut input, mut behind_atom) = (input, false);
        while !ends(input) && !is_view(Register::Pattern, input) {
            let before = clause.atoms.last().filter(|_| behind_atom);
            let (rest, part) = match part(input, before, clause.atoms.len()) {
                Err(nom::Err::Error(_)) => break,
                found => found?,
            };
            if let (Part::Atom(atom), false, Some(before)) = (&part, behind_atom, clause.atoms.last()) {
                stays_apart(before, atom)?;
            }
            input = rest;
            behind_atom = matches!(part, Part::Atom(_));
            add(&mut clause, part)?;
        }
        match clause == Clause::default() {
            true => Err(nom::Err::Error(Failure::here(space(input)?.0, "a pattern"))),
            false => Ok((input, clause)),
        }
    }
}

/// Refuses words between which only a modifier stands, and which without it would no longer be the pattern's.
fn stays_apart(before: &Spanned<Atom>, atom: &Spanned<Atom>) -> Result<(), nom::Err<Failure>> {
    let is = |atom: &Atom, word: &str| matches!(atom, Atom::Word(found) if found.eq_ignore_ascii_case(word));
    let is_view = is(&before.node, "as") && (is(&atom.node, "of") || is(&atom.node, "recorded"));
    let is_source = is(&before.node, "source") && matches!(atom.node, Atom::Quoted(_));
    match is_view || is_source {
        true => fail::<()>(before.span.to(atom.span), QueryProblem::NotOneTerm).map(|_| ()),
        false => Ok(()),
    }
}

fn add(clause: &mut Clause, part: Part) -> Result<(), nom::Err<Failure>> {
    match part {
        Part::Atom(Spanned { node: Atom::OfKind(_), span }) if clause.atoms.is_empty() => {
            let problem = QueryProblem::Expected { what: "a name before its kind", found: "(".to_owned() };
            fail::<()>(span, problem)?;
        }
        Part::Atom(atom) => clause.atoms.push(atom),
        Part::Qualifiers(qualifiers) => clause.qualifiers.extend(qualifiers),
        Part::Modifier(modifier) => clause.modifiers.push(modifier),
    }
    Ok(())
}

/// The next part behind so many atoms, of which `before` is the one right before it.
fn part<'a>(input: Input<'a>, before: Option<&Spanned<Atom>>, atoms: usize) -> Parsed<'a, Part> {
    let mut narrowing = alt((spanned(modifier).map(Part::Modifier), qualifiers.map(Part::Qualifiers)));
    let times = |input| match atoms > 1 {
        true => opt(spanned(between)).parse(input),
        false => Ok((input, None)),
    };
    if let (rest, Some(between)) = times(input)? {
        return Ok((rest, Part::Atom(between)));
    }
    match narrowing.parse(input) {
        Err(nom::Err::Error(_)) => next(input, before).map(|(rest, atom)| (rest, Part::Atom(atom))),
        found => found,
    }
}

fn modifier(input: Input<'_>) -> Parsed<'_, Modifier> {
    let according = pair(keyword("according"), expect("`to`", keyword("to")));
    let according =
        preceded(according, expect("a name or a variable: who says so", speaker)).map(Modifier::AccordingTo);
    let confidence = (keyword("confidence"), comparator, expect("a number from 0 to 1", number))
        .map(|(_, comparator, number)| Modifier::Confidence(comparator.node, number));
    alt((
        according,
        confidence,
        keyword("certainly").map(|_| Modifier::AtLeast(Modality::Certain)),
        keyword("probably").map(|_| Modifier::AtLeast(Modality::Probable)),
        keyword("possibly").map(|_| Modifier::AtLeast(Modality::Possible)),
        keyword("denied").map(|_| Modifier::Denied),
    ))
    .parse(input)
}

fn number(input: Input<'_>) -> Parsed<'_, Spanned<Atom>> {
    let number = verify(literal, |literal| matches!(literal, Literal::Integer(_) | Literal::Decimal(_)));
    spanned(alt((number.map(Atom::Literal), parameter.map(Atom::Parameter)))).parse(input)
}

/// `Kremlin`, `?who`, `_`: the atoms of the term that says who speaks.
fn speaker(input: Input<'_>) -> Parsed<'_, Vec<Spanned<Atom>>> {
    let variable = spanned(alt((variable.map(Atom::Variable), anything.map(|()| Atom::Anything))));
    alt((variable.map(|atom| vec![atom]), name_until(is_behind_speaker))).parse(input)
}

fn is_behind_speaker(input: Input<'_>) -> bool {
    is_narrowing(input) || preceded(keyword("because"), spanned(quoted)).parse(input).is_ok()
}

/// `{representing: ?side, as: observer}`.
fn qualifiers(input: Input<'_>) -> Parsed<'_, Vec<Qualifier>> {
    let (inner, open) = sign("{")(input)?;
    let one = expect("a qualifier, such as `representing: ?side`", qualifier);
    let (rest, qualifiers) = nested(open, separated_list1(sign(","), one)).parse(inner)?;
    let (rest, _) = closing('}', open)(rest)?;
    Ok((rest, qualifiers))
}

fn qualifier(input: Input<'_>) -> Parsed<'_, Qualifier> {
    let bare = many1(preceded(space, any_word));
    let name = alt((preceded(space, quoted).map(|text| vec![text]), bare));
    let (input, key) = spanned(name).parse(input)?;
    let (input, _) = expect("`:` and the qualifier's value", sign(":")).parse(input)?;
    let (input, value) = expect("the qualifier's value", several).parse(input)?;
    Ok((input, Qualifier { key, value }))
}
