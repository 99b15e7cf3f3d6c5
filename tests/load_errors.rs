//! What is wrong with record files, and how it is said: each `NAME.jsonl` (or another ending) in `tests/load_errors` is loaded into a store
//! that has `_store.jsonl` in it, strictly where its name begins with `strict`, with quotes required where it begins with `quotes`, and must end in what `NAME.err` says.
//! `UPDATE_EXPECT=1` rewrites these.

mod loading;

use std::path::{Path, PathBuf};

use factfile::load::{Input, LoadFailure, Options, load};
use factfile::store::Store;
use loading::bytes;

const FOLDER: &str = "tests/load_errors";

fn store() -> Store {
    let mut store = Store::in_memory().unwrap();
    let input = Input::File(Path::new(FOLDER).join("_store.jsonl"));
    load(&mut store, &input, &Options::default(), &mut |_| {}).unwrap_or_else(|failure| panic!("{failure}"));
    store
}

fn failure(name: &str, content: impl AsRef<[u8]>) -> LoadFailure {
    let (strict, require_quotes) = (name.starts_with("strict"), name.starts_with("quotes"));
    let options = Options { strict, require_quotes, ..Options::default() };
    let failed = load(&mut store(), &bytes(name, content), &options, &mut |_| {});
    failed.expect_err(name)
}

fn cases() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(FOLDER).unwrap().map(|entry| entry.unwrap().path());
    let is_case = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        !name.starts_with('_') && !name.ends_with(".err")
    };
    let mut cases: Vec<PathBuf> = entries.filter(is_case).collect();
    cases.sort();
    cases
}

#[test]
fn every_case_says_what_it_must() {
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut wrong = Vec::new();
    for case in cases() {
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        let said = format!("{}\n", failure(&name, std::fs::read(&case).unwrap()));
        let expected = case.with_extension("err");
        if update {
            std::fs::write(&expected, &said).unwrap();
        } else if std::fs::read_to_string(&expected).unwrap_or_default() != said {
            wrong.push(format!("{name} says:\n{said}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_expectation_has_its_case() {
    let entries = std::fs::read_dir(FOLDER).unwrap().map(|entry| entry.unwrap().path());
    let cases = cases();
    for expected in entries.filter(|path| path.extension().is_some_and(|extension| extension == "err")) {
        assert!(cases.iter().any(|case| case.with_extension("err") == expected), "{}", expected.display());
    }
    assert!(cases.len() >= 25);
}

#[test]
fn a_place_in_a_long_line_has_its_column() {
    let padding = "x".repeat(200_000);
    let line = format!(r#"{{"document": {{"id": "d", "text": "{padding}", "tilte": "T"}}}}"#);
    let failure = failure("long.jsonl", format!("\n{line}\n"));
    let [diagnostic] = failure.diagnostics.as_slice() else { panic!("{failure}") };
    let column = line.find("\"tilte\"").unwrap() + 1;
    let json = diagnostic.json();
    assert_eq!((&json["place"]["line"], &json["place"]["column"]), (&2.into(), &column.into()));
    let shown = diagnostic.render(false);
    assert!(shown.contains(&format!("long.jsonl:2:{column}")), "{shown}");
    assert!(shown.contains("did you mean `title`?") && shown.len() < 1_000, "{shown}");
    assert!(!shown.contains(":::"), "{shown}");
}

#[test]
fn deep_nesting_and_endless_lines_are_errors() {
    let deep = "[".repeat(10_000) + &"]".repeat(10_000);
    for (name, record) in [
        ("object", format!(r#"{{"fact": {{"subject": "ann", "predicate": "is", "object": {deep}}}}}"#)),
        ("record", format!(r#"{{"fact": {deep}}}"#)),
        ("line", deep.clone()),
        ("open", "{\"fact\":".repeat(10_000)),
        ("wordless", "x".repeat(1_000_000)),
        ("entity.ftm", format!(r#"{{"id": "a", "schema": "Person", "properties": {{"name": {deep}}}}}"#)),
        ("quoted.nq", "<< ".repeat(10_000)),
    ] {
        assert_eq!(failure(name, record).total, 1, "{name}");
    }
}

#[test]
fn the_mark_of_utf8_at_the_beginning_is_no_mistake() {
    for (name, content) in [
        ("a.jsonl", r#"{"entity": {"id": "a", "name": "A"}}"#),
        ("a.json", r#"{"entities": [{"id": "a", "name": "A"}]}"#),
        ("a.ftm.jsonl", r#"{"id": "a", "schema": "Person", "properties": {"name": ["A"]}}"#),
        ("a.nt", r#"<http://e/a> <http://www.w3.org/2000/01/rdf-schema#label> "A" ."#),
        ("a.ttl", r#"<http://e/a> <http://www.w3.org/2000/01/rdf-schema#label> "A" ."#),
    ] {
        let loaded = load(&mut store(), &bytes(name, format!("\u{feff}{content}")), &Options::default(), &mut |_| {});
        assert_eq!(loaded.unwrap_or_else(|failure| panic!("{failure}")).entities.new, 1, "{name}");
    }
}

#[test]
fn a_line_of_many_megabytes_is_read() {
    let text = "A word. ".repeat(1 << 20);
    let mut store = store();
    let records = serde_json::json!({"document": {"id": "long", "text": text}}).to_string();
    let report = load(&mut store, &bytes("f", records), &Options::default(), &mut |_| {}).unwrap();
    assert_eq!(report.documents.new, 1);
}

#[test]
fn files_that_cannot_be_read_are_told_by_name() {
    for (path, words) in [("no/such/file.jsonl", "No such file"), ("tests", "Is a directory")] {
        let failed = load(&mut store(), &Input::File(path.into()), &Options::default(), &mut |_| {}).unwrap_err();
        let said = failed.to_string();
        assert!(said.contains(path) && said.contains(words), "{said}");
    }
}
