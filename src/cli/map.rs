//! `factfile map`: mappings, by which tables and JSON lines are read as records.

use std::path::PathBuf;

use clap::Args;

use crate::load::Input;
use crate::load::mapping::{Mapping, READY, propose, ready};
use crate::repl::console::{Console, Stop};
use crate::repl::loading;

/// Propose a mapping for a table or a file of JSON lines, from a look at its first records
///
/// The proposal is a TOML file, to be looked over and given to `factfile load` with --map. docs/formats.md describes
/// mappings.
#[derive(Debug, Args)]
pub(super) struct Map {
    /// A table (.csv, .tsv) or JSON lines, or - for standard input
    #[arg(value_name = "FILE", required_unless_present_any = ["list", "show"])]
    file: Option<PathBuf>,

    /// List the mappings that come with the program
    #[arg(long)]
    list: bool,

    /// Print a mapping that comes with the program
    #[arg(long, value_name = "NAME", conflicts_with = "list")]
    show: Option<String>,
}

impl Map {
    /// Prints a proposal, a list or a mapping.
    pub(super) fn run(self, console: Console) -> Result<(), Stop> {
        if self.list {
            let width = READY.iter().map(|(name, ..)| name.len()).max().unwrap_or(0);
            let lines = READY.iter().map(|(name, purpose, _)| format!(" {name:width$}  {purpose}\n"));
            return console.print(&lines.collect::<String>());
        }
        if let Some(name) = &self.show {
            return match ready(name) {
                Some(text) => console.print(text),
                None => {
                    Err(Mapping::named(name).err().map_or(Stop::Closed, |failure| loading::told(&failure, &console)))
                }
            };
        }
        let input = match self.file {
            Some(path) if path.as_os_str() != "-" => Input::File(path),
            _ => Input::Stdin,
        };
        console.print(&propose(&input)?)
    }
}
