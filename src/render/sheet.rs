//! Answers and what statements that look come to as one table of typed cells: what every form of rows and columns is
//! made from.

use std::borrow::Cow;

use super::receipts::citation;
use super::text::Style;
use crate::answer::{Answer, Column, ColumnType, EvidenceRecord, FactRecord, Receipt, Receipts, Value};
use crate::edtf::Edtf;
use crate::value::{FactId, Literal, ObjectType};

/// The largest whole number up to which all are exact as floating-point numbers, which other programs have alone.
pub(super) const LARGEST_EXACT: u64 = 1 << 53;

/// A table: columns, and rows with a cell for each.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sheet<'a> {
    /// The columns; two may have one heading.
    pub columns: Vec<SheetColumn>,
    /// The rows.
    pub rows: Vec<Vec<Cell<'a>>>,
}

/// A column of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SheetColumn {
    /// Its heading.
    pub name: String,
    /// What its cells are, if they are anything.
    pub holds: Holds,
}

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    /// Texts.
    Text,
    /// Things and documents by their names, each with its key.
    Named,
    /// Numbers.
    Number,
    /// Dates in EDTF; texts among them are a source's words for a time.
    Date,
    /// Truth values.
    Truth,
    /// Web addresses.
    Url,
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell<'a> {
    /// No value.
    Nothing,
    /// A text.
    Text(Cow<'a, str>),
    /// A thing or document.
    Named {
        /// What it is called.
        name: &'a str,
        /// Its key.
        key: &'a str,
    },
    /// A whole number.
    Whole(i64),
    /// A decimal number.
    Decimal(f64),
    /// A date.
    Date(Edtf),
    /// True or false.
    Truth(bool),
    /// A web address.
    Url(Cow<'a, str>),
}

impl<'a> Cell<'a> {
    /// A text, or nothing.
    pub fn text_or_nothing(text: Option<impl Into<Cow<'a, str>>>) -> Self {
        text.map_or(Cell::Nothing, |text| Cell::Text(text.into()))
    }

    /// A count or place, or nothing.
    pub fn count(number: Option<usize>) -> Self {
        number.and_then(|number| i64::try_from(number).ok()).map_or(Cell::Nothing, Cell::Whole)
    }

    /// A time, or nothing.
    pub fn time(time: Option<&Edtf>) -> Self {
        time.cloned().map_or(Cell::Nothing, Cell::Date)
    }

    /// The cell as text; empty for nothing.
    pub fn as_text(&self) -> Cow<'_, str> {
        match self {
            Cell::Nothing => Cow::Borrowed(""),
            Cell::Text(text) | Cell::Url(text) => Cow::Borrowed(text),
            Cell::Named { name, .. } => Cow::Borrowed(name),
            Cell::Whole(number) => Cow::Owned(number.to_string()),
            Cell::Decimal(number) => Cow::Owned(Literal::Decimal(*number).to_string()),
            Cell::Date(date) => Cow::Borrowed(date.as_str()),
            Cell::Truth(truth) => Cow::Borrowed(if *truth { "true" } else { "false" }),
        }
    }
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Cell::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Cell::Text(Cow::Owned(text))
    }
}

impl<'a> From<&'a Value> for Cell<'a> {
    fn from(value: &'a Value) -> Self {
        match value {
            Value::Nothing => Cell::Nothing,
            Value::Entity(entity) => Cell::Named { name: &entity.name, key: &entity.key },
            Value::Document(document) => Cell::Named { name: document.label(), key: &document.key },
            Value::Kind(_, name) => Cell::from(name.as_str()),
            Value::Literal(Literal::Text(text)) => Cell::from(text.as_str()),
            Value::Literal(Literal::Url(url)) => Cell::Url(Cow::Borrowed(url)),
            Value::Literal(Literal::Integer(number)) => Cell::Whole(*number),
            Value::Literal(Literal::Decimal(number)) => Cell::Decimal(*number),
            Value::Literal(Literal::Date(date)) => Cell::Date(date.clone()),
            Value::Literal(Literal::Boolean(truth)) => Cell::Truth(*truth),
        }
    }
}

impl From<&Column> for SheetColumn {
    fn from(column: &Column) -> Self {
        let holds = match column.column_type {
            ColumnType::Entity | ColumnType::Document => Holds::Named,
            ColumnType::When | ColumnType::Literal(ObjectType::Date) => Holds::Date,
            ColumnType::Count | ColumnType::Literal(ObjectType::Number) => Holds::Number,
            ColumnType::Literal(ObjectType::Boolean) => Holds::Truth,
            ColumnType::Literal(ObjectType::Url) => Holds::Url,
            ColumnType::Kind | ColumnType::Literal(ObjectType::Text | ObjectType::Entity | ObjectType::Kind) => {
                Holds::Text
            }
        };
        SheetColumn { name: column.name.clone(), holds }
    }
}

impl<'a> Sheet<'a> {
    /// A sheet without rows.
    pub fn new(columns: &[(&str, Holds)]) -> Self {
        let column = |(name, holds): &(&str, Holds)| SheetColumn { name: (*name).to_owned(), holds: *holds };
        Sheet { columns: columns.iter().map(column).collect(), rows: Vec::new() }
    }

    /// The rows of an answer as stored; a verdict is one row with the column `verdict`.
    pub fn of(answer: &'a Answer) -> Self {
        match answer.verdict {
            Some(verdict) => {
                let rows = vec![vec![Cell::from(verdict.name())]];
                Sheet { rows, ..Sheet::new(&[("verdict", Holds::Text)]) }
            }
            None => Sheet {
                columns: answer.columns.iter().map(SheetColumn::from).collect(),
                rows: answer.rows.iter().map(|row| row.iter().map(Cell::from).collect()).collect(),
            },
        }
    }

    /// The rows of an answer; where it has receipts, a last column `sources` holds each quote with who says so and where,
    /// one a line.
    pub fn with_citations(answer: &'a Answer) -> Self {
        let mut sheet = Sheet::of(answer);
        if let Some(receipts) = &answer.receipts {
            let cited = |receipt: &Receipt| (receipt.row, citations(receipts, &receipt.facts()));
            sheet.add_sources(receipts.rows.iter().map(cited).collect());
        }
        sheet
    }

    /// Adds a last column `sources` with a text for each of these rows.
    pub fn add_sources(&mut self, sources: Vec<(usize, String)>) {
        self.columns.push(SheetColumn { name: "sources".to_owned(), holds: Holds::Text });
        let mut cells = vec![Cell::Nothing; self.rows.len()];
        for (row, text) in sources {
            if let Some(cell) = cells.get_mut(row) {
                *cell = if text.is_empty() { Cell::Nothing } else { Cell::from(text) };
            }
        }
        self.rows.iter_mut().zip(cells).for_each(|(row, cell)| row.push(cell));
    }

    /// What each row of an answer rests on: a row for each piece of evidence of each fact, or one for a fact without.
    pub fn of_sources(receipts: &'a Receipts) -> Self {
        let mut sheet = Sheet::new(&SOURCES);
        for receipt in &receipts.rows {
            for fact in receipt.facts().iter().filter_map(|id| receipts.facts.get(id)) {
                let pieces = fact.evidence.iter().map(Some);
                let unsourced = fact.evidence.is_empty().then_some(None);
                sheet.rows.extend(pieces.chain(unsourced).map(|piece| source(receipt.row + 1, fact, piece)));
            }
        }
        sheet
    }
}

/// A name that is not taken: `count`, `count_2`, `count_3`.
pub(super) fn free_name(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2..).map(|number| format!("{name}_{number}"));
    let mut candidates = std::iter::once(name.to_owned()).chain(numbered);
    candidates.find(|candidate| !is_taken(candidate)).unwrap_or_else(|| name.to_owned())
}

/// The columns of what rows rest on.
const SOURCES: [(&str, Holds); 19] = [
    ("row", Holds::Number),
    ("fact", Holds::Number),
    ("subject", Holds::Named),
    ("predicate", Holds::Text),
    ("object", Holds::Text),
    ("time", Holds::Date),
    ("qualifiers", Holds::Text),
    ("quote", Holds::Text),
    ("document", Holds::Named),
    ("publisher", Holds::Text),
    ("published", Holds::Text),
    ("url", Holds::Url),
    ("start", Holds::Number),
    ("end", Holds::Number),
    ("quote state", Holds::Text),
    ("source", Holds::Named),
    ("modality", Holds::Text),
    ("polarity", Holds::Text),
    ("confidence", Holds::Number),
];

fn source<'a>(row: usize, fact: &'a FactRecord, piece: Option<&'a EvidenceRecord>) -> Vec<Cell<'a>> {
    let document = piece.and_then(|piece| piece.document.as_ref());
    let quote = piece.and_then(|piece| piece.quote.as_ref());
    let offsets = quote.and_then(|quote| quote.offsets.as_ref());
    let speaker = piece.and_then(|piece| piece.source.as_ref());
    vec![
        Cell::count(Some(row)),
        Cell::Whole(fact.id.0),
        Cell::Named { name: &fact.subject.name, key: &fact.subject.key },
        Cell::from(fact.predicate.as_str()),
        Cell::from(&fact.object),
        Cell::time(fact.time.as_ref()),
        qualifiers(&fact.qualifiers),
        Cell::text_or_nothing(quote.map(|quote| quote.text.as_str())),
        document.map_or(Cell::Nothing, |document| Cell::Named { name: document.label(), key: &document.key }),
        Cell::text_or_nothing(document.and_then(|document| document.publisher.as_deref())),
        Cell::text_or_nothing(document.and_then(|document| document.published.as_deref())),
        document.and_then(|document| document.url.as_deref()).map_or(Cell::Nothing, |url| Cell::Url(url.into())),
        Cell::count(offsets.map(|range| range.start)),
        Cell::count(offsets.map(|range| range.end)),
        Cell::text_or_nothing(quote.map(|quote| quote.state.name())),
        speaker.map_or(Cell::Nothing, |speaker| Cell::Named { name: &speaker.name, key: &speaker.key }),
        Cell::text_or_nothing(piece.map(|piece| piece.modality.name())),
        Cell::text_or_nothing(piece.map(|piece| piece.polarity.sign())),
        piece.and_then(|piece| piece.confidence).map_or(Cell::Nothing, Cell::Decimal),
    ]
}

/// What is said of a fact itself: `as: special envoy; representing: United States`.
pub(super) fn qualifiers<'a>(qualifiers: &[(String, Value)]) -> Cell<'a> {
    let pairs: Vec<String> = qualifiers.iter().map(|(key, value)| format!("{key}: {}", Value::text(value))).collect();
    if pairs.is_empty() { Cell::Nothing } else { Cell::from(pairs.join("; ")) }
}

fn citations(receipts: &Receipts, facts: &[FactId]) -> String {
    let evidence = facts.iter().filter_map(|id| receipts.facts.get(id)).flat_map(|fact| &fact.evidence);
    let mut lines: Vec<String> = Vec::new();
    for piece in evidence {
        let quote = piece.quote.as_ref().map(|quote| format!("“{}” ", quote.text)).unwrap_or_default();
        let line = quote + &citation(piece, &Style::plain(usize::MAX));
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines.join("\n")
}
