//! Taking away a store that was made for nothing.

use std::time::Duration;

use super::Store;

impl Store {
    /// Closes the store, and removes its file where nothing was ever recorded in it and no other process has it open.
    ///
    /// The file is removed under a lock that nobody else can have beside one of theirs. A process that has opened the file, but
    /// has not looked into it yet, finds a store that keeps a rollback journal; for that SQLite sees that the file is gone before
    /// it writes ([`StoreProblem::Moved`](crate::problem::StoreProblem::Moved)), which it would not for a write-ahead log.
    pub fn remove_if_unused(self) {
        // Where any of this is refused, somebody has a use for the file.
        let _ = self.remove_unused();
    }

    fn remove_unused(&self) -> rusqlite::Result<()> {
        if self.path.as_os_str() == ":memory:" {
            return Ok(());
        }
        self.connection.busy_timeout(Duration::ZERO)?;
        self.connection.pragma_update(None, "journal_mode", "delete")?;
        self.connection.execute_batch("BEGIN EXCLUSIVE")?;
        let is_made = self.connection.pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0))? > 0;
        let sql = "SELECT EXISTS (SELECT 1 FROM load)";
        let is_used = is_made && self.connection.query_row(sql, [], |row| row.get(0))?;
        if !is_used {
            // What cannot be removed does no harm.
            let _ = std::fs::remove_file(&self.path);
        }
        Ok(())
    }
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
