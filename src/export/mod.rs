//! A store in the formats of other programs, and in that of its own records. Rows are read and written one after
//! another, so that memory stays bounded, and in the order in which they were recorded, so that the same store gives the
//! same bytes.

mod csv;
mod ftm;
mod gephi;
mod graph;
mod graphml;
mod native;
pub(crate) mod parquet;
mod rdf;
mod report;
mod set;
pub(crate) mod shipped;
pub(crate) mod tables;

use std::io::{BufWriter, Write};
use std::path::Path;

pub use report::{ExportReport, ExportedFile, LeftOut};

use crate::diagnostic::{Diagnostic, Result};
use crate::problem::StoreProblem;
use crate::store::Store;
use crate::store::export::{Extent, Snapshot};
use crate::target::Target;

/// The formats in which a store can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// Factfile's own records, one a line: loading them gives an equal store
    #[default]
    Jsonl,
    /// RDF 1.2 in N-Quads, one statement a line
    Nq,
    /// RDF 1.2 in Turtle
    Ttl,
    /// FollowTheMoney, one entity a line
    Ftm,
    /// A graph in GraphML: entities, and the facts between them
    Graphml,
    /// The tables of nodes and edges that Gephi takes
    Gephi,
    /// Tables of comma-separated values
    Csv,
    /// Every table of the store in Parquet, for engines that read large data where it lies
    Parquet,
    /// Tables to read, in Parquet
    ParquetTables,
}

impl Format {
    /// The files of a format that is a folder; none of one that is a file, or a set of which the store says which files.
    pub fn files(self) -> &'static [&'static str] {
        match self {
            Format::Jsonl | Format::Nq | Format::Ttl | Format::Ftm | Format::Graphml | Format::Parquet => &[],
            Format::Gephi => &gephi::FILES,
            Format::Csv => &csv::FILES,
            Format::ParquetTables => &parquet::FILES,
        }
    }

    /// Whether it is a folder.
    pub fn is_folder(self) -> bool {
        self == Format::Parquet || !self.files().is_empty()
    }
}

/// How to export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// The format.
    pub format: Format,
    /// All that was ever recorded instead of what counts now; only in the native format.
    pub history: bool,
    /// Replace files that are already there.
    pub force: bool,
    /// Unite the store with a set of Parquet files whose history is the same up to a load, and then another.
    pub unite: bool,
}

/// Writes a store to a file, or to a folder where the format is one of several files. What is written is of one moment,
/// and appears whole or not at all.
///
/// # Errors
/// [`StoreProblem::Exists`] where a file is there and `options.force` is not set; [`StoreProblem::SameFile`] where it is
/// the store itself; [`StoreProblem::Io`] where it cannot be written; or that the store cannot be read.
pub fn export(store: &Store, to: &Path, options: &Options) -> Result<ExportReport> {
    let target = Target::new(to, options.force)?;
    match options.format.files() {
        _ if options.format == Format::Parquet => set::write(store, to, options),
        [] => to_file(store, to, &target, options),
        files => to_folder(store, to, &target, (files, options)),
    }
}

fn to_file(store: &Store, to: &Path, target: &Target, options: &Options) -> Result<ExportReport> {
    target.check_file(store.path())?;
    let file = target.temporary()?;
    let mut report = write(store, &mut BufWriter::new(file.as_file()), &to.display().to_string(), options)?;
    let bytes = file.as_file().metadata().map_err(|error| target.failed(&error))?.len();
    target.put_in_place(file)?;
    report.files.push(ExportedFile { path: to.to_owned(), bytes });
    Ok(report)
}

fn to_folder(
    store: &Store,
    to: &Path,
    target: &Target,
    (files, options): (&'static [&'static str], &Options),
) -> Result<ExportReport> {
    target.check_folder(store.path(), files)?;
    let folder = target.temporary_folder()?;
    let mut report = ExportReport::default();
    let snapshot = store.snapshot(extent(options))?;
    write_folder(&snapshot, folder.path(), options.format, &mut report)?;
    for name in files {
        let bytes = folder.path().join(name).metadata().map_err(|error| target.failed(&error))?.len();
        report.files.push(ExportedFile { path: to.join(name), bytes });
    }
    target.put_folder_in_place(folder, files)?;
    Ok(report)
}

fn extent(options: &Options) -> Extent {
    if options.history { Extent::History } else { Extent::Now }
}

/// Writes a store in a format that is one file; its errors call what is written to `name`.
///
/// # Errors
/// [`StoreProblem::Io`] where it cannot be written; or that the store cannot be read.
pub fn write(store: &Store, out: &mut dyn Write, name: &str, options: &Options) -> Result<ExportReport> {
    let snapshot = store.snapshot(extent(options))?;
    let mut output = Output { out, name: name.to_owned(), report: ExportReport::default() };
    match options.format {
        Format::Jsonl if options.history => native::write_history(&snapshot, &mut output)?,
        Format::Jsonl => native::write(&snapshot, &mut output)?,
        Format::Nq => rdf::write_nquads(&snapshot, &mut output)?,
        Format::Ttl => rdf::write_turtle(&snapshot, &mut output)?,
        Format::Ftm => ftm::write(&snapshot, &mut output)?,
        Format::Graphml => graphml::write(&snapshot, &mut output)?,
        // These are folders.
        Format::Gephi | Format::Csv | Format::Parquet | Format::ParquetTables => {}
    }
    output.out.flush().map_err(|error| output.failed(&error))?;
    Ok(output.report)
}

fn write_folder(snapshot: &Snapshot<'_>, folder: &Path, format: Format, report: &mut ExportReport) -> Result<()> {
    match format {
        Format::Gephi => gephi::write(snapshot, folder, report),
        Format::Csv => csv::write(snapshot, folder, report),
        Format::ParquetTables => parquet::write(snapshot, folder, report),
        // These are files, or a set.
        Format::Jsonl | Format::Nq | Format::Ttl | Format::Ftm | Format::Graphml | Format::Parquet => Ok(()),
    }
}

/// Where a format writes to, and what came of it.
struct Output<'o> {
    out: &'o mut dyn Write,
    name: String,
    report: ExportReport,
}

impl Output<'_> {
    /// Writes a value as a line of JSON.
    fn json_line(&mut self, value: &impl serde::Serialize) -> Result<()> {
        let line = serde_json::to_string(value).map_err(|error| self.failed(&error.into()))?;
        writeln!(self.out, "{line}").map_err(|error| self.failed(&error))
    }

    /// The error for output that cannot be written.
    fn failed(&self, error: &std::io::Error) -> Box<Diagnostic> {
        unwritten(&self.name, error)
    }
}

/// The error for output of that name that cannot be written.
fn unwritten(name: &str, error: &std::io::Error) -> Box<Diagnostic> {
    Diagnostic::new(StoreProblem::Io { path: name.to_owned(), detail: error.to_string() })
}
