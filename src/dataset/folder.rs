//! The folder of a set: one process writes it at a time, and only what the manifest names stays.

use std::cell::RefCell;
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

/// A set's folder that nobody else writes. What was written into it goes when it is dropped, but for what a manifest was put in its place for.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    /// The set that is in it.
    before: Option<Manifest>,
    /// Whether another takes its place.
    anew: bool,
    /// The edition of the set that is written now.
    pub edition: u64,
    /// The files that stay whatever happens; none where it is not known which.
    kept: RefCell<Option<HashSet<PathBuf>>>,
    lock: fs::File,
}

impl Folder {
    /// Opens a folder for writing, and makes it where there is none. With `anew`, whatever set is in it is replaced.
    ///
    /// # Errors
    /// [`SetProblem::Occupied`] where it has something else; [`SetProblem::Busy`]; what is wrong with its manifest.
    pub(crate) fn open(path: &Path, anew: bool) -> Result<Self> {
        let found = listed(path).map_err(|error| io(path, &error))?;
        let is_ours = |name: &str| name == MANIFEST || TABLES.iter().any(|table| table.name == name);
        // The lock, and partial files of whoever was interrupted, begin so.
        let other = found.into_iter().find(|name| !is_ours(name) && !name.starts_with(".factfile-"));
        let shown = || path.display().to_string();
        let (before, is_known) = match (Manifest::read(path), other) {
            (Ok((_, manifest)), _) => (Some(manifest), true),
            (Err(diagnostic), other) => match (&diagnostic.problem, other) {
                (Problem::Set(SetProblem::NoManifest { .. }), None) => (None, true),
                (Problem::Set(SetProblem::NoManifest { .. }), Some(found)) => {
                    return Err(Diagnostic::new(SetProblem::Occupied { path: shown(), found }));
                }
                _ if anew => (None, false),
                _ => return Err(diagnostic),
            },
        };
        let lock = fs::File::create(path.join(LOCK)).map_err(|error| io(path, &error))?;
        match lock.try_lock() {
            Err(fs::TryLockError::WouldBlock) => return Err(Diagnostic::new(SetProblem::Busy { path: shown() })),
            // Where the system knows no locks, whoever writes must see to it.
            Ok(()) | Err(fs::TryLockError::Error(_)) => {}
        }
        // Another may have written it meanwhile.
        let before = if is_known { Manifest::read(path).ok().map(|(_, manifest)| manifest) } else { before };
        let edition = before.as_ref().map_or(0, |manifest| manifest.edition) + 1;
        let kept = RefCell::new(is_known.then(|| before.as_ref().map(|set| set.places(path)).unwrap_or_default()));
        Ok(Folder { path: path.to_owned(), before, anew, edition, kept, lock })
    }

    /// The set that is in it and that is gone on with.
    pub(crate) fn manifest(&self) -> Option<&Manifest> {
        self.before.as_ref().filter(|_| !self.anew)
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Puts a manifest in its place: from now on the set is what it says. Files that it does not name are removed.
    pub(super) fn put(&self, manifest: &Manifest) -> Result<()> {
        let target = Target::new(&self.path.join(MANIFEST), true)?;
        let mut file = target.temporary()?;
        file.write_all(manifest.text().as_bytes()).map_err(|error| target.failed(&error))?;
        target.put_in_place(file)?;
        self.kept.replace(Some(manifest.places(&self.path)));
        Ok(())
    }
}

impl Drop for Folder {
    /// Removes files of the set's tables that do not count. What cannot be removed does no harm.
    fn drop(&mut self) {
        let kept = self.kept.take();
        if let Some(kept) = &kept {
            TABLES.iter().for_each(|table| clean(&self.path.join(table.name), kept));
        }
        let is_empty = kept.is_some_and(|kept| kept.is_empty());
        if is_empty && !self.path.join(MANIFEST).exists() {
            let _ = fs::remove_file(self.path.join(LOCK));
            // Only an empty folder is removed so.
            let _ = fs::remove_dir(&self.path);
        }
        let _ = self.lock.unlock();
    }
}

/// The names in a folder, which is made where there is none.
fn listed(folder: &Path) -> std::io::Result<Vec<String>> {
    match fs::read_dir(folder) {
        Ok(found) => found.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect(),
        Err(error) if error.kind() == ErrorKind::NotFound => fs::create_dir(folder).map(|()| Vec::new()),
        Err(error) => Err(error),
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
    if named.is_empty() {
        let _ = fs::remove_dir(folder);
    }
}
