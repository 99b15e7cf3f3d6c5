//! A tree of SQL: what lowering builds and rendering writes. User text is in it only as a [`Bind`].
//!
//! It is a tree of our own, since a join order is to be pinned, recursion written per dialect, and rows read by what
//! was selected; a general query builder leaves each of these as a string.

use crate::value::{Literal, ObjectType};

/// A value that is bound to a parameter.
#[derive(Debug, Clone, PartialEq)]
pub enum Bind {
    /// A text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A decimal number.
    Real(f64),
    /// The number of the round that is evaluated; known only when the statement runs.
    Round,
}

impl Bind {
    /// A literal as such.
    pub fn of(literal: &Literal) -> Self {
        match literal {
            Literal::Text(text) | Literal::Url(text) => Bind::Text(text.clone()),
            Literal::Integer(number) => Bind::Integer(*number),
            Literal::Decimal(number) => Bind::Real(*number),
            Literal::Date(date) => Bind::Text(date.as_str().to_owned()),
            Literal::Boolean(truth) => Bind::Integer(i64::from(*truth)),
        }
    }

    /// The value in a round.
    pub fn at_round(&self, round: i64) -> Self {
        match self {
            Bind::Round => Bind::Integer(round),
            other => other.clone(),
        }
    }
}

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// A column of a table in `from`, by the table's alias.
    Column(String, &'static str),
    /// The value of a row of `literal`, by the table's alias: literals of that type stand in it.
    Value(String, ObjectType),
    /// A column of a relation, by the table's alias and its number.
    Argument(String, usize),
    /// A column that a select names itself, by the table's alias and its number.
    Output(String, usize),
    /// A whole number that no user wrote: an id or a day.
    Integer(i64),
    /// No value.
    Null,
    /// A value from the user.
    Bind(Bind),
    /// An operator between two expressions.
    Binary(&'static str, Box<Expr>, Box<Expr>),
    /// Two rows of values compared.
    Rows(&'static str, Vec<Expr>, Vec<Expr>),
    /// All of these; true where there are none.
    All(Vec<Expr>),
    /// One of these at least; false where there are none.
    Any(Vec<Expr>),
    /// Not this.
    Not(Box<Expr>),
    /// There is no value.
    IsNull(Box<Expr>),
    /// One of these numbers.
    In(Box<Expr>, Vec<i64>),
    /// One of a select's rows.
    Among(Vec<Expr>, Box<Select>),
    /// The second where the first holds, else the third.
    Case(Box<Expr>, Box<Expr>, Box<Expr>),
    /// A function of SQL.
    Call(&'static str, Vec<Expr>),
    /// How many different values there are in the group.
    CountDistinct(Box<Expr>),
    /// This, in which nothing is looked up by an index.
    Computed(Box<Expr>),
    /// There is a row.
    Exists(Box<Select>),
    /// The value of a select's one column in its one row.
    Scalar(Box<Select>),
}

impl Expr {
    /// A column by its table's alias.
    pub fn column(table: &str, column: &'static str) -> Self {
        Expr::Column(table.to_owned(), column)
    }

    /// Lets a column be one of another table.
    pub fn set_table(&mut self, alias: &str) {
        use Expr::{Argument, Column, Output, Value};
        if let Column(table, _) | Value(table, _) | Argument(table, _) | Output(table, _) = self {
            alias.clone_into(table);
        }
    }

    /// `self = other`.
    pub fn equals(self, other: Expr) -> Self {
        self.binary("=", other)
    }

    /// `self OPERATOR other`.
    pub fn binary(self, operator: &'static str, other: Expr) -> Self {
        Expr::Binary(operator, Box::new(self), Box::new(other))
    }

    /// `self IS other`: equal, or both without a value.
    pub fn is(self, other: Expr) -> Self {
        self.binary("IS", other)
    }

    /// `self IS NOT NULL`, in the words by which SQLite knows that an index has all such rows.
    pub fn is_known(self) -> Self {
        self.binary("IS NOT", Expr::Null)
    }

    /// `+self`: its value, in which SQLite looks nothing up by an index.
    pub fn computed(self) -> Self {
        Expr::Computed(Box::new(self))
    }

    /// `NOT self`.
    pub fn negated(self) -> Self {
        Expr::Not(Box::new(self))
    }
}

/// A select.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Select {
    /// Common table expressions, all of them allowed to be recursive.
    pub with: Vec<Common>,
    /// Whether equal rows are one.
    pub distinct: bool,
    /// The columns, named `o0`, `o1`, … in their order.
    pub columns: Vec<Expr>,
    /// The tables, joined in the order given.
    pub from: Vec<Table>,
    /// All of these must hold.
    pub filter: Vec<Expr>,
    /// What rows are grouped by.
    pub group: Vec<Expr>,
    /// The order: an expression, and whether the greatest comes first.
    pub order: Vec<(Expr, bool)>,
    /// At most so many rows.
    pub limit: Option<u64>,
    /// Without the first so many.
    pub offset: Option<u64>,
}

/// A table of a select.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// What it is called in expressions.
    pub alias: String,
    /// What it holds.
    pub source: Source,
    /// For a left join, what must hold; inner otherwise.
    pub left_join: Option<Expr>,
}

/// What a table of a select holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// A table of the store.
    Table(&'static str),
    /// A common table expression, by its name.
    Common(String),
    /// The rows of selects, equal rows once.
    Union(Vec<Select>),
    /// The rows of selects, each as often as it is found.
    All(Vec<Select>),
    /// A temporary table.
    Temporary(String),
    /// The facts of the store, each also with subject and object exchanged.
    FactsBothWays,
    /// What one of these holds, to which tables are joined from the left before it is joined itself.
    Joined(Box<Source>, Vec<Table>),
}

/// A common table expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Common {
    /// Its name.
    pub name: String,
    /// Whether its rows are found once, and kept, however often it is read.
    pub kept: bool,
    /// Its columns' names.
    pub columns: Vec<String>,
    /// Where it begins; equal rows are one.
    pub base: Vec<Select>,
    /// What follows from a row already found; none where it is not recursive.
    pub steps: Vec<Select>,
}
