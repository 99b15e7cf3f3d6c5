//! Merging an entity into another that is the same, and taking that back.

use rusqlite::params;

use super::Changed;
use crate::answer::EntityRef;
use crate::diagnostic::{Diagnostic, Result};
use crate::fold::fold;
use crate::problem::ChangeProblem;
use crate::store::write::{UNDONE, Writer};
use crate::store::{Action, Store};
use crate::value::{EntityId, LoadId};

/// How many merges of a load are listed.
const MERGES_LISTED: i64 = 10;

/// What merging came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// What was merged.
    pub entity: EntityRef,
    /// What it now is.
    pub into: EntityRef,
    /// How many facts are now about the other.
    pub facts: i64,
}

/// What taking a merge back came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmerged {
    /// What is its own again.
    pub entity: EntityRef,
    /// What it was merged into.
    pub from: EntityRef,
    /// How many facts are about it again.
    pub facts: i64,
}

impl Store {
    /// Merges an entity into another: its names and keys find the other, and its facts are the other's. What was
    /// recorded is kept beside it.
    ///
    /// # Errors
    /// [`ChangeProblem::MergeIntoItself`], also where the two are one already; [`ChangeProblem::SaidDistinct`]; or that the store cannot be written.
    pub fn merge(&mut self, entity: EntityId, into: EntityId) -> Result<Changed<Merged>> {
        self.change_counted(Action::Merge, None, |writer, difference| {
            let (entity, into) = (writer.survivor(entity), writer.survivor(into));
            let (entity, into) = (writer.entity_ref(entity)?, writer.entity_ref(into)?);
            if entity.id == into.id {
                return Err(Diagnostic::new(ChangeProblem::MergeIntoItself { name: into.name }));
            }
            writer.check_not_distinct(&entity, &into)?;
            let facts = writer.merge(entity.id, into.id)?.unwrap_or(0);
            difference.entities = -1;
            Ok(Merged { entity, into, facts })
        })
    }

    /// Takes back that an entity was merged into another: all that was recorded of it is its own again.
    ///
    /// # Errors
    /// [`ChangeProblem::NotMerged`]; or that the store cannot be written.
    pub fn unmerge(&mut self, entity: EntityId) -> Result<Changed<Unmerged>> {
        self.change_counted(Action::Unmerge, None, |writer, difference| {
            let from = writer.survivor(entity);
            let (entity, from) = (writer.entity_ref(entity)?, writer.entity_ref(from)?);
            if entity.id == from.id {
                return Err(Diagnostic::new(ChangeProblem::NotMerged { name: entity.name }));
            }
            let sql =
                "INSERT INTO unmerge (merge, load) SELECT id, ?2 FROM merge WHERE entity = ?1 AND retracted IS NULL";
            writer.run(sql, params![entity.id.0, writer.load().0])?;
            let sql = "UPDATE merge SET retracted = ?2 WHERE entity = ?1 AND retracted IS NULL";
            writer.run(sql, params![entity.id.0, writer.load().0])?;
            let facts = writer.rejoin(entity.id)?;
            difference.entities = 1;
            Ok(Unmerged { entity, from, facts })
        })
    }

    /// The merged entities that a name was recorded to name; where there are none, those merged into what it names.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn merged_named(&self, name: &str) -> Result<Vec<EntityRef>> {
        self.merged_where(
            "id IN (SELECT coalesce(entity_stated, entity) FROM name WHERE folded = ?1 AND retracted IS NULL)",
            "\"into\" IN (SELECT entity FROM name WHERE folded = ?1 AND retracted IS NULL)",
            &fold(name),
        )
    }

    /// The merged entity of a key; where it was not merged, those that were merged into it.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn merged_keyed(&self, key: &str) -> Result<Vec<EntityRef>> {
        self.merged_where("key = ?1", "\"into\" = (SELECT id FROM entity WHERE key = ?1)", key)
    }

    fn merged_where(&self, itself: &str, into: &str, value: &str) -> Result<Vec<EntityRef>> {
        let find = |condition: &str| {
            let sql = format!("SELECT id, key, name FROM entity WHERE merged IS NOT NULL AND {condition} ORDER BY key");
            let mut statement = self.connection.prepare_cached(&sql)?;
            let rows = statement.query_map([value], entity_ref)?;
            rows.collect::<rusqlite::Result<Vec<EntityRef>>>()
        };
        let merged_into = format!("id IN (SELECT entity FROM merge WHERE retracted IS NULL AND {into})");
        let find_any = || match find(itself)? {
            found if found.is_empty() => find(&merged_into),
            found => Ok(found),
        };
        find_any().map_err(self.failed("finding what was merged"))
    }
}

impl Store {
    /// The first few entities that a load merged, or parted, each with the one that it was merged into.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn merges_by(&self, load: LoadId) -> Result<Vec<(EntityRef, EntityRef)>> {
        let sql = "SELECT a.id, a.key, a.name, b.id, b.key, b.name
                   FROM merge AS m JOIN entity AS a ON a.id = m.entity JOIN entity AS b ON b.id = m.\"into\"
                   WHERE m.load = ?1 OR m.id IN (SELECT merge FROM unmerge WHERE load = ?1) ORDER BY m.id LIMIT ?2";
        let read = || {
            let mut statement = self.connection.prepare_cached(sql)?;
            let both = |row: &rusqlite::Row<'_>| Ok((entity_at(row, 0)?, entity_at(row, 3)?));
            let rows = statement.query_map(params![load.0, MERGES_LISTED], both)?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(self.failed("reading what was merged"))
    }
}

/// A merge as its row has it.
struct MergeRow {
    id: i64,
    entity: EntityId,
    into: EntityId,
    retracted: Option<i64>,
    /// Whether, by what is undone, it counts.
    counts: bool,
}

impl Writer<'_> {
    /// Lets an entity be one with another, unless they are one already; says how many facts are
    /// then about the other.
    pub(crate) fn merge(&mut self, entity: EntityId, into: EntityId) -> Result<Option<i64>> {
        let entity = self.survivor(entity);
        if self.survivor(into) == entity {
            return Ok(None);
        }
        let sql = "INSERT INTO merge (entity, \"into\", load) VALUES (?1, ?2, ?3)";
        self.run(sql, params![entity.0, into.0, self.load().0])?;
        // What counts is worked out from what was recorded, of this load too.
        self.write_again()?;
        self.rejoin(entity).map(Some)
    }

    /// Lets the merges that a load made, or took back, count or not, as now follows from what is undone; says how many
    /// more entities there are then.
    pub(super) fn settle_merges(&mut self, load: LoadId, action: Action) -> Result<i64> {
        let mut more = 0;
        for merge in self.merges_of(load)? {
            more += self.settle_merge(&merge, load, action)?;
        }
        Ok(more)
    }

    fn settle_merge(&mut self, merge: &MergeRow, load: LoadId, action: Action) -> Result<i64> {
        match (merge.retracted, merge.counts) {
            (None, false) => {
                self.run("UPDATE merge SET retracted = ?2 WHERE id = ?1", params![merge.id, self.load().0])?;
                self.rejoin(merge.entity)?;
                Ok(1)
            }
            (Some(_), true) => {
                self.check_mergeable(merge)?;
                self.run("UPDATE merge SET retracted = NULL WHERE id = ?1", [merge.id])?;
                self.rejoin(merge.entity)?;
                Ok(-1)
            }
            (Some(by), false) if action == Action::Merge => {
                Err(Diagnostic::new(ChangeProblem::UnmergedAlready { load: load.0, by }))
            }
            _ => Ok(0),
        }
    }

    fn merges_of(&self, load: LoadId) -> Result<Vec<MergeRow>> {
        let sql = format!(
            "SELECT id, entity, \"into\", retracted,
                    load NOT IN {UNDONE}
                    AND NOT EXISTS (SELECT 1 FROM unmerge AS u WHERE u.merge = merge.id AND u.load NOT IN {UNDONE})
             FROM merge WHERE load = ?1 OR id = (SELECT merge FROM unmerge WHERE load = ?1) ORDER BY id"
        );
        self.rows("finding a merge", &sql, [load.0], |row| {
            Ok(MergeRow {
                id: row.get(0)?,
                entity: EntityId(row.get(1)?),
                into: EntityId(row.get(2)?),
                retracted: row.get(3)?,
                counts: row.get(4)?,
            })
        })
    }

    /// Refuses a merge of what was merged otherwise since, or that would lead round in a circle, or of what was said
    /// meanwhile not to be the same.
    fn check_mergeable(&self, merge: &MergeRow) -> Result<()> {
        let other = match (self.survivor(merge.entity), self.survivor(merge.into)) {
            (now, _) if now != merge.entity => now,
            (_, into) if into == merge.entity => merge.into,
            (_, into) => {
                return self.check_not_distinct(&self.entity_ref(merge.entity)?, &self.entity_ref(into)?);
            }
        };
        let (entity, now) = (self.entity_ref(merge.entity)?.name, self.entity_ref(other)?.name);
        Err(Diagnostic::new(ChangeProblem::CannotMergeAgain { entity, now }))
    }

    pub(super) fn entity_ref(&self, entity: EntityId) -> Result<EntityRef> {
        let sql = "SELECT id, key, name FROM entity WHERE id = ?1";
        let found = self.first("finding an entity", sql, [entity.0], entity_ref)?;
        Ok(found.unwrap_or_else(|| EntityRef { id: entity, key: String::new(), name: String::new() }))
    }
}

fn entity_ref(row: &rusqlite::Row<'_>) -> rusqlite::Result<EntityRef> {
    entity_at(row, 0)
}

/// An entity by its id, key and name in three columns.
fn entity_at(row: &rusqlite::Row<'_>, first: usize) -> rusqlite::Result<EntityRef> {
    Ok(EntityRef { id: EntityId(row.get(first)?), key: row.get(first + 1)?, name: row.get(first + 2)? })
}
