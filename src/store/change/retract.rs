//! Retracting a fact: what was claimed of it so far counts no more.

use rusqlite::params;

use super::Changed;
use crate::diagnostic::{Diagnostic, Result};
use crate::problem::ChangeProblem;
use crate::store::write::Writer;
use crate::store::{Action, Store};
use crate::value::{FactId, LoadId};

/// What retracting a fact came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retracted {
    /// The fact's number.
    pub fact: FactId,
}

impl Store {
    /// Retracts a fact: all that was claimed of it before counts no more. What is claimed of it later counts.
    ///
    /// # Errors
    /// [`ChangeProblem::NoSuchFact`]; [`ChangeProblem::RetractedAlready`] where nothing claimed of it counts; or that
    /// the store cannot be written.
    pub fn retract(&mut self, fact: FactId, reason: Option<&str>) -> Result<Changed<Retracted>> {
        self.change_counted(Action::Retract, reason, |writer, difference| {
            match writer.withdrawn_by(fact)? {
                None => return Err(Diagnostic::new(ChangeProblem::NoSuchFact { fact: fact.0 })),
                Some(Some(load)) => {
                    return Err(Diagnostic::new(ChangeProblem::RetractedAlready { fact: fact.0, load: load.0 }));
                }
                Some(None) => {}
            }
            writer.affect_none()?;
            writer.run("INSERT INTO affected (fact) VALUES (?1)", [fact.0])?;
            let before = writer.standing()?;
            writer.run("INSERT INTO retraction (fact, load) VALUES (?1, ?2)", params![fact.0, writer.load().0])?;
            writer.settle_affected()?;
            *difference = writer.standing()?.minus(before);
            Ok(Retracted { fact })
        })
    }
}

impl Writer<'_> {
    /// The load that withdrew a fact, where it counts no more; nothing where there is no such fact.
    fn withdrawn_by(&self, fact: FactId) -> Result<Option<Option<LoadId>>> {
        let sql = "SELECT retracted FROM fact WHERE id = ?1";
        self.first("finding a fact", sql, [fact.0], |row| Ok(row.get::<_, Option<i64>>(0)?.map(LoadId)))
    }
}
