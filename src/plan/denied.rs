//! Variants of a plan by which yes-or-no questions tell "denied" and "disputed" from "yes" and "no".

use super::{Body, Branch, Fact, Link, Narrowing, Plan, Reach, Slot, Step, Typed};
use crate::resolve::tree::VariableId;
use crate::value::ObjectType;

impl Plan {
    /// The same plan with one fact of it only denied instead of holding, for every fact that can be: whether a
    /// yes-or-no question that is not so is denied.
    pub fn denied(&self) -> Vec<Plan> {
        let mut variants = Vec::new();
        for branch in &self.body.branches {
            for at in 0..branch.steps.len() {
                let mut variables = self.body.variables.clone();
                if let Some(denied) = branch.steps[at].denied(&mut variables) {
                    let mut steps = branch.steps.clone();
                    steps.splice(at..=at, denied);
                    let body = Body { variables, branches: vec![Branch { steps }], ..self.body.clone() };
                    variants.push(Plan { body, ..self.clone() });
                }
            }
        }
        variants
    }

    /// The same plan, resting on facts only that nobody denies, but for those that it asks for as denied.
    pub fn undisputed(&self) -> Plan {
        Plan { undisputed: true, ..self.clone() }
    }
}

impl Step {
    /// The steps that say the same with one fact only denied; none where the step rests on no fact, or on such a one.
    /// Of a chain that is what comes before the fact, the fact, and what comes behind it, joined by new variables.
    fn denied(&self, variables: &mut Vec<Typed>) -> Option<Vec<Step>> {
        match self {
            Step::Fact(fact) if !fact.narrowing.denied && !fact.narrowing.of_optional => {
                let narrowing = Narrowing { denied: true, ..fact.narrowing.clone() };
                Some(vec![Step::Fact(Fact { narrowing, ..fact.clone() })])
            }
            Step::Reach(reach) => denied_link(reach, variables),
            _ => None,
        }
    }
}

fn denied_link(reach: &Reach, variables: &mut Vec<Typed>) -> Option<Vec<Step>> {
    let Link::Fact { predicate, symmetric, functional, narrowing } = &reach.link else { return None };
    if narrowing.denied || narrowing.of_optional {
        return None;
    }
    let denied = |subject: Slot, object: Slot| {
        Step::Fact(Fact {
            predicates: vec![*predicate],
            object_type: ObjectType::Entity,
            symmetric: *symmetric,
            functional: *functional,
            subject,
            object,
            qualifiers: Vec::new(),
            narrowing: Narrowing { denied: true, ..narrowing.as_ref().clone() },
        })
    };
    if reach.single {
        return Some(vec![denied(reach.from.clone(), reach.to.clone())]);
    }
    let (near, far) = (fresh(variables), fresh(variables));
    let before = Reach { to: near.clone(), reflexive: true, ..reach.clone() };
    let behind = Reach { from: far.clone(), reflexive: true, ..reach.clone() };
    Some(vec![Step::Reach(before), denied(near, far), Step::Reach(behind)])
}

/// A new variable for an entity.
fn fresh(variables: &mut Vec<Typed>) -> Slot {
    variables.push(Typed::ENTITY);
    Slot::Variable(VariableId(variables.len() - 1))
}
