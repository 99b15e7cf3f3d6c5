//! A set of Parquet files as a store again: all of it, or what a query rests on.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use super::{Options, part};
use crate::dataset::Unfinished;
use crate::diagnostic::Result;
use crate::store::Counts;

/// How a set is made a store.
#[derive(Debug, Clone, Copy, Default)]
pub struct Restoring<'o> {
    /// Keep only what the rows of this query rest on.
    pub only: Option<&'o str>,
    /// Read and check all of it, and write nothing.
    pub dry_run: bool,
    /// Set to true, from another thread, to give it up.
    pub stop: Option<&'o AtomicBool>,
}

/// Makes a store at `path` out of a set, which is named by its folder or its manifest; how much is in it. It appears whole or not at all.
///
/// # Errors
/// [`SetProblem`](crate::problem::SetProblem) where the set is not as it should be, or something is at the path; what is wrong with the
/// query.
pub fn restore(set: &Path, path: &Path, restoring: &Restoring<'_>) -> Result<Counts> {
    let mut unfinished = Unfinished::of(set, path, restoring.stop)?;
    if let Some(query) = restoring.only {
        let options = Options { only: Some(query.to_owned()), ..Options::default() };
        unfinished = unfinished.changed(|store| part::take(store, &options).map(|(store, _)| store))?;
    }
    match restoring.dry_run {
        true => unfinished.store().counts(),
        false => unfinished.put().and_then(|store| store.counts()),
    }
}
