//! The tree of a statement as it was written: names unresolved, words not yet split into predicate, kind and name.

mod condition;
mod expression;
mod query;

pub use condition::{Atom, Clause, Condition, Group, Modifier, Qualifier};
pub use expression::{Aggregate, AggregateFunction, Allen, Comparator, Expression, Filter, Function, Operator, Test};
pub use query::{Find, OrderKey, Output, OutputValue, Query, Question, Recorded, View, Whether};

use crate::form::Form;
use crate::source::Spanned;
use crate::value::Literal;

/// A statement of a script or at the prompt.
#[derive(Debug, Clone, PartialEq)]
pub enum Statement {
    /// A query, to be answered.
    Query(Query),
    /// `why`, `why 3`: what the rows of the last answer rest on; the row's number from 1.
    Why(Option<Spanned<u64>>),
    /// `why not …`: which part has no match.
    WhyNot(WhyNot),
    /// `save NAME($parameter, …) as QUERY`.
    Save(Save),
    /// `run NAME(argument, …)`.
    Run(Run),
    /// `queries`: all that are saved.
    Queries,
    /// `show NAME`: a saved query as it would be typed.
    Show(Spanned<String>),
    /// `unsave NAME`: the saved query of that name goes.
    Unsave(Spanned<String>),
    /// `param $name = default`.
    Parameter(ParameterDefinition),
    /// `expect …`.
    Expect(Expectation),
    /// `include "other.ffq"`.
    Include(Spanned<String>),
    /// `output "envoys.xlsx" from …`: an answer in a file or another form. Running it gives the answer; where that goes is the
    /// business of whoever runs it.
    Output(Delivery),
    /// `define HEAD as BODY and define …`: rules that may use one another.
    Define(Vec<Spanned<Rule>>),
    /// `forget PHRASE`: the rule of that phrase goes.
    Forget(Spanned<Vec<String>>),
    /// `rules`: all of them.
    Rules,
    /// `describe NAME`: everything about a thing; the atoms of one term.
    Describe(Vec<Spanned<Atom>>),
    /// `timeline NAME`: what happened to a thing in the order of time; the atoms of one term.
    Timeline(Vec<Spanned<Atom>>),
    /// `search "words"`: full text.
    Search(Spanned<String>),
    /// `disputes`: what sources disagree about.
    Disputes,
    /// `vocabulary`: kinds, predicates and rules.
    Vocabulary,
    /// `explain QUERY`: its canonical form, its plan and its SQL.
    Explain(Spanned<Query>),
    /// `sql QUERY`: its SQL.
    Sql(Spanned<Query>),
    /// `assert PATTERN source "quote" in DOCUMENT`.
    Assert(Assertion),
    /// `retract fact 12 because "…"`, `retract PATTERN because "…"`; with `and assert …`, a correction.
    Retract(Retraction),
    /// `merge NAME into NAME`.
    Merge(Merge),
    /// `unmerge NAME`: what was merged is its own again; the atoms of one term.
    Unmerge(Vec<Spanned<Atom>>),
    /// `distinct NAME from NAME`: the two are not the same.
    Distinct(Distinction),
    /// `alias NAME as "further name"`.
    Alias(Alias),
    /// `undo`, `undo load 7`: the last load, or the one of that number.
    Undo(Option<Spanned<u64>>),
    /// `begin`, `commit`, `rollback`: several changes at once.
    Transaction(Transaction),
}

impl Statement {
    /// Whether it changes the store.
    pub fn writes(&self) -> bool {
        match self {
            Statement::Save(_)
            | Statement::Unsave(_)
            | Statement::Define(_)
            | Statement::Forget(_)
            | Statement::Assert(_)
            | Statement::Retract(_)
            | Statement::Merge(_)
            | Statement::Unmerge(_)
            | Statement::Distinct(_)
            | Statement::Alias(_)
            | Statement::Undo(_)
            | Statement::Transaction(Transaction::Begin) => true,
            Statement::Query(_)
            | Statement::Why(_)
            | Statement::WhyNot(_)
            | Statement::Run(_)
            | Statement::Queries
            | Statement::Show(_)
            | Statement::Parameter(_)
            | Statement::Expect(_)
            | Statement::Include(_)
            | Statement::Output(_)
            | Statement::Rules
            | Statement::Describe(_)
            | Statement::Timeline(_)
            | Statement::Search(_)
            | Statement::Disputes
            | Statement::Vocabulary
            | Statement::Explain(_)
            | Statement::Sql(_)
            | Statement::Transaction(Transaction::Commit | Transaction::Rollback) => false,
        }
    }
}

/// What is done with a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transaction {
    /// What is changed from here on is kept as a whole, or not at all.
    Begin,
    /// It is kept.
    Commit,
    /// It is taken back.
    Rollback,
}

impl Transaction {
    /// All of them.
    pub const ALL: [Transaction; 3] = [Transaction::Begin, Transaction::Commit, Transaction::Rollback];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Transaction::Begin => "begin",
            Transaction::Commit => "commit",
            Transaction::Rollback => "rollback",
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

/// `output "FILE" as FORM from STATEMENT`: a file, a form or both.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivery {
    /// The file; without one the answer goes to standard output.
    pub file: Option<Spanned<String>>,
    /// The form; without one the file's ending says it.
    pub form: Option<Spanned<Form>>,
    /// What gives the answer: a query, `run`, or a statement that looks.
    pub of: Box<Spanned<Statement>>,
}

/// A rule: what is so where something else is.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// What it says.
    pub head: Head,
    /// Where it holds.
    pub body: Group,
}

/// What a rule says.
#[derive(Debug, Clone, PartialEq)]
pub enum Head {
    /// `?x is WORDS`: the variable's name, and the words of the kind.
    Kind(Spanned<String>, Spanned<Vec<String>>),
    /// `?x WORDS ?y`: the words of the predicate between two variables' names.
    Predicate(Spanned<String>, Spanned<Vec<String>>, Spanned<String>),
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
    /// `includes (…), (…)`: for each of these a row whose values are these, from its first column on.
    Includes(Vec<Spanned<Vec<Spanned<ExpectedValue>>>>),
    /// `rows (…), (…)`: these rows and no others; in this order where the query has one.
    Rows(Vec<Spanned<Vec<Spanned<ExpectedValue>>>>),
}

/// A value of an expected row.
#[derive(Debug, Clone, PartialEq)]
pub enum ExpectedValue {
    /// As the answer shows it.
    Literal(Literal),
    /// `nothing`: no value.
    Nothing,
}

/// `why not ROW`, `why not CONDITIONS`.
#[derive(Debug, Clone, PartialEq)]
pub enum WhyNot {
    /// `("Steve Witkoff", …)`: why the last answer has no row that begins with these values.
    Row(Spanned<Vec<Spanned<ExpectedValue>>>),
    /// Why nothing matches these conditions.
    Conditions(Group),
}

/// `assert CLAUSE source "quote" in DOCUMENT`.
#[derive(Debug, Clone, PartialEq)]
pub struct Assertion {
    /// What is so, with its time and who says so.
    pub clause: Spanned<Clause>,
    /// The passage that says so.
    pub quote: Option<Spanned<String>>,
    /// The document: the atoms of a key or title.
    pub document: Option<Vec<Spanned<Atom>>>,
}

/// `retract fact 12 because "…"`, `retract PATTERN because "…"`; with `and assert …`, a correction.
#[derive(Debug, Clone, PartialEq)]
pub struct Retraction {
    /// Which fact.
    pub fact: RetractedFact,
    /// Why.
    pub reason: Option<Spanned<String>>,
    /// What is so instead.
    pub instead: Option<Assertion>,
}

/// The fact that a retraction is about.
#[derive(Debug, Clone, PartialEq)]
pub enum RetractedFact {
    /// `fact 12`: its number, as `why` shows it.
    Number(Spanned<u64>),
    /// What it says, as in an assertion.
    Says(Spanned<Clause>),
}

/// `merge NAME into NAME`: the atoms of a term each.
#[derive(Debug, Clone, PartialEq)]
pub struct Merge {
    /// What is the same as the other.
    pub from: Vec<Spanned<Atom>>,
    /// What it is.
    pub into: Vec<Spanned<Atom>>,
}

/// `distinct NAME from NAME`: the atoms of a term each.
#[derive(Debug, Clone, PartialEq)]
pub struct Distinction {
    /// The one.
    pub entity: Vec<Spanned<Atom>>,
    /// The other, which it is not.
    pub other: Vec<Spanned<Atom>>,
}

/// `alias NAME as "further name"`.
#[derive(Debug, Clone, PartialEq)]
pub struct Alias {
    /// The atoms of the name that is known.
    pub of: Vec<Spanned<Atom>>,
    /// The further name.
    pub name: Spanned<String>,
}
