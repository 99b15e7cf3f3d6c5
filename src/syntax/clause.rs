//! Patterns, groups of them, and the terms that they are made of.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::{not, opt, peek};
use nom::multi::{many0, many1, separated_list1};
use nom::sequence::{delimited, pair, preceded};

use super::ast::{Atom, Clause, Comparator, Comparison, Condition, Group, Modifier, Qualifier};
use super::token::{
    Failure, Input, Parsed, any_word, anything, expect, fail, key, keyword, literal, literal_of_question, nested,
    parameter, quoted, sign, spanned, variable, word,
};
use crate::problem::QueryProblem;
use crate::source::{Span, Spanned};
use crate::value::Modality;

/// Conditions joined by `and` or a comma, those again by `or`; parentheses group them.
pub fn group(input: Input<'_>) -> Parsed<'_, Group> {
    let start = input.location_offset();
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
    while let (rest, Some(_)) = opt(alt((keyword("and"), sign(",")))).parse(input)? {
        let (rest, more) = expect("a pattern", conjunct).parse(rest)?;
        conditions.extend(more);
        input = rest;
    }
    Ok((input, Group { conditions }))
}

fn conjunct(input: Input<'_>) -> Parsed<'_, Vec<Spanned<Condition>>> {
    let one = alt((spanned(negation), spanned(pattern))).map(|condition| vec![condition]);
    alt((parenthesised.map(|group| group.conditions), one)).parse(input)
}

fn parenthesised(input: Input<'_>) -> Parsed<'_, Group> {
    let (inner, open) = sign("(")(input)?;
    let (rest, group) = nested(open, expect("a pattern", group)).parse(inner)?;
    let (rest, _) = closing(')', open)(rest)?;
    Ok((rest, group))
}

fn negation(input: Input<'_>) -> Parsed<'_, Condition> {
    let (input, _) = keyword("not")(input)?;
    let one = spanned(pattern).map(|condition| Group { conditions: vec![condition] });
    expect("a pattern", alt((parenthesised, one))).map(Condition::Not).parse(input)
}

/// A pattern, or two terms compared: which of them, the comparison sign says.
fn pattern(input: Input<'_>) -> Parsed<'_, Condition> {
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
    let (rest, right) = expect("a value to compare with", many1(spanned(atom))).parse(rest)?;
    Ok((rest, Condition::Comparison(Comparison { left: clause.atoms, operator, right })))
}

fn comparator(input: Input<'_>) -> Parsed<'_, Spanned<Comparator>> {
    for comparator in Comparator::ALL {
        if let (rest, Some(span)) = opt(sign(comparator.sign())).parse(input)? {
            return Ok((rest, Spanned::new(comparator, span)));
        }
    }
    Err(nom::Err::Error(Failure::here(input, "a comparison")))
}

enum Part {
    Atom(Spanned<Atom>),
    Qualifiers(Vec<Qualifier>),
    Modifier(Spanned<Modifier>),
}

fn clause(input: Input<'_>) -> Parsed<'_, Clause> {
    let part =
        alt((spanned(modifier).map(Part::Modifier), qualifiers.map(Part::Qualifiers), spanned(atom).map(Part::Atom)));
    let (input, parts) = many1(part).parse(input)?;
    let mut clause = Clause::default();
    for part in parts {
        match part {
            Part::Atom(Spanned { node: Atom::OfKind(_), span }) if clause.atoms.is_empty() => {
                return fail(span, QueryProblem::Expected { what: "a name before its kind", found: "(".to_owned() });
            }
            Part::Atom(atom) => clause.atoms.push(atom),
            Part::Qualifiers(qualifiers) => clause.qualifiers.extend(qualifiers),
            Part::Modifier(modifier) => clause.modifiers.push(modifier),
        }
    }
    Ok((input, clause))
}

/// A piece of a clause.
pub fn atom(input: Input<'_>) -> Parsed<'_, Atom> {
    alt((
        variable.map(Atom::Variable),
        parameter.map(Atom::Parameter),
        key.map(Atom::Key),
        quoted.map(Atom::Quoted),
        literal.map(Atom::Literal),
        anything.map(|()| Atom::Anything),
        word.map(Atom::Word),
        relative.map(Atom::Relative),
        of_kind.map(Atom::OfKind),
        sign(":").map(|_| Atom::Colon),
        sign("/").map(|_| Atom::Slash),
        sign("^").map(|_| Atom::Caret),
        sign("*").map(|_| Atom::Star),
        sign("+").map(|_| Atom::Plus),
    ))
    .parse(input)
}

/// `[meeting held in UAE]`.
fn relative(input: Input<'_>) -> Parsed<'_, Group> {
    let (inner, open) = sign("[")(input)?;
    let (rest, group) = nested(open, expect("a kind or a pattern without its subject", group)).parse(inner)?;
    let (rest, _) = closing(']', open)(rest)?;
    Ok((rest, group))
}

/// `(country)` behind a name.
fn of_kind(input: Input<'_>) -> Parsed<'_, Vec<String>> {
    let words = many1(preceded(super::token::space, any_word));
    delimited(sign("("), words, sign(")")).parse(input)
}

fn modifier(input: Input<'_>) -> Parsed<'_, Modifier> {
    let during = preceded(keyword("during"), expect("a time, such as 2026-01", time)).map(Modifier::During);
    let according = pair(keyword("according"), expect("`to`", keyword("to")));
    let according =
        preceded(according, expect("a name or a variable: who says so", speaker)).map(Modifier::AccordingTo);
    alt((
        during,
        according,
        keyword("certainly").map(|_| Modifier::AtLeast(Modality::Certain)),
        keyword("probably").map(|_| Modifier::AtLeast(Modality::Probable)),
        keyword("possibly").map(|_| Modifier::AtLeast(Modality::Possible)),
        keyword("denied").map(|_| Modifier::Denied),
    ))
    .parse(input)
}

/// `2026-01`, `$when`, `23 January 2026`: the atoms of a time.
fn time(input: Input<'_>) -> Parsed<'_, Vec<Spanned<Atom>>> {
    let single = alt((spanned(parameter.map(Atom::Parameter)), spanned(quoted.map(Atom::Quoted))));
    let words =
        many1(preceded(not(binding), alt((spanned(literal.map(Atom::Literal)), spanned(word.map(Atom::Word))))));
    alt((single.map(|atom| vec![atom]), words)).parse(input)
}

/// `Kremlin`, `?who`, `_`: the atoms of the term that says who speaks.
fn speaker(input: Input<'_>) -> Parsed<'_, Vec<Spanned<Atom>>> {
    let variable = alt((spanned(variable.map(Atom::Variable)), spanned(anything.map(|()| Atom::Anything))));
    let variable = variable.map(|atom| vec![atom]);
    let words = many1(preceded(not(binding), spanned(word.map(Atom::Word))));
    let named = pair(words, opt(spanned(of_kind.map(Atom::OfKind))));
    let named = named.map(|(words, kind)| words.into_iter().chain(kind).collect());
    alt((variable, named, constant)).parse(input)
}

/// `at ?t`, `when ?t`: what binds the time of a pattern, and so is no part of a name.
fn binding(input: Input<'_>) -> Parsed<'_, ()> {
    let words = alt((keyword("at"), keyword("when")));
    pair(words, spanned(variable)).map(|_| ()).parse(input)
}

/// `{representing: ?side, as: observer}`.
fn qualifiers(input: Input<'_>) -> Parsed<'_, Vec<Qualifier>> {
    let (inner, open) = sign("{")(input)?;
    let one = expect("a qualifier, such as `representing: ?side`", qualifier);
    let (rest, qualifiers) = separated_list1(sign(","), one).parse(inner)?;
    let (rest, _) = closing('}', open)(rest)?;
    Ok((rest, qualifiers))
}

fn qualifier(input: Input<'_>) -> Parsed<'_, Qualifier> {
    let bare = many1(preceded(super::token::space, any_word));
    let name = alt((preceded(super::token::space, quoted).map(|text| vec![text]), bare));
    let (input, key) = spanned(name).parse(input)?;
    let (input, _) = expect("`:` and the qualifier's value", sign(":")).parse(input)?;
    let (input, value) = expect("the qualifier's value", many1(spanned(atom))).parse(input)?;
    Ok((input, Qualifier { key, value }))
}

/// The bracket that closes one opened at `open`.
fn closing<'a>(bracket: char, open: Span) -> impl FnMut(Input<'a>) -> Parsed<'a, Span> {
    move |input| {
        let (close, wanted) = match bracket {
            ')' => (")", "`)`"),
            ']' => ("]", "`]`"),
            _ => ("}", "`}`"),
        };
        match opt(sign(close)).parse(input)? {
            (rest, Some(span)) => Ok((rest, span)),
            (rest, None) if super::token::end(rest).is_ok() => {
                fail(open, QueryProblem::Unterminated { open: opening(bracket) })
            }
            (rest, None) => expect(wanted, sign(close)).parse(rest),
        }
    }
}

fn opening(bracket: char) -> char {
    match bracket {
        ')' => '(',
        ']' => '[',
        _ => '{',
    }
}

/// The atoms of one constant: a name in bare words, a quoted text with or without its kind, a key, a literal, a parameter.
pub fn constant(input: Input<'_>) -> Parsed<'_, Vec<Spanned<Atom>>> {
    let name = pair(many1(spanned(word.map(Atom::Word))), opt(spanned(of_kind.map(Atom::OfKind))));
    let text = pair(spanned(quoted.map(Atom::Quoted)), opt(spanned(of_kind.map(Atom::OfKind))));
    let single = alt((
        spanned(literal.map(Atom::Literal)),
        spanned(key.map(Atom::Key)),
        spanned(parameter.map(Atom::Parameter)),
    ));
    alt((
        single.map(|atom| vec![atom]),
        text.map(|(text, kind)| std::iter::once(text).chain(kind).collect()),
        name.map(|(words, kind)| words.into_iter().chain(kind).collect()),
    ))
    .parse(input)
}

/// The atoms of a question: any word, keywords included, and commas.
pub fn question_atoms(input: Input<'_>) -> Parsed<'_, Vec<Spanned<Atom>>> {
    let stop = peek(not(alt((sign("?"), sign(";"), with_sources))));
    let atom = alt((
        spanned(variable.map(Atom::Variable)),
        preceded(
            stop,
            alt((
                spanned(sign(",").map(|_| Atom::Comma)),
                spanned(literal_of_question.map(Atom::Literal)),
                spanned(atom),
                spanned(any_word.map(Atom::Word)),
            )),
        ),
    ));
    many0(atom).parse(input)
}

/// `with sources`.
pub fn with_sources(input: Input<'_>) -> Parsed<'_, Span> {
    let (rest, (with, sources)) = pair(keyword("with"), keyword("sources")).parse(input)?;
    Ok((rest, with.to(sources)))
}
