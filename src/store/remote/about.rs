//! What statements that look read of a set: fetched before, so that they read it as any store's.

use std::collections::BTreeMap;

use super::Remote;
use super::fetch::{among, parts};
use crate::diagnostic::Result;
use crate::remote::Cell;
use crate::store::Store;
use crate::value::{EntityId, FactId};

impl Store {
    /// Fetches the facts about an entity, whatever part it has in them, and those that may rival them.
    pub(in crate::store) fn fetch_about(&self, entity: EntityId) -> Result<()> {
        let Some(remote) = &self.remote else { return Ok(()) };
        let id = entity.0;
        let sql = format!(
            "SELECT id FROM fact WHERE subject = {id} OR object = {id} UNION SELECT fact FROM qualifier WHERE object = {id}"
        );
        let facts = self.numbers_elsewhere(remote, &sql)?;
        self.fetch_facts(facts.iter().copied().map(FactId), None)?;
        self.fetch(remote, "evidence", &format!("source = {id}"))?;
        self.fetch_rivals(remote, &facts)
    }

    /// Fetches the facts that are about what some facts are about, of those predicates of theirs that have one value at a time.
    fn fetch_rivals(&self, remote: &Remote, facts: &[i64]) -> Result<()> {
        let mut ends: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
        for part in parts(facts) {
            let sql = format!(
                "SELECT f.predicate, f.subject, f.object FROM fact AS f JOIN predicate AS p ON p.id = f.predicate
                 WHERE p.functional AND f.id IN ({part})"
            );
            let read = || {
                let mut statement = self.connection.prepare(&sql)?;
                let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
                rows.collect::<rusqlite::Result<Vec<(i64, i64, Option<i64>)>>>()
            };
            for (predicate, subject, object) in read().map_err(self.failed("fetching facts"))? {
                ends.entry(predicate).or_default().extend(std::iter::once(subject).chain(object));
            }
        }
        for (predicate, ends) in ends {
            for part in parts(&ends) {
                let which = format!("predicate = {predicate} AND (subject IN ({part}) OR object IN ({part}))");
                self.fetch(remote, "fact", &which)?;
            }
        }
        Ok(())
    }

    /// Fetches the facts that sources may disagree about.
    pub(in crate::store) fn fetch_disputes(&self) -> Result<()> {
        let Some(remote) = &self.remote else { return Ok(()) };
        let functional = self.numbers("SELECT id FROM predicate WHERE functional")?;
        let symmetric = self.numbers("SELECT id FROM predicate WHERE functional AND symmetric")?;
        let about = among("f.predicate", functional.iter().copied());
        let (functional, symmetric) = (among("predicate", functional), among("predicate", symmetric));
        // Of what has one value at a time, those who have several facts of it, at whichever end.
        let sql = format!(
            "SELECT id FROM fact WHERE holds = 1 AND denied = 1 UNION
             SELECT f.id FROM fact AS f JOIN (
                 SELECT predicate, whom FROM (
                     SELECT predicate, subject AS whom, id FROM fact WHERE {functional} AND holds = 1
                     UNION ALL SELECT predicate, object, id FROM fact WHERE {symmetric} AND holds = 1
                 ) AS e GROUP BY predicate, whom HAVING count(*) > 1
             ) AS s ON s.predicate = f.predicate AND (s.whom = f.subject OR s.whom = f.object)
             WHERE {about} AND f.holds = 1"
        );
        let facts = self.numbers_elsewhere(remote, &sql)?;
        self.fetch_facts(facts.into_iter().map(FactId), None)
    }

    /// The numbers that a query of the set gives.
    fn numbers_elsewhere(&self, remote: &Remote, sql: &str) -> Result<Vec<i64>> {
        let mut numbers = Vec::new();
        remote.set.rows((sql, None), false, &|| self.is_stopped(), &mut |rows| {
            numbers.extend(rows.iter().filter_map(|row| match row.first() {
                Some(Cell::Integer(number)) => Some(*number),
                _ => None,
            }));
            Ok(())
        })?;
        Ok(numbers)
    }

    /// Pairs of a number and a count that a query of the set gives.
    pub(in crate::store) fn counts_elsewhere(&self, sql: &str) -> Result<Vec<(i64, usize)>> {
        let mut counts = Vec::new();
        let Some(remote) = &self.remote else { return Ok(counts) };
        remote.set.rows((sql, None), false, &|| self.is_stopped(), &mut |rows| {
            counts.extend(rows.iter().filter_map(|row| match row.as_slice() {
                [Cell::Integer(id), Cell::Integer(count)] => Some((*id, usize::try_from(*count).unwrap_or(0))),
                _ => None,
            }));
            Ok(())
        })?;
        Ok(counts)
    }
}
