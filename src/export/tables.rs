//! A store as plain tables, for formats that are one: which columns they have, and their rows.

use crate::answer::Value;
use crate::diagnostic::Result;
use crate::edtf::Edtf;
use crate::store::export::{DocumentRow, EntityRow, EvidenceRow, FactRow, QualifierRow, Snapshot};
use crate::value::{Literal, Modality, Polarity};

use super::ExportReport;

/// A table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Table {
    Entities,
    Names,
    Documents,
    Facts,
    Qualifiers,
    Evidence,
}

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    Text,
    Integer,
    Number,
    Boolean,
    Day,
}

/// A value of a row; [`Cell::Nothing`] fits every column.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Nothing,
    Text(String),
    Integer(i64),
    Number(f64),
    Boolean(bool),
    /// A Julian day number.
    Day(i64),
}

use Column::{Boolean, Day, Integer, Number, Text};

impl Table {
    pub(super) const ALL: [Table; 6] =
        [Table::Entities, Table::Names, Table::Documents, Table::Facts, Table::Qualifiers, Table::Evidence];

    /// Its columns by name.
    pub(super) fn columns(self) -> &'static [(&'static str, Column)] {
        match self {
            Table::Entities => &[("key", Text), ("name", Text), ("kinds", Text), ("description", Text)],
            Table::Names => &[("entity", Text), ("name", Text), ("preferred", Boolean)],
            Table::Documents => &[
                ("key", Text),
                ("title", Text),
                ("publisher", Text),
                ("url", Text),
                ("published", Text),
                ("retrieved", Text),
                ("language", Text),
                ("licence", Text),
                ("text", Text),
            ],
            Table::Facts => &[
                ("fact", Integer),
                ("subject", Text),
                ("subject_name", Text),
                ("predicate", Text),
                ("object", Text),
                ("object_name", Text),
                ("object_type", Text),
                ("number", Number),
                ("time", Text),
                ("first_day", Day),
                ("last_day", Day),
                ("qualifiers", Text),
                ("holds", Boolean),
                ("denied", Boolean),
                ("stated", Boolean),
                ("claims", Integer),
            ],
            Table::Qualifiers => &[
                ("fact", Integer),
                ("predicate", Text),
                ("object", Text),
                ("object_name", Text),
                ("object_type", Text),
                ("number", Number),
            ],
            Table::Evidence => &[
                ("evidence", Integer),
                ("fact", Integer),
                ("document", Text),
                ("quote", Text),
                ("quote_state", Text),
                ("prefix", Text),
                ("suffix", Text),
                ("source", Text),
                ("source_name", Text),
                ("modality", Text),
                ("polarity", Text),
                ("confidence", Number),
                ("extractor", Text),
                ("time_text", Text),
            ],
        }
    }
}

/// Shows every row of every table to `visit`: those of one table are not all together, since what belongs to a fact comes
/// with it.
pub(super) fn each_row(
    snapshot: &Snapshot<'_>,
    report: &mut ExportReport,
    visit: &mut dyn FnMut(Table, Vec<Cell>) -> Result<()>,
) -> Result<()> {
    report.leave_out_own(snapshot)?;
    snapshot.entities(&mut |row| {
        // A merged one is the other: its names are among that one's.
        if row.merged {
            return Ok(());
        }
        report.entities += 1;
        visit(Table::Entities, entity(&row, &snapshot.kinds(row.id)?))?;
        visit(Table::Names, name(&row.key, &row.name, true))?;
        snapshot.other_names(&row)?.iter().try_for_each(|other| visit(Table::Names, name(&row.key, other, false)))
    })?;
    snapshot.documents(&mut |row| {
        report.documents += 1;
        visit(Table::Documents, document(row))
    })?;
    snapshot.facts(&mut |row| {
        report.facts += 1;
        report.evidence += row.evidence.len();
        visit(Table::Facts, fact(&row))?;
        row.qualifiers.iter().try_for_each(|each| visit(Table::Qualifiers, qualifier(&row, each)))?;
        row.evidence.iter().try_for_each(|each| visit(Table::Evidence, evidence(&row, each)))
    })
}

fn entity(row: &EntityRow, kinds: &[String]) -> Vec<Cell> {
    vec![text(&row.key), text(&row.name), text(&kinds.join("; ")), some(&row.description)]
}

fn name(entity: &str, name: &str, preferred: bool) -> Vec<Cell> {
    vec![text(entity), text(name), Cell::Boolean(preferred)]
}

fn document(row: DocumentRow) -> Vec<Cell> {
    let DocumentRow { key, title, publisher, url, published, retrieved, language, licence, text, .. } = row;
    let rest = [title, publisher, url, published, retrieved, language, licence, text];
    let rest = rest.into_iter().map(|value| value.map_or(Cell::Nothing, Cell::Text));
    std::iter::once(Cell::Text(key)).chain(rest).collect()
}

fn fact(row: &FactRow) -> Vec<Cell> {
    let [object, object_name, object_type, number] = object(&row.object);
    let day = |day: fn(&Edtf) -> i64| row.time.as_ref().map_or(Cell::Nothing, |time| Cell::Day(day(time)));
    vec![
        Cell::Integer(row.id.0),
        text(&row.subject.key),
        text(&row.subject.name),
        text(&row.predicate_name),
        object,
        object_name,
        object_type,
        number,
        row.time.as_ref().map_or(Cell::Nothing, |time| text(time.as_str())),
        day(|time| time.first_day),
        day(|time| time.last_day),
        text(&qualifiers_text(&row.qualifiers)),
        Cell::Boolean(row.standing.holds),
        Cell::Boolean(row.standing.denied),
        Cell::Boolean(row.standing.unsourced),
        Cell::Integer(row.evidence.len() as i64),
    ]
}

fn qualifier(fact: &FactRow, row: &QualifierRow) -> Vec<Cell> {
    let [object, object_name, object_type, number] = object(&row.value);
    vec![Cell::Integer(fact.id.0), text(&row.predicate), object, object_name, object_type, number]
}

fn evidence(fact: &FactRow, row: &EvidenceRow) -> Vec<Cell> {
    let source = |part: fn(&crate::answer::EntityRef) -> &String| row.source.as_ref().map(part).cloned();
    vec![
        Cell::Integer(row.id),
        Cell::Integer(fact.id.0),
        some(&row.document),
        some(&row.quote),
        text(row.quote_state.name()),
        some(&row.prefix),
        some(&row.suffix),
        some(&source(|entity| &entity.key)),
        some(&source(|entity| &entity.name)),
        text(Modality::name(row.modality)),
        text(Polarity::sign(row.polarity)),
        row.confidence.map_or(Cell::Nothing, Cell::Number),
        some(&row.extractor),
        some(&row.time_text),
    ]
}

/// A value in four columns: the key of an entity, or any other value as text; a name to read; its type; and as a number.
fn object(value: &Value) -> [Cell; 4] {
    let number = match value {
        Value::Literal(Literal::Integer(number)) => Cell::Number(*number as f64),
        Value::Literal(Literal::Decimal(number)) => Cell::Number(*number),
        _ => Cell::Nothing,
    };
    let (key, object_type) = match value {
        Value::Entity(entity) => (entity.key.clone(), "entity"),
        Value::Kind(_, name) => (name.clone(), "kind"),
        Value::Literal(literal) => (literal.to_string(), literal.object_type().name()),
        Value::Document(document) => (document.key.clone(), "document"),
        Value::Nothing => (String::new(), "nothing"),
    };
    [Cell::Text(key), text(&value.text()), text(object_type), number]
}

/// Qualifiers to read: `representing: United States; as: envoy`.
pub(super) fn qualifiers_text(rows: &[QualifierRow]) -> String {
    let one = |row: &QualifierRow| format!("{}: {}", row.predicate, row.value.text());
    rows.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn text(value: &str) -> Cell {
    match value {
        "" => Cell::Nothing,
        _ => Cell::Text(value.to_owned()),
    }
}

fn some(value: &Option<String>) -> Cell {
    value.as_deref().map_or(Cell::Nothing, text)
}
