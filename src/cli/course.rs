//! How the statements of a script are gone through, and what is kept of each.

use std::collections::BTreeSet;
use std::time::Duration;

use super::given::Sink;
use super::report::Suite;
use crate::diagnostic::Diagnostic;
use crate::problem::Category;
use crate::repl::console::{Console, Stop};
use crate::source::{Source, Spanned};
use crate::store::SavedQuery;
use crate::syntax::ast::Statement;
use crate::syntax::parameters;

/// Whether a script goes on behind what fails, and the report that is kept of it.
pub(super) struct Course {
    /// Whether what stands behind a statement that fails is run too.
    pub keep_going: bool,
    /// What came of the script's statements, where that is wanted.
    pub suite: Option<Suite>,
    /// Where answers go, also those of scripts before it.
    pub sink: Sink,
    /// The parameters that its statements, and saved queries that they run, speak of.
    pub parameters: BTreeSet<String>,
}

impl Course {
    /// Up to the first statement that fails, without a report.
    pub fn to(sink: Sink) -> Self {
        Course { keep_going: false, suite: None, sink, parameters: BTreeSet::new() }
    }

    /// A script is begun, by its command or by `include`.
    pub fn begun(&mut self, source: &Source) {
        self.parameters.extend(parameters(&source.text).map(str::to_owned));
    }

    /// A saved query is run.
    pub fn called(&mut self, query: &SavedQuery) {
        self.parameters.extend(query.parameters.iter().map(|parameter| parameter.name.clone()));
    }

    /// A statement did what it should.
    pub fn passed(&mut self, source: &Source, statement: &Spanned<Statement>, time: Duration) {
        if let Some(suite) = &mut self.suite {
            suite.passed(source, statement, time);
        }
    }

    /// A statement is not run any more.
    pub fn skipped(&mut self, source: &Source, statement: &Spanned<Statement>) {
        if let Some(suite) = &mut self.suite {
            suite.skipped(source, statement);
        }
    }

    /// A statement failed: that is told and kept, unless it was said already of a statement of a script that this one
    /// includes. Gives back why the command ends.
    pub fn failed(
        &mut self,
        source: &Source,
        statement: &Spanned<Statement>,
        time: Duration,
        stop: Stop,
        console: &Console,
    ) -> Stop {
        let Stop::Problem(problem) = stop else { return stop };
        console.tell(&problem);
        if let Some(suite) = &mut self.suite {
            suite.failed(source, statement, time, &problem);
        }
        Stop::Told(problem.category())
    }

    /// The script cannot be run at all.
    pub fn unreadable(&mut self, problem: &Diagnostic) {
        if let Some(suite) = &mut self.suite {
            suite.unreadable(problem);
        }
    }

    /// Whether the statements behind one that failed are run.
    pub fn goes_on(&self, stop: &Stop) -> bool {
        self.keep_going && matches!(stop, Stop::Told(category) if *category != Category::Interrupted)
    }
}
