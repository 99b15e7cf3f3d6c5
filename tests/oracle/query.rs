//! A query as the oracle knows it: what is meant, in the model's own terms. How it is said is the writer's business.

use crate::expression::{Expression, Filter};
use crate::model::{Modality, Times};
use crate::value::Value;

/// What the values of a variable are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    Entity,
    Kind,
    Document,
    Text,
    Number,
    Date,
    Boolean,
    Url,
    /// Times, or the words of a source for them.
    When,
}

/// A variable. From [`HIDDEN`] on it has no name: it stands for a relative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Variable {
    pub sort: Sort,
    pub index: usize,
}

/// The index of the first variable without a name.
pub const HIDDEN: usize = 100;

/// Kinds from here on are rules, by their index.
pub const RULE_KINDS: usize = 100;

impl Variable {
    pub fn is_named(self) -> bool {
        self.index < HIDDEN
    }
}

#[derive(Debug, Clone)]
pub struct Query {
    /// None for a yes-or-no question.
    pub find: Option<Find>,
    pub body: Group,
    pub view: View,
    /// By what the writer chooses among ways to say the same; 0 is the plainest.
    pub style: u64,
}

/// What the whole is read as of.
#[derive(Debug, Clone, Copy, Default)]
pub struct View {
    /// A date's index.
    pub valid: Option<usize>,
    /// A load's number.
    pub recorded: Option<usize>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Find {
    pub outputs: Vec<Output>,
    /// Whether it is written as `*`: the outputs are then all that it shows.
    pub everything: bool,
    /// Filters, and what `not` and `or` make of them.
    pub having: Group,
    /// By what, and whether the greatest comes first.
    pub order: Vec<(Expression, bool)>,
    pub unordered: bool,
    pub limit: Option<usize>,
    pub offset: Option<usize>,
}

impl Find {
    /// The same columns in another order: that of these indices.
    pub fn reorder(&mut self, order: &[usize]) {
        let place = |at: usize| order.iter().position(|other| *other == at).unwrap_or(at);
        self.outputs = order.iter().map(|at| self.outputs[*at].clone()).collect();
        self.order.iter_mut().for_each(|(by, _)| by.move_columns(&place));
        move_columns(&mut self.having, &place);
    }
}

fn move_columns(having: &mut Group, place: &dyn Fn(usize) -> usize) {
    for condition in having {
        match condition {
            Condition::Filter(filter) => filter.parts_mut().into_iter().for_each(|part| part.move_columns(place)),
            Condition::Not(group) => move_columns(group, place),
            Condition::Or(branches) => branches.iter_mut().for_each(|group| move_columns(group, place)),
            _ => {}
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Output {
    pub heading: Option<String>,
    pub value: Expression,
    pub sort: Sort,
    /// `?x: envoy`: a condition as well.
    pub kind: Option<usize>,
}

pub type Group = Vec<Condition>;

#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    Pattern(Pattern),
    /// `?m [meeting held in UAE]` as a whole condition.
    Relative(Relative),
    Not(Group),
    Optional(Group),
    Or(Vec<Group>),
    Filter(Filter),
    Subquery(Subquery),
}

/// Another query whose headings are variables here.
#[derive(Debug, Clone, PartialEq)]
pub struct Subquery {
    pub find: Find,
    pub body: Group,
    pub columns: Vec<Variable>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Pattern {
    pub subject: Term,
    /// Whether the subject is left out when it is written, being that of the pattern before.
    pub omitted: bool,
    pub relation: Relation,
    pub object: Term,
    pub qualifiers: Vec<(usize, Term)>,
    pub scope: Scope,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Relation {
    Is,
    /// Any of its names.
    KnownAs,
    Path(Path),
}

/// A property path.
#[derive(Debug, Clone, PartialEq)]
pub enum Path {
    Step(Step),
    /// One behind the other.
    Sequence(Vec<Path>),
    /// Any of these.
    Alternatives(Vec<Path>),
    Repeated(Box<Path>, Times),
}

/// A predicate or a rule, in one direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    pub follows: Follows,
    pub inverse: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Follows {
    Predicate(usize),
    Rule(usize),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Term {
    Variable(Variable),
    Anything,
    Constant(Value),
    Relative(Box<Relative>),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Relative {
    pub variable: Variable,
    pub kind: Option<usize>,
    pub body: Group,
}

/// What narrows a pattern.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scope {
    pub times: Vec<TimeTest>,
    pub at: Option<Variable>,
    pub when: Option<Variable>,
    pub steps: Option<Variable>,
    pub source: Option<Term>,
    pub document: Option<Term>,
    pub quote: Option<Term>,
    pub at_least: Option<Modality>,
    /// Of how many hundredths.
    pub confidence: Option<(Comparator, i64)>,
    pub denied: bool,
    pub disputed: bool,
}

/// What must be so of a fact's time.
#[derive(Debug, Clone, PartialEq)]
pub struct TimeTest {
    pub relation: TimeRelation,
    /// None is what is read without a word: possibly.
    pub surely: Option<bool>,
    pub time: Time,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeRelation {
    During,
    Before,
    After,
    Since,
    Until,
    Throughout,
    /// In days.
    Within(i64),
    WithinAfter(i64),
    WithinBefore(i64),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Time {
    /// A date's index.
    Date(usize),
    Variable(Variable),
    /// From the first day of the one to the last of the other.
    Between(Box<Time>, Box<Time>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparator {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

pub const COMPARATORS: [Comparator; 6] = [
    Comparator::Unequal,
    Comparator::Equal,
    Comparator::Less,
    Comparator::LessOrEqual,
    Comparator::Greater,
    Comparator::GreaterOrEqual,
];

impl Comparator {
    pub fn sign(self) -> &'static str {
        match self {
            Comparator::Equal => "=",
            Comparator::Unequal => "!=",
            Comparator::Less => "<",
            Comparator::LessOrEqual => "<=",
            Comparator::Greater => ">",
            Comparator::GreaterOrEqual => ">=",
        }
    }
}

/// A rule: what it says of the variables of its head, and where.
#[derive(Debug, Clone)]
pub struct Rule {
    pub name: &'static str,
    /// One for a kind, two for a predicate.
    pub head: Vec<Variable>,
    pub body: Group,
    pub style: u64,
}

impl Pattern {
    pub fn terms(&self) -> impl Iterator<Item = &Term> {
        let qualifiers = self.qualifiers.iter().map(|(_, value)| value);
        let scope = [&self.scope.source, &self.scope.document, &self.scope.quote];
        [&self.subject, &self.object].into_iter().chain(qualifiers).chain(scope.into_iter().flatten())
    }

    /// Its relatives, in the order in which they stand.
    pub fn relatives(&self) -> impl Iterator<Item = &Relative> {
        self.terms().filter_map(|term| match term {
            Term::Relative(relative) => Some(&**relative),
            Term::Variable(_) | Term::Anything | Term::Constant(_) => None,
        })
    }
}

/// What the next pattern without a subject is said of: the subject of this one, where it can be named again.
pub fn said_behind(condition: &Condition) -> Option<Term> {
    match condition {
        Condition::Pattern(Pattern { subject: Term::Relative(relative), .. }) => {
            Some(Term::Variable(relative.variable))
        }
        Condition::Relative(relative) => Some(Term::Variable(relative.variable)),
        Condition::Pattern(Pattern { subject: Term::Anything, .. }) => None,
        Condition::Pattern(pattern) => Some(pattern.subject.clone()),
        _ => None,
    }
}

/// What the next alternative is said of: the subject of the last pattern of this one; where that has no name, with
/// all that is said of it in brackets.
pub fn said_behind_branch(branch: &[Condition]) -> Option<Term> {
    let said = branch.last().and_then(said_behind);
    let Some(Term::Variable(variable)) = said else { return said };
    let relatives = branch.iter().filter_map(|condition| match condition {
        Condition::Pattern(Pattern { subject: Term::Relative(relative), .. }) => Some(&**relative),
        Condition::Relative(relative) => Some(relative),
        _ => None,
    });
    let introduced = relatives.rev().find(|relative| !variable.is_named() && relative.variable == variable);
    introduced.map(|relative| Term::Relative(Box::new(relative.clone()))).or(said)
}
