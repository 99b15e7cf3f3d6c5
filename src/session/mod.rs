//! Statements one after another: parameters, saved queries, expectations, and the last answer for `why`.

mod change;
mod check;
mod difference;
mod expect;
mod foresee;
mod include;
mod look;
mod parameters;
mod saved;
mod transaction;
mod why;

pub(crate) use include::text_of;

pub use change::Change;
pub use check::Checked;
pub use foresee::{Foreseen, UndoneLoad};
pub use include::script;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use crate::answer::{Answer, Receipts};
use crate::diagnostic::{Diagnostic, Result};
use crate::engine::{Answered, Defined, Engine, Explained, Said, WhyNot};
use crate::look::{Description, Disputes, Findings, Timeline, Words};
use crate::problem::{Mistake, QueryProblem, RemoteProblem};
use crate::resolve::Parameters;
use crate::source::{Source, Span, Spanned};
use crate::sql::{self, Dialect};
use crate::store::{KeptQuery, SavedQuery};
use crate::syntax::ast::{Query, Statement};
use crate::vocabulary::Rule;

/// An engine, the parameters that were set, and the last answer.
#[derive(Debug)]
pub struct Session {
    engine: Engine,
    parameters: Parameters,
    /// The parameters that were given from outside, whose values `param` does not replace.
    given: BTreeSet<String>,
    last: Option<Answered>,
    /// Whether the query of the last answer puts its rows in an order.
    ordered: bool,
    may_write: bool,
    /// Whether what needs care is an error, since nobody was asked.
    needs_consent: bool,
    /// Where the transaction begins that goes on.
    begun: Option<(Arc<Source>, Span)>,
}

/// What a statement came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// A query was answered.
    Answer(Arc<Answer>),
    /// Rows of the last answer were explained.
    Why {
        /// The last answer.
        answer: Arc<Answer>,
        /// What its rows rest on.
        receipts: Receipts,
    },
    /// A query was saved.
    Saved {
        /// Its name.
        name: String,
        /// The one that had the name before, where that was another.
        replaced: Option<SavedQuery>,
    },
    /// All saved queries.
    Queries(Vec<KeptQuery>),
    /// A saved query.
    Shown(SavedQuery),
    /// The saved query is gone.
    Unsaved(SavedQuery),
    /// A parameter has a value.
    Set {
        /// Its name.
        name: String,
        /// Its value, as written in the language.
        value: String,
    },
    /// An expectation holds.
    Met,
    /// The store was changed.
    Changed(Change),
    /// Rules were defined.
    Defined(Vec<Defined>),
    /// The rule of that name is gone.
    Forgotten(String),
    /// A transaction was begun.
    Begun,
    /// So many changes were kept.
    Committed(usize),
    /// So many changes were taken back.
    RolledBack(usize),
    /// All rules.
    Rules(Vec<Rule>),
    /// How a query is read.
    Explained(Explained),
    /// The statements that a query comes to.
    Sql(Vec<sql::Statement>),
    /// Why something is not so.
    WhyNot(WhyNot),
    /// Everything that is known of a thing.
    Described(Box<Description>),
    /// What happened to a thing.
    Timeline(Timeline),
    /// What a full-text search found.
    Found(Findings),
    /// What sources disagree about.
    Disputed(Disputes),
    /// The store's words.
    Words(Box<Words>),
    /// Another script, whose statements are to be run now, as statements of its own source.
    Included {
        /// The script.
        source: Arc<Source>,
        /// Its statements.
        statements: Vec<Spanned<Statement>>,
    },
}

impl Session {
    /// A session that may write to the store.
    pub fn new(engine: Engine) -> Self {
        Self {
            engine,
            parameters: Parameters::new(),
            given: BTreeSet::new(),
            last: None,
            ordered: false,
            may_write: true,
            needs_consent: false,
            begun: None,
        }
    }

    /// The same session, in which statements that change the store are errors.
    pub fn read_only(self) -> Self {
        Self { may_write: false, ..self }
    }

    /// Forgets the parameters and the last answer: what is run now is another script.
    pub fn begin_anew(&mut self) {
        (self.parameters, self.given) = Default::default();
        (self.last, self.ordered) = Default::default();
    }

    /// A query in a dialect of SQL, with the parameters that were set; or why it cannot be said in it.
    ///
    /// # Errors
    /// As [`Engine::ask`].
    pub fn said(
        &self,
        source: &Arc<Source>,
        query: &Spanned<Query>,
        dialect: Dialect,
    ) -> Result<std::result::Result<Said, String>> {
        self.engine.said(source, query, &self.parameters, dialect)
    }

    /// The engine.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// The engine, to be written to.
    pub fn engine_mut(&mut self) -> &mut Engine {
        &mut self.engine
    }

    /// Lets an answer take so long and no longer.
    pub fn set_limit(&mut self, limit: Option<Duration>) {
        self.engine.set_limit(limit);
    }

    /// Lets an answer take so many bytes of memory and no more.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn set_memory(&self, most: Option<u64>) -> Result<()> {
        self.engine.store().set_memory(most)
    }

    /// The names of the parameters that have a value, without their marks.
    pub fn parameter_names(&self) -> impl Iterator<Item = &str> {
        self.parameters.keys().map(String::as_str)
    }

    /// The answer that was given last.
    pub fn last(&self) -> Option<&Answer> {
        self.last.as_ref().map(|answered| &*answered.answer)
    }

    /// Runs a statement of a source.
    ///
    /// # Errors
    /// What is wrong with it, with its place; an expectation that does not hold; that the store cannot be read or
    /// written.
    pub fn run(&mut self, source: &Arc<Source>, statement: &Spanned<Statement>) -> Result<Outcome> {
        self.check_read_only(source, statement)?;
        self.check_consent(source, statement)?;
        self.engine.store().go_on();
        let done = self.run_one(source, statement);
        if self.engine.store().is_lost() { self.lost(done) } else { done }
    }

    fn run_one(&mut self, source: &Arc<Source>, statement: &Spanned<Statement>) -> Result<Outcome> {
        match &statement.node {
            Statement::Query(query) => self.ask(source, &Spanned::new(query.clone(), statement.span)),
            Statement::Why(row) => self.why(source, statement.span, row.as_ref()),
            Statement::Save(save) => self.save(source, statement.span, save),
            Statement::Run(run) => self.run_saved(source, run),
            Statement::Queries => Ok(Outcome::Queries(self.engine.store().kept_queries()?)),
            Statement::Show(name) => self.saved_query(source, name).map(Outcome::Shown),
            Statement::Unsave(name) => self.unsave(source, statement.span, name),
            Statement::Parameter(definition) => self.parameter(source, statement.span, definition),
            Statement::Expect(expectation) => self.expect(source, statement.span, expectation),
            Statement::Include(path) => self.include(source, path),
            Statement::Output(delivery) => self.run(source, &delivery.of),
            Statement::Describe(name) => self.describe(source, name),
            Statement::Timeline(name) => self.timeline(source, name),
            Statement::Search(words) => self.search(source, words),
            Statement::Disputes => self.disputes(),
            Statement::Vocabulary => self.words(),
            Statement::Define(rules) => {
                self.writing(source, statement.span, "define")?;
                Ok(Outcome::Defined(self.engine.define(source, rules)?))
            }
            Statement::Forget(words) => {
                self.writing(source, statement.span, "forget")?;
                Ok(Outcome::Forgotten(self.engine.forget(source, words)?))
            }
            Statement::Rules => Ok(Outcome::Rules(self.engine.vocabulary().rules().to_vec())),
            Statement::Explain(query) => {
                Ok(Outcome::Explained(self.engine.explain(source, query, &self.parameters)?))
            }
            Statement::Sql(query) => Ok(Outcome::Sql(self.engine.sql(source, query, &self.parameters)?)),
            Statement::WhyNot(why_not) => self.why_not(source, statement.span, why_not),
            Statement::Assert(assertion) => self.assert(source, statement.span, assertion),
            Statement::Retract(retraction) => self.retract(source, statement.span, retraction),
            Statement::Merge(merge) => self.merge(source, statement.span, merge),
            Statement::Unmerge(name) => self.unmerge(source, statement.span, name),
            Statement::Distinct(distinction) => self.distinct(source, statement.span, distinction),
            Statement::Alias(alias) => self.alias(source, statement.span, alias),
            Statement::Undo(load) => self.undo(source, statement.span, load.as_ref()),
            Statement::Transaction(transaction) => self.transaction(source, statement.span, *transaction),
        }
    }

    fn ask(&mut self, source: &Arc<Source>, query: &Spanned<Query>) -> Result<Outcome> {
        let answered = self.engine.ask(source, query, &self.parameters)?;
        Ok(self.answered(answered, &query.node))
    }

    /// Keeps the answer of a query as the last one.
    fn answered(&mut self, answered: Answered, query: &Query) -> Outcome {
        let answer = Arc::clone(&answered.answer);
        self.ordered = matches!(query, Query::Find(find) if !find.order.is_empty());
        self.last = Some(answered);
        Outcome::Answer(answer)
    }

    /// That a statement does not change a set, which is only read.
    ///
    /// # Errors
    /// [`RemoteProblem::ReadOnly`].
    pub fn check_read_only(&self, source: &Arc<Source>, statement: &Spanned<Statement>) -> Result<()> {
        match self.engine.store().is_remote() && statement.node.writes() {
            true => Err(Diagnostic::at(source, Mistake::new(statement.span, RemoteProblem::ReadOnly))),
            false => Ok(()),
        }
    }

    fn writing(&self, source: &Arc<Source>, span: Span, statement: &'static str) -> Result<()> {
        match self.may_write {
            true => Ok(()),
            false => Err(Diagnostic::at(source, Mistake::new(span, QueryProblem::NeedsWrite { statement }))),
        }
    }
}
