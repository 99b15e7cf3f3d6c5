//! Rules: linear, non-linear and mutual recursion, with negation and aggregates of what is complete before.

use super::find::plain_pattern;
use super::{Builder, Callable, mend};
use crate::choices::Choices;
use crate::generate::RuleGene;
use crate::model::{Objects, Store};
use crate::query::{Condition, Follows, Group, Path, Pattern, Relation, Rule, Scope, Sort, Step, Term, Variable};
use crate::walk::{Variables, bound};

const PREDICATES: [&str; 4] = ["linked to", "met with", "sits_near", "outranks"];
const KINDS: [&str; 4] = ["negotiator", "loner", "inner circle", "newcomer"];

/// Rules over a store; each level may deny what is below it only.
pub fn rules(store: &Store, genes: &[RuleGene]) -> (Vec<Rule>, Vec<Callable>) {
    let mut callables = Vec::new();
    let mut levels = Vec::new();
    let mut level = 0;
    for (rule, gene) in genes.iter().enumerate() {
        let mut c = Choices::new(&gene.head);
        level += usize::from(rule > 0 && c.below(3) == 2);
        levels.push(level);
        let sorts = match c.weighed(&[6, 3, 2]) {
            0 => vec![Sort::Entity, Sort::Entity],
            1 => vec![Sort::Entity],
            _ => vec![Sort::Entity, Sort::Number],
        };
        callables.push(Callable { rule, sorts });
    }
    let rules = genes.iter().enumerate().map(|(at, gene)| {
        let of = |below: usize| {
            let callable = callables.iter().zip(&levels).filter(|(_, level)| **level < below);
            callable.map(|(callable, _)| callable.clone()).collect::<Vec<_>>()
        };
        let (lower, same) = (of(levels[at]), of(levels[at] + 1));
        let head: Vec<Variable> = head(&callables[at].sorts);
        let mut branches = Vec::new();
        for (number, bytes) in gene.alternatives.iter().enumerate() {
            // The first alternative mostly gives what the others begin with; always, where it says that objects are numbers.
            let numbers = callables[at].sorts.contains(&Sort::Number);
            let begins = number == 0 && (numbers || gene.head.last().is_none_or(|byte| byte % 4 != 3));
            let callable = if begins { lower.clone() } else { same.clone() };
            branches.push(branch(Builder::new(store, callable, lower.clone()), bytes, &head));
        }
        if branches.is_empty() {
            branches.push(branch(Builder::new(store, Vec::new(), Vec::new()), &[], &head));
        }
        let mut body = if branches.len() == 1 { branches.remove(0) } else { vec![Condition::Or(branches)] };
        mend::mend(&mut body);
        match body.as_mut_slice() {
            [Condition::Or(branches)] => branches.iter_mut().for_each(|branch| bind(store, branch, &head)),
            _ => bind(store, &mut body, &head),
        }
        mend::write_subjects(&mut body, None);
        let name = if head.len() == 1 { KINDS[at] } else { PREDICATES[at] };
        Rule { name, head, body, style: gene.head.iter().skip(4).fold(0, |style, byte| style << 8 | u64::from(*byte)) }
    });
    (rules.collect(), callables.clone())
}

fn head(sorts: &[Sort]) -> Vec<Variable> {
    sorts.iter().enumerate().map(|(at, sort)| Variable { sort: *sort, index: at }).collect()
}

/// An alternative; not empty.
fn branch(mut builder: Builder<'_>, bytes: &[u8], head: &[Variable]) -> Group {
    let mut c = Choices::new(bytes);
    let count = 1 + c.below(2);
    let mut branch = builder.group(c.parts(count), None, &Variables::new(), 1);
    let mut mended = branch.clone();
    mend::mend(&mut mended);
    if mended.is_empty() {
        branch.push(plain_pattern(head[0], Variable { index: 3, ..head[0] }));
    }
    branch
}

/// Binds what an alternative does not bind of the head.
fn bind(store: &Store, branch: &mut Group, head: &[Variable]) {
    let subject = head[0];
    let missing: Vec<Variable> = head.iter().copied().filter(|variable| !bound(branch).contains(variable)).collect();
    for variable in missing {
        branch.push(match variable.sort {
            Sort::Entity => plain_pattern(subject, variable),
            _ => {
                let of_numbers = |at: &usize| store.predicates[*at].objects == Objects::Number;
                let at = (0..store.predicates.len()).find(of_numbers).unwrap_or(0);
                let path = Path::Step(Step { follows: Follows::Predicate(at), inverse: false });
                Condition::Pattern(Pattern {
                    subject: Term::Variable(subject),
                    omitted: false,
                    relation: Relation::Path(path),
                    object: Term::Variable(variable),
                    qualifiers: Vec::new(),
                    scope: Scope::default(),
                })
            }
        });
    }
}
