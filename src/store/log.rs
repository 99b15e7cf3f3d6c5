//! The store's loads: what was done, when, by whom, and whether it counts.

use rusqlite::{OptionalExtension, Row};

use super::{Action, Counts, Store};
use crate::diagnostic::Result;
use crate::value::LoadId;

/// A change of the store: a row of `load`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEntry {
    /// Its number.
    pub load: i64,
    /// When it was recorded: RFC 3339, UTC.
    pub at: String,
    /// What it did.
    pub action: Action,
    /// The file that was loaded, as it was named; `-` for standard input.
    pub source: Option<String>,
    /// SHA-256 of that file's bytes, in lower-case hexadecimal.
    pub sha256: Option<String>,
    /// The account that ran it.
    pub who: Option<String>,
    /// Free words: why a fact was retracted, which query was saved.
    pub note: Option<String>,
    /// The load that it undid.
    pub undoes: Option<i64>,
    /// The load since which it does not count.
    pub undone_by: Option<i64>,
    /// How much it added.
    pub counts: Counts,
}

/// The columns of a [`LogEntry`] of the load `l`, in their order.
const COLUMNS: &str = "l.id, l.at, l.action, l.source, l.sha256, l.who, l.note, l.undoes,
    (SELECT since FROM undone WHERE load = l.id AND until IS NULL), l.documents, l.entities, l.facts, l.evidence";

impl Store {
    /// The last loads, at most so many, the newest first.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn log(&self, limit: usize) -> Result<Vec<LogEntry>> {
        let sql = format!("SELECT {COLUMNS} FROM load AS l ORDER BY l.id DESC LIMIT ?1");
        let read = || {
            let mut statement = self.connection.prepare_cached(&sql)?;
            let rows = statement.query_map([i64::try_from(limit).unwrap_or(i64::MAX)], entry)?;
            rows.collect::<rusqlite::Result<Vec<LogEntry>>>()
        };
        read().map_err(self.failed("reading the loads"))
    }

    /// The load of a number.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn logged(&self, load: LoadId) -> Result<Option<LogEntry>> {
        let sql = format!("SELECT {COLUMNS} FROM load AS l WHERE l.id = ?1");
        let read = || self.connection.prepare_cached(&sql)?.query_row([load.0], entry).optional();
        read().map_err(self.failed("reading the loads"))
    }

    /// How many loads there are.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn loads(&self) -> Result<usize> {
        let read = |row: &Row<'_>| row.get::<_, i64>(0);
        let count = self.connection.query_row("SELECT count(*) FROM load", [], read);
        count.map(|count| usize::try_from(count).unwrap_or(0)).map_err(self.failed("counting the loads"))
    }
}

fn entry(row: &Row<'_>) -> rusqlite::Result<LogEntry> {
    let action: String = row.get(2)?;
    Ok(LogEntry {
        load: row.get(0)?,
        at: row.get(1)?,
        // The schema's CHECK admits no other words.
        action: Action::from_name(&action).unwrap_or_default(),
        source: row.get(3)?,
        sha256: row.get(4)?,
        who: row.get(5)?,
        note: row.get(6)?,
        undoes: row.get(7)?,
        undone_by: row.get(8)?,
        counts: Counts { documents: row.get(9)?, entities: row.get(10)?, facts: row.get(11)?, evidence: row.get(12)? },
    })
}
