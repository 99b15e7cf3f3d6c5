//! `factfile verify`: a store checked against itself.

use std::path::PathBuf;

use clap::Args;

use crate::problem::Category;
use crate::render;
use crate::repl::console::{Console, Stop};
use crate::repl::interrupt::{Interrupts, Lifetime};
use crate::repl::waiting;
use crate::store::Store;
use crate::verify::verify;

/// Check a store: the file, every quote, what is kept of facts and names, the full-text index, rules and queries
///
/// Nothing is written. A shipped file can be checked too. Exits with code 3 where anything is wrong.
#[derive(Debug, Args)]
pub(super) struct Verify {
    /// The store
    store: PathBuf,

    /// Give the report as an object
    #[arg(long)]
    json: bool,
}

impl Verify {
    /// Checks the store and reports.
    pub(super) fn run(self, console: Console) -> Result<(), Stop> {
        let interrupts = Interrupts::install(Lifetime::Command);
        let store = Store::open_as_it_is(&self.store)?;
        let handle = store.interrupt_handle();
        let verified = waiting::during("checking", || interrupts.stopping(handle, || verify(store)))?;
        console.print(&match self.json {
            true => render::verified_json(&verified),
            false => render::verified(&verified, &console.style),
        })?;
        if verified.is_clean() { Ok(()) } else { Err(Stop::Told(Category::Data)) }
    }
}
