//! Stores of several machines in one set.

use std::path::Path;

use factfile::dataset::{Conflict, Manifest, restore};
use factfile::engine::Engine;
use factfile::export::{Format, export};
use factfile::problem::{Problem, SetProblem};
use factfile::session::Session;
use factfile::store::Store;
use factfile::verify::verify;

use crate::history::{Random, step};
use crate::loading::{Scratch, read_only, rows};
use crate::round_trip::contents;
use crate::set::{SET, check_equal, into_set, own_rows, run};
use crate::{cases, loaded, loaded_as, written};

const ONE: &str = r#"
{"vocabulary": {"kinds": [{"name": "person"}, {"name": "city"}], "predicates": [{"name": "visited", "object": "entity", "characteristics": ["functional"]}, {"name": "age", "object": "number"}]}}
{"document": {"id": "wire", "title": "Wire", "text": "Ada visited Kyiv. Bo is 40."}}
{"entity": {"id": "ada", "name": "Ada Berg", "kinds": ["person"], "description": "an envoy"}}
{"entity": {"id": "kyiv", "name": "Kyiv", "kinds": ["city"]}}
{"entity": {"id": "bo", "name": "Bo", "kinds": ["person"]}}
{"fact": {"subject": "ada", "predicate": "visited", "object": "kyiv", "time": "2026-01-02", "evidence": [{"document": "wire", "quote": "Ada visited Kyiv."}]}}
{"fact": {"subject": "bo", "predicate": "age", "object": 40, "evidence": [{"document": "wire", "quote": "Bo is 40."}]}}
{"rule": {"name": "traveller", "text": "?x is traveller as ?x visited ?y"}}
{"query": {"name": "visits", "text": "find ?x where ?x visited ?y"}}
"#;

const OTHER: &str = r#"
{"vocabulary": {"kinds": [{"name": "person"}, {"name": "place"}], "predicates": [{"name": "visited", "object": "entity"}, {"name": "age", "object": "number"}]}}
{"document": {"id": "wire", "title": "The Wire", "text": "Ada visited Kyiv. Bo is 40."}}
{"document": {"id": "second", "title": "Second", "text": "Ada visited Lviv. Ada visited Kyiv."}}
{"entity": {"id": "lviv", "name": "Lviv", "kinds": ["place"]}}
{"entity": {"id": "kyiv", "name": "Kiev", "kinds": ["place"]}}
{"entity": {"id": "ada", "name": "Ada Berg", "kinds": ["person"], "description": "a diplomat"}}
{"fact": {"subject": "ada", "predicate": "visited", "object": "kyiv", "time": "2026-01-02", "evidence": [{"document": "second", "quote": "Ada visited Kyiv."}]}}
{"fact": {"subject": "ada", "predicate": "visited", "object": "lviv", "evidence": [{"document": "second", "quote": "Ada visited Lviv."}]}}
{"rule": {"name": "traveller", "text": "?x is traveller as ?x visited ?y and ?y is place"}}
{"query": {"name": "visits", "text": "find ?y where ?x visited ?y"}}
"#;

/// Two stores, and a folder for a set.
fn two() -> (Scratch, Scratch, tempfile::TempDir) {
    (loaded_as("one.jsonl", ONE), loaded_as("other.jsonl", OTHER), tempfile::tempdir().unwrap())
}

/// A set read back.
fn restored(set: &Path) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("restored.db");
    drop(restore(set, &path).unwrap());
    (folder, path)
}

fn is_clean(store: &Path, context: &str) {
    let verified = verify(Store::open(store).unwrap()).unwrap();
    assert!(verified.is_clean(), "{context}: {verified:?}");
}

#[test]
fn things_are_united_by_what_names_them_and_numbers_of_the_set_stay() {
    let (one, other, folder) = two();
    let set = folder.path().join("set");
    into_set(&one.path(), &set);
    into_set(&other.path(), &set);
    let (_folder, united) = restored(&set);
    is_clean(&united, "united");
    for table in ["entity", "fact", "evidence", "name", "kind", "predicate", "document", "literal"] {
        let numbers = format!("SELECT id FROM {table} ORDER BY id");
        let (before, after) = (rows(&read_only(&one.path()), &numbers), rows(&read_only(&united), &numbers));
        assert!(after.starts_with(&before), "{table}");
    }
    let claims = "SELECT s.key, o.key, count(*) FROM evidence AS v JOIN fact AS f ON f.id = v.fact JOIN entity AS s ON s.id = f.subject
                  JOIN entity AS o ON o.id = f.object GROUP BY f.id ORDER BY f.id";
    assert_eq!(rows(&read_only(&united), claims), ["ada|kyiv|2", "ada|lviv|1"], "one fact by two documents");
    let loads = "SELECT id, source FROM load ORDER BY id";
    assert_eq!(rows(&read_only(&united), loads), ["1|one.jsonl", "2|other.jsonl"]);
}

#[test]
fn what_two_stores_have_otherwise_is_named_and_stays() {
    let (one, other, folder) = two();
    let set = folder.path().join("set");
    into_set(&one.path(), &set);
    let report = export(&Store::open(other.path()).unwrap(), &set, &SET).unwrap();
    let (_, manifest) = Manifest::read(&set).unwrap();
    assert_eq!(report.conflicts, manifest.conflicts);
    let told = |conflict: &Conflict| {
        let Conflict { what, name, of, kept, other, .. } = conflict;
        format!("{what} {name}, {of}: {kept} / {other}")
    };
    let mut told: Vec<String> = manifest.conflicts.iter().map(told).collect();
    told.sort();
    let expected = [
        "document wire, title: Wire / The Wire",
        "entity ada, description: an envoy / a diplomat",
        "entity kyiv, kind: city / place",
        "entity kyiv, name: Kyiv / Kiev",
        "predicate visited, characteristics: functional / not functional",
        "query visits, text: find ?x where ?x visited ?y / find ?y where ?x visited ?y",
        "rule traveller, text: ?x is traveller as ?x visited ?y / ?x is traveller as ?x visited ?y and ?y is place",
    ];
    assert_eq!(told, expected);
    let (_folder, united) = restored(&set);
    let kept = "SELECT name, description FROM entity WHERE key IN ('ada', 'kyiv') ORDER BY key";
    assert_eq!(rows(&read_only(&united), kept), ["Ada Berg|an envoy", "Kyiv|"]);
    let names =
        "SELECT text, preferred FROM name WHERE entity = (SELECT id FROM entity WHERE key = 'kyiv') ORDER BY id";
    assert_eq!(rows(&read_only(&united), names), ["Kyiv|1", "Kiev|0"], "the other name finds it too");
}

#[test]
fn each_store_goes_on_in_the_set() {
    let (one, other, folder) = two();
    let set = folder.path().join("set");
    for store in [&one, &other, &one, &other] {
        into_set(&store.path(), &set);
    }
    assert_eq!(Manifest::read(&set).unwrap().1.edition, 2, "nothing was written twice");
    run(&other.path(), "retract \"Ada Berg\" visited Lviv; assert Lviv visited Kiev;");
    run(&one.path(), "assert Bo visited Kyiv; merge Bo into \"Ada Berg\";");
    into_set(&other.path(), &set);
    into_set(&one.path(), &set);
    let (_folder, united) = restored(&set);
    is_clean(&united, "both went on");
    let actions = "SELECT action FROM load ORDER BY id";
    let expected = ["load", "load", "retract", "assert", "assert", "merge"];
    assert_eq!(rows(&read_only(&united), actions), expected);
    let held =
        "SELECT s.key, o.key FROM fact AS f JOIN entity AS s ON s.id = f.subject JOIN entity AS o ON o.id = f.object
                WHERE f.holds ORDER BY 1, 2";
    assert_eq!(rows(&read_only(&united), held), ["ada|kyiv", "ada|kyiv", "lviv|kyiv"]);
    run(&other.path(), "undo load 2;");
    into_set(&other.path(), &set);
    let (_folder, united) = restored(&set);
    is_clean(&united, "after an undo");
    assert_eq!(rows(&read_only(&united), held), ["ada|kyiv", "ada|kyiv", "ada|lviv", "lviv|kyiv"]);
    assert_eq!(into_set(&one.path(), &set).len() + into_set(&other.path(), &set).len(), 0);
}

#[test]
fn values_of_another_type_are_refused() {
    let (one, folder) = (loaded_as("one.jsonl", ONE), tempfile::tempdir().unwrap());
    let other = loaded_as("other.jsonl", r#"{"vocabulary": {"predicates": [{"name": "age", "object": "text"}]}}"#);
    let set = folder.path().join("set");
    into_set(&one.path(), &set);
    let before = Manifest::read(&set).unwrap();
    let refused = export(&Store::open(other.path()).unwrap(), &set, &SET).unwrap_err().problem;
    assert!(matches!(refused, Problem::Set(SetProblem::Unjoined { .. })), "{refused:?}");
    assert_eq!(Manifest::read(&set).unwrap(), before);
    check_equal(&set, &one.path(), "the set is as it was");
}

/// A store of a machine: loads of a name of its own, and changes at random.
fn of_machine(name: &str, random: &mut Random) -> Scratch {
    let scratch = loaded_as(name, r#"{"entity": {"id": "cid", "name": "Cid"}}"#);
    go_on(&scratch, random);
    scratch
}

fn go_on(scratch: &Scratch, random: &mut Random) {
    let mut session = Session::new(Engine::new(scratch.store()).unwrap());
    (0..8).for_each(|_| step(&mut session, random));
}

#[test]
fn any_two_stores_are_united() {
    for seed in 0..u64::from(cases()) {
        let mut random = Random(seed);
        let machines = [of_machine("one.jsonl", &mut random), of_machine("other.jsonl", &mut random)];
        let folder = tempfile::tempdir().unwrap();
        let set = folder.path().join("set");
        for round in 0..4 {
            let context = format!("seed {seed}, round {round}");
            let store = &machines[round % 2];
            export(&Store::open(store.path()).unwrap(), &set, &SET)
                .unwrap_or_else(|error| panic!("{context}: {error}"));
            let (_folder, united) = restored(&set);
            is_clean(&united, &context);
            // Its history is one that a store of its own can have.
            let again = loaded(&written(&united, Format::Jsonl, true));
            assert_eq!(contents(&again.path()), contents(&united), "{context}");
            assert_eq!(into_set(&store.path(), &set).len(), 0, "{context}: all of it is there");
            let last = rows(&read_only(&store.path()), "SELECT max(id) FROM load").remove(0).parse::<i64>().unwrap();
            let sources = Manifest::read(&set).unwrap().1.sources;
            assert!(sources.iter().any(|source| source.last_load == last), "{context}: {sources:?}");
            let loads: usize = sources.iter().map(|source| usize::try_from(source.last_load).unwrap()).sum();
            assert_eq!(rows(&read_only(&united), "SELECT id FROM load").len(), loads, "{context}");
            go_on(store, &mut random);
        }
    }
}

#[test]
fn what_only_one_store_says_comes_back_from_the_union_as_it_says_it() {
    let other = r#"{"entity": {"id": "eve", "name": "Eve"}}
{"entity": {"id": "rome", "name": "Rome"}}
{"fact": {"subject": "eve", "predicate": "lives in", "object": "rome", "evidence": [{"quote": "Eve lives in Rome."}]}}"#;
    let (one, other) = (loaded_as("one.jsonl", ONE), loaded_as("other.jsonl", other));
    let folder = tempfile::tempdir().unwrap();
    let set = folder.path().join("set");
    into_set(&one.path(), &set);
    into_set(&other.path(), &set);
    assert_eq!(Manifest::read(&set).unwrap().1.conflicts, []);
    let (_folder, united) = restored(&set);
    let mut both = [contents(&one.path()), contents(&other.path())].concat();
    both.sort();
    both.dedup();
    assert_eq!(contents(&united), both);
    assert!(own_rows(&united).len() > both.len());
}
