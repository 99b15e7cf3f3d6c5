//! What the statements that look come to: cards, timelines, findings, disputes and words, each for reading, as JSON and
//! as rows and columns.

mod bars;
mod card;
mod disputes;
mod line;
mod search;
mod timeline;

use super::sheet::Sheet;
pub use line::sentence;

use super::text::Style;
use super::{Format, json, sheet_text, words_text};
use crate::look::{Description, Disputes, Findings, Timeline, Words};

/// The card of a thing: its names and kinds, and the facts about it by predicate, numbered as `why` numbers them. Ends
/// with a line end.
pub fn description(description: &Description, format: Format, style: &Style) -> String {
    given(format, || card::card(description, style), || json::description(description), || card::sheet(description))
}

/// The dated facts about a thing, one a row, with what is open or uncertain of their times; how many facts state no
/// time stands below. Ends with a line end.
pub fn timeline(timeline: &Timeline, format: Format, style: &Style) -> String {
    given(format, || timeline::timeline(timeline, style), || json::timeline(timeline), || timeline::sheet(timeline))
}

/// What a search found: names, documents and quotes, the best of each first, the words marked. Ends with a line end.
pub fn findings(findings: &Findings, format: Format, style: &Style) -> String {
    given(format, || search::findings(findings, style), || json::findings(findings), || search::sheet(findings))
}

/// What sources disagree about, side by side, with who says which. Ends with a line end.
pub fn disputes(disputes: &Disputes, format: Format, style: &Style) -> String {
    given(format, || disputes::disputes(disputes, style), || json::disputes(disputes), || disputes::sheet(disputes))
}

/// The words of a store with how often they are used. Ends with a line end.
pub fn words(words: &Words, format: Format, style: &Style) -> String {
    given(format, || words_text::words(words, style), || json::words(words), || words_text::sheet(words))
}

pub(super) use card::sheet as description_sheet;
pub(super) use disputes::sheet as disputes_sheet;
pub(super) use search::sheet as findings_sheet;
pub(super) use timeline::sheet as timeline_sheet;

/// The one of the three that a format is made from.
fn given<'s>(
    format: Format,
    page: impl FnOnce() -> String,
    object: impl FnOnce() -> serde_json::Value,
    sheet: impl FnOnce() -> Sheet<'s>,
) -> String {
    match format {
        Format::Table | Format::Expanded => page(),
        Format::Json => json::page(&object()),
        Format::Jsonl => json::line(&object()),
        Format::Csv | Format::Tsv | Format::Markdown | Format::Html => sheet_text(&sheet(), format),
    }
}
