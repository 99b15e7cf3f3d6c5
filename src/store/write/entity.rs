//! Writing entities and their names, and finding them.

use rusqlite::{Row, params};

use super::Writer;
use crate::diagnostic::Result;
use crate::fold::fold;
use crate::value::{EntityId, KindId};

/// How many names a search for near ones looks at.
const NAMES_LOOKED_AT: i64 = 20_000;

/// An entity as its row has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KnownEntity {
    pub(crate) id: EntityId,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
}

/// An entity that a folded name finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) id: EntityId,
    pub(crate) key: String,
    /// Its preferred name.
    pub(crate) name: String,
    /// The name that was found, as written.
    pub(crate) text: String,
    /// Whether that is the preferred one.
    pub(crate) preferred: bool,
}

impl Writer<'_> {
    /// The entity of a key.
    pub(crate) fn entity(&self, key: &str) -> Result<Option<KnownEntity>> {
        let sql = "SELECT id, name, description FROM entity WHERE key = ?1";
        self.first("finding an entity", sql, [key], |row| {
            Ok(KnownEntity { id: EntityId(row.get(0)?), name: row.get(1)?, description: row.get(2)? })
        })
    }

    /// Every entity with a name that folds to the same as `name`; one row per such name.
    pub(crate) fn candidates(&self, name: &str) -> Result<Vec<Candidate>> {
        let sql = "SELECT entity.id, entity.key, entity.name, name.text, name.preferred
                   FROM name JOIN entity ON entity.id = name.entity
                   WHERE name.folded = ?1 ORDER BY entity.id, name.id";
        self.rows("finding a name", sql, [fold(name)], |row| {
            Ok(Candidate {
                id: EntityId(row.get(0)?),
                key: row.get(1)?,
                name: row.get(2)?,
                text: row.get(3)?,
                preferred: row.get(4)?,
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

    /// Adds a name that finds an entity.
    pub(crate) fn add_name(&mut self, entity: EntityId, text: &str, preferred: bool) -> Result<()> {
        let sql = "INSERT INTO name (entity, text, folded, preferred, load) VALUES (?1, ?2, ?3, ?4, ?5)";
        self.change("adding a name", sql, params![entity.0, text, fold(text), preferred, self.load.0])
    }

    /// Whether the entity has a name written just like that.
    pub(crate) fn has_name(&self, entity: EntityId, text: &str) -> Result<bool> {
        let sql = "SELECT 1 FROM name WHERE entity = ?1 AND text = ?2";
        Ok(self.first("finding a name", sql, params![entity.0, text], |_| Ok(()))?.is_some())
    }

    /// Writes what an entity is.
    pub(crate) fn describe_entity(&mut self, entity: EntityId, description: &str) -> Result<()> {
        let sql = "UPDATE entity SET description = ?2 WHERE id = ?1";
        self.change("describing an entity", sql, params![entity.0, description])
    }

    /// The kinds that an entity is stated to be of.
    pub(crate) fn kinds_of(&self, entity: EntityId) -> Result<Vec<KindId>> {
        let sql = "SELECT DISTINCT kind FROM fact WHERE subject = ?1 AND kind IS NOT NULL AND holds = 1 ORDER BY kind";
        self.rows("reading an entity's kinds", sql, [entity.0], |row| row.get(0).map(KindId))
    }

    /// Names and keys among which those near to a word are; of a large store, only such as begin with its letter.
    pub(crate) fn names_like(&self, word: &str) -> Result<(Vec<String>, Vec<String>)> {
        let read = |row: &Row<'_>| row.get::<_, String>(0);
        let doing = "listing names";
        let all = self.rows(doing, "SELECT text FROM name LIMIT ?1", [NAMES_LOOKED_AT], read)?;
        let begin: String = fold(word).chars().take(1).collect();
        Ok(if all.len() < NAMES_LOOKED_AT as usize {
            (all, self.rows(doing, "SELECT key FROM entity", [], read)?)
        } else {
            let bound = params![begin, format!("{begin}\u{10FFFF}"), NAMES_LOOKED_AT];
            let names = "SELECT text FROM name WHERE folded BETWEEN ?1 AND ?2 LIMIT ?3";
            let keys = "SELECT key FROM entity WHERE key BETWEEN ?1 AND ?2 LIMIT ?3";
            (self.rows(doing, names, bound, read)?, self.rows(doing, keys, bound, read)?)
        })
    }
}
