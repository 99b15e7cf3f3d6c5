//! Answers from ways: distinct rows, counts, the total order, verdicts; each row with what it rests on.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use crate::evaluate::{Evaluator, Premise, TooMany, Way};
use crate::model::{DATES, Store, Value};
use crate::query::{
    Condition, Find, Group, Output, OutputValue, Pattern, Query, Relation, Scope, Term, Variable, bound,
};

/// The premises of each way in which a row comes about.
pub type Derivations = BTreeSet<Vec<Premise>>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Yes,
    No,
    Denied,
    Disputed,
}

#[derive(Debug)]
pub enum Answer {
    Rows(Vec<Row>),
    Verdict(Verdict, Derivations),
}

#[derive(Debug)]
pub struct Row {
    pub values: Vec<Cell>,
    pub derivations: Derivations,
    /// How many derivations there are for one choice of alternatives, at the most.
    pub most_alike: usize,
}

/// What a row shows in one column.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cell {
    Value(Value),
    Count(usize),
}

/// What a query answers over a store.
pub fn answer(store: &Store, query: &Query) -> Result<Answer, TooMany> {
    let body = whole_body(query);
    let strict = Evaluator::new(store, false);
    let ways = strict.body(&body)?;
    match &query.find {
        Some(find) => Ok(Answer::Rows(rows(store, find, &body, &ways))),
        None if ways.is_empty() => denied(store, &body),
        None => {
            let verdict = if ways.iter().all(|way| way.disputed) { Verdict::Disputed } else { Verdict::Yes };
            Ok(Answer::Verdict(verdict, derivations(ways.iter())))
        }
    }
}

/// The body with the kinds of the outputs before it.
fn whole_body(query: &Query) -> Group {
    let outputs = query.find.iter().flat_map(|find| &find.outputs);
    let kinds = outputs.filter_map(|output| match (output.value, output.kind) {
        (OutputValue::Variable(variable), Some(kind)) => Some(Condition::Pattern(Pattern {
            subject: Term::Variable(variable),
            omitted: false,
            relation: Relation::Is,
            object: Term::Constant(Value::Kind(kind)),
            qualifiers: Vec::new(),
            scope: Scope::default(),
        })),
        _ => None,
    });
    kinds.chain(query.body.iter().cloned()).collect()
}

/// What holds nowhere may be denied: it would hold if one fact that is only denied held. The receipt shows the first
/// alternative, and in it the first place, of which that is so.
fn denied(store: &Store, body: &Group) -> Result<Answer, TooMany> {
    let lenient = Evaluator::new(store, true);
    let mut by_place: BTreeMap<(&[usize], usize), Vec<&Way<'_>>> = BTreeMap::new();
    let ways = lenient.body(body)?;
    for way in &ways {
        if let Some(at) = way.denied_at {
            by_place.entry((way.choices.as_slice(), at)).or_default().push(way);
        }
    }
    Ok(match by_place.into_values().next() {
        Some(first) => Answer::Verdict(Verdict::Denied, derivations(first.into_iter())),
        None => Answer::Verdict(Verdict::No, Derivations::new()),
    })
}

fn derivations<'a, 'q: 'a>(ways: impl Iterator<Item = &'a Way<'q>>) -> Derivations {
    ways.map(|way| way.premises.clone()).collect()
}

fn rows(store: &Store, find: &Find, body: &Group, ways: &[Way<'_>]) -> Vec<Row> {
    // The ways are grouped by the plain outputs; the counts are of each group.
    let plain: Vec<Variable> = find.outputs.iter().filter_map(plain).collect();
    let mut groups: BTreeMap<Vec<Value>, Vec<&Way<'_>>> = BTreeMap::new();
    if plain.is_empty() {
        groups.insert(Vec::new(), Vec::new());
    }
    for way in ways {
        groups.entry(values(way, &plain)).or_default().push(way);
    }
    let named: Vec<Variable> = bound(body).into_iter().filter(|variable| variable.is_named()).collect();
    let row = |(key, ways): (Vec<Value>, Vec<&Way<'_>>)| {
        let bindings: BTreeSet<Vec<Value>> = ways.iter().map(|way| values(way, &named)).collect();
        let mut key = key.into_iter();
        let cells = find.outputs.iter().map(|output| cell(output, &mut key, &named, &bindings));
        Row { values: cells.collect(), derivations: derivations(ways.iter().copied()), most_alike: most_alike(&ways) }
    };
    let mut rows: Vec<Row> = groups.into_iter().map(row).collect();
    rows.sort_by(|left, right| compare_rows(store, find, &left.values, &right.values));
    let kept = rows.into_iter().skip(find.offset.unwrap_or(0));
    kept.take(find.limit.unwrap_or(usize::MAX)).collect()
}

fn plain(output: &Output) -> Option<Variable> {
    match output.value {
        OutputValue::Variable(variable) => Some(variable),
        OutputValue::Count(_) | OutputValue::CountAll(_) => None,
    }
}

fn values(way: &Way<'_>, variables: &[Variable]) -> Vec<Value> {
    variables.iter().map(|variable| way.bindings.get(variable).cloned().unwrap_or(Value::Nothing)).collect()
}

fn cell(
    output: &Output,
    plain: &mut impl Iterator<Item = Value>,
    named: &[Variable],
    bindings: &BTreeSet<Vec<Value>>,
) -> Cell {
    let of = |variable: Variable| {
        let at = named.iter().position(|other| *other == variable);
        let column = bindings.iter().filter_map(move |binding| at.map(|at| &binding[at]));
        column.filter(|value| **value != Value::Nothing)
    };
    match output.value {
        OutputValue::Variable(_) => Cell::Value(plain.next().unwrap_or(Value::Nothing)),
        OutputValue::Count(variable) => Cell::Count(of(variable).collect::<BTreeSet<_>>().len()),
        OutputValue::CountAll(variable) => Cell::Count(of(variable).count()),
    }
}

fn most_alike(ways: &[&Way<'_>]) -> usize {
    let mut by_choice: BTreeMap<&[usize], Derivations> = BTreeMap::new();
    for way in ways {
        by_choice.entry(&way.choices).or_default().insert(way.premises.clone());
    }
    by_choice.values().map(BTreeSet::len).max().unwrap_or(0)
}

/// The total order: the keys of `order by`, then every output as it is shown.
fn compare_rows(store: &Store, find: &Find, left: &[Cell], right: &[Cell]) -> Ordering {
    let rest = (0..find.outputs.len()).map(|at| (at, false));
    find.order.iter().copied().chain(rest).fold(Ordering::Equal, |so_far, (at, descending)| {
        so_far.then_with(|| compare_cells(store, &left[at], &right[at], descending))
    })
}

fn compare_cells(store: &Store, left: &Cell, right: &Cell, descending: bool) -> Ordering {
    let directed = |order: Ordering| if descending { order.reverse() } else { order };
    match (left, right) {
        (Cell::Value(left), Cell::Value(right)) => {
            // Nothing comes last, whichever way the values are ordered.
            let nothing = |value: &Value| *value == Value::Nothing;
            nothing(left).cmp(&nothing(right)).then_with(|| directed(shown_order(store, left, right)))
        }
        _ => directed(left.cmp(right)),
    }
}

fn shown_order(store: &Store, left: &Value, right: &Value) -> Ordering {
    match (left, right) {
        (Value::Entity(left), Value::Entity(right)) => {
            let (left, right) = (&store.entities[*left], &store.entities[*right]);
            left.name.cmp(right.name).then_with(|| left.key.cmp(right.key))
        }
        (Value::Kind(left), Value::Kind(right)) => store.kinds[*left].name.cmp(store.kinds[*right].name),
        (Value::Date(left), Value::Date(right)) => {
            let shown = |date: &usize| (DATES[*date].first, DATES[*date].last, DATES[*date].text);
            shown(left).cmp(&shown(right))
        }
        // The words of a source for a time come behind the dates.
        (Value::Date(_), Value::Text(_)) => Ordering::Less,
        (Value::Text(_), Value::Date(_)) => Ordering::Greater,
        _ => left.cmp(right),
    }
}
