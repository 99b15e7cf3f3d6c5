//! Statements one after another: parameters, saved queries, expectations, and the last answer for `why`.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::answer::{Answer, Receipts, Value, Verdict};
use crate::diagnostic::{Diagnostic, Result};
use crate::engine::{Answered, Defined, Engine, Explained, WhyNot};
use crate::problem::{Mistake, Problem, QueryProblem};
use crate::receipts::WhichRows;
use crate::resolve::Parameters;
use crate::source::{Source, Span, Spanned};
use crate::store::{SavedParameter, SavedQuery};
use crate::syntax::ast::{Atom, Expectation, Expected, ExpectedValue, ParameterDefinition, Query, Run, Save, Statement};
use crate::sql;
use crate::syntax::{self, ast};
use crate::vocabulary::{Rule, nearest};

/// An engine, the parameters that were set, and the last answer.
#[derive(Debug)]
pub struct Session {
    engine: Engine,
    parameters: Parameters,
    /// The parameters that were given from outside, whose values `param` does not replace.
    given: BTreeSet<String>,
    last: Option<Answered>,
    may_write: bool,
}

/// What a statement came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// A query was answered.
    Answer(Answer),
    /// Rows of the last answer were explained.
    Why {
        /// The last answer.
        answer: Answer,
        /// What its rows rest on.
        receipts: Receipts,
    },
    /// A query was saved.
    Saved {
        /// Its name.
        name: String,
    },
    /// A parameter has a value.
    Set {
        /// Its name.
        name: String,
        /// Its value, as written in the language.
        value: String,
    },
    /// An expectation holds.
    Met,
    /// Rules were defined.
    Defined(Vec<Defined>),
    /// The rule of that name is gone.
    Forgotten(String),
    /// All rules.
    Rules(Vec<Rule>),
    /// How a query is read.
    Explained(Explained),
    /// The statements that a query comes to.
    Sql(Vec<sql::Statement>),
    /// Why something is not so.
    WhyNot(WhyNot),
}

impl Session {
    /// A session that may write to the store.
    pub fn new(engine: Engine) -> Self {
        Self { engine, parameters: Parameters::new(), given: BTreeSet::new(), last: None, may_write: true }
    }

    /// The same session, in which statements that change the store are errors.
    pub fn read_only(self) -> Self {
        Self { may_write: false, ..self }
    }

    /// The engine.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// The engine, to be written to.
    pub fn engine_mut(&mut self) -> &mut Engine {
        &mut self.engine
    }

    /// The last answer.
    pub fn last(&self) -> Option<&Answer> {
        self.last.as_ref().map(|answered| &answered.answer)
    }

    /// Gives a parameter its value, which `param` in a script does not replace. Bare words are a name; what is no
    /// term of the language is a text.
    pub fn set_parameter(&mut self, name: &str, value: &str) {
        let name = name.strip_prefix('$').unwrap_or(name);
        let atoms = syntax::parse_constant(value)
            .unwrap_or_else(|_| vec![Spanned::new(Atom::Quoted(value.to_owned()), Span::default())]);
        self.parameters.insert(name.to_owned(), atoms);
        self.given.insert(name.to_owned());
    }

    /// Runs a statement of a source.
    ///
    /// # Errors
    /// What is wrong with it, with its place; an expectation that does not hold; that the store cannot be read or
    /// written.
    pub fn run(&mut self, source: &Arc<Source>, statement: &Spanned<Statement>) -> Result<Outcome> {
        match &statement.node {
            Statement::Query(query) => self.ask(source, &Spanned::new(query.clone(), statement.span)),
            Statement::Why(row) => self.why(source, statement.span, row.as_ref()),
            Statement::Save(save) => self.save(source, statement.span, save),
            Statement::Run(run) => self.run_saved(source, run),
            Statement::Parameter(definition) => self.parameter(source, statement.span, definition),
            Statement::Expect(expectation) => self.expect(source, statement.span, expectation),
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
            other => todo!("{other}"),
        }
    }

    fn ask(&mut self, source: &Arc<Source>, query: &Spanned<Query>) -> Result<Outcome> {
        let answered = self.engine.ask(source, query, &self.parameters)?;
        let answer = answered.answer.clone();
        self.last = Some(answered);
        Ok(Outcome::Answer(answer))
    }

    fn why(&self, source: &Arc<Source>, span: Span, row: Option<&Spanned<u64>>) -> Result<Outcome> {
        let Some(last) = &self.last else {
            return Err(Diagnostic::at(source, Mistake::new(span, QueryProblem::NoAnswerYet)));
        };
        let which = match row {
            None => WhichRows::All,
            Some(row) => WhichRows::One(self.row_index(source, last, row)?),
        };
        let receipts = self.engine.why(last, which)?;
        Ok(Outcome::Why { answer: last.answer.clone(), receipts })
    }

    fn why_not(&self, source: &Arc<Source>, span: Span, written: &ast::WhyNot) -> Result<Outcome> {
        let why_not = match written {
            ast::WhyNot::Conditions(group) => self.engine.why_nothing(source, group, span, &self.parameters)?,
            ast::WhyNot::Row(row) => {
                let Some(last) = &self.last else {
                    return Err(Diagnostic::at(source, Mistake::new(span, QueryProblem::NoAnswerYet)));
                };
                self.engine.why_no_row(source, last, row)?
            }
        };
        Ok(Outcome::WhyNot(why_not))
    }

    fn row_index(&self, source: &Arc<Source>, last: &Answered, row: &Spanned<u64>) -> Result<usize> {
        let rows = if last.answer.verdict.is_some() { 1 } else { last.answer.rows.len() };
        let index = usize::try_from(row.node).ok().and_then(|number| number.checked_sub(1));
        match index.filter(|index| *index < rows) {
            Some(index) => Ok(index),
            None => {
                Err(Diagnostic::at(source, Mistake::new(row.span, QueryProblem::NoSuchRow { row: row.node, rows })))
            }
        }
    }

    /// Keeps a query, once it was seen to be one that can be answered. A parameter without a default stands for
    /// nothing yet, so that only the grammar of such a query is checked.
    fn save(&mut self, source: &Arc<Source>, span: Span, save: &Save) -> Result<Outcome> {
        self.writing(source, span, "save")?;
        let defaults = save.parameters.iter().filter(|parameter| !parameter.default.is_empty());
        let defaults = defaults.map(|parameter| (parameter.name.node.clone(), parameter.default.clone()));
        let mut parameters = self.parameters.clone();
        parameters.extend(defaults);
        if save.parameters.iter().all(|parameter| parameters.contains_key(&parameter.name.node)) {
            self.engine.ask(source, &save.query, &parameters)?;
        }
        let saved = SavedQuery {
            name: save.name.node.clone(),
            parameters: save.parameters.iter().map(saved_parameter).collect(),
            text: source.text[save.query.span.range()].trim().to_owned(),
        };
        self.engine.store_mut().save_query(&saved)?;
        Ok(Outcome::Saved { name: saved.name })
    }

    fn run_saved(&mut self, source: &Arc<Source>, run: &Run) -> Result<Outcome> {
        let Some(saved) = self.engine.store().saved_query(&run.name.node)? else {
            let nearest = nearest(&run.name.node, self.engine.store().saved_queries()?);
            let problem = QueryProblem::UnknownQuery { name: run.name.node.clone(), nearest };
            return Err(Diagnostic::at(source, Mistake::new(run.name.span, problem)));
        };
        if run.arguments.len() > saved.parameters.len() {
            let span = run.arguments[saved.parameters.len()].first().map_or(run.name.span, |atom| atom.span);
            let problem =
                QueryProblem::TooManyArguments { name: saved.name.clone(), parameters: saved.parameters.len() };
            return Err(Diagnostic::at(source, Mistake::new(span, problem)));
        }
        let parameters = self.arguments(source, run, &saved)?;
        let text = Source::new(format!("<{}>", saved.name), saved.text.clone());
        let query =
            syntax::parse_query(&text).map_err(|diagnostic| broken(source, run, &saved, &diagnostic.problem))?;
        let answered = self.engine.ask(&text, &query, &parameters)?;
        let answer = answered.answer.clone();
        self.last = Some(answered);
        Ok(Outcome::Answer(answer))
    }

    /// The values of a saved query's parameters: those given, else the session's, else the defaults.
    fn arguments(&self, source: &Arc<Source>, run: &Run, saved: &SavedQuery) -> Result<Parameters> {
        let mut parameters = Parameters::new();
        for (at, parameter) in saved.parameters.iter().enumerate() {
            let default = parameter.default.as_deref().and_then(|text| syntax::parse_constant(text).ok());
            let given = run.arguments.get(at).cloned();
            let value = given.or_else(|| self.parameters.get(&parameter.name).cloned()).or(default);
            let Some(value) = value else {
                let problem =
                    QueryProblem::MissingArgument { name: saved.name.clone(), parameter: parameter.name.clone() };
                return Err(Diagnostic::at(source, Mistake::new(run.name.span, problem)));
            };
            parameters.insert(parameter.name.clone(), value);
        }
        Ok(parameters)
    }

    /// `param $name = default`: a value that was set from outside goes before the default.
    fn parameter(&mut self, source: &Arc<Source>, span: Span, definition: &ParameterDefinition) -> Result<Outcome> {
        let name = definition.name.node.clone();
        if !self.given.contains(&name) && !definition.default.is_empty() {
            self.parameters.insert(name.clone(), definition.default.clone());
        }
        if !self.parameters.contains_key(&name) {
            let problem = QueryProblem::MissingParameter { name, nearest: Vec::new() };
            return Err(Diagnostic::at(source, Mistake::new(span, problem)));
        }
        let value = self.parameters.get(&name).map(|atoms| constant_text(atoms)).unwrap_or_default();
        Ok(Outcome::Set { name, value })
    }

    fn expect(&mut self, source: &Arc<Source>, span: Span, expectation: &Expectation) -> Result<Outcome> {
        if let Some(query) = &expectation.from {
            self.ask(source, query)?;
        }
        let Some(last) = &self.last else {
            return Err(Diagnostic::at(source, Mistake::new(span, QueryProblem::NoAnswerYet)));
        };
        let rows = shown_rows(&last.answer);
        if holds(&expectation.expected.node, &rows) {
            return Ok(Outcome::Met);
        }
        let expected = expected_text(&expectation.expected.node);
        let found = rows.iter().map(|row| row.join(" | ")).collect();
        Err(Diagnostic::at(
            source,
            Mistake::new(expectation.expected.span, QueryProblem::NotExpected { expected, found }),
        ))
    }

    fn writing(&self, source: &Arc<Source>, span: Span, statement: &'static str) -> Result<()> {
        match self.may_write {
            true => Ok(()),
            false => Err(Diagnostic::at(source, Mistake::new(span, QueryProblem::NeedsWrite { statement }))),
        }
    }
}

fn saved_parameter(definition: &ParameterDefinition) -> SavedParameter {
    let default = (!definition.default.is_empty()).then(|| constant_text(&definition.default));
    SavedParameter { name: definition.name.node.clone(), default }
}

/// A constant as it is written in the language.
fn constant_text(atoms: &[Spanned<Atom>]) -> String {
    let texts: Vec<String> = atoms.iter().map(|atom| atom.node.to_string()).collect();
    texts.join(" ")
}

fn broken(source: &Arc<Source>, run: &Run, saved: &SavedQuery, problem: &Problem) -> Box<Diagnostic> {
    let problem = QueryProblem::BrokenQuery { name: saved.name.clone(), detail: problem.wording().message };
    Diagnostic::at(source, Mistake::new(run.name.span, problem))
}

/// The rows of an answer as they are shown; a verdict that is not "no" is one row.
fn shown_rows(answer: &Answer) -> Vec<Vec<String>> {
    match answer.verdict {
        Some(Verdict::No) => Vec::new(),
        Some(verdict) => vec![vec![verdict.name().to_owned()]],
        None => answer.rows.iter().map(|row| row.iter().map(Value::text).collect()).collect(),
    }
}

fn holds(expected: &Expected, rows: &[Vec<String>]) -> bool {
    match expected {
        Expected::Count(count) => rows.len() as u64 == *count,
        Expected::None => rows.is_empty(),
        Expected::Includes(expected) => expected.iter().all(|row| {
            let values = shown_row(&row.node);
            rows.iter().any(|row| row.starts_with(&values))
        }),
        Expected::Rows(expected) => {
            let mut expected: Vec<Vec<String>> = expected.iter().map(|row| shown_row(&row.node)).collect();
            let mut rows = rows.to_vec();
            expected.sort();
            rows.sort();
            expected == rows
        }
    }
}

fn shown_row(row: &[Spanned<ExpectedValue>]) -> Vec<String> {
    row.iter()
        .map(|value| match &value.node {
            ExpectedValue::Literal(literal) => literal.to_string(),
            ExpectedValue::Nothing => String::new(),
        })
        .collect()
}

fn expected_text(expected: &Expected) -> String {
    match expected {
        Expected::Count(1) => "1 answer".to_owned(),
        Expected::Count(count) => format!("{count} answers"),
        Expected::None => "no answer".to_owned(),
        Expected::Includes(rows) => format!("a row that begins with {}", rows_text(rows)),
        Expected::Rows(rows) => format!("the rows {}", rows_text(rows)),
    }
}

fn rows_text(rows: &[Spanned<Vec<Spanned<ExpectedValue>>>]) -> String {
    let row = |row: &Spanned<Vec<Spanned<ExpectedValue>>>| format!("({})", shown_row(&row.node).join(", "));
    rows.iter().map(row).collect::<Vec<_>>().join(", ")
}
