//! Facts with their qualifiers and what they rest on.

use rusqlite::Row;

use super::Snapshot;
use super::history::Log;
use crate::answer::{EntityRef, Value};
use crate::diagnostic::Result;
use crate::edtf::Edtf;
use crate::store::facts::{entity, modality, object, polarity, time};
use crate::store::run::literal;
use crate::value::{EntityId, FactId, Modality, Polarity, PredicateId, QuoteState};

/// A fact.
#[derive(Debug, Clone, PartialEq)]
pub struct FactRow {
    /// Its number.
    pub id: FactId,
    /// What it is about.
    pub subject: EntityRef,
    /// The key of the subject as recorded, where that was merged into another.
    pub stated_subject: Option<String>,
    /// Its predicate.
    pub predicate: PredicateId,
    /// The predicate's name.
    pub predicate_name: String,
    /// What it says of the subject: an entity, a kind or a literal.
    pub object: Value,
    /// The key of the object as recorded, where that was merged into another.
    pub stated_object: Option<String>,
    /// When it was so.
    pub time: Option<Edtf>,
    /// What is said of it, by predicate.
    pub qualifiers: Vec<QualifierRow>,
    /// What its claims come to.
    pub standing: Standing,
    /// Who says so, in the order in which that was recorded.
    pub evidence: Vec<EvidenceRow>,
    /// How it was stated without evidence; empty where only what counts is read.
    pub log: Log,
    /// The loads that retracted it; none where only what counts is read.
    pub retracted: Vec<i64>,
}

/// What the claims of a fact come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// Whether it is stated without evidence.
    pub unsourced: bool,
    /// Whether it holds.
    pub holds: bool,
    /// Whether some evidence denies it.
    pub denied: bool,
}

/// What is said of a fact itself.
#[derive(Debug, Clone, PartialEq)]
pub struct QualifierRow {
    /// The predicate's name.
    pub predicate: String,
    /// What it says: an entity or a literal.
    pub value: Value,
    /// The key of that entity as recorded, where it was merged into another.
    pub stated: Option<String>,
}

/// A passage that a fact rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct EvidenceRow {
    /// Its number.
    pub id: i64,
    /// The key of the document that it is in.
    pub document: Option<String>,
    /// Where that can be read.
    pub url: Option<String>,
    /// The passage.
    pub quote: Option<String>,
    /// How it stands to the document's text.
    pub quote_state: QuoteState,
    /// What stands before it.
    pub prefix: Option<String>,
    /// What stands behind it.
    pub suffix: Option<String>,
    /// Whom the document attributes it to.
    pub source: Option<EntityRef>,
    /// The key of the source as recorded, where that was merged into another.
    pub stated_source: Option<String>,
    /// How certain the claim is.
    pub modality: Modality,
    /// Whether it affirms the fact or denies it.
    pub polarity: Polarity,
    /// How sure the extractor is of its reading, from 0 to 1.
    pub confidence: Option<f64>,
    /// The name of the extractor.
    pub extractor: Option<String>,
    /// The source's own words for the time.
    pub time_text: Option<String>,
    /// How it was recorded; empty where only what counts is read.
    pub log: Log,
}

impl FactRow {
    /// Whether it is only denied: nobody says that it is so.
    pub fn is_only_denied(&self) -> bool {
        self.standing.denied && !self.standing.holds
    }

    /// Whether anything is said of it beside subject, predicate and object.
    pub fn says_more(&self) -> bool {
        self.time.is_some() || !self.qualifiers.is_empty() || !self.evidence.is_empty()
    }
}

impl Snapshot<'_> {
    /// Shows each fact, in the order in which they were recorded.
    ///
    /// # Errors
    /// Where the store cannot be read, or `visit` fails.
    pub fn facts(&self, visit: &mut dyn FnMut(FactRow) -> Result<()>) -> Result<()> {
        // The columns up to the twelfth are those that `store/facts.rs` reads.
        let sql = format!(
            "SELECT s.id, s.key, s.name, o.id, o.key, o.name, k.id, k.name, v.type, v.value, t.type, t.value,
                    f.id, f.predicate, p.name, ss.key, os.key, f.unsourced, f.holds, f.denied, f.stated_by, f.retracted
             FROM fact AS f
             CROSS JOIN entity AS s ON s.id = f.subject
             CROSS JOIN predicate AS p ON p.id = f.predicate
             LEFT JOIN entity AS o ON o.id = f.object
             LEFT JOIN kind AS k ON k.id = f.kind
             LEFT JOIN literal AS v ON v.id = f.value
             LEFT JOIN literal AS t ON t.id = f.time
             LEFT JOIN entity AS ss ON ss.id = f.subject_stated
             LEFT JOIN entity AS os ON os.id = f.object_stated
             WHERE {} ORDER BY f.id",
            self.counting("f")
        );
        self.each("reading facts", &sql, |row| self.fact(row), visit)
    }

    /// Whether no other fact that counts has the same subject, predicate and object.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn is_alone(&self, fact: &FactRow) -> Result<bool> {
        // Each by the index that leads to facts with such an object.
        let same = match fact.object {
            Value::Entity(_) => "b.predicate = a.predicate AND b.subject = a.subject AND b.object = a.object",
            Value::Kind(..) => "b.subject = a.subject AND b.kind = a.kind",
            _ => "b.predicate = a.predicate AND b.subject = a.subject AND b.value = a.value",
        };
        let sql = format!(
            "SELECT NOT EXISTS (SELECT 1 FROM fact AS b WHERE {same} AND b.id <> a.id AND b.retracted IS NULL)
             FROM fact AS a WHERE a.id = ?1"
        );
        let read = || self.connection.prepare_cached(&sql)?.query_row([fact.id.0], |row| row.get(0));
        read().map_err(self.store.failed("reading facts"))
    }

    /// The values that hold of an entity by facts, each as text with its predicate, by predicate.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn values(&self, entity: EntityId) -> Result<Vec<(PredicateId, String)>> {
        let sql = "SELECT f.predicate, v.type, v.value FROM fact AS f JOIN literal AS v ON v.id = f.value
                   WHERE f.subject = ?1 AND f.value IS NOT NULL AND f.holds ORDER BY f.predicate, f.id";
        let read = |row: &Row<'_>| Ok((PredicateId(row.get(0)?), literal(row, 1)?.to_string()));
        self.all(sql, [entity.0], read).map_err(self.store.failed("reading facts"))
    }

    fn fact(&self, row: &Row<'_>) -> rusqlite::Result<FactRow> {
        let id: i64 = row.get(12)?;
        let (stated_by, withdrawn): (Option<i64>, Option<i64>) = (row.get(20)?, row.get(21)?);
        Ok(FactRow {
            id: FactId(id),
            // The schema sees to it that there is a subject.
            subject: entity(row, 0)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?,
            stated_subject: row.get(15)?,
            predicate: PredicateId(row.get(13)?),
            predicate_name: row.get(14)?,
            object: object(row)?,
            stated_object: row.get(16)?,
            time: time(row)?,
            qualifiers: self.qualifiers(id)?,
            standing: Standing { unsourced: row.get(17)?, holds: row.get(18)?, denied: row.get(19)? },
            evidence: self.evidence(id)?,
            log: self.log("fact", id, (stated_by, withdrawn))?,
            retracted: self.retractions(id)?,
        })
    }

    fn qualifiers(&self, fact: i64) -> rusqlite::Result<Vec<QualifierRow>> {
        let sql = "SELECT p.name, o.id, o.key, o.name, v.type, v.value, s.key
                   FROM qualifier AS q
                   CROSS JOIN predicate AS p ON p.id = q.key
                   LEFT JOIN entity AS o ON o.id = q.object
                   LEFT JOIN literal AS v ON v.id = q.value
                   LEFT JOIN entity AS s ON s.id = q.object_stated
                   WHERE q.fact = ?1 ORDER BY p.name, coalesce(s.key, o.key), v.value";
        self.all(sql, [fact], |row| {
            let value = match entity(row, 1)? {
                Some(entity) => entity.into(),
                None => Value::Literal(literal(row, 4)?),
            };
            Ok(QualifierRow { predicate: row.get(0)?, value, stated: row.get(6)? })
        })
    }

    fn evidence(&self, fact: i64) -> rusqlite::Result<Vec<EvidenceRow>> {
        let sql = format!(
            "SELECT e.id, d.key, d.url, e.quote, e.quote_state, e.prefix, e.suffix, s.id, s.key, s.name, ss.key,
                    e.modality, e.polarity, e.confidence, e.extractor, t.value, e.load, e.retracted
             FROM evidence AS e
             LEFT JOIN document AS d ON d.id = e.document
             LEFT JOIN entity AS s ON s.id = e.source
             LEFT JOIN entity AS ss ON ss.id = e.source_stated
             LEFT JOIN literal AS t ON t.id = e.time_phrase
             WHERE e.fact = ?1 AND {} ORDER BY e.id",
            self.counting("e")
        );
        self.all(&sql, [fact], |row| {
            let id: i64 = row.get(0)?;
            let state: String = row.get(4)?;
            Ok(EvidenceRow {
                id,
                document: row.get(1)?,
                url: row.get(2)?,
                quote: row.get(3)?,
                quote_state: QuoteState::from_name(&state).unwrap_or(QuoteState::Unchecked),
                prefix: row.get(5)?,
                suffix: row.get(6)?,
                source: entity(row, 7)?,
                stated_source: row.get(10)?,
                modality: modality(&row.get::<_, String>(11)?),
                polarity: polarity(&row.get::<_, String>(12)?),
                confidence: row.get(13)?,
                extractor: row.get(14)?,
                time_text: row.get(15)?,
                log: self.log("evidence", id, (row.get(16)?, row.get(17)?))?,
            })
        })
    }
}
