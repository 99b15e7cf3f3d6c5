//! A store as a set of Parquet files.

use std::path::Path;

use super::{ExportReport, ExportedFile, Options};
use crate::dataset::{self, Folder, Standing, Told, Written};
use crate::diagnostic::{Diagnostic, Result};
use crate::problem::SetProblem;
use crate::store::Store;
use crate::store::export::Extent;

/// Writes the store into the set's folder: what the set does not have yet.
pub(super) fn write(store: &Store, to: &Path, options: &Options) -> Result<ExportReport> {
    let folder = Folder::open(to, options.force)?;
    let snapshot = store.snapshot(Extent::History)?;
    let name = store.path().file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let source = dataset::source(&snapshot, &name)?;
    match folder.manifest.as_ref().map_or(Standing::Own, |set| set.standing(&source)) {
        Standing::Own => {
            let told = Told { sources: vec![source], conflicts: Vec::new() };
            Ok(report(&dataset::write(&snapshot, &folder, told)?, to))
        }
        Standing::Diverged { common, last } => Err(Diagnostic::new(SetProblem::Diverged {
            path: to.display().to_string(),
            store: store.path().display().to_string(),
            common,
            set_last: last,
            store_last: source.last_load,
        })),
        Standing::Known(_) | Standing::Other => todo!(),
    }
}

/// What was written, and what the set has now.
fn report(written: &Written, to: &Path) -> ExportReport {
    let rows = |table: &str| usize::try_from(written.manifest.rows(table)).unwrap_or_default();
    let file = |file: &dataset::File| ExportedFile { path: to.join(&file.path), bytes: file.bytes };
    ExportReport {
        files: written.files.iter().map(file).collect(),
        documents: rows("document"),
        entities: rows("entity"),
        facts: rows("fact"),
        evidence: rows("evidence"),
        left_out: Vec::new(),
    }
}
