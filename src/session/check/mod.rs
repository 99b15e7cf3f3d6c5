//! Scripts that are read against a store and not run: every statement is parsed and resolved, and what one would make
//! known is known to those behind it. Nothing is written, not even within a transaction: the rules, names and saved
//! queries of the script are kept beside those of the store.

mod supposed;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use supposed::SupposedNames;

use super::Session;
use super::include::included;
use super::look::sought;
use super::saved::{call, default_values, kept, unknown_query};
use crate::diagnostic::{Diagnostic, Result};
use crate::engine::{known_rule, read_rules, with_rules};
use crate::plan;
use crate::problem::{Mistake, Problem, QueryProblem};
use crate::resolve::tree::{Form, Named};
use crate::resolve::{self, Context, NewSubject, Parameters};
use crate::source::{Source, Span, Spanned};
use crate::store::{SavedQuery, Store};
use crate::syntax;
use crate::syntax::ast::{
    Assertion, Atom, Expectation, Expected, ParameterDefinition, Query, RetractedFact, Retraction, Run, Save,
    Statement, View, Whether, WhyNot,
};
use crate::vocabulary::Vocabulary;

/// What was found in scripts that were read and not run.
#[derive(Debug, Default)]
pub struct Checked {
    /// How many statements were read, those of included scripts too.
    pub statements: usize,
    /// What is wrong, in the order of the statements.
    pub problems: Vec<Box<Diagnostic>>,
    /// What keeps statements from being checked, or the script from being run as it is.
    pub warnings: Vec<Box<Diagnostic>>,
    /// How many statements could not be checked, since a parameter has no value.
    pub unchecked: usize,
    /// Whether a statement would change the store.
    pub writes: bool,
    /// The parameters that statements, and saved queries that are run, speak of.
    pub parameters: BTreeSet<String>,
}

impl Session {
    /// Reads scripts and those that they include against the store, one after another as they would be run, and runs
    /// nothing. Each has the session's parameters and no last answer; what one would make known is known to those behind it.
    pub fn check(&self, sources: impl IntoIterator<Item = Result<Arc<Source>>>) -> Checked {
        let store = self.engine.store();
        let mut check = Check {
            store,
            names: SupposedNames::of(store),
            vocabulary: self.engine.vocabulary().clone(),
            saved: BTreeMap::new(),
            parameters: Parameters::new(),
            given: &self.given,
            valueless: BTreeSet::new(),
            answer: Answered::Not,
            found: Checked::default(),
        };
        for source in sources {
            check.parameters = self.parameters.clone();
            (check.valueless, check.answer) = (BTreeSet::new(), Answered::Not);
            match source {
                Ok(source) => check.script(&source),
                Err(problem) => check.found.problems.push(problem),
            }
        }
        check.found
    }
}

/// What is known of the last answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answered {
    /// There is none.
    Not,
    /// There is one with so many columns.
    Columns(usize),
    /// There would be one, were its query right or its parameters known.
    Unknown,
}

/// A script that is being read.
struct Check<'a> {
    store: &'a Store,
    names: SupposedNames<'a>,
    /// The store's words, and the rules of the script.
    vocabulary: Vocabulary,
    /// The queries that the script saves; none for one that it takes away.
    saved: BTreeMap<String, Option<SavedQuery>>,
    parameters: Parameters,
    given: &'a BTreeSet<String>,
    /// Parameters that the script declares, and that have no value.
    valueless: BTreeSet<String>,
    /// What statements before it ask.
    answer: Answered,
    found: Checked,
}

impl Check<'_> {
    fn script(&mut self, source: &Arc<Source>) {
        self.found.parameters.extend(syntax::parameters(&source.text).map(str::to_owned));
        let (statements, mut wrong) = syntax::parse_all(source);
        for statement in &statements {
            let starts = |problem: &Diagnostic| problem.place.as_ref().map_or(0, |place| place.span.start);
            let earlier = wrong.iter().take_while(|problem| starts(problem) < statement.span.start).count();
            self.found.problems.extend(wrong.drain(..earlier));
            self.found.statements += 1;
            self.found.writes |= statement.node.writes();
            if let Err(problem) = self.statement(source, statement) {
                match self.is_for_want_of_a_value(&problem.problem) {
                    true => self.found.unchecked += 1,
                    false => self.found.problems.push(problem),
                }
            }
        }
        self.found.problems.append(&mut wrong);
    }

    /// Whether a problem is only that a declared parameter has no value yet.
    fn is_for_want_of_a_value(&self, problem: &Problem) -> bool {
        match problem {
            Problem::Query(QueryProblem::MissingParameter { name, .. }) => self.valueless.contains(name),
            Problem::Query(QueryProblem::MissingArgument { parameter, .. }) => self.valueless.contains(parameter),
            _ => false,
        }
    }

    fn statement(&mut self, source: &Arc<Source>, statement: &Spanned<Statement>) -> Result<()> {
        let span = statement.span;
        match &statement.node {
            Statement::Query(query) => self.asked(source, &Spanned::new(query.clone(), span), &self.parameters.clone()),
            Statement::Explain(query) | Statement::Sql(query) => self.query(source, query),
            Statement::Why(_) | Statement::WhyNot(WhyNot::Row(_)) => self.of_an_answer(source, span),
            Statement::WhyNot(WhyNot::Conditions(group)) => {
                let whether = Whether { body: group.clone(), view: View::default(), with_sources: false };
                self.query(source, &Spanned::new(Query::Whether(whether), span))
            }
            Statement::Expect(expectation) => self.expect(source, span, expectation),
            Statement::Save(save) => self.save(source, save),
            Statement::Run(run) => self.run(source, run),
            Statement::Show(name) => self.saved_query(source, name).map(|_| ()),
            Statement::Unsave(name) => {
                self.saved_query(source, name)?;
                self.saved.insert(name.node.clone(), None);
                Ok(())
            }
            Statement::Parameter(definition) => self.parameter(source, span, definition),
            Statement::Include(path) => {
                let included = included(source, path)?;
                self.script(&included);
                Ok(())
            }
            Statement::Define(rules) => {
                let rules = read_rules(source, rules, &self.vocabulary, &self.names)?;
                self.vocabulary = with_rules(&self.vocabulary, &rules);
                Ok(())
            }
            Statement::Forget(words) => {
                let forgotten = known_rule(source, words, &self.vocabulary)?.id;
                let rules = self.vocabulary.rules().iter().filter(|rule| rule.id != forgotten).cloned().collect();
                self.vocabulary = self.vocabulary.ruled(rules);
                Ok(())
            }
            Statement::Output(delivery) => self.statement(source, &delivery.of),
            Statement::Describe(name) => self.named(source, name, "describe").map(|_| ()),
            Statement::Timeline(name) => self.named(source, name, "timeline").map(|_| ()),
            Statement::Search(words) => sought(source, words).map(|_| ()),
            Statement::Assert(assertion) => self.assert(source, assertion),
            Statement::Retract(retraction) => self.retract(source, retraction),
            Statement::Merge(merge) => {
                self.named(source, &merge.from, "merge")?;
                self.named(source, &merge.into, "merge").map(|_| ())
            }
            Statement::Distinct(distinction) => {
                self.named(source, &distinction.entity, "distinct")?;
                self.named(source, &distinction.other, "distinct").map(|_| ())
            }
            Statement::Alias(alias) => {
                let named = self.named(source, &alias.of, "alias")?;
                self.names.alias(named, alias.name.node.trim());
                Ok(())
            }
            // What these speak of is there or not when they are run.
            Statement::Unmerge(_) | Statement::Undo(_) | Statement::Transaction(_) => Ok(()),
            Statement::Queries | Statement::Rules | Statement::Disputes | Statement::Vocabulary => Ok(()),
        }
    }

    fn context(&self) -> Context<'_> {
        self.context_with(&self.parameters)
    }

    fn context_with<'c>(&'c self, parameters: &'c Parameters) -> Context<'c> {
        Context { vocabulary: &self.vocabulary, names: &self.names, parameters }
    }

    fn query(&self, source: &Arc<Source>, query: &Spanned<Query>) -> Result<()> {
        self.columns(source, query, &self.parameters).map(|_| ())
    }

    /// How many columns the answer of a query has.
    fn columns(&self, source: &Arc<Source>, query: &Spanned<Query>, parameters: &Parameters) -> Result<usize> {
        let context = self.context_with(parameters);
        let at_source = |mistake| Diagnostic::at(source, mistake);
        let resolved = resolve::resolve(query, context).map_err(at_source)?;
        // How much there is of what decides the order of joins, and not whether it can be answered.
        plan::plan(&resolved, context, &Arc::default()).map_err(at_source)?;
        Ok(match &resolved.form {
            Form::Find(find) => find.outputs.len(),
            Form::Whether => 1,
        })
    }

    /// A query is asked, so that what follows may speak of its answer.
    fn asked(&mut self, source: &Arc<Source>, query: &Spanned<Query>, parameters: &Parameters) -> Result<()> {
        // Of one that is wrong it is enough to be told that once.
        self.answer = Answered::Unknown;
        self.answer = Answered::Columns(self.columns(source, query, parameters)?);
        Ok(())
    }

    fn of_an_answer(&self, source: &Arc<Source>, span: Span) -> Result<()> {
        match self.answer {
            Answered::Not => Err(Diagnostic::at(source, Mistake::new(span, QueryProblem::NoAnswerYet))),
            Answered::Columns(_) | Answered::Unknown => Ok(()),
        }
    }

    fn expect(&mut self, source: &Arc<Source>, span: Span, expectation: &Expectation) -> Result<()> {
        match &expectation.from {
            Some(query) => self.asked(source, query, &self.parameters.clone())?,
            None => self.of_an_answer(source, span)?,
        }
        let Answered::Columns(columns) = self.answer else { return Ok(()) };
        let (rows, fits): (_, fn(usize, usize) -> bool) = match &expectation.expected.node {
            Expected::Rows(rows) => (rows.as_slice(), |values, columns| values == columns),
            Expected::Includes(rows) => (rows.as_slice(), |values, columns| values <= columns),
            Expected::Count(_) | Expected::None => return Ok(()),
        };
        match rows.iter().find(|row| !fits(row.node.len(), columns)) {
            None => Ok(()),
            Some(row) => {
                let problem = QueryProblem::RowOfOtherWidth { values: row.node.len(), columns };
                Err(Diagnostic::at(source, Mistake::new(row.span, problem)))
            }
        }
    }

    fn save(&mut self, source: &Arc<Source>, save: &Save) -> Result<()> {
        self.saved.insert(save.name.node.clone(), Some(kept(source, save)));
        match default_values(save, &self.parameters) {
            Some(parameters) => self.columns(source, &save.query, &parameters).map(|_| ()),
            // A parameter without a default stands for nothing yet.
            None => Ok(()),
        }
    }

    fn run(&mut self, source: &Arc<Source>, run: &Run) -> Result<()> {
        self.answer = Answered::Unknown;
        let saved = self.saved_query(source, &run.name)?;
        self.found.parameters.extend(saved.parameters.iter().map(|parameter| parameter.name.clone()));
        let (text, query, parameters) = call(source, run, &saved, &self.parameters)?;
        self.asked(&text, &query, &parameters)
    }

    fn saved_query(&self, source: &Arc<Source>, name: &Spanned<String>) -> Result<SavedQuery> {
        let saved = match self.saved.get(&name.node) {
            Some(supposed) => supposed.clone(),
            None => self.store.saved_query(&name.node)?,
        };
        match saved {
            Some(saved) => Ok(saved),
            None => {
                let is_there = |name: &String| self.saved.get(name).is_none_or(Option::is_some);
                let known = self.store.saved_queries()?.into_iter().filter(is_there);
                let supposed = self.saved.iter().filter(|(_, saved)| saved.is_some()).map(|(name, _)| name.clone());
                Err(unknown_query(source, name, known.chain(supposed)))
            }
        }
    }

    /// A value that was given from outside goes before the default, as when it is run.
    fn parameter(&mut self, source: &Arc<Source>, span: Span, definition: &ParameterDefinition) -> Result<()> {
        let name = &definition.name.node;
        if !self.given.contains(name) && !definition.default.is_empty() {
            self.parameters.insert(name.clone(), definition.default.clone());
        }
        if self.parameters.contains_key(name) {
            self.valueless.remove(name);
        } else {
            self.valueless.insert(name.clone());
            let problem = QueryProblem::MissingParameter { name: name.clone(), nearest: Vec::new() };
            self.found.warnings.push(Diagnostic::at(source, Mistake::new(span, problem)));
        }
        Ok(())
    }

    fn named(&self, source: &Arc<Source>, name: &[Spanned<Atom>], statement: &str) -> Result<Named> {
        resolve::entity(name, statement, self.context()).map_err(|mistake| Diagnostic::at(source, mistake))
    }

    fn assert(&mut self, source: &Arc<Source>, assertion: &Assertion) -> Result<()> {
        let new = resolve::assertion(assertion, self.context()).map_err(|mistake| Diagnostic::at(source, mistake))?;
        if let NewSubject::New(name) = new.subject {
            self.names.make(&name);
        }
        Ok(())
    }

    fn retract(&mut self, source: &Arc<Source>, retraction: &Retraction) -> Result<()> {
        if let RetractedFact::Says(clause) = &retraction.fact {
            let said = resolve::retraction(clause, self.context());
            said.map_err(|mistake| Diagnostic::at(source, mistake))?;
        }
        match &retraction.instead {
            Some(instead) => self.assert(source, instead),
            None => Ok(()),
        }
    }
}
