//! Patterns, groups of them, and the terms that they are made of.

use nom::Parser;
use nom::branch::alt;
use nom::character::complete::satisfy;
use nom::combinator::{not, opt, peek, verify};
use nom::multi::{many0, many1, separated_list1};
use nom::sequence::{delimited, pair, preceded};

use super::ast::{Atom, Clause, Comparator, Group, Modifier, Qualifier, Recorded, View};
use super::find::natural;
use super::group::group;
use super::lookahead;
use super::token::{
    Failure, Input, Parsed, any_word, anything, expect, fail, key, keyword, literal, literal_of_question, nested,
    parameter, quoted, sign, space, spanned, variable, word,
};
use crate::problem::QueryProblem;
use crate::source::{Span, Spanned};
use crate::value::{Literal, Modality};

enum Part {
    Atom(Spanned<Atom>),
    Qualifiers(Vec<Qualifier>),
    Modifier(Spanned<Modifier>),
}

/// A pattern, as far as its words go.
pub fn clause(input: Input<'_>) -> Parsed<'_, Clause> {
    let mut clause = Clause::default();
    let mut input = input;
    loop {
        if view_follows(input) {
            break;
        }
        let between = |input| match clause.atoms.len() {
            0 | 1 => Err(nom::Err::Error(Failure::here(input, "a time"))),
            _ => spanned(between).map(Part::Atom).parse(input),
        };
        let (rest, part) = match opt(alt((between, part))).parse(input)? {
            (rest, Some(part)) => (rest, part),
            (_, None) => break,
        };
        input = rest;
        match part {
            Part::Atom(Spanned { node: Atom::OfKind(_), span }) if clause.atoms.is_empty() => {
                return fail(span, QueryProblem::Expected { what: "a name before its kind", found: "(".to_owned() });
            }
            Part::Atom(atom) => clause.atoms.push(atom),
            Part::Qualifiers(qualifiers) => clause.qualifiers.extend(qualifiers),
            Part::Modifier(modifier) => clause.modifiers.push(modifier),
        }
    }
    match clause == Clause::default() {
        true => Err(nom::Err::Error(Failure::here(space(input)?.0, "a pattern"))),
        false => Ok((input, clause)),
    }
}

fn part(input: Input<'_>) -> Parsed<'_, Part> {
    alt((spanned(modifier).map(Part::Modifier), qualifiers.map(Part::Qualifiers), spanned(atom).map(Part::Atom)))
        .parse(input)
}

/// `between 2026-01 and 2026-02` behind a pattern.
fn between(input: Input<'_>) -> Parsed<'_, Atom> {
    let (input, _) = keyword("between")(input)?;
    let (input, from) = time_operand(input)?;
    let (input, _) = keyword("and")(input)?;
    let (input, to) = time_operand(input)?;
    Ok((input, Atom::Between(from, to)))
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
        path_group.map(Atom::Path),
        of_kind.map(Atom::OfKind),
        sign(":").map(|_| Atom::Colon),
        path_sign,
    ))
    .parse(input)
}

/// A sign of a path.
fn path_sign(input: Input<'_>) -> Parsed<'_, Atom> {
    let maybe = (sign("?"), peek(not(satisfy(|c| c.is_alphabetic() || c == '_')))).map(|_| Atom::Maybe);
    alt((
        sign("/").map(|_| Atom::Slash),
        sign("|").map(|_| Atom::Bar),
        sign("^").map(|_| Atom::Caret),
        sign("*").map(|_| Atom::Star),
        sign("+").map(|_| Atom::Plus),
        maybe,
    ))
    .parse(input)
}

/// `(attended | led)`: a path in parentheses, and no kind.
fn path_group(input: Input<'_>) -> Parsed<'_, Vec<Spanned<Atom>>> {
    if !lookahead::is_path(input.fragment()) {
        return Err(nom::Err::Error(Failure::here(input, "a path")));
    }
    let (inner, open) = sign("(")(input)?;
    let piece = alt((quoted.map(Atom::Quoted), word.map(Atom::Word), path_group.map(Atom::Path), path_sign));
    let pieces = many1(spanned(piece));
    let (rest, atoms) = nested(open, expect("a predicate or a sign of a path", pieces)).parse(inner)?;
    let (rest, _) = closing(')', open)(rest)?;
    Ok((rest, atoms))
}

/// `[meeting held in UAE]`.
fn relative(input: Input<'_>) -> Parsed<'_, Group> {
    let (inner, open) = sign("[")(input)?;
    let (rest, group) = nested(open, expect("a kind or a pattern without its subject", group)).parse(inner)?;
    let (rest, _) = closing(']', open)(rest)?;
    Ok((rest, group))
}

/// `(country)` behind a name.
pub fn of_kind(input: Input<'_>) -> Parsed<'_, Vec<String>> {
    let words = many1(preceded(space, any_word));
    delimited(sign("("), words, sign(")")).parse(input)
}

fn modifier(input: Input<'_>) -> Parsed<'_, Modifier> {
    let according = pair(keyword("according"), expect("`to`", keyword("to")));
    let according =
        preceded(according, expect("a name or a variable: who says so", speaker)).map(Modifier::AccordingTo);
    let number = alt((spanned(literal.map(Atom::Literal)), spanned(parameter.map(Atom::Parameter))));
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

pub fn comparator(input: Input<'_>) -> Parsed<'_, Spanned<Comparator>> {
    for comparator in Comparator::ALL {
        if let (rest, Some(span)) = opt(sign(comparator.sign())).parse(input)? {
            return Ok((rest, Spanned::new(comparator, span)));
        }
    }
    Err(nom::Err::Error(Failure::here(input, "a comparison")))
}

/// `2026-01`, `$when`, `?t`, `23 January 2026`: the atoms of a time that can be told from what follows it.
fn time_operand(input: Input<'_>) -> Parsed<'_, Vec<Spanned<Atom>>> {
    let variable = spanned(variable.map(Atom::Variable)).map(|atom| vec![atom]);
    alt((variable, fixed_time)).parse(input)
}

/// A time that is no variable.
pub fn fixed_time(input: Input<'_>) -> Parsed<'_, Vec<Spanned<Atom>>> {
    let date = verify(literal, |literal| matches!(literal, Literal::Date(_) | Literal::Integer(_)));
    let single = alt((
        spanned(parameter.map(Atom::Parameter)),
        spanned(quoted.map(Atom::Quoted)),
        spanned(date.map(Atom::Literal)),
    ));
    alt((english_time, single.map(|atom| vec![atom]))).parse(input)
}

/// `January 2026`, `23 January 2026`.
fn english_time(input: Input<'_>) -> Parsed<'_, Vec<Spanned<Atom>>> {
    let piece = || alt((spanned(literal.map(Atom::Literal)), spanned(word.map(Atom::Word))));
    let mut rest = input;
    let mut atoms: Vec<Spanned<Atom>> = Vec::new();
    let mut found = None;
    while atoms.len() < 3 {
        let (behind, Some(atom)) = opt(piece()).parse(rest)? else { break };
        atoms.push(atom);
        rest = behind;
        let words: Vec<String> = atoms.iter().map(|atom| atom.node.to_string()).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        if atoms.len() > 1 && crate::edtf::from_english(&words).is_some() {
            found = Some((rest, atoms.clone()));
        }
    }
    found.map(Ok).unwrap_or_else(|| Err(nom::Err::Error(Failure::here(input, "a time"))))
}

/// What a whole query is read as of.
pub fn view(input: Input<'_>) -> Parsed<'_, View> {
    let mut view = View::default();
    let mut input = input;
    loop {
        let (rest, _) = match opt(keyword("as")).parse(input)? {
            (rest, Some(span)) => (rest, span),
            (_, None) => return Ok((input, view)),
        };
        let valid = preceded(keyword("of"), expect("a time, such as 2026-01-24", spanned(fixed_time)));
        let recorded = preceded(
            pair(keyword("recorded"), expect("`at`", keyword("at"))),
            expect("a time or `load N`", spanned(recorded)),
        );
        let parsed = alt((valid.map(|time| (Some(time), None)), recorded.map(|load| (None, Some(load))))).parse(rest);
        let (rest, (valid, recorded)) = match parsed {
            Err(nom::Err::Error(_)) => return Ok((input, view)),
            other => other?,
        };
        let twice = (valid.is_some() && view.valid.is_some()) || (recorded.is_some() && view.recorded.is_some());
        if twice {
            return Ok((input, view));
        }
        view = View { valid: valid.or(view.valid), recorded: recorded.or(view.recorded) };
        input = rest;
    }
}

fn recorded(input: Input<'_>) -> Parsed<'_, Recorded> {
    let load = preceded(keyword("load"), expect("the number of a load", spanned(natural)));
    alt((load.map(|load| Recorded::Load(load.node)), fixed_time.map(Recorded::Time))).parse(input)
}

/// Whether what a whole query is read as of follows, and no more of a pattern.
fn view_follows(input: Input<'_>) -> bool {
    let Ok((rest, _)) = keyword("as")(input) else { return false };
    let of = preceded(keyword("of"), fixed_time).parse(rest).is_ok();
    of || preceded(keyword("recorded"), keyword("at")).parse(rest).is_ok()
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
    let bare = many1(preceded(space, any_word));
    let name = alt((preceded(space, quoted).map(|text| vec![text]), bare));
    let (input, key) = spanned(name).parse(input)?;
    let (input, _) = expect("`:` and the qualifier's value", sign(":")).parse(input)?;
    let (input, value) = expect("the qualifier's value", many1(spanned(atom))).parse(input)?;
    Ok((input, Qualifier { key, value }))
}

/// The bracket that closes one opened at `open`.
pub fn closing<'a>(bracket: char, open: Span) -> impl FnMut(Input<'a>) -> Parsed<'a, Span> {
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
    let stop = peek(not(alt((sign("?"), sign(";"), with_sources, ending_view))));
    let atom = alt((
        spanned(variable.map(Atom::Variable)),
        preceded(
            stop,
            alt((
                spanned(sign(",").map(|_| Atom::Comma)),
                spanned(literal_of_question.map(Atom::Literal)),
                spanned(of_kind.map(Atom::OfKind)),
                spanned(atom),
                spanned(any_word.map(Atom::Word)),
            )),
        ),
    ));
    many0(atom).parse(input)
}

fn ending_view(input: Input<'_>) -> Parsed<'_, Span> {
    match view_follows(input) {
        true => keyword("as")(input),
        false => Err(nom::Err::Error(Failure::here(input, "a time"))),
    }
}

/// `with sources`.
pub fn with_sources(input: Input<'_>) -> Parsed<'_, Span> {
    let (rest, (with, sources)) = pair(keyword("with"), keyword("sources")).parse(input)?;
    Ok((rest, with.to(sources)))
}
