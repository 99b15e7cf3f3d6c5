//! Running the statements of a text one after another, up to the first that fails.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Args;

use super::course::Course;
use super::given::{Giving, Sink};
use crate::answer::Verdict;
use crate::diagnostic::Diagnostic;
use crate::form::Form;
use crate::problem::CommandProblem;
use crate::render;
use crate::repl::console::{Console, Stop};
use crate::repl::interrupt::Interrupts;
use crate::repl::output::{FILE_BY_STATEMENT, NAMED_BY_STATEMENT, OutputFile, check_terminal, placed};
use crate::repl::settings::{bytes, seconds};
use crate::repl::show;
use crate::session::{Outcome, Session};
use crate::source::{Source, Span, Spanned};
use crate::syntax::ast::{Delivery, Statement};
use crate::syntax::parse;

/// The options of every command that gives answers.
#[derive(Debug, Clone, Args, Default)]
pub(super) struct Answering {
    #[command(flatten)]
    pub giving: Giving,

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
    let sink = Sink::new(&answering.giving, session.engine().store().path(), console)?;
    let mut course = Course::to(sink);
    go_through(session, source, answering, console, interrupts, &mut course)?;
    course.sink.finish(console)
}

/// Runs the statements of a text in a way.
///
/// # Errors
/// As [`run`]; where the way goes on behind a statement that fails, the first that did, when all were run.
pub(super) fn go_through(
    session: &mut Session,
    source: &Arc<Source>,
    answering: &Answering,
    console: &Console,
    interrupts: &Interrupts,
    course: &mut Course,
) -> Result<(), Stop> {
    session.set_limit(answering.timeout);
    session.set_memory(answering.memory)?;
    for parameter in &answering.parameters {
        let (name, value) = named(parameter)?;
        session.set_parameter(name, value);
    }
    let mut run = Run { session, source: Arc::clone(source), answering, console, interrupts, course };
    run.course.begun(source);
    let statements = parse(source).inspect_err(|problem| run.course.unreadable(problem))?;
    let done = run.all(&statements);
    run.end(done)
}

/// `place=UAE`, with or without the parameter's mark.
pub(super) fn named(parameter: &str) -> Result<(&str, &str), Box<Diagnostic>> {
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
    course: &'a mut Course,
}

impl Run<'_> {
    /// Runs statements up to the first that fails, or all of them, as the course is.
    fn all(&mut self, statements: &[Spanned<Statement>]) -> Result<(), Stop> {
        let mut ended = Ok(());
        for (at, statement) in statements.iter().enumerate() {
            if let Statement::Run(run) = &statement.node
                && let Ok(query) = self.session.saved_query(&self.source, &run.name)
            {
                self.course.called(&query);
            }
            let begun = Instant::now();
            match self.statement(statement) {
                Ok(()) => self.course.passed(&self.source, statement, begun.elapsed()),
                Err(stop) => {
                    let stop = self.course.failed(&self.source, statement, begun.elapsed(), stop, self.console);
                    if !self.course.goes_on(&stop) {
                        statements[at + 1..].iter().for_each(|rest| self.course.skipped(&self.source, rest));
                        return ended.and(Err(stop));
                    }
                    ended = ended.and(Err(stop));
                }
            }
        }
        ended
    }

    fn statement(&mut self, statement: &Spanned<Statement>) -> Result<(), Stop> {
        if let Statement::Output(delivery) = &statement.node {
            return self.deliver(delivery);
        }
        match self.outcome(statement, true)? {
            Outcome::Included { source, statements } => self.included(&source, &statements),
            Outcome::Set { .. } | Outcome::Met => Ok(()),
            outcome => {
                self.course.sink.give(&outcome, self.console)?;
                show::remark(&outcome).into_iter().for_each(|remark| self.console.narrate(&remark));
                self.check(&outcome)
            }
        }
    }

    /// What a statement comes to; an answer with its sources where these are wanted. What a question was read as is
    /// narrated, behind an empty line where `spaced`.
    fn outcome(&mut self, statement: &Spanned<Statement>, spaced: bool) -> Result<Outcome, Stop> {
        let mut outcome = show::run(self.session, &self.source, statement, self.interrupts)?;
        if spaced && render::is_shown(&outcome) {
            self.course.sink.space(self.console)?;
        }
        if let Outcome::Answer(answer) = &mut outcome {
            if self.answering.sources && answer.receipts.is_none() {
                Arc::make_mut(answer).receipts = self.receipts()?;
            }
            if let Some(reading) = show::reading(&statement.node, answer) {
                self.console.narrate(&match self.console.narrates_to_terminal {
                    true => self.console.style.reading(reading),
                    false => format!("read as {reading}"),
                });
            }
        }
        Ok(outcome)
    }

    /// Gives an answer where the statement says, and not where the command does.
    fn deliver(&mut self, delivery: &Delivery) -> Result<(), Stop> {
        let outcome = match (&delivery.file, &delivery.form) {
            (Some(file), form) => self.deliver_to_file(delivery, file, form.map(|form| form.node)),
            (None, Some(form)) => self.deliver_to_output(delivery, *form),
            (None, None) => self.deliver_to_output(delivery, Spanned::new(Form::default(), Span::default())),
        };
        self.check(&outcome?)
    }

    fn deliver_to_file(
        &mut self,
        delivery: &Delivery,
        file: &Spanned<String>,
        form: Option<Form>,
    ) -> Result<Outcome, Stop> {
        let source = Arc::clone(&self.source);
        let at_name = placed(&source, file.span);
        let (force, store) = (self.answering.giving.force, self.session.engine().store().path().to_owned());
        let target = OutputFile::new(Path::new(&file.node), form, NAMED_BY_STATEMENT, force, &store);
        let mut target = target.map_err(&at_name)?;
        let outcome = self.outcome(&delivery.of, false)?;
        target.add(outcome.clone());
        self.console.narrate(&target.write().map_err(&at_name)?);
        Ok(outcome)
    }

    fn deliver_to_output(&mut self, delivery: &Delivery, form: Spanned<Form>) -> Result<Outcome, Stop> {
        let source = Arc::clone(&self.source);
        let at_form = placed(&source, form.span);
        check_terminal(form.node, FILE_BY_STATEMENT, self.console).map_err(&at_form)?;
        let outcome = self.outcome(&delivery.of, true)?;
        let bytes = render::file(std::slice::from_ref(&outcome), form.node, &self.console.style);
        self.console.print_bytes(&bytes.map_err(&at_form)?)?;
        Ok(outcome)
    }

    /// Rolls back the transaction that the script left open, by a mistake in it or at its end.
    fn end(&mut self, done: Result<(), Stop>) -> Result<(), Stop> {
        if done.is_ok() {
            return Ok(self.session.end()?);
        }
        if let Some(changes) = self.session.abandon()? {
            // The mistake is told last.
            self.console.narrate(&format!("rolled back {} since `begin`", show::changed(changes)));
        }
        done
    }

    /// Runs the statements of another script.
    fn included(&mut self, source: &Arc<Source>, statements: &[Spanned<Statement>]) -> Result<(), Stop> {
        let including = std::mem::replace(&mut self.source, Arc::clone(source));
        self.course.begun(source);
        let done = self.all(statements);
        self.source = including;
        done
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

    fn check(&self, outcome: &Outcome) -> Result<(), Stop> {
        let Outcome::Answer(answer) = outcome else { return Ok(()) };
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
