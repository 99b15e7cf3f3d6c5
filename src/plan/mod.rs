//! What is to be joined: patterns flattened to single steps over facts, alternatives multiplied out, paths expanded.
//! Knows no dialect of SQL.

mod path;

use crate::edtf::Edtf;
use crate::problem::{Mistake, QueryProblem};
use crate::resolve::tree::{
    Comparison, Condition, Form, Group, Pattern, Relation, Relative, Resolved, Scope, Sort, Term, VariableId,
};
use crate::resolve::{Context, group_text};
use crate::source::Span;
use crate::value::{EntityId, KindId, Literal, Modality, ObjectType, PredicateId};
use crate::vocabulary::Vocabulary;
pub use path::{check as check_path, has_own_facts};

use path::Edge;

/// The most alternatives that a query is multiplied out to.
pub const MOST_BRANCHES: usize = 64;

/// What is to be joined for a query.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// What is asked, as resolved.
    pub form: Form,
    /// What the values of each variable are; those behind the query's own stand for the inner nodes of paths.
    pub sorts: Vec<Sort>,
    /// The variables with names that the body binds: what aggregates range over.
    pub bindings: Vec<VariableId>,
    /// Alternatives, each a conjunction; one where the query has no `or`.
    pub branches: Vec<Branch>,
}

/// Steps that must all hold, in the order of the text.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Branch {
    /// The steps.
    pub steps: Vec<Step>,
}

/// A step.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// There is such a fact.
    Fact(Fact),
    /// There is a chain of such facts.
    Reach(Reach),
    /// There is none of these.
    Absent(Absent),
    /// Two values compare so.
    Compare(Comparison),
}

/// A fact that must be there.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// Its predicate; none for membership of a kind.
    pub predicate: Option<PredicateId>,
    /// What its objects are.
    pub object_type: ObjectType,
    /// Whether it may also be stated the other way round.
    pub symmetric: bool,
    /// Its subject.
    pub subject: Slot,
    /// Its object.
    pub object: Slot,
    /// What must be said of it.
    pub qualifiers: Vec<(PredicateId, ObjectType, Slot)>,
    /// What narrows it.
    pub narrowing: Narrowing,
}

/// A chain of facts of one predicate.
#[derive(Debug, Clone, PartialEq)]
pub struct Reach {
    /// The predicate of every fact in it.
    pub predicate: PredicateId,
    /// Whether its facts may also be stated the other way round.
    pub symmetric: bool,
    /// The subject of its first fact.
    pub from: Slot,
    /// The object of its last fact.
    pub to: Slot,
    /// Whether the empty chain counts: both ends the same.
    pub reflexive: bool,
    /// What narrows every fact in it.
    pub narrowing: Narrowing,
}

/// Facts of which there must be none.
#[derive(Debug, Clone, PartialEq)]
pub struct Absent {
    /// None of these alternatives may hold.
    pub branches: Vec<Branch>,
    /// The negated conditions in canonical form.
    pub text: String,
}

/// What stands at an end of a fact.
#[derive(Debug, Clone, PartialEq)]
pub enum Slot {
    /// Whatever the variable stands for.
    Variable(VariableId),
    /// An entity.
    Entity(EntityId),
    /// One of these kinds.
    Kinds(Vec<KindId>),
    /// A literal.
    Literal(Literal),
    /// Anything.
    Any,
}

/// What narrows a fact: its time, and who says so how surely.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Narrowing {
    /// It may have been so then.
    pub during: Option<Edtf>,
    /// Binds the time.
    pub at: Option<VariableId>,
    /// Binds the time, or the words of a source for it, or nothing.
    pub when: Option<VariableId>,
    /// Who says so.
    pub source: Option<Slot>,
    /// At least that certain, where stated.
    pub at_least: Option<Modality>,
    /// Only denied, instead of holding.
    pub denied: bool,
    /// Not denied by anybody.
    pub undisputed: bool,
}

impl Narrowing {
    /// Whether it asks for single claims.
    pub fn asks_for_claims(&self) -> bool {
        self.when.is_some() || self.source.is_some() || self.at_least.is_some()
    }
}

/// Plans a resolved query.
///
/// # Errors
/// A predicate's path that cannot be followed; a time or qualifier asked of a chain; too many alternatives.
pub fn plan(resolved: &Resolved, context: Context<'_>) -> Result<Plan, Mistake> {
    let sorts = resolved.variables.iter().map(|variable| variable.sort).collect();
    let mut planner = Planner { resolved, context, sorts };
    let branches = planner.group(&resolved.body, None)?;
    let mut bindings: Vec<VariableId> = resolved.body.bound();
    bindings.retain(|id| resolved.variables[id.0].name.is_some());
    bindings.sort_unstable();
    bindings.dedup();
    Ok(Plan { form: resolved.form.clone(), sorts: planner.sorts, bindings, branches })
}

impl Plan {
    /// The same plan with one fact of it only denied instead of holding, for every fact that can be: whether a
    /// yes-or-no question that is not so is denied.
    pub fn denied(&self) -> Vec<Plan> {
        let mut variants = Vec::new();
        for branch in &self.branches {
            for at in 0..branch.steps.len() {
                let mut sorts = self.sorts.clone();
                if let Some(denied) = branch.steps[at].denied(&mut sorts) {
                    let mut steps = branch.steps.clone();
                    steps.splice(at..=at, denied);
                    variants.push(Plan { sorts, branches: vec![Branch { steps }], ..self.clone() });
                }
            }
        }
        variants
    }

    /// The same plan, resting on facts only that nobody denies, but for those that it asks for as denied.
    pub fn undisputed(&self) -> Plan {
        let mut plan = self.clone();
        for step in plan.branches.iter_mut().flat_map(|branch| &mut branch.steps) {
            if let Step::Fact(Fact { narrowing, .. }) | Step::Reach(Reach { narrowing, .. }) = step {
                narrowing.undisputed = !narrowing.denied;
            }
        }
        plan
    }
}

impl Step {
    /// The steps that say the same with one fact only denied; none where the step rests on no fact, or on such a one.
    /// Of a chain that is what comes before the fact, the fact, and what comes behind it, joined by new variables.
    fn denied(&self, sorts: &mut Vec<Sort>) -> Option<Vec<Step>> {
        match self {
            Step::Fact(fact) if !fact.narrowing.denied => {
                let narrowing = Narrowing { denied: true, ..fact.narrowing.clone() };
                Some(vec![Step::Fact(Fact { narrowing, ..fact.clone() })])
            }
            Step::Reach(reach) if !reach.narrowing.denied => {
                let (near, far) = (fresh(sorts), fresh(sorts));
                let denied = Fact {
                    predicate: Some(reach.predicate),
                    object_type: ObjectType::Entity,
                    symmetric: reach.symmetric,
                    subject: near.clone(),
                    object: far.clone(),
                    qualifiers: Vec::new(),
                    narrowing: Narrowing { denied: true, ..reach.narrowing.clone() },
                };
                let before = Reach { to: near, reflexive: true, ..reach.clone() };
                let behind = Reach { from: far, reflexive: true, ..reach.clone() };
                Some(vec![Step::Reach(before), Step::Fact(denied), Step::Reach(behind)])
            }
            Step::Fact(_) | Step::Reach(_) | Step::Absent(_) | Step::Compare(_) => None,
        }
    }
}

/// A new variable for an entity.
fn fresh(sorts: &mut Vec<Sort>) -> Slot {
    sorts.push(Sort::Entity);
    Slot::Variable(VariableId(sorts.len() - 1))
}

struct Planner<'a> {
    resolved: &'a Resolved,
    context: Context<'a>,
    sorts: Vec<Sort>,
}

impl Planner<'_> {
    fn vocabulary(&self) -> &Vocabulary {
        self.context.vocabulary
    }

    /// The alternatives of a group, each a conjunction: alternatives within it are multiplied out.
    fn group(&mut self, group: &Group, kind: Option<(VariableId, KindId)>) -> Result<Vec<Branch>, Mistake> {
        let mut branches = vec![Branch::default()];
        if let Some((variable, kind)) = kind {
            branches[0]
                .steps
                .push(self.membership(Slot::Variable(variable), Slot::Kinds(self.vocabulary().narrower(kind))));
        }
        for condition in &group.conditions {
            let alternatives = self.condition(condition)?;
            branches = product(&branches, &alternatives, || condition.span().unwrap_or_default())?;
        }
        Ok(branches)
    }

    fn condition(&mut self, condition: &Condition) -> Result<Vec<Branch>, Mistake> {
        Ok(match condition {
            Condition::Pattern(pattern) => self.pattern(pattern)?,
            Condition::Relative(relative) => self.relative(relative)?,
            Condition::Comparison(comparison) => vec![Branch { steps: vec![Step::Compare(comparison.clone())] }],
            Condition::Not(group) => {
                let branches = self.group(group, None)?;
                let text = group_text(group, &self.resolved.variables, self.context)
                    .map_err(|problem| Mistake { span: Span::default(), problem })?;
                vec![Branch { steps: vec![Step::Absent(Absent { branches, text })] }]
            }
            Condition::Or(groups) => {
                let mut branches = Vec::new();
                for group in groups {
                    branches.extend(self.group(group, None)?);
                }
                branches
            }
        })
    }

    fn pattern(&mut self, pattern: &Pattern) -> Result<Vec<Branch>, Mistake> {
        let (subject, object) = (self.slot(&pattern.subject), self.slot(&pattern.object));
        let steps = match &pattern.relation {
            Relation::Is => vec![self.kind_step(pattern, subject, object)],
            Relation::Path(_) => self.path_steps(pattern, subject, object)?,
        };
        let mut branches = vec![Branch { steps }];
        for term in pattern.terms() {
            if let Term::Relative(relative) = term {
                branches = product(&branches, &self.relative(relative)?, || pattern.span)?;
            }
        }
        Ok(branches)
    }

    fn relative(&mut self, relative: &Relative) -> Result<Vec<Branch>, Mistake> {
        self.group(&relative.body, relative.kind.map(|kind| (relative.variable, kind)))
    }

    fn slot(&self, term: &Term) -> Slot {
        match term {
            Term::Variable(variable) => Slot::Variable(*variable),
            Term::Relative(relative) => Slot::Variable(relative.variable),
            Term::Anything => Slot::Any,
            Term::Entity(named) => Slot::Entity(named.id),
            Term::Kind(kind) => Slot::Kinds(self.vocabulary().narrower(*kind)),
            Term::Literal(literal) => Slot::Literal(literal.clone()),
        }
    }

    fn membership(&self, subject: Slot, object: Slot) -> Step {
        Step::Fact(Fact {
            predicate: None,
            object_type: ObjectType::Kind,
            symmetric: false,
            subject,
            object,
            qualifiers: Vec::new(),
            narrowing: Narrowing::default(),
        })
    }

    fn kind_step(&self, pattern: &Pattern, subject: Slot, object: Slot) -> Step {
        match self.membership(subject, object) {
            Step::Fact(fact) => Step::Fact(Fact {
                qualifiers: self.qualifiers(pattern),
                narrowing: self.narrowing(&pattern.scope),
                ..fact
            }),
            other => other,
        }
    }

    fn qualifiers(&self, pattern: &Pattern) -> Vec<(PredicateId, ObjectType, Slot)> {
        let qualifiers = pattern.qualifiers.iter().map(|qualifier| {
            let object_type = self.vocabulary().predicate(qualifier.key).object_type;
            (qualifier.key, object_type, self.slot(&qualifier.value))
        });
        qualifiers.collect()
    }

    fn narrowing(&self, scope: &Scope) -> Narrowing {
        Narrowing {
            during: scope.during.clone(),
            at: scope.at,
            when: scope.when,
            source: scope.source.as_ref().map(|term| self.slot(term)),
            at_least: scope.at_least,
            denied: scope.denied,
            undisputed: false,
        }
    }

    /// The edges of a path, joined by fresh variables. What narrows the pattern, and its qualifiers, belong to the
    /// edge that carries them.
    fn path_steps(&mut self, pattern: &Pattern, subject: Slot, object: Slot) -> Result<Vec<Step>, Mistake> {
        let Relation::Path(written) = &pattern.relation else { return Ok(Vec::new()) };
        let edges = path::edges(written, self.vocabulary()).map_err(|problem| Mistake::new(pattern.span, problem))?;
        let mut steps = Vec::with_capacity(edges.len());
        let mut from = subject;
        for (at, edge) in edges.iter().enumerate() {
            let to = match at + 1 == edges.len() {
                true => object.clone(),
                false => fresh(&mut self.sorts),
            };
            steps.push(self.edge_step(pattern, edge, from, to.clone())?);
            from = to;
        }
        Ok(steps)
    }

    fn edge_step(&self, pattern: &Pattern, edge: &Edge, from: Slot, to: Slot) -> Result<Step, Mistake> {
        let (subject, object) = if edge.inverse { (to, from) } else { (from, to) };
        let predicate = self.vocabulary().predicate(edge.predicate);
        let (qualifiers, narrowing) = match edge.carries {
            true => (self.qualifiers(pattern), self.narrowing(&pattern.scope)),
            false => (Vec::new(), Narrowing::default()),
        };
        let Some(reflexive) = edge.repeated else {
            return Ok(Step::Fact(Fact {
                predicate: Some(edge.predicate),
                object_type: predicate.object_type,
                symmetric: predicate.symmetric,
                subject,
                object,
                qualifiers,
                narrowing,
            }));
        };
        let binds = matches!(narrowing.source, Some(Slot::Variable(_)));
        if narrowing.at.is_some() || narrowing.when.is_some() || !qualifiers.is_empty() || binds {
            return Err(Mistake::new(pattern.span, QueryProblem::NoSingleTime));
        }
        Ok(Step::Reach(Reach {
            predicate: edge.predicate,
            symmetric: predicate.symmetric,
            from: subject,
            to: object,
            reflexive,
            narrowing,
        }))
    }
}

/// Every combination of an alternative of the one with an alternative of the other; an error at `span` where there are
/// too many.
fn product(left: &[Branch], right: &[Branch], span: impl Fn() -> Span) -> Result<Vec<Branch>, Mistake> {
    if left.len() * right.len() > MOST_BRANCHES {
        return Err(Mistake::new(span(), QueryProblem::TooManyBranches { most: MOST_BRANCHES }));
    }
    let combine = |a: &Branch, b: &Branch| Branch { steps: [a.steps.as_slice(), &b.steps].concat() };
    Ok(left.iter().flat_map(|a| right.iter().map(move |b| combine(a, b))).collect())
}
