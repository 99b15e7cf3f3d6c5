//! The words of the store and of a file, while declarations are put together.

use std::collections::{HashMap, HashSet};

use crate::fold::fold_words;
use crate::value::{KindId, ObjectType, PredicateId};
use crate::vocabulary::{Kind, Predicate, Vocabulary};

/// Kinds and predicates found by name.
pub(super) struct Draft {
    pub(super) kinds: Vec<Kind>,
    pub(super) predicates: Vec<Predicate>,
    kind_rows: HashMap<String, usize>,
    predicate_rows: HashMap<String, usize>,
    /// Every phrase, folded, with the word that has it.
    phrases: HashSet<(PhraseOf, String)>,
    /// The lines that said what is said of a word: by kind or predicate, its folded name, and the member.
    lines: HashMap<(&'static str, String, &'static str), usize>,
}

/// What a phrase is for: a word by where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum PhraseOf {
    /// A noun for a kind.
    Kind(usize),
    /// A verb phrase for a predicate.
    Predicate(usize),
    /// One that is read from object to subject.
    Inverse(usize),
}

impl Draft {
    pub(super) fn new(vocabulary: &Vocabulary) -> Self {
        let (kinds, predicates) = (vocabulary.kinds().to_vec(), vocabulary.predicates().to_vec());
        let kind_names = kinds.iter().map(|kind| fold_words(&kind.name));
        let predicate_names = predicates.iter().map(|predicate| fold_words(&predicate.name));
        let kind_rows = kind_names.enumerate().map(|(row, name)| (name, row)).collect();
        let predicate_rows = predicate_names.enumerate().map(|(row, name)| (name, row)).collect();
        let mut phrases = HashSet::new();
        let mut know = |of: PhraseOf, known: &[String]| {
            phrases.extend(known.iter().map(|phrase| (of, fold_words(phrase))));
        };
        for (row, kind) in kinds.iter().enumerate() {
            know(PhraseOf::Kind(row), &kind.phrases);
        }
        for (row, predicate) in predicates.iter().enumerate() {
            know(PhraseOf::Predicate(row), &predicate.phrases);
            know(PhraseOf::Inverse(row), &predicate.inverse_phrases);
        }
        Draft { kinds, predicates, kind_rows, predicate_rows, phrases, lines: HashMap::new() }
    }

    /// Adds the phrases to a word that are neither its name, or its inverse, nor there.
    pub(super) fn add_phrases(&mut self, of: PhraseOf, phrases: Vec<String>) {
        let (known, name) = match of {
            PhraseOf::Kind(row) => {
                let kind = &mut self.kinds[row];
                (&mut kind.phrases, Some(fold_words(&kind.name)))
            }
            PhraseOf::Predicate(row) => {
                let predicate = &mut self.predicates[row];
                (&mut predicate.phrases, Some(fold_words(&predicate.name)))
            }
            PhraseOf::Inverse(row) => {
                let predicate = &mut self.predicates[row];
                (&mut predicate.inverse_phrases, predicate.inverse.as_deref().map(fold_words))
            }
        };
        for phrase in phrases {
            let folded = fold_words(&phrase);
            if name.as_ref() != Some(&folded) && self.phrases.insert((of, folded)) {
                known.push(phrase);
            }
        }
    }

    /// Where the kind of a name is.
    pub(super) fn kind_row(&self, name: &str) -> Option<usize> {
        self.kind_rows.get(&fold_words(name)).copied()
    }

    /// Where the predicate of a name is.
    pub(super) fn predicate_row(&self, name: &str) -> Option<usize> {
        self.predicate_rows.get(&fold_words(name)).copied()
    }

    /// Adds a kind of which only the name is known; says where it is.
    pub(super) fn add_kind(&mut self, name: &str, id: KindId) -> usize {
        self.kinds.push(empty_kind(id, name));
        self.kind_rows.insert(fold_words(name), self.kinds.len() - 1);
        self.kinds.len() - 1
    }

    /// Adds a predicate of which only the name and the object type are known; says where it is.
    pub(super) fn add_predicate(&mut self, name: &str, id: PredicateId, object_type: ObjectType, line: usize) -> usize {
        self.predicates.push(empty_predicate(id, name, object_type));
        self.predicate_rows.insert(fold_words(name), self.predicates.len() - 1);
        self.said("predicate", name, "object", line);
        self.predicates.len() - 1
    }

    /// Notes which line said something of a word.
    pub(super) fn said(&mut self, what: &'static str, name: &str, field: &'static str, line: usize) {
        self.lines.insert((what, fold_words(name), field), line);
    }

    /// The line of the file that said something of a word; none where the store did.
    pub(super) fn line(&self, what: &'static str, name: &str, field: &'static str) -> Option<usize> {
        self.lines.get(&(what, fold_words(name), field)).copied()
    }

    /// A kind's name.
    pub(super) fn kind_name(&self, id: KindId) -> String {
        self.kinds.iter().find(|kind| kind.id == id).map(|kind| kind.name.clone()).unwrap_or_default()
    }

    /// A kind and those wider than it, the nearest first.
    pub(super) fn chain(&self, from: KindId) -> Vec<KindId> {
        let broader = |id: &KindId| self.kinds.iter().find(|kind| kind.id == *id).and_then(|kind| kind.broader);
        std::iter::successors(Some(from), broader).take(self.kinds.len() + 1).collect()
    }
}

/// A kind of which only the name is known.
pub(super) fn empty_kind(id: KindId, name: &str) -> Kind {
    Kind { id, name: name.to_owned(), plural: None, phrases: Vec::new(), broader: None, rule: None, description: None }
}

/// A predicate of which only the name and the object type are known.
pub(super) fn empty_predicate(id: PredicateId, name: &str, object_type: ObjectType) -> Predicate {
    Predicate {
        id,
        name: name.to_owned(),
        object_type,
        phrases: Vec::new(),
        inverse: None,
        inverse_phrases: Vec::new(),
        subject_kind: None,
        object_kind: None,
        transitive: false,
        symmetric: false,
        functional: false,
        path: None,
        rule: None,
        qualifies: false,
        description: None,
    }
}
