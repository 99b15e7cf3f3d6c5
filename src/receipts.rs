//! What rows rest on: derivations fetched per row, chains found by breadth-first search.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use crate::answer::{Answer, Derivation, Premise, Receipt, Receipts, Value, Verdict};
use crate::diagnostic::Result;
use crate::plan::{Plan, Reach, Step};
use crate::sql::{self, Fixed};
use crate::store::{FoundPremise, Store};
use crate::value::{EntityId, FactId};

/// The most derivations that are fetched for a row.
pub const MOST_DERIVATIONS: usize = 1_000;
/// The most bindings that are looked through for them.
const MOST_BINDINGS: usize = 500_000;

/// Which rows' receipts are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhichRows {
    /// Every row's.
    All,
    /// One row's, by its index from 0.
    One(usize),
}

/// What rows of an answer rest on, with every fact that they name. A yes-or-no question has one receipt, or none
/// where nothing says so.
///
/// # Errors
/// Where the store cannot be read, or it was stopped.
pub fn receipts(store: &Store, plan: &Plan, answer: &Answer, which: WhichRows) -> Result<Receipts> {
    let rows = match (answer.verdict, which) {
        (Some(Verdict::No), _) => Vec::new(),
        (Some(_), _) => vec![0],
        (None, WhichRows::All) => (0..answer.rows.len()).collect(),
        (None, WhichRows::One(row)) => vec![row],
    };
    let mut receipts = Receipts::default();
    for row in rows {
        let values: Vec<Fixed> = answer.rows.get(row).map(|row| row.iter().map(fixed).collect()).unwrap_or_default();
        let (derivations, more) = derivations(store, plan, &values)?;
        receipts.rows.push(Receipt { row, derivations, more });
    }
    let named: HashSet<FactId> = receipts.rows.iter().flat_map(Receipt::facts).collect();
    receipts.facts = store.facts(named)?;
    Ok(receipts)
}

fn fixed(value: &Value) -> Fixed {
    match value {
        Value::Nothing => Fixed::Nothing,
        Value::Entity(entity) => Fixed::Id(entity.id.0),
        Value::Kind(kind, _) => Fixed::Id(kind.0),
        Value::Document(document) => Fixed::Id(document.id.0),
        Value::Literal(literal) => Fixed::Literal(literal.clone()),
    }
}

/// Every derivation of a row, sorted, none twice; and whether there are more than were fetched.
fn derivations(store: &Store, plan: &Plan, row: &[Fixed]) -> Result<(Vec<Derivation>, bool)> {
    let mut found = BTreeSet::new();
    let mut more = false;
    for branch in 0..plan.branches.len() {
        let (derivations, cut) = branch_derivations(store, plan, branch, row)?;
        found.extend(derivations);
        more |= cut;
    }
    Ok((found.into_iter().collect(), more))
}

/// The derivations of a row in one branch, and whether they were cut. Different bindings may come to one derivation,
/// since a chain is found by its ends: more of them are fetched until there are enough derivations, or no further ones.
fn branch_derivations(
    store: &Store,
    plan: &Plan,
    branch: usize,
    row: &[Fixed],
) -> Result<(impl Iterator<Item = Derivation>, bool)> {
    let steps = &plan.branches[branch].steps;
    let mut limit = MOST_DERIVATIONS + 1;
    loop {
        let bindings = store.premises(&sql::premises(plan, branch, row, limit as u64))?;
        let complete = bindings.len() < limit || limit > MOST_BINDINGS;
        let mut found = BTreeSet::new();
        for premises in bindings {
            let premises = premises.into_iter().map(|premise| finished(store, steps, premise));
            found.insert(Derivation { premises: premises.collect::<Result<_>>()? });
        }
        if complete || found.len() > MOST_DERIVATIONS {
            let cut = found.len() > MOST_DERIVATIONS || limit > MOST_BINDINGS;
            return Ok((found.into_iter().take(MOST_DERIVATIONS), cut));
        }
        limit *= 8;
    }
}

fn finished(store: &Store, steps: &[Step], premise: FoundPremise) -> Result<Premise> {
    Ok(match premise {
        FoundPremise::Fact(fact) => Premise::Fact(fact),
        FoundPremise::Absent(text) => Premise::Absent(text),
        FoundPremise::Chain { step, from, to } => match &steps[step] {
            Step::Reach(reach) => Premise::Chain(chain(store, reach, from, to)?),
            _ => Premise::Chain(Vec::new()),
        },
    })
}

/// The shortest chain from one node to another; of several, the one whose facts' ids come first.
fn chain(store: &Store, reach: &Reach, from: EntityId, to: EntityId) -> Result<Vec<FactId>> {
    if reach.reflexive && from == to {
        return Ok(Vec::new());
    }
    // Nodes are visited in the order of their chains, so that the first chain to a node is the one that is wanted.
    let mut reached: HashMap<EntityId, (EntityId, FactId)> = HashMap::new();
    let mut queue = VecDeque::from([from]);
    while let Some(node) = queue.pop_front() {
        for (fact, next) in store.edges(&sql::edges(reach, node))? {
            if reached.contains_key(&next) {
                continue;
            }
            reached.insert(next, (node, fact));
            if next == to {
                return Ok(traced(&reached, from, to));
            }
            queue.push_back(next);
        }
    }
    Ok(Vec::new())
}

fn traced(reached: &HashMap<EntityId, (EntityId, FactId)>, from: EntityId, to: EntityId) -> Vec<FactId> {
    let mut chain = Vec::new();
    let mut node = to;
    while let Some((before, fact)) = reached.get(&node) {
        chain.push(*fact);
        node = *before;
        if node == from {
            break;
        }
    }
    chain.reverse();
    chain
}
