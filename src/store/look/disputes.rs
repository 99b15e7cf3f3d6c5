//! What sources disagree about.

use std::collections::BTreeMap;

use super::line::HAS_RIVAL;
use crate::answer::FactRecord;
use crate::diagnostic::Result;
use crate::look::{Disputes, Rivalry};
use crate::store::Store;
use crate::value::FactId;

/// How many disputes of either sort are fetched; the others are counted.
const FETCHED: usize = 200;

impl Store {
    /// Facts that are both affirmed and denied, and rival values of predicates that have one at a time.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn disputes(&self) -> Result<Disputes> {
        let contested = self.contested().map_err(self.failed("reading disputes"))?;
        let rivals = self.rivals().map_err(self.failed("reading disputes"))?;
        let (contested_total, rivalries_total) = (contested.len(), rivals.len());
        let contested = self.facts(contested.into_iter().take(FETCHED))?.into_values().collect();
        let rivalries = rivals.into_iter().take(FETCHED).map(|facts| self.rivalry(&facts));
        let rivalries = rivalries.filter_map(Result::transpose).collect::<Result<_>>()?;
        Ok(Disputes { contested, contested_total, rivalries, rivalries_total })
    }

    fn contested(&self) -> rusqlite::Result<Vec<FactId>> {
        let sql = "SELECT id FROM fact WHERE holds AND denied ORDER BY id";
        self.connection.prepare_cached(sql)?.query_map([], |row| row.get(0).map(FactId))?.collect()
    }

    /// The facts of each rivalry, by predicate, then by subject.
    fn rivals(&self) -> rusqlite::Result<Vec<Vec<FactId>>> {
        let sql = format!(
            "SELECT f.id, f.predicate, f.subject, f.first_day, f.last_day
             FROM predicate AS p JOIN fact AS f ON f.predicate = p.id
             WHERE {HAS_RIVAL}
             ORDER BY f.predicate, f.subject, f.first_day IS NULL, f.first_day, f.last_day, f.id"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map([], |row| {
            let days = row.get::<_, Option<i64>>(3)?.zip(row.get(4)?);
            Ok(((row.get(1)?, row.get(2)?), (FactId(row.get(0)?), days)))
        })?;
        let mut by_subject: BTreeMap<(i64, i64), Vec<Dated>> = BTreeMap::new();
        for row in rows {
            let (subject, dated) = row?;
            by_subject.entry(subject).or_default().push(dated);
        }
        Ok(by_subject.into_values().flat_map(|facts| connected(&facts)).collect())
    }

    fn rivalry(&self, facts: &[FactId]) -> Result<Option<Rivalry>> {
        let mut records = self.facts(facts.iter().copied())?;
        let facts: Vec<FactRecord> = facts.iter().filter_map(|id| records.remove(id)).collect();
        let first = facts.first().map(|fact| (fact.subject.clone(), fact.predicate.clone()));
        Ok(first.map(|(subject, predicate)| Rivalry { subject, predicate, facts }))
    }
}

/// A fact with the first and the last day of its time.
type Dated = (FactId, Option<(i64, i64)>);

/// The facts, given by their first days with undated ones behind, in groups whose times are linked by overlapping. A
/// fact without a time overlaps all.
fn connected(facts: &[Dated]) -> Vec<Vec<FactId>> {
    let undated = facts.iter().any(|(_, days)| days.is_none());
    let mut groups: Vec<(i64, Vec<FactId>)> = Vec::new();
    for (id, days) in facts {
        let (first, last) = days.unwrap_or((i64::MIN, i64::MAX));
        match groups.last_mut() {
            Some((until, group)) if undated || first <= *until => {
                *until = last.max(*until);
                group.push(*id);
            }
            _ => groups.push((last, vec![*id])),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

#[cfg(test)]
mod tests {
    use super::connected;
    use crate::value::FactId;

    fn groups(days: &[Option<(i64, i64)>]) -> Vec<Vec<i64>> {
        let facts: Vec<_> = days.iter().enumerate().map(|(at, days)| (FactId(at as i64), *days)).collect();
        connected(&facts).into_iter().map(|group| group.into_iter().map(|FactId(id)| id).collect()).collect()
    }

    #[test]
    fn times_that_overlap_in_a_chain_are_one_rivalry() {
        assert_eq!(groups(&[Some((1, 9)), Some((2, 3)), Some((8, 12)), Some((13, 20))]), [vec![0, 1, 2], vec![3]]);
    }

    #[test]
    fn what_states_no_time_is_a_rival_of_all() {
        assert_eq!(groups(&[Some((1, 2)), Some((8, 9)), None]), [vec![0, 1, 2]]);
        assert_eq!(groups(&[]), Vec::<Vec<i64>>::new());
    }
}
