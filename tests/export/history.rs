//! A store with its history, out and in again: the same loads, and the same answers to what was so behind each.

use std::path::Path;

use factfile::engine::Engine;
use factfile::export::Format;
use factfile::load::{Options, load};
use factfile::session::Session;
use factfile::source::Source;
use factfile::store::Store;
use factfile::verify::verify;

use crate::loading::{Scratch, bytes, read_only, rows};
use crate::round_trip::contents;
use crate::{loaded, talks, written};

const FIRST: &str = r#"
{"document": {"id": "report", "text": "Ann and Bob met. Ann and Bob met."}}
{"entity": {"id": "ann", "name": "Ann", "kinds": ["person"], "aliases": ["Anna"]}}
{"entity": {"id": "bob", "name": "Bob", "kinds": ["person"]}}
{"entity": {"id": "talks", "name": "Talks"}}
{"fact": {"subject": "ann", "predicate": "attended", "object": "talks"}}
{"fact": {"subject": "bob", "predicate": "attended", "object": "talks", "time": "2026-01", "qualifiers": {"attended": "ann"}, "evidence": [{"document": "report", "quote": "Ann and Bob met", "prefix": "met. "}, {"document": "report", "source": "ann", "polarity": "-"}]}}
"#;

const SECOND: &str = r#"
{"document": {"id": "report", "text": "Ann and Bob met. Ann and Bob met."}}
{"document": {"id": "other", "title": "Other"}}
{"entity": {"id": "ann", "name": "Ann", "kinds": ["person"], "aliases": ["Annie"]}}
{"entity": {"id": "bob", "name": "Bob"}}
{"entity": {"id": "talks", "name": "Talks"}}
{"entity": {"id": "cid", "name": "Cid", "kinds": ["envoy"]}}
{"fact": {"subject": "ann", "predicate": "attended", "object": "talks"}}
{"fact": {"subject": "cid", "predicate": "attended", "object": "talks", "evidence": [{"document": "other", "source": "bob"}]}}
{"fact": {"subject": "bob", "predicate": "attended", "object": "talks", "time": "2026-01", "qualifiers": {"attended": "ann"}, "evidence": [{"document": "report", "quote": "Ann and Bob met", "prefix": "met. "}]}}
"#;

/// A small generator of numbers: Knuth's MMIX.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound
    }

    pub fn of<'t>(&mut self, words: &[&'t str]) -> &'t str {
        words[self.below(words.len())]
    }
}

/// A store that was changed at random.
fn changed(seed: u64) -> Scratch {
    let scratch = loaded(FIRST);
    let mut session = Session::new(Engine::new(scratch.store()).unwrap());
    let mut random = Random(seed);
    for _ in 0..30 {
        step(&mut session, &mut random);
    }
    scratch
}

/// Does something, which may be refused.
pub fn step(session: &mut Session, random: &mut Random) {
    let keys = ["@ann", "@bob", "@talks", "@cid"];
    let statement = match random.below(13) {
        0 | 1 => {
            let records = random.of(&[FIRST, SECOND]);
            let store = session.engine_mut().store_mut();
            load(store, &bytes("records.jsonl", records), &Options::default(), &mut |_| {}).unwrap();
            session.engine_mut().reload().unwrap();
            return;
        }
        2 => format!("assert {} attended {}", random.of(&keys), random.of(&keys)),
        3 => {
            let claim = random.of(&["from @report", "according to @bob", "from @report according to @ann"]);
            let certainty = random.of(&["", "denied ", "probably "]);
            format!("assert {certainty}{} attended {} {claim}", random.of(&keys), random.of(&keys))
        }
        4 => format!("retract fact {} because \"wrong\"", 1 + random.below(8)),
        5 => format!("alias {} as \"{}\"", random.of(&keys), random.of(&["Anna", "Ann", "Bert"])),
        6 => format!("merge {} into {}", random.of(&keys), random.of(&keys)),
        7 => format!("unmerge {}", random.of(&keys)),
        12 => format!("distinct {} from {}", random.of(&keys), random.of(&keys)),
        8 => format!("define ?a met ?b as ?a attended ?m and ?b attended ?m and ?a != {}", random.of(&keys)),
        9 => "save who_attended($what) as find ?x where ?x attended $what".to_owned(),
        _ => format!("undo load {}", 1 + random.below(12)),
    };
    let source = Source::new("statement", statement);
    let Ok(statements) = factfile::syntax::parse(&source) else { panic!("{}", source.text) };
    // What is refused changes nothing.
    let _ = session.run(&source, &statements[0]);
}

/// The rows that make up a history, as they are. Which load first used a word is not told; names and literals are numbered
/// by each file for itself.
fn recorded(path: &Path) -> Vec<String> {
    let connection = read_only(path);
    let mut all: Vec<String> = [
        "SELECT 'load', * FROM load",
        "SELECT 'entity', * FROM entity",
        "SELECT 'document', id, key, title, load, retracted FROM document",
        "SELECT 'name', entity, text, folded, preferred, retracted, entity_stated FROM name",
        "SELECT 'fact', id, subject, object, kind, first_day, unsourced, holds, denied, recorded, retracted, stated_by,
                subject_stated, object_stated FROM fact",
        "SELECT 'qualifier', fact, key, object, object_stated FROM qualifier",
        "SELECT 'evidence', fact, document, quote, quote_state, quote_start, prefix, source, modality, polarity, load,
                retracted, source_stated FROM evidence",
        "SELECT 'restated', * FROM restated WHERE what IN ('document', 'entity', 'fact')",
        "SELECT 'restated', e.fact, e.document, e.source, e.polarity, r.load
         FROM restated AS r JOIN evidence AS e ON e.id = r.id WHERE r.what = 'evidence'",
        "SELECT 'retraction', * FROM retraction",
        "SELECT 'undone', * FROM undone",
        "SELECT 'merge', * FROM merge",
        "SELECT 'unmerge', * FROM unmerge",
        "SELECT 'distinction', * FROM distinction",
        "SELECT 'rule', name, object_type, text, load FROM rule",
        "SELECT 'query', name, parameters, text, load FROM query",
    ]
    .iter()
    .flat_map(|sql| rows(&connection, sql))
    .collect();
    all.sort();
    all
}

/// Who attended what behind each load.
fn answers_behind_each(path: &Path) -> Vec<String> {
    let loads = rows(&read_only(path), "SELECT id FROM load");
    let engine = Engine::new(Store::open(path).unwrap()).unwrap();
    let answer = |load: &String| {
        let question = format!("find ?x, ?y where ?x attended ?y as recorded at load {load}");
        match engine.ask_text(&question) {
            Ok(answered) => format!("{question}: {:?}", answered.answer.rows),
            Err(error) => format!("{question}: {}", error.problem.wording().message),
        }
    };
    loads.iter().map(answer).collect()
}

fn check(first: &Path, context: &str) {
    let out = written(first, Format::Jsonl, true);
    let second = loaded(&out);
    assert_eq!(recorded(&second.path()), recorded(first), "{context}\n{out}");
    assert_eq!(contents(&second.path()), contents(first), "{context}\n{out}");
    assert_eq!(answers_behind_each(&second.path()), answers_behind_each(first), "{context}");
    assert_eq!(written(&second.path(), Format::Jsonl, true), out, "{context}");
    let verified = |path: &Path| verify(Store::open(path).unwrap()).unwrap().checks;
    assert_eq!(verified(&second.path()), verified(first), "{context}");
    let now = written(first, Format::Jsonl, false);
    assert_eq!(written(&second.path(), Format::Jsonl, false), now, "{context}");
    assert_eq!(contents(&loaded(&now).path()), contents(first), "{context}\n{now}");
}

#[test]
fn the_fixture_comes_back_with_its_load() {
    check(&talks().path(), "the fixture");
}

#[test]
fn any_history_comes_back() {
    for seed in 0..u64::from(crate::cases()) {
        check(&changed(seed).path(), &format!("seed {seed}"));
    }
}

/// What is wrong with a history, and what is said of it.
const WRONG: [(&str, &str); 10] = [
    (
        r#"{"load": {"number": 2, "at": "2026-01-01T00:00:00Z", "action": "load"}}"#,
        "this is load 2, where 1 comes next",
    ),
    (r#"{"load": {"number": 1, "at": "yesterday", "action": "load"}}"#, "`yesterday` is no moment"),
    (r#"{"load": {"number": 1, "at": "2026-01-01T00:00:00Z", "action": "lode"}}"#, "`lode` cannot stand here"),
    (
        r#"{"load": {"number": 1, "at": "2026-01-01T00:00:00Z", "action": "load", "undone": [{"since": 2}]}}"#,
        "there is no load 2",
    ),
    (
        r#"{"load": {"number": 1, "at": "2026-01-01T00:00:00Z", "action": "load", "facts": 9223372036854775807}}"#,
        "no load can have added 9223372036854775807",
    ),
    (
        r#"{"load": {"number": 1, "at": "2026-01-01T00:00:00Z", "action": "load", "evidence": -1}}"#,
        "no load can have added -1",
    ),
    (r#"{"recorded": {"by": [], "record": {"entity": {"id": "a", "name": "A"}}}}"#, "no load gave this"),
    (r#"{"recorded": {"by": [1, 7], "record": {"entity": {"id": "a", "name": "A"}}}}"#, "there is no load 7"),
    (
        r#"{"recorded": {"by": [1], "record": {"fact": {"subject": {"name": "B", "kind": "person"}, "predicate": "is", "object": "person"}}}}"#,
        "is named by its key",
    ),
    (
        r#"{"recorded": {"by": [1], "record": {"fact": {"subject": "a", "predicate": "is", "object": "person", "evidence": [{"source": "a"}, {"source": "a", "polarity": "-"}]}}}}"#,
        "more than one piece of evidence",
    ),
];

#[test]
fn what_is_wrong_with_a_history_is_told() {
    let load_row = r#"{"load": {"number": 1, "at": "2026-01-01T00:00:00Z", "action": "load"}}"#;
    let known = r#"{"recorded": {"by": [1], "record": {"entity": {"id": "a", "name": "A"}}}}"#;
    for (line, expected) in WRONG {
        let records =
            if line.contains("\"load\": {") { line.to_owned() } else { format!("{load_row}\n{line}\n{known}") };
        let mut store = Store::in_memory().unwrap();
        let failed = load(&mut store, &bytes("history.jsonl", &records), &Options::default(), &mut |_| {});
        let said = failed.expect_err(line).to_string();
        assert!(said.contains(expected) && said.contains("history.jsonl:"), "{line}: {said}");
        assert_eq!(store.counts().unwrap(), Default::default(), "nothing is kept");
    }
}

#[test]
fn a_wrong_load_of_a_merge_is_told_where_it_stands() {
    let merge = r#"{"merge": {"entity": "a", "into": "b", "load": 7, "unmerged": [1, 8], "withdrawn": 9}}"#;
    let records = format!(
        r#"{{"load": {{"number": 1, "at": "2026-01-01T00:00:00Z", "action": "load"}}}}
{{"recorded": {{"by": [1], "record": {{"entity": {{"id": "a", "name": "A"}}}}}}}}
{{"recorded": {{"by": [1], "record": {{"entity": {{"id": "b", "name": "B"}}}}}}}}
{merge}"#
    );
    let mut store = Store::in_memory().unwrap();
    let failed = load(&mut store, &bytes("history.jsonl", &records), &Options::default(), &mut |_| {});
    let said = failed.unwrap_err().to_string();
    for number in ["7", "8", "9"] {
        let column = merge.find(number).unwrap() + 1;
        assert!(said.contains(&format!("there is no load {number}\n --> history.jsonl:4:{column}\n")), "{said}");
    }
}

#[test]
fn a_large_load_finds_the_facts_of_a_history_that_does_not_count_them() {
    let (entity, fact) = (
        r#"{"entity": {"id": "a", "name": "A", "kinds": ["person"]}}"#,
        r#"{"fact": {"subject": "a", "predicate": "counts", "object": 1}}"#,
    );
    let store = loaded(&format!(
        r#"{{"load": {{"number": 1, "at": "2026-01-01T00:00:00Z", "action": "load"}}}}
{{"recorded": {{"by": [1], "record": {{"entity": {{"id": "a", "name": "A", "kinds": ["person"]}}}}}}}}
{{"recorded": {{"by": [1], "record": {fact}}}}}"#
    ));
    let before = contents(&store.path());
    // Large enough for the indexes to be left to the end.
    let filling = " ".repeat(1 << 16);
    let large = format!(
        "{entity}\n{fact}\n{}",
        format!("{{\"entity\": {{\"id\": \"a\", \"name\": \"A\"{filling}}}}}\n").repeat(80)
    );
    let report = load(&mut store.store(), &bytes("large.jsonl", large), &Options::default(), &mut |_| {}).unwrap();
    assert_eq!((report.facts.new, contents(&store.path())), (0, before));
}

#[test]
fn a_history_is_for_a_new_store_only() {
    let out = written(&talks().path(), Format::Jsonl, true);
    let other = loaded(FIRST);
    let before = contents(&other.path());
    let refused = load(&mut other.store(), &bytes("history.jsonl", out), &Options::default(), &mut |_| {});
    let said = refused.unwrap_err().to_string();
    assert_eq!(said.matches("error").count(), 1, "it is told once: {said}");
    assert!(said.contains("has one of its own"), "{said}");
    assert_eq!(contents(&other.path()), before);
}

#[test]
fn entities_that_a_file_says_are_one_are_two_again_when_it_is_undone() {
    let scratch = loaded(FIRST);
    let before = contents(&scratch.path());
    let more = r#"{"entity": {"id": "robert", "name": "Robert"}}
{"fact": {"subject": "robert", "predicate": "attended", "object": "talks"}}
{"merge": {"entity": "robert", "into": "bob"}}
{"merge": {"entity": "ann", "into": "bob"}}"#;
    let load_more =
        || load(&mut scratch.store(), &bytes("more.jsonl", more), &Options::default(), &mut |_| {}).unwrap();
    assert_eq!(load_more().load, Some(2));
    let merged = contents(&scratch.path());
    assert_eq!(merged.iter().filter(|row| row.starts_with("entity|") && row.ends_with("|bob")).count(), 2);
    assert_eq!(load_more().load, None, "the same file again changes nothing");
    scratch.store().undo(None).unwrap();
    assert_eq!(contents(&scratch.path()), before);
    scratch.store().undo(Some(3)).unwrap();
    assert_eq!(contents(&scratch.path()), merged);
    check(&scratch.path(), "a file that merges, undone and done again");
}
