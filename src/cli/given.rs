//! Where the answers of a command go: to standard output one after another, or to a file when all are there.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::diagnostic::Result;
use crate::form::{Form, Format};
use crate::render;
use crate::repl::console::{Console, Stop};
use crate::repl::output::{OutputFile, check_terminal};
use crate::session::Outcome;

/// How a form is named where a file's ending does not say it.
const NAMED: &str = "--format csv";

/// The options that say in which form answers are given, and where.
#[derive(Debug, Clone, Args, Default)]
pub(super) struct Giving {
    /// The form that answers are given in: table, expanded, json, jsonl, csv, tsv, markdown, html, xlsx or parquet. With
    /// --output, without this, the file's ending says it
    #[arg(long, value_enum, value_name = "FORMAT", hide_possible_values = true)]
    pub format: Option<Form>,

    /// Write the answers to this file, which appears whole or not at all; - is standard output
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Replace files that are there
    #[arg(long)]
    pub force: bool,
}

impl Giving {
    /// Whether answers are given only when all are there.
    pub(super) fn at_the_end(&self) -> bool {
        self.file().is_some() || self.format.is_some_and(|form| form.text().is_none())
    }

    /// The file, where answers go to one.
    fn file(&self) -> Option<&Path> {
        self.output.as_deref().filter(|path| *path != Path::new("-"))
    }
}

/// Where answers go.
pub(super) enum Sink {
    /// To standard output, each as it comes.
    Text {
        format: Format,
        /// How many were given.
        given: usize,
    },
    /// To standard output, when all are there.
    Bytes { form: Form, given: Vec<Outcome> },
    /// To a file.
    File(OutputFile),
}

impl Sink {
    /// The place that the options say, before anything is asked.
    ///
    /// # Errors
    /// Where a form that is no text would go to a terminal, a file's form is not said, or it must not be replaced.
    pub(super) fn new(giving: &Giving, store: &Path, console: &Console) -> Result<Self> {
        if let Some(path) = giving.file() {
            return OutputFile::new(path, giving.format, NAMED, giving.force, store).map(Sink::File);
        }
        let form = giving.format.unwrap_or_default();
        check_terminal(form, "--output FILE.FORM", console)?;
        Ok(match form.text() {
            Some(format) => Sink::Text { format, given: 0 },
            None => Sink::Bytes { form, given: Vec::new() },
        })
    }

    /// Sets what is printed next apart from what was printed before.
    pub(super) fn space(&mut self, console: &Console) -> std::result::Result<(), Stop> {
        let Sink::Text { given, .. } = self else { return Ok(()) };
        *given += 1;
        if *given > 1 { console.print("\n") } else { Ok(()) }
    }

    /// Takes what a statement came to, if it has anything to show.
    pub(super) fn give(&mut self, outcome: &Outcome, console: &Console) -> std::result::Result<(), Stop> {
        match self {
            Sink::Text { format, .. } => match render::given(outcome, *format, &console.style) {
                Some(page) => console.print(&page),
                None => Ok(()),
            },
            Sink::Bytes { given, .. } => {
                given.extend(render::is_shown(outcome).then(|| outcome.clone()));
                Ok(())
            }
            Sink::File(file) => {
                render::is_shown(outcome).then(|| file.add(outcome.clone()));
                Ok(())
            }
        }
    }

    /// Gives what was put off.
    pub(super) fn finish(self, console: &Console) -> std::result::Result<(), Stop> {
        match self {
            Sink::Text { .. } => Ok(()),
            Sink::Bytes { form, given } => console.print_bytes(&render::file(&given, form, &console.style)?),
            Sink::File(mut file) => {
                console.narrate(&file.write()?);
                Ok(())
            }
        }
    }
}
