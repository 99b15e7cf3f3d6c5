//! Property paths that fit together.

use super::store::OVER_ENTITIES;
use super::{Builder, sort_of};
use crate::chains::edges;
use crate::choices::Choices;
use crate::model::Times;
use crate::query::{Follows, Path, Sort, Step};

/// What what narrows a pattern may ask of the step that it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Carries {
    /// Anything: it is a single fact.
    Everything,
    /// Nothing that is bound by it: it is a chain.
    Constants,
    /// Nothing: it is a rule.
    Nothing,
}

impl Builder<'_> {
    /// A path, and what it leads from and to.
    pub(super) fn path(&mut self, c: &mut Choices<'_>) -> (Path, Sort, Sort) {
        match c.weighed(&[12, 5, 2, 3]) {
            0 => self.any_step(c),
            1 => (self.entity_path(c, 2), Sort::Entity, Sort::Entity),
            2 => {
                let (path, _, right) = self.forward_step(c);
                let first = self.entity_path(c, 1);
                (flattened(vec![first, path]), Sort::Entity, right)
            }
            _ => {
                let (first, _, right) = self.forward_step(c);
                match self.another(c, right) {
                    Some(second) => (alternatives(vec![first, second]), Sort::Entity, right),
                    None => (first, Sort::Entity, right),
                }
            }
        }
    }

    /// A path between entities, of so many levels.
    fn entity_path(&mut self, c: &mut Choices<'_>, levels: usize) -> Path {
        if levels == 0 {
            return self.entity_step(c);
        }
        match c.weighed(&[3, 4, 3, 3]) {
            0 => self.entity_step(c),
            1 => {
                let inner = self.entity_path(c, levels - 1);
                let times = *c.of(&[Times::AtLeastOnce, Times::Any, Times::AtMostOnce]);
                Path::Repeated(Box::new(inner), times)
            }
            2 => flattened((0..2).map(|_| self.entity_path(c, levels - 1)).collect()),
            _ => alternatives((0..2).map(|_| self.entity_path(c, levels - 1)).collect()),
        }
    }

    fn entity_step(&mut self, c: &mut Choices<'_>) -> Path {
        let rules = self.callable().iter().filter(|rule| rule.sorts == [Sort::Entity, Sort::Entity]);
        let rules: Vec<usize> = rules.map(|rule| rule.rule).collect();
        let follows = match !rules.is_empty() && c.rarely(3) {
            true => Follows::Rule(*c.of(&rules)),
            false => Follows::Predicate(c.below(OVER_ENTITIES)),
        };
        Path::Step(Step { follows, inverse: c.rarely(4) })
    }

    /// A step in any direction; a value may lead back to things.
    fn any_step(&mut self, c: &mut Choices<'_>) -> (Path, Sort, Sort) {
        let (path, left, right) = self.forward_step(c);
        match path {
            Path::Step(step) if c.rarely(4) => (Path::Step(Step { inverse: true, ..step }), right, left),
            path => (path, left, right),
        }
    }

    fn forward_step(&mut self, c: &mut Choices<'_>) -> (Path, Sort, Sort) {
        let rules = self.callable().iter().filter(|rule| rule.sorts.len() == 2).cloned();
        let rules: Vec<_> = rules.collect();
        let step = |follows| Path::Step(Step { follows, inverse: false });
        if !rules.is_empty() && c.below(5) < 2 {
            let rule = c.of(&rules);
            return (step(Follows::Rule(rule.rule)), rule.sorts[0], rule.sorts[1]);
        }
        // Most are over entities, as with facts.
        let count = self.store.predicates.len();
        let at = if c.below(5) < 3 { c.below(OVER_ENTITIES) } else { OVER_ENTITIES + c.below(count - OVER_ENTITIES) };
        (step(Follows::Predicate(at)), Sort::Entity, sort_of(self.store.predicates[at].objects))
    }

    /// Another step to what a path leads to.
    fn another(&mut self, c: &mut Choices<'_>, right: Sort) -> Option<Path> {
        if right == Sort::Entity {
            return Some(self.entity_step(c));
        }
        let all = 0..self.store.predicates.len();
        let same: Vec<usize> = all.filter(|at| sort_of(self.store.predicates[*at].objects) == right).collect();
        (!same.is_empty()).then(|| {
            let follows = Follows::Predicate(*c.of(&same));
            Path::Step(Step { follows, inverse: false })
        })
    }

    pub(super) fn carries(&self, path: &Path) -> Carries {
        match path {
            Path::Step(Step { follows: Follows::Rule(_), .. }) => Carries::Nothing,
            Path::Step(Step { follows: Follows::Predicate(predicate), inverse }) => {
                let edges = edges(self.store, *predicate, *inverse);
                let chain = edges.iter().any(|edge| edge.carries && edge.repeated.is_some());
                if chain { Carries::Constants } else { Carries::Everything }
            }
            Path::Sequence(parts) => parts.first().map_or(Carries::Everything, |part| self.carries(part)),
            Path::Alternatives(parts) => {
                parts.iter().map(|part| self.carries(part)).max().unwrap_or(Carries::Everything)
            }
            Path::Repeated(inner, _) => self.carries(inner).max(Carries::Constants),
        }
    }

    /// Whether the least number of its steps can be asked for.
    pub(super) fn is_countable(&self, path: &Path) -> bool {
        match path {
            Path::Repeated(_, times) => *times != Times::AtMostOnce,
            Path::Step(Step { follows: Follows::Predicate(predicate), .. }) => {
                let predicate = &self.store.predicates[*predicate];
                predicate.transitive && predicate.path.is_empty()
            }
            _ => false,
        }
    }
}

/// Sequences within a sequence are part of it, as they are read.
fn flattened(parts: Vec<Path>) -> Path {
    let parts = parts.into_iter().flat_map(|part| match part {
        Path::Sequence(inner) => inner,
        other => vec![other],
    });
    Path::Sequence(parts.collect())
}

fn alternatives(parts: Vec<Path>) -> Path {
    let parts = parts.into_iter().flat_map(|part| match part {
        Path::Alternatives(inner) => inner,
        other => vec![other],
    });
    Path::Alternatives(parts.collect())
}
