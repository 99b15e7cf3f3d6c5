//! The user's start-up file: statements and commands that are run before the first prompt.

use super::console::Stop;
use super::folders::is_none_of_ours;
use super::{Came, Prompt, folders, paste};
use crate::diagnostic::Diagnostic;
use crate::problem::CommandProblem;
use crate::session::text_of;

impl Prompt<'_> {
    /// Runs the start-up file, where there is one; what is wrong in it is told, and what stands behind that is run all the same.
    /// Whether the session goes on.
    pub(super) fn startup(&mut self) -> std::result::Result<bool, Stop> {
        let Some(path) = folders::configuration("startup.ffq") else { return Ok(true) };
        let name = path.display().to_string();
        let read = match std::fs::read(&path) {
            Ok(bytes) => text_of(name.clone(), bytes).map_err(Diagnostic::new),
            Err(error) if is_none_of_ours(&error) => return Ok(true),
            Err(error) => {
                Err(Diagnostic::new(CommandProblem::Unreadable { path: name.clone(), detail: error.to_string() }))
            }
        };
        let text = match read {
            Ok(text) => text,
            Err(problem) => {
                self.console.tell(&problem);
                return Ok(true);
            }
        };
        for part in paste::parts(&text) {
            if self.part(&name, &part)? == Came::Left {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
