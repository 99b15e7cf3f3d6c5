//! Queries kept in the store by name.

use rusqlite::{OptionalExtension, Row, params};

use super::write::Writer;
use super::{Action, Store};
use crate::diagnostic::Result;

/// A query kept in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedQuery {
    /// The name it is run by.
    pub name: String,
    /// Its parameters in their order.
    pub parameters: Vec<SavedParameter>,
    /// The query as written.
    pub text: String,
}

impl SavedQuery {
    /// The statement that saves it.
    pub fn statement(&self) -> String {
        let parameter = |parameter: &SavedParameter| match &parameter.default {
            Some(default) => format!("${} = {default}", parameter.name),
            None => format!("${}", parameter.name),
        };
        let parameters: Vec<String> = self.parameters.iter().map(parameter).collect();
        let parameters = if parameters.is_empty() { String::new() } else { format!("({})", parameters.join(", ")) };
        format!("save {}{parameters} as {};", self.name, self.text)
    }
}

/// A saved query, and since when the store has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptQuery {
    /// The query.
    pub query: SavedQuery,
    /// When it was saved: RFC 3339, UTC.
    pub at: String,
}

/// A parameter of a saved query.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SavedParameter {
    /// Its name without its mark.
    pub name: String,
    /// The value it has where none is given, as written.
    pub default: Option<String>,
}

impl Store {
    /// Keeps a query under its name; one of that name is replaced. It is one load.
    pub fn save_query(&mut self, query: &SavedQuery) -> Result<()> {
        self.change(Action::Save, Some(&query.name), |writer| writer.save_query(query))
    }

    /// The saved query of that name.
    pub fn saved_query(&self, name: &str) -> Result<Option<SavedQuery>> {
        let read = self.connection.query_row(BY_NAME, [name], saved_query);
        read.optional().map_err(self.failed("reading a saved query"))
    }

    /// All saved queries, by name.
    pub fn kept_queries(&self) -> Result<Vec<KeptQuery>> {
        let read = || {
            let sql = "SELECT name, parameters, text, at FROM query JOIN load ON load.id = query.load ORDER BY name";
            let mut statement = self.connection.prepare_cached(sql)?;
            let rows = statement.query_map([], |row| Ok(KeptQuery { query: saved_query(row)?, at: row.get(3)? }))?;
            rows.collect::<rusqlite::Result<Vec<KeptQuery>>>()
        };
        read().map_err(self.failed("reading the saved queries"))
    }

    /// Takes a saved query away. It is one load.
    pub fn unsave_query(&mut self, name: &str) -> Result<()> {
        self.change(Action::Forget, Some(name), |writer| writer.run("DELETE FROM query WHERE name = ?1", [name]))
    }

    /// The names of all saved queries, sorted.
    pub fn saved_queries(&self) -> Result<Vec<String>> {
        let read = || {
            let mut statement = self.connection.prepare_cached("SELECT name FROM query ORDER BY name")?;
            let rows = statement.query_map([], |row| row.get(0))?;
            rows.collect::<rusqlite::Result<Vec<String>>>()
        };
        read().map_err(self.failed("reading the saved queries"))
    }
}

impl Writer<'_> {
    /// Keeps a query under its name; one of that name is replaced.
    pub(crate) fn save_query(&self, query: &SavedQuery) -> Result<()> {
        let parameters = serde_json::to_string(&query.parameters).unwrap_or_default();
        self.run(
            "INSERT INTO query (name, parameters, text, load) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (name) DO UPDATE SET parameters = ?2, text = ?3, load = ?4",
            params![query.name, parameters, query.text, self.load().0],
        )
    }

    /// The saved query of that name.
    pub(crate) fn saved_query(&self, name: &str) -> Result<Option<SavedQuery>> {
        self.first("reading a saved query", BY_NAME, [name], saved_query)
    }
}

const BY_NAME: &str = "SELECT name, parameters, text FROM query WHERE name = ?1";

fn saved_query(row: &Row<'_>) -> rusqlite::Result<SavedQuery> {
    let parameters: String = row.get(1)?;
    let parameters = serde_json::from_str(&parameters).unwrap_or_default();
    Ok(SavedQuery { name: row.get(0)?, parameters, text: row.get(2)? })
}
