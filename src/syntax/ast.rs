//! The tree of a statement as it was written: names unresolved, words not yet split into predicate, kind and name.

use crate::source::Spanned;
use crate::value::{Literal, Modality};

/// A statement of a script or at the prompt.
#[derive(Debug, Clone, PartialEq)]
pub enum Statement {
    /// A query, to be answered.
    Query(Query),
    /// `why`, `why 3`: what the rows of the last answer rest on; the row's number from 1.
    Why(Option<Spanned<u64>>),
    /// `save NAME($parameter, …) as QUERY`.
    Save(Save),
    /// `run NAME(argument, …)`.
    Run(Run),
    /// `param $name = default`.
    Parameter(ParameterDefinition),
    /// `expect …`.
    Expect(Expectation),
}

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

/// `find OUTPUTS where CONDITIONS order by … limit … offset … with sources`.
#[derive(Debug, Clone, PartialEq)]
pub struct Find {
    /// What each row shows; never empty.
    pub outputs: Vec<Spanned<Output>>,
    /// What must hold.
    pub body: Group,
    /// The order of the rows, the first key first.
    pub order: Vec<Spanned<OrderKey>>,
    /// At most so many rows.
    pub limit: Option<u64>,
    /// Without the first so many rows.
    pub offset: Option<u64>,
    /// Whether the answer comes with its receipts.
    pub with_sources: bool,
}

/// `whether CONDITIONS with sources`.
#[derive(Debug, Clone, PartialEq)]
pub struct Whether {
    /// What must hold.
    pub body: Group,
    /// Whether the answer comes with its receipts.
    pub with_sources: bool,
}

/// A question, as words; the vocabulary decides how they are read.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The words, names and variables without the question mark; commas included.
    pub atoms: Vec<Spanned<Atom>>,
    /// Whether the answer comes with its receipts.
    pub with_sources: bool,
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
    /// `?x` or `?x: KIND`.
    Variable {
        /// The variable's name without its mark.
        name: String,
        /// The words of the kind that it must be of; empty where none is given.
        kind: Vec<Spanned<String>>,
    },
    /// `count(?x)`, `count(all ?x)`.
    Count(Count),
}

/// A count of the values or the bindings of a variable.
#[derive(Debug, Clone, PartialEq)]
pub struct Count {
    /// Whether every binding counts, and not only every different value.
    pub all: bool,
    /// The variable's name without its mark.
    pub variable: Spanned<String>,
}

/// A key of `order by`.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderKey {
    /// What it orders by.
    pub by: OrderBy,
    /// Whether the greatest comes first.
    pub descending: bool,
}

impl OrderKey {
    /// What it orders by, as it is written.
    pub fn by_text(&self) -> String {
        match &self.by {
            OrderBy::Variable(name) => format!("?{name}"),
            OrderBy::Count(count) => count.to_string(),
        }
    }
}

/// What rows are ordered by.
#[derive(Debug, Clone, PartialEq)]
pub enum OrderBy {
    /// A variable, or an output's heading, written as one.
    Variable(String),
    /// A count among the outputs.
    Count(Count),
}

/// Conditions that must all hold.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Group {
    /// The conditions in their order; never empty.
    pub conditions: Vec<Spanned<Condition>>,
}

impl Group {
    /// How many patterns and comparisons there are, those within brackets included.
    pub fn size(&self) -> usize {
        self.conditions.iter().map(|condition| condition.node.size()).sum()
    }
}

/// One condition.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// A pattern: something has a fact.
    Clause(Clause),
    /// `not …`: nothing matches.
    Not(Group),
    /// `… or …`: one of these holds at least; two or more.
    Or(Vec<Group>),
    /// `?n > 5`.
    Comparison(Comparison),
}

impl Condition {
    fn size(&self) -> usize {
        match self {
            Condition::Clause(clause) => {
                let values = clause.qualifiers.iter().flat_map(|qualifier| &qualifier.value);
                1 + clause.atoms.iter().chain(values).map(|atom| atom.node.size()).sum::<usize>()
            }
            Condition::Not(group) => group.size(),
            Condition::Or(branches) => branches.iter().map(Group::size).sum(),
            Condition::Comparison(_) => 1,
        }
    }
}

/// A pattern as written: subject, predicate and object not yet told apart.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Clause {
    /// Variables, words, names and path operators in their order.
    pub atoms: Vec<Spanned<Atom>>,
    /// `{representing: ?side}`.
    pub qualifiers: Vec<Qualifier>,
    /// `during …`, `according to …`, `certainly`, `denied`.
    pub modifiers: Vec<Spanned<Modifier>>,
}

/// A piece of a clause.
#[derive(Debug, Clone, PartialEq)]
pub enum Atom {
    /// `?x`.
    Variable(String),
    /// `_`: something.
    Anything,
    /// `$place`.
    Parameter(String),
    /// A bare word.
    Word(String),
    /// `"…"`.
    Quoted(String),
    /// `(country)` behind a name: its kind.
    OfKind(Vec<String>),
    /// `@Q230`.
    Key(String),
    /// A number, date, `true` or `false`.
    Literal(Literal),
    /// `[meeting held in UAE]`: something of which that is so; its first clause has no subject.
    Relative(Group),
    /// `:` between a variable and its kind.
    Colon,
    /// `/`: one step of a path after another.
    Slash,
    /// `^`: the step backwards.
    Caret,
    /// `*`: the step any number of times, or not at all.
    Star,
    /// `+`: the step once or more.
    Plus,
    /// `,` between the parts of a question.
    Comma,
}

impl Atom {
    fn size(&self) -> usize {
        match self {
            Atom::Relative(group) => group.size(),
            _ => 0,
        }
    }
}

/// `key: value` in braces behind a pattern.
#[derive(Debug, Clone, PartialEq)]
pub struct Qualifier {
    /// The words of the key.
    pub key: Spanned<Vec<String>>,
    /// The atoms of one term.
    pub value: Vec<Spanned<Atom>>,
}

/// What narrows a pattern.
#[derive(Debug, Clone, PartialEq)]
pub enum Modifier {
    /// `during T`: the atoms of a time.
    During(Vec<Spanned<Atom>>),
    /// `according to X`: the atoms of one term.
    AccordingTo(Vec<Spanned<Atom>>),
    /// `certainly`, `probably`, `possibly`: at least that certain.
    AtLeast(Modality),
    /// `denied`: only denied.
    Denied,
}

/// Two terms compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The atoms of the left term.
    pub left: Vec<Spanned<Atom>>,
    /// How they are compared.
    pub operator: Spanned<Comparator>,
    /// The atoms of the right term.
    pub right: Vec<Spanned<Atom>>,
}

/// How two terms are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparator {
    /// `=`
    Equal,
    /// `!=`
    Unequal,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Comparator {
    /// All of them; the longer signs before those that they begin with.
    pub const ALL: [Comparator; 6] = [
        Comparator::Unequal,
        Comparator::LessOrEqual,
        Comparator::GreaterOrEqual,
        Comparator::Equal,
        Comparator::Less,
        Comparator::Greater,
    ];

    /// The sign for it.
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

/// A named query with its parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct Save {
    /// The name it is run by.
    pub name: Spanned<String>,
    /// Its parameters in their order.
    pub parameters: Vec<ParameterDefinition>,
    /// The query.
    pub query: Spanned<Query>,
}

/// A parameter with its default.
#[derive(Debug, Clone, PartialEq)]
pub struct ParameterDefinition {
    /// Its name without its mark.
    pub name: Spanned<String>,
    /// The atoms of the term that it stands for where no value is given; empty where there is no default.
    pub default: Vec<Spanned<Atom>>,
}

/// A call of a saved query.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The saved query's name.
    pub name: Spanned<String>,
    /// The values of its parameters in their order: the atoms of one term each.
    pub arguments: Vec<Vec<Spanned<Atom>>>,
}

/// What a script expects of an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Expectation {
    /// What must be so.
    pub expected: Spanned<Expected>,
    /// Of which query; none is the last answer.
    pub from: Option<Spanned<Query>>,
}

/// What must be so of an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Expected {
    /// `7 answers`: the number of rows.
    Count(u64),
    /// `none`: no row.
    None,
    /// `includes (…)`: a row whose values are these, from its first column on.
    Includes(Vec<Spanned<Literal>>),
}
