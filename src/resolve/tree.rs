//! The resolved tree: like the written one, but every word is a predicate, a kind, an entity or a value, and every
//! variable has a type.

use crate::edtf::Edtf;
use crate::source::Span;
use crate::syntax::ast::Comparator;
use crate::value::{EntityId, KindId, Literal, Modality, ObjectType, PredicateId};
use crate::vocabulary::Directed;

use crate::syntax::Times;

/// A query whose every word is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolved {
    /// What is asked.
    pub form: Form,
    /// What must hold.
    pub body: Group,
    /// The variables by their ids: the query's own and those that stand for a relative.
    pub variables: Vec<Variable>,
    /// Whether the answer comes with its receipts.
    pub with_sources: bool,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Form {
    /// Rows.
    Find(Find),
    /// Yes or no.
    Whether,
}

/// The rows that are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Find {
    /// The columns; never empty.
    pub outputs: Vec<Output>,
    /// The order, the first key first; ties are broken by the outputs.
    pub order: Vec<OrderKey>,
    /// At most so many rows.
    pub limit: Option<u64>,
    /// Without the first so many.
    pub offset: Option<u64>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// Its heading.
    pub name: String,
    /// Whether the heading was given by `as`.
    pub named: bool,
    /// What it shows.
    pub value: OutputValue,
}

/// What a column shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutputValue {
    /// A variable's values.
    Variable(VariableId),
    /// How many different values the variable has in the group.
    CountDistinct(VariableId),
    /// How many bindings there are in the group in which the variable has a value.
    CountAll(VariableId),
}

/// A key of the order: an output's index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderKey {
    /// The index among the outputs.
    pub output: usize,
    /// Whether the greatest comes first.
    pub descending: bool,
}

/// A variable of one query: an index into [`Resolved::variables`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VariableId(pub usize);

/// A variable.
#[derive(Debug, Clone, PartialEq)]
pub struct Variable {
    /// Its name without its mark; none where it stands for a relative.
    pub name: Option<String>,
    /// What its values are.
    pub sort: Sort,
    /// Where it first stands.
    pub span: Span,
}

/// What the values of a variable are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sort {
    /// Entities.
    Entity,
    /// Kinds.
    Kind,
    /// Literals of one type.
    Literal(ObjectType),
    /// Times, or the words of a source for them.
    When,
}

impl Sort {
    /// What the objects of a predicate are.
    pub fn of_objects(object_type: ObjectType) -> Self {
        match object_type {
            ObjectType::Entity => Sort::Entity,
            ObjectType::Kind => Sort::Kind,
            literal => Sort::Literal(literal),
        }
    }

    /// The words for it in messages, with its article.
    pub fn words(self) -> &'static str {
        match self {
            Sort::Entity => "an entity",
            Sort::Kind => "a kind",
            Sort::Literal(ObjectType::Text) => "a text",
            Sort::Literal(ObjectType::Number) => "a number",
            Sort::Literal(ObjectType::Date) => "a date",
            Sort::Literal(ObjectType::Boolean) => "true or false",
            Sort::Literal(_) => "an address",
            Sort::When => "a time or its words",
        }
    }
}

/// Conditions that must all hold.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Group {
    /// The conditions in their order.
    pub conditions: Vec<Condition>,
}

/// One condition.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// Something has a fact.
    Pattern(Box<Pattern>),
    /// There is something of which more is said.
    Relative(Relative),
    /// Nothing matches.
    Not(Group),
    /// One of these holds at least.
    Or(Vec<Group>),
    /// Two values compared.
    Comparison(Comparison),
}

/// A pattern.
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern {
    /// What the relation is read from.
    pub subject: Term,
    /// The relation.
    pub relation: Relation,
    /// What the relation is read to.
    pub object: Term,
    /// What is said of the fact itself.
    pub qualifiers: Vec<Qualifier>,
    /// What narrows it.
    pub scope: Scope,
    /// Where it stands.
    pub span: Span,
}

/// How the subject of a pattern stands to its object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Relation {
    /// It is of the kind.
    Is,
    /// The steps of a path, as written; one for a single predicate.
    Path(Vec<Step>),
}

/// A step of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The predicate and its direction.
    pub directed: Directed,
    /// How often it is taken.
    pub times: Times,
}

/// A term of a pattern.
#[derive(Debug, Clone, PartialEq)]
pub enum Term {
    /// A variable.
    Variable(VariableId),
    /// `_`: something.
    Anything,
    /// An entity.
    Entity(Named),
    /// A kind.
    Kind(KindId),
    /// A literal.
    Literal(Literal),
    /// Something of which more is said.
    Relative(Box<Relative>),
}

/// Something of which more is said: `[meeting held in UAE]`, `?m [held in UAE]`, `?x: envoy`.
#[derive(Debug, Clone, PartialEq)]
pub struct Relative {
    /// The variable that stands for it.
    pub variable: VariableId,
    /// Its kind.
    pub kind: Option<KindId>,
    /// What else is so of it; the subject of its patterns is the variable.
    pub body: Group,
}

/// An entity that was found by a name or key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its row in the store.
    pub id: EntityId,
    /// Its key.
    pub key: String,
    /// Its preferred name.
    pub name: String,
    /// The kinds that it is stated to be of.
    pub kinds: Vec<KindId>,
}

/// What must be said of the fact itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Qualifier {
    /// The key.
    pub key: PredicateId,
    /// The value.
    pub value: Term,
}

/// What narrows a pattern: its time, and who says so how surely.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scope {
    /// It may have been so then.
    pub during: Option<Edtf>,
    /// Binds the time.
    pub at: Option<VariableId>,
    /// Binds the time, or the words of a source for it, or nothing.
    pub when: Option<VariableId>,
    /// Who says so.
    pub source: Option<Term>,
    /// At least that certain, where stated.
    pub at_least: Option<Modality>,
    /// Only denied, instead of holding.
    pub denied: bool,
}

/// Two values compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The left value.
    pub left: Term,
    /// How they are compared.
    pub operator: Comparator,
    /// The right value.
    pub right: Term,
}

impl Group {
    /// The variables that patterns of this group bind: those of negated groups and comparisons are none of them, and
    /// of alternatives only those that each of them binds.
    pub fn bound(&self) -> Vec<VariableId> {
        let mut bound = Vec::new();
        for condition in &self.conditions {
            match condition {
                Condition::Pattern(pattern) => pattern.bind(&mut bound),
                Condition::Relative(relative) => {
                    bound.extend(relative.kind.map(|_| relative.variable));
                    bound.extend(relative.body.bound());
                }
                Condition::Or(branches) => bound.extend(bound_by_each(branches)),
                Condition::Not(_) | Condition::Comparison(_) => {}
            }
        }
        bound
    }
}

impl Group {
    /// The variables that patterns of this group bind, or patterns of any alternative in it.
    pub fn bound_by_some(&self) -> Vec<VariableId> {
        let alternatives = self.conditions.iter().filter_map(|condition| match condition {
            Condition::Or(branches) => Some(branches),
            _ => None,
        });
        self.bound().into_iter().chain(alternatives.flatten().flat_map(Group::bound_by_some)).collect()
    }
}

/// The variables that every one of the alternatives binds.
fn bound_by_each(branches: &[Group]) -> Vec<VariableId> {
    let mut sets = branches.iter().map(Group::bound);
    let first = sets.next().unwrap_or_default();
    sets.fold(first, |common, next| common.into_iter().filter(|variable| next.contains(variable)).collect())
}

impl Condition {
    /// From its first pattern to its last; nothing for a comparison.
    pub fn span(&self) -> Option<Span> {
        let of_group = |group: &Group| group.conditions.iter().filter_map(Condition::span).reduce(Span::to);
        match self {
            Condition::Pattern(pattern) => Some(pattern.span),
            Condition::Relative(relative) => of_group(&relative.body),
            Condition::Not(group) => of_group(group),
            Condition::Or(branches) => branches.iter().filter_map(of_group).reduce(Span::to),
            Condition::Comparison(_) => None,
        }
    }
}

impl Pattern {
    /// Its terms in the order of the text: subject, object, qualifiers' values, speaker.
    pub fn terms(&self) -> impl Iterator<Item = &Term> {
        let qualifiers = self.qualifiers.iter().map(|qualifier| &qualifier.value);
        [&self.subject, &self.object].into_iter().chain(qualifiers).chain(&self.scope.source)
    }

    fn bind(&self, bound: &mut Vec<VariableId>) {
        for term in self.terms() {
            match term {
                Term::Variable(variable) => bound.push(*variable),
                Term::Relative(relative) => {
                    bound.push(relative.variable);
                    bound.extend(relative.body.bound());
                }
                Term::Anything | Term::Entity(_) | Term::Kind(_) | Term::Literal(_) => {}
            }
        }
        bound.extend(self.scope.at.into_iter().chain(self.scope.when));
    }
}

/// Every occurrence of a variable, in the order of the text; negated groups and comparisons included.
pub fn occurrences(group: &Group) -> Vec<VariableId> {
    let mut found = Vec::new();
    for condition in &group.conditions {
        match condition {
            Condition::Pattern(pattern) => pattern_occurrences(pattern, &mut found),
            Condition::Relative(relative) => {
                found.push(relative.variable);
                found.extend(occurrences(&relative.body));
            }
            Condition::Not(group) => found.extend(occurrences(group)),
            Condition::Or(branches) => found.extend(branches.iter().flat_map(occurrences)),
            Condition::Comparison(comparison) => {
                for term in [&comparison.left, &comparison.right] {
                    if let Term::Variable(variable) = term {
                        found.push(*variable);
                    }
                }
            }
        }
    }
    found
}

fn pattern_occurrences(pattern: &Pattern, found: &mut Vec<VariableId>) {
    for term in pattern.terms() {
        match term {
            Term::Variable(variable) => found.push(*variable),
            Term::Relative(relative) => {
                found.push(relative.variable);
                found.extend(occurrences(&relative.body));
            }
            Term::Anything | Term::Entity(_) | Term::Kind(_) | Term::Literal(_) => {}
        }
    }
    found.extend(pattern.scope.at.into_iter().chain(pattern.scope.when));
}
