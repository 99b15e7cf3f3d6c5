//! What counts, from what was recorded and what was undone: the one place where `fact.unsourced`, `fact.holds`,
//! `fact.denied` and every `retracted` are worked out anew.

use super::Writer;
use super::again::Restated;
use crate::diagnostic::Result;
use crate::store::Counts;

macro_rules! undone {
    () => {
        "(SELECT load FROM undone WHERE until IS NULL)"
    };
}

/// The loads that do not count now.
pub(in crate::store) const UNDONE: &str = undone!();

/// That a row `c` of `claim_history` counts: its load does, and its fact was not retracted since.
pub(in crate::store) const CLAIM_COUNTS: &str = concat!(
    "c.load NOT IN ",
    undone!(),
    " AND NOT EXISTS (SELECT 1 FROM retraction AS r WHERE r.fact = c.fact AND r.load > c.load
                      AND r.load NOT IN ",
    undone!(),
    ")"
);

/// That `a` and `b` are facts that say the same, as entities now are.
pub(in crate::store) const SAME: &str =
    "b.predicate = a.predicate AND b.subject = a.subject AND b.object IS a.object AND b.kind IS a.kind
    AND b.value IS a.value AND b.time IS a.time
    AND NOT EXISTS (SELECT key, object, value FROM qualifier WHERE fact = a.id
                    EXCEPT SELECT key, object, value FROM qualifier WHERE fact = b.id)
    AND NOT EXISTS (SELECT key, object, value FROM qualifier WHERE fact = b.id
                    EXCEPT SELECT key, object, value FROM qualifier WHERE fact = a.id)";

/// That the entity `e` is named by facts or evidence that count, as it was recorded, or that others were merged into it.
const ENTITY_USED: &str = "e.id IN (SELECT coalesce(subject_stated, subject) FROM fact WHERE retracted IS NULL
             UNION SELECT coalesce(object_stated, object) FROM fact WHERE object IS NOT NULL AND retracted IS NULL)
    OR EXISTS (SELECT 1 FROM evidence AS v WHERE v.source = coalesce(e.merged, e.id)
               AND coalesce(v.source_stated, v.source) = e.id AND v.retracted IS NULL)
    OR e.id IN (SELECT coalesce(q.object_stated, q.object) FROM qualifier AS q JOIN fact AS f ON f.id = q.fact
                WHERE q.object IS NOT NULL AND f.retracted IS NULL)
    OR EXISTS (SELECT 1 FROM entity AS other WHERE other.merged = e.id)";

impl Writer<'_> {
    /// Works out anew what counts of these facts.
    pub(super) fn settle(&mut self, facts: &[i64]) -> Result<()> {
        if facts.is_empty() {
            return Ok(());
        }
        self.affect_none()?;
        for fact in facts {
            self.run("INSERT OR IGNORE INTO affected (fact) VALUES (?1)", [fact])?;
        }
        self.settle_affected()
    }

    /// Makes the table of facts whose state is to be worked out, `affected`, and empties it.
    pub(in crate::store) fn affect_none(&mut self) -> Result<()> {
        self.run("CREATE TEMP TABLE IF NOT EXISTS affected (fact INTEGER PRIMARY KEY)", [])?;
        self.run("DELETE FROM affected", [])
    }

    /// Adds to `affected` the facts that now say the same as those in it.
    pub(in crate::store) fn affect_same(&mut self) -> Result<()> {
        let sql = format!(
            "INSERT OR IGNORE INTO affected (fact)
             SELECT b.id FROM affected JOIN fact AS a ON a.id = affected.fact JOIN fact AS b ON {SAME}"
        );
        self.run(&sql, [])
    }

    /// Works out what counts of the facts in `affected` and of those that say the same.
    pub(in crate::store) fn settle_affected(&mut self) -> Result<()> {
        let merged = !self.merged.is_empty();
        if merged {
            self.affect_same()?;
        }
        self.settle_evidence()?;
        self.settle_facts()?;
        if merged { self.share_states() } else { Ok(()) }
    }

    fn settle_evidence(&mut self) -> Result<()> {
        let sql = format!(
            "UPDATE evidence SET retracted = CASE WHEN retracted IS NULL THEN ?1 END
             WHERE fact IN (SELECT fact FROM affected)
               AND (retracted IS NULL) <> EXISTS (SELECT 1 FROM claim_history AS c
                       WHERE c.fact = evidence.fact AND c.evidence = evidence.id AND {CLAIM_COUNTS})"
        );
        self.run(&sql, [self.load.0])
    }

    fn settle_facts(&mut self) -> Result<()> {
        let sql = format!(
            "UPDATE fact SET unsourced = EXISTS (SELECT 1 FROM claim_history AS c
                       WHERE c.fact = fact.id AND c.evidence IS NULL AND {CLAIM_COUNTS})
             WHERE id IN (SELECT fact FROM affected)"
        );
        self.run(&sql, [])?;
        let counts = |which: &str| {
            format!("EXISTS (SELECT 1 FROM evidence AS v WHERE v.fact = fact.id AND v.retracted IS NULL {which})")
        };
        let (affirmed, denied, any) = (counts("AND v.polarity = '+'"), counts("AND v.polarity = '-'"), counts(""));
        let sql = format!(
            "UPDATE fact SET holds = unsourced OR {affirmed}, denied = {denied},
                    retracted = CASE WHEN unsourced OR {any} THEN NULL ELSE coalesce(retracted, ?1) END
             WHERE id IN (SELECT fact FROM affected)"
        );
        self.run(&sql, [self.load.0])
    }

    /// Lets facts that say the same, since what they name was merged, hold and be denied together.
    fn share_states(&mut self) -> Result<()> {
        let shared = |column: &str| {
            format!(
                "max(a.{column}, EXISTS (SELECT 1 FROM fact AS b WHERE {SAME} AND b.retracted IS NULL AND b.{column}))"
            )
        };
        let sql = format!(
            "UPDATE fact AS a SET holds = {}, denied = {}
             WHERE id IN (SELECT fact FROM affected) AND retracted IS NULL",
            shared("holds"),
            shared("denied")
        );
        self.run(&sql, [])
    }

    /// Works out anew which entities, documents and names count: those that a load gave which counts, and those that facts
    /// and evidence name which count. Says how many more there are then. Only of those whose load was ever undone can
    /// that change.
    pub(in crate::store) fn settle_names(&mut self) -> Result<Counts> {
        // An alias keeps what it names, as a fact keeps what it is about.
        let named = format!(
            "EXISTS (SELECT 1 FROM name AS n WHERE n.entity = coalesce(e.merged, e.id)
                     AND coalesce(n.entity_stated, n.entity) = e.id AND ({}))",
            given(Restated::Name, "n")
        );
        let entity = format!("({} OR {ENTITY_USED} OR {named})", given(Restated::Entity, "e"));
        let document = format!(
            "({} OR EXISTS (SELECT 1 FROM evidence AS v WHERE v.document = e.id AND v.retracted IS NULL))",
            given(Restated::Document, "e")
        );
        // The preferred name goes with its entity, because whoever names the one by the other needs it.
        let name = format!(
            "({} OR EXISTS (SELECT 1 FROM entity AS named WHERE named.id = coalesce(e.entity_stated, e.entity)
                            AND named.name = e.text AND named.retracted IS NULL))",
            given(Restated::Name, "e")
        );
        let entities = self.settle_rows(Restated::Entity, &entity)?;
        let documents = self.settle_rows(Restated::Document, &document)?;
        self.settle_rows(Restated::Name, &name)?;
        Ok(Counts { documents, entities, ..Counts::default() })
    }

    /// Withdraws the rows `e` of a table for which a condition does not hold, and lets those count for which it does; says
    /// how many more count then.
    fn settle_rows(&mut self, what: Restated, counts: &str) -> Result<i64> {
        let table = what.table();
        let update = format!("UPDATE {table} AS e SET retracted");
        let concerned = "e.load IN (SELECT load FROM undone)";
        let found = format!(
            "SELECT count(*) FILTER (WHERE e.retracted IS NOT NULL), count(*) FILTER (WHERE e.retracted IS NULL)
             FROM {table} AS e WHERE {concerned} AND (e.retracted IS NULL) <> {counts}"
        );
        let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let (revived, withdrawn): (i64, i64) = self.first("counting", &found, [], read)?.unwrap_or_default();
        if revived + withdrawn > 0 {
            let sql = format!(
                "{update} = CASE WHEN e.retracted IS NULL THEN ?1 END
                 WHERE {concerned} AND (e.retracted IS NULL) <> {counts}"
            );
            self.run(&sql, [self.load.0])?;
        }
        Ok(revived - withdrawn)
    }

    /// How many facts and pieces of evidence count of those in `affected`, and how many entities and documents that loads
    /// added which were ever undone.
    pub(in crate::store) fn standing(&self) -> Result<Counts> {
        let sql =
            "SELECT (SELECT count(*) FROM document WHERE load IN (SELECT load FROM undone) AND retracted IS NULL),
                          (SELECT count(*) FROM entity WHERE load IN (SELECT load FROM undone) AND retracted IS NULL),
                          (SELECT count(*) FROM fact WHERE id IN (SELECT fact FROM affected) AND retracted IS NULL),
                          (SELECT count(*) FROM evidence
                           WHERE fact IN (SELECT fact FROM affected) AND retracted IS NULL)";
        let counts = self.first("counting", sql, [], |row| {
            Ok(Counts { documents: row.get(0)?, entities: row.get(1)?, facts: row.get(2)?, evidence: row.get(3)? })
        })?;
        Ok(counts.unwrap_or_default())
    }

    /// Writes what follows from what was recorded.
    pub(in crate::store) fn run(&self, sql: &str, bound: impl rusqlite::Params) -> Result<()> {
        self.change("working out what counts", sql, bound)
    }
}

/// That a row was given by a load that counts.
fn given(what: Restated, row: &str) -> String {
    let table = what.table();
    format!(
        "{row}.load NOT IN {UNDONE} OR EXISTS (SELECT 1 FROM restated AS r
             WHERE r.what = '{table}' AND r.id = {row}.id AND r.load NOT IN {UNDONE})"
    )
}
