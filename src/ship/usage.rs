//! What a store's facts do with its predicates, as far as views depend on it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::Connection;

use crate::store::Counts;

/// What the facts that are not retracted do with predicates. All numbers are ids of predicates.
#[derive(Debug, Clone, Default)]
pub(super) struct Usage {
    /// The predicates that some fact states.
    pub stated: BTreeSet<i64>,
    /// For each of them, the keys that qualify its facts that hold.
    pub qualifiers: BTreeMap<i64, Vec<i64>>,
    /// The predicates with an object that is a number and not a whole one.
    pub fractional: BTreeSet<i64>,
}

impl Usage {
    /// Reads it from a store's file.
    pub fn read(connection: &Connection) -> rusqlite::Result<Self> {
        let stated = "SELECT id FROM predicate
                      WHERE EXISTS (SELECT 1 FROM fact WHERE fact.predicate = predicate.id AND fact.retracted IS NULL)";
        let fractional = "SELECT DISTINCT fact.predicate FROM literal JOIN fact ON fact.value = literal.id
                          WHERE literal.type = 'number' AND typeof(literal.value) = 'real'";
        let qualifiers = "SELECT DISTINCT fact.predicate, qualifier.key
                          FROM qualifier CROSS JOIN fact ON fact.id = qualifier.fact
                          WHERE fact.holds = 1 ORDER BY fact.predicate, qualifier.key";
        let mut usage = Usage {
            stated: ids(connection, stated)?,
            fractional: ids(connection, fractional)?,
            qualifiers: BTreeMap::new(),
        };
        let mut statement = connection.prepare(qualifiers)?;
        for pair in statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))? {
            let (predicate, key) = pair?;
            usage.qualifiers.entry(predicate).or_default().push(key);
        }
        Ok(usage)
    }
}

fn ids(connection: &Connection, sql: &str) -> rusqlite::Result<BTreeSet<i64>> {
    connection.prepare(sql)?.query_map([], |row| row.get(0))?.collect()
}

/// How many rows there are of what a file holds.
#[derive(Debug, Clone)]
pub(super) struct Rows {
    /// What a store counts.
    pub counts: Counts,
    /// By predicate, the facts that hold.
    pub holding: HashMap<i64, i64>,
    /// The facts that are denied.
    pub denied: i64,
}

/// By predicate, the facts that hold: counted in the indexes that have these alone, which takes half of what grouping all facts does.
const HOLDING: &str = "
    SELECT p.id,
           (SELECT count(*) FROM fact AS f WHERE f.predicate = p.id AND f.object IS NOT NULL AND f.holds = 1)
           + (SELECT count(*) FROM fact AS f WHERE f.predicate = p.id AND f.value IS NOT NULL AND f.holds = 1)
           + CASE p.object_type
                 WHEN 'kind' THEN
                     (SELECT count(*) FROM fact AS f WHERE f.predicate = p.id AND f.kind IS NOT NULL AND f.holds = 1)
                 ELSE 0
             END
    FROM predicate AS p";

impl Rows {
    /// Counts them. What holds is counted in an index, and what is denied among the claims that deny: the table of facts need not be read whole, unless things were
    /// merged, whose facts are denied together.
    pub fn read(connection: &Connection) -> rusqlite::Result<Self> {
        let mut groups = connection.prepare(HOLDING)?;
        let holding = groups.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let holding: HashMap<i64, i64> = holding.collect::<rusqlite::Result<_>>()?;
        let merged: bool = connection.query_row("SELECT EXISTS (SELECT 1 FROM merge)", [], |row| row.get(0))?;
        let denied = match merged {
            true => "denied = 1",
            false => "denied = 1 AND id IN (SELECT fact FROM evidence WHERE polarity = '-' AND retracted IS NULL)",
        };
        let denied = format!("SELECT count(*), coalesce(sum(NOT holds), 0) FROM fact WHERE {denied}");
        let (denied, only): (i64, i64) = connection.query_row(&denied, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        // A fact that was not retracted holds or is denied.
        let facts = holding.values().sum::<i64>() + only;
        let others = "SELECT (SELECT count(*) FROM document WHERE retracted IS NULL),
                             (SELECT count(*) FROM entity WHERE retracted IS NULL AND merged IS NULL),
                             (SELECT count(*) FROM evidence WHERE retracted IS NULL)";
        let counts = |row: &rusqlite::Row<'_>| {
            Ok(Counts { documents: row.get(0)?, entities: row.get(1)?, facts, evidence: row.get(2)? })
        };
        Ok(Rows { counts: connection.query_row(others, [], counts)?, holding, denied })
    }
}
