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
        if self.is_remote() {
            return self.words_elsewhere(vocabulary, facts, qualified);
        }
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

    /// The same of a set, whose engine counts.
    fn words_elsewhere(&self, vocabulary: &Vocabulary, facts: &str, qualified: &str) -> Result<Words> {
        let counted = |sql: &str| self.counts_elsewhere(&sql.replace("CROSS JOIN", "JOIN"));
        let by_predicate = |sql: &str| -> Result<BTreeMap<PredicateId, usize>> {
            Ok(counted(sql)?.into_iter().map(|(id, count)| (PredicateId(id), count)).collect())
        };
        let mut things = BTreeMap::new();
        for kind in vocabulary.kinds() {
            let narrower: Vec<String> = vocabulary.narrower(kind.id).iter().map(|kind| kind.0.to_string()).collect();
            let sql = format!(
                "SELECT {}, count(DISTINCT subject) FROM fact WHERE kind IN ({}) AND holds = 1",
                kind.id.0,
                narrower.join(", ")
            );
            let counts = counted(&sql)?.into_iter().filter(|(_, count)| *count > 0);
            things.extend(counts.map(|(id, count)| (KindId(id), count)));
        }
        let (facts, qualified) = (by_predicate(facts)?, by_predicate(qualified)?);
        Ok(Words { vocabulary: vocabulary.clone(), things, facts, qualified })
    }

    /// The counts of a query that gives an id and a count a row.
    fn counts_by<K: Ord>(&self, sql: &'static str, id: fn(i64) -> K) -> rusqlite::Result<BTreeMap<K, usize>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| Ok((id(row.get(0)?), row.get::<_, i64>(1)?.max(0) as usize)))?;
        rows.collect()
    }
}
