//! Values, numbers, and the order in which answers come.

use std::cmp::Ordering;
use std::rc::Rc;

use crate::calendar::Date;
use crate::model::Store;

/// A value that a variable can stand for. The order is only for sets.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    Nothing,
    Entity(usize),
    Kind(usize),
    Document(usize),
    Text(Rc<str>),
    Url(Rc<str>),
    Number(Number),
    Date(Date),
    Boolean(bool),
}

impl Value {
    pub fn text(text: &str) -> Self {
        Value::Text(text.into())
    }

    pub fn whole(number: i64) -> Self {
        Value::Number(Number::Whole(number))
    }

    pub fn is_something(&self) -> bool {
        *self != Value::Nothing
    }
}

/// A number: whole ones stay whole. Equal by value.
#[derive(Debug, Clone, Copy)]
pub enum Number {
    Whole(i64),
    Decimal(f64),
}

impl Number {
    pub fn decimal(self) -> f64 {
        match self {
            Number::Whole(number) => number as f64,
            // There is one zero.
            Number::Decimal(number) => number + 0.0,
        }
    }

    pub fn is_whole(self) -> bool {
        self.decimal().fract() == 0.0
    }

    fn reckoned(self, other: Number, whole: fn(i64, i64) -> Option<i64>, decimal: fn(f64, f64) -> f64) -> Number {
        let exact = match (self, other) {
            (Number::Whole(left), Number::Whole(right)) => whole(left, right),
            _ => None,
        };
        exact.map_or_else(|| Number::Decimal(decimal(self.decimal(), other.decimal())), Number::Whole)
    }

    pub fn plus(self, other: Number) -> Number {
        self.reckoned(other, i64::checked_add, |left, right| left + right)
    }

    pub fn minus(self, other: Number) -> Number {
        self.reckoned(other, i64::checked_sub, |left, right| left - right)
    }

    pub fn times(self, other: Number) -> Number {
        self.reckoned(other, i64::checked_mul, |left, right| left * right)
    }

    /// Exact division; none by zero.
    pub fn over(self, other: Number) -> Option<Number> {
        if other.decimal() == 0.0 {
            return None;
        }
        Some(match (self, other) {
            (Number::Whole(left), Number::Whole(right)) if left % right == 0 => Number::Whole(left / right),
            _ => Number::Decimal(self.decimal() / other.decimal()),
        })
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Number {}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Number::Whole(left), Number::Whole(right)) => left.cmp(right),
            // A zero has no sign.
            _ => (self.decimal() + 0.0).total_cmp(&(other.decimal() + 0.0)),
        }
    }
}

/// The total order of answers: nothing comes last, whichever way the values are ordered.
pub fn compare(store: &Store, left: &Value, right: &Value, descending: bool) -> Ordering {
    let nothing = |value: &Value| !value.is_something();
    let order = shown_order(store, left, right);
    let directed = if descending { order.reverse() } else { order };
    nothing(left).cmp(&nothing(right)).then(directed)
}

/// Names by code points, ties by keys; the words of a source for a time behind the dates.
fn shown_order(store: &Store, left: &Value, right: &Value) -> Ordering {
    match (left, right) {
        (Value::Entity(left), Value::Entity(right)) => {
            let (left, right) = (&store.entities[*left], &store.entities[*right]);
            left.name.cmp(right.name).then_with(|| left.key.cmp(right.key))
        }
        (Value::Kind(left), Value::Kind(right)) => store.kinds[*left].name.cmp(store.kinds[*right].name),
        (Value::Document(left), Value::Document(right)) => {
            let (left, right) = (&store.documents[*left], &store.documents[*right]);
            left.label().cmp(right.label()).then_with(|| left.key.cmp(right.key))
        }
        (Value::Date(_), Value::Text(_)) => Ordering::Less,
        (Value::Text(_), Value::Date(_)) => Ordering::Greater,
        _ => left.cmp(right),
    }
}

/// A value as answers show it.
pub fn shown(store: &Store, value: &Value) -> String {
    match value {
        Value::Nothing => String::new(),
        Value::Entity(entity) => store.entities[*entity].name.to_owned(),
        Value::Kind(kind) => store.kinds[*kind].name.to_owned(),
        Value::Document(document) => store.documents[*document].label().to_owned(),
        Value::Text(text) | Value::Url(text) => text.to_string(),
        Value::Number(number) if number.is_whole() => format!("{:.0}", number.decimal() + 0.0),
        Value::Number(number) => number.decimal().to_string(),
        Value::Date(date) => date.text.to_string(),
        Value::Boolean(truth) => truth.to_string(),
    }
}
