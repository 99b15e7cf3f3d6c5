//! How often the words of the vocabulary are used.

use std::collections::BTreeMap;

use crate::diagnostic::Result;
use crate::look::Words;
use crate::store::Store;
use crate::value::{KindId, PredicateId};
use crate::vocabulary::Vocabulary;

/// How many things are of each kind or a narrower one: each once, whatever it is said to be.
const THINGS: &str = "
    WITH RECURSIVE within (narrow, wide) AS (
        SELECT id, id FROM kind
        UNION
        SELECT within.narrow, kind.broader FROM within JOIN kind ON kind.id = within.wide WHERE kind.broader IS NOT NULL
    )
    SELECT within.wide, count(DISTINCT fact.subject)
    FROM within JOIN fact ON fact.kind = within.narrow AND fact.kind IS NOT NULL AND fact.holds = 1
    GROUP BY within.wide";

impl Store {
    /// The store's words with the number of things and facts that there are of each; the vocabulary is the store's.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn words(&self, vocabulary: &Vocabulary) -> Result<Words> {
        let facts = "SELECT predicate, count(*) FROM fact WHERE holds = 1 GROUP BY predicate";
        let qualified = "SELECT key, count(DISTINCT fact) FROM qualifier CROSS JOIN fact ON fact.id = qualifier.fact
                         WHERE fact.holds = 1 GROUP BY key";
        let read = || {
            Ok(Words {
                vocabulary: vocabulary.clone(),
                things: self.counts_by(THINGS, KindId)?,
                facts: self.counts_by(facts, PredicateId)?,
                qualified: self.counts_by(qualified, PredicateId)?,
            })
        };
        read().map_err(self.failed("counting the uses of words"))
    }

    /// The counts of a query that gives an id and a count a row.
    fn counts_by<K: Ord>(&self, sql: &'static str, id: fn(i64) -> K) -> rusqlite::Result<BTreeMap<K, usize>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| Ok((id(row.get(0)?), row.get::<_, i64>(1)?.max(0) as usize)))?;
        rows.collect()
    }
}
