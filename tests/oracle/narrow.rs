//! Which facts stand for a pattern: by what is said of them, when they were so, and who says so.

use std::iter;

use crate::calendar::{BEGINNING, Date, Day, END, date};
use crate::expression::compares;
use crate::model::{Claim, Fact, Store};
use crate::query::{Scope, Term, Time, TimeRelation, TimeTest, Variable};
use crate::text::spaces_folded;
use crate::value::Value;
use crate::walk::looked_up;

/// The facts of a store that count.
#[derive(Clone, Copy)]
pub struct Facts<'s> {
    pub store: &'s Store,
    /// As of when the whole is read.
    pub valid: Option<&'s Date>,
    /// Whether only those count that nobody denies, but for those that are asked for as denied.
    pub undisputed: bool,
}

impl Facts<'_> {
    /// Whether a fact holds, or is only denied where that is asked; may have been so then; and is claimed as is asked.
    /// Times that variables stand for are another matter.
    pub fn stand(&self, fact: &Fact, scope: &Scope) -> bool {
        // Where it is asked what somebody says, others may say what they like.
        let by_all = scope.source.is_none();
        let so = match scope.denied {
            true => fact.is_denied() && !(by_all && fact.holds()),
            false => fact.holds() && !(self.undisputed && by_all && fact.is_denied()),
        };
        so && self.is_then(fact)
            && scope
                .times
                .iter()
                .all(|test| !looked_up(&test.time).is_empty() || stands_so(&fact.time, test, &no_variable))
            && (!scope.disputed || self.is_disputed(fact))
            && !self.claims(fact, scope).is_empty()
    }

    /// The claims that affirm a fact, or deny it where that is asked, by whom, where, in which words and as surely as is
    /// asked. What variables stand for is another matter, but that there must be a document and a quote. Of who denies,
    /// or is not to be disputed, no claim counts that the same speaker contradicts.
    pub fn claims<'f>(&self, fact: &'f Fact, scope: &Scope) -> Vec<&'f Claim> {
        let good = |claim: &&Claim| {
            let by = match &scope.source {
                Some(Term::Constant(source)) => claim.source.map(Value::Entity).as_ref() == Some(source),
                Some(Term::Anything) => claim.source.is_some(),
                _ => true,
            };
            let from = match &scope.document {
                Some(Term::Constant(document)) => claim.document.map(Value::Document).as_ref() == Some(document),
                Some(_) => claim.document.is_some(),
                None => true,
            };
            let in_words = match (&scope.quote, claim.quote) {
                (Some(Term::Constant(Value::Text(text))), Some(quote)) => spaces_folded(text) == spaces_folded(quote),
                (Some(_), quote) => quote.is_some(),
                (None, _) => true,
            };
            let surely = scope.at_least.is_none_or(|modality| claim.modality >= modality);
            let confident = match scope.confidence {
                Some((comparator, hundredths)) => claim
                    .confidence
                    .is_some_and(|stated| compares(&Value::whole(stated), comparator, &Value::whole(hundredths))),
                None => true,
            };
            let contradicts = |other: &Claim| other.source == claim.source && other.affirms != claim.affirms;
            let judged = scope.source.is_some() && (scope.denied || self.undisputed);
            let consistent = !judged || !fact.claims.iter().any(contradicts);
            consistent && claim.affirms != scope.denied && by && from && in_words && surely && confident
        };
        fact.claims.iter().filter(good).collect()
    }

    fn is_then(&self, fact: &Fact) -> bool {
        match (self.valid, &fact.time) {
            (Some(valid), Some(time)) => may_overlap(time, (valid.first, valid.last)),
            _ => true,
        }
    }

    /// Denied too, or of a functional predicate with a rival: what it says of somebody, as it is read, another fact says
    /// otherwise.
    fn is_disputed(&self, fact: &Fact) -> bool {
        let Some(predicate) = fact.relation.map(|predicate| &self.store.predicates[predicate]) else {
            return fact.is_denied();
        };
        let overlap = |other: &Fact| match (&fact.time, &other.time) {
            (Some(time), Some(other)) => may_overlap(time, (other.first, other.last)),
            _ => true,
        };
        let readings = |fact: &Fact| {
            let stated = (Value::Entity(fact.subject), fact.object.clone());
            let turned = predicate.symmetric.then(|| (stated.1.clone(), stated.0.clone()));
            iter::once(stated).chain(turned).collect::<Vec<_>>()
        };
        let otherwise = |other: &Fact| {
            let pairs = readings(fact)
                .into_iter()
                .flat_map(|mine| readings(other).into_iter().map(move |its| (mine.clone(), its)));
            pairs.into_iter().any(|(mine, its)| mine.0 == its.0 && mine.1 != its.1)
        };
        let is_rival = |other: &Fact| {
            other.relation == fact.relation
                && otherwise(other)
                && other.holds()
                && self.is_then(other)
                && overlap(other)
        };
        fact.is_denied() || (predicate.functional && self.store.facts.iter().any(is_rival))
    }
}

fn no_variable(_: Variable) -> Value {
    Value::Nothing
}

fn may_overlap(time: &Date, (first, last): (Day, Day)) -> bool {
    time.first <= last && first <= time.last
}

/// Whether a fact's time stands so to another; what variables stand for is looked up. A fact without a time does not.
pub fn stands_so(time: &Option<Date>, test: &TimeTest, value: &dyn Fn(Variable) -> Value) -> bool {
    let (Some(own), Some(other)) = (time, as_date(&test.time, value)) else { return false };
    let surely = test.surely == Some(true);
    let inside = |first: Day, last: Day| first <= own.first && own.last <= last;
    let overlaps = |first: Day, last: Day| if surely { inside(first, last) } else { may_overlap(own, (first, last)) };
    match test.relation {
        TimeRelation::During => overlaps(other.first, other.last),
        TimeRelation::Before => {
            if surely {
                own.last < other.first
            } else {
                own.first < other.first
            }
        }
        TimeRelation::After => {
            if surely {
                own.first > other.last
            } else {
                own.last > other.last
            }
        }
        TimeRelation::Since => {
            if surely {
                own.first >= other.first
            } else {
                own.last >= other.first
            }
        }
        TimeRelation::Until => {
            if surely {
                own.last <= other.last
            } else {
                own.first <= other.last
            }
        }
        TimeRelation::Throughout => {
            let (begins, ends) = if surely { own.inner() } else { (own.first, own.last) };
            begins <= other.first && other.last <= ends
        }
        TimeRelation::Within(days) => overlaps(moved(other.first, -days), moved(other.last, days)),
        // Behind what does not end there is no day, nor before what has no beginning.
        TimeRelation::WithinAfter(days) => other.last != END && overlaps(other.last + 1, other.last + days),
        TimeRelation::WithinBefore(days) => other.first != BEGINNING && overlaps(other.first - days, other.first - 1),
    }
}

fn moved(day: Day, days: i64) -> Day {
    if day == BEGINNING || day == END { day } else { day + days }
}

fn as_date(time: &Time, value: &dyn Fn(Variable) -> Value) -> Option<Date> {
    match time {
        Time::Date(at) => Some(date(*at)),
        Time::Variable(variable) => match value(*variable) {
            Value::Date(date) => Some(date),
            _ => None,
        },
        Time::Between(from, to) => Some(Date::span(&as_date(from, value)?, &as_date(to, value)?)),
    }
}
