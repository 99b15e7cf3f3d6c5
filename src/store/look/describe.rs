//! The card of an entity.

use rusqlite::{OptionalExtension, params};

use super::line::{BEHIND, fact_lines};
use crate::answer::EntityRef;
use crate::diagnostic::Result;
use crate::look::{Description, FactGroup, FactLine, Membership, Part};
use crate::store::Store;
use crate::value::{EntityId, KindId, PredicateId};
use crate::vocabulary::{Directed, Vocabulary};

/// How many facts of one predicate are fetched; the others are counted.
const FACTS_FETCHED: i64 = 1_000;

/// The facts of the parts that an entity can have: the fact's id as `id`, and what they are grouped by as `word`.
const PARTS: [(Part, &str); 3] = [
    (
        Part::Subject,
        "SELECT id, predicate AS word FROM fact
                    WHERE predicate IN (SELECT id FROM predicate) AND subject = ?1 AND kind IS NULL",
    ),
    (
        Part::Object,
        "SELECT id, predicate AS word FROM fact WHERE predicate IN (SELECT id FROM predicate) AND object = ?1",
    ),
    (Part::Qualifier, "SELECT DISTINCT fact AS id, key AS word FROM qualifier WHERE object = ?1"),
];

impl Store {
    /// Everything that is known of an entity; the vocabulary is the store's.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn describe(&self, entity: EntityId, vocabulary: &Vocabulary) -> Result<Description> {
        self.fetch_about(entity)?;
        let describe = || {
            let (entity, meaning) = self.card(entity)?;
            let mut groups = Vec::new();
            for (part, facts) in PARTS {
                add_groups(&mut groups, part, self.fact_words(&entity, facts)?, vocabulary);
            }
            for (_, group) in &mut groups {
                group.facts.sort_by_cached_key(|fact| (fact.days(), fact.other(&entity).text().into_owned(), fact.id));
            }
            Ok(Description {
                meaning,
                names: self.further_names(&entity)?,
                merged: self.merged_keys(&entity)?,
                kinds: self.memberships(&entity, vocabulary)?,
                groups: groups.into_iter().map(|(_, group)| group).collect(),
                claims: self.claims_of(&entity)?,
                entity,
            })
        };
        describe().map_err(self.failed("describing an entity"))
    }

    /// The entity with the sentence about it.
    fn card(&self, id: EntityId) -> rusqlite::Result<(EntityRef, Option<String>)> {
        let sql = "SELECT key, name, description FROM entity WHERE id = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        statement.query_row([id.0], |row| Ok((EntityRef { id, key: row.get(0)?, name: row.get(1)? }, row.get(2)?)))
    }

    fn further_names(&self, entity: &EntityRef) -> rusqlite::Result<Vec<String>> {
        let sql = "SELECT text FROM name WHERE entity = ?1 AND text <> ?2 AND retracted IS NULL GROUP BY text ORDER BY min(id)";
        self.connection.prepare_cached(sql)?.query_map(params![entity.id.0, entity.name], |row| row.get(0))?.collect()
    }

    fn merged_keys(&self, entity: &EntityRef) -> rusqlite::Result<Vec<String>> {
        let sql = "SELECT key FROM entity WHERE merged = ?1 ORDER BY id";
        self.connection.prepare_cached(sql)?.query_map([entity.id.0], |row| row.get(0))?.collect()
    }

    fn claims_of(&self, entity: &EntityRef) -> rusqlite::Result<usize> {
        let sql = "SELECT count(*) FROM evidence WHERE source = ?1 AND retracted IS NULL";
        let count = self.connection.prepare_cached(sql)?.query_row([entity.id.0], |row| row.get::<_, i64>(0));
        Ok(count.optional()?.unwrap_or(0).max(0) as usize)
    }

    fn memberships(&self, entity: &EntityRef, vocabulary: &Vocabulary) -> rusqlite::Result<Vec<Membership>> {
        let rest = "WHERE f.subject = ?1 AND f.kind IS NOT NULL AND (f.holds OR f.denied) ORDER BY f.id";
        let mut statement = self.connection.prepare_cached(&fact_lines("f.kind", rest))?;
        let rows = statement.query_map([entity.id.0], |row| {
            let (kind, broader) = kind_and_broader(KindId(row.get(BEHIND)?), vocabulary);
            Ok(Membership { kind, broader, fact: self.fact_line(row)? })
        })?;
        rows.collect()
    }

    /// The facts that a query chooses, each with the predicate that it is grouped by and the number of its group; by
    /// predicate, and within a group at most [`FACTS_FETCHED`], in the order of time.
    fn fact_words(
        &self,
        entity: &EntityRef,
        facts: &'static str,
    ) -> rusqlite::Result<Vec<(PredicateId, usize, FactLine)>> {
        let rest = format!(
            "JOIN (SELECT id, word,
                          count(*) OVER (PARTITION BY word) AS total,
                          row_number() OVER (PARTITION BY word ORDER BY first_day IS NULL, first_day, last_day, id) AS place
                   FROM ({facts}) JOIN fact USING (id) WHERE holds OR denied) AS part ON part.id = f.id
             WHERE part.place <= ?2 ORDER BY part.word, part.place"
        );
        let mut statement = self.connection.prepare_cached(&fact_lines("part.word, part.total", &rest))?;
        let rows = statement.query_map([entity.id.0, FACTS_FETCHED], |row| {
            let total: i64 = row.get(BEHIND + 1)?;
            Ok((PredicateId(row.get(BEHIND)?), total.max(0) as usize, self.fact_line(row)?))
        })?;
        rows.collect()
    }
}

/// Adds facts to the groups, each to that of its predicate. A symmetric predicate reads the same from both ends, so
/// that the facts of both are one group.
fn add_groups(
    groups: &mut Vec<(PredicateId, FactGroup)>,
    part: Part,
    facts: Vec<(PredicateId, usize, FactLine)>,
    vocabulary: &Vocabulary,
) {
    let before = groups.len();
    let mut last = None;
    for (id, total, fact) in facts {
        let predicate = vocabulary.predicate(id);
        let joined = part == Part::Object && predicate.symmetric;
        let from = if joined { 0 } else { before };
        let known = groups.iter().skip(from).position(|(of, _)| *of == id).map(|at| at + from);
        let at = known.unwrap_or_else(|| {
            let inverse = part == Part::Object && !predicate.symmetric;
            let directed = Directed { predicate: id, inverse };
            let phrase = vocabulary.phrase(directed).map_or_else(|| format!("^{}", predicate.name), str::to_owned);
            let part = if joined { Part::Subject } else { part };
            groups.push((id, FactGroup { phrase, part, facts: Vec::new(), total: 0 }));
            groups.len() - 1
        });
        let group = &mut groups[at].1;
        if last != Some(id) {
            group.total += total;
            last = Some(id);
        }
        match group.facts.iter().any(|other| joined && other.id == fact.id) {
            // A thing at both ends of one fact.
            true => group.total -= 1,
            false => group.facts.push(fact),
        }
    }
}

fn kind_and_broader(kind: KindId, vocabulary: &Vocabulary) -> (String, Vec<String>) {
    let mut broader: Vec<String> = Vec::new();
    let mut next = vocabulary.kind(kind).broader;
    // Loading refuses a circle of broader kinds; a file that was written by others may have one.
    while let Some(wide) = next.filter(|_| broader.len() < vocabulary.kinds().len()) {
        broader.push(vocabulary.kind(wide).name.clone());
        next = vocabulary.kind(wide).broader;
    }
    (vocabulary.kind(kind).name.clone(), broader)
}
