//! Answers that go to files, for the commands and the prompt.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::console::Console;
use crate::diagnostic::{Diagnostic, Result};
use crate::form::Form;
use crate::problem::{CommandProblem, Mistake};
use crate::render::{self, Style};
use crate::session::Outcome;
use crate::source::{Source, Span};
use crate::target::{Target, io};

/// How wide text is laid out in a file, whatever the terminal's width.
const WIDTH: usize = 100;

/// How a statement names a form where the file's ending does not say it.
pub const NAMED_BY_STATEMENT: &str = "output \"FILE\" as csv from …";

/// How a statement names a file for a form that is no text.
pub const FILE_BY_STATEMENT: &str = "output \"FILE.FORM\" from …";

/// A file that answers go to. It appears whole or not at all.
#[derive(Debug)]
pub struct OutputFile {
    path: PathBuf,
    /// Where the file is put; none where there is a pipe or a device, which is written to as it is.
    target: Option<Target>,
    form: Form,
    given: Vec<Outcome>,
}

impl OutputFile {
    /// A file at a path, from the working folder, in the given form or in that of its ending. `named` is how a form is
    /// named where the ending does not say it. Nothing is written yet.
    ///
    /// # Errors
    /// Where neither says a form; where a file is there that `force` does not replace, or that is the `store`.
    pub fn new(path: &Path, form: Option<Form>, named: &'static str, force: bool, store: &Path) -> Result<Self> {
        let unknown =
            || Diagnostic::new(CommandProblem::UnknownEnding { path: path.display().to_string(), instead: named });
        let form = form.or_else(|| Form::of_file(path)).ok_or_else(unknown)?;
        let target = if is_stream(path) { None } else { Some(Target::new(&place(path), force)?) };
        target.iter().try_for_each(|target| target.check_file(store))?;
        Ok(OutputFile { path: path.to_owned(), target, form, given: Vec::new() })
    }

    /// The path as it was given.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Adds what a statement came to.
    pub fn add(&mut self, outcome: Outcome) {
        self.given.push(outcome);
    }

    /// Writes all that was added, and says how much that was.
    ///
    /// # Errors
    /// Where the form cannot hold it, or the file cannot be written; then nothing is changed.
    pub fn write(&mut self) -> Result<String> {
        let bytes = render::file(&self.given, self.form, &Style::plain(WIDTH))?;
        match &self.target {
            Some(target) => {
                let mut file = target.temporary()?;
                file.write_all(&bytes).map_err(|error| target.failed(&error))?;
                target.put_in_place(file)?;
                // From now on the file is this one's own.
                self.target = Some(Target::new(&place(&self.path), true)?);
            }
            None => {
                let opened = OpenOptions::new().write(true).open(&self.path);
                let written = opened.and_then(|mut stream| stream.write_all(&bytes));
                written.map_err(|error| io(&self.path, &error))?;
            }
        }
        let amount = match self.given.as_slice() {
            [only] => render::amount(only),
            several => format!("{} answers", several.len()),
        };
        Ok(format!("{amount} to {}", render::visible(&self.path.display().to_string())))
    }

    /// Takes the last answer back, so that the file can go on without it.
    pub fn take_back(&mut self) {
        self.given.pop();
    }
}

/// Where a path leads: a link stays one.
fn place(path: &Path) -> PathBuf {
    let linked = if path.is_symlink() { path.canonicalize().ok() } else { None };
    linked.unwrap_or_else(|| path.to_owned())
}

/// Whether a path is that of a pipe or a device: what is renamed to its place would take it away from others.
pub(super) fn is_stream(path: &Path) -> bool {
    path.metadata().is_ok_and(|found| !found.is_file() && !found.is_dir())
}

/// Refuses a form that is no text where standard output is a terminal; `instead` is how a file is named.
///
/// # Errors
/// That it is one.
pub fn check_terminal(form: Form, instead: &str, console: &Console) -> Result<()> {
    match form.text().is_none() && console.prints_to_terminal() {
        true => Err(Diagnostic::new(CommandProblem::NotForTerminal {
            form: form.name(),
            instead: instead.replace("FORM", form.name()),
        })),
        false => Ok(()),
    }
}

/// Puts what is wrong with a file at its place in a statement.
pub fn placed<'s>(source: &'s Arc<Source>, span: Span) -> impl Fn(Box<Diagnostic>) -> Box<Diagnostic> + 's {
    move |diagnostic| match diagnostic.place {
        Some(_) => diagnostic,
        None => Diagnostic::at(source, Mistake::new(span, diagnostic.problem)),
    }
}
