//! Patterns as steps: membership of a kind, names, and property paths.

use super::group::{Planner, product};
use super::narrow::{fits_chain, is_narrowed};
use super::path::{self, Edge};
use super::united::united;
use super::{Branch, Call, Fact, Link, Narrowing, Reach, Slot, Step, Typed};
use crate::problem::{Mistake, QueryProblem};
use crate::resolve::tree::{Path, Pattern, Relation, Sort, Term, VariableId};
use crate::source::Span;
use crate::syntax::Times;
use crate::value::{KindId, ObjectType, RuleId};
use crate::vocabulary::Directed;

impl Planner<'_, '_, '_> {
    pub fn pattern(&mut self, pattern: &Pattern) -> Result<Vec<Branch>, Mistake> {
        let (subject, object) = (self.slot(&pattern.subject), self.slot(&pattern.object));
        let mut branches = match &pattern.relation {
            Relation::Is => vec![Branch { steps: vec![self.kind_step(pattern, subject, object)?] }],
            Relation::KnownAs => {
                self.refuse_narrowing(pattern)?;
                vec![Branch { steps: vec![Step::Named { entity: subject, name: object }] }]
            }
            Relation::Path(path) => self.whole_path(pattern, path, subject, object)?,
        };
        for term in pattern.terms() {
            if let Term::Relative(relative) = term {
                branches = product(&branches, &self.relative(relative)?, || pattern.span)?;
            }
        }
        Ok(branches)
    }

    fn refuse_narrowing(&self, pattern: &Pattern) -> Result<(), Mistake> {
        match is_narrowed(pattern) || pattern.scope.steps.is_some() {
            true => Err(Mistake::new(pattern.span, QueryProblem::NoSingleTime)),
            false => Ok(()),
        }
    }

    /// That something is of a kind, or of one that is narrower.
    pub fn membership(&mut self, subject: Slot, kind: KindId, span: Span) -> Result<Step, Mistake> {
        match self.vocabulary().kind(kind).rule {
            Some(rule) => self.call(rule, vec![subject], span),
            None => Ok(is_of(subject, Slot::Kinds(self.vocabulary().narrower(kind)))),
        }
    }

    fn kind_step(&mut self, pattern: &Pattern, subject: Slot, object: Slot) -> Result<Step, Mistake> {
        if pattern.scope.steps.is_some() {
            return Err(Mistake::new(pattern.span, QueryProblem::NoSteps));
        }
        if let Term::Kind(kind) = &pattern.object
            && self.vocabulary().kind(*kind).rule.is_some()
        {
            self.refuse_narrowing(pattern)?;
            return self.membership(subject, *kind, pattern.span);
        }
        Ok(match is_of(subject, object) {
            Step::Fact(fact) => Step::Fact(Fact {
                qualifiers: self.qualifiers(pattern),
                narrowing: self.narrowing(&pattern.scope),
                ..fact
            }),
            other => other,
        })
    }

    fn call(&mut self, rule: RuleId, arguments: Vec<Slot>, span: Span) -> Result<Step, Mistake> {
        let relation = self.relations.rule(rule, self.owner, self.negative, span)?;
        Ok(Step::Call(Call { relation, arguments, steps: None }))
    }

    fn whole_path(&mut self, pattern: &Pattern, path: &Path, from: Slot, to: Slot) -> Result<Vec<Branch>, Mistake> {
        match (pattern.scope.steps, path) {
            (None, _) => self.path(pattern, path, from, to, true),
            (Some(steps), Path::Repeated(inner, times)) => self.counted(pattern, inner, *times, steps, from, to),
            (Some(steps), Path::Step(directed)) if self.is_chain(*directed) => {
                self.counted(pattern, path, Times::AtLeastOnce, steps, from, to)
            }
            (Some(_), _) => Err(Mistake::new(pattern.span, QueryProblem::NoSteps)),
        }
    }

    /// Whether a predicate is transitive, so that it is a chain by itself.
    fn is_chain(&self, directed: Directed) -> bool {
        let predicate = self.vocabulary().predicate(directed.predicate);
        predicate.transitive && predicate.path.is_none()
    }

    /// The alternatives that a path between two slots comes to. What narrows the pattern belongs to its first step, which
    /// carries it.
    fn path(
        &mut self,
        pattern: &Pattern,
        path: &Path,
        from: Slot,
        to: Slot,
        carries: bool,
    ) -> Result<Vec<Branch>, Mistake> {
        match path {
            Path::Step(directed) => self.predicate(pattern, *directed, from, to, carries),
            Path::Alternatives(parts) => {
                let mut branches = Vec::new();
                for part in parts {
                    branches.extend(self.path(pattern, part, from.clone(), to.clone(), carries)?);
                }
                Ok(united(branches))
            }
            Path::Sequence(parts) => {
                let mut branches = vec![Branch::default()];
                let mut before = from;
                for (at, part) in parts.iter().enumerate() {
                    let behind = match at + 1 == parts.len() {
                        true => to.clone(),
                        false => self.joint(part),
                    };
                    let next = self.path(pattern, part, before, behind.clone(), carries && at == 0)?;
                    branches = product(&branches, &next, || pattern.span)?;
                    before = behind;
                }
                Ok(branches)
            }
            Path::Repeated(inner, times) => {
                Ok(vec![Branch { steps: vec![self.repeated(pattern, inner, *times, from, to, carries)?] }])
            }
        }
    }

    /// A variable for what stands between a part of a path and the next.
    fn joint(&mut self, part: &Path) -> Slot {
        let typed = self.right_end(part);
        self.fresh(typed)
    }

    fn right_end(&self, path: &Path) -> Typed {
        match path {
            Path::Step(directed) => {
                let predicate = self.vocabulary().predicate(directed.predicate);
                let sort = if directed.inverse { Sort::Entity } else { Sort::of_objects(predicate.object_type) };
                Typed { sort, bare: predicate.rule.is_some() && sort.is_literal() }
            }
            Path::Sequence(parts) => parts.last().map_or(Typed::ENTITY, |part| self.right_end(part)),
            Path::Alternatives(parts) => {
                let all: Vec<Typed> = parts.iter().map(|part| self.right_end(part)).collect();
                let bare = all.iter().any(|typed| typed.bare);
                all.first().map_or(Typed::ENTITY, |first| Typed { bare, ..*first })
            }
            Path::Repeated(..) => Typed::ENTITY,
        }
    }

    fn repeated(
        &mut self,
        pattern: &Pattern,
        inner: &Path,
        times: Times,
        from: Slot,
        to: Slot,
        carries: bool,
    ) -> Result<Step, Mistake> {
        if carries && !fits_chain(pattern) {
            return Err(Mistake::new(pattern.span, QueryProblem::NoSingleTime));
        }
        let reflexive = matches!(times, Times::Any | Times::AtMostOnce);
        let single = matches!(times, Times::AtMostOnce | Times::Once);
        if let Path::Step(directed) = inner
            && let Some(link) = self.single_link(pattern, *directed, carries)
        {
            let (from, to) = if directed.inverse { (to, from) } else { (from, to) };
            // What is transitive is a chain of its facts, however often it is taken.
            let single = single && !self.vocabulary().predicate(directed.predicate).transitive;
            return Ok(Step::Reach(Reach { link, from, to, reflexive, single }));
        }
        let relation = self.path_relation(pattern, inner, carries)?;
        Ok(Step::Reach(Reach { link: Link::Row(relation), from, to, reflexive, single }))
    }

    /// A predicate whose stated facts are the links of a chain; none for one that is defined by a path or a rule.
    fn single_link(&self, pattern: &Pattern, directed: Directed, carries: bool) -> Option<Link> {
        let predicate = self.vocabulary().predicate(directed.predicate);
        (predicate.path.is_none() && predicate.rule.is_none()).then(|| Link::Fact {
            predicate: directed.predicate,
            symmetric: predicate.symmetric,
            functional: predicate.functional,
            narrowing: Box::new(if carries { self.narrowing(&pattern.scope) } else { Narrowing::default() }),
        })
    }

    /// A path as a relation of its own, between two columns.
    fn path_relation(&mut self, pattern: &Pattern, path: &Path, carries: bool) -> Result<usize, Mistake> {
        let name = self.relations.path_name(path);
        let (owner, negative) = (self.owner, self.negative);
        let relation = self.relations.begin(name, vec![Typed::ENTITY; 2], owner, negative, pattern.span);
        let (variables, branches, head) = {
            let mut planner = Planner {
                context: self.context,
                relations: self.relations,
                owner: Some(relation),
                named: self.named,
                variables: self.variables.clone(),
                negative: false,
            };
            let (from, to) = (planner.fresh(Typed::ENTITY), planner.fresh(Typed::ENTITY));
            let branches = planner.path(pattern, path, from.clone(), to.clone(), carries)?;
            (planner.variables, branches, vec![from, to])
        };
        let body = super::Body { variables, bindings: Vec::new(), branches };
        self.relations.define(relation, body, head);
        Ok(relation)
    }

    /// A repeated path whose least number of steps is asked for: the pairs found round by round, from the end that is
    /// known.
    fn counted(
        &mut self,
        pattern: &Pattern,
        inner: &Path,
        times: Times,
        steps: VariableId,
        from: Slot,
        to: Slot,
    ) -> Result<Vec<Branch>, Mistake> {
        if !fits_chain(pattern) {
            return Err(Mistake::new(pattern.span, QueryProblem::NoSingleTime));
        }
        let reflexive = matches!(times, Times::Any | Times::AtMostOnce);
        if matches!(times, Times::AtMostOnce | Times::Once) {
            return Err(Mistake::new(pattern.span, QueryProblem::NoSteps));
        }
        let link = self.link_relation(pattern, inner)?;
        let relation = self.relations.rounds(link, &from, &to, reflexive, (self.owner, self.negative), pattern.span);
        let call = Call { relation, arguments: vec![from, to], steps: Some((steps, reflexive)) };
        Ok(vec![Branch { steps: vec![Step::Call(call)] }])
    }

    /// One link of a chain as a relation; of a transitive predicate, its stated facts.
    fn link_relation(&mut self, pattern: &Pattern, inner: &Path) -> Result<usize, Mistake> {
        let Path::Step(directed) = inner else { return self.path_relation(pattern, inner, true) };
        let predicate = self.vocabulary().predicate(directed.predicate);
        if predicate.path.is_some() || predicate.rule.is_some() {
            return self.path_relation(pattern, inner, true);
        }
        let symmetric = predicate.symmetric;
        let functional = predicate.functional;
        let name = self.relations.path_name(inner);
        let (owner, negative) = (self.owner, self.negative);
        let relation = self.relations.begin(name, vec![Typed::ENTITY; 2], owner, negative, pattern.span);
        let (near, far) = (Slot::Variable(VariableId(0)), Slot::Variable(VariableId(1)));
        let fact = Fact {
            predicates: vec![directed.predicate],
            object_type: ObjectType::Entity,
            symmetric,
            functional,
            subject: near.clone(),
            object: far.clone(),
            qualifiers: Vec::new(),
            narrowing: self.narrowing(&pattern.scope),
        };
        let head = if directed.inverse { vec![far, near] } else { vec![near, far] };
        let branches = vec![Branch { steps: vec![Step::Fact(fact)] }];
        let body = super::Body { variables: vec![Typed::ENTITY; 2], bindings: Vec::new(), branches };
        self.relations.define(relation, body, head);
        Ok(relation)
    }

    /// A predicate between two slots: a rule, or the edges over stated facts that it comes to, in alternatives, joined by
    /// fresh variables.
    fn predicate(
        &mut self,
        pattern: &Pattern,
        directed: Directed,
        from: Slot,
        to: Slot,
        carries: bool,
    ) -> Result<Vec<Branch>, Mistake> {
        if let Some(rule) = self.vocabulary().predicate(directed.predicate).rule {
            if carries && is_narrowed(pattern) {
                let rule = self.vocabulary().predicate(directed.predicate).name.clone();
                return Err(Mistake::new(pattern.span, QueryProblem::RuleHasNoTime { rule }));
            }
            let arguments = if directed.inverse { vec![to, from] } else { vec![from, to] };
            return Ok(vec![Branch { steps: vec![self.call(rule, arguments, pattern.span)?] }]);
        }
        let alternatives =
            path::edges(directed, self.vocabulary()).map_err(|problem| Mistake::new(pattern.span, problem))?;
        let mut branches = Vec::with_capacity(alternatives.len());
        for edges in alternatives {
            branches.push(Branch { steps: self.joined_edges(pattern, &edges, from.clone(), to.clone(), carries)? });
        }
        Ok(branches)
    }

    fn joined_edges(
        &mut self,
        pattern: &Pattern,
        edges: &[Edge],
        from: Slot,
        to: Slot,
        carries: bool,
    ) -> Result<Vec<Step>, Mistake> {
        let mut steps = Vec::with_capacity(edges.len());
        let mut from = from;
        for (at, edge) in edges.iter().enumerate() {
            let to = match at + 1 == edges.len() {
                true => to.clone(),
                false => self.fresh(Typed::ENTITY),
            };
            steps.push(self.edge_step(pattern, edge, from, to.clone(), carries && edge.carries)?);
            from = to;
        }
        Ok(steps)
    }

    fn edge_step(&self, pattern: &Pattern, edge: &Edge, from: Slot, to: Slot, carries: bool) -> Result<Step, Mistake> {
        let (subject, object) = if edge.inverse { (to, from) } else { (from, to) };
        let predicate = self.vocabulary().predicate(edge.predicate);
        let (qualifiers, narrowing) = match carries {
            true => (self.qualifiers(pattern), self.narrowing(&pattern.scope)),
            false => (Vec::new(), Narrowing::default()),
        };
        let Some(reflexive) = edge.repeated else {
            return Ok(Step::Fact(Fact {
                predicates: vec![edge.predicate],
                object_type: predicate.object_type,
                symmetric: predicate.symmetric,
                functional: predicate.functional,
                subject,
                object,
                qualifiers,
                narrowing,
            }));
        };
        if carries && !fits_chain(pattern) {
            return Err(Mistake::new(pattern.span, QueryProblem::NoSingleTime));
        }
        let narrowing = Box::new(narrowing);
        let (symmetric, functional) = (predicate.symmetric, predicate.functional);
        let link = Link::Fact { predicate: edge.predicate, symmetric, functional, narrowing };
        Ok(Step::Reach(Reach { link, from: subject, to: object, reflexive, single: false }))
    }
}

fn is_of(subject: Slot, object: Slot) -> Step {
    Step::Fact(Fact {
        predicates: Vec::new(),
        object_type: ObjectType::Kind,
        symmetric: false,
        functional: false,
        subject,
        object,
        qualifiers: Vec::new(),
        narrowing: Narrowing::default(),
    })
}
