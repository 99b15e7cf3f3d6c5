//! Making a store out of the rows of another, with all their numbers.

use std::path::Path;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, ErrorCode, ToSql, Transaction, params_from_iter};

use super::open::first_dangling;
use super::search::Pending;
use super::tables::{Column, Field, Table};
use super::write::analyse;
use super::{Store, open};
use crate::diagnostic::Result;
use crate::identifier::quoted;

/// Why the schema refuses a row, in SQLite's words; none where it does not.
pub(crate) type Refused = Option<String>;

/// The tables whose rows come in another order than that of their numbers, and may be many: they are sorted first, so that each page of the
/// store is written once.
const SORTED: [&str; 1] = ["fact"];

/// A store that is being made: nobody else sees it, and half of it is worth nothing.
pub(crate) struct Filling<'s> {
    transaction: Transaction<'s>,
    store: &'s Store,
    indexes: Vec<(String, String)>,
}

impl Store {
    /// A new store in the empty file `file`, to be filled; its errors speak of `path`.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub(crate) fn to_fill(file: &Path, path: &Path) -> Result<Self> {
        open::to_fill(file, path)
    }

    /// Fills a store that has nothing yet, in one transaction: all that `fill` gives it, or nothing. A table with a row that refers to
    /// one that is not there, if any: then nothing is kept.
    ///
    /// # Errors
    /// Where the store cannot be written; what `fill` fails with.
    pub(crate) fn fill(&self, fill: impl FnOnce(&Filling<'_>) -> Result<()>) -> Result<Option<String>> {
        let failed = self.failed("filling the store");
        self.connection.pragma_update(None, "foreign_keys", false).map_err(&failed)?;
        let filling = self.begin_filling().map_err(&failed)?;
        fill(&filling)?;
        let dangling = filling.finish().map_err(&failed)?;
        self.connection.pragma_update(None, "foreign_keys", true).map_err(&failed)?;
        Ok(dangling)
    }

    fn begin_filling(&self) -> rusqlite::Result<Filling<'_>> {
        let transaction = self.connection.unchecked_transaction()?;
        let sql = "SELECT name, sql FROM main.sqlite_schema WHERE type = 'index' AND sql IS NOT NULL";
        let mut statement = transaction.prepare(sql)?;
        let found = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let indexes: Vec<(String, String)> = found.collect::<rusqlite::Result<_>>()?;
        drop(statement);
        indexes.iter().try_for_each(|(name, _)| transaction.execute_batch(&format!("DROP INDEX {}", quoted(name))))?;
        Ok(Filling { transaction, store: self, indexes })
    }
}

/// What gives a table its rows, one after another.
pub(crate) struct Insert<'f> {
    statement: CachedStatement<'f>,
    store: &'f Store,
}

impl Filling<'_> {
    /// Fills a table with what `rows` inserts. Why a row cannot be one of a store, if that is seen only in the end.
    ///
    /// # Errors
    /// Where the store cannot be written; what `rows` fails with.
    pub(crate) fn table(
        &self,
        table: &Table,
        columns: &[Column],
        rows: &mut dyn FnMut(&mut Insert<'_>) -> Result<()>,
    ) -> Result<Refused> {
        let failed = self.store.failed("filling the store");
        let names = columns.iter().map(|column| quoted(&column.name)).collect::<Vec<_>>().join(", ");
        let is_sorted = SORTED.contains(&table.name);
        let own = format!("main.{}", quoted(table.name));
        if is_sorted {
            self.transaction.execute_batch(&format!("CREATE TEMP TABLE unsorted ({names})")).map_err(&failed)?;
        }
        let into = if is_sorted { "temp.unsorted" } else { &own };
        let sql = format!("INSERT INTO {into} ({names}) VALUES ({})", vec!["?"; columns.len()].join(", "));
        let statement = self.transaction.prepare_cached(&sql).map_err(&failed)?;
        rows(&mut Insert { statement, store: self.store })?;
        if !is_sorted {
            return Ok(None);
        }
        let sql = format!("INSERT INTO {own} ({names}) SELECT {names} FROM temp.unsorted ORDER BY id");
        let refused = refused(self.store, self.transaction.execute_batch(&sql))?;
        self.transaction.execute_batch("DROP TABLE temp.unsorted").map_err(failed)?;
        Ok(refused)
    }

    /// Makes what SQLite keeps beside the rows. A table with a row that refers to one that is not there, if any: nothing is kept then.
    fn finish(self) -> rusqlite::Result<Option<String>> {
        self.indexes.iter().try_for_each(|(_, sql)| self.transaction.execute_batch(sql))?;
        if let Some(table) = first_dangling(&self.transaction)? {
            return Ok(Some(table));
        }
        Pending::everything().finish(&self.transaction)?;
        analyse(&self.transaction)?;
        self.transaction.commit().map(|()| None)
    }
}

impl Insert<'_> {
    /// Adds a row: its values in the order of the columns.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub(crate) fn row(&mut self, fields: &[Field<'_>]) -> Result<Refused> {
        refused(self.store, self.statement.execute(params_from_iter(fields)))
    }
}

/// Tells a row that the schema refuses from what else can fail.
fn refused<T>(store: &Store, done: rusqlite::Result<T>) -> Result<Refused> {
    match done {
        Ok(_) => Ok(None),
        Err(error) if is_refusal(&error) => Ok(Some(error.to_string())),
        Err(error) => Err(store.failed("filling the store")(error)),
    }
}

fn is_refusal(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::ConstraintViolation | ErrorCode::TypeMismatch))
}

impl ToSql for Field<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let value = match self {
            Field::Nothing => ValueRef::Null,
            Field::Integer(number) => ValueRef::Integer(*number),
            Field::Real(number) => ValueRef::Real(*number),
            Field::Text(text) => ValueRef::Text(text.as_bytes()),
            Field::Blob(bytes) => ValueRef::Blob(bytes),
        };
        Ok(ToSqlOutput::Borrowed(value))
    }
}
