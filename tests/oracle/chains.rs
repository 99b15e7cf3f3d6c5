//! Chains of facts of one predicate.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::model::{Step, Store, Times};
use crate::narrow::Facts;
use crate::query::Scope;
use crate::value::Value;

/// A step over the stated facts of one predicate.
#[derive(Debug, Clone, Copy)]
pub struct Edge {
    pub predicate: usize,
    pub inverse: bool,
    /// Whether it is a chain, and if so, whether the empty one counts.
    pub repeated: Option<bool>,
    /// Whether what narrows the pattern narrows it.
    pub carries: bool,
}

/// What a predicate comes to. One that is defined by a path stands for it, but for its stated facts within its own path;
/// a transitive one is a chain. What narrows a pattern narrows, of a predicate that is defined by a path, the step that
/// is the predicate itself, or else the first.
pub fn edges(store: &Store, at: usize, inverse: bool) -> Vec<Edge> {
    let predicate = &store.predicates[at];
    if predicate.path.is_empty() {
        return vec![edge(&Step { predicate: at, inverse, times: Times::Once }, predicate.transitive, true)];
    }
    let own = predicate.path.iter().position(|part| part.predicate == at).unwrap_or(0);
    let parts = predicate.path.iter().enumerate().map(|(number, part)| {
        let chain = part.predicate != at && store.predicates[part.predicate].transitive;
        edge(part, chain, number == own)
    });
    let mut parts: Vec<Edge> = parts.collect();
    if inverse {
        parts.reverse();
        parts.iter_mut().for_each(|part| part.inverse = !part.inverse);
    }
    parts
}

fn edge(step: &Step, transitive: bool, carries: bool) -> Edge {
    let repeated = match step.times {
        Times::Any => Some(true),
        Times::AtLeastOnce => Some(false),
        Times::Once | Times::AtMostOnce => transitive.then_some(false),
    };
    Edge { predicate: step.predicate, inverse: step.inverse, repeated, carries }
}

/// The facts of a chain: those of a predicate that stand.
pub struct Narrow<'a> {
    pub predicate: usize,
    pub scope: &'a Scope,
    pub reflexive: bool,
    /// Whether it has one link at most.
    pub single: bool,
}

/// The chains that were asked for, kept, since they are asked for again with each way.
#[derive(Default)]
pub struct Chains {
    known: RefCell<BTreeMap<String, Rc<ByEnds>>>,
}

/// A chain for every two ends that have one.
pub type ByEnds = BTreeMap<(usize, usize), Vec<usize>>;

impl Chains {
    pub fn of(&self, facts: Facts<'_>, narrow: &Narrow<'_>) -> Rc<ByEnds> {
        let key = format!("{} {:?} {} {}", narrow.predicate, narrow.scope, narrow.reflexive, narrow.single);
        let mut known = self.known.borrow_mut();
        Rc::clone(known.entry(key).or_insert_with(|| Rc::new(chains(facts, narrow))))
    }

    /// Every fact that a chain may have as a link, with its ends.
    pub fn links(&self, facts: Facts<'_>, predicate: usize, scope: &Scope) -> Vec<(usize, usize, usize)> {
        links(facts, &Narrow { predicate, scope, reflexive: false, single: true })
    }
}

/// Every two ends with a chain from the first to the second, and the chain: the shortest, and of several shortest the
/// one whose facts come first.
fn chains(facts: Facts<'_>, narrow: &Narrow<'_>) -> ByEnds {
    let links = links(facts, narrow);
    let mut found = ByEnds::new();
    for (from, to, fact) in &links {
        keep_better(&mut found, (*from, *to), vec![*fact]);
    }
    // Every chain with a further link behind it, until no pass finds a better one.
    loop {
        if narrow.single {
            break;
        }
        let before = found.clone();
        for ((start, end), chain) in &before {
            for (_, to, fact) in links.iter().filter(|(from, ..)| from == end) {
                keep_better(&mut found, (*start, *to), chain.iter().copied().chain([*fact]).collect());
            }
        }
        if found == before {
            break;
        }
    }
    if narrow.reflexive {
        found.extend((0..facts.store.entities.len()).map(|entity| ((entity, entity), Vec::new())));
    }
    found
}

fn keep_better(found: &mut ByEnds, ends: (usize, usize), chain: Vec<usize>) {
    let known = found.entry(ends).or_insert_with(|| chain.clone());
    if (chain.len(), &chain) < (known.len(), known) {
        *known = chain;
    }
}

fn links(facts: Facts<'_>, narrow: &Narrow<'_>) -> Vec<(usize, usize, usize)> {
    let mut links = Vec::new();
    for (at, fact) in facts.store.facts.iter().enumerate() {
        let Value::Entity(object) = fact.object else { continue };
        if fact.relation != Some(narrow.predicate) || !facts.stand(fact, narrow.scope) {
            continue;
        }
        links.push((fact.subject, object, at));
        if facts.store.predicates[narrow.predicate].symmetric {
            links.push((object, fact.subject, at));
        }
    }
    links
}
