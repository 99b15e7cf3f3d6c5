//! How parsers fail.

use nom::IResult;
use nom::error::{ErrorKind, ParseError};

use super::input::Input;
use crate::problem::QueryProblem;
use crate::source::Span;

/// What a parser gives: the rest and what was read.
pub type Parsed<'a, T> = IResult<Input<'a>, T, Failure>;

/// Why a parser failed. Until a construct has committed, a failure only means that another one is to be tried.
#[derive(Debug, Clone, PartialEq)]
pub enum Failure {
    /// Something was expected and does not stand there.
    Expected {
        /// Where, as an offset into the text.
        at: usize,
        /// What.
        what: &'static str,
    },
    /// What stands there is wrong.
    Wrong {
        /// Where.
        span: Span,
        /// What is wrong with it.
        problem: Box<QueryProblem>,
    },
}

impl Failure {
    /// That something was expected at the beginning of `input`.
    pub fn here(input: Input<'_>, what: &'static str) -> Self {
        Failure::Expected { at: input.offset(), what }
    }
}

impl<'a> ParseError<Input<'a>> for Failure {
    fn from_error_kind(input: Input<'a>, _: ErrorKind) -> Self {
        Failure::here(input, "something else")
    }

    fn append(_: Input<'a>, _: ErrorKind, other: Self) -> Self {
        other
    }
}

/// Fails for good with a problem at a span.
pub fn fail<T>(span: Span, problem: QueryProblem) -> Parsed<'static, T> {
    Err(nom::Err::Failure(Failure::Wrong { span, problem: Box::new(problem) }))
}
