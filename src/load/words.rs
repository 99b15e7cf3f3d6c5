//! The kinds and predicates known during a load, found by any spelling without asking the store again.

use std::collections::HashSet;

use foldhash::HashMap;

use crate::fold::fold_words;
use crate::plan::has_own_facts;
use crate::value::{KindId, ObjectType, PredicateId};
use crate::vocabulary::{IS, Vocabulary};

/// What a predicate's name in a record means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum PredicateWord {
    /// A predicate, by its name or a phrase of no other predicate.
    Known(PredicateId, ObjectType),
    /// A phrase that is read from object to subject, of the predicate with that name.
    Inverse(String),
    /// Nothing.
    Unknown,
}

/// The words known so far.
#[derive(Default)]
pub(super) struct Words {
    vocabulary: Vocabulary,
    kinds: HashMap<String, KindId>,
    kind_names: HashMap<KindId, String>,
    predicates: HashMap<String, PredicateWord>,
    names: HashMap<PredicateId, String>,
    /// Where predicates that no vocabulary declares were used first: the record's line and number.
    used_first: HashMap<PredicateId, (usize, usize)>,
    narrower: HashMap<KindId, HashSet<KindId>>,
    spelled_kinds: HashMap<String, Option<KindId>>,
    spelled_predicates: HashMap<String, PredicateWord>,
    /// Predicates that lead over others only, with their paths: no fact can be stated of them.
    derived: HashMap<PredicateId, String>,
}

impl Words {
    /// The words of a vocabulary. A name goes before other predicates' phrases, a phrase read forwards before one
    /// read backwards.
    pub(super) fn new(vocabulary: Vocabulary) -> Self {
        let mut words = Words::default();
        for kind in vocabulary.kinds() {
            words.kinds.insert(fold_words(&kind.name), kind.id);
            words.kind_names.insert(kind.id, kind.name.clone());
        }
        for predicate in vocabulary.predicates() {
            let name = || PredicateWord::Inverse(predicate.name.clone());
            for phrase in predicate.inverse.iter().chain(&predicate.inverse_phrases) {
                words.predicates.insert(fold_words(phrase), name());
            }
            words.names.insert(predicate.id, predicate.name.clone());
        }
        for (phrase, known) in unique_phrases(&vocabulary) {
            words.predicates.insert(phrase, known);
        }
        for predicate in vocabulary.predicates() {
            let known = PredicateWord::Known(predicate.id, predicate.object_type);
            words.predicates.insert(fold_words(&predicate.name), known);
        }
        for predicate in vocabulary.predicates() {
            if let Some(path) = predicate.path.clone().filter(|_| !has_own_facts(predicate.id, &vocabulary)) {
                words.derived.insert(predicate.id, path);
            }
        }
        words.vocabulary = vocabulary;
        words
    }

    /// The path of a predicate of which no fact can be stated.
    pub(super) fn derived(&self, predicate: PredicateId) -> Option<&str> {
        self.derived.get(&predicate).map(String::as_str)
    }

    /// The kind of a name, plural or phrase.
    pub(super) fn kind(&mut self, word: &str) -> Option<KindId> {
        if let Some(known) = self.spelled_kinds.get(word) {
            return *known;
        }
        let found = self.kinds.get(&fold_words(word)).copied().or_else(|| self.vocabulary.kind_named(word));
        self.spelled_kinds.insert(word.to_owned(), found);
        found
    }

    /// What a predicate's name means.
    pub(super) fn predicate(&mut self, word: &str) -> PredicateWord {
        if let Some(known) = self.spelled_predicates.get(word) {
            return known.clone();
        }
        let found = self.predicates.get(&fold_words(word)).cloned().unwrap_or(PredicateWord::Unknown);
        self.spelled_predicates.insert(word.to_owned(), found.clone());
        found
    }

    /// A kind's name.
    pub(super) fn kind_name(&self, kind: KindId) -> &str {
        self.kind_names.get(&kind).map_or("", String::as_str)
    }

    /// A predicate's name.
    pub(super) fn name(&self, predicate: PredicateId) -> &str {
        self.names.get(&predicate).map_or(IS, String::as_str)
    }

    /// Where a predicate that no vocabulary declares was used first: the record's line and number.
    pub(super) fn used_first(&self, predicate: PredicateId) -> Option<(usize, usize)> {
        self.used_first.get(&predicate).copied()
    }

    /// Whether a kind is `wide` or narrower than it.
    pub(super) fn is_within(&mut self, kind: KindId, wide: KindId) -> bool {
        if kind == wide {
            return true;
        }
        let narrower = || self.vocabulary.narrower(wide).into_iter().collect();
        self.narrower.entry(wide).or_insert_with(narrower).contains(&kind)
    }

    /// Adds a kind that was declared by being used.
    pub(super) fn add_kind(&mut self, name: &str, id: KindId) {
        self.kinds.insert(fold_words(name), id);
        self.kind_names.insert(id, name.to_owned());
        self.spelled_kinds.clear();
    }

    /// Adds a predicate that was declared by being used in the record of that line and number.
    pub(super) fn add_predicate(
        &mut self,
        name: &str,
        id: PredicateId,
        object_type: ObjectType,
        used_first: (usize, usize),
    ) {
        self.predicates.insert(fold_words(name), PredicateWord::Known(id, object_type));
        self.names.insert(id, name.to_owned());
        self.used_first.insert(id, used_first);
        self.spelled_predicates.clear();
    }

    /// Every word for a kind, for the nearest known.
    pub(super) fn kind_words(&self) -> Vec<String> {
        self.vocabulary
            .kinds()
            .iter()
            .flat_map(|kind| std::iter::once(&kind.name).chain(&kind.phrases))
            .cloned()
            .collect()
    }

    /// Every name of a predicate, for the nearest known.
    pub(super) fn predicate_words(&self) -> Vec<String> {
        self.names.values().cloned().collect()
    }
}

/// The folded forward phrases that only one predicate has.
fn unique_phrases(vocabulary: &Vocabulary) -> Vec<(String, PredicateWord)> {
    let mut found: HashMap<String, Vec<PredicateWord>> = HashMap::default();
    for predicate in vocabulary.predicates() {
        for phrase in &predicate.phrases {
            let known = PredicateWord::Known(predicate.id, predicate.object_type);
            found.entry(fold_words(phrase)).or_default().push(known);
        }
    }
    let only = |(phrase, mut known): (String, Vec<PredicateWord>)| match known.len() {
        1 => known.pop().map(|known| (phrase, known)),
        _ => None,
    };
    found.into_iter().filter_map(only).collect()
}
