//! What differs between dialects of SQL: each has a file of its own, with all that is said otherwise than in SQLite.

mod duckdb;
mod foreign;
mod grouped;
mod joined;
mod near;
mod spark;
mod sqlite;
mod stock;

use super::render::{self, Writer};
use super::tree::{Bind, Common, Expr, Select};
use crate::identifier::quoted;
use crate::value::ObjectType;

/// A dialect of SQL.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// SQLite as the store runs it, with functions of ours.
    #[default]
    Sqlite,
    /// Any SQLite, without functions of ours and without parameters: for views.
    Stock,
    /// Spark SQL, over a Parquet set.
    Spark,
    /// DuckDB, over a Parquet set.
    DuckDb,
}

/// Why something cannot be said in a dialect.
pub type Unsaid = &'static str;

/// A select in a dialect, as one statement without parameters but the number of a round, where it is of one.
///
/// # Errors
/// Why it cannot be said.
pub fn in_dialect(select: &Select, dialect: Dialect) -> Result<String, Unsaid> {
    if dialect.is_sqlite() {
        return render::said(select, dialect, &[]);
    }
    let mut select = select.clone();
    dialect.prepare(&mut select);
    render::said(&select, dialect, &[])
}

/// All rows of a common table expression in a dialect, under the names of its columns.
///
/// # Errors
/// Why it cannot be said.
pub(super) fn rows_of(common: Common, dialect: Dialect) -> Result<String, Unsaid> {
    let mut select = Select { with: vec![common], ..Select::default() };
    dialect.prepare(&mut select);
    select.with.iter().try_fold(String::new(), |_, common| render::rows_of(common, dialect).map(|(text, _)| text))
}

impl Dialect {
    /// All of them.
    pub const ALL: [Dialect; 4] = [Dialect::Sqlite, Dialect::Stock, Dialect::Spark, Dialect::DuckDb];

    /// What it is called on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Dialect::Sqlite => "sqlite",
            Dialect::Stock => "stock",
            Dialect::Spark => "spark",
            Dialect::DuckDb => "duckdb",
        }
    }

    /// The dialect of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dialect| dialect.name() == name)
    }

    /// Whether its common table expressions recur, and end on cycles.
    pub fn recurs(self) -> bool {
        self != Dialect::Spark
    }

    /// Whether it is SQLite, over a store's own tables.
    pub fn is_sqlite(self) -> bool {
        matches!(self, Dialect::Sqlite | Dialect::Stock)
    }

    /// Turns a select into one that says the same as the dialect can take it.
    fn prepare(self, select: &mut Select) {
        joined::join_lookups(select);
        grouped::show_one_value(select);
        if self == Dialect::Spark {
            near::speak_of_near(select);
        }
    }

    pub(super) fn says(self) -> &'static dyn Says {
        match self {
            Dialect::Sqlite => &sqlite::Sqlite,
            Dialect::Stock => &stock::Stock,
            Dialect::Spark => &spark::Spark,
            Dialect::DuckDb => &duckdb::DuckDb,
        }
    }
}

/// How a dialect says what is not the same in all of them; where it does not say, as SQLite does.
pub(super) trait Says: Sync {
    /// A name of a table, or of a column.
    fn identifier(&self, name: &str) -> String {
        quoted(name)
    }

    /// A value from the user.
    fn bind(&self, writer: &mut Writer, bind: &Bind);

    /// The column of `literal` in which values of a type stand.
    fn value(&self, _: ObjectType) -> &'static str {
        "value"
    }

    /// A temporary table.
    fn temporary(&self, name: &str) -> String {
        format!("temp.{}", self.identifier(name))
    }

    /// What joins a table to those before it. Which is joined first was decided before.
    fn join(&self) -> &'static str {
        "CROSS JOIN "
    }

    /// What stands before common table expressions.
    fn with(&self) -> &'static str {
        "WITH RECURSIVE "
    }

    /// What has a common table expression found once.
    fn kept(&self) -> &'static str {
        "MATERIALIZED "
    }

    /// The order of rows by an expression, no value first and, where the greatest come first, last.
    fn order(&self, descending: bool) -> &'static str {
        if descending { " DESC" } else { "" }
    }

    /// Whether a limit that lets all rows through is written.
    fn takes_limits_of_all(&self) -> bool {
        true
    }

    /// What lets through so many rows, behind so many. SQLite takes an offset only behind a limit; -1 is none.
    fn limit(&self, limit: Option<u64>, offset: Option<u64>) -> String {
        let limit = limit.map_or("-1".to_owned(), |limit| limit.min(i64::MAX as u64).to_string());
        format!("LIMIT {limit} OFFSET {}", offset.unwrap_or(0).min(i64::MAX as u64))
    }

    /// What holds, or does not.
    fn truth(&self, holds: bool) -> &'static str {
        if holds { "1" } else { "0" }
    }

    /// An operator between two expressions.
    fn operator(&self, operator: &'static str) -> &'static str {
        operator
    }

    /// A condition as an operand.
    fn test(&self, writer: &mut Writer, expr: &Expr) {
        writer.operand(expr);
    }

    /// Two rows of values compared.
    fn rows(&self, writer: &mut Writer, operator: &'static str, left: &[Expr], right: &[Expr]) {
        writer.put("(");
        writer.list(left, ", ", Writer::expr);
        writer.put(&format!(") {operator} ("));
        writer.list(right, ", ", Writer::expr);
        writer.put(")");
    }

    /// An expression in which nothing is looked up by an index.
    fn computed(&self, writer: &mut Writer, inner: &Expr) {
        writer.put("+");
        writer.operand(inner);
    }

    /// The value of a select's one column in its one row.
    fn scalar(&self, writer: &mut Writer, select: &Select) {
        writer.indented(|writer| writer.select(select));
    }

    /// The rows of a common table expression: those it begins with, and those that follow, equal rows once.
    fn common(&self, writer: &mut Writer, common: &Common) {
        for (at, select) in common.base.iter().chain(&common.steps).enumerate() {
            if at > 0 {
                writer.line();
                writer.put("UNION ");
            }
            writer.select(select);
        }
    }

    /// A call of a function.
    fn call(&self, writer: &mut Writer, _: &Expr, name: &'static str, arguments: &[Expr]) {
        writer.plain_call(name, arguments);
    }
}
