//! Makes random conditions safe: a variable that would be an error where it stands becomes "something", a time that is
//! looked up nowhere a date, and a filter of what has no value goes.

use super::find::plain_pattern;
use crate::query::{
    Condition, Group, HIDDEN, Pattern, Relative, Sort, Subquery, Term, Time, Variable, said_behind, said_behind_branch,
};
use crate::walk::{Variables, bound, groups, looked_up, occurrences, usable};

/// How often a body is looked at for what is to be mended.
const MOST_ROUNDS: usize = 200;

/// Mends a body until it is safe; conditions that are left without sense are dropped.
pub fn mend(body: &mut Group) {
    let mut forgetter = Forgetter { hidden: 2 * HIDDEN, named: 60, negated: false };
    let mut rounds = 0;
    loop {
        rounds += 1;
        if rounds > MOST_ROUNDS {
            // What cannot be mended is something else.
            let end = |index| Variable { sort: Sort::Entity, index };
            *body = vec![plain_pattern(end(0), end(1))];
            break;
        }
        let everywhere = occurrences(body);
        if date_times(body, &Variables::new()) {
            continue;
        }
        if let Some(unsafe_place) = find(body, &Variables::new(), &everywhere) {
            forgetter.negated = unsafe_place.negated;
            forgetter.replace(body, &unsafe_place.path, unsafe_place.variable);
        } else if !drop_filters(body, &Variables::new()) {
            break;
        }
    }
    write_subjects(body, None);
}

/// A subject is only left out where it would be read back as the same.
pub fn write_subjects(group: &mut Group, said: Option<Term>) {
    let mut said = said;
    for condition in group {
        match condition {
            Condition::Pattern(pattern) => pattern.omitted &= said.as_ref() == Some(&pattern.subject),
            Condition::Not(group) | Condition::Optional(group) => write_subjects(group, said.clone()),
            Condition::Or(branches) => {
                let mut said = said.clone();
                for branch in branches {
                    write_subjects(branch, said.clone());
                    said = said_behind_branch(branch).or(said);
                }
            }
            Condition::Relative(_) | Condition::Filter(_) | Condition::Subquery(_) => {}
        }
        for relative in relatives_of(condition) {
            write_subjects(&mut relative.body, Some(Term::Variable(relative.variable)));
        }
        said = said_behind(condition).or(said);
    }
}

/// A group, by the way to it through the conditions, and a variable that must not stand there.
struct Unsafe {
    path: Vec<usize>,
    variable: Variable,
    /// Whether it stands under `not`, where a subquery that brings it says nothing.
    negated: bool,
}

fn find(group: &Group, outer: &Variables, everywhere: &[Variable]) -> Option<Unsafe> {
    let bound_here: Variables = outer.union(&bound(group)).copied().collect();
    let usable_here: Variables = outer.union(&usable(group)).copied().collect();
    let mut at = 0;
    for condition in group {
        let within: Vec<Variable> = groups(condition).into_iter().flat_map(|group| occurrences(group)).collect();
        for inner in groups(condition) {
            let here = occurrences(inner);
            let mut named = here.iter().copied().filter(|variable| variable.is_named());
            let (found, visible) = match condition {
                // Under `not` only, and only once.
                Condition::Not(_) => {
                    let once = |variable| !usable_here.contains(&variable) && count(everywhere, variable) == 1;
                    (named.find(|variable| once(*variable)), &usable_here)
                }
                // Brought by this alternative, not by every one, and used elsewhere.
                Condition::Or(branches) => {
                    let by_each = |variable| branches.iter().all(|branch| usable(branch).contains(&variable));
                    let loose = |variable| {
                        usable(inner).contains(&variable)
                            && !bound_here.contains(&variable)
                            && count(everywhere, variable) > count(&within, variable)
                            && !by_each(variable)
                    };
                    (named.find(|variable| loose(*variable)), &bound_here)
                }
                _ => (None, &bound_here),
            };
            if let Some(variable) = found {
                return Some(Unsafe { path: vec![at], variable, negated: matches!(condition, Condition::Not(_)) });
            }
            if let Some(mut deeper) = find(inner, visible, everywhere) {
                deeper.path.insert(0, at);
                return Some(deeper);
            }
            at += 1;
        }
    }
    None
}

fn count(list: &[Variable], variable: Variable) -> usize {
    list.iter().filter(|other| **other == variable).count()
}

/// The groups directly within a group, in the order of [`groups`].
fn groups_mut(group: &mut Group) -> Vec<&mut Group> {
    group.iter_mut().flat_map(groups_in).collect()
}

fn groups_in(condition: &mut Condition) -> Vec<&mut Group> {
    match condition {
        Condition::Pattern(_) | Condition::Relative(_) => {
            relatives_of(condition).map(|relative| &mut relative.body).collect()
        }
        Condition::Not(group) | Condition::Optional(group) => vec![group],
        Condition::Or(branches) => branches.iter_mut().collect(),
        Condition::Filter(_) | Condition::Subquery(_) => Vec::new(),
    }
}

/// The relatives that stand in a condition itself.
fn relatives_of(condition: &mut Condition) -> impl Iterator<Item = &mut Relative> {
    let mut found: Vec<&mut Relative> = Vec::new();
    match condition {
        Condition::Pattern(pattern) => found.extend(terms_mut(pattern).into_iter().filter_map(|term| match term {
            Term::Relative(relative) => Some(&mut **relative),
            _ => None,
        })),
        Condition::Relative(relative) => found.push(relative),
        _ => {}
    }
    found.into_iter()
}

/// The terms of a pattern, in the order of [`Pattern::terms`].
fn terms_mut(pattern: &mut Pattern) -> Vec<&mut Term> {
    let qualifiers = pattern.qualifiers.iter_mut().map(|(_, value)| value);
    let scope = &mut pattern.scope;
    let told = [&mut scope.source, &mut scope.document, &mut scope.quote];
    [&mut pattern.subject, &mut pattern.object]
        .into_iter()
        .chain(qualifiers)
        .chain(told.into_iter().flatten())
        .collect()
}

/// Puts "something" for variables; a relative or column that had a name gets one that nothing else has.
struct Forgetter {
    hidden: usize,
    named: usize,
    /// Whether a subquery that brings it goes.
    negated: bool,
}

impl Forgetter {
    /// Forgets a variable throughout the group at the end of a path.
    fn replace(&mut self, group: &mut Group, path: &[usize], variable: Variable) {
        match path.split_first() {
            Some((at, rest)) => {
                if let Some(inner) = groups_mut(group).into_iter().nth(*at) {
                    self.replace(inner, rest, variable);
                }
            }
            None => self.group(group, variable),
        }
    }

    fn group(&mut self, group: &mut Group, variable: Variable) {
        let brings = |condition: &Condition| matches!(condition, Condition::Subquery(subquery) if subquery.columns.contains(&variable));
        group.retain(|condition| !(self.negated && brings(condition)));
        for condition in group.iter_mut() {
            match condition {
                Condition::Pattern(pattern) => self.pattern(pattern, variable),
                Condition::Relative(relative) => self.relative(relative, variable),
                Condition::Subquery(subquery) if subquery.columns.contains(&variable) => {
                    self.named += 1;
                    rename_columns(subquery, variable, Variable { index: self.named, ..variable });
                }
                _ => {}
            }
        }
        for inner in groups_mut(group) {
            self.group(inner, variable);
        }
    }

    fn pattern(&mut self, pattern: &mut Pattern, variable: Variable) {
        let is_it = |term: &Term| matches!(term, Term::Variable(other) if *other == variable);
        pattern.omitted &= !is_it(&pattern.subject);
        for term in terms_mut(pattern) {
            match term {
                Term::Relative(relative) => self.relative(relative, variable),
                term if is_it(term) => *term = Term::Anything,
                _ => {}
            }
        }
        let scope = &mut pattern.scope;
        for binds in [&mut scope.at, &mut scope.when, &mut scope.steps] {
            *binds = binds.filter(|other| *other != variable);
        }
    }

    fn relative(&mut self, relative: &mut Relative, variable: Variable) {
        if relative.variable == variable {
            self.hidden += 1;
            relative.variable = Variable { index: self.hidden, ..variable };
        }
    }
}

fn rename_columns(subquery: &mut Subquery, from: Variable, mut to: Variable) {
    // Two columns of one heading are an error.
    while subquery.columns.contains(&to) {
        to.index += 1;
    }
    for (column, output) in subquery.columns.iter_mut().zip(&mut subquery.find.outputs) {
        if *column == from {
            *column = to;
            output.heading = Some(crate::write::variable_name(to));
        }
    }
}

/// Gives a variable another name throughout a group.
pub fn renamed(group: &mut Group, from: Variable, to: Variable) {
    let rename = |variable: &mut Variable| {
        if *variable == from {
            *variable = to;
        }
    };
    for condition in group.iter_mut() {
        match condition {
            Condition::Pattern(pattern) => {
                for term in terms_mut(pattern) {
                    match term {
                        Term::Variable(variable) => rename(variable),
                        Term::Relative(relative) => rename(&mut relative.variable),
                        Term::Anything | Term::Constant(_) => {}
                    }
                }
                let scope = &mut pattern.scope;
                let binds = [&mut scope.at, &mut scope.when, &mut scope.steps];
                binds.into_iter().flatten().for_each(rename);
                scope.times.iter_mut().for_each(|test| rename_time(&mut test.time, from, to));
            }
            Condition::Relative(relative) => rename(&mut relative.variable),
            Condition::Filter(filter) => {
                filter.parts_mut().into_iter().for_each(|part| part.rename(from, to));
            }
            Condition::Subquery(subquery) => rename_columns(subquery, from, to),
            Condition::Not(_) | Condition::Optional(_) | Condition::Or(_) => {}
        }
    }
    for inner in groups_mut(group) {
        renamed(inner, from, to);
    }
}

fn rename_time(time: &mut Time, from: Variable, to: Variable) {
    match time {
        Time::Variable(variable) if *variable == from => *variable = to,
        Time::Between(first, last) => {
            rename_time(first, from, to);
            rename_time(last, from, to);
        }
        _ => {}
    }
}

/// Puts dates for variables in times that nothing binds; whether there was any.
fn date_times(group: &mut Group, outer: &Variables) -> bool {
    let visible: Variables = outer.union(&bound(group)).copied().collect();
    let usable_here: Variables = outer.union(&usable(group)).copied().collect();
    let mut changed = false;
    for condition in group.iter_mut() {
        if let Condition::Pattern(pattern) = condition {
            for test in &mut pattern.scope.times {
                for variable in looked_up(&test.time).into_iter().filter(|variable| !visible.contains(variable)) {
                    date_time(&mut test.time, variable);
                    changed = true;
                }
            }
        }
        let inner = if matches!(condition, Condition::Not(_)) { &usable_here } else { &visible };
        for group in groups_in(condition) {
            changed |= date_times(group, inner);
        }
    }
    changed
}

fn date_time(time: &mut Time, variable: Variable) {
    match time {
        Time::Variable(other) if *other == variable => *time = Time::Date(variable.index % 3),
        Time::Between(first, last) => {
            date_time(first, variable);
            date_time(last, variable);
        }
        _ => {}
    }
}

/// Drops filters of what has no value, and conditions that are empty then; whether anything was dropped.
fn drop_filters(group: &mut Group, outer: &Variables) -> bool {
    let bound_here: Variables = outer.union(&bound(group)).copied().collect();
    let usable_here: Variables = outer.union(&usable(group)).copied().collect();
    let before = group.len();
    let mut dropped = false;
    for condition in group.iter_mut() {
        let inner = if matches!(condition, Condition::Not(_)) { &usable_here } else { &bound_here };
        for group in groups_in(condition) {
            dropped |= drop_filters(group, inner);
        }
        for relative in relatives_of(condition) {
            let says_nothing = relative.body.is_empty() && relative.kind.is_none();
            relative.kind = if says_nothing { Some(0) } else { relative.kind };
        }
    }
    group.retain(|condition| match condition {
        Condition::Filter(filter) => filter.variables().iter().all(|variable| usable_here.contains(variable)),
        Condition::Not(group) | Condition::Optional(group) => !group.is_empty(),
        Condition::Or(branches) => branches.iter().all(|branch| !branch.is_empty()),
        _ => true,
    });
    dropped || group.len() != before
}
