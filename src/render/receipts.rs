//! Facts and their evidence in words: what `why` and the statements that look have in common.

use super::text::{Style, running, visible};
use crate::answer::{DocumentRef, EvidenceRecord, FactRecord, Value};
use crate::value::{Literal, Modality, Polarity, QuoteState};

/// The lines of a piece of evidence, not yet wrapped: the quote, with its words marked where that is wanted, and who says
/// so and where.
pub(super) fn evidence(piece: &EvidenceRecord, is_marked: bool, style: &Style) -> Vec<String> {
    let quote = piece.quote.as_ref().map(|quote| {
        let marks = if is_marked { quote.marks.as_slice() } else { &[] };
        format!("“{}”", running(&quote.text, marks, style))
    });
    // A line may end behind a dot, but none begins with one.
    let citation = citation(piece, style).replace(" · ", "\u{A0}· ");
    let citation = (!citation.is_empty()).then(|| format!("{}{citation}", style.quiet("— ")));
    quote.into_iter().chain(citation).collect()
}

/// A fact as one reads it: `Steve Witkoff attended UAE talks {representing: United States}`.
pub(crate) fn sentence(fact: &FactRecord) -> String {
    said(&fact.subject.name, &fact.predicate, &fact.object) + &qualifiers(&fact.qualifiers)
}

/// What a fact says, but for its qualifiers.
pub(super) fn said(subject: &str, predicate: &str, says: &Value) -> String {
    let sentence = format!("{} {}", visible(subject), visible(predicate));
    match says {
        // `remains unsettled` says it all; `remains unsettled true` would be no English.
        Value::Literal(Literal::Boolean(true)) => sentence,
        _ => format!("{sentence} {}", object(says)),
    }
}

/// ` {representing: United States}`; empty where there are none.
pub(crate) fn qualifiers(qualifiers: &[(String, Value)]) -> String {
    if qualifiers.is_empty() {
        return String::new();
    }
    let pair = |(key, value): &(String, Value)| format!("{}: {}", visible(key), object(value));
    format!(" {{{}}}", qualifiers.iter().map(pair).collect::<Vec<_>>().join(", "))
}

/// A value within a sentence: a text in quotation marks, all others as they are.
pub(crate) fn object(value: &Value) -> String {
    match value {
        Value::Literal(Literal::Text(text)) => format!("“{}”", running(text, &[], &Style::plain(usize::MAX))),
        _ => visible(&value.text()),
    }
}

/// Who says so, how certainly, where: `United States · Talks in the UAE, AP, 2026-01-01 · characters 512–601`.
pub(super) fn citation(piece: &EvidenceRecord, style: &Style) -> String {
    let quote = piece.quote.as_ref();
    let offsets = quote.and_then(|quote| quote.offsets.as_ref());
    let parts = [
        claim(piece).map(|words| if denies(piece) { style.warning(&words) } else { style.quiet(&words) }),
        modality(piece.modality).map(|word| style.quiet(word)),
        piece.document.as_ref().map(|reference| style.quiet(&linked(reference, style))),
        offsets.map(|range| style.quiet(&format!("characters {}–{}", range.start, range.end))),
        piece.time_phrase.as_ref().map(|words| style.quiet(&format!("time: “{}”", visible(words)))),
        quote.and_then(|quote| quote_state(quote.state)).map(|words| style.warning(words)),
        piece.confidence.map(|confidence| style.quiet(&format!("confidence {confidence}"))),
        extractor(piece).map(|words| style.quiet(&words)),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join(&style.quiet(" · "))
}

fn denies(piece: &EvidenceRecord) -> bool {
    piece.polarity == Polarity::Denies
}

fn claim(piece: &EvidenceRecord) -> Option<String> {
    let source = piece.source.as_ref().map(|source| visible(&source.name));
    match (denies(piece), source) {
        (false, source) => source,
        (true, Some(source)) => Some(format!("denied by {source}")),
        (true, None) => Some("denied".to_owned()),
    }
}

fn modality(modality: Modality) -> Option<&'static str> {
    (modality != Modality::Certain).then(|| modality.name())
}

/// A document as it is cited: title, publisher, date.
pub(crate) fn document(document: &DocumentRef) -> String {
    let parts = [Some(document.label()), document.publisher.as_deref(), document.published.as_deref()];
    visible(&parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
}

/// A document as it is cited, its title a link to where it can be read.
fn linked(reference: &DocumentRef, style: &Style) -> String {
    let cited = document(reference);
    let label = visible(reference.label());
    match (&reference.url, cited.strip_prefix(&label)) {
        (Some(url), Some(rest)) => style.link(url, &reference.id.0.to_string(), &label) + rest,
        _ => cited,
    }
}

/// Who extracted a claim that is in no document: nothing else says where it comes from.
fn extractor(piece: &EvidenceRecord) -> Option<String> {
    let name = piece.extractor.as_ref().filter(|_| piece.document.is_none())?;
    Some(format!("extracted by {}", visible(name)))
}

/// What is to be said of a quote that does not stand in the text to the letter.
pub(crate) fn quote_state(state: QuoteState) -> Option<&'static str> {
    match state {
        QuoteState::Verbatim => None,
        QuoteState::Normalised => Some("differs from the text in spacing or punctuation"),
        QuoteState::Missing => Some("not in the text"),
        QuoteState::Unchecked => Some("not checked"),
    }
}
