//! Answers from ways: distinct rows, aggregates, the total order, verdicts; each row with what it rests on.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use crate::aggregate::Members;
use crate::calendar::date;
use crate::evaluate::{Bindings, Evaluator, Mode, TooMany, Way};
use crate::expression::{Expression, Scene};
use crate::model::Store;
use crate::query::{Condition, Find, Group, Output, Pattern, Query, Relation, Rule, Scope, Term, Variable};
use crate::relation::{Derivations, Relation as Rows};
use crate::value::{Value, compare};
use crate::walk::usable;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Yes,
    No,
    Denied,
    Disputed,
}

/// What a query answers, and the relations that its receipts speak of.
pub struct Answer {
    pub says: Says,
    pub relations: Vec<std::rc::Rc<Rows>>,
    /// The store as the query sees it.
    pub store: Store,
}

#[derive(Debug)]
pub enum Says {
    Rows(Vec<Row>),
    /// With the derivations that may be shown: all of them, or those of any one alternative and place that is denied.
    Verdict(Verdict, Vec<Derivations>),
}

#[derive(Debug)]
pub struct Row {
    pub values: Vec<Value>,
    pub derivations: Derivations,
}

/// What a query answers over a store.
pub fn answer(store: &Store, rules: &[Rule], query: &Query) -> Result<Answer, TooMany> {
    let seen = match query.view.recorded {
        Some(load) => store.behind(load),
        None => store.clone(),
    };
    let valid = query.view.valid.map(date);
    let body = whole_body(query.find.as_ref(), &query.body);
    let plain = Evaluator::new(&seen, valid.clone(), rules, Mode::Plain)?;
    let ways = plain.body(&body)?;
    let says = match &query.find {
        Some(find) => Says::Rows(ordered(&plain, find, rows(&plain, find, &body, &ways))),
        None if ways.is_empty() => denied(&plain, &body)?,
        None => {
            let undisputed = Evaluator::new(&seen, valid, rules, Mode::Undisputed(&plain))?;
            let verdict = if undisputed.body(&body)?.is_empty() { Verdict::Disputed } else { Verdict::Yes };
            Says::Verdict(verdict, vec![derivations(ways.iter())])
        }
    };
    let relations = plain.relations.borrow().clone();
    drop(ways);
    drop(plain);
    Ok(Answer { says, relations, store: seen })
}

/// The body with the kinds of the outputs before it.
pub fn whole_body(find: Option<&Find>, body: &Group) -> Group {
    let outputs = find.iter().flat_map(|find| &find.outputs);
    let kinds = outputs.filter_map(|output| match (&output.value, output.kind) {
        (Expression::Variable(variable), Some(kind)) => Some(Condition::Pattern(Pattern {
            subject: Term::Variable(*variable),
            omitted: false,
            relation: Relation::Is,
            object: Term::Constant(Value::Kind(kind)),
            qualifiers: Vec::new(),
            scope: Scope::default(),
        })),
        _ => None,
    });
    kinds.chain(body.iter().cloned()).collect()
}

/// What holds nowhere may be denied: it would hold if one fact that is only denied held. The receipt shows one
/// alternative, and in it one place, of which that is so. What is taken of an optional part may be an alternative too.
fn denied(plain: &Evaluator<'_>, body: &Group) -> Result<Says, TooMany> {
    let lenient = Evaluator::new(plain.store, plain.valid.clone(), plain.rules, Mode::DenyOne(plain))?;
    let ways = lenient.body(body)?;
    let mut shown: Vec<Derivations> = Vec::new();
    for parts in apart(&ways) {
        let mut by_place: BTreeMap<_, Vec<&Way<'_>>> = BTreeMap::new();
        for way in &ways {
            let taken: Vec<_> = way.parts.iter().filter(|(part, _)| parts.contains(part)).collect();
            if let Some(at) = way.denied_at {
                by_place.entry((way.choices.as_slice(), taken, at)).or_default().push(way);
            }
        }
        shown.extend(by_place.into_values().map(|ways| derivations(ways.into_iter())));
    }
    let verdict = if shown.is_empty() { Verdict::No } else { Verdict::Denied };
    Ok(Says::Verdict(verdict, shown))
}

/// Which optional parts may be told apart: any of them, of which there are few.
fn apart(ways: &[Way<'_>]) -> Vec<BTreeSet<usize>> {
    let parts: BTreeSet<usize> = ways.iter().flat_map(|way| way.parts.iter().map(|(part, _)| *part)).collect();
    let mut chosen = vec![BTreeSet::new()];
    for part in parts.into_iter().take(4) {
        let with = |others: &BTreeSet<usize>| others.iter().copied().chain([part]).collect();
        let further: Vec<BTreeSet<usize>> = chosen.iter().map(with).collect();
        chosen.extend(further);
    }
    chosen
}

fn derivations<'a, 'q: 'a>(ways: impl Iterator<Item = &'a Way<'q>>) -> Derivations {
    ways.map(|way| way.premises.clone()).collect()
}

/// The rows of a query in their order, as many as it asks for; unordered ones all.
pub fn ordered(evaluator: &Evaluator<'_>, find: &Find, mut rows: Vec<Row>) -> Vec<Row> {
    if find.unordered {
        return rows;
    }
    rows.sort_by(|left, right| compare_rows(evaluator, find, &left.values, &right.values));
    let kept = rows.into_iter().skip(find.offset.unwrap_or(0));
    kept.take(find.limit.unwrap_or(usize::MAX)).collect()
}

/// Every row of a query. The ways are grouped by the outputs without aggregates; where all have some, there is one group,
/// even of nothing.
pub fn rows<'q>(evaluator: &Evaluator<'_>, find: &Find, body: &Group, ways: &[Way<'q>]) -> Vec<Row> {
    let plain: Vec<&Output> = find.outputs.iter().filter(|output| !output.value.has_aggregate()).collect();
    let mut groups: BTreeMap<Vec<Value>, Vec<&Way<'q>>> = BTreeMap::new();
    if plain.is_empty() {
        groups.insert(Vec::new(), Vec::new());
    }
    for way in ways {
        let key = plain.iter().map(|output| evaluator.value(&output.value, way)).collect();
        groups.entry(key).or_default().push(way);
    }
    let named: Vec<Variable> = usable(body).into_iter().filter(|variable| variable.is_named()).collect();
    groups.into_iter().filter_map(|(key, ways)| row(evaluator, find, &named, key, &ways)).collect()
}

/// The row of a group; none where it is filtered out.
fn row(evaluator: &Evaluator<'_>, find: &Find, named: &[Variable], key: Vec<Value>, ways: &[&Way<'_>]) -> Option<Row> {
    let bindings: BTreeSet<Bindings> = ways.iter().map(|way| named_bindings(way, named)).collect();
    let members = Members { evaluator, bindings: &bindings, ways };
    let aggregated = |aggregate: &_| members.value(aggregate);
    // A column with an aggregate may speak of what the rows are grouped by, which is the same in every binding.
    let nowhere = Bindings::new();
    let any = bindings.first().unwrap_or(&nowhere);
    let scene = |columns| Scene { columns, aggregated: Some(&aggregated), ..evaluator.scene(any) };
    let mut key = key.into_iter();
    let values: Vec<Value> = (find.outputs.iter())
        .map(|output| match output.value.has_aggregate() {
            true => scene(&[]).value(&output.value),
            false => key.next().unwrap_or(Value::Nothing),
        })
        .collect();
    let kept = all_hold(&find.having, scene(&values));
    kept.then(|| Row { values, derivations: derivations(ways.iter().copied()) })
}

fn named_bindings(way: &Way<'_>, named: &[Variable]) -> Bindings {
    let value = |variable: &Variable| way.bindings.get(variable).cloned().unwrap_or(Value::Nothing);
    named.iter().map(|variable| (*variable, value(variable))).collect()
}

/// Whether conditions on columns hold.
fn all_hold(conditions: &Group, scene: Scene<'_>) -> bool {
    conditions.iter().all(|condition| match condition {
        Condition::Filter(filter) => scene.holds(filter),
        Condition::Not(group) => !all_hold(group, scene),
        Condition::Or(branches) => branches.iter().any(|branch| all_hold(branch, scene)),
        _ => false,
    })
}

/// The total order: the keys of `order by`, then every output as it is shown.
pub fn compare_rows(evaluator: &Evaluator<'_>, find: &Find, left: &[Value], right: &[Value]) -> Ordering {
    let nowhere = Bindings::new();
    let key = |expression: &Expression, columns| Scene { columns, ..evaluator.scene(&nowhere) }.value(expression);
    let by_keys = find.order.iter().fold(Ordering::Equal, |so_far, (by, descending)| {
        so_far.then_with(|| compare(evaluator.store, &key(by, left), &key(by, right), *descending))
    });
    let outputs = left.iter().zip(right);
    outputs.fold(by_keys, |so_far, (left, right)| so_far.then_with(|| compare(evaluator.store, left, right, false)))
}
