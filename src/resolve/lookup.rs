//! The one entity that a statement which looks or changes is about.

use super::term::{joined, span_of};
use super::tree::{Named, Sort, Term};
use super::{Context, Resolver};
use crate::problem::{Mistake, Problem, QueryProblem};
use crate::source::Spanned;
use crate::syntax::ast::Atom;

/// The entity that the atoms of one term name; `statement` is the word that it stands behind.
///
/// # Errors
/// Where nothing or more than one thing answers to the name, or where the term is none.
pub fn entity(atoms: &[Spanned<Atom>], statement: &str, context: Context<'_>) -> Result<Named, Mistake> {
    let mut resolver = Resolver::new(context);
    let atoms = resolver.substituted(atoms)?;
    match resolver.term(&atoms, Sort::Entity, statement) {
        Ok(Term::Entity(named)) => Ok(named),
        Ok(_) => Err(Mistake::new(span_of(&atoms), QueryProblem::NotAName { statement: statement.to_owned() })),
        Err(mistake) => Err(of_a_kind(mistake, &atoms, statement, context)),
    }
}

/// What a statement names without saying what that means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reference {
    /// A key.
    Key(String),
    /// A name.
    Name(String),
}

impl Reference {
    /// The key or name itself.
    pub fn text(&self) -> &str {
        match self {
            Reference::Key(text) | Reference::Name(text) => text,
        }
    }
}

/// The name or key that a statement gives, not looked up.
///
/// # Errors
/// Where a parameter has no value, or it is neither.
pub fn reference(atoms: &[Spanned<Atom>], statement: &str, context: Context<'_>) -> Result<Reference, Mistake> {
    let atoms = Resolver::new(context).substituted(atoms)?;
    match atoms.as_slice() {
        [Spanned { node: Atom::Key(key), .. }] => Ok(Reference::Key(key.clone())),
        [] | [Spanned { node: Atom::Variable(_) | Atom::Anything, .. }, ..] => {
            Err(Mistake::new(span_of(&atoms), QueryProblem::NotAName { statement: statement.to_owned() }))
        }
        atoms => Ok(Reference::Name(constant_text(atoms))),
    }
}

/// The text of a name in quotes or bare words.
pub(super) fn constant_text(atoms: &[Spanned<Atom>]) -> String {
    match atoms {
        [Spanned { node: Atom::Quoted(text), .. }, ..] => text.clone(),
        words => joined(words),
    }
}

/// A word that names nothing may be that of a kind.
fn of_a_kind(mistake: Mistake, atoms: &[Spanned<Atom>], statement: &str, context: Context<'_>) -> Mistake {
    let unknown = matches!(mistake.problem, Problem::Query(QueryProblem::UnknownName { .. }));
    match context.vocabulary.kind_named(&joined(atoms)) {
        Some(kind) if unknown => {
            let kind = context.vocabulary.kind(kind);
            let (kind, plural) = (kind.name.clone(), kind.plural());
            Mistake::new(mistake.span, QueryProblem::KindForName { statement: statement.to_owned(), kind, plural })
        }
        _ => mistake,
    }
}
