//! What narrows a pattern.

use super::path::Carries;
use super::{Builder, QUOTES, any_date, constant, variable};
use crate::calendar::DATES;
use crate::choices::Choices;
use crate::model::MODALITIES;
use crate::query::{COMPARATORS, Scope, Sort, Term, Time, TimeRelation, TimeTest};
use crate::value::Value;

impl Builder<'_> {
    /// What narrows a pattern whose first step takes so much of it.
    pub(super) fn scope(&mut self, c: &mut Choices<'_>, carries: Carries) -> Scope {
        if carries == Carries::Nothing || c.below(3) < 2 {
            return Scope::default();
        }
        let single = carries == Carries::Everything;
        let mut scope = Scope::default();
        for _ in 0..1 + c.below(2) {
            match c.weighed(&[6, 2, 2, 3, 2, 2, 2, 1, 2, 2]) {
                0 => scope.times.push(time_test(c, single)),
                1 if single => scope.at = Some(variable(Sort::Date, c)),
                2 if single => scope.when = Some(variable(Sort::When, c)),
                3 => scope.source = self.told(c, Sort::Entity, single),
                4 => scope.document = self.told(c, Sort::Document, single),
                5 => scope.quote = self.told(c, Sort::Text, single),
                6 => scope.at_least = Some(*c.of(&MODALITIES)),
                7 => scope.denied = !scope.disputed,
                8 => scope.confidence = Some((*c.of(&COMPARATORS), *c.of(&[80, 50, 95]))),
                9 => scope.disputed = !scope.denied,
                _ => {}
            }
        }
        scope
    }

    fn told(&self, c: &mut Choices<'_>, sort: Sort, single: bool) -> Option<Term> {
        match c.weighed(&[3, 3, 1]) {
            0 if single => Some(Term::Variable(variable(sort, c))),
            1 if sort == Sort::Text => Some(Term::Constant(Value::text(c.text(&QUOTES)))),
            1 => Some(Term::Constant(constant(self.store, sort, c))),
            _ => Some(Term::Anything),
        }
    }
}

fn time_test(c: &mut Choices<'_>, single: bool) -> TimeTest {
    let days = *c.of(&[1, 7, 8, 14, 40]);
    let relation = match c.below(9) {
        0 => TimeRelation::During,
        1 => TimeRelation::Before,
        2 => TimeRelation::After,
        3 => TimeRelation::Since,
        4 => TimeRelation::Until,
        5 => TimeRelation::Throughout,
        6 => TimeRelation::Within(days),
        7 => TimeRelation::WithinAfter(days),
        _ => TimeRelation::WithinBefore(days),
    };
    let surely = *c.of(&[None, Some(true), Some(false)]);
    let time = match c.weighed(&[5, 3, 2]) {
        1 if single => Time::Variable(variable(Sort::Date, c)),
        2 if relation == TimeRelation::During => between(c, single),
        _ => Time::Date(c.below(DATES.len())),
    };
    TimeTest { relation, surely, time }
}

/// From one date to a later one; what a variable stands for may be any.
fn between(c: &mut Choices<'_>, single: bool) -> Time {
    if single && c.rarely(3) {
        let from = Time::Variable(variable(Sort::Date, c));
        return Time::Between(Box::new(from), Box::new(Time::Date(c.below(DATES.len()))));
    }
    let dates = [any_date(c), any_date(c)];
    let at = |date: &crate::calendar::Date| {
        Time::Date(DATES.iter().position(|written| *written.text == *date.text).unwrap_or(0))
    };
    let [from, to] = if dates[0].first <= dates[1].last { [0, 1] } else { [1, 0] };
    Time::Between(Box::new(at(&dates[from])), Box::new(at(&dates[to])))
}
