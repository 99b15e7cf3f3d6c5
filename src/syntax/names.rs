//! The names of functions, tests and aggregates.

use std::ops::RangeInclusive;

use super::ast::{AggregateFunction, Allen, Function, Test};

impl Function {
    /// All of them.
    pub const ALL: [Function; 18] = [
        Function::Name,
        Function::Key,
        Function::Kind,
        Function::Title,
        Function::Publisher,
        Function::Published,
        Function::Url,
        Function::Year,
        Function::Month,
        Function::Day,
        Function::Start,
        Function::End,
        Function::Days,
        Function::Lower,
        Function::Length,
        Function::Coalesce,
        Function::Round,
        Function::Abs,
    ];

    /// Its name in the language.
    pub fn name(self) -> &'static str {
        match self {
            Function::Name => "name",
            Function::Key => "key",
            Function::Kind => "kind",
            Function::Title => "title",
            Function::Publisher => "publisher",
            Function::Published => "published",
            Function::Url => "url",
            Function::Year => "year",
            Function::Month => "month",
            Function::Day => "day",
            Function::Start => "start",
            Function::End => "end",
            Function::Days => "days",
            Function::Lower => "lower",
            Function::Length => "length",
            Function::Coalesce => "coalesce",
            Function::Round => "round",
            Function::Abs => "abs",
        }
    }

    /// The function of that name, in any case.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|function| function.name().eq_ignore_ascii_case(name))
    }

    /// How many arguments it takes.
    pub fn takes(self) -> RangeInclusive<usize> {
        match self {
            Function::Days => 2..=2,
            Function::Coalesce => 1..=MOST_ARGUMENTS,
            _ => 1..=1,
        }
    }
}

/// The most arguments that a function takes: SQLite's own limit is 127.
pub const MOST_ARGUMENTS: usize = 100;

impl Test {
    /// All of them.
    pub const ALL: [Test; 17] = [
        Test::Contains,
        Test::StartsWith,
        Test::Matches,
        Test::Similar,
        Test::Allen(Allen::Precedes),
        Test::Allen(Allen::PrecededBy),
        Test::Allen(Allen::Meets),
        Test::Allen(Allen::MetBy),
        Test::Allen(Allen::Overlaps),
        Test::Allen(Allen::OverlappedBy),
        Test::Allen(Allen::Starts),
        Test::Allen(Allen::StartedBy),
        Test::Allen(Allen::During),
        Test::Allen(Allen::Includes),
        Test::Allen(Allen::Finishes),
        Test::Allen(Allen::FinishedBy),
        Test::Allen(Allen::Equals),
    ];

    /// Its name as a function.
    pub fn name(self) -> &'static str {
        match self {
            Test::Contains => "contains",
            Test::StartsWith => "starts_with",
            Test::Matches => "matches",
            Test::Similar => "similar",
            Test::Allen(Allen::Precedes) => "precedes",
            Test::Allen(Allen::PrecededBy) => "preceded_by",
            Test::Allen(Allen::Meets) => "meets",
            Test::Allen(Allen::MetBy) => "met_by",
            Test::Allen(Allen::Overlaps) => "overlaps",
            Test::Allen(Allen::OverlappedBy) => "overlapped_by",
            Test::Allen(Allen::Starts) => "starts",
            Test::Allen(Allen::StartedBy) => "started_by",
            Test::Allen(Allen::During) => "during",
            Test::Allen(Allen::Includes) => "includes",
            Test::Allen(Allen::Finishes) => "finishes",
            Test::Allen(Allen::FinishedBy) => "finished_by",
            Test::Allen(Allen::Equals) => "equals",
        }
    }

    /// Its operator, where it has one.
    pub fn operator(self) -> Option<&'static str> {
        match self {
            Test::Contains => Some("contains"),
            Test::StartsWith => Some("starts with"),
            Test::Matches => Some("matches"),
            Test::Similar => Some("~"),
            Test::Allen(_) => None,
        }
    }

    /// The test of that name, in any case.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|test| test.name().eq_ignore_ascii_case(name))
    }
}

impl AggregateFunction {
    /// Its name in the language; the counts have the same.
    pub fn name(self) -> &'static str {
        match self {
            AggregateFunction::Count
            | AggregateFunction::CountAll
            | AggregateFunction::Facts
            | AggregateFunction::Claims
            | AggregateFunction::Documents => "count",
            AggregateFunction::Sum => "sum",
            AggregateFunction::Average => "avg",
            AggregateFunction::Least => "min",
            AggregateFunction::Greatest => "max",
            AggregateFunction::List => "list",
            AggregateFunction::First => "first",
        }
    }

    /// Whether an aggregate has that name, in any case.
    pub fn is_name(name: &str) -> bool {
        Self::NAMES.iter().any(|known| known.eq_ignore_ascii_case(name))
    }

    /// The names of all.
    pub const NAMES: [&str; 7] = ["count", "sum", "avg", "min", "max", "list", "first"];
}

/// The names of everything that is written like a function.
pub fn callable_names() -> impl Iterator<Item = &'static str> {
    let functions = Function::ALL.into_iter().map(Function::name);
    let tests = Test::ALL.into_iter().map(Test::name);
    functions.chain(tests).chain(AggregateFunction::NAMES).chain(["if"])
}
