//! Expressions, filters and aggregates.

use super::condition::Atom;
use crate::source::Spanned;

/// Something that has a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Expression {
    /// The atoms of one term.
    Term(Vec<Spanned<Atom>>),
    /// `- …`.
    Negative(Box<Spanned<Expression>>),
    /// `… + …`.
    Arithmetic(Box<Spanned<Expression>>, Operator, Box<Spanned<Expression>>),
    /// `year(?t)`.
    Call(Function, Vec<Spanned<Expression>>),
    /// `if(?n > 5, "many", "few")`.
    If(Box<Spanned<Filter>>, Box<Spanned<Expression>>, Box<Spanned<Expression>>),
    /// `count(?x)`.
    Aggregate(Box<Aggregate>),
}

/// An operator of arithmetic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
}

impl Operator {
    /// The sign for it.
    pub fn sign(self) -> &'static str {
        match self {
            Operator::Add => "+",
            Operator::Subtract => "-",
            Operator::Multiply => "*",
            Operator::Divide => "/",
        }
    }

    /// Whether it binds before addition.
    pub fn binds_first(self) -> bool {
        matches!(self, Operator::Multiply | Operator::Divide)
    }
}

/// A function with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Function {
    /// The preferred name of an entity, the name of a kind, the title of a document.
    Name,
    /// The key of an entity or document.
    Key,
    /// The kinds that an entity is stated to be of, as one text.
    Kind,
    /// Title of a document.
    Title,
    /// Publisher of a document.
    Publisher,
    /// When a document was published, a date.
    Published,
    /// Address of a document.
    Url,
    /// The year of a date: of its beginning.
    Year,
    /// The month of a date; nothing where it states none.
    Month,
    /// The day of the month of a date; nothing where it states none.
    Day,
    /// The earliest day of a date, as a date; nothing where it is open.
    Start,
    /// The latest day of a date, as a date; nothing where it is open.
    End,
    /// The days from the earliest day of the first date to that of the second.
    Days,
    /// A text in lower case.
    Lower,
    /// How many characters (code points) a text has.
    Length,
    /// The first of its arguments that has a value.
    Coalesce,
    /// A number without its fraction, to the nearest; halves away from zero.
    Round,
    /// A number without its sign.
    Abs,
}

/// A test with a truth value: written as a function, or as the operator of that name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Test {
    /// `?t contains "air"`: case and marks do not count.
    Contains,
    /// `?t starts with "air"`: case and marks do not count.
    StartsWith,
    /// `?t matches "[0-9]+"`: a regular expression finds something in it.
    Matches,
    /// `?x ~ "Zelenski"`: a name, or the text, is like this.
    Similar,
    /// A relation of two dates (Allen's interval algebra, on their earliest and latest days).
    Allen(Allen),
}

/// A relation of two intervals: James F. Allen, "Maintaining knowledge about temporal intervals", 1983.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Allen {
    /// It ends before the other begins, with a day between them.
    Precedes,
    /// The other way round.
    PrecededBy,
    /// It ends on the day before the other begins.
    Meets,
    /// The other way round.
    MetBy,
    /// It begins before the other and ends within it.
    Overlaps,
    /// The other way round.
    OverlappedBy,
    /// They begin together and it ends first.
    Starts,
    /// The other way round.
    StartedBy,
    /// It begins after the other and ends before it.
    During,
    /// The other way round.
    Includes,
    /// They end together and it begins last.
    Finishes,
    /// The other way round.
    FinishedBy,
    /// They begin and end together.
    Equals,
}

/// A value over the distinct bindings of a group.
#[derive(Debug, Clone, PartialEq)]
pub struct Aggregate {
    /// Which.
    pub function: AggregateFunction,
    /// What it ranges over; none for the counts of what a row rests on.
    pub argument: Option<Spanned<Expression>>,
    /// `by …`: by what the first is found, and whether the greatest comes first.
    pub by: Option<(Spanned<Expression>, bool)>,
}

/// An aggregate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AggregateFunction {
    /// `count(?x)`: how many different values there are.
    Count,
    /// `count(all ?x)`: in how many bindings there is one.
    CountAll,
    /// `count(facts)`: how many facts the row rests on.
    Facts,
    /// `count(claims)`: how many claims.
    Claims,
    /// `count(documents)`: how many documents.
    Documents,
    /// `sum(?n)`
    Sum,
    /// `avg(?n)`
    Average,
    /// `min(?x)`: the first in the order of answers.
    Least,
    /// `max(?x)`: the last in the order of answers.
    Greatest,
    /// `list(?x)`: the different values in the order of answers, as one text.
    List,
    /// `first(?x by ?t)`: the value of the binding that comes first by another.
    First,
}

/// A condition on values.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// `?n > 5`.
    Compare(Spanned<Expression>, Spanned<Comparator>, Spanned<Expression>),
    /// `?n between 3 and 5`: both ends included.
    Between(Spanned<Expression>, Spanned<Expression>, Spanned<Expression>),
    /// `?x in (UAE, Oman)`.
    In(Spanned<Expression>, Vec<Spanned<Expression>>),
    /// `?t contains "air"`, `overlaps(?t, ?u)`.
    Test(Spanned<Expression>, Spanned<Test>, Spanned<Expression>),
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
