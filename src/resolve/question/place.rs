//! `where …` and `when …`.

use super::coordination::Nouns;
use super::noun::Noun;
use super::predicate::{PREPOSITIONS, Verb};
use super::{Draft, Part, Piece, Reader, Wanted, What, both};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Atom, Clause, Condition};
use crate::value::ObjectType;
use crate::vocabulary::{Directed, is_inverted};

/// The kind whose things `where` asks for.
const PLACE: &str = "place";
/// Prepositions that a place stands behind.
const OF_PLACES: [&str; 3] = ["in", "at", "near"];

impl Reader<'_> {
    /// `where were the talks held`: the object of a predicate whose objects are places. The question may leave out
    /// the preposition that the predicate ends with.
    pub(super) fn place(&self, at: usize) -> Vec<Part<Draft>> {
        let Some(auxiliary) = self.word(at).filter(|word| is_inverted(word)) else {
            self.wanted(at, Wanted::Verb);
            return Vec::new();
        };
        let variable = Spanned::new(Atom::Variable("where".to_owned()), self.span(at - 1, at));
        let noun = Noun { draft: Draft::asking("where"), ..Noun::of(vec![variable]) };
        let taken = ["where".to_owned()];
        let mut found = Vec::new();
        for subjects in self.joined_nouns(at + 1, &taken) {
            found.extend(self.said_of_each(&subjects, &taken, |subject, behind| {
                self.at_place(&subject.atoms, behind, &auxiliary, &noun, &taken)
            }));
        }
        for part in &mut found {
            part.value.asked.dedup();
        }
        found
    }

    fn at_place(
        &self,
        subject: &[Spanned<Atom>],
        at: usize,
        auxiliary: &str,
        place: &Noun,
        taken: &[String],
    ) -> Vec<Part<Draft>> {
        let verb = self.verb(at, Some(auxiliary));
        let mut found = Vec::new();
        for (predicate, end) in self.place_predicates(at, &verb) {
            let predication = self.predication(&verb, subject, predicate, at.min(end.saturating_sub(1))..end);
            let object = Part { value: Nouns::only(place.clone()), at: end, pieces: Vec::new() };
            let piece = Piece { start: at, end, what: What::Predicate { exact: true } };
            found.extend(self.narrowed(&predication, &object, &[piece], taken));
        }
        found
    }

    /// The predicates of places that a verb's words mean, with where the words end; the longest first.
    fn place_predicates(&self, at: usize, verb: &Verb<'_>) -> Vec<(Directed, usize)> {
        let mut found: Vec<(Directed, usize)> = Vec::new();
        // "where is Davos": what is meant is where it is located.
        for (words, said) in [(verb.words.clone(), true), (vec!["located"], false)] {
            let whole = self.vocabulary.predicates_at(&words).into_iter();
            let matched = whole.chain(self.vocabulary.predicates_but_for(&words, &PREPOSITIONS));
            let of_place = matched.filter(|matched| self.is_of_place(matched.meaning));
            found.extend(of_place.map(|matched| {
                let end = if said { verb.end(matched.length, at).max(at) } else { at };
                (matched.meaning, end)
            }));
        }
        if found.is_empty() {
            self.wanted(at, Wanted::Verb);
        }
        found.sort_by_key(|(_, end)| std::cmp::Reverse(*end));
        found.dedup();
        found
    }

    /// Whether the objects of a predicate are places: by its declaration, or, where it says nothing of them, by the
    /// preposition that it ends with.
    fn is_of_place(&self, directed: Directed) -> bool {
        let predicate = self.vocabulary.predicate(directed.predicate);
        if directed.inverse || predicate.object_type != ObjectType::Entity {
            return false;
        }
        match (predicate.object_kind, self.vocabulary.kind_named(PLACE)) {
            (Some(of), Some(place)) => self.vocabulary.is_within(of, place),
            (Some(_), None) => false,
            (None, _) => {
                let ends_in = |phrase: String| OF_PLACES.contains(&phrase.rsplit(' ').next().unwrap_or_default());
                self.vocabulary.phrases(directed).any(ends_in)
            }
        }
    }

    /// `when do the talks end`: the time of what is said, or the words of a source for it.
    pub(super) fn time(&self, at: usize) -> Vec<Part<Draft>> {
        let Some(auxiliary) = self.word(at).filter(|word| is_inverted(word)) else {
            self.wanted(at, Wanted::Verb);
            return Vec::new();
        };
        let mut found = Vec::new();
        for subject in self.nouns(at + 1, &[]) {
            for said in self.verb_phrases(subject.at, &subject.value.atoms, Some(&auxiliary), &["when".to_owned()]) {
                if let Some(value) = with_time(&said.value, self.span(at - 1, at)) {
                    let value = both(&subject.value.draft, &value);
                    let pieces = [subject.pieces.as_slice(), &said.pieces].concat();
                    found.push(Part { value, at: said.at, pieces });
                }
            }
        }
        found
    }
}

/// The draft with its one clause binding `?when`.
fn with_time(draft: &Draft, span: Span) -> Option<Draft> {
    let mut draft = draft.clone();
    let clause = only_clause(&mut draft)?;
    clause.atoms.push(Spanned::new(Atom::Word("when".to_owned()), span));
    clause.atoms.push(Spanned::new(Atom::Variable("when".to_owned()), span));
    draft.asked.insert(0, "when".to_owned());
    Some(draft)
}

fn only_clause(draft: &mut Draft) -> Option<&mut Clause> {
    match draft.conditions.first_mut().map(|condition| &mut condition.node) {
        Some(Condition::Clause(clause)) => Some(clause),
        _ => None,
    }
}
