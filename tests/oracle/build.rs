//! Genes read as a store and as queries that make sense over it.

use std::collections::BTreeSet;

use crate::chains::edges;
use crate::generate::{
    CompareGene, ConditionGene, FactGene, FindGene, OutputGene, PatternGene, QueryGene, RelativeGene, ScopeGene,
    StepGene, StoreGene, TermGene,
};
use crate::mend;
use crate::model::{
    Claim, DATES, Entity, Fact, Kind, MODALITIES, Objects, PHRASES, Predicate, QUARTERS, Step, Store, TEXTS, Times,
    URLS, Value,
};
use crate::query::{
    Compare, Condition, Find, Group, HIDDEN, OPERATORS, Operator, Output, OutputValue, Pattern, Query, Relation,
    Relative, Scope, Sort, Term, Variable, bound, said_behind, said_behind_branch,
};

const KINDS: [&str; 4] = ["person", "envoy", "city", "peace talk"];

/// Keys, preferred names and aliases: two entities share a name, one has a keyword in it, one letters and a number
/// that folding changes.
const ENTITIES: [(&str, &str, &str); 8] = [
    ("ada-berg", "Ada Berg", "A. Berg"),
    ("boris", "Boris Lund", "Lund"),
    ("the-hague", "The Hague", "Den Haag"),
    ("trinidad", "Trinidad and Tobago", "T & T"),
    ("georgia-1", "Georgia", "Sakartvelo"),
    ("georgia-2", "Georgia", "Peach State"),
    ("lodz", "Łódź Round 2", "Q8"),
    ("Q.230:x", "Умєров", "Umerov"),
];

/// Name, phrase, inverse, objects; keywords are among the words of some. The first six are over entities; the last of these is defined by a path.
const PREDICATES: [(&str, Option<&str>, Option<&str>, Objects); 12] = [
    ("located in", None, Some("place of"), Objects::Entity),
    ("attended", Some("took part in"), Some("attended by"), Objects::Entity),
    ("knows", None, None, Objects::Entity),
    ("leads", Some("is head of"), Some("led by"), Objects::Entity),
    ("representing", Some("for"), None, Objects::Entity),
    ("met in", Some("convened at"), Some("saw talks of"), Objects::Entity),
    ("rated", None, Some("rating of"), Objects::Number),
    ("founded on", None, None, Objects::Date),
    ("titled", Some("known by the words"), None, Objects::Text),
    ("remains unsettled", None, None, Objects::Boolean),
    ("stated and listed at", None, None, Objects::Url),
    ("weighing", Some("with weight"), None, Objects::Number),
];
const OVER_ENTITIES: usize = 6;
const PATHED: usize = 5;
/// The predicates that facts are qualified by.
const KEYS: [usize; 3] = [4, 11, 8];

fn of<T>(list: &[T], gene: u8) -> usize {
    usize::from(gene) % list.len()
}

pub fn store(gene: &StoreGene) -> Store {
    let kinds = gene.kinds.iter().enumerate().map(|(at, broader)| Kind {
        name: KINDS[at],
        // A kind is only narrower than earlier ones, so that none is narrower than itself.
        broader: broader.filter(|_| at > 0).map(|broader| usize::from(broader) % at),
    });
    let kinds: Vec<Kind> = kinds.collect();
    let entities = gene.entities.iter().zip(ENTITIES).map(|(of_kinds, (key, name, alias))| Entity {
        key,
        name,
        alias,
        kinds: of_kinds.iter().map(|kind| of(&kinds, *kind)).collect(),
    });
    let mut store = Store { entities: entities.collect(), predicates: predicates(gene), kinds, ..Store::default() };
    store.declare();
    for fact in &gene.facts {
        let fact = self::fact(&store, fact);
        store.add(fact);
    }
    store
}

fn predicates(gene: &StoreGene) -> Vec<Predicate> {
    let predicates = PREDICATES.iter().enumerate().map(|(at, (name, phrase, inverse, objects))| {
        let (transitive, symmetric, functional) = gene.characteristics.get(at).copied().unwrap_or_default();
        Predicate {
            name,
            phrase: *phrase,
            inverse: *inverse,
            objects: *objects,
            transitive: at == 0 || (transitive && at != PATHED),
            symmetric: at == 2 || (symmetric && at != PATHED),
            functional,
            path: if at == PATHED { path(gene.path) } else { Vec::new() },
        }
    });
    predicates.collect()
}

/// What the predicate that is defined by a path stands for.
fn path(gene: u8) -> Vec<Step> {
    let step = |predicate, inverse, times| Step { predicate, inverse, times };
    let once = |predicate| step(predicate, false, Times::Once);
    match gene % 6 {
        0 => vec![once(1), once(0)],
        1 => vec![once(PATHED), step(0, false, Times::Any)],
        2 => vec![step(3, true, Times::Once), once(PATHED), once(0)],
        3 => vec![step(2, false, Times::AtLeastOnce), step(1, true, Times::Once)],
        4 => vec![once(1)],
        _ => Vec::new(),
    }
}

fn fact(store: &Store, gene: &FactGene) -> Fact {
    // Most facts are over entities, so that there is something to join. Of a predicate that is defined by a path over
    // others only, no fact can be stated.
    let own = |step: &Step| step.predicate == PATHED;
    let pathed = &store.predicates[PATHED].path;
    let stated = if pathed.is_empty() || pathed.iter().any(own) { OVER_ENTITIES } else { PATHED };
    let predicate = match gene.predicate {
        0..=140 if usize::from(gene.predicate) % OVER_ENTITIES >= stated => Some(0),
        0..=140 => Some(usize::from(gene.predicate) % OVER_ENTITIES),
        141..=170 => None,
        other => Some(OVER_ENTITIES + usize::from(other) % (PREDICATES.len() - OVER_ENTITIES)),
    };
    // A predicate that stands for others has no facts of its own.
    let predicate = predicate.map(|predicate| if has_own_facts(store, predicate) { predicate } else { 0 });
    let sort = predicate.map_or(Sort::Kind, |predicate| sort_of(store.predicates[predicate].objects));
    let qualifiers = gene.qualifiers.iter().map(|(key, value)| {
        let key = KEYS[of(&KEYS, *key)];
        (key, constant(store, sort_of(store.predicates[key].objects), *value))
    });
    let claims = gene.claims.iter().map(|claim| Claim {
        source: claim.source.map(|source| of(&store.entities, source)),
        modality: MODALITIES[of(&MODALITIES, claim.modality)],
        affirms: claim.affirms,
        phrase: claim.phrase.map(|phrase| PHRASES[of(&PHRASES, phrase)]),
    });
    Fact {
        relation: predicate,
        subject: of(&store.entities, gene.subject),
        object: constant(store, sort, gene.object),
        time: gene.time.map(|time| of(&DATES, time)),
        qualifiers: qualifiers.collect(),
        claims: claims.collect(),
    }
}

fn has_own_facts(store: &Store, predicate: usize) -> bool {
    let path = &store.predicates[predicate].path;
    path.is_empty() || path.iter().any(|step| step.predicate == predicate)
}

fn sort_of(objects: Objects) -> Sort {
    match objects {
        Objects::Entity => Sort::Entity,
        Objects::Text => Sort::Text,
        Objects::Number => Sort::Number,
        Objects::Date => Sort::Date,
        Objects::Boolean => Sort::Boolean,
        Objects::Url => Sort::Url,
    }
}

fn constant(store: &Store, sort: Sort, gene: u8) -> Value {
    match sort {
        Sort::Entity => Value::Entity(of(&store.entities, gene)),
        Sort::Kind => Value::Kind(of(&store.kinds, gene)),
        Sort::Text => Value::Text(TEXTS[of(&TEXTS, gene)]),
        Sort::Number => Value::Number(QUARTERS[of(&QUARTERS, gene)]),
        Sort::Date => Value::Date(of(&DATES, gene)),
        Sort::Boolean => Value::Boolean(gene % 3 != 2),
        Sort::Url => Value::Url(URLS[of(&URLS, gene)]),
        Sort::When if gene.is_multiple_of(2) => Value::Date(of(&DATES, gene / 2)),
        Sort::When => Value::Text(PHRASES[of(&PHRASES, gene / 2)]),
    }
}

fn variable(sort: Sort, gene: u8) -> Variable {
    let known = if sort == Sort::Entity { 4 } else { 2 };
    Variable { sort, index: usize::from(gene) % known }
}

/// A query over a store.
pub fn query(store: &Store, gene: &QueryGene) -> Query {
    let mut builder = Builder { store, hidden: HIDDEN };
    let mut body = builder.group(&gene.body, None, &BTreeSet::new());
    mend::mend(&mut body);
    if body.is_empty() {
        body.push(Condition::Pattern(builder.plain_pattern()));
    }
    let visible: Vec<Variable> = bound(&body).into_iter().filter(|variable| variable.is_named()).collect();
    let find = gene.find.as_ref().filter(|_| !visible.is_empty()).map(|gene| find(store, gene, &visible));
    Query { find, body, style: gene.style }
}

fn find(store: &Store, gene: &FindGene, visible: &[Variable]) -> Find {
    let mut outputs: Vec<Output> = Vec::new();
    for (at, output) in gene.outputs.iter().enumerate() {
        let output = self::output(store, output, at, visible);
        // Two columns of one heading are an error.
        if outputs.iter().all(|other| other.heading.is_some() || other.value != output.value) {
            outputs.push(output);
        }
    }
    let order = gene.order.iter().map(|(at, descending)| (of(&outputs, *at), *descending)).collect();
    Find { order, limit: gene.limit.map(usize::from), offset: gene.offset.map(usize::from), outputs }
}

fn output(store: &Store, gene: &OutputGene, at: usize, visible: &[Variable]) -> Output {
    let variable = visible[of(visible, gene.variable)];
    let value = match gene.count {
        0 => OutputValue::Count(variable),
        1 => OutputValue::CountAll(variable),
        _ => OutputValue::Variable(variable),
    };
    let of_kind = variable.sort == Sort::Entity && value == OutputValue::Variable(variable);
    Output {
        heading: gene.heading.then(|| format!("h{at}")),
        value,
        kind: gene.kind.filter(|_| of_kind).map(|kind| of(&store.kinds, kind)),
    }
}

struct Builder<'s> {
    store: &'s Store,
    /// The next variable without a name.
    hidden: usize,
}

impl Builder<'_> {
    /// Conditions; `said` is what a first pattern without a subject is said of, `outer` what has a value already.
    fn group(&mut self, genes: &[ConditionGene], said: Option<Term>, outer: &BTreeSet<Variable>) -> Group {
        let mut said = said;
        let mut group = Group::new();
        let mut compares = Vec::new();
        for gene in genes {
            let visible = || outer.union(&bound(&group)).copied().collect();
            match gene {
                ConditionGene::Pattern(pattern) => {
                    group.push(Condition::Pattern(self.pattern(pattern, said.as_ref(), outer)));
                }
                ConditionGene::Relative(relative) => {
                    group.push(Condition::Relative(self.whole_relative(relative, outer)));
                }
                ConditionGene::Not(negated) => {
                    let negated = self.group(negated, said.clone(), &visible());
                    group.push(Condition::Not(negated));
                }
                ConditionGene::Or(branches) => {
                    let branches = self.branches(branches, said.clone(), &visible());
                    group.push(Condition::Or(branches));
                }
                ConditionGene::Compare(compare) => {
                    compares.push((group.len(), compare));
                    continue;
                }
            }
            said = group.last().and_then(said_behind).or(said);
        }
        let visible: Vec<Variable> =
            outer.union(&bound(&group)).copied().filter(|variable| variable.is_named()).collect();
        for (at, gene) in compares.into_iter().rev() {
            group.insert(at, Condition::Compare(self.compare(gene, &visible)));
        }
        group
    }

    /// Alternatives: one without a subject of its own is said of that of the one before it.
    fn branches(&mut self, genes: &[Vec<ConditionGene>], said: Option<Term>, outer: &BTreeSet<Variable>) -> Vec<Group> {
        let mut said = said;
        let mut branches = Vec::new();
        for gene in genes {
            let branch = self.group(gene, said.clone(), outer);
            said = said_behind_branch(&branch).or(said);
            branches.push(branch);
        }
        branches
    }

    fn pattern(&mut self, gene: &PatternGene, said: Option<&Term>, outer: &BTreeSet<Variable>) -> Pattern {
        let steps = self.steps(&gene.steps);
        let (left, right) = self.ends(&steps);
        let said = said.filter(|term| gene.omit && sort(term) == Some(left));
        let omitted = said.is_some();
        let subject = match said {
            Some(term) => term.clone(),
            None => self.term(&gene.subject, left, outer),
        };
        let object = match (&subject, self.term(&gene.object, right, outer)) {
            // Hardly anything is related to itself.
            (Term::Variable(subject), Term::Variable(object)) if *subject == object && object.index != 3 => {
                Term::Variable(Variable { index: (object.index + 1) % 2, ..object })
            }
            (_, object) => object,
        };
        let edges = edges(self.store, &steps);
        // A chain has no single time, qualifiers or speaker to be bound.
        let single = edges.iter().all(|edge| !edge.carries || edge.repeated.is_none());
        let qualifiers = match single {
            true => gene.qualifiers.iter().map(|(key, value)| self.qualifier(*key, value, outer)).collect(),
            false => Vec::new(),
        };
        let relation = if steps.is_empty() { Relation::Is } else { Relation::Path(steps) };
        Pattern { subject, omitted, relation, object, qualifiers, scope: self.scope(&gene.scope, single) }
    }

    fn plain_pattern(&self) -> Pattern {
        let step = Step { predicate: 1, inverse: false, times: Times::Once };
        let [subject, object] = [0, 1].map(|index| Term::Variable(variable(Sort::Entity, index)));
        let relation = Relation::Path(vec![step]);
        Pattern { subject, omitted: false, relation, object, qualifiers: Vec::new(), scope: Scope::default() }
    }

    /// Steps that fit one another: each begins where the one before it ends, be it a thing or a value.
    fn steps(&self, genes: &[StepGene]) -> Vec<Step> {
        let mut steps: Vec<Step> = Vec::new();
        for gene in genes {
            let fitting = |inverse: bool| {
                let here = steps.last().map(|step| self.step_ends(step).1);
                let step = move |predicate| Step { predicate, inverse, times: Times::Once };
                let all = (0..PREDICATES.len()).map(step);
                all.filter(|step| here.is_none_or(|here| self.step_ends(step).0 == here)).collect::<Vec<Step>>()
            };
            let wanted = fitting(gene.inverse);
            let fitting = if wanted.is_empty() { fitting(!gene.inverse) } else { wanted };
            // As with facts, most are over entities.
            let entities = fitting.iter().filter(|step| step.predicate < OVER_ENTITIES).count();
            let choices = if gene.predicate < 160 && entities > 0 { entities } else { fitting.len() };
            let step = fitting[usize::from(gene.predicate) % choices];
            let repeatable = step.predicate < OVER_ENTITIES && self.store.predicates[step.predicate].path.is_empty();
            let times = match gene.times {
                1 if repeatable => Times::Any,
                2 if repeatable => Times::AtLeastOnce,
                _ => Times::Once,
            };
            steps.push(Step { times, ..step });
        }
        steps
    }

    /// What a step leads from and to.
    fn step_ends(&self, step: &Step) -> (Sort, Sort) {
        let objects = sort_of(self.store.predicates[step.predicate].objects);
        if step.inverse { (objects, Sort::Entity) } else { (Sort::Entity, objects) }
    }

    /// What stands before and behind a path; without steps, before and behind `is`.
    fn ends(&self, steps: &[Step]) -> (Sort, Sort) {
        let (Some(first), Some(last)) = (steps.first(), steps.last()) else { return (Sort::Entity, Sort::Kind) };
        (self.step_ends(first).0, self.step_ends(last).1)
    }

    fn qualifier(&mut self, key: u8, value: &TermGene, outer: &BTreeSet<Variable>) -> (usize, Term) {
        let key = KEYS[of(&KEYS, key)];
        (key, self.term(value, sort_of(self.store.predicates[key].objects), outer))
    }

    fn term(&mut self, gene: &TermGene, sort: Sort, outer: &BTreeSet<Variable>) -> Term {
        match gene {
            TermGene::Variable(index) => Term::Variable(variable(sort, *index)),
            TermGene::Anything => Term::Anything,
            TermGene::Constant(index) => Term::Constant(constant(self.store, sort, *index)),
            TermGene::Relative(relative) if sort == Sort::Entity => {
                Term::Relative(Box::new(self.relative(relative, outer)))
            }
            TermGene::Relative(relative) => Term::Variable(variable(sort, relative.variable.unwrap_or(0))),
        }
    }

    fn relative(&mut self, gene: &RelativeGene, outer: &BTreeSet<Variable>) -> Relative {
        let variable = match gene.variable {
            Some(index) => variable(Sort::Entity, index),
            None => {
                self.hidden += 1;
                Variable { sort: Sort::Entity, index: self.hidden }
            }
        };
        let inner = outer.iter().copied().chain([variable]).collect();
        let body = self.group(&gene.body, Some(Term::Variable(variable)), &inner);
        let kind = gene.kind.or(body.is_empty().then_some(0)).map(|kind| of(&self.store.kinds, kind));
        Relative { variable, kind, body }
    }

    /// A relative that is a condition of its own must bind what it stands for.
    fn whole_relative(&mut self, gene: &RelativeGene, outer: &BTreeSet<Variable>) -> Relative {
        let relative = self.relative(gene, outer);
        let binds = relative.kind.is_some() || bound(&relative.body).contains(&relative.variable);
        let kind = if binds { relative.kind } else { Some(0) };
        Relative { kind, ..relative }
    }

    fn scope(&mut self, gene: &ScopeGene, single: bool) -> Scope {
        let source = gene.source.as_ref().and_then(|source| match source {
            TermGene::Variable(index) if single => Some(Term::Variable(variable(Sort::Entity, *index))),
            TermGene::Constant(index) => Some(Term::Constant(constant(self.store, Sort::Entity, *index))),
            TermGene::Anything => Some(Term::Anything),
            TermGene::Variable(_) | TermGene::Relative(_) => None,
        });
        Scope {
            during: gene.during.map(|during| of(&DATES, during)),
            at: gene.at.filter(|_| single).map(|index| variable(Sort::Date, index)),
            when: gene.when.filter(|_| single).map(|index| variable(Sort::When, index)),
            source,
            at_least: gene.at_least.map(|modality| MODALITIES[of(&MODALITIES, modality)]),
            denied: gene.denied,
        }
    }

    /// Two values of one sort compared: a variable and another or a constant; two numbers where there is no variable.
    fn compare(&self, gene: &CompareGene, visible: &[Variable]) -> Compare {
        let operator = OPERATORS[of(&OPERATORS, gene.operator)];
        if visible.is_empty() {
            let number = |gene| Term::Constant(constant(self.store, Sort::Number, gene));
            return Compare { left: number(gene.left), operator, right: number(gene.right) };
        }
        let left = visible[of(visible, gene.left)];
        let alike: Vec<Variable> = visible.iter().copied().filter(|other| other.sort == left.sort).collect();
        let right = match gene.with_constant {
            true => Term::Constant(constant(self.store, left.sort, gene.right)),
            false => Term::Variable(alike[of(&alike, gene.right)]),
        };
        let ordered = !matches!(operator, Operator::Equal | Operator::Unequal);
        let operator = match left.sort {
            Sort::Entity | Sort::Kind | Sort::When if ordered => Operator::Unequal,
            _ => operator,
        };
        Compare { left: Term::Variable(left), operator, right }
    }
}

fn sort(term: &Term) -> Option<Sort> {
    match term {
        Term::Variable(variable) => Some(variable.sort),
        Term::Constant(Value::Entity(_)) => Some(Sort::Entity),
        Term::Constant(Value::Number(_)) => Some(Sort::Number),
        Term::Constant(Value::Text(_)) => Some(Sort::Text),
        Term::Constant(Value::Date(_)) => Some(Sort::Date),
        Term::Constant(Value::Boolean(_)) => Some(Sort::Boolean),
        Term::Constant(Value::Url(_)) => Some(Sort::Url),
        Term::Relative(relative) => Some(relative.variable.sort),
        Term::Constant(_) | Term::Anything => None,
    }
}
