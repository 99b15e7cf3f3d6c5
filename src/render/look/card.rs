//! The card of a thing.

use super::super::receipts::object;
use super::super::sheet::{Cell, Holds, Sheet};
use super::super::table::{GridCell, GridColumn, Look, grid};
use super::super::text::{Style, counted, visible};
use super::line::{self, COLUMNS, heading, other_end, sentence, standing, time};
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
    let rows: Vec<Vec<GridCell>> = kinds(description).into_iter().chain(groups(description)).collect();
    if rows.is_empty() {
        return text + &style.quiet("   no facts") + "\n";
    }
    let columns = [
        GridColumn::Most(WIDEST_PHRASE),
        GridColumn::Number,
        GridColumn::Rest,
        GridColumn::Most(WIDEST_TIME),
        GridColumn::Most(WIDEST_STANDING),
    ];
    format!("{text}\n{}", grid(&columns, &rows, 0, style))
}

fn kinds(description: &Description) -> Vec<Vec<GridCell>> {
    rows("is", description.kinds.iter().map(|membership| (kind(membership), &membership.fact)))
}

/// A kind with the wider ones: `envoy (diplomat, person)`.
fn kind(membership: &Membership) -> String {
    let broader: Vec<String> = membership.broader.iter().map(|kind| visible(kind)).collect();
    match broader.is_empty() {
        true => visible(&membership.kind),
        false => format!("{} ({})", visible(&membership.kind), broader.join(", ")),
    }
}

fn groups(description: &Description) -> Vec<Vec<GridCell>> {
    description.groups.iter().flat_map(|group| group_rows(group, description)).collect()
}

fn group_rows(group: &FactGroup, description: &Description) -> Vec<Vec<GridCell>> {
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
    let mut found = rows(&phrase, shown.map(|fact| (says(fact), fact)));
    let hidden = group.total.saturating_sub(group.facts.len().min(most));
    if hidden > 0 {
        let more = counted(hidden, "more", "more");
        let mut row = vec![GridCell::default(); 5];
        row[2] = GridCell::new(format!("… and {more}"), Look::Quiet);
        found.push(row);
    }
    found
}

/// Whether a fact says no more than its predicate: `remains unsettled`.
fn is_true(fact: &FactLine) -> bool {
    fact.qualifiers.is_empty() && object(&fact.object) == "true" && matches!(fact.object, Value::Literal(_))
}

/// The rows of one predicate, which is named in the first.
fn rows<'f>(phrase: &str, facts: impl Iterator<Item = (String, &'f FactLine)>) -> Vec<Vec<GridCell>> {
    let row = |(at, (says, fact)): (usize, (String, &FactLine))| {
        vec![
            GridCell::new(if at == 0 { phrase } else { "" }, Look::Strong),
            GridCell::new(fact.id.0.to_string(), Look::Quiet),
            GridCell::new(says, Look::Plain),
            GridCell::new(time(fact), Look::Quiet),
            standing(fact),
        ]
    };
    facts.enumerate().map(row).collect()
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
