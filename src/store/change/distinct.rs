//! Saying of two entities that look alike that they are not the same.

use rusqlite::params;

use super::Changed;
use crate::answer::EntityRef;
use crate::diagnostic::{Diagnostic, Result};
use crate::problem::ChangeProblem;
use crate::store::write::{UNDONE, Writer};
use crate::store::{Action, Store};
use crate::value::{EntityId, LoadId};

/// What saying that two entities are not the same came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distinguished {
    /// The one.
    pub entity: EntityRef,
    /// The other.
    pub other: EntityRef,
}

impl Store {
    /// Keeps that two entities are not the same: they cannot be merged then, and are no likely duplicates. What was said
    /// before is not recorded again.
    ///
    /// # Errors
    /// [`ChangeProblem::DistinctFromItself`], also where the two were merged; or that the store cannot be written.
    pub fn distinguish(&mut self, entity: EntityId, other: EntityId) -> Result<Changed<Distinguished>> {
        self.change_counted(Action::Distinct, None, |writer, _| {
            let (entity, other) = (writer.survivor(entity), writer.survivor(other));
            let (entity, other) = (writer.entity_ref(entity)?, writer.entity_ref(other)?);
            if entity.id == other.id {
                return Err(Diagnostic::new(ChangeProblem::DistinctFromItself { name: entity.name }));
            }
            writer.distinguish(entity.id, other.id)?;
            Ok(Distinguished { entity, other })
        })
    }

    /// The pairs of entities that were said not to be the same, each as what it now is, in the order of their ids.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn distinctions(&self) -> Result<Vec<(EntityId, EntityId)>> {
        let sql = format!(
            "SELECT min(coalesce(a.merged, a.id), coalesce(b.merged, b.id)),
                    max(coalesce(a.merged, a.id), coalesce(b.merged, b.id))
             FROM distinction AS d JOIN entity AS a ON a.id = d.entity JOIN entity AS b ON b.id = d.other
             WHERE d.load NOT IN {UNDONE} ORDER BY 1, 2"
        );
        let read = || {
            let mut statement = self.connection.prepare_cached(&sql)?;
            let rows = statement.query_map([], |row| Ok((EntityId(row.get(0)?), EntityId(row.get(1)?))))?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(self.failed("reading what is not the same"))
    }
}

impl Writer<'_> {
    /// Keeps that two entities are not the same, unless that was said already.
    pub(crate) fn distinguish(&self, entity: EntityId, other: EntityId) -> Result<()> {
        if self.said_distinct(entity, other)?.is_some() {
            return Ok(());
        }
        let sql = "INSERT INTO distinction (entity, other, load) VALUES (?1, ?2, ?3)";
        self.run(sql, params![entity.0, other.0, self.load().0])
    }

    /// Refuses to make two entities one that were said not to be the same.
    pub(super) fn check_not_distinct(&self, entity: &EntityRef, other: &EntityRef) -> Result<()> {
        match self.said_distinct(entity.id, other.id)? {
            Some(LoadId(load)) => {
                let (entity, other) = (entity.name.clone(), other.name.clone());
                Err(Diagnostic::new(ChangeProblem::SaidDistinct { entity, other, load }))
            }
            None => Ok(()),
        }
    }

    /// The load that said of two entities, or of others that were merged into them, that they are not the same.
    pub(crate) fn said_distinct(&self, entity: EntityId, other: EntityId) -> Result<Option<LoadId>> {
        let sql = format!(
            "SELECT d.load FROM distinction AS d JOIN entity AS a ON a.id = d.entity JOIN entity AS b ON b.id = d.other
             WHERE d.load NOT IN {UNDONE}
               AND (coalesce(a.merged, a.id), coalesce(b.merged, b.id)) IN (VALUES (?1, ?2), (?2, ?1))
             ORDER BY d.load LIMIT 1"
        );
        self.first("looking for what is not the same", &sql, [entity.0, other.0], |row| row.get(0).map(LoadId))
    }

    /// Refuses to let a load count again that said of two entities that they are not the same, where they are one by now.
    pub(super) fn check_still_two(&self, load: LoadId) -> Result<()> {
        let sql = "SELECT entity, other FROM distinction WHERE load = ?1 ORDER BY id";
        let read = |row: &rusqlite::Row<'_>| Ok((EntityId(row.get(0)?), EntityId(row.get(1)?)));
        let said = self.rows("looking for what is not the same", sql, [load.0], read)?;
        match said.into_iter().find(|(entity, other)| self.survivor(*entity) == self.survivor(*other)) {
            Some((entity, other)) => {
                let (entity, other) = (self.entity_ref(entity)?.name, self.entity_ref(other)?.name);
                Err(Diagnostic::new(ChangeProblem::CannotDistinguishAgain { entity, other }))
            }
            None => Ok(()),
        }
    }
}
