//! What sources disagree about: the sides beside each other.

use super::super::receipts::{citation, object, qualifiers, said, sentence};
use super::super::table::{GridCell, GridColumn, Look, grid};
use super::super::text::{Style, counted, number, running};
use crate::answer::{EvidenceRecord, FactRecord, Value};
use crate::look::{Disputes, Rivalry};
use crate::value::Polarity;

/// How far the sides stand in.
const INDENT: usize = 3;

/// The least that a side's column may have; where the sides do not fit beside each other, they stand below.
const NARROWEST_SIDE: usize = 24;

/// What one side says.
struct Side {
    /// What it says, or that it denies.
    heading: String,
    look: Look,
    claims: Vec<String>,
}

pub(super) fn disputes(disputes: &Disputes, style: &Style) -> String {
    let contested = disputes.contested.iter().map(|fact| contested(fact, style));
    let rivalries = disputes.rivalries.iter().map(|rivalry| rivals(rivalry, style));
    let sections = [
        section("affirmed and denied", contested.collect(), disputes.contested_total, style),
        section("rival values", rivalries.collect(), disputes.rivalries_total, style),
    ];
    let sections: Vec<String> = sections.into_iter().flatten().collect();
    match sections.is_empty() {
        true => style.quiet(" no disputes") + "\n",
        false => sections.join("\n"),
    }
}

fn section(heading: &str, entries: Vec<String>, total: usize, style: &Style) -> Option<String> {
    if entries.is_empty() {
        return None;
    }
    let hidden = total.saturating_sub(entries.len());
    let hidden = (hidden > 0).then(|| style.quiet(&format!(" {} not shown", number(hidden))) + "\n");
    let count = style.quiet(&counted(total, "dispute", "disputes"));
    let entries: Vec<String> = entries.into_iter().chain(hidden).collect();
    Some(format!(" {}  {count}\n\n{}", style.strong(heading), entries.join("\n")))
}

fn contested(fact: &FactRecord, style: &Style) -> String {
    let of = |polarity: Polarity| fact.evidence.iter().filter(move |piece| piece.polarity == polarity).map(claim);
    let unsourced = fact.unsourced.then(|| "stated without a source".to_owned());
    let affirms = Side {
        heading: "says so".to_owned(),
        look: Look::Quiet,
        claims: of(Polarity::Affirms).chain(unsourced).collect(),
    };
    let denies = Side { heading: "denies it".to_owned(), look: Look::Warning, claims: of(Polarity::Denies).collect() };
    format!("{}{}", title(fact, &sentence(fact), style), sides(&[affirms, denies], style))
}

fn rivals(rivalry: &Rivalry, style: &Style) -> String {
    let title = said(&rivalry.subject.name, &rivalry.predicate, &Value::Literal(crate::value::Literal::Boolean(true)));
    let each = rivalry.facts.iter().map(|fact| {
        let time = fact.time.as_ref().map(|time| format!("  {}", time.as_str())).unwrap_or_default();
        // What holds both ways may be stated from the other side.
        let value = match &fact.object {
            Value::Entity(entity) if entity.id == rivalry.subject.id => fact.subject.clone().into(),
            value => value.clone(),
        };
        let heading = format!("{}  {}{}{time}", fact.id.0, object(&value), qualifiers(&fact.qualifiers));
        let unsourced = fact.unsourced.then(|| "stated without a source".to_owned());
        Side { heading, look: Look::Strong, claims: fact.evidence.iter().map(claim).chain(unsourced).collect() }
    });
    let sides = sides(&each.collect::<Vec<_>>(), style);
    format!("{}\n{sides}", style.hanging(" ", &style.strong(&title)))
}

/// The line of a fact with its number and time.
fn title(fact: &FactRecord, sentence: &str, style: &Style) -> String {
    let time = fact.time.as_ref().map(|time| format!("  {}", style.quiet(time.as_str()))).unwrap_or_default();
    let first = format!(" {}  ", style.quiet(&fact.id.0.to_string()));
    style.hanging(&first, &(style.strong(sentence) + &time)) + "\n"
}

/// A claim in lines: who says so and where, and the words.
fn claim(piece: &EvidenceRecord) -> String {
    let plain = Style::plain(usize::MAX);
    let cited = citation(piece, &plain);
    let quote = piece.quote.as_ref().map(|quote| format!("“{}”", running(&quote.text, &[], &plain)));
    [Some(cited).filter(|cited| !cited.is_empty()), quote].into_iter().flatten().collect::<Vec<_>>().join("\n")
}

/// Sides beside each other, or below each other where they do not fit.
fn sides(sides: &[Side], style: &Style) -> String {
    let available = style.columns().saturating_sub(INDENT);
    let width = (available / sides.len().max(1)).saturating_sub(2);
    if width < NARROWEST_SIDE {
        return sides.iter().map(|side| beside(std::slice::from_ref(side), available - 2, style)).collect();
    }
    beside(sides, width, style)
}

fn beside(sides: &[Side], width: usize, style: &Style) -> String {
    let headings = sides.iter().map(|side| GridCell::new(side.heading.clone(), side.look)).collect();
    let longest = sides.iter().map(|side| side.claims.len()).max().unwrap_or(0);
    let claim = |side: &Side, at: usize| side.claims.get(at).cloned().unwrap_or_default();
    let claims = (0..longest).map(|at| sides.iter().map(|side| GridCell::new(claim(side, at), Look::Plain)).collect());
    let rows: Vec<Vec<GridCell>> = [headings].into_iter().chain(claims).collect();
    grid(&vec![GridColumn::Exactly(width); sides.len()], &rows, INDENT, style)
}

/// Every claim of a dispute, one a record; `dispute` numbers them.
pub(super) fn records(disputes: &Disputes) -> Vec<Vec<String>> {
    let heading =
        ["dispute", "fact", "subject", "predicate", "object", "time", "polarity", "source", "document", "quote"];
    let mut records = vec![heading.map(str::to_owned).to_vec()];
    let contested = disputes.contested.iter().map(std::slice::from_ref);
    let all = contested.chain(disputes.rivalries.iter().map(|rivalry| rivalry.facts.as_slice()));
    for (at, facts) in all.enumerate() {
        for fact in facts {
            let unsourced = fact.unsourced.then(|| record(at + 1, fact, None));
            records.extend(fact.evidence.iter().map(|piece| record(at + 1, fact, Some(piece))).chain(unsourced));
        }
    }
    records
}

fn record(dispute: usize, fact: &FactRecord, piece: Option<&EvidenceRecord>) -> Vec<String> {
    let document = piece.and_then(|piece| piece.document.as_ref());
    vec![
        dispute.to_string(),
        fact.id.0.to_string(),
        fact.subject.name.clone(),
        fact.predicate.clone(),
        fact.object.text().into_owned(),
        fact.time.as_ref().map(|time| time.as_str().to_owned()).unwrap_or_default(),
        piece.map_or(Polarity::Affirms, |piece| piece.polarity).sign().to_owned(),
        piece.and_then(|piece| piece.source.as_ref()).map(|source| source.name.clone()).unwrap_or_default(),
        document.map(|document| document.label().to_owned()).unwrap_or_default(),
        piece.and_then(|piece| piece.quote.as_ref()).map(|quote| quote.text.clone()).unwrap_or_default(),
    ]
}
