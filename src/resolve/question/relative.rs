//! What is said of a thing that a question names by its kind: relative clauses, and clauses in which it is the object.

use super::coordination::Nouns;
use super::noun::Noun;
use super::predicate::{Said, Wants};
use super::tail::Predication;
use super::{Draft, Part, Piece, Reader, What, both};
use crate::source::Spanned;
use crate::syntax::ast::Atom;
use crate::value::ObjectType;
use crate::vocabulary::{Directed, is_auxiliary, is_inverted};

/// The words that a relative clause begins with.
const PRONOUNS: [&str; 4] = ["that", "who", "which", "whom"];

impl Reader<'_> {
    /// What is said of a variable: what it is not and a relative clause, if any, then verb phrases of which it is the
    /// subject, or an auxiliary, a subject and a verb of which it is the object; or nothing more, at the question's end.
    pub(super) fn said_of(&self, at: usize, variable: &Spanned<Atom>, taken: &[String]) -> Vec<Part<Draft>> {
        let mut found = self.main_clauses(at, variable, taken);
        for described in self.described(at, variable, taken).into_iter().filter(|described| described.at > at) {
            for rest in self.main_clauses(described.at, variable, taken) {
                let value = both(&described.value, &rest.value);
                let pieces = [described.pieces.as_slice(), &rest.pieces].concat();
                found.push(Part { value, at: rest.at, pieces });
            }
            found.push(described);
        }
        found
    }

    fn main_clauses(&self, at: usize, variable: &Spanned<Atom>, taken: &[String]) -> Vec<Part<Draft>> {
        let mut found = self.predications(at, std::slice::from_ref(variable), None, taken);
        if let Some(auxiliary) = self.word(at).filter(|word| is_inverted(word)) {
            found.extend(self.object_of(at + 1, Some(&auxiliary), variable, taken));
        }
        found.extend(self.existence(at));
        found
    }

    /// `(how many envoys) are there`, or nothing at all.
    fn existence(&self, at: usize) -> Option<Part<Draft>> {
        let stated = self.word(at).is_some_and(|word| is_auxiliary(&word)) && self.is_word(at + 1, &["there"]);
        let end = if stated { at + 2 } else { at };
        let ends = end >= self.atoms.len() || self.is_comma(end) || self.is_word(end, &["by"]);
        ends.then(|| Part { value: Draft::default(), at: end, pieces: Vec::new() })
    }

    /// `who represent Ukraine`, `representing Ukraine`, `that Zelensky raised`: what a relative clause says of a
    /// variable.
    pub(super) fn relatives(&self, at: usize, variable: &Spanned<Atom>, taken: &[String]) -> Vec<Part<Draft>> {
        self.relative(|| self.relatives_of(at, variable, taken))
    }

    /// Reads within a relative clause, which nothing that is said before the question narrows.
    pub(super) fn relative<T>(&self, read: impl FnOnce() -> T) -> T {
        self.depth.set(self.depth.get() + 1);
        let found = read();
        self.depth.set(self.depth.get() - 1);
        found
    }

    fn relatives_of(&self, at: usize, variable: &Spanned<Atom>, taken: &[String]) -> Vec<Part<Draft>> {
        let subject = std::slice::from_ref(variable);
        if let Some(named) = self.whose_name(at, variable) {
            return vec![named];
        }
        if self.is_word(at, &PRONOUNS) {
            let mut found = self.predications(at + 1, subject, None, taken);
            found.extend(self.object_of(at + 1, None, variable, taken));
            return found;
        }
        self.reduced(at, subject, taken)
    }

    /// A relative clause without its pronoun and form of "be": `representing Ukraine`, `from the Defense Ministry`.
    fn reduced(&self, at: usize, subject: &[Spanned<Atom>], taken: &[String]) -> Vec<Part<Draft>> {
        if self.word(at).is_none_or(|word| is_auxiliary(&word)) {
            return Vec::new();
        }
        let mut found = Vec::new();
        for auxiliary in [None, Some("is")] {
            let verb = self.verb(at, auxiliary);
            let mut predicates = self.predicates(&verb, at);
            // The form of "be" that is left out is no predicate by itself.
            predicates.retain(|said| said.object != Wants::Nothing && said.end > at);
            found.extend(self.predicate_phrases(predicates, &verb, subject, at, taken));
        }
        for part in &mut found {
            part.pieces.insert(0, Piece { start: at, end: part.at, what: What::Reduced });
        }
        found
    }

    /// What is said of a kind behind it, without its subject: `that was held in the UAE`, `held in the UAE`, `that
    /// Witkoff attended`.
    pub(super) fn relative_clauses(&self, at: usize, taken: &[String]) -> Vec<Part<Draft>> {
        self.relative(|| self.subjectless(at, taken))
    }

    fn subjectless(&self, at: usize, taken: &[String]) -> Vec<Part<Draft>> {
        if at >= self.atoms.len() {
            return Vec::new();
        }
        if !self.is_word(at, &PRONOUNS) {
            return self.reduced(at, &[], taken);
        }
        let mut found = self.verb_phrases(at + 1, &[], None, taken);
        found.extend(self.said_to_it(at + 1, taken));
        found
    }

    /// `(which office) does Umerov fill`, `(issues that) Zelensky raised`: a subject and a verb of which the variable
    /// is the object.
    fn object_of(
        &self,
        at: usize,
        auxiliary: Option<&str>,
        variable: &Spanned<Atom>,
        taken: &[String],
    ) -> Vec<Part<Draft>> {
        let furthest = self.furthest.borrow().clone();
        let subjects = self.joined_nouns(at, taken);
        if subjects.is_empty() {
            // Not the subject of a clause: what precedes is a verb, which is what is then said to be wanted.
            self.back_to(furthest);
        }
        let known: Vec<String> = taken.iter().cloned().chain(name_of(variable)).collect();
        let object = Noun::of(vec![variable.clone()]);
        let mut found = Vec::new();
        for subjects in subjects {
            found.extend(self.said_of_each(&subjects, &known, |subject, at| {
                self.with_object(&subject.atoms, at, auxiliary, &object, false, taken)
            }));
        }
        found
    }

    /// `(a meeting that) Witkoff attended`, from the object's side: its subject is the one that the group is said of.
    fn said_to_it(&self, at: usize, taken: &[String]) -> Vec<Part<Draft>> {
        let mut found = Vec::new();
        for subject in self.nouns(at, taken) {
            for said in self.with_object(&[], subject.at, None, &subject.value, true, taken) {
                let value = both(&subject.value.draft, &said.value);
                let pieces = [subject.pieces.as_slice(), &said.pieces].concat();
                found.push(Part { value, at: said.at, pieces });
            }
        }
        found
    }

    /// A verb phrase at a place that leaves its object out, with that object; `backwards` where subject and object
    /// have changed places.
    fn with_object(
        &self,
        subject: &[Spanned<Atom>],
        at: usize,
        auxiliary: Option<&str>,
        object: &Noun,
        backwards: bool,
        taken: &[String],
    ) -> Vec<Part<Draft>> {
        let verb = self.verb(at, auxiliary);
        let mut found = Vec::new();
        let takes_thing = |said: &Said| self.takes_thing(said) && !self.is_had(auxiliary, said, &verb);
        for said in self.predicates(&verb, at).into_iter().filter(takes_thing) {
            let directed = Directed { inverse: said.directed.inverse != backwards, ..said.directed };
            let predication: Predication = self.predication(&verb, subject, directed, at..said.end);
            let object = Nouns::only(Noun::of(object.atoms.clone()));
            let object = Part { value: object, at: said.end, pieces: Vec::new() };
            found.extend(self.narrowed(&predication, &object, &[said.piece], taken));
        }
        if found.is_empty() {
            self.wanted(at, super::Wanted::Verb);
        }
        found
    }

    /// Whether a predicate's object can be what is asked for: one that has an object, and not only truth, and says
    /// more than "is".
    fn takes_thing(&self, said: &Said) -> bool {
        let object_type = self.vocabulary.predicate(said.directed.predicate).object_type;
        said.object != Wants::Nothing
            && !said.is_copula
            && (said.directed.inverse || object_type != ObjectType::Boolean)
    }
}

/// The name of a variable.
pub(super) fn name_of(atom: &Spanned<Atom>) -> Option<String> {
    match &atom.node {
        Atom::Variable(name) => Some(name.clone()),
        _ => None,
    }
}
