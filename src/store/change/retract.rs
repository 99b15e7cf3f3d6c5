//! Retracting a fact: what was claimed of it so far counts no more.

use rusqlite::params;

use super::{Asserted, Changed, assert};
use crate::diagnostic::{Diagnostic, Result};
use crate::problem::ChangeProblem;
use crate::resolve::{NewFact, NewSubject};
use crate::store::write::Writer;
use crate::store::{Action, Counts, Store};
use crate::value::{FactId, LoadId};

/// Which fact is retracted.
#[derive(Debug, Clone, Copy)]
pub enum Retract<'r> {
    /// The one of that number.
    Fact(FactId),
    /// What says this: one, or those that do since what they name was merged.
    Saying(&'r NewFact),
}

/// What retracting came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Retracted {
    /// The facts' numbers: one, or those that say the same since what they name was merged.
    pub facts: Vec<FactId>,
    /// What was asserted instead.
    pub instead: Option<Asserted>,
}

impl Store {
    /// Retracts a fact: all that was claimed of it before counts no more. What is claimed of it later counts. What is so
    /// `instead` is recorded in the same load.
    ///
    /// # Errors
    /// [`ChangeProblem::NoSuchFact`], [`ChangeProblem::NothingSaysSo`]; [`ChangeProblem::RetractedAlready`] where nothing
    /// claimed of it counts; or that the store cannot be written.
    pub fn retract(
        &mut self,
        retract: Retract<'_>,
        reason: Option<&str>,
        instead: Option<&NewFact>,
    ) -> Result<Changed<Retracted>> {
        self.change_counted(Action::Retract, reason, |writer, difference| {
            let facts = match retract {
                Retract::Fact(fact) => writer.standing_fact(fact)?,
                Retract::Saying(said) => writer.standing_facts(said)?,
            };
            *difference = writer.retract(&facts)?;
            let instead = instead.map(|new| assert::assert(writer, new, difference)).transpose()?;
            Ok(Retracted { facts, instead })
        })
    }
}

impl Writer<'_> {
    fn standing_fact(&self, fact: FactId) -> Result<Vec<FactId>> {
        match self.withdrawn_by(fact)? {
            None => Err(Diagnostic::new(ChangeProblem::NoSuchFact { fact: fact.0 })),
            Some(Some(load)) => Err(Diagnostic::new(ChangeProblem::RetractedAlready { fact: fact.0, load: load.0 })),
            Some(None) => Ok(vec![fact]),
        }
    }

    fn standing_facts(&mut self, said: &NewFact) -> Result<Vec<FactId>> {
        let nothing = || Diagnostic::new(ChangeProblem::NothingSaysSo);
        let NewSubject::Known(subject) = said.subject else { return Err(nothing()) };
        let (row, qualifiers) = assert::rows(self, subject, said)?;
        let found: Vec<FactId> = self.facts_saying(&row, &qualifiers)?.into_iter().map(|known| known.id).collect();
        let mut facts = Vec::new();
        let mut withdrawn = None;
        for fact in found {
            match self.withdrawn_by(fact)? {
                Some(Some(load)) => withdrawn = Some((fact, load)),
                _ => facts.push(fact),
            }
        }
        match (facts.is_empty(), withdrawn) {
            (false, _) => Ok(facts),
            (true, Some((fact, load))) => {
                Err(Diagnostic::new(ChangeProblem::RetractedAlready { fact: fact.0, load: load.0 }))
            }
            (true, None) => Err(nothing()),
        }
    }

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
