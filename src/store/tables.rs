//! The tables of a store as they are, row by row, with all their numbers: for copies of it in other containers.

use std::sync::OnceLock;

use rusqlite::Row;
use rusqlite::types::{Value, ValueRef};

use super::Store;
use super::export::Snapshot;
use crate::diagnostic::{Diagnostic, Result};
use crate::identifier::quoted;
use crate::problem::StoreProblem;

/// A table that a store's own rows are in; what SQLite keeps beside them, indexes and full text, is made from these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Table {
    /// Its name.
    pub name: &'static str,
    /// The load that its rows were added by, as an expression over `row`; none where they have none.
    pub load: Option<&'static str>,
    /// What its rows are ordered by, each once; `id` where that is their number.
    pub order: &'static [&'static str],
}

/// A table whose rows have numbers.
const fn numbered(name: &'static str, load: Option<&'static str>) -> Table {
    Table { name, load, order: &["id"] }
}

/// The tables, those before others that these refer to.
pub(crate) const TABLES: [Table; 22] = [
    numbered("load", Some("row.id")),
    numbered("kind", Some("row.load")),
    Table { name: "kind_phrase", load: None, order: &["kind", "phrase"] },
    numbered("predicate", Some("row.load")),
    Table { name: "predicate_phrase", load: None, order: &["predicate", "phrase", "inverse"] },
    numbered("entity", Some("row.load")),
    numbered("name", Some("row.load")),
    numbered("literal", None),
    numbered("document", Some("row.load")),
    Table {
        name: "fact",
        load: Some("row.recorded"),
        order: &["predicate", "subject", "object", "kind", "value", "first_day", "id"],
    },
    numbered("qualifier", Some("(SELECT fact.recorded FROM fact WHERE fact.id = row.fact)")),
    numbered("evidence", Some("row.load")),
    numbered("query", Some("row.load")),
    numbered("rule", Some("row.load")),
    numbered("merge", Some("row.load")),
    Table { name: "unmerge", load: Some("row.load"), order: &["merge", "load"] },
    numbered("distinction", Some("row.load")),
    Table { name: "restated", load: Some("row.load"), order: &["what", "id", "load"] },
    Table { name: "retraction", load: Some("row.load"), order: &["fact", "load"] },
    Table { name: "undone", load: Some("row.since"), order: &["load", "since"] },
    Table { name: "predicate_statistics", load: None, order: &["predicate"] },
    Table { name: "kind_statistics", load: None, order: &["kind"] },
];

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ColumnType {
    /// Whole numbers.
    Integer,
    /// Numbers.
    Real,
    /// Texts.
    Text,
    /// Bytes.
    Blob,
    /// Any of these.
    Any,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    /// Its name.
    pub name: String,
    /// What its values are.
    pub values: ColumnType,
    /// Whether each row has a value.
    pub required: bool,
}

/// A value of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Field<'r> {
    Nothing,
    Integer(i64),
    Real(f64),
    Text(&'r str),
    Blob(&'r [u8]),
}

/// The columns of each of [`TABLES`], in the order of the newest schema.
///
/// # Errors
/// Where SQLite refuses a store in memory.
pub(crate) fn columns() -> Result<&'static [Vec<Column>]> {
    static COLUMNS: OnceLock<Vec<Vec<Column>>> = OnceLock::new();
    if let Some(known) = COLUMNS.get() {
        return Ok(known);
    }
    let store = Store::in_memory()?;
    let read = TABLES.iter().map(|table| read_columns(&store, table.name));
    let read = read.collect::<rusqlite::Result<_>>().map_err(store.failed("reading the schema"))?;
    Ok(COLUMNS.get_or_init(|| read))
}

fn read_columns(store: &Store, table: &str) -> rusqlite::Result<Vec<Column>> {
    let mut statement = store.connection.prepare(r#"SELECT name, type, "notnull" OR pk FROM pragma_table_info(?1)"#)?;
    let columns = statement.query_map([table], |row| {
        let values = match row.get::<_, String>(1)?.as_str() {
            "INTEGER" => ColumnType::Integer,
            "REAL" => ColumnType::Real,
            "TEXT" => ColumnType::Text,
            "BLOB" => ColumnType::Blob,
            _ => ColumnType::Any,
        };
        Ok(Column { name: row.get(0)?, values, required: row.get(2)? })
    })?;
    columns.collect()
}

/// Which rows of a table are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rows<'r> {
    /// All, in the table's order.
    All,
    /// All, in any order.
    Unordered,
    /// Those that loads from the first to the last added, in the table's order.
    Loads(i64, i64),
    /// Those of facts that such loads added, of these predicates only, in the table's order.
    Predicates(i64, i64, &'r [i64]),
    /// Those with numbers from the first to the last, in the order of these.
    Numbers(i64, i64),
}

impl Store {
    /// Does something for which many rows are sorted: in files, as far as they do not fit into the cache.
    ///
    /// # Errors
    /// Where the connection cannot be changed; what `work` fails with.
    pub(crate) fn sorting_in_files<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        if self.connection.is_autocommit() {
            let placed = self.connection.pragma_update(None, "temp_store", "file");
            placed.map_err(self.failed("reading the store"))?;
            self.make_views()?;
        }
        let done = work();
        self.place_temporary()?;
        done
    }
}

impl Snapshot<'_> {
    /// Shows rows of a table: the load that added each (0 where the table does not say), and its values in the order of [`columns`].
    ///
    /// # Errors
    /// Where the store cannot be read; what `visit` fails with.
    pub(crate) fn table(
        &self,
        table: &Table,
        columns: &[Column],
        rows: Rows<'_>,
        visit: &mut dyn FnMut(i64, &[Field<'_>]) -> Result<()>,
    ) -> Result<()> {
        let failed = self.store().failed("reading the store");
        let (sql, bound) = statement(table, columns, rows);
        let mut statement = self.store().connection.prepare(&sql).map_err(&failed)?;
        let mut found = statement.query(rusqlite::params_from_iter(bound)).map_err(&failed)?;
        while let Some(row) = found.next().map_err(&failed)? {
            let load: Option<i64> = row.get(0).map_err(&failed)?;
            let fields = fields(row, columns.len()).map_err(&failed)?;
            let load =
                load.ok_or_else(|| self.damaged(format!("a row of {} is of a fact that is not there", table.name)))?;
            let fields = fields.ok_or_else(|| self.damaged(format!("a text of {} is not UTF-8", table.name)))?;
            visit(load, &fields)?;
        }
        Ok(())
    }

    fn damaged(&self, detail: String) -> Box<Diagnostic> {
        Diagnostic::new(StoreProblem::Damaged { path: self.store().path.display().to_string(), detail })
    }

    /// The last load; 0 where there is none.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub(crate) fn last_load(&self) -> Result<i64> {
        self.last_number(&TABLES[0])
    }

    /// The largest number that a table has; 0 where it has none.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub(crate) fn last_number(&self, table: &Table) -> Result<i64> {
        let sql = format!("SELECT coalesce(max(id), 0) FROM {}", quoted(table.name));
        let failed = self.store().failed("reading the store");
        self.store().connection.query_row(&sql, [], |row| row.get(0)).map_err(failed)
    }
}

/// The statement that reads rows, and what is bound to it.
fn statement(table: &Table, columns: &[Column], rows: Rows<'_>) -> (String, Vec<Value>) {
    let load = table.load.unwrap_or("0");
    let of_loads = format!("WHERE {load} BETWEEN ?1 AND ?2");
    let of_predicates = format!("{of_loads} AND row.predicate IN (SELECT value FROM json_each(?3))");
    let order = table.order.iter().map(|name| format!("row.{}", quoted(name))).collect::<Vec<_>>().join(", ");
    let order = format!("ORDER BY {order}");
    let (rest, bound) = match rows {
        Rows::All => (order, Vec::new()),
        Rows::Unordered => (String::new(), Vec::new()),
        Rows::Loads(first, last) => (format!("{of_loads} {order}"), vec![first.into(), last.into()]),
        Rows::Predicates(first, last, predicates) => {
            let predicates = Value::from(format!("{predicates:?}"));
            (format!("{of_predicates} {order}"), vec![first.into(), last.into(), predicates])
        }
        Rows::Numbers(first, last) => {
            (format!("WHERE row.id BETWEEN ?1 AND ?2 {order}"), vec![first.into(), last.into()])
        }
    };
    let names: Vec<String> = columns.iter().map(|column| format!("row.{}", quoted(&column.name))).collect();
    // An index has facts in their order, and each would be looked up by it anywhere in the table; sorting reads the table once.
    let scanned = if table.order == ["id"] { "" } else { "NOT INDEXED" };
    (format!("SELECT {load}, {} FROM {} AS row {scanned} {rest}", names.join(", "), quoted(table.name)), bound)
}

/// The values of a row behind its load; none where a text is no text.
fn fields<'r>(row: &'r Row<'_>, columns: usize) -> rusqlite::Result<Option<Vec<Field<'r>>>> {
    let fields = (1..=columns).map(|at| {
        Ok(match row.get_ref(at)? {
            ValueRef::Null => Some(Field::Nothing),
            ValueRef::Integer(number) => Some(Field::Integer(number)),
            ValueRef::Real(number) => Some(Field::Real(number)),
            ValueRef::Text(text) => std::str::from_utf8(text).ok().map(Field::Text),
            ValueRef::Blob(bytes) => Some(Field::Blob(bytes)),
        })
    });
    fields.collect()
}

#[cfg(test)]
mod tests {
    use super::{TABLES, columns};
    use crate::store::Store;

    #[test]
    fn every_table_of_the_schema_is_there_with_its_columns() {
        let store = Store::in_memory().unwrap();
        let sql = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'seal'";
        let mut statement = store.connection().prepare(sql).unwrap();
        let found = statement.query_map([], |row| row.get(0)).unwrap();
        let mut found: Vec<String> = found.collect::<rusqlite::Result<_>>().unwrap();
        found.sort();
        let mut known: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
        known.sort_unstable();
        assert_eq!(found, known);
        assert!(columns().unwrap().iter().all(|columns| columns.len() > 1));
    }
}
