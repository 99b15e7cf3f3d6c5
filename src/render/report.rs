//! What was done and how much there is, in words.

use std::path::Path;
use std::time::Duration;

use textwrap::core::display_width;

use super::text::{Style, counted, number, visible};
use crate::ship::ShipReport;
use crate::store::Counts;

/// A store in one line: `talks.db: 90 facts about 54 entities from 1 document`.
pub fn counts(path: &Path, counts: &Counts) -> String {
    let of = |count: i64, one, many| counted(usize::try_from(count).unwrap_or(0), one, many);
    let name = match path == Path::new(":memory:") {
        true => "in memory, not kept".to_owned(),
        false => visible(&path.display().to_string()),
    };
    let facts = of(counts.facts, "fact", "facts");
    if counts.facts == 0 {
        return format!("{name}: {facts}");
    }
    let entities = of(counts.entities, "entity", "entities");
    let documents = of(counts.documents, "document", "documents");
    format!("{name}: {facts} about {entities} from {documents}")
}

/// How long something took: `12 ms`, `1.4 s`, `2 min 5 s`.
pub fn duration(took: Duration) -> String {
    let seconds = took.as_secs();
    match seconds {
        0 => format!("{} ms", took.as_millis()),
        1..60 => format!("{:.1} s", took.as_secs_f64()),
        _ => format!("{} min {} s", number(usize::try_from(seconds / 60).unwrap_or(usize::MAX)), seconds % 60),
    }
}
/// Stand-in.
pub fn load_report(_r: &crate::load::LoadReport, _s: &super::Style) -> String {
    String::new()
}

/// What was shipped, and how to begin with it. Ends with a line end.
pub fn ship_report(report: &ShipReport, style: &Style) -> String {
    let path = visible(&report.path.display().to_string());
    let counts = [
        ("facts", report.facts),
        ("entities", report.entities),
        ("documents", report.documents),
        ("views", report.views),
        ("tables", report.tables),
    ];
    let lines: Vec<Line> = counts.into_iter().map(|(label, count)| (label, count_text(count))).collect();
    let size = indicatif::HumanBytes(report.bytes).to_string();
    let begin = style.quiet(&format!(" begin with: sqlite3 {path} 'SELECT line FROM readme'"));
    format!(" {}  {}\n{}{begin}\n", style.strong(&path), style.quiet(&size), aligned(&lines))
}

/// A label and what stands beside it.
type Line<'a> = (&'a str, String);

/// Labels in a column, the numbers of what stands beside them in line at their last digit.
fn aligned(lines: &[Line<'_>]) -> String {
    let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit() && c != ',').unwrap_or(text.len());
    let labels = lines.iter().map(|(label, _)| display_width(label)).max().unwrap_or(0);
    let widest = lines.iter().map(|(_, text)| digits(text)).max().unwrap_or(0);
    let line = |(label, text): &Line| {
        let padding = " ".repeat(widest.saturating_sub(digits(text)));
        format!("   {label:<labels$}  {padding}{text}\n")
    };
    lines.iter().map(line).collect()
}

fn count_text(count: i64) -> String {
    number(usize::try_from(count).unwrap_or(0))
}
