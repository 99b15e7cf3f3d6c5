//! Things joined by `and`, `or`, `and not`: several objects of one verb, several subjects, several kinds.

use super::noun::Noun;
use super::tail::{Narrowed, Predication};
use super::{Draft, MOST_READINGS, Part, Piece, Reader, both};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Clause, Condition, Group};

/// The most things that are read as joined.
const MOST_JOINED: usize = 8;

/// How a thing is joined to the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joint {
    And,
    AndNot,
    Or,
    /// By a comma: as the last of the sequence is.
    Listed,
}

/// A noun, and further ones that the same is said of or with.
#[derive(Debug, Clone)]
pub(super) struct Nouns {
    pub first: Noun,
    /// All joined alike, those by a comma apart; empty where there is only one.
    pub others: Vec<(Joint, Noun)>,
}

impl Nouns {
    /// One alone.
    pub fn only(first: Noun) -> Self {
        Nouns { first, others: Vec::new() }
    }
}

impl Reader<'_> {
    /// The joint at a place, with where the words behind it begin.
    pub(super) fn joint(&self, at: usize) -> Option<(Joint, usize)> {
        let start = at + usize::from(self.is_comma(at));
        let not = self.is_word(start + 1, &["not"]);
        match self.word(start).as_deref() {
            Some("and" | "but") if not => Some((Joint::AndNot, start + 2)),
            Some("and") => Some((Joint::And, start + 1)),
            Some("or") => Some((Joint::Or, start + 1)),
            _ => self.is_comma(at).then_some((Joint::Listed, start)),
        }
    }

    /// Nouns that begin at a place, alone and with those that are joined to them; the longest sequence first. What
    /// asks for something, or is counted, stands alone.
    pub(super) fn joined_nouns(&self, at: usize, taken: &[String]) -> Vec<Part<Nouns>> {
        let alone = |part: Part<Noun>| Part { value: Nouns::only(part.value), at: part.at, pieces: part.pieces };
        let mut found: Vec<_> = self.counted_nouns(at, taken).into_iter().map(alone).collect();
        for first in self.nouns(at, taken) {
            found.extend(self.with_further(alone(first), taken));
        }
        found.retain(|part| settled(&part.value.others));
        for part in &mut found {
            let last = part.value.others.last().map(|(joint, _)| *joint);
            part.value.others.iter_mut().for_each(|(joint, _)| *joint = last.unwrap_or(*joint));
        }
        found.truncate(MOST_READINGS);
        found
    }

    fn with_further(&self, before: Part<Nouns>, taken: &[String]) -> Vec<Part<Nouns>> {
        let joint = self.joint(before.at).filter(|(joint, _)| {
            let asks = !before.value.first.draft.asked.is_empty();
            let alike = before.value.others.last().is_none_or(|(other, _)| goes_on(*other, *joint));
            alike && !asks && before.value.others.len() < MOST_JOINED
        });
        let mut found = Vec::new();
        if let Some((joint, start)) = joint {
            let furthest = self.furthest.borrow().clone();
            for next in self.nouns(start, taken).into_iter().filter(|next| next.value.draft.asked.is_empty()) {
                let mut value = before.value.clone();
                value.others.push((joint, next.value));
                let pieces = [before.pieces.as_slice(), &next.pieces].concat();
                found.extend(self.with_further(Part { value, at: next.at, pieces }, taken));
            }
            if found.is_empty() {
                // What is joined need be no noun: a verb phrase may follow, and is what is then said to be wanted.
                self.back_to(furthest);
            }
        }
        found.push(before);
        found
    }

    /// What is said of each of several subjects, joined as they are, or of so many as are meant; `say` reads it of one.
    /// `known` are the variables around it.
    pub(super) fn said_of_each(
        &self,
        subjects: &Part<Nouns>,
        known: &[String],
        say: impl Fn(&Noun, usize) -> Vec<Part<Draft>>,
    ) -> Vec<Part<Draft>> {
        let first = &subjects.value.first;
        let read = say(first, subjects.at);
        let mut said: Vec<Part<Draft>> = read
            .into_iter()
            .filter_map(|part| {
                let value = self.said_of_subject(first, &part.value, known, self.span(0, part.at))?;
                let pieces = [subjects.pieces.as_slice(), &part.pieces].concat();
                Some(Part { value, at: part.at, pieces })
            })
            .collect();
        for (joint, subject) in &subjects.value.others {
            // The same words are read for each subject, so that the readings come in the same order.
            let further = say(subject, subjects.at);
            for (part, further) in said.iter_mut().zip(further) {
                part.value = combined(*joint, &part.value, &further.value, self.span(0, part.at));
            }
        }
        said
    }

    fn said_of_subject(&self, subject: &Noun, said: &Draft, known: &[String], span: Span) -> Option<Draft> {
        match &subject.amount {
            None => Some(both(&subject.draft, said)),
            Some(amount) if said.asked.is_empty() && said.most.is_empty() => {
                self.amounted(amount, said, &subject.draft.conditions, known, false, span)
            }
            Some(_) => None,
        }
    }

    /// The kinds that are joined to the one that ends at a place: each place at which the sequence may end, with the
    /// kinds' names; the longest first.
    pub(super) fn joined_kinds(&self, at: usize) -> Vec<Part<Vec<(Joint, String)>>> {
        let mut found = Vec::new();
        if let Some((joint, behind)) = self.joint(at) {
            let start = behind + usize::from(self.is_article(behind));
            for kind in self.vocabulary.kinds_at(&self.words(start)) {
                let end = start + kind.length;
                let piece = Piece { start, end, what: super::What::Kind };
                let name = self.vocabulary.kind(kind.meaning).name.clone();
                for rest in self.joined_kinds(end) {
                    let alike = rest.value.first().is_none_or(|(next, _)| goes_on(joint, *next));
                    if !alike || (joint == Joint::Listed && rest.value.is_empty()) {
                        continue;
                    }
                    let last = rest.value.last().map_or(joint, |(last, _)| *last);
                    let value = std::iter::once((last, name.clone())).chain(rest.value).collect();
                    let pieces = std::iter::once(piece).chain(rest.pieces).collect();
                    found.push(Part { value, at: rest.at, pieces });
                }
            }
        }
        found.push(Part { value: Vec::new(), at, pieces: Vec::new() });
        found
    }
}

/// Whether a sequence whose last joint is the one can go on with the other.
fn goes_on(last: Joint, next: Joint) -> bool {
    last == next || last == Joint::Listed
}

/// Whether it is said how the things of a sequence are joined.
fn settled(others: &[(Joint, Noun)]) -> bool {
    !matches!(others.last(), Some((Joint::Listed, _)))
}

/// One clause for each of several objects, joined as they are.
pub(super) fn with_objects(
    said: &Predication,
    objects: &Nouns,
    narrowed: &Narrowed,
    span: Span,
) -> Vec<Spanned<Condition>> {
    let clause = |object: &Noun| {
        let parts = [&said.subject, &said.relation, &object.atoms, &narrowed.atoms];
        let clause = Clause {
            atoms: parts.into_iter().flatten().cloned().collect(),
            qualifiers: narrowed.qualifiers.clone(),
            modifiers: said.modifiers.iter().chain(&narrowed.modifiers).cloned().collect(),
        };
        Draft::of(vec![Spanned::new(Condition::Clause(clause), span)])
    };
    let mut draft = clause(&objects.first);
    for (joint, object) in &objects.others {
        draft = combined(*joint, &draft, &clause(object), span);
    }
    draft.conditions
}

fn combined(joint: Joint, before: &Draft, next: &Draft, span: Span) -> Draft {
    match joint {
        Joint::And | Joint::Listed => both(before, next),
        Joint::AndNot => {
            let not = Condition::Not(Group { conditions: next.conditions.clone() });
            both(before, &next.with(vec![Spanned::new(not, span)]))
        }
        Joint::Or => or(before, next, span),
    }
}

/// A sequence of what is said, each joined to the one before it: as in patterns, `and` binds before `or`.
pub(super) fn conjoined(sequence: Vec<(Joint, Draft)>, span: Span) -> Draft {
    let mut alternatives: Vec<Draft> = Vec::new();
    for (joint, draft) in sequence {
        match alternatives.pop() {
            Some(before) if joint == Joint::Or => alternatives.extend([before, draft]),
            Some(before) => alternatives.push(combined(joint, &before, &draft, span)),
            None => alternatives.push(draft),
        }
    }
    alternatives.into_iter().reduce(|before, next| or(&before, &next, span)).unwrap_or_default()
}

/// Either of the two; alternatives of alternatives are one list.
fn or(before: &Draft, next: &Draft, span: Span) -> Draft {
    let mut branches = match before.conditions.as_slice() {
        [Spanned { node: Condition::Or(branches), .. }] => branches.clone(),
        conditions => vec![Group { conditions: conditions.to_vec() }],
    };
    branches.push(Group { conditions: next.conditions.clone() });
    both(before, next).with(vec![Spanned::new(Condition::Or(branches), span)])
}
