//! Names: of all labels of a thing the one that is preferred.

use oxrdf::{Literal, Term};

use super::terms::language_rank;

/// A label and how it is preferred, the least rank first, then the first of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Label {
    rank: u8,
    pub(super) text: Box<str>,
}

impl Label {
    /// The label that a literal is; none where it is empty.
    pub(super) fn new(property_rank: u8, literal: &Literal) -> Option<Self> {
        let text = literal.value().trim();
        let rank = language_rank(literal.language()) * 16 + property_rank;
        (!text.is_empty()).then(|| Label { rank, text: text.into() })
    }

    /// Takes another in its place where that is preferred; returns the other one of the two.
    pub(super) fn prefer(&mut self, other: Label) -> Label {
        match other.rank < self.rank {
            true => std::mem::replace(self, other),
            false => other,
        }
    }
}

/// Keeps the preferred of what is there and what is new; returns the other.
pub(super) fn prefer(kept: &mut Option<Label>, new: Label) -> Option<Label> {
    match kept {
        Some(kept) => Some(kept.prefer(new)),
        None => {
            *kept = Some(new);
            None
        }
    }
}

/// The literal that an object is.
pub(super) fn literal(term: &Term) -> Option<&Literal> {
    if let Term::Literal(literal) = term { Some(literal) } else { None }
}

/// The text of the literal that an object is.
pub(super) fn literal_text(term: &Term) -> Option<&str> {
    literal(term).map(Literal::value)
}

/// An object in the words in which it may stand in a file.
pub(super) fn words_of(term: &Term) -> String {
    match term {
        Term::Literal(literal) => literal.value().to_owned(),
        Term::NamedNode(node) => node.as_str().to_owned(),
        Term::BlankNode(node) => node.to_string(),
        Term::Triple(triple) => triple.to_string(),
    }
}
