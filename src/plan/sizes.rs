//! How many rows rules, paths and subqueries are expected to have, by those of what they are made of.

use super::order::order;
use super::statistics::{RelationStatistics, Statistics};
use super::{Body, Branch, Definition, Fact, Link, Relation, Slot, Step};
use crate::resolve::tree::{ExpressionNode, Find, Term, VariableId};

/// How many times as many rows as it begins with what calls itself is taken to have.
const GROWTH: f64 = 3.0;

/// What is known of a store, and of some relations too.
pub fn with_relations(statistics: &Statistics, relations: &[Relation]) -> Statistics {
    let mut sizes = Sizes {
        relations,
        statistics: Statistics {
            relations: vec![RelationStatistics::default(); relations.len()],
            ..statistics.clone()
        },
        seen: vec![false; relations.len()],
    };
    for relation in 0..relations.len() {
        sizes.find(relation);
    }
    sizes.statistics
}

struct Sizes<'r> {
    relations: &'r [Relation],
    statistics: Statistics,
    seen: Vec<bool>,
}

impl Sizes<'_> {
    /// Finds the size of a relation, when it is first asked for: behind those that it calls.
    fn find(&mut self, relation: usize) {
        if std::mem::replace(&mut self.seen[relation], true) {
            return;
        }
        let (Definition::Rule { body, .. } | Definition::Rows { body, .. }) = &self.relations[relation].definition;
        for called in body.branches.iter().flat_map(|branch| &branch.steps).filter_map(called_by) {
            self.find(called);
        }
        self.statistics.relations[relation] = self.size(relation, body);
    }

    fn size(&self, relation: usize, body: &Body) -> RelationStatistics {
        let definition = &self.relations[relation].definition;
        let calls_itself = |branch: &&Branch| branch.steps.iter().any(|step| called_by(step) == Some(relation));
        let (recursive, begins): (Vec<&Branch>, Vec<&Branch>) = body.branches.iter().partition(calls_itself);
        let growth = if recursive.is_empty() { 1.0 } else { GROWTH };
        let columns: Vec<Option<VariableId>> = match definition {
            Definition::Rule { head, .. } => head.iter().map(Slot::as_variable).collect(),
            Definition::Rows { find, .. } => shown(find),
        };
        let mut size = RelationStatistics { rows: 0.0, different: vec![0.0; columns.len()] };
        for branch in begins {
            let rows = order(branch, &|_| false, &self.statistics).rows.last().copied().unwrap_or(1.0) * growth;
            size.rows += rows;
            for (different, column) in size.different.iter_mut().zip(&columns) {
                let most = column.and_then(|variable| self.different(branch, variable));
                *different += most.unwrap_or_else(|| rows.sqrt()).min(rows.max(1.0));
            }
        }
        if let (Definition::Rows { find, .. }, Some(limit)) = (definition, limit_of(definition)) {
            size.rows = size.rows.min(limit as f64);
            size.different = vec![size.rows; find.outputs.len()];
        }
        size
    }

    /// How many different values a variable may have, by the facts that it stands in.
    fn different(&self, branch: &Branch, variable: VariableId) -> Option<f64> {
        let of_step = |step: &Step| match step {
            Step::Fact(fact) => self.ends_of(fact, variable),
            _ => None,
        };
        branch.steps.iter().filter_map(of_step).min_by(f64::total_cmp)
    }

    fn ends_of(&self, fact: &Fact, variable: VariableId) -> Option<f64> {
        let is_it = |slot: &Slot| slot.as_variable() == Some(variable);
        let of = self.statistics.of_any(&fact.predicates);
        if let (true, Slot::Kinds(kinds)) = (is_it(&fact.subject), &fact.object) {
            return Some(kinds.iter().filter_map(|kind| self.statistics.members.get(kind)).sum::<i64>() as f64);
        }
        match (fact.predicates.is_empty(), is_it(&fact.subject), is_it(&fact.object)) {
            (false, true, _) => Some(of.subjects as f64),
            (false, false, true) => Some(of.objects as f64),
            _ => None,
        }
    }
}

fn limit_of(definition: &Definition) -> Option<u64> {
    match definition {
        Definition::Rows { find, .. } => find.limit,
        Definition::Rule { .. } => None,
    }
}

/// The variables that a subquery shows.
fn shown(find: &Find) -> Vec<Option<VariableId>> {
    let variable = |node: &ExpressionNode| match node {
        ExpressionNode::Term(Term::Variable(variable)) => Some(*variable),
        _ => None,
    };
    find.outputs.iter().map(|output| variable(&output.value.node)).collect()
}

/// The relation that a step joins.
fn called_by(step: &Step) -> Option<usize> {
    match step {
        Step::Call(call) => Some(call.relation),
        Step::Reach(reach) => match reach.link {
            Link::Row(relation) => Some(relation),
            Link::Fact { .. } => None,
        },
        _ => None,
    }
}
