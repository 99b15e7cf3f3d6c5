//! `factfile ship`: the file that travels.

use std::path::PathBuf;

use clap::Args;

use super::ship_beside::Beside;
use crate::render;
use crate::repl::console::{Console, Stop};
use crate::repl::interrupt::{Interrupts, Lifetime};
use crate::repl::waiting;
use crate::ship::{Options, ship};
use crate::store::Store;

/// Write a copy for those who have no Factfile: one compact SQLite file with readable views
#[derive(Debug, Args)]
pub(super) struct Ship {
    /// The store
    store: PathBuf,

    /// The file to write
    #[arg(long, value_name = "FILE")]
    to: PathBuf,

    /// Ship only the facts that the rows of this query rest on, with the things, sentences and documents that they need
    #[arg(long, value_name = "QUERY")]
    only: Option<String>,

    /// Leave out the things of this kind, or the facts of this predicate, with every name, claim and quote that tells of them,
    /// and the documents' texts; may be given several times
    #[arg(long, value_name = "WORD")]
    redact: Vec<String>,

    /// Leave the documents' texts out; the quoted sentences stay
    #[arg(long)]
    without_text: bool,

    /// Make the file readable for SQLite before 3.37
    #[arg(long)]
    compat: bool,

    /// Write FILE.manifest.json beside the file: its SHA-256, how much is in it, and the texts' licences
    #[arg(long)]
    manifest: bool,

    /// Write FILE.metadata.json beside the file, for Datasette: titles, facets, and every saved query with its parameters
    #[arg(long)]
    datasette: bool,

    #[command(flatten)]
    beside: Beside,

    /// Replace the file where there is one
    #[arg(long)]
    force: bool,
}

impl Ship {
    /// Writes the copy.
    pub(super) fn run(self, console: Console) -> Result<(), Stop> {
        let interrupts = Interrupts::install(Lifetime::Command);
        let store = Store::open(&self.store)?;
        let Ship { force, only, redact, without_text, compat, manifest, datasette, .. } = self;
        let options = Options { force, only, redact, without_text, compat, manifest, datasette };
        let work = || interrupts.stopping(store.interrupt_handle(), || ship(&store, &self.to, &options));
        self.beside.check(&self.to, &store, force)?;
        let report = waiting::during("shipping", work)?;
        console.print(&render::ship_report(&report, &console.style))?;
        if datasette {
            let to = render::visible(&self.to.display().to_string());
            let begin = format!(" or with: datasette {to} --metadata {to}.metadata.json");
            console.print(&(console.style.quiet(&begin) + "\n"))?;
        }
        self.beside.write(&self.to, force, &console, &interrupts)
    }
}
