//! A store as a set of Parquet files: alone, or united with the stores that are in the set already.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use super::{ExportReport, ExportedFile, Options, Output, native};
use crate::dataset::{self, Conflict, Folder, LoadRange, Manifest, Source, Standing, Told, Written};
use crate::diagnostic::{Diagnostic, Result};
use crate::load::{self, Input, LoadFailure, Onto};
use crate::problem::{Problem, SetProblem, StoreProblem, Wording};
use crate::store::export::{Extent, Snapshot};
use crate::store::{KindsApart, Store};
use crate::target::io;

/// Writes the store into the set's folder: what the set does not have yet.
pub(super) fn write(store: &Store, to: &Path, options: &Options) -> Result<ExportReport> {
    store.sorting_in_files(|| write_sorted(store, to, options))
}

fn write_sorted(store: &Store, to: &Path, options: &Options) -> Result<ExportReport> {
    let folder = Folder::open(to, options.force)?;
    let snapshot = store.snapshot(Extent::History)?;
    let name = store.path().file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let source = dataset::source(&snapshot, &name)?;
    let Some(set) = folder.manifest() else { return alone(&snapshot, &folder, source, to) };
    let known = match set.standing(&source) {
        Standing::Own => return alone(&snapshot, &folder, source, to),
        Standing::Known(at) => Known { at: Some(at), numbers: set.sources.get(at).map(Source::in_set) },
        Standing::Other => Known { at: None, numbers: None },
        Standing::Diverged { at, common, .. } if options.unite => {
            let numbers = set.sources.get(at).map(|known| known.in_set().into_iter().take(common).collect());
            Known { at: None, numbers }
        }
        Standing::Diverged { common, last, .. } => {
            return Err(Diagnostic::new(SetProblem::Diverged {
                path: to.display().to_string(),
                store: store.path().display().to_string(),
                common: i64::try_from(common).unwrap_or(i64::MAX),
                set_last: last,
                store_last: source.last_load,
            }));
        }
    };
    unite(&snapshot, (&folder, set), to, (source, known))
}

/// Writes a store whose loads alone are in the set.
fn alone(snapshot: &Snapshot<'_>, folder: &Folder, source: Source, to: &Path) -> Result<ExportReport> {
    if let Some(set) = folder.manifest().filter(|set| set.sources == [source.clone()]) {
        // Every change has a load of its own, so that nothing else can be new.
        return Ok(report(&Written { manifest: set.clone(), files: Vec::new(), replaced: 0 }, to));
    }
    let told = Told { sources: vec![source], conflicts: Vec::new() };
    Ok(report(&dataset::write(snapshot, folder, told)?, to))
}

/// What a set has of a store already.
struct Known {
    /// Its place among the sources.
    at: Option<usize>,
    /// The numbers in the set of its first loads.
    numbers: Option<Vec<i64>>,
}

/// Unites a store with a set: a store is made from the set, the history of the other goes onto its own, and what is new then is written.
fn unite(
    snapshot: &Snapshot<'_>,
    (folder, manifest): (&Folder, &Manifest),
    to: &Path,
    (source, known): (Source, Known),
) -> Result<ExportReport> {
    let mut onto = onto(manifest, &source, known.numbers.unwrap_or_default());
    let Some(first_new) = onto.first_new() else {
        let nothing = Written { manifest: manifest.clone(), files: Vec::new(), replaced: 0 };
        return Ok(report(&nothing, to));
    };
    let scratch = tempfile::Builder::new().prefix(".factfile-").tempdir_in(to).map_err(|error| io(to, &error))?;
    let mut united = dataset::restore(to, &scratch.path().join("united.db"))?;
    let records = scratch.path().join("records.jsonl");
    write_records(snapshot, &records)?;
    let options = load::Options::default();
    let done = load::load_onto(&mut united, &Input::File(records), &options, Some(&mut onto), &mut |_| {});
    done.map_err(|failure| unjoined(failure, to, &source.name))?;
    let kinds = united.kinds_apart(first_new)?.into_iter().map(|kinds| of_kinds(kinds, &source.name));
    let mut conflicts = manifest.conflicts.clone();
    for conflict in onto.conflicts.into_iter().chain(kinds) {
        if !conflicts.contains(&conflict) {
            conflicts.push(conflict);
        }
    }
    let mut sources = manifest.sources.clone();
    let source = source.placed(ranges(&onto.numbers));
    match known.at.and_then(|at| sources.get_mut(at)) {
        Some(known) => *known = source,
        None => sources.push(source),
    }
    let told = Told { sources, conflicts };
    let written = united.sorting_in_files(|| dataset::write(&united.snapshot(Extent::History)?, folder, told))?;
    let mut report = report(&written, to);
    report.conflicts = written.manifest.conflicts[manifest.conflicts.len()..].to_vec();
    Ok(report)
}

/// Where the loads of a store go to: those that the set has are where they are, the others behind all that it has.
fn onto(set: &Manifest, source: &Source, mut numbers: Vec<i64>) -> Onto {
    let known = numbers.len();
    let last = set.sources.iter().flat_map(Source::in_set).max().unwrap_or(0);
    let new = usize::try_from(source.last_load).unwrap_or_default().saturating_sub(known);
    numbers.extend((last + 1..).take(new));
    Onto { source: source.name.clone(), numbers, known, conflicts: Vec::new() }
}

/// Numbers of loads in the set as ranges.
fn ranges(numbers: &[i64]) -> Vec<LoadRange> {
    let mut ranges: Vec<LoadRange> = Vec::new();
    for (number, in_set) in (1..).zip(numbers) {
        match ranges.last_mut() {
            Some(range) if range.set_first + (number - range.first) == *in_set => range.last = number,
            _ => ranges.push(LoadRange { first: number, last: number, set_first: *in_set }),
        }
    }
    ranges
}

fn write_records(snapshot: &Snapshot<'_>, path: &Path) -> Result<()> {
    let failed = |error: std::io::Error| io(path, &error);
    let mut out = BufWriter::new(File::create(path).map_err(failed)?);
    let name = path.display().to_string();
    native::write_history(snapshot, &mut Output { out: &mut out, name, report: ExportReport::default() })?;
    out.flush().map_err(failed)
}

fn of_kinds(KindsApart { key, before, added }: KindsApart, source: &str) -> Conflict {
    let (what, of) = ("entity".to_owned(), "kind".to_owned());
    Conflict { what, name: key, of, kept: before, other: added, source: source.to_owned() }
}

/// The error for a store whose history cannot go onto that of the set.
fn unjoined(failure: LoadFailure, to: &Path, store: &str) -> Box<Diagnostic> {
    let first = failure.diagnostics.into_iter().next();
    match first.map(|diagnostic| diagnostic.problem) {
        Some(Problem::Load(problem)) => {
            let Wording { message, mend, .. } = problem.wording();
            let (path, store) = (to.display().to_string(), store.to_owned());
            Diagnostic::new(SetProblem::Unjoined { path, store, detail: message, mend })
        }
        Some(problem) => Diagnostic::new(problem),
        None => Diagnostic::new(StoreProblem::Interrupted),
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
        replaced: written.replaced,
        conflicts: Vec::new(),
    }
}
