//! What is seen of two stores once they are one.

use super::Store;
use crate::diagnostic::Result;

/// How many entities are told.
const MOST: i64 = 10_000;

/// An entity that one store has of other kinds than another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KindsApart {
    /// Its key.
    pub key: String,
    /// Of which kinds it was.
    pub before: String,
    /// Of which it is too, by the other store.
    pub added: String,
}

impl Store {
    /// The entities that were of some kinds before a load, and of which that load or a later one says that they are of others.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub(crate) fn kinds_apart(&self, load: i64) -> Result<Vec<KindsApart>> {
        let kinds = |when: &str| {
            format!(
                "(SELECT group_concat(name, '; ') FROM (SELECT DISTINCT kind.name FROM fact JOIN kind ON kind.id = fact.kind
                  WHERE fact.subject = entity.id AND fact.kind IS NOT NULL AND fact.recorded {when} ?1 ORDER BY kind.name))"
            )
        };
        let sql = format!(
            "SELECT entity.key, {}, {} FROM entity
             WHERE entity.load < ?1 AND entity.id IN (
                       SELECT subject FROM fact WHERE kind IS NOT NULL AND recorded >= ?1 INTERSECT
                       SELECT subject FROM fact WHERE kind IS NOT NULL AND recorded < ?1)
             ORDER BY entity.key LIMIT ?2",
            kinds("<"),
            kinds(">=")
        );
        let read = || {
            let mut statement = self.connection.prepare(&sql)?;
            let rows = statement.query_map([load, MOST], |row| {
                Ok(KindsApart { key: row.get(0)?, before: row.get(1)?, added: row.get(2)? })
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(self.failed("comparing kinds"))
    }
}
