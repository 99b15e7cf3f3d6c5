//! Parts of names: `have "air" in their name`, `whose name contains "air"`.

use super::nominal::behind_have;
use super::predicate::Verb;
use super::{Draft, Part, Reader};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Atom, Condition, Expression, Filter, Function, Test};

impl Reader<'_> {
    /// `have "air" in their name`.
    pub(super) fn having_in_name(&self, verb: &Verb<'_>, subject: &[Spanned<Atom>], at: usize) -> Vec<Part<Draft>> {
        let Some(text) = behind_have(verb, at) else { return Vec::new() };
        let [variable @ Spanned { node: Atom::Variable(_), .. }] = subject else { return Vec::new() };
        if verb.negated || !self.is_word(text + 1, &["in"]) {
            return Vec::new();
        }
        let name = text + 2 + usize::from(self.is_word(text + 2, &["its", "their", "his", "her", "the", "a"]));
        let end = name + 1;
        let Some(part) = self.atoms.get(text).filter(|_| self.is_word(name, &["name", "names"])) else {
            return Vec::new();
        };
        self.name_tested(variable, Test::Contains, part, self.span(at, end), end).into_iter().collect()
    }

    /// `whose name contains "air"`, `whose name starts with "air"`.
    pub(super) fn whose_name(&self, at: usize, variable: &Spanned<Atom>) -> Option<Part<Draft>> {
        if !self.is_word(at, &["whose"]) || !self.is_word(at + 1, &["name", "names"]) {
            return None;
        }
        let (test, text) = match (self.word(at + 2).as_deref(), self.word(at + 3).as_deref()) {
            (Some("contains" | "contain" | "has" | "have" | "includes" | "include"), _) => (Test::Contains, at + 3),
            (Some("starts" | "start" | "begins" | "begin"), Some("with")) => (Test::StartsWith, at + 4),
            _ => return None,
        };
        self.name_tested(variable, test, self.atoms.get(text)?, self.span(at, text + 1), text + 1)
    }

    /// That the name of what a variable stands for passes a test with a text.
    fn name_tested(
        &self,
        variable: &Spanned<Atom>,
        test: Test,
        text: &Spanned<Atom>,
        span: Span,
        end: usize,
    ) -> Option<Part<Draft>> {
        if !matches!(text.node, Atom::Quoted(_) | Atom::Parameter(_)) {
            return None;
        }
        let term = |atom: &Spanned<Atom>| Spanned::new(Expression::Term(vec![atom.clone()]), span);
        let name = Spanned::new(Expression::Call(Function::Name, vec![term(variable)]), span);
        let filter = Filter::Test(name, Spanned::new(test, span), term(text));
        let condition = Spanned::new(Condition::Filter(filter), span);
        let value = Draft { names_subject: true, ..Draft::of(vec![condition]) };
        Some(Part { value, at: end, pieces: Vec::new() })
    }
}
