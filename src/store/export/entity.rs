//! Documents, entities with their names and kinds, and which entities are one.

use rusqlite::{Row, params};

use super::history::Log;
use super::{Extent, Snapshot};
use crate::diagnostic::Result;
use crate::store::kinds::kind_names_of;
use crate::store::write::UNDONE;
use crate::value::EntityId;

/// A document with its text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DocumentRow {
    /// Its key.
    pub key: String,
    /// Its title.
    pub title: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Where it can be read.
    pub url: Option<String>,
    /// When it was published, in EDTF.
    pub published: Option<String>,
    /// When it was retrieved, in EDTF.
    pub retrieved: Option<String>,
    /// The language of its text, a BCP 47 tag.
    pub language: Option<String>,
    /// The terms under which its text may be passed on.
    pub licence: Option<String>,
    /// Its text.
    pub text: Option<String>,
    /// How it was recorded; empty where only what counts is read.
    pub log: Log,
}

/// An entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityRow {
    /// Its number.
    pub id: EntityId,
    /// Its key.
    pub key: String,
    /// Its preferred name.
    pub name: String,
    /// What it is, in a sentence.
    pub description: Option<String>,
    /// Whether it was merged into another, so that its facts are that one's.
    pub merged: bool,
    /// How it was recorded; empty where only what counts is read.
    pub log: Log,
}

/// A further name of an entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameRow {
    /// The name as written.
    pub text: String,
    /// How it was recorded; empty where only what counts is read.
    pub log: Log,
}

/// That two entities are one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergeRow {
    /// The key of the one that was merged.
    pub entity: String,
    /// The key of the one that it is the same as.
    pub into: String,
    /// The load that merged them.
    pub load: i64,
    /// The loads that took it back; none where only what counts is read.
    pub unmerged: Vec<i64>,
    /// The load by which it counts no more; none where it counts.
    pub withdrawn: Option<i64>,
}

/// That two entities are not one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DistinctRow {
    /// The key of the one.
    pub entity: String,
    /// The key of the other.
    pub other: String,
    /// The load that said so.
    pub load: i64,
}

impl Snapshot<'_> {
    /// Shows each document, in the order in which they were recorded.
    ///
    /// # Errors
    /// Where the store cannot be read, or `visit` fails.
    pub fn documents(&self, visit: &mut dyn FnMut(DocumentRow) -> Result<()>) -> Result<()> {
        let sql = format!(
            "SELECT d.id, d.key, d.title, d.publisher, d.url, d.published, d.retrieved, d.language, d.licence, d.text,
                    d.load, d.retracted
             FROM document AS d WHERE {} ORDER BY d.id",
            self.counting("d")
        );
        let read = |row: &Row<'_>| {
            let id: i64 = row.get(0)?;
            Ok(DocumentRow { log: self.log("document", id, (row.get(10)?, row.get(11)?))?, ..document(row)? })
        };
        self.each("reading documents", &sql, read, visit)
    }

    /// Shows each entity, in the order in which they were recorded, those that were merged into others among them.
    ///
    /// # Errors
    /// Where the store cannot be read, or `visit` fails.
    pub fn entities(&self, visit: &mut dyn FnMut(EntityRow) -> Result<()>) -> Result<()> {
        let sql = format!(
            "SELECT e.id, e.key, e.name, e.description, e.merged IS NOT NULL, e.load, e.retracted
             FROM entity AS e WHERE {} ORDER BY e.id",
            self.counting("e")
        );
        let read = |row: &Row<'_>| {
            let id = EntityId(row.get(0)?);
            Ok(EntityRow {
                id,
                key: row.get(1)?,
                name: row.get(2)?,
                description: row.get(3)?,
                merged: row.get(4)?,
                log: self.log("entity", id.0, (row.get(5)?, row.get(6)?))?,
            })
        };
        self.each("reading entities", &sql, read, visit)
    }

    /// The names of an entity beside the preferred one, as they were recorded of it: those of an entity that was merged
    /// into it are not among them.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn names_recorded(&self, entity: &EntityRow) -> Result<Vec<NameRow>> {
        let sql = format!(
            "SELECT n.id, n.text, n.load, n.retracted FROM name AS n
             WHERE n.entity = (SELECT coalesce(merged, id) FROM entity WHERE id = ?1)
               AND coalesce(n.entity_stated, n.entity) = ?1 AND n.text <> ?2 AND {} ORDER BY n.id",
            self.counting("n")
        );
        let read = |row: &Row<'_>| {
            let log = self.log("name", row.get(0)?, (row.get(2)?, row.get(3)?))?;
            Ok(NameRow { text: row.get(1)?, log })
        };
        self.all(&sql, params![entity.id.0, entity.name], read).map_err(self.store.failed("reading names"))
    }

    /// Every name that finds an entity, but the preferred one: those of entities that were merged into it among them.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn other_names(&self, entity: &EntityRow) -> Result<Vec<String>> {
        let sql = "SELECT text FROM name WHERE entity = ?1 AND text <> ?2 AND retracted IS NULL
                   GROUP BY text ORDER BY min(id)";
        self.all(sql, params![entity.id.0, entity.name], |row| row.get(0)).map_err(self.store.failed("reading names"))
    }

    /// The names of the kinds that an entity now is of, sorted.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn kinds(&self, entity: EntityId) -> Result<Vec<String>> {
        let mut kinds = kind_names_of(self.connection, entity).map_err(self.store.failed("reading kinds"))?;
        kinds.sort_unstable();
        Ok(kinds)
    }

    /// The names of the kinds that an entity was recorded to be of by facts of which nothing else is said: neither time nor
    /// qualifiers nor evidence. An entity record has them.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn kinds_stated(&self, entity: EntityId) -> Result<Vec<String>> {
        let sql = "SELECT k.name FROM fact AS f JOIN kind AS k ON k.id = f.kind
                   WHERE f.subject = (SELECT coalesce(merged, id) FROM entity WHERE id = ?1)
                     AND coalesce(f.subject_stated, f.subject) = ?1 AND f.kind IS NOT NULL AND f.retracted IS NULL
                     AND f.unsourced AND f.time IS NULL
                     AND NOT EXISTS (SELECT 1 FROM qualifier AS q WHERE q.fact = f.id)
                     AND NOT EXISTS (SELECT 1 FROM evidence AS v WHERE v.fact = f.id AND v.retracted IS NULL)
                   ORDER BY k.name";
        self.all(sql, [entity.0], |row| row.get(0)).map_err(self.store.failed("reading kinds"))
    }

    /// Which entities are one, in the order in which that was recorded.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn merges(&self) -> Result<Vec<MergeRow>> {
        let sql = format!(
            "SELECT m.id, e.key, s.key, m.load, m.retracted
             FROM merge AS m JOIN entity AS e ON e.id = m.entity JOIN entity AS s ON s.id = m.\"into\"
             WHERE {} AND {} AND {} ORDER BY m.id",
            self.counting("m"),
            self.counting("e"),
            self.counting("s")
        );
        let read = |row: &Row<'_>| {
            let id: i64 = row.get(0)?;
            let (entity, into, load, withdrawn) = (row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?);
            Ok(MergeRow { entity, into, load, unmerged: self.unmerged(id)?, withdrawn })
        };
        self.all(&sql, [], read).map_err(self.store.failed("reading merges"))
    }

    /// Which entities were said not to be one, in the order in which that was recorded.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn distinctions(&self) -> Result<Vec<DistinctRow>> {
        let counting = match self.extent {
            // What counts no more has no record to be named by.
            Extent::Now => format!("d.load NOT IN {UNDONE} AND e.retracted IS NULL AND o.retracted IS NULL"),
            Extent::History => "1".to_owned(),
        };
        let sql = format!(
            "SELECT e.key, o.key, d.load FROM distinction AS d JOIN entity AS e ON e.id = d.entity
             JOIN entity AS o ON o.id = d.other WHERE {counting} ORDER BY d.id"
        );
        let read = |row: &Row<'_>| Ok(DistinctRow { entity: row.get(0)?, other: row.get(1)?, load: row.get(2)? });
        self.all(&sql, [], read).map_err(self.store.failed("reading what is not the same"))
    }

    fn unmerged(&self, merge: i64) -> rusqlite::Result<Vec<i64>> {
        match self.extent {
            Extent::Now => Ok(Vec::new()),
            Extent::History => {
                self.all("SELECT load FROM unmerge WHERE merge = ?1 ORDER BY load", [merge], |row| row.get(0))
            }
        }
    }
}

fn document(row: &Row<'_>) -> rusqlite::Result<DocumentRow> {
    Ok(DocumentRow {
        key: row.get(1)?,
        title: row.get(2)?,
        publisher: row.get(3)?,
        url: row.get(4)?,
        published: row.get(5)?,
        retrieved: row.get(6)?,
        language: row.get(7)?,
        licence: row.get(8)?,
        text: row.get(9)?,
        log: Log::default(),
    })
}
