//! Of what kinds an entity is, as facts that hold say.

use rusqlite::Connection;

use crate::value::{EntityId, KindId};

/// The kinds of an entity, in the order in which they were declared.
pub(super) fn kinds_of(connection: &Connection, entity: EntityId) -> rusqlite::Result<Vec<KindId>> {
    let sql = "SELECT DISTINCT kind FROM fact WHERE subject = ?1 AND kind IS NOT NULL AND holds = 1 ORDER BY kind";
    connection.prepare_cached(sql)?.query_map([entity.0], |row| row.get(0).map(KindId))?.collect()
}

/// The names of these, in the same order.
pub(super) fn kind_names_of(connection: &Connection, entity: EntityId) -> rusqlite::Result<Vec<String>> {
    let sql = "SELECT name FROM kind
               WHERE id IN (SELECT kind FROM fact WHERE subject = ?1 AND kind IS NOT NULL AND holds = 1) ORDER BY id";
    connection.prepare_cached(sql)?.query_map([entity.0], |row| row.get(0))?.collect()
}
