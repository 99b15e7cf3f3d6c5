//! The replica of a set: what is read of it to begin with, in an ordinary store.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, params_from_iter};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::fetch::{Columns, insert};
use crate::diagnostic::{Diagnostic, Result};
use crate::problem::{RemoteProblem, StoreProblem};
use crate::remote::Set;
use crate::store::seal::seal_change;
use crate::store::{Counts, SCHEMA_VERSION, SET_SCHEMA_VERSION, Store};

/// The tables that are read whole. What facts say, and where, is fetched as it is asked for.
const TABLES: [&str; 16] = [
    "load",
    "kind",
    "kind_phrase",
    "predicate",
    "predicate_phrase",
    "entity",
    "name",
    "document",
    "query",
    "rule",
    "merge",
    "unmerge",
    "distinction",
    "undone",
    "predicate_statistics",
    "kind_statistics",
];

/// Facts that have qualifiers, one for each key: by these the vocabulary knows which predicates qualify facts.
const QUALIFIED: &str =
    "id IN (SELECT min(q.fact) FROM qualifier AS q JOIN fact AS f ON f.id = q.fact WHERE f.holds = 1 GROUP BY q.key)";

/// What is read of a set's manifest.
#[derive(Debug, Deserialize)]
struct Manifest {
    schema_version: i64,
    tables: Vec<Table>,
}

#[derive(Debug, Deserialize)]
struct Table {
    name: String,
    columns: Vec<Column>,
    files: Vec<File>,
}

#[derive(Debug, Deserialize)]
struct Column {
    name: String,
}

#[derive(Debug, Deserialize)]
struct File {
    rows: i64,
}

/// The file of a set's replica in a folder, made where it is not there, and how much there is in the set.
pub(super) fn of(set: &Set, cache: &Path) -> Result<(PathBuf, Counts)> {
    let manifest = read_manifest(set)?;
    let rows = |name: &str| {
        let tables = manifest.tables.iter().filter(|table| table.name == name);
        tables.flat_map(|table| &table.files).fold(0, |sum: i64, file| sum.saturating_add(file.rows))
    };
    let counts = Counts {
        documents: rows("document"),
        entities: rows("entity"),
        facts: rows("fact"),
        evidence: rows("evidence"),
    };
    let sum: String = Sha256::digest(set.manifest()).iter().map(|byte| format!("{byte:02x}")).collect();
    let file = cache.join(format!("{sum}-{SCHEMA_VERSION}.db"));
    if file.exists() {
        return Ok((file, counts));
    }
    let io = |error: std::io::Error| {
        Diagnostic::new(StoreProblem::Io { path: cache.display().to_string(), detail: error.to_string() })
    };
    fs::create_dir_all(cache).map_err(io)?;
    // It is made beside its place, and appears there whole.
    let beside = TempDir::new_in(cache).map_err(io)?;
    let made = beside.path().join("replica.db");
    fill(&mut Store::open_or_create(&made)?, set, &manifest)?;
    fs::rename(&made, &file).map_err(io)?;
    Ok((file, counts))
}

/// Removes a replica, for it to be made again.
pub(super) fn remove(replica: &Path) -> Result<()> {
    match fs::remove_file(replica) {
        // Another process may have done it.
        Err(error) if error.kind() != ErrorKind::NotFound => {
            let path = replica.display().to_string();
            Err(Diagnostic::new(StoreProblem::Io { path, detail: error.to_string() }))
        }
        _ => Ok(()),
    }
}

fn read_manifest(set: &Set) -> Result<Manifest> {
    let bad = |detail: String| Diagnostic::new(RemoteProblem::NoSet { place: set.place().to_owned(), detail });
    let manifest: Manifest =
        serde_json::from_str(set.manifest()).map_err(|error| bad(format!("manifest.json: {error}")))?;
    match manifest.schema_version == SET_SCHEMA_VERSION {
        true => Ok(manifest),
        false => Err(bad(format!(
            "it is of schema {}, and this program knows {SET_SCHEMA_VERSION}",
            manifest.schema_version
        ))),
    }
}

fn fill(store: &mut Store, set: &Set, manifest: &Manifest) -> Result<()> {
    let failed = store.failed("copying the words of a set");
    let connection = &store.connection;
    let begin = "PRAGMA foreign_keys = off; PRAGMA synchronous = off; BEGIN";
    connection.execute_batch(begin).map_err(&failed)?;
    let has_rows = |table: &&Table| table.files.iter().any(|file| file.rows > 0);
    for table in manifest.tables.iter().filter(has_rows).filter(|table| TABLES.contains(&table.name.as_str())) {
        let columns = Columns::of(connection, "main", &table.name, |name| {
            table.columns.iter().any(|column| column.name == name) && (&*table.name, name) != ("document", "text")
        });
        let columns = columns.map_err(&failed)?;
        copy(store, set, &columns, "TRUE")?;
    }
    let all = |_: &str| true;
    let is_qualified = manifest.tables.iter().filter(has_rows).any(|table| table.name == "qualifier");
    let qualified = [("fact", QUALIFIED.to_owned()), ("qualifier", QUALIFIED.replacen("id IN", "fact IN", 1))];
    for (table, which) in qualified.into_iter().filter(|_| is_qualified) {
        copy(store, set, &Columns::of(connection, "main", table, all).map_err(&failed)?, &which)?;
    }
    seal_change(&mut store.connection).map_err(&failed)?;
    // One file, beside which nothing is needed.
    store.connection.execute_batch("COMMIT; PRAGMA journal_mode = delete").map_err(&failed)
}

/// Copies rows of a table of the set.
fn copy(store: &Store, set: &Set, columns: &Columns, which: &str) -> Result<()> {
    let connection: &Connection = &store.connection;
    let mut statement = connection.prepare(&insert(columns)).map_err(store.failed("copying the words of a set"))?;
    set.rows((&columns.select(which), None), true, &|| store.is_stopped(), &mut |rows| {
        for row in rows {
            statement.execute(params_from_iter(&row)).map_err(store.failed("copying the words of a set"))?;
        }
        Ok(())
    })
}
