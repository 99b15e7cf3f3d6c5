//! Which constructs were tried, how often, and how often with an answer that says something.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::aggregate::Function as Aggregated;
use crate::expression::{Expression, Filter};
use crate::model::Times;
use crate::query::{
    Condition, Find, Follows, Group, Path, Pattern, Query, RULE_KINDS, Relation, Rule, Term, Time, TimeRelation,
};
use crate::rules::calls;
use crate::value::Value;

/// Per construct, how many queries had it, and how many of these had an answer that says something.
#[derive(Default)]
pub struct Census {
    counts: BTreeMap<String, (usize, usize)>,
}

impl Census {
    pub fn count(&mut self, query: &Query, rules: &[Rule], says_something: bool) {
        for construct in constructs(query, rules) {
            let count = self.counts.entry(construct).or_default();
            count.0 += 1;
            count.1 += usize::from(says_something);
        }
    }
}

impl fmt::Display for Census {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (construct, (all, with)) in &self.counts {
            writeln!(f, "{all:>8} {:>3}% {construct}", 100 * with / all.max(&1))?;
        }
        Ok(())
    }
}

type Found = BTreeSet<String>;

/// What the bodies of rules are made of.
pub fn of_rules(rules: &[Rule]) -> BTreeSet<String> {
    let mut found = Found::new();
    for rule in rules {
        group(&rule.body, "rules: body with ", &mut found);
    }
    found
}

/// What a query is made of, the rules that it calls included.
pub fn constructs(query: &Query, rules: &[Rule]) -> Found {
    let mut found = Found::new();
    match &query.find {
        Some(find) => shown(find, &mut found),
        None => add(&mut found, "whether"),
    }
    if query.view.valid.is_some() {
        add(&mut found, "as of");
    }
    if query.view.recorded.is_some() {
        add(&mut found, "as recorded at");
    }
    group(&query.body, "", &mut found);
    let called = calls(&query.body);
    for rule in &called {
        add(&mut found, "rules: called");
        if calls(&rules[*rule].body).contains(rule) {
            add(&mut found, "rules: recursive");
        }
        if !calls(&rules[*rule].body).is_empty() {
            add(&mut found, "rules: calling rules");
        }
        group(&rules[*rule].body, "rules: body with ", &mut found);
    }
    found
}

fn add(found: &mut Found, construct: impl Into<String>) {
    found.insert(construct.into());
}

fn shown(find: &Find, found: &mut Found) {
    let flags = [
        (find.everything, "find *"),
        (!find.having.is_empty(), "having"),
        (!find.order.is_empty(), "order by"),
        (find.unordered, "unordered"),
        (find.limit.is_some() || find.offset.is_some(), "limit or offset"),
    ];
    flags.into_iter().filter(|(has, _)| *has).for_each(|(_, name)| add(found, name));
    for output in &find.outputs {
        expression(&output.value, found);
    }
}

fn expression(value: &Expression, found: &mut Found) {
    match value {
        Expression::Aggregate(aggregate) => {
            let grouped = match aggregate.function {
                Aggregated::Facts | Aggregated::Claims | Aggregated::Documents => {
                    "aggregate: count of what it rests on"
                }
                Aggregated::First => "aggregate: first",
                Aggregated::List => "aggregate: list",
                Aggregated::Least | Aggregated::Greatest => "aggregate: min or max",
                Aggregated::Sum | Aggregated::Average => "aggregate: sum or avg",
                Aggregated::Count | Aggregated::CountAll => "aggregate: count",
            };
            add(found, grouped);
        }
        Expression::Call(function, _) => add(found, format!("function: {}", function.name())),
        Expression::If(filter, ..) => {
            add(found, "function: if");
            self::filter(filter, found);
        }
        Expression::Arithmetic(_, operator, _) => add(found, format!("arithmetic {}", operator.sign())),
        _ => {}
    }
    value.parts().into_iter().for_each(|part| expression(part, found));
}

fn filter(filter: &Filter, found: &mut Found) {
    let name = match filter {
        Filter::Compare(_, comparator, _) => format!("filter: {}", comparator.sign()),
        Filter::Between(..) => "filter: between".to_owned(),
        Filter::In(..) => "filter: in".to_owned(),
        Filter::Test(test, ..) => format!("filter: {test:?}"),
    };
    add(found, name);
    filter.parts().into_iter().for_each(|part| expression(part, found));
}

fn group(conditions: &Group, around: &str, found: &mut Found) {
    for condition in conditions {
        match condition {
            Condition::Pattern(pattern) => self::pattern(pattern, around, found),
            Condition::Relative(_) => add(found, format!("{around}relative")),
            Condition::Not(_) => add(found, format!("{around}not")),
            Condition::Optional(_) => add(found, format!("{around}optional")),
            Condition::Or(_) => add(found, format!("{around}or")),
            Condition::Filter(filter) => self::filter(filter, found),
            Condition::Subquery(subquery) => {
                add(found, format!("{around}subquery"));
                shown(&subquery.find, found);
                group(&subquery.body, "subquery with ", found);
            }
        }
        let within = match condition {
            Condition::Not(_) if around.is_empty() => "not (… ",
            Condition::Optional(_) if around.is_empty() => "optional (… ",
            _ => around,
        };
        for inner in crate::walk::groups(condition) {
            group(inner, within, found);
        }
    }
}

fn pattern(pattern: &Pattern, around: &str, found: &mut Found) {
    match &pattern.relation {
        Relation::Is => match pattern.object {
            Term::Constant(Value::Kind(kind)) if kind >= RULE_KINDS => add(found, format!("{around}rule kind")),
            _ => add(found, format!("{around}is")),
        },
        Relation::KnownAs => add(found, format!("{around}known as")),
        Relation::Path(path) => self::path(path, found),
    }
    if !pattern.qualifiers.is_empty() {
        add(found, "qualifiers");
    }
    let scope = &pattern.scope;
    let flags = [
        (scope.at.is_some(), "at"),
        (scope.when.is_some(), "when"),
        (scope.steps.is_some(), "in ?n steps"),
        (scope.source.is_some(), "according to"),
        (scope.document.is_some(), "from"),
        (scope.document == Some(Term::Anything), "from _"),
        (scope.quote.is_some(), "quoting"),
        (scope.quote == Some(Term::Anything), "quoting _"),
        (scope.at_least.is_some(), "certainly, probably, possibly"),
        (scope.confidence.is_some(), "confidence"),
        (scope.denied, "denied"),
        (scope.disputed, "disputed"),
    ];
    flags.into_iter().filter(|(has, _)| *has).for_each(|(_, name)| add(found, name));
    for test in &scope.times {
        let relation = match test.relation {
            TimeRelation::Within(_) => "Within".to_owned(),
            TimeRelation::WithinAfter(_) => "WithinAfter".to_owned(),
            TimeRelation::WithinBefore(_) => "WithinBefore".to_owned(),
            other => format!("{other:?}"),
        };
        let surely = if test.surely == Some(true) { "surely " } else { "" };
        add(found, format!("time: {surely}{relation}"));
        match test.time {
            Time::Variable(_) => add(found, "time: of a variable"),
            Time::Between(..) => add(found, "time: between"),
            Time::Date(_) => {}
        }
    }
}

fn path(path: &Path, found: &mut Found) {
    match path {
        Path::Step(step) => match step.follows {
            Follows::Rule(_) => add(found, "path: rule"),
            Follows::Predicate(_) => {}
        },
        Path::Sequence(parts) => {
            add(found, "path: /");
            parts.iter().for_each(|part| self::path(part, found));
        }
        Path::Alternatives(parts) => {
            add(found, "path: |");
            parts.iter().for_each(|part| self::path(part, found));
        }
        Path::Repeated(inner, times) => {
            let over = if matches!(**inner, Path::Step(_)) { "" } else { " of a path" };
            let sign: &str = if *times == Times::Once { "" } else { times.sign() };
            add(found, format!("path: {sign}{over}"));
            self::path(inner, found);
        }
    }
}
