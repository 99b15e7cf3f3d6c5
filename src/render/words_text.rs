//! A store's words, for reading.

use super::sheet::{Cell, Holds, Sheet};
use super::text::{Style, number, visible, width};
use crate::look::Words;
use crate::value::{KindId, ObjectType};
use crate::vocabulary::{Kind, Predicate};

/// The widest that the column of names becomes.
const WIDEST_NAME: usize = 36;

/// Kinds, the narrower ones below the wider, with how many things are of each, their other words and their meaning;
/// then predicates, with what they lead to, how many facts there are of each, their other phrases, their
/// characteristics and their meaning. Ends with a line end.
pub(super) fn words(words: &Words, style: &Style) -> String {
    let mut kinds = Vec::new();
    add_kinds(words, None, 0, &mut kinds);
    let predicates = stated_predicates(words).filter(|predicate| predicate.object_type != ObjectType::Kind);
    let predicates = predicates.map(|predicate| predicate_entry(words, predicate)).collect();
    let sections = [("kinds", "things", kinds), ("predicates", "facts", predicates)];
    let shown = sections.into_iter().filter(|(.., entries)| !entries.is_empty());
    let shown: Vec<String> = shown.map(|(heading, of, entries)| section(heading, of, &entries, style)).collect();
    match shown.is_empty() {
        true => style.quiet(" no kinds and no predicates") + "\n",
        false => shown.join("\n"),
    }
}

/// The kinds that facts state; those of rules are told with the rules.
fn stated_kinds(words: &Words) -> impl Iterator<Item = &Kind> {
    words.vocabulary.kinds().iter().filter(|kind| kind.rule.is_none())
}

/// The predicates that facts state.
fn stated_predicates(words: &Words) -> impl Iterator<Item = &Predicate> {
    words.vocabulary.predicates().iter().filter(|predicate| predicate.rule.is_none())
}

/// A word, how often it is used, and what is said of it.
struct Entry {
    name: String,
    count: usize,
    words: String,
}

fn section(heading: &str, counted: &str, entries: &[Entry], style: &Style) -> String {
    let widest = entries.iter().map(|entry| width(&entry.name)).max().unwrap_or(0).min(WIDEST_NAME);
    let digits = entries.iter().map(|entry| number(entry.count).len()).max().unwrap_or(0).max(counted.len());
    let line = |entry: &Entry| {
        let padding = " ".repeat(widest.saturating_sub(width(&entry.name)));
        let count = format!("{:>digits$}", number(entry.count));
        let first = format!("   {}{padding}  {count}  ", entry.name);
        style.hanging(&first, &style.quiet(&entry.words)).trim_end().to_owned() + "\n"
    };
    let padding = " ".repeat((widest + 3).saturating_sub(width(heading) + 1));
    let counted = style.quiet(&format!("{padding}  {counted:>digits$}"));
    format!(" {}{counted}\n{}", style.strong(heading), entries.iter().map(line).collect::<String>())
}

/// The kinds directly below `broader`, each followed by those below it.
fn add_kinds(words: &Words, broader: Option<KindId>, depth: usize, entries: &mut Vec<Entry>) {
    for kind in stated_kinds(words).filter(|kind| kind.broader == broader) {
        entries.push(Entry {
            name: format!("{}{}", "  ".repeat(depth), visible(&kind.name)),
            count: words.things.get(&kind.id).copied().unwrap_or(0),
            words: kind_words(kind),
        });
        // A circle of broader kinds is refused when it is loaded, and could not be reached from the top.
        add_kinds(words, Some(kind.id), depth + 1, entries);
    }
}

fn kind_words(kind: &Kind) -> String {
    explained(vec![kind.plural.clone().into_iter().chain(kind.phrases.clone()).collect()], &kind.description)
}

fn predicate_entry(words: &Words, predicate: &Predicate) -> Entry {
    let object = match predicate.object_kind {
        Some(kind) => words.vocabulary.kind(kind).name.clone(),
        None => predicate.object_type.name().to_owned(),
    };
    let inverse: Vec<String> = predicate.inverse.iter().chain(&predicate.inverse_phrases).cloned().collect();
    let inverse = if inverse.is_empty() { inverse } else { vec![format!("inverse {}", inverse.join(", "))] };
    let characteristics = predicate.characteristics().into_iter().map(str::to_owned).collect();
    let path = predicate.path.iter().map(|path| format!("also {path}")).collect();
    let qualified = words.qualified.get(&predicate.id).map(|count| format!("qualifies {}", number(*count)));
    let lists = vec![predicate.phrases.clone(), inverse, path, characteristics, qualified.into_iter().collect()];
    Entry {
        name: visible(&format!("{} ({object})", predicate.name)),
        count: words.facts.get(&predicate.id).copied().unwrap_or(0),
        words: explained(lists, &predicate.description),
    }
}

/// Lists of words, the lists apart by semicolons, and behind them what they mean.
fn explained(lists: Vec<Vec<String>>, description: &Option<String>) -> String {
    let lists = lists.iter().filter(|list| !list.is_empty()).map(|list| list.join(", "));
    let words = lists.collect::<Vec<_>>().join("; ");
    let parts = [Some(words).filter(|words| !words.is_empty()), description.clone()];
    visible(&parts.into_iter().flatten().collect::<Vec<_>>().join(" — "))
}

/// The columns of words.
const COLUMNS: [(&str, Holds); 6] = [
    ("word", Holds::Text),
    ("name", Holds::Text),
    ("of", Holds::Text),
    ("count", Holds::Number),
    ("other words", Holds::Text),
    ("description", Holds::Text),
];

/// Kinds and predicates, one a row.
pub(super) fn sheet(words: &Words) -> Sheet<'_> {
    let kind_name = |id: Option<KindId>| id.map(|id| words.vocabulary.kind(id).name.as_str());
    let list = |words: Vec<String>| if words.is_empty() { Cell::Nothing } else { Cell::from(words.join("; ")) };
    let kinds = stated_kinds(words).map(|kind| {
        vec![
            Cell::from("kind"),
            Cell::from(kind.name.as_str()),
            Cell::text_or_nothing(kind_name(kind.broader)),
            Cell::count(Some(words.things.get(&kind.id).copied().unwrap_or(0))),
            list([kind.plural()].into_iter().chain(kind.phrases.clone()).collect()),
            Cell::text_or_nothing(kind.description.as_deref()),
        ]
    });
    let predicates = stated_predicates(words).map(|predicate| {
        let others = predicate.phrases.iter().chain(&predicate.inverse).chain(&predicate.inverse_phrases);
        vec![
            Cell::from("predicate"),
            Cell::from(predicate.name.as_str()),
            Cell::from(kind_name(predicate.object_kind).unwrap_or(predicate.object_type.name())),
            Cell::count(Some(words.facts.get(&predicate.id).copied().unwrap_or(0))),
            list(others.cloned().collect()),
            Cell::text_or_nothing(predicate.description.as_deref()),
        ]
    });
    Sheet { rows: kinds.chain(predicates).collect(), ..Sheet::new(&COLUMNS) }
}
