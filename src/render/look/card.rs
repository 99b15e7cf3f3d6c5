//! The card of a thing.

use super::super::receipts::object;
use super::super::sheet::{Cell, Holds, Sheet};
use super::super::table::{GridCell, GridColumn, Look, grid, grid_fits};
use super::super::text::{Style, counted, visible};
use super::line::{self, COLUMNS, ONE_SOURCE, heading, other_end, sentence, standing, time};
use crate::answer::Value;
use crate::look::{Description, FactGroup, FactLine, Membership, Part};

/// How many facts of one predicate are shown, and how many where there are many predicates.
const SHOWN: usize = 12;
const SHOWN_OF_MANY: usize = 3;

/// From how many predicates on there are many.
const MANY: usize = 24;

/// The widest that the column of predicates becomes.
const WIDEST_PHRASE: usize = 22;

/// The widest that the column of times becomes.
const WIDEST_TIME: usize = 21;

/// The widest that the column of sources becomes.
const WIDEST_STANDING: usize = 18;

pub(super) fn card(description: &Description, style: &Style) -> String {
    let mut text = heading(&description.entity, style);
    let keys = description.merged.iter().map(|key| format!("@{}", visible(key)));
    let names = description.names.iter().map(|name| visible(name)).chain(keys).collect::<Vec<_>>().join(", ");
    let also = (!names.is_empty()).then(|| style.hanging("   also ", &names));
    let meaning = description.meaning.as_ref().map(|meaning| style.hanging("   ", &visible(meaning)));
    let claims = counted(description.claims, "claim is attributed to it", "claims are attributed to it");
    let claims = (description.claims > 0).then(|| style.hanging("   ", &style.quiet(&claims)));
    for line in [also, meaning, claims].into_iter().flatten() {
        text.push_str(&format!("{line}\n"));
    }
    let entries: Vec<Entry> = kinds(description).into_iter().chain(groups(description)).collect();
    if entries.is_empty() {
        return text + &style.quiet("   no facts") + "\n";
    }
    format!("{text}\n{}", in_columns(&entries, style).unwrap_or_else(|| below_phrases(&entries, style)))
}

/// A line of a card.
struct Entry {
    /// The predicate, in the first line of each.
    phrase: String,
    number: String,
    says: GridCell,
    time: String,
    standing: GridCell,
}

impl Entry {
    /// What it says with all that would otherwise have a column.
    fn whole(&self) -> String {
        let standing = Some(&self.standing.text).filter(|text| *text != ONE_SOURCE);
        let behind = [Some(&self.time), standing].into_iter().flatten().filter(|text| !text.is_empty());
        let behind: Vec<&str> = behind.map(String::as_str).collect();
        match behind.is_empty() {
            true => self.says.text.clone(),
            false => format!("{}  {}", self.says.text, behind.join(" · ")),
        }
    }
}

/// Entries with a column for each part; where that is too narrow, times and sources stand behind what is said. None where
/// that is too narrow too.
fn in_columns(entries: &[Entry], style: &Style) -> Option<String> {
    let columns = [
        GridColumn::Most(WIDEST_PHRASE),
        GridColumn::Number,
        GridColumn::Rest,
        GridColumn::Most(WIDEST_TIME),
        GridColumn::Most(WIDEST_STANDING),
    ];
    let first = |entry: &Entry| {
        [GridCell::new(entry.phrase.clone(), Look::Strong), GridCell::new(entry.number.clone(), Look::Quiet)]
    };
    let each = |entry: &Entry| {
        let behind = [entry.says.clone(), GridCell::new(entry.time.clone(), Look::Quiet), entry.standing.clone()];
        first(entry).into_iter().chain(behind).collect()
    };
    let together =
        |entry: &Entry| first(entry).into_iter().chain([GridCell::new(entry.whole(), entry.says.look)]).collect();
    let all: Vec<Vec<GridCell>> = entries.iter().map(each).collect();
    if grid_fits(&columns, &all, 0, style) {
        return Some(grid(&columns, &all, 0, style));
    }
    let few: Vec<Vec<GridCell>> = entries.iter().map(together).collect();
    let columns = &columns[..3];
    grid_fits(columns, &few, 0, style).then(|| grid(columns, &few, 0, style))
}

/// Each predicate in a line of its own, and its facts below it.
fn below_phrases(entries: &[Entry], style: &Style) -> String {
    let widest = entries.iter().map(|entry| entry.number.len()).max().unwrap_or(0);
    let mut text = String::new();
    for entry in entries {
        if !entry.phrase.is_empty() {
            text.push_str(&(style.hanging(" ", &style.strong(&entry.phrase)) + "\n"));
        }
        let first = format!("   {}  ", style.quiet(&format!("{:>widest$}", entry.number)));
        text.push_str(&(style.hanging(&first, &entry.whole()) + "\n"));
    }
    text
}

fn kinds(description: &Description) -> Vec<Entry> {
    entries_of("is", description.kinds.iter().map(|membership| (kind(membership), &membership.fact)))
}

/// A kind with the wider ones: `envoy (diplomat, person)`.
fn kind(membership: &Membership) -> String {
    let broader: Vec<String> = membership.broader.iter().map(|kind| visible(kind)).collect();
    match broader.is_empty() {
        true => visible(&membership.kind),
        false => format!("{} ({})", visible(&membership.kind), broader.join(", ")),
    }
}

fn groups(description: &Description) -> Vec<Entry> {
    description.groups.iter().flat_map(|group| group_entries(group, description)).collect()
}

fn group_entries(group: &FactGroup, description: &Description) -> Vec<Entry> {
    let says = |fact: &FactLine| match group.part {
        Part::Qualifier => sentence(fact),
        _ if is_true(fact) => "yes".to_owned(),
        Part::Subject | Part::Object => other_end(fact, &description.entity),
    };
    let phrase = match group.part {
        Part::Qualifier => format!("{}:", visible(&group.phrase)),
        Part::Subject | Part::Object => visible(&group.phrase),
    };
    let most = if description.groups.len() < MANY { SHOWN } else { SHOWN_OF_MANY };
    let shown = group.facts.iter().take(most);
    let mut found = entries_of(&phrase, shown.map(|fact| (says(fact), fact)));
    let hidden = group.total.saturating_sub(group.facts.len().min(most));
    if hidden > 0 {
        let more = counted(hidden, "more", "more");
        found.push(Entry {
            phrase: String::new(),
            number: String::new(),
            says: GridCell::new(format!("… and {more}"), Look::Quiet),
            time: String::new(),
            standing: GridCell::default(),
        });
    }
    found
}

/// Whether a fact says no more than its predicate: `remains unsettled`.
fn is_true(fact: &FactLine) -> bool {
    fact.qualifiers.is_empty() && object(&fact.object) == "true" && matches!(fact.object, Value::Literal(_))
}

/// The entries of one predicate, which is named in the first.
fn entries_of<'f>(phrase: &str, facts: impl Iterator<Item = (String, &'f FactLine)>) -> Vec<Entry> {
    let entry = |(at, (says, fact)): (usize, (String, &FactLine))| Entry {
        phrase: if at == 0 { phrase.to_owned() } else { String::new() },
        number: fact.id.0.to_string(),
        says: GridCell::new(says, Look::Plain),
        time: time(fact),
        standing: standing(fact),
    };
    facts.enumerate().map(entry).collect()
}

/// The facts of a card, one a row, each with the part that the thing has in it.
pub(in super::super) fn sheet(description: &Description) -> Sheet<'_> {
    let columns: Vec<(&str, Holds)> = [("part", Holds::Text)].into_iter().chain(COLUMNS).collect();
    let mut sheet = Sheet::new(&columns);
    let mut add = |part: &'static str, fact| {
        sheet.rows.push(std::iter::once(Cell::from(part)).chain(line::row(fact)).collect());
    };
    description.kinds.iter().for_each(|membership| add("subject", &membership.fact));
    for group in &description.groups {
        group.facts.iter().for_each(|fact| add(group.part.name(), fact));
    }
    sheet
}
