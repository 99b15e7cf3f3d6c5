//! The manifest of a set: what it is made from, and which files count.

use std::collections::HashSet;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::digest::Digest;
use super::shape::Values;
use crate::diagnostic::{Diagnostic, Result};
use crate::problem::SetProblem;
use crate::store::SET_SCHEMA_VERSION;
use crate::target::io;

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
    /// How often the set was written.
    pub edition: u64,
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

/// What is read of a manifest before all else.
#[derive(Deserialize)]
struct Version {
    format: String,
    version: i64,
    schema_version: i64,
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

/// What a store is to a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// The set is made of its loads alone, with their numbers.
    Own,
    /// One of several whose loads are in the set, by its place among them.
    Known(usize),
    /// It has a history in common with the set, and then another.
    Diverged {
        /// The place among the set's sources of the one that it has it in common with.
        at: usize,
        /// How many loads that are.
        common: usize,
        /// The last load of that source in the set, by its own number.
        last: i64,
    },
    /// The set has none of its loads.
    Other,
}

impl Source {
    /// The number in the set of each of its loads.
    pub(crate) fn in_set(&self) -> Vec<i64> {
        let in_set = |range: &LoadRange| range.set_first..=range.set_first.saturating_add(range.last - range.first);
        self.loads.iter().flat_map(in_set).collect()
    }

    /// The same with its loads at these places in the set.
    pub(crate) fn placed(self, loads: Vec<LoadRange>) -> Self {
        Source { loads, ..self }
    }
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
    /// The manifest of a set, which is named by its folder or by its manifest; and the folder.
    ///
    /// # Errors
    /// [`SetProblem::NoManifest`] where there is none; that it is none, of another version, or names files that are not in the set.
    pub fn read(set: &Path) -> Result<(PathBuf, Self)> {
        let folder = match set.file_name() {
            Some(name) if name == MANIFEST && !set.is_dir() => set.parent().unwrap_or(set).to_owned(),
            _ => set.to_owned(),
        };
        let folder = if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder };
        let path = folder.join(MANIFEST);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(Diagnostic::new(SetProblem::NoManifest { path: folder.display().to_string() }));
            }
            Err(error) => return Err(io(&path, &error)),
        };
        let shown = path.display().to_string();
        let bad = |detail| Diagnostic::new(SetProblem::BadManifest { path: shown.clone(), detail });
        let Version { format, version, schema_version } =
            serde_json::from_str(&text).map_err(|error| bad(error.to_string()))?;
        if format != FORMAT {
            return Err(bad(format!("its format is {format:?}")));
        }
        let versions = [("layout", version, i64::from(VERSION)), ("schema", schema_version, SET_SCHEMA_VERSION)];
        if let Some((what, found, known)) = versions.into_iter().find(|(_, found, known)| found != known) {
            return Err(Diagnostic::new(SetProblem::OtherVersion { path: shown, what, found, known }));
        }
        let manifest: Manifest = serde_json::from_str(&text).map_err(|error| bad(error.to_string()))?;
        match manifest.first_outside() {
            Some(named) => Err(Diagnostic::new(SetProblem::Outside { path: shown, named })),
            None => Ok((folder, manifest)),
        }
    }

    /// Its files.
    pub fn files(&self) -> impl Iterator<Item = &File> {
        self.tables.iter().flat_map(|table| &table.files)
    }

    /// Where its files are.
    pub(super) fn places(&self, folder: &Path) -> HashSet<PathBuf> {
        self.files().map(|file| folder.join(&file.path)).collect()
    }

    /// The last load of the set; 0 where it has none.
    pub(super) fn last_load(&self) -> i64 {
        self.files().map(|file| file.loads[1]).max().unwrap_or_default()
    }

    /// How it is written.
    pub(super) fn text(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// What a store is to the set.
    pub(crate) fn standing(&self, store: &Source) -> Standing {
        let common =
            |known: &Source| known.history.iter().zip(&store.history).take_while(|(one, other)| one == other).count();
        let known = self.sources.iter().position(|known| common(known) == known.history.len());
        // Those that begin with the same load were one store once.
        let common = self.sources.iter().map(|known| (known, common(known))).enumerate();
        let diverged = common.filter(|(_, (_, common))| *common > 0).max_by_key(|(_, (_, common))| *common);
        match (known, diverged) {
            (Some(0), _) if self.sources.len() == 1 => Standing::Own,
            (Some(at), _) => Standing::Known(at),
            (None, Some((at, (known, common)))) => Standing::Diverged { at, common, last: known.last_load },
            (None, None) => Standing::Other,
        }
    }

    /// Whether a path names a set: a folder, or a manifest by its name.
    pub fn is_named(path: &Path) -> bool {
        path.is_dir() || (path.file_name().is_some_and(|name| name == MANIFEST) && says_it_is_one(path))
    }

    /// The first file that is not in the folder of its table.
    fn first_outside(&self) -> Option<String> {
        let files = self.tables.iter().flat_map(|table| table.files.iter().map(move |file| (table, file)));
        let is_outside = |(table, file): &(&Table, &File)| {
            let mut names = file.path.split('/');
            let is_name = |name: &str| !matches!(name, "" | "." | "..") && !name.contains(['\\', ':', '\0']);
            names.clone().count() < 2 || !names.clone().all(is_name) || names.next() != Some(&table.name)
        };
        files.into_iter().find(is_outside).map(|(_, file)| file.path.clone())
    }

    /// The table of that name.
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }

    /// How many rows a table has.
    pub fn rows(&self, name: &str) -> u64 {
        self.table(name).map_or(0, |table| table.files.iter().map(|file| file.rows).sum())
    }
}

/// Whether a file says that it is a manifest, as its first words.
fn says_it_is_one(path: &Path) -> bool {
    let mut begin = String::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(200).read_to_string(&mut begin));
    read.is_ok() && begin.contains(FORMAT)
}
