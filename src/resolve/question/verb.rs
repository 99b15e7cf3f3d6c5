//! Verb phrases: a predicate, its object, and what narrows it; several of them joined.

use super::noun::Noun;
use super::{Draft, MOST_READINGS, Part, Piece, Reader, Wanted, What};
use crate::resolve::term;
use crate::source::Spanned;
use crate::syntax::ast::{Atom, Clause, Condition, Group, Modifier, Qualifier};
use crate::value::{Modality, ObjectType};
use crate::vocabulary::{Directed, is_article, is_auxiliary};

/// The words of a verb phrase: auxiliaries without `not`, then the rest.
struct Verb<'a> {
    words: Vec<&'a str>,
    /// The place of each word; that of the auxiliary before the subject is the place of the phrase.
    places: Vec<usize>,
    /// How many of the words are auxiliaries at the beginning.
    auxiliaries: usize,
    negated: bool,
}

impl Reader<'_> {
    /// Verb phrases joined by `and`, `but` and `or`, said of `subject`; `auxiliary` is one that stands before the
    /// subject. An empty subject is the one that the group is said of.
    pub(super) fn predications(
        &self,
        at: usize,
        subject: &[Spanned<Atom>],
        auxiliary: Option<&str>,
        taken: &[String],
    ) -> Vec<Part<Draft>> {
        let mut found = Vec::new();
        for first in self.verb_phrases(at, subject, auxiliary, taken) {
            found.extend(self.joined(first, subject, taken));
        }
        found.truncate(MOST_READINGS);
        found
    }

    /// A verb phrase with those that are joined to it: the longest sequence first, then shorter ones.
    fn joined(&self, first: Part<Draft>, subject: &[Spanned<Atom>], taken: &[String]) -> Vec<Part<Draft>> {
        let start = first.at + usize::from(self.is_comma(first.at));
        let (conjunction, behind) = match self.word(start).as_deref() {
            Some("and" | "but") => (true, start + 1),
            Some("or") => (false, start + 1),
            _ => return vec![first],
        };
        let known: Vec<String> = taken.iter().chain(&first.value.asked).cloned().collect();
        let mut found = Vec::new();
        let again = behind + usize::from(self.is_word(behind, &["who", "that", "which"]));
        for next in self.verb_phrases(again, subject, None, &known) {
            let combined = match conjunction {
                true => both(&first.value, &next.value),
                false => or(&first.value, &next.value, self.span(behind, next.at)),
            };
            let pieces = [first.pieces.as_slice(), &next.pieces].concat();
            found.extend(self.joined(Part { value: combined, at: next.at, pieces }, subject, taken));
        }
        found.push(first);
        found
    }

    /// Single verb phrases that begin at a place.
    pub(super) fn verb_phrases(
        &self,
        at: usize,
        subject: &[Spanned<Atom>],
        auxiliary: Option<&str>,
        taken: &[String],
    ) -> Vec<Part<Draft>> {
        let verb = self.verb(at, auxiliary);
        let mut found = self.kind_phrases(&verb, subject, at);
        for matched in self.vocabulary.predicates_at(&verb.words) {
            let end = verb.places.get(matched.length).copied().unwrap_or(self.end_of(&verb, at));
            let piece = Piece { start: at, end, what: What::Predicate { exact: matched.exact } };
            for object in self.objects(matched.meaning, end, taken) {
                let clause = self.clause(subject, matched.meaning, &object.value.atoms, at, end);
                let pieces = [&[piece], object.pieces.as_slice()].concat();
                found.extend(self.narrowed(clause, object, pieces, verb.negated, taken));
            }
        }
        if found.is_empty() {
            self.wanted(at, Wanted::Verb);
        }
        found.sort_by_key(|part| std::cmp::Reverse(part.at));
        found.truncate(MOST_READINGS);
        found
    }

    fn end_of(&self, verb: &Verb<'_>, at: usize) -> usize {
        verb.places.last().map_or(at, |last| last + 1).max(at)
    }

    fn verb<'b>(&'b self, at: usize, auxiliary: Option<&'b str>) -> Verb<'b> {
        let mut verb = Verb { words: Vec::new(), places: Vec::new(), auxiliaries: 0, negated: false };
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
            leading &= is_auxiliary(&folded);
            verb.auxiliaries += usize::from(leading);
            verb.words.push(word);
            verb.places.push(at + offset);
        }
        verb
    }

    /// `is an envoy`.
    fn kind_phrases(&self, verb: &Verb<'_>, subject: &[Spanned<Atom>], at: usize) -> Vec<Part<Draft>> {
        let is = |word: &&str| matches!(word.to_lowercase().as_str(), "is" | "are" | "was" | "were");
        if !verb.words[..verb.auxiliaries].iter().any(is) {
            return Vec::new();
        }
        let first = verb.places.get(verb.auxiliaries).copied().unwrap_or(self.end_of(verb, at));
        let start = first + usize::from(self.word(first).is_some_and(|word| is_article(&word)));
        let mut found = Vec::new();
        for kind in self.vocabulary.kinds_at(&self.words(start)) {
            let end = start + kind.length;
            let span = self.span(start, end);
            let name = self.vocabulary.kind(kind.meaning).name.clone();
            let kind = [Spanned::new(Atom::Word("is".to_owned()), span), Spanned::new(Atom::Quoted(name), span)];
            let clause = Clause { atoms: subject.iter().cloned().chain(kind).collect(), ..Clause::default() };
            let object =
                Part { value: Noun { atoms: Vec::new(), draft: Draft::default() }, at: end, pieces: Vec::new() };
            let piece = Piece { start, end, what: What::Kind };
            found.extend(self.narrowed(clause, object, vec![piece], verb.negated, &[]));
        }
        found
    }

    fn clause(
        &self,
        subject: &[Spanned<Atom>],
        predicate: Directed,
        object: &[Spanned<Atom>],
        start: usize,
        end: usize,
    ) -> Clause {
        let span = self.span(start, end);
        let caret = predicate.inverse.then(|| Spanned::new(Atom::Caret, span));
        let name = self.vocabulary.predicate(predicate.predicate).name.clone();
        let phrase = caret.into_iter().chain([Spanned::new(Atom::Quoted(name), span)]);
        Clause {
            atoms: subject.iter().cloned().chain(phrase).chain(object.iter().cloned()).collect(),
            ..Clause::default()
        }
    }

    /// What can stand behind a predicate as its object: nothing too, where "something" is meant.
    fn objects(&self, predicate: Directed, at: usize, taken: &[String]) -> Vec<Part<Noun>> {
        let declared = self.vocabulary.predicate(predicate.predicate);
        let none = Part { value: Noun { atoms: Vec::new(), draft: Draft::default() }, at, pieces: Vec::new() };
        let mut found = match (predicate.inverse, declared.object_type) {
            (true, _) | (false, ObjectType::Entity | ObjectType::Kind) => self.nouns(at, taken),
            (false, ObjectType::Boolean) => self.literals(at, ObjectType::Boolean),
            (false, object_type) => {
                let asked = self.nouns(at, taken).into_iter().filter(|noun| !noun.value.draft.asked.is_empty());
                asked.chain(self.literals(at, object_type)).collect()
            }
        };
        found.push(none);
        found
    }

    /// A literal of the type: texts may be bare words, up to the end or to what narrows the pattern.
    fn literals(&self, at: usize, object_type: ObjectType) -> Vec<Part<Noun>> {
        let part = |end: usize| Part {
            value: Noun { atoms: self.atoms[at..end].to_vec(), draft: Draft::default() },
            at: end,
            pieces: Vec::new(),
        };
        let atom = self.atoms.get(at).map(|atom| &atom.node);
        match (object_type, atom) {
            (ObjectType::Text | ObjectType::Url, Some(Atom::Quoted(_))) | (_, Some(Atom::Parameter(_))) => {
                vec![part(at + 1)]
            }
            (ObjectType::Text, Some(Atom::Word(_))) => {
                let longest = self.words(at).len();
                (1..=longest).rev().map(|length| part(at + length)).take(MOST_READINGS).collect()
            }
            (ObjectType::Date, _) => self.times(at).into_iter().map(part).collect(),
            (_, Some(Atom::Literal(literal))) if literal.object_type() == object_type => vec![part(at + 1)],
            _ => Vec::new(),
        }
    }

    /// Where times that begin at a place end: `23 January 2026`, `January 2026`, `2026-01`.
    fn times(&self, at: usize) -> Vec<usize> {
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
        object: Part<Noun>,
        pieces: Vec<Piece>,
        negated: bool,
        taken: &[String],
    ) -> Vec<Part<Draft>> {
        let mut found = Vec::new();
        let draft = object.value.draft;
        let taken: Vec<String> = taken.iter().chain(&draft.asked).cloned().collect();
        for tail in self.tails(clause, draft, object.at, &taken) {
            let (clause, draft) = tail.value;
            let span = self.span(pieces.first().map_or(0, |piece| piece.start), tail.at);
            let Some(draft) = finished(clause, draft, negated, span) else { continue };
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
        let adverb = match self.word(at).as_deref() {
            Some("certainly") => Some(Modifier::AtLeast(Modality::Certain)),
            Some("probably") => Some(Modifier::AtLeast(Modality::Probable)),
            Some("possibly") => Some(Modifier::AtLeast(Modality::Possible)),
            _ => None,
        };
        if let Some(adverb) = adverb {
            return vec![with(adverb, draft.clone(), at + 1, at, Vec::new())];
        }
        let mut found = Vec::new();
        if self.is_word(at, &["during", "in", "on"]) {
            for end in self.times(at + 1) {
                let time = self.atoms[at + 1..end].to_vec();
                found.push(with(Modifier::During(time), draft.clone(), end, at, Vec::new()));
            }
        }
        if self.is_word(at, &["according"]) && self.is_word(at + 1, &["to"]) {
            for speaker in self.nouns(at + 2, taken) {
                let draft = both(draft, &speaker.value.draft);
                found.push(with(Modifier::AccordingTo(speaker.value.atoms), draft, speaker.at, at, speaker.pieces));
            }
        }
        found.extend(self.qualified(clause, draft, at, taken));
        found
    }

    /// `for Ukraine`, `as observer`: a phrase of a predicate that facts are qualified by, and its value.
    fn qualified(&self, clause: &Clause, draft: &Draft, at: usize, taken: &[String]) -> Vec<Part<(Clause, Draft)>> {
        let mut found = Vec::new();
        for matched in self.vocabulary.predicates_at(&self.words(at)) {
            let predicate = self.vocabulary.predicate(matched.meaning.predicate);
            if !predicate.qualifies || matched.meaning.inverse {
                continue;
            }
            let end = at + matched.length;
            let piece = Piece { start: at, end, what: What::Predicate { exact: matched.exact } };
            for value in self.objects(matched.meaning, end, taken) {
                if value.value.atoms.is_empty() {
                    continue;
                }
                let key = Spanned::new(vec![predicate.name.clone()], self.span(at, end));
                let mut clause = clause.clone();
                clause.qualifiers.push(Qualifier { key, value: value.value.atoms });
                let pieces = [&[piece], value.pieces.as_slice()].concat();
                found.push(Part { value: (clause, both(draft, &value.value.draft)), at: value.at, pieces });
            }
        }
        found
    }
}

/// Everything that the two say and ask for.
pub(super) fn both(a: &Draft, b: &Draft) -> Draft {
    Draft {
        conditions: a.conditions.iter().chain(&b.conditions).cloned().collect(),
        asked: a.asked.iter().chain(&b.asked).cloned().collect(),
    }
}

fn or(a: &Draft, b: &Draft, span: crate::source::Span) -> Draft {
    let branches = vec![Group { conditions: a.conditions.clone() }, Group { conditions: b.conditions.clone() }];
    let conditions = vec![Spanned::new(Condition::Or(branches), span)];
    Draft { conditions, asked: a.asked.iter().chain(&b.asked).cloned().collect() }
}

/// The clause and what is said of the variables that it asks for; negated, it can ask for none.
fn finished(clause: Clause, draft: Draft, negated: bool, span: crate::source::Span) -> Option<Draft> {
    let clause = Spanned::new(Condition::Clause(clause), span);
    let conditions: Vec<Spanned<Condition>> = std::iter::once(clause).chain(draft.conditions).collect();
    match negated {
        false => Some(Draft { conditions, asked: draft.asked }),
        true if draft.asked.is_empty() => {
            let not = Condition::Not(Group { conditions });
            Some(Draft { conditions: vec![Spanned::new(not, span)], asked: Vec::new() })
        }
        true => None,
    }
}
