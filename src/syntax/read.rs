//! Reading a text with a parser.

use nom::Input as _;

use super::LONGEST;
use super::failure::{Failure, Parsed};
use super::input::Input;
use super::token::{space, word_char};
use crate::problem::{Mistake, QueryProblem};
use crate::source::Span;

/// Reads the beginning of a text, and gives the offset behind it.
///
/// # Errors
/// What was expected, with its place; likewise where the text is longer than [`LONGEST`].
pub fn read_beginning<T>(text: &str, parser: impl FnOnce(Input<'_>) -> Parsed<'_, T>) -> Result<(usize, T), Mistake> {
    read_from(text, 0, parser)
}

/// Reads a text from an offset on, and gives the offset behind what was read.
///
/// # Errors
/// As [`read_beginning`].
pub fn read_from<T>(
    text: &str,
    from: usize,
    parser: impl FnOnce(Input<'_>) -> Parsed<'_, T>,
) -> Result<(usize, T), Mistake> {
    if text.len() > LONGEST {
        return Err(Mistake::new(Span::default(), QueryProblem::TooLong { longest: LONGEST }));
    }
    let (rest, read) = parser(Input::of(&text).take_from(from)).map_err(|error| mistake(text, error))?;
    Ok((rest.offset(), read))
}

/// Reads a whole text.
///
/// # Errors
/// As [`read_beginning`]; likewise where something stands behind what is read.
pub fn read<T>(text: &str, parser: impl FnOnce(Input<'_>) -> Parsed<'_, T>) -> Result<T, Mistake> {
    let whole = read_beginning(text, |input| {
        let (rest, read) = parser(input)?;
        let (rest, ()) = space(rest)?;
        match rest.text().is_empty() {
            true => Ok((rest, read)),
            false => Err(nom::Err::Failure(Failure::here(rest, "the end"))),
        }
    });
    whole.map(|(_, read)| read)
}

/// Whether a parser takes a text to its last character.
pub fn reads_as(text: &str, parser: impl FnOnce(Input<'_>) -> Parsed<'_, ()>) -> bool {
    read_beginning(text, parser).is_ok_and(|(end, ())| end == text.len())
}

/// The mistake in `text` that a failed parse of it comes to.
fn mistake(text: &str, error: nom::Err<Failure>) -> Mistake {
    match error {
        nom::Err::Error(Failure::Expected { at, what }) | nom::Err::Failure(Failure::Expected { at, what }) => {
            let found = found(&text[at..]).to_owned();
            Mistake::new(Span::new(at, at + found.len()), QueryProblem::Expected { what, found })
        }
        nom::Err::Error(Failure::Wrong { span, problem }) | nom::Err::Failure(Failure::Wrong { span, problem }) => {
            Mistake::new(span, *problem)
        }
        nom::Err::Incomplete(_) => Mistake::new(Span::default(), QueryProblem::NotOneQuery),
    }
}

/// The word or sign that a text begins with.
fn found(text: &str) -> &str {
    // The mark of a variable, parameter or key belongs to its name.
    let mark = usize::from(text.starts_with(['?', '$', '@']));
    match text[mark..].find(|c: char| !word_char(c)).map_or(text.len(), |end| mark + end) {
        0 => &text[..text.chars().next().map_or(0, char::len_utf8)],
        length => &text[..length],
    }
}
