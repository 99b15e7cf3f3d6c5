//! What the tests of loading share: stores in temporary folders, and reading them whole.
#![allow(dead_code)]

pub mod listing;

use std::path::{Path, PathBuf};

use factfile::load::Input;
use factfile::store::Store;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, Row};

/// A store in a folder of its own that goes away with it.
pub struct Scratch {
    folder: tempfile::TempDir,
}

impl Scratch {
    pub fn new() -> Self {
        Scratch { folder: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("facts.db")
    }

    /// The store, made where there is none.
    pub fn store(&self) -> Store {
        Store::open_or_create(self.path()).unwrap()
    }

    /// The path of a store that is there.
    pub fn created(&self) -> PathBuf {
        drop(self.store());
        self.path()
    }

    /// The rows of a query, their values joined by `|`.
    pub fn rows(&self, sql: &str) -> Vec<String> {
        rows(&read_only(&self.path()), sql)
    }
}

/// An input of bytes.
pub fn bytes(name: &str, text: impl AsRef<[u8]>) -> Input {
    Input::Bytes { name: name.into(), bytes: text.as_ref().to_vec() }
}

/// Every row of every table of a store.
pub fn dump(path: impl AsRef<Path>) -> Vec<String> {
    let connection = read_only(path.as_ref());
    let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'seal' ORDER BY name";
    let read = |table: String| {
        let mut all = rows(&connection, &format!("SELECT * FROM \"{table}\""));
        all.sort();
        all.into_iter().map(move |row| format!("{table}|{row}")).collect::<Vec<_>>()
    };
    rows(&connection, tables).into_iter().flat_map(read).collect()
}

/// A connection that cannot write.
pub fn read_only(path: &Path) -> Connection {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
}

/// The rows of a query, their values joined by `|`.
pub fn rows(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(sql).unwrap();
    let columns = statement.column_count();
    let read = |row: &Row<'_>| {
        let values: Vec<String> = (0..columns).map(|column| text(row.get_ref(column).unwrap())).collect();
        Ok(values.join("|"))
    };
    statement.query_map([], read).unwrap().map(Result::unwrap).collect()
}

fn text(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => String::new(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => format!("{number:?}"),
        ValueRef::Text(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        ValueRef::Blob(bytes) => format!("{bytes:?}"),
    }
}
