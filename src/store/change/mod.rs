//! Changes that the language makes: each is one transaction with its own row in `load`, and none takes away what was
//! recorded.

mod alias;
mod assert;
mod distinct;
mod merge;
mod retract;
mod undo;

pub use alias::Aliased;
pub use assert::Asserted;
pub use distinct::Distinguished;
pub use merge::{Merged, Unmerged};
pub use retract::{Retract, Retracted};
pub use undo::Undone;

use super::write::{Action, Keep, LoadCounts, LoadRow, Writer};
use super::{Counts, Store};
use crate::diagnostic::Result;
use crate::value::LoadId;

/// What a change came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Changed<T> {
    /// Its row in `load`; none where there was nothing to change.
    pub load: Option<LoadId>,
    /// How many more of each there are now, or fewer.
    pub difference: Counts,
    /// What was changed.
    pub what: T,
}

impl Store {
    /// Runs a change that is always recorded.
    pub(in crate::store) fn change<T>(
        &mut self,
        action: Action,
        note: Option<&str>,
        work: impl FnOnce(&mut Writer<'_>) -> Result<T>,
    ) -> Result<T> {
        self.write(&LoadRow::change(action, note), |writer| Ok((Keep::Yes(LoadCounts::default(), None), work(writer)?)))
    }

    /// Runs a change that is recorded where it changed something.
    fn change_counted<T>(
        &mut self,
        action: Action,
        note: Option<&str>,
        work: impl FnOnce(&mut Writer<'_>, &mut Counts) -> Result<T>,
    ) -> Result<Changed<T>> {
        self.write(&LoadRow::change(action, note), |writer| {
            let mut difference = Counts::default();
            let what = work(writer, &mut difference)?;
            let changed = writer.changed();
            if changed {
                writer.write_again()?;
                let Counts { documents, entities, .. } = writer.settle_names()?;
                difference.documents += documents;
                difference.entities += entities;
            }
            let keep = if changed { Keep::Yes(added(difference), None) } else { Keep::No };
            Ok((keep, Changed { load: changed.then(|| writer.load()), difference, what }))
        })
    }
}

/// What a change added, for its row.
fn added(difference: Counts) -> LoadCounts {
    let count = |number: i64| usize::try_from(number).unwrap_or(0);
    LoadCounts {
        documents: count(difference.documents),
        entities: count(difference.entities),
        facts: count(difference.facts),
        evidence: count(difference.evidence),
    }
}
