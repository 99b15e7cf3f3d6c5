//! Asserting a fact.

use super::Changed;
use crate::answer::EntityRef;
use crate::diagnostic::Result;
use crate::quotes::{Place, Text};
use crate::resolve::{Claim, NewFact, NewObject, NewSubject};
use crate::store::write::{EvidenceRow, FactRow, FactState, ObjectId, QualifierRow, Time, Writer};
use crate::store::{Action, Counts, Store};
use crate::value::{EntityId, FactId, Literal, QuoteState};

/// What asserting a fact came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Asserted {
    /// The fact's number.
    pub fact: FactId,
    /// The entity that was made for it.
    pub entity: Option<EntityRef>,
    /// How the quote stands to its document's text; none where there is no quote, or it was known.
    pub quote: Option<QuoteState>,
    /// The passage of the document that is most like a quote which it does not have.
    pub nearest: Option<String>,
}

impl Store {
    /// Records a fact, with who says so where that is given. What is known already is not recorded again; a fact that
    /// was retracted stands again.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub fn assert(&mut self, new: &NewFact) -> Result<Changed<Asserted>> {
        self.change_counted(Action::Assert, None, |writer, difference| assert(writer, new, difference))
    }
}

/// Records a fact, and adds to the difference that it makes.
pub(super) fn assert(writer: &mut Writer<'_>, new: &NewFact, difference: &mut Counts) -> Result<Asserted> {
    let (subject, entity) = subject(writer, &new.subject, difference)?;
    let (fact, stands_anew) = state(writer, subject, new)?;
    difference.facts += i64::from(stands_anew);
    let mut asserted = Asserted { fact, entity, quote: None, nearest: None };
    if let Some(claim) = &new.claim {
        difference.evidence += i64::from(record_claim(writer, claim, &mut asserted)?);
    }
    Ok(asserted)
}

fn subject(
    writer: &mut Writer<'_>,
    subject: &NewSubject,
    difference: &mut Counts,
) -> Result<(EntityId, Option<EntityRef>)> {
    match subject {
        NewSubject::Known(entity) => Ok((*entity, None)),
        NewSubject::New(name) => {
            let key = writer.free_key(name)?;
            let id = writer.add_entity(&key, name, None)?;
            difference.entities += 1;
            Ok((id, Some(EntityRef { id, key, name: name.clone() })))
        }
    }
}

fn state(writer: &mut Writer<'_>, subject: EntityId, new: &NewFact) -> Result<(FactId, bool)> {
    let (row, qualifiers) = rows(writer, subject, new)?;
    writer.record_fact(&row, &qualifiers, FactState::claimed(new.claim.iter().map(|claim| claim.polarity)))
}

/// A fact as its rows have it.
pub(super) fn rows(writer: &mut Writer<'_>, subject: EntityId, new: &NewFact) -> Result<(FactRow, Vec<QualifierRow>)> {
    let object = object(writer, &new.object)?;
    let time = match &new.time {
        Some(date) => {
            let literal = writer.literal(&Literal::Date(date.clone()))?;
            Some(Time { literal, first_day: date.first_day, last_day: date.last_day })
        }
        None => None,
    };
    let mut qualifiers = Vec::with_capacity(new.qualifiers.len());
    for (key, value) in &new.qualifiers {
        qualifiers.push(QualifierRow { key: *key, object: self::object(writer, value)? });
    }
    qualifiers.sort_unstable();
    qualifiers.dedup();
    let predicate = match new.predicate {
        Some(predicate) => predicate,
        None => writer.is()?,
    };
    Ok((FactRow { subject, predicate, object, time }, qualifiers))
}

fn object(writer: &mut Writer<'_>, object: &NewObject) -> Result<ObjectId> {
    Ok(match object {
        NewObject::Entity(entity) => ObjectId::Entity(*entity),
        NewObject::Kind(kind) => ObjectId::Kind(*kind),
        NewObject::Literal(literal) => ObjectId::Value(writer.literal(literal)?),
    })
}

/// Records the claim, and says whether it did not count before.
fn record_claim(writer: &mut Writer<'_>, claim: &Claim, asserted: &mut Asserted) -> Result<bool> {
    let row = EvidenceRow {
        document: claim.document,
        quote: claim.quote.clone(),
        source: claim.source,
        modality: claim.modality,
        polarity: claim.polarity,
        confidence: claim.confidence,
        ..EvidenceRow::default()
    };
    if let Some(known) = writer.known_evidence(asserted.fact, &row)? {
        writer.claim_evidence_again(&known)?;
        return Ok(known.retracted);
    }
    let place = place(writer, claim, asserted)?;
    writer.add_evidence(asserted.fact, &row, &place)?;
    Ok(true)
}

/// How the quote stands to its document's text.
fn place(writer: &Writer<'_>, claim: &Claim, asserted: &mut Asserted) -> Result<Place> {
    let Some(quote) = &claim.quote else { return Ok(Place::UNCHECKED) };
    let text = match claim.document {
        Some(document) => writer.text(document)?,
        None => None,
    };
    let place = match text.map(Text::new) {
        Some(text) => {
            let place = text.find(quote, None, None).place;
            let missing = place.state == QuoteState::Missing;
            asserted.nearest = missing.then(|| text.nearest(quote)).flatten().map(|(passage, _)| passage);
            place
        }
        None => Place::UNCHECKED,
    };
    asserted.quote = Some(place.state);
    Ok(place)
}
