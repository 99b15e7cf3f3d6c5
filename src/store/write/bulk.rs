//! What makes large loads fast: indexes that are built at the end, and a memory of what this load added.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use rusqlite::Connection;

use super::FactRow;
use crate::identifier::quoted;
use crate::value::EntityId;

/// From how many bytes of records on a load is large.
const LARGE: u64 = 4 << 20;

/// How many bytes a fact's record has, about.
const RECORD_SIZE: u64 = 200;

/// How many facts of a load are remembered; then all are looked up. The memory is about 80 MB at most.
const REMEMBERED: usize = 4_000_000;

/// The indexes by which a load finds known facts: they stay.
const NEEDED: &str = "'fact_subject_object', 'fact_subject_value', 'fact_subject_kind'";

/// Indexes that were dropped for a load, as SQL that makes them again.
pub(super) struct Dropped(Vec<String>);

/// Drops the indexes that only questions need, where a load will add about as many facts as there are or more:
/// building them from sorted rows at its end is faster than adding rows one by one. All within the load's
/// transaction, so that nobody sees the store without them.
pub(super) fn drop_indexes(connection: &Connection, facts: i64, bytes: u64) -> rusqlite::Result<Dropped> {
    if bytes < LARGE || facts as u64 > bytes / RECORD_SIZE {
        return Ok(Dropped(Vec::new()));
    }
    let sql = format!(
        "SELECT name, sql FROM sqlite_schema
         WHERE type = 'index' AND tbl_name = 'fact' AND sql IS NOT NULL AND name NOT IN ({NEEDED})"
    );
    let mut statement = connection.prepare(&sql)?;
    let found = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let found: Vec<(String, String)> = found.collect::<rusqlite::Result<_>>()?;
    drop(statement);
    for (name, _) in &found {
        connection.execute_batch(&format!("DROP INDEX {}", quoted(name)))?;
    }
    Ok(Dropped(found.into_iter().map(|(_, sql)| sql).collect()))
}

impl Dropped {
    /// Builds the indexes again.
    pub(super) fn restore(self, connection: &Connection) -> rusqlite::Result<()> {
        self.0.iter().try_for_each(|sql| connection.execute_batch(sql))
    }
}

/// What this load added, as far as that spares looking facts up: one about an entity that is new can be known only
/// from this load.
pub(super) struct Added {
    last_entity_before: i64,
    facts: HashSet<u64>,
    forgot: bool,
}

impl Added {
    pub(super) fn new(connection: &Connection) -> rusqlite::Result<Self> {
        let sql = "SELECT coalesce(max(subject), 0) FROM fact";
        let last_entity_before = connection.query_row(sql, [], |row| row.get(0))?;
        Ok(Added { last_entity_before, facts: HashSet::new(), forgot: false })
    }

    /// Whether the store may have a fact like this, whose subject is now the entity `subject`.
    pub(super) fn may_have(&self, row: &FactRow, EntityId(subject): EntityId) -> bool {
        self.forgot || subject <= self.last_entity_before || self.facts.contains(&sum(row))
    }

    /// Remembers a fact that is added.
    pub(super) fn add(&mut self, row: &FactRow) {
        if self.facts.len() < REMEMBERED {
            self.facts.insert(sum(row));
        } else {
            self.facts = HashSet::new();
            self.forgot = true;
        }
    }
}

fn sum(row: &FactRow) -> u64 {
    let mut hasher = DefaultHasher::new();
    (row.subject, row.predicate, row.object, row.time.map(|time| time.literal)).hash(&mut hasher);
    hasher.finish()
}
