//! Out and in again: an equal store, and the same bytes.

use std::path::Path;

use factfile::engine::Engine;
use factfile::export::Format;
use factfile::store::Store;
use proptest::prelude::ProptestConfig;
use proptest::proptest;
use serde_json::Value;

use crate::loading::{read_only, rows};
use crate::records::records;
use crate::{loaded, loaded_as, talks, written};

/// What counts in a store, named by keys, without the numbers that a file of its own gives.
pub fn contents(path: &Path) -> Vec<String> {
    let connection = read_only(path);
    let mut all: Vec<String> = [
        "SELECT 'entity', e.key, e.name, e.description, s.key FROM entity AS e LEFT JOIN entity AS s ON s.id = e.merged
         WHERE e.retracted IS NULL",
        "SELECT 'name', e.key, n.text, n.preferred, s.key FROM name AS n JOIN entity AS e ON e.id = n.entity
         LEFT JOIN entity AS s ON s.id = n.entity_stated
         WHERE n.retracted IS NULL AND e.retracted IS NULL",
        "SELECT 'document', key, title, publisher, url, published, retrieved, language, licence, sha256, text
         FROM document WHERE retracted IS NULL",
        "SELECT 'kind', k.name, k.plural, b.name, k.description,
                (SELECT group_concat(phrase) FROM kind_phrase WHERE kind = k.id)
         FROM kind AS k LEFT JOIN kind AS b ON b.id = k.broader",
        "SELECT 'predicate', name, object_type, inverse, transitive, symmetric, functional, path, description,
                (SELECT group_concat(phrase || inverse) FROM predicate_phrase WHERE predicate = p.id)
         FROM predicate AS p",
        "SELECT 'rule', name, object_type, text FROM rule",
        "SELECT 'query', name, parameters, text FROM query",
    ]
    .iter()
    .flat_map(|sql| rows(&connection, sql))
    .collect();
    let facts = "SELECT f.id, 'fact', s.key, ss.key, p.name, o.key, os.key, k.name, v.type, v.value, t.value,
                        f.first_day, f.last_day, f.unsourced, f.holds, f.denied
                 FROM fact AS f JOIN entity AS s ON s.id = f.subject JOIN predicate AS p ON p.id = f.predicate
                 LEFT JOIN entity AS ss ON ss.id = f.subject_stated LEFT JOIN entity AS o ON o.id = f.object
                 LEFT JOIN entity AS os ON os.id = f.object_stated LEFT JOIN kind AS k ON k.id = f.kind
                 LEFT JOIN literal AS v ON v.id = f.value LEFT JOIN literal AS t ON t.id = f.time
                 WHERE f.retracted IS NULL";
    for fact in rows(&connection, facts) {
        let (id, fact) = fact.split_once('|').unwrap();
        let of_fact = [
            format!(
                "SELECT p.name, o.key, os.key, v.type, v.value FROM qualifier AS q JOIN predicate AS p ON p.id = q.key
                 LEFT JOIN entity AS o ON o.id = q.object LEFT JOIN entity AS os ON os.id = q.object_stated
                 LEFT JOIN literal AS v ON v.id = q.value WHERE q.fact = {id} ORDER BY 1, 2, 3, 4, 5"
            ),
            format!(
                "SELECT d.key, e.quote, e.quote_state, e.quote_start, e.quote_end, e.prefix, e.suffix, s.key, ss.key,
                        e.modality, e.polarity, e.confidence, e.extractor, t.value
                 FROM evidence AS e LEFT JOIN document AS d ON d.id = e.document
                 LEFT JOIN entity AS s ON s.id = e.source LEFT JOIN entity AS ss ON ss.id = e.source_stated
                 LEFT JOIN literal AS t ON t.id = e.time_phrase
                 WHERE e.fact = {id} AND e.retracted IS NULL ORDER BY e.id"
            ),
        ];
        let of_fact: Vec<String> = of_fact.iter().flat_map(|sql| rows(&connection, sql)).collect();
        all.push(format!("{fact} {of_fact:?}"));
    }
    all.sort();
    all
}

/// Answers that touch on all that a store has.
pub fn answers(path: &Path) -> Vec<String> {
    let engine = Engine::new(Store::open(path).unwrap()).unwrap();
    let questions = [
        "find ?x, ?y where ?x attended ?y",
        "find ?x, ?k where ?x is ?k",
        "find ?x, ?t where ?x said ?t",
        "find ?x, ?y where ?x attended ?y during 2026-01",
        "find ?x, ?y where ?x attended ?y denied",
        "find ?x, ?y where ?x met ?y",
        "find ?x, ?y where ?x borders ?y",
        "find ?x, ?s where ?x attended ?y according to ?s",
        "find ?x, ?q where ?x attended ?y {said: ?q}",
        "find ?x, ?n where ?x costs ?n and ?n > 0",
    ];
    let answer = |question: &&str| match engine.ask_text(question) {
        Ok(answered) => format!("{question}: {:?}", named(&answered.answer.rows)),
        // The fixture lacks some of the words, before and after.
        Err(error) => format!("{question}: {}", error.problem.wording().message),
    };
    questions.iter().map(answer).collect()
}

/// Rows by what their values are called: keys, where they are entities, since names may be shared.
fn named(rows: &[Vec<factfile::answer::Value>]) -> Vec<String> {
    let name = |value: &factfile::answer::Value| match value {
        factfile::answer::Value::Entity(entity) => format!("@{}", entity.key),
        other => other.text().into_owned(),
    };
    let mut named: Vec<String> = rows.iter().map(|row| row.iter().map(name).collect::<Vec<_>>().join(" | ")).collect();
    // Entities of the same name stand in the order of their numbers, which are each file's own.
    named.sort();
    named
}

fn check_round_trip(first: &Path) {
    let out = written(first, Format::Jsonl, false);
    let second = loaded(&out);
    assert_same(&contents(&second.path()), &contents(first), &out);
    assert_same(&answers(&second.path()), &answers(first), &out);
    assert_eq!(written(&second.path(), Format::Jsonl, false), out);
}

#[test]
fn the_fixture_out_and_in_again_is_the_same() {
    check_round_trip(&talks().path());
}

/// Asserts that rows are the same, and shows only those that are not.
fn assert_same(found: &[String], expected: &[String], context: &str) {
    let only = |a: &[String], b: &[String]| a.iter().filter(|row| !b.contains(row)).cloned().collect::<Vec<_>>();
    let (added, lost) = (only(found, expected), only(expected, found));
    assert!(found == expected, "added: {added:#?}\nlost: {lost:#?}\n{context}");
}

/// The records that RDF has a place for. White space around a text is not kept.
fn fit_for_rdf(records: &str) -> String {
    let is_kept = |line: &&str| !["{\"rule\"", "{\"query\"", "{\"merge\""].iter().any(|kept| line.starts_with(kept));
    let lines = records.lines().filter(is_kept);
    lines.map(|line| trimmed(serde_json::from_str(line).unwrap()).to_string() + "\n").collect()
}

fn trimmed(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(text.trim().to_owned()),
        Value::Array(values) => values.into_iter().map(trimmed).collect(),
        Value::Object(members) => members.into_iter().map(|(name, value)| (name, trimmed(value))).collect(),
        other => other,
    }
}

/// A store out as RDF and in again has the same facts, times and claims.
fn check_rdf(first: &Path, name: &str, format: Format) {
    let out = written(first, format, false);
    let second = loaded_as(name, &out);
    assert_same(&contents(&second.path()), &contents(first), &out);
    assert_same(&answers(&second.path()), &answers(first), &out);
}

#[test]
fn the_fixture_out_as_rdf_and_in_again_is_the_same() {
    check_rdf(&talks().path(), "talks.ttl", Format::Ttl);
    check_rdf(&talks().path(), "talks.nq", Format::Nq);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(crate::cases()))]

    #[test]
    fn records_out_and_in_again_make_an_equal_store(records in records()) {
        check_round_trip(&loaded(&records).path());
    }

    #[test]
    fn records_out_as_rdf_and_in_again_make_an_equal_store(records in records()) {
        let first = loaded(&fit_for_rdf(&records));
        check_rdf(&first.path(), "records.ttl", Format::Ttl);
        check_rdf(&first.path(), "records.nq", Format::Nq);
    }
}
