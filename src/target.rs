//! Files that appear whole or not at all: they are written beside their place and renamed when they are finished.

use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempDir, TempPath};

use crate::diagnostic::{Diagnostic, Result};
use crate::problem::StoreProblem;

/// Where a file or folder is to appear.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    /// As it was named: what errors speak of.
    named: PathBuf,
    path: PathBuf,
    force: bool,
}

impl Target {
    /// The place `to`; with `force` a file that is there is replaced.
    pub(crate) fn new(to: &Path, force: bool) -> Result<Self> {
        let path = std::path::absolute(to).map_err(|error| io(to, &error))?;
        Ok(Target { named: to.to_owned(), path, force })
    }

    /// The whole path.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Refuses a file that must not be replaced, before any work is done: the store at `store`, and, without `force`, any
    /// that is there.
    pub(crate) fn check_file(&self, store: &Path) -> Result<()> {
        let path = || self.named.display().to_string();
        let same = |a: &Path| Some(a.canonicalize().ok()? == self.path.canonicalize().ok()?);
        if same(store) == Some(true) {
            return Err(Diagnostic::new(StoreProblem::SameFile { path: path() }));
        }
        if !self.force && self.path.symlink_metadata().is_ok() {
            return Err(Diagnostic::new(StoreProblem::Exists { path: path() }));
        }
        Ok(())
    }

    /// An empty file in the place's folder, so that it can be renamed; it goes when it is dropped. It gets the permissions
    /// that any new file would.
    pub(crate) fn temporary(&self) -> Result<NamedTempFile> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(".factfile-").suffix(".partial");
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        builder.tempfile_in(self.path.parent().unwrap_or(&self.path)).map_err(|error| self.failed(&error))
    }

    /// Renames the finished file to its place. Without `force` that fails where something came there meanwhile.
    pub(crate) fn put_in_place(&self, file: NamedTempFile) -> Result<()> {
        file.as_file().sync_all().map_err(|error| self.failed(&error))?;
        self.rename(file.into_temp_path())
    }

    fn rename(&self, file: TempPath) -> Result<()> {
        let put = if self.force { file.persist(&self.path) } else { file.persist_noclobber(&self.path) };
        put.map_err(|refused| match refused.error.kind() {
            std::io::ErrorKind::AlreadyExists => {
                Diagnostic::new(StoreProblem::Exists { path: self.named.display().to_string() })
            }
            _ => self.failed(&refused.error),
        })
    }

    /// An empty folder beside the place, or within it where the place is a folder already; it goes with all that is in it
    /// when it is dropped.
    pub(crate) fn temporary_folder(&self) -> Result<TempDir> {
        let within = if self.path.is_dir() { Some(self.path.as_path()) } else { self.path.parent() };
        let mut builder = tempfile::Builder::new();
        builder.prefix(".factfile-").suffix(".partial");
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
        builder.tempdir_in(within.unwrap_or(&self.path)).map_err(|error| self.failed(&error))
    }

    /// Moves the finished files of a folder to their place. Where the place is a folder already, what else is in it stays.
    pub(crate) fn put_folder_in_place(&self, folder: TempDir, names: &[&str]) -> Result<()> {
        if !self.path.is_dir() {
            let path = folder.keep();
            return std::fs::rename(&path, &self.path).map_err(|error| {
                // What could not be moved is worth nothing where it is.
                let _ = std::fs::remove_dir_all(&path);
                self.failed(&error)
            });
        }
        for name in names {
            self.within(name)
                .rename(TempPath::try_from_path(folder.path().join(name)).map_err(|error| self.failed(&error))?)?;
        }
        Ok(())
    }

    /// Refuses to write files into the folder that must not be replaced, before any work is done.
    pub(crate) fn check_folder(&self, store: &Path, names: &[&str]) -> Result<()> {
        if self.path.is_dir() {
            return names.iter().try_for_each(|name| self.within(name).check_file(store));
        }
        // A file is not replaced by a folder, also where it may be by a file.
        Target { force: false, ..self.clone() }.check_file(store)
    }

    fn within(&self, name: &str) -> Target {
        Target { named: self.named.join(name), path: self.path.join(name), force: self.force }
    }

    /// The error for a place that cannot be written.
    pub(crate) fn failed(&self, error: &std::io::Error) -> Box<Diagnostic> {
        io(&self.named, error)
    }
}

/// The error for a file of the system that cannot be written.
pub(crate) fn io(path: &Path, error: &std::io::Error) -> Box<Diagnostic> {
    // Where a temporary file would have been tells nobody anything.
    let told = error.to_string();
    let detail = told.split(" at path ").next().unwrap_or(&told).to_owned();
    Diagnostic::new(StoreProblem::Io { path: path.display().to_string(), detail })
}
