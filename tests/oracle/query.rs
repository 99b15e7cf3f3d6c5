//! A query as the oracle knows it: what is meant, in the model's own terms. How it is said is the writer's business.

use std::collections::BTreeSet;

use crate::model::{Modality, Step, Value};

/// What the values of a variable are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    Entity,
    Kind,
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
    /// By what the writer chooses among ways to say the same; 0 is the plainest.
    pub style: u64,
}

#[derive(Debug, Clone)]
pub struct Find {
    pub outputs: Vec<Output>,
    /// Indices of outputs, and whether the greatest comes first.
    pub order: Vec<(usize, bool)>,
    pub limit: Option<usize>,
    pub offset: Option<usize>,
}

#[derive(Debug, Clone)]
pub struct Output {
    pub heading: Option<String>,
    pub value: OutputValue,
    /// `?x: envoy`: a condition as well.
    pub kind: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutputValue {
    Variable(Variable),
    Count(Variable),
    CountAll(Variable),
}

pub type Group = Vec<Condition>;

#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    Pattern(Pattern),
    /// `?m [meeting held in UAE]` as a whole condition.
    Relative(Relative),
    Not(Group),
    Or(Vec<Group>),
    Compare(Compare),
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
    Path(Vec<Step>),
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

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scope {
    pub during: Option<usize>,
    pub at: Option<Variable>,
    pub when: Option<Variable>,
    pub source: Option<Term>,
    pub at_least: Option<Modality>,
    pub denied: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Compare {
    pub left: Term,
    pub operator: Operator,
    pub right: Term,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

pub const OPERATORS: [Operator; 6] = [
    Operator::Unequal,
    Operator::Equal,
    Operator::Less,
    Operator::LessOrEqual,
    Operator::Greater,
    Operator::GreaterOrEqual,
];

impl Pattern {
    pub fn terms(&self) -> impl Iterator<Item = &Term> {
        let qualifiers = self.qualifiers.iter().map(|(_, value)| value);
        [&self.subject, &self.object].into_iter().chain(qualifiers).chain(&self.scope.source)
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
        Condition::Not(_) | Condition::Or(_) | Condition::Compare(_) => None,
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

/// The variables to which every way of fulfilling the conditions gives a value.
pub fn bound(group: &[Condition]) -> BTreeSet<Variable> {
    let mut found = BTreeSet::new();
    for condition in group {
        match condition {
            Condition::Pattern(pattern) => {
                found.extend(own_variables(pattern));
                found.extend(pattern.relatives().flat_map(|relative| bound(&relative.body)));
            }
            Condition::Relative(relative) => {
                found.extend(bound(&relative.body));
                found.extend(relative.kind.map(|_| relative.variable));
            }
            Condition::Or(branches) => {
                let mut sets = branches.iter().map(|branch| bound(branch));
                let first = sets.next().unwrap_or_default();
                found.extend(sets.fold(first, |common, next| common.intersection(&next).copied().collect()));
            }
            Condition::Not(_) | Condition::Compare(_) => {}
        }
    }
    found
}

/// The variables of a pattern itself, its relatives' own included.
fn own_variables(pattern: &Pattern) -> Vec<Variable> {
    let terms = pattern.terms().filter_map(|term| match term {
        Term::Variable(variable) => Some(*variable),
        Term::Relative(relative) => Some(relative.variable),
        Term::Anything | Term::Constant(_) => None,
    });
    terms.chain(pattern.scope.at).chain(pattern.scope.when).collect()
}

/// Every occurrence of a variable, as often as it is written or meant.
pub fn occurrences(group: &[Condition]) -> Vec<Variable> {
    let mut found = Vec::new();
    for condition in group {
        match condition {
            Condition::Pattern(pattern) => {
                found.extend(own_variables(pattern));
                found.extend(pattern.relatives().flat_map(|relative| occurrences(&relative.body)));
            }
            Condition::Relative(relative) => {
                found.push(relative.variable);
                found.extend(occurrences(&relative.body));
            }
            Condition::Or(branches) => found.extend(branches.iter().flat_map(|branch| occurrences(branch))),
            Condition::Not(group) => found.extend(occurrences(group)),
            Condition::Compare(compare) => {
                found.extend([&compare.left, &compare.right].into_iter().filter_map(|term| match term {
                    Term::Variable(variable) => Some(*variable),
                    _ => None,
                }))
            }
        }
    }
    found
}
