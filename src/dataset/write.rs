//! Writing a store into a set.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::{Map, Value};

use super::changes::{Changes, Group};
use super::files::{Files, Span};
use super::folder::Folder;
use super::manifest::{Column, Conflict, FORMAT, File, LoadRange, Manifest, Source, Table, VERSION};
use super::shape::{self, Growth, Shape};
use crate::diagnostic::Result;
use crate::store::SET_SCHEMA_VERSION;
use crate::store::export::Snapshot;
use crate::store::tables::{Field, Rows};

/// What was written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Written {
    /// What the set is now.
    pub manifest: Manifest,
    /// The files that were written.
    pub files: Vec<File>,
    /// How many files of the set before do not count any more.
    pub replaced: usize,
}

/// Where a set's stores and what they disagree about are told.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Told {
    /// The stores whose loads are in the set.
    pub sources: Vec<Source>,
    /// Of what stores say different things.
    pub conflicts: Vec<Conflict>,
}

/// Writes a store into a folder: all of it where there is no set, else what the set does not have yet; nothing where it has all. The store
/// must have all that the set has, with the same numbers.
///
/// # Errors
/// [`StoreProblem::Io`](crate::problem::StoreProblem::Io) where it cannot be written; or that the store cannot be read.
pub(crate) fn write(snapshot: &Snapshot<'_>, folder: &Folder, told: Told) -> Result<Written> {
    let shapes = shape::all()?;
    let known = folder.manifest();
    let now = snapshot.last_load()?;
    let (mut tables, mut files) = (Vec::with_capacity(shapes.len()), Vec::new());
    for shape in &shapes {
        let mut writing = Files::new(folder.path(), shape, folder.edition);
        let mut kept = Vec::new();
        match known.and_then(|known| Some((known, known.table(shape.table.name)?))) {
            None => write_all(snapshot, shape, now, &mut writing)?,
            Some((manifest, table)) => {
                let changes = changes(snapshot, shape, (manifest, table), now)?;
                write_groups(snapshot, shape, (&changes.written, now), &mut writing)?;
                kept = changes.kept;
            }
        }
        if kept.is_empty() && shape.parted.is_none() && writing.is_empty() {
            writing.add_empty(span(shape, [1, now.max(1)], now))?;
        }
        let written = writing.finish();
        files.extend(written.iter().cloned());
        tables.push(table(shape, [kept, written].concat()));
    }
    let manifest = manifest(snapshot, &shapes, (told, tables), folder.edition)?;
    let named: HashSet<&str> = manifest.files().map(|file| file.path.as_str()).collect();
    let is_gone = |file: &&File| !named.contains(file.path.as_str());
    let replaced = known.map_or(0, |known| known.files().filter(is_gone).count());
    let is_as_it_was = |known: &Manifest| known.sources == manifest.sources && known.conflicts == manifest.conflicts;
    if !files.is_empty() || replaced > 0 || !known.is_some_and(is_as_it_was) {
        folder.put(&manifest)?;
    }
    Ok(Written { manifest, files, replaced })
}

fn write_all(snapshot: &Snapshot<'_>, shape: &Shape, now: i64, files: &mut Files<'_>) -> Result<()> {
    let last = match shape.growth {
        Growth::Numbers => snapshot.last_number(shape.table)?,
        Growth::Loads | Growth::Whole => now,
    };
    files.add_rows(snapshot, Rows::All, span(shape, [1, last.max(1)], now))
}

/// What of a table is to be written where the set has it already.
fn changes(
    snapshot: &Snapshot<'_>,
    shape: &Shape,
    (manifest, table): (&Manifest, &Table),
    now: i64,
) -> Result<Changes> {
    match shape.growth {
        Growth::Loads => Changes::of(snapshot, shape, table, manifest.last_load(), now),
        Growth::Numbers => Changes::of(snapshot, shape, table, 0, snapshot.last_number(shape.table)?),
        Growth::Whole => Changes::of(snapshot, shape, table, 0, 0),
    }
}

/// Writes the rows of groups. Those of one range are read at once, whatever part of the table they are of.
fn write_groups(
    snapshot: &Snapshot<'_>,
    shape: &Shape,
    (groups, now): (&BTreeSet<Group>, i64),
    files: &mut Files<'_>,
) -> Result<()> {
    let mut ranges: BTreeMap<[i64; 2], Vec<i64>> = BTreeMap::new();
    for Group { part, range } in groups {
        ranges.entry(*range).or_default().extend(part);
    }
    ranges.iter().try_for_each(|(range, parts)| {
        let [first, last] = *range;
        let read = match shape.growth {
            Growth::Whole => Rows::All,
            Growth::Numbers => Rows::Numbers(first, last),
            Growth::Loads if shape.parted.is_none() => Rows::Loads(first, last),
            Growth::Loads => Rows::Predicates(first, last, parts),
        };
        files.add_rows(snapshot, read, span(shape, *range, now))
    })
}

/// Where rows between these positions belong.
fn span(shape: &Shape, range: [i64; 2], now: i64) -> Span {
    match shape.growth {
        Growth::Loads => Span { loads: range, numbers: None },
        Growth::Numbers => Span { loads: [1, now.max(1)], numbers: Some(range) },
        Growth::Whole => Span { loads: [1, now.max(1)], numbers: None },
    }
}

/// What a store is known by, and that all its loads are in the set with their own numbers.
pub(crate) fn source(snapshot: &Snapshot<'_>, name: &str) -> Result<Source> {
    let (mut history, mut last_load, mut last_load_at) = (Vec::new(), 0, None);
    each_row(snapshot, &shape::all()?, "load", &mut |shape, fields| {
        history.push(shape.digest(fields));
        if let [Field::Integer(number), Field::Text(at), ..] = fields {
            (last_load, last_load_at) = (*number, Some((*at).to_owned()));
        }
        Ok(())
    })?;
    let loads = if last_load == 0 { Vec::new() } else { vec![LoadRange { first: 1, last: last_load, set_first: 1 }] };
    Ok(Source { name: name.to_owned(), last_load, last_load_at, history, loads })
}

fn each_row(
    snapshot: &Snapshot<'_>,
    shapes: &[Shape],
    table: &str,
    visit: &mut dyn FnMut(&Shape, &[Field<'_>]) -> Result<()>,
) -> Result<()> {
    let Some(shape) = shapes.iter().find(|shape| shape.table.name == table) else { return Ok(()) };
    snapshot.table(shape.table, shape.stored, Rows::All, &mut |_, fields| visit(shape, fields))
}

fn table(shape: &Shape, files: Vec<File>) -> Table {
    let column = |(name, values): &(String, shape::Values)| Column { name: name.clone(), values: *values };
    Table {
        name: shape.table.name.to_owned(),
        columns: shape.columns.iter().map(column).collect(),
        parted_by: shape.parted.and_then(|at| shape.stored.get(at)).map(|column| column.name.clone()),
        files,
    }
}

fn manifest(
    snapshot: &Snapshot<'_>,
    shapes: &[Shape],
    (Told { sources, conflicts }, tables): (Told, Vec<Table>),
    edition: u64,
) -> Result<Manifest> {
    let mut vocabulary = Map::new();
    for name in ["kind", "kind_phrase", "predicate", "predicate_phrase"] {
        vocabulary.insert(name.to_owned(), Value::Array(as_json(snapshot, shapes, name)?));
    }
    Ok(Manifest {
        format: FORMAT.to_owned(),
        version: VERSION,
        schema_version: SET_SCHEMA_VERSION,
        application: format!("factfile {}", env!("CARGO_PKG_VERSION")),
        edition,
        sources,
        tables,
        vocabulary,
        rules: as_json(snapshot, shapes, "rule")?,
        queries: as_json(snapshot, shapes, "query")?,
        conflicts,
    })
}

/// The rows of a small table, each an object.
fn as_json(snapshot: &Snapshot<'_>, shapes: &[Shape], table: &str) -> Result<Vec<Value>> {
    let mut rows = Vec::new();
    each_row(snapshot, shapes, table, &mut |shape, fields| {
        let names = shape.stored.iter().map(|column| column.name.clone());
        rows.push(Value::Object(names.zip(fields.iter().map(|field| json(*field))).collect()));
        Ok(())
    })?;
    Ok(rows)
}

fn json(field: Field<'_>) -> Value {
    match field {
        Field::Integer(number) => number.into(),
        Field::Real(number) => number.into(),
        Field::Text(text) => text.into(),
        Field::Nothing | Field::Blob(_) => Value::Null,
    }
}
