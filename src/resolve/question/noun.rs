//! Noun phrases: names, kinds with what is said of them, and the words that ask for one.

use super::amount::Amount;
use super::class::Class;
use super::{Draft, MOST_READINGS, Part, Piece, Reader, Wanted, What, variable_name};
use crate::problem::Mistake;
use crate::resolve::ambiguous_name;
use crate::resolve::term::leading_words;
use crate::resolve::tree::Named;
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Atom, Clause, Condition, Group};
use crate::value::KindId;

/// The most words that a name is looked for in.
pub(super) const LONGEST_NAME: usize = 12;

/// A noun phrase: the atoms of its term, and what is said of the variables that it asks for.
#[derive(Debug, Clone, Default)]
pub(super) struct Noun {
    pub atoms: Vec<Spanned<Atom>>,
    pub draft: Draft,
    /// How many of them; the atoms are then a variable, and the draft says what it stands for.
    pub amount: Option<Amount>,
}

impl Noun {
    /// What the atoms of a term stand for.
    pub fn of(atoms: Vec<Spanned<Atom>>) -> Self {
        Noun { atoms, ..Noun::default() }
    }
}

impl Reader<'_> {
    /// The noun phrases that begin at a place, the longest first.
    pub(super) fn nouns(&self, at: usize, taken: &[String]) -> Vec<Part<Noun>> {
        self.once(&self.nouns_read, at, taken, || self.read_nouns(at, taken))
    }

    fn read_nouns(&self, at: usize, taken: &[String]) -> Vec<Part<Noun>> {
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
    pub(super) fn asking(&self, at: usize, taken: &[String]) -> Vec<Part<Noun>> {
        if self.is_word(at, &["who", "whom", "what"]) {
            let name = variable_name(&self.word(at).unwrap_or_default(), taken);
            let atoms = vec![Spanned::new(Atom::Variable(name.clone()), self.span(at, at + 1))];
            let noun = Noun { draft: Draft::asking(&name), ..Noun::of(atoms) };
            return vec![Part { value: noun, at: at + 1, pieces: Vec::new() }];
        }
        if !self.is_word(at, &["which"]) {
            return Vec::new();
        }
        let found = self.wanted_classes(at + 1).into_iter().map(|(class, end)| {
            let (variable, draft) = self.of_class(class, at + 1, end, taken);
            let piece = Piece { start: at + 1, end, what: What::Kind };
            Part { value: Noun { draft, ..Noun::of(vec![variable]) }, at: end, pieces: vec![piece] }
        });
        found.collect()
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
        let noun = Noun::of(self.atoms[at..at + length].to_vec());
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
                let noun = Noun::of(vec![Spanned::new(Atom::Key(only.key.clone()), span)]);
                Some(Part { value: noun, at: end, pieces: vec![Piece { start: at, end, what: What::Name }] })
            }
            several => {
                self.mistaken(end, Mistake::new(span, ambiguous_name(text, several, self.vocabulary)));
                None
            }
        }
    }

    /// `a delegation`, `meetings held in the UAE`, `somebody other than Witkoff`: something of a class, with what is said
    /// of it.
    fn kind_nouns(&self, at: usize, taken: &[String]) -> Vec<Part<Noun>> {
        let start = at + usize::from(self.is_article(at));
        let classes = match self.pronoun(at) {
            Some(class) => vec![(class, at + 1)],
            None => self.classes(start),
        };
        let mut found = Vec::new();
        for (class, end) in classes {
            let piece = Piece { start, end, what: What::Kind };
            let mut clauses = self.relative_clauses(end, taken);
            clauses.push(Part { value: Draft::default(), at: end, pieces: Vec::new() });
            let nouns = clauses.into_iter().filter_map(|clause| {
                let value = self.kind_noun(class, start, end, clause.value)?;
                Some(Part { value, at: clause.at, pieces: clause.pieces })
            });
            found.extend(nouns.chain(self.named_kind_nouns(class, start, end, taken)).map(|mut part| {
                part.pieces.insert(0, piece);
                part
            }));
        }
        found
    }

    /// Something of a class, of which more is said without a subject.
    fn kind_noun(&self, class: Class, start: usize, end: usize, clause: Draft) -> Option<Noun> {
        let span = self.span(start, end);
        let Draft { conditions, asked, most, .. } = clause;
        if !most.is_empty() {
            return None;
        }
        let group = self.relative_group(class, conditions, span);
        let atom = if group.conditions.is_empty() { Atom::Anything } else { Atom::Relative(group) };
        let draft = Draft { asked, ..Draft::default() };
        Some(Noun { draft, ..Noun::of(vec![Spanned::new(atom, span)]) })
    }

    fn relative_group(&self, class: Class, mut conditions: Vec<Spanned<Condition>>, span: Span) -> Group {
        let Class::Kind(kind) = class else {
            conditions.splice(0..0, self.is_of_class(class, &[], span));
            return Group { conditions };
        };
        let words = self.vocabulary.kind(kind).name.split(' ');
        let words: Vec<Spanned<Atom>> = words.map(|word| Spanned::new(Atom::Word(word.to_owned()), span)).collect();
        match conditions.first_mut().map(|condition| &mut condition.node) {
            Some(Condition::Clause(first)) => {
                first.atoms.splice(0..0, words);
            }
            _ => {
                let of_kind = Condition::Clause(Clause { atoms: words, ..Clause::default() });
                conditions.insert(0, Spanned::new(of_kind, span));
            }
        }
        Group { conditions }
    }

    /// The same where what is said of it compares it, or counts by it, so that it must have a name of its own.
    fn named_kind_nouns(&self, class: Class, start: usize, end: usize, taken: &[String]) -> Vec<Part<Noun>> {
        if !self.weighs {
            return Vec::new();
        }
        let name = format!("{}_{start}", self.class_variable(class, taken));
        let variable = Spanned::new(Atom::Variable(name), self.span(start, end));
        let said = self.relative(|| self.described(end, &variable, taken)).into_iter();
        let comparing = said.filter(|part| part.value.names_subject && part.value.most.is_empty());
        let nouns = comparing.map(|part| {
            let of_class = self.relative_group(class, Vec::new(), variable.span).conditions;
            let conditions = of_class.into_iter().chain(part.value.conditions).collect();
            let relative = Spanned::new(Atom::Relative(Group { conditions }), variable.span);
            let draft = Draft { asked: part.value.asked, ..Draft::default() };
            let value = Noun { draft, ..Noun::of(vec![variable.clone(), relative]) };
            Part { value, at: part.at, pieces: part.pieces }
        });
        nouns.collect()
    }
}
