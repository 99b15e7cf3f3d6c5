//! What makes large loads fast: indexes that are built at the end, and a memory of what this load added.

use std::collections::HashSet;
use std::hash::{BuildHasher, BuildHasherDefault, Hasher};

use foldhash::fast::FixedState;
use rusqlite::Connection;

use super::FactRow;
use crate::identifier::quoted;
use crate::value::EntityId;

/// From how many bytes of records on a load is large.
const LARGE: u64 = 4 << 20;

/// How many bytes a fact's record has, about.
const RECORD_SIZE: u64 = 200;

/// How many facts of a load are remembered, in 9 bytes each; then all are looked up.
const REMEMBERED: usize = 14_000_000;

/// How many names of a load are remembered, in 9 bytes each; then all are looked up.
const NAMES_REMEMBERED: usize = 4_000_000;

/// SQLite's page cache during a load, in KiB (negative, as the pragma wants it): indexes that fit are not read again.
pub(super) const CACHE_WHILE_LOADING: i64 = -128 * 1024;

/// SQLite's page cache while it builds indexes, in KiB (negative, as the pragma wants it).
const CACHE_WHILE_SORTING: i64 = -8 * 1024;

/// How many threads besides its own SQLite may sort the rows of an index with.
const SORTERS: i64 = 2;

/// The indexes by which a load finds known facts.
const NEEDED: [&str; 3] = ["fact_subject_object", "fact_subject_value", "fact_subject_kind"];

/// Which indexes a load keeps up while it adds facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Size {
    /// All of them: it is small beside the store.
    Small,
    /// Those by which known facts are found: it may add about as many facts as there are, or more.
    Large,
    /// None: there are no facts yet. A fact that may be known is put off until the indexes are there.
    First,
}

impl Size {
    /// Of a load of so many bytes of records into a store with so many facts.
    pub(super) fn of(facts: i64, bytes: u64) -> Self {
        match (facts, bytes) {
            (_, ..LARGE) => Size::Small,
            (0, _) => Size::First,
            _ if facts as u64 > bytes / RECORD_SIZE => Size::Small,
            _ => Size::Large,
        }
    }
}

/// Indexes that were dropped for a load.
#[derive(Default)]
pub(super) struct Dropped {
    /// Names, and the SQL that makes them again.
    indexes: Vec<(String, String)>,
}

/// Drops the indexes that a load does not keep up: building them from sorted rows at its end is faster than adding rows
/// one by one. All within the load's transaction, so that nobody sees the store without them.
pub(super) fn drop_indexes(connection: &Connection, size: Size) -> rusqlite::Result<Dropped> {
    if size == Size::Small {
        return Ok(Dropped::default());
    }
    let sql = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'fact' AND sql IS NOT NULL";
    let mut statement = connection.prepare(sql)?;
    let found = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut indexes: Vec<(String, String)> = found.collect::<rusqlite::Result<_>>()?;
    drop(statement);
    indexes.retain(|(name, _)| size == Size::First || !NEEDED.contains(&name.as_str()));
    for (name, _) in &indexes {
        connection.execute_batch(&format!("DROP INDEX {}", quoted(name)))?;
    }
    Ok(Dropped { indexes })
}

impl Dropped {
    /// Builds those again by which known facts are found.
    pub(super) fn restore_needed(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        let (needed, rest): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.indexes).into_iter().partition(|(name, _)| NEEDED.contains(&name.as_str()));
        self.indexes = rest;
        build(connection, &needed)
    }

    /// Builds all of them again.
    pub(super) fn restore(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        build(connection, &std::mem::take(&mut self.indexes))
    }
}

/// Builds indexes from rows that are sorted in short runs: these fit the processor's cache, and one is sorted while the
/// next is read. Runs are as long as SQLite's page cache is large.
fn build(connection: &Connection, indexes: &[(String, String)]) -> rusqlite::Result<()> {
    if indexes.is_empty() {
        return Ok(());
    }
    connection.pragma_update(None, "cache_size", CACHE_WHILE_SORTING)?;
    connection.pragma_update(None, "threads", SORTERS)?;
    indexes.iter().try_for_each(|(_, sql)| connection.execute_batch(sql))?;
    connection.pragma_update(None, "cache_size", CACHE_WHILE_LOADING)
}

/// What this load added, as far as that spares looking facts up: one about an entity that is new can be known only
/// from this load.
pub(super) struct Added {
    last_entity_before: i64,
    facts: HashSet<u64, BuildHasherDefault<AsItIs>>,
    forgot: bool,
    /// Known facts cannot be looked up yet.
    unindexed: bool,
}

impl Added {
    pub(super) fn new(connection: &Connection, size: Size) -> rusqlite::Result<Self> {
        let sql = "SELECT coalesce(max(id), 0) FROM entity";
        let last_entity_before = match size {
            Size::First => 0,
            Size::Small | Size::Large => connection.query_row(sql, [], |row| row.get(0))?,
        };
        Ok(Added { last_entity_before, facts: HashSet::default(), forgot: false, unindexed: size == Size::First })
    }

    /// Whether the store may have a fact like this, whose subject is now the entity `subject`.
    pub(super) fn may_have(&self, row: &FactRow, EntityId(subject): EntityId) -> bool {
        self.forgot || subject <= self.last_entity_before || self.facts.contains(&sum(row))
    }

    /// Whether known facts cannot be looked up yet.
    pub(super) fn is_unindexed(&self) -> bool {
        self.unindexed
    }

    /// Known facts can be looked up from now on.
    pub(super) fn indexed(&mut self) {
        self.unindexed = false;
    }

    /// Whether more facts can be remembered.
    pub(super) fn is_full(&self) -> bool {
        self.facts.len() >= REMEMBERED
    }

    /// Remembers a fact that is added.
    pub(super) fn add(&mut self, row: &FactRow) {
        if !self.is_full() {
            self.facts.insert(sum(row));
        } else if !self.forgot {
            self.forget();
        }
    }

    /// Forgets all, and gives the memory back: whatever is asked for must be looked up from now on.
    pub(super) fn forget(&mut self) {
        self.facts = HashSet::default();
        self.forgot = true;
    }
}

fn sum(row: &FactRow) -> u64 {
    let said = (row.subject, row.predicate, row.object, row.time.map(|time| time.literal));
    FixedState::default().hash_one(said)
}

/// The names that this load added to a store that had none, folded: any other finds nothing.
pub(super) struct Named {
    /// Their hashes; none where the store had names, or this load has added too many.
    folded: Option<HashSet<u64, BuildHasherDefault<AsItIs>>>,
}

impl Named {
    pub(super) fn new(connection: &Connection) -> rusqlite::Result<Self> {
        let has_names: bool = connection.query_row("SELECT EXISTS (SELECT 1 FROM name)", [], |row| row.get(0))?;
        Ok(Named { folded: (!has_names).then(HashSet::default) })
    }

    /// Whether the store may have a name that is folded to this.
    pub(super) fn may_have(&self, folded: &str) -> bool {
        self.folded.as_ref().is_none_or(|names| names.contains(&FixedState::default().hash_one(folded)))
    }

    /// Remembers a name that is added, as it is folded.
    pub(super) fn add(&mut self, folded: &str) {
        let names = self.folded.take();
        self.folded = names.filter(|names| names.len() < NAMES_REMEMBERED).map(|mut names| {
            names.insert(FixedState::default().hash_one(folded));
            names
        });
    }
}

/// The hash of what is a hash already.
#[derive(Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        // Only whole numbers are hashed here, by the method below.
        self.0 = bytes.iter().fold(self.0, |sum, byte| sum.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}
