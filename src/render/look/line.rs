//! Facts in one line each, as cards and timelines show them.

use super::super::receipts::{object, qualifiers, said};
use super::super::table::{GridCell, Look};
use super::super::text::{Style, counted, visible};
use crate::answer::{EntityRef, Value};
use crate::look::{FactLine, Standing};

/// What heads a page about an entity: its name and its key.
pub(super) fn heading(entity: &EntityRef, style: &Style) -> String {
    let key = style.quiet(&format!("@{}", visible(&entity.key)));
    style.hanging(" ", &format!("{}  {key}", style.strong(&visible(&entity.name)))) + "\n"
}

/// The whole fact as a sentence.
pub(in crate::render) fn sentence(fact: &FactLine) -> String {
    said(&fact.subject.name, &fact.predicate, &fact.object) + &qualifiers(&fact.qualifiers)
}

/// What stands at the end of a fact that is not the entity.
pub(super) fn other_end(fact: &FactLine, entity: &EntityRef) -> String {
    object(&fact.other(entity)) + &qualifiers(&fact.qualifiers)
}

/// When it was so, as it was written.
pub(super) fn time(fact: &FactLine) -> String {
    fact.time.as_ref().map(|time| time.as_str().to_owned()).unwrap_or_default()
}

/// How many claims there are, and whether they agree.
pub(super) fn standing(fact: &FactLine) -> GridCell {
    let sources = counted(fact.sources, "source", "sources");
    let (text, look) = match fact.standing {
        Standing::Holds => (sources, Look::Quiet),
        Standing::AlsoDenied => (format!("{} for, {} against", fact.sources, fact.denials), Look::Warning),
        Standing::Rivalled => (format!("{sources}, disputed"), Look::Warning),
        Standing::Denied => ("denied".to_owned(), Look::Warning),
    };
    GridCell::new(text, look)
}

/// The headings of a fact's columns in comma-separated values.
pub(super) const COLUMNS: [&str; 9] =
    ["fact", "subject", "predicate", "object", "time", "qualifiers", "standing", "sources", "denials"];

/// A fact as a record of comma-separated values.
pub(super) fn record(fact: &FactLine) -> Vec<String> {
    let pairs = fact.qualifiers.iter().map(|(key, value)| format!("{key}: {}", Value::text(value)));
    vec![
        fact.id.0.to_string(),
        fact.subject.name.clone(),
        fact.predicate.clone(),
        fact.object.text().into_owned(),
        time(fact),
        pairs.collect::<Vec<_>>().join("; "),
        fact.standing.word().unwrap_or("holds").to_owned(),
        fact.sources.to_string(),
        fact.denials.to_string(),
    ]
}
