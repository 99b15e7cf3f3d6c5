//! The file that travels: a copy of a store for analysts, who read it with whatever tool they have.
//!
//! ```text
//! store ──VACUUM INTO──▶ temporary file beside the target ──contents──▶ tables, views, readme ──rename──▶ target
//! ```

mod answers;
mod canned;
mod comments;
mod contents;
mod datasette;
mod dictionary;
mod fixed;
pub mod frames;
mod kinds;
mod literals;
pub(crate) mod manifest;
mod names;
pub mod package;
mod part;
mod predicates;
mod readme;
mod redact;
mod restored;
mod usage;
mod view;

use std::path::{Path, PathBuf};

pub use restored::{Restoring, restore};
use serde::Serialize;
use tempfile::NamedTempFile;

use crate::diagnostic::{Diagnostic, Result};
use crate::problem::StoreProblem;
use crate::store::{Counts, Redacted, Store};
use crate::target::{Target, io};

/// How to ship.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    /// Replace a file that is already there.
    pub force: bool,
    /// Ship only what the rows of this query rest on.
    pub only: Option<String>,
    /// Leave out the things of these kinds and the facts of these predicates, and all that would tell of them; the documents' texts too.
    pub redact: Vec<String>,
    /// Leave the documents' texts out; their quotes stay.
    pub without_text: bool,
    /// Make the file readable for SQLite before 3.37.
    pub compat: bool,
    /// Write a manifest beside the file: its SHA-256 and how much is in it.
    pub manifest: bool,
    /// Write what Datasette is to know of the file beside it: titles, facets, saved queries.
    pub datasette: bool,
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
    /// What was left out since it was not to be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redacted: Option<Redacted>,
    /// The saved queries that Datasette is not given, each with the reason.
    pub queries_left_out: Vec<(String, String)>,
}

/// Writes a copy of `store` for analysts to the file `to`: compacted, with a view per predicate and kind, and with
/// tables that explain it. `docs/shipped-file.md` tells what is in it. The same store gives the same bytes.
///
/// The copy is of one moment, whatever other processes write meanwhile. It appears at `to` whole or not at all.
///
/// # Errors
///
/// What is wrong with `options.only` or `options.redact`; [`StoreProblem::Exists`] where `to` is there and `options.force` is not set; [`StoreProblem::SameFile`] where it is
/// the store itself; [`StoreProblem::Busy`] where another process is writing to it; [`StoreProblem::Io`] where it
/// cannot be written.
pub fn ship(store: &Store, to: &Path, options: &Options) -> Result<ShipReport> {
    let target = Target::new(to, options.force)?;
    check_target(store, to, &target)?;
    let beside = Target::new(&manifest::path_of(to), options.force)?;
    if options.manifest {
        beside.check_file(store.path())?;
    }
    let metadata_place = Target::new(&datasette::path_of(to), options.force)?;
    if options.datasette {
        metadata_place.check_file(store.path())?;
    }
    let mut file = target.temporary()?;
    store.go_on();
    let (copy, redacted) = part::take(store.copied(file.path(), to)?, options)?;
    go_on(store)?;
    // Meanwhile the pages that are written already go to the disk: they are nearly all.
    let pages = file.reopen().map_err(|error| io(to, &error))?;
    let counts = std::thread::scope(|scope| {
        // What cannot be written is told when the file is put in its place.
        scope.spawn(move || pages.sync_data());
        contents::fill(&copy)
    })?;
    go_on(store)?;
    if options.compat {
        copy.make_plain()?;
        // The pages must have nothing left of the schema that was.
        copy.compact()?;
    }
    let mut report = ShipReport { redacted, ..report(&copy, counts, to, &file)? };
    let (metadata, copy) = match options.datasette {
        true => {
            let (metadata, copy, left_out) = datasette::of(copy, to)?;
            report.queries_left_out = left_out.into_iter().map(|query| (query.name, query.reason)).collect();
            (Some(metadata), copy)
        }
        false => (None, copy),
    };
    copy.seal(file.as_file_mut())?;
    let manifest = options.manifest.then(|| manifest::of(&copy, counts, file.path(), to)).transpose()?;
    drop(copy);
    go_on(store)?;
    target.put_in_place(file)?;
    manifest.map_or(Ok(()), |manifest| manifest::write(&manifest, &beside))?;
    metadata.map_or(Ok(()), |metadata| datasette::write(&metadata, &metadata_place))?;
    Ok(report)
}

/// The views and triggers of a file that neither the schema nor shipping makes, or that they make otherwise: what each is, and its name.
/// Only a file that was shipped has others than the schema's.
///
/// # Errors
/// Where the store cannot be read.
pub(crate) fn foreign(store: &Store) -> Result<Vec<(String, String)>> {
    contents::foreign(store)
}

/// The names that the views of a shipped copy of a whole store have.
///
/// # Errors
/// Where the store cannot be read.
pub fn view_names(store: &Store) -> Result<Vec<String>> {
    contents::view_names(store)
}

/// Ends the work where it was stopped: what stops a store does not reach the copy of it.
fn go_on(store: &Store) -> Result<()> {
    if store.is_stopped() { Err(Diagnostic::new(StoreProblem::Interrupted)) } else { Ok(()) }
}

/// Refuses a target that must not be replaced, before any work is done.
fn check_target(store: &Store, to: &Path, target: &Target) -> Result<()> {
    target.check_file(store.path())?;
    // SQLite would take another database's journal for the new file's own, and play it back.
    let has_journal = ["-journal", "-wal"].iter().any(|suffix| {
        let mut journal = target.path().as_os_str().to_owned();
        journal.push(suffix);
        Path::new(&journal).exists()
    });
    let busy = || Diagnostic::new(StoreProblem::Busy { path: to.display().to_string() });
    if has_journal { Err(busy()) } else { Ok(()) }
}

fn report(copy: &Store, counts: Counts, to: &Path, file: &NamedTempFile) -> Result<ShipReport> {
    let count = |what: &str| {
        let sql = format!("SELECT count(*) FROM data_dictionary WHERE \"column\" IS NULL AND type = '{what}'");
        copy.connection().query_row(&sql, [], |row| row.get(0)).map_err(copy.failed("counting"))
    };
    Ok(ShipReport {
        path: to.to_owned(),
        bytes: file.as_file().metadata().map_err(|error| io(to, &error))?.len(),
        tables: count("table")?,
        views: count("view")?,
        documents: counts.documents,
        entities: counts.entities,
        facts: counts.facts,
        redacted: None,
        queries_left_out: Vec::new(),
    })
}
