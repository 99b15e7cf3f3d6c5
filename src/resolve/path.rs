//! Property paths in a clause: predicates joined by `/`, `|`, `^`, `*`, `+` and `?`.

use super::term::leading_words;
use super::tree::{Path, Sort};
use crate::problem::QueryProblem;
use crate::source::Spanned;
use crate::syntax::Times;
use crate::syntax::ast::Atom;
use crate::vocabulary::{Directed, Vocabulary};

/// The most readings of a path that are gone on with; more than one that splits the words alike is an error anyhow.
const MOST_READINGS: usize = 64;

/// A path that stands in some atoms.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// Where it ends.
    pub end: usize,
    /// What it is.
    pub path: Path,
    /// Whether its words are declared ones and no inflection.
    pub exact: bool,
}

/// What stands before and behind a relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ends {
    /// What it leads from.
    pub left: Sort,
    /// What it leads to.
    pub right: Sort,
    /// Whether what it leads from are literals as such, and no rows of the store's literals.
    pub bare_left: bool,
    /// Whether what it leads to are.
    pub bare_right: bool,
}

/// Every reading of a path that begins at an atom.
pub(super) fn at(atoms: &[Spanned<Atom>], start: usize, vocabulary: &Vocabulary) -> Vec<Found> {
    let sequences = joined(atoms, start, vocabulary, &Atom::Slash, Path::Sequence, repeated);
    let mut found = Vec::new();
    for first in sequences {
        found.extend(continued(
            atoms,
            first,
            vocabulary,
            &Atom::Bar,
            Path::Alternatives,
            |atoms, start, vocabulary| joined(atoms, start, vocabulary, &Atom::Slash, Path::Sequence, repeated),
        ));
    }
    found.truncate(MOST_READINGS);
    found
}

type Read = fn(&[Spanned<Atom>], usize, &Vocabulary) -> Vec<Found>;

/// Paths joined by a sign.
fn joined(
    atoms: &[Spanned<Atom>],
    start: usize,
    vocabulary: &Vocabulary,
    sign: &Atom,
    join: fn(Vec<Path>) -> Path,
    read: Read,
) -> Vec<Found> {
    let mut found = Vec::new();
    for first in read(atoms, start, vocabulary) {
        found.extend(continued(atoms, first, vocabulary, sign, join, read));
    }
    found.truncate(MOST_READINGS);
    found
}

/// A path with those that are joined to it by a sign. Where the sign stands, it goes on.
fn continued(
    atoms: &[Spanned<Atom>],
    first: Found,
    vocabulary: &Vocabulary,
    sign: &Atom,
    join: fn(Vec<Path>) -> Path,
    read: Read,
) -> Vec<Found> {
    let mut done = Vec::new();
    let mut open = vec![(vec![first.path], first.end, first.exact)];
    while let Some((paths, end, exact)) = open.pop().filter(|_| done.len() < MOST_READINGS) {
        if atoms.get(end).map(|atom| &atom.node) == Some(sign) {
            for next in read(atoms, end + 1, vocabulary) {
                let paths = paths.iter().cloned().chain([next.path]).collect();
                open.push((paths, next.end, exact && next.exact));
            }
            open.truncate(MOST_READINGS);
            continue;
        }
        let path = match <[Path; 1]>::try_from(paths) {
            Ok([only]) => only,
            Err(paths) => join(paths),
        };
        done.push(Found { end, path, exact });
    }
    done
}

/// A step, backwards or not, so many times.
fn repeated(atoms: &[Spanned<Atom>], start: usize, vocabulary: &Vocabulary) -> Vec<Found> {
    let node = |at: usize| atoms.get(at).map(|atom| &atom.node);
    let backwards = matches!(node(start), Some(Atom::Caret));
    let first = start + usize::from(backwards);
    let mut found = Vec::new();
    for step in primary(atoms, first, vocabulary) {
        let times = match node(step.end) {
            Some(Atom::Star) => Some(Times::Any),
            Some(Atom::Plus) => Some(Times::AtLeastOnce),
            Some(Atom::Maybe) => Some(Times::AtMostOnce),
            _ => None,
        };
        let end = step.end + usize::from(times.is_some());
        let path = if backwards { step.path.inverted() } else { step.path };
        let path = match times {
            Some(times) => Path::Repeated(Box::new(path), times),
            None => path,
        };
        found.push(Found { end, path, exact: step.exact });
    }
    found
}

/// A predicate's phrase, or a path in parentheses.
fn primary(atoms: &[Spanned<Atom>], start: usize, vocabulary: &Vocabulary) -> Vec<Found> {
    if let Some(Spanned { node: Atom::Path(inner), .. }) = atoms.get(start) {
        let whole = at(inner, 0, vocabulary).into_iter().filter(|found| found.end == inner.len());
        return whole.map(|found| Found { end: start + 1, ..found }).collect();
    }
    let phrases = phrases_at(&atoms[start.min(atoms.len())..], vocabulary);
    // The declared words go before an inflection of others at each step, so that readings do not multiply.
    let declared: Vec<usize> = phrases.iter().filter(|(.., exact)| *exact).map(|(length, ..)| *length).collect();
    let phrases = phrases.into_iter().filter(|(length, _, exact)| *exact || !declared.contains(length));
    phrases.map(|(length, step, exact)| Found { end: start + length, path: Path::Step(step), exact }).collect()
}

/// The predicates whose phrase the atoms begin with, in bare words or in quotes: how many atoms it takes, the predicate,
/// and whether the words are the declared ones.
pub(super) fn phrases_at(atoms: &[Spanned<Atom>], vocabulary: &Vocabulary) -> Vec<(usize, Directed, bool)> {
    if let Some(Spanned { node: Atom::Quoted(phrase), .. }) = atoms.first() {
        let whole = vocabulary.predicates_at(&[phrase]).into_iter();
        return whole.map(|found| (found.length, found.meaning, found.exact)).collect();
    }
    let found = vocabulary.predicates_at(&leading_words(atoms));
    found.into_iter().map(|found| (found.length, found.meaning, found.exact)).collect()
}

/// The first step of a path that is no predicate's phrase, with what stands behind it: within parentheses, or behind `/`. Where a path
/// without parentheses begins cannot be told from what it is said of.
pub(super) fn unknown_step<'a>(atoms: &'a [Spanned<Atom>], vocabulary: &Vocabulary) -> Option<&'a [Spanned<Atom>]> {
    let is_joint = |atom: &Spanned<Atom>| matches!(atom.node, Atom::Slash | Atom::Bar);
    let within = atoms.iter().find_map(|atom| match &atom.node {
        Atom::Path(inner) => inner.split(is_joint).find_map(|step| {
            if is_unknown(step, vocabulary) { Some(unturned(step)) } else { unknown_step(step, vocabulary) }
        }),
        _ => None,
    });
    let behind = || {
        let slash = atoms.iter().position(|atom| atom.node == Atom::Slash)?;
        let steps = atoms[slash + 1..].split(|atom| atom.node == Atom::Slash);
        steps.map(unturned).find(|step| !leading_words(step).is_empty() && phrases_at(step, vocabulary).is_empty())
    };
    within.or_else(behind)
}

/// Whether all that is a step is words, and these are no predicate's.
fn is_unknown(step: &[Spanned<Atom>], vocabulary: &Vocabulary) -> bool {
    let step = unturned(step);
    let words = leading_words(step).len();
    let whole = |(length, ..): &(usize, Directed, bool)| *length == words;
    words > 0 && !phrases_at(step, vocabulary).iter().any(whole)
}

/// A step without the sign that turns it.
fn unturned(step: &[Spanned<Atom>]) -> &[Spanned<Atom>] {
    if step.first().is_some_and(|atom| atom.node == Atom::Caret) { &step[1..] } else { step }
}

/// The predicate that a path ends with, if that is one.
pub(super) fn last(path: &Path) -> Option<Directed> {
    match path {
        Path::Step(directed) => Some(*directed),
        Path::Sequence(parts) => parts.last().and_then(last),
        Path::Alternatives(_) => None,
        Path::Repeated(path, _) => last(path),
    }
}

/// What a path leads from and to.
///
/// # Errors
/// Where a step cannot begin where the one before it ends, alternatives differ, or what is repeated does not end where it
/// can begin.
pub(super) fn ends(path: &Path, vocabulary: &Vocabulary) -> Result<Ends, QueryProblem> {
    match path {
        Path::Step(directed) => Ok(step_ends(*directed, vocabulary)),
        Path::Sequence(parts) => {
            let mut all = parts.iter().map(|part| Ok((part, ends(part, vocabulary)?)));
            let (_, mut whole) = all.next().unwrap_or(Err(QueryProblem::NoPredicate))?;
            for next in all {
                let (part, next) = next?;
                fits(part, whole.right, next.left, vocabulary)?;
                whole = Ends { left: whole.left, bare_left: whole.bare_left, ..next };
            }
            Ok(whole)
        }
        Path::Alternatives(parts) => {
            let mut all = parts.iter().map(|part| Ok((part, ends(part, vocabulary)?)));
            let (_, mut whole) = all.next().unwrap_or(Err(QueryProblem::NoPredicate))?;
            for next in all {
                let (part, next) = next?;
                fits(part, whole.left, next.left, vocabulary)?;
                fits(part, whole.right, next.right, vocabulary)?;
                whole.bare_left |= next.bare_left;
                whole.bare_right |= next.bare_right;
            }
            Ok(whole)
        }
        Path::Repeated(inner, _) => {
            let inner_ends = ends(inner, vocabulary)?;
            fits(inner, Sort::Entity, inner_ends.left, vocabulary)?;
            fits(inner, Sort::Entity, inner_ends.right, vocabulary)?;
            Ok(inner_ends)
        }
    }
}

fn step_ends(directed: Directed, vocabulary: &Vocabulary) -> Ends {
    let predicate = vocabulary.predicate(directed.predicate);
    let objects = Sort::of_objects(predicate.object_type);
    let bare = predicate.rule.is_some() && objects.is_literal();
    match directed.inverse {
        false => Ends { left: Sort::Entity, right: objects, bare_left: false, bare_right: bare },
        true => Ends { left: objects, right: Sort::Entity, bare_left: bare, bare_right: false },
    }
}

fn fits(path: &Path, wanted: Sort, found: Sort, vocabulary: &Vocabulary) -> Result<(), QueryProblem> {
    if wanted == found {
        return Ok(());
    }
    let of = last(path).map_or_else(|| "the path".to_owned(), |step| vocabulary.predicate(step.predicate).name.clone());
    Err(QueryProblem::WrongType { of, wanted: wanted.words().to_owned(), found: found.words().to_owned() })
}
