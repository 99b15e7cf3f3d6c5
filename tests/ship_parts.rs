//! What is shipped of a store: a part of it, without texts, for older programs, with a manifest.

mod binary;

use binary::{Folder, Run};
use rusqlite::Connection;

const ATTENDED: &str = "which envoys attended the UAE talks?";

/// A folder with the fixture's store and a file shipped from it.
fn shipped(options: &[&str]) -> Folder {
    let folder = Folder::with_talks();
    let script = "define ?a met ?b as ?a attended ?m and ?b attended ?m and ?a != ?b;
                  save who($place = UAE) as which envoys met in $place?;
                  save where as find ?p where UAE talks held in ?p";
    let ran = folder.run_with_input(&["run", "-", "--on", "talks.db", "--write"], script);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let ship = folder.run(&[["ship", "talks.db", "--to", "shipped.db"].as_slice(), options].concat());
    assert_eq!(ship.code, Some(0), "{ship:?}");
    folder
}

fn ask(folder: &Folder, store: &str, question: &str) -> Run {
    folder.run(&["ask", store, question, "--sources"])
}

fn has(folder: &Folder, text: &str) -> bool {
    let bytes = std::fs::read(folder.path().join("shipped.db")).unwrap();
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

fn is_sound(folder: &Folder) {
    let verified = folder.run(&["verify", "shipped.db"]);
    assert_eq!(verified.code, Some(0), "{verified:?}");
    let connection = Connection::open(folder.path().join("shipped.db")).unwrap();
    let check = |pragma: &str| -> i64 {
        let sql = format!("SELECT count(*) FROM pragma_{pragma} WHERE {pragma} IS NOT 'ok'");
        connection.query_row(&sql, [], |row| row.get(0)).unwrap()
    };
    assert_eq!(check("integrity_check"), 0);
    let dangling: i64 =
        connection.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0)).unwrap();
    assert_eq!(dangling, 0);
}

#[test]
fn a_part_has_what_the_query_rests_on_and_nothing_else() {
    let folder = shipped(&["--only", ATTENDED]);
    is_sound(&folder);
    let (whole, part) = (ask(&folder, "talks.db", ATTENDED), ask(&folder, "shipped.db", ATTENDED));
    let unnumbered = |run: &Run| run.out.replace(|c: char| c.is_ascii_digit(), "");
    assert_eq!(unnumbered(&part), unnumbered(&whole));
    assert!(has(&folder, "Steve Witkoff") && has(&folder, "taking part in the talks"));
    // Neither things that the answer does not need, nor words of theirs in an index, nor their quotes.
    let folder = shipped(&["--only", ATTENDED, "--without-text"]);
    is_sound(&folder);
    for elsewhere in ["Zelensky", "zelensky", "remain unsettled", "territorial disputes"] {
        assert!(!has(&folder, elsewhere), "{elsewhere}");
    }
    let denied = ask(&folder, "shipped.db", "who leads what?");
    assert!(denied.out.contains("no rows"), "{denied:?}");
}

#[test]
fn a_part_of_nothing_is_an_error() {
    let folder = Folder::with_talks();
    let refused = folder.run(&["ship", "talks.db", "--to", "shipped.db", "--only", "who leads Steve Witkoff?"]);
    assert_eq!((refused.code, folder.exists("shipped.db")), (Some(2), false), "{refused:?}");
    assert!(refused.err.contains("nothing would be shipped"), "{refused:?}");
    let refused = folder.run(&["ship", "talks.db", "--to", "shipped.db", "--only", "which envois met?"]);
    assert_eq!((refused.code, folder.exists("shipped.db")), (Some(1), false), "{refused:?}");
}

#[test]
fn without_texts_the_quotes_stay() {
    let folder = shipped(&["--without-text"]);
    is_sound(&folder);
    let connection = Connection::open(folder.path().join("shipped.db")).unwrap();
    let texts: i64 =
        connection.query_row("SELECT count(*) FROM document WHERE text IS NOT NULL", [], |row| row.get(0)).unwrap();
    assert_eq!(texts, 0);
    let question = "who leads what, according to whom?";
    assert_eq!(ask(&folder, "shipped.db", question).out, ask(&folder, "talks.db", question).out);
}

#[test]
fn older_programs_find_no_strict_table() {
    let folder = shipped(&["--compat"]);
    is_sound(&folder);
    assert!(!has(&folder, ") STRICT"));
    for question in [ATTENDED, "who leads what, according to whom?", "when do the UAE talks end?"] {
        assert_eq!(ask(&folder, "shipped.db", question).out, ask(&folder, "talks.db", question).out);
    }
    let connection = Connection::open(folder.path().join("shipped.db")).unwrap();
    let types = "SELECT group_concat(DISTINCT typeof(value)) FROM literal WHERE type IN ('text', 'date', 'url')";
    assert_eq!(connection.query_row(types, [], |row| row.get::<_, String>(0)).unwrap(), "text");
}

#[test]
fn a_manifest_tells_what_the_file_is() {
    let folder = shipped(&["--manifest", "--without-text"]);
    is_sound(&folder);
    let read = || std::fs::read_to_string(folder.path().join("shipped.db.manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&read()).unwrap();
    let facts = binary::facts_in_fixture();
    assert_eq!((manifest["file"].as_str(), manifest["facts"].as_i64()), (Some("shipped.db"), Some(facts)));
    let written = std::fs::read(folder.path().join("shipped.db")).unwrap();
    assert_eq!(manifest["bytes"].as_u64(), Some(written.len() as u64));
    let before = (written, read());
    let again = folder.run(&["ship", "talks.db", "--to", "shipped.db", "--manifest", "--without-text", "--force"]);
    assert_eq!(again.code, Some(0), "{again:?}");
    assert!((std::fs::read(folder.path().join("shipped.db")).unwrap(), read()) == before, "the same bytes");
    let refused = folder.run(&["ship", "talks.db", "--to", "shipped.db", "--manifest"]);
    assert_eq!(refused.code, Some(3), "{refused:?}");
    // Any change of the file is told.
    Connection::open(folder.path().join("shipped.db"))
        .unwrap()
        .execute_batch("CREATE TABLE more (id INTEGER)")
        .unwrap();
    let verified = folder.run(&["verify", "shipped.db"]);
    assert_eq!(verified.code, Some(3), "{verified:?}");
    assert!(verified.out.contains("by the manifest `sha256` is"), "{verified:?}");
}
