//! What a statement changed, in words.

use super::text::{counted, visible};
use crate::answer::EntityRef;
use crate::session::Change;
use crate::store::{Action, Asserted, Changed, Counts, Undone};
use crate::value::{LoadId, QuoteState};

/// What a statement changed, in a line or two; no line end at the end.
pub fn change(change: &Change) -> String {
    match change {
        Change::Asserted(changed) => asserted(changed),
        Change::Retracted(changed) => {
            let facts: Vec<String> = changed.what.facts.iter().map(|fact| format!("fact {}", fact.0)).collect();
            let retracted = format!("retracted {}", facts.join(", "));
            match &changed.what.instead {
                Some(instead) => {
                    let what = format!("{retracted} and asserted fact {}", instead.fact.0);
                    line(&what, changed.load, &changed.difference) + &about(instead)
                }
                None => line(&retracted, changed.load, &changed.difference),
            }
        }
        Change::Merged(changed) => {
            let what = format!("{} is now {}", quoted(&changed.what.entity), quoted(&changed.what.into));
            format!("{}; {}", line(&what, changed.load, &Counts::default()), moved(changed.what.facts))
        }
        Change::Unmerged(changed) => {
            let (entity, from) = (quoted(&changed.what.entity), quoted(&changed.what.from));
            let what = format!("{entity} is its own again, and no more {from}");
            format!("{}; {}", line(&what, changed.load, &Counts::default()), moved(changed.what.facts))
        }
        Change::Distinguished(changed) => {
            let what = format!("{} is not {}", quoted(&changed.what.entity), quoted(&changed.what.other));
            line(&what, changed.load, &Counts::default())
        }
        Change::Aliased(entity, changed) => {
            let name = visible(&changed.what.name);
            let what = format!("“{name}” finds {}", quoted(entity));
            let shared = changed.what.others.iter().map(|(other, key)| {
                format!(
                    "\n“{name}” also names “{}” (@{}): a key or a kind tells them apart",
                    visible(other),
                    visible(key)
                )
            });
            line(&what, changed.load, &Counts::default()) + &shared.collect::<String>()
        }
        Change::Undone(changed) => undone(changed),
    }
}

fn asserted(changed: &Changed<Asserted>) -> String {
    let what = format!("asserted fact {}", changed.what.fact.0);
    line(&what, changed.load, &changed.difference) + &about(&changed.what)
}

/// What else there is to say of an assertion, each in a line of its own.
fn about(asserted: &Asserted) -> String {
    let Asserted { entity, quote, nearest, .. } = asserted;
    let mut text = String::new();
    if let Some(entity) = entity {
        text += &format!("\nmade {} with the key @{}", quoted(entity), visible(&entity.key));
    }
    let state = match quote {
        None => return text,
        Some(QuoteState::Verbatim) => "the document has the passage word for word",
        Some(QuoteState::Normalised) => "the document has the passage, but for white space, quotation marks or dashes",
        Some(QuoteState::Missing) => "the document does not have the passage",
        Some(QuoteState::Unchecked) => "the passage was not checked: there is no text of a document",
    };
    text += &format!("\n{state}");
    match nearest {
        Some(nearest) => text + &format!("; nearest is “{}”", visible(nearest)),
        None => text,
    }
}

fn undone(changed: &Changed<Undone>) -> String {
    let Undone { load, action, behind, counts } = changed.what;
    let what = match (load == behind, counts) {
        (true, _) => format!("undid load {}, {} `{}`", load.0, article(action), action.name()),
        (false, true) => format!("undid load {}, so that load {} counts again", load.0, behind.0),
        (false, false) => format!("undid load {}, so that load {} counts no more", load.0, behind.0),
    };
    line(&what, changed.load, &changed.difference)
}

pub(super) fn article(action: Action) -> &'static str {
    match action {
        Action::Assert | Action::Unmerge | Action::Alias | Action::Undo => "an",
        Action::Load
        | Action::Save
        | Action::Define
        | Action::Forget
        | Action::Retract
        | Action::Merge
        | Action::Distinct => "a",
    }
}

/// What was done, in which load, and how much more or fewer there is of what.
fn line(what: &str, load: Option<LoadId>, difference: &Counts) -> String {
    let Some(load) = load else { return format!("{what}: known already, nothing changed") };
    format!("{what} (load {}){}", load.0, counts_of(difference))
}

/// How much more or fewer there is of what, behind what is said before; nothing where it is as much.
pub(super) fn counts_of(difference: &Counts) -> String {
    let counts = [
        (difference.documents, "document", "documents"),
        (difference.entities, "entity", "entities"),
        (difference.facts, "fact", "facts"),
        (difference.evidence, "claim with evidence", "claims with evidence"),
    ];
    let parts: Vec<String> =
        counts.into_iter().filter(|(count, ..)| *count != 0).map(|(count, one, many)| more(count, one, many)).collect();
    if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) }
}

fn more(count: i64, one: &str, many: &str) -> String {
    let direction = if count > 0 { "more" } else { "fewer" };
    let (one, many) = (format!("{direction} {one}"), format!("{direction} {many}"));
    counted(usize::try_from(count.unsigned_abs()).unwrap_or(usize::MAX), &one, &many)
}

/// How many facts now name another entity.
fn moved(facts: i64) -> String {
    counted(usize::try_from(facts).unwrap_or(0), "fact is concerned", "facts are concerned")
}

pub(super) fn quoted(entity: &EntityRef) -> String {
    format!("“{}”", visible(&entity.name))
}
