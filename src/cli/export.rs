//! `factfile export`: a store in other formats.

use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use crate::diagnostic::Diagnostic;
use crate::export::{self, ExportReport, Format, Options};
use crate::problem::CommandProblem;
use crate::render;
use crate::repl::console::{Console, Stop};
use crate::repl::interrupt::{Interrupts, Lifetime};
use crate::repl::waiting;
use crate::store::Store;

/// Write a store in another format, or as records that make an equal store
#[derive(Debug, Args)]
pub(super) struct Export {
    /// The store
    store: PathBuf,

    /// The format
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Format,

    /// The file to write, or the folder for a format of several files; - is standard output
    #[arg(long, value_name = "PATH", default_value = "-", hide_default_value = true)]
    to: PathBuf,

    /// Write all that was ever recorded: every load, and what was retracted, merged and undone; only as jsonl
    #[arg(long)]
    history: bool,

    /// Replace files that are there; of a set of Parquet files, write all of it anew
    #[arg(long)]
    force: bool,

    /// Add to a set of Parquet files also what a store has whose history went another way than that of the set
    #[arg(long, conflicts_with = "force")]
    unite: bool,
}

impl Export {
    /// Writes the store. It is only read.
    pub(super) fn run(self, console: Console) -> Result<(), Stop> {
        let options = Options { format: self.format, history: self.history, force: self.force, unite: self.unite };
        self.check(&options)?;
        let interrupts = Interrupts::install(Lifetime::Command);
        let store = Store::open(&self.store)?;
        interrupts.stopping(store.interrupt_handle(), || match self.to == Path::new("-") {
            true => {
                let report = waiting::during("exporting", || to_standard_output(&store, &options))?;
                // Standard output has the data.
                console.narrate(render::export_report(&report, &console.style).trim_end());
                Ok(())
            }
            false => {
                let report = waiting::during("exporting", || export::export(&store, &self.to, &options))?;
                console.print(&render::export_report(&report, &console.style))
            }
        })
    }

    fn check(&self, options: &Options) -> Result<(), Stop> {
        let problem = match options.format {
            format if options.history && format != Format::Jsonl => CommandProblem::HistoryOnlyNative,
            format if self.unite && format != Format::Parquet => CommandProblem::UniteOnlySet,
            format if format.is_folder() && self.to == Path::new("-") => CommandProblem::NeedsFolder,
            _ => return Ok(()),
        };
        Err(Diagnostic::new(problem).into())
    }
}

fn to_standard_output(store: &Store, options: &Options) -> Result<ExportReport, Stop> {
    let mut pipe = Pipe { out: io::stdout().lock(), closed: false };
    let written = export::write(store, &mut BufWriter::new(&mut pipe), "standard output", options);
    match written {
        Err(_) if pipe.closed => Err(Stop::Closed),
        written => Ok(written?),
    }
}

/// Standard output that notes when nobody reads it any more.
struct Pipe<'o> {
    out: io::StdoutLock<'o>,
    closed: bool,
}

impl Write for Pipe<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes);
        self.note(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = self.out.flush();
        self.note(flushed)
    }
}

impl Pipe<'_> {
    fn note<T>(&mut self, done: io::Result<T>) -> io::Result<T> {
        self.closed |= done.as_ref().is_err_and(|error| error.kind() == ErrorKind::BrokenPipe);
        done
    }
}
