//! Files of one table, written as its rows come.

use std::path::Path;

use ::parquet::errors::ParquetError;

use super::digest::Digest;
use super::manifest::File;
use super::part::{Finished, Part};
use super::shape::Shape;
use crate::diagnostic::{Diagnostic, Result};
use crate::problem::StoreProblem;
use crate::store::export::Snapshot;
use crate::store::tables::{Field, Rows};
use crate::target::io;

/// Writes files of one table.
pub(super) struct Files<'s> {
    folder: &'s Path,
    shape: &'s Shape,
    /// The edition of the set that they are of: no two have a file of the same path.
    edition: u64,
    open: Option<Open>,
    finished: Vec<File>,
}

/// Where rows of a table belong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    /// The first and the last load by which they were added.
    pub loads: [i64; 2],
    /// The first and the last number that they may have, where the table does not say which loads added them.
    pub numbers: Option<[i64; 2]>,
}

/// The file that rows are added to.
struct Open {
    part: Part,
    path: String,
    span: Span,
    predicate: Option<i64>,
    digest: Digest,
}

impl<'s> Files<'s> {
    pub(super) fn new(folder: &'s Path, shape: &'s Shape, edition: u64) -> Self {
        Files { folder, shape, edition, open: None, finished: Vec::new() }
    }

    /// Writes rows as the store has them: one part of the table behind the other.
    pub(super) fn add_rows(&mut self, snapshot: &Snapshot<'_>, rows: Rows<'_>, span: Span) -> Result<()> {
        snapshot.table(self.shape.table, self.shape.stored, rows, &mut |_, fields| self.add(fields, span))?;
        self.close()
    }

    fn add(&mut self, fields: &[Field<'_>], span: Span) -> Result<()> {
        let predicate = self.shape.part(fields);
        if self.open.as_ref().is_some_and(|open| open.predicate != predicate || open.part.is_full()) {
            self.close()?;
        }
        let mut open = match self.open.take() {
            Some(open) => open,
            None => self.create(predicate, span)?,
        };
        open.digest += self.shape.digest(fields);
        open.part.add(&self.shape.cells(fields)).map_err(|error| failed(self.folder, &open.path, error))?;
        self.open = Some(open);
        Ok(())
    }

    fn create(&self, predicate: Option<i64>, span: Span) -> Result<Open> {
        let place = match predicate {
            Some(predicate) => format!("{}/predicate={predicate}", self.shape.table.name),
            None => self.shape.table.name.to_owned(),
        };
        let folder = self.folder.join(&place);
        std::fs::create_dir_all(&folder).map_err(|error| io(&folder, &error))?;
        let [first, last] = span.loads;
        let number =
            self.finished.iter().filter(|file| file.predicate == predicate && file.loads == span.loads).count();
        let path = format!("{place}/part-{first}-{last}-{}-{number}.parquet", self.edition);
        let part = Part::create(&self.folder.join(&path), &self.shape.columns);
        let part = part.map_err(|error| failed(self.folder, &path, error))?;
        Ok(Open { part, path, span, predicate, digest: Digest::default() })
    }

    fn close(&mut self) -> Result<()> {
        let Some(Open { part, path, span, predicate, digest }) = self.open.take() else { return Ok(()) };
        let rows = part.rows;
        let finished = part.finish().map_err(|error| failed(self.folder, &path, error))?;
        let (Finished { bytes, sha256 }, Span { loads, numbers }) = (finished, span);
        self.finished.push(File { path, rows, bytes, sha256, predicate, loads, numbers, digest });
        Ok(())
    }

    /// Writes a file without rows, which says what the columns are.
    pub(super) fn add_empty(&mut self, span: Span) -> Result<()> {
        self.open = Some(self.create(None, span)?);
        self.close()
    }

    /// Whether nothing was written.
    pub(super) fn is_empty(&self) -> bool {
        self.finished.is_empty()
    }

    /// What was written.
    pub(super) fn finish(self) -> Vec<File> {
        self.finished
    }
}

/// The error for a file of the set that cannot be written.
fn failed(folder: &Path, path: &str, error: ParquetError) -> Box<Diagnostic> {
    let path = folder.join(path).display().to_string();
    let full = matches!(&error, ParquetError::External(source) if is_full(source.as_ref()));
    Diagnostic::new(match full {
        true => StoreProblem::Full { path },
        false => StoreProblem::Io { path, detail: error.to_string() },
    })
}

fn is_full(error: &(dyn std::error::Error + 'static)) -> bool {
    let error = error.downcast_ref::<std::io::Error>();
    error.is_some_and(|error| error.kind() == std::io::ErrorKind::StorageFull)
}
