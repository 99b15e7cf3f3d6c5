//! Several changes at once, all or nothing: `begin`, `commit` and `rollback`. Each change within is a savepoint.

use std::ops::Deref;

use rusqlite::Connection;

use super::Store;
use super::seal::seal_change;
use crate::diagnostic::{Diagnostic, Result};
use crate::problem::ChangeProblem;

/// A transaction that was begun and not ended. SQLite's begins with its first change, so that nobody waits for somebody who
/// only looks, and questions before that change are of their own moment each.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Open {
    /// The last load before the first change; none while there is no change.
    pub(super) behind: Option<i64>,
    /// Whether a rehearsal goes on, which ends SQLite's transaction by itself.
    pub(super) rehearsed: bool,
}

impl Store {
    /// Begins a transaction: what is changed until [`Store::commit`] is kept as a whole, or not at all.
    ///
    /// # Errors
    /// [`ChangeProblem::BegunAlready`].
    pub fn begin(&mut self) -> Result<()> {
        if self.open.is_some() {
            return Err(Diagnostic::new(ChangeProblem::BegunAlready));
        }
        self.open = Some(Open::default());
        Ok(())
    }

    /// Ends a transaction and keeps its changes; says how many these are.
    ///
    /// # Errors
    /// [`ChangeProblem::NotBegun`]; or that the store cannot be written: then the transaction goes on.
    pub fn commit(&mut self) -> Result<usize> {
        self.end("commit", "COMMIT")
    }

    /// Ends a transaction and takes its changes back; says how many these were.
    ///
    /// # Errors
    /// [`ChangeProblem::NotBegun`].
    pub fn rollback(&mut self) -> Result<usize> {
        let ended = self.end("rollback", "ROLLBACK");
        self.forget_names();
        ended
    }

    fn end(&mut self, statement: &'static str, sql: &str) -> Result<usize> {
        let changes = self.uncommitted()?;
        let changes = changes.ok_or_else(|| Diagnostic::new(ChangeProblem::NotBegun { statement }))?;
        if !self.connection.is_autocommit() {
            let mut ends = || {
                if sql == "COMMIT" {
                    seal_change(&mut self.connection)?;
                }
                self.connection.execute_batch(sql)
            };
            ends().map_err(self.failed("ending a transaction"))?;
        }
        self.open = None;
        self.place_temporary()?;
        Ok(changes)
    }

    /// How many changes the transaction has that was begun; none where none was.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn uncommitted(&self) -> Result<Option<usize>> {
        let Some(open) = self.open else { return Ok(None) };
        let Some(behind) = open.behind else { return Ok(Some(0)) };
        let sql = "SELECT count(*) FROM load WHERE id > ?1";
        let count = self.connection.query_row(sql, [behind], |row| row.get::<_, i64>(0));
        let count = count.map_err(self.failed("counting the changes"))?;
        Ok(Some(usize::try_from(count).unwrap_or(0)))
    }

    /// Whether a transaction was begun.
    pub fn is_begun(&self) -> bool {
        self.open.is_some()
    }

    /// Whether a transaction has changes, which SQLite would take back whole if it had to stop what writes.
    pub(super) fn has_uncommitted(&self) -> bool {
        self.open.is_some_and(|open| open.behind.is_some())
    }

    /// Whether SQLite has taken the transaction back by itself, as it does where the disk is full or what writes was stopped
    /// at any price. It is over then, and [`Store::rollback`] says so too.
    pub fn is_lost(&self) -> bool {
        self.has_uncommitted() && self.connection.is_autocommit()
    }

    /// Begins SQLite's transaction before the first change of one that was begun.
    pub(super) fn enter(&mut self) -> Result<()> {
        if let Some(open @ Open { behind: None, .. }) = self.open {
            let begun = self.connection.execute_batch("BEGIN IMMEDIATE");
            begun.map_err(self.failed("beginning a transaction"))?;
            match self.last_load() {
                Ok(last) => self.open = Some(Open { behind: Some(last), ..open }),
                Err(problem) => {
                    let _ = self.connection.execute_batch("ROLLBACK");
                    return Err(problem);
                }
            }
        }
        Ok(())
    }

    /// Ends SQLite's transaction again where its first change came to nothing, so that nobody waits for it.
    pub(super) fn leave_unchanged(&mut self) {
        let Some(Open { behind: Some(behind), rehearsed: false }) = self.open else { return };
        let is_unchanged = self.last_load().is_ok_and(|last| last == behind);
        if is_unchanged && !self.connection.is_autocommit() && self.connection.execute_batch("ROLLBACK").is_ok() {
            self.open = Some(Open::default());
        }
    }

    fn last_load(&self) -> Result<i64> {
        let read = self.connection.query_row("SELECT coalesce(max(id), 0) FROM load", [], |row| row.get(0));
        read.map_err(self.failed("counting the changes"))
    }
}

/// One change: a transaction of its own, or a part of one that was begun. Unless it is kept, it is taken back.
pub(super) struct Scope<'c> {
    connection: &'c mut Connection,
    is_part: bool,
    ended: bool,
}

impl<'c> Scope<'c> {
    pub(super) fn begin(connection: &'c mut Connection, is_part: bool) -> rusqlite::Result<Self> {
        connection.execute_batch(if is_part { "SAVEPOINT change" } else { "BEGIN IMMEDIATE" })?;
        Ok(Scope { connection, is_part, ended: false })
    }

    pub(super) fn keep(mut self) -> rusqlite::Result<()> {
        if !self.is_part {
            seal_change(self.connection)?;
        }
        self.connection.execute_batch(if self.is_part { "RELEASE change" } else { "COMMIT" })?;
        self.ended = true;
        Ok(())
    }

    pub(super) fn take_back(mut self) -> rusqlite::Result<()> {
        self.ended = true;
        self.rolled_back()
    }

    fn rolled_back(&self) -> rusqlite::Result<()> {
        let sql = if self.is_part { "ROLLBACK TO change; RELEASE change" } else { "ROLLBACK" };
        self.connection.execute_batch(sql)
    }
}

impl Deref for Scope<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection
    }
}

impl Drop for Scope<'_> {
    fn drop(&mut self) {
        // Where SQLite has taken everything back by itself, there is nothing left to do.
        if !self.ended && !self.connection.is_autocommit() {
            let _ = self.rolled_back();
        }
    }
}
