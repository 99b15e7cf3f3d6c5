//! Letting rows name the entities that they now mean, after a merge or the end of one.

use rusqlite::params;

use super::Writer;
use crate::diagnostic::Result;
use crate::value::EntityId;

/// The columns that name entities, each with the one that keeps what was recorded.
pub(in crate::store) const ENTITY_COLUMNS: [(&str, &str, &str); 5] = [
    ("fact", "subject", "subject_stated"),
    ("fact", "object", "object_stated"),
    ("qualifier", "object", "object_stated"),
    ("evidence", "source", "source_stated"),
    ("name", "entity", "entity_stated"),
];

impl Writer<'_> {
    /// Brings all rows up to date that name an entity whose merge began or ended to count, or one that was merged into
    /// it; says how many facts these are.
    pub(in crate::store) fn rejoin(&mut self, entity: EntityId) -> Result<i64> {
        let survivor = self.end_of_merges(entity)?;
        let joined = self.merged_into(entity)?;
        self.affect_none()?;
        for each in &joined {
            self.affect_naming(*each)?;
        }
        let facts = self.first("counting", "SELECT count(*) FROM affected", [], |row| row.get(0))?.unwrap_or(0);
        self.affect_same()?;
        for each in &joined {
            self.move_rows(*each, survivor)?;
        }
        joined.iter().for_each(|each| self.merged.set(each.0, survivor.0));
        self.settle_affected()?;
        Ok(facts)
    }

    /// The entity at the end of the merges that count.
    fn end_of_merges(&self, entity: EntityId) -> Result<EntityId> {
        let sql = "WITH RECURSIVE up (id) AS (
                       SELECT ?1 UNION SELECT m.\"into\" FROM merge AS m JOIN up ON m.entity = up.id WHERE m.retracted IS NULL)
                   SELECT id FROM up
                   WHERE NOT EXISTS (SELECT 1 FROM merge AS m WHERE m.entity = up.id AND m.retracted IS NULL)";
        let found = self.first("following merges", sql, [entity.0], |row| row.get(0).map(EntityId))?;
        Ok(found.unwrap_or(entity))
    }

    /// An entity and all that were merged into it, also by way of others.
    fn merged_into(&self, entity: EntityId) -> Result<Vec<EntityId>> {
        // So of most that a file says are one; asking reads all merges.
        if self.merged.is_alone(entity) {
            return Ok(vec![entity]);
        }
        let sql = "WITH RECURSIVE down (id) AS (
                       SELECT ?1 UNION SELECT m.entity FROM merge AS m JOIN down ON m.\"into\" = down.id
                       WHERE m.retracted IS NULL)
                   SELECT id FROM down";
        self.rows("following merges", sql, [entity.0], |row| row.get(0).map(EntityId))
    }

    /// Adds to `affected` the facts that were recorded of an entity.
    fn affect_naming(&self, entity: EntityId) -> Result<()> {
        let sql = "INSERT OR IGNORE INTO affected (fact)
                   SELECT id FROM fact WHERE predicate IN (SELECT id FROM predicate) AND subject = ?1
                          AND coalesce(subject_stated, subject) = ?2
                   UNION SELECT id FROM fact WHERE predicate IN (SELECT id FROM predicate) AND object = ?1
                         AND coalesce(object_stated, object) = ?2
                   UNION SELECT fact FROM qualifier WHERE object = ?1 AND coalesce(object_stated, object) = ?2";
        self.run(sql, params![self.survivor(entity).0, entity.0])
    }

    /// Lets the rows that were recorded of an entity name another, or it itself.
    fn move_rows(&self, entity: EntityId, survivor: EntityId) -> Result<()> {
        let now = self.survivor(entity);
        for (table, column, stated) in ENTITY_COLUMNS {
            let by = if table == "fact" { "predicate IN (SELECT id FROM predicate) AND " } else { "" };
            let sql = format!(
                "UPDATE {table} SET {column} = ?3, {stated} = nullif(?2, ?3)
                 WHERE {by}{column} = ?1 AND coalesce({stated}, {column}) = ?2"
            );
            self.run(&sql, params![now.0, entity.0, survivor.0])?;
        }
        // An entity shows one name: that of the one that stays.
        let sql = "UPDATE name SET preferred = entity_stated IS NULL AND text = (SELECT name FROM entity WHERE id = ?2)
                   WHERE entity = ?1 AND coalesce(entity_stated, entity) = ?2";
        self.run(sql, params![survivor.0, entity.0])?;
        let sql = "UPDATE entity SET merged = nullif(?2, ?1) WHERE id = ?1";
        self.run(sql, params![entity.0, survivor.0])
    }
}
