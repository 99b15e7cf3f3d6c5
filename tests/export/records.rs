//! Records of any content, as proptest makes them.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use serde_json::{Map, Value, json};

/// Keys, among them IRIs and such as no IRI can have unescaped.
const KEYS: [&str; 8] =
    ["ann", "Q42", "http://example.org/bob#me", "a key with blanks", "100%/\"x\"<y>", "ключ", "urn:x:y", "_:b1"];
const KINDS: [&str; 4] = ["person", "envoy", "news agency", "größe"];
const DOCUMENTS: [&str; 3] = ["report", "https://example.org/report?x=1&y=2", "a report"];
const TEXT: &str = "Ann and Bob met in Geneva on Friday; “nothing” was agreed — so they said. Ann and Bob met again.";
const QUOTES: [&str; 4] = ["Ann and Bob met", "in Geneva on Friday", "“nothing” was  agreed", "not there at all"];
const DATES: [&str; 11] = [
    "2026",
    "2026-01",
    "2026-01-23",
    "2026-01-23T10:15:00Z",
    "2026-01-23/2026-01-24",
    "2026-01/..",
    "../2026",
    "2026-21",
    "2026~",
    "199X",
    "-0044-03-15",
];

/// The words that every file of these declares.
const VOCABULARY: &str = r#"
{"vocabulary": {"kinds": [{"name": "person", "plural": "people"}, {"name": "envoy", "broader": "person", "phrases": ["delegate"], "description": "Somebody sent."}]}}
{"vocabulary": {"predicates": [{"name": "attended", "object": "entity", "inverse": "attended by", "inverse_phrases": ["visited by"], "phrases": ["went to"]}, {"name": "borders", "object": "entity", "characteristics": ["symmetric"]}, {"name": "said", "object": "text"}, {"name": "costs", "object": "number"}, {"name": "began on", "object": "date"}, {"name": "remains open", "object": "boolean"}, {"name": "has page", "object": "url", "characteristics": ["functional"]}]}}
{"rule": {"name": "met", "object": "entity", "text": "?a met ?b as ?a attended ?m and ?b attended ?m"}}
{"query": {"name": "who_met", "parameters": [{"name": "whom", "default": "Ann"}], "text": "find ?x where ?x met $whom"}}
"#;

/// A file of records, loadable as it is.
pub fn records() -> impl Strategy<Value = String> {
    let entities = vec(entity(), KEYS.len());
    (entities, vec(document(), DOCUMENTS.len()), vec(fact(), 0..25), vec((key(), key()), 0..3)).prop_map(
        |(entities, documents, facts, merges)| {
            let entities = entities.into_iter().zip(KEYS).map(|(entity, key)| keyed(entity, key));
            let documents = documents.into_iter().zip(DOCUMENTS).map(|(document, key)| keyed(document, key));
            let mut lines: Vec<String> = facts.into_iter().map(|fact| json!({"fact": fact}).to_string()).collect();
            lines.extend(entities.map(|entity| json!({"entity": entity}).to_string()));
            lines.extend(documents.map(|document| json!({"document": document}).to_string()));
            lines.extend(
                merges.iter().map(|(entity, into)| json!({"merge": {"entity": entity, "into": into}}).to_string()),
            );
            format!("{}{}\n", VOCABULARY.trim_start(), lines.join("\n"))
        },
    )
}

fn keyed(record: Value, key: &str) -> Value {
    let mut record = record;
    record["id"] = json!(key);
    record
}

fn key() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(&KEYS[..])
}

fn date() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(&DATES[..])
}

/// A text that says something.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{0,12}[a-z]".prop_map(|text| text),
        "\\PC{0,8}[a-zß]\\PC{0,4}".prop_map(|text| text),
        Just("two\nlines\tand \"quotes\" \\ </x> & 'y'".to_owned()),
        Just("=1+1, then; more".to_owned()),
    ]
}

fn entity() -> impl Strategy<Value = Value> {
    let kinds = vec(proptest::sample::select(&KINDS[..]), 0..3);
    (text(), kinds, vec(text(), 0..3), option::of(text())).prop_map(|(name, kinds, aliases, description)| {
        json!({"name": name, "kinds": kinds, "aliases": aliases, "description": description})
    })
}

fn document() -> impl Strategy<Value = Value> {
    (option::of(text()), option::of(date()), any::<bool>(), option::of(text())).prop_map(
        |(title, published, has_text, licence)| {
            json!({"title": title, "published": published, "text": has_text.then_some(TEXT), "language": "en",
                   "licence": licence, "url": "https://example.org/a b"})
        },
    )
}

fn fact() -> impl Strategy<Value = Value> {
    let qualifiers = vec(said(), 0..3).prop_map(|said| {
        let mut qualifiers = Map::new();
        said.into_iter().filter(|(predicate, _)| *predicate != "is").for_each(|(predicate, value)| {
            match qualifiers.entry(predicate).or_insert_with(|| json!([])) {
                Value::Array(values) => values.push(value),
                other => panic!("{other}"),
            }
        });
        qualifiers
    });
    (key(), said(), option::of(date()), qualifiers, vec(evidence(), 0..3)).prop_map(
        |(subject, (predicate, object), time, qualifiers, evidence)| {
            json!({"subject": subject, "predicate": predicate, "object": object, "time": time,
                   "qualifiers": qualifiers, "evidence": evidence})
        },
    )
}

/// A predicate, and a value for it.
fn said() -> impl Strategy<Value = (&'static str, Value)> {
    let number =
        prop_oneof![any::<i64>().prop_map(|n| json!(n)), (-1e12..1e12).prop_map(|n: f64| json!(n)), Just(json!(1e300))];
    prop_oneof![
        4 => key().prop_map(|key| ("attended", json!(key))),
        1 => key().prop_map(|key| ("borders", json!(key))),
        2 => proptest::sample::select(&KINDS[..]).prop_map(|kind| ("is", json!(kind))),
        2 => text().prop_map(|text| ("said", json!(text))),
        1 => number.prop_map(|number| ("costs", number)),
        1 => date().prop_map(|date| ("began on", json!(date))),
        1 => any::<bool>().prop_map(|truth| ("remains open", json!(truth))),
        1 => "https://example\\.org/[a-z]{1,3}".prop_map(|url| ("has page", json!(url))),
    ]
}

fn evidence() -> impl Strategy<Value = Value> {
    (
        proptest::sample::select(&DOCUMENTS[..]),
        option::of(proptest::sample::select(&QUOTES[..])),
        option::of(key()),
        proptest::sample::select(&["certain", "probable", "possible"][..]),
        proptest::sample::select(&["+", "+", "-"][..]),
        option::of(0.0..1.0f64),
        option::of(proptest::sample::select(&["on Friday", "heute"][..])),
    )
        .prop_map(|(document, quote, source, modality, polarity, confidence, time_text)| {
            let prefix = quote.filter(|quote| quote.starts_with("Ann")).map(|_| "they said. ");
            json!({"document": document, "quote": quote, "prefix": prefix, "source": source, "modality": modality,
                   "polarity": polarity, "confidence": confidence, "extractor": "test", "time_text": time_text})
        })
}
