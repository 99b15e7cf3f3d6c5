//! Answers, receipts and reports as text. Every function gives the text back; printing it is for `cli` and `repl`.

mod change;
mod csv;
mod duplicates;
mod explain;
mod foreseen;
mod json;
mod log;
mod look;
mod receipts;
mod report;
mod table;
mod text;
mod verify;
mod words_text;

pub use change::change;
pub use duplicates::{duplicates, duplicates_json};
pub use explain::{defined, explained, rules, statements, why_not};
pub use foreseen::foreseen;
pub use log::{log, log_json, script};
pub use look::{description, disputes, findings, timeline, words};
pub use receipts::why;
pub use report::{counts, duration, export_report, load_report, ship_report};
pub use table::{Shown, table};
pub use text::{Style, number, visible};
pub use verify::{verified, verified_json};

use crate::answer::Answer;

/// The forms in which an answer can be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// Columns fitted to the terminal, for reading
    #[default]
    Table,
    /// An array with an object for each row, for programs
    Json,
    /// Comma-separated values with a heading, for spreadsheets
    Csv,
}

impl Format {
    /// All of them.
    pub const ALL: [Format; 3] = [Format::Table, Format::Json, Format::Csv];

    /// The word for it, on the command line and at the prompt.
    pub fn name(self) -> &'static str {
        match self {
            Format::Table => "table",
            Format::Json => "json",
            Format::Csv => "csv",
        }
    }

    /// The format of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name().eq_ignore_ascii_case(name))
    }
}

/// The whole answer in a format, ending with a line end. Receipts that the answer carries are given with it: below a
/// table as [`why`] shows them, in JSON and CSV in a member or column `sources`.
///
/// Only a table is made for the eye: JSON and CSV keep stored text exactly as it is, control characters and a leading
/// `=` included, so that what reads them must treat text as text.
pub fn answer(answer: &Answer, format: Format, style: &Style) -> String {
    match format {
        Format::Json => json::answer(answer),
        Format::Csv => csv::answer(answer),
        Format::Table => {
            let shown = table(answer, style, None);
            let tally = shown.tally();
            let sources = answer.receipts.as_ref().map(|receipts| format!("\n{}", why(answer, receipts, style)));
            let tally = if tally.is_empty() { tally } else { style.quiet(&format!(" {tally}")) + "\n" };
            shown.body + &tally + &sources.unwrap_or_default()
        }
    }
}
