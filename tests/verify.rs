//! `factfile verify`: a sound store is clean and untouched, and each thing that can be wrong is told.

mod binary;

use std::sync::atomic::{AtomicBool, Ordering};

use binary::{Folder, Run};
use factfile::load::{Input, Options, load};
use factfile::store::Store;
use factfile::verify::verify;
use rusqlite::Connection;
use serde_json::Value as Json;

/// How often a store is checked while another thread loads into it, and how many names it has: so many that a check that
/// read at more than one moment would meet a load in between.
const VERIFIED_WHILE_LOADING: usize = 10;
const NAMES: usize = 5000;

const SCRIPT: &str = r#"
assert Marco Rubio is envoy;
assert Marco Rubio attended UAE talks according to Zelensky;
alias Marco Rubio as "Rubio";
merge Rubio into Steve Witkoff;
retract fact 40;
assert denied Kirill Dmitriev attended UAE talks from "Envoys";
undo;
define ?a met ?b as ?a attended ?m and ?b attended ?m and ?a != ?b;
save who($place = UAE) as which envoys met in $place?;
save where($x) as find ?p where $x held in ?p;
distinct Steve Witkoff from Kirill Dmitriev
"#;

/// A store with everything in it that is checked.
fn talks() -> Folder {
    let folder = Folder::with_talks();
    let script = SCRIPT.replace("from \"Envoys\"", "according to Zelensky");
    let ran = folder.run_with_input(&["run", "-", "--on", "talks.db", "--write", "--yes"], &script);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    folder
}

fn json(run: &Run) -> Json {
    serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{run:?}"))
}

#[test]
fn a_sound_store_is_clean_and_is_not_touched() {
    let folder = talks();
    let before = std::fs::read(folder.path().join("talks.db")).unwrap();
    let run = folder.run(&["verify", "talks.db"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.out.ends_with(" nothing is wrong\n"), "{}", run.out);
    assert_eq!(std::fs::read(folder.path().join("talks.db")).unwrap(), before);
    assert!(!folder.exists("talks.db-wal") && !folder.exists("talks.db-shm"));
    let report = json(&folder.run(&["verify", "talks.db", "--json"]));
    assert_eq!(report["clean"], true);
    let parts: Vec<&str> =
        report["checks"].as_array().unwrap().iter().map(|check| check["part"].as_str().unwrap()).collect();
    assert_eq!(parts, ["file", "quotes", "facts", "names", "full text", "rules", "queries"]);
    for check in report["checks"].as_array().unwrap() {
        assert!(check["checked"].as_u64().unwrap() > 0, "{check}");
    }
    let quotes = &report["quotes"];
    assert!(quotes["verbatim"].as_u64().unwrap() > 0, "{quotes}");
}

#[test]
fn a_missing_quote_is_told_with_the_nearest_passage_and_is_nothing_wrong() {
    let folder = Folder::empty();
    let records = r#"{"document": {"id": "wire", "text": "Talks began in Geneva on Friday."}}
{"entity": {"id": "talks", "name": "the talks", "kinds": ["meeting"]}}
{"fact": {"subject": "talks", "predicate": "held in", "object": {"name": "Geneva", "kind": "city"}, "evidence": [{"document": "wire", "quote": "Talks began in Vienna on Friday"}]}}
"#;
    folder.write("facts.jsonl", records);
    assert_eq!(folder.run(&["load", "facts.db", "facts.jsonl"]).code, Some(0));
    let report = json(&folder.run(&["verify", "facts.db", "--json"]));
    let [missing] = report["missing"].as_array().unwrap().as_slice() else { panic!("{report:#}") };
    assert_eq!((&missing["document"], &missing["quote"]), (&"wire".into(), &"Talks began in Vienna on Friday".into()));
    assert_eq!(missing["nearest"], "Talks began in Geneva on Friday");
    let run = folder.run(&["verify", "facts.db"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    for words in [
        "1 quote is not in the text",
        "“Talks began in Vienna on Friday”",
        "% alike: “Talks began in Geneva on Friday”",
    ] {
        assert!(run.out.contains(words), "{}", run.out);
    }
}

#[test]
fn a_store_that_is_being_loaded_into_is_clean() {
    let folder = talks();
    let path = folder.path().join("talks.db");
    let aliases: Vec<String> = (0..NAMES).map(|number| format!("name {number}")).collect();
    let many = serde_json::json!({"entity": {"id": "many", "name": "Many", "aliases": aliases}});
    folder.write("many.jsonl", &many.to_string());
    assert_eq!(folder.run(&["load", "talks.db", "many.jsonl"]).code, Some(0));
    let checked = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let loading = scope.spawn(|| {
            let mut loads = 0;
            while !checked.load(Ordering::Relaxed) {
                let records = format!(
                    "{{\"entity\": {{\"id\": \"late-{loads}\", \"name\": \"Late {loads}\"}}}}\n\
                     {{\"fact\": {{\"subject\": \"late-{loads}\", \"predicate\": \"is\", \"object\": \"envoy\"}}}}"
                );
                let input = Input::Bytes { name: "late.jsonl".into(), bytes: records.into_bytes() };
                let mut store = Store::open_writable(&path).unwrap();
                load(&mut store, &input, &Options::default(), &mut |_| {}).unwrap();
                loads += 1;
            }
            loads
        });
        let wrong: Vec<_> = (0..VERIFIED_WHILE_LOADING)
            .map(|_| verify(Store::open_as_it_is(&path).unwrap()).unwrap())
            .filter(|verified| !verified.is_clean())
            .collect();
        checked.store(true, Ordering::Relaxed);
        assert!(loading.join().unwrap() > 1, "something was loaded meanwhile");
        assert_eq!(wrong, []);
    });
}

#[test]
fn a_shipped_file_is_checked_too() {
    let folder = talks();
    let shipped = folder.run(&["ship", "talks.db", "--to", "shipped.db"]);
    assert_eq!(shipped.code, Some(0), "{shipped:?}");
    let run = folder.run(&["verify", "shipped.db"]);
    assert_eq!(run.code, Some(0), "{run:?}");
}

#[test]
fn an_older_store_is_refused_as_it_is() {
    let folder = talks();
    Connection::open(folder.path().join("talks.db")).unwrap().pragma_update(None, "user_version", 4).unwrap();
    let run = folder.run(&["verify", "talks.db"]);
    assert_eq!(run.code, Some(3), "{run:?}");
    assert!(run.err.contains("older Factfile (schema 4;"), "{}", run.err);
}

#[test]
fn a_file_of_another_program_and_a_damaged_one_are_told() {
    let folder = talks();
    let path = folder.path().join("talks.db");
    std::fs::copy(&path, folder.path().join("foreign.db")).unwrap();
    Connection::open(folder.path().join("foreign.db")).unwrap().pragma_update(None, "application_id", 7).unwrap();
    let run = folder.run(&["verify", "foreign.db"]);
    assert_eq!((run.code, run.err.contains("is not a Factfile store")), (Some(3), true), "{run:?}");
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 9000].fill(0x5A);
    std::fs::write(folder.path().join("damaged.db"), bytes).unwrap();
    let run = folder.run(&["verify", "damaged.db"]);
    assert_eq!(run.code, Some(3), "{run:?}");
}

/// What is wrong after a change behind the program's back: the part in which it is told, and words of it.
const FLIPS: &[(&str, &str, &str)] = &[
    ("UPDATE evidence SET quote_state = 'missing' WHERE id = 3", "quotes", "the quote of evidence 3 in @"),
    ("UPDATE evidence SET quote_start = quote_start + 1 WHERE id = 3", "quotes", "is kept as verbatim at"),
    ("UPDATE evidence SET quote = quote || ' never' WHERE id = 3", "quotes", "and is missing"),
    ("UPDATE document SET text = replace(text, 'the', 'teh') WHERE id = 1", "quotes", "is not the one that was loaded"),
    ("UPDATE fact SET holds = 1 - holds WHERE id = 12", "facts", "fact 12 is kept as not holding"),
    ("UPDATE fact SET denied = 1 - denied WHERE id = 12", "facts", "fact 12 is kept as denied"),
    ("UPDATE fact SET retracted = 1 WHERE id = 12", "facts", "fact 12 is kept as retracted"),
    ("UPDATE fact SET unsourced = 1 - unsourced WHERE id = 12", "facts", "stated without a source"),
    ("DELETE FROM retraction", "facts", "fact 40 is kept as not stated without a source"),
    ("UPDATE evidence SET retracted = 1 WHERE id = 3", "facts", "evidence 3 is kept as withdrawn"),
    ("UPDATE name SET folded = 'x' WHERE text = 'Steve Witkoff'", "names", "“Steve Witkoff” is kept folded as “x”"),
    ("UPDATE kind SET folded = 'x' WHERE name = 'envoy'", "names", "the kind “envoy”"),
    (
        "UPDATE entity SET name = 'Steve Witkof' WHERE key = 'steve-witkoff'",
        "names",
        "is shown as “Steve Witkof”, which",
    ),
    ("UPDATE entity SET merged = NULL WHERE key = 'marco-rubio'", "names", "@marco-rubio is not merged"),
    ("UPDATE fact SET subject = subject_stated WHERE subject_stated IS NOT NULL", "names", "of `fact` names an entity"),
    ("INSERT INTO document (key, title, load) VALUES ('d', 'New words', 1)", "full text", "of `document` is not in"),
    ("UPDATE document SET title = 'one' WHERE id = 1", "full text", "with other words"),
    ("DELETE FROM name WHERE preferred = 0", "full text", "which has no such row"),
    (
        "INSERT INTO evidence (fact, quote, quote_state, modality, polarity, load)
         VALUES (12, 'unheard of', 'unchecked', 'certain', '+', 1)",
        "full text",
        "of `evidence` is not in",
    ),
    ("UPDATE rule SET text = '?a met as'", "rules", "the rule `met` cannot be read"),
    ("UPDATE rule SET text = replace(text, 'attended', 'went to')", "rules", "the rule `met` cannot be read"),
    ("UPDATE query SET text = 'find' WHERE name = 'where'", "queries", "the saved query `where` cannot be read"),
    ("UPDATE query SET text = 'who ate $place' WHERE name = 'who'", "queries", "the saved query `who` cannot be read"),
    ("DROP INDEX evidence_document", "file", "the schema's `evidence_document` is not there"),
    ("DROP VIEW claim; CREATE VIEW claim AS SELECT 1 AS fact", "file", "`claim` is not as the schema has it"),
    (
        "UPDATE fact SET object = 999 WHERE id = (SELECT min(id) FROM fact WHERE object IS NOT NULL)",
        "file",
        "refers to a row of `entity` that is not there",
    ),
];

#[test]
fn whatever_is_changed_behind_its_back_is_told() {
    let folder = talks();
    for (at, (sql, part, words)) in FLIPS.iter().enumerate() {
        let name = format!("flipped-{at}.db");
        let path = folder.path().join(&name);
        std::fs::copy(folder.path().join("talks.db"), &path).unwrap();
        let connection = Connection::open(&path).unwrap();
        connection.execute_batch(&format!("PRAGMA foreign_keys = off; {sql}")).unwrap();
        drop(connection);
        let run = folder.run(&["verify", &name, "--json"]);
        assert_eq!(run.code, Some(3), "{sql}: {run:?}");
        let report = json(&run);
        let check = report["checks"].as_array().unwrap().iter().find(|check| check["part"] == *part).unwrap();
        let told = check["faults"].as_array().unwrap().iter().any(|fault| fault.as_str().unwrap().contains(words));
        assert!(told && report["clean"] == false, "{sql}: {report:#}");
        let read = folder.run(&["verify", &name]);
        assert!(read.out.contains("wrong"), "{}", read.out);
    }
}
