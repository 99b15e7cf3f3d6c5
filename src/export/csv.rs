//! Comma-separated values by RFC 4180: a file for each table.

use std::fs::File;
use std::path::Path;

use super::tables::{Cell, Table, each_row};
use super::{ExportReport, unwritten};
use crate::diagnostic::{Diagnostic, Result};
use crate::edtf::iso_day;
use crate::store::export::Snapshot;

/// The files of the format, in the order of [`Table::ALL`].
pub(super) const FILES: [&str; 6] =
    ["entities.csv", "names.csv", "documents.csv", "facts.csv", "qualifiers.csv", "evidence.csv"];

/// Writes the tables into a folder.
pub(super) fn write(snapshot: &Snapshot<'_>, folder: &Path, report: &mut ExportReport) -> Result<()> {
    let mut files = Table::ALL.iter().zip(FILES).map(|(table, name)| {
        let columns = table.columns().iter().map(|(column, _)| *column);
        CsvFile::create(folder, name, columns)
    });
    let mut files: Vec<CsvFile> = files.by_ref().collect::<Result<_>>()?;
    each_row(snapshot, report, &mut |table, cells| files[table as usize].write(cells.iter().map(cell)))?;
    files.into_iter().try_for_each(CsvFile::finish)
}

/// A value as text. Nothing and an empty text are the same: CSV does not tell them apart.
fn cell(cell: &Cell) -> String {
    match cell {
        Cell::Nothing => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Integer(number) => number.to_string(),
        Cell::Number(number) => number.to_string(),
        Cell::Boolean(truth) => truth.to_string(),
        Cell::Day(day) => iso_day(*day).unwrap_or_default(),
    }
}

/// A file with a heading.
pub(super) struct CsvFile {
    writer: ::csv::Writer<File>,
    name: &'static str,
}

impl CsvFile {
    /// A new file in a folder.
    pub(super) fn create<'a>(
        folder: &Path,
        name: &'static str,
        columns: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self> {
        let file = File::create(folder.join(name)).map_err(|error| unwritten(name, &error))?;
        // RFC 4180 ends lines so.
        let writer = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(file);
        let mut file = CsvFile { writer, name };
        file.write(columns.into_iter().map(str::to_owned))?;
        Ok(file)
    }

    /// Writes a row.
    pub(super) fn write(&mut self, cells: impl IntoIterator<Item = String>) -> Result<()> {
        self.writer.write_record(cells).map_err(|error| failed(self.name, error))
    }

    /// Writes what is not written yet, down to the disk.
    pub(super) fn finish(mut self) -> Result<()> {
        let synced = self.writer.flush().and_then(|()| self.writer.get_ref().sync_all());
        synced.map_err(|error| unwritten(self.name, &error))
    }
}

fn failed(name: &str, error: ::csv::Error) -> Box<Diagnostic> {
    unwritten(name, &std::io::Error::from(error))
}
