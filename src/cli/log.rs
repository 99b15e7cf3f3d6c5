//! `factfile log`: what was done to a store.

use std::path::PathBuf;

use clap::Args;

use crate::render;
use crate::repl::console::{Console, Stop};
use crate::store::Store;

/// Tell what was loaded and changed, the newest first
#[derive(Debug, Args)]
pub(super) struct Log {
    /// The store
    store: PathBuf,

    /// At most so many loads
    #[arg(long, value_name = "N")]
    limit: Option<usize>,

    /// Give an array with an object for each load
    #[arg(long)]
    json: bool,

    /// Print the changes that statements made, as a script that makes them again on another store
    #[arg(long, conflicts_with_all = ["limit", "json"])]
    script: bool,
}

impl Log {
    /// Prints the loads, or the script.
    pub(super) fn run(self, console: Console) -> Result<(), Stop> {
        let store = Store::open(&self.store)?;
        if self.script {
            return console.print(&render::script(&store.replay()?));
        }
        let entries = store.log(self.limit.unwrap_or(usize::MAX))?;
        match self.json {
            true => console.print(&render::log_json(&entries)),
            false => console.print(&render::log(&entries, store.loads()?, &console.style)),
        }
    }
}
