//! What rejected records would have made known: whatever needs it is rejected too, and not taken for something else.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::fold::fold;

/// How many words of rejected records are remembered, in some 40 bytes each.
pub(in crate::load) const MOST: usize = 4_000_000;

/// What a word of a rejected record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::load) enum Sort {
    /// A key or name of an entity.
    Name,
    /// A word of a record that could not be read: nothing may be known by it.
    Loose,
    /// A name by which a fact names an entity of some kind, which is made for it where there is none.
    Made,
    /// The key of an entity record.
    Entity,
    /// The key of an entity record with a description.
    Described,
    /// The key of an entity that a fact names.
    Named,
    /// The key that is given to one that is made for its name and kind.
    Given,
    /// The key of a document.
    Document,
    /// A word for an entity of which a kind is stated.
    OfKind,
}

/// Of which record a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::load) struct Of {
    /// Its number.
    pub(in crate::load) unit: usize,
    /// Its line.
    pub(in crate::load) line: usize,
    /// A number for the key of the entity that it describes; none where it cannot be read, or several describe different ones.
    pub(in crate::load) key: Option<u64>,
    /// What the record says that would have stayed whatever later records say; none where it cannot be read.
    pub(in crate::load) said: Option<u64>,
}

/// The words of rejected records.
#[derive(Default)]
pub(in crate::load) struct Needed {
    words: HashMap<u64, Of>,
}

impl Needed {
    /// Whether there are none.
    pub(in crate::load) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether there are too many to be remembered.
    pub(in crate::load) fn is_full(&self) -> bool {
        self.words.len() >= MOST
    }

    /// Notes a word. Where several records have it, the first counts.
    pub(in crate::load) fn note(&mut self, sort: Sort, word: &str, of: Of) {
        if self.is_full() {
            return;
        }
        let known = self.words.entry(number(sort, word)).or_insert(of);
        if known.key != of.key {
            known.key = None;
        }
        if sort == Sort::Made && known.said != of.said {
            known.said = None;
        }
    }

    /// The first record that has a word.
    pub(in crate::load) fn get(&self, sort: Sort, word: &str) -> Option<Of> {
        if self.is_empty() { None } else { self.words.get(&number(sort, word)).copied() }
    }
}

/// A number for what is said.
pub(in crate::load) fn sum(said: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    said.hash(&mut hasher);
    hasher.finish()
}

fn number(sort: Sort, word: &str) -> u64 {
    match sort {
        Sort::Name | Sort::Loose | Sort::Made | Sort::OfKind => sum((sort, fold(word))),
        Sort::Entity | Sort::Described | Sort::Named | Sort::Given | Sort::Document => sum((sort, word)),
    }
}
