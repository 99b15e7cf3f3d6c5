//! Aggregates over the distinct bindings of a group.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use crate::evaluate::{Bindings, Evaluator, Way};
use crate::expression::Expression;
use crate::relation::Premise;
use crate::value::{Number, Value, compare, shown};

#[derive(Debug, Clone, PartialEq)]
pub struct Aggregate {
    pub function: Function,
    /// None for the counts of what a row rests on.
    pub argument: Option<Expression>,
    /// By what the first is found, and whether the greatest comes first.
    pub by: Option<(Expression, bool)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    Count,
    CountAll,
    Facts,
    Claims,
    Documents,
    Sum,
    Average,
    Least,
    Greatest,
    List,
    First,
}

/// The bindings of a group, none twice, and the ways that they come from.
pub struct Members<'a, 'q> {
    pub evaluator: &'a Evaluator<'a>,
    pub bindings: &'a BTreeSet<Bindings>,
    pub ways: &'a [&'a Way<'q>],
}

impl Members<'_, '_> {
    pub fn value(&self, aggregate: &Aggregate) -> Value {
        let Some(argument) = &aggregate.argument else { return self.rests_on(aggregate.function) };
        let values: Vec<Value> = self.bindings.iter().map(|binding| self.of(argument, binding)).collect();
        let present: Vec<Value> = values.into_iter().filter(Value::is_something).collect();
        let numbers = || {
            present.iter().filter_map(|value| match value {
                Value::Number(number) => Some(*number),
                _ => None,
            })
        };
        let sum = || numbers().fold(Number::Whole(0), Number::plus);
        match aggregate.function {
            Function::Count => count(present.iter().collect::<BTreeSet<_>>().len()),
            Function::CountAll => count(present.len()),
            Function::Sum => Value::Number(sum()),
            Function::Average => {
                let count = Number::Whole(present.len() as i64);
                sum().over(count).map_or(Value::Nothing, Value::Number)
            }
            Function::Least => self.sorted(present).into_iter().next().unwrap_or(Value::Nothing),
            Function::Greatest => self.sorted(present).into_iter().next_back().unwrap_or(Value::Nothing),
            Function::List => self.list(present),
            Function::First => self.first(argument, &aggregate.by),
            Function::Facts | Function::Claims | Function::Documents => Value::Nothing,
        }
    }

    fn of(&self, expression: &Expression, binding: &Bindings) -> Value {
        self.evaluator.scene(binding).value(expression)
    }

    fn order(&self, left: &Value, right: &Value) -> Ordering {
        compare(self.evaluator.store, left, right, false)
    }

    fn sorted(&self, mut values: Vec<Value>) -> Vec<Value> {
        values.sort_by(|left, right| self.order(left, right));
        values
    }

    /// The different values, in the order of answers.
    fn list(&self, values: Vec<Value>) -> Value {
        let mut values = self.sorted(values);
        values.dedup();
        let texts: Vec<String> = values.iter().map(|value| shown(self.evaluator.store, value)).collect();
        if texts.is_empty() { Value::Nothing } else { Value::text(&texts.join(", ")) }
    }

    /// The value of the binding that comes first by another; of several, the value that comes first.
    fn first(&self, argument: &Expression, by: &Option<(Expression, bool)>) -> Value {
        let mut candidates: Vec<(Value, Value)> = (self.bindings.iter())
            .map(|binding| {
                let key = by.as_ref().map_or(Value::Nothing, |(by, _)| self.of(by, binding));
                (key, self.of(argument, binding))
            })
            .collect();
        let descending = by.as_ref().is_some_and(|(_, descending)| *descending);
        candidates.sort_by(|left, right| {
            let by_key = compare(self.evaluator.store, &left.0, &right.0, descending);
            by_key.then_with(|| self.order(&left.1, &right.1))
        });
        candidates.into_iter().next().map_or(Value::Nothing, |(_, value)| value)
    }

    /// How many facts the patterns match, how many claims stand of them, and in how many documents.
    fn rests_on(&self, function: Function) -> Value {
        let premises = self.ways.iter().flat_map(|way| &way.premises);
        let facts: BTreeSet<usize> = premises
            .filter_map(|premise| match premise {
                Premise::Fact(fact) => Some(*fact),
                _ => None,
            })
            .collect();
        // Those that say what the pattern asks for: a fact that is only denied rests on what denies it.
        let claims = || {
            let facts = facts.iter().map(|fact| &self.evaluator.store.facts[*fact]);
            facts.flat_map(|fact| fact.claims.iter().filter(|claim| claim.affirms == fact.holds()))
        };
        match function {
            Function::Facts => count(facts.len()),
            Function::Claims => count(claims().count()),
            _ => count(claims().filter_map(|claim| claim.document).collect::<BTreeSet<_>>().len()),
        }
    }
}

fn count(number: usize) -> Value {
    Value::whole(number as i64)
}
