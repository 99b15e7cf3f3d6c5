//! Whether every variable is bound where it must be.

use super::tree::{Condition, Group, Pattern, Term, Variable, VariableId, occurrences};
use crate::problem::{Mistake, QueryProblem};
use crate::vocabulary::nearest;

/// Checks a query's body: a variable in a filter or a time, and one that the alternatives of an `or` bring, must be bound
/// by a positive pattern; one that two optional parts share, likewise; one that stands under `not` only must join
/// patterns there.
///
/// # Errors
/// The first variable of which that is not so.
pub fn check(body: &Group, variables: &[Variable]) -> Result<(), Mistake> {
    Check { variables, everywhere: occurrences(body) }.group(body, &[])
}

struct Check<'a> {
    variables: &'a [Variable],
    everywhere: Vec<VariableId>,
}

impl Check<'_> {
    fn group(&self, group: &Group, outer: &[VariableId]) -> Result<(), Mistake> {
        let bound: Vec<VariableId> = outer.iter().copied().chain(group.bound()).collect();
        let usable: Vec<VariableId> = outer.iter().copied().chain(group.usable()).collect();
        self.optionals(group, &bound)?;
        for condition in &group.conditions {
            match condition {
                Condition::Pattern(pattern) => self.pattern(pattern, &bound)?,
                Condition::Relative(relative) => self.group(&relative.body, &bound)?,
                Condition::Filter(filter) => {
                    let mut used = Vec::new();
                    filter.variables(&mut used);
                    self.used(&used, &usable)?;
                }
                Condition::Not(negated) => {
                    self.negated(negated, &usable)?;
                    self.group(negated, &usable)?;
                }
                Condition::Optional(optional) => self.group(optional, &bound)?,
                Condition::Or(branches) => {
                    self.branches(branches, &bound)?;
                    for branch in branches {
                        self.group(branch, &bound)?;
                    }
                }
                Condition::Subquery(_) => {}
            }
        }
        Ok(())
    }

    fn pattern(&self, pattern: &Pattern, bound: &[VariableId]) -> Result<(), Mistake> {
        self.used(&pattern.scope.using(), bound)?;
        for term in pattern.terms() {
            if let Term::Relative(relative) = term {
                self.group(&relative.body, bound)?;
            }
        }
        Ok(())
    }

    /// A variable that is only compared must be bound.
    fn used(&self, used: &[VariableId], bound: &[VariableId]) -> Result<(), Mistake> {
        let Some(id) = used.iter().find(|id| !bound.contains(id)) else { return Ok(()) };
        let variable = &self.variables[id.0];
        let name = variable.name.clone().unwrap_or_default();
        let nearest = near_variables(&name, self.variables, bound);
        Err(Mistake::new(variable.span, QueryProblem::UnboundInComparison { variable: name, nearest }))
    }

    /// A variable that stands once in the whole query, and that under `not`, is a slip more often than "something".
    fn negated(&self, negated: &Group, bound: &[VariableId]) -> Result<(), Mistake> {
        let headings = headings(negated);
        for id in occurrences(negated).into_iter().filter(|id| !headings.contains(id)) {
            let variable = &self.variables[id.0];
            let once = times(&self.everywhere, id) == 1;
            if let Some(name) = &variable.name
                && once
                && !bound.contains(&id)
            {
                return Err(Mistake::new(variable.span, QueryProblem::UnboundInNot { variable: name.clone() }));
            }
        }
        Ok(())
    }

    /// What two optional parts bring would depend on which of them is looked at first.
    fn optionals(&self, group: &Group, bound: &[VariableId]) -> Result<(), Mistake> {
        let mut brought: Vec<VariableId> = Vec::new();
        for condition in &group.conditions {
            let Condition::Optional(optional) = condition else { continue };
            let own = occurrences(optional);
            if let Some(shared) = own.iter().find(|id| brought.contains(id) && !bound.contains(id)) {
                let variable = &self.variables[shared.0];
                let name = variable.name.clone().unwrap_or_default();
                return Err(Mistake::new(variable.span, QueryProblem::SharedByOptionals { variable: name }));
            }
            brought.extend(optional.brought());
        }
        Ok(())
    }

    /// A variable that one alternative binds and another does not, nor any pattern beside them, must not be used
    /// elsewhere: it would have a value in some rows only.
    fn branches(&self, branches: &[Group], bound: &[VariableId]) -> Result<(), Mistake> {
        let within: Vec<VariableId> = branches.iter().flat_map(occurrences).collect();
        for branch in branches {
            for id in branch.usable() {
                // Within one alternative it may stand for something that the others do not speak of.
                let elsewhere = times(&self.everywhere, id) > times(&within, id);
                let by_each = branches.iter().all(|other| other.usable().contains(&id));
                if let Some(name) = &self.variables[id.0].name
                    && elsewhere
                    && !by_each
                    && !bound.contains(&id)
                {
                    let problem = QueryProblem::UnboundInBranch { variable: name.clone() };
                    return Err(Mistake::new(self.variables[id.0].span, problem));
                }
            }
        }
        Ok(())
    }
}

/// The variables that stand for columns of subqueries, which cannot go without a heading.
fn headings(group: &Group) -> Vec<VariableId> {
    let columns = group.conditions.iter().filter_map(|condition| match condition {
        Condition::Subquery(subquery) => Some(subquery.columns.clone()),
        _ => None,
    });
    columns.flatten().collect()
}

fn times(all: &[VariableId], id: VariableId) -> usize {
    all.iter().filter(|other| **other == id).count()
}

/// The names of bound variables that are near to one that is not bound, with their mark.
pub fn near_variables(name: &str, variables: &[Variable], bound: &[VariableId]) -> Vec<String> {
    let known = bound.iter().filter_map(|id| variables[id.0].name.clone()).filter(|other| other != name);
    nearest(name, known).into_iter().map(|name| format!("?{name}")).collect()
}
