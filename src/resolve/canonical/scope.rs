//! What narrows a pattern: as atoms behind it, and as modifiers.

use super::{Writer, literal, spanless, word};
use crate::problem::Problem;
use crate::resolve::tree::{Scope, Time, TimeRelation, TimeTest};
use crate::source::Spanned;
use crate::syntax::ast::{Atom, Modifier};
use crate::value::Literal;

type Atoms = Vec<Spanned<Atom>>;

impl Writer<'_> {
    /// What stands among the words of the pattern.
    pub(super) fn tail(&self, scope: &Scope) -> Result<Atoms, Problem> {
        let mut atoms = Vec::new();
        for (name, variable) in [("at", scope.at), ("when", scope.when)] {
            if let Some(variable) = variable {
                atoms.extend([word(name), spanless(Atom::Variable(self.variable_name(variable)))]);
            }
        }
        if let Some(steps) = scope.steps {
            atoms.extend([word("in"), spanless(Atom::Variable(self.variable_name(steps))), word("steps")]);
        }
        for test in &scope.times {
            atoms.extend(self.time_test(test));
        }
        for (name, term) in [("from", &scope.document), ("quoting", &scope.quote)] {
            if let Some(term) = term {
                atoms.push(word(name));
                atoms.extend(self.term(term)?);
            }
        }
        if scope.disputed {
            atoms.push(word("disputed"));
        }
        Ok(atoms)
    }

    fn time_test(&self, test: &TimeTest) -> Atoms {
        let mut atoms = Vec::new();
        if test.surely {
            atoms.push(word("surely"));
        }
        if let (TimeRelation::During, Time::Span(from, to)) = (test.relation, &test.time) {
            atoms.push(spanless(Atom::Between(self.time(from), self.time(to))));
            return atoms;
        }
        match test.relation {
            TimeRelation::Within(days) => atoms.extend(within(days, "of")),
            TimeRelation::WithinAfter(days) => atoms.extend(within(days, "after")),
            TimeRelation::WithinBefore(days) => atoms.extend(within(days, "before")),
            TimeRelation::During => atoms.push(word("during")),
            TimeRelation::Before => atoms.push(word("before")),
            TimeRelation::After => atoms.push(word("after")),
            TimeRelation::Since => atoms.push(word("since")),
            TimeRelation::Until => atoms.push(word("until")),
            TimeRelation::Throughout => atoms.push(word("throughout")),
        }
        atoms.extend(self.time(&test.time));
        atoms
    }

    fn time(&self, time: &Time) -> Atoms {
        match time {
            Time::Date(date) => vec![literal(&Literal::Date(date.clone()))],
            Time::Variable(variable) => vec![spanless(Atom::Variable(self.variable_name(*variable)))],
            // Only `between` has a span, and its ends are none.
            Time::Span(from, _) => self.time(from),
        }
    }

    pub(super) fn modifiers(&self, scope: &Scope) -> Result<Vec<Spanned<Modifier>>, Problem> {
        let mut modifiers = Vec::new();
        if let Some(source) = &scope.source {
            modifiers.push(Modifier::AccordingTo(self.term(source)?));
        }
        modifiers.extend(scope.at_least.map(Modifier::AtLeast));
        if let Some((comparator, number)) = &scope.confidence {
            modifiers.push(Modifier::Confidence(*comparator, literal(number)));
        }
        if scope.denied {
            modifiers.push(Modifier::Denied);
        }
        Ok(modifiers.into_iter().map(spanless).collect())
    }
}

/// `within 7 days after`.
fn within(days: i64, side: &str) -> Atoms {
    vec![word("within"), literal(&Literal::Integer(days)), word("days"), word(side)]
}
