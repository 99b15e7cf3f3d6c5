//! Answers as pictures: shared by the prompt and the command that draws.

use super::interrupt::Interrupts;
use super::show;
use crate::answer::Answer;
use crate::diagnostic::{Diagnostic, Result};
use crate::draw::Scene;
use crate::problem::{CommandProblem, QueryProblem};
use crate::session::{Outcome, Session};
use crate::source::{Source, Span, Spanned};
use crate::syntax::ast::Statement;

/// What there is to draw of a statement's outcome; of an answer, what all its rows rest on.
///
/// # Errors
/// Where it is nothing to draw, or the store cannot be read.
pub fn scene(session: &mut Session, outcome: &Outcome, interrupts: &Interrupts) -> Result<Scene> {
    match outcome {
        Outcome::Answer(_) => of_last(session, interrupts),
        Outcome::Why { answer, receipts } => Ok(Scene::of_answer(answer, receipts)),
        Outcome::Timeline(timeline) => Ok(Scene::of_timeline(timeline)),
        Outcome::Described(description) => Ok(Scene::of_description(description)),
        _ => Err(Diagnostic::new(CommandProblem::NotDrawn)),
    }
}

/// What the rows of the last answer rest on.
///
/// # Errors
/// Where there is no answer yet, or the store cannot be read.
pub fn of_last(session: &mut Session, interrupts: &Interrupts) -> Result<Scene> {
    let last: &Answer = session.last().ok_or_else(|| Diagnostic::new(QueryProblem::NoAnswerYet))?;
    if let Some(receipts) = &last.receipts {
        return Ok(Scene::of_answer(last, receipts));
    }
    let why = Spanned::new(Statement::Why(None), Span::default());
    match show::run(session, &Source::new("<picture>", "why"), &why, interrupts)? {
        Outcome::Why { answer, receipts } => Ok(Scene::of_answer(&answer, &receipts)),
        _ => Err(Diagnostic::new(CommandProblem::NotDrawn)),
    }
}
