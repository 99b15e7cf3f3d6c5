//! `factfile report`: what a script asks, as one page.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::Args;

use super::asking::Asking;
use super::run::script_or_standard_input;
use super::statements::named;
use super::unused;
use crate::answer::Receipts;
use crate::diagnostic::Result;
use crate::engine::Engine;
use crate::render;
use crate::repl::console::{Console, Stop};
use crate::repl::interrupt::{Interrupts, Lifetime};
use crate::repl::settings::{bytes, seconds};
use crate::repl::{show, waiting};
use crate::report::{Asked, Comment, Head, Report, facts_of, receipts_of};
use crate::session::{Outcome, Session};
use crate::source::{Source, Spanned};
use crate::store::Store;
use crate::syntax::ast::Statement;
use crate::syntax::{parameters, parse};
use crate::target::Target;

/// What a page is called where nothing else says it.
const UNNAMED: &str = "Report";

/// Write what a script asks as one page that any browser opens: answers with the quotes that each row rests on
///
/// The page needs no network and nothing beside it. The comment right above a statement is its heading.
#[derive(Debug, Args)]
pub(super) struct ReportPage {
    /// The store
    store: PathBuf,

    /// The script, or - for standard input
    #[arg(value_name = "QUERIES")]
    script: PathBuf,

    /// The file to write, such as report.html
    #[arg(long, value_name = "FILE")]
    to: PathBuf,

    /// What the page is called; without it, what the comment at the script's beginning says
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,

    /// The value of a parameter: --param place=UAE stands for $place. May be given several times
    #[arg(long = "param", value_name = "NAME=VALUE")]
    parameters: Vec<String>,

    /// Show what rows rest on of the first so many of each answer
    #[arg(long, value_name = "ROWS", default_value_t = 1_000)]
    receipts: usize,

    /// Stop an answer that takes longer than so many seconds
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    timeout: Option<Duration>,

    /// Stop an answer that takes more memory, such as 500MB or 2GiB
    #[arg(long, value_name = "SIZE", value_parser = bytes)]
    memory: Option<u64>,

    /// Replace the file where there is one
    #[arg(long)]
    force: bool,

    #[command(flatten)]
    asking: Asking,
}

impl ReportPage {
    /// Runs the script, which only reads, and writes the page if no statement fails.
    pub(super) fn run(self, console: Console) -> std::result::Result<(), Stop> {
        let interrupts = Interrupts::install(Lifetime::Command);
        let target = Target::new(&self.to, self.force)?;
        target.check_file(&self.store)?;
        let store = self.asking.open(&self.store)?;
        // Answers, what their rows rest on and the counts above them are of one moment, whoever writes meanwhile.
        store.stay()?;
        let mut session = Session::new(Engine::new(store)?).read_only();
        session.set_limit(self.timeout);
        session.set_memory(self.memory)?;
        for parameter in &self.parameters {
            let (name, value) = named(parameter)?;
            session.set_parameter(name, value);
        }
        let source = script_or_standard_input(&self.script)?;
        let mut work = Work {
            session: &mut session,
            interrupts: &interrupts,
            receipts: self.receipts,
            report: Report::default(),
            first: None,
            parameters: BTreeSet::new(),
        };
        work.all(&source, &parse(&source)?)?;
        let (report, first, spoken_of) = (work.report, work.first, work.parameters);
        session.end()?;
        unused::warn(&self.parameters, &spoken_of, &console);
        let head = self.head(session.engine().store(), &source, first.as_ref())?;
        let page = report.page(&head)?;
        write(&page, &target)?;
        let to = render::visible(&self.to.display().to_string());
        console.narrate(&format!("{to}: {}", report.words()));
        Ok(())
    }

    /// What stands above the page.
    fn head(&self, store: &Store, source: &Source, first: Option<&Asked>) -> Result<Head> {
        let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
        let opening = Comment::opening(&source.text, first);
        let (heading, mut lead) = opening.map(|comment| (comment.heading, comment.paragraphs)).unwrap_or_default();
        let title = match &self.title {
            Some(title) => {
                lead.splice(0..0, Some(heading).filter(|heading| !heading.is_empty()));
                title.clone()
            }
            None if heading.is_empty() => UNNAMED.to_owned(),
            None => heading,
        };
        let (licences, last_load) = store.origin()?;
        let store_name = name(&self.store).unwrap_or_else(|| self.store.display().to_string());
        Ok(Head { title, lead, store: store_name, counts: store.counts()?, last_load, licences })
    }
}

fn write(page: &str, target: &Target) -> Result<()> {
    let mut file = target.temporary()?;
    file.write_all(page.as_bytes()).map_err(|error| target.failed(&error))?;
    target.put_in_place(file)
}

struct Work<'a> {
    session: &'a mut Session,
    interrupts: &'a Interrupts,
    receipts: usize,
    report: Report,
    /// The first statement that shows something.
    first: Option<Asked>,
    /// The parameters that are spoken of.
    parameters: BTreeSet<String>,
}

impl Work<'_> {
    /// Runs the statements of a script and of those that it includes.
    fn all(&mut self, source: &Arc<Source>, statements: &[Spanned<Statement>]) -> std::result::Result<(), Stop> {
        self.parameters.extend(parameters(&source.text).map(str::to_owned));
        for statement in statements {
            if let Statement::Run(run) = &statement.node
                && let Ok(query) = self.session.saved_query(source, &run.name)
            {
                self.parameters.extend(query.parameters.iter().map(|parameter| parameter.name.clone()));
            }
            match show::run(self.session, source, statement, self.interrupts)? {
                Outcome::Included { source, statements } => self.all(&source, &statements)?,
                outcome => self.shown(source, statement, &outcome)?,
            }
        }
        Ok(())
    }

    fn shown(
        &mut self,
        source: &Arc<Source>,
        statement: &Spanned<Statement>,
        outcome: &Outcome,
    ) -> std::result::Result<(), Stop> {
        if !render::is_shown(outcome) {
            return Ok(());
        }
        let asked = Asked::of(source, statement.span);
        let receipts = match outcome {
            Outcome::Answer(_) => Some(self.rests_on()?),
            other => self.facts(other)?,
        };
        self.report.add(&asked, outcome, receipts.as_ref())?;
        self.first.get_or_insert(asked);
        Ok(())
    }

    /// The facts that the first rows of what was looked at are; none where they are none.
    fn facts(&self, outcome: &Outcome) -> Result<Option<Receipts>> {
        let store = self.session.engine().store();
        let mut facts = Vec::new();
        for (row, fact) in facts_of(outcome, self.receipts) {
            facts.extend(store.fact(fact)?.map(|fact| (row, fact)));
        }
        Ok((!facts.is_empty()).then(|| receipts_of(facts)))
    }

    /// What the first rows of the last answer rest on.
    fn rests_on(&self) -> Result<Receipts> {
        let handle = self.session.engine().store().interrupt_handle();
        let (session, most) = (&*self.session, self.receipts);
        let found = waiting::during_tasks("looking for sources", session.engine().store().progress(), || {
            self.interrupts.stopping(handle, || session.receipts(most))
        })?;
        Ok(found.1)
    }
}
