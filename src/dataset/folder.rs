//! The folder of a set: one process writes it at a time, and only what the manifest names stays.

use std::collections::HashSet;
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use super::manifest::{MANIFEST, Manifest};
use crate::diagnostic::{Diagnostic, Result};
use crate::problem::{Problem, SetProblem};
use crate::store::tables::TABLES;
use crate::target::{Target, io};

/// What is locked while the set is written.
const LOCK: &str = ".factfile-lock";

/// A set's folder that nobody else writes.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    /// The set that is in it.
    pub manifest: Option<Manifest>,
    /// The edition of the set that is written now.
    pub edition: u64,
    _lock: fs::File,
}

impl Folder {
    /// Opens a folder for writing, and makes it where there is none. With `anew`, whatever set is in it is replaced.
    ///
    /// # Errors
    /// [`SetProblem::Occupied`] where it has something else; [`SetProblem::Busy`]; what is wrong with its manifest.
    pub(crate) fn open(path: &Path, anew: bool) -> Result<Self> {
        let failed = |error: std::io::Error| io(path, &error);
        let found = match fs::read_dir(path) {
            Ok(found) => found.map(|entry| entry.map(|entry| entry.file_name())).collect::<std::io::Result<Vec<_>>>(),
            Err(error) if error.kind() == ErrorKind::NotFound => fs::create_dir_all(path).map(|()| Vec::new()),
            Err(error) => Err(error),
        };
        let is_ours = |name: &str| name == LOCK || name == MANIFEST || TABLES.iter().any(|table| table.name == name);
        let found: Vec<String> =
            found.map_err(failed)?.iter().map(|name| name.to_string_lossy().into_owned()).collect();
        // Partial files of whoever was interrupted begin so.
        let other = found.into_iter().find(|name| !is_ours(name) && !name.starts_with(".factfile-"));
        let shown = || path.display().to_string();
        let lock = fs::File::create(path.join(LOCK)).map_err(failed)?;
        match lock.try_lock() {
            Err(fs::TryLockError::WouldBlock) => return Err(Diagnostic::new(SetProblem::Busy { path: shown() })),
            // Where the system knows no locks, whoever writes must see to it.
            Ok(()) | Err(fs::TryLockError::Error(_)) => {}
        }
        let manifest = match Manifest::read(path) {
            Ok((_, manifest)) => Some(manifest),
            Err(diagnostic) => match (diagnostic.problem.clone(), other) {
                (Problem::Set(SetProblem::NoManifest { .. }), Some(found)) => {
                    let _ = fs::remove_file(path.join(LOCK));
                    return Err(Diagnostic::new(SetProblem::Occupied { path: shown(), found }));
                }
                (Problem::Set(SetProblem::NoManifest { .. }), None) => None,
                _ if anew => None,
                _ => return Err(diagnostic),
            },
        };
        let edition = manifest.as_ref().map_or(0, |manifest| manifest.edition) + 1;
        Ok(Folder { path: path.to_owned(), edition, manifest: manifest.filter(|_| !anew), _lock: lock })
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Puts a manifest in its place: from now on the set is what it says. Files that it does not name are removed.
    pub(super) fn put(&self, manifest: &Manifest) -> Result<()> {
        let target = Target::new(&self.path.join(MANIFEST), true)?;
        let mut file = target.temporary()?;
        let text = manifest.text();
        file.write_all(text.as_bytes()).map_err(|error| target.failed(&error))?;
        target.put_in_place(file)?;
        self.clean(manifest);
        Ok(())
    }

    /// Removes files of the set's tables that the manifest does not name. What cannot be removed does no harm.
    fn clean(&self, manifest: &Manifest) {
        let files = manifest.tables.iter().flat_map(|table| &table.files);
        let named: HashSet<PathBuf> = files.map(|file| self.path.join(&file.path)).collect();
        for table in TABLES {
            clean(&self.path.join(table.name), &named);
        }
    }
}

fn clean(folder: &Path, named: &HashSet<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with("predicate=") {
            clean(&path, named);
            // Only an empty folder is removed so.
            let _ = fs::remove_dir(&path);
        } else if name.starts_with("part-") && name.ends_with(".parquet") && !named.contains(&path) {
            let _ = fs::remove_file(&path);
        }
    }
}
