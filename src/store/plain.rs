//! A copy for SQLite before 3.37, which knows no STRICT tables and refuses a file that has one.

use rusqlite::config::DbConfig;

use super::Store;
use crate::diagnostic::Result;

/// What makes a table, for SQLite before 3.37. A column of any type is one that changes no value there too.
pub(super) fn plain(sql: &str) -> String {
    sql.replace(") STRICT, WITHOUT ROWID", ") WITHOUT ROWID")
        .replace(") STRICT", ")")
        .replace("value     ANY NOT NULL", "value     BLOB NOT NULL")
}

impl Store {
    /// Makes the tables of a copy those that older versions of SQLite read. What a table may hold is the same in them, but is no longer
    /// enforced.
    ///
    /// # Errors
    /// Where the copy cannot be written.
    pub(crate) fn make_plain(&self) -> Result<()> {
        let make = || {
            // Only the words of the schema change, and none of the rows: a column of any type keeps what it has as one of no type does.
            self.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false)?;
            self.connection.pragma_update(None, "writable_schema", true)?;
            let mut tables = self
                .connection
                .prepare("SELECT name, sql FROM main.sqlite_schema WHERE type = 'table' AND sql LIKE '%) STRICT%'")?;
            let tables = tables.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let tables: Vec<(String, String)> = tables.collect::<rusqlite::Result<_>>()?;
            for (name, sql) in tables {
                let update = "UPDATE main.sqlite_schema SET sql = ?2 WHERE type = 'table' AND name = ?1";
                self.connection.execute(update, [name, plain(&sql)])?;
            }
            self.connection.pragma_update(None, "writable_schema", "reset")?;
            self.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)
        };
        make().map(|_| ()).map_err(self.failed("making the copy readable for older programs"))
    }
}
