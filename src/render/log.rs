//! What was done to a store: as text, as JSON, and as a script that does it again.

use serde_json::{Value as Json, json};

use super::json;
use super::text::{Style, counted, visible};
use crate::store::{Counts, LogEntry, Replay};

/// Loads for reading, in the order that they are given in; `all` is how many there are. Ends with a line end.
pub fn log(entries: &[LogEntry], all: usize, style: &Style) -> String {
    let widest = entries.iter().map(|entry| entry.load.to_string().len()).max().unwrap_or(1);
    let lines: String = entries.iter().map(|entry| self::entry(entry, widest, style)).collect();
    let hidden = all.saturating_sub(entries.len());
    let tally = match hidden {
        0 => counted(all, "load", "loads"),
        hidden => format!("… and {} before", counted(hidden, "load", "loads")),
    };
    lines + &style.quiet(&format!(" {tally}")) + "\n"
}

/// A load in a line, and what else is to be said of it in lines below.
fn entry(entry: &LogEntry, widest: usize, style: &Style) -> String {
    let head = format!(" {:>widest$}  {}  ", entry.load, readable(&entry.at));
    let what = match (entry.source.as_deref(), entry.undoes) {
        (Some(source), _) => format!("{} {}", entry.action.name(), visible(source)),
        (None, Some(load)) => format!("{} load {load}", entry.action.name()),
        (None, None) => entry.action.name().to_owned(),
    };
    let counts = counts(&entry.counts);
    let what = if counts.is_empty() { what } else { format!("{what}: {counts}") };
    let mut text = style.hanging(&head, &what) + "\n";
    let below = " ".repeat(textwrap::core::display_width(&head));
    if let Some(line) = remarks(entry) {
        text += &style.hanging(&below, &style.quiet(&line));
        text.push('\n');
    }
    if let Some(by) = entry.undone_by {
        text += &style.hanging(&below, &style.warning(&format!("counts no more since load {by}")));
        text.push('\n');
    }
    text
}

/// Who did it, and their words.
fn remarks(entry: &LogEntry) -> Option<String> {
    let who = entry.who.as_deref().map(|who| format!("by {}", visible(who)));
    let note = entry.note.as_deref().map(|note| format!("“{}”", visible(note)));
    let said: Vec<String> = who.into_iter().chain(note).collect();
    (!said.is_empty()).then(|| said.join(", "))
}

/// `2026-01-24 12:00:00` out of RFC 3339 in UTC.
fn readable(at: &str) -> String {
    visible(&at.replace('T', " ").replace('Z', ""))
}

/// What was added: `1 document, 54 entities`; nothing where nothing was.
fn counts(counts: &Counts) -> String {
    let counts = [
        (counts.documents, "document", "documents"),
        (counts.entities, "entity", "entities"),
        (counts.facts, "fact", "facts"),
        (counts.evidence, "claim with evidence", "claims with evidence"),
    ];
    let of = |(count, one, many): (i64, &str, &str)| counted(usize::try_from(count).unwrap_or(0), one, many);
    counts.into_iter().filter(|(count, ..)| *count > 0).map(of).collect::<Vec<_>>().join(", ")
}

/// Loads as an array with an object for each, one a line.
pub fn log_json(entries: &[LogEntry]) -> String {
    json::array(entries.iter().map(object))
}

fn object(entry: &LogEntry) -> Json {
    json!({
        "load": entry.load,
        "at": entry.at,
        "action": entry.action.name(),
        "source": entry.source,
        "sha256": entry.sha256,
        "who": entry.who,
        "note": entry.note,
        "undoes": entry.undoes,
        "undone_by": entry.undone_by,
        "documents": entry.counts.documents,
        "entities": entry.counts.entities,
        "facts": entry.counts.facts,
        "evidence": entry.counts.evidence,
    })
}

/// The changes that statements made as a script, the oldest first. Other loads are told in comments, so that whoever runs it
/// sees what it was said of.
pub fn script(replays: &[Replay]) -> String {
    replays.iter().map(replayed).collect()
}

fn replayed(replay: &Replay) -> String {
    let load = &replay.load;
    if !replay.statements.is_empty() {
        return replay.statements.iter().map(|statement| format!("{statement};\n")).collect();
    }
    // Control characters are shown as their pictures, so that the words stay in the line of their comment.
    let what = match (&load.source, load.undoes) {
        (Some(source), _) => format!(" {}", visible(source)),
        (None, Some(undone)) => format!(" load {undone}"),
        (None, None) => load.note.as_deref().map(|note| format!(" {}", visible(note))).unwrap_or_default(),
    };
    let state = if load.undone_by.is_some() { ", which counts no more" } else { "" };
    format!("# load {}: {}{what}{state}\n", load.load, load.action.name())
}
