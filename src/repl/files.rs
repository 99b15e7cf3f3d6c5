//! The prompt's commands that give answers to files: `.once`, `.output`, `.export`, and the statement `output`.

use std::io::{self, BufRead};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::console::Stop;
use super::output::{FILE_BY_STATEMENT, NAMED_BY_STATEMENT, OutputFile, check_terminal, is_stream, placed};
use super::{Prompt, show};
use crate::diagnostic::Diagnostic;
use crate::form::Form;
use crate::problem::QueryProblem;
use crate::render;
use crate::session::Outcome;
use crate::source::{Source, Spanned};
use crate::syntax::ast::{Delivery, Statement};

/// A file as a command names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NamedFile {
    /// Where it is, from the working folder.
    pub path: PathBuf,
    /// Its form, where the command says it.
    pub form: Option<Form>,
}

/// The files that answers go to.
#[derive(Debug, Default)]
pub(super) struct Files {
    /// The one for the next answer.
    once: Option<OutputFile>,
    /// The one for all that follow.
    all: Option<OutputFile>,
}

impl Files {
    /// Whether the next answer goes to a file.
    pub fn is_open(&self) -> bool {
        self.once.is_some() || self.all.is_some()
    }
}

impl Prompt<'_> {
    /// `.once FILE`: the next answer goes there.
    pub(super) fn once(&mut self, file: &NamedFile) -> std::result::Result<(), Stop> {
        if let Some(file) = self.file(&file.path, file.form, ".once FILE csv")? {
            self.say(&format!("the next answer goes to {}", shown(&file)))?;
            self.files.once = Some(file);
        }
        Ok(())
    }

    /// `.output FILE`: all answers go there, until `.output off`.
    pub(super) fn output(&mut self, file: Option<&NamedFile>) -> std::result::Result<(), Stop> {
        match file {
            None => self.files.all = None,
            Some(file) => {
                if let Some(file) = self.file(&file.path, file.form, ".output FILE csv")? {
                    self.say(&format!("all answers go to {}, until .output off", shown(&file)))?;
                    self.files.all = Some(file);
                }
            }
        }
        Ok(())
    }

    /// `.export FILE`: the last answer goes there.
    pub(super) fn export(&self, file: &NamedFile) -> std::result::Result<(), Stop> {
        let last = self.session.borrow().last().cloned();
        let last = last.ok_or_else(|| Diagnostic::new(QueryProblem::NoAnswerYet))?;
        match self.file(&file.path, file.form, ".export FILE csv")? {
            Some(mut file) => {
                file.add(Outcome::Answer(Arc::new(last)));
                self.say(&file.write()?)
            }
            None => Ok(()),
        }
    }

    /// Gives an answer to the file that was named for it.
    pub(super) fn give_to_file(&mut self, outcome: Outcome) -> std::result::Result<(), Stop> {
        if let Some(mut file) = self.files.once.take() {
            file.add(outcome);
            return self.say(&file.write()?);
        }
        let Some(file) = &mut self.files.all else { return Ok(()) };
        file.add(outcome);
        match file.write() {
            Ok(said) => self.say(&said),
            Err(problem) => {
                file.take_back();
                Err(problem.into())
            }
        }
    }

    /// `output "FILE" as FORM from …`.
    pub(super) fn deliver(&mut self, source: &Arc<Source>, delivery: &Delivery) -> std::result::Result<(), Stop> {
        let form = delivery.form.as_ref().map(|form| form.node);
        let Some(name) = &delivery.file else {
            let (form, span) = delivery.form.as_ref().map_or_else(Default::default, |form| (form.node, form.span));
            check_terminal(form, FILE_BY_STATEMENT, &self.console).map_err(placed(source, span))?;
            let format = form.text().unwrap_or_default();
            let kept = (std::mem::replace(&mut self.format, format), std::mem::take(&mut self.files));
            let done = self.statement(source, &delivery.of);
            (self.format, self.files) = kept;
            return done;
        };
        let file = self.file(Path::new(&name.node), form, NAMED_BY_STATEMENT);
        let file = file.map_err(|stop| match stop {
            Stop::Problem(problem) => Stop::Problem(placed(source, name.span)(problem)),
            other => other,
        });
        let Some(mut file) = file? else { return Ok(()) };
        let outcome = self.outcome(source, &delivery.of)?;
        file.add(outcome);
        let said = file.write().map_err(placed(source, name.span))?;
        self.say(&said)
    }

    /// What a statement comes to, once it is told what it was read as.
    fn outcome(&self, source: &Arc<Source>, statement: &Spanned<Statement>) -> std::result::Result<Outcome, Stop> {
        let outcome = show::run(&mut self.session.borrow_mut(), source, statement, self.interrupts)?;
        self.console.print(&self.reading(&statement.node, &outcome))?;
        Ok(outcome)
    }

    /// The file of that name; where there is one already, it is asked whether to replace it. None where not.
    fn file(
        &self,
        path: &Path,
        form: Option<Form>,
        named: &'static str,
    ) -> std::result::Result<Option<OutputFile>, Stop> {
        let is_there = path.symlink_metadata().is_ok() && !is_stream(path);
        let file = {
            let session = self.session.borrow();
            OutputFile::new(path, form, named, is_there, session.engine().store().path())?
        };
        if is_there && !self.asked(&format!(" replace {}? [y/N] ", shown(&file))) {
            self.say(&format!("{} stays as it is", shown(&file)))?;
            return Ok(None);
        }
        Ok(Some(file))
    }

    /// Asks for yes or no; whether it was yes.
    fn asked(&self, question: &str) -> bool {
        let mut answer = String::new();
        let asked = self.console.print(question).is_ok() && io::stdin().lock().read_line(&mut answer).is_ok();
        asked && matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes")
    }
}

fn shown(file: &OutputFile) -> String {
    render::visible(&file.path().display().to_string())
}
