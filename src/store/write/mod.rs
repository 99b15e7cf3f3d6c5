//! Writing to a store: every change is one transaction with its own row in `load`.

mod again;
mod alike;
mod bulk;
mod document;
mod entity;
mod evidence;
mod fact;
mod literal;
mod merged;
mod record;
mod rejoin;
mod restore;
mod standing;
mod vocabulary;

pub(crate) use again::Restated;
pub(crate) use document::{DocumentRow, KnownDocument, sum};
pub(crate) use entity::{Candidate, KnownEntity, key_of_name};
pub(crate) use evidence::EvidenceRow;
pub(crate) use fact::{FactRow, FactState, ObjectId, QualifierRow, Time};
pub(in crate::store) use rejoin::ENTITY_COLUMNS;
pub(in crate::store) use standing::{CLAIM_COUNTS, SAME, UNDONE};
pub(crate) use vocabulary::KindOrPredicate;

use std::cell::Cell;
use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, Statement, params};

use super::interrupting::Gate;
use super::open::CACHE;
use super::search::Pending;
use super::statistics::Tally;
use super::transaction::Scope;
use super::{Store, problem, views};
use crate::diagnostic::{Diagnostic, Result};
use crate::value::LoadId;
use crate::vocabulary::Vocabulary;

/// How many rows of each index ANALYZE looks at.
const ANALYSIS_LIMIT: i64 = 1000;

/// What a change of a store is called in `load`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Action {
    /// A file was loaded.
    #[default]
    Load,
    /// A query was saved.
    Save,
    /// A rule was defined.
    Define,
    /// A rule was forgotten.
    Forget,
    /// A fact was asserted.
    Assert,
    /// A fact was retracted.
    Retract,
    /// An entity was merged into another.
    Merge,
    /// A merge was taken back.
    Unmerge,
    /// Two entities were said not to be the same.
    Distinct,
    /// An entity got a further name.
    Alias,
    /// An earlier load was undone.
    Undo,
}

impl Action {
    const ALL: [Action; 11] = [
        Action::Load,
        Action::Save,
        Action::Define,
        Action::Forget,
        Action::Assert,
        Action::Retract,
        Action::Merge,
        Action::Unmerge,
        Action::Distinct,
        Action::Alias,
        Action::Undo,
    ];

    /// The word for it in the store.
    pub fn name(self) -> &'static str {
        match self {
            Action::Load => "load",
            Action::Save => "save",
            Action::Define => "define",
            Action::Forget => "forget",
            Action::Assert => "assert",
            Action::Retract => "retract",
            Action::Merge => "merge",
            Action::Unmerge => "unmerge",
            Action::Distinct => "distinct",
            Action::Alias => "alias",
            Action::Undo => "undo",
        }
    }

    /// The words for all of them.
    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        Self::ALL.into_iter().map(Action::name)
    }

    /// The action of that name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.name() == name)
    }
}

/// What is recorded of a load before it begins.
#[derive(Debug, Clone, Default)]
pub(crate) struct LoadRow {
    /// What it does.
    pub(crate) action: Action,
    /// The file's name as given.
    pub(crate) source: Option<String>,
    /// The account that runs it.
    pub(crate) who: Option<String>,
    /// Free words.
    pub(crate) note: Option<String>,
    /// How many bytes of records there are.
    pub(crate) bytes: u64,
}

impl LoadRow {
    /// A change that the language makes, with free words.
    pub(crate) fn change(action: Action, note: Option<&str>) -> Self {
        LoadRow { action, note: note.map(str::to_owned), ..LoadRow::default() }
    }
}

/// What a load came to: the counts in its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct LoadCounts {
    pub(crate) documents: usize,
    pub(crate) entities: usize,
    pub(crate) facts: usize,
    pub(crate) evidence: usize,
}

/// Whether a load is kept.
pub(crate) enum Keep {
    /// It is recorded with these counts and, where a file was read, the SHA-256 of that.
    Yes(LoadCounts, Option<String>),
    /// It is no load of its own, but those of another store, whose rows have all that there is to say of them.
    Restored,
    /// Everything is as it was before.
    No,
}

/// An open load: the one way by which rows get into a store.
pub(crate) struct Writer<'t> {
    connection: &'t Connection,
    gate: &'t Gate,
    path: PathBuf,
    load: LoadId,
    changed: Cell<bool>,
    added: bulk::Added,
    alike: alike::Alike,
    dropped: bulk::Dropped,
    named: bulk::Named,
    /// What adds a fact, by its shape: kept at hand, since looking for it among the others takes as long as half of its work.
    fact_statements: [Option<Statement<'t>>; 2],
    merged: merged::Survivors,
    again: again::Again,
    /// Facts that a merge may have made the same as others: their states are brought together at the end.
    to_settle: Vec<i64>,
    pending: Pending,
    /// How much is added of each predicate.
    statistics: Tally,
}

impl Store {
    /// Runs `work` within one transaction that has a row in `load`, or as a part of one that was begun; what it wrote is kept
    /// or undone as it says, and undone when it fails.
    pub(crate) fn write<T>(
        &mut self,
        load: &LoadRow,
        work: impl FnOnce(&mut Writer<'_>) -> Result<(Keep, T)>,
    ) -> Result<T> {
        let size = self.prepare_write(load.bytes)?;
        let done = self.enter().and_then(|()| {
            let _shut = self.shut();
            let done = self.write_with(load, work);
            self.leave_unchanged();
            done
        });
        self.forget_names();
        // As every connection has it, whether or not that worked; what is kept by now must not be said to have been stopped.
        let undisturbed = self.undisturbed();
        let settled = self.settle_write(size);
        drop(undisturbed);
        done.and_then(|done| settled.map(|()| done))
    }

    /// Settles the connection for a load of that many bytes of records. Foreign keys are not checked row by row: a load
    /// writes ids only that it found or made within its transaction.
    fn prepare_write(&self, bytes: u64) -> Result<bulk::Size> {
        let prepare = || {
            let size = bulk::Size::of(facts(&self.connection)?, bytes);
            self.connection.pragma_update(None, "cache_size", bulk::CACHE_WHILE_LOADING)?;
            // What is looked up does not change how: no statement is planned anew for each value.
            self.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
            if self.is_begun() {
                // The rest cannot be changed within a transaction.
                return Ok(size);
            }
            self.connection.pragma_update(None, "foreign_keys", size == bulk::Size::Small)?;
            if size != bulk::Size::Small {
                // The rows of an index are sorted in files: there may be more of them than fit into memory.
                self.connection.pragma_update(None, "temp_store", "file")?;
                views::make(&self.connection)?;
            }
            if size == bulk::Size::First {
                // With nothing to read yet, pages go to their place at once; where somebody reads all the same, the
                // journal stays as it is.
                let _ = self.connection.pragma_update(None, "journal_mode", "truncate");
            }
            Ok(size)
        };
        prepare().map_err(self.failed("beginning a load"))
    }

    fn settle_write(&self, size: bulk::Size) -> Result<()> {
        let settle = || {
            self.connection.pragma_update(None, "cache_size", CACHE)?;
            self.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, false)?;
            if self.is_begun() {
                return Ok(());
            }
            self.connection.pragma_update(None, "foreign_keys", true)?;
            self.connection.pragma_update(None, "temp_store", self.temporary())?;
            views::make(&self.connection)?;
            if size == bulk::Size::First && self.path.as_os_str() != ":memory:" {
                // Whoever writes next tries again.
                let _ = self.connection.pragma_update(None, "journal_mode", "wal");
            }
            Ok(())
        };
        settle().map_err(self.failed("ending a load"))
    }

    fn write_with<T>(&mut self, load: &LoadRow, work: impl FnOnce(&mut Writer<'_>) -> Result<(Keep, T)>) -> Result<T> {
        let failed = self.failed("writing the load");
        let path = self.path.clone();
        let is_part = self.is_begun();
        let transaction = Scope::begin(&mut self.connection, is_part).map_err(&failed)?;
        let before = facts(&transaction).map_err(&failed)?;
        let size = bulk::Size::of(before, load.bytes);
        let added = bulk::Added::new(&transaction, size, before).map_err(&failed)?;
        let dropped = bulk::drop_indexes(&transaction, size).map_err(&failed)?;
        let mut writer = Writer {
            connection: &transaction,
            gate: &self.gate,
            path,
            load: LoadId(0),
            changed: Cell::new(false),
            added,
            alike: alike::Alike::default(),
            dropped,
            named: bulk::Named::new(&transaction).map_err(&failed)?,
            fact_statements: [None, None],
            merged: merged::Survivors::read(&transaction).map_err(&failed)?,
            again: again::Again::default(),
            to_settle: Vec::new(),
            pending: Pending::begin(&transaction).map_err(&failed)?,
            statistics: Tally::default(),
        };
        writer.begin(load)?;
        match work(&mut writer)? {
            (Keep::No, done) => {
                drop(writer);
                transaction.take_back().map_err(&failed)?;
                Ok(done)
            }
            (keep, done) => {
                let is_larger = writer.finish(&keep, before)?;
                writer.pending.finish(&transaction).map_err(&failed)?;
                writer.added.forget();
                writer.dropped.restore(&transaction).map_err(&failed)?;
                if is_larger {
                    analyse(&transaction).map_err(&failed)?;
                }
                drop(writer);
                transaction.keep().map_err(&failed)?;
                Ok(done)
            }
        }
    }
}

impl Writer<'_> {
    /// The row of this load.
    pub(crate) fn load(&self) -> LoadId {
        self.load
    }

    /// Whether anything was written that a store without this load would lack.
    pub(crate) fn changed(&self) -> bool {
        self.changed.get()
    }

    /// The store's vocabulary as it now is.
    pub(crate) fn vocabulary(&self) -> Result<Vocabulary> {
        super::vocabulary::read(self.connection).map_err(self.failed("reading the vocabulary"))
    }

    fn begin(&mut self, load: &LoadRow) -> Result<()> {
        let sql = "INSERT INTO load (at, action, source, who, note) VALUES (?1, ?2, ?3, ?4, ?5)";
        self.connection
            .execute(sql, params![now(), load.action.name(), load.source, load.who, load.note])
            .map_err(self.failed("beginning a load"))?;
        self.load = LoadId(self.connection.last_insert_rowid());
        Ok(())
    }

    /// Writes what is known only at the end; says whether the store, which had so many facts, is notably larger.
    fn finish(&mut self, keep: &Keep, facts_before: i64) -> Result<bool> {
        self.write_again()?;
        let to_settle = std::mem::take(&mut self.to_settle);
        self.settle(&to_settle)?;
        self.statistics.write(self.connection).map_err(problem_of(&self.path, "writing the statistics"))?;
        let Keep::Yes(counts, sha256) = keep else { return Ok(true) };
        let sql = "UPDATE load SET sha256 = ?2, documents = ?3, entities = ?4, facts = ?5, evidence = ?6 WHERE id = ?1";
        let LoadCounts { documents, entities, facts, evidence } = *counts;
        let row = params![self.load.0, sha256, documents as i64, entities as i64, facts as i64, evidence as i64];
        self.connection.execute(sql, row).map_err(self.failed("ending a load"))?;
        Ok(facts as i64 * 10 > facts_before)
    }

    /// Inserts a row and says its id.
    fn insert(&self, doing: &'static str, sql: &str, row: impl rusqlite::Params) -> Result<i64> {
        self.change(doing, sql, row)?;
        Ok(self.connection.last_insert_rowid())
    }

    /// Writes; the load counts as changing something.
    fn change(&self, doing: &'static str, sql: &str, row: impl rusqlite::Params) -> Result<()> {
        self.changed.set(true);
        let run = || {
            self.gate.check()?;
            self.connection.prepare_cached(sql)?.execute(row)
        };
        run().map_err(self.failed(doing))?;
        Ok(())
    }

    /// The rows of a query, read whole.
    pub(in crate::store) fn rows<T>(
        &self,
        doing: &'static str,
        sql: &str,
        bound: impl rusqlite::Params,
        read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let run = || {
            self.gate.check()?;
            self.connection.prepare_cached(sql)?.query_map(bound, read)?.collect::<rusqlite::Result<Vec<T>>>()
        };
        run().map_err(self.failed(doing))
    }

    /// The first row of a query, if it has any.
    pub(in crate::store) fn first<T>(
        &self,
        doing: &'static str,
        sql: &str,
        bound: impl rusqlite::Params,
        read: impl FnOnce(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>> {
        use rusqlite::OptionalExtension;
        let run = || self.connection.prepare_cached(sql)?.query_row(bound, read).optional();
        run().map_err(self.failed(doing))
    }

    fn failed(&self, doing: &'static str) -> impl Fn(rusqlite::Error) -> Box<Diagnostic> + use<'_> {
        problem_of(&self.path, doing)
    }
}

fn problem_of<'a>(path: &'a Path, doing: &'static str) -> impl Fn(rusqlite::Error) -> Box<Diagnostic> + use<'a> {
    move |error| Diagnostic::new(problem(&path.display().to_string(), doing, &error))
}

/// The time as the store records it: RFC 3339, UTC, in whole seconds.
fn now() -> String {
    let now = jiff::Timestamp::now();
    now.round(jiff::Unit::Second).unwrap_or(now).to_string()
}

/// How many facts there are. They are numbered from 1 and none is ever deleted; what loads say that they added may come
/// from another store's history.
fn facts(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("SELECT coalesce(max(id), 0) FROM fact", [], |row| row.get(0))
}

/// Gives the planner what it needs to choose between indexes: done when a load made the store notably larger.
pub(super) fn analyse(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "analysis_limit", ANALYSIS_LIMIT)?;
    // Of what is looked up by its number or its fact nothing need be known; where it is, SQLite may read the whole table for a Bloom filter
    // before it looks up a few rows.
    connection
        .execute_batch("ANALYZE; DELETE FROM sqlite_stat1 WHERE tbl IN ('entity', 'literal', 'name', 'qualifier')")
}
