//! What sources disagree about.

use std::collections::BTreeMap;

use super::line::HAS_RIVAL;
use crate::answer::{FactRecord, Value};
use crate::diagnostic::Result;
use crate::look::{Disputes, Rivalry};
use crate::store::Store;
use crate::value::{EntityId, FactId};

/// How many disputes of either sort are fetched; the others are counted.
const FETCHED: usize = 200;

impl Store {
    /// Facts that are both affirmed and denied, and rival values of predicates that have one at a time.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn disputes(&self) -> Result<Disputes> {
        self.fetch_disputes()?;
        let contested = self.contested().map_err(self.failed("reading disputes"))?;
        let rivals = self.rivals().map_err(self.failed("reading disputes"))?;
        let (contested_total, rivalries_total) = (contested.len(), rivals.len());
        let contested = self.facts(contested.into_iter().take(FETCHED))?.into_values().collect();
        let rivalries = rivals.into_iter().take(FETCHED).map(|(whom, facts)| self.rivalry(whom, &facts));
        let rivalries = rivalries.filter_map(Result::transpose).collect::<Result<_>>()?;
        Ok(Disputes { contested, contested_total, rivalries, rivalries_total })
    }

    fn contested(&self) -> rusqlite::Result<Vec<FactId>> {
        let sql = "SELECT id FROM fact WHERE holds AND denied ORDER BY id";
        self.connection.prepare_cached(sql)?.query_map([], |row| row.get(0).map(FactId))?.collect()
    }

    /// The facts of each rivalry, by predicate, then by whom they are about: of a symmetric predicate that may be either
    /// end.
    fn rivals(&self) -> rusqlite::Result<Vec<(EntityId, Vec<FactId>)>> {
        let side = |of: &str, value: &str, of_all: &str| {
            format!(
                "SELECT f.id, f.predicate AS predicate, f.{of} AS of_whom, {value}, f.first_day AS first_day, f.last_day AS last_day
                 FROM predicate AS p JOIN fact AS f ON f.predicate = p.id
                 WHERE {HAS_RIVAL} {of_all}"
            )
        };
        let sql = format!(
            "SELECT * FROM ({} UNION {}) ORDER BY predicate, of_whom, first_day IS NULL, first_day, last_day, id",
            side("subject", "coalesce(f.object, -f.value)", ""),
            side("object", "f.subject", "AND p.symmetric"),
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map([], |row| {
            let days = row.get::<_, Option<i64>>(4)?.zip(row.get(5)?);
            let dated = Dated { fact: FactId(row.get(0)?), value: row.get(3)?, days };
            Ok(((row.get(1)?, row.get(2)?), dated))
        })?;
        let mut by_whom: BTreeMap<(i64, i64), Vec<Dated>> = BTreeMap::new();
        for row in rows {
            let (whom, dated) = row?;
            by_whom.entry(whom).or_default().push(dated);
        }
        let each = by_whom.into_iter().flat_map(|((_, whom), facts)| {
            connected(&facts).into_iter().map(move |group| (EntityId(whom), group)).collect::<Vec<_>>()
        });
        Ok(each.collect())
    }

    fn rivalry(&self, whom: EntityId, facts: &[FactId]) -> Result<Option<Rivalry>> {
        let mut records = self.facts(facts.iter().copied())?;
        let facts: Vec<FactRecord> = facts.iter().filter_map(|id| records.remove(id)).collect();
        let Some(first) = facts.first() else { return Ok(None) };
        let subject = match &first.object {
            Value::Entity(object) if object.id == whom => object.as_ref().clone(),
            _ => first.subject.clone(),
        };
        Ok(Some(Rivalry { subject, predicate: first.predicate.clone(), facts }))
    }
}

/// A fact of somebody.
#[derive(Debug, Clone, Copy)]
struct Dated {
    fact: FactId,
    /// The id of what it says of them.
    value: i64,
    /// The first and the last day of its time.
    days: Option<(i64, i64)>,
}

/// The facts, given by their first days with undated ones behind, in groups whose times are linked by overlapping. A
/// fact without a time overlaps all. A group in which all say the same is none.
fn connected(facts: &[Dated]) -> Vec<Vec<FactId>> {
    let undated = facts.iter().any(|fact| fact.days.is_none());
    let mut groups: Vec<(i64, Vec<&Dated>)> = Vec::new();
    for fact in facts {
        let (first, last) = fact.days.unwrap_or((i64::MIN, i64::MAX));
        match groups.last_mut() {
            Some((until, group)) if undated || first <= *until => {
                *until = last.max(*until);
                group.push(fact);
            }
            _ => groups.push((last, vec![fact])),
        }
    }
    let rivals = |group: &[&Dated]| group.windows(2).any(|two| matches!(two, [a, b] if a.value != b.value));
    let groups = groups.into_iter().map(|(_, group)| group).filter(|group| rivals(group));
    groups.map(|group| group.into_iter().map(|fact| fact.fact).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::{Dated, connected};
    use crate::value::FactId;

    fn groups(days: &[Option<(i64, i64)>]) -> Vec<Vec<i64>> {
        let dated =
            |(at, days): (usize, &Option<(i64, i64)>)| Dated { fact: FactId(at as i64), value: at as i64, days: *days };
        let facts: Vec<_> = days.iter().enumerate().map(dated).collect();
        connected(&facts).into_iter().map(|group| group.into_iter().map(|FactId(id)| id).collect()).collect()
    }

    #[test]
    fn times_that_overlap_in_a_chain_are_one_rivalry() {
        assert_eq!(groups(&[Some((1, 9)), Some((2, 3)), Some((8, 12)), Some((13, 20))]), [vec![0, 1, 2]]);
    }

    #[test]
    fn what_states_no_time_is_a_rival_of_all() {
        assert_eq!(groups(&[Some((1, 2)), Some((8, 9)), None]), [vec![0, 1, 2]]);
        assert_eq!(groups(&[]), Vec::<Vec<i64>>::new());
    }
}
