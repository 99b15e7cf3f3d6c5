//! The naive evaluator: nested loops over plain vectors. It shares nothing with the library.
//!
//! The conditions of a group are met one after another, each time in every way that there is. Negations and
//! comparisons wait until the whole conjunction has its values, so that their place in the text does not matter.

use std::cell::Cell;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use crate::chains::{Chains, Edge, Narrow, edges, stands};
use crate::model::{Claim, DATES, Fact, Store, Value};
use crate::query::{Compare, Condition, Group, Operator, Pattern, Relation, Relative, Scope, Term, Variable};

/// What one pattern rests on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Premise {
    /// The index of a fact.
    Fact(usize),
    /// The indices of a chain's facts.
    Chain(Vec<usize>),
    /// That there is nothing.
    Absent,
}

/// A way, so far, in which conditions are met.
#[derive(Debug, Clone, Default)]
pub struct Way<'q> {
    pub bindings: BTreeMap<Variable, Value>,
    pub premises: Vec<Premise>,
    /// Which alternative of each `or` was taken.
    pub choices: Vec<usize>,
    /// Whether a fact is used that is denied too.
    pub disputed: bool,
    /// Where a fact is used that is only denied although it should hold: the number of premises before it.
    pub denied_at: Option<usize>,
    later: Vec<&'q Condition>,
}

/// There are more ways than are worth the time.
#[derive(Debug)]
pub struct TooMany;

/// How many facts and chains are looked at for a query, each as often as it is looked at.
const MOST: usize = 400_000;

pub type Ways<'q> = Result<Vec<Way<'q>>, TooMany>;

pub struct Evaluator<'s> {
    store: &'s Store,
    /// Whether one fact may be only denied that should hold.
    deny_one: bool,
    looked_at: Cell<usize>,
    chains: Chains<'s>,
}

impl<'s> Evaluator<'s> {
    pub fn new(store: &'s Store, deny_one: bool) -> Self {
        Evaluator { store, deny_one, looked_at: Cell::new(0), chains: Chains::new(store) }
    }

    fn look(&self) {
        self.looked_at.set(self.looked_at.get() + 1);
    }

    /// Every way in which a query's body is met.
    pub fn body<'q>(&self, body: &'q Group) -> Ways<'q> {
        self.solve(body, Way::default())
    }

    fn solve<'q>(&self, group: &'q Group, start: Way<'q>) -> Ways<'q> {
        let mut met = Vec::new();
        for mut way in self.group(group, start)? {
            let later = std::mem::take(&mut way.later);
            let mut good = true;
            for condition in later {
                good &= match condition {
                    Condition::Not(negated) => self.is_absent(negated, &way)?,
                    Condition::Compare(compare) => self.compares(compare, &way),
                    Condition::Pattern(_) | Condition::Relative(_) | Condition::Or(_) => false,
                };
            }
            if good {
                met.push(way);
            }
        }
        Ok(met)
    }

    fn group<'q>(&self, group: &'q Group, start: Way<'q>) -> Ways<'q> {
        let mut ways = vec![start];
        for condition in group {
            let mut next = Vec::new();
            for way in ways {
                next.extend(self.condition(condition, way)?);
                if self.looked_at.get() > MOST {
                    return Err(TooMany);
                }
            }
            ways = next;
        }
        Ok(ways)
    }

    fn condition<'q>(&self, condition: &'q Condition, mut way: Way<'q>) -> Ways<'q> {
        match condition {
            Condition::Pattern(pattern) => self.pattern(pattern, way),
            Condition::Relative(relative) => self.relative(relative, way),
            Condition::Not(_) => {
                way.premises.push(Premise::Absent);
                way.later.push(condition);
                Ok(vec![way])
            }
            Condition::Compare(_) => {
                way.later.push(condition);
                Ok(vec![way])
            }
            Condition::Or(branches) => {
                let mut ways = Vec::new();
                for (at, branch) in branches.iter().enumerate() {
                    let mut way = way.clone();
                    way.choices.push(at);
                    ways.extend(self.group(branch, way)?);
                }
                Ok(ways)
            }
        }
    }

    fn is_absent(&self, negated: &Group, way: &Way<'_>) -> Result<bool, TooMany> {
        // What is asked to be absent is not denied: `denied_at` keeps facts that are only denied out of it.
        let start = Way { bindings: way.bindings.clone(), denied_at: Some(0), ..Way::default() };
        Ok(self.solve(negated, start)?.is_empty())
    }

    /// A pattern, then what is said in brackets of the things in it.
    fn pattern<'q>(&self, pattern: &'q Pattern, way: Way<'q>) -> Ways<'q> {
        let mut ways = match &pattern.relation {
            Relation::Is => self.membership(pattern, &way),
            Relation::Path(steps) => self.path(pattern, &edges(self.store, steps), way)?,
        };
        for relative in pattern.relatives() {
            let mut next = Vec::new();
            for way in ways {
                next.extend(self.relative(relative, way)?);
            }
            ways = next;
        }
        Ok(ways)
    }

    fn relative<'q>(&self, relative: &'q Relative, way: Way<'q>) -> Ways<'q> {
        let Some(kind) = relative.kind else { return self.group(&relative.body, way) };
        let mut ways = Vec::new();
        let (subject, object) = (Term::Variable(relative.variable), Term::Constant(Value::Kind(kind)));
        for way in self.facts(None, &subject, &object, &Scope::default(), &[], &way) {
            ways.extend(self.group(&relative.body, way)?);
        }
        Ok(ways)
    }

    fn membership<'q>(&self, pattern: &Pattern, way: &Way<'q>) -> Vec<Way<'q>> {
        self.facts(None, &pattern.subject, &pattern.object, &pattern.scope, &pattern.qualifiers, way)
    }

    /// A path, edge by edge: each begins where the one before ended.
    fn path<'q>(&self, pattern: &Pattern, edges: &[Edge], way: Way<'q>) -> Ways<'q> {
        let mut ways = vec![(way, pattern.subject.clone())];
        for (at, edge) in edges.iter().enumerate() {
            let last = at + 1 == edges.len();
            let mut next = Vec::new();
            for (way, from) in &ways {
                for to in if last { vec![pattern.object.clone()] } else { self.every_value() } {
                    let found = self.edge(pattern, edge, from, &to, way);
                    next.extend(found.into_iter().map(|way| (way, to.clone())));
                }
                if self.looked_at.get() > MOST {
                    return Err(TooMany);
                }
            }
            ways = next;
        }
        Ok(ways.into_iter().map(|(way, _)| way).collect())
    }

    /// All that facts lead to.
    fn every_value(&self) -> Vec<Term> {
        let objects = self.store.facts.iter().map(|fact| fact.object.clone());
        let literals: BTreeSet<Value> = objects.filter(|value| !matches!(value, Value::Entity(_))).collect();
        self.everything().into_iter().chain(literals.into_iter().map(Term::Constant)).collect()
    }

    fn everything(&self) -> Vec<Term> {
        (0..self.store.entities.len()).map(|entity| Term::Constant(Value::Entity(entity))).collect()
    }

    fn edge<'q>(&self, pattern: &Pattern, edge: &Edge, from: &Term, to: &Term, way: &Way<'q>) -> Vec<Way<'q>> {
        let (subject, object) = if edge.inverse { (to, from) } else { (from, to) };
        let none = Scope::default();
        let (scope, qualifiers) = match edge.carries {
            true => (&pattern.scope, pattern.qualifiers.as_slice()),
            false => (&none, [].as_slice()),
        };
        match edge.repeated {
            None => self.facts(Some(edge.predicate), subject, object, scope, qualifiers, way),
            Some(reflexive) => {
                let narrow = Narrow { predicate: edge.predicate, scope };
                let mut ways = self.chain(&narrow, reflexive, subject, object, way);
                if self.deny_one && way.denied_at.is_none() && !scope.denied {
                    ways.extend(self.broken_chain(&narrow, subject, object, way));
                }
                ways
            }
        }
    }

    fn chain<'q>(
        &self,
        narrow: &Narrow<'_>,
        reflexive: bool,
        subject: &Term,
        object: &Term,
        way: &Way<'q>,
    ) -> Vec<Way<'q>> {
        let undisputed = self.chains.of(narrow, reflexive, false);
        let mut ways = Vec::new();
        for (ends, chain) in self.chains.of(narrow, reflexive, true).iter() {
            self.look();
            let bound = self.bind(way, subject, &Value::Entity(ends.0));
            let bound = bound.and_then(|way| self.bind(&way, object, &Value::Entity(ends.1)));
            ways.extend(bound.map(|mut way| {
                way.premises.push(Premise::Chain(chain.clone()));
                way.disputed |= !undisputed.contains_key(ends);
                way
            }));
        }
        ways
    }

    /// A chain in which one fact is only denied: what is before it, the fact, and what is behind it.
    fn broken_chain<'q>(&self, narrow: &Narrow<'_>, subject: &Term, object: &Term, way: &Way<'q>) -> Vec<Way<'q>> {
        let at = way.premises.len();
        let mut ways = Vec::new();
        for near in self.everything() {
            for way in self.chain(narrow, true, subject, &near, way) {
                for far in self.everything() {
                    let denied = Scope { denied: true, ..narrow.scope.clone() };
                    for way in self.facts(Some(narrow.predicate), &near, &far, &denied, &[], &way) {
                        ways.extend(self.chain(narrow, true, &far, object, &way));
                    }
                }
            }
        }
        ways.iter_mut().for_each(|way| way.denied_at = Some(at));
        ways
    }

    /// Single facts between two terms.
    fn facts<'q>(
        &self,
        relation: Option<usize>,
        subject: &Term,
        object: &Term,
        scope: &Scope,
        qualifiers: &[(usize, Term)],
        way: &Way<'q>,
    ) -> Vec<Way<'q>> {
        let mut ways = Vec::new();
        for (at, fact) in self.store.facts.iter().enumerate().filter(|(_, fact)| fact.relation == relation) {
            self.look();
            let deny = self.deny_one && way.denied_at.is_none() && !scope.denied && fact.is_only_denied();
            let scope = if deny { &Scope { denied: true, ..scope.clone() } } else { scope };
            if !stands(fact, scope) {
                continue;
            }
            for (from, to) in self.directions(fact) {
                let bound = self.bind(way, subject, &from).and_then(|way| self.bind(&way, object, &to));
                for mut way in bound.into_iter().flat_map(|way| self.said(fact, scope, qualifiers, way)) {
                    way.denied_at = if deny { Some(way.premises.len()) } else { way.denied_at };
                    way.disputed |= !scope.denied && fact.is_denied();
                    way.premises.push(Premise::Fact(at));
                    ways.push(way);
                }
            }
        }
        ways
    }

    fn directions(&self, fact: &Fact) -> Vec<(Value, Value)> {
        let stated = (Value::Entity(fact.subject), fact.object.clone());
        match fact.relation {
            Some(predicate) if self.store.predicates[predicate].symmetric => {
                vec![stated.clone(), (stated.1, stated.0)]
            }
            _ => vec![stated],
        }
    }

    /// What is said of the fact itself: qualifiers, time, claims.
    fn said<'q>(&self, fact: &Fact, scope: &Scope, qualifiers: &[(usize, Term)], way: Way<'q>) -> Vec<Way<'q>> {
        let mut ways = vec![way];
        for (key, term) in qualifiers {
            let values: Vec<&Value> =
                fact.qualifiers.iter().filter(|(k, _)| k == key).map(|(_, value)| value).collect();
            ways = ways.iter().flat_map(|way| values.iter().filter_map(|value| self.bind(way, term, value))).collect();
        }
        if let Some(variable) = scope.at {
            let times: Vec<Value> = fact.time.into_iter().map(Value::Date).collect();
            ways = ways.iter().flat_map(|way| times.iter().filter_map(|time| bind(way, variable, time))).collect();
        }
        if scope.when.is_none() && scope.source.is_none() {
            return ways;
        }
        let claims = crate::chains::claims(fact, scope);
        ways.iter().flat_map(|way| claims.iter().filter_map(|claim| self.claimed(fact, claim, scope, way))).collect()
    }

    fn claimed<'q>(&self, fact: &Fact, claim: &Claim, scope: &Scope, way: &Way<'q>) -> Option<Way<'q>> {
        let mut way = way.clone();
        if let Some(Term::Variable(variable)) = &scope.source {
            way = bind(&way, *variable, &claim.source.map_or(Value::Nothing, Value::Entity))?;
        }
        if let Some(variable) = scope.when {
            let phrase = || claim.phrase.map_or(Value::Nothing, Value::Text);
            way = bind(&way, variable, &fact.time.map_or_else(phrase, Value::Date))?;
        }
        Some(way)
    }

    fn bind<'q>(&self, way: &Way<'q>, term: &Term, value: &Value) -> Option<Way<'q>> {
        match term {
            Term::Variable(variable) => bind(way, *variable, value),
            Term::Relative(relative) => bind(way, relative.variable, value),
            Term::Anything => Some(way.clone()),
            Term::Constant(Value::Kind(wide)) => match value {
                Value::Kind(kind) => self.store.is_within(*kind, *wide).then(|| way.clone()),
                _ => None,
            },
            Term::Constant(constant) => (constant == value).then(|| way.clone()),
        }
    }

    fn compares(&self, compare: &Compare, way: &Way<'_>) -> bool {
        let value = |term: &Term| match term {
            Term::Variable(variable) => way.bindings.get(variable).cloned().unwrap_or(Value::Nothing),
            Term::Constant(value) => value.clone(),
            Term::Anything | Term::Relative(_) => Value::Nothing,
        };
        let (left, right) = (value(&compare.left), value(&compare.right));
        // No comparison with nothing holds.
        if left == Value::Nothing || right == Value::Nothing {
            return false;
        }
        match compare.operator {
            Operator::Equal => left == right,
            Operator::Unequal => left != right,
            Operator::Less => ordered(&left, &right) == Ordering::Less,
            Operator::LessOrEqual => ordered(&left, &right) != Ordering::Greater,
            Operator::Greater => ordered(&left, &right) == Ordering::Greater,
            Operator::GreaterOrEqual => ordered(&left, &right) != Ordering::Less,
        }
    }
}

/// Gives a variable its value, or finds that it has another. Nothing is equal to no value, not even to itself.
fn bind<'q>(way: &Way<'q>, variable: Variable, value: &Value) -> Option<Way<'q>> {
    match way.bindings.get(&variable) {
        Some(known) => (known == value && *value != Value::Nothing).then(|| way.clone()),
        None => {
            let mut way = way.clone();
            way.bindings.insert(variable, value.clone());
            Some(way)
        }
    }
}

/// The order of two values of one sort in comparisons: dates by their first, then their last day.
fn ordered(left: &Value, right: &Value) -> Ordering {
    match (left, right) {
        (Value::Date(left), Value::Date(right)) => {
            let days = |date: &usize| (DATES[*date].first, DATES[*date].last);
            days(left).cmp(&days(right))
        }
        _ => left.cmp(right),
    }
}
