//! `factfile STORE`: the prompt, or a script from standard input where that is no terminal.

use std::io::IsTerminal;
use std::path::Path;

use super::asking::Asking;
use super::run::standard_input;
use super::statements::{self, Answering};
use crate::engine::Engine;
use crate::repl;
use crate::repl::console::{Console, Stop};
use crate::repl::interrupt::{Interrupts, Lifetime};
use crate::session::Session;
use crate::store::Store;

/// Opens the prompt, or runs the script.
pub(super) fn open(
    store: Option<&Path>,
    asking: &Asking,
    options: repl::Options,
    console: Console,
) -> Result<(), Stop> {
    let store = store.map_or_else(Store::in_memory, |store| asking.open(store))?;
    let session = Session::new(Engine::new(store)?);
    if std::io::stdin().is_terminal() {
        return repl::prompt(session, options, console, &Interrupts::install(Lifetime::Prompt));
    }
    let mut session = session.read_only();
    let interrupts = Interrupts::install(Lifetime::Command);
    let source = standard_input()?;
    statements::run(&mut session, &source, &Answering::default(), &console, &interrupts)
}
