//! What formats that are graphs have in common.

use super::{ExportReport, LeftOut};
use crate::answer::Value;
use crate::diagnostic::Result;
use crate::store::export::{FactRow, Snapshot};

/// Counts what graphs have no place for at all.
pub(super) fn leave_out_the_rest(snapshot: &Snapshot<'_>, report: &mut ExportReport) -> Result<()> {
    report.leave_out(LeftOut::Documents, snapshot.counts()?.documents.max(0) as usize);
    report.leave_out_own(snapshot)
}

/// The key of the entity that an edge leads to; none where the fact is no edge, which is counted where nothing else has it.
pub(super) fn edge_target<'r>(row: &'r FactRow, report: &mut ExportReport) -> Option<&'r str> {
    if row.is_only_denied() {
        report.leave_out(LeftOut::Denied, 1);
        return None;
    }
    match &row.object {
        Value::Entity(entity) => Some(&entity.key),
        // Nodes have the kinds.
        Value::Kind(..) => {
            report.facts += 1;
            report.leave_out(LeftOut::Details, usize::from(row.says_more()));
            None
        }
        _ => {
            report.leave_out(LeftOut::Values, 1);
            None
        }
    }
}
