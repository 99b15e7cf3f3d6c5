//! Writing a statement in an editor of the user's.

use std::io::Write;
use std::process::Command;

use crate::diagnostic::{Diagnostic, Result};
use crate::problem::CommandProblem;

/// The editor that is there where the user names none.
const USUAL: &str = if cfg!(windows) { "notepad" } else { "vi" };

/// Has a text edited by `$VISUAL` or `$EDITOR`: what comes back, without white space around it; none where that is nothing.
///
/// # Errors
/// Where the editor cannot be run or fails, and where the text cannot be handed over.
pub(super) fn edited(text: &str) -> Result<Option<String>> {
    let editor = editor();
    let failed = |detail: String| Diagnostic::new(CommandProblem::NoEditor { editor: editor.clone(), detail });
    let system = |error: std::io::Error| failed(error.to_string());
    let mut file = tempfile::Builder::new().prefix("factfile-").suffix(".ffq").tempfile().map_err(system)?;
    file.write_all(format!("{}\n", text.trim_end()).as_bytes()).map_err(system)?;
    // Some editors put a new file in the old one's place, so it is read by its path again.
    let path = file.into_temp_path();
    let mut words = editor.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or(USUAL));
    let ended = command.args(words).arg(&path).status().map_err(system)?;
    if !ended.success() {
        return Err(failed(ended.to_string()));
    }
    let back = std::fs::read_to_string(&path).map_err(system)?;
    Ok(Some(back.trim().to_owned()).filter(|back| !back.is_empty()))
}

fn editor() -> String {
    let set =
        ["VISUAL", "EDITOR"].into_iter().find_map(|name| std::env::var(name).ok().filter(|set| !set.trim().is_empty()));
    set.unwrap_or_else(|| USUAL.to_owned())
}
