//! `factfile names`: what may be in a store twice.

use std::path::PathBuf;

use clap::Args;

use crate::render;
use crate::repl::console::{Console, Stop};
use crate::repl::interrupt::{Interrupts, Lifetime};
use crate::repl::waiting;
use crate::store::Store;

/// List the things that are likely to be one, by names that are alike
#[derive(Debug, Args)]
pub(super) struct Names {
    /// The store
    store: PathBuf,

    /// At most so many pairs
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,

    /// No pair less alike than that, from 0 to 1
    #[arg(long, value_name = "SCORE", default_value_t = 0.6, value_parser = score)]
    min: f64,

    /// The form that the pairs are given in: table or json
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t, hide_possible_values = true)]
    format: Form,
}

/// The forms of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
enum Form {
    /// For reading
    #[default]
    Table,
    /// An array with an object for each pair, for programs
    Json,
}

impl Names {
    /// Lists the pairs. The store is only read.
    pub(super) fn run(self, console: Console) -> Result<(), Stop> {
        let interrupts = Interrupts::install(Lifetime::Command);
        let store = Store::open(&self.store)?;
        let work = || interrupts.stopping(store.interrupt_handle(), || store.duplicates(self.limit, self.min));
        let found = waiting::during("comparing", work)?;
        console.print(&match self.format {
            Form::Table => render::duplicates(&found, &console.style),
            Form::Json => render::duplicates_json(&found),
        })
    }
}

fn score(given: &str) -> Result<f64, String> {
    match given.parse() {
        Ok(score) if (0.0..=1.0).contains(&score) => Ok(score),
        _ => Err("a score is a number from 0 to 1".to_owned()),
    }
}
