//! Names, by which things are found, and merges, by which they are others.

use std::collections::HashMap;

use super::Check;
use crate::fold::{fold, fold_words};
use crate::problem::Fault;
use crate::store::Store;
use crate::store::write::ENTITY_COLUMNS;

pub(super) fn check(store: &Store) -> rusqlite::Result<Check> {
    let mut check = Check::of("names");
    folded(store, "name", "text", fold, &mut check)?;
    folded(store, "kind", "name", fold_words, &mut check)?;
    folded(store, "predicate", "name", fold_words, &mut check)?;
    folded(store, "rule", "name", fold_words, &mut check)?;
    shown(store, &mut check)?;
    merged(store, &mut check)?;
    for (table, column, stated) in ENTITY_COLUMNS {
        let sql = format!(
            "SELECT r.id FROM {table} AS r WHERE r.{column} IS NOT
                (SELECT coalesce(e.merged, e.id) FROM entity AS e WHERE e.id = coalesce(r.{stated}, r.{column}))"
        );
        store.visit(&sql, [], |row| {
            check.add(Fault::Unmoved { table, row: row.get(0)? });
            Ok(())
        })?;
    }
    Ok(check)
}

/// Checks that words are kept as look-up folds them.
fn folded(
    store: &Store,
    table: &'static str,
    column: &str,
    fold: fn(&str) -> String,
    check: &mut Check,
) -> rusqlite::Result<()> {
    store.visit(&format!("SELECT {column}, folded FROM {table}"), [], |row| {
        check.checked += 1;
        let (text, kept): (String, String) = (row.get(0)?, row.get(1)?);
        if fold(&text) != kept {
            check.add(Fault::Folded { table, text, kept });
        }
        Ok(())
    })
}

/// Checks that the name by which answers show an entity is one of its names.
fn shown(store: &Store, check: &mut Check) -> rusqlite::Result<()> {
    let sql = "SELECT e.key, e.name FROM entity AS e
               WHERE NOT EXISTS (SELECT 1 FROM name AS n WHERE n.entity = coalesce(e.merged, e.id) AND n.text = e.name)";
    store.visit(sql, [], |row| {
        check.add(Fault::Shown { key: row.get(0)?, name: row.get(1)? });
        Ok(())
    })
}

/// Checks that each entity is what the merges that count lead to, all of which are in memory.
fn merged(store: &Store, check: &mut Check) -> rusqlite::Result<()> {
    let mut into: HashMap<i64, i64> = HashMap::new();
    store.visit("SELECT entity, \"into\" FROM merge WHERE retracted IS NULL", [], |row| {
        into.insert(row.get(0)?, row.get(1)?);
        Ok(())
    })?;
    let sql = "SELECT id, key, merged FROM entity WHERE merged IS NOT NULL
               OR id IN (SELECT entity FROM merge WHERE retracted IS NULL)";
    store.visit(sql, [], |row| {
        let id: i64 = row.get(0)?;
        // No longer than there are merges, even if a damaged store leads round in a circle.
        let end = std::iter::successors(into.get(&id), |at| into.get(at)).take(into.len()).last().copied();
        if row.get::<_, Option<i64>>(2)? != end {
            check.add(Fault::Merged { key: row.get(1)? });
        }
        Ok(())
    })
}
