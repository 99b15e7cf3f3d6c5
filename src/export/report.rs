//! What an export came to.

use std::path::PathBuf;

use serde::Serialize;

use crate::dataset::Conflict;
use crate::diagnostic::Result;
use crate::store::export::Snapshot;

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ExportReport {
    /// The files, each with its size; none where it was written to no file.
    pub files: Vec<ExportedFile>,
    /// How many documents were written.
    pub documents: usize,
    /// How many entities.
    pub entities: usize,
    /// How many facts.
    pub facts: usize,
    /// How many pieces of evidence.
    pub evidence: usize,
    /// What the format has no place for, so that it was left out: each sort with how many there were.
    pub left_out: Vec<(LeftOut, usize)>,
    /// How many files of a set of Parquet files do not count any more.
    pub replaced: usize,
    /// Of what the store says something else than the set that it was united with, which stays as it is.
    pub conflicts: Vec<Conflict>,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExportedFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its size in bytes.
    pub bytes: u64,
}

/// What a format has no place for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftOut {
    /// Facts whose values are texts, numbers or dates of predicates that the format does not know.
    Values,
    /// Facts that are only denied, where the format can only affirm.
    Denied,
    /// Facts of which time, qualifiers and claims are left out.
    Details,
    /// Facts of a predicate whose path leads over others only: they count as nothing.
    Derived,
    /// Documents.
    Documents,
    /// Rules, which are of this language only.
    Rules,
    /// Saved queries.
    Queries,
    /// That entities are not one.
    Distinctions,
}

impl ExportReport {
    /// Counts what only records have a place for.
    pub(super) fn leave_out_own(&mut self, snapshot: &Snapshot<'_>) -> Result<()> {
        self.leave_out(LeftOut::Rules, snapshot.vocabulary()?.rules().len());
        self.leave_out(LeftOut::Queries, snapshot.queries()?.len());
        self.leave_out(LeftOut::Distinctions, snapshot.distinctions()?.len());
        Ok(())
    }

    /// Counts what is left out.
    pub(super) fn leave_out(&mut self, what: LeftOut, count: usize) {
        if count == 0 {
            return;
        }
        match self.left_out.iter_mut().find(|(known, _)| *known == what) {
            Some((_, counted)) => *counted += count,
            None => self.left_out.push((what, count)),
        }
    }
}
