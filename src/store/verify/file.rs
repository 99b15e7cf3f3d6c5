//! The file: its pages, its schema, its references.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::Check;
use crate::problem::Fault;
use crate::store::plain::plain;
use crate::store::{Store, open};

pub(super) fn check(store: &Store) -> rusqlite::Result<Check> {
    let mut check = Check::of("file");
    check.checked = store.count_of("SELECT page_count FROM pragma_page_count")?;
    store.visit("SELECT * FROM pragma_integrity_check", [], |row| {
        let words: String = row.get(0)?;
        if words != "ok" {
            check.add(Fault::Damaged { words });
        }
        Ok(())
    })?;
    if !store.is_as_shipped()? {
        check.add(Fault::Damaged { words: "its bytes are not those that were shipped".into() });
    }
    if !check.is_clean() {
        return Ok(check);
    }
    schema(store, &mut check)?;
    store.visit("SELECT \"table\", rowid, parent FROM pragma_foreign_key_check", [], |row| {
        check.add(Fault::Dangling {
            table: row.get(0)?,
            row: row.get::<_, Option<i64>>(1)?.unwrap_or_default(),
            parent: row.get(2)?,
        });
        Ok(())
    })?;
    Ok(check)
}

/// Compares the schema with that of a new store. What there is besides, as in a shipped file, is nobody's fault.
fn schema(store: &Store, check: &mut Check) -> rusqlite::Result<()> {
    let Ok(new) = open::in_memory() else { return Ok(()) };
    let (wanted, found) = (objects(&new.connection)?, objects(&store.connection)?);
    for (object, sql) in wanted {
        match found.get(&object) {
            Some(there) if *there == sql || *there == plain(&sql) => {}
            there => check.add(Fault::Schema { object, there: there.is_some() }),
        }
    }
    Ok(())
}

/// The SQL of each table, index and view that has one.
fn objects(connection: &Connection) -> rusqlite::Result<BTreeMap<String, String>> {
    let mut statement = connection.prepare("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}
