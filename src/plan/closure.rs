//! Rules that say nothing else than that there is a chain: `?a R ?b` where `?a S ?b`, or where `?a S ?c` and `?c R ?b`, or the other
//! way round. Their rows are found as those of a chain are, from whichever end is known.

use super::{Body, Branch, Call, Definition, Link, Narrowing, Recursion, Relation, Slot, Step, Typed};
use crate::resolve::tree::VariableId;

/// Finds what each such rule is a chain of. What does not stand by itself yet becomes a relation.
pub fn find(relations: &mut Vec<Relation>) {
    for relation in 0..relations.len() {
        if let Some(links) = links_of(relation, &relations[relation]) {
            let link = named(&links, &relations[relation]).unwrap_or_else(|| {
                relations.push(of_links(&relations[relation], links));
                relations.len() - 1
            });
            relations[relation].chain_of = Some(Link::Row(link));
        }
    }
}

/// The alternatives of which each row of a relation is a chain.
fn links_of(at: usize, relation: &Relation) -> Option<Vec<Branch>> {
    let Definition::Rule { body, head } = &relation.definition else { return None };
    let [Slot::Variable(from), Slot::Variable(to)] = head.as_slice() else { return None };
    let is_of_things = relation.columns == [Typed::ENTITY; 2];
    if !is_of_things || !matches!(relation.recursion, Recursion::Linear(_)) || relation.counted || from == to {
        return None;
    }
    let own =
        |branch: &&Branch| branch.steps.iter().any(|step| matches!(step, Step::Call(call) if call.relation == at));
    let (longer, single): (Vec<&Branch>, Vec<&Branch>) = body.branches.iter().partition(own);
    let is_chain = [Side::Front, Side::Behind].into_iter().any(|side| {
        let lengthened: Option<Vec<Vec<Step>>> =
            longer.iter().map(|branch| Ends { from: *from, to: *to }.shortened(branch, at, side)).collect();
        lengthened.is_some_and(|lengthened| {
            let links = single.iter().map(|branch| told(branch.steps.iter(), *from, *to));
            let links: Option<Vec<Vec<Step>>> = links.collect();
            links.is_some_and(|links| !links.is_empty() && is_same_set(&links, &lengthened))
        })
    });
    is_chain.then(|| single.into_iter().cloned().collect())
}

/// Where a link is put to a chain.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    Front,
    Behind,
}

struct Ends {
    from: VariableId,
    to: VariableId,
}

impl Ends {
    /// The link by which an alternative lengthens the chain that it calls, told as [`told`] does; nothing where it does something else.
    fn shortened(&self, branch: &Branch, own: usize, side: Side) -> Option<Vec<Step>> {
        let is_own = |step: &&Step| matches!(step, Step::Call(call) if call.relation == own);
        let (called, rest): (Vec<&Step>, Vec<&Step>) = branch.steps.iter().partition(is_own);
        let [Step::Call(Call { arguments, steps: None, .. })] = called.as_slice() else { return None };
        let [Slot::Variable(begins), Slot::Variable(ends)] = arguments.as_slice() else { return None };
        match side {
            Side::Front if *ends == self.to && *begins != self.from && *begins != self.to => {
                told(rest.into_iter(), self.from, *begins).filter(|_| !speaks_of(branch, own, self.to))
            }
            Side::Behind if *begins == self.from && *ends != self.from && *ends != self.to => {
                told(rest.into_iter(), *ends, self.to).filter(|_| !speaks_of(branch, own, self.from))
            }
            _ => None,
        }
    }
}

/// Whether an alternative speaks of a variable elsewhere than in the call.
fn speaks_of(branch: &Branch, own: usize, variable: VariableId) -> bool {
    branch.steps.iter().any(|step| match step {
        Step::Call(call) if call.relation == own => false,
        step => slots(step).is_none_or(|slots| slots.iter().any(|slot| slot.as_variable() == Some(variable))),
    })
}

/// Steps with their variables numbered: 0 and 1 the ends, the others as they come. Nothing where there are steps of other kinds than plain
/// facts and calls.
fn told<'s>(steps: impl Iterator<Item = &'s Step>, from: VariableId, to: VariableId) -> Option<Vec<Step>> {
    let mut known = vec![from, to];
    steps
        .map(|step| {
            let mut step = step.clone();
            for slot in slots_mut(&mut step)? {
                if let Slot::Variable(variable) = slot {
                    let at = known.iter().position(|other| other == variable).unwrap_or_else(|| {
                        known.push(*variable);
                        known.len() - 1
                    });
                    *slot = Slot::Variable(VariableId(at));
                }
            }
            Some(step)
        })
        .collect()
}

/// What stands in a plain fact or a call.
fn slots_mut(step: &mut Step) -> Option<Vec<&mut Slot>> {
    match step {
        Step::Fact(fact) if fact.narrowing == Narrowing::default() && fact.qualifiers.is_empty() => {
            Some(vec![&mut fact.subject, &mut fact.object])
        }
        Step::Call(call) if call.steps.is_none() => Some(call.arguments.iter_mut().collect()),
        _ => None,
    }
}

fn slots(step: &Step) -> Option<Vec<Slot>> {
    let mut step = step.clone();
    slots_mut(&mut step).map(|slots| slots.into_iter().map(|slot| slot.clone()).collect())
}

fn is_same_set(one: &[Vec<Step>], other: &[Vec<Step>]) -> bool {
    one.iter().all(|steps| other.contains(steps)) && other.iter().all(|steps| one.contains(steps))
}

/// The relation whose rows the links are, where that is all that they say.
fn named(links: &[Branch], of: &Relation) -> Option<usize> {
    let Definition::Rule { head, .. } = &of.definition else { return None };
    let [Branch { steps }] = links else { return None };
    match steps.as_slice() {
        [Step::Call(call)] if call.steps.is_none() && call.arguments == *head => Some(call.relation),
        _ => None,
    }
}

/// The links of a rule as a relation of their own.
fn of_links(rule: &Relation, links: Vec<Branch>) -> Relation {
    let (variables, head) = match &rule.definition {
        Definition::Rule { body, head } => (body.variables.clone(), head.clone()),
        Definition::Rows { .. } => (Vec::new(), Vec::new()),
    };
    let body = Body { variables, bindings: Vec::new(), branches: links };
    Relation {
        name: rule.name.clone(),
        columns: rule.columns.clone(),
        definition: Definition::Rule { body, head },
        recursion: Recursion::None,
        counted: false,
        chain_of: None,
    }
}
