//! SQLite with a schema and SQL by hand.

use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

use crate::case::Case;
use crate::{Result, Rows};

/// The schema by hand, in a file of its own.
pub struct ByHand(Connection);

impl ByHand {
    /// Makes the file from a store.
    pub fn build(file: &Path, store: &Path) -> Result<Self> {
        let connection = Connection::open(file)?;
        connection.execute("ATTACH ?1 AS store", [store.to_string_lossy()])?;
        connection
            .execute_batch("PRAGMA journal_mode = wal; PRAGMA cache_size = -65536; PRAGMA temp_store = memory;")?;
        connection.execute_batch(include_str!("by_hand.sql"))?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(Self(connection))
    }

    /// The statement of a case, with numbers for what stands in braces.
    pub fn statement(&self, case: &Case) -> Result<String> {
        let mut pieces = case.sql.split('{');
        let mut statement = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let (word, rest) = piece.split_once('}').ok_or("a brace is not closed")?;
            statement.push_str(&self.number(word)?.to_string());
            statement.push_str(rest);
        }
        Ok(statement)
    }

    fn number(&self, word: &str) -> Result<i64> {
        let (what, name) = word.split_once(' ').ok_or_else(|| format!("{word}: what is it?"))?;
        let sql = match what {
            "predicate" => "SELECT id FROM store.predicate WHERE name = ?1",
            "kind" => "SELECT id FROM store.kind WHERE name = ?1",
            "entity" => "SELECT id FROM store.entity WHERE key = ?1",
            "day" => "SELECT CAST(julianday(?1) + 0.5 AS INTEGER)",
            _ => return Err(format!("{word}: what is it?").into()),
        };
        Ok(self.0.query_row(sql, [name], |row| row.get(0)).map_err(|error| format!("{word}: {error}"))?)
    }

    /// The names are looked up; the store is needed no more.
    pub fn detach(&self) -> Result<()> {
        Ok(self.0.execute_batch("DETACH store")?)
    }

    /// The rows of a statement.
    pub fn rows(&self, statement: &str) -> Result<Rows> {
        let mut prepared = self.0.prepare_cached(statement)?;
        let columns = prepared.column_count();
        let rows = prepared.query_map([], |row| (0..columns).map(|column| text(row, column)).collect())?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

/// A column as text; empty for NULL.
fn text(row: &Row<'_>, column: usize) -> rusqlite::Result<String> {
    match row.get_ref(column)? {
        ValueRef::Null => Ok(String::new()),
        ValueRef::Integer(number) => Ok(number.to_string()),
        ValueRef::Real(number) => Ok(number.to_string()),
        text => Ok(text.as_str()?.to_owned()),
    }
}
