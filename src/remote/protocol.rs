//! What is said between the program and its driver: a line of JSON each. `drivers/factfile_driver.py` has it whole.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A value of a row.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Cell {
    /// A whole number.
    Integer(i64),
    /// Another number.
    Real(f64),
    /// A text.
    Text(String),
    /// No value.
    Nothing,
}

/// What is wanted of the driver.
#[derive(Debug, Serialize)]
#[serde(tag = "do", rename_all = "lowercase")]
pub(super) enum Wanted<'a> {
    /// The set at a place, to be asked.
    Open { place: &'a str },
    /// The rows of a statement; with `exact`, a number without decimals stays what it is.
    Rows { sql: &'a str, exact: bool, round: Option<i64> },
    /// A table of a statement's rows.
    Table { name: &'a str, sql: &'a str },
    /// Tables that grow together, round by round.
    Rounds { tables: &'a [Growing] },
    /// None of these tables any more.
    Drop { names: &'a [String] },
    /// The set, to be asked no more.
    Close {},
}

/// A table that grows round by round.
#[derive(Debug, Clone, Serialize)]
pub struct Growing {
    /// Its name.
    pub name: String,
    /// How many columns it has, before that of the round.
    pub columns: usize,
    /// Their types; those of the first statement of `base`, where they are not said.
    pub types: Option<Vec<&'static str>>,
    /// Statements for the rows of round 0.
    pub base: Vec<String>,
    /// Statements for those of each further round.
    pub steps: Vec<String>,
}

/// A request.
#[derive(Debug, Serialize)]
pub(super) struct Request<'a> {
    pub id: u64,
    pub set: u64,
    #[serde(flatten)]
    pub wanted: Wanted<'a>,
}

/// A line of the driver's.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Line {
    /// The request that it is about.
    pub id: u64,
    /// Rows of its answer.
    pub rows: Vec<Vec<Cell>>,
    /// That it is done, and what it came to.
    pub done: Option<Value>,
    /// The kind of its failure.
    pub failed: Option<String>,
    /// The engine's words for it.
    pub detail: String,
    /// How many tasks are done, and of how many.
    pub progress: Option<[u64; 2]>,
    /// That the driver takes requests, with the name and version of its engine.
    pub ready: Option<String>,
}
