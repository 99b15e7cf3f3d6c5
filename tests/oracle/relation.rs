//! Sets of rows beside the facts: what rules, subqueries and composite paths come to.

use std::collections::{BTreeMap, BTreeSet};

use crate::value::Value;

pub type Row = Vec<Value>;

/// The premises of each way in which a row comes about.
pub type Derivations = BTreeSet<Vec<Premise>>;

/// What one pattern rests on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Premise {
    /// The index of a fact.
    Fact(usize),
    /// The indices of a chain's facts: the shortest, and of several the one whose facts come first.
    Chain(Vec<usize>),
    /// A row of a relation, by its index.
    Row(usize, Row),
    /// A shortest chain of rows of a relation, from the one to the other.
    Walk(usize, Value, Value),
    /// Likewise, by its number of links.
    Counted(usize, Value, Value, usize),
    /// That there is nothing.
    Absent,
    /// An optional part, until it is looked at.
    Pending(usize),
}

/// A relation's rows, with what each rests on.
#[derive(Debug, Clone, Default)]
pub struct Relation {
    /// A rule's name; none for subqueries and paths.
    pub name: Option<&'static str>,
    pub rows: BTreeMap<Row, Found>,
    /// Which rules call one another in a circle with it.
    pub circle: BTreeSet<usize>,
    /// Whether one of these repeats a path over another: what is found in which round then depends on how paths are
    /// followed.
    pub walks: bool,
}

#[derive(Debug, Clone, Default)]
pub struct Found {
    /// In which round of its recursion it was found first, from 1.
    pub round: usize,
    pub derivations: Derivations,
}

impl Relation {
    /// The pairs that lead on from a thing.
    pub fn from<'r>(&'r self, thing: &'r Value) -> impl Iterator<Item = &'r Value> {
        self.rows.keys().filter(move |row| row[0] == *thing).map(|row| &row[1])
    }

    /// How many links at least lead from each thing to each other: one or more, and none from each of `all` to itself
    /// where the empty chain counts.
    pub fn distances(&self, all: &[Value], reflexive: bool) -> BTreeMap<(Value, Value), usize> {
        let mut known: BTreeMap<(Value, Value), usize> = BTreeMap::new();
        for start in self.rows.keys().map(|row| &row[0]).collect::<BTreeSet<_>>() {
            let mut reached = BTreeSet::new();
            let mut front: BTreeSet<&Value> = self.from(start).collect();
            for links in 1.. {
                front.retain(|thing| !reached.contains(*thing));
                if front.is_empty() {
                    break;
                }
                known.extend(front.iter().map(|thing| ((start.clone(), (*thing).clone()), links)));
                reached.extend(front.iter().copied());
                front = front.iter().flat_map(|thing| self.from(thing)).collect();
            }
        }
        if reflexive {
            known.extend(all.iter().map(|thing| ((thing.clone(), thing.clone()), 0)));
        }
        known
    }
}
