//! Files that somebody else has made: what stands in their schema is never run, and is told.

mod binary;

use binary::{Folder, Run};
use rusqlite::Connection;

const ENVOYS: &str = "which envoys met in the UAE?";
const DENIED: &str = "did the Kremlin provide information about the other Russian members?";

/// Questions that read facts, claims and the history of claims.
const QUESTIONS: [&str; 4] = [
    ENVOYS,
    DENIED,
    "who leads what, according to whom?",
    "which envoys attended the UAE talks? as recorded at load 1",
];

/// A store whose schema does what its maker wants.
fn hostile() -> Folder {
    let folder = Folder::with_talks();
    let connection = Connection::open(folder.path().join("talks.db")).unwrap();
    let changes = "
        CREATE TABLE stolen (text TEXT);
        CREATE TRIGGER thief AFTER INSERT ON fact BEGIN
            INSERT INTO stolen SELECT name FROM entity;
            UPDATE fact SET holds = 0;
        END;
        CREATE TRIGGER forger BEFORE INSERT ON load BEGIN DELETE FROM evidence; END;
        CREATE VIEW attended AS SELECT 'nobody' AS subject;
        DROP VIEW claim;
        CREATE VIEW claim AS SELECT fact, id AS evidence, document, source, modality, '-' AS polarity, time_phrase FROM evidence;
        DROP VIEW claim_history;
        CREATE VIEW claim_history AS SELECT NULL AS fact, NULL AS evidence, NULL AS load, NULL AS until FROM evidence WHERE 0";
    connection.execute_batch(changes).unwrap();
    folder
}

fn answers(folder: &Folder, store: &str) -> Vec<(Option<i32>, String)> {
    QUESTIONS
        .iter()
        .map(|question| folder.run(&["ask", store, question, "--sources", "--format", "json"]))
        .map(told)
        .collect()
}

fn told(run: Run) -> (Option<i32>, String) {
    assert_eq!(run.code, Some(0), "{run:?}");
    (run.code, run.out)
}

#[test]
fn what_a_schema_would_run_is_never_run() {
    let (sound, folder) = (Folder::with_talks(), hostile());
    assert_eq!(answers(&folder, "talks.db"), answers(&sound, "talks.db"));
    let change = "assert Marco Rubio is envoy";
    for folder in [&sound, &folder] {
        let changed = folder.run_with_input(&["run", "-", "--on", "talks.db", "--write"], change);
        assert_eq!(changed.code, Some(0), "{changed:?}");
    }
    assert_eq!(answers(&folder, "talks.db"), answers(&sound, "talks.db"));
    let connection = Connection::open(folder.path().join("talks.db")).unwrap();
    let stolen: i64 = connection.query_row("SELECT count(*) FROM stolen", [], |row| row.get(0)).unwrap();
    assert_eq!(stolen, 0);
}

#[test]
fn what_a_schema_would_run_is_named() {
    let folder = hostile();
    let verified = folder.run(&["verify", "talks.db"]);
    assert_eq!(verified.code, Some(3), "{verified:?}");
    for named in ["`claim` is not as the schema has it", "`claim_history` is not as the schema has it"] {
        assert!(verified.out.contains(named), "{}", verified.out);
    }
    // With the schema's own views in order, the others are told too.
    let shipped = folder.run(&["ship", "talks.db", "--to", "shipped.db"]);
    assert_eq!(shipped.code, Some(0), "{shipped:?}");
    let connection = Connection::open(folder.path().join("shipped.db")).unwrap();
    let added = "CREATE TRIGGER thief AFTER INSERT ON fact BEGIN DELETE FROM evidence; END;
                 CREATE VIEW surprise AS SELECT 1;
                 DROP VIEW attended; CREATE VIEW attended AS SELECT 'nobody' AS subject";
    connection.execute_batch(added).unwrap();
    let verified = folder.run(&["verify", "shipped.db"]);
    assert_eq!(verified.code, Some(3), "{verified:?}");
    for named in ["the trigger `thief`", "the view `surprise`", "the view `attended`"] {
        assert!(verified.out.contains(&format!("{named} is none that Factfile makes")), "{}", verified.out);
    }
    assert!(!verified.out.contains("the view `leads`"), "{}", verified.out);
}

#[test]
fn a_shipped_copy_has_nothing_of_it() {
    let (sound, folder) = (Folder::with_talks(), hostile());
    for folder in [&sound, &folder] {
        let shipped = folder.run(&["ship", "talks.db", "--to", "shipped.db"]);
        assert_eq!(shipped.code, Some(0), "{shipped:?}");
    }
    let schema = |folder: &Folder| -> Vec<(String, String)> {
        let connection = Connection::open(folder.path().join("shipped.db")).unwrap();
        let sql = "SELECT name, coalesce(sql, '') FROM sqlite_schema ORDER BY name";
        let mut statement = connection.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.collect::<rusqlite::Result<_>>().unwrap()
    };
    assert_eq!(schema(&folder), schema(&sound));
    let verified = folder.run(&["verify", "shipped.db"]);
    assert_eq!(verified.code, Some(0), "{verified:?}");
}

#[test]
fn a_table_in_a_views_place_is_an_error() {
    let folder = Folder::with_talks();
    let connection = Connection::open(folder.path().join("talks.db")).unwrap();
    connection.execute_batch("ALTER TABLE fact RENAME TO kept; CREATE VIEW fact AS SELECT * FROM kept").unwrap();
    let asked = folder.run(&["ask", "talks.db", ENVOYS]);
    assert_eq!((asked.code, asked.out.as_str()), (Some(3), ""), "{asked:?}");
    assert!(asked.err.contains("talks.db"), "{asked:?}");
}
