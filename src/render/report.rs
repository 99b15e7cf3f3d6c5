//! What was done and how much there is, in words.

use std::path::Path;
use std::time::Duration;

use super::text::{counted, number, visible};
use crate::store::Counts;

/// A store in one line: `talks.db: 90 facts about 54 entities, 105 claims from 1 document`.
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
    let claims = of(counts.evidence, "claim", "claims");
    let documents = of(counts.documents, "document", "documents");
    format!("{name}: {facts} about {entities}, {claims} from {documents}")
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
/// Stand-in.
pub fn ship_report(_r: &crate::ship::ShipReport, _s: &super::Style) -> String {
    String::new()
}
