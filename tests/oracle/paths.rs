//! Property paths: steps, sequences, alternatives, repetition, and the least number of steps.

use std::rc::Rc;

use crate::chains::{Edge, Narrow, edges};
use crate::evaluate::{Evaluator, TooMany, Way, Ways};
use crate::model::Times;
use crate::query::{Follows, Path, Pattern, Scope, Sort, Step, Term, Variable};
use crate::relation::{Found, Premise, Relation};
use crate::value::Value;

impl Evaluator<'_> {
    /// A pattern's path; with the least number of its steps, where that is asked for.
    pub fn whole_path<'q>(&self, pattern: &'q Pattern, path: &'q Path, way: Way<'q>) -> Ways<'q> {
        match (pattern.scope.steps, path) {
            (None, _) => self.path(pattern, path, &pattern.subject, &pattern.object, way, true),
            (Some(steps), Path::Repeated(inner, times)) => self.counted(pattern, inner, *times, steps, &way),
            (Some(steps), path) => self.counted(pattern, path, Times::AtLeastOnce, steps, &way),
        }
    }

    /// A variable for the inner node of a path.
    fn joint(&self) -> Term {
        Term::Variable(Variable { sort: Sort::Entity, index: self.number() })
    }

    /// A path between two terms. What narrows the pattern belongs to its first step, which carries it.
    fn path<'q>(
        &self,
        pattern: &'q Pattern,
        path: &'q Path,
        from: &Term,
        to: &Term,
        way: Way<'q>,
        carries: bool,
    ) -> Ways<'q> {
        match path {
            Path::Step(step) => self.step(pattern, *step, from, to, way, carries),
            Path::Alternatives(parts) => {
                let mut ways = Vec::new();
                for (at, part) in parts.iter().enumerate() {
                    let mut way = way.clone();
                    way.choices.push(at);
                    ways.extend(self.path(pattern, part, from, to, way, carries)?);
                }
                Ok(ways)
            }
            Path::Sequence(parts) => {
                let mut ways = vec![way];
                let mut near = from.clone();
                for (at, part) in parts.iter().enumerate() {
                    let far = if at + 1 == parts.len() { to.clone() } else { self.joint() };
                    let mut next = Vec::new();
                    for way in ways {
                        next.extend(self.path(pattern, part, &near, &far, way, carries && at == 0)?);
                        self.enough()?;
                    }
                    (ways, near) = (next, far);
                }
                Ok(ways)
            }
            Path::Repeated(inner, times) => self.repeated(pattern, inner, *times, from, to, &way, carries),
        }
    }

    fn step<'q>(
        &self,
        pattern: &'q Pattern,
        step: Step,
        from: &Term,
        to: &Term,
        way: Way<'q>,
        carries: bool,
    ) -> Ways<'q> {
        let predicate = match step.follows {
            Follows::Rule(rule) if step.inverse => return Ok(self.rows(rule, &[to, from], &way)),
            Follows::Rule(rule) => return Ok(self.rows(rule, &[from, to], &way)),
            Follows::Predicate(predicate) => predicate,
        };
        let edges = edges(self.store, predicate, step.inverse);
        let mut ways = vec![way];
        let mut near = from.clone();
        for (at, edge) in edges.iter().enumerate() {
            let far = if at + 1 == edges.len() { to.clone() } else { self.joint() };
            let mut next = Vec::new();
            for way in ways {
                next.extend(self.edge(pattern, edge, &near, &far, &way, carries && edge.carries));
                self.enough()?;
            }
            (ways, near) = (next, far);
        }
        Ok(ways)
    }

    fn edge<'q>(
        &self,
        pattern: &'q Pattern,
        edge: &Edge,
        from: &Term,
        to: &Term,
        way: &Way<'q>,
        carries: bool,
    ) -> Vec<Way<'q>> {
        let (subject, object) = if edge.inverse { (to, from) } else { (from, to) };
        let (scope, qualifiers) = match carries {
            true => (&pattern.scope, pattern.qualifiers.as_slice()),
            false => (NOWHERE, [].as_slice()),
        };
        match edge.repeated {
            None => self.single(Some(edge.predicate), subject, object, scope, qualifiers, way),
            Some(reflexive) => {
                let narrow = Narrow { predicate: edge.predicate, scope, reflexive, single: false };
                self.chain(&narrow, subject, object, way)
            }
        }
    }

    /// A chain of facts; where one fact may be denied, also such a one.
    fn chain<'q>(&self, narrow: &Narrow<'_>, subject: &Term, object: &Term, way: &Way<'q>) -> Vec<Way<'q>> {
        let mut ways = self.whole_chain(narrow, subject, object, way);
        if self.may_deny(way, narrow.scope) {
            ways.extend(self.broken_chain(narrow, subject, object, way));
        }
        ways
    }

    fn whole_chain<'q>(&self, narrow: &Narrow<'_>, subject: &Term, object: &Term, way: &Way<'q>) -> Vec<Way<'q>> {
        let mut ways = Vec::new();
        for (ends, chain) in self.chains.of(self.facts(), narrow).iter() {
            self.look();
            let bound = self.bind(way, subject, &Value::Entity(ends.0));
            let bound = bound.and_then(|way| self.bind(&way, object, &Value::Entity(ends.1)));
            ways.extend(bound.map(|mut way| {
                way.premises.push(Premise::Chain(chain.clone()));
                way
            }));
        }
        ways
    }

    /// A chain in which one fact is only denied: what is before it, the fact, and what is behind it.
    fn broken_chain<'q>(&self, narrow: &Narrow<'_>, subject: &Term, object: &Term, way: &Way<'q>) -> Vec<Way<'q>> {
        let at = way.premises.len();
        let denied = Scope { denied: true, ..narrow.scope.clone() };
        let links = self.chains.links(self.facts(), narrow.predicate, &denied);
        let fact = |near: &Term, far: &Term, way: &Way<'q>| {
            let each = links.iter().filter_map(|(from, to, fact)| {
                self.look();
                let bound = self.bind(way, near, &Value::Entity(*from))?;
                let mut way = self.bind(&bound, far, &Value::Entity(*to))?;
                way.premises.push(Premise::Fact(*fact));
                Some(way)
            });
            each.collect::<Vec<_>>()
        };
        let mut ways: Vec<Way<'q>> = Vec::new();
        if narrow.single {
            ways.extend(fact(subject, object, way));
        } else {
            let around = Narrow { reflexive: true, ..*narrow };
            let (near, far) = (self.joint(), self.joint());
            for way in self.whole_chain(&around, subject, &near, way) {
                for way in fact(&near, &far, &way) {
                    ways.extend(self.whole_chain(&around, &far, object, &way));
                }
            }
        }
        ways.iter_mut().for_each(|way| way.denied_at = Some(at));
        ways
    }

    #[allow(clippy::too_many_arguments, reason = "a path, its ends and the way to it")]
    fn repeated<'q>(
        &self,
        pattern: &'q Pattern,
        inner: &'q Path,
        times: Times,
        from: &Term,
        to: &Term,
        way: &Way<'q>,
        carries: bool,
    ) -> Ways<'q> {
        let single = times == Times::AtMostOnce;
        if let Path::Step(Step { follows: Follows::Predicate(predicate), inverse }) = inner
            && self.store.predicates[*predicate].path.is_empty()
        {
            let scope = if carries { &pattern.scope } else { NOWHERE };
            // What is transitive is a chain of its facts, however often it is taken.
            let single = single && !self.store.predicates[*predicate].transitive;
            let narrow = Narrow { predicate: *predicate, scope, reflexive: times.reflexive(), single };
            let (subject, object) = if *inverse { (to, from) } else { (from, to) };
            return Ok(self.chain(&narrow, subject, object, way));
        }
        let rows = self.for_rows();
        let relation = rows.pairs(pattern, inner, carries)?;
        let pairs = Rc::clone(&rows.relations.borrow()[relation]);
        let distances = pairs.distances(&self.everything(), times.reflexive());
        let reached = distances.into_iter().filter(|(_, links)| !single || *links <= 1);
        let mut ways = Vec::new();
        for ((start, end), _) in reached {
            self.look();
            let bound = self.bind(way, from, &start).and_then(|way| self.bind(&way, to, &end));
            ways.extend(bound.map(|mut way| {
                way.premises.push(Premise::Walk(relation, start, end));
                way
            }));
        }
        Ok(ways)
    }

    fn everything(&self) -> Vec<Value> {
        (0..self.store.entities.len()).map(Value::Entity).collect()
    }

    /// The pairs of a path, as a relation.
    fn pairs(&self, pattern: &Pattern, path: &Path, carries: bool) -> Result<usize, TooMany> {
        let scope = if carries { &pattern.scope } else { NOWHERE };
        let scope = Scope { steps: None, ..scope.clone() };
        let key = format!("{path:?} {scope:?}");
        if let Some(known) = self.known.borrow().get(&key) {
            return Ok(*known);
        }
        let (from, to) = (self.joint(), self.joint());
        let narrowed = Pattern { scope, ..pattern.clone() };
        let mut relation = Relation::default();
        for way in self.path(&narrowed, path, &from, &to, Way::default(), carries)? {
            let row = [&from, &to].map(|end| match end {
                Term::Variable(variable) => way.bindings[variable].clone(),
                _ => Value::Nothing,
            });
            let found: &mut Found = relation.rows.entry(row.to_vec()).or_default();
            found.derivations.insert(way.premises);
        }
        Ok(self.keep(key, relation))
    }

    /// Keeps a relation for when it is asked for again.
    pub fn keep(&self, key: String, relation: Relation) -> usize {
        let mut relations = self.relations.borrow_mut();
        relations.push(Rc::new(relation));
        self.known.borrow_mut().insert(key, relations.len() - 1);
        relations.len() - 1
    }

    /// A repeated path with the least number of its steps.
    fn counted<'q>(
        &self,
        pattern: &'q Pattern,
        inner: &'q Path,
        times: Times,
        steps: Variable,
        way: &Way<'q>,
    ) -> Ways<'q> {
        let rows = self.for_rows();
        let relation = match inner {
            Path::Step(Step { follows: Follows::Predicate(predicate), inverse })
                if self.store.predicates[*predicate].path.is_empty() =>
            {
                rows.stated_pairs(pattern, *predicate, *inverse)
            }
            other => rows.pairs(pattern, other, true)?,
        };
        let pairs = Rc::clone(&rows.relations.borrow()[relation]);
        let mut ways = Vec::new();
        for ((start, end), links) in pairs.distances(&self.everything(), times.reflexive()) {
            self.look();
            let bound = self.bind(way, &pattern.subject, &start).and_then(|way| self.bind(&way, &pattern.object, &end));
            let number = Value::whole(links as i64);
            let bound = bound.and_then(|way| self.bind(&way, &Term::Variable(steps), &number));
            ways.extend(bound.map(|mut way| {
                way.premises.push(Premise::Counted(relation, start, end, links));
                way
            }));
        }
        Ok(ways)
    }

    /// The stated facts of a predicate as pairs.
    fn stated_pairs(&self, pattern: &Pattern, predicate: usize, inverse: bool) -> usize {
        let key = format!("{predicate} {inverse} {:?}", pattern.scope);
        if let Some(known) = self.known.borrow().get(&key) {
            return *known;
        }
        let (from, to) = (self.joint(), self.joint());
        let (subject, object) = if inverse { (&to, &from) } else { (&from, &to) };
        let scope = Scope { steps: None, ..pattern.scope.clone() };
        let mut relation = Relation::default();
        for way in self.single(Some(predicate), subject, object, &scope, &[], &Way::default()) {
            let row = [&from, &to].map(|end| match end {
                Term::Variable(variable) => way.bindings[variable].clone(),
                _ => Value::Nothing,
            });
            relation.rows.entry(row.to_vec()).or_default().derivations.insert(way.premises);
        }
        self.keep(key, relation)
    }
}

/// What narrows nothing.
pub const NOWHERE: &Scope = &Scope {
    times: Vec::new(),
    at: None,
    when: None,
    steps: None,
    source: None,
    document: None,
    quote: None,
    at_least: None,
    confidence: None,
    denied: false,
    disputed: false,
};
