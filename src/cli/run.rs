//! `factfile run`: a script.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::statements::{self, Answering};
use crate::diagnostic::{Diagnostic, Result};
use crate::engine::Engine;
use crate::problem::CommandProblem;
use crate::repl::console::{Console, Stop};
use crate::repl::interrupt::{Interrupts, Lifetime};
use crate::session::{Session, script, text_of};
use crate::source::Source;
use crate::store::Store;

/// Run a script of statements
///
/// A script may begin with `#!/usr/bin/env -S factfile run --on talks.db`.
#[derive(Debug, Args)]
pub(super) struct Run {
    /// The script, or - for standard input
    script: PathBuf,

    /// The store that the script speaks of
    #[arg(long, value_name = "STORE")]
    on: PathBuf,

    /// Let the script change the store
    #[arg(long)]
    write: bool,

    /// Let the script do what needs care without asking: `merge`, `undo`, `retract` of several facts at once, and changes of
    /// rules that others use
    #[arg(short, long, requires = "write")]
    yes: bool,

    #[command(flatten)]
    answering: Answering,
}

impl Run {
    /// Runs the script up to the first statement that fails.
    pub(super) fn run(self, console: Console) -> std::result::Result<(), Stop> {
        let interrupts = Interrupts::install(Lifetime::Command);
        let source = if self.script == Path::new("-") { standard_input()? } else { script(&self.script)? };
        let mut session = match self.write {
            true if self.yes => Session::new(Engine::new(Store::open_writable(&self.on)?)?),
            true => Session::new(Engine::new(Store::open_writable(&self.on)?)?).careful(),
            false => Session::new(Engine::new(Store::open(&self.on)?)?).read_only(),
        };
        statements::run(&mut session, &source, &self.answering, &console, &interrupts)
    }
}

/// The script on standard input.
pub(super) fn standard_input() -> Result<Arc<Source>> {
    let mut bytes = Vec::new();
    let read = std::io::Read::read_to_end(&mut std::io::stdin().lock(), &mut bytes);
    let name = "<stdin>".to_owned();
    let text = match read {
        Ok(_) => text_of(name.clone(), bytes),
        Err(error) => Err(CommandProblem::Unreadable { path: name.clone(), detail: error.to_string() }),
    };
    text.map(|text| Source::new(name, text)).map_err(Diagnostic::new)
}
