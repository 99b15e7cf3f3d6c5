//! What a load gives again although it is known: kept beside it, so that undoing one of two loads leaves what both gave.

use rusqlite::params;

use super::Writer;
use crate::diagnostic::Result;
use crate::value::LoadId;

/// What can be given again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Restated {
    /// A document.
    Document,
    /// An entity with its preferred name.
    Entity,
    /// A further name.
    Name,
    /// A fact without evidence.
    Fact,
    /// A piece of evidence.
    Evidence,
}

impl Restated {
    /// The word for it in the store: the table's name.
    pub(super) fn table(self) -> &'static str {
        match self {
            Restated::Document => "document",
            Restated::Entity => "entity",
            Restated::Name => "name",
            Restated::Fact => "fact",
            Restated::Evidence => "evidence",
        }
    }
}

/// What the open load gave again. It is written when the load is known to be kept: a load with nothing new is none.
#[derive(Debug, Default)]
pub(super) struct Again(Vec<(Restated, i64)>);

impl Writer<'_> {
    /// Notes that this load gives a row again which another load added.
    pub(crate) fn restate(&mut self, what: Restated, id: i64, added_by: LoadId) {
        if added_by != self.load {
            self.again.0.push((what, id));
        }
    }

    pub(in crate::store) fn write_again(&mut self) -> Result<()> {
        let sql = "INSERT OR IGNORE INTO restated (what, id, load) VALUES (?1, ?2, ?3)";
        let Again(rows) = std::mem::take(&mut self.again);
        for (what, id) in rows {
            self.change("noting what was given again", sql, params![what.table(), id, self.load.0])?;
        }
        Ok(())
    }
}
