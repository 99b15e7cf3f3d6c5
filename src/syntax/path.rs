//! The text of a property path, as a predicate declares it: `attended / held in / located in*`, `bought | acquired`.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::opt;
use nom::multi::{many1, separated_list1};
use nom::sequence::preceded;

use super::failure::Parsed;
use super::input::Input;
use super::read::read;
use super::token::{any_word, quoted, sign, space};
use crate::problem::Mistake;

/// A step of a path: a phrase, its direction, and how often it is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathText {
    /// The predicate's phrase.
    pub phrase: String,
    /// Whether it is read backwards.
    pub inverse: bool,
    /// How often it is taken.
    pub times: Times,
}

/// How often a step of a path is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Times {
    /// Once.
    Once,
    /// Any number of times, or not at all: `*`.
    Any,
    /// Once or more: `+`.
    AtLeastOnce,
    /// Once or not at all: `?`.
    AtMostOnce,
}

/// Reads a path: alternatives, each a sequence of steps.
///
/// # Errors
/// What was expected, with its place in `text`.
pub fn path(text: &str) -> Result<Vec<Vec<PathText>>, Mistake> {
    read(text, |input| {
        let steps = separated_list1(sign("/"), step);
        separated_list1(sign("|"), steps).parse(input)
    })
}

fn step(input: Input<'_>) -> Parsed<'_, PathText> {
    let (input, inverse) = opt(sign("^")).parse(input)?;
    let words = many1(preceded(space, any_word)).map(|words| words.join(" "));
    let (input, phrase) = alt((preceded(space, quoted), words)).parse(input)?;
    let mut times = opt(alt((sign("*").map(|_| Times::Any), sign("+").map(|_| Times::AtLeastOnce))));
    let (input, times) = times.parse(input)?;
    Ok((input, PathText { phrase, inverse: inverse.is_some(), times: times.unwrap_or(Times::Once) }))
}
