//! Verb phrases: a kind, or a predicate with its object; several of them joined.

use std::ops::Range;

use super::coordination::{Joint, Nouns, conjoined, with_objects};
use super::exception::{excluded, is_thing};
use super::noun::Noun;
use super::predicate::{Said, Verb, Wants};
use super::tail::{Predication, finished};
use super::{Draft, MOST_READINGS, Part, Piece, Reader, Wanted, What};
use crate::resolve::term::is_form_of_be;
use crate::source::{Span, Spanned};
use crate::syntax::ast::Atom;
use crate::value::ObjectType;
use crate::vocabulary::{Directed, is_auxiliary};

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
        let shared = self.verb(at, auxiliary).last_auxiliary();
        let mut found = Vec::new();
        for first in self.verb_phrases(at, subject, auxiliary, taken) {
            let first = Part { value: vec![(Joint::And, first.value)], at: first.at, pieces: first.pieces };
            let sequences = self.sequences(first, subject, shared.as_deref(), taken).into_iter();
            found.extend(sequences.map(|sequence| {
                let value = conjoined(sequence.value, self.span(at, sequence.at));
                Part { value, at: sequence.at, pieces: sequence.pieces }
            }));
        }
        found.truncate(MOST_READINGS);
        found
    }

    /// Verb phrases with those that are joined to them: the longest sequence first, then shorter ones. The first one's
    /// auxiliary may be left out in the others; where it is denied, `or` without an auxiliary denies too: "did not
    /// attend or lead" is neither.
    fn sequences(
        &self,
        before: Part<Vec<(Joint, Draft)>>,
        subject: &[Spanned<Atom>],
        shared: Option<&str>,
        taken: &[String],
    ) -> Vec<Part<Vec<(Joint, Draft)>>> {
        let start = before.at + usize::from(self.is_comma(before.at));
        let joint = match self.word(start).as_deref() {
            Some("and" | "but") => Joint::And,
            Some("or") => Joint::Or,
            _ => return vec![before],
        };
        let asked = before.value.iter().flat_map(|(_, draft)| &draft.asked);
        let known: Vec<String> = taken.iter().chain(asked).cloned().collect();
        let again = start + 1 + usize::from(self.is_word(start + 1, &["who", "that", "which"]));
        let mut next = self.verb_phrases(again, subject, None, &known);
        let leaves_out = again == start + 1 && self.word(again).is_some_and(|word| !is_auxiliary(&word));
        if leaves_out && shared.is_some() {
            next.extend(self.verb_phrases(again, subject, shared, &known));
        }
        let mut found = Vec::new();
        for next in next {
            let span = self.span(again, next.at);
            let denies = leaves_out && joint == Joint::Or && before.value.last().is_some_and(|(_, last)| last.denied);
            let joined = match denies {
                false => Some((joint, next.value)),
                true => denied(&next.value, span).map(|denied| (Joint::And, denied)),
            };
            let Some(joined) = joined else { continue };
            let value = before.value.iter().cloned().chain([joined]).collect();
            let pieces = [before.pieces.as_slice(), &next.pieces].concat();
            found.extend(self.sequences(Part { value, at: next.at, pieces }, subject, shared, taken));
        }
        found.push(before);
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
        let mut found = self.kind_phrases(&verb, subject, at, taken);
        found.extend(self.predicate_phrases(self.predicates(&verb, at), &verb, subject, at, taken));
        found.extend(self.having_what(&verb, subject, at, taken));
        found.extend(self.having_some(&verb, subject, at, taken));
        found.extend(self.having_in_name(&verb, subject, at));
        found.extend(self.no_identity(&verb, subject, at, taken));
        if found.is_empty() {
            self.wanted(at, Wanted::Verb);
        }
        found.iter_mut().for_each(|part| part.value.denied = verb.negated);
        found.sort_by_key(|part| std::cmp::Reverse(part.at));
        found.truncate(MOST_READINGS);
        found
    }

    /// Predicates with their objects, if they have one.
    pub(super) fn predicate_phrases(
        &self,
        predicates: Vec<Said>,
        verb: &Verb<'_>,
        subject: &[Spanned<Atom>],
        at: usize,
        taken: &[String],
    ) -> Vec<Part<Draft>> {
        let mut found = Vec::new();
        for said in predicates {
            // "lead no delegation" denies as "do not lead a delegation" does.
            let no = self.is_word(said.end, &["no"]) && !self.saying.get();
            for object in self.objects(&said, said.end + usize::from(no), taken) {
                if said.is_copula && !self.is_declared_object(said.directed, &object.value) {
                    continue;
                }
                let predication = self.predication(verb, subject, said.directed, at..said.end);
                let predication = Predication { negated: verb.negated || no, ..predication };
                let pieces = [&[said.piece], object.pieces.as_slice()].concat();
                found.extend(self.narrowed(&predication, &object, &pieces, taken));
            }
        }
        found
    }

    /// `is an envoy`.
    fn kind_phrases(
        &self,
        verb: &Verb<'_>,
        subject: &[Spanned<Atom>],
        at: usize,
        taken: &[String],
    ) -> Vec<Part<Draft>> {
        if !verb.words[..verb.auxiliaries].iter().any(|word| is_form_of_be(word)) {
            return Vec::new();
        }
        let first = verb.end(verb.auxiliaries, at);
        let start = first + usize::from(self.is_article(first));
        let mut found = Vec::new();
        for kind in self.vocabulary.kinds_at(&self.words(start)) {
            let end = start + kind.length;
            let span = self.span(start, end);
            let name = self.vocabulary.kind(kind.meaning).name.clone();
            let predication = Predication {
                subject: subject.to_vec(),
                relation: vec![Spanned::new(Atom::Word("is".to_owned()), span)],
                modifiers: verb.certainty(span),
                negated: verb.negated,
            };
            found.extend(self.described_kinds(&predication, &name, start..end, taken));
            for further in self.joined_kinds(end) {
                let noun = |name: &str| Noun::of(vec![Spanned::new(Atom::Quoted(name.to_owned()), span)]);
                let others = further.value.iter().map(|(joint, name)| (*joint, noun(name))).collect();
                let value = Nouns { first: noun(&name), others };
                let object = Part { value, at: further.at, pieces: Vec::new() };
                let pieces = [&[Piece { start, end, what: What::Kind }], further.pieces.as_slice()].concat();
                found.extend(self.narrowed(&predication, &object, &pieces, &[]));
            }
        }
        found
    }

    /// `is an envoy who represents Ukraine`: both are said of the subject.
    fn described_kinds(
        &self,
        said: &Predication,
        kind: &str,
        words: Range<usize>,
        taken: &[String],
    ) -> Vec<Part<Draft>> {
        let [subject @ Spanned { node: Atom::Variable(_) | Atom::Key(_), .. }] = said.subject.as_slice() else {
            return Vec::new();
        };
        let (start, end) = (words.start, words.end);
        let span = self.span(start, end);
        let kind = Nouns::only(Noun::of(vec![Spanned::new(Atom::Quoted(kind.to_owned()), span)]));
        let of_kind = with_objects(said, &kind, &self.said_before(), span);
        let piece = Piece { start, end, what: What::Kind };
        let described = self.relatives(end, subject, taken).into_iter().filter_map(|relative| {
            let value = finished(of_kind.clone(), &relative.value, said.negated, span)?;
            let pieces = [&[piece], relative.pieces.as_slice()].concat();
            Some(Part { value, at: relative.at, pieces })
        });
        described.collect()
    }

    /// `is not Boeing`: that a variable stands for another thing. That it stands for one is no question.
    fn no_identity(&self, verb: &Verb<'_>, subject: &[Spanned<Atom>], at: usize, taken: &[String]) -> Vec<Part<Draft>> {
        let ([variable @ Spanned { node: Atom::Variable(_), .. }], true) = (subject, verb.negated) else {
            return Vec::new();
        };
        if verb.auxiliaries == 0 || !verb.words[..verb.auxiliaries].iter().all(|word| is_form_of_be(word)) {
            return Vec::new();
        }
        let start = verb.end(verb.auxiliaries, at);
        let mut found = Vec::new();
        for nouns in self.joined_nouns(start, taken) {
            let all = std::iter::once(&nouns.value.first).chain(nouns.value.others.iter().map(|(_, noun)| noun));
            let span = self.span(at, nouns.at);
            let things = all.filter(|noun| is_thing(noun)).filter_map(|noun| excluded(variable, noun, span));
            let conditions: Vec<_> = things.collect();
            if conditions.len() == nouns.value.others.len() + 1 {
                let value = Draft { names_subject: true, ..Draft::of(conditions) };
                found.push(Part { value, at: nouns.at, pieces: nouns.pieces });
            }
        }
        found
    }

    /// A predicate said of a subject.
    pub(super) fn predication(
        &self,
        verb: &Verb<'_>,
        subject: &[Spanned<Atom>],
        predicate: Directed,
        place: Range<usize>,
    ) -> Predication {
        let span = self.span(place.start, place.end);
        let caret = predicate.inverse.then(|| Spanned::new(Atom::Caret, span));
        let name = self.vocabulary.predicate(predicate.predicate).name.clone();
        Predication {
            subject: subject.to_vec(),
            relation: caret.into_iter().chain([Spanned::new(Atom::Quoted(name), span)]).collect(),
            modifiers: verb.certainty(span),
            negated: verb.negated,
        }
    }

    /// What can stand behind a predicate as its object: nothing too, where "something" is meant.
    fn objects(&self, said: &Said, at: usize, taken: &[String]) -> Vec<Part<Nouns>> {
        let none = Part { value: Nouns::only(Noun::default()), at: said.end, pieces: Vec::new() };
        let mut found = match said.object {
            Wants::Nothing => return vec![none],
            Wants::Maybe | Wants::Object => self.stated_objects(said.directed, at, taken),
        };
        // Behind "no" something must stand.
        if said.object == Wants::Maybe && at == said.end {
            found.push(none);
        }
        found
    }

    /// Whether nouns name things of the kind that a predicate's objects are declared to be of.
    fn is_declared_object(&self, predicate: Directed, objects: &Nouns) -> bool {
        let declared = self.vocabulary.predicate(predicate.predicate).object_kind.filter(|_| !predicate.inverse);
        let mut nouns = std::iter::once(&objects.first).chain(objects.others.iter().map(|(_, noun)| noun));
        declared.is_some_and(|declared| nouns.all(|noun| self.is_of_kind(noun, declared)))
    }

    pub(super) fn stated_objects(&self, predicate: Directed, at: usize, taken: &[String]) -> Vec<Part<Nouns>> {
        let alone = |part: Part<Noun>| Part { value: Nouns::only(part.value), at: part.at, pieces: part.pieces };
        match (predicate.inverse, self.vocabulary.predicate(predicate.predicate).object_type) {
            (true, _) | (false, ObjectType::Entity | ObjectType::Kind) => self.joined_nouns(at, taken),
            (false, ObjectType::Boolean) => self.literals(at, ObjectType::Boolean).into_iter().map(alone).collect(),
            (false, object_type) => {
                let asks = |noun: &Part<Noun>| !noun.value.draft.asked.is_empty();
                let asked: Vec<_> = self.nouns(at, taken).into_iter().filter(asks).collect();
                let found = if asked.is_empty() { self.literals(at, object_type) } else { asked };
                found.into_iter().map(alone).collect()
            }
        }
    }

    /// A literal of the type: texts may be bare words, up to the end or to what narrows the pattern.
    fn literals(&self, at: usize, object_type: ObjectType) -> Vec<Part<Noun>> {
        let part = |atoms: Vec<Spanned<Atom>>, at: usize| Part { value: Noun::of(atoms), at, pieces: Vec::new() };
        let until = |end: usize| part(self.atoms[at..end].to_vec(), end);
        let atom = self.atoms.get(at).map(|atom| &atom.node);
        match (object_type, atom) {
            (ObjectType::Text | ObjectType::Url, Some(Atom::Quoted(_))) | (_, Some(Atom::Parameter(_))) => {
                vec![until(at + 1)]
            }
            // What somebody says that is so is a pattern, and no text.
            (ObjectType::Text, Some(Atom::Word(_))) if !self.is_word(at, &["that"]) => {
                let longest = self.words(at).len();
                (1..=longest).rev().map(|length| until(at + length)).take(MOST_READINGS).collect()
            }
            (ObjectType::Date, _) => self.times(at).into_iter().map(|(atoms, end)| part(atoms, end)).collect(),
            (_, Some(Atom::Literal(literal))) if literal.object_type() == object_type => vec![until(at + 1)],
            _ => Vec::new(),
        }
    }
}

/// That it is not so; nothing where it asks for something.
fn denied(draft: &Draft, span: Span) -> Option<Draft> {
    let denied = finished(draft.conditions.clone(), &draft.with(Vec::new()), true, span)?;
    Some(Draft { denied: true, ..denied })
}
