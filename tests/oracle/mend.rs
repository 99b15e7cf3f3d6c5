//! Makes most random queries safe: a variable that would be an error where it stands becomes "something".

use std::collections::BTreeSet;

use crate::query::{
    Condition, Group, HIDDEN, Pattern, Relative, Term, Variable, bound, occurrences, said_behind, said_behind_branch,
};

/// Mends a body until it is safe; conditions that are left without sense are dropped.
pub fn mend(body: &mut Group) {
    let mut forgetter = Forgetter { next: 2 * HIDDEN };
    loop {
        let everywhere = occurrences(body);
        if let Some(unsafe_place) = find(body, &BTreeSet::new(), &everywhere) {
            forgetter.replace(body, &unsafe_place.path, unsafe_place.variable);
        } else if !drop_comparisons(body, &BTreeSet::new()) {
            break;
        }
    }
    write_subjects(body, None);
}

/// A subject is only left out where it would be read back as the same.
fn write_subjects(group: &mut Group, said: Option<Term>) {
    let mut said = said;
    for condition in group {
        match condition {
            Condition::Pattern(pattern) => pattern.omitted &= said.as_ref() == Some(&pattern.subject),
            Condition::Not(group) => write_subjects(group, said.clone()),
            Condition::Or(branches) => {
                let mut said = said.clone();
                for branch in branches {
                    write_subjects(branch, said.clone());
                    said = said_behind_branch(branch).or(said);
                }
            }
            Condition::Relative(_) | Condition::Compare(_) => {}
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
}

fn find(group: &Group, outer: &BTreeSet<Variable>, everywhere: &[Variable]) -> Option<Unsafe> {
    let visible: BTreeSet<Variable> = outer.union(&bound(group)).copied().collect();
    let count = |list: &[Variable], variable: Variable| list.iter().filter(|other| **other == variable).count();
    for (at, inner) in inner_groups(group).into_iter().enumerate() {
        let here = occurrences(inner.group);
        let unsafe_here =
            here.iter().copied().filter(|variable| variable.is_named()).find(|variable| match inner.role {
                // Under `not` only, and only once.
                Role::Negated => !visible.contains(variable) && count(everywhere, *variable) == 1,
                // Bound by this alternative, not by every one, and used elsewhere.
                Role::Alternative => {
                    bound(inner.group).contains(variable)
                        && !visible.contains(variable)
                        && count(everywhere, *variable) > count(&here, *variable)
                }
                Role::Plain => false,
            });
        if let Some(variable) = unsafe_here {
            return Some(Unsafe { path: vec![at], variable });
        }
        if let Some(mut deeper) = find(inner.group, &visible, everywhere) {
            deeper.path.insert(0, at);
            return Some(deeper);
        }
    }
    None
}

enum Role {
    Negated,
    Alternative,
    Plain,
}

struct Inner<'g> {
    group: &'g Group,
    role: Role,
}

/// The groups directly within a group, in the order of [`inner_groups_mut`].
fn inner_groups(group: &Group) -> Vec<Inner<'_>> {
    let mut found = Vec::new();
    let plain = |group| Inner { group, role: Role::Plain };
    for condition in group {
        match condition {
            Condition::Pattern(pattern) => found.extend(pattern.relatives().map(|relative| plain(&relative.body))),
            Condition::Relative(relative) => found.push(plain(&relative.body)),
            Condition::Not(group) => found.push(Inner { group, role: Role::Negated }),
            Condition::Or(branches) => {
                found.extend(branches.iter().map(|group| Inner { group, role: Role::Alternative }));
            }
            Condition::Compare(_) => {}
        }
    }
    found
}

fn inner_groups_mut(group: &mut Group) -> Vec<&mut Group> {
    let mut found: Vec<&mut Group> = Vec::new();
    for condition in group {
        match condition {
            Condition::Pattern(_) | Condition::Relative(_) => {
                found.extend(relatives_of(condition).map(|relative| &mut relative.body));
            }
            Condition::Not(group) => found.push(group),
            Condition::Or(branches) => found.extend(branches),
            Condition::Compare(_) => {}
        }
    }
    found
}

fn relatives_mut(group: &mut Group) -> impl Iterator<Item = &mut Relative> {
    group.iter_mut().flat_map(relatives_of)
}

/// The relatives that stand in a condition itself.
fn relatives_of(condition: &mut Condition) -> impl Iterator<Item = &mut Relative> {
    let mut found: Vec<&mut Relative> = Vec::new();
    match condition {
        Condition::Pattern(pattern) => {
            let qualifiers = pattern.qualifiers.iter_mut().map(|(_, value)| value);
            for term in [&mut pattern.subject, &mut pattern.object].into_iter().chain(qualifiers) {
                if let Term::Relative(relative) = term {
                    found.push(relative);
                }
            }
        }
        Condition::Relative(relative) => found.push(relative),
        Condition::Not(_) | Condition::Or(_) | Condition::Compare(_) => {}
    }
    found.into_iter()
}

/// Puts "something" for variables; a relative that had a name gets a variable without one.
struct Forgetter {
    next: usize,
}

impl Forgetter {
    /// Forgets a variable throughout the group at the end of a path.
    fn replace(&mut self, group: &mut Group, path: &[usize], variable: Variable) {
        match path.split_first() {
            Some((at, rest)) => {
                if let Some(inner) = inner_groups_mut(group).into_iter().nth(*at) {
                    self.replace(inner, rest, variable);
                }
            }
            None => self.group(group, variable),
        }
    }

    fn group(&mut self, group: &mut Group, variable: Variable) {
        for condition in group.iter_mut() {
            match condition {
                Condition::Pattern(pattern) => self.pattern(pattern, variable),
                Condition::Relative(relative) => self.relative(relative, variable),
                Condition::Not(_) | Condition::Or(_) | Condition::Compare(_) => {}
            }
        }
        for inner in inner_groups_mut(group) {
            self.group(inner, variable);
        }
    }

    fn pattern(&mut self, pattern: &mut Pattern, variable: Variable) {
        let is_it = |term: &Term| matches!(term, Term::Variable(other) if *other == variable);
        pattern.omitted &= !is_it(&pattern.subject);
        let qualifiers = pattern.qualifiers.iter_mut().map(|(_, value)| value);
        let terms = [&mut pattern.subject, &mut pattern.object].into_iter().chain(qualifiers);
        for term in terms.chain(&mut pattern.scope.source) {
            match term {
                Term::Relative(relative) => self.relative(relative, variable),
                term if is_it(term) => *term = Term::Anything,
                _ => {}
            }
        }
        pattern.scope.at = pattern.scope.at.filter(|other| *other != variable);
        pattern.scope.when = pattern.scope.when.filter(|other| *other != variable);
    }

    fn relative(&mut self, relative: &mut Relative, variable: Variable) {
        if relative.variable == variable {
            self.next += 1;
            relative.variable = Variable { index: self.next, ..variable };
        }
    }
}

/// Drops comparisons of what has no value, and conditions that are empty then; whether anything was dropped.
fn drop_comparisons(group: &mut Group, outer: &BTreeSet<Variable>) -> bool {
    let visible: BTreeSet<Variable> = outer.union(&bound(group)).copied().collect();
    let has_value = |term: &Term| !matches!(term, Term::Variable(variable) if !visible.contains(variable));
    let before = group.len();
    let mut dropped = false;
    for inner in inner_groups_mut(group) {
        dropped |= drop_comparisons(inner, &visible);
    }
    relatives_mut(group).for_each(|relative| {
        let says_nothing = relative.body.is_empty() && relative.kind.is_none();
        relative.kind = if says_nothing { Some(0) } else { relative.kind };
    });
    group.retain(|condition| match condition {
        Condition::Compare(compare) => has_value(&compare.left) && has_value(&compare.right),
        Condition::Not(group) => !group.is_empty(),
        Condition::Or(branches) => branches.iter().all(|branch| !branch.is_empty()),
        Condition::Pattern(_) | Condition::Relative(_) => true,
    });
    dropped || group.len() != before
}
