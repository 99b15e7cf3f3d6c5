//! In which order a query's parts are joined, as words.

use crate::diagnostic::Result;
use crate::plan::order::order;
use crate::plan::{Fact, Link, Plan, Slot, Step};
use crate::resolve::tree::Resolved;
use crate::store::Store;
use crate::value::PredicateId;
use crate::vocabulary::{Directed, Vocabulary};

/// A step of an alternative.
#[derive(Debug, Clone, PartialEq)]
pub struct Joined {
    /// What is joined: `attended(?who, UAE talks)`.
    pub step: String,
    /// How many rows the planner expects behind it; nothing where it does not know.
    pub expected: Option<f64>,
}

/// The steps of each alternative in the order in which they are joined.
pub(super) fn joins(
    plan: &Plan,
    resolved: &Resolved,
    vocabulary: &Vocabulary,
    store: &Store,
) -> Result<Vec<Vec<Joined>>> {
    let words = Words { plan, resolved, vocabulary, store };
    let nothing = |_| false;
    let of_branch = |branch: &crate::plan::Branch| {
        let order = order(branch, &nothing, &plan.statistics);
        let steps = order.steps.iter().enumerate();
        steps
            .map(|(place, &at)| {
                let step = words.step(&branch.steps[at])?;
                Ok(Joined { step, expected: order.rows.get(place).copied() })
            })
            .collect()
    };
    plan.body.branches.iter().map(of_branch).collect()
}

struct Words<'a> {
    plan: &'a Plan,
    resolved: &'a Resolved,
    vocabulary: &'a Vocabulary,
    store: &'a Store,
}

impl Words<'_> {
    fn step(&self, step: &Step) -> Result<String> {
        Ok(match step {
            Step::Fact(fact) => self.of(&self.facts(fact), &[&fact.subject, &fact.object])?,
            Step::Named { entity, name } => self.of("known as", &[entity, name])?,
            Step::Same(known, other) => format!("{} = {}", self.slot(known)?, self.slot(other)?),
            Step::Reach(reach) => {
                let link = match &reach.link {
                    Link::Fact { predicate, .. } => self.predicate(*predicate),
                    Link::Row(relation) => self.plan.relations[*relation].name.clone(),
                };
                let times = match (reach.reflexive, reach.single) {
                    (true, true) => "?",
                    (true, false) => "*",
                    (false, true) => "",
                    (false, false) => "+",
                };
                self.of(&(link + times), &[&reach.from, &reach.to])?
            }
            Step::Call(call) => {
                let arguments: Vec<&Slot> = call.arguments.iter().collect();
                self.of(&self.plan.relations[call.relation].name, &arguments)?
            }
            Step::Absent(_) | Step::Optional(_) | Step::Filter(_) => String::new(),
        })
    }

    fn facts(&self, fact: &Fact) -> String {
        match fact.predicates.as_slice() {
            [] => "is".to_owned(),
            several => several.iter().map(|id| self.predicate(*id)).collect::<Vec<_>>().join(" | "),
        }
    }

    fn predicate(&self, predicate: PredicateId) -> String {
        self.vocabulary.phrase(Directed { predicate, inverse: false }).unwrap_or_default().to_owned()
    }

    fn of(&self, what: &str, slots: &[&Slot]) -> Result<String> {
        let slots = slots.iter().map(|slot| self.slot(slot)).collect::<Result<Vec<_>>>()?;
        Ok(format!("{what}({})", slots.join(", ")))
    }

    fn slot(&self, slot: &Slot) -> Result<String> {
        Ok(match slot {
            Slot::Variable(id) => match self.resolved.variables.get(id.0).and_then(|variable| variable.name.as_ref()) {
                Some(name) => format!("?{name}"),
                None => format!("?_{}", id.0),
            },
            Slot::Entity(entity) => self.store.name_of(*entity)?,
            Slot::Kinds(kinds) => match kinds.first() {
                Some(kind) => self.vocabulary.kind(*kind).name.clone(),
                None => "no kind".to_owned(),
            },
            Slot::Document(_) => "a document".to_owned(),
            Slot::Literal(literal) => literal.to_string(),
            Slot::Any => "anything".to_owned(),
        })
    }
}
