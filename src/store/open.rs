//! Opening a store: whose file it is, which schema version it has, and bringing an older one up to date.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension};

use super::identify::{Found, identify, newer};
use super::search::Pending;
use super::statistics::Tally;
use super::transaction::Scope;
use super::write::analyse;
use super::{Store, functions, problem, views};
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
    include_str!("../../schema/0007_names.sql"),
    include_str!("../../schema/0008_statistics.sql"),
    include_str!("../../schema/0009_seal.sql"),
];

/// The schema version from which on a store has a full-text index.
const SEARCHABLE_FROM: i64 = 3;

/// The schema version from which on a store has statistics.
const STATISTICS_FROM: i64 = 8;

/// The newest schema version that this program knows.
pub const SCHEMA_VERSION: i64 = MIGRATIONS.len() as i64;

/// The schema version that last changed a table of which a set of Parquet files has the rows.
pub const SET_SCHEMA_VERSION: i64 = 8;

/// SQLite's page cache, in KiB (negative, as the pragma wants it): what questions come back to is not read again. It is
/// taken as it is needed.
pub(super) const CACHE: i64 = -64 * 1024;

/// The same for work that reads each page once.
const CACHE_IN_PASSING: i64 = -2 * 1024;

/// What a file's own schema may do: no trigger runs, no view is read, no function with effects is called from it, and the tables
/// behind an index are written by that alone; and text in double quotes is never taken for a string.
const GUARDED: [(DbConfig, bool); 6] = [
    (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
    (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
    (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
    (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
    (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
    (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
];

/// How long a statement waits for another process's lock.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

pub(super) fn read_only(path: &Path) -> Result<Store> {
    let (mut store, version) = reading(path)?;
    if version == SCHEMA_VERSION {
        store.check_seal()?;
        return Ok(store);
    }
    drop(store);
    writable(path)
}

pub(super) fn as_it_is(path: &Path) -> Result<Store> {
    let (store, version) = reading(path)?;
    if version == SCHEMA_VERSION {
        return Ok(store);
    }
    let path = path.display().to_string();
    Err(Diagnostic::new(StoreProblem::Older { path, found: version, known: SCHEMA_VERSION }))
}

/// A store opened for reading, with its schema version.
fn reading(path: &Path) -> Result<(Store, i64)> {
    let Found::Store = identify(path)? else { return Err(missing(path)) };
    let store = connect_read_only(path)?;
    match store.version()? {
        0 => Err(missing(path)),
        version if version > SCHEMA_VERSION => Err(newer(path, version)),
        version => Ok((store, version)),
    }
}

pub(super) fn writable(path: &Path) -> Result<Store> {
    match identify(path)? {
        Found::Absent | Found::Empty => Err(missing(path)),
        Found::Store => connect_writable(path),
    }
}

pub(super) fn or_create(path: &Path) -> Result<Store> {
    let Found::Absent = identify(path)? else { return connect_writable(path) };
    let mut store = connect(path)?;
    match store.prepare() {
        Ok(()) => Ok(store),
        Err(diagnostic) => {
            // What now stands at the path, if anything, is none of ours.
            if !matches!(diagnostic.problem, Problem::Store(StoreProblem::Moved { .. })) {
                store.remove_if_unused();
            }
            Err(diagnostic)
        }
    }
}

pub(super) fn in_memory() -> Result<Store> {
    let connection = Connection::open_in_memory().map_err(|error| failed(Path::new(":memory:"), "opening", &error))?;
    let mut store = Store::over(connection, ":memory:");
    store.configure()?;
    store.migrate(MIGRATIONS)?;
    store.make_views()?;
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
    let copy = Store::over(connection, path);
    copy.configure()?;
    copy.make_views()?;
    let unjournalled = [("journal_mode", "memory"), ("synchronous", "off")];
    for (pragma, value) in unjournalled {
        copy.connection.pragma_update(None, pragma, value).map_err(failed)?;
    }
    Ok(copy)
}

/// A new store in the empty file `file`, where it is to be filled; its errors speak of `path`, where it will stand. Until it is whole
/// it is worth nothing, so that it has no journal; what is sorted for it is kept in files.
pub(super) fn to_fill(file: &Path, path: &Path) -> Result<Store> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags).map_err(|error| failed(path, "opening", &error))?;
    let mut store = Store::over(connection, path);
    store.configure()?;
    store.migrate(MIGRATIONS)?;
    for (pragma, value) in [("journal_mode", "memory"), ("synchronous", "off"), ("temp_store", "file")] {
        store.connection.pragma_update(None, pragma, value).map_err(store.failed("opening"))?;
    }
    store.make_views()?;
    Ok(store)
}

/// Writes a compacted copy. SQLite takes that for a write even to the file that is read, so that a connection that is
/// only to read must be let through. The copy is not yet safe on the disk: whoever puts it in its place sees to that, once. Each page is read once
/// and written once: to keep many of them would take as long as a tenth of the work.
fn vacuum_into(connection: &Connection, name: &str) -> rusqlite::Result<()> {
    let query_only: bool = connection.pragma_query_value(None, "query_only", |row| row.get(0))?;
    let synchronous: i64 = connection.pragma_query_value(None, "synchronous", |row| row.get(0))?;
    connection.pragma_update(None, "query_only", false)?;
    connection.pragma_update(None, "synchronous", "off")?;
    connection.pragma_update(None, "cache_size", CACHE_IN_PASSING)?;
    let copied = connection.execute("VACUUM INTO ?1", [name]);
    connection.pragma_update(None, "cache_size", CACHE)?;
    connection.pragma_update(None, "synchronous", synchronous)?;
    connection.pragma_update(None, "query_only", query_only)?;
    copied.map(|_| ())
}

/// Keeps few pages of a copy from here on: of what is left to do, most reads each once.
pub(super) fn read_in_passing(store: &Store) -> rusqlite::Result<()> {
    store.connection.pragma_update(None, "cache_size", CACHE_IN_PASSING)
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
    let store = Store::over(connection, path);
    store.configure()?;
    store.make_views()?;
    store.connection.pragma_update(None, "query_only", true).map_err(store.failed("opening"))?;
    // A file that cannot be opened so is told by the first read.
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
    let mut store = connect(path)?;
    store.prepare()?;
    Ok(store)
}

fn connect(path: &Path) -> Result<Store> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(|error| failed(path, "opening", &error))?;
    Ok(Store::over(connection, path))
}

impl Store {
    /// Makes a connection that writes ready, and the file's schema that of now.
    fn prepare(&mut self) -> Result<()> {
        self.configure()?;
        // Before anything is written, which makes a seal void, or anew.
        if self.version()? == SCHEMA_VERSION {
            self.make_views()?;
        }
        self.check_seal()?;
        // A new file gets its schema before its journal: in WAL mode the header that says whose file it is would stand in
        // the WAL only, until the first checkpoint.
        self.migrate(MIGRATIONS)?;
        self.make_views()?;
        let chosen = self.connection.pragma_update(None, "journal_mode", "wal");
        match chosen.as_ref().map_err(rusqlite::Error::sqlite_error_code) {
            // SQLite does not wait for others here, as it does where something is written; whoever writes next tries again.
            Err(Some(ErrorCode::DatabaseBusy)) => Ok(()),
            _ => chosen.map_err(self.failed("choosing the journal")),
        }
    }

    /// Makes a connection ready. A file may have come from anybody: what its schema would run is never run, and its pages are looked at
    /// before they are believed (<https://sqlite.org/security.html>).
    fn configure(&self) -> Result<()> {
        let apply = || {
            self.connection.busy_timeout(BUSY_TIMEOUT)?;
            for (config, on) in GUARDED {
                self.connection.set_db_config(config, on)?;
            }
            self.connection.pragma_update(None, "cell_size_check", true)?;
            self.connection.pragma_update(None, "foreign_keys", true)?;
            self.connection.pragma_update(None, "temp_store", self.temporary())?;
            self.connection.pragma_update(None, "cache_size", CACHE)?;
            self.connection.set_prepared_statement_cache_capacity(64);
            functions::register(&self.connection, &self.names)
        };
        apply().map_err(self.failed("opening"))
    }

    /// Makes the views that questions read.
    pub(super) fn make_views(&self) -> Result<()> {
        let make = || {
            // Also a connection that only reads has a temporary schema of its own.
            let reads: bool = self.connection.pragma_query_value(None, "query_only", |row| row.get(0))?;
            self.connection.pragma_update(None, "query_only", false)?;
            let made = views::make(&self.connection).and_then(|()| self.make_fetched());
            self.connection.pragma_update(None, "query_only", reads)?;
            made
        };
        make().map_err(self.failed("opening"))
    }

    /// The schema version; 0 where nothing was ever written.
    ///
    /// # Errors
    /// Where the file is another program's, as it turns out when a change that was cut short is settled.
    pub(super) fn version(&self) -> Result<i64> {
        let number =
            |name| self.connection.pragma_query_value(None, name, |row| row.get(0)).map_err(self.failed("opening"));
        let (application, version): (i64, i64) = (number("application_id")?, number("user_version")?);
        match application {
            APPLICATION_ID => Ok(version),
            0 if number("schema_version")? == 0 => Ok(0),
            _ => Err(Diagnostic::new(StoreProblem::Foreign { path: self.path.display().to_string() })),
        }
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
        let transaction = Scope::begin(&mut self.connection, false).map_err(&failed)?;
        // Another process may have done it while this one waited for the lock.
        let found: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(&failed)?;
        drop_shipped_seal(&transaction).map_err(&failed)?;
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
        if found < STATISTICS_FROM && known >= STATISTICS_FROM {
            Tally::everything(&transaction).and_then(|mut all| all.write(&transaction)).map_err(&failed)?;
        }
        if found > 0 {
            // Nothing is known yet of indexes that are new.
            analyse(&transaction).map_err(&failed)?;
        }
        transaction.pragma_update(None, "application_id", APPLICATION_ID).map_err(&failed)?;
        transaction.pragma_update(None, "user_version", known).map_err(&failed)?;
        transaction.keep().map_err(&failed)
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

/// Drops the seal that shipped files had before stores had one: a table of one column. Any other is none of ours.
fn drop_shipped_seal(connection: &Connection) -> rusqlite::Result<()> {
    let columns = "SELECT group_concat(name) FROM pragma_table_info('seal', 'main')";
    let columns: Option<String> = connection.query_row(columns, [], |row| row.get(0))?;
    match columns.as_deref() {
        Some("sum") => connection.execute_batch("DROP TABLE main.seal"),
        _ => Ok(()),
    }
}

/// A table with a row whose foreign key leads nowhere.
pub(super) fn first_dangling(connection: &Connection) -> rusqlite::Result<Option<String>> {
    let sql = "SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1";
    connection.query_row(sql, [], |row| row.get(0)).optional()
}

fn missing(path: &Path) -> Box<Diagnostic> {
    Diagnostic::new(StoreProblem::Missing { path: path.display().to_string() })
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
    use std::path::Path;

    use rusqlite::Connection;

    use super::{MIGRATIONS, as_it_is, in_memory, or_create, read_only};
    use crate::fulltext::Sought;
    use crate::problem::{Problem, StoreProblem};
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
    fn a_store_whose_making_was_never_finished_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("facts.db");
        drop(or_create(&path).unwrap());
        // The journal of a change before which the file had no page, by the SQLite file format, 4.1: nothing to put back.
        let sizes = [0_u32, 0, 0, 512, 4096].map(u32::to_be_bytes).concat();
        let journal = [&[0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7][..], &sizes, &[0; 484]].concat();
        for (open, begins) in
            [(read_only as fn(&Path) -> _, true), (as_it_is, true), (read_only, false), (as_it_is, false)]
        {
            // The pages of the change may be there or not.
            if !begins {
                std::fs::write(&path, [0; 4096]).unwrap();
            }
            std::fs::write(folder.path().join("facts.db-journal"), &journal).unwrap();
            let unopened = open(&path).unwrap_err();
            assert!(matches!(unopened.problem, Problem::Store(StoreProblem::Missing { .. })), "{unopened}");
            drop(or_create(&path).unwrap());
            drop(open(&path).unwrap());
        }
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
        let mut store = Store::over(Connection::open_in_memory().unwrap(), ":memory:");
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
