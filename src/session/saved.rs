//! Queries that are kept in the store by name.

use std::sync::Arc;

use super::parameters::constant_text;
use super::{Outcome, Session};
use crate::diagnostic::{Diagnostic, Result};
use crate::problem::{Mistake, Problem, QueryProblem};
use crate::resolve::Parameters;
use crate::source::{Source, Span, Spanned};
use crate::store::{SavedParameter, SavedQuery};
use crate::syntax;
use crate::syntax::ast::{ParameterDefinition, Query, Run, Save};
use crate::vocabulary::nearest;

/// The query that a call means: its text, its tree, and the values of its parameters.
pub(super) type Call = (Arc<Source>, Spanned<Query>, Parameters);

impl Session {
    /// Keeps a query, once it was seen to be one that can be answered. A parameter without a default stands for
    /// nothing yet, so that only the grammar of such a query is checked.
    pub(super) fn save(&mut self, source: &Arc<Source>, span: Span, save: &Save) -> Result<Outcome> {
        self.writing(source, span, "save")?;
        if let Some(parameters) = default_values(save, &self.parameters) {
            self.engine.ask(source, &save.query, &parameters)?;
        }
        let saved = kept(source, save);
        let replaced = self.engine.store().saved_query(&saved.name)?.filter(|before| *before != saved);
        self.engine.store_mut().save_query(&saved)?;
        Ok(Outcome::Saved { name: saved.name, replaced })
    }

    /// The saved query of that name; [`SavedQuery::statement`] is what saves it again.
    ///
    /// # Errors
    /// Where there is none, with those that are called alike.
    pub fn saved_query(&self, source: &Arc<Source>, name: &Spanned<String>) -> Result<SavedQuery> {
        let store = self.engine.store();
        match store.saved_query(&name.node)? {
            Some(saved) => Ok(saved),
            None => Err(unknown_query(source, name, store.saved_queries()?.into_iter())),
        }
    }

    pub(super) fn unsave(&mut self, source: &Arc<Source>, span: Span, name: &Spanned<String>) -> Result<Outcome> {
        self.writing(source, span, "unsave")?;
        let saved = self.saved_query(source, name)?;
        self.engine.store_mut().unsave_query(&saved.name)?;
        Ok(Outcome::Unsaved(saved))
    }

    pub(super) fn run_saved(&mut self, source: &Arc<Source>, run: &Run) -> Result<Outcome> {
        let saved = self.saved_query(source, &run.name)?;
        let (text, query, parameters) = call(source, run, &saved, &self.parameters)?;
        let answered = self.engine.ask(&text, &query, &parameters)?;
        Ok(self.answered(answered, &query.node))
    }
}

/// A query as it will be kept.
pub(super) fn kept(source: &Source, save: &Save) -> SavedQuery {
    SavedQuery {
        name: save.name.node.clone(),
        parameters: save.parameters.iter().map(saved_parameter).collect(),
        text: source.text[save.query.span.range()].trim().to_owned(),
    }
}

/// The values of parameters, where each of a query that is to be saved has one: its default, else the session's.
pub(super) fn default_values(save: &Save, parameters: &Parameters) -> Option<Parameters> {
    let defaults = save.parameters.iter().filter(|parameter| !parameter.default.is_empty());
    let mut values = parameters.clone();
    values.extend(defaults.map(|parameter| (parameter.name.node.clone(), parameter.default.clone())));
    save.parameters.iter().all(|parameter| values.contains_key(&parameter.name.node)).then_some(values)
}

/// That no query is saved by a name; `known` are those that are.
pub(super) fn unknown_query(
    source: &Arc<Source>,
    name: &Spanned<String>,
    known: impl Iterator<Item = String>,
) -> Box<Diagnostic> {
    let problem = QueryProblem::UnknownQuery { name: name.node.clone(), nearest: nearest(&name.node, known) };
    Diagnostic::at(source, Mistake::new(name.span, problem))
}

/// What a call of a saved query means, where `session` are the values of the session's parameters.
pub(super) fn call(source: &Arc<Source>, run: &Run, saved: &SavedQuery, session: &Parameters) -> Result<Call> {
    if run.arguments.len() > saved.parameters.len() {
        let span = run.arguments[saved.parameters.len()].first().map_or(run.name.span, |atom| atom.span);
        let problem = QueryProblem::TooManyArguments { name: saved.name.clone(), parameters: saved.parameters.len() };
        return Err(Diagnostic::at(source, Mistake::new(span, problem)));
    }
    let parameters = arguments(source, run, saved, session)?;
    let text = Source::new(format!("<{}>", saved.name), saved.text.clone());
    let query = syntax::parse_query(&text).map_err(|diagnostic| broken(source, run, saved, &diagnostic.problem))?;
    Ok((text, query, parameters))
}

/// The values of a saved query's parameters: those given, else the session's, else the defaults.
fn arguments(source: &Arc<Source>, run: &Run, saved: &SavedQuery, session: &Parameters) -> Result<Parameters> {
    let mut parameters = Parameters::new();
    for (at, parameter) in saved.parameters.iter().enumerate() {
        let default = parameter.default.as_deref().and_then(|text| syntax::parse_constant(text).ok());
        let given = run.arguments.get(at).cloned();
        let value = given.or_else(|| session.get(&parameter.name).cloned()).or(default);
        let Some(value) = value else {
            let problem = QueryProblem::MissingArgument { name: saved.name.clone(), parameter: parameter.name.clone() };
            return Err(Diagnostic::at(source, Mistake::new(run.name.span, problem)));
        };
        parameters.insert(parameter.name.clone(), value);
    }
    Ok(parameters)
}

fn saved_parameter(definition: &ParameterDefinition) -> SavedParameter {
    let default = (!definition.default.is_empty()).then(|| constant_text(&definition.default));
    SavedParameter { name: definition.name.node.clone(), default }
}

fn broken(source: &Arc<Source>, run: &Run, saved: &SavedQuery, problem: &Problem) -> Box<Diagnostic> {
    let problem = QueryProblem::BrokenQuery { name: saved.name.clone(), detail: problem.wording().message };
    Diagnostic::at(source, Mistake::new(run.name.span, problem))
}
