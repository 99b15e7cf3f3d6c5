//! What is written beside a shipped file: metadata for Datasette, a workbook, files of CSV with a data package.

mod binary;

use std::collections::BTreeSet;

use binary::{Folder, Run};
use calamine::{Data, Reader, Xlsx, open_workbook};
use rusqlite::Connection;
use serde_json::Value;

fn ship(folder: &Folder, options: &[&str]) -> Run {
    folder.run(&[["ship", "talks.db", "--to", "shipped.db"].as_slice(), options].concat())
}

fn shipped(options: &[&str]) -> Folder {
    let folder = Folder::with_talks();
    let ran = ship(&folder, options);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    folder
}

fn json(folder: &Folder, name: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(folder.path().join(name)).unwrap()).unwrap()
}

/// A store whose every name and text would do harm where it was taken for something else.
fn hostile() -> Folder {
    let folder = Folder::empty();
    let name = "=HYPERLINK(\\\"http://x\\\")<script>'; DROP TABLE fact; --\\u202e";
    let records = format!(
        r#"{{"vocabulary": {{"kinds": [{{"name": "../{name}"}}, {{"name": "con"}}, {{"name": "Умєров’s [x]*?:"}}],
            "predicates": [{{"name": "../../{name}", "object": "text"}}, {{"name": "NUL", "object": "entity"}}, {{"name": "nul.", "object": "entity"}},
                           {{"name": "since", "object": "text"}}, {{"name": "began", "object": "date"}}, {{"name": "open", "object": "boolean"}}, {{"name": "costs", "object": "number"}}]}}}}
        {{"document": {{"id": "../d", "title": "{name}", "publisher": "{name}", "licence": "{name}", "url": "javascript:alert(1)", "text": "so it is"}}}}
        {{"entity": {{"id": "../e", "name": "{name}", "kinds": ["../{name}", "con", "Умєров’s [x]*?:"]}}}}
        {{"fact": {{"subject": "../e", "predicate": "../../{name}", "object": "{name}", "time": "2026-01-02", "qualifiers": {{"since": "not a day"}}, "evidence": [{{"document": "../d", "quote": "so it is"}}]}}}}
        {{"fact": {{"subject": "../e", "predicate": "NUL", "object": "../e"}}}}
        {{"fact": {{"subject": "../e", "predicate": "nul.", "object": "../e"}}}}
        {{"fact": {{"subject": "../e", "predicate": "began", "object": "2026-01-02"}}}}
        {{"fact": {{"subject": "../e", "predicate": "open", "object": true}}}}
        {{"fact": {{"subject": "../e", "predicate": "costs", "object": 2.5}}}}
        "#
    );
    let records: Vec<String> =
        records.replace("}},\n            \"pred", "}}, \"pred").lines().map(|line| line.trim().to_owned()).collect();
    // Of the vocabulary, which stands on three lines here, one line is made.
    let (vocabulary, rest) = records.split_at(3);
    folder.write("hostile.jsonl", &(vocabulary.join(" ") + "\n" + &rest.join("\n")));
    let loaded = folder.run(&["load", "talks.db", "hostile.jsonl"]);
    assert_eq!(loaded.code, Some(0), "{loaded:?}");
    folder
}

#[test]
fn datasette_is_told_what_is_in_the_file() {
    let folder = shipped(&["--datasette"]);
    let metadata = json(&folder, "shipped.db.metadata.json");
    let tables = metadata["databases"]["shipped"]["tables"].as_object().unwrap();
    let connection = Connection::open(folder.path().join("shipped.db")).unwrap();
    let mut objects = connection.prepare("SELECT DISTINCT object FROM data_dictionary").unwrap();
    let objects: BTreeSet<String> = objects.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert_eq!(tables.keys().cloned().collect::<BTreeSet<_>>(), objects);
    for (name, table) in tables {
        // What is told of a column must be of one that is there.
        let columns = table["columns"].as_object().unwrap();
        let named =
            ["facets", "sortable_columns"].into_iter().flat_map(|list| table[list].as_array().into_iter().flatten());
        for column in named.chain(table.get("label_column")) {
            assert!(columns.contains_key(column.as_str().unwrap()), "{name} has no {column}");
        }
        assert_ne!(table["description"], "", "{name}");
    }
    assert_eq!(tables["attended"]["facets"], serde_json::json!(["representing"]));
    assert_eq!(tables["facts"]["facets"][0], "predicate");
    assert_eq!((&tables["entity"]["label_column"], &tables["restated"]["hidden"]), (&"name".into(), &true.into()));
}

#[test]
fn origin_and_licence_of_texts_are_told() {
    let folder = Folder::empty();
    let document = |id: &str, licence: &str| {
        format!(
            r#"{{"document": {{"id": "{id}", "title": "T", "publisher": "AP", "licence": "{licence}", "url": "https://example.org/{id}"}}}}"#
        )
    };
    folder.write("one.jsonl", &document("a", "https://creativecommons.org/licenses/by/4.0/"));
    folder.write("two.jsonl", &document("b", "MIT"));
    folder.run(&["load", "talks.db", "one.jsonl"]);
    let options = ["--datasette", "--csv", "tables", "--force"];
    assert_eq!(ship(&folder, &options).code, Some(0));
    let metadata = json(&folder, "shipped.db.metadata.json");
    let told = ["source", "source_url", "license", "license_url"].map(|key| metadata[key].as_str().unwrap_or_default());
    let by = "https://creativecommons.org/licenses/by/4.0/";
    assert_eq!(told, ["AP", "https://example.org/a", by, by]);
    let package = json(&folder, "tables/datapackage.json");
    assert_eq!(package["licenses"], serde_json::json!([{ "path": by, "title": by }]));
    assert_eq!(package["sources"], serde_json::json!([{ "title": "T (AP)", "path": "https://example.org/a" }]));
    folder.run(&["load", "talks.db", "two.jsonl"]);
    assert_eq!(ship(&folder, &options).code, Some(0));
    let metadata = json(&folder, "shipped.db.metadata.json");
    assert_eq!(
        (&metadata["license"], &metadata["source_url"]),
        (&"several, as document.licence says".into(), &Value::Null)
    );
    assert_eq!(json(&folder, "tables/datapackage.json")["licenses"].as_array().unwrap().len(), 2);
}

#[test]
fn a_workbook_has_the_fullest_views_where_none_is_chosen() {
    let folder = shipped(&["--xlsx", "talks.xlsx"]);
    let mut book: Xlsx<_> = open_workbook(folder.path().join("talks.xlsx")).unwrap();
    let names = book.sheet_names();
    assert_eq!(names[..4], ["readme", "facts", "entities", "is_facts"]);
    assert_eq!(names[names.len() - 2..], ["sources", "documents"]);
    assert!(names.contains(&"attended".to_owned()), "{names:?}");
    let facts = book.worksheet_range("facts").unwrap();
    let at = facts.rows().next().unwrap().iter().position(|cell| *cell == "since").unwrap();
    let days = facts.rows().skip(1).filter(|row| matches!(row[at], Data::DateTime(_))).count();
    let connection = Connection::open(folder.path().join("shipped.db")).unwrap();
    let count = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(days as i64, count("SELECT count(since) FROM facts"));
    assert_eq!(facts.rows().count() as i64 - 1, count("SELECT count(*) FROM facts"));
    let sources = book.worksheet_range("sources").unwrap();
    let wanted = "SELECT count(*) FROM quotes WHERE fact IN (SELECT fact FROM facts)";
    assert_eq!(sources.rows().count() as i64 - 1, count(wanted));
}

#[test]
fn a_sheet_is_a_view_a_saved_query_or_a_question() {
    let folder = Folder::with_talks();
    let saved =
        folder.run_with_input(&["run", "-", "--on", "talks.db", "--write"], "save in($p) as which envoys met in $p?");
    assert_eq!(saved.code, Some(0), "{saved:?}");
    let sheets = [
        "--xlsx",
        "t.xlsx",
        "--sheet",
        "envoys",
        "--sheet",
        "in(UAE)",
        "--sheet",
        "who leads what?",
        "--sheet",
        "describe Kremlin",
    ];
    let ran = ship(&folder, &sheets);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let book: Xlsx<_> = open_workbook(folder.path().join("t.xlsx")).unwrap();
    let names = book.sheet_names();
    assert_eq!(
        names,
        [
            "readme",
            "envoys",
            "in(UAE)",
            "sources of in(UAE)",
            "who leads what",
            "sources of who leads what",
            "describe Kremlin",
            "documents"
        ]
    );
    for (sheet, words) in [("atended", "did you mean `attended`?"), ("which envois met?", "did you mean"), ("in", "$p")]
    {
        let refused = ship(&folder, &["--xlsx", "no.xlsx", "--sheet", sheet, "--force"]);
        assert!(refused.code != Some(0) && refused.err.contains(words), "{refused:?}");
        assert!(!folder.exists("no.xlsx"));
    }
}

#[test]
fn what_is_there_is_replaced_only_when_that_is_asked_for() {
    let folder = Folder::with_talks();
    let all = ["--datasette", "--xlsx", "t.xlsx", "--csv", "tables"];
    for there in ["shipped.db.metadata.json", "t.xlsx", "tables/datapackage.json"] {
        std::fs::create_dir_all(folder.path().join("tables")).unwrap();
        let path = folder.write(there, "mine");
        let refused = ship(&folder, &all);
        assert_eq!(refused.code, Some(3), "{refused:?}");
        assert!(refused.err.contains("is already there"), "{refused:?}");
        assert!(!folder.exists("shipped.db"), "nothing is done before that");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
        std::fs::remove_file(path).unwrap();
    }
    folder.write("tables/mine.txt", "mine");
    assert_eq!(ship(&folder, &all).code, Some(0));
    assert!(folder.exists("tables/mine.txt") && folder.exists("tables/facts.csv"));
    assert_eq!(ship(&folder, &[all.as_slice(), &["--force"]].concat()).code, Some(0));
    let same = ship(&folder, &["--xlsx", "shipped.db", "--force"]);
    assert_eq!(same.code, Some(3), "{same:?}");
}

#[test]
fn the_same_store_gives_the_same_metadata_and_tables() {
    let folder = shipped(&["--datasette", "--csv", "tables"]);
    let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    let names = ["shipped.db.metadata.json", "tables/datapackage.json", "tables/facts.csv"];
    let before = names.map(read);
    assert_eq!(ship(&folder, &["--datasette", "--csv", "tables", "--force"]).code, Some(0));
    assert!(names.map(read) == before);
}

#[test]
fn hostile_names_are_inert_beside_the_file_too() {
    let folder = hostile();
    let ran = ship(&folder, &["--datasette", "--xlsx", "t.xlsx", "--csv", "tables"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    // Files are called by plain words, whatever views are; none is outside of its folder.
    let mut files: Vec<String> = std::fs::read_dir(folder.path().join("tables"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    let is_plain =
        |name: &String| name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(c));
    assert!(files.iter().all(is_plain) && files.len() > 12, "{files:?}");
    assert!(files.contains(&"cons.csv".to_owned()) && files.contains(&"nul-.csv".to_owned()), "{files:?}");
    assert_eq!(
        folder.files(),
        ["hostile.jsonl", "shipped.db", "shipped.db.metadata.json", "t.xlsx", "tables", "talks.db"]
    );
    let package = json(&folder, "tables/datapackage.json");
    let sources = &package["sources"][0];
    assert!(sources["path"].is_null(), "no address but of the web: {sources}");
    // A qualifier that is called as a day is none.
    let resource = package["resources"].as_array().unwrap().iter().find(|one| {
        one["title"].as_str().unwrap().contains("DROP_TABLE_fact")
            && one["schema"]["fields"].as_array().unwrap().iter().any(|field| field["name"] == "since_qualifier")
    });
    let fields = resource.unwrap()["schema"]["fields"].as_array().unwrap();
    let type_of = |name: &str| &fields.iter().find(|field| field["name"] == name).unwrap()["type"];
    assert_eq!((type_of("since"), type_of("since_qualifier")), (&"date".into(), &"string".into()));
    // No cell of the workbook is a formula, and none a link to what is no web address.
    let mut book: Xlsx<_> = open_workbook(folder.path().join("t.xlsx")).unwrap();
    for name in book.sheet_names() {
        let formulas = book.worksheet_formula(&name).unwrap();
        assert_eq!(formulas.used_cells().count(), 0, "{name}");
        assert!(name.encode_utf16().count() <= 31 && !name.contains(['[', ']', ':', '*', '?', '/', '\\']), "{name}");
    }
    // Of what Datasette is told nothing is HTML.
    let metadata = std::fs::read_to_string(folder.path().join("shipped.db.metadata.json")).unwrap();
    assert!(!metadata.contains("_html\"") && !metadata.contains("javascript:"));
}
