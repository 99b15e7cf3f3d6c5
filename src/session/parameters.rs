//! Parameters and their values.

use std::sync::Arc;

use super::{Outcome, Session};
use crate::diagnostic::{Diagnostic, Result};
use crate::problem::{Mistake, QueryProblem};
use crate::source::{Source, Span, Spanned};
use crate::syntax;
use crate::syntax::ast::{Atom, ParameterDefinition};

impl Session {
    /// Gives a parameter its value, which `param` in a script does not replace. Bare words are a name; what is no
    /// term of the language is a text.
    pub fn set_parameter(&mut self, name: &str, value: &str) {
        let name = name.strip_prefix('$').unwrap_or(name);
        let atoms = syntax::parse_constant(value)
            .unwrap_or_else(|_| vec![Spanned::new(Atom::Quoted(value.to_owned()), Span::default())]);
        self.parameters.insert(name.to_owned(), atoms);
        self.given.insert(name.to_owned());
    }

    /// `param $name = default`: a value that was set from outside goes before the default.
    pub(super) fn parameter(
        &mut self,
        source: &Arc<Source>,
        span: Span,
        definition: &ParameterDefinition,
    ) -> Result<Outcome> {
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
}

/// A constant as it is written in the language.
pub(super) fn constant_text(atoms: &[Spanned<Atom>]) -> String {
    let texts: Vec<String> = atoms.iter().map(|atom| atom.node.to_string()).collect();
    texts.join(" ")
}
