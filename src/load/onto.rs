//! The history of a store that goes into another, as if its loads had been made there behind those that are there. What the other has
//! stays; where the two say different things of one, that is told.

use super::Loader;
use crate::dataset::Conflict;

/// How many things are told of which two stores say different things.
const MOST_CONFLICTS: usize = 10_000;

/// Where the loads of a history go to in the store, and what that has otherwise.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Onto {
    /// The name of the store that the history is of.
    pub source: String,
    /// For each load its number in the store.
    pub numbers: Vec<i64>,
    /// How many of them the store has already.
    pub known: usize,
    /// What stays as the store has it.
    pub conflicts: Vec<Conflict>,
}

impl Onto {
    /// The number in the store of a load.
    pub(super) fn number(&self, load: i64) -> i64 {
        let at = usize::try_from(load - 1).ok();
        at.and_then(|at| self.numbers.get(at)).copied().unwrap_or(load)
    }

    /// The first load that is new, by its number in the store.
    pub(crate) fn first_new(&self) -> Option<i64> {
        self.numbers.get(self.known).copied()
    }

    /// Whether the store has a load of the history already.
    pub(super) fn knows(&self, load: i64) -> bool {
        usize::try_from(load).is_ok_and(|load| load <= self.known)
    }

    fn add(&mut self, what: &str, name: &str, (of, kept, other): (&str, &str, &str)) {
        let words = [what, name, of, kept, other, &self.source].map(str::to_owned);
        let [what, name, of, kept, other, source] = words;
        let conflict = Conflict { what, name, of, kept, other, source };
        if self.conflicts.len() < MOST_CONFLICTS && !self.conflicts.contains(&conflict) {
            self.conflicts.push(conflict);
        }
    }
}

impl Loader<'_, '_> {
    /// Notes that the history has something otherwise than the store, which stays as it is; false where the file is no such history, so
    /// that it is a mistake.
    pub(super) fn gives_way(&mut self, what: &str, name: &str, otherwise: (&str, &str, &str)) -> bool {
        let Some(onto) = &mut self.onto else { return false };
        onto.add(what, name, otherwise);
        true
    }

    /// The number in the store of a load of the history.
    pub(super) fn number(&self, load: i64) -> i64 {
        self.onto.as_ref().map_or(load, |onto| onto.number(load))
    }

    /// Whether the store has a load of the history already.
    pub(super) fn knows_load(&self, load: i64) -> bool {
        self.onto.as_ref().is_some_and(|onto| onto.knows(load))
    }
}
