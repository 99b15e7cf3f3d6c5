//! The evidence of fact records, and the check of its quotes.

use super::Loader;
use super::item::Item;
use super::place::At;
use super::problems::LISTED;
use super::record;
use super::rejects::Sort;
use super::report::{MissingQuote, RepeatedQuote};
use crate::diagnostic::Result;
use crate::problem::LoadProblem;
use crate::quotes::{Found, Place};
use crate::store::write::EvidenceRow;
use crate::value::{DocumentId, FactId, Literal, LiteralId, QuoteState};
use crate::vocabulary::nearest;

/// Evidence that is ready to be recorded.
pub(super) struct Claim {
    pub(super) row: EvidenceRow,
    /// How its quote stands to its document's text, where that was looked up already.
    found: Option<Found>,
    /// The document's key, and the line of the record: for the report.
    document: String,
    line: usize,
}

impl Loader<'_, '_> {
    /// The evidence of a fact record; none where something is wrong with it.
    pub(super) fn claims(&mut self, item: &Item<'_>, fact: &record::Fact) -> Result<Option<Vec<Claim>>> {
        let root = At::ROOT;
        if fact.evidence.is_empty() && self.options.require_quotes {
            self.problems.add(item, &root, LoadProblem::NoQuote);
            return Ok(None);
        }
        if fact.evidence.is_empty() && fact.time_text.is_some() {
            self.problems.add(item, &root.member("time_text"), LoadProblem::TimeTextWithoutEvidence);
            return Ok(None);
        }
        let at = root.member("evidence");
        let mut claims = Vec::with_capacity(fact.evidence.len());
        let mut good = true;
        for (index, evidence) in fact.evidence.iter().enumerate() {
            let claim = self.claim(item, &at.element(index), fact, evidence)?;
            good &= claim.is_some();
            claims.extend(claim);
        }
        Ok(good.then_some(claims))
    }

    fn claim(
        &mut self,
        item: &Item<'_>,
        at: &At<'_>,
        fact: &record::Fact,
        evidence: &record::Evidence,
    ) -> Result<Option<Claim>> {
        let mut good = self.is_sound(item, at, evidence);
        let document = match &evidence.document {
            Some(key) => self.document_of(item, &at.member("document"), key)?,
            None => None,
        };
        good &= document.is_some() || evidence.document.is_none();
        let source = match &evidence.source {
            Some(source) => self.reference(item, &at.member("source"), source)?,
            None => None,
        };
        good &= source.is_some() || evidence.source.is_none();
        if !good {
            return Ok(None);
        }
        let row = EvidenceRow {
            document,
            quote: evidence.quote.clone(),
            prefix: evidence.prefix.clone(),
            suffix: evidence.suffix.clone(),
            source,
            modality: evidence.modality.unwrap_or_default(),
            polarity: evidence.polarity.unwrap_or_default(),
            confidence: evidence.confidence,
            extractor: evidence.extractor.clone(),
            time_phrase: self.time_phrase(evidence.time_text.as_ref().or(fact.time_text.as_ref()))?,
        };
        let document = evidence.document.clone().unwrap_or_default();
        let mut claim = Claim { row, found: None, document, line: item.line() };
        let good = !self.options.require_quotes || self.is_quoted(item, at, &mut claim)?;
        Ok(good.then_some(claim))
    }

    /// Whether a claim has a quote, and its document's text has that; a problem where not.
    fn is_quoted(&mut self, item: &Item<'_>, at: &At<'_>, claim: &mut Claim) -> Result<bool> {
        let Some(quote) = claim.row.quote.clone() else {
            self.problems.add(item, at, LoadProblem::NoQuote);
            return Ok(false);
        };
        let at = at.member("quote");
        let document = claim.document.clone();
        let Some(found) = self.found(claim)? else {
            self.problems.add(item, &at, LoadProblem::QuoteUnchecked { document });
            return Ok(false);
        };
        if found.place.state == QuoteState::Missing {
            let nearest = if self.problems.is_listing() { self.nearest(claim, &quote)? } else { None };
            self.problems.add(item, &at, LoadProblem::QuoteMissing { document, nearest });
            return Ok(false);
        }
        claim.found = Some(found);
        Ok(true)
    }

    /// How a claim's quote stands to its document's text; none where it has none or there is no text.
    fn found(&mut self, claim: &Claim) -> Result<Option<Found>> {
        let EvidenceRow { document: Some(document), quote: Some(quote), prefix, suffix, .. } = &claim.row else {
            return Ok(None);
        };
        let text = self.texts.get(self.writer, *document)?;
        Ok(text.map(|text| text.find(quote, prefix.as_deref(), suffix.as_deref())))
    }

    /// The passage of a claim's document that is most like a quote.
    fn nearest(&mut self, claim: &Claim, quote: &str) -> Result<Option<(String, f64)>> {
        let Some(document) = claim.row.document else { return Ok(None) };
        Ok(self.texts.get(self.writer, document)?.and_then(|text| text.nearest(quote)))
    }

    /// Checks what can be checked of evidence without the store.
    fn is_sound(&mut self, item: &Item<'_>, at: &At<'_>, evidence: &record::Evidence) -> bool {
        if evidence.document.is_none() && evidence.source.is_none() && evidence.quote.is_none() {
            self.problems.add(item, at, LoadProblem::EmptyEvidence);
            return false;
        }
        if evidence.quote.as_ref().is_some_and(|quote| quote.trim().is_empty()) {
            self.problems.add(item, &at.member("quote"), LoadProblem::Blank { what: "a quote" });
            return false;
        }
        if evidence.confidence.is_some_and(|confidence| !(0.0..=1.0).contains(&confidence)) {
            self.problems.add(item, &at.member("confidence"), LoadProblem::ConfidenceRange);
            return false;
        }
        true
    }

    fn document_of(&mut self, item: &Item<'_>, at: &At<'_>, key: &str) -> Result<Option<DocumentId>> {
        if let Some((known, id)) = &self.last_document
            && known == key
        {
            return Ok(Some(*id));
        }
        match self.writer.document(key)?.filter(|known| !known.retracted) {
            Some(known) => {
                self.last_document = Some((key.to_owned(), known.id));
                return Ok(Some(known.id));
            }
            None if self.problems.is_spoiled(key) => {}
            None => self.unknown_document(item, at, key)?,
        }
        Ok(None)
    }

    fn unknown_document(&mut self, item: &Item<'_>, at: &At<'_>, key: &str) -> Result<()> {
        if let Some(of) = self.problems.needed(Sort::Document, key) {
            self.problems.add_need(item, at, key, of);
            return Ok(());
        }
        let nearest = match self.problems.is_suggesting() {
            true => nearest(key, self.writer.document_keys()?),
            false => Vec::new(),
        };
        self.problems.add(item, at, LoadProblem::UnknownDocument { key: key.to_owned(), nearest });
        Ok(())
    }

    fn time_phrase(&mut self, words: Option<&String>) -> Result<Option<LiteralId>> {
        words.map(|words| self.literal(&Literal::Text(words.clone()))).transpose()
    }

    /// Records a piece of evidence, unless the fact has it.
    pub(super) fn record_claim(&mut self, fact: FactId, claim: &Claim) -> Result<()> {
        let known = self.writer.known_evidence(fact, &claim.row)?;
        self.report.evidence.count(known.is_none_or(|known| known.retracted));
        if let Some(known) = known {
            self.written = Some((fact, Some(known.id)));
            return self.writer.claim_evidence_again(&known);
        }
        let place = self.place(claim)?;
        let added = self.writer.add_evidence(fact, &claim.row, &place)?;
        self.written = Some((fact, Some(added)));
        Ok(())
    }

    /// How a claim's quote stands to its document's text; counted, and listed where it needs a look.
    fn place(&mut self, claim: &Claim) -> Result<Place> {
        let found = match &claim.found {
            Some(found) => Some(found.clone()),
            None => self.found(claim)?,
        };
        let (Some(quote), Some(found)) = (&claim.row.quote, found) else {
            self.report.quotes.unchecked += 1;
            return Ok(Place::UNCHECKED);
        };
        self.report.quotes.count(found.place.state);
        let (line, document, quote) = (claim.line, claim.document.clone(), quote.clone());
        if found.occurrences > 1 && self.report.repeated_quotes.len() < LISTED {
            let repeated = RepeatedQuote { line, document, quote, occurrences: found.occurrences };
            self.report.repeated_quotes.push(repeated);
        } else if found.place.state == QuoteState::Missing && self.report.missing_quotes.len() < LISTED {
            let (nearest, similarity) =
                self.nearest(claim, &quote)?.map_or((None, 0.0), |(near, how)| (Some(near), how));
            self.report.missing_quotes.push(MissingQuote { line, document, quote, nearest, similarity });
        }
        Ok(found.place)
    }
}
