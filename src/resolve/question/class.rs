//! Words for classes of things: the kinds of the store, and those for anything or anybody.

use super::{Draft, Reader, Wanted, variable_name};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Atom, Clause, Condition, Group};
use crate::value::KindId;

/// The kinds whose things `who` asks for.
const WHO: [&str; 2] = ["person", "organisation"];
/// Words for anything, where the store has no such kind.
const THINGS: [&str; 4] = ["thing", "things", "entity", "entities"];

/// What a class word stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Kind(KindId),
    /// `somebody`: a person or an organisation, as far as the vocabulary has these kinds.
    Anybody,
    Anything,
}

impl Reader<'_> {
    /// The classes whose words begin at a place, with where they end: the longest first.
    pub(super) fn classes(&self, at: usize) -> Vec<(Class, usize)> {
        let kinds = self.vocabulary.kinds_at(&self.words(at)).into_iter();
        let mut found: Vec<_> = kinds.map(|found| (Class::Kind(found.meaning), at + found.length)).collect();
        if found.is_empty() && self.is_word(at, &THINGS) {
            found.push((Class::Anything, at + 1));
        }
        found
    }

    /// The same where nothing but a class can stand.
    pub(super) fn wanted_classes(&self, at: usize) -> Vec<(Class, usize)> {
        let found = self.classes(at);
        if found.is_empty() {
            self.wanted(at, Wanted::Kind);
        }
        found
    }

    /// `somebody`, `anything`: the class that a pronoun at a place stands for.
    pub(super) fn pronoun(&self, at: usize) -> Option<Class> {
        match self.word(at)?.as_str() {
            "somebody" | "someone" | "anybody" | "anyone" => Some(Class::Anybody),
            "something" | "anything" => Some(Class::Anything),
            _ => None,
        }
    }

    /// The name of a variable for things of a class.
    pub(super) fn class_variable(&self, class: Class, taken: &[String]) -> String {
        match class {
            Class::Kind(kind) => variable_name(&self.vocabulary.kind(kind).name, taken),
            Class::Anybody => variable_name("who", taken),
            Class::Anything => variable_name("thing", taken),
        }
    }

    /// A fresh variable for things of a class, which is asked for, and the condition that they are of it.
    pub(super) fn of_class(&self, class: Class, start: usize, end: usize, taken: &[String]) -> (Spanned<Atom>, Draft) {
        let name = self.class_variable(class, taken);
        let variable = Spanned::new(Atom::Variable(name.clone()), self.span(start, end));
        let conditions = self.is_of_class(class, std::slice::from_ref(&variable), variable.span);
        (variable, Draft { conditions, ..Draft::asking(&name) })
    }

    /// That a subject is of a class: one condition, or none where everything is. Without a subject it is said of what a
    /// group is said of.
    pub(super) fn is_of_class(&self, class: Class, subject: &[Spanned<Atom>], span: Span) -> Vec<Spanned<Condition>> {
        match class {
            Class::Kind(kind) => vec![self.is_of_named_kind(kind, subject, span)],
            Class::Anybody => self.is_somebody(subject, span).into_iter().collect(),
            Class::Anything => Vec::new(),
        }
    }

    fn is_of_named_kind(&self, kind: KindId, subject: &[Spanned<Atom>], span: Span) -> Spanned<Condition> {
        let is = Spanned::new(Atom::Word("is".to_owned()), span);
        let kind = Spanned::new(Atom::Quoted(self.vocabulary.kind(kind).name.clone()), span);
        let atoms = subject.iter().cloned().chain([is, kind]).collect();
        Spanned::new(Condition::Clause(Clause { atoms, ..Clause::default() }), span)
    }

    /// The kinds of those whom `who` asks for, as far as the vocabulary has them.
    pub(super) fn kinds_of_somebody(&self) -> Vec<KindId> {
        WHO.iter().filter_map(|kind| self.vocabulary.kind_named(kind)).collect()
    }

    fn is_somebody(&self, subject: &[Spanned<Atom>], span: Span) -> Option<Spanned<Condition>> {
        let known = self.kinds_of_somebody().into_iter();
        let mut conditions: Vec<_> = known.map(|kind| self.is_of_named_kind(kind, subject, span)).collect();
        if conditions.len() < 2 {
            return conditions.pop();
        }
        let branches = conditions.into_iter().map(|condition| Group { conditions: vec![condition] });
        Some(Spanned::new(Condition::Or(branches.collect()), span))
    }
}
