//! Fills `data_dictionary`: what every table, view and column means, in the words that the schema and the views have.

use rusqlite::{Connection, params};

use super::comments::Described;
use super::view::View;

/// Fills the table: the views in their order, then the tables and views of the schema in theirs.
pub(super) fn fill(connection: &Connection, views: &[View], schema: &[Described]) -> rusqlite::Result<()> {
    for view in views {
        insert(connection, &view.name, None, "view", &view.meaning)?;
        for column in &view.columns {
            insert(connection, &view.name, Some(&column.name), column.column_type, &column.meaning)?;
        }
    }
    for object in schema {
        let kind: String =
            connection.query_row("SELECT type FROM sqlite_schema WHERE name = ?1", [&object.name], |row| row.get(0))?;
        insert(connection, &object.name, None, &kind, &object.comment)?;
        for (column, column_type) in columns(connection, &object.name)? {
            // The columns of a full-text index declare no type.
            let column_type = if column_type.is_empty() { "TEXT".to_owned() } else { column_type };
            let meaning = object.column(&column).unwrap_or_default();
            insert(connection, &object.name, Some(&column), &column_type, meaning)?;
        }
    }
    Ok(())
}

/// A table or view by the dictionary of a shipped file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listed {
    /// Its name.
    pub name: String,
    /// Whether it is a view.
    pub is_view: bool,
    /// What it means.
    pub meaning: String,
    /// Its columns.
    pub columns: Vec<ListedColumn>,
}

/// A column by the dictionary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ListedColumn {
    /// Its name.
    pub name: String,
    /// `TEXT`, `INTEGER`, `REAL` or `ANY`.
    pub column_type: String,
    /// What it means.
    pub meaning: String,
}

/// Reads the dictionary of a shipped file, in its order.
pub(super) fn read(connection: &Connection) -> rusqlite::Result<Vec<Listed>> {
    let sql = "SELECT object, \"column\", type, meaning FROM data_dictionary ORDER BY rowid";
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut listed: Vec<Listed> = Vec::new();
    while let Some(row) = rows.next()? {
        let (column_type, meaning): (String, String) = (row.get(2)?, row.get(3)?);
        match (row.get(1)?, listed.last_mut()) {
            (Some(name), Some(object)) => object.columns.push(ListedColumn { name, column_type, meaning }),
            (Some(_), None) => {}
            (None::<String>, _) => {
                let is_view = column_type == "view";
                listed.push(Listed { name: row.get(0)?, is_view, meaning, columns: Vec::new() });
            }
        }
    }
    Ok(listed)
}

/// The columns of a table or view with their types.
fn columns(connection: &Connection, object: &str) -> rusqlite::Result<Vec<(String, String)>> {
    let mut statement = connection.prepare_cached("SELECT name, type FROM pragma_table_info(?1) ORDER BY cid")?;
    statement.query_map([object], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

fn insert(
    connection: &Connection,
    object: &str,
    column: Option<&str>,
    column_type: &str,
    meaning: &str,
) -> rusqlite::Result<()> {
    let mut insert = connection
        .prepare_cached("INSERT INTO data_dictionary (object, \"column\", type, meaning) VALUES (?1, ?2, ?3, ?4)")?;
    insert.execute(params![object, column, column_type, meaning])?;
    Ok(())
}
