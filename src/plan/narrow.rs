//! What narrows a pattern, as what narrows its facts.

use super::group::Planner;
use super::{Narrowing, Slot};
use crate::resolve::tree::{Pattern, Scope};
use crate::value::{ObjectType, PredicateId};

impl Planner<'_, '_, '_> {
    pub fn qualifiers(&self, pattern: &Pattern) -> Vec<(PredicateId, ObjectType, Slot)> {
        let qualifiers = pattern.qualifiers.iter().map(|qualifier| {
            let object_type = self.vocabulary().predicate(qualifier.key).object_type;
            (qualifier.key, object_type, self.slot(&qualifier.value))
        });
        qualifiers.collect()
    }

    pub fn narrowing(&self, scope: &Scope) -> Narrowing {
        Narrowing {
            times: scope.times.clone(),
            at: scope.at,
            when: scope.when,
            source: scope.source.as_ref().map(|term| self.slot(term)),
            document: scope.document.as_ref().map(|term| self.slot(term)),
            quote: scope.quote.as_ref().map(|term| self.slot(term)),
            at_least: scope.at_least,
            confidence: scope.confidence.clone(),
            denied: scope.denied,
            disputed: scope.disputed,
            of_optional: false,
        }
    }
}

/// Whether what narrows a pattern, or its qualifiers, can be asked of every link of a chain: where nothing is bound by it,
/// nor looked up in another pattern.
pub fn fits_chain(pattern: &Pattern) -> bool {
    let scope = &pattern.scope;
    let looks_up = scope.times.iter().any(|test| !test.time.variables().is_empty());
    let binds = [&scope.source, &scope.document, &scope.quote]
        .into_iter()
        .any(|term| term.as_ref().is_some_and(|term| !is_constant(term)));
    pattern.qualifiers.is_empty() && scope.at.is_none() && scope.when.is_none() && !binds && !looks_up
}

/// Whether a pattern is narrowed, or qualified, at all; the number of steps apart.
pub fn is_narrowed(pattern: &Pattern) -> bool {
    let plain = Scope { steps: pattern.scope.steps, ..Scope::default() };
    pattern.scope != plain || !pattern.qualifiers.is_empty()
}

fn is_constant(term: &crate::resolve::tree::Term) -> bool {
    use crate::resolve::tree::Term;
    matches!(term, Term::Entity(_) | Term::Document(_) | Term::Literal(_) | Term::Anything)
}
