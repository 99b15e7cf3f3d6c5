//! What a change would come to is shown before it is made; what needs care is asked for.

use std::sync::Arc;

use rustyline::DefaultEditor;

use super::console::{Console, Stop};
use super::interrupt::Interrupts;
use crate::problem::Category;
use crate::render;
use crate::session::Session;
use crate::source::{Source, Spanned};
use crate::syntax::ast::Statement;

const GO_ON: &str = " Go on? [y/N] ";

/// Shows what a statement would change, and asks whether to go on where that needs care.
///
/// # Errors
/// [`Stop::Told`] where the answer is no; what the statement would fail with.
pub(super) fn obtained(
    session: &mut Session,
    source: &Arc<Source>,
    statement: &Spanned<Statement>,
    console: &Console,
    interrupts: &Interrupts,
) -> Result<(), Stop> {
    let handle = session.engine().store().interrupt_handle();
    let Some(foreseen) = interrupts.stopping(handle, || session.foresee(source, statement))? else { return Ok(()) };
    console.print(&render::foreseen(&foreseen, &console.style))?;
    if foreseen.care().is_none() || agreed(GO_ON) {
        return Ok(());
    }
    console.print(&format!("{}\n", console.style.quiet(" nothing was changed")))?;
    Err(Stop::Told(Category::Query))
}

/// Whether the answer to a question is yes. What was typed before it was asked is no answer, and neither are Ctrl-C, Ctrl-D or a
/// terminal that cannot be read.
pub(super) fn agreed(question: &str) -> bool {
    let answer = DefaultEditor::new().and_then(|mut editor| editor.readline(question));
    answer.is_ok_and(|answer| matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}
