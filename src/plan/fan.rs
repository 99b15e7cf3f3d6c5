//! How many rows a step is expected to give for each row before it, and how much work that is.

use super::statistics::{PredicateStatistics, Statistics};
use super::{Call, Fact, Link, Narrowing, Reach, Slot, Step};
use crate::resolve::tree::{Filter, Time, TimeRelation, TimeTest, VariableId};
use crate::syntax::ast::{Comparator, Test};

/// What it takes to begin reading an index somewhere, in entries read one after the other.
const SEEK: f64 = 4.0;

/// What share of facts has claims that are asked for.
const CLAIMED: f64 = 0.3;

/// For each row before a step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fan {
    /// How many rows there are behind it.
    pub rows: f64,
    /// How many entries of indexes are read.
    pub work: f64,
}

/// What a step gives where some variables are known; nothing where it cannot stand there yet.
pub fn fan(step: &Step, known: &dyn Fn(VariableId) -> bool, statistics: &Statistics) -> Option<Fan> {
    let given = |slot: &Slot| match slot {
        Slot::Variable(variable) => known(*variable),
        Slot::Any => false,
        Slot::Entity(_) | Slot::Kinds(_) | Slot::Document(_) | Slot::Literal(_) => true,
    };
    Some(match step {
        Step::Fact(fact) => of_fact(fact, &given, known, statistics),
        Step::Named { entity, name } => match (given(entity), given(name), name) {
            (true, is_given, _) => Fan { rows: if is_given { 0.1 } else { 1.5 }, work: SEEK },
            (false, true, Slot::Literal(_)) => Fan { rows: 1.0, work: SEEK },
            (false, true, _) => Fan { rows: 1.0, work: statistics.names as f64 },
            (false, false, _) => Fan { rows: statistics.names as f64, work: statistics.names as f64 },
        },
        Step::Same(first, second) => match (given(first), given(second)) {
            (true, true) => Fan { rows: 0.1, work: 0.0 },
            (true, false) => Fan { rows: 1.0, work: 0.0 },
            (false, _) => return None,
        },
        Step::Reach(reach) => of_reach(reach, &given, statistics),
        Step::Call(call) => of_call(call, &given, statistics),
        Step::Absent(_) | Step::Optional(_) | Step::Filter(_) => return None,
    })
}

fn of_fact(
    fact: &Fact,
    given: &dyn Fn(&Slot) -> bool,
    known: &dyn Fn(VariableId) -> bool,
    statistics: &Statistics,
) -> Fan {
    let (subject, object) = (given(&fact.subject), given(&fact.object));
    let of = statistics.of_any(&fact.predicates);
    let mut fan = match (fact.predicates.is_empty(), &fact.object) {
        (true, Slot::Kinds(kinds)) => {
            let members = kinds.iter().filter_map(|kind| statistics.members.get(kind)).sum::<i64>() as f64;
            match subject {
                true => Fan { rows: (members / at_least_one(statistics.entities)).min(1.0), work: SEEK },
                false => Fan { rows: members, work: SEEK + members },
            }
        }
        (true, _) => {
            let members = statistics.members.values().sum::<i64>() as f64;
            match (subject, object) {
                (true, _) => Fan { rows: members / at_least_one(statistics.entities), work: SEEK },
                (false, true) => Fan { rows: members / at_least_one(statistics.members.len() as i64), work: SEEK },
                (false, false) => Fan { rows: members, work: members },
            }
        }
        (false, _) => of_ends(&of, subject, object),
    };
    if fact.symmetric {
        fan = Fan { rows: fan.rows * 2.0, work: fan.work * 2.0 };
    }
    fan.rows *= of_times(&fact.narrowing, &of, known);
    for (_, _, value) in &fact.qualifiers {
        fan = Fan { rows: fan.rows * if given(value) { 0.2 } else { 1.0 }, work: fan.work + fan.rows * SEEK };
    }
    with_claims(fan, &fact.narrowing)
}

/// Facts of a predicate of which an end is known, or both, or none.
fn of_ends(of: &PredicateStatistics, subject: bool, object: bool) -> Fan {
    let facts = of.facts as f64;
    let rows = match (subject, object) {
        (false, false) => return Fan { rows: facts, work: SEEK + facts },
        (true, false) => facts / at_least_one(of.subjects),
        (false, true) => facts / at_least_one(of.objects),
        (true, true) => {
            let pairs = at_least_one(of.subjects) * at_least_one(of.objects);
            return Fan { rows: facts / pairs, work: SEEK };
        }
    };
    Fan { rows, work: SEEK + rows }
}

/// What share of facts fits what is asked of their times.
fn of_times(narrowing: &Narrowing, of: &PredicateStatistics, known: &dyn Fn(VariableId) -> bool) -> f64 {
    let facts = at_least_one(of.facts);
    let mut share = 1.0;
    if let Some(variable) = narrowing.at {
        let days = of.days.map_or(1.0, |(first, last)| at_least_one(last - first + 1));
        share *= of.dated as f64 / facts * if known(variable) { 1.0 / days } else { 1.0 };
    }
    narrowing.times.iter().fold(share, |share, test| share * of_time(test, of, known))
}

fn of_time(test: &TimeTest, of: &PredicateStatistics, known: &dyn Fn(VariableId) -> bool) -> f64 {
    let Some((first, last)) = window(test) else {
        return if test.time.variables().into_iter().all(known) { 0.4 } else { 1.0 };
    };
    let Some((earliest, latest)) = of.days else { return 0.0 };
    let all = at_least_one(latest - earliest + 1);
    let common = last.min(latest).saturating_sub(first.max(earliest)).saturating_add(1).max(0) as f64;
    // Days that no fact is known to be of may have some all the same.
    (common.max(0.5) / all).min(1.0) * of.dated as f64 / at_least_one(of.facts)
}

/// The days in which a time must lie, where these are known beforehand.
fn window(test: &TimeTest) -> Option<(i64, i64)> {
    let (first, last) = days(&test.time)?;
    Some(match test.relation {
        TimeRelation::During | TimeRelation::Throughout => (first, last),
        TimeRelation::Before | TimeRelation::Until => (i64::MIN, last),
        TimeRelation::After | TimeRelation::Since => (first, i64::MAX),
        TimeRelation::Within(days) => (first.saturating_sub(days), last.saturating_add(days)),
        TimeRelation::WithinAfter(days) => (last, last.saturating_add(days)),
        TimeRelation::WithinBefore(days) => (first.saturating_sub(days), first),
    })
}

fn days(time: &Time) -> Option<(i64, i64)> {
    match time {
        Time::Date(date) => Some((date.first_day, date.last_day)),
        Time::Variable(_) => None,
        Time::Span(from, to) => Some((days(from)?.0, days(to)?.1)),
    }
}

fn with_claims(fan: Fan, narrowing: &Narrowing) -> Fan {
    let share = if narrowing.asks_for_claims() { CLAIMED } else { 1.0 };
    let looked_at = if narrowing.asks_for_claims() || narrowing.disputed { fan.rows * SEEK } else { 0.0 };
    Fan { rows: fan.rows * share, work: fan.work + looked_at }
}

/// A chain: what it reaches from the end that is given is found once; all pairs where none is.
fn of_reach(reach: &Reach, given: &dyn Fn(&Slot) -> bool, statistics: &Statistics) -> Fan {
    let of = match &reach.link {
        Link::Fact { predicate, .. } => statistics.of(*predicate),
        Link::Row(relation) => statistics.of_relation(*relation).map_or_else(PredicateStatistics::default, |of| {
            let different = |column: usize| of.different.get(column).map_or(1, |different| *different as i64);
            let (subjects, objects) = (different(0), different(1));
            PredicateStatistics { facts: of.rows as i64, subjects, objects, ..PredicateStatistics::default() }
        }),
    };
    let is_constant = |slot: &Slot| matches!(slot, Slot::Entity(_));
    let reached = at_least_one(of.facts).sqrt() * 2.0;
    let (rows, ends) = match (is_constant(&reach.from), is_constant(&reach.to)) {
        (false, false) => (at_least_one(of.facts) * 3.0, [&reach.from, &reach.to]),
        _ => (reached, [&reach.from, &reach.to]),
    };
    let open = ends.into_iter().filter(|end| !is_constant(end) && given(end));
    let rows = open.fold(rows, |rows, _| rows / at_least_one(of.subjects.max(of.objects)));
    Fan { rows, work: SEEK + rows }
}

/// A relation is found whole, once: what of it is wanted is looked for then.
fn of_call(call: &Call, given: &dyn Fn(&Slot) -> bool, statistics: &Statistics) -> Fan {
    let Some(of) = statistics.of_relation(call.relation) else { return Fan { rows: 1.0, work: SEEK } };
    let known = call.arguments.iter().zip(&of.different).filter(|(slot, _)| given(slot));
    let rows = known.clone().fold(of.rows, |rows, (_, different)| rows / different.max(1.0));
    Fan { rows, work: SEEK + rows }
}

/// What share of rows a filter lets through.
pub fn share(filter: &Filter) -> f64 {
    match filter {
        Filter::Compare(_, Comparator::Equal, _) => 0.05,
        Filter::Compare(_, Comparator::Unequal, _) => 0.9,
        Filter::Compare(..) => 0.4,
        Filter::Between(..) => 0.2,
        Filter::In(..) => 0.1,
        Filter::Test(_, Test::Allen(_), _) => 0.2,
        Filter::Test(..) => 0.05,
    }
}

fn at_least_one(number: i64) -> f64 {
    number.max(1) as f64
}
