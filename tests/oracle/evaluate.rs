//! The naive evaluator: nested loops over plain vectors. It shares nothing with the library.
//!
//! The conditions of a group are met one after another, each time in every way that there is. Optional parts, then
//! negations, filters and times that variables stand for, wait until the whole conjunction has its values, so that their
//! place in the text does not matter.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use crate::calendar::Date;
use crate::chains::Chains;
use crate::expression::{Expression, Scene};
use crate::model::{Claim, Fact, Store};
use crate::narrow::{Facts, stands_so};
use crate::paths::NOWHERE;
use crate::query::{
    Condition, Group, Pattern, RULE_KINDS, Relation as Related, Relative, Rule, Scope, Subquery, Term, TimeTest,
    Variable,
};
use crate::relation::{Premise, Relation};
use crate::text::folded_name;
use crate::value::Value;
use crate::walk::usable;

pub type Bindings = BTreeMap<Variable, Value>;

/// A way, so far, in which conditions are met.
#[derive(Debug, Clone, Default)]
pub struct Way<'q> {
    pub bindings: Bindings,
    pub premises: Vec<Premise>,
    /// Which alternatives were taken.
    pub choices: Vec<usize>,
    /// Of every optional part, by its address, what was taken of it: its alternatives, or that it is not there.
    pub parts: Vec<(usize, Option<Vec<usize>>)>,
    /// Where a fact is used that is only denied although it should hold: the number of premises before it.
    pub denied_at: Option<usize>,
    later: Vec<Later<'q>>,
}

/// What waits for the values of the whole conjunction.
#[derive(Debug, Clone)]
enum Later<'q> {
    /// An optional part, by its place among the pending premises.
    Optional(usize, &'q Group),
    Test(&'q Condition),
    Time(Option<Date>, &'q TimeTest),
}

/// There are more ways than are worth the time.
#[derive(Debug)]
pub struct TooMany;

/// The index of the first inner node of a path.
const INNER: usize = 1000;

/// How many facts, rows and chains are looked at for a query, each as often as it is looked at.
const MOST: usize = 50_000;

pub type Ways<'q> = Result<Vec<Way<'q>>, TooMany>;

/// What counts as a fact.
#[derive(Clone, Copy)]
pub enum Mode<'s> {
    /// What holds.
    Plain,
    /// What holds and nobody denies; what is absent is so of all that holds.
    Undisputed(&'s Evaluator<'s>),
    /// What holds, and in each way one fact that is only denied.
    DenyOne(&'s Evaluator<'s>),
}

pub struct Evaluator<'s> {
    pub store: &'s Store,
    pub valid: Option<Date>,
    pub rules: &'s [Rule],
    mode: Mode<'s>,
    looked_at: Cell<usize>,
    /// Numbers for the inner nodes of paths and for optional parts.
    next: Cell<usize>,
    pub chains: Chains,
    /// The rules, then subqueries and paths as they are met.
    pub relations: RefCell<Vec<std::rc::Rc<Relation>>>,
    /// The indices of subqueries and paths.
    pub known: RefCell<BTreeMap<String, usize>>,
}

impl<'s> Evaluator<'s> {
    /// An evaluator whose rules have no rows yet.
    pub fn empty(store: &'s Store, valid: Option<Date>, rules: &'s [Rule], mode: Mode<'s>) -> Self {
        Evaluator {
            store,
            valid,
            rules,
            mode,
            looked_at: Cell::new(0),
            next: Cell::new(INNER),
            chains: Chains::default(),
            relations: RefCell::default(),
            known: RefCell::default(),
        }
    }

    pub fn facts(&self) -> Facts<'_> {
        let undisputed = matches!(self.mode, Mode::Undisputed(_));
        Facts { store: self.store, valid: self.valid.as_ref(), undisputed }
    }

    /// Who says what is absent.
    fn for_absence(&self) -> &Evaluator<'s> {
        match self.mode {
            Mode::Plain => self,
            Mode::Undisputed(plain) | Mode::DenyOne(plain) => plain,
        }
    }

    /// Who says what rules, subqueries and paths come to.
    pub fn for_rows(&self) -> &Evaluator<'s> {
        match self.mode {
            Mode::DenyOne(plain) => plain,
            Mode::Plain | Mode::Undisputed(_) => self,
        }
    }

    pub fn may_deny(&self, way: &Way<'_>, scope: &Scope) -> bool {
        matches!(self.mode, Mode::DenyOne(_)) && way.denied_at.is_none() && !scope.denied
    }

    pub fn look(&self) {
        self.looked_at.set(self.looked_at.get() + 1);
    }

    pub fn enough(&self) -> Result<(), TooMany> {
        if self.looked_at.get() > MOST { Err(TooMany) } else { Ok(()) }
    }

    pub fn number(&self) -> usize {
        self.next.set(self.next.get() + 1);
        self.next.get()
    }

    /// Every way in which a body is met.
    pub fn body<'q>(&self, body: &'q Group) -> Ways<'q> {
        self.solve(body, Way::default())
    }

    pub fn scene<'b>(&'b self, bindings: &'b Bindings) -> Scene<'b> {
        Scene { store: self.store, valid: self.valid.as_ref(), bindings, columns: &[], aggregated: None }
    }

    fn solve<'q>(&self, group: &'q Group, start: Way<'q>) -> Ways<'q> {
        let mut met = Vec::new();
        for mut way in self.group(group, start)? {
            let later = std::mem::take(&mut way.later);
            let mut ways = vec![way];
            for waiting in &later {
                if let Later::Optional(number, group) = waiting {
                    let mut next = Vec::new();
                    for way in ways {
                        next.extend(self.optional(*number, group, way)?);
                    }
                    ways = next;
                }
            }
            for way in ways {
                if self.passes(&later, &way)? {
                    met.push(way);
                }
            }
        }
        self.enough()?;
        Ok(met)
    }

    fn passes(&self, later: &[Later<'_>], way: &Way<'_>) -> Result<bool, TooMany> {
        for waiting in later {
            let good = match waiting {
                Later::Optional(..) => true,
                Later::Time(time, test) => {
                    let value = |variable| way.bindings.get(&variable).cloned().unwrap_or(Value::Nothing);
                    stands_so(time, test, &value)
                }
                Later::Test(Condition::Not(negated)) => self.for_absence().matches(negated, way)?.is_empty(),
                Later::Test(Condition::Filter(filter)) => self.scene(&way.bindings).holds(filter),
                Later::Test(_) => false,
            };
            if !good {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The ways in which a part is met, beside what has its values. Nothing in it is only denied.
    fn matches<'q>(&self, group: &'q Group, way: &Way<'_>) -> Ways<'q> {
        // Inner nodes of paths are nobody else's.
        let outer = way.bindings.iter().filter(|(variable, _)| variable.index < INNER);
        let bindings = outer.map(|(variable, value)| (*variable, value.clone())).collect();
        self.solve(group, Way { bindings, denied_at: Some(0), ..Way::default() })
    }

    fn optional<'q>(&self, number: usize, group: &'q Group, way: Way<'q>) -> Ways<'q> {
        let place = way.premises.iter().position(|premise| *premise == Premise::Pending(number)).unwrap_or(0);
        let with = |bindings: Bindings, premises: Vec<Premise>, choices: Option<Vec<usize>>| {
            let mut way = Way { bindings, ..way.clone() };
            way.parts.push((std::ptr::from_ref(group).addr(), choices));
            let added = premises.len();
            way.premises.splice(place..=place, premises);
            // What stands behind has moved.
            way.denied_at = way.denied_at.map(|at| if at > place { at + added - 1 } else { at });
            way
        };
        let mut ways = Vec::new();
        for found in self.matches(group, &way)? {
            ways.push(with(found.bindings, found.premises, Some(found.choices)));
        }
        // Nothing rests on an optional part but what uses its values: without a fact that is disputed it brings nothing.
        if ways.is_empty() {
            let mut bindings = way.bindings.clone();
            for variable in usable(group) {
                bindings.entry(variable).or_insert(Value::Nothing);
            }
            ways.push(with(bindings, vec![Premise::Absent], None));
        }
        Ok(ways)
    }

    fn group<'q>(&self, group: &'q Group, start: Way<'q>) -> Ways<'q> {
        let mut ways = vec![start];
        let is_optional = |condition: &&Condition| matches!(condition, Condition::Optional(_));
        // What is optional shows what it rests on last.
        let others = group.iter().filter(|condition| !is_optional(condition));
        for condition in others.chain(group.iter().filter(is_optional)) {
            let mut next = Vec::new();
            for way in ways {
                next.extend(self.condition(condition, way)?);
                self.enough()?;
            }
            ways = next;
        }
        Ok(ways)
    }

    fn condition<'q>(&self, condition: &'q Condition, mut way: Way<'q>) -> Ways<'q> {
        match condition {
            Condition::Pattern(pattern) => self.pattern(pattern, way),
            Condition::Relative(relative) => self.relative(relative, way),
            Condition::Subquery(subquery) => self.subquery(subquery, &way),
            Condition::Not(_) => {
                way.premises.push(Premise::Absent);
                way.later.push(Later::Test(condition));
                Ok(vec![way])
            }
            Condition::Optional(group) => {
                let number = self.number();
                way.premises.push(Premise::Pending(number));
                way.later.push(Later::Optional(number, group));
                Ok(vec![way])
            }
            Condition::Filter(_) => {
                way.later.push(Later::Test(condition));
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

    /// A pattern, then what is said in brackets of the things in it.
    fn pattern<'q>(&self, pattern: &'q Pattern, way: Way<'q>) -> Ways<'q> {
        let mut ways = match &pattern.relation {
            Related::Is => self.membership(pattern, way),
            Related::KnownAs => self.known_as(pattern, &way),
            Related::Path(path) => self.whole_path(pattern, path, way)?,
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
        let subject = Term::Variable(relative.variable);
        let mut ways = Vec::new();
        let of_kind = match relative.kind {
            None => vec![way],
            Some(kind) => self.of_kind(&subject, &Term::Constant(Value::Kind(kind)), NOWHERE, &[], way),
        };
        for way in of_kind {
            ways.extend(self.group(&relative.body, way)?);
        }
        Ok(ways)
    }

    fn membership<'q>(&self, pattern: &'q Pattern, way: Way<'q>) -> Vec<Way<'q>> {
        self.of_kind(&pattern.subject, &pattern.object, &pattern.scope, &pattern.qualifiers, way)
    }

    fn of_kind<'q>(
        &self,
        subject: &Term,
        kind: &Term,
        scope: &'q Scope,
        qualifiers: &[(usize, Term)],
        way: Way<'q>,
    ) -> Vec<Way<'q>> {
        match kind {
            Term::Constant(Value::Kind(rule)) if *rule >= RULE_KINDS => self.rows(*rule - RULE_KINDS, &[subject], &way),
            _ => self.single(None, subject, kind, scope, qualifiers, &way),
        }
    }

    fn known_as<'q>(&self, pattern: &Pattern, way: &Way<'q>) -> Vec<Way<'q>> {
        let mut ways = Vec::new();
        for (at, entity) in self.store.entities.iter().enumerate() {
            for name in entity.names() {
                self.look();
                let named = self.bind(way, &pattern.subject, &Value::Entity(at));
                ways.extend(named.and_then(|way| match &pattern.object {
                    Term::Constant(Value::Text(text)) => (folded_name(text) == folded_name(name)).then_some(way),
                    object => self.bind(&way, object, &Value::text(name)),
                }));
            }
        }
        ways
    }

    fn subquery<'q>(&self, subquery: &'q Subquery, way: &Way<'q>) -> Ways<'q> {
        let relation = self.for_rows().subquery_rows(subquery)?;
        let columns: Vec<Term> = subquery.columns.iter().map(|column| Term::Variable(*column)).collect();
        Ok(self.rows(relation, &columns.iter().collect::<Vec<_>>(), way))
    }

    /// The rows of a relation.
    pub fn rows<'q>(&self, relation: usize, arguments: &[&Term], way: &Way<'q>) -> Vec<Way<'q>> {
        let rows = std::rc::Rc::clone(&self.for_rows().relations.borrow()[relation]);
        let mut ways = Vec::new();
        for row in rows.rows.keys() {
            self.look();
            let mut bound = Some(way.clone());
            for (argument, value) in arguments.iter().zip(row) {
                bound = bound.and_then(|way| self.bind(&way, argument, value));
            }
            ways.extend(bound.map(|mut way| {
                way.premises.push(Premise::Row(relation, row.clone()));
                way
            }));
        }
        ways
    }

    /// Single facts between two terms.
    pub fn single<'q>(
        &self,
        relation: Option<usize>,
        subject: &Term,
        object: &Term,
        scope: &'q Scope,
        qualifiers: &[(usize, Term)],
        way: &Way<'q>,
    ) -> Vec<Way<'q>> {
        let mut ways = Vec::new();
        let denied = Scope { denied: true, ..scope.clone() };
        let scopes = if self.may_deny(way, scope) { vec![scope, &denied] } else { vec![scope] };
        for (at, fact) in self.store.facts.iter().enumerate().filter(|(_, fact)| fact.relation == relation) {
            for asked in &scopes {
                self.look();
                if !self.facts().stand(fact, asked) {
                    continue;
                }
                let denies = asked.denied && !scope.denied;
                let claims = self.facts().claims(fact, asked);
                for (from, to) in self.directions(fact) {
                    let bound = self.bind(way, subject, &from).and_then(|way| self.bind(&way, object, &to));
                    let said = bound.into_iter().flat_map(|way| self.said(fact, &claims, scope, qualifiers, way));
                    ways.extend(said.map(|mut way| {
                        way.denied_at = if denies { Some(way.premises.len()) } else { way.denied_at };
                        way.premises.push(Premise::Fact(at));
                        way
                    }));
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
    fn said<'q>(
        &self,
        fact: &Fact,
        claims: &[&Claim],
        scope: &'q Scope,
        qualifiers: &[(usize, Term)],
        way: Way<'q>,
    ) -> Vec<Way<'q>> {
        let mut ways = vec![way];
        for (key, term) in qualifiers {
            let values: Vec<&Value> =
                fact.qualifiers.iter().filter(|(k, _)| k == key).map(|(_, value)| value).collect();
            ways = ways.iter().flat_map(|way| values.iter().filter_map(|value| self.bind(way, term, value))).collect();
        }
        if let Some(variable) = scope.at {
            let times: Vec<Value> = fact.time.iter().cloned().map(Value::Date).collect();
            ways = ways.iter().flat_map(|way| times.iter().filter_map(|time| bind(way, variable, time))).collect();
        }
        for way in &mut ways {
            let waiting = scope.times.iter().map(|test| Later::Time(fact.time.clone(), test));
            way.later.extend(waiting);
        }
        let binds = |term: &Option<Term>| matches!(term, Some(Term::Variable(_)));
        if scope.when.is_none() && ![&scope.source, &scope.document, &scope.quote].into_iter().any(binds) {
            return ways;
        }
        ways.iter().flat_map(|way| claims.iter().filter_map(|claim| claimed(fact, claim, scope, way))).collect()
    }

    pub fn bind<'q>(&self, way: &Way<'q>, term: &Term, value: &Value) -> Option<Way<'q>> {
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

    /// The value of an expression in a way.
    pub fn value(&self, expression: &Expression, way: &Way<'_>) -> Value {
        self.scene(&way.bindings).value(expression)
    }
}

fn claimed<'q>(fact: &Fact, claim: &Claim, scope: &Scope, way: &Way<'q>) -> Option<Way<'q>> {
    let mut way = way.clone();
    let told = [
        (&scope.source, claim.source.map(Value::Entity)),
        (&scope.document, claim.document.map(Value::Document)),
        (&scope.quote, claim.quote.map(Value::text)),
    ];
    for (term, value) in told {
        if let Some(Term::Variable(variable)) = term {
            way = bind(&way, *variable, &value.unwrap_or(Value::Nothing))?;
        }
    }
    if let Some(variable) = scope.when {
        let phrase = || claim.phrase.clone().map_or(Value::Nothing, Value::Text);
        way = bind(&way, variable, &fact.time.clone().map_or_else(phrase, Value::Date))?;
    }
    Some(way)
}

/// Gives a variable its value, or finds that it has another. Nothing is equal to no value, not even to itself.
pub fn bind<'q>(way: &Way<'q>, variable: Variable, value: &Value) -> Option<Way<'q>> {
    match way.bindings.get(&variable) {
        Some(known) => (known == value && value.is_something()).then(|| way.clone()),
        None => {
            let mut way = way.clone();
            way.bindings.insert(variable, value.clone());
            Some(way)
        }
    }
}
