//! Answers as JSON.

mod look;

pub(super) use look::{description, disputes, findings, timeline, words};

use std::collections::HashMap;
use std::fmt::Write;

use serde_json::{Map, Value as Json, json};

use super::sheet::free_name;
use crate::answer::{
    Answer, Derivation, DocumentRef, EntityRef, EvidenceRecord, FactRecord, Premise, Receipt, Receipts, Value,
};
use crate::value::Literal;

/// An array with an object for each row, one a line. Entities are objects with `key` and `name`, documents with `key`,
/// `title`, `publisher`, `published` and `url`; kinds, texts, dates (in EDTF) and addresses are strings, numbers
/// numbers, nothing is null. A verdict is one row with the member `verdict`. Receipts are a member `sources` of each
/// row: its `facts` with their evidence, the `derivations` (which facts together give the row), and whether these are
/// `complete`.
pub(super) fn answer(answer: &Answer) -> String {
    array(rows(answer))
}

/// The same objects, one a line and without an array around them.
pub(super) fn answer_lines(answer: &Answer) -> String {
    let mut text = String::new();
    for row in rows(answer) {
        // Writing to memory does not fail.
        let _ = writeln!(text, "{row}");
    }
    text
}

/// What each row rests on, as JSON: the row's index and the member `sources`.
pub(super) fn sources_of_rows(receipts: &Receipts) -> Vec<(usize, String)> {
    receipts.rows.iter().map(|receipt| (receipt.row, sources(receipts, receipt).to_string())).collect()
}

/// A value over several lines, for reading.
pub(super) fn page(json: &Json) -> String {
    format!("{json:#}\n")
}

/// A value in one line.
pub(super) fn line(json: &Json) -> String {
    format!("{json}\n")
}

/// The objects, each made when it is wanted: all of a large answer at once would take many times what their text does.
fn rows(answer: &Answer) -> impl Iterator<Item = Json> {
    let receipts: HashMap<usize, &Receipt> =
        answer.receipts.iter().flat_map(|receipts| &receipts.rows).map(|receipt| (receipt.row, receipt)).collect();
    let count = if answer.verdict.is_some() { 1 } else { answer.rows.len() };
    (0..count).map(move |at| {
        let mut row = match answer.verdict {
            Some(verdict) => Map::from_iter([("verdict".to_owned(), json!(verdict.name()))]),
            None => object(answer, &answer.rows[at]),
        };
        if let (Some(of), Some(receipt)) = (&answer.receipts, receipts.get(&at)) {
            insert(&mut row, "sources", sources(of, receipt));
        }
        Json::Object(row)
    })
}

/// An array with its elements one a line, and a line end.
pub(super) fn array(elements: impl Iterator<Item = Json>) -> String {
    let mut text = String::new();
    for element in elements {
        text += if text.is_empty() { "[\n  " } else { ",\n  " };
        // Writing to memory does not fail.
        let _ = write!(text, "{element}");
    }
    if text.is_empty() { "[]\n".to_owned() } else { text + "\n]\n" }
}

fn object(answer: &Answer, row: &[Value]) -> Map<String, Json> {
    let mut object = Map::new();
    for (column, cell) in answer.columns.iter().zip(row) {
        insert(&mut object, &column.name, value(cell));
    }
    object
}

/// Adds a member, under a name of its own where another has the name: `count`, `count_2`.
fn insert(object: &mut Map<String, Json>, name: &str, member: Json) {
    let free = free_name(name, |name| object.contains_key(name));
    object.insert(free, member);
}

fn value(value: &Value) -> Json {
    match value {
        Value::Nothing => Json::Null,
        Value::Entity(reference) => entity(reference),
        Value::Kind(_, name) => json!(name),
        Value::Document(reference) => document(reference),
        Value::Literal(literal) => match literal {
            Literal::Text(text) | Literal::Url(text) => json!(text),
            Literal::Integer(number) => json!(number),
            Literal::Decimal(number) => json!(number),
            Literal::Date(date) => json!(date.as_str()),
            Literal::Boolean(truth) => json!(truth),
        },
    }
}

fn entity(entity: &EntityRef) -> Json {
    json!({ "key": entity.key, "name": entity.name })
}

fn document(document: &DocumentRef) -> Json {
    json!({
        "key": document.key,
        "title": document.title,
        "publisher": document.publisher,
        "published": document.published,
        "url": document.url,
    })
}

fn sources(receipts: &Receipts, receipt: &Receipt) -> Json {
    let facts = receipt.facts();
    let facts: Vec<Json> = facts.iter().filter_map(|id| receipts.facts.get(id)).map(fact).collect();
    let derivations: Vec<Json> = receipt.derivations.iter().map(derivation).collect();
    json!({ "facts": facts, "derivations": derivations, "complete": !receipt.more })
}

fn derivation(derivation: &Derivation) -> Json {
    derivation.premises.iter().map(premise).collect()
}

fn premise(premise: &Premise) -> Json {
    match premise {
        Premise::Fact(fact) => json!({ "fact": fact.0 }),
        Premise::Chain(chain) => json!({ "chain": chain.iter().map(link).collect::<Vec<_>>() }),
        Premise::Derived(derived) => json!({
            "derived": derived.text,
            "derivations": derived.derivations.iter().map(derivation).collect::<Vec<_>>(),
            "complete": !derived.more,
        }),
        Premise::Absent(pattern) => json!({ "absent": pattern }),
    }
}

/// A link of a chain: a fact's number, or what is derived.
fn link(link: &Premise) -> Json {
    match link {
        Premise::Fact(fact) => json!(fact.0),
        other => premise(other),
    }
}

fn fact(fact: &FactRecord) -> Json {
    json!({
        "fact": fact.id.0,
        "subject": entity(&fact.subject),
        "predicate": fact.predicate,
        "object": value(&fact.object),
        "time": fact.time.as_ref().map(|time| time.as_str()),
        "qualifiers": qualifiers(&fact.qualifiers),
        "unsourced": fact.unsourced,
        "evidence": fact.evidence.iter().map(evidence).collect::<Vec<_>>(),
    })
}

/// Every key with the list of its values: a key may have several.
fn qualifiers(qualifiers: &[(String, Value)]) -> Json {
    let mut lists: Map<String, Json> = Map::new();
    for (key, object) in qualifiers {
        let list = lists.entry(key.clone()).or_insert_with(|| json!([]));
        if let Json::Array(values) = list {
            values.push(value(object));
        }
    }
    Json::Object(lists)
}

fn evidence(piece: &EvidenceRecord) -> Json {
    let quote = piece.quote.as_ref();
    let offsets = quote.and_then(|quote| quote.offsets.clone());
    json!({
        "document": piece.document.as_ref().map(document),
        "quote": quote.map(|quote| &quote.text),
        "quote_state": quote.map(|quote| quote.state.name()),
        "start": offsets.as_ref().map(|range| range.start),
        "end": offsets.as_ref().map(|range| range.end),
        "source": piece.source.as_ref().map(entity),
        "modality": piece.modality,
        "polarity": piece.polarity,
        "confidence": piece.confidence,
        "extractor": piece.extractor,
        "time_text": piece.time_phrase,
    })
}
