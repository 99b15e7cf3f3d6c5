//! In which order the steps of a conjunction are joined: so that as few rows as possible arise on the way, by what is known
//! of how much there is.

use super::fan::{Fan, fan, share};
use super::statistics::Statistics;
use super::{Branch, Fact, Narrowing, Slot, Step};
use crate::resolve::tree::VariableId;

/// Up to how many joined steps every order is weighed.
const WEIGHED: usize = 10;

/// An order of the steps that are joined, by their indexes, with what is expected of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Order {
    /// The steps.
    pub steps: Vec<usize>,
    /// How many rows there are expected to be behind each.
    pub rows: Vec<f64>,
}

impl Order {
    /// How many rows the step at a place is expected to give for each before it.
    pub fn fan(&self, place: usize) -> Option<f64> {
        let before = place.checked_sub(1).map_or(Some(1.0), |before| self.rows.get(before).copied())?;
        Some(self.rows.get(place)? / before.max(f64::MIN_POSITIVE))
    }
}

/// The best order for a conjunction, where some variables have their values already.
pub fn order(branch: &Branch, known: &dyn Fn(VariableId) -> bool, statistics: &Statistics) -> Order {
    Joins::of(branch, known, statistics).best()
}

/// The same with a step that comes first, whatever there is of it.
pub fn order_behind(
    first: usize,
    branch: &Branch,
    known: &dyn Fn(VariableId) -> bool,
    statistics: &Statistics,
) -> Order {
    let given = variables(&branch.steps[first]);
    let known = |variable: VariableId| known(variable) || given.contains(&variable);
    let mut joins = Joins::of(branch, &known, statistics);
    joins.joins.retain(|join| join.at != first);
    let rest = joins.best();
    let rows = if rest.rows.is_empty() { Vec::new() } else { [vec![1.0], rest.rows].concat() };
    Order { steps: [vec![first], rest.steps].concat(), rows }
}

/// The variables that what a conjunction joins has values for.
pub fn bound_by(branch: &Branch) -> Vec<VariableId> {
    branch.steps.iter().flat_map(variables).collect()
}

/// A step that is joined.
struct Join<'b> {
    at: usize,
    step: &'b Step,
    /// What it has values for.
    variables: Vec<VariableId>,
}

struct Joins<'b> {
    joins: Vec<Join<'b>>,
    /// The variables that each filter needs, and what share of rows it lets through.
    filters: Vec<(Vec<VariableId>, f64)>,
    known: &'b dyn Fn(VariableId) -> bool,
    statistics: &'b Statistics,
}

/// The best way to have joined a set of steps.
#[derive(Clone)]
struct Way {
    cost: f64,
    rows: f64,
    steps: Vec<usize>,
    behind: Vec<f64>,
}

impl Way {
    fn none() -> Self {
        Way { cost: 0.0, rows: 1.0, steps: Vec::new(), behind: Vec::new() }
    }

    /// The better of two ways to have joined the same. How many rows there are is the same for both: as few as either says, which knows
    /// more.
    fn or(self, other: Way) -> Way {
        let rows = self.rows.min(other.rows);
        let mut best = if other.cost < self.cost { other } else { self };
        best.rows = rows;
        if let Some(behind) = best.behind.last_mut() {
            *behind = rows;
        }
        best
    }

    fn order(self, joins: &Joins<'_>) -> Order {
        Order { steps: self.steps.into_iter().map(|join| joins.joins[join].at).collect(), rows: self.behind }
    }
}

impl<'b> Joins<'b> {
    fn of(branch: &'b Branch, known: &'b dyn Fn(VariableId) -> bool, statistics: &'b Statistics) -> Self {
        let mut joins = Vec::new();
        let mut filters = Vec::new();
        for (at, step) in branch.steps.iter().enumerate() {
            match step {
                Step::Filter(filter) => {
                    let mut needed = Vec::new();
                    filter.variables(&mut needed);
                    filters.push((needed, share(filter)));
                }
                Step::Absent(_) | Step::Optional(_) => {}
                _ => joins.push(Join { at, step, variables: variables(step) }),
            }
        }
        Joins { joins, filters, known, statistics }
    }

    fn best(&self) -> Order {
        match self.joins.len() {
            0 => Order::default(),
            _ if !self.statistics.known => self.as_written(),
            1..=WEIGHED => self.weighed(),
            _ => self.greedy(),
        }
    }

    /// Every order weighed: of each set of steps, the best way to have joined it, from that of each set that is smaller by one.
    fn weighed(&self) -> Order {
        let all = self.joins.len();
        let mut ways: Vec<Option<Way>> = vec![None; 1 << all];
        ways[0] = Some(Way::none());
        for set in 0..ways.len() {
            let Some(way) = ways[set].clone() else { continue };
            for next in (0..all).filter(|next| set & (1 << next) == 0) {
                let Some(further) = self.further(&way, next) else { continue };
                let place = &mut ways[set | (1 << next)];
                *place = Some(place.take().map_or(further.clone(), |best| best.or(further)));
            }
        }
        ways.pop().flatten().map_or_else(|| self.as_written(), |way| way.order(self))
    }

    /// At each place the step with which the least is to be done next.
    fn greedy(&self) -> Order {
        let mut way = Way::none();
        while way.steps.len() < self.joins.len() {
            let rest = (0..self.joins.len()).filter(|next| !way.steps.contains(next));
            let further = rest.filter_map(|next| self.further(&way, next));
            let weight = |way: &Way| way.cost + way.rows;
            match further.min_by(|a, b| weight(a).total_cmp(&weight(b))) {
                Some(best) => way = best,
                None => return self.as_written(),
            }
        }
        way.order(self)
    }

    fn as_written(&self) -> Order {
        Order { steps: self.joins.iter().map(|join| join.at).collect(), rows: Vec::new() }
    }

    /// A way with one step more; nothing where that cannot stand there.
    fn further(&self, way: &Way, next: usize) -> Option<Way> {
        let before = |variable: VariableId| (self.known)(variable) || self.binds(&way.steps, variable);
        let Fan { rows, work } = fan(self.joins[next].step, &before, self.statistics)?;
        let behind = |variable: VariableId| before(variable) || self.joins[next].variables.contains(&variable);
        let mut rows = way.rows * rows;
        for (needed, share) in &self.filters {
            let is_new = |variable: &VariableId| !before(*variable);
            if needed.iter().any(is_new) && needed.iter().all(|variable| behind(*variable)) {
                rows *= share;
            }
        }
        let mut further = way.clone();
        further.cost += way.rows * work.max(0.01);
        further.rows = rows;
        further.steps.push(next);
        further.behind.push(rows);
        Some(further)
    }

    fn binds(&self, steps: &[usize], variable: VariableId) -> bool {
        steps.iter().any(|step| self.joins[*step].variables.contains(&variable))
    }
}

/// What a step that is joined has values for.
fn variables(step: &Step) -> Vec<VariableId> {
    let mut found = Vec::new();
    let mut slot = |slot: &Slot| found.extend(slot.as_variable());
    match step {
        Step::Fact(fact) => return of_fact(fact),
        Step::Named { entity, name } => [entity, name].into_iter().for_each(slot),
        Step::Same(first, second) => [first, second].into_iter().for_each(slot),
        Step::Reach(reach) => [&reach.from, &reach.to].into_iter().for_each(slot),
        Step::Call(call) => {
            call.arguments.iter().for_each(&mut slot);
            found.extend(call.steps.map(|(variable, _)| variable));
        }
        Step::Absent(_) | Step::Optional(_) | Step::Filter(_) => {}
    }
    found
}

fn of_fact(fact: &Fact) -> Vec<VariableId> {
    let Narrowing { at, when, source, document, quote, .. } = &fact.narrowing;
    let qualifiers = fact.qualifiers.iter().map(|(_, _, value)| value);
    let slots = [&fact.subject, &fact.object].into_iter().chain(qualifiers).chain(source).chain(document).chain(quote);
    slots.filter_map(Slot::as_variable).chain(*at).chain(*when).collect()
}
