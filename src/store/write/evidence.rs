//! Writing evidence.

use rusqlite::params;

use super::Writer;
use crate::diagnostic::Result;
use crate::quotes::Place;
use crate::value::{DocumentId, EntityId, FactId, LiteralId, LoadId, Modality, Polarity};

/// Who says so, where and in which words, all ids known.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct EvidenceRow {
    pub(crate) document: Option<DocumentId>,
    pub(crate) quote: Option<String>,
    pub(crate) prefix: Option<String>,
    pub(crate) suffix: Option<String>,
    pub(crate) source: Option<EntityId>,
    pub(crate) modality: Modality,
    pub(crate) polarity: Polarity,
    pub(crate) confidence: Option<f64>,
    pub(crate) extractor: Option<String>,
    pub(crate) time_phrase: Option<LiteralId>,
}

/// A piece of evidence that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct KnownEvidence {
    pub(crate) id: i64,
    pub(crate) added_by: LoadId,
    /// It counts no more.
    pub(crate) retracted: bool,
}

impl Writer<'_> {
    /// The evidence of a fact that was recorded like this, withdrawn or not. The extractor's confidence does not tell
    /// two apart.
    pub(crate) fn known_evidence(&self, fact: FactId, row: &EvidenceRow) -> Result<Option<KnownEvidence>> {
        if !self.added.may_have_claim(fact, row) {
            return Ok(None);
        }
        let sql = "SELECT id, load, retracted IS NOT NULL FROM evidence
                   WHERE fact = ?1 AND document IS ?2 AND quote IS ?3 AND prefix IS ?4 AND suffix IS ?5
                     AND coalesce(source_stated, source) IS ?6 AND modality = ?7 AND polarity = ?8 AND extractor IS ?9
                     AND time_phrase IS ?10";
        let bound = params![
            fact.0,
            row.document.map(|id| id.0),
            row.quote,
            row.prefix,
            row.suffix,
            row.source.map(|id| id.0),
            row.modality.name(),
            row.polarity.sign(),
            row.extractor,
            row.time_phrase.map(|id| id.0),
        ];
        self.first("finding evidence", sql, bound, |row| {
            Ok(KnownEvidence { id: row.get(0)?, added_by: LoadId(row.get(1)?), retracted: row.get(2)? })
        })
    }

    /// Lets withdrawn evidence count again.
    pub(super) fn revive_evidence(&mut self, id: i64) -> Result<()> {
        self.change("changing evidence", "UPDATE evidence SET retracted = NULL WHERE id = ?1", [id])
    }

    /// Adds evidence to a fact; says its id.
    pub(crate) fn add_evidence(&mut self, fact: FactId, row: &EvidenceRow, place: &Place) -> Result<i64> {
        self.added.add_claim(fact, row);
        let sql = "INSERT INTO evidence (fact, document, quote, quote_state, quote_start, quote_end, prefix, suffix,
                                         source, modality, polarity, confidence, extractor, time_phrase, load,
                                         source_stated)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)";
        let (start, end) = place.bounds();
        let source = row.source.map(|source| self.placed(source));
        let bound = params![
            fact.0,
            row.document.map(|id| id.0),
            row.quote,
            place.state.name(),
            start,
            end,
            row.prefix,
            row.suffix,
            source.map(|source| source.now),
            row.modality.name(),
            row.polarity.sign(),
            row.confidence,
            row.extractor,
            row.time_phrase.map(|id| id.0),
            self.load.0,
            source.and_then(|source| source.stated),
        ];
        self.insert("adding evidence", sql, bound)
    }
}
