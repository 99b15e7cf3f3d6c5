//! What sources disagree about: the sides beside each other.

use super::super::receipts::{citation, object, qualifiers, said, sentence};
use super::super::sheet::{Cell, Holds, Sheet};
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

/// The columns of claims.
const COLUMNS: [(&str, Holds); 10] = [
    ("dispute", Holds::Number),
    ("fact", Holds::Number),
    ("subject", Holds::Named),
    ("predicate", Holds::Text),
    ("object", Holds::Text),
    ("time", Holds::Date),
    ("polarity", Holds::Text),
    ("source", Holds::Named),
    ("document", Holds::Named),
    ("quote", Holds::Text),
];

/// Every claim of a dispute, one a row; `dispute` numbers them.
pub(in super::super) fn sheet(disputes: &Disputes) -> Sheet<'_> {
    let mut sheet = Sheet::new(&COLUMNS);
    let contested = disputes.contested.iter().map(std::slice::from_ref);
    let all = contested.chain(disputes.rivalries.iter().map(|rivalry| rivalry.facts.as_slice()));
    for (at, facts) in all.enumerate() {
        for fact in facts {
            let unsourced = fact.unsourced.then(|| row(at + 1, fact, None));
            sheet.rows.extend(fact.evidence.iter().map(|piece| row(at + 1, fact, Some(piece))).chain(unsourced));
        }
    }
    sheet
}

fn row<'f>(dispute: usize, fact: &'f FactRecord, piece: Option<&'f EvidenceRecord>) -> Vec<Cell<'f>> {
    let document = piece.and_then(|piece| piece.document.as_ref());
    let source = piece.and_then(|piece| piece.source.as_ref());
    let quote = piece.and_then(|piece| piece.quote.as_ref());
    vec![
        Cell::count(Some(dispute)),
        Cell::Whole(fact.id.0),
        Cell::Named { name: &fact.subject.name, key: &fact.subject.key },
        Cell::from(fact.predicate.as_str()),
        Cell::from(&fact.object),
        Cell::time(fact.time.as_ref()),
        Cell::from(piece.map_or(Polarity::Affirms, |piece| piece.polarity).sign()),
        source.map_or(Cell::Nothing, |source| Cell::Named { name: &source.name, key: &source.key }),
        document.map_or(Cell::Nothing, |document| Cell::Named { name: document.label(), key: &document.key }),
        Cell::text_or_nothing(quote.map(|quote| quote.text.as_str())),
    ]
}
