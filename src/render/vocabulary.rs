//! A store's words, for reading.

use textwrap::core::display_width;

use super::text::{Style, visible};
use crate::value::KindId;
use crate::vocabulary::{Kind, Predicate, Vocabulary};

/// The widest that the column of names becomes.
const WIDEST_NAME: usize = 36;

/// Kinds, the narrower ones below the wider, with their other words and their meaning; then predicates, with what they
/// lead to, their other phrases and their meaning. Ends with a line end, unless there are no words.
pub fn vocabulary(vocabulary: &Vocabulary, style: &Style) -> String {
    let mut kinds = Vec::new();
    add_kinds(vocabulary, None, 0, &mut kinds);
    let predicates = vocabulary.predicates().iter().map(|predicate| predicate_entry(vocabulary, predicate)).collect();
    let sections = [("kinds", kinds), ("predicates", predicates)];
    let shown = sections.into_iter().filter(|(_, entries)| !entries.is_empty());
    let shown: Vec<String> = shown.map(|(heading, entries)| section(heading, &entries, style)).collect();
    shown.join("\n")
}

/// A word and what is said of it.
type Entry = (String, String);

fn section(heading: &str, entries: &[Entry], style: &Style) -> String {
    let widest = entries.iter().map(|(name, _)| display_width(name)).max().unwrap_or(0).min(WIDEST_NAME);
    let line = |(name, words): &Entry| {
        let padding = " ".repeat(widest.saturating_sub(display_width(name)));
        style.hanging(&format!("   {name}{padding}  "), &style.quiet(words)).trim_end().to_owned() + "\n"
    };
    format!(" {}\n{}", style.strong(heading), entries.iter().map(line).collect::<String>())
}

/// The kinds directly below `broader`, each followed by those below it.
fn add_kinds(vocabulary: &Vocabulary, broader: Option<KindId>, depth: usize, entries: &mut Vec<Entry>) {
    for kind in vocabulary.kinds().iter().filter(|kind| kind.broader == broader) {
        entries.push((format!("{}{}", "  ".repeat(depth), visible(&kind.name)), kind_words(kind)));
        // A circle of broader kinds is refused when it is loaded, and could not be reached from the top.
        add_kinds(vocabulary, Some(kind.id), depth + 1, entries);
    }
}

fn kind_words(kind: &Kind) -> String {
    explained(vec![kind.plural.clone().into_iter().chain(kind.phrases.clone()).collect()], &kind.description)
}

fn predicate_entry(vocabulary: &Vocabulary, predicate: &Predicate) -> Entry {
    let object = match predicate.object_kind {
        Some(kind) => vocabulary.kind(kind).name.clone(),
        None => predicate.object_type.name().to_owned(),
    };
    let inverse: Vec<String> = predicate.inverse.iter().chain(&predicate.inverse_phrases).cloned().collect();
    let inverse = if inverse.is_empty() { inverse } else { vec![format!("inverse {}", inverse.join(", "))] };
    let words = explained(vec![predicate.phrases.clone(), inverse], &predicate.description);
    (visible(&format!("{} ({object})", predicate.name)), words)
}

/// Lists of words, the lists apart by semicolons, and behind them what they mean.
fn explained(lists: Vec<Vec<String>>, description: &Option<String>) -> String {
    let lists = lists.iter().filter(|list| !list.is_empty()).map(|list| list.join(", "));
    let words = lists.collect::<Vec<_>>().join("; ");
    let parts = [Some(words).filter(|words| !words.is_empty()), description.clone()];
    visible(&parts.into_iter().flatten().collect::<Vec<_>>().join(" — "))
}
