//! The loads of a store, and which of them recorded what.

use rusqlite::{Row, params};

use super::{Extent, Snapshot};
use crate::diagnostic::Result;
use crate::value::RuleId;

/// How a row was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Log {
    /// The loads that gave it, by their numbers, ascending.
    pub by: Vec<i64>,
    /// The load by which it counts no more; none where it counts.
    pub withdrawn: Option<i64>,
}

/// A change of the store, as its row has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LoadEntry {
    /// Its number.
    pub number: i64,
    /// When it was recorded: RFC 3339, UTC.
    pub at: String,
    /// What it did, the word that the store has for it.
    pub action: String,
    /// The file's name as given.
    pub source: Option<String>,
    /// SHA-256 of the file's bytes.
    pub sha256: Option<String>,
    /// The account that ran it.
    pub who: Option<String>,
    /// Free words.
    pub note: Option<String>,
    /// The load that it undid.
    pub undoes: Option<i64>,
    /// How many documents, entities, facts and pieces of evidence it added.
    pub added: [i64; 4],
    /// When it did not count.
    pub undone: Vec<Period>,
}

/// Between which loads another did not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first load behind which it did not.
    pub since: i64,
    /// The first load behind which it counted again; none where it does not yet.
    pub until: Option<i64>,
}

impl Snapshot<'_> {
    /// Shows each load, the first first.
    ///
    /// # Errors
    /// Where the store cannot be read, or `visit` fails.
    pub fn loads(&self, visit: &mut dyn FnMut(LoadEntry) -> Result<()>) -> Result<()> {
        let sql = "SELECT id, at, action, source, sha256, who, note, undoes, documents, entities, facts, evidence
                   FROM load ORDER BY id";
        let read = |row: &Row<'_>| {
            let number: i64 = row.get(0)?;
            Ok(LoadEntry {
                number,
                at: row.get(1)?,
                action: row.get(2)?,
                source: row.get(3)?,
                sha256: row.get(4)?,
                who: row.get(5)?,
                note: row.get(6)?,
                undoes: row.get(7)?,
                added: [row.get(8)?, row.get(9)?, row.get(10)?, row.get(11)?],
                undone: self.undone(number)?,
            })
        };
        self.each("reading loads", sql, read, visit)
    }

    /// The load that defined a rule.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn rule_load(&self, rule: RuleId) -> Result<i64> {
        let read = self.connection.query_row("SELECT load FROM rule WHERE id = ?1", [rule.0], |row| row.get(0));
        read.map_err(self.store.failed("reading rules"))
    }

    /// The load that saved a query.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn query_load(&self, name: &str) -> Result<i64> {
        let read = self.connection.query_row("SELECT load FROM query WHERE name = ?1", [name], |row| row.get(0));
        read.map_err(self.store.failed("reading the saved queries"))
    }

    fn undone(&self, load: i64) -> rusqlite::Result<Vec<Period>> {
        let sql = "SELECT since, until FROM undone WHERE load = ?1 ORDER BY since";
        self.all(sql, [load], |row| Ok(Period { since: row.get(0)?, until: row.get(1)? }))
    }

    /// How a row of a table was recorded: `first` is the load that added it and the one that withdrew it.
    pub(super) fn log(
        &self,
        table: &'static str,
        id: i64,
        (first, withdrawn): (Option<i64>, Option<i64>),
    ) -> rusqlite::Result<Log> {
        match self.extent {
            Extent::Now => Ok(Log::default()),
            Extent::History => Ok(Log { by: self.given(table, id, first)?, withdrawn }),
        }
    }

    /// The loads that gave a row, that which added it first.
    fn given(&self, table: &'static str, id: i64, first: Option<i64>) -> rusqlite::Result<Vec<i64>> {
        let sql = "SELECT load FROM restated WHERE what = ?1 AND id = ?2 ORDER BY load";
        let again: Vec<i64> = self.all(sql, params![table, id], |row| row.get(0))?;
        Ok(first.into_iter().chain(again).collect())
    }

    /// The loads that retracted a fact.
    pub(super) fn retractions(&self, fact: i64) -> rusqlite::Result<Vec<i64>> {
        match self.extent {
            Extent::Now => Ok(Vec::new()),
            Extent::History => {
                self.all("SELECT load FROM retraction WHERE fact = ?1 ORDER BY load", [fact], |row| row.get(0))
            }
        }
    }
}
