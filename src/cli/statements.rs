//! Running the statements of a text one after another, up to the first that fails.

use std::sync::Arc;
use std::time::Duration;

use clap::Args;

use crate::answer::{Answer, Verdict};
use crate::diagnostic::Diagnostic;
use crate::problem::CommandProblem;
use crate::render::{self, Format};
use crate::repl::console::{Console, Stop};
use crate::repl::interrupt::Interrupts;
use crate::repl::settings::{bytes, seconds};
use crate::repl::show;
use crate::session::{Outcome, Session};
use crate::source::{Source, Span, Spanned};
use crate::syntax::ast::Statement;
use crate::syntax::parse;

/// The options of every command that gives answers.
#[derive(Debug, Clone, Args, Default)]
pub(super) struct Answering {
    /// The form that answers are given in: table, json or csv
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t, hide_possible_values = true)]
    pub format: Format,

    /// The value of a parameter: --param place=UAE stands for $place. May be given several times
    #[arg(long = "param", value_name = "NAME=VALUE")]
    pub parameters: Vec<String>,

    /// Give with every answer the facts and quotes that it rests on
    #[arg(long)]
    pub sources: bool,

    /// Stop an answer that takes longer than so many seconds
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub timeout: Option<Duration>,

    /// Stop an answer that takes more memory, such as 500MB or 2GiB
    #[arg(long, value_name = "SIZE", value_parser = bytes)]
    pub memory: Option<u64>,

    /// Fail with exit code 4 where an answer has no rows, or is `no`
    #[arg(long)]
    pub expect_rows: bool,
}

/// Runs every statement of a text.
///
/// # Errors
/// The first statement that fails; those before it were run and their answers given.
pub(super) fn run(
    session: &mut Session,
    source: &Arc<Source>,
    answering: &Answering,
    console: &Console,
    interrupts: &Interrupts,
) -> Result<(), Stop> {
    session.set_limit(answering.timeout);
    session.set_memory(answering.memory)?;
    for parameter in &answering.parameters {
        let (name, value) = named(parameter)?;
        session.set_parameter(name, value);
    }
    let mut run = Run { session, source: Arc::clone(source), answering, console, interrupts, given: 0 };
    parse(source)?.iter().try_for_each(|statement| run.statement(statement))
}

/// `place=UAE`, with or without the parameter's mark.
fn named(parameter: &str) -> Result<(&str, &str), Box<Diagnostic>> {
    let bad = || Diagnostic::new(CommandProblem::BadParameter { given: parameter.to_owned() });
    let (name, value) = parameter.split_once('=').ok_or_else(bad)?;
    let name = name.trim().trim_start_matches('$');
    if name.is_empty() { Err(bad()) } else { Ok((name, value)) }
}

struct Run<'a> {
    session: &'a mut Session,
    /// The script whose statements are being run.
    source: Arc<Source>,
    answering: &'a Answering,
    console: &'a Console,
    interrupts: &'a Interrupts,
    /// How many answers were given.
    given: usize,
}

impl Run<'_> {
    fn statement(&mut self, statement: &Spanned<Statement>) -> Result<(), Stop> {
        match show::run(self.session, &self.source, statement, self.interrupts)? {
            Outcome::Answer(mut answer) => {
                if self.answering.sources && answer.receipts.is_none() {
                    Arc::make_mut(&mut answer).receipts = self.receipts()?;
                }
                self.space()?;
                if let Some(reading) = show::reading(&statement.node, &answer) {
                    self.console.narrate(&match self.console.narrates_to_terminal {
                        true => self.console.style.reading(reading),
                        false => format!("read as {reading}"),
                    });
                }
                self.console.print(&render::answer(&answer, self.answering.format, &self.console.style))?;
                self.check(&answer)
            }
            Outcome::Why { answer, receipts } => {
                self.space()?;
                self.console.print(&show::why(&answer, receipts, self.answering.format, &self.console.style))
            }
            Outcome::Included { source, statements } => self.included(&source, &statements),
            Outcome::Set { .. } | Outcome::Met => Ok(()),
            other => self.other(&other),
        }
    }

    /// Runs the statements of another script.
    fn included(&mut self, source: &Arc<Source>, statements: &[Spanned<Statement>]) -> Result<(), Stop> {
        let including = std::mem::replace(&mut self.source, Arc::clone(source));
        let done = statements.iter().try_for_each(|statement| self.statement(statement));
        self.source = including;
        done
    }

    /// Shows what a statement that looks came to; of one that changes something, it is narrated.
    fn other(&mut self, outcome: &Outcome) -> Result<(), Stop> {
        if let Some(page) = show::page(outcome, self.answering.format, &self.console.style) {
            self.space()?;
            self.console.print(&page)?;
        }
        show::remark(outcome).into_iter().for_each(|remark| self.console.narrate(&remark));
        Ok(())
    }

    /// The receipts of the last answer.
    fn receipts(&mut self) -> Result<Option<crate::answer::Receipts>, Stop> {
        let source = Source::new("<sources>", "why");
        let why = Spanned::new(Statement::Why(None), Span::default());
        match show::run(self.session, &source, &why, self.interrupts)? {
            Outcome::Why { receipts, .. } => Ok(Some(receipts)),
            _ => Ok(None),
        }
    }

    /// Sets an answer apart from the one before.
    fn space(&mut self) -> Result<(), Stop> {
        self.given += 1;
        if self.given == 1 { Ok(()) } else { self.console.print("\n") }
    }

    fn check(&self, answer: &Answer) -> Result<(), Stop> {
        let holds = match answer.verdict {
            Some(verdict) => verdict != Verdict::No,
            None => !answer.rows.is_empty(),
        };
        match holds || !self.answering.expect_rows {
            true => Ok(()),
            false => Err(Diagnostic::new(CommandProblem::NoRows).into()),
        }
    }
}
