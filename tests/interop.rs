//! The tools that analysts have read what is shipped: the `sqlite3` shell, Datasette, sqlite-utils, pandas, DuckDB, openpyxl and
//! Frictionless. Each asks the fixture's questions by its own means, and gets the answers that Factfile gives.
//!
//! `FACTFILE_PYTHON` names a Python that has the packages; `./check` makes one below `target/`, which is found without. A check whose
//! tool is not there says so and counts as skipped.

mod binary;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use binary::Folder;
use serde_json::{Value, json};

/// The questions, each with the name by which the scripts answer it.
const QUESTIONS: [(&str, &str); 4] = [
    ("envoys", "which envoys attended the UAE talks?"),
    ("sides", "how many envoys attended the UAE talks, by side?"),
    ("unsettled", "which issues remain unsettled?"),
    ("offices", "who serves as what?"),
];

/// A folder with the fixture's store and all that is shipped of it. It is only read.
fn shipped() -> &'static Folder {
    static SHIPPED: OnceLock<Folder> = OnceLock::new();
    SHIPPED.get_or_init(|| {
        let folder = Folder::with_talks();
        let script = "save envoys_in($place) as which envoys met in $place?;
                      save unsettled as which issues remain unsettled?;
                      save did($who = Kremlin) as did $who attend the UAE talks?";
        let saved = folder.run_with_input(&["run", "-", "--on", "talks.db", "--write"], script);
        assert_eq!(saved.code, Some(0), "{saved:?}");
        let sheets = ["facts", "entities", "attended", "remains_unsettled", "envoys_in(UAE)"];
        let sheets: Vec<&str> = sheets.into_iter().flat_map(|sheet| ["--sheet", sheet]).collect();
        let options = ["--datasette", "--csv", "tables", "--parquet", "parquet", "--xlsx", "talks.xlsx"];
        let ship = ["ship", "talks.db", "--to", "shipped.db"];
        let shipped = folder.run(&[ship.as_slice(), &options, &sheets].concat());
        assert_eq!(shipped.code, Some(0), "{shipped:?}");
        folder
    })
}

/// What Factfile answers: for each question its rows, as texts.
fn answers() -> Value {
    let answer = |(name, question): (&str, &str)| {
        let asked = shipped().ask(question, &["--format", "csv"]);
        assert_eq!(asked.code, Some(0), "{asked:?}");
        let mut reader = csv::Reader::from_reader(asked.out.as_bytes());
        let rows: Vec<Vec<String>> =
            reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
        assert!(!rows.is_empty(), "{question}");
        (name.to_owned(), json!(rows))
    };
    Value::Object(QUESTIONS.into_iter().map(answer).collect())
}

fn python() -> PathBuf {
    let made = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/interop-venv/bin/python");
    match std::env::var_os("FACTFILE_PYTHON") {
        Some(python) => python.into(),
        None if made.exists() => made,
        None => "python3".into(),
    }
}

/// What a script prints, which is JSON; none, and a word why, where the package is not there or the script says so.
fn told_by(package: &str, script: &str) -> Option<Value> {
    let python = python();
    let has_package = Command::new(&python).args(["-c", &format!("import {package}")]).output();
    if !has_package.is_ok_and(|tried| tried.status.success()) {
        println!("skipped: {} has no {package}", python.display());
        return None;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop").join(script);
    let run = Command::new(&python).arg(&script).current_dir(shipped().path()).env("PYTHONWARNINGS", "ignore").output();
    let run = run.unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let told: Value = serde_json::from_slice(&run.stdout).unwrap();
    if let Some(reason) = told["skipped"].as_str() {
        println!("skipped: {reason}");
        return None;
    }
    Some(told)
}

#[test]
fn sqlite3_gives_the_answers() {
    let statements = [
        (
            "envoys",
            "SELECT attended.subject FROM attended JOIN envoys ON envoys.key = attended.subject_key WHERE attended.object = 'UAE talks' ORDER BY 1",
        ),
        (
            "sides",
            "SELECT representing, count(*) FROM attended JOIN envoys ON envoys.key = attended.subject_key WHERE attended.object = 'UAE talks' GROUP BY 1",
        ),
        (
            "unsettled",
            "SELECT subject FROM remains_unsettled JOIN issues ON issues.key = subject_key WHERE remains_unsettled.object ORDER BY 1",
        ),
        (
            "offices",
            "SELECT subject, object FROM serves_as WHERE subject_key IN (SELECT key FROM persons UNION SELECT key FROM organisations) ORDER BY 1, 2",
        ),
    ];
    let answers = answers();
    for (name, sql) in statements {
        let run = Command::new("sqlite3").arg("-csv").arg(shipped().path().join("shipped.db")).arg(sql).output();
        let Ok(run) = run else { return println!("skipped: sqlite3 is not installed") };
        let text = String::from_utf8(run.stdout).unwrap();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        let rows: Vec<Vec<String>> =
            reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
        assert_eq!(json!(rows), answers[name], "{name}");
    }
}

#[test]
fn datasette_shows_labels_facets_search_and_canned_queries() {
    let Some(told) = told_by("datasette", "with_datasette.py") else { return };
    assert_eq!(told["answers"], answers());
    let envoys = shipped().ask("which envoys met in the UAE?", &["--format", "csv"]).out.lines().count() - 1;
    assert_eq!(told["canned"], json!([envoys, 0, "no"]));
    assert_eq!(told["facet"], json!([["Russia", 3], ["Ukraine", 3], ["United States", 2]]));
    assert_eq!(told["label"], "Steve Witkoff");
    assert_eq!(told["found"], json!(["Envoys hold talks in the UAE"]));
    assert_eq!(told["hidden"], json!([true, false]));
    assert_eq!(told["pages"], json!(["200", "200", "200"]));
}

#[test]
fn sqlite_utils_finds_texts_and_follows_references() {
    let Some(told) = told_by("sqlite_utils", "with_sqlite_utils.py") else { return };
    assert_eq!(told["answers"], answers());
    assert_eq!(told["search"], json!(["document_search", "quote_search", "name_search"]));
    assert_eq!(told["found"], json!(["Steve Witkoff"]));
    assert_eq!(told["references"], json!([["object", "entity"], ["predicate", "predicate"], ["subject", "entity"]]));
}

/// Of what types the columns are in which every tool must agree, and the day on which an invasion began.
fn types() -> Value {
    json!({ "sources": "integer", "subject": "text", "since": "day", "object": "truth", "began": "2022-01-01" })
}

#[test]
fn pandas_has_frames_of_the_right_types() {
    let Some(told) = told_by("pandas", "with_pandas.py") else { return };
    assert_eq!(told["answers"], answers());
    assert_eq!(told["types"], types());
}

#[test]
fn duckdb_reads_the_file_and_its_views() {
    let Some(told) = told_by("duckdb", "with_duckdb.py") else { return };
    assert_eq!(told["answers"], answers());
    assert_eq!(told["types"], types());
}

#[test]
fn duckdb_reads_the_files_of_csv() {
    let Some(told) = told_by("duckdb", "with_duckdb_csv.py") else { return };
    assert_eq!(told["answers"], answers());
    assert_eq!(told["types"], types());
}

#[test]
fn duckdb_reads_the_files_of_parquet() {
    let Some(told) = told_by("duckdb", "with_duckdb_parquet.py") else { return };
    assert_eq!(told["answers"], answers());
    assert_eq!(told["types"], types());
}

#[test]
fn pandas_reads_the_files_of_parquet() {
    let Some(told) = told_by("pyarrow", "with_pandas_parquet.py") else { return };
    assert_eq!(told["answers"], answers());
    assert_eq!(told["types"], types());
}

#[test]
fn openpyxl_finds_typed_cells_filters_and_a_heading_that_stays() {
    let Some(told) = told_by("openpyxl", "with_openpyxl.py") else { return };
    assert_eq!(told["answers"], answers());
    assert_eq!(told["types"], types());
    assert_eq!(told["unframed"], json!([]), "every sheet has its filter and its heading in view");
    assert_eq!(told["query"], json!({ "rows": 7, "cited": 7 }));
    assert_eq!(told["ends"], json!(["readme", "sources", "documents"]));
}

#[test]
fn the_data_package_is_valid() {
    let Some(told) = told_by("frictionless", "with_frictionless.py") else { return };
    assert_eq!(told["errors"], json!([]));
    assert_eq!(told["answers"], answers());
    assert_eq!(told["keys"], json!({ "attended": ["fact"], "entities": ["entity"], "quotes": ["evidence"] }));
    assert_eq!(told["references"], json!(["entities", "entities", "facts"]));
    // What is wrong with a table is found by the package alone.
    assert_eq!(told["of_a_wrong_copy"], json!(["byte-count", "foreign-key", "hash-count", "type-error"]));
}
