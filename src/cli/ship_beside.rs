//! What `factfile ship` writes beside the file for programs that do not read SQLite: a workbook, and files of CSV.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use crate::diagnostic::{Diagnostic, Result};
use crate::engine::Engine;
use crate::export::shipped;
use crate::problem::CommandProblem;
use crate::render::{self, Chosen};
use crate::repl::console::{Console, Stop};
use crate::repl::interrupt::Interrupts;
use crate::repl::waiting;
use crate::session::{Outcome, Session};
use crate::ship::frames::Shipped;
use crate::ship::{self, package};
use crate::source::Source;
use crate::store::Store;
use crate::syntax;
use crate::target::Target;
use crate::vocabulary::nearest;

#[derive(Debug, Args)]
pub(super) struct Beside {
    /// Write a workbook of Excel too: the readme, a sheet for each --sheet, the passages that these rest on, the documents
    #[arg(long, value_name = "FILE.xlsx")]
    xlsx: Option<PathBuf>,

    /// A sheet of the workbook: a view of the file, a saved query such as "envoys_in(UAE)", or a question. May be given several
    /// times; without it, all facts and entities, and the predicates with most facts
    #[arg(long, value_name = "QUERY", requires = "xlsx")]
    sheet: Vec<String>,

    /// Write each view as a file of CSV into a folder too, with a datapackage.json
    #[arg(long, value_name = "FOLDER")]
    csv: Option<PathBuf>,

    /// Write each view as a file of Parquet into a folder too, its days as dates
    #[arg(long, value_name = "FOLDER")]
    parquet: Option<PathBuf>,
}

impl Beside {
    /// Refuses what must not be replaced, before any work is done.
    pub(super) fn check(&self, to: &Path, store: &Store, force: bool) -> Result<()> {
        if let Some(xlsx) = &self.xlsx {
            Target::new(xlsx, force)?.check_file(store.path())?;
            if std::path::absolute(xlsx).ok() == std::path::absolute(to).ok() {
                let path = to.display().to_string();
                return Err(Diagnostic::new(crate::problem::StoreProblem::Exists { path }));
            }
        }
        self.csv.as_ref().map_or(Ok(()), |folder| package::check(folder, store.path(), force))?;
        self.parquet.as_ref().map_or(Ok(()), |folder| shipped::check(folder, store.path(), force))?;
        self.check_sheets(store)
    }

    /// Refuses a sheet that can be nothing, by the store that is to be shipped.
    fn check_sheets(&self, store: &Store) -> Result<()> {
        if self.sheet.is_empty() {
            return Ok(());
        }
        let views = ship::view_names(store)?;
        let session = Session::new(Engine::new(Store::open(store.path())?)?).read_only();
        for sheet in self.sheet.iter().filter(|sheet| !views.contains(sheet)) {
            let source = source(sheet, &views, &store.saved_queries()?)?;
            if let Some(problem) = session.check([Ok(source)]).problems.into_iter().next() {
                return Err(problem);
            }
        }
        Ok(())
    }

    /// Writes what is wanted, from the file that was shipped.
    pub(super) fn write(
        &self,
        file: &Path,
        force: bool,
        console: &Console,
        interrupts: &Interrupts,
    ) -> std::result::Result<(), Stop> {
        if self.xlsx.is_none() && self.csv.is_none() && self.parquet.is_none() {
            return Ok(());
        }
        let shipped = Shipped::open(file)?;
        if let Some(xlsx) = &self.xlsx {
            let chosen = self.chosen(&shipped, interrupts)?;
            let work = || interrupts.stopping(shipped.interrupt_handle(), || render::book(&shipped, &chosen));
            let bytes = waiting::during("writing the workbook", work)?;
            let target = Target::new(xlsx, force)?;
            let mut temporary = target.temporary()?;
            temporary.write_all(&bytes).map_err(|error| target.failed(&error))?;
            target.put_in_place(temporary)?;
            let sheets = if chosen.len() == 1 { "1 sheet".to_owned() } else { format!("{} sheets", chosen.len()) };
            console.print(&told(
                xlsx,
                &format!("a workbook: {sheets}, with readme, sources and documents"),
                console,
            ))?;
        }
        if let Some(folder) = &self.csv {
            let work = || interrupts.stopping(shipped.interrupt_handle(), || package::write(&shipped, folder, force));
            let report = waiting::during("writing files of CSV", work)?;
            let what = format!("{} files of CSV with {} rows, and datapackage.json", report.files, report.rows);
            console.print(&told(folder, &what, console))?;
        }
        if let Some(folder) = &self.parquet {
            let work = || interrupts.stopping(shipped.interrupt_handle(), || shipped::write(&shipped, folder, force));
            let report = waiting::during("writing files of Parquet", work)?;
            let what = format!("{} files of Parquet with {} rows", report.files, report.rows);
            console.print(&told(folder, &what, console))?;
        }
        Ok(())
    }

    /// What each sheet that is asked for is.
    fn chosen(&self, shipped: &Shipped, interrupts: &Interrupts) -> Result<Vec<Chosen>> {
        if self.sheet.is_empty() {
            return interrupts.stopping(shipped.interrupt_handle(), || render::wanted(shipped));
        }
        let views: Vec<String> = shipped.frames()?.into_iter().map(|frame| frame.name).collect();
        let mut session = Session::new(Engine::new(Store::open(shipped.path())?)?).read_only();
        let mut choose = |sheet: &String| match views.contains(sheet) {
            true => Ok(Chosen::View(sheet.clone())),
            false => {
                let handle = session.engine().store().interrupt_handle();
                let work = || interrupts.stopping(handle, || answered(&mut session, sheet, &views));
                Ok(Chosen::Answer(sheet.clone(), waiting::during("answering", work)?))
            }
        };
        self.sheet.iter().map(&mut choose).collect()
    }
}

/// A line that tells of a file.
fn told(path: &Path, what: &str, console: &Console) -> String {
    let path = render::visible(&path.display().to_string());
    format!(" {}  {}\n", console.style.strong(&path), console.style.quiet(what))
}

/// What a question or saved query comes to, with what it rests on.
fn answered(session: &mut Session, sheet: &str, views: &[String]) -> Result<Outcome> {
    let source = source(sheet, views, &session.engine().store().saved_queries()?)?;
    let mut outcome = None;
    for statement in syntax::parse(&source)? {
        outcome = Some(session.run(&source, &statement)?);
    }
    match outcome {
        Some(Outcome::Answer(mut answer)) => {
            if answer.receipts.is_none() {
                let (_, receipts) = session.receipts(usize::MAX)?;
                Arc::make_mut(&mut answer).receipts = Some(receipts);
            }
            Ok(Outcome::Answer(answer))
        }
        Some(outcome) => Ok(outcome),
        None => Err(Diagnostic::new(CommandProblem::NoTable { form: "xlsx" })),
    }
}

/// The statement that a sheet is which is no view: a saved query that is run, such as `envoys_in(UAE)`, or a question.
fn source(sheet: &str, views: &[String], saved: &[String]) -> Result<Arc<Source>> {
    let called = sheet.split('(').next().unwrap_or(sheet).trim();
    let text = match saved.iter().any(|name| name == called) {
        true => format!("run {sheet}"),
        // What is one word, or calls one, is no question.
        false if !called.contains(char::is_whitespace) => {
            let nearest = nearest(called, views.iter().chain(saved).cloned());
            return Err(Diagnostic::new(CommandProblem::UnknownSheet { given: sheet.to_owned(), nearest }));
        }
        false => sheet.to_owned(),
    };
    Ok(Source::new("<sheet>", text))
}
