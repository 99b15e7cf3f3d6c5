//! Which facts stand for a pattern, and the chains that they form.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::model::{Claim, DATES, Fact, Step, Store, Times, Value};
use crate::query::{Scope, Term};

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

/// What the steps of a written path come to. A predicate that is defined by a path stands for it, but for its stated
/// facts within its own path; a transitive one is a chain. What narrows a pattern narrows its first step; of a
/// predicate that is defined by a path, the step that is the predicate itself, or else the first.
pub fn edges(store: &Store, steps: &[Step]) -> Vec<Edge> {
    let mut found = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        let mut of_step = step_edges(store, step);
        of_step.iter_mut().for_each(|edge| edge.carries &= at == 0);
        found.extend(of_step);
    }
    found
}

fn step_edges(store: &Store, step: &Step) -> Vec<Edge> {
    let predicate = &store.predicates[step.predicate];
    if predicate.path.is_empty() {
        return vec![edge(step, predicate.transitive, true)];
    }
    let own = predicate.path.iter().position(|part| part.predicate == step.predicate).unwrap_or(0);
    let parts = predicate.path.iter().enumerate().map(|(at, part)| {
        let chain = part.predicate != step.predicate && store.predicates[part.predicate].transitive;
        edge(part, chain, at == own)
    });
    let mut parts: Vec<Edge> = parts.collect();
    if step.inverse {
        parts.reverse();
        parts.iter_mut().for_each(|part| part.inverse = !part.inverse);
    }
    parts
}

fn edge(step: &Step, transitive: bool, carries: bool) -> Edge {
    let repeated = match step.times {
        Times::Any => Some(true),
        Times::AtLeastOnce => Some(false),
        Times::Once => transitive.then_some(false),
    };
    Edge { predicate: step.predicate, inverse: step.inverse, repeated, carries }
}

/// The claims that affirm a fact, or deny it where that is asked, by whom and as surely as is asked.
pub fn claims<'f>(fact: &'f Fact, scope: &Scope) -> Vec<&'f Claim> {
    let by = |claim: &&Claim| match &scope.source {
        Some(Term::Constant(Value::Entity(source))) => claim.source == Some(*source),
        Some(Term::Anything) => claim.source.is_some(),
        _ => true,
    };
    let surely = |claim: &&Claim| scope.at_least.is_none_or(|modality| claim.modality >= modality);
    fact.claims.iter().filter(|claim| claim.affirms != scope.denied).filter(by).filter(surely).collect()
}

/// Whether a fact holds, or is only denied where that is asked; may have been so then; and is claimed as is asked.
pub fn stands(fact: &Fact, scope: &Scope) -> bool {
    let so = if scope.denied { fact.is_only_denied() } else { fact.holds() };
    let then = scope.during.is_none_or(|during| fact.time.is_some_and(|time| may_overlap(time, during)));
    so && then && !claims(fact, scope).is_empty()
}

fn may_overlap(left: usize, right: usize) -> bool {
    let (left, right) = (&DATES[left], &DATES[right]);
    left.first <= right.last && right.first <= left.last
}

/// The facts of a chain: those of a predicate that stand.
pub struct Narrow<'a> {
    pub predicate: usize,
    pub scope: &'a Scope,
}

/// The chains that were asked for, kept, since they are asked for again with each way.
pub struct Chains<'s> {
    store: &'s Store,
    known: RefCell<BTreeMap<String, Rc<ByEnds>>>,
}

/// A chain for every two ends that have one.
pub type ByEnds = BTreeMap<(usize, usize), Vec<usize>>;

impl<'s> Chains<'s> {
    pub fn new(store: &'s Store) -> Self {
        Chains { store, known: RefCell::default() }
    }

    pub fn of(&self, narrow: &Narrow<'_>, reflexive: bool, with_disputed: bool) -> Rc<ByEnds> {
        let key = format!("{} {:?} {reflexive} {with_disputed}", narrow.predicate, narrow.scope);
        let mut known = self.known.borrow_mut();
        let found = known.entry(key);
        Rc::clone(found.or_insert_with(|| Rc::new(chains(self.store, narrow, reflexive, with_disputed))))
    }
}

/// Every two ends with a chain from the first to the second, and the chain: the shortest, and of several shortest the
/// one whose facts come first.
fn chains(store: &Store, narrow: &Narrow<'_>, reflexive: bool, with_disputed: bool) -> ByEnds {
    let links = links(store, narrow, with_disputed);
    let mut found = ByEnds::new();
    for (from, to, fact) in &links {
        keep_better(&mut found, (*from, *to), vec![*fact]);
    }
    // Every chain with a further link behind it, until no pass finds a better one.
    loop {
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
    if reflexive {
        found.extend((0..store.entities.len()).map(|entity| ((entity, entity), Vec::new())));
    }
    found
}

fn keep_better(found: &mut ByEnds, ends: (usize, usize), chain: Vec<usize>) {
    let known = found.entry(ends).or_insert_with(|| chain.clone());
    if (chain.len(), &chain) < (known.len(), known) {
        *known = chain;
    }
}

fn links(store: &Store, narrow: &Narrow<'_>, with_disputed: bool) -> Vec<(usize, usize, usize)> {
    let mut links = Vec::new();
    for (at, fact) in store.facts.iter().enumerate() {
        let Value::Entity(object) = fact.object else { continue };
        let disputed = !narrow.scope.denied && fact.is_denied();
        if fact.relation != Some(narrow.predicate) || !stands(fact, narrow.scope) || (disputed && !with_disputed) {
            continue;
        }
        links.push((fact.subject, object, at));
        if store.predicates[narrow.predicate].symmetric {
            links.push((object, fact.subject, at));
        }
    }
    links
}
