//! Bytes read as a store, rules and queries that make sense over it.

mod expression;
mod find;
mod group;
mod mend;
mod pairs;
mod path;
mod rule;
mod scope;
mod store;

pub use find::query;
pub use rule::rules;
pub use store::store;

use crate::calendar::date;
use crate::choices::Choices;
use crate::expression::{Expression, Function};
use crate::model::{Objects, Store};
use crate::query::{Sort, Variable};
use crate::value::{Number, Value};

/// A rule as others call it.
#[derive(Debug, Clone)]
pub struct Callable {
    pub rule: usize,
    /// What its arguments are: one for a kind, two for a predicate.
    pub sorts: Vec<Sort>,
}

/// What queries and rules are built from.
pub struct Builder<'s> {
    store: &'s Store,
    /// Which rules may be called, and which where what is called must be complete before.
    rules: Vec<Callable>,
    complete: Vec<Callable>,
    /// How many parts around have it so.
    strict: usize,
    /// The last variable without a name.
    hidden: usize,
    /// The last variable that only one optional part brings.
    optional: usize,
}

impl<'s> Builder<'s> {
    pub fn new(store: &'s Store, rules: Vec<Callable>, complete: Vec<Callable>) -> Self {
        Builder { store, rules, complete, strict: 0, hidden: crate::query::HIDDEN, optional: 9 }
    }

    fn callable(&self) -> &[Callable] {
        if self.strict > 0 { &self.complete } else { &self.rules }
    }
}

/// Texts: one that needs escaping, two that differ in case only, one that is also a phrase for a time, one that is also a
/// name, one with marks.
pub const TEXTS: [&str; 7] = ["alpha", "Alpha", "on Friday", "a \"b\" \\ c\nd", "Ωmega", "Lund", "Café"];
/// A source's own words for a time.
pub const PHRASES: [&str; 2] = ["on Friday", "soon"];
/// Web addresses.
pub const URLS: [&str; 2] = ["https://example.org/a?b=c#d", "mailto:a@example.org"];
/// Passages: two that differ in white space only, one that is a text too.
pub const QUOTES: [&str; 4] = ["He went.", "He  went.", "alpha", "Ω said: \"no\""];
/// Numbers of which some are not whole, in quarters, so that sums are exact.
const QUARTERS: [i64; 6] = [0, 8, 10, 40, 41, -12];

pub fn sort_of(objects: Objects) -> Sort {
    match objects {
        Objects::Entity => Sort::Entity,
        Objects::Text => Sort::Text,
        Objects::Number => Sort::Number,
        Objects::Date => Sort::Date,
        Objects::Boolean => Sort::Boolean,
        Objects::Url => Sort::Url,
    }
}

pub fn constant(store: &Store, sort: Sort, c: &mut Choices<'_>) -> Value {
    match sort {
        Sort::Entity => Value::Entity(c.below(store.entities.len())),
        Sort::Kind => Value::Kind(c.below(store.kinds.len())),
        Sort::Document => Value::Document(c.below(store.documents.len())),
        Sort::Text => Value::text(c.text(&TEXTS)),
        Sort::Number => Value::Number(match *c.of(&QUARTERS) {
            quarters if quarters % 4 == 0 => Number::Whole(quarters / 4),
            quarters => Number::Decimal(quarters as f64 / 4.0),
        }),
        Sort::Date => Value::Date(any_date(c)),
        Sort::Boolean => Value::Boolean(!c.rarely(3)),
        Sort::Url => Value::Url((*c.of(&URLS)).into()),
        Sort::When if c.rarely(3) => Value::text(c.text(&PHRASES)),
        Sort::When => Value::Date(any_date(c)),
    }
}

fn any_date(c: &mut Choices<'_>) -> crate::calendar::Date {
    date(c.below(crate::calendar::DATES.len()))
}

/// One of the few variables of a sort.
fn variable(sort: Sort, c: &mut Choices<'_>) -> Variable {
    let known = if sort == Sort::Entity { 4 } else { 2 };
    Variable { sort, index: c.below(known) }
}

/// What the values of an expression are; columns are of the sorts given.
pub fn sort_of_expression(expression: &Expression, columns: &[Sort]) -> Sort {
    use crate::aggregate::Function as Aggregated;
    match expression {
        Expression::Variable(variable) => variable.sort,
        Expression::Column(at) => columns[*at],
        Expression::Constant(value) => match value {
            Value::Entity(_) | Value::Nothing => Sort::Entity,
            Value::Kind(_) => Sort::Kind,
            Value::Document(_) => Sort::Document,
            Value::Text(_) => Sort::Text,
            Value::Url(_) => Sort::Url,
            Value::Number(_) => Sort::Number,
            Value::Date(_) => Sort::Date,
            Value::Boolean(_) => Sort::Boolean,
        },
        Expression::Negative(_) | Expression::Arithmetic(..) => Sort::Number,
        Expression::If(_, then, _) => sort_of_expression(then, columns),
        Expression::Call(function, arguments) => match function {
            Function::Coalesce => sort_of_expression(&arguments[0], columns),
            Function::Published | Function::Start | Function::End => Sort::Date,
            Function::Url => Sort::Url,
            Function::Name | Function::Key | Function::Kind | Function::Title | Function::Publisher => Sort::Text,
            Function::Lower => Sort::Text,
            _ => Sort::Number,
        },
        Expression::Aggregate(aggregate) => match (aggregate.function, &aggregate.argument) {
            (Aggregated::Least | Aggregated::Greatest | Aggregated::First, Some(argument)) => {
                sort_of_expression(argument, columns)
            }
            (Aggregated::List, _) => Sort::Text,
            _ => Sort::Number,
        },
    }
}
