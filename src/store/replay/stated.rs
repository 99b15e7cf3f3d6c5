//! Facts as they were stated: by the entities that were meant then, whatever was merged since.

use rusqlite::params;

use crate::answer::{EntityRef, EvidenceRecord, Value};
use crate::edtf::Edtf;
use crate::store::facts::{entity, evidence_record, object, time};
use crate::store::run::literal;
use crate::store::write::UNDONE;
use crate::store::{Action, Store};
use crate::value::EntityId;

/// What an assertion or a retraction said.
pub(super) struct Stated {
    pub(super) subject: EntityRef,
    /// Whether the assertion made the subject.
    pub(super) is_new: bool,
    pub(super) predicate: String,
    pub(super) object: Value,
    pub(super) time: Option<Edtf>,
    pub(super) qualifiers: Vec<(String, Value)>,
    /// Who says so; none for a statement by itself, or a retraction.
    pub(super) claim: Option<EvidenceRecord>,
}

/// The columns of a fact `f` that was stated by a load `c.load`; the number of the evidence comes behind.
const COLUMNS: &str = "s.id, s.key, s.name, o.id, o.key, o.name, k.id, k.name, v.type, v.value, t.type, t.value,
    p.name, f.id, c.load, s.load";

/// The tables that they are in, as they were stated.
const TABLES: &str = "
    FROM fact AS f
    JOIN entity AS s ON s.id = coalesce(f.subject_stated, f.subject)
    JOIN predicate AS p ON p.id = f.predicate
    LEFT JOIN entity AS o ON o.id = coalesce(f.object_stated, f.object)
    LEFT JOIN kind AS k ON k.id = f.kind
    LEFT JOIN literal AS v ON v.id = f.value
    LEFT JOIN literal AS t ON t.id = f.time";

impl Store {
    /// What was asserted, by itself or instead of what was retracted, by the loads that did and count.
    pub(super) fn asserted(&self) -> rusqlite::Result<Vec<(i64, Stated)>> {
        let (assert, retract) = (Action::Assert.name(), Action::Retract.name());
        let loads = format!("SELECT id FROM load WHERE action IN ('{assert}', '{retract}') AND id NOT IN {UNDONE}");
        let sql = format!(
            "SELECT {COLUMNS}, c.evidence {TABLES}
             JOIN (SELECT fact, evidence, load FROM claim_history WHERE load IN ({loads})) AS c ON c.fact = f.id
             ORDER BY c.load, f.id"
        );
        self.stated(&sql)
    }

    /// What was retracted, by the loads that did and count.
    pub(super) fn retracted(&self) -> rusqlite::Result<Vec<(i64, Stated)>> {
        let sql = format!(
            "SELECT {COLUMNS}, NULL {TABLES} JOIN retraction AS c ON c.fact = f.id
             WHERE c.load NOT IN {UNDONE} ORDER BY c.load, f.id"
        );
        self.stated(&sql)
    }

    /// The facts of a query's rows, each with the load that stated it.
    fn stated(&self, sql: &str) -> rusqlite::Result<Vec<(i64, Stated)>> {
        let mut found = Vec::new();
        self.each_of(sql, [], |row| {
            let nobody = || EntityRef { id: EntityId(0), key: String::new(), name: String::new() };
            let load: i64 = row.get(14)?;
            let stated = Stated {
                // The schema's NOT NULL sees to it that there is one.
                subject: entity(row, 0)?.unwrap_or_else(nobody),
                is_new: load == row.get::<_, i64>(15)?,
                predicate: row.get(12)?,
                object: object(row)?,
                time: time(row)?,
                qualifiers: self.stated_qualifiers(row.get(13)?)?,
                claim: row.get::<_, Option<i64>>(16)?.map(|id| self.stated_claim(id)).transpose()?,
            };
            found.push((load, stated));
            Ok(())
        })?;
        Ok(found)
    }

    fn stated_qualifiers(&self, fact: i64) -> rusqlite::Result<Vec<(String, Value)>> {
        let sql = "SELECT p.name, o.id, o.key, o.name, v.type, v.value
                   FROM qualifier AS q
                   JOIN predicate AS p ON p.id = q.key
                   LEFT JOIN entity AS o ON o.id = coalesce(q.object_stated, q.object)
                   LEFT JOIN literal AS v ON v.id = q.value
                   WHERE q.fact = ?1 ORDER BY p.name, q.id";
        let mut found = Vec::new();
        self.each_of(sql, params![fact], |row| {
            let value = match entity(row, 1)? {
                Some(entity) => entity.into(),
                None => Value::Literal(literal(row, 4)?),
            };
            found.push((row.get(0)?, value));
            Ok(())
        })?;
        Ok(found)
    }

    fn stated_claim(&self, evidence: i64) -> rusqlite::Result<EvidenceRecord> {
        let sql = "SELECT d.id, d.key, d.title, d.publisher, d.published, d.url, s.id, s.key, s.name,
                          e.quote, e.quote_state, e.quote_start, e.quote_end,
                          e.modality, e.polarity, e.confidence, e.extractor, NULL
                   FROM evidence AS e
                   LEFT JOIN document AS d ON d.id = e.document
                   LEFT JOIN entity AS s ON s.id = coalesce(e.source_stated, e.source)
                   WHERE e.id = ?1";
        self.connection.prepare_cached(sql)?.query_row([evidence], |row| evidence_record(row, &[]))
    }
}
