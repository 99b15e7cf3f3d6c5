//! Entities that may be one: whose names are alike, and of which nobody said that they are not the same.

use std::collections::{HashMap, HashSet};

use rusqlite::params;

use super::Store;
use super::kinds::kind_names_of;
use crate::diagnostic::Result;
use crate::likeness::{Alike, Names, Pair, Reason};
use crate::value::EntityId;

/// Two entities that may be one.
#[derive(Debug, Clone, PartialEq)]
pub struct Duplicate {
    /// How like their names are, and why.
    pub alike: Alike,
    /// The one that more is known of.
    pub entity: Likely,
    /// The other.
    pub other: Likely,
}

/// An entity that may be another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Likely {
    /// Its key.
    pub key: String,
    /// Its preferred name.
    pub name: String,
    /// Its further names.
    pub aliases: Vec<String>,
    /// The kinds that it is of.
    pub kinds: Vec<String>,
    /// How many facts are about it, from either side.
    pub facts: i64,
}

/// Pairs of entities that may be one.
#[derive(Debug, Clone, PartialEq)]
pub struct Duplicates {
    /// The pairs, the likest first.
    pub pairs: Vec<Duplicate>,
    /// Whether there are more.
    pub more: bool,
}

impl Store {
    /// The pairs of entities whose names are most alike, at most `limit`, none with a score below `min`. Merged entities
    /// count as one; pairs that were said to be distinct are left out.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn duplicates(&self, limit: usize, min: f64) -> Result<Duplicates> {
        let failed = self.failed("comparing names");
        let distinct: HashSet<(i64, i64)> =
            self.distinctions()?.into_iter().map(|(EntityId(one), EntityId(other))| (one, other)).collect();
        let names = self.all_names().map_err(&failed)?;
        let (pairs, more) = names.likest(limit, min, &|one, other| distinct.contains(&(one, other)));
        drop(names);
        let pairs = pairs.into_iter().map(|pair| self.duplicate(pair)).collect::<rusqlite::Result<Vec<_>>>();
        let mut pairs = pairs.map_err(&failed)?;
        pairs.sort_by(|a, b| b.alike.score.total_cmp(&a.alike.score));
        Ok(Duplicates { pairs, more })
    }

    /// Every name that counts, by entity.
    fn all_names(&self) -> rusqlite::Result<Names> {
        let wider = self.kinds_with_wider()?;
        let mut kinds: HashMap<i64, u64> = HashMap::new();
        let mut statement =
            self.connection.prepare("SELECT subject, kind FROM fact WHERE kind IS NOT NULL AND holds")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            *kinds.entry(row.get(0)?).or_default() |= wider.get(&row.get(1)?).copied().unwrap_or_default();
        }
        let mut names = Names::default();
        let mut last = None;
        let sql = "SELECT entity, folded FROM name WHERE retracted IS NULL ORDER BY entity";
        let mut statement = self.connection.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let entity: i64 = row.get(0)?;
            if last != Some(entity) {
                names.add_entity(entity, kinds.get(&entity).copied().unwrap_or_default());
                last = Some(entity);
            }
            names.add_name(row.get_ref(1)?.as_str()?);
        }
        Ok(names)
    }

    /// For each kind a bit of its own, as far as there are 64, and those of the wider ones.
    fn kinds_with_wider(&self) -> rusqlite::Result<HashMap<i64, u64>> {
        let sql = "WITH RECURSIVE up (kind, wider) AS (
                       SELECT id, id FROM kind
                       UNION SELECT up.kind, k.broader FROM up JOIN kind AS k ON k.id = up.wider WHERE k.broader IS NOT NULL)
                   SELECT kind, wider FROM up";
        let mut bits: HashMap<i64, u64> = HashMap::new();
        let mut statement = self.connection.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            *bits.entry(row.get(0)?).or_default() |= 1 << (row.get::<_, i64>(1)? & 63);
        }
        Ok(bits)
    }

    fn duplicate(&self, pair: Pair) -> rusqlite::Result<Duplicate> {
        let (one, other) = (self.likely(pair.one)?, self.likely(pair.other)?);
        let same = pair.alike.reason == Reason::Folded
            && std::iter::once(&one.name)
                .chain(&one.aliases)
                .any(|name| *name == other.name || other.aliases.contains(name));
        let alike = match same {
            true => Alike { score: pair.alike.score / 0.99, reason: Reason::Same },
            false => pair.alike,
        };
        let (entity, other) = if one.facts >= other.facts { (one, other) } else { (other, one) };
        Ok(Duplicate { alike, entity, other })
    }

    fn likely(&self, id: i64) -> rusqlite::Result<Likely> {
        let facts = "SELECT (SELECT count(*) FROM fact WHERE subject = ?1 AND retracted IS NULL)
                          + (SELECT count(*) FROM fact WHERE object = ?1 AND retracted IS NULL)";
        let mut kinds = kind_names_of(&self.connection, EntityId(id))?;
        kinds.sort_unstable();
        let aliases = "SELECT DISTINCT n.text FROM name AS n JOIN entity AS e ON e.id = n.entity
                       WHERE n.entity = ?1 AND n.retracted IS NULL AND n.text <> e.name ORDER BY n.text";
        let (key, name) = self
            .connection
            .prepare_cached("SELECT key, name FROM entity WHERE id = ?1")?
            .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(Likely {
            key,
            name,
            aliases: self.words_of(aliases, id)?,
            kinds,
            facts: self.connection.prepare_cached(facts)?.query_row(params![id], |row| row.get(0))?,
        })
    }

    fn words_of(&self, sql: &str, id: i64) -> rusqlite::Result<Vec<String>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([id], |row| row.get(0))?;
        rows.collect()
    }
}
