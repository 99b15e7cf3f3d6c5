//! Taking away a store that was made for nothing.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::Store;

impl Store {
    /// Closes the store, and removes its file where nothing was ever recorded in it and no other process has it open.
    ///
    /// The file is removed under a lock that nobody else can have beside one of theirs. A process that has opened the file, but
    /// has not looked into it yet, finds a store that keeps a rollback journal; for that SQLite sees that the file is gone before
    /// it writes ([`StoreProblem::Moved`](crate::problem::StoreProblem::Moved)), which it would not for a write-ahead log.
    pub fn remove_if_unused(self) {
        let path = self.path;
        drop(self.connection);
        if path.as_os_str() != ":memory:" {
            // Where any of this is refused, somebody has a use for the file.
            let _ = remove_unused(&path);
        }
    }
}

fn remove_unused(path: &Path) -> rusqlite::Result<()> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(Duration::ZERO)?;
    // One that shares with none from the beginning needs no file to share by, for which a full disk may have no room.
    connection.pragma_update(None, "locking_mode", "exclusive")?;
    if is_used(&connection)? {
        return Ok(());
    }
    // Nor may there be room for a journal, and it would put nothing back that is worth it.
    connection.pragma_update(None, "journal_mode", "memory")?;
    connection.execute_batch("BEGIN EXCLUSIVE")?;
    if is_used(&connection)? {
        return Ok(());
    }
    for ending in ["", "-wal", "-shm", "-journal"] {
        let mut file = path.as_os_str().to_owned();
        file.push(ending);
        // What cannot be removed, or is not there, does no harm.
        let _ = std::fs::remove_file(file);
    }
    Ok(())
}

/// Whether anything was ever recorded.
fn is_used(connection: &Connection) -> rusqlite::Result<bool> {
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let sql = "SELECT EXISTS (SELECT 1 FROM load)";
    Ok(version > 0 && connection.query_row(sql, [], |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use super::super::Store;
    use crate::problem::StoreProblem;

    #[test]
    fn an_unused_store_goes_and_one_in_use_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("facts.db");
        let (first, second) = (Store::open_or_create(&path).unwrap(), Store::open_or_create(&path).unwrap());
        second.counts().unwrap();
        first.remove_if_unused();
        assert!(path.exists());
        second.remove_if_unused();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_store_with_something_in_it_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("facts.db");
        let store = Store::open_or_create(&path).unwrap();
        store
            .connection
            .execute_batch("INSERT INTO load (at, action) VALUES ('2026-01-01T00:00:00Z', 'load')")
            .unwrap();
        store.remove_if_unused();
        let store = Store::open(&path).unwrap();
        let journal: String = store.connection.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
        assert_eq!(journal, "wal");
    }

    #[test]
    fn whoever_opened_the_file_before_it_went_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("facts.db");
        let first = Store::open_or_create(&path).unwrap();
        let opened = rusqlite::Connection::open(&path).unwrap();
        first.remove_if_unused();
        let error = opened.pragma_update(None, "journal_mode", "wal").unwrap_err();
        let problem = super::super::problem("facts.db", "opening", &error);
        assert_eq!(problem, StoreProblem::Moved { path: "facts.db".into() });
    }
}
