//! A store of the first schema version is brought up to date by opening it, with all that is in it.

mod loading;

use std::path::Path;

use factfile::engine::Engine;
use factfile::session::{Outcome, Session};
use factfile::source::Source;
use factfile::store::{APPLICATION_ID, SCHEMA_VERSION, Store};
use loading::{Scratch, read_only, rows};
use rusqlite::Connection;

/// What the first version's tables were made by.
const FIRST: &str = include_str!("../schema/0001_store.sql");

/// Two persons at a meeting: one stated, one by evidence; a denial; an alias; a saved query.
const ROWS: &str = "
    INSERT INTO load (id, at, action, source, sha256, who, note, documents, entities, facts, evidence)
        VALUES (1, '2026-01-02T10:00:00Z', 'load', 'talks.jsonl', 'abc', 'ann', 'first', 1, 3, 5, 2),
               (2, '2026-01-03T10:00:00Z', 'save', NULL, NULL, NULL, 'who', 0, 0, 0, 0);
    INSERT INTO kind (id, name, folded, load) VALUES (1, 'person', 'person', 1);
    INSERT INTO predicate (id, name, folded, object_type, load)
        VALUES (1, 'is', 'is', 'kind', 1), (2, 'attended', 'attended', 'entity', 1);
    INSERT INTO entity (id, key, name, load) VALUES (1, 'ann', 'Ann', 1), (2, 'bob', 'Bob', 1), (3, 'talks', 'Talks', 1);
    INSERT INTO name (entity, text, folded, preferred, load)
        VALUES (1, 'Ann', 'ann', 1, 1), (1, 'Anna', 'anna', 0, 1), (2, 'Bob', 'bob', 1, 1), (3, 'Talks', 'talks', 1, 1);
    INSERT INTO document (id, key, title, load, text) VALUES (1, 'report', 'Report', 1, 'Bob came to the talks.');
    INSERT INTO fact (id, subject, predicate, object, kind, unsourced, holds, denied, recorded)
        VALUES (1, 1, 1, NULL, 1, 1, 1, 0, 1), (2, 1, 2, 3, NULL, 1, 1, 0, 1), (3, 2, 2, 3, NULL, 0, 1, 0, 1),
               (4, 3, 2, 3, NULL, 0, 0, 1, 1), (5, 2, 1, NULL, 1, 1, 1, 0, 1);
    INSERT INTO evidence (fact, document, quote, quote_state, quote_start, quote_end, modality, polarity, load)
        VALUES (3, 1, 'Bob came', 'verbatim', 0, 8, 'certain', '+', 1), (4, 1, NULL, 'unchecked', NULL, NULL, 'certain', '-', 1);
    INSERT INTO query (name, parameters, text, load) VALUES ('who', '[]', 'find ?x where ?x attended Talks', 2);
";

/// A file as the first version wrote it.
fn first_version(path: &Path, rows: &str) {
    let connection = Connection::open(path).unwrap();
    connection.execute_batch("PRAGMA foreign_keys = off").unwrap();
    connection.execute_batch(FIRST).unwrap();
    connection.execute_batch(rows).unwrap();
    connection.pragma_update(None, "application_id", APPLICATION_ID).unwrap();
    connection.pragma_update(None, "user_version", 1).unwrap();
    connection.pragma_update(None, "journal_mode", "wal").unwrap();
}

#[test]
fn a_file_of_the_first_version_keeps_what_it_has_and_can_be_changed() {
    let scratch = Scratch::new();
    first_version(&scratch.path(), ROWS);
    let mut session = Session::new(Engine::new(Store::open_writable(scratch.path()).unwrap()).unwrap());
    let version: i64 = rows(&read_only(&scratch.path()), "PRAGMA user_version")[0].parse().unwrap();
    assert_eq!(version, SCHEMA_VERSION);
    assert_eq!(scratch.rows("SELECT id, action, who, note FROM load"), ["1|load|ann|first", "2|save||who"]);
    let mut run = |statement: &str| {
        let source = Source::new("statement", statement);
        let statements = factfile::syntax::parse(&source).unwrap();
        match session.run(&source, &statements[0]).unwrap_or_else(|error| panic!("{error}")) {
            Outcome::Answer(answer) => answer.rows.iter().map(|row| row[0].text().into_owned()).collect(),
            _ => Vec::new(),
        }
    };
    assert_eq!(run("run who"), ["Ann", "Bob"]);
    assert_eq!(run("find ?x where ?x attended Talks as recorded at load 1"), ["Ann", "Bob"]);
    assert_eq!(run("find ?x where Anna attended ?x"), ["Talks"]);
    run("assert Talks is person");
    run("undo");
    assert_eq!(run("find ?x where ?x is person"), ["Ann", "Bob"]);
    run("undo load 1");
    assert_eq!(run("find ?x where ?x is person"), Vec::<String>::new());
    let connection = read_only(&scratch.path());
    assert_eq!(rows(&connection, "PRAGMA integrity_check"), ["ok"]);
    assert!(rows(&connection, "PRAGMA foreign_key_check").is_empty());
}

#[test]
fn a_file_whose_rows_lead_nowhere_is_told_damaged_and_left_as_it_was() {
    let scratch = Scratch::new();
    first_version(&scratch.path(), "INSERT INTO kind (id, name, folded, load) VALUES (1, 'person', 'person', 7)");
    let error = Store::open(scratch.path()).unwrap_err().to_string();
    assert!(error.contains("is damaged") && error.contains("kind"), "{error}");
    assert_eq!(rows(&read_only(&scratch.path()), "PRAGMA user_version"), ["1"]);
}

#[test]
fn the_migrated_schema_is_that_of_a_new_store() {
    let (old, new) = (Scratch::new(), Scratch::new());
    first_version(&old.path(), ROWS);
    drop(Store::open_writable(old.path()).unwrap());
    new.created();
    let schema = "SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%' ORDER BY name";
    assert_eq!(old.rows(schema), new.rows(schema));
    // SQLite chooses among indexes by what it knows of them: of those that are new, too.
    let known = "SELECT idx FROM sqlite_stat1 WHERE tbl = 'fact' AND idx LIKE '%object' ORDER BY idx";
    assert_eq!(old.rows(known), ["fact_subject_object"]);
}

#[test]
fn a_table_of_somebody_elses_is_never_dropped() {
    let scratch = Scratch::new();
    first_version(
        &scratch.path(),
        "CREATE TABLE seal (animal TEXT, weight REAL); INSERT INTO seal VALUES ('grey', 200)",
    );
    let error = Store::open(scratch.path()).unwrap_err().to_string();
    assert!(error.contains("table seal already exists"), "{error}");
    assert_eq!(rows(&read_only(&scratch.path()), "SELECT animal FROM seal"), ["grey"]);
}
