//! Queries: what is asked for, of which conditions, in which order.

use super::condition::{Atom, Group};
use super::expression::Expression;
use crate::source::Spanned;

/// Anything that has an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Query {
    /// `find … where …`.
    Find(Find),
    /// `whether …`: yes or no.
    Whether(Whether),
    /// A question in plain words.
    Question(Question),
}

/// `find OUTPUTS where CONDITIONS as of … having … order by … limit … offset … with sources`.
#[derive(Debug, Clone, PartialEq)]
pub struct Find {
    /// What each row shows; never empty.
    pub outputs: Vec<Spanned<Output>>,
    /// What must hold.
    pub body: Group,
    /// What the whole is read as of.
    pub view: View,
    /// What must hold of a row: filters over the outputs and aggregates.
    pub having: Option<Group>,
    /// The order of the rows, the first key first.
    pub order: Vec<Spanned<OrderKey>>,
    /// `unordered`: the rows come as they are found.
    pub unordered: bool,
    /// At most so many rows.
    pub limit: Option<u64>,
    /// Without the first so many rows.
    pub offset: Option<u64>,
    /// Whether the answer comes with its receipts.
    pub with_sources: bool,
}

/// `whether CONDITIONS as of … with sources`.
#[derive(Debug, Clone, PartialEq)]
pub struct Whether {
    /// What must hold.
    pub body: Group,
    /// What the whole is read as of.
    pub view: View,
    /// Whether the answer comes with its receipts.
    pub with_sources: bool,
}

/// A question, as words; the vocabulary decides how they are read.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The words, names and variables without the question mark; commas included.
    pub atoms: Vec<Spanned<Atom>>,
    /// What the whole is read as of.
    pub view: View,
    /// Whether the answer comes with its receipts.
    pub with_sources: bool,
}

/// What a whole query is read as of.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct View {
    /// `as of T`: what was so then; the atoms of a time.
    pub valid: Option<Spanned<Vec<Spanned<Atom>>>>,
    /// `as recorded at …`: what was known then.
    pub recorded: Option<Spanned<Recorded>>,
}

/// When something was known.
#[derive(Debug, Clone, PartialEq)]
pub enum Recorded {
    /// Behind the load of that number.
    Load(u64),
    /// At that time: the atoms of it.
    Time(Vec<Spanned<Atom>>),
}

/// A column of the answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Output {
    /// What it shows.
    pub value: OutputValue,
    /// Its heading, where one is given.
    pub alias: Option<Spanned<String>>,
}

/// What a column shows.
#[derive(Debug, Clone, PartialEq)]
pub enum OutputValue {
    /// `*`: every variable with a name that the body binds; the only output.
    Everything,
    /// `?x` or `?x: KIND`.
    Variable {
        /// The variable's name without its mark.
        name: String,
        /// The words of the kind that it must be of; empty where none is given.
        kind: Vec<Spanned<String>>,
    },
    /// Anything else; never a variable alone.
    Expression(Expression),
}

/// A key of `order by`.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderKey {
    /// What it orders by; a variable may be an output's heading.
    pub by: Expression,
    /// Whether the greatest comes first.
    pub descending: bool,
}
