//! A relation with its object.

use super::{Writer, spanless, word};
use crate::problem::Problem;
use crate::resolve::term::{is_form_of_be, joined, kind_of, leading_words};
use crate::resolve::tree::{Path, Pattern, Relation, Term};
use crate::source::Spanned;
use crate::syntax::ast::Atom;
use crate::value::Literal;
use crate::vocabulary::Vocabulary;

type Atoms = Vec<Spanned<Atom>>;

impl Writer<'_> {
    /// What a pattern says behind the `subject`, if that is written, and before the `tail` that narrows it.
    pub(super) fn related(
        &self,
        pattern: &Pattern,
        subject: &[Spanned<Atom>],
        tail: &[Spanned<Atom>],
    ) -> Result<Atoms, Problem> {
        let object = self.term(&pattern.object)?;
        Ok(match &pattern.relation {
            Relation::Is => self.being(object, tail),
            Relation::KnownAs => [word("known"), word("as")].into_iter().chain(object).collect(),
            Relation::Path(path) => self.led_to(self.path(path), object, is_implied(path, &pattern.object), subject),
        })
    }

    /// `is` and a kind: in quotes where its words would with those behind them be a predicate's.
    fn being(&self, kind: Atoms, tail: &[Spanned<Atom>]) -> Atoms {
        let bare: Atoms = std::iter::once(word("is")).chain(kind).collect();
        let going_on: Atoms = bare.iter().chain(tail).cloned().collect();
        let predicates = self.context.vocabulary.predicates_at(&leading_words(&going_on));
        match predicates.iter().any(|found| found.length > bare.len()) {
            true => vec![word("is"), spanless(Atom::Quoted(joined(&bare[1..])))],
            false => bare,
        }
    }

    /// A path and its object, unless that is implied. Where their words would say a kind, the path's stand in quotes.
    fn led_to(&self, path: Atoms, object: Atoms, is_implied: bool, subject: &[Spanned<Atom>]) -> Atoms {
        let said = if is_implied { path.clone() } else { [path.as_slice(), &object].concat() };
        let says_kind = is_kind(&said, self.context.vocabulary)
            || (subject.is_empty() && begins_with_kind(&said, self.context.vocabulary));
        match says_kind {
            true => quoted_beginning(path).into_iter().chain(object).collect(),
            false => said,
        }
    }
}

/// Whether atoms behind a subject are "is" and a kind.
fn is_kind(atoms: &[Spanned<Atom>], vocabulary: &Vocabulary) -> bool {
    match atoms {
        [Spanned { node: Atom::Word(word), .. }, rest @ ..] => {
            is_form_of_be(word) && kind_of(rest, vocabulary).is_some()
        }
        _ => false,
    }
}

/// Whether atoms without a subject are a kind, or a kind and what else is said of it: `award received Nobel Prize`.
fn begins_with_kind(atoms: &[Spanned<Atom>], vocabulary: &Vocabulary) -> bool {
    let words = leading_words(atoms);
    let is_followed = |length: usize| match &atoms[length..] {
        [] | [Spanned { node: Atom::Relative(_), .. }] => true,
        [Spanned { node: Atom::Variable(_), .. }, _, ..] => true,
        _ => !vocabulary.predicates_at(&words[length..]).is_empty(),
    };
    kind_of(atoms, vocabulary).is_some() || vocabulary.kinds_at(&words).iter().any(|kind| is_followed(kind.length))
}

/// Atoms with the words that they begin with in quotes.
fn quoted_beginning(mut atoms: Atoms) -> Atoms {
    let words = leading_words(&atoms).len();
    if words > 0 {
        let quoted = Atom::Quoted(joined(&atoms[..words]));
        atoms.splice(..words, [spanless(quoted)]);
    }
    atoms
}

/// Whether an object is left out: that of a boolean predicate that is true.
fn is_implied(path: &Path, object: &Term) -> bool {
    matches!(path, Path::Step(step) if !step.inverse) && *object == Term::Literal(Literal::Boolean(true))
}
