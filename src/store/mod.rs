//! The SQLite file: opening, migrating, reading and writing it. With `ship`, the only part that knows rusqlite.

mod change;
mod discard;
mod duplicates;
mod evaluate;
pub mod export;
mod facts;
pub(crate) mod fill;
mod functions;
mod identify;
mod interrupting;
mod kinds;
mod limit;
mod log;
mod look;
mod names;
mod open;
mod part;
mod plain;
mod queries;
mod redact;
mod rehearsal;
mod remembered;
mod remote;
mod replay;
mod rules;
mod run;
mod seal;
mod search;
mod sketch;
pub mod statistics;
pub(crate) mod tables;
mod transaction;
mod united;
pub mod verify;
pub(crate) mod views;
mod vocabulary;
pub(crate) mod write;

pub use change::{Aliased, Asserted, Changed, Distinguished, Merged, Retract, Retracted, Undone, Unmerged};
pub use duplicates::{Duplicate, Duplicates, Likely};
pub use evaluate::Evaluation;
pub use interrupting::InterruptHandle;
pub use log::LogEntry;
pub(crate) use open::MIGRATIONS;
pub use open::{APPLICATION_ID, SCHEMA_VERSION, SET_SCHEMA_VERSION};
pub(crate) use part::Kept;
pub use queries::{KeptQuery, SavedParameter, SavedQuery};
pub use redact::Redacted;
pub(crate) use redact::Secrets;
pub use rehearsal::{Rehearsal, Turn, Turns};
pub(crate) use remote::Ahead;
pub use replay::Replay;
pub use run::FoundPremise;
pub(crate) use united::KindsApart;
pub use write::Action;

use std::cell::{Cell, OnceCell, RefCell};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::Connection;

use functions::Names;
use interrupting::Gate;
use remembered::Remembered;
use remote::Remote;
use transaction::Open;

use crate::diagnostic::{Diagnostic, Result};
use crate::problem::StoreProblem;

/// An open store.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    path: PathBuf,
    /// What answers named before.
    remembered: RefCell<Remembered>,
    /// What names were compared before.
    names: Arc<Names>,
    /// As of which change by others that is.
    version: Cell<i64>,
    /// How many bytes the rows of an answer may take.
    most: Cell<Option<u64>>,
    /// Whether what is done now is to stop, for work in which SQLite has no part.
    stopped: Arc<AtomicBool>,
    /// The transaction that was begun.
    open: Option<Open>,
    /// Whether it may be interrupted.
    gate: Arc<Gate>,
    /// The set that it stands for.
    remote: Option<Remote>,
    /// Its file, where that was read otherwise than by SQLite; behind the connection, which is closed first.
    held: OnceCell<File>,
}

/// What can be known of a store at a glance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// How many documents there are.
    pub documents: i64,
    /// How many entities; those that were merged into others are not counted.
    pub entities: i64,
    /// How many facts that are not retracted.
    pub facts: i64,
    /// How many pieces of evidence that are not withdrawn.
    pub evidence: i64,
}

impl Counts {
    /// How many more there are than at another time.
    pub(crate) fn minus(self, before: Counts) -> Counts {
        Counts {
            documents: self.documents - before.documents,
            entities: self.entities - before.entities,
            facts: self.facts - before.facts,
            evidence: self.evidence - before.evidence,
        }
    }
}

/// How many rows of a table are counted in a moment.
const COUNTED_AT_ONCE: i64 = 50_000;

impl Store {
    /// A store over a connection that is not configured yet.
    fn over(connection: Connection, path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        Store {
            connection,
            path,
            remembered: RefCell::default(),
            names: Arc::default(),
            version: Cell::new(0),
            most: Cell::new(None),
            stopped: Arc::default(),
            open: None,
            gate: Arc::default(),
            remote: None,
            held: OnceCell::new(),
        }
    }

    /// Forgets what was remembered of what the store has, since that has changed.
    fn forget_names(&self) {
        self.remembered.take();
        self.names.forget();
    }

    /// Opens a store for reading. The file is not written, unless an older schema must be migrated first.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        open::read_only(path.as_ref())
    }

    /// Opens a store for reading and writing.
    pub fn open_writable(path: impl AsRef<Path>) -> Result<Self> {
        open::writable(path.as_ref())
    }

    /// Opens a store for reading and writing, making it where there is none.
    pub fn open_or_create(path: impl AsRef<Path>) -> Result<Self> {
        open::or_create(path.as_ref())
    }

    /// Opens a store to be checked: as it is, written by nobody. One of an older schema is not brought up to date.
    ///
    /// # Errors
    /// [`StoreProblem::Older`], and as [`Store::open`].
    pub fn open_as_it_is(path: impl AsRef<Path>) -> Result<Self> {
        open::as_it_is(path.as_ref())
    }

    /// A new store in memory, for tests and examples.
    pub fn in_memory() -> Result<Self> {
        open::in_memory()
    }

    /// The path it was opened by; `:memory:` for one in memory.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A compacted copy of the store in the empty file `file`, opened for writing; its errors speak of `path`.
    pub(crate) fn copied(&self, file: &Path, path: &Path) -> Result<Self> {
        open::copied(self, file, path)
    }

    /// Keeps few pages of the file in memory from here on, for work that reads each once.
    pub(crate) fn read_in_passing(&self) -> rusqlite::Result<()> {
        open::read_in_passing(self)
    }

    /// The connection, for `ship`.
    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Begins something that can be stopped: what was stopped before has ended.
    pub(crate) fn go_on(&self) {
        self.stopped.store(false, Ordering::Relaxed);
    }

    /// Whether what was begun is to stop.
    pub(crate) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// How much is in it.
    pub fn counts(&self) -> Result<Counts> {
        let sql = "SELECT (SELECT count(*) FROM document WHERE retracted IS NULL),
                          (SELECT count(*) FROM entity WHERE retracted IS NULL AND merged IS NULL),
                          (SELECT count(*) FROM fact WHERE retracted IS NULL),
                          (SELECT count(*) FROM evidence WHERE retracted IS NULL)";
        let read = |row: &rusqlite::Row<'_>| {
            Ok(Counts { documents: row.get(0)?, entities: row.get(1)?, facts: row.get(2)?, evidence: row.get(3)? })
        };
        self.connection.query_row(sql, [], read).map_err(self.failed("counting"))
    }

    /// How much there is in it, found in a moment whatever its size: counted where that is little, otherwise by the largest
    /// numbers that were given, and what was retracted and merged since is not taken off. Whether it was counted.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn counts_at_once(&self) -> Result<(Counts, bool)> {
        if let Some(counts) = self.set_counts() {
            return Ok((counts, false));
        }
        let sql = "SELECT (SELECT coalesce(max(id), 0) FROM document), (SELECT coalesce(max(id), 0) FROM entity),
                          (SELECT coalesce(max(id), 0) FROM fact), (SELECT coalesce(max(id), 0) FROM evidence)";
        let read = |row: &rusqlite::Row<'_>| {
            Ok(Counts { documents: row.get(0)?, entities: row.get(1)?, facts: row.get(2)?, evidence: row.get(3)? })
        };
        let most: Counts = self.connection.query_row(sql, [], read).map_err(self.failed("counting"))?;
        match most.facts.max(most.entities).max(most.evidence) <= COUNTED_AT_ONCE {
            true => Ok((self.counts()?, true)),
            false => Ok((most, false)),
        }
    }

    /// Turns an error of SQLite into a diagnostic about this store.
    pub(crate) fn failed(&self, doing: &'static str) -> impl Fn(rusqlite::Error) -> Box<Diagnostic> + use<> {
        let path = self.path.display().to_string();
        move |error| Diagnostic::new(problem(&path, doing, &error))
    }
}

/// What an error of SQLite means for the user of the store at `path`.
pub(crate) fn problem(path: &str, doing: &str, error: &rusqlite::Error) -> StoreProblem {
    use rusqlite::{ErrorCode, ffi};
    let path = path.to_owned();
    let detail = error.to_string();
    match error.sqlite_error_code() {
        Some(ErrorCode::OperationInterrupted) => StoreProblem::Interrupted,
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreProblem::Busy { path },
        Some(ErrorCode::ReadOnly) if is(error, ffi::SQLITE_READONLY_DBMOVED) => StoreProblem::Moved { path },
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => StoreProblem::ReadOnly { path },
        Some(ErrorCode::NotADatabase) => StoreProblem::Foreign { path },
        Some(ErrorCode::DatabaseCorrupt) => StoreProblem::Damaged { path, detail },
        Some(ErrorCode::DiskFull) => StoreProblem::Full { path },
        // The file beside the store that running processes share finds no room.
        Some(ErrorCode::SystemIoFailure) if is(error, ffi::SQLITE_IOERR_SHMSIZE) => StoreProblem::Full { path },
        Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen) => StoreProblem::Io { path, detail },
        None if is_unreadable(error) => StoreProblem::Damaged { path, detail },
        _ if OTHER_SCHEMA.iter().any(|words| detail.contains(words)) => StoreProblem::Damaged { path, detail },
        _ if BEYOND_SQLITE.iter().any(|limit| detail.contains(limit)) => StoreProblem::TooLarge { detail },
        _ => StoreProblem::Internal { doing: doing.to_owned(), detail },
    }
}

/// Whether an error is of that extended code.
fn is(error: &rusqlite::Error, extended: i32) -> bool {
    error.sqlite_error().is_some_and(|error| error.extended_code == extended)
}

/// Whether a row is not there that another names, or a value is none that its column may have: the schema admits neither.
fn is_unreadable(error: &rusqlite::Error) -> bool {
    use rusqlite::Error;
    matches!(
        error,
        Error::QueryReturnedNoRows
            | Error::FromSqlConversionFailure(..)
            | Error::IntegralValueOutOfRange(..)
            | Error::InvalidColumnType(..)
            | Error::Utf8Error(..)
    )
}

/// What SQLite says where a table of the schema is not there, or a view in its place.
const OTHER_SCHEMA: [&str; 2] = ["access to view", "no such table"];

/// What SQLite says of statements that are larger than it takes, by <https://sqlite.org/limits.html>. Statements are
/// made from queries, so that only a query can be too large.
const BEYOND_SQLITE: [&str; 8] = [
    "tables in a join",
    "too many FROM clause terms",
    "subqueries nested too deep",
    "Recursion limit",
    "Expression tree is too large",
    "too many terms in compound SELECT",
    "too many SQL variables",
    "too many columns",
];
