//! Facts with their ends exchanged.

use std::borrow::Cow;

use super::{Branch, Fact, Step};

/// Up to how many facts of a conjunction that hold both ways make alternatives of it: each doubles them.
const MOST_EACH_WAY: usize = 2;

impl Fact {
    /// Whether it may be read one way at a time: a rival is one of either end.
    pub fn has_ways(&self) -> bool {
        self.symmetric && !self.narrowing.disputed
    }

    /// A fact as it is said; where it holds both ways, also with its ends exchanged.
    pub fn each_way(&self) -> Vec<Cow<'_, Fact>> {
        if !self.has_ways() {
            return vec![Cow::Borrowed(self)];
        }
        let one = Fact { symmetric: false, ..self.clone() };
        vec![Cow::Owned(one.turned()), Cow::Owned(one)]
    }

    /// The same with its ends exchanged.
    fn turned(&self) -> Fact {
        Fact { subject: self.object.clone(), object: self.subject.clone(), ..self.clone() }
    }

    /// Whether no fact is both this and another for the same ends, but where it is known which.
    pub fn is_apart_from(&self, other: &Fact) -> bool {
        let is_other = !self.predicates.is_empty()
            && !other.predicates.is_empty()
            && self.predicates.iter().all(|predicate| !other.predicates.contains(predicate));
        is_other || self.is_turned(other)
    }

    /// Whether it is another with its ends exchanged, both variables.
    pub fn is_turned(&self, other: &Fact) -> bool {
        *self == other.turned()
            && self.subject != self.object
            && self.subject.as_variable().is_some()
            && self.object.as_variable().is_some()
    }
}

impl Branch {
    /// A conjunction as alternatives in which each fact is read one way; as it is where these would be many.
    pub fn each_way(&self) -> Vec<Cow<'_, Branch>> {
        let has_ways = |step: &&Step| matches!(step, Step::Fact(fact) if fact.has_ways());
        match self.steps.iter().filter(has_ways).count() {
            1..=MOST_EACH_WAY => {}
            _ => return vec![Cow::Borrowed(self)],
        }
        let mut branches = vec![Branch::default()];
        for step in &self.steps {
            let ways: Vec<Step> = match step {
                Step::Fact(fact) => fact.each_way().into_iter().map(|fact| Step::Fact(fact.into_owned())).collect(),
                other => vec![other.clone()],
            };
            let with = |branch: &Branch, way: &Step| Branch {
                steps: [branch.steps.as_slice(), std::slice::from_ref(way)].concat(),
            };
            branches = branches.iter().flat_map(|branch| ways.iter().map(|way| with(branch, way))).collect();
        }
        branches.into_iter().map(Cow::Owned).collect()
    }
}
