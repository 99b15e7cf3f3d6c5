//! The views of the schema that questions use. A file may have come from anybody, and its own views may say anything: they are never
//! read. What is read are these, made anew for each connection in its temporary schema, which SQLite looks into first.

use rusqlite::Connection;

use super::open::MIGRATIONS;

/// A view of the newest schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OwnView {
    /// Its name.
    pub name: &'static str,
    /// What it selects, behind `AS`, with its comments and without a semicolon.
    pub select: &'static str,
}

/// The views as the migrations leave them, in their order.
pub(crate) fn own() -> Vec<OwnView> {
    let mut views: Vec<OwnView> = Vec::new();
    for migration in MIGRATIONS {
        for (at, _) in migration.match_indices("\nCREATE VIEW ") {
            let rest = &migration[at + "\nCREATE VIEW ".len()..];
            let Some((name, body)) = rest.split_once(" AS\n") else { continue };
            let select = &body[..end(body)];
            views.retain(|view| view.name != name);
            views.push(OwnView { name, select });
        }
    }
    views
}

/// Where the statement ends that a text begins with: at a semicolon that is in no comment.
fn end(text: &str) -> usize {
    let mut begin = 0;
    for line in text.split_inclusive('\n') {
        let code = line.find("--").unwrap_or(line.len());
        if let Some(found) = line[..code].find(';') {
            return begin + found;
        }
        begin += line.len();
    }
    text.len()
}

/// Makes the views of a connection. They are gone when its `temp_store` changes.
pub(super) fn make(connection: &Connection) -> rusqlite::Result<()> {
    let made = |view: OwnView| format!("CREATE TEMP VIEW IF NOT EXISTS {} AS\n{};\n", view.name, view.select);
    connection.execute_batch(&own().into_iter().map(made).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::own;
    use crate::store::Store;

    #[test]
    fn the_views_are_those_of_a_new_store() {
        let store = Store::in_memory().unwrap();
        let mut statement = store
            .connection()
            .prepare("SELECT name, sql FROM main.sqlite_schema WHERE type = 'view' ORDER BY name")
            .unwrap();
        let found = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        let found: Vec<(String, String)> = found.unwrap().collect::<rusqlite::Result<_>>().unwrap();
        let mut made: Vec<_> = own()
            .into_iter()
            .map(|view| (view.name.to_owned(), format!("CREATE VIEW {} AS\n{}", view.name, view.select)))
            .collect();
        made.sort();
        assert_eq!(made, found);
    }
}
