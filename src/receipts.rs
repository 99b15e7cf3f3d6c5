//! What rows rest on: derivations fetched per row, chains found by breadth-first search, what rules say as trees.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use crate::answer::{
    Answer, Derivation, Derived, EvidenceRecord, FactRecord, Premise, Receipt, Receipts, Value, Verdict,
};
use crate::diagnostic::Result;
use crate::plan::{Definition, Link, Plan, Reach, Step};
use crate::sql::{self, Fixed, Premises, Setting};
use crate::store::{Ahead, Evaluation, FoundPremise, Store};
use crate::value::FactId;

/// The most derivations that are fetched for a row.
pub const MOST_DERIVATIONS: usize = 1_000;
/// How many statements are asked of a set at once.
const AT_ONCE: usize = 16;
/// The most bindings that are looked through for them.
const MOST_BINDINGS: usize = 500_000;
/// The most that is looked into below one row: what rules and subqueries say.
const MOST_DERIVED: usize = 5_000;
/// How deep what is derived is looked into.
const DEEPEST: usize = 60;

/// Which rows' receipts are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhichRows {
    /// Every row's.
    All,
    /// Those of the first rows, so many of them.
    First(usize),
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
        (None, WhichRows::First(most)) => (0..answer.rows.len().min(most)).collect(),
        (None, WhichRows::One(row)) => vec![row],
    };
    let evaluation = store.evaluate(plan, true)?;
    let mut receipts = Receipts::default();
    let mut kept = store.kept();
    let branches = plan.body.branches.len().max(1);
    for rows in rows.chunks((AT_ONCE / branches).max(1)) {
        let values = |row: &usize| answer.rows.get(*row).map(|row| row.iter().map(fixed).collect()).unwrap_or_default();
        let rows: Vec<(usize, Vec<Fixed>)> = rows.iter().map(|row| (*row, values(row))).collect();
        let _ahead = ask_ahead(store, plan, evaluation.setting(), rows.iter().map(|(_, values)| values.as_slice()))?;
        for (row, values) in rows {
            let mut search = Search { store, plan, evaluation: &evaluation, derived: 0, known: Known::default() };
            let (derivations, more) = search.row(&values)?;
            kept.add(derivations.iter().map(derivation_size).sum())?;
            receipts.rows.push(Receipt { row, derivations, more });
        }
    }
    let named: HashSet<FactId> = receipts.rows.iter().flat_map(Receipt::facts).collect();
    store.fetch_facts(named.iter().copied(), Some(&plan.predicates()))?;
    for fact in named {
        if let Some(record) = store.fact(fact)? {
            kept.add(record_size(&record))?;
            receipts.facts.insert(fact, record);
        }
    }
    Ok(receipts)
}

/// Asks for what is first asked for of each row, where a store stands for a set; of a store itself, nothing is.
fn ask_ahead<'s, 'r>(
    store: &'s Store,
    plan: &Plan,
    setting: &Setting,
    rows: impl Iterator<Item = &'r [Fixed]>,
) -> Result<Option<Ahead<'s>>> {
    if !store.is_remote() {
        return Ok(None);
    }
    let of_row = |row| {
        let branches = 0..plan.body.branches.len();
        branches.map(move |branch| sql::premises(plan, branch, row, MOST_DERIVATIONS as u64 + 1, setting).statement)
    };
    store.ask_ahead(rows.flat_map(of_row).take(AT_ONCE)).map(Some)
}

/// How many bytes a derivation takes, about.
fn derivation_size(derivation: &Derivation) -> usize {
    size_of::<Derivation>() + derivation.premises.iter().map(premise_size).sum::<usize>()
}

fn premise_size(premise: &Premise) -> usize {
    let further = match premise {
        Premise::Fact(_) => 0,
        Premise::Chain(chain) => chain.iter().map(premise_size).sum(),
        Premise::Derived(derived) => {
            derived.text.len() + derived.derivations.iter().map(derivation_size).sum::<usize>()
        }
        Premise::Absent(text) => text.len(),
    };
    size_of::<Premise>() + further
}

/// How many bytes a fact takes with its evidence, about.
fn record_size(record: &FactRecord) -> usize {
    let quote = |evidence: &EvidenceRecord| evidence.quote.as_ref().map_or(0, |quote| quote.text.len());
    let evidence = record.evidence.iter().map(|evidence| size_of::<EvidenceRecord>() + quote(evidence));
    size_of::<FactRecord>() + record.object.text().len() + evidence.sum::<usize>()
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

struct Search<'a> {
    store: &'a Store,
    plan: &'a Plan,
    evaluation: &'a Evaluation<'a>,
    /// How much that is derived was looked into.
    derived: usize,
    known: Known,
}

/// What was found already: many bindings rest on the same rows and chains.
#[derive(Default)]
struct Known {
    /// By the relation, its row and where it is looked into.
    derived: HashMap<(usize, String, Key), Derived>,
    /// By the address of the step, the ends and where it is looked for.
    chains: HashMap<(usize, Node, Node, Key), Vec<Premise>>,
}

/// A node of a chain: an entity; no value where the first link begins, or the last one ends, with nothing.
type Node = Option<i64>;

/// A place, as what is known is kept by: its depth and round.
type Key = (usize, Option<i64>);

/// Where derivations are looked for: how deep, and, of relations that are found round by round, before which round.
#[derive(Clone, Copy)]
struct Place<'p> {
    depth: usize,
    before: Option<(&'p HashSet<usize>, i64)>,
}

impl Place<'_> {
    fn key(self) -> Key {
        (self.depth, self.before.map(|(_, round)| round))
    }
}

impl Search<'_> {
    /// Every derivation of a row, sorted, none twice; and whether there are more than were fetched.
    fn row(&mut self, row: &[Fixed]) -> Result<(Vec<Derivation>, bool)> {
        let place = Place { depth: 0, before: None };
        let setting = self.evaluation.setting().clone();
        let mut found = BTreeSet::new();
        let mut more = false;
        for branch in 0..self.plan.body.branches.len() {
            let premises = |limit| sql::premises(self.plan, branch, row, limit, &setting);
            let steps = &self.plan.body.branches[branch].steps;
            let (derivations, cut) = self.derivations(steps, premises, place, MOST_DERIVATIONS)?;
            found.extend(derivations);
            more |= cut;
        }
        Ok((found.into_iter().collect(), more))
    }

    /// The derivations of a conjunction, and whether they were cut. Different bindings may come to one derivation, since
    /// a chain is found by its ends: more of them are fetched until there are enough, or no further ones.
    fn derivations(
        &mut self,
        steps: &[Step],
        premises: impl Fn(u64) -> Premises,
        place: Place<'_>,
        most: usize,
    ) -> Result<(BTreeSet<Derivation>, bool)> {
        let mut limit = most + 1;
        loop {
            let bindings =
                self.store.premises(&premises(limit as u64), self.plan, place.before.map(|(_, round)| round))?;
            let complete = bindings.len() < limit || limit > MOST_BINDINGS;
            let mut found = BTreeSet::new();
            for premises in bindings {
                if found.len() > most {
                    break;
                }
                let mut finished = Vec::with_capacity(premises.len());
                for premise in premises {
                    finished.push(self.finished(steps, premise, place)?);
                }
                found.insert(Derivation { premises: finished });
            }
            if complete || found.len() > most {
                let cut = found.len() > most || limit > MOST_BINDINGS;
                return Ok((found.into_iter().take(most).collect(), cut));
            }
            limit *= 8;
        }
    }

    fn finished(&mut self, steps: &[Step], premise: FoundPremise, place: Place<'_>) -> Result<Premise> {
        Ok(match premise {
            FoundPremise::Fact(fact) => Premise::Fact(fact),
            FoundPremise::Absent(text) => Premise::Absent(text),
            FoundPremise::Row { relation, values } => Premise::Derived(self.known_derived(relation, &values, place)?),
            FoundPremise::Chain { step, from, to } => match &steps[step] {
                Step::Reach(reach) => Premise::Chain(self.known_chain(reach, from, to, place)?),
                _ => Premise::Chain(Vec::new()),
            },
        })
    }

    fn known_derived(&mut self, relation: usize, row: &[Fixed], place: Place<'_>) -> Result<Derived> {
        let key = (relation, format!("{row:?}"), place.key());
        if let Some(known) = self.known.derived.get(&key) {
            return Ok(known.clone());
        }
        let derived = self.derived(relation, row, place)?;
        self.known.derived.insert(key, derived.clone());
        Ok(derived)
    }

    fn known_chain(&mut self, reach: &Reach, from: Node, to: Node, place: Place<'_>) -> Result<Vec<Premise>> {
        let key = (std::ptr::from_ref(reach).addr(), from, to, place.key());
        if let Some(known) = self.known.chains.get(&key) {
            return Ok(known.clone());
        }
        let chain = self.chain(reach, from, to, place)?;
        self.known.chains.insert(key, chain.clone());
        Ok(chain)
    }

    /// What a row of a relation rests on.
    fn derived(&mut self, relation: usize, row: &[Fixed], place: Place<'_>) -> Result<Derived> {
        let text = self.text(relation, row)?;
        self.derived += 1;
        if place.depth >= DEEPEST || self.derived > MOST_DERIVED {
            return Ok(Derived { text, derivations: Vec::new(), more: true });
        }
        match self.evaluation.round(relation, row)? {
            Some((component, round)) => self.shortest(relation, row, text, component, round, place.depth + 1),
            None => self.every(relation, row, text, place.depth + 1),
        }
    }

    /// Every derivation of a row of a relation that does not call itself.
    fn every(&mut self, relation: usize, row: &[Fixed], text: String, depth: usize) -> Result<Derived> {
        let plan = self.plan;
        let setting = self.evaluation.setting().clone();
        let (Definition::Rule { body, .. } | Definition::Rows { body, .. }) = &plan.relations[relation].definition;
        let mut found = BTreeSet::new();
        let mut more = false;
        for (at, branch) in body.branches.iter().enumerate() {
            let premises = |limit| sql::relation_premises(plan, relation, at, row, limit, &setting, None);
            let place = Place { depth, before: None };
            let (derivations, cut) = self.derivations(&branch.steps, premises, place, MOST_DERIVATIONS)?;
            found.extend(derivations);
            more |= cut;
        }
        Ok(Derived { text, derivations: found.into_iter().collect(), more })
    }

    /// A shortest derivation of a row that was found in a round: from what was found in rounds before it.
    fn shortest(
        &mut self,
        relation: usize,
        row: &[Fixed],
        text: String,
        component: &HashSet<usize>,
        round: i64,
        depth: usize,
    ) -> Result<Derived> {
        let plan = self.plan;
        let setting = self.evaluation.setting().clone();
        let (Definition::Rule { body, .. } | Definition::Rows { body, .. }) = &plan.relations[relation].definition;
        for (at, branch) in body.branches.iter().enumerate() {
            let premises = |_| sql::relation_premises(plan, relation, at, row, 1, &setting, Some(component));
            let place = Place { depth, before: Some((component, round)) };
            let (derivations, _) = self.derivations(&branch.steps, premises, place, 1)?;
            if let Some(shortest) = derivations.into_iter().next() {
                return Ok(Derived { text, derivations: vec![shortest], more: false });
            }
        }
        Ok(Derived { text, derivations: Vec::new(), more: true })
    }

    /// What a row of a relation says: `Steve Witkoff met Kirill Dmitriev`.
    fn text(&self, relation: usize, row: &[Fixed]) -> Result<String> {
        let (statement, readers) = sql::shown_row(self.plan, relation, row);
        let values = self.store.shown(&statement, &readers)?;
        let said = |value: &Value| if *value == Value::Nothing { "–".to_owned() } else { value.text().into_owned() };
        let texts: Vec<String> = values.iter().map(said).collect();
        let relation = &self.plan.relations[relation];
        Ok(match (&relation.definition, texts.as_slice()) {
            (Definition::Rule { .. }, [only]) => format!("{only} is {}", relation.name),
            (Definition::Rule { .. }, [from, to]) => format!("{from} {} {to}", relation.name),
            _ => format!("({})", texts.join(", ")),
        })
    }

    /// The shortest chain from one node to another; of several, the one whose links come first.
    fn chain(&mut self, reach: &Reach, from: Node, to: Node, place: Place<'_>) -> Result<Vec<Premise>> {
        if reach.reflexive && from.is_some() && from == to {
            return Ok(Vec::new());
        }
        let setting = self.evaluation.setting();
        let before = place
            .before
            .filter(|(component, _)| matches!(reach.link, Link::Row(relation) if component.contains(&relation)));
        // Nodes are visited in the order of their chains, so that the first chain to a node is the one that is wanted.
        let mut reached: HashMap<Node, (Node, FactId)> = HashMap::new();
        let mut queue = VecDeque::from([from]);
        'search: while let Some(node) = queue.pop_front() {
            let links = sql::links(self.plan, &reach.link, node, setting, before.is_some());
            for (fact, next) in self.store.links(&links, before.map(|(_, round)| round))? {
                if reached.contains_key(&next) {
                    continue;
                }
                reached.insert(next, (node, fact));
                if next == to {
                    break 'search;
                }
                // Nothing is equal to no value, so that no link goes on from it.
                if next.is_some() {
                    queue.push_back(next);
                }
            }
        }
        let mut chain = Vec::new();
        for (near, fact, far) in traced(&reached, from, to) {
            let ends = [near, far].map(|node| node.map_or(Fixed::Nothing, Fixed::Id));
            chain.push(match &reach.link {
                Link::Fact { .. } => Premise::Fact(fact),
                Link::Row(relation) => Premise::Derived(self.known_derived(*relation, &ends, place)?),
            });
        }
        Ok(chain)
    }
}

fn traced(reached: &HashMap<Node, (Node, FactId)>, from: Node, to: Node) -> Vec<(Node, FactId, Node)> {
    let mut chain = Vec::new();
    let mut node = to;
    while let Some((before, fact)) = reached.get(&node) {
        chain.push((*before, *fact, node));
        node = *before;
        if node == from {
            break;
        }
    }
    chain.reverse();
    chain
}
