//! The file that travels: a copy of a store for analysts, who read it with whatever tool they have.
//!
//! ```text
//! store ──VACUUM INTO──▶ temporary file beside the target ──contents──▶ tables, views, readme ──rename──▶ target
//! ```

mod comments;
mod contents;
mod dictionary;
mod fixed;
mod kinds;
mod literals;
mod names;
mod predicates;
mod readme;
mod usage;
mod view;

use std::path::{Path, PathBuf};

use serde::Serialize;
use tempfile::{NamedTempFile, PersistError};

use crate::diagnostic::{Diagnostic, Result};
use crate::problem::StoreProblem;
use crate::store::Store;

/// How to ship.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// Replace a file that is already there.
    pub force: bool,
}

/// What was shipped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShipReport {
    /// The file, as it was named.
    pub path: PathBuf,
    /// Its size in bytes.
    pub bytes: u64,
    /// How many tables it has.
    pub tables: i64,
    /// How many views.
    pub views: i64,
    /// How many documents.
    pub documents: i64,
    /// How many entities.
    pub entities: i64,
    /// How many facts that are not retracted.
    pub facts: i64,
}

/// Writes a copy of `store` for analysts to the file `to`: compacted, with a view per predicate and kind, and with
/// tables that explain it. `docs/shipped-file.md` tells what is in it. The same store gives the same bytes.
///
/// The copy is of one moment, whatever other processes write meanwhile. It appears at `to` whole or not at all.
///
/// # Errors
///
/// [`StoreProblem::Exists`] where `to` is there and `options.force` is not set; [`StoreProblem::SameFile`] where it is
/// the store itself; [`StoreProblem::Busy`] where another process is writing to it; [`StoreProblem::Io`] where it
/// cannot be written.
pub fn ship(store: &Store, to: &Path, options: &Options) -> Result<ShipReport> {
    let target = std::path::absolute(to).map_err(|error| io(to, &error))?;
    check_target(store, to, &target, options)?;
    let file = temporary(&target).map_err(|error| io(to, &error))?;
    let copy = store.copied(file.path(), to)?;
    contents::fill(&copy)?;
    let report = report(&copy, to, &file)?;
    drop(copy);
    file.as_file().sync_all().map_err(|error| io(to, &error))?;
    put_in_place(file, to, &target, options)?;
    Ok(report)
}

/// Refuses a target that must not be replaced, before any work is done.
fn check_target(store: &Store, to: &Path, target: &Path, options: &Options) -> Result<()> {
    let path = to.display().to_string();
    let same = |a: &Path| Some(a.canonicalize().ok()? == target.canonicalize().ok()?);
    if same(store.path()) == Some(true) {
        return Err(Diagnostic::new(StoreProblem::SameFile { path }));
    }
    if !options.force && target.symlink_metadata().is_ok() {
        return Err(Diagnostic::new(StoreProblem::Exists { path }));
    }
    // SQLite would take another database's journal for the new file's own, and play it back.
    let has_journal = ["-journal", "-wal"].iter().any(|suffix| {
        let mut journal = target.as_os_str().to_owned();
        journal.push(suffix);
        Path::new(&journal).exists()
    });
    if has_journal { Err(Diagnostic::new(StoreProblem::Busy { path })) } else { Ok(()) }
}

/// An empty file in the target's folder, so that it can be renamed; it goes when it is dropped. It gets the
/// permissions that any new file would.
fn temporary(target: &Path) -> std::io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".factfile-").suffix(".partial");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(target.parent().unwrap_or(target))
}

fn report(copy: &Store, to: &Path, file: &NamedTempFile) -> Result<ShipReport> {
    let count = |types: &str| {
        let sql = format!(
            "SELECT count(*) FROM pragma_table_list
             WHERE schema = 'main' AND type IN ({types}) AND substr(name, 1, 7) <> 'sqlite_'"
        );
        copy.connection().query_row(&sql, [], |row| row.get(0)).map_err(copy.failed("counting"))
    };
    let counts = copy.counts()?;
    Ok(ShipReport {
        path: to.to_owned(),
        bytes: file.as_file().metadata().map_err(|error| io(to, &error))?.len(),
        // What FTS5 keeps its indexes in is nobody's to read.
        tables: count("'table', 'virtual'")?,
        views: count("'view'")?,
        documents: counts.documents,
        entities: counts.entities,
        facts: counts.facts,
    })
}

/// Renames the finished file to the target. Without `force` that fails where something came there meanwhile.
fn put_in_place(file: NamedTempFile, to: &Path, target: &Path, options: &Options) -> Result<()> {
    let put = if options.force { file.persist(target) } else { file.persist_noclobber(target) };
    match put {
        Ok(_) => Ok(()),
        Err(PersistError { error, .. }) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            Err(Diagnostic::new(StoreProblem::Exists { path: to.display().to_string() }))
        }
        Err(PersistError { error, .. }) => Err(io(to, &error)),
    }
}

fn io(path: &Path, error: &std::io::Error) -> Box<Diagnostic> {
    Diagnostic::new(StoreProblem::Io { path: path.display().to_string(), detail: error.to_string() })
}
