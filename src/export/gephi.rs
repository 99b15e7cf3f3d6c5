//! The two tables that Gephi takes: entities as nodes, facts between entities as edges.

use std::path::Path;

use super::csv::CsvFile;
use super::graph::{edge_target, leave_out_the_rest};
use super::{ExportReport, LeftOut};
use crate::diagnostic::Result;
use crate::edtf::iso_day;
use crate::store::export::{FactRow, Snapshot};

/// The files of the format.
pub(super) const FILES: [&str; 2] = ["nodes.csv", "edges.csv"];

/// Writes the tables into a folder.
pub(super) fn write(snapshot: &Snapshot<'_>, folder: &Path, report: &mut ExportReport) -> Result<()> {
    leave_out_the_rest(snapshot, report)?;
    let [nodes, edges] = FILES;
    let mut nodes = CsvFile::create(folder, nodes, ["Id", "Label", "Kind"])?;
    snapshot.entities(&mut |row| {
        if row.merged {
            return Ok(());
        }
        report.entities += 1;
        nodes.write([row.key.clone(), row.name.clone(), snapshot.kinds(row.id)?.join("; ")])
    })?;
    nodes.finish()?;
    let columns = ["Source", "Target", "Type", "Label", "Start", "End", "Weight", "Qualifiers"];
    let mut edges = CsvFile::create(folder, edges, columns)?;
    snapshot.facts(&mut |row| match edge_target(&row, report) {
        Some(target) => {
            report.facts += 1;
            report.leave_out(LeftOut::Details, usize::from(!row.evidence.is_empty()));
            edges.write(edge(&row, target))
        }
        None => Ok(()),
    })?;
    edges.finish()
}

fn edge(row: &FactRow, target: &str) -> [String; 8] {
    let day = |day: Option<i64>| day.and_then(iso_day).unwrap_or_default();
    [
        row.subject.key.clone(),
        target.to_owned(),
        "Directed".to_owned(),
        row.predicate_name.clone(),
        day(row.time.as_ref().map(|time| time.first_day)),
        day(row.time.as_ref().map(|time| time.last_day)),
        row.evidence.len().max(1).to_string(),
        super::tables::qualifiers_text(&row.qualifiers),
    ]
}
