//! Writing evidence.

use std::ops::Range;

use rusqlite::params;

use super::Writer;
use crate::diagnostic::Result;
use crate::value::{DocumentId, EntityId, FactId, LiteralId, Modality, Polarity, QuoteState};

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

/// How a quote stands to its document's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) state: QuoteState,
    /// In Unicode code points of the text.
    pub(crate) offsets: Option<Range<usize>>,
}

impl Place {
    /// That of a quote which there is no text for, or of no quote.
    pub(crate) const UNCHECKED: Place = Place { state: QuoteState::Unchecked, offsets: None };

    pub(super) fn bounds(&self) -> (Option<i64>, Option<i64>) {
        let offsets = self.offsets.as_ref();
        (offsets.map(|range| range.start as i64), offsets.map(|range| range.end as i64))
    }
}

impl Writer<'_> {
    /// Whether the fact has this evidence already. The extractor's confidence does not tell two apart.
    pub(crate) fn has_evidence(&self, fact: FactId, row: &EvidenceRow) -> Result<bool> {
        let sql = "SELECT 1 FROM evidence
                   WHERE fact = ?1 AND document IS ?2 AND quote IS ?3 AND prefix IS ?4 AND suffix IS ?5
                     AND source IS ?6 AND modality = ?7 AND polarity = ?8 AND extractor IS ?9 AND time_phrase IS ?10
                     AND retracted IS NULL";
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
        Ok(self.first("finding evidence", sql, bound, |_| Ok(()))?.is_some())
    }

    /// Adds evidence to a fact.
    pub(crate) fn add_evidence(&mut self, fact: FactId, row: &EvidenceRow, place: &Place) -> Result<()> {
        let sql = "INSERT INTO evidence (fact, document, quote, quote_state, quote_start, quote_end, prefix, suffix,
                                         source, modality, polarity, confidence, extractor, time_phrase, load)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";
        let (start, end) = place.bounds();
        let bound = params![
            fact.0,
            row.document.map(|id| id.0),
            row.quote,
            place.state.name(),
            start,
            end,
            row.prefix,
            row.suffix,
            row.source.map(|id| id.0),
            row.modality.name(),
            row.polarity.sign(),
            row.confidence,
            row.extractor,
            row.time_phrase.map(|id| id.0),
            self.load.0,
        ];
        self.change("adding evidence", sql, bound)
    }
}
