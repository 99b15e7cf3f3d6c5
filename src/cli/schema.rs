//! `factfile schema`: the form of records.

use clap::Args;

use crate::load::json_schema;
use crate::repl::console::{Console, Stop};

/// Print the JSON Schema of one record of a file to load
#[derive(Debug, Args)]
pub(super) struct Schema {}

impl Schema {
    /// Prints the schema.
    pub(super) fn run(self, console: Console) -> Result<(), Stop> {
        console.print(&format!("{:#}\n", json_schema()))
    }
}
