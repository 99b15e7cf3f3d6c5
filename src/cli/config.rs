//! `factfile config`: what is set, and where.

use clap::Args;

use crate::repl::console::{Console, Stop};
use crate::repl::settings::Settings;

/// Show how the prompt looks and behaves, and where that was set
#[derive(Debug, Args)]
pub(super) struct Config {}

impl Config {
    /// Prints every setting with its value and where that comes from.
    pub(super) fn run(self, settings: &Settings, console: Console) -> Result<(), Stop> {
        console.print(&settings.listed(&console.style))
    }
}
