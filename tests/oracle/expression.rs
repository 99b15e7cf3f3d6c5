//! Expressions and filters, and their values.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::aggregate::Aggregate;
use crate::calendar::{BEGINNING, Date, END};
use crate::model::{Document, Store};
use crate::query::{Comparator, Variable};
use crate::text::{PATTERNS, alike, light};
use crate::value::{Number, Value};

#[derive(Debug, Clone, PartialEq)]
pub enum Expression {
    Variable(Variable),
    Constant(Value),
    /// An output, by its index: behind the body only.
    Column(usize),
    Negative(Box<Expression>),
    Arithmetic(Box<Expression>, Operator, Box<Expression>),
    Call(Function, Vec<Expression>),
    If(Box<Filter>, Box<Expression>, Box<Expression>),
    Aggregate(Box<Aggregate>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
}

impl Operator {
    pub fn sign(self) -> &'static str {
        match self {
            Operator::Add => "+",
            Operator::Subtract => "-",
            Operator::Multiply => "*",
            Operator::Divide => "/",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    Name,
    Key,
    Kind,
    Title,
    Publisher,
    Published,
    Url,
    Year,
    Month,
    Day,
    Start,
    End,
    Days,
    Lower,
    Length,
    Coalesce,
    Round,
    Abs,
}

impl Function {
    pub fn name(self) -> &'static str {
        match self {
            Function::Name => "name",
            Function::Key => "key",
            Function::Kind => "kind",
            Function::Title => "title",
            Function::Publisher => "publisher",
            Function::Published => "published",
            Function::Url => "url",
            Function::Year => "year",
            Function::Month => "month",
            Function::Day => "day",
            Function::Start => "start",
            Function::End => "end",
            Function::Days => "days",
            Function::Lower => "lower",
            Function::Length => "length",
            Function::Coalesce => "coalesce",
            Function::Round => "round",
            Function::Abs => "abs",
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    Compare(Expression, Comparator, Expression),
    Between(Expression, Expression, Expression),
    In(Expression, Vec<Expression>),
    Test(Test, Expression, Expression),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Test {
    Contains,
    StartsWith,
    Matches,
    Similar,
    Allen(Allen),
}

/// Allen's relations of two times, by their earliest and latest days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allen {
    Precedes,
    PrecededBy,
    Meets,
    MetBy,
    Overlaps,
    OverlappedBy,
    Starts,
    StartedBy,
    During,
    Includes,
    Finishes,
    FinishedBy,
    Equals,
}

pub const ALLEN: [(Allen, &str); 13] = [
    (Allen::Precedes, "precedes"),
    (Allen::PrecededBy, "preceded_by"),
    (Allen::Meets, "meets"),
    (Allen::MetBy, "met_by"),
    (Allen::Overlaps, "overlaps"),
    (Allen::OverlappedBy, "overlapped_by"),
    (Allen::Starts, "starts"),
    (Allen::StartedBy, "started_by"),
    (Allen::During, "during"),
    (Allen::Includes, "includes"),
    (Allen::Finishes, "finishes"),
    (Allen::FinishedBy, "finished_by"),
    (Allen::Equals, "equals"),
];

impl Expression {
    /// Its parts, those of its filter included.
    pub fn parts(&self) -> Vec<&Expression> {
        match self {
            Expression::Variable(_) | Expression::Constant(_) | Expression::Column(_) => Vec::new(),
            Expression::Negative(inner) => vec![inner],
            Expression::Arithmetic(left, _, right) => vec![left, right],
            Expression::Call(_, arguments) => arguments.iter().collect(),
            Expression::If(filter, then, otherwise) => {
                let mut parts = filter.parts();
                parts.extend([&**then, &**otherwise]);
                parts
            }
            Expression::Aggregate(aggregate) => {
                aggregate.argument.iter().chain(aggregate.by.iter().map(|(by, _)| by)).collect()
            }
        }
    }

    /// The variables in it, as often as they stand there.
    pub fn variables(&self) -> Vec<Variable> {
        match self {
            Expression::Variable(variable) => vec![*variable],
            other => other.parts().into_iter().flat_map(Expression::variables).collect(),
        }
    }

    fn parts_mut(&mut self) -> Vec<&mut Expression> {
        match self {
            Expression::Variable(_) | Expression::Constant(_) | Expression::Column(_) => Vec::new(),
            Expression::Negative(inner) => vec![inner],
            Expression::Arithmetic(left, _, right) => vec![left, right],
            Expression::Call(_, arguments) => arguments.iter_mut().collect(),
            Expression::If(filter, then, otherwise) => {
                let mut parts = filter.parts_mut();
                parts.extend([&mut **then, &mut **otherwise]);
                parts
            }
            Expression::Aggregate(aggregate) => {
                aggregate.argument.iter_mut().chain(aggregate.by.iter_mut().map(|(by, _)| by)).collect()
            }
        }
    }

    /// Gives variables another name.
    pub fn rename(&mut self, from: Variable, to: Variable) {
        match self {
            Expression::Variable(variable) if *variable == from => *variable = to,
            other => other.parts_mut().into_iter().for_each(|part| part.rename(from, to)),
        }
    }

    /// Gives columns another place.
    pub fn move_columns(&mut self, place: &dyn Fn(usize) -> usize) {
        match self {
            Expression::Column(at) => *at = place(*at),
            other => other.parts_mut().into_iter().for_each(|part| part.move_columns(place)),
        }
    }

    pub fn has_aggregate(&self) -> bool {
        matches!(self, Expression::Aggregate(_)) || self.parts().into_iter().any(Expression::has_aggregate)
    }
}

impl Filter {
    pub fn parts(&self) -> Vec<&Expression> {
        match self {
            Filter::Compare(left, _, right) | Filter::Test(_, left, right) => vec![left, right],
            Filter::Between(value, low, high) => vec![value, low, high],
            Filter::In(value, options) => std::iter::once(value).chain(options).collect(),
        }
    }

    pub fn parts_mut(&mut self) -> Vec<&mut Expression> {
        match self {
            Filter::Compare(left, _, right) | Filter::Test(_, left, right) => vec![left, right],
            Filter::Between(value, low, high) => vec![value, low, high],
            Filter::In(value, options) => std::iter::once(value).chain(options).collect(),
        }
    }

    pub fn variables(&self) -> Vec<Variable> {
        self.parts().into_iter().flat_map(Expression::variables).collect()
    }
}

/// What expressions speak of.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// The store as the query sees it.
    pub store: &'a Store,
    /// The day's span that the whole is read as of.
    pub valid: Option<&'a Date>,
    pub bindings: &'a BTreeMap<Variable, Value>,
    /// Behind the body: the row's columns, and what its aggregates are.
    pub columns: &'a [Value],
    pub aggregated: Option<&'a dyn Fn(&Aggregate) -> Value>,
}

impl Scene<'_> {
    pub fn value(&self, expression: &Expression) -> Value {
        match expression {
            Expression::Variable(variable) => self.bindings.get(variable).cloned().unwrap_or(Value::Nothing),
            Expression::Constant(value) => value.clone(),
            Expression::Column(at) => self.columns[*at].clone(),
            Expression::Negative(inner) => {
                numbers(&[self.value(inner)], |[number]| Some(Number::Whole(0).minus(number)))
            }
            Expression::Arithmetic(left, operator, right) => {
                numbers(&[self.value(left), self.value(right)], |[left, right]| match operator {
                    Operator::Add => Some(left.plus(right)),
                    Operator::Subtract => Some(left.minus(right)),
                    Operator::Multiply => Some(left.times(right)),
                    Operator::Divide => left.over(right),
                })
            }
            Expression::Call(Function::Coalesce, arguments) => {
                let values = arguments.iter().map(|argument| self.value(argument));
                values.into_iter().find(Value::is_something).unwrap_or(Value::Nothing)
            }
            Expression::Call(function, arguments) => {
                let values: Vec<Value> = arguments.iter().map(|argument| self.value(argument)).collect();
                self.call(*function, &values).unwrap_or(Value::Nothing)
            }
            Expression::If(filter, then, otherwise) => self.value(if self.holds(filter) { then } else { otherwise }),
            Expression::Aggregate(aggregate) => match self.aggregated {
                Some(aggregated) => aggregated(aggregate),
                None => Value::Nothing,
            },
        }
    }

    fn call(&self, function: Function, values: &[Value]) -> Option<Value> {
        let document = |pick: fn(&Document) -> Option<&'static str>| match values {
            [Value::Document(document)] => pick(&self.store.documents[*document]),
            _ => None,
        };
        let part = |at: usize| match values {
            [Value::Date(date)] => date.parts()[at].map(Value::whole),
            _ => None,
        };
        match (function, values) {
            (Function::Name, [Value::Entity(entity)]) => Some(Value::text(self.store.entities[*entity].name)),
            (Function::Name, [Value::Kind(kind)]) => Some(Value::text(self.store.kinds[*kind].name)),
            (Function::Name, [Value::Document(document)]) => Some(Value::text(self.store.documents[*document].label())),
            (Function::Key, [Value::Entity(entity)]) => Some(Value::text(self.store.entities[*entity].key)),
            (Function::Key, [Value::Document(document)]) => Some(Value::text(self.store.documents[*document].key)),
            (Function::Kind, [Value::Entity(entity)]) => self.kinds(*entity),
            (Function::Title, _) => document(|document| document.title).map(Value::text),
            (Function::Publisher, _) => document(|document| document.publisher).map(Value::text),
            (Function::Url, _) => document(|document| document.url).map(|url| Value::Url(url.into())),
            (Function::Published, _) => document(|document| document.published).and_then(|text| {
                let at = crate::calendar::DATES.iter().position(|date| date.text == text)?;
                Some(Value::Date(crate::calendar::date(at)))
            }),
            (Function::Year, _) => part(0),
            (Function::Month, _) => part(1),
            (Function::Day, _) => part(2),
            (Function::Start, [Value::Date(date)]) => {
                (date.first != BEGINNING).then(|| Value::Date(Date::of_day(date.first)))
            }
            (Function::End, [Value::Date(date)]) => (date.last != END).then(|| Value::Date(Date::of_day(date.last))),
            (Function::Days, [Value::Date(from), Value::Date(to)]) => {
                let stated = from.first != BEGINNING && to.first != BEGINNING;
                stated.then(|| Value::whole(to.first - from.first))
            }
            (Function::Lower, [Value::Text(text) | Value::Url(text)]) => Some(Value::text(&text.to_lowercase())),
            (Function::Length, [Value::Text(text) | Value::Url(text)]) => {
                Some(Value::whole(text.chars().count() as i64))
            }
            (Function::Round, [Value::Number(number)]) => Some(Value::whole(number.decimal().round() as i64)),
            (Function::Abs, [Value::Number(number)]) => Some(Value::Number(match *number {
                negative if negative < Number::Whole(0) => Number::Whole(0).minus(negative),
                other => other,
            })),
            _ => None,
        }
    }

    /// The kinds that an entity is stated to be of, by name.
    fn kinds(&self, entity: usize) -> Option<Value> {
        let kinds = self.store.facts.iter().filter_map(|fact| match fact.object {
            Value::Kind(kind) if fact.subject == entity && fact.holds() && self.is_then(&fact.time) => Some(kind),
            _ => None,
        });
        let mut names: Vec<&str> = kinds.map(|kind| self.store.kinds[kind].name).collect();
        names.sort_unstable();
        names.dedup();
        (!names.is_empty()).then(|| Value::text(&names.join(", ")))
    }

    /// Whether a fact of that time counts where the whole is read as of a time.
    pub fn is_then(&self, time: &Option<Date>) -> bool {
        match (self.valid, time) {
            (Some(valid), Some(time)) => time.first <= valid.last && valid.first <= time.last,
            _ => true,
        }
    }

    pub fn holds(&self, filter: &Filter) -> bool {
        match filter {
            Filter::Compare(left, comparator, right) => compares(&self.value(left), *comparator, &self.value(right)),
            Filter::Between(value, low, high) => {
                let value = self.value(value);
                compares(&value, Comparator::GreaterOrEqual, &self.value(low))
                    && compares(&value, Comparator::LessOrEqual, &self.value(high))
            }
            Filter::In(value, options) => {
                let value = self.value(value);
                options.iter().any(|option| compares(&value, Comparator::Equal, &self.value(option)))
            }
            Filter::Test(test, left, right) => self.tests(*test, &self.value(left), &self.value(right)),
        }
    }

    fn tests(&self, test: Test, left: &Value, right: &Value) -> bool {
        match (test, left, right) {
            (Test::Contains, Value::Text(text), Value::Text(part)) => light(text).contains(&light(part)),
            (Test::StartsWith, Value::Text(text), Value::Text(part)) => light(text).starts_with(&light(part)),
            (Test::Matches, Value::Text(text), Value::Text(pattern)) => {
                PATTERNS.iter().any(|(written, matches)| *written == &**pattern && matches(text))
            }
            (Test::Similar, Value::Text(text), Value::Text(other)) => alike(text, other),
            (Test::Similar, Value::Entity(entity), Value::Text(other)) => {
                self.store.entities[*entity].names().iter().any(|name| alike(name, other))
            }
            (Test::Allen(relation), Value::Date(left), Value::Date(right)) => allen(relation, left, right),
            _ => false,
        }
    }
}

/// A function of numbers; nothing where one of them is.
fn numbers<const COUNT: usize>(values: &[Value; COUNT], result: impl Fn([Number; COUNT]) -> Option<Number>) -> Value {
    let mut read = [Number::Whole(0); COUNT];
    for (at, value) in values.iter().enumerate() {
        match value {
            Value::Number(number) => read[at] = *number,
            _ => return Value::Nothing,
        }
    }
    result(read).map_or(Value::Nothing, Value::Number)
}

/// No comparison with nothing holds. Dates are equal as written, and ordered by their first, then their last day.
pub fn compares(left: &Value, comparator: Comparator, right: &Value) -> bool {
    if !left.is_something() || !right.is_something() {
        return false;
    }
    let order = match (left, right) {
        (Value::Date(left), Value::Date(right)) => (left.first, left.last).cmp(&(right.first, right.last)),
        _ => left.cmp(right),
    };
    match comparator {
        Comparator::Equal => left == right,
        Comparator::Unequal => left != right,
        Comparator::Less => order == Ordering::Less,
        Comparator::LessOrEqual => order != Ordering::Greater,
        Comparator::Greater => order == Ordering::Greater,
        Comparator::GreaterOrEqual => order != Ordering::Less,
    }
}

/// James F. Allen, "Maintaining knowledge about temporal intervals", 1983, on whole days.
fn allen(relation: Allen, left: &Date, right: &Date) -> bool {
    let (a, b, c, d) = (left.first, left.last, right.first, right.last);
    match relation {
        Allen::Precedes => b + 1 < c,
        Allen::PrecededBy => d + 1 < a,
        Allen::Meets => b + 1 == c,
        Allen::MetBy => d + 1 == a,
        Allen::Overlaps => a < c && c <= b && b < d,
        Allen::OverlappedBy => c < a && a <= d && d < b,
        Allen::Starts => a == c && b < d,
        Allen::StartedBy => a == c && d < b,
        Allen::During => c < a && b < d,
        Allen::Includes => a < c && d < b,
        Allen::Finishes => b == d && c < a,
        Allen::FinishedBy => b == d && a < c,
        Allen::Equals => a == c && b == d,
    }
}
