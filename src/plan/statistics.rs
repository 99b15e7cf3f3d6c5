//! How much there is of what is asked for: what the order of joins is chosen by.

use std::collections::HashMap;

use crate::value::{KindId, PredicateId};

/// How much there is in a store, about.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Statistics {
    /// Whether any of it is known.
    pub known: bool,
    /// Of each predicate that has facts.
    pub predicates: HashMap<PredicateId, PredicateStatistics>,
    /// How many things are of each kind itself.
    pub members: HashMap<KindId, i64>,
    /// How many entities there are.
    pub entities: i64,
    /// How many names they have.
    pub names: i64,
    /// Whether any were ever merged.
    pub merged: bool,
    /// Of each relation of a plan.
    pub relations: Vec<RelationStatistics>,
}

/// How many rows a relation is expected to have.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RelationStatistics {
    /// Rows.
    pub rows: f64,
    /// Different values in each column.
    pub different: Vec<f64>,
}

/// How much there is of a predicate, about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PredicateStatistics {
    /// Facts.
    pub facts: i64,
    /// Different subjects.
    pub subjects: i64,
    /// Different objects.
    pub objects: i64,
    /// Different pairs of a subject and an object.
    pub pairs: i64,
    /// Facts with a time, none of which is missed.
    pub dated: i64,
    /// Facts with qualifiers, none of which is missed.
    pub qualified: i64,
    /// The earliest and the latest day of these, as Julian day numbers.
    pub days: Option<(i64, i64)>,
}

impl Statistics {
    /// Of a predicate; nothing where it has no facts.
    pub fn of(&self, predicate: PredicateId) -> PredicateStatistics {
        self.predicates.get(&predicate).copied().unwrap_or_default()
    }

    /// Of a relation of the plan.
    pub fn of_relation(&self, relation: usize) -> Option<&RelationStatistics> {
        self.relations.get(relation)
    }

    /// Of some predicates together, whose subjects and objects may be the same.
    pub fn of_any(&self, predicates: &[PredicateId]) -> PredicateStatistics {
        let all = predicates.iter().map(|predicate| self.of(*predicate));
        all.reduce(PredicateStatistics::with).unwrap_or_default()
    }
}

impl PredicateStatistics {
    fn with(self, other: Self) -> Self {
        let span = |(first, last): (i64, i64), (from, to): (i64, i64)| (first.min(from), last.max(to));
        let days = match (self.days, other.days) {
            (Some(own), Some(other)) => Some(span(own, other)),
            (own, other) => own.or(other),
        };
        PredicateStatistics {
            facts: self.facts + other.facts,
            subjects: self.subjects.max(other.subjects),
            objects: self.objects.max(other.objects),
            pairs: self.pairs + other.pairs,
            dated: self.dated + other.dated,
            qualified: self.qualified + other.qualified,
            days,
        }
    }
}
