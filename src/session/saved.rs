//! Queries that are kept in the store by name.

use std::sync::Arc;

use super::parameters::constant_text;
use super::{Outcome, Session};
use crate::diagnostic::{Diagnostic, Result};
use crate::problem::{Mistake, Problem, QueryProblem};
use crate::resolve::Parameters;
use crate::source::{Source, Span};
use crate::store::{SavedParameter, SavedQuery};
use crate::syntax;
use crate::syntax::ast::{ParameterDefinition, Run, Save};
use crate::vocabulary::nearest;

impl Session {
    /// Keeps a query, once it was seen to be one that can be answered. A parameter without a default stands for
    /// nothing yet, so that only the grammar of such a query is checked.
    pub(super) fn save(&mut self, source: &Arc<Source>, span: Span, save: &Save) -> Result<Outcome> {
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

    pub(super) fn run_saved(&mut self, source: &Arc<Source>, run: &Run) -> Result<Outcome> {
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
        Ok(self.answered(answered, &query.node))
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
}

fn saved_parameter(definition: &ParameterDefinition) -> SavedParameter {
    let default = (!definition.default.is_empty()).then(|| constant_text(&definition.default));
    SavedParameter { name: definition.name.node.clone(), default }
}

fn broken(source: &Arc<Source>, run: &Run, saved: &SavedQuery, problem: &Problem) -> Box<Diagnostic> {
    let problem = QueryProblem::BrokenQuery { name: saved.name.clone(), detail: problem.wording().message };
    Diagnostic::at(source, Mistake::new(run.name.span, problem))
}
