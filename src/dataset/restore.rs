//! A set read back into a store.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use tempfile::NamedTempFile;

use super::manifest::{File, Manifest};
use super::read::each_row;
use super::shape::{self, Shape};
use crate::diagnostic::{Diagnostic, Result};
use crate::problem::{Problem, SetProblem, StoreProblem};
use crate::store::Store;
use crate::store::fill::{Filling, Refused};
use crate::sum;
use crate::target::{Target, io};

/// Makes a store out of a set, which is named by its folder or its manifest: with the same numbers, the same history and the same
/// answers as the store that was written into it. The store appears whole at `path` or not at all.
///
/// # Errors
/// [`SetProblem`] where the set is not as it should be; [`SetProblem::StoreThere`] where something is at the path.
pub fn restore(set: &Path, path: &Path) -> Result<Store> {
    Unfinished::of(set, path, None)?.put()
}

/// A store made from a set, still beside its place; it goes when it is dropped.
pub(crate) struct Unfinished {
    /// Its errors speak of the place.
    store: Store,
    file: NamedTempFile,
    target: Target,
}

impl Unfinished {
    /// Makes it; `stop` is set to true, from another thread, to give it up.
    pub(crate) fn of(set: &Path, path: &Path, stop: Option<&AtomicBool>) -> Result<Self> {
        let (folder, manifest) = Manifest::read(set)?;
        let target = Target::new(path, false)?;
        if path.symlink_metadata().is_ok() {
            return Err(there(path));
        }
        let file = target.temporary()?;
        let store = Store::to_fill(file.path(), path)?;
        let shapes = shape::all()?;
        let from = From { folder: &folder, manifest: &manifest, stop };
        let dangling = store.fill(|filling| shapes.iter().try_for_each(|shape| fill(filling, shape, &from)))?;
        match dangling {
            Some(table) => Err(Diagnostic::new(SetProblem::Dangling { path: folder.display().to_string(), table })),
            None => Ok(Unfinished { store, file, target }),
        }
    }

    /// The store.
    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    /// The same with its store changed.
    ///
    /// # Errors
    /// What `change` fails with.
    pub(crate) fn changed(self, change: impl FnOnce(Store) -> Result<Store>) -> Result<Self> {
        let Unfinished { store, file, target } = self;
        Ok(Unfinished { store: change(store)?, file, target })
    }

    /// Puts it in its place.
    pub(crate) fn put(mut self) -> Result<Store> {
        self.store.seal_again()?;
        let path = self.store.path().to_owned();
        drop(self.store);
        self.target.put_in_place(self.file).map_err(|diagnostic| match diagnostic.problem {
            Problem::Store(StoreProblem::Exists { .. }) => there(&path),
            _ => diagnostic,
        })?;
        Store::open_writable(path)
    }
}

fn there(path: &Path) -> Box<Diagnostic> {
    Diagnostic::new(SetProblem::StoreThere { path: path.display().to_string() })
}

/// What a store is made from.
struct From<'s> {
    folder: &'s Path,
    manifest: &'s Manifest,
    stop: Option<&'s AtomicBool>,
}

impl From<'_> {
    fn go_on(&self) -> Result<()> {
        match self.stop.is_some_and(|stop| stop.load(Ordering::Relaxed)) {
            true => Err(Diagnostic::new(StoreProblem::Interrupted)),
            false => Ok(()),
        }
    }
}

/// Fills a table with the rows of its files.
fn fill(filling: &Filling<'_>, shape: &Shape, from: &From<'_>) -> Result<()> {
    let From { folder, manifest, .. } = from;
    let files = manifest.table(shape.table.name).map(|table| table.files.as_slice()).unwrap_or_default();
    let reading = shape.reading();
    let mut last = folder.to_path_buf();
    let refused = filling.table(shape.table, shape.stored, &mut |insert| {
        for file in files {
            last = checked(folder, file)?;
            let rows = each_row(&last, &reading.columns, &mut |fields| {
                from.go_on()?;
                refuse(insert.row(&reading.row(fields, file.predicate))?, &last)
            })?;
            same(&last, "number of rows", file.rows.to_string(), rows.to_string())?;
        }
        Ok(())
    })?;
    refuse(refused, &last)
}

fn refuse(refused: Refused, path: &Path) -> Result<()> {
    match refused {
        None => Ok(()),
        Some(detail) => Err(Diagnostic::new(SetProblem::Row { path: path.display().to_string(), detail })),
    }
}

/// The path of a file that is the one which the manifest names.
fn checked(folder: &Path, file: &File) -> Result<PathBuf> {
    let path = folder.join(&file.path);
    let sum = sum::of_file(&path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Diagnostic::new(SetProblem::MissingFile { path: path.display().to_string() }),
        _ => io(&path, &error),
    });
    let (sha256, bytes) = sum?;
    same(&path, "size in bytes", file.bytes.to_string(), bytes.to_string())?;
    same(&path, "SHA-256", file.sha256.clone(), sha256)?;
    Ok(path)
}

fn same(path: &Path, what: &'static str, said: String, found: String) -> Result<()> {
    match said == found {
        true => Ok(()),
        false => Err(Diagnostic::new(SetProblem::OtherFile { path: path.display().to_string(), what, said, found })),
    }
}
