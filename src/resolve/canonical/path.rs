//! Property paths as atoms.

use super::{Writer, spanless, words_or_quoted};
use crate::resolve::tree::Path;
use crate::source::Spanned;
use crate::syntax::Times;
use crate::syntax::ast::Atom;
use crate::vocabulary::Directed;

impl Writer<'_> {
    pub(super) fn path(&self, path: &Path) -> Vec<Spanned<Atom>> {
        match path {
            Path::Step(step) => self.phrase(*step),
            Path::Sequence(parts) => {
                let parts = parts.iter().map(|part| match part {
                    Path::Step(_) | Path::Repeated(..) => self.path(part),
                    Path::Sequence(_) | Path::Alternatives(_) => self.in_parentheses(part),
                });
                joined(parts, &Atom::Slash)
            }
            Path::Alternatives(parts) => {
                let parts = parts.iter().map(|part| match part {
                    Path::Alternatives(_) => self.in_parentheses(part),
                    _ => self.path(part),
                });
                joined(parts, &Atom::Bar)
            }
            Path::Repeated(inner, times) => {
                let mut atoms = match inner.as_ref() {
                    // A caret binds behind the sign that repeats.
                    Path::Step(_) => self.path(inner),
                    _ => self.in_parentheses(inner),
                };
                atoms.push(spanless(match times {
                    Times::Any => Atom::Star,
                    Times::AtLeastOnce => Atom::Plus,
                    Times::AtMostOnce | Times::Once => Atom::Maybe,
                }));
                atoms
            }
        }
    }

    fn in_parentheses(&self, path: &Path) -> Vec<Spanned<Atom>> {
        vec![spanless(Atom::Path(self.path(path)))]
    }

    /// A predicate's own name, or its inverse phrase where it has one that is its alone.
    fn phrase(&self, step: Directed) -> Vec<Spanned<Atom>> {
        let vocabulary = self.context.vocabulary;
        let theirs = vocabulary.phrase(step).filter(|phrase| {
            let exact = vocabulary.predicates_at(&[phrase]).into_iter().filter(|found| found.exact);
            exact.map(|found| found.meaning).eq([step])
        });
        let (caret, phrase) = match theirs {
            Some(phrase) => (None, phrase),
            None => (step.inverse.then(|| spanless(Atom::Caret)), vocabulary.predicate(step.predicate).name.as_str()),
        };
        caret.into_iter().chain(words_or_quoted(phrase)).collect()
    }
}

fn joined(parts: impl Iterator<Item = Vec<Spanned<Atom>>>, sign: &Atom) -> Vec<Spanned<Atom>> {
    let mut atoms = Vec::new();
    for (at, part) in parts.enumerate() {
        if at > 0 {
            atoms.push(spanless(sign.clone()));
        }
        atoms.extend(part);
    }
    atoms
}
