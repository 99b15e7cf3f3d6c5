//! `factfile queries`: the queries that are saved in a store.

use std::path::PathBuf;

use clap::Args;

use crate::render::{self, Format};
use crate::repl::console::{Console, Stop};
use crate::store::Store;

/// List the queries that are saved in a store
#[derive(Debug, Args)]
pub(super) struct Queries {
    /// The store
    store: PathBuf,

    /// Print a script that defines the store's rules and saves its queries again
    #[arg(long, conflicts_with = "json")]
    export: bool,

    /// Give an array with an object for each query
    #[arg(long)]
    json: bool,
}

impl Queries {
    /// Prints the list, or the script. The store is only read.
    pub(super) fn run(self, console: Console) -> Result<(), Stop> {
        let store = Store::open(&self.store)?;
        let queries = store.kept_queries()?;
        if self.export {
            return console.print(&render::queries_script(store.vocabulary()?.rules(), &queries));
        }
        let format = if self.json { Format::Json } else { Format::Table };
        console.print(&render::queries(&queries, format, &console.style))
    }
}
