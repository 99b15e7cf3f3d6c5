//! Facts in one line each, as cards and timelines show them.

use super::super::receipts::{object, qualifiers, said};
use super::super::sheet::{self, Cell, Holds};
use super::super::table::{GridCell, Look};
use super::super::text::{Style, counted, visible};
use crate::answer::EntityRef;
use crate::look::{FactLine, Standing};

/// What heads a page about an entity: its name and its key.
pub(super) fn heading(entity: &EntityRef, style: &Style) -> String {
    let key = style.quiet(&format!("@{}", visible(&entity.key)));
    style.hanging(" ", &format!("{}  {key}", style.strong(&visible(&entity.name)))) + "\n"
}

/// The whole fact as a sentence: `Steve Witkoff attended UAE talks {representing: United States}`.
pub fn sentence(fact: &FactLine) -> String {
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

/// How a fact stands that goes without saying.
pub(super) const ONE_SOURCE: &str = "1 source";

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

/// The columns of facts.
pub(super) const COLUMNS: [(&str, Holds); 9] = [
    ("fact", Holds::Number),
    ("subject", Holds::Named),
    ("predicate", Holds::Text),
    ("object", Holds::Text),
    ("time", Holds::Date),
    ("qualifiers", Holds::Text),
    ("standing", Holds::Text),
    ("sources", Holds::Number),
    ("denials", Holds::Number),
];

/// A fact as a row of these columns.
pub(super) fn row(fact: &FactLine) -> Vec<Cell<'_>> {
    vec![
        Cell::Whole(fact.id.0),
        Cell::Named { name: &fact.subject.name, key: &fact.subject.key },
        Cell::from(fact.predicate.as_str()),
        Cell::from(&fact.object),
        Cell::time(fact.time.as_ref()),
        sheet::qualifiers(&fact.qualifiers),
        Cell::from(fact.standing.word().unwrap_or("holds")),
        Cell::count(Some(fact.sources)),
        Cell::count(Some(fact.denials)),
    ]
}
