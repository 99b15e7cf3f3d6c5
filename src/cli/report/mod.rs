//! What came of scripts, for whoever runs them as tests: each file is a suite, and each expectation, and each other
//! statement that fails, is a case.

mod json;
mod junit;
mod name;
mod tap;

use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::diagnostic::{Diagnostic, Result};
use crate::problem::Category;
use crate::source::{Source, Spanned};
use crate::syntax::ast::Statement;
use crate::target::Target;

/// The forms of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Form {
    /// XML as JUnit's, for continuous integration
    Junit,
    /// The Test Anything Protocol, version 14
    Tap,
    /// One object
    Json,
}

/// What came of a script.
#[derive(Debug)]
pub(super) struct Suite {
    /// The script's name.
    name: String,
    cases: Vec<Case>,
    begun: Instant,
    time: Duration,
    /// What a case without words of its own is about: the last query.
    subject: Option<String>,
    /// How long that took, until a case is found that it is counted with.
    waited: Duration,
}

/// What came of a statement.
#[derive(Debug)]
struct Case {
    name: String,
    /// The script that it stands in: that of the suite, or one that it includes.
    file: String,
    line: usize,
    column: usize,
    time: Duration,
    state: State,
}

#[derive(Debug)]
enum State {
    Passed,
    /// It was not run, and why.
    Skipped(&'static str),
    Failed {
        category: Category,
        /// What is wrong, in a line.
        message: String,
        /// The whole error as it is told.
        text: String,
    },
}

/// How many cases came to what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Tally {
    pub passed: usize,
    /// Expectations that do not hold.
    pub unmet: usize,
    /// Whatever else failed.
    pub failed: usize,
    pub skipped: usize,
}

impl Tally {
    fn all(self) -> usize {
        self.passed + self.unmet + self.failed + self.skipped
    }

    /// `3 scripts, 12 expectations: 10 hold, 1 does not, 1 was not tried`, and what else failed.
    pub fn words(self, scripts: usize) -> String {
        let counted = |count: usize, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
        let expected = self.passed + self.unmet + self.skipped;
        let parts = [
            (self.passed, "holds", "hold"),
            (self.unmet, "does not", "do not"),
            (self.skipped, "was not tried", "were not tried"),
        ];
        let parts = parts.into_iter().filter(|(count, ..)| *count > 0);
        let parts: Vec<String> = parts.map(|(count, one, many)| counted(count, one, many)).collect();
        let parts = if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) };
        let failed = match self.failed {
            0 => String::new(),
            several => format!("; {}", counted(several, "other failure", "other failures")),
        };
        let scripts = counted(scripts, "script", "scripts");
        format!("{scripts}, {}{parts}{failed}", counted(expected, "expectation", "expectations"))
    }

    fn with(self, other: Tally) -> Tally {
        Tally {
            passed: self.passed + other.passed,
            unmet: self.unmet + other.unmet,
            failed: self.failed + other.failed,
            skipped: self.skipped + other.skipped,
        }
    }
}

impl Suite {
    /// The suite of a script that begins now.
    pub fn begin(name: &str) -> Self {
        Suite {
            name: name.to_owned(),
            cases: Vec::new(),
            begun: Instant::now(),
            time: Duration::ZERO,
            subject: None,
            waited: Duration::ZERO,
        }
    }

    /// Ends it.
    pub fn end(&mut self) {
        self.time = self.begun.elapsed();
    }

    /// A statement did what it should. Expectations are cases; what is asked is what those behind it are about.
    pub fn passed(&mut self, source: &Source, statement: &Spanned<Statement>, time: Duration) {
        match &statement.node {
            Statement::Expect(_) => self.add(source, statement, time, State::Passed),
            Statement::Query(_) | Statement::Run(_) => {
                self.subject = Some(name::of(source, statement));
                self.waited += time;
            }
            _ => {}
        }
    }

    /// A statement failed.
    pub fn failed(&mut self, source: &Source, statement: &Spanned<Statement>, time: Duration, problem: &Diagnostic) {
        self.add(source, statement, time, State::of(problem));
    }

    /// A statement was not run, since one before it failed.
    pub fn skipped(&mut self, source: &Source, statement: &Spanned<Statement>) {
        match &statement.node {
            Statement::Expect(_) => {
                let why = State::Skipped("a statement before it failed");
                self.add(source, statement, Duration::ZERO, why);
            }
            Statement::Query(_) | Statement::Run(_) => self.subject = Some(name::of(source, statement)),
            _ => {}
        }
    }

    /// The script cannot be run at all.
    pub fn unreadable(&mut self, problem: &Diagnostic) {
        let (line, column) = problem.place.as_ref().map_or((1, 1), |place| place.source.line_column(place.span.start));
        self.add_whole(line, column, State::of(problem));
    }

    /// The script was not run, since one before it failed.
    pub fn not_run(&mut self) {
        self.add_whole(1, 1, State::Skipped("a script before it failed"));
    }

    /// A case that is the script as a whole.
    fn add_whole(&mut self, line: usize, column: usize, state: State) {
        let (name, file) = (name::sayable(&self.name), self.name.clone());
        self.cases.push(Case { name, file, line, column, time: Duration::ZERO, state });
    }

    fn add(&mut self, source: &Source, statement: &Spanned<Statement>, time: Duration, state: State) {
        let name = name::of_case(source, statement, self.subject.as_deref());
        let (line, column) = source.line_column(statement.span.start);
        let time = time + std::mem::take(&mut self.waited);
        self.cases.push(Case { name, file: source.name.clone(), line, column, time, state });
    }

    /// How many cases came to what.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for case in &self.cases {
            match &case.state {
                State::Passed => tally.passed += 1,
                State::Skipped(_) => tally.skipped += 1,
                State::Failed { category: Category::Expectation, .. } => tally.unmet += 1,
                State::Failed { .. } => tally.failed += 1,
            }
        }
        tally
    }
}

impl State {
    fn of(problem: &Diagnostic) -> Self {
        State::Failed {
            category: problem.category(),
            message: name::sayable(&problem.problem.wording().message),
            text: problem.render(false),
        }
    }
}

/// What all suites came to.
pub(super) fn tally(suites: &[Suite]) -> Tally {
    suites.iter().map(Suite::tally).fold(Tally::default(), Tally::with)
}

/// The report in a form, ending with a line end.
pub(super) fn written(suites: &[Suite], form: Form) -> String {
    match form {
        Form::Junit => junit::written(suites),
        Form::Tap => tap::written(suites),
        Form::Json => json::written(suites),
    }
}

/// Writes the report to a file, whole or not at all; one that is there is that of the run before, and is replaced.
///
/// # Errors
/// Where it is the store, or cannot be written.
pub(super) fn write(report: &str, to: &Path, store: &Path) -> Result<()> {
    let target = Target::new(to, true)?;
    target.check_file(store)?;
    let mut file = target.temporary()?;
    file.write_all(report.as_bytes()).map_err(|error| target.failed(&error))?;
    target.put_in_place(file)
}

/// Seconds, to the thousandth.
fn seconds(time: Duration) -> String {
    format!("{:.3}", time.as_secs_f64())
}

impl Case {
    /// `briefing.ffq:12:1`.
    fn place(&self) -> String {
        format!("{}:{}:{}", self.file, self.line, self.column)
    }
}
