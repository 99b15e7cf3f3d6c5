//! `factfile help`: the commands and the language, by topic.

use clap::Args;

use crate::repl::console::{Console, Stop};
use crate::repl::help::topics;
use crate::repl::topics::explained;

/// Explain a command or a topic of the language
#[derive(Debug, Args)]
pub(super) struct Help {
    /// A command or a topic; without one, both are listed
    topic: Option<String>,
}

impl Help {
    /// Prints the help.
    pub(super) fn run(self, console: Console) -> Result<(), Stop> {
        let mut command = super::command();
        let Some(wanted) = &self.topic else {
            return console.print(&format!("{}\n{}", command.render_help(), topics("factfile help")));
        };
        match command.find_subcommand_mut(wanted) {
            Some(subcommand) => console.print(&subcommand.render_long_help().to_string()),
            None => console.print(&explained(wanted)?),
        }
    }
}
