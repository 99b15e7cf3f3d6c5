//! Paths expanded to edges over stated facts.

use super::MOST_BRANCHES;
use crate::problem::QueryProblem;
use crate::resolve::tree::Sort;
use crate::syntax::{self, PathText, Times};
use crate::value::{ObjectType, PredicateId};
use crate::vocabulary::{Directed, Predicate, Vocabulary};

/// A step of a predicate's path.
#[derive(Debug, Clone, Copy)]
struct PathStep {
    directed: Directed,
    times: Times,
}

/// An edge over the stated facts of one predicate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// The predicate.
    pub predicate: PredicateId,
    /// Whether it is gone from object to subject.
    pub inverse: bool,
    /// Whether it is a chain, and if so, whether the empty one counts.
    pub repeated: Option<bool>,
    /// Whether it carries what narrows the pattern: the edge that is the written predicate itself, else the first.
    pub carries: bool,
}

/// The edges that a predicate comes to, in alternatives: one that is itself defined by a path is replaced by it, a
/// transitive one becomes a chain.
///
/// # Errors
/// A definition that cannot be read, that goes in a circle, or that is repeated; a step that cannot begin where the one
/// before it ends, or a repeated one that does not end where it can begin.
pub fn edges(directed: Directed, vocabulary: &Vocabulary) -> Result<Vec<Vec<Edge>>, QueryProblem> {
    let alternatives = expand(PathStep { directed, times: Times::Once }, vocabulary, &mut Vec::new())?;
    for edges in &alternatives {
        check_joints(edges, vocabulary)?;
    }
    Ok(alternatives)
}

/// Checks a predicate's path: every phrase in it is a predicate's, none leads back to it, each step begins where the one
/// before it ends, and the whole leads from entities to what the predicate's objects are.
///
/// # Errors
/// A definition that cannot be read, that goes in a circle, or that is repeated.
pub fn check(predicate: PredicateId, vocabulary: &Vocabulary) -> Result<(), QueryProblem> {
    let declared = vocabulary.predicate(predicate);
    for edges in edges(Directed { predicate, inverse: false }, vocabulary)? {
        let (first, last) = (edges.first(), edges.last());
        let begins = first.map_or(ObjectType::Entity, |edge| ends(edge, vocabulary).0);
        let leads_to = last.map_or(declared.object_type, |edge| ends(edge, vocabulary).1);
        fits(&declared.name, begins, ObjectType::Entity)?;
        fits(&declared.name, declared.object_type, leads_to)?;
    }
    Ok(())
}

fn check_joints(edges: &[Edge], vocabulary: &Vocabulary) -> Result<(), QueryProblem> {
    let name = |edge: &Edge| &vocabulary.predicate(edge.predicate).name;
    for (before, edge) in edges.iter().zip(edges.iter().skip(1)) {
        fits(name(edge), ends(edge, vocabulary).0, ends(before, vocabulary).1)?;
    }
    for edge in edges.iter().filter(|edge| edge.repeated.is_some()) {
        fits(name(edge), ObjectType::Entity, vocabulary.predicate(edge.predicate).object_type)?;
    }
    Ok(())
}

/// What an edge leads from and to.
fn ends(edge: &Edge, vocabulary: &Vocabulary) -> (ObjectType, ObjectType) {
    let object_type = vocabulary.predicate(edge.predicate).object_type;
    if edge.inverse { (object_type, ObjectType::Entity) } else { (ObjectType::Entity, object_type) }
}

fn fits(predicate: &str, wanted: ObjectType, found: ObjectType) -> Result<(), QueryProblem> {
    match wanted == found {
        true => Ok(()),
        false => Err(QueryProblem::WrongType {
            of: predicate.to_owned(),
            wanted: Sort::of_objects(wanted).words().to_owned(),
            found: Sort::of_objects(found).words().to_owned(),
        }),
    }
}

/// Whether facts of a predicate count as it: not where its path leads over others only.
pub fn has_own_facts(predicate: PredicateId, vocabulary: &Vocabulary) -> bool {
    let declared = vocabulary.predicate(predicate);
    let Some(path) = &declared.path else { return true };
    let steps = syntax::path(path).unwrap_or_default();
    let own = |part: &PathText| named_step(part, &declared.name, vocabulary);
    steps.iter().flatten().filter_map(|part| own(part).ok()).any(|step| step.directed.predicate == predicate)
}

/// The alternatives that a step comes to; `within` are the predicates whose definitions are being expanded.
fn expand(
    step: PathStep,
    vocabulary: &Vocabulary,
    within: &mut Vec<PredicateId>,
) -> Result<Vec<Vec<Edge>>, QueryProblem> {
    let predicate = vocabulary.predicate(step.directed.predicate);
    let stated = within.last() == Some(&predicate.id);
    let Some(path) = predicate.path.as_deref().filter(|_| !stated) else {
        return Ok(vec![vec![edge(step, predicate.transitive && !stated, true)]]);
    };
    if step.times != Times::Once {
        return Err(QueryProblem::RepeatedPath { predicate: predicate.name.clone() });
    }
    if within.contains(&predicate.id) {
        let names = within.iter().chain([&predicate.id]).map(|id| vocabulary.predicate(*id).name.clone());
        return Err(QueryProblem::PathCycle { names: names.collect() });
    }
    within.push(predicate.id);
    let mut alternatives = Vec::new();
    for sequence in definition(path, &predicate.name)? {
        alternatives.extend(sequence_edges(&sequence, predicate, vocabulary, within)?);
    }
    within.pop();
    for edges in &mut alternatives {
        if !edges.iter().any(|edge| edge.carries)
            && let Some(first) = edges.first_mut()
        {
            first.carries = true;
        }
        if step.directed.inverse {
            edges.reverse();
            edges.iter_mut().for_each(|edge| edge.inverse = !edge.inverse);
        }
    }
    Ok(alternatives)
}

/// The alternatives that a sequence of steps comes to, within the definition of a predicate.
fn sequence_edges(
    sequence: &[PathText],
    predicate: &Predicate,
    vocabulary: &Vocabulary,
    within: &mut Vec<PredicateId>,
) -> Result<Vec<Vec<Edge>>, QueryProblem> {
    let mut alternatives: Vec<Vec<Edge>> = vec![Vec::new()];
    for part in sequence {
        let step = named_step(part, &predicate.name, vocabulary)?;
        let own = step.directed.predicate == predicate.id;
        let mut expanded = expand(step, vocabulary, within)?;
        for edge in expanded.iter_mut().flatten() {
            edge.carries &= own;
        }
        if alternatives.len() * expanded.len() > MOST_BRANCHES {
            return Err(QueryProblem::TooManyBranches { most: MOST_BRANCHES });
        }
        let joined =
            |before: &Vec<Edge>| expanded.iter().map(|next| [before.as_slice(), next].concat()).collect::<Vec<_>>();
        alternatives = alternatives.iter().flat_map(joined).collect();
    }
    Ok(alternatives)
}

fn edge(step: PathStep, transitive: bool, carries: bool) -> Edge {
    let repeated = match step.times {
        Times::Any => Some(true),
        Times::AtLeastOnce => Some(false),
        // A predicate's own path has no such step.
        Times::AtMostOnce | Times::Once => transitive.then_some(false),
    };
    Edge { predicate: step.directed.predicate, inverse: step.directed.inverse, repeated, carries }
}

fn definition(path: &str, predicate: &str) -> Result<Vec<Vec<PathText>>, QueryProblem> {
    syntax::path(path)
        .map_err(|_| QueryProblem::BrokenPath { predicate: predicate.to_owned(), phrase: path.to_owned() })
}

fn named_step(part: &PathText, predicate: &str, vocabulary: &Vocabulary) -> Result<PathStep, QueryProblem> {
    let words: Vec<&str> = part.phrase.split(' ').collect();
    let whole = vocabulary.predicates_at(&words).into_iter().find(|found| found.length == words.len());
    match whole {
        Some(found) => {
            let inverse = found.meaning.inverse != part.inverse;
            Ok(PathStep { directed: Directed { inverse, ..found.meaning }, times: part.times })
        }
        None => Err(QueryProblem::BrokenPath { predicate: predicate.to_owned(), phrase: part.phrase.clone() }),
    }
}
