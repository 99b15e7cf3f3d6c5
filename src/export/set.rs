//! A store as a set of Parquet files.

use std::path::Path;

use super::{ExportReport, ExportedFile};
use crate::dataset;
use crate::diagnostic::Result;
use crate::store::Store;
use crate::store::export::Extent;

/// Writes the store into the set's folder.
pub(super) fn write(store: &Store, to: &Path) -> Result<ExportReport> {
    let snapshot = store.snapshot(Extent::History)?;
    let name = store.path().file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let written = dataset::write(&snapshot, to, &name)?;
    let rows = |table: &str| usize::try_from(written.manifest.rows(table)).unwrap_or_default();
    let file = |file: &dataset::File| ExportedFile { path: to.join(&file.path), bytes: file.bytes };
    Ok(ExportReport {
        files: written.files.iter().map(file).collect(),
        documents: rows("document"),
        entities: rows("entity"),
        facts: rows("fact"),
        evidence: rows("evidence"),
        left_out: Vec::new(),
    })
}
