//! How a fact's time stands to another: by its earliest and latest day.

use super::lowering::{Bindings, Lowering, bound, column_of, literal_value_of};
use super::tree::Expr;
use crate::resolve::tree::{Sort, Time, TimeRelation, TimeTest};

/// The column of a fact that has its time; no other table has one of that name.
pub const TIME: &str = "time";

/// The days of a time: its earliest and its latest.
struct Days {
    first: Expr,
    last: Expr,
}

impl Lowering<'_> {
    /// That the time of the fact of that alias stands so to another. A fact without a time does not.
    pub(super) fn time_test(&self, fact: &str, test: &TimeTest, bindings: &Bindings) -> Expr {
        let own = Days { first: Expr::column(fact, "first_day"), last: Expr::column(fact, "last_day") };
        let other = self.days(&test.time, bindings);
        match test.relation {
            TimeRelation::During => overlap(own, other, test.surely),
            TimeRelation::Before if test.surely => own.last.binary("<", other.first),
            TimeRelation::Before => own.first.binary("<", other.first),
            TimeRelation::After if test.surely => own.first.binary(">", other.last),
            TimeRelation::After => own.last.binary(">", other.last),
            TimeRelation::Since if test.surely => own.first.binary(">=", other.first),
            TimeRelation::Since => own.last.binary(">=", other.first),
            TimeRelation::Until if test.surely => own.last.binary("<=", other.last),
            TimeRelation::Until => own.first.binary("<=", other.last),
            TimeRelation::Throughout if test.surely => covers_surely(fact, other),
            TimeRelation::Throughout => {
                Expr::All(vec![own.first.binary("<=", other.first), own.last.binary(">=", other.last)])
            }
            TimeRelation::Within(days) => {
                let around = Days { first: moved(other.first, -days), last: moved(other.last, days) };
                overlap(own, around, test.surely)
            }
            TimeRelation::WithinAfter(days) => {
                let behind = Days { first: moved(other.last.clone(), 1), last: moved(other.last, days) };
                overlap(own, behind, test.surely)
            }
            TimeRelation::WithinBefore(days) => {
                let before = Days { first: moved(other.first.clone(), -days), last: moved(other.first, -1) };
                overlap(own, before, test.surely)
            }
        }
    }

    fn days(&self, time: &Time, bindings: &Bindings) -> Days {
        match time {
            Time::Date(date) => Days { first: Expr::Integer(date.first_day), last: Expr::Integer(date.last_day) },
            Time::Variable(variable) => {
                let expr = bound(*variable, bindings);
                let [first, last] = days_of(expr, self.typed(*variable).bare);
                Days { first, last }
            }
            Time::Span(from, to) => Days { first: self.days(from, bindings).first, last: self.days(to, bindings).last },
        }
    }
}

/// The earliest and the latest day of a date: a literal's id, or its text. A fact has those of its time itself.
pub fn days_of(expr: Expr, bare: bool) -> [Expr; 2] {
    if let (Expr::Column(fact, TIME), false) = (&expr, bare) {
        return ["first_day", "last_day"].map(|column| Expr::column(fact, column));
    }
    match bare {
        true => ["factfile_first_day", "factfile_last_day"].map(|name| Expr::Call(name, vec![expr.clone()])),
        false => ["first_day", "last_day"].map(|column| column_of("literal", column, expr.clone())),
    }
}

/// That two times may have a day in common; surely, that the first lies within the second.
fn overlap(own: Days, other: Days, surely: bool) -> Expr {
    match surely {
        false => Expr::All(vec![own.first.binary("<=", other.last), own.last.binary(">=", other.first)]),
        true => Expr::All(vec![own.first.binary(">=", other.first), own.last.binary("<=", other.last)]),
    }
}

/// That the fact began by the other's first day and ended no sooner than its last, whatever its precision hides.
fn covers_surely(fact: &str, other: Days) -> Expr {
    let written = literal_value_of(Expr::column(fact, TIME), Sort::When);
    let inner = |name: &'static str| Expr::Call(name, vec![written.clone()]);
    Expr::All(vec![
        inner("factfile_inner_first").binary("<=", other.first),
        inner("factfile_inner_last").binary(">=", other.last),
    ])
}

fn moved(day: Expr, days: i64) -> Expr {
    match day {
        Expr::Integer(day) => Expr::Integer(day.saturating_add(days)),
        day => day.binary("+", Expr::Integer(days)),
    }
}
