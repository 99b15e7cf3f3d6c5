//! Answers, receipts and reports as text, and answers as files of other programs. Every function gives the text or the
//! bytes back; printing and writing them is for `cli` and `repl`.

mod book;
mod change;
mod csv;
mod duplicates;
mod explain;
mod foreseen;
mod given;
mod html;
mod json;
mod log;
mod look;
mod markdown;
mod parquet;
mod receipts;
mod report;
mod said;
mod saved;
mod sheet;
mod table;
mod text;
mod tree;
mod verify;
mod why;
mod words_text;
mod xlsx;

pub use book::{Chosen, book, wanted};
pub use change::change;
pub use duplicates::{duplicates, duplicates_json};
pub(crate) use explain::explained_untimed;
pub use explain::{defined, explained, rules, statements, why_not};
pub use foreseen::foreseen;
pub(crate) use given::rows_of;
pub use given::{amount, file, given, is_shown};
pub(crate) use html::is_web;
pub use log::{log, log_json, script};
pub use look::{description, disputes, findings, sentence, timeline, words};
pub(crate) use receipts::{document, object, qualifiers, quote_state, sentence as fact_sentence};
pub use report::{counts, duration, export_report, load_report, restored, ship_report};
pub use said::said;
pub use saved::{queries, queries_script, saved, saved_query, unsaved};
pub use table::{Shown, expanded, table};
pub use text::{Style, number, visible};
pub use verify::{verified, verified_json};
pub use why::why;

pub use crate::form::{Form, Format};

use crate::answer::Answer;
pub(crate) use sheet::{Cell, Holds, Sheet};
pub(crate) use tree::{Node, Shown as Told, Tree};

/// The whole answer in a format, ending with a line end. Receipts that the answer carries are given with it: below a
/// table or records as [`why`] shows them, in JSON as a member and elsewhere in a column `sources`.
///
/// Tables, records, Markdown and HTML are made for the eye: the other forms keep stored text exactly as it is, control
/// characters and a leading `=` included, so that what reads them must treat text as text.
pub fn answer(answer: &Answer, format: Format, style: &Style) -> String {
    match format {
        Format::Json => json::answer(answer),
        Format::Jsonl => json::answer_lines(answer),
        Format::Csv | Format::Tsv | Format::Markdown | Format::Html => {
            sheet_text(&Sheet::with_citations(answer), format)
        }
        Format::Table | Format::Expanded => {
            let shown = match format {
                Format::Expanded => expanded(answer, style, None),
                _ => table(answer, style, None),
            };
            let tally = shown.tally();
            let sources = answer.receipts.as_ref().map(|receipts| format!("\n{}", why(answer, receipts, style)));
            let tally = if tally.is_empty() { tally } else { style.quiet(&format!(" {tally}")) + "\n" };
            shown.body + &tally + &sources.unwrap_or_default()
        }
    }
}

/// Rows and columns in a format that has them.
fn sheet_text(sheet: &Sheet<'_>, format: Format) -> String {
    match format {
        Format::Tsv => csv::tabs(sheet),
        Format::Markdown => markdown::table(sheet),
        Format::Html => html::table(sheet),
        Format::Csv | Format::Table | Format::Expanded | Format::Json | Format::Jsonl => csv::commas(sheet),
    }
}
