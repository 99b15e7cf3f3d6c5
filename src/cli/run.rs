//! `factfile run`: a script.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::asking::Asking;
use super::course::Course;
use super::given::Sink;
use super::report::{self, Form, Suite};
use super::statements::{self, Answering, named};
use super::unused;
use crate::diagnostic::{Diagnostic, Result};
use crate::engine::Engine;
use crate::problem::{Category, CommandProblem};
use crate::render;
use crate::repl::console::{Console, Stop};
use crate::repl::interrupt::{Interrupts, Lifetime};
use crate::session::{Session, script, text_of};
use crate::source::Source;
use crate::store::Store;

/// What errors call a script that comes through a pipe.
const STANDARD_INPUT: &str = "<stdin>";

/// Run scripts of statements
///
/// Several are run one after another, each with parameters and a last answer of its own. A script may begin with
/// `#!/usr/bin/env -S factfile run --on talks.db`.
#[derive(Debug, Args)]
pub(super) struct Run {
    /// The scripts, or - for standard input
    #[arg(required = true, value_name = "FILE")]
    scripts: Vec<PathBuf>,

    /// The store that the scripts speak of, or a set as spark:DIR or duckdb:DIR
    #[arg(long, value_name = "STORE")]
    on: PathBuf,

    /// Let the scripts change the store
    #[arg(long)]
    write: bool,

    /// Let the scripts do what needs care without asking: `merge`, `undo`, `retract` of several facts at once, and changes of
    /// rules that others use
    #[arg(short, long, requires = "write")]
    yes: bool,

    /// Go on behind a statement that fails, and with the scripts behind one that cannot be read
    #[arg(long)]
    keep_going: bool,

    /// Report what came of each expectation: as junit, tap or json. On standard output, in place of the answers, unless
    /// --report-to says where
    #[arg(long, value_enum, value_name = "FORM", hide_possible_values = true)]
    report: Option<Form>,

    /// The file that the report is written to; one that is there is replaced
    #[arg(long, value_name = "FILE", requires = "report")]
    report_to: Option<PathBuf>,

    #[command(flatten)]
    answering: Answering,

    #[command(flatten)]
    asking: Asking,
}

impl Run {
    /// Runs the scripts up to the first statement that fails, or all of them.
    pub(super) fn run(self, console: Console) -> std::result::Result<(), Stop> {
        let interrupts = Interrupts::install(Lifetime::Command);
        // That a parameter is given wrongly is said once, and of no script.
        self.answering.parameters.iter().try_for_each(|parameter| named(parameter).map(|_| ()))?;
        let mut session = match self.write {
            true if self.yes => Session::new(Engine::new(Store::open_writable(&self.on)?)?),
            true => Session::new(Engine::new(Store::open_writable(&self.on)?)?).careful(),
            false => Session::new(Engine::new(self.asking.open(&self.on)?)?).read_only(),
        };
        let quiet = self.report.is_some() && self.report_to.is_none();
        let shown = if quiet { console.silenced() } else { console };
        let (mut ended, mut suites) = (Ok(()), Vec::new());
        let mut sink = Sink::new(&self.answering.giving, &self.on, &shown)?;
        let mut parameters = BTreeSet::new();
        for script in &self.scripts {
            let suite = self.report.map(|_| Suite::begin(&name(script)));
            let mut course = Course { keep_going: self.keep_going, suite, ..Course::to(sink) };
            if self.goes_on(&ended) {
                session.begin_anew();
                if self.scripts.len() > 1 {
                    shown.narrate(&format!("{}:", render::visible(&name(script))));
                }
                let done = self.script(script, &mut session, &shown, &interrupts, &mut course);
                ended = ended.and(done.map_err(|stop| told(stop, &console)));
            } else if let Some(suite) = &mut course.suite {
                suite.not_run();
            }
            if let Some(suite) = &mut course.suite {
                suite.end();
            }
            sink = course.sink;
            parameters.extend(course.parameters);
            suites.extend(course.suite);
        }
        if ended.is_ok() || self.keep_going {
            sink.finish(&shown)?;
            unused::warn(&self.answering.parameters, &parameters, &console);
        }
        self.report(&suites, &console)?;
        ended
    }

    fn goes_on(&self, ended: &std::result::Result<(), Stop>) -> bool {
        match ended {
            Ok(()) => true,
            Err(Stop::Told(category)) => self.keep_going && *category != Category::Interrupted,
            Err(_) => false,
        }
    }

    fn script(
        &self,
        script: &Path,
        session: &mut Session,
        console: &Console,
        interrupts: &Interrupts,
        course: &mut Course,
    ) -> std::result::Result<(), Stop> {
        let source = script_or_standard_input(script).inspect_err(|problem| course.unreadable(problem))?;
        statements::go_through(session, &source, &self.answering, console, interrupts, course)
    }

    /// Writes the report where it is wanted, and says what all came to.
    fn report(&self, suites: &[Suite], console: &Console) -> std::result::Result<(), Stop> {
        let Some(form) = self.report else { return Ok(()) };
        let report = report::written(suites, form);
        match &self.report_to {
            Some(to) => report::write(&report, to, &self.on)?,
            None => console.print(&report)?,
        }
        console.narrate(&report::tally(suites).words(suites.len()));
        Ok(())
    }
}

/// Tells what is wrong, unless that was told.
fn told(stop: Stop, console: &Console) -> Stop {
    console.told(&stop).map_or(Stop::Closed, Stop::Told)
}

/// What errors call a script.
fn name(script: &Path) -> String {
    if script == Path::new("-") { STANDARD_INPUT.to_owned() } else { script.display().to_string() }
}

/// A script by its path, or that on standard input for `-`.
pub(super) fn script_or_standard_input(path: &Path) -> Result<Arc<Source>> {
    if path == Path::new("-") { standard_input() } else { script(path) }
}

/// The script on standard input.
pub(super) fn standard_input() -> Result<Arc<Source>> {
    let mut bytes = Vec::new();
    let read = std::io::Read::read_to_end(&mut std::io::stdin().lock(), &mut bytes);
    let name = STANDARD_INPUT.to_owned();
    let text = match read {
        Ok(_) => text_of(name.clone(), bytes),
        Err(error) => Err(CommandProblem::Unreadable { path: name.clone(), detail: error.to_string() }),
    };
    text.map(|text| Source::new(name, text)).map_err(Diagnostic::new)
}
