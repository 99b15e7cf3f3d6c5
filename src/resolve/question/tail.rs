//! What narrows a verb phrase behind it: times, who says so, how surely, qualifiers.

use super::coordination::{Nouns, with_objects};
use super::noun::Noun;
use super::verb::both;
use super::{Draft, MOST_READINGS, Part, Piece, Reader, What};
use crate::resolve::term;
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Atom, Clause, Condition, Group, Modifier, Qualifier};
use crate::value::Modality;

impl Reader<'_> {
    /// Where times that begin at a place end: `23 January 2026`, `January 2026`, `2026-01`.
    pub(super) fn times(&self, at: usize) -> Vec<usize> {
        let is_time = |end: &usize| {
            let atoms = self.atoms.get(at..*end).unwrap_or_default();
            let stated = matches!(atoms, [Spanned { node: Atom::Parameter(_), .. }]);
            stated || (!atoms.is_empty() && term::time(atoms).is_ok())
        };
        [at + 3, at + 2, at + 1].into_iter().filter(is_time).collect()
    }

    /// A clause with everything behind it that narrows it; first with as much as possible, then with less.
    pub(super) fn narrowed(
        &self,
        clause: Clause,
        object: Part<Nouns>,
        pieces: Vec<Piece>,
        negated: bool,
        taken: &[String],
    ) -> Vec<Part<Draft>> {
        let mut found = Vec::new();
        let Nouns { first, others } = object.value;
        let others: Vec<_> = others.into_iter().map(|(joint, noun)| (joint, noun.atoms)).collect();
        let (length, draft) = (first.atoms.len(), first.draft);
        let taken: Vec<String> = taken.iter().chain(&draft.asked).cloned().collect();
        for tail in self.tails(clause, draft, object.at, &taken) {
            let (clause, draft) = tail.value;
            let span = self.span(pieces.first().map_or(0, |piece| piece.start), tail.at);
            let said = with_objects(clause, length, &others, span);
            let Some(draft) = finished(said, draft, negated, span) else { continue };
            found.push(Part { value: draft, at: tail.at, pieces: [pieces.as_slice(), &tail.pieces].concat() });
        }
        found
    }

    fn tails(&self, clause: Clause, draft: Draft, at: usize, taken: &[String]) -> Vec<Part<(Clause, Draft)>> {
        let mut found = Vec::new();
        let start = at + usize::from(self.is_comma(at));
        for next in self.tail(&clause, &draft, start, taken) {
            let known: Vec<String> = taken.iter().chain(&next.value.1.asked).cloned().collect();
            for rest in self.tails(next.value.0, next.value.1, next.at, &known) {
                let pieces = [next.pieces.as_slice(), &rest.pieces].concat();
                found.push(Part { pieces, ..rest });
            }
        }
        found.push(Part { value: (clause, draft), at, pieces: Vec::new() });
        found.truncate(MOST_READINGS);
        found
    }

    /// One thing that narrows a clause: a time, who says so, how surely, a qualifier.
    fn tail(&self, clause: &Clause, draft: &Draft, at: usize, taken: &[String]) -> Vec<Part<(Clause, Draft)>> {
        let with = |modifier: Modifier, draft: Draft, at: usize, start: usize, pieces: Vec<Piece>| {
            let mut clause = clause.clone();
            clause.modifiers.push(Spanned::new(modifier, self.span(start, at)));
            Part { value: (clause, draft), at, pieces }
        };
        if let Some(modality) = self.word(at).and_then(|word| certainty(&word)) {
            return vec![with(Modifier::AtLeast(modality), draft.clone(), at + 1, at, Vec::new())];
        }
        let mut found = Vec::new();
        found.extend(self.timed(clause, draft, at));
        if self.is_word(at, &["according"]) && self.is_word(at + 1, &["to"]) {
            for speaker in self.nouns(at + 2, taken) {
                let draft = both(draft, &speaker.value.draft);
                found.push(with(Modifier::AccordingTo(speaker.value.atoms), draft, speaker.at, at, speaker.pieces));
            }
        }
        found.extend(self.qualified(clause, draft, at, taken));
        found
    }

    /// `during January 2026`, `before 2026`, `surely since 2025`: the words as they are, but for "in" and "on".
    fn timed(&self, clause: &Clause, draft: &Draft, at: usize) -> Vec<Part<(Clause, Draft)>> {
        let surely = self.is_word(at, &["surely"]);
        let start = at + usize::from(surely);
        let span = self.span(at, start + 1);
        let word = |word: &str| Spanned::new(Atom::Word(word.to_owned()), span);
        let relation = match self.word(start).as_deref() {
            Some("during" | "in" | "on") => vec![word("during")],
            Some(other @ ("before" | "after" | "since" | "until" | "throughout")) => vec![word(other)],
            _ => return Vec::new(),
        };
        let with = |end: usize| {
            let mut clause = clause.clone();
            clause.atoms.extend(surely.then(|| word("surely")));
            clause.atoms.extend(relation.iter().cloned());
            clause.atoms.extend_from_slice(&self.atoms[start + 1..end]);
            Part { value: (clause, draft.clone()), at: end, pieces: Vec::new() }
        };
        self.times(start + 1).into_iter().map(with).collect()
    }

    /// `for Ukraine`, `as observer`: a phrase of a predicate that facts are qualified by, and its value.
    fn qualified(&self, clause: &Clause, draft: &Draft, at: usize, taken: &[String]) -> Vec<Part<(Clause, Draft)>> {
        let mut found = Vec::new();
        for matched in self.vocabulary.predicates_at(&self.words(at)) {
            let predicate = self.vocabulary.predicate(matched.meaning.predicate);
            // An inflected phrase is the verb of what follows, and no qualifier.
            if !predicate.qualifies || matched.meaning.inverse || !matched.exact {
                continue;
            }
            let end = at + matched.length;
            let piece = Piece { start: at, end, what: What::Predicate { exact: true } };
            for value in self.stated_objects(matched.meaning, end, taken) {
                if !value.value.others.is_empty() {
                    continue;
                }
                let Noun { atoms, draft: more } = value.value.first;
                let key = Spanned::new(vec![predicate.name.clone()], self.span(at, end));
                let mut clause = clause.clone();
                clause.qualifiers.push(Qualifier { key, value: atoms });
                let pieces = [&[piece], value.pieces.as_slice()].concat();
                found.push(Part { value: (clause, both(draft, &more)), at: value.at, pieces });
            }
        }
        found
    }
}

/// How certain an adverb says that something is at least.
pub(super) fn certainty(adverb: &str) -> Option<Modality> {
    match adverb {
        "certainly" => Some(Modality::Certain),
        "probably" => Some(Modality::Probable),
        "possibly" => Some(Modality::Possible),
        _ => None,
    }
}

/// What is said, and what is said of the variables that it asks for; negated, it can ask for none.
pub(super) fn finished(said: Vec<Spanned<Condition>>, draft: Draft, negated: bool, span: Span) -> Option<Draft> {
    let conditions: Vec<Spanned<Condition>> = said.into_iter().chain(draft.conditions).collect();
    match negated {
        false => Some(Draft { conditions, asked: draft.asked }),
        true if draft.asked.is_empty() => {
            let not = Condition::Not(Group { conditions });
            Some(Draft { conditions: vec![Spanned::new(not, span)], asked: Vec::new() })
        }
        true => None,
    }
}
