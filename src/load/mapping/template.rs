//! Templates: text with references in braces, such as `{Source Name}`, `{/subject/id}` or `https://example.org/{id}`.

use std::borrow::Cow;

use super::row::{Cell, Row};

/// A reference to a part of a row, by its number in the mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::load) struct Reference(pub(super) usize);

/// A piece of a template.
#[derive(Debug, Clone, PartialEq)]
enum Piece {
    Text(String),
    Of(Reference),
}

/// Text with references.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::load) struct Template(Vec<Piece>);

/// What is wrong with a template, and at which byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Broken {
    pub(super) at: usize,
    pub(super) reason: &'static str,
}

impl Template {
    /// Reads a template; `known` gives each reference its number. A brace that is none is written twice.
    pub(super) fn parse(text: &str, mut known: impl FnMut(&str) -> Reference) -> Result<Self, Broken> {
        let mut pieces = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            let offset = text.len() - rest.len() + at;
            plain.push_str(&rest[..at]);
            let brace = &rest[at..=at];
            let behind = &rest[at + 1..];
            if let Some(after) = behind.strip_prefix(brace) {
                plain.push_str(brace);
                rest = after;
                continue;
            }
            if brace == "}" {
                return Err(Broken { at: offset, reason: "this brace closes nothing" });
            }
            let Some(end) = behind.find('}') else {
                return Err(Broken { at: offset, reason: "this brace is not closed" });
            };
            if end == 0 {
                return Err(Broken { at: offset, reason: "these braces name nothing" });
            }
            if !plain.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut plain)));
            }
            pieces.push(Piece::Of(known(&behind[..end])));
            rest = &behind[end + 1..];
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            pieces.push(Piece::Text(plain));
        }
        Ok(Template(pieces))
    }

    /// The first reference.
    pub(super) fn first(&self) -> Option<Reference> {
        self.all().next()
    }

    /// Every reference.
    pub(super) fn all(&self) -> impl Iterator<Item = Reference> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Of(reference) => Some(*reference),
            Piece::Text(_) => None,
        })
    }

    /// What it comes to: of a reference alone the cell itself; nothing where a reference comes to nothing.
    pub(super) fn cell<'r>(&'r self, row: &Row<'r>) -> Cell<'r> {
        match self.0.as_slice() {
            [Piece::Of(reference)] => row.cell(*reference),
            [Piece::Text(text)] => Cell::Text(Cow::Borrowed(text)),
            pieces => {
                let mut text = String::new();
                for piece in pieces {
                    match piece {
                        Piece::Text(plain) => text.push_str(plain),
                        Piece::Of(reference) => match row.cell(*reference).text() {
                            Some(cell) => text.push_str(&cell),
                            None => return Cell::Nothing,
                        },
                    }
                }
                if text.is_empty() { Cell::Nothing } else { Cell::Text(Cow::Owned(text)) }
            }
        }
    }
}
