//! The pieces of patterns: terms, kinds, relatives, and paths with their signs.

use nom::Parser;
use nom::branch::alt;
use nom::character::complete::char;
use nom::combinator::{not, opt, peek};
use nom::multi::{many0, many1};
use nom::sequence::{delimited, pair, preceded, terminated};

use super::ast::{Atom, Group};
use super::failure::{Failure, Parsed, fail};
use super::find::with_sources;
use super::group::group;
use super::input::Input;
use super::literal::{literal, literal_of_question};
use super::lookahead::{is_callable, is_maybe, is_path};
use super::names::callable_names;
use super::time::{Register, is_view};
use super::token::{
    any_word, anything, closing, expect, key, nested, parameter, quoted, sign, space, spanned, variable, word,
};
use crate::problem::QueryProblem;
use crate::source::Spanned;
use crate::vocabulary::nearest;

/// The next piece of a pattern, behind `before` where that stands right before it.
pub fn next<'a>(input: Input<'a>, before: Option<&Spanned<Atom>>) -> Parsed<'a, Spanned<Atom>> {
    // A question mark right behind a phrase is a sign of its path.
    let behind_phrase = matches!(before, Some(Spanned { node: Atom::Word(_) | Atom::Quoted(_) | Atom::Path(_), .. }));
    if behind_phrase && is_maybe(input.text()) {
        return maybe(input);
    }
    match space(input)?.0.text().starts_with('(') {
        true => spanned(|input| in_parentheses(input, before)).parse(input),
        false => alt((spanned(term), spanned(relative.map(Atom::Relative)), spanned(path_sign), colon)).parse(input),
    }
}

/// The pieces up to what is none.
pub fn several(input: Input<'_>) -> Parsed<'_, Vec<Spanned<Atom>>> {
    let mut atoms: Vec<Spanned<Atom>> = Vec::new();
    let mut input = input;
    loop {
        match next(input, atoms.last()) {
            Ok((rest, atom)) => {
                atoms.push(atom);
                input = rest;
            }
            Err(nom::Err::Error(_)) if !atoms.is_empty() => return Ok((input, atoms)),
            Err(error) => return Err(error),
        }
    }
}

/// `?` right here, where it is no variable's mark.
fn maybe(input: Input<'_>) -> Parsed<'_, Spanned<Atom>> {
    match is_maybe(input.text()) {
        true => spanned(char('?').map(|_| Atom::Maybe)).parse(input),
        false => Err(nom::Err::Error(Failure::here(input, "a sign of a path"))),
    }
}

/// What needs no brackets: a variable, a parameter, a key, a text, a literal, a word, `_`.
fn term(input: Input<'_>) -> Parsed<'_, Atom> {
    alt((
        variable.map(Atom::Variable),
        parameter.map(Atom::Parameter),
        key.map(Atom::Key),
        quoted.map(Atom::Quoted),
        literal.map(Atom::Literal),
        anything.map(|()| Atom::Anything),
        word.map(Atom::Word),
    ))
    .parse(input)
}

fn colon(input: Input<'_>) -> Parsed<'_, Spanned<Atom>> {
    spanned(sign(":").map(|_| Atom::Colon)).parse(input)
}

/// A sign of a path that needs nothing before it.
fn path_sign(input: Input<'_>) -> Parsed<'_, Atom> {
    alt((
        sign("/").map(|_| Atom::Slash),
        sign("|").map(|_| Atom::Bar),
        sign("^").map(|_| Atom::Caret),
        sign("*").map(|_| Atom::Star),
        sign("+").map(|_| Atom::Plus),
    ))
    .parse(input)
}

/// `[meeting held in UAE]`.
pub fn relative(input: Input<'_>) -> Parsed<'_, Group> {
    let (inner, open) = sign("[")(input)?;
    let (rest, group) = nested(open, expect("a kind or a pattern without its subject", group)).parse(inner)?;
    let (rest, _) = closing(']', open)(rest)?;
    Ok((rest, group))
}

/// A path or a kind in parentheses: which of them, its signs say.
fn in_parentheses<'a>(input: Input<'a>, before: Option<&Spanned<Atom>>) -> Parsed<'a, Atom> {
    let (inner, open) = sign("(")(input)?;
    if is_path(input.text()) {
        return path.map(Atom::Path).parse(input);
    }
    if let Some(Spanned { node: Atom::Word(name), span }) = before
        && span.end == open.start
        && of_kind(input).is_err()
    {
        return fail(*span, not_called(name));
    }
    let (rest, words) = expect("a kind, or a path such as `attended | led`", kind_words).parse(inner)?;
    let (rest, _) = closing(')', open)(rest)?;
    Ok((rest, Atom::OfKind(words)))
}

/// What is wrong with a word in a pattern that has a parenthesis right behind it, as a function has.
fn not_called(name: &str) -> QueryProblem {
    match is_callable(name) {
        true => QueryProblem::FunctionInPattern { name: name.to_owned() },
        false => unknown_function(name),
    }
}

/// That no function has the name.
pub fn unknown_function(name: &str) -> QueryProblem {
    let nearest = nearest(name, callable_names().map(str::to_owned));
    QueryProblem::UnknownFunction { name: name.to_owned(), nearest }
}

/// `(country)` behind a name.
pub fn of_kind(input: Input<'_>) -> Parsed<'_, Vec<String>> {
    delimited(sign("("), kind_words, sign(")")).parse(input)
}

fn kind_words(input: Input<'_>) -> Parsed<'_, Vec<String>> {
    many1(preceded(space, any_word)).parse(input)
}

/// `(attended | led)`.
fn path(input: Input<'_>) -> Parsed<'_, Vec<Spanned<Atom>>> {
    let (inner, open) = sign("(")(input)?;
    let (rest, atoms) = nested(open, expect("a predicate or a sign of a path", path_atoms)).parse(inner)?;
    let (rest, _) = closing(')', open)(rest)?;
    Ok((rest, atoms))
}

fn path_atoms(input: Input<'_>) -> Parsed<'_, Vec<Spanned<Atom>>> {
    let phrase = alt((quoted.map(Atom::Quoted), word.map(Atom::Word), path.map(Atom::Path)));
    many1(alt((maybe, spanned(phrase), spanned(path_sign)))).parse(input)
}

/// The atoms of one constant: a name in bare words, a quoted text with or without its kind, a key, a literal, a parameter.
pub fn constant(input: Input<'_>) -> Parsed<'_, Vec<Spanned<Atom>>> {
    // With a word behind it, a number is part of a name.
    let literal = terminated(spanned(literal.map(Atom::Literal)), not(spanned(word)));
    alt((literal.map(|literal| vec![literal]), name_until(|_| false))).parse(input)
}

/// The atoms of the name of a thing, which in bare words ends where `ends` says so.
pub fn name_until<'a>(ends: fn(Input<'_>) -> bool) -> impl FnMut(Input<'a>) -> Parsed<'a, Vec<Spanned<Atom>>> {
    let single = alt((spanned(key.map(Atom::Key)), spanned(parameter.map(Atom::Parameter))));
    let text = spanned(quoted.map(Atom::Quoted)).map(|text| vec![text]);
    let words = many1(preceded(unless(ends), spanned(word.map(Atom::Word))));
    let named = pair(alt((text, words)), opt(spanned(of_kind.map(Atom::OfKind))));
    let named = named.map(|(name, kind)| name.into_iter().chain(kind).collect());
    let mut term = alt((single.map(|atom| vec![atom]), named));
    move |input| term.parse(input)
}

/// Succeeds where `ends` does not hold.
pub fn unless<'a>(ends: impl Fn(Input<'a>) -> bool) -> impl FnMut(Input<'a>) -> Parsed<'a, ()> {
    move |input| match ends(input) {
        false => Ok((input, ())),
        true => Err(nom::Err::Error(Failure::here(input, "something else"))),
    }
}

/// The atoms of a question: any word, keywords included, and commas.
pub fn of_question(input: Input<'_>) -> Parsed<'_, Vec<Spanned<Atom>>> {
    let view = unless(|input| is_view(Register::Question, input));
    let stop = (peek(not(alt((sign("?"), sign(";"), with_sources)))), view);
    let other = alt((
        spanned(sign(",").map(|_| Atom::Comma)),
        spanned(literal_of_question.map(Atom::Literal)),
        spanned(term),
        spanned(relative.map(Atom::Relative)),
        spanned(of_kind.map(Atom::OfKind)),
        spanned(path_sign),
        colon,
        spanned(any_word.map(Atom::Word)),
    ));
    many0(alt((spanned(variable.map(Atom::Variable)), preceded(stop, other)))).parse(input)
}
