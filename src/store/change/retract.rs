//! Retracting a fact: what was claimed of it so far counts no more.

use rusqlite::params;

use super::{Changed, assert};
use crate::diagnostic::{Diagnostic, Result};
use crate::problem::ChangeProblem;
use crate::resolve::{NewFact, NewSubject};
use crate::store::write::Writer;
use crate::store::{Action, Counts, Store};
use crate::value::{FactId, LoadId};

/// What retracting came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retracted {
    /// The facts' numbers: one, or those that say the same since what they name was merged.
    pub facts: Vec<FactId>,
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
            *difference = writer.retract(&[fact])?;
            Ok(Retracted { facts: vec![fact] })
        })
    }

    /// Retracts the fact that says what is given, or those that do since what they name was merged.
    ///
    /// # Errors
    /// [`ChangeProblem::NothingSaysSo`]; [`ChangeProblem::RetractedAlready`] where nothing claimed of any counts; or that
    /// the store cannot be written.
    pub fn retract_said(&mut self, said: &NewFact, reason: Option<&str>) -> Result<Changed<Retracted>> {
        let nothing = || Diagnostic::new(ChangeProblem::NothingSaysSo);
        self.change_counted(Action::Retract, reason, |writer, difference| {
            let NewSubject::Known(subject) = said.subject else { return Err(nothing()) };
            let (row, qualifiers) = assert::rows(writer, subject, said)?;
            let found: Vec<FactId> =
                writer.facts_saying(&row, &qualifiers)?.into_iter().map(|known| known.id).collect();
            let mut facts = Vec::new();
            let mut withdrawn = None;
            for fact in found {
                match writer.withdrawn_by(fact)? {
                    Some(Some(load)) => withdrawn = Some((fact, load)),
                    _ => facts.push(fact),
                }
            }
            match (facts.is_empty(), withdrawn) {
                (false, _) => {}
                (true, Some((fact, load))) => {
                    return Err(Diagnostic::new(ChangeProblem::RetractedAlready { fact: fact.0, load: load.0 }));
                }
                (true, None) => return Err(nothing()),
            }
            *difference = writer.retract(&facts)?;
            Ok(Retracted { facts })
        })
    }
}

impl Writer<'_> {
    /// Records that facts are retracted; says how much less there is then.
    fn retract(&mut self, facts: &[FactId]) -> Result<Counts> {
        self.affect_none()?;
        for fact in facts {
            self.run("INSERT INTO affected (fact) VALUES (?1)", [fact.0])?;
        }
        let before = self.standing()?;
        for fact in facts {
            self.run("INSERT INTO retraction (fact, load) VALUES (?1, ?2)", params![fact.0, self.load().0])?;
        }
        self.settle_affected()?;
        Ok(self.standing()?.minus(before))
    }

    /// The load that withdrew a fact, where it counts no more; nothing where there is no such fact.
    fn withdrawn_by(&self, fact: FactId) -> Result<Option<Option<LoadId>>> {
        let sql = "SELECT retracted FROM fact WHERE id = ?1";
        self.first("finding a fact", sql, [fact.0], |row| Ok(row.get::<_, Option<i64>>(0)?.map(LoadId)))
    }
}
