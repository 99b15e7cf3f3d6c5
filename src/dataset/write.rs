//! Writing a store into a set.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::digest::Digest;
use super::manifest::{Column, FORMAT, File, LoadRange, MANIFEST, Manifest, Source, Table, VERSION};
use super::part::Part;
use super::shape::{self, Shape};
use crate::diagnostic::{Diagnostic, Result};
use crate::problem::StoreProblem;
use crate::store::SCHEMA_VERSION;
use crate::store::export::Snapshot;
use crate::store::tables::{Field, Rows};
use crate::target::{Target, io};

/// What was written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Written {
    /// What the set is now.
    pub manifest: Manifest,
    /// The files that were written.
    pub files: Vec<File>,
}

/// Writes all of a store into a folder that has no set; `name` is that of the store's file.
///
/// # Errors
/// [`StoreProblem::Io`] where it cannot be written; or that the store cannot be read.
pub(crate) fn write(snapshot: &Snapshot<'_>, folder: &Path, name: &str) -> Result<Written> {
    std::fs::create_dir_all(folder).map_err(|error| io(folder, &error))?;
    let shapes = shape::all()?;
    let source = source(snapshot, &shapes, name)?;
    let mut tables = Vec::with_capacity(shapes.len());
    for shape in &shapes {
        let mut files = Files::new(folder, shape, [1, source.last_load.max(1)]);
        if shape.table.load.is_none() && shape.table.order == ["id"] {
            files.numbers = Some([1, snapshot.last_number(shape.table)?]);
        }
        files.add_rows(snapshot, Rows::All)?;
        tables.push(table(shape, files.finish()?));
    }
    let files = tables.iter().flat_map(|table| table.files.iter().cloned()).collect();
    let manifest = manifest(snapshot, &shapes, (vec![source], tables))?;
    put(&manifest, folder)?;
    Ok(Written { manifest, files })
}

/// What a store is known by, and that all its loads are in the set.
fn source(snapshot: &Snapshot<'_>, shapes: &[Shape], name: &str) -> Result<Source> {
    let (mut history, mut last_load, mut last_load_at) = (Vec::new(), 0, None);
    each_row(snapshot, shapes, "load", &mut |_, fields| {
        history.push(Digest::of(fields));
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
    (sources, tables): (Vec<Source>, Vec<Table>),
) -> Result<Manifest> {
    let mut vocabulary = Map::new();
    for name in ["kind", "kind_phrase", "predicate", "predicate_phrase"] {
        vocabulary.insert(name.to_owned(), Value::Array(as_json(snapshot, shapes, name)?));
    }
    Ok(Manifest {
        format: FORMAT.to_owned(),
        version: VERSION,
        schema_version: SCHEMA_VERSION,
        application: format!("factfile {}", env!("CARGO_PKG_VERSION")),
        sources,
        tables,
        vocabulary,
        rules: as_json(snapshot, shapes, "rule")?,
        queries: as_json(snapshot, shapes, "query")?,
        conflicts: Vec::new(),
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

/// Puts a manifest in its place, whole or not at all.
fn put(manifest: &Manifest, folder: &Path) -> Result<()> {
    let target = Target::new(&folder.join(MANIFEST), true)?;
    let mut file = target.temporary()?;
    let text = serde_json::to_string_pretty(manifest).unwrap_or_default() + "\n";
    file.write_all(text.as_bytes()).map_err(|error| target.failed(&error))?;
    target.put_in_place(file)
}

/// The files of rows that loads of a range added to one table.
struct Files<'s> {
    folder: &'s Path,
    shape: &'s Shape,
    loads: [i64; 2],
    numbers: Option<[i64; 2]>,
    open: Option<Open>,
    finished: Vec<File>,
}

/// The file that rows are added to.
struct Open {
    part: Part,
    path: String,
    predicate: Option<i64>,
    digest: Digest,
}

impl<'s> Files<'s> {
    fn new(folder: &'s Path, shape: &'s Shape, loads: [i64; 2]) -> Self {
        Files { folder, shape, loads, numbers: None, open: None, finished: Vec::new() }
    }

    /// Writes rows as the store has them: one part of the table behind the other.
    fn add_rows(&mut self, snapshot: &Snapshot<'_>, rows: Rows<'_>) -> Result<()> {
        snapshot.table(self.shape.table, self.shape.stored, rows, &mut |_, fields| self.add(fields))
    }

    fn add(&mut self, fields: &[Field<'_>]) -> Result<()> {
        let predicate = self.shape.part(fields);
        if self.open.as_ref().is_some_and(|open| open.predicate != predicate || open.part.is_full()) {
            self.close()?;
        }
        let mut open = match self.open.take() {
            Some(open) => open,
            None => self.create(predicate)?,
        };
        open.digest += self.shape.digest(fields);
        open.part.add(&self.shape.cells(fields)).map_err(|error| failed(self.folder, &open.path, error))?;
        self.open = Some(open);
        Ok(())
    }

    fn create(&mut self, predicate: Option<i64>) -> Result<Open> {
        let place = match predicate {
            Some(predicate) => format!("{}/predicate={predicate}", self.shape.table.name),
            None => self.shape.table.name.to_owned(),
        };
        let folder = self.folder.join(&place);
        std::fs::create_dir_all(&folder).map_err(|error| io(&folder, &error))?;
        let number = self.finished.iter().filter(|file| file.predicate == predicate).count();
        let [first, last] = self.loads;
        let path = format!("{place}/part-{first}-{last}-{number}.parquet");
        let part = Part::create(&self.folder.join(&path), &self.shape.columns);
        let part = part.map_err(|error| failed(self.folder, &path, error))?;
        Ok(Open { part, path, predicate, digest: Digest::default() })
    }

    fn close(&mut self) -> Result<()> {
        let Some(Open { part, path, predicate, digest }) = self.open.take() else { return Ok(()) };
        let rows = part.rows;
        let finished = part.finish().map_err(|error| failed(self.folder, &path, error))?;
        let super::part::Finished { bytes, sha256 } = finished;
        let (loads, numbers) = (self.loads, self.numbers);
        self.finished.push(File { path, rows, bytes, sha256, predicate, loads, numbers, digest });
        Ok(())
    }

    /// The files. A table without rows has one too, which says what its columns are.
    fn finish(mut self) -> Result<Vec<File>> {
        if self.open.is_none() && self.finished.is_empty() && self.shape.parted.is_none() {
            self.open = Some(self.create(None)?);
        }
        self.close()?;
        Ok(self.finished)
    }
}

/// The error for a file of the set that cannot be written.
fn failed(folder: &Path, path: &str, error: ::parquet::errors::ParquetError) -> Box<Diagnostic> {
    let path: PathBuf = folder.join(path);
    Diagnostic::new(StoreProblem::Io { path: path.display().to_string(), detail: error.to_string() })
}
