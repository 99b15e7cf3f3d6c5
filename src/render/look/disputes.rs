//! What sources disagree about: the sides beside each other.

use super::super::receipts::{evidence, object, qualifiers, said, sentence};
use super::super::sheet::{Cell, Holds, Sheet};
use super::super::table::{GridCell, GridColumn, Look, grid};
use super::super::text::{Style, counted, number};
use crate::answer::{EvidenceRecord, FactRecord, Value};
use crate::look::{Disputes, Rivalry};
use crate::value::Polarity;

/// How far the sides stand in.
const INDENT: usize = 3;

/// The least that a side's column may have; where the sides do not fit beside each other, they stand below.
const NARROWEST_SIDE: usize = 22;

/// What one side says.
struct Side<'f> {
    /// What it says, or that it denies.
    heading: String,
    look: Look,
    claims: Vec<Claim<'f>>,
}

/// A claim, or what is told in its place.
enum Claim<'f> {
    Piece(&'f EvidenceRecord),
    Words(String),
}

impl Claim<'_> {
    /// The words, with those marked that say so, and who says them and where.
    fn lines(&self, style: &Style) -> Vec<String> {
        match self {
            Claim::Piece(piece) => evidence(piece, true, style),
            Claim::Words(words) => vec![words.clone()],
        }
    }

    /// The same for a column, whose text has no colours: where there are some, marks would be taken for text.
    fn in_column(&self, style: &Style) -> String {
        match self {
            Claim::Piece(piece) => {
                evidence(piece, !style.colour, &Style::plain(usize::MAX)).join("\n").replace('\u{A0}', " ")
            }
            Claim::Words(words) => words.clone(),
        }
    }
}

/// What some of the evidence of a fact says.
fn claims(fact: &FactRecord, which: impl Fn(&EvidenceRecord) -> bool) -> impl Iterator<Item = Claim<'_>> {
    fact.evidence.iter().filter(move |piece| which(piece)).map(Claim::Piece)
}

/// That some record stated a fact without evidence, where one did.
fn unsourced(fact: &FactRecord) -> Option<Claim<'_>> {
    fact.unsourced.then(|| Claim::Words("stated without a source".to_owned()))
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
    let of = |polarity: Polarity| claims(fact, move |piece| piece.polarity == polarity);
    let affirms = Side {
        heading: "says so".to_owned(),
        look: Look::Quiet,
        claims: of(Polarity::Affirms).chain(unsourced(fact)).collect(),
    };
    let denies = Side { heading: "denies it".to_owned(), look: Look::Warning, claims: of(Polarity::Denies).collect() };
    format!("{}{}", title(fact, &sentence(fact), style), sides(&[affirms, denies], style))
}

fn rivals(rivalry: &Rivalry, style: &Style) -> String {
    let title = said(&rivalry.subject.name, &rivalry.predicate, &Value::Literal(crate::value::Literal::Boolean(true)));
    let mut positions: Vec<(String, Vec<&FactRecord>)> = Vec::new();
    for fact in &rivalry.facts {
        // What holds both ways may be stated from the other side.
        let value = match &fact.object {
            Value::Entity(entity) if entity.id == rivalry.subject.id => object(&fact.subject.clone().into()),
            value => object(value),
        };
        match positions.iter_mut().find(|(known, _)| *known == value) {
            Some((_, facts)) => facts.push(fact),
            None => positions.push((value, vec![fact])),
        }
    }
    let sides = sides(&positions.iter().map(|(value, facts)| position(value, facts)).collect::<Vec<_>>(), style);
    format!("{}\n{sides}", style.hanging(" ", &style.strong(&title)))
}

/// One value with the facts that state it: each with its number and time, and below it who says so.
fn position<'f>(value: &str, facts: &[&'f FactRecord]) -> Side<'f> {
    let stated = |fact: &FactRecord| {
        let time = fact.time.as_ref().map(|time| format!("  {}", time.as_str())).unwrap_or_default();
        format!("{}{time}", qualifiers(&fact.qualifiers))
    };
    let all = |fact: &'f FactRecord| claims(fact, |_| true).chain(unsourced(fact));
    match facts {
        [only] => {
            let heading = format!("{}  {value}{}", only.id.0, stated(only));
            Side { heading, look: Look::Strong, claims: all(only).collect() }
        }
        several => {
            let each = several.iter().flat_map(|fact| {
                let heading = Claim::Words(format!("{}{}", fact.id.0, stated(fact)));
                [heading].into_iter().chain(all(fact))
            });
            Side { heading: value.to_owned(), look: Look::Strong, claims: each.collect() }
        }
    }
}

/// The line of a fact with its number and time.
fn title(fact: &FactRecord, sentence: &str, style: &Style) -> String {
    let time = fact.time.as_ref().map(|time| format!("  {}", style.quiet(time.as_str()))).unwrap_or_default();
    let first = format!(" {}  ", style.quiet(&fact.id.0.to_string()));
    style.hanging(&first, &(style.strong(sentence) + &time)) + "\n"
}

/// Sides beside each other, or below each other where they do not fit.
fn sides(sides: &[Side<'_>], style: &Style) -> String {
    let available = style.columns().saturating_sub(INDENT);
    let width = (available / sides.len().max(1)).saturating_sub(2);
    if width < NARROWEST_SIDE {
        return sides.iter().map(|side| below(side, style)).collect();
    }
    beside(sides, width, style)
}

/// One side alone: its heading, and its claims below it.
fn below(side: &Side<'_>, style: &Style) -> String {
    let heading = match side.look {
        Look::Strong => style.strong(&side.heading),
        Look::Warning => style.warning(&side.heading),
        Look::Plain | Look::Quiet => style.quiet(&side.heading),
    };
    let indent = " ".repeat(INDENT + 1);
    let claims = side.claims.iter().flat_map(|claim| claim.lines(style));
    let claims = claims.map(|line| style.hanging(&format!("{indent}  "), &line) + "\n");
    [style.hanging(&indent, &heading) + "\n"].into_iter().chain(claims).collect()
}

fn beside(sides: &[Side<'_>], width: usize, style: &Style) -> String {
    let headings = sides.iter().map(|side| GridCell::new(side.heading.clone(), side.look)).collect();
    let claims = |side: &Side<'_>| {
        let claims: Vec<String> = side.claims.iter().map(|claim| claim.in_column(style)).collect();
        GridCell::new(claims.join("\n"), Look::Plain)
    };
    let rows: [Vec<GridCell>; 2] = [headings, sides.iter().map(claims).collect()];
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
