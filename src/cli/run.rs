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

    /// Let the script change the store (`save`)
    #[arg(long)]
    write: bool,

    #[command(flatten)]
    answering: Answering,
}

impl Run {
    /// Runs the script up to the first statement that fails.
    pub(super) fn run(self, console: Console) -> std::result::Result<(), Stop> {
        let interrupts = Interrupts::install(Lifetime::Command);
        let source = if self.script == Path::new("-") { standard_input()? } else { script(&self.script)? };
        let mut session = match self.write {
            true => Session::new(Engine::new(Store::open_writable(&self.on)?)?),
            false => Session::new(Engine::new(Store::open(&self.on)?)?).read_only(),
        };
        statements::run(&mut session, &source, &self.answering, &console, &interrupts)
    }
}

/// A script by its path, or that on standard input for `-`.
pub(super) fn script_or_standard_input(path: &Path) -> Result<Arc<Source>> {
    if path == Path::new("-") { standard_input() } else { script(path) }
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
