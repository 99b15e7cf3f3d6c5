//! Writing entities and their names, and finding them.

use rusqlite::{Row, params};

use super::Writer;
use super::again::Restated;
use crate::diagnostic::Result;
use crate::fold::fold;
use crate::store::kinds::kinds_of;
use crate::value::{EntityId, KindId, LoadId};

/// How many names a search for near ones looks at.
const NAMES_LOOKED_AT: i64 = 20_000;

/// An entity as its row has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KnownEntity {
    pub(crate) id: EntityId,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) added_by: LoadId,
    /// What added it was undone.
    pub(crate) retracted: bool,
}

/// A name of an entity as its row has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct KnownName {
    id: i64,
    added_by: LoadId,
    retracted: bool,
}

/// An entity that a folded name finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Candidate {
    /// The entity that the name was recorded to name.
    pub(crate) id: EntityId,
    /// The one that it names: another where the first was merged.
    pub(crate) survivor: EntityId,
    pub(crate) key: String,
    /// Its preferred name.
    pub(crate) name: String,
    /// The name that was found, as written.
    pub(crate) text: String,
    /// Whether that is the preferred one.
    pub(crate) preferred: bool,
}

/// The key that an entity is given by its name, where no other has it.
pub(crate) fn key_of_name(name: &str) -> String {
    fold(name).replace(' ', "-")
}

impl Writer<'_> {
    /// The entity of a key, withdrawn or not.
    pub(crate) fn entity(&self, key: &str) -> Result<Option<KnownEntity>> {
        let sql = "SELECT id, name, description, load, retracted IS NOT NULL FROM entity WHERE key = ?1";
        self.first("finding an entity", sql, [key], |row| {
            Ok(KnownEntity {
                id: EntityId(row.get(0)?),
                name: row.get(1)?,
                description: row.get(2)?,
                added_by: LoadId(row.get(3)?),
                retracted: row.get(4)?,
            })
        })
    }

    /// Every entity with a name that folds to the same as `name`; one row per such name.
    pub(crate) fn candidates(&self, name: &str) -> Result<Vec<Candidate>> {
        let sql = "SELECT coalesce(name.entity_stated, entity.id), entity.id, entity.key, entity.name, name.text,
                          name.preferred
                   FROM name JOIN entity ON entity.id = name.entity
                   WHERE name.folded = ?1 AND name.retracted IS NULL ORDER BY entity.id, name.id";
        let folded = fold(name);
        if !self.named.may_have(&folded) {
            return Ok(Vec::new());
        }
        self.rows("finding a name", sql, [folded], |row| {
            Ok(Candidate {
                id: EntityId(row.get(0)?),
                survivor: EntityId(row.get(1)?),
                key: row.get(2)?,
                name: row.get(3)?,
                text: row.get(4)?,
                preferred: row.get(5)?,
            })
        })
    }

    /// Adds an entity with its preferred name.
    pub(crate) fn add_entity(&mut self, key: &str, name: &str, description: Option<&str>) -> Result<EntityId> {
        let sql = "INSERT INTO entity (key, name, description, load) VALUES (?1, ?2, ?3, ?4)";
        let id = EntityId(self.insert("adding an entity", sql, params![key, name, description, self.load.0])?);
        self.add_name(id, name, true)?;
        Ok(id)
    }

    /// A key that no entity has, derived from a name.
    pub(crate) fn free_key(&self, name: &str) -> Result<String> {
        let slug = key_of_name(name);
        let mut key = slug.clone();
        let mut number = 1;
        while self.entity(&key)?.is_some() {
            number += 1;
            key = format!("{slug}-{number}");
        }
        Ok(key)
    }

    /// Lets a withdrawn entity count again, as a record now describes it.
    pub(crate) fn revive_entity(&mut self, known: &KnownEntity, name: &str, description: Option<&str>) -> Result<()> {
        self.restate(Restated::Entity, known.id.0, known.added_by);
        let sql = "UPDATE entity SET retracted = NULL, name = ?2, description = ?3 WHERE id = ?1";
        self.change("adding an entity", sql, params![known.id.0, name, description])?;
        let sql = "UPDATE name SET preferred = 0 WHERE entity = ?1 AND coalesce(entity_stated, entity) = ?2";
        self.change("adding a name", sql, params![self.survivor(known.id).0, known.id.0])?;
        self.record_name(known.id, name, true)
    }

    /// Records a name that finds an entity, unless the entity has one written just like that.
    pub(crate) fn record_name(&mut self, entity: EntityId, text: &str, preferred: bool) -> Result<()> {
        let Some(known) = self.known_name(entity, text)? else { return self.add_name(entity, text, preferred) };
        self.restate(Restated::Name, known.id, known.added_by);
        if !known.retracted && !preferred {
            return Ok(());
        }
        let preferred = preferred && self.survivor(entity) == entity;
        let sql = "UPDATE name SET retracted = NULL, preferred = max(preferred, ?2) WHERE id = ?1";
        self.change("adding a name", sql, params![known.id, preferred])
    }

    /// Adds a name that finds an entity.
    fn add_name(&mut self, entity: EntityId, text: &str, preferred: bool) -> Result<()> {
        let sql = "INSERT INTO name (entity, text, folded, preferred, load, entity_stated)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let placed = self.placed(entity);
        let preferred = preferred && placed.stated.is_none();
        let folded = fold(text);
        self.named.add(&folded);
        let row = params![placed.now, text, folded, preferred, self.load.0, placed.stated];
        self.change("adding a name", sql, row)
    }

    /// The name of an entity that is written just like that, withdrawn or not.
    fn known_name(&self, entity: EntityId, text: &str) -> Result<Option<KnownName>> {
        let sql = "SELECT id, load, retracted IS NOT NULL FROM name
                   WHERE entity = ?1 AND text = ?2 AND coalesce(entity_stated, entity) = ?3";
        let bound = params![self.survivor(entity).0, text, entity.0];
        self.first("finding a name", sql, bound, |row| {
            Ok(KnownName { id: row.get(0)?, added_by: LoadId(row.get(1)?), retracted: row.get(2)? })
        })
    }

    /// Notes that an entity of this store is given again.
    pub(crate) fn restate_entity(&mut self, entity: EntityId) -> Result<()> {
        let sql = "SELECT load FROM entity WHERE id = ?1";
        if let Some(added_by) = self.first("finding an entity", sql, [entity.0], |row| row.get(0))? {
            self.restate(Restated::Entity, entity.0, LoadId(added_by));
        }
        Ok(())
    }

    /// An entity's key and preferred name.
    pub(crate) fn entity_name(&self, entity: EntityId) -> Result<(String, String)> {
        let sql = "SELECT key, name FROM entity WHERE id = ?1";
        let found = self.first("finding an entity", sql, [entity.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(found.unwrap_or_default())
    }

    /// The names that were recorded to name an entity.
    pub(crate) fn names_of(&self, entity: EntityId) -> Result<Vec<String>> {
        let sql = "SELECT text FROM name
                   WHERE entity = ?1 AND coalesce(entity_stated, entity) = ?2 AND retracted IS NULL";
        self.rows("listing names", sql, [self.survivor(entity).0, entity.0], |row| row.get(0))
    }

    /// Writes what an entity is.
    pub(crate) fn describe_entity(&mut self, entity: EntityId, description: &str) -> Result<()> {
        let sql = "UPDATE entity SET description = ?2 WHERE id = ?1";
        self.change("describing an entity", sql, params![entity.0, description])
    }

    /// The kinds that an entity is stated to be of.
    pub(crate) fn kinds_of(&self, entity: EntityId) -> Result<Vec<KindId>> {
        let failed = self.failed("reading an entity's kinds");
        kinds_of(self.connection, self.survivor(entity)).map_err(failed)
    }

    /// Names and keys among which those near to a word are; of a large store, only such as begin with its letter.
    pub(crate) fn names_like(&self, word: &str) -> Result<(Vec<String>, Vec<String>)> {
        let read = |row: &Row<'_>| row.get::<_, String>(0);
        let doing = "listing names";
        let all =
            self.rows(doing, "SELECT text FROM name WHERE retracted IS NULL LIMIT ?1", [NAMES_LOOKED_AT], read)?;
        let begin: String = fold(word).chars().take(1).collect();
        Ok(if all.len() < NAMES_LOOKED_AT as usize {
            (all, self.rows(doing, "SELECT key FROM entity WHERE retracted IS NULL", [], read)?)
        } else {
            let bound = params![begin, format!("{begin}\u{10FFFF}"), NAMES_LOOKED_AT];
            let names = "SELECT text FROM name WHERE folded BETWEEN ?1 AND ?2 AND retracted IS NULL LIMIT ?3";
            let keys = "SELECT key FROM entity WHERE key BETWEEN ?1 AND ?2 AND retracted IS NULL LIMIT ?3";
            (self.rows(doing, names, bound, read)?, self.rows(doing, keys, bound, read)?)
        })
    }
}
