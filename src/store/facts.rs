//! Facts with all that is said of them: for receipts.

use std::collections::BTreeMap;

use rusqlite::{Row, params};

use super::Store;
use super::run::literal;
use crate::answer::{DocumentRef, EntityRef, EvidenceRecord, FactRecord, Quote, Value};
use crate::diagnostic::Result;
use crate::edtf::Edtf;
use crate::marks::{Term, marks};
use crate::value::{DocumentId, EntityId, FactId, KindId, Literal, Modality, Polarity, QuoteState};

impl Store {
    /// The facts of these ids with their qualifiers and evidence. An id that the store does not have is left out.
    pub fn facts(&self, ids: impl IntoIterator<Item = FactId>) -> Result<BTreeMap<FactId, FactRecord>> {
        let mut found = BTreeMap::new();
        for id in ids {
            found.extend(self.fact(id)?.map(|fact| (id, fact)));
        }
        Ok(found)
    }

    /// The fact of that id with its qualifiers and evidence; none where the store does not have it.
    pub(crate) fn fact(&self, id: FactId) -> Result<Option<FactRecord>> {
        self.fact_record(id).map_err(self.failed("reading a fact"))
    }

    fn fact_record(&self, id: FactId) -> rusqlite::Result<Option<FactRecord>> {
        let sql = "SELECT s.id, s.key, s.name, o.id, o.key, o.name, k.id, k.name, v.type, v.value, t.type, t.value,
                          p.name, f.unsourced, f.predicate
                   FROM fact AS f
                   JOIN entity AS s ON s.id = f.subject
                   JOIN predicate AS p ON p.id = f.predicate
                   LEFT JOIN entity AS o ON o.id = f.object
                   LEFT JOIN kind AS k ON k.id = f.kind
                   LEFT JOIN literal AS v ON v.id = f.value
                   LEFT JOIN literal AS t ON t.id = f.time
                   WHERE f.id = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([id.0])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let subject =
            entity(row, 0)?.unwrap_or_else(|| EntityRef { id: EntityId(0), key: String::new(), name: String::new() });
        let object = object(row)?;
        let qualifiers = self.fact_qualifiers(id)?;
        let terms = self.mark_terms(row.get(14)?, &subject, &object, &qualifiers)?;
        Ok(Some(FactRecord {
            id,
            subject,
            predicate: row.get(12)?,
            object,
            time: time(row)?,
            qualifiers,
            unsourced: row.get(13)?,
            evidence: self.evidence(id, &terms)?,
        }))
    }

    /// What is said of a fact itself: key and value, by key.
    pub(super) fn fact_qualifiers(&self, fact: FactId) -> rusqlite::Result<Vec<(String, Value)>> {
        let sql = "SELECT p.name, o.id, o.key, o.name, v.type, v.value
                   FROM qualifier AS q
                   JOIN predicate AS p ON p.id = q.key
                   LEFT JOIN entity AS o ON o.id = q.object
                   LEFT JOIN literal AS v ON v.id = q.value
                   WHERE q.fact = ?1 ORDER BY p.name, q.id";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([fact.0], |row| {
            let value = match entity(row, 1)? {
                Some(entity) => entity.into(),
                None => Value::Literal(literal(row, 4)?),
            };
            Ok((row.get(0)?, value))
        })?;
        rows.collect()
    }

    fn evidence(&self, fact: FactId, terms: &[Term]) -> rusqlite::Result<Vec<EvidenceRecord>> {
        let sql = "SELECT d.id, d.key, d.title, d.publisher, d.published, d.url, s.id, s.key, s.name,
                          e.quote, e.quote_state, e.quote_start, e.quote_end,
                          e.modality, e.polarity, e.confidence, e.extractor, t.value
                   FROM evidence AS e
                   LEFT JOIN document AS d ON d.id = e.document
                   LEFT JOIN entity AS s ON s.id = e.source
                   LEFT JOIN literal AS t ON t.id = e.time_phrase
                   WHERE e.fact = ?1 AND e.retracted IS NULL ORDER BY e.id";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(params![fact.0], |row| evidence_record(row, terms))?;
        rows.collect()
    }

    /// What is marked in the quotes of a fact: every name of what it names, every phrase of its predicate.
    fn mark_terms(
        &self,
        predicate: i64,
        subject: &EntityRef,
        object: &Value,
        qualifiers: &[(String, Value)],
    ) -> rusqlite::Result<Vec<Term>> {
        let mut terms = Vec::new();
        let values = qualifiers.iter().map(|(_, value)| value);
        let subject = Value::from(subject.clone());
        for value in [&subject, object].into_iter().chain(values) {
            match value {
                Value::Entity(entity) => terms.extend(self.names_of(entity.id)?.into_iter().map(Term::Name)),
                Value::Kind(kind, _) => terms.extend(self.words_of_kind(*kind)?.into_iter().map(Term::Name)),
                Value::Literal(Literal::Boolean(_)) | Value::Nothing | Value::Document(_) => {}
                Value::Literal(literal) => terms.push(Term::Name(literal.to_string())),
            }
        }
        let sql = "SELECT name FROM predicate WHERE id = ?1 UNION SELECT inverse FROM predicate WHERE id = ?1 AND inverse IS NOT NULL
                   UNION SELECT phrase FROM predicate_phrase WHERE predicate = ?1";
        terms.extend(self.texts(sql, predicate)?.into_iter().map(Term::Verb));
        Ok(terms)
    }

    fn names_of(&self, entity: EntityId) -> rusqlite::Result<Vec<String>> {
        self.texts("SELECT DISTINCT text FROM name WHERE entity = ?1 AND retracted IS NULL", entity.0)
    }

    fn words_of_kind(&self, kind: KindId) -> rusqlite::Result<Vec<String>> {
        let sql =
            "SELECT name FROM kind WHERE id = ?1 UNION SELECT plural FROM kind WHERE id = ?1 AND plural IS NOT NULL
                   UNION SELECT phrase FROM kind_phrase WHERE kind = ?1";
        self.texts(sql, kind.0)
    }

    fn texts(&self, sql: &'static str, id: i64) -> rusqlite::Result<Vec<String>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([id], |row| row.get(0))?;
        rows.collect()
    }
}

/// A piece of evidence from its columns: a document's six, its source's three, the quote's four, and the rest.
pub(super) fn evidence_record(row: &Row<'_>, terms: &[Term]) -> rusqlite::Result<EvidenceRecord> {
    Ok(EvidenceRecord {
        document: document(row)?,
        source: entity(row, 6)?,
        quote: quote(row, terms)?,
        modality: modality(&row.get::<_, String>(13)?),
        polarity: polarity(&row.get::<_, String>(14)?),
        confidence: row.get(15)?,
        extractor: row.get(16)?,
        time_phrase: row.get(17)?,
    })
}

/// A fact's object: an entity in columns 3 to 5, a kind in 6 and 7, or a literal in 8 and 9.
pub(super) fn object(row: &Row<'_>) -> rusqlite::Result<Value> {
    if let Some(entity) = entity(row, 3)? {
        return Ok(entity.into());
    }
    match row.get::<_, Option<i64>>(6)? {
        Some(kind) => Ok(Value::Kind(KindId(kind), row.get(7)?)),
        None => literal(row, 8).map(Value::Literal),
    }
}

/// A fact's time, a literal in columns 10 and 11.
pub(super) fn time(row: &Row<'_>) -> rusqlite::Result<Option<Edtf>> {
    if row.get_ref(10)? == rusqlite::types::ValueRef::Null {
        return Ok(None);
    }
    Ok(match literal(row, 10)? {
        Literal::Date(date) => Some(date),
        _ => None,
    })
}

/// An entity from its id, key and name, which stand in three columns.
pub(super) fn entity(row: &Row<'_>, first: usize) -> rusqlite::Result<Option<EntityRef>> {
    Ok(match row.get::<_, Option<i64>>(first)? {
        Some(id) => Some(EntityRef { id: EntityId(id), key: row.get(first + 1)?, name: row.get(first + 2)? }),
        None => None,
    })
}

/// A document from its columns up to its address, which are the first.
pub(super) fn document(row: &Row<'_>) -> rusqlite::Result<Option<DocumentRef>> {
    let Some(id) = row.get::<_, Option<i64>>(0)? else { return Ok(None) };
    Ok(Some(DocumentRef {
        id: DocumentId(id),
        key: row.get(1)?,
        title: row.get(2)?,
        publisher: row.get(3)?,
        published: row.get(4)?,
        url: row.get(5)?,
    }))
}

fn quote(row: &Row<'_>, terms: &[Term]) -> rusqlite::Result<Option<Quote>> {
    let Some(text) = row.get::<_, Option<String>>(9)? else { return Ok(None) };
    let state: String = row.get(10)?;
    let offsets = match (row.get::<_, Option<i64>>(11)?, row.get::<_, Option<i64>>(12)?) {
        (Some(start), Some(end)) => Some(start.max(0) as usize..end.max(0) as usize),
        _ => None,
    };
    let marks = marks(&text, terms);
    Ok(Some(Quote { text, state: QuoteState::from_name(&state).unwrap_or(QuoteState::Unchecked), offsets, marks }))
}

/// A polarity by its sign; the schema's CHECK admits no others.
pub(super) fn polarity(sign: &str) -> Polarity {
    if sign == Polarity::Denies.sign() { Polarity::Denies } else { Polarity::Affirms }
}

/// A modality by its name; the schema's CHECK admits no others.
pub(super) fn modality(name: &str) -> Modality {
    Modality::ALL.into_iter().find(|modality| modality.name() == name).unwrap_or_default()
}
