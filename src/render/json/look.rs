//! What the statements that look come to, as JSON.

use serde_json::{Value as Json, json};

use super::{document, entity, fact, qualifiers, value};
use crate::look::{
    Description, Disputes, FactGroup, FactLine, Findings, Found, FoundDocument, FoundName, FoundQuote, Matching,
    Passage, Timeline, Words,
};
use crate::value::KindId;
use crate::vocabulary::{Kind, Predicate};

/// One object: `key`, `name`, `description`, `names`, `merged` (keys), `kinds`, `facts` (by predicate: `phrase`, `part`, `total`,
/// `facts`) and `claims`, how many are attributed to it.
pub fn description(description: &Description) -> Json {
    let kinds = description.kinds.iter().map(
        |membership| json!({ "kind": membership.kind, "broader": membership.broader, "fact": line(&membership.fact) }),
    );
    json!({
        "key": description.entity.key,
        "name": description.entity.name,
        "description": description.meaning,
        "names": description.names,
        "merged": description.merged,
        "kinds": kinds.collect::<Vec<_>>(),
        "facts": description.groups.iter().map(group).collect::<Vec<_>>(),
        "claims": description.claims,
    })
}

fn group(group: &FactGroup) -> Json {
    let facts: Vec<Json> = group.facts.iter().map(line).collect();
    json!({ "phrase": group.phrase, "part": group.part.name(), "total": group.total, "facts": facts })
}

fn line(fact: &FactLine) -> Json {
    json!({
        "fact": fact.id.0,
        "subject": entity(&fact.subject),
        "predicate": fact.predicate,
        "object": value(&fact.object),
        "time": fact.time.as_ref().map(|time| time.as_str()),
        "qualifiers": qualifiers(&fact.qualifiers),
        "standing": fact.standing.word().unwrap_or("holds"),
        "sources": fact.sources,
        "denials": fact.denials,
    })
}

/// One object: `entity`, `facts` in the order of time, their `total`, and how many are `undated`.
pub fn timeline(timeline: &Timeline) -> Json {
    json!({
        "entity": entity(&timeline.entity),
        "facts": timeline.facts.iter().map(line).collect::<Vec<_>>(),
        "total": timeline.total,
        "undated": timeline.undated,
    })
}

/// One object: `search`, `matching` (`words`, `beginnings` or `some words`), and `names`, `documents` and `quotes`, each
/// with its `total` and its `best`. Marks count Unicode code points of the text beside them.
pub fn findings(findings: &Findings) -> Json {
    let matching = match findings.matching {
        Matching::Words => "words",
        Matching::Beginnings => "beginnings",
        Matching::SomeWords => "some words",
    };
    json!({
        "search": findings.sought,
        "matching": matching,
        "names": found(&findings.names, name),
        "documents": found(&findings.documents, found_document),
        "quotes": found(&findings.quotes, quote),
    })
}

fn found<T>(found: &Found<T>, each: fn(&T) -> Json) -> Json {
    json!({ "total": found.total, "best": found.best.iter().map(each).collect::<Vec<_>>() })
}

fn name(found: &FoundName) -> Json {
    json!({ "entity": entity(&found.entity), "kinds": found.kinds, "name": passage(&found.name) })
}

fn found_document(found: &FoundDocument) -> Json {
    json!({
        "document": document(&found.document),
        "title": found.title.as_ref().map(passage),
        "passage": found.passage.as_ref().map(passage),
        "places": found.places,
    })
}

fn quote(found: &FoundQuote) -> Json {
    let facts: Vec<i64> = found.facts.iter().map(|fact| fact.0).collect();
    json!({ "document": found.document.as_ref().map(document), "quote": passage(&found.quote), "facts": facts })
}

fn passage(passage: &Passage) -> Json {
    let points = |bytes: usize| passage.text.get(..bytes).map_or(0, |before| before.chars().count());
    let marks: Vec<[usize; 2]> = passage.marks.iter().map(|mark| [points(mark.start), points(mark.end)]).collect();
    json!({
        "text": passage.text,
        "marks": marks,
        "start": passage.offsets.as_ref().map(|range| range.start),
        "end": passage.offsets.as_ref().map(|range| range.end),
    })
}

/// One object: `contested`, facts with their evidence, and `rivalries`, each with `subject`, `predicate` and `facts`;
/// beside each how many there are in all.
pub fn disputes(disputes: &Disputes) -> Json {
    let rivalries = disputes.rivalries.iter().map(|rivalry| {
        let facts: Vec<Json> = rivalry.facts.iter().map(fact).collect();
        json!({ "subject": entity(&rivalry.subject), "predicate": rivalry.predicate, "facts": facts })
    });
    json!({
        "contested": disputes.contested.iter().map(fact).collect::<Vec<_>>(),
        "contested_total": disputes.contested_total,
        "rivalries": rivalries.collect::<Vec<_>>(),
        "rivalries_total": disputes.rivalries_total,
    })
}

/// One object: `kinds` and `predicates` as a vocabulary record has them, each with how often it is used.
pub fn words(words: &Words) -> Json {
    let kinds = words.vocabulary.kinds().iter().filter(|kind| kind.rule.is_none());
    let predicates = words.vocabulary.predicates().iter().filter(|predicate| predicate.rule.is_none());
    json!({
        "kinds": kinds.map(|it| kind(it, words)).collect::<Vec<_>>(),
        "predicates": predicates.map(|it| predicate(it, words)).collect::<Vec<_>>(),
    })
}

fn kind(kind: &Kind, words: &Words) -> Json {
    json!({
        "name": kind.name,
        "plural": kind.plural(),
        "phrases": kind.phrases,
        "broader": kind_name(kind.broader, words),
        "description": kind.description,
        "things": words.things.get(&kind.id).unwrap_or(&0),
    })
}

fn predicate(predicate: &Predicate, words: &Words) -> Json {
    json!({
        "name": predicate.name,
        "phrases": predicate.phrases,
        "inverse": predicate.inverse,
        "inverse_phrases": predicate.inverse_phrases,
        "object": predicate.object_type.name(),
        "subject_kind": kind_name(predicate.subject_kind, words),
        "object_kind": kind_name(predicate.object_kind, words),
        "characteristics": predicate.characteristics(),
        "path": predicate.path,
        "description": predicate.description,
        "facts": words.facts.get(&predicate.id).unwrap_or(&0),
        "qualified": words.qualified.get(&predicate.id).unwrap_or(&0),
    })
}

fn kind_name(kind: Option<KindId>, words: &Words) -> Option<&str> {
    kind.map(|kind| words.vocabulary.kind(kind).name.as_str())
}
