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
use crate::resolve::tree::Named;
use crate::resolve::{self, Context, NewSubject, Parameters};
use crate::source::{Source, Span, Spanned};
use crate::store::{SavedQuery, Store};
use crate::syntax;
use crate::syntax::ast::{
    Assertion, Atom, Expectation, ParameterDefinition, Query, RetractedFact, Retraction, Run, Save, Statement, View,
    Whether, WhyNot,
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

impl Checked {
    /// Adds what was found in another script.
    pub fn add(&mut self, other: Checked) {
        self.statements += other.statements;
        self.unchecked += other.unchecked;
        self.writes |= other.writes;
        self.parameters.extend(other.parameters);
        self.problems.extend(other.problems);
        self.warnings.extend(other.warnings);
    }
}

impl Session {
    /// Reads a script and those that it includes against the store, and runs nothing.
    pub fn check(&self, source: &Arc<Source>) -> Checked {
        let store = self.engine.store();
        let mut check = Check {
            store,
            names: SupposedNames::of(store),
            vocabulary: self.engine.vocabulary().clone(),
            saved: BTreeMap::new(),
            parameters: self.parameters.clone(),
            given: &self.given,
            valueless: BTreeSet::new(),
            answered: false,
            found: Checked::default(),
        };
        check.script(source);
        check.found
    }
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
    /// Whether a statement before asks something.
    answered: bool,
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
            Statement::Query(query) => self.asked(source, &Spanned::new(query.clone(), span)),
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
            Statement::Unmerge(_) | Statement::Undo(_) => Ok(()),
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
        self.query_with(source, query, &self.parameters)
    }

    fn query_with(&self, source: &Arc<Source>, query: &Spanned<Query>, parameters: &Parameters) -> Result<()> {
        let context = self.context_with(parameters);
        let planned = resolve::resolve(query, context)
            // How much there is of what decides the order of joins, and not whether it can be answered.
            .and_then(|resolved| plan::plan(&resolved, context, &Arc::default()));
        planned.map(|_| ()).map_err(|mistake| Diagnostic::at(source, mistake))
    }

    fn asked(&mut self, source: &Arc<Source>, query: &Spanned<Query>) -> Result<()> {
        // Of one that is wrong it is enough to be told that once.
        self.answered = true;
        self.query(source, query)
    }

    fn of_an_answer(&self, source: &Arc<Source>, span: Span) -> Result<()> {
        match self.answered {
            true => Ok(()),
            false => Err(Diagnostic::at(source, Mistake::new(span, QueryProblem::NoAnswerYet))),
        }
    }

    fn expect(&mut self, source: &Arc<Source>, span: Span, expectation: &Expectation) -> Result<()> {
        match &expectation.from {
            Some(query) => self.asked(source, query),
            None => self.of_an_answer(source, span),
        }
    }

    fn save(&mut self, source: &Arc<Source>, save: &Save) -> Result<()> {
        self.saved.insert(save.name.node.clone(), Some(kept(source, save)));
        match default_values(save, &self.parameters) {
            Some(parameters) => self.query_with(source, &save.query, &parameters),
            // A parameter without a default stands for nothing yet.
            None => Ok(()),
        }
    }

    fn run(&mut self, source: &Arc<Source>, run: &Run) -> Result<()> {
        self.answered = true;
        let saved = self.saved_query(source, &run.name)?;
        self.found.parameters.extend(saved.parameters.iter().map(|parameter| parameter.name.clone()));
        let (text, query, parameters) = call(source, run, &saved, &self.parameters)?;
        self.query_with(&text, &query, &parameters)
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
