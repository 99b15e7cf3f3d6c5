//! What is to be joined: patterns flattened to single steps over facts, alternatives multiplied out, paths expanded, rules
//! and subqueries as relations beside. Knows no dialect of SQL.

mod closure;
mod counted;
mod denied;
mod fan;
mod group;
mod narrow;
pub mod order;
mod path;
mod pattern;
mod relation;
mod sizes;
pub mod statistics;
mod stratify;
mod turned;
mod united;

use std::sync::Arc;

use crate::problem::Mistake;
use crate::resolve::Context;
use crate::resolve::tree::{Filter, Find, Form, Resolved, Sort, TimeTest, Variable, VariableId, View};
use crate::syntax::ast::Comparator;
use crate::value::{DocumentId, EntityId, KindId, Literal, Modality, ObjectType, PredicateId};
pub use path::{check as check_path, has_own_facts};
pub use relation::check_rule;
use statistics::Statistics;

/// The most alternatives that a query is multiplied out to.
pub const MOST_BRANCHES: usize = 256;

/// What is to be joined for a query.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// What is asked, as resolved.
    pub form: Form,
    /// What must hold.
    pub body: Body,
    /// What the whole is read as of.
    pub view: View,
    /// Rules and subqueries, by the index that steps call them by.
    pub relations: Vec<Relation>,
    /// The predicates by which facts say of what kinds things are.
    pub kind_predicates: Vec<PredicateId>,
    /// Whether only facts count that nobody denies, but for those that are asked for as denied.
    pub undisputed: bool,
    /// How much there is in the store: what the order of joins is chosen by.
    pub statistics: Arc<Statistics>,
}

/// Alternatives, and the variables that they are about.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Body {
    /// What the values of each variable are; those behind the query's own stand for the inner nodes of paths.
    pub variables: Vec<Typed>,
    /// The variables with names that have a value: what aggregates range over.
    pub bindings: Vec<VariableId>,
    /// Alternatives, each a conjunction; one where there is no `or`.
    pub branches: Vec<Branch>,
}

/// What the values of a variable or a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Typed {
    /// Entities, kinds, documents, or literals of a type.
    pub sort: Sort,
    /// Whether literals stand as such, and not as rows of the store's literals.
    pub bare: bool,
}

impl Typed {
    /// Entities.
    pub const ENTITY: Typed = Typed { sort: Sort::Entity, bare: false };

    /// As a column of a relation: literals stand as such.
    pub fn of_column(sort: Sort) -> Self {
        Typed { sort, bare: sort.is_literal() }
    }
}

impl From<&Variable> for Typed {
    fn from(variable: &Variable) -> Self {
        Typed { sort: variable.sort, bare: variable.bare }
    }
}

/// A set of rows that steps can call.
#[derive(Debug, Clone, PartialEq)]
pub struct Relation {
    /// What it is called: a rule's name, a subquery or a path in canonical form.
    pub name: String,
    /// What its columns are.
    pub columns: Vec<Typed>,
    /// Where its rows come from.
    pub definition: Definition,
    /// Whether it calls itself, directly or through others.
    pub recursion: Recursion,
    /// Whether the rounds in which its rows are found are asked for.
    pub counted: bool,
    /// Where each of its rows is a chain of such links, and each such chain one of its rows.
    pub chain_of: Option<Link>,
}

/// Where the rows of a relation come from.
#[derive(Debug, Clone, PartialEq)]
pub enum Definition {
    /// The matches of a body: a rule, or a path.
    Rule {
        /// What must hold.
        body: Body,
        /// What each column is.
        head: Vec<Slot>,
    },
    /// The rows of a subquery.
    Rows {
        /// What it shows.
        find: Find,
        /// What must hold.
        body: Body,
    },
}

/// How a relation calls itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recursion {
    /// Not at all.
    None,
    /// Itself alone, at most once in each alternative, and there among what is joined: one recursive common table
    /// expression.
    Linear(usize),
    /// In any other way: with the relations of the same number, evaluated together until nothing new is found.
    General(usize),
}

impl Recursion {
    /// The number of what is evaluated together; what it calls has lower ones.
    pub fn component(self) -> Option<usize> {
        match self {
            Recursion::None => None,
            Recursion::Linear(number) | Recursion::General(number) => Some(number),
        }
    }
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
    /// It has such a name.
    Named {
        /// The entity.
        entity: Slot,
        /// The name; a constant one is found folded.
        name: Slot,
    },
    /// Both are the same: the second is bound to the first, which is known.
    Same(Slot, Slot),
    /// There is a chain of such facts.
    Reach(Reach),
    /// There is such a row of a relation.
    Call(Call),
    /// There is none of these.
    Absent(Absent),
    /// There is such a fact, or its variables have no values.
    Optional(Optional),
    /// A filter holds.
    Filter(Filter),
}

/// A fact that must be there.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// Its predicate is one of these; none for membership of a kind.
    pub predicates: Vec<PredicateId>,
    /// What its objects are.
    pub object_type: ObjectType,
    /// Whether it may also be stated the other way round.
    pub symmetric: bool,
    /// Whether a second object at the same time is a rival.
    pub functional: bool,
    /// Its subject.
    pub subject: Slot,
    /// Its object.
    pub object: Slot,
    /// What must be said of it.
    pub qualifiers: Vec<(PredicateId, ObjectType, Slot)>,
    /// What narrows it.
    pub narrowing: Narrowing,
}

/// A chain of facts, or of rows of a relation with two columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Reach {
    /// What each link of it is.
    pub link: Link,
    /// Where it begins.
    pub from: Slot,
    /// Where it ends.
    pub to: Slot,
    /// Whether the empty chain counts: both ends the same.
    pub reflexive: bool,
    /// Whether it has one link at most.
    pub single: bool,
}

/// A link of a chain.
#[derive(Debug, Clone, PartialEq)]
pub enum Link {
    /// A fact between two entities.
    Fact {
        /// Its predicate.
        predicate: PredicateId,
        /// Whether it may also be stated the other way round.
        symmetric: bool,
        /// Whether a second object at the same time is a rival.
        functional: bool,
        /// What narrows it.
        narrowing: Box<Narrowing>,
    },
    /// A row of a relation.
    Row(usize),
}

/// A row of a relation that must be there.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// The relation's index in the plan.
    pub relation: usize,
    /// What stands in each column.
    pub arguments: Vec<Slot>,
    /// Binds in how many rounds of its recursion the row was found, from 1; from 0 where `reflexive`.
    pub steps: Option<(VariableId, bool)>,
}

/// Facts of which there must be none.
#[derive(Debug, Clone, PartialEq)]
pub struct Absent {
    /// None of these alternatives may hold.
    pub branches: Vec<Branch>,
    /// The conditions in canonical form.
    pub text: String,
    /// Whether it stands for an optional part that is not there. Where only undisputed facts count, a disputed one is
    /// not there; what is denied by `not` must not be there at all.
    pub of_optional: bool,
}

/// A single fact that there may be, with what belongs to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Optional {
    /// The fact, and filters and negations.
    pub branch: Branch,
    /// The conditions in canonical form.
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
    /// A document.
    Document(DocumentId),
    /// A literal.
    Literal(Literal),
    /// Anything.
    Any,
}

impl Slot {
    /// The variable, where it is one.
    pub fn as_variable(&self) -> Option<VariableId> {
        match self {
            Slot::Variable(variable) => Some(*variable),
            _ => None,
        }
    }
}

/// What narrows a fact: its time, and who says so where, in which words and how surely.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Narrowing {
    /// What must be so of its time.
    pub times: Vec<TimeTest>,
    /// Binds the time.
    pub at: Option<VariableId>,
    /// Binds the time, or the words of a source for it, or nothing.
    pub when: Option<VariableId>,
    /// Who says so.
    pub source: Option<Slot>,
    /// Where it stands.
    pub document: Option<Slot>,
    /// In which words.
    pub quote: Option<Slot>,
    /// At least that certain, where stated.
    pub at_least: Option<Modality>,
    /// How sure the extractor is.
    pub confidence: Option<(Comparator, Literal)>,
    /// Only denied, instead of holding.
    pub denied: bool,
    /// Denied too, or with a rival.
    pub disputed: bool,
    /// It belongs to an optional part: that it is denied denies nothing of the whole.
    pub of_optional: bool,
}

impl Narrowing {
    /// Whether it asks for single claims.
    pub fn asks_for_claims(&self) -> bool {
        self.when.is_some()
            || self.source.is_some()
            || self.at_least.is_some()
            || self.document.is_some()
            || self.quote.is_some()
            || self.confidence.is_some()
    }

    /// Whether each claim is a row of its own, since a variable stands for something of it.
    pub fn binds_claims(&self) -> bool {
        let slots = [&self.source, &self.document, &self.quote];
        self.when.is_some() || slots.into_iter().any(|slot| matches!(slot, Some(Slot::Variable(_))))
    }
}

impl Branch {
    fn add_predicates(&self, found: &mut Vec<PredicateId>) {
        for step in &self.steps {
            match step {
                Step::Fact(fact) => found.extend(&fact.predicates),
                Step::Reach(Reach { link: Link::Fact { predicate, .. }, .. }) => found.push(*predicate),
                Step::Optional(optional) => optional.branch.add_predicates(found),
                _ => {}
            }
        }
    }
}

impl Plan {
    /// The predicates of the facts that its rows can rest on; none stands for those of kinds.
    pub fn predicates(&self) -> Vec<PredicateId> {
        let mut found = Vec::new();
        let relations = self.relations.iter().map(|relation| match &relation.definition {
            Definition::Rule { body, .. } | Definition::Rows { body, .. } => body,
        });
        std::iter::once(&self.body)
            .chain(relations)
            .flat_map(|body| &body.branches)
            .for_each(|branch| branch.add_predicates(&mut found));
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The relations that are evaluated together, round by round; each before those that call it. Linear ones need it only
    /// where the rounds are of interest.
    pub fn components(&self, linear: bool) -> Vec<Vec<usize>> {
        let mut numbers: Vec<usize> = self
            .relations
            .iter()
            .filter(|relation| linear || matches!(relation.recursion, Recursion::General(_)))
            .filter_map(|relation| relation.recursion.component())
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        let members = |number: usize| {
            let of = |at: &usize| self.relations[*at].recursion.component() == Some(number);
            (0..self.relations.len()).filter(of).collect()
        };
        numbers.into_iter().map(members).collect()
    }
}

/// Plans a resolved query.
///
/// # Errors
/// A predicate's path that cannot be followed; a time or qualifier asked of a chain or a rule; too many alternatives; a
/// rule that no longer reads, or that denies itself.
pub fn plan(resolved: &Resolved, context: Context<'_>, statistics: &Arc<Statistics>) -> Result<Plan, Mistake> {
    let mut relations = relation::Relations::new(context);
    let body = relations.body(resolved, None)?;
    if let Form::Find(find) = &resolved.form {
        counted::check(find, &body)?;
    }
    let relations = relations.finished()?;
    let statistics = match statistics.known && !relations.is_empty() {
        true => Arc::new(sizes::with_relations(statistics, &relations)),
        false => Arc::clone(statistics),
    };
    Ok(Plan {
        form: resolved.form.clone(),
        body,
        view: resolved.view.clone(),
        relations,
        kind_predicates: context.vocabulary.kind_predicates(),
        undisputed: false,
        statistics,
    })
}
