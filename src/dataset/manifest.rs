//! The manifest of a set: what it is made from, and which files count.

use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::digest::Digest;
use super::shape::Values;

/// The manifest's file in the set's folder.
pub const MANIFEST: &str = "manifest.json";

/// What every manifest says it is.
pub(super) const FORMAT: &str = "factfile parquet set";

/// The version of the set's layout that this program writes.
pub(super) const VERSION: u32 = 1;

/// What a set is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// `factfile parquet set`.
    pub format: String,
    /// The version of the layout.
    pub version: u32,
    /// The version of the store's schema, whose tables these are.
    pub schema_version: i64,
    /// The program that wrote it, with its version.
    pub application: String,
    /// The stores whose loads are in it.
    pub sources: Vec<Source>,
    /// Its tables, in the order of the schema.
    pub tables: Vec<Table>,
    /// The rows of `kind`, `kind_phrase`, `predicate` and `predicate_phrase`.
    pub vocabulary: Map<String, Value>,
    /// The rows of `rule`.
    pub rules: Vec<Value>,
    /// The rows of `query`.
    pub queries: Vec<Value>,
    /// Where what stores say differs, so that one of it was kept.
    #[serde(default)]
    pub conflicts: Vec<Conflict>,
}

/// A store whose loads are in the set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The name of its file.
    pub name: String,
    /// The last of its loads that is in the set, by its own number; 0 where it has none.
    pub last_load: i64,
    /// When that was recorded: RFC 3339, UTC.
    pub last_load_at: Option<String>,
    /// The sum of each of its loads, by which it is known again.
    pub(super) history: Vec<Digest>,
    /// Which loads of the set these are.
    pub loads: Vec<LoadRange>,
}

/// Loads of a store, and where they are in the set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadRange {
    /// The first, by its number in the store.
    pub first: i64,
    /// The last.
    pub last: i64,
    /// The number of the first in the set.
    pub set_first: i64,
}

/// A table of the set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// The columns that its files have, in their order. A column by which it is parted is in the files' folder instead.
    pub columns: Vec<Column>,
    /// The column by which it is parted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parted_by: Option<String>,
    /// Its files.
    pub files: Vec<File>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What its values are.
    #[serde(rename = "type")]
    pub values: Values,
}

/// A file that counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct File {
    /// Where it is in the set's folder, with `/` between folders.
    pub path: String,
    /// How many rows it has.
    pub rows: u64,
    /// How many bytes.
    pub bytes: u64,
    /// The SHA-256 of these, in lower-case hexadecimal.
    pub sha256: String,
    /// The predicate of its facts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predicate: Option<i64>,
    /// The first and the last load by which its rows were added.
    pub loads: [i64; 2],
    /// The first and the last number that its rows may have, where the table does not say which loads added them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numbers: Option<[i64; 2]>,
    /// The sum of its rows, in any order.
    pub(super) digest: Digest,
}

/// Something of which stores say different things, so that one was kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// What it is of: an entity, a predicate.
    pub what: String,
    /// Which, by its key or name.
    pub name: String,
    /// What differs.
    pub of: String,
    /// What the set has.
    pub kept: String,
    /// What the other store has.
    pub other: String,
    /// The name of that store's file.
    pub source: String,
}

impl Manifest {
    /// The table of that name.
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }

    /// How many rows a table has.
    pub fn rows(&self, name: &str) -> u64 {
        self.table(name).map_or(0, |table| table.files.iter().map(|file| file.rows).sum())
    }
}

/// The manifest's place in a folder.
pub(super) fn place(folder: &Path) -> std::path::PathBuf {
    folder.join(MANIFEST)
}
