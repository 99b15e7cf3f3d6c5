//! Times: what a whole query is read as of, and where words that narrow a pattern begin.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::{opt, verify};
use nom::sequence::{pair, preceded};

use super::ast::{Atom, Recorded, View};
use super::failure::{Failure, Parsed};
use super::filter::comparator;
use super::find::natural;
use super::input::Input;
use super::literal::{literal, literal_of_question};
use super::token::{any_word, anything, expect, key, keyword, parameter, quoted, spanned, variable, word};
use crate::edtf::from_english;
use crate::source::Spanned;
use crate::value::Literal;

/// The most words that an English date has.
const LONGEST_DATE: usize = 3;

/// Whether a text is read as part of a question, where a `?` at the end is no part of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Register {
    /// Of a pattern.
    Pattern,
    /// Of a question.
    Question,
}

impl Register {
    fn literal(self, input: Input<'_>) -> Parsed<'_, Literal> {
        match self {
            Register::Pattern => literal(input),
            Register::Question => literal_of_question(input),
        }
    }
}

/// `as of T`, `as recorded at …`, in either order, each at most once.
pub fn view<'a>(register: Register) -> impl FnMut(Input<'a>) -> Parsed<'a, View> {
    rest_of_view(register, View::default())
}

/// What is read of a view beside what of it stood before.
pub fn rest_of_view<'a>(register: Register, before: View) -> impl FnMut(Input<'a>) -> Parsed<'a, View> {
    move |input| {
        let mut view = before.clone();
        let mut input = input;
        loop {
            let before = input.offset();
            if view.valid.is_none() {
                (input, view.valid) = opt(valid(register)).parse(input)?;
            }
            if view.recorded.is_none() {
                (input, view.recorded) = opt(recorded(register)).parse(input)?;
            }
            if input.offset() == before {
                return Ok((input, view));
            }
        }
    }
}

/// Whether what a whole query is read as of begins here, so that words end before it.
pub fn is_view(register: Register, input: Input<'_>) -> bool {
    let Ok((rest, _)) = keyword("as")(input) else { return false };
    preceded(keyword("of"), fixed(register)).parse(rest).is_ok()
        || pair(keyword("recorded"), keyword("at")).parse(rest).is_ok()
}

fn valid<'a>(register: Register) -> impl FnMut(Input<'a>) -> Parsed<'a, Spanned<Vec<Spanned<Atom>>>> {
    let time = expect("a time, such as 2026-01-24", spanned(fixed(register)));
    let mut valid = preceded(pair(keyword("as"), keyword("of")), time);
    move |input| valid.parse(input)
}

fn recorded<'a>(register: Register) -> impl FnMut(Input<'a>) -> Parsed<'a, Spanned<Recorded>> {
    let load = preceded(keyword("load"), expect("the number of a load", spanned(natural)));
    let load = load.map(|load| Recorded::Load(load.node));
    let when = spanned(alt((load, fixed(register).map(Recorded::Time))));
    let when = expect("a time or `load` and its number", when);
    let mut recorded = preceded((keyword("as"), keyword("recorded"), expect("`at`", keyword("at"))), when);
    move |input| recorded.parse(input)
}

/// `between A and B` behind a pattern.
pub fn between(input: Input<'_>) -> Parsed<'_, Atom> {
    let (input, _) = keyword("between")(input)?;
    let (input, from) = operand(input)?;
    let (input, _) = keyword("and")(input)?;
    let (input, to) = operand(input)?;
    Ok((input, Atom::Between(from, to)))
}

/// `2026-01`, `$when`, `?t`, `"January 2026"`, `23 January 2026`: a time that is told by its form.
fn operand(input: Input<'_>) -> Parsed<'_, Vec<Spanned<Atom>>> {
    let variable = spanned(variable.map(Atom::Variable)).map(|atom| vec![atom]);
    alt((variable, fixed(Register::Pattern))).parse(input)
}

/// A time that is no variable.
fn fixed<'a>(register: Register) -> impl FnMut(Input<'a>) -> Parsed<'a, Vec<Spanned<Atom>>> {
    let is_date = |literal: &Literal| matches!(literal, Literal::Date(_) | Literal::Integer(_));
    let date = verify(move |input| register.literal(input), is_date);
    let single = alt((
        spanned(parameter.map(Atom::Parameter)),
        spanned(quoted.map(Atom::Quoted)),
        spanned(date.map(Atom::Literal)),
    ));
    let mut time = alt((english(register), single.map(|atom| vec![atom])));
    move |input| time.parse(input)
}

/// `January 2026`, `23 January 2026`: the longest date in English words.
fn english<'a>(register: Register) -> impl FnMut(Input<'a>) -> Parsed<'a, Vec<Spanned<Atom>>> {
    move |input| {
        let literal = (move |input| register.literal(input)).map(Atom::Literal);
        let mut piece = alt((spanned(literal), spanned(word.map(Atom::Word))));
        let (mut rest, mut atoms, mut found) = (input, Vec::new(), None);
        while atoms.len() < LONGEST_DATE
            && let Ok((behind, atom)) = piece.parse(rest)
        {
            atoms.push(atom);
            rest = behind;
            let words: Vec<String> = atoms.iter().map(|atom| atom.node.to_string()).collect();
            if from_english(&words.iter().map(String::as_str).collect::<Vec<_>>()).is_some() {
                found = Some((rest, atoms.clone()));
            }
        }
        found.ok_or_else(|| nom::Err::Error(Failure::here(input, "a time")))
    }
}

/// Whether something that narrows a pattern begins here, and so no further word of a name: a time, a document, a quote.
pub fn is_narrowing(input: Input<'_>) -> bool {
    let behind_surely = keyword("surely")(input).map_or(input, |(rest, _)| rest);
    is_view(Register::Pattern, input) || narrows(behind_surely).unwrap_or(false)
}

fn narrows(input: Input<'_>) -> Option<bool> {
    let (rest, word) = spanned(any_word).parse(input).ok()?;
    let is_variable = || spanned(variable).parse(rest).is_ok();
    let is_quoted = || spanned(quoted).parse(rest).is_ok() || spanned(anything).parse(rest).is_ok();
    Some(match word.node.to_lowercase().as_str() {
        "at" | "when" | "in" => is_variable(),
        "during" | "on" | "before" | "after" | "since" | "until" | "throughout" => operand(rest).is_ok(),
        "between" => between(input).is_ok(),
        "within" => spanned(natural).parse(rest).is_ok(),
        "from" => is_variable() || is_quoted() || spanned(key).parse(rest).is_ok(),
        "quoting" => is_variable() || is_quoted(),
        // Of a statement that asserts a pattern.
        "source" => is_quoted(),
        "confidence" => comparator(rest).is_ok(),
        "disputed" => true,
        _ => false,
    })
}
