//! Whether every variable is bound where it must be.

use super::tree::{Comparison, Condition, Group, Term, Variable, VariableId, occurrences};
use crate::problem::{Mistake, QueryProblem};
use crate::vocabulary::nearest;

/// Checks a query's body: a variable in a comparison, and one that the alternatives of an `or` bring, must be bound
/// by a positive pattern; one that stands under `not` only must join patterns there.
///
/// # Errors
/// The first variable of which that is not so.
pub fn check(body: &Group, variables: &[Variable]) -> Result<(), Mistake> {
    check_group(body, &[], &occurrences(body), variables)
}

fn check_group(
    group: &Group,
    outer: &[VariableId],
    everywhere: &[VariableId],
    variables: &[Variable],
) -> Result<(), Mistake> {
    let bound: Vec<VariableId> = outer.iter().copied().chain(group.bound()).collect();
    for condition in &group.conditions {
        match condition {
            Condition::Pattern(pattern) => {
                for term in pattern.terms() {
                    if let Term::Relative(relative) = term {
                        check_group(&relative.body, &bound, everywhere, variables)?;
                    }
                }
            }
            Condition::Relative(relative) => check_group(&relative.body, &bound, everywhere, variables)?,
            Condition::Comparison(comparison) => check_comparison(comparison, &bound, variables)?,
            Condition::Not(negated) => {
                check_negated(negated, &bound, everywhere, variables)?;
                check_group(negated, &bound, everywhere, variables)?;
            }
            Condition::Or(branches) => {
                check_branches(branches, &bound, everywhere, variables)?;
                for branch in branches {
                    check_group(branch, &bound, everywhere, variables)?;
                }
            }
        }
    }
    Ok(())
}

fn check_comparison(comparison: &Comparison, bound: &[VariableId], variables: &[Variable]) -> Result<(), Mistake> {
    for term in [&comparison.left, &comparison.right] {
        if let Term::Variable(id) = term
            && !bound.contains(id)
        {
            let variable = &variables[id.0];
            let name = variable.name.clone().unwrap_or_default();
            let nearest = near_variables(&name, variables, bound);
            return Err(Mistake::new(variable.span, QueryProblem::UnboundInComparison { variable: name, nearest }));
        }
    }
    Ok(())
}

/// A variable that stands once in the whole query, and that under `not`, is a slip more often than "something".
fn check_negated(
    negated: &Group,
    bound: &[VariableId],
    everywhere: &[VariableId],
    variables: &[Variable],
) -> Result<(), Mistake> {
    for id in occurrences(negated) {
        let variable = &variables[id.0];
        let once = everywhere.iter().filter(|other| **other == id).count() == 1;
        if let Some(name) = &variable.name
            && once
            && !bound.contains(&id)
        {
            return Err(Mistake::new(variable.span, QueryProblem::UnboundInNot { variable: name.clone() }));
        }
    }
    Ok(())
}

/// A variable that one alternative binds and another does not, nor any pattern beside them, must not be used elsewhere:
/// it would have a value in some rows only.
fn check_branches(
    branches: &[Group],
    bound: &[VariableId],
    everywhere: &[VariableId],
    variables: &[Variable],
) -> Result<(), Mistake> {
    let within: Vec<VariableId> = branches.iter().flat_map(occurrences).collect();
    let times = |all: &[VariableId], id| all.iter().filter(|other| **other == id).count();
    for branch in branches {
        for id in branch.bound() {
            // Within one alternative it may stand for something that the others do not speak of.
            let elsewhere = times(everywhere, id) > times(&within, id);
            if let Some(name) = &variables[id.0].name
                && elsewhere
                && !bound.contains(&id)
            {
                let problem = QueryProblem::UnboundInBranch { variable: name.clone() };
                return Err(Mistake::new(variables[id.0].span, problem));
            }
        }
    }
    Ok(())
}

/// The names of bound variables that are near to one that is not bound, with their mark.
pub fn near_variables(name: &str, variables: &[Variable], bound: &[VariableId]) -> Vec<String> {
    let known = bound.iter().filter_map(|id| variables[id.0].name.clone()).filter(|other| other != name);
    nearest(name, known).into_iter().map(|name| format!("?{name}")).collect()
}
