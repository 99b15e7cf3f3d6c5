//! What happened to an entity, in the order of time.

use super::line::fact_lines;
use crate::answer::EntityRef;
use crate::diagnostic::Result;
use crate::look::Timeline;
use crate::store::Store;

/// How many facts are fetched; the others are counted.
const FACTS_FETCHED: i64 = 10_000;

/// The facts about an entity at either end, of which a part is chosen by what stands behind.
const ABOUT: &str = "WHERE f.id IN (
        SELECT id FROM fact WHERE predicate IN (SELECT id FROM predicate) AND subject = ?1
        UNION SELECT id FROM fact WHERE predicate IN (SELECT id FROM predicate) AND object = ?1
    ) AND (f.holds OR f.denied)";

impl Store {
    /// The facts about an entity that state a time, the earliest first, those of one time by their numbers.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn timeline(&self, entity: EntityRef) -> Result<Timeline> {
        self.fetch_about(entity.id)?;
        let read = || {
            let dated = self.count_about(&entity, "f.time IS NOT NULL")?;
            let undated = self.count_about(&entity, "f.time IS NULL")?;
            let rest = format!("{ABOUT} AND f.time IS NOT NULL ORDER BY f.first_day, f.last_day, f.id LIMIT ?2");
            let mut statement = self.connection.prepare_cached(&fact_lines("NULL", &rest))?;
            let rows = statement.query_map([entity.id.0, FACTS_FETCHED], |row| self.fact_line(row))?;
            let facts = rows.collect::<rusqlite::Result<_>>()?;
            Ok((facts, dated, undated))
        };
        let (facts, total, undated) = read().map_err(self.failed("reading a timeline"))?;
        Ok(Timeline { entity, facts, total, undated })
    }

    fn count_about(&self, entity: &EntityRef, which: &'static str) -> rusqlite::Result<usize> {
        let sql = format!("SELECT count(*) FROM fact AS f {ABOUT} AND {which}");
        let count: i64 = self.connection.prepare_cached(&sql)?.query_row([entity.id.0], |row| row.get(0))?;
        Ok(count.max(0) as usize)
    }
}
