//! Opening a store: whose file it is, which schema version it has, and bringing an older one up to date.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension};

use super::search::Pending;
use super::{Store, functions, problem};
use crate::diagnostic::{Diagnostic, Result};
use crate::problem::{Problem, StoreProblem};

/// `FACT`: what SQLite's `application_id` is in every store.
pub const APPLICATION_ID: i64 = 0x4641_4354;

/// The schema's migrations in their order; the first makes a store out of an empty file.
pub(crate) const MIGRATIONS: &[&str] = &[
    include_str!("../../schema/0001_store.sql"),
    include_str!("../../schema/0002_history.sql"),
    include_str!("../../schema/0003_search.sql"),
    include_str!("../../schema/0004_rules.sql"),
    include_str!("../../schema/0005_distinct.sql"),
    include_str!("../../schema/0006_lookups.sql"),
];

/// The schema version from which on a store has a full-text index.
const SEARCHABLE_FROM: i64 = 3;

/// The newest schema version that this program knows.
pub const SCHEMA_VERSION: i64 = MIGRATIONS.len() as i64;

/// How long a statement waits for another process's lock.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

pub(super) fn read_only(path: &Path) -> Result<Store> {
    match identify(path)? {
        Found::Absent | Found::Empty => Err(missing(path)),
        Found::Store { version } if version < SCHEMA_VERSION => writable(path),
        Found::Store { .. } => connect_read_only(path),
    }
}

pub(super) fn as_it_is(path: &Path) -> Result<Store> {
    match identify(path)? {
        Found::Absent | Found::Empty => Err(missing(path)),
        Found::Store { version } if version < SCHEMA_VERSION => {
            let path = path.display().to_string();
            Err(Diagnostic::new(StoreProblem::Older { path, found: version, known: SCHEMA_VERSION }))
        }
        Found::Store { .. } => connect_read_only(path),
    }
}

pub(super) fn writable(path: &Path) -> Result<Store> {
    match identify(path)? {
        Found::Absent | Found::Empty => Err(missing(path)),
        Found::Store { .. } => connect_writable(path),
    }
}

pub(super) fn or_create(path: &Path) -> Result<Store> {
    identify(path)?;
    connect_writable(path)
}

pub(super) fn in_memory() -> Result<Store> {
    let connection = Connection::open_in_memory().map_err(|error| failed(Path::new(":memory:"), "opening", &error))?;
    let mut store = Store { connection, path: ":memory:".into() };
    store.configure()?;
    store.migrate(MIGRATIONS)?;
    Ok(store)
}

/// Makes a compacted copy of `store` in the empty file `file` and opens it for writing. The copy is of one moment,
/// whatever is written meanwhile. Its errors speak of `path`, where it will stand.
///
/// The copy keeps a rollback journal, in memory: until it is moved to its place, a half-written one is worth nothing.
pub(super) fn copied(store: &Store, file: &Path, path: &Path) -> Result<Store> {
    let failed = |error: rusqlite::Error| failed(path, "copying the store", &error);
    let Some(name) = file.to_str() else {
        let detail = "the path is not valid UTF-8".to_owned();
        return Err(Diagnostic::new(StoreProblem::Io { path: path.display().to_string(), detail }));
    };
    vacuum_into(&store.connection, name).map_err(|error| match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull | ErrorCode::SystemIoFailure | ErrorCode::CannotOpen) => failed(error),
        _ => store.failed("copying the store")(error),
    })?;
    let connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(failed)?;
    let copy = Store { connection, path: path.to_owned() };
    copy.configure()?;
    let unjournalled = [("journal_mode", "memory"), ("synchronous", "off")];
    for (pragma, value) in unjournalled {
        copy.connection.pragma_update(None, pragma, value).map_err(failed)?;
    }
    Ok(copy)
}

/// Writes a compacted copy. SQLite takes that for a write even to the file that is read, so that a connection that is
/// only to read must be let through.
fn vacuum_into(connection: &Connection, name: &str) -> rusqlite::Result<()> {
    let query_only: bool = connection.pragma_query_value(None, "query_only", |row| row.get(0))?;
    connection.pragma_update(None, "query_only", false)?;
    let copied = connection.execute("VACUUM INTO ?1", [name]);
    connection.pragma_update(None, "query_only", query_only)?;
    copied.map(|_| ())
}

/// What stands at a path, judged by the file's first bytes, before SQLite touches it.
enum Found {
    Absent,
    Empty,
    Store { version: i64 },
}

fn identify(path: &Path) -> Result<Found> {
    // The header of the SQLite file format: magic, user_version at 60, application_id at 68 (big-endian).
    const MAGIC: &[u8; 16] = b"SQLite format 3\0";
    let io = |error: std::io::Error| {
        Diagnostic::new(StoreProblem::Io { path: path.display().to_string(), detail: error.to_string() })
    };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Found::Absent),
        Err(error) => return Err(io(error)),
    };
    let mut header = Vec::new();
    file.take(100).read_to_end(&mut header).map_err(io)?;
    let number = |at: usize| {
        let bytes: Option<[u8; 4]> = header.get(at..at + 4).and_then(|bytes| bytes.try_into().ok());
        bytes.map(|bytes| i64::from(i32::from_be_bytes(bytes)))
    };
    match (header.starts_with(MAGIC), number(68), number(60)) {
        _ if header.is_empty() => Ok(Found::Empty),
        (true, Some(APPLICATION_ID), Some(version)) if version > SCHEMA_VERSION => Err(newer(path, version)),
        (true, Some(APPLICATION_ID), Some(version)) => Ok(Found::Store { version }),
        _ => Err(Diagnostic::new(StoreProblem::Foreign { path: path.display().to_string() })),
    }
}

fn connect_read_only(path: &Path) -> Result<Store> {
    // A connection that could write, where the system lets it, takes the files beside a store in WAL mode away again
    // when it closes; one that could not would leave them.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let unopened = match connect_reading(path, &path.display().to_string(), flags) {
        Ok(store) => return Ok(store),
        Err(diagnostic) => diagnostic,
    };
    // In a folder that cannot be written, a file in WAL mode opens only as one that nobody changes: which it is not
    // while changes wait beside it.
    let barred = matches!(unopened.problem, Problem::Store(StoreProblem::ReadOnly { .. } | StoreProblem::Io { .. }));
    if !barred || has_waiting_changes(path) {
        return Err(unopened);
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    connect_reading(path, &format!("file:{}?immutable=1", percent_encoded(path)), flags)
}

fn connect_reading(path: &Path, name: &str, flags: OpenFlags) -> Result<Store> {
    let connection = Connection::open_with_flags(name, flags).map_err(|error| failed(path, "opening", &error))?;
    let store = Store { connection, path: path.to_owned() };
    store.configure()?;
    store.connection.pragma_update(None, "query_only", true).map_err(store.failed("opening"))?;
    store.version()?;
    Ok(store)
}

/// Whether a write-ahead log, or the journal of an unfinished change, with something in it stands beside the file.
fn has_waiting_changes(path: &Path) -> bool {
    ["-wal", "-journal"].iter().any(|ending| {
        let mut log = path.as_os_str().to_owned();
        log.push(ending);
        std::fs::metadata(log).is_ok_and(|log| log.len() > 0)
    })
}

fn connect_writable(path: &Path) -> Result<Store> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(|error| failed(path, "opening", &error))?;
    let mut store = Store { connection, path: path.to_owned() };
    store.configure()?;
    // A new file gets its schema before its journal: in WAL mode the header that says whose file it is would stand in
    // the WAL only, until the first checkpoint.
    store.migrate(MIGRATIONS)?;
    store
        .connection
        .pragma_update(None, "journal_mode", "wal")
        .map_err(|error| failed(path, "choosing the journal", &error))?;
    Ok(store)
}

impl Store {
    fn configure(&self) -> Result<()> {
        let apply = || {
            self.connection.busy_timeout(BUSY_TIMEOUT)?;
            self.connection.pragma_update(None, "foreign_keys", true)?;
            self.connection.pragma_update(None, "trusted_schema", false)?;
            self.connection.pragma_update(None, "temp_store", "memory")?;
            self.connection.set_prepared_statement_cache_capacity(64);
            functions::register(&self.connection)
        };
        apply().map_err(self.failed("opening"))
    }

    fn version(&self) -> Result<i64> {
        self.connection.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(self.failed("opening"))
    }

    /// Brings the schema up to date in one transaction. An older file is checked before.
    ///
    /// Foreign keys are off meanwhile, because a table whose constraints change must be made anew; that they hold is
    /// checked before the transaction ends.
    fn migrate(&mut self, migrations: &[&str]) -> Result<()> {
        let found = self.version()?;
        let known = migrations.len() as i64;
        match found {
            _ if found == known => return Ok(()),
            _ if found > known => return Err(newer(&self.path, found)),
            0 => {}
            _ => self.check()?,
        }
        self.set_foreign_keys(false)?;
        let migrated = self.migrate_from(migrations);
        self.set_foreign_keys(true)?;
        migrated
    }

    fn set_foreign_keys(&self, on: bool) -> Result<()> {
        self.connection.pragma_update(None, "foreign_keys", on).map_err(self.failed("migrating"))
    }

    fn migrate_from(&mut self, migrations: &[&str]) -> Result<()> {
        let failed = self.failed("migrating");
        let known = migrations.len() as i64;
        let transaction =
            self.connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(&failed)?;
        // Another process may have done it while this one waited for the lock.
        let found: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(&failed)?;
        for migration in migrations.iter().skip(found.max(0) as usize) {
            transaction.execute_batch(migration).map_err(&failed)?;
        }
        if let Some(table) = first_dangling(&transaction).map_err(&failed)? {
            let detail = format!("a row of the table {table} refers to one that is not there");
            return Err(Diagnostic::new(StoreProblem::Damaged { path: self.path.display().to_string(), detail }));
        }
        if found < SEARCHABLE_FROM && known >= SEARCHABLE_FROM {
            Pending::everything().finish(&transaction).map_err(&failed)?;
        }
        transaction.pragma_update(None, "application_id", APPLICATION_ID).map_err(&failed)?;
        transaction.pragma_update(None, "user_version", known).map_err(&failed)?;
        transaction.commit().map_err(&failed)
    }

    /// Checks the file's integrity, before a migration writes to it.
    fn check(&self) -> Result<()> {
        let found: String = self
            .connection
            .pragma_query_value(None, "quick_check", |row| row.get(0))
            .map_err(self.failed("checking the file"))?;
        match found.as_str() {
            "ok" => Ok(()),
            _ => Err(Diagnostic::new(StoreProblem::Damaged { path: self.path.display().to_string(), detail: found })),
        }
    }
}

/// A table with a row whose foreign key leads nowhere.
fn first_dangling(connection: &Connection) -> rusqlite::Result<Option<String>> {
    let sql = "SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1";
    connection.query_row(sql, [], |row| row.get(0)).optional()
}

fn missing(path: &Path) -> Box<Diagnostic> {
    Diagnostic::new(StoreProblem::Missing { path: path.display().to_string() })
}

fn newer(path: &Path, found: i64) -> Box<Diagnostic> {
    Diagnostic::new(StoreProblem::Newer { path: path.display().to_string(), found, known: SCHEMA_VERSION })
}

fn failed(path: &Path, doing: &str, error: &rusqlite::Error) -> Box<Diagnostic> {
    Diagnostic::new(problem(&path.display().to_string(), doing, error))
}

/// A path as a URI takes it.
fn percent_encoded(path: &Path) -> String {
    path.display()
        .to_string()
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::{MIGRATIONS, in_memory};
    use crate::fulltext::Sought;
    use crate::store::Store;

    #[test]
    fn an_older_file_gets_the_migrations_it_lacks() {
        let mut store = in_memory().unwrap();
        let longer = [MIGRATIONS, &["CREATE TABLE later (id INTEGER PRIMARY KEY) STRICT"]].concat();
        store.migrate(&longer).unwrap();
        assert_eq!(store.version().unwrap(), longer.len() as i64);
        store.connection.execute("INSERT INTO later (id) VALUES (1)", []).unwrap();
    }

    #[test]
    fn a_failing_migration_leaves_the_file_as_it_was() {
        let mut store = in_memory().unwrap();
        let broken =
            [MIGRATIONS, &["CREATE TABLE later (id INTEGER) STRICT; CREATE TABLE later (id INTEGER) STRICT"]].concat();
        store.migrate(&broken).unwrap_err();
        assert_eq!(store.version().unwrap(), MIGRATIONS.len() as i64);
        store.connection.execute("INSERT INTO later (id) VALUES (1)", []).unwrap_err();
    }

    #[test]
    fn a_store_without_an_index_gets_one_with_all_that_is_in_it() {
        let mut store = Store { connection: Connection::open_in_memory().unwrap(), path: ":memory:".into() };
        store.configure().unwrap();
        store.migrate(&MIGRATIONS[..2]).unwrap();
        let rows = "INSERT INTO load (id, at, action) VALUES (1, '2026-01-01T00:00:00Z', 'load');
                    INSERT INTO document (key, title, load) VALUES ('wire', 'Talks in Geneva', 1);
                    INSERT INTO entity (id, key, name, load) VALUES (1, 'geneva', 'Geneva', 1);
                    INSERT INTO name (entity, text, folded, preferred, load) VALUES (1, 'Geneva', 'geneva', 1, 1)";
        store.connection.execute_batch(rows).unwrap();
        store.migrate(MIGRATIONS).unwrap();
        let found = store.search(&Sought::read("GENEVA").unwrap(), "GENEVA").unwrap();
        assert_eq!((found.names.total, found.documents.total, found.quotes.total), (1, 1, 0));
    }
}
