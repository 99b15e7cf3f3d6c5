//! Answers as pictures: shared by the prompt and the command that draws.

use super::interrupt::Interrupts;
use crate::diagnostic::{Diagnostic, Result};
use crate::draw::Scene;
use crate::problem::CommandProblem;
use crate::session::{Outcome, Session};

/// How many rows of an answer are drawn; the others are counted in the picture.
const MOST_ROWS: usize = 500;

/// What there is to draw of a statement's outcome; of an answer, what its rows rest on.
///
/// # Errors
/// Where it is nothing to draw, or the store cannot be read.
pub fn scene(session: &Session, outcome: &Outcome, interrupts: &Interrupts) -> Result<Scene> {
    match outcome {
        Outcome::Answer(_) => of_last(session, interrupts),
        Outcome::Why { answer, receipts } => Ok(Scene::of_answer(answer, receipts)),
        Outcome::Timeline(timeline) => Ok(Scene::of_timeline(timeline)),
        Outcome::Described(description) => Ok(Scene::of_description(description)),
        _ => Err(Diagnostic::new(CommandProblem::NotDrawn)),
    }
}

/// What the rows of the last answer rest on, the first of them where they are many.
///
/// # Errors
/// Where there is no answer yet, or the store cannot be read.
pub fn of_last(session: &Session, interrupts: &Interrupts) -> Result<Scene> {
    let handle = session.engine().store().interrupt_handle();
    let (answer, receipts) = interrupts.stopping(handle, || session.receipts(MOST_ROWS))?;
    Ok(Scene::of_answer(&answer, &receipts))
}
