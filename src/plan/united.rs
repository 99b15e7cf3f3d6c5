//! Alternatives that differ in one fact's predicate only, as one: it is looked for under any of them.

use super::{Branch, Fact, Step};

/// The alternatives, those as one that can be.
pub fn united(branches: Vec<Branch>) -> Vec<Branch> {
    let mut united: Vec<Branch> = Vec::with_capacity(branches.len());
    for branch in branches {
        if !united.iter_mut().any(|known| known.take_in(&branch)) {
            united.push(branch);
        }
    }
    united
}

impl Branch {
    /// Takes in an alternative that differs from this one in the predicates of one fact at most; says whether it does.
    fn take_in(&mut self, other: &Branch) -> bool {
        if self.steps.len() != other.steps.len() {
            return false;
        }
        let mut different = self.steps.iter_mut().zip(&other.steps).filter(|(own, other)| **own != **other);
        match (different.next(), different.next()) {
            (None, _) => true,
            (Some((Step::Fact(own), Step::Fact(other))), None) => own.take_in(other),
            _ => false,
        }
    }
}

impl Fact {
    fn take_in(&mut self, other: &Fact) -> bool {
        // Facts of a predicate that is symmetric or functional are looked for, or disputed, in a way of their own.
        let is_plain = |fact: &Fact| !fact.symmetric && !fact.functional && !fact.predicates.is_empty();
        let alike = Fact { predicates: self.predicates.clone(), ..other.clone() };
        if !is_plain(self) || !is_plain(other) || *self != alike {
            return false;
        }
        let new: Vec<_> = other.predicates.iter().filter(|predicate| !self.predicates.contains(predicate)).collect();
        self.predicates.extend(new);
        true
    }
}
