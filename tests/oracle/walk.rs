//! Which variables have a value where, and where each stands.

use std::collections::BTreeSet;

use crate::query::{Condition, Group, Pattern, Term, Time, Variable};

pub type Variables = BTreeSet<Variable>;

/// The variables to which every way of fulfilling the conditions gives a value that joins.
pub fn bound(group: &[Condition]) -> Variables {
    given(group, false)
}

/// The variables that may be shown and filtered: those that are bound, and those that only an optional part brings.
pub fn usable(group: &[Condition]) -> Variables {
    given(group, true)
}

fn given(group: &[Condition], optional: bool) -> Variables {
    let mut found = Variables::new();
    for condition in group {
        match condition {
            Condition::Pattern(pattern) => {
                found.extend(own_variables(pattern));
                found.extend(pattern.relatives().flat_map(|relative| given(&relative.body, optional)));
            }
            Condition::Relative(relative) => {
                found.extend(given(&relative.body, optional));
                found.extend(relative.kind.map(|_| relative.variable));
            }
            Condition::Or(branches) => {
                let mut sets = branches.iter().map(|branch| given(branch, optional));
                let first = sets.next().unwrap_or_default();
                found.extend(sets.fold(first, |common, next| common.intersection(&next).copied().collect()));
            }
            Condition::Optional(group) if optional => found.extend(given(group, optional)),
            Condition::Subquery(subquery) => found.extend(&subquery.columns),
            Condition::Optional(_) | Condition::Not(_) | Condition::Filter(_) => {}
        }
    }
    found
}

/// The variables that a pattern itself binds, its relatives' own included.
pub fn own_variables(pattern: &Pattern) -> Vec<Variable> {
    let terms = pattern.terms().filter_map(|term| match term {
        Term::Variable(variable) => Some(*variable),
        Term::Relative(relative) => Some(relative.variable),
        Term::Anything | Term::Constant(_) => None,
    });
    let scope = &pattern.scope;
    terms.chain(scope.at).chain(scope.when).chain(scope.steps).collect()
}

/// The variables that a time looks up.
pub fn looked_up(time: &Time) -> Vec<Variable> {
    match time {
        Time::Date(_) => Vec::new(),
        Time::Variable(variable) => vec![*variable],
        Time::Between(from, to) => [looked_up(from), looked_up(to)].concat(),
    }
}

/// Every occurrence of a variable, as often as it is written or meant.
pub fn occurrences(group: &[Condition]) -> Vec<Variable> {
    let mut found = Vec::new();
    for condition in group {
        match condition {
            Condition::Pattern(pattern) => {
                found.extend(own_variables(pattern));
                found.extend(pattern.scope.times.iter().flat_map(|test| looked_up(&test.time)));
                found.extend(pattern.relatives().flat_map(|relative| occurrences(&relative.body)));
            }
            Condition::Relative(relative) => {
                found.push(relative.variable);
                found.extend(occurrences(&relative.body));
            }
            Condition::Or(branches) => found.extend(branches.iter().flat_map(|branch| occurrences(branch))),
            Condition::Not(group) | Condition::Optional(group) => found.extend(occurrences(group)),
            Condition::Filter(filter) => found.extend(filter.variables()),
            Condition::Subquery(subquery) => found.extend(&subquery.columns),
        }
    }
    found
}

/// The groups directly within a condition, negated, optional and alternative ones included; those of subqueries apart.
pub fn groups(condition: &Condition) -> Vec<&Group> {
    match condition {
        Condition::Pattern(pattern) => pattern.relatives().map(|relative| &relative.body).collect(),
        Condition::Relative(relative) => vec![&relative.body],
        Condition::Not(group) | Condition::Optional(group) => vec![group],
        Condition::Or(branches) => branches.iter().collect(),
        Condition::Filter(_) | Condition::Subquery(_) => Vec::new(),
    }
}
