//! What stands before the question: `in which country were the talks held`, `during January 2026, who …`.

use super::coordination::Nouns;
use super::noun::Noun;
use super::tail::Narrowed;
use super::{Draft, Part, Piece, Reader, Reading, Wanted, What, both};
use crate::source::Spanned;
use crate::syntax::FRONTED_WORDS;
use crate::syntax::ast::Atom;
use crate::vocabulary::is_inverted;

/// The most words of a verb that a preposition from before the question is tried behind.
const LONGEST_VERB: usize = 8;

impl Reader<'_> {
    /// Every way to read the whole question where something stands before it.
    pub(super) fn fronted(&self) -> Vec<Reading> {
        if !self.is_word(0, FRONTED_WORDS) {
            return Vec::new();
        }
        let drafts = self.preposition_first().into_iter();
        let mut found: Vec<Reading> = drafts.filter_map(|draft| self.whole(draft)).collect();
        for front in self.tails(0, &[]).into_iter().filter(|front| front.at > 0) {
            match front.value.draft.asked.is_empty() {
                true => {
                    let at = front.at + usize::from(self.is_comma(front.at));
                    self.wanted(at, Wanted::Start);
                    found.extend(self.under(&front.value, || self.forms_at(at)));
                }
                false => found.extend(self.asked_first(&front)),
            }
        }
        found
    }

    /// Reads a main clause that something narrows which stands before it.
    pub(super) fn under<T>(&self, narrowed: &Narrowed, read: impl FnOnce() -> T) -> T {
        let both = self.before.borrow().and(narrowed);
        let before = self.before.replace(both);
        let found = read();
        self.before.replace(before);
        found
    }

    /// `according to whom did Kostyukov lead the delegation`.
    fn asked_first(&self, front: &Part<Narrowed>) -> Vec<Reading> {
        if self.word(front.at).is_none_or(|word| !is_inverted(&word)) {
            return Vec::new();
        }
        let narrowed = Narrowed { draft: Draft::default(), ..front.value.clone() };
        let said = self.under(&narrowed, || self.yes_or_no(front.at)).into_iter();
        let readings = said.filter_map(|said| {
            let asked = &front.value.draft;
            let value =
                both(&both(&Draft { conditions: Vec::new(), ..asked.clone() }, &said.value), &asked.with_no_asked());
            let pieces = [front.pieces.as_slice(), &said.pieces].concat();
            self.whole(Part { value, at: said.at, pieces })
        });
        readings.collect()
    }

    /// `in which country were the talks held`, `by whom were they raised`: the preposition belongs to the verb.
    fn preposition_first(&self) -> Vec<Part<Draft>> {
        let preposition = self.word(0).unwrap_or_default();
        let mut found = Vec::new();
        for object in self.asking(1, &[]) {
            let Some(auxiliary) = self.word(object.at).filter(|word| is_inverted(word)) else { continue };
            let known = object.value.draft.asked.clone();
            for subjects in self.joined_nouns(object.at + 1, &known) {
                let said = self.said_of_each(&subjects, &known, |subject, at| {
                    self.before_preposition(&preposition, &auxiliary, at, &subject.atoms, &object.value, &known)
                });
                found.extend(said.into_iter().map(|said| {
                    let value = both(&Draft { conditions: Vec::new(), ..object.value.draft.clone() }, &said.value);
                    let value = both(&value, &object.value.draft.with_no_asked());
                    Part { value, at: said.at, pieces: [object.pieces.as_slice(), &said.pieces].concat() }
                }));
            }
        }
        found
    }

    /// Verbs that begin at a place and whose phrase ends with a preposition that stands elsewhere.
    fn before_preposition(
        &self,
        preposition: &str,
        auxiliary: &str,
        at: usize,
        subject: &[Spanned<Atom>],
        object: &Noun,
        taken: &[String],
    ) -> Vec<Part<Draft>> {
        let verb = self.verb(at, Some(auxiliary));
        let object = Noun::of(object.atoms.clone());
        let mut found = Vec::new();
        for length in (1..=verb.words.len().min(LONGEST_VERB)).rev() {
            let words: Vec<&str> = verb.words[..length].iter().copied().chain([preposition]).collect();
            let whole = self.vocabulary.predicates_at(&words).into_iter().filter(|found| found.length > length);
            let mut said: Vec<_> = whole.map(|found| (found.meaning, found.exact)).collect();
            if preposition == "by" {
                said.extend(self.passives(&verb, length).into_iter().map(|other_way| (other_way, false)));
            }
            for (directed, exact) in said {
                let end = verb.end(length, at);
                let predication = self.predication(&verb, subject, directed, at..end);
                let piece = Piece { start: at, end, what: What::Predicate { exact } };
                let object = Part { value: Nouns::only(object.clone()), at: end, pieces: Vec::new() };
                found.extend(self.narrowed(&predication, &object, &[piece], taken));
            }
        }
        if found.is_empty() {
            self.wanted(at, Wanted::Verb);
        }
        found
    }
}

impl Draft {
    /// What it says, without what it asks for.
    fn with_no_asked(&self) -> Draft {
        Draft { asked: Vec::new(), ..self.clone() }
    }
}
