//! Facts that differ only in what is said of them: where there are many, each further one is not compared with all.

use std::collections::HashMap;

use super::fact::{FactRow, ObjectId};
use crate::value::{EntityId, FactId, LiteralId, PredicateId};

/// From how many on they are kept.
pub(super) const MANY: usize = 16;

/// How many facts are kept in memory; when there are more, all are forgotten and read again.
const REMEMBERED: usize = 200_000;

/// What such facts have in common, as recorded: subject, predicate, object and time.
type Common = (EntityId, PredicateId, ObjectId, Option<LiteralId>);

/// Facts by their qualifiers, as these are written for comparing; none where a fact has none.
pub(super) type ByQualifiers = HashMap<Option<String>, Vec<FactId>>;

/// The facts of an open store that many others are like. What was recorded stays so, whatever is merged meanwhile.
#[derive(Debug, Default)]
pub(super) struct Alike {
    groups: HashMap<Common, ByQualifiers>,
    /// How many facts these are.
    facts: usize,
}

impl Alike {
    /// The facts that are recorded like a row, where they are kept.
    pub(super) fn of(&self, row: &FactRow) -> Option<&ByQualifiers> {
        self.groups.get(&common(row))
    }

    /// Keeps all facts that are recorded like a row.
    pub(super) fn keep(&mut self, row: &FactRow, facts: ByQualifiers) {
        let number = facts.values().map(Vec::len).sum::<usize>();
        if number > REMEMBERED {
            return;
        }
        self.make_room(number);
        self.facts += number;
        self.groups.insert(common(row), facts);
    }

    /// Notes a fact that is added.
    pub(super) fn add(&mut self, row: &FactRow, qualifiers: impl FnOnce() -> Option<String>, fact: FactId) {
        if self.groups.is_empty() {
            return;
        }
        if let Some(facts) = self.groups.get_mut(&common(row)) {
            facts.entry(qualifiers()).or_default().push(fact);
            self.facts += 1;
            self.make_room(0);
        }
    }

    fn make_room(&mut self, further: usize) {
        if self.facts + further > REMEMBERED {
            *self = Alike::default();
        }
    }
}

fn common(row: &FactRow) -> Common {
    (row.subject, row.predicate, row.object, row.time.map(|time| time.literal))
}
