//! What the statements that look come to: cards, timelines, findings, disputes and words, each for reading, as JSON and
//! as comma-separated values.

mod card;
mod disputes;
mod line;
mod search;
mod timeline;

pub(super) use line::sentence;

use super::text::Style;
use super::{Format, csv, json, words_text};
use crate::look::{Description, Disputes, Findings, Timeline, Words};

/// The card of a thing: its names and kinds, and the facts about it by predicate, numbered as `why` numbers them. Ends
/// with a line end.
pub fn description(description: &Description, format: Format, style: &Style) -> String {
    match format {
        Format::Table => card::card(description, style),
        Format::Json => json::description(description),
        Format::Csv => csv::records(&card::records(description)),
    }
}

/// The dated facts about a thing, one a row, with what is open or uncertain of their times; how many facts state no
/// time stands below. Ends with a line end.
pub fn timeline(timeline: &Timeline, format: Format, style: &Style) -> String {
    match format {
        Format::Table => timeline::timeline(timeline, style),
        Format::Json => json::timeline(timeline),
        Format::Csv => csv::records(&timeline::records(timeline)),
    }
}

/// What a search found: names, documents and quotes, the best of each first, the words marked. Ends with a line end.
pub fn findings(findings: &Findings, format: Format, style: &Style) -> String {
    match format {
        Format::Table => search::findings(findings, style),
        Format::Json => json::findings(findings),
        Format::Csv => csv::records(&search::records(findings)),
    }
}

/// What sources disagree about, side by side, with who says which. Ends with a line end.
pub fn disputes(disputes: &Disputes, format: Format, style: &Style) -> String {
    match format {
        Format::Table => disputes::disputes(disputes, style),
        Format::Json => json::disputes(disputes),
        Format::Csv => csv::records(&disputes::records(disputes)),
    }
}

/// The words of a store with how often they are used. Ends with a line end.
pub fn words(words: &Words, format: Format, style: &Style) -> String {
    match format {
        Format::Table => words_text::words(words, style),
        Format::Json => json::words(words),
        Format::Csv => csv::records(&words_text::records(words)),
    }
}
