//! Which relations call themselves, and whether what they deny is complete before: stratification.
//!
//! Strongly connected components are found as in R. E. Tarjan, "Depth-first search and linear graph algorithms", 1972,
//! with a stack of its own, so that long chains of rules do not take the program's.

use super::{Branch, Definition, Recursion, Relation, Step};
use crate::problem::{Mistake, QueryProblem};
use crate::source::Span;

/// That one relation calls another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// Which calls; none is the query itself.
    pub from: Option<usize>,
    /// Which is called.
    pub to: usize,
    /// Whether the called one must be complete before: under `not`, `optional`, or in a subquery.
    pub negative: bool,
    /// Where the call stands.
    pub span: Span,
}

/// Says of each relation how it calls itself.
///
/// # Errors
/// Relations that deny one another in a circle; at the call that denies, as far as it stands in the text of the first.
pub fn classify(relations: &mut [Relation], edges: &[Edge]) -> Result<(), Mistake> {
    let components = components(relations.len(), edges);
    for (number, component) in components.iter().enumerate() {
        let within =
            |edge: &&Edge| edge.from.is_some_and(|from| component.contains(&from)) && component.contains(&edge.to);
        if !edges.iter().any(|edge| within(&edge)) {
            continue;
        }
        if let Some(denial) = edges.iter().filter(within).find(|edge| edge.negative) {
            let names = circle(relations, edges, component, denial);
            return Err(Mistake::new(denial.span, QueryProblem::Unstratified { names }));
        }
        let recursion = match component.as_slice() {
            [only] if is_linear(&relations[*only], *only) => Recursion::Linear(number),
            _ => Recursion::General(number),
        };
        for relation in component {
            relations[*relation].recursion = recursion;
        }
    }
    Ok(())
}

/// Whether every alternative of a relation calls it at most once, as a row that is joined.
fn is_linear(relation: &Relation, own: usize) -> bool {
    let Definition::Rule { body, .. } = &relation.definition else { return false };
    let calls = |branch: &Branch| {
        branch.steps.iter().filter(|step| matches!(step, Step::Call(call) if call.relation == own)).count()
    };
    !relation.counted && body.branches.iter().all(|branch| calls(branch) <= 1)
}

/// The names along a circle that begins with the denying relation.
fn circle(relations: &[Relation], edges: &[Edge], component: &[usize], denial: &Edge) -> Vec<String> {
    let start = denial.from.unwrap_or(denial.to);
    let mut before: Vec<Option<usize>> = vec![None; relations.len()];
    let mut queue = std::collections::VecDeque::from([denial.to]);
    while let Some(at) = queue.pop_front() {
        if at == start {
            break;
        }
        for edge in edges.iter().filter(|edge| edge.from == Some(at) && component.contains(&edge.to)) {
            if edge.to != denial.to && before[edge.to].is_none() {
                before[edge.to] = Some(at);
                queue.push_back(edge.to);
            }
        }
    }
    let mut way = vec![start];
    let mut at = start;
    while let Some(previous) = before[at] {
        way.push(previous);
        at = previous;
    }
    if at != denial.to {
        way.push(denial.to);
    }
    way.push(start);
    way.reverse();
    way.dedup();
    let mut names: Vec<String> = way.into_iter().map(|relation| relations[relation].name.clone()).collect();
    if names.len() == 1 {
        names.push(names[0].clone());
    }
    names
}

/// The strongly connected components, each before those that call it.
fn components(count: usize, edges: &[Edge]) -> Vec<Vec<usize>> {
    let mut calls: Vec<Vec<usize>> = vec![Vec::new(); count];
    for edge in edges {
        if let Some(from) = edge.from {
            calls[from].push(edge.to);
        }
    }
    let mut search = Search { calls, index: vec![None; count], low: vec![0; count], ..Search::default() };
    for node in 0..count {
        if search.index[node].is_none() {
            search.from(node);
        }
    }
    search.found
}

#[derive(Default)]
struct Search {
    calls: Vec<Vec<usize>>,
    index: Vec<Option<usize>>,
    low: Vec<usize>,
    next: usize,
    open: Vec<usize>,
    found: Vec<Vec<usize>>,
}

impl Search {
    fn from(&mut self, root: usize) {
        let mut way = vec![(root, 0)];
        self.enter(root);
        while let Some((node, call)) = way.pop() {
            match self.calls[node].get(call).copied() {
                Some(next) => {
                    way.push((node, call + 1));
                    match self.index[next] {
                        None => {
                            self.enter(next);
                            way.push((next, 0));
                        }
                        Some(index) if self.open.contains(&next) => self.low[node] = self.low[node].min(index),
                        Some(_) => {}
                    }
                }
                None => {
                    self.leave(node);
                    if let Some((caller, _)) = way.last() {
                        self.low[*caller] = self.low[*caller].min(self.low[node]);
                    }
                }
            }
        }
    }

    fn enter(&mut self, node: usize) {
        self.index[node] = Some(self.next);
        self.low[node] = self.next;
        self.next += 1;
        self.open.push(node);
    }

    fn leave(&mut self, node: usize) {
        if self.index[node] != Some(self.low[node]) {
            return;
        }
        let start = self.open.iter().position(|open| *open == node).unwrap_or(0);
        self.found.push(self.open.split_off(start));
    }
}
