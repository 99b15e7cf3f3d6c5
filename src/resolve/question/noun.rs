//! Noun phrases: names, kinds with what is said of them, and the words that ask for one.

use super::{Draft, MOST_READINGS, Part, Piece, Reader, Wanted, What, variable_name};
use crate::problem::Mistake;
use crate::resolve::ambiguous_name;
use crate::resolve::term::leading_words;
use crate::resolve::tree::Named;
use crate::source::Spanned;
use crate::syntax::ast::{Atom, Clause, Condition, Group};
use crate::value::KindId;

/// The most words that a name is looked for in.
const LONGEST_NAME: usize = 12;

/// A noun phrase: the atoms of its term, and what is said of the variables that it asks for.
#[derive(Debug, Clone)]
pub(super) struct Noun {
    pub atoms: Vec<Spanned<Atom>>,
    pub draft: Draft,
}

impl Reader<'_> {
    /// The noun phrases that begin at a place, the longest first.
    pub(super) fn nouns(&self, at: usize, taken: &[String]) -> Vec<Part<Noun>> {
        let mut found = self.asking(at, taken);
        if found.is_empty() {
            found.extend(self.written(at));
            found.extend(self.named_nouns(at));
            found.extend(self.kind_nouns(at, taken));
            if self.is_word(at, &["a", "an"]) {
                // "a resolution" may be a name too, but a kind goes before it.
                found.extend(self.named_nouns(at + 1));
            }
            // Longest first; names before kinds of the same length.
            found.sort_by_key(|part| std::cmp::Reverse(part.at));
        }
        if found.is_empty() {
            self.wanted(at, Wanted::Noun);
        }
        found.truncate(MOST_READINGS);
        found
    }

    /// `whom`, `what`, `which delegation`: a further thing that is asked for.
    fn asking(&self, at: usize, taken: &[String]) -> Vec<Part<Noun>> {
        if self.is_word(at, &["who", "whom", "what"]) {
            let name = variable_name(&self.word(at).unwrap_or_default(), taken);
            let atoms = vec![Spanned::new(Atom::Variable(name.clone()), self.span(at, at + 1))];
            let draft = Draft { conditions: Vec::new(), asked: vec![name] };
            return vec![Part { value: Noun { atoms, draft }, at: at + 1, pieces: Vec::new() }];
        }
        if !self.is_word(at, &["which"]) {
            return Vec::new();
        }
        self.wanted(at + 1, Wanted::Kind);
        let found = self.vocabulary.kinds_at(&self.words(at + 1)).into_iter().map(|found| {
            let end = at + 1 + found.length;
            let (variable, draft) = self.of_kind(found.meaning, at + 1, end, taken);
            let piece = Piece { start: at + 1, end, what: What::Kind };
            Part { value: Noun { atoms: vec![variable], draft }, at: end, pieces: vec![piece] }
        });
        found.collect()
    }

    /// A fresh variable for things of a kind, and the condition that they are.
    pub(super) fn of_kind(&self, kind: KindId, start: usize, end: usize, taken: &[String]) -> (Spanned<Atom>, Draft) {
        let span = self.span(start, end);
        let kind = &self.vocabulary.kind(kind).name;
        let name = variable_name(kind, taken);
        let variable = Spanned::new(Atom::Variable(name.clone()), span);
        let is = Spanned::new(Atom::Word("is".to_owned()), span);
        let atoms = vec![variable.clone(), is, Spanned::new(Atom::Quoted(kind.clone()), span)];
        let condition = Condition::Clause(Clause { atoms, ..Clause::default() });
        (variable, Draft { conditions: vec![Spanned::new(condition, span)], asked: vec![name] })
    }

    /// A term in the language's own writing: a variable, a quoted name, a key, a relative.
    fn written(&self, at: usize) -> Vec<Part<Noun>> {
        let Some(atom) = self.atoms.get(at) else { return Vec::new() };
        let length = match (&atom.node, self.atoms.get(at + 1).map(|atom| &atom.node)) {
            (Atom::Quoted(_), Some(Atom::OfKind(_))) | (Atom::Variable(_), Some(Atom::Relative(_))) => 2,
            (Atom::Quoted(_) | Atom::Variable(_) | Atom::Parameter(_) | Atom::Key(_), _) => 1,
            (Atom::Relative(_) | Atom::Anything, _) => 1,
            _ => return Vec::new(),
        };
        let noun = Noun { atoms: self.atoms[at..at + length].to_vec(), draft: Draft::default() };
        vec![Part { value: noun, at: at + length, pieces: Vec::new() }]
    }

    /// The names that the words begin with, the longest first.
    fn named_nouns(&self, at: usize) -> Vec<Part<Noun>> {
        let name_parts = self.atoms.get(at..).unwrap_or_default().iter();
        let longest = name_parts.take_while(|atom| matches!(atom.node, Atom::Word(_) | Atom::Literal(_))).count();
        let mut found = Vec::new();
        for length in (1..=longest.min(LONGEST_NAME)).rev() {
            let end = at + length;
            let kind = match self.atoms.get(end).map(|atom| &atom.node) {
                Some(Atom::OfKind(words)) => Some(words.join(" ")),
                _ => None,
            };
            let atoms = &self.atoms[at..end];
            if matches!(atoms, [Spanned { node: Atom::Literal(_), .. }]) {
                continue;
            }
            let text = crate::resolve::term::joined(atoms);
            let mut entities = self.named(&text);
            if let Some(kind) = kind.as_deref().and_then(|words| self.vocabulary.kind_named(words)) {
                entities.retain(|named| named.kinds.iter().any(|of| self.vocabulary.is_within(*of, kind)));
            }
            let end = end + usize::from(kind.is_some());
            found.extend(self.one_of(&text, entities, at, end));
        }
        found
    }

    /// The entities that answer to a name: looked up once, however often the readings come to it.
    fn named(&self, text: &str) -> Vec<Named> {
        if let Some(known) = self.known.borrow().get(text) {
            return known.clone();
        }
        let found = self.names.named(text).unwrap_or_default();
        self.known.borrow_mut().insert(text.to_owned(), found.clone());
        found
    }

    /// Whether a noun is the name of a thing of that kind, or something of that kind.
    pub(super) fn is_of_kind(&self, noun: &Noun, kind: KindId) -> bool {
        let within = |of: &KindId| self.vocabulary.is_within(*of, kind);
        match noun.atoms.as_slice() {
            [Spanned { node: Atom::Key(key), .. }] => {
                let named = self.names.keyed(key).ok().flatten();
                named.is_some_and(|named| named.kinds.iter().any(within))
            }
            [Spanned { node: Atom::Relative(group), .. }] => match group.conditions.first().map(|first| &first.node) {
                Some(Condition::Clause(clause)) => {
                    let kinds = self.vocabulary.kinds_at(&leading_words(&clause.atoms));
                    kinds.first().is_some_and(|found| within(&found.meaning))
                }
                _ => false,
            },
            _ => false,
        }
    }

    fn one_of(&self, text: &str, entities: Vec<Named>, at: usize, end: usize) -> Option<Part<Noun>> {
        let span = self.span(at, end);
        match entities.as_slice() {
            [] => None,
            [only] => {
                let atoms = vec![Spanned::new(Atom::Key(only.key.clone()), span)];
                let noun = Noun { atoms, draft: Draft::default() };
                Some(Part { value: noun, at: end, pieces: vec![Piece { start: at, end, what: What::Name }] })
            }
            several => {
                self.mistaken(end, Mistake::new(span, ambiguous_name(text, several, self.vocabulary)));
                None
            }
        }
    }

    /// `a delegation`, `meetings held in the UAE`: something of a kind, with what is said of it.
    fn kind_nouns(&self, at: usize, taken: &[String]) -> Vec<Part<Noun>> {
        let start = at + usize::from(self.is_article(at));
        let mut found = Vec::new();
        for kind in self.vocabulary.kinds_at(&self.words(start)) {
            let end = start + kind.length;
            let piece = Piece { start, end, what: What::Kind };
            for clause in self.relative_clauses(end, taken) {
                let noun = self.kind_noun(kind.meaning, start, end, &clause);
                let pieces = [&[piece], clause.pieces.as_slice()].concat();
                found.push(Part { value: noun, at: clause.at, pieces });
            }
            let plain = Part { value: Draft::default(), at: end, pieces: Vec::new() };
            found.push(Part { value: self.kind_noun(kind.meaning, start, end, &plain), at: end, pieces: vec![piece] });
        }
        found
    }

    fn kind_noun(&self, kind: KindId, start: usize, end: usize, clause: &Part<Draft>) -> Noun {
        let span = self.span(start, end);
        let words = self.vocabulary.kind(kind).name.split(' ');
        let words: Vec<Spanned<Atom>> = words.map(|word| Spanned::new(Atom::Word(word.to_owned()), span)).collect();
        let mut conditions = clause.value.conditions.clone();
        match conditions.first_mut().map(|condition| &mut condition.node) {
            Some(Condition::Clause(first)) => {
                first.atoms.splice(0..0, words);
            }
            _ => {
                let of_kind = Condition::Clause(Clause { atoms: words, ..Clause::default() });
                conditions.insert(0, Spanned::new(of_kind, span));
            }
        }
        let relative = Atom::Relative(Group { conditions });
        let asked = clause.value.asked.clone();
        Noun { atoms: vec![Spanned::new(relative, span)], draft: Draft { conditions: Vec::new(), asked } }
    }
}
