//! What something is not: `other than Boeing`, `is not Boeing`.

use super::coordination::Joint;
use super::noun::Noun;
use super::{Draft, Part, Reader};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Atom, Clause, Comparator, Condition, Expression, Filter, Group};

impl Reader<'_> {
    /// What is said of a variable right behind its noun: what it is not, and a relative clause; or nothing.
    pub(super) fn described(&self, at: usize, variable: &Spanned<Atom>, taken: &[String]) -> Vec<Part<Draft>> {
        let mut found = Vec::new();
        for except in self.exceptions(at, variable, taken) {
            for relative in self.relatives(except.at, variable, taken) {
                let value = super::both(&except.value, &relative.value);
                let pieces = [except.pieces.as_slice(), &relative.pieces].concat();
                found.push(Part { value, at: relative.at, pieces });
            }
            found.push(except);
        }
        found
    }

    /// `other than Witkoff and Kushner`, `except envoys`; at last, nothing.
    pub(super) fn exceptions(&self, at: usize, variable: &Spanned<Atom>, taken: &[String]) -> Vec<Part<Draft>> {
        let start = match (self.word(at).as_deref(), self.word(at + 1).as_deref()) {
            (Some("other"), Some("than")) | (Some("apart"), Some("from")) | (Some("except"), Some("for")) => at + 2,
            (Some("except" | "besides"), _) => at + 1,
            _ => return vec![Part { value: Draft::default(), at, pieces: Vec::new() }],
        };
        let mut found = Vec::new();
        for nouns in self.joined_nouns(start, taken) {
            let joints = nouns.value.others.iter().map(|(joint, _)| *joint);
            let all = std::iter::once(&nouns.value.first).chain(nouns.value.others.iter().map(|(_, noun)| noun));
            let span = self.span(at, nouns.at);
            let conditions: Option<Vec<_>> = all.map(|noun| excluded(variable, noun, span)).collect();
            if let (Some(conditions), false) = (conditions, joints.into_iter().any(|joint| joint == Joint::AndNot)) {
                let value = Draft { names_subject: true, ..Draft::of(conditions) };
                found.push(Part { value, at: nouns.at, pieces: nouns.pieces });
            }
        }
        found
    }
}

/// That a variable is not what a noun stands for: not that thing, nor anything of that description.
pub(super) fn excluded(variable: &Spanned<Atom>, noun: &Noun, span: Span) -> Option<Spanned<Condition>> {
    if noun.amount.is_some() || !noun.draft.asked.is_empty() {
        return None;
    }
    if let [Spanned { node: Atom::Relative(_), .. }] = noun.atoms.as_slice() {
        let atoms = std::iter::once(variable).chain(&noun.atoms).cloned().collect();
        let clause = Condition::Clause(Clause { atoms, ..Clause::default() });
        let not = Group { conditions: vec![Spanned::new(clause, span)] };
        return Some(Spanned::new(Condition::Not(not), span));
    }
    is_thing(noun).then(|| {
        let term = |atoms: Vec<Spanned<Atom>>| Spanned::new(Expression::Term(atoms), span);
        let unequal = Spanned::new(Comparator::Unequal, span);
        let filter = Filter::Compare(term(vec![variable.clone()]), unequal, term(noun.atoms.clone()));
        Spanned::new(Condition::Filter(filter), span)
    })
}

/// Whether a noun stands for one thing.
pub(super) fn is_thing(noun: &Noun) -> bool {
    matches!(
        noun.atoms.as_slice(),
        [Spanned { node: Atom::Key(_) | Atom::Quoted(_) | Atom::Parameter(_) | Atom::Variable(_), .. }]
            | [Spanned { node: Atom::Quoted(_), .. }, Spanned { node: Atom::OfKind(_), .. }]
    )
}
