//! The predicates that a verb phrase's words mean: in the passive and without their last preposition too.

use super::tail::certainty;
use super::{Piece, Reader, What};
use crate::fold::fold_words;
use crate::source::{Span, Spanned};
use crate::syntax::ast::Modifier;
use crate::value::{Modality, ObjectType};
use crate::vocabulary::{Directed, Match, is_auxiliary, is_participle};

/// Prepositions that a predicate's phrase may end with, where a question leaves out its object, and the preposition too.
pub(super) const PREPOSITIONS: [&str; 7] = ["in", "at", "to", "from", "near", "on", "into"];
/// The auxiliaries that make a participle behind them passive.
const PASSIVE: [&str; 8] = ["is", "are", "was", "were", "be", "been", "being", "am"];

/// The words of a verb phrase: auxiliaries without `not` and adverbs, then the rest.
pub(super) struct Verb<'a> {
    pub words: Vec<&'a str>,
    /// The place of each word; that of the auxiliary before the subject is the place of the phrase.
    pub places: Vec<usize>,
    /// How many of the words are auxiliaries at the beginning.
    pub auxiliaries: usize,
    pub negated: bool,
    /// How certain an adverb before the verb says that it is at least.
    pub at_least: Option<Modality>,
}

/// A predicate that the words at a place mean.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said {
    pub directed: Directed,
    /// Where the words behind its phrase begin.
    pub end: usize,
    pub piece: Piece,
    pub object: Wants,
    /// Whether its phrase is only a form of "be" or the like, as in `who is the president of Ukraine`. It says so
    /// little that its object must be of the kind that is declared for it.
    pub is_copula: bool,
}

/// Whether an object stands behind a predicate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wants {
    /// It may, or "something" is meant.
    Maybe,
    /// It must: without one, the words are passive and mean the other direction.
    Object,
    /// It does not: "something" is meant.
    Nothing,
}

impl Verb<'_> {
    /// The place behind the first so many of its words.
    pub fn end(&self, length: usize, at: usize) -> usize {
        let behind_last = self.places.last().map_or(at, |last| last + 1).max(at);
        self.places.get(length).copied().unwrap_or(behind_last)
    }

    /// The modifier that an adverb before the verb comes to.
    pub fn certainty(&self, span: Span) -> Vec<Spanned<Modifier>> {
        self.at_least.map(|modality| Spanned::new(Modifier::AtLeast(modality), span)).into_iter().collect()
    }

    /// The word that is no auxiliary, where it is a participle behind a form of "be".
    fn participle(&self) -> Option<String> {
        let verb = fold_words(self.words.get(self.auxiliaries)?);
        (PASSIVE.contains(&self.last_auxiliary()?.as_str()) && is_participle(&verb)).then_some(verb)
    }

    /// Whether the verb stands behind "did" or "has".
    fn is_active_past(&self) -> bool {
        self.last_auxiliary().is_some_and(|last| matches!(last.as_str(), "did" | "has" | "have" | "had"))
    }

    /// The auxiliary next to the verb.
    pub fn last_auxiliary(&self) -> Option<String> {
        let mut auxiliaries = self.words[..self.auxiliaries].iter().map(|word| fold_words(word));
        auxiliaries.rfind(|word| !matches!(word.as_str(), "also" | "still"))
    }
}

impl Reader<'_> {
    /// The verb phrase that begins at a place; `auxiliary` is one that stands before the subject.
    pub(super) fn verb<'b>(&'b self, at: usize, auxiliary: Option<&'b str>) -> Verb<'b> {
        let mut verb = Verb { words: Vec::new(), places: Vec::new(), auxiliaries: 0, negated: false, at_least: None };
        if let Some(auxiliary) = auxiliary {
            verb.words.push(auxiliary);
            verb.places.push(at);
            verb.auxiliaries += 1;
        }
        let mut leading = true;
        for (offset, word) in self.words(at).into_iter().enumerate() {
            let folded = self.word(at + offset).unwrap_or_default();
            if leading && matches!(folded.as_str(), "not" | "never") {
                verb.negated = true;
                continue;
            }
            if leading && let Some(modality) = certainty(&folded) {
                verb.at_least = Some(modality);
                continue;
            }
            leading &= is_auxiliary(&folded);
            verb.auxiliaries += usize::from(leading);
            verb.words.push(word);
            verb.places.push(at + offset);
        }
        verb
    }

    /// The predicates that a verb phrase's words mean, the longest first; those without their last preposition only
    /// where there are no others.
    pub(super) fn predicates(&self, verb: &Verb<'_>, at: usize) -> Vec<Said> {
        let mut found = Vec::new();
        for matched in self.vocabulary.predicates_at(&verb.words) {
            let said = self.said(verb, at, matched, Wants::Maybe);
            if self.is_passive(verb, matched) {
                let other_way = Directed { inverse: !matched.meaning.inverse, ..matched.meaning };
                // A phrase that is declared with its auxiliary goes before one that is turned round.
                let piece = Piece { what: What::Predicate { exact: false }, ..said.piece };
                found.push(Said { object: Wants::Object, ..said });
                // "Attacked by" is the other way too, whether or not it is declared.
                if self.is_word(said.end, &["by"]) {
                    let by = Piece { end: said.end + 1, ..piece };
                    let agent =
                        Said { object: Wants::Object, directed: other_way, end: said.end + 1, piece: by, ..said };
                    found.push(agent);
                }
                found.push(Said { object: Wants::Nothing, directed: other_way, piece, ..said });
            } else {
                found.push(said);
            }
        }
        found.extend(self.being_of(verb, at));
        if found.iter().all(|said| said.is_copula) {
            found.extend(self.without_preposition(verb, at));
        }
        found
    }

    fn said(&self, verb: &Verb<'_>, at: usize, matched: Match<Directed>, object: Wants) -> Said {
        let end = verb.end(matched.length, at);
        let piece = Piece { start: at, end, what: What::Predicate { exact: matched.exact } };
        Said { directed: matched.meaning, end, piece, object, is_copula: matched.length <= verb.auxiliaries }
    }

    /// Whether the words put a predicate between things into the passive: `was attacked` of `attacked`. A phrase that
    /// is declared with its auxiliary (`is aimed at`), or as a participle with a preposition (`held in`, `led by`), has
    /// the direction that it is declared in.
    fn is_passive(&self, verb: &Verb<'_>, matched: Match<Directed>) -> bool {
        let predicate = self.vocabulary.predicate(matched.meaning.predicate);
        let Some(participle) = verb.participle().filter(|_| matched.length > verb.auxiliaries) else { return false };
        let prepositional = verb.words.get(matched.length - 1).is_some_and(|last| {
            let last = last.to_lowercase();
            last == "by" || PREPOSITIONS.contains(&last.as_str())
        });
        let declared = self.vocabulary.phrases(matched.meaning).any(|phrase| {
            let words: Vec<&str> = phrase.split(' ').collect();
            match words.as_slice() {
                [auxiliary, verb, ..] if is_auxiliary(auxiliary) => is_participle(verb) && *verb == participle,
                [verb, ..] => prepositional && *verb == participle,
                [] => false,
            }
        });
        predicate.object_type == ObjectType::Entity && !declared
    }

    /// The predicates that the first so many of a verb's words put into the passive, read the other way.
    pub(super) fn passives(&self, verb: &Verb<'_>, length: usize) -> Vec<Directed> {
        let matched = self.vocabulary.predicates_at(&verb.words[..length]).into_iter();
        let passive = matched.filter(|matched| matched.length == length && self.is_passive(verb, *matched));
        passive.map(|matched| Directed { inverse: !matched.meaning.inverse, ..matched.meaning }).collect()
    }

    /// The predicates whose phrase the words are but for its last preposition: `were the talks held` of `held in`. An
    /// inflected verb that is neither a participle nor behind "did" may mean another direction: who holds something is
    /// not held in it.
    fn without_preposition(&self, verb: &Verb<'_>, at: usize) -> Vec<Said> {
        let found = self.vocabulary.predicates_but_for(&verb.words, &PREPOSITIONS).into_iter().filter(|found| {
            let same_way = found.exact || verb.participle().is_some() || verb.is_active_past();
            found.length > verb.auxiliaries && !found.meaning.inverse && same_way
        });
        let matched = found.map(|found| Match { exact: false, ..found });
        matched.map(|matched| self.said(verb, at, matched, Wants::Nothing)).collect()
    }
}
