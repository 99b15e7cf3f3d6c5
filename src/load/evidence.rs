//! The evidence of fact records, and the check of its quotes.

use std::collections::HashMap;
use std::rc::Rc;

use super::Loader;
use super::item::Item;
use super::place::At;
use super::record;
use super::report::{MissingQuote, RepeatedQuote};
use crate::diagnostic::Result;
use crate::problem::LoadProblem;
use crate::quotes::{Place, Text};
use crate::store::write::{EvidenceRow, Writer};
use crate::value::{DocumentId, FactId, Literal, LiteralId, QuoteState};
use crate::vocabulary::nearest;

/// How many missing and repeated quotes a report lists.
const LISTED: usize = 100;

/// How much memory the texts take that are kept at hand, about, in bytes.
const TEXTS_KEPT: usize = 64 << 20;

/// Evidence that is ready to be recorded.
pub(super) struct Claim {
    pub(super) row: EvidenceRow,
    /// The document's key, and the line of the record: for the report.
    document: String,
    line: usize,
}

/// The texts of the documents that were quoted last.
#[derive(Default)]
pub(super) struct Texts {
    texts: HashMap<DocumentId, Option<Rc<Text>>>,
    size: usize,
}

impl Texts {
    /// The text of a document, ready for quotes.
    pub(super) fn get(&mut self, writer: &Writer<'_>, document: DocumentId) -> Result<Option<Rc<Text>>> {
        if let Some(known) = self.texts.get(&document) {
            return Ok(known.clone());
        }
        let text = writer.text(document)?.map(|text| Rc::new(Text::new(text)));
        let size = text.as_ref().map_or(0, |text| text.size());
        if self.size + size > TEXTS_KEPT {
            *self = Texts::default();
        }
        self.size += size;
        self.texts.insert(document, text.clone());
        Ok(text)
    }
}

impl Loader<'_, '_> {
    /// The evidence of a fact record; none where something is wrong with it.
    pub(super) fn claims(&mut self, item: &Item<'_>, fact: &record::Fact) -> Result<Option<Vec<Claim>>> {
        let root = At::ROOT;
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
        Ok(Some(Claim { row, document: evidence.document.clone().unwrap_or_default(), line: item.line() }))
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
            None => {
                let nearest = match self.problems.is_listing() {
                    true => nearest(key, self.writer.document_keys()?),
                    false => Vec::new(),
                };
                self.problems.add(item, at, LoadProblem::UnknownDocument { key: key.to_owned(), nearest });
            }
        }
        Ok(None)
    }

    fn time_phrase(&mut self, words: Option<&String>) -> Result<Option<LiteralId>> {
        words.map(|words| self.literal(&Literal::Text(words.clone()))).transpose()
    }

    /// Records a piece of evidence, unless the fact has it.
    pub(super) fn record_claim(&mut self, fact: FactId, claim: &Claim) -> Result<()> {
        let known = self.writer.known_evidence(fact, &claim.row)?;
        self.report.evidence.count(known.is_none_or(|known| known.retracted));
        if let Some(known) = known {
            return self.writer.claim_evidence_again(&known);
        }
        let place = self.place(claim)?;
        self.writer.add_evidence(fact, &claim.row, &place)
    }

    /// How a claim's quote stands to its document's text; counted, and listed where it needs a look.
    fn place(&mut self, claim: &Claim) -> Result<Place> {
        let text = match claim.row.document {
            Some(document) => self.texts.get(self.writer, document)?,
            None => None,
        };
        let (Some(quote), Some(text)) = (&claim.row.quote, text) else {
            self.report.quotes.unchecked += 1;
            return Ok(Place::UNCHECKED);
        };
        let found = text.find(quote, claim.row.prefix.as_deref(), claim.row.suffix.as_deref());
        let report = &mut self.report;
        match found.place.state {
            QuoteState::Verbatim => report.quotes.verbatim += 1,
            QuoteState::Normalised => report.quotes.normalised += 1,
            QuoteState::Missing => report.quotes.missing += 1,
            QuoteState::Unchecked => report.quotes.unchecked += 1,
        }
        let (line, document, quote) = (claim.line, claim.document.clone(), quote.clone());
        if found.occurrences > 1 && report.repeated_quotes.len() < LISTED {
            report.repeated_quotes.push(RepeatedQuote { line, document, quote, occurrences: found.occurrences });
        } else if found.place.state == QuoteState::Missing && report.missing_quotes.len() < LISTED {
            let (nearest, similarity) = text.nearest(&quote).map_or((None, 0.0), |(near, how)| (Some(near), how));
            report.missing_quotes.push(MissingQuote { line, document, quote, nearest, similarity });
        }
        Ok(found.place)
    }
}
