//! The views of a shipped file as files of Parquet, each column of its type.

use std::fs::File;
use std::path::Path;

use ::parquet::errors::ParquetError;

use super::parquet::ParquetFile;
use super::tables::{Cell, Column};
use crate::diagnostic::Result;
use crate::edtf::Edtf;
use crate::ship::frames::{Field, Frame, FrameColumn, Holds, Shipped};
use crate::ship::package::slugs;
use crate::target::{Target, io};

/// A file that is among them whatever is shipped.
const ALWAYS: &str = "facts.parquet";

/// A folder that was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FolderReport {
    /// How many files.
    pub files: usize,
    /// How many rows in all.
    pub rows: u64,
}

/// Refuses a folder in which such files must not be replaced, before any work is done.
///
/// # Errors
/// [`crate::problem::StoreProblem::Exists`].
pub(crate) fn check(folder: &Path, store: &Path, force: bool) -> Result<()> {
    Target::new(folder, force)?.check_folder(store, &[ALWAYS])
}

/// Writes each view of a shipped file, and what it says of documents, to a file of a folder. All appear when all are finished.
///
/// # Errors
/// [`crate::problem::StoreProblem::Exists`] where a file is there and `force` is not set; [`crate::problem::StoreProblem::Io`] where the folder cannot be
/// written; or that the shipped file cannot be read.
pub(crate) fn write(shipped: &Shipped, folder: &Path, force: bool) -> Result<FolderReport> {
    let target = Target::new(folder, force)?;
    let frames = shipped.frames()?;
    let names: Vec<String> = slugs(&frames).into_iter().map(|slug| format!("{slug}.parquet")).collect();
    let all: Vec<&str> = names.iter().map(String::as_str).collect();
    target.check_folder(shipped.path(), &all)?;
    let temporary = target.temporary_folder()?;
    let mut report = FolderReport { files: frames.len(), rows: 0 };
    for (frame, name) in frames.iter().zip(&names) {
        report.rows += write_frame(shipped, frame, &temporary.path().join(name), folder)?;
    }
    target.put_folder_in_place(temporary, &all)?;
    Ok(report)
}

fn write_frame(shipped: &Shipped, frame: &Frame, path: &Path, folder: &Path) -> Result<u64> {
    let failed = |error: ParquetError| io(folder, &std::io::Error::other(error));
    let columns: Vec<(&str, Column)> =
        frame.columns.iter().map(|column| (column.name.as_str(), kind(column))).collect();
    let file = File::create(path).map_err(|error| io(folder, &error))?;
    let mut file = ParquetFile::new(file, &columns).map_err(failed)?;
    let mut rows = 0;
    shipped.each_row(frame, &mut |fields| {
        rows += 1;
        file.add(fields.into_iter().zip(&columns).map(|(field, (_, kind))| cell(field, *kind)).collect())
            .map_err(failed)
    })?;
    let file = file.finish().map_err(failed)?;
    file.sync_all().map_err(|error| io(folder, &error))?;
    Ok(rows)
}

fn kind(column: &FrameColumn) -> Column {
    match column.holds {
        Holds::Text | Holds::Url => Column::Text,
        Holds::Whole => Column::Integer,
        Holds::Number => Column::Number,
        Holds::Truth => Column::Boolean,
        Holds::Day => Column::Day,
    }
}

/// A field as its column has it. A view keeps to what it says of its columns, so that nothing is lost here.
fn cell(field: Field, kind: Column) -> Cell {
    match (field, kind) {
        (Field::Nothing, _) => Cell::Nothing,
        (Field::Text(day), Column::Day) => day.parse().map_or(Cell::Nothing, |day: Edtf| Cell::Day(day.first_day)),
        (Field::Whole(truth), Column::Boolean) => Cell::Boolean(truth != 0),
        (Field::Whole(number), Column::Number) => Cell::Number(number as f64),
        (Field::Whole(number), Column::Text) => Cell::Text(number.to_string()),
        (Field::Number(number), Column::Text) => Cell::Text(number.to_string()),
        (Field::Whole(number), _) => Cell::Integer(number),
        (Field::Number(number), _) => Cell::Number(number),
        (Field::Text(text), _) => Cell::Text(text),
    }
}
