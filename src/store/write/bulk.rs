//! What makes large loads fast: indexes that are built at the end, and a memory of what this load added.

use std::collections::HashSet;
use std::hash::{BuildHasher, BuildHasherDefault, Hasher};

use foldhash::fast::FixedState;
use rusqlite::Connection;

use super::{EvidenceRow, FactRow, QualifierRow};
use crate::identifier::quoted;
use crate::value::{EntityId, FactId};

/// From how many bytes of records on a load is large.
const LARGE: u64 = 4 << 20;

/// How many bytes a fact's record has, about.
const RECORD_SIZE: u64 = 200;

/// How many facts of a load are remembered, in 9 bytes each; then all are looked up.
const REMEMBERED: usize = 14_000_000;

/// How many claims of a load are remembered, in 9 bytes each; then all are looked up.
const CLAIMS_REMEMBERED: usize = 4_000_000;

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

/// What this load added, as far as that spares looking it up: a fact about an entity that is new, and evidence of a fact that
/// is new, can be known only from this load.
pub(super) struct Added {
    last_entity_before: i64,
    last_fact_before: i64,
    facts: HashSet<u64, BuildHasherDefault<AsItIs>>,
    forgot: bool,
    /// None where it is forgotten.
    claims: Option<HashSet<u64, BuildHasherDefault<AsItIs>>>,
    /// Known facts cannot be looked up yet.
    unindexed: bool,
}

impl Added {
    /// Nothing, in a load of a size into a store with so many facts.
    pub(super) fn new(connection: &Connection, size: Size, facts_before: i64) -> rusqlite::Result<Self> {
        let sql = "SELECT coalesce(max(id), 0) FROM entity";
        let last_entity_before = match size {
            Size::First => 0,
            Size::Small | Size::Large => connection.query_row(sql, [], |row| row.get(0))?,
        };
        Ok(Added {
            last_entity_before,
            last_fact_before: facts_before,
            facts: HashSet::default(),
            forgot: false,
            claims: Some(HashSet::default()),
            unindexed: size == Size::First,
        })
    }

    /// Whether the store may have a fact with these qualifiers, whose subject is now the entity `subject`.
    pub(super) fn may_have(&self, row: &FactRow, qualifiers: &[QualifierRow], EntityId(subject): EntityId) -> bool {
        self.forgot || subject <= self.last_entity_before || self.facts.contains(&sum(row, qualifiers))
    }

    /// Whether a fact may have a piece of evidence.
    pub(super) fn may_have_claim(&self, FactId(fact): FactId, row: &EvidenceRow) -> bool {
        fact <= self.last_fact_before
            || self.claims.as_ref().is_none_or(|claims| claims.contains(&sum_of_claim(fact, row)))
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
    pub(super) fn add(&mut self, row: &FactRow, qualifiers: &[QualifierRow]) {
        if self.forgot {
            return;
        }
        if self.is_full() {
            self.forget_facts();
        } else {
            self.facts.insert(sum(row, qualifiers));
        }
    }

    /// Remembers a piece of evidence that is added.
    pub(super) fn add_claim(&mut self, FactId(fact): FactId, row: &EvidenceRow) {
        let claims = self.claims.take();
        self.claims = claims.filter(|claims| claims.len() < CLAIMS_REMEMBERED).map(|mut claims| {
            claims.insert(sum_of_claim(fact, row));
            claims
        });
    }

    /// Forgets all, and gives the memory back: whatever is asked for must be looked up from now on.
    pub(super) fn forget(&mut self) {
        self.forget_facts();
        self.claims = None;
    }

    fn forget_facts(&mut self) {
        self.facts = HashSet::default();
        self.forgot = true;
    }
}

fn sum(row: &FactRow, qualifiers: &[QualifierRow]) -> u64 {
    let said = (row.subject, row.predicate, row.object, row.time.map(|time| time.literal), qualifiers);
    FixedState::default().hash_one(said)
}

/// The sum of all that tells a fact's evidence apart.
fn sum_of_claim(fact: i64, row: &EvidenceRow) -> u64 {
    let EvidenceRow {
        document,
        quote,
        prefix,
        suffix,
        source,
        modality,
        polarity,
        confidence: _,
        extractor,
        time_phrase,
    } = row;
    let (modality, polarity) = (modality.name(), polarity.sign());
    let said = (fact, document, quote, prefix, suffix, source, modality, polarity, extractor, time_phrase);
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
