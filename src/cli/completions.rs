//! `factfile completions`: what a shell completes commands and options by.

use clap::Args;
use clap_complete::{Shell, generate};

use crate::repl::console::{Console, Stop};

/// Print what a shell completes commands, options and file names by
#[derive(Debug, Args)]
pub(super) struct Completions {
    /// The shell: bash, zsh, fish, powershell or elvish
    #[arg(value_enum, hide_possible_values = true)]
    shell: Shell,
}

impl Completions {
    /// Prints the shell's script.
    pub(super) fn run(self, console: Console) -> Result<(), Stop> {
        let mut script = Vec::new();
        generate(self.shell, &mut super::command(), "factfile", &mut script);
        console.print(&String::from_utf8_lossy(&script))
    }
}
