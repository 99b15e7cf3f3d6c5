//! The full-text index is kept with what it is about, through loads, migrations and shipping.

use std::path::Path;

use factfile::fulltext::Sought;
use factfile::load::{Input, Options, load};
use factfile::look::{Findings, Matching};
use factfile::ship::{Options as ShipOptions, ship};
use factfile::store::Store;
use rusqlite::Connection;
use tempfile::TempDir;

fn loaded(path: &Path, records: &str) -> Store {
    let mut store = Store::open_or_create(path).unwrap();
    let input = Input::Bytes { name: "records.jsonl".into(), bytes: records.into() };
    load(&mut store, &input, &Options::default(), &mut |_| {}).unwrap_or_else(|failure| panic!("{failure}"));
    store
}

fn search(store: &Store, words: &str) -> Findings {
    store.search(&Sought::read(words).unwrap(), words).unwrap()
}

/// How many names, documents and quotes have all of the words.
fn totals(store: &Store, words: &str) -> (usize, usize, usize) {
    let found = search(store, words);
    match found.matching {
        Matching::Words => (found.names.total, found.documents.total, found.quotes.total),
        _ => (0, 0, 0),
    }
}

/// What FTS5 finds wrong with its indexes.
fn check(path: &Path) {
    let connection = Connection::open(path).unwrap();
    for index in ["document_search", "quote_search", "name_search"] {
        let sql = format!("INSERT INTO {index} ({index}) VALUES ('integrity-check')");
        connection.execute(&sql, []).unwrap_or_else(|error| panic!("{index}: {error}"));
    }
}

#[test]
fn a_document_whose_text_comes_later_is_found_by_it_once() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("talks.db");
    let store = loaded(&path, r#"{"document": {"id": "wire", "publisher": "AP"}}"#);
    assert_eq!(totals(&store, "geneva"), (0, 0, 0));
    let store = loaded(&path, r#"{"document": {"id": "wire", "title": "Talks in Geneva"}}"#);
    assert_eq!(totals(&store, "geneva"), (0, 1, 0));
    let store = loaded(&path, r#"{"document": {"id": "wire", "text": "Envoys met in Geneva."}}"#);
    assert_eq!((totals(&store, "geneva"), totals(&store, "envoys")), ((0, 1, 0), (0, 1, 0)));
    let found = search(&store, "geneva");
    assert_eq!(found.documents.best[0].title.as_ref().unwrap().marks.len(), 1);
    assert_eq!(found.documents.best[0].places, 1);
    check(&path);
}

#[test]
fn what_later_loads_add_is_found_and_a_passage_once() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("talks.db");
    let fact = |object: &str| {
        format!(
            r#"{{"fact": {{"subject": "witkoff", "predicate": "met", "object": "{object}",
                "evidence": [{{"document": "wire", "quote": "Witkoff met both"}}]}}}}"#
        )
        .replace('\n', " ")
    };
    let records = r#"{"document": {"id": "wire", "text": "Witkoff met both."}}
{"entity": {"id": "witkoff", "name": "Steve Witkoff"}}
{"entity": {"id": "umerov", "name": "Rustem Umerov"}}
{"entity": {"id": "dmitriev", "name": "Kirill Dmitriev"}}
"#;
    let store = loaded(&path, &format!("{records}{}\n", fact("umerov")));
    assert_eq!(totals(&store, "witkoff"), (1, 1, 1));
    let alias = r#"{"entity": {"id": "witkoff", "name": "Steve Witkoff", "aliases": ["The envoy Witkoff"]}}"#;
    let store = loaded(&path, &format!("{alias}\n{}\n", fact("dmitriev")));
    assert_eq!((totals(&store, "witkoff"), totals(&store, "envoy")), ((1, 1, 1), (1, 0, 0)));
    let quotes = search(&store, "witkoff").quotes;
    assert_eq!(quotes.best[0].facts.len(), 2);
    check(&path);
}

#[test]
fn a_load_that_fails_leaves_nothing_to_be_found() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("talks.db");
    let mut store = loaded(&path, r#"{"entity": {"id": "oman", "name": "Oman"}}"#);
    let bytes = br#"{"document": {"id": "wire", "text": "Envoys met."}}
{"fact": {"subject": "oman", "predicate": "hosted", "object": "nothing known"}}"#;
    let input = Input::Bytes { name: "bad.jsonl".into(), bytes: bytes.to_vec() };
    load(&mut store, &input, &Options::default(), &mut |_| {}).unwrap_err();
    assert!(search(&store, "envoys").is_empty());
    check(&path);
}

#[test]
fn the_best_come_first_and_a_title_counts_more_than_a_text() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("talks.db");
    let records = r#"{"document": {"id": "aside", "text": "A long report on the harvest, the weather and the price of grain, which names Geneva once and then goes on about grain."}}
{"document": {"id": "titled", "title": "Geneva", "text": "A report on the city and its lake, and on those who came there to talk."}}
{"document": {"id": "often", "text": "Geneva, Geneva: they met in Geneva."}}
{"document": {"id": "other", "text": "Nothing of the kind."}}
"#;
    let store = loaded(&path, records);
    let found = search(&store, "geneva");
    let keys: Vec<&str> = found.documents.best.iter().map(|found| found.document.key.as_str()).collect();
    assert_eq!(keys.last(), Some(&"aside"), "{keys:?}");
    assert_eq!(found.documents.best.iter().find(|found| found.document.key == "often").unwrap().places, 3);
    assert_eq!(found.documents.total, 3);
}

/// The shipped file can be searched by Factfile and by any SQLite, and Datasette sees which table an index is about.
#[test]
fn a_shipped_file_is_searchable_too() {
    let folder = TempDir::new().unwrap();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/uae-talks/facts.jsonl");
    let records = std::fs::read_to_string(fixture).unwrap();
    let store = loaded(&folder.path().join("talks.db"), &records);
    let shipped = folder.path().join("shipped.db");
    ship(&store, &shipped, &ShipOptions::default()).unwrap();
    let copy = Store::open(&shipped).unwrap();
    assert!(!search(&store, "envoys talks").is_empty());
    assert_eq!(search(&copy, "envoys talks"), search(&store, "envoys talks"));
    let connection = Connection::open(&shipped).unwrap();
    let title: String = connection
        .query_row(
            "SELECT title FROM document WHERE id IN (SELECT rowid FROM document_search WHERE document_search MATCH 'envoys')",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(title, "Envoys hold talks in the UAE");
    // Datasette's own test, in datasette/utils/__init__.py.
    let datasette = "SELECT name FROM sqlite_master WHERE rootpage = 0 AND sql LIKE '%VIRTUAL TABLE%USING FTS%content=\"document\"%'";
    assert_eq!(connection.query_row(datasette, [], |row| row.get::<_, String>(0)).unwrap(), "document_search");
}
