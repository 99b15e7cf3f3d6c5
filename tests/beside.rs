//! What is written beside a shipped file: metadata for Datasette, a workbook, files of CSV with a data package.

mod binary;

use std::collections::BTreeSet;

use binary::{Folder, Run};
use calamine::{Data, Reader, Xlsx, open_workbook};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
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
fn a_mistyped_sheet_is_told_before_any_work_is_done() {
    let folder = Folder::with_talks();
    let saved =
        folder.run_with_input(&["run", "-", "--on", "talks.db", "--write"], "save near($p) as which envoys met in $p?");
    assert_eq!(saved.code, Some(0), "{saved:?}");
    let mistyped = [
        ("atended", "did you mean `attended`?"),
        ("neer(UAE)", "did you mean `near`?"),
        ("near(UAEE)", "UAEE"),
        ("which envois met?", "did you mean"),
        ("find ?x where", "where"),
    ];
    for (sheet, words) in mistyped {
        let refused = ship(&folder, &["--xlsx", "t.xlsx", "--sheet", "attended", "--sheet", sheet]);
        assert!(refused.code != Some(0) && refused.err.contains(words), "{sheet}: {refused:?}");
        assert_eq!(folder.files(), ["talks.db"], "{sheet}");
    }
    // What is known of the store is what its copy has.
    let asked = ["attended", "quotes", "document", "envoys", "near(UAE)", "who leads what?"];
    let sheets: Vec<&str> = asked.into_iter().flat_map(|sheet| ["--sheet", sheet]).collect();
    let ran = ship(&folder, &[&["--xlsx", "t.xlsx"], sheets.as_slice()].concat());
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

/// The rows of a file of Parquet, by its own crate's reader.
fn parquet(folder: &Folder, name: &str) -> Vec<Vec<(String, Field)>> {
    let reader = SerializedFileReader::new(std::fs::File::open(folder.path().join(name)).unwrap()).unwrap();
    reader.get_row_iter(None).unwrap().map(|row| row.unwrap().into_columns()).collect()
}

#[test]
fn files_of_parquet_have_every_view_with_its_types() {
    let folder = Folder::with_talks();
    let script = "save began as find ?x, ?moment where ?x carries out ?what at ?moment;
                  save sizes as how many things attended the talks, by kind?;
                  define ?a sat with ?b as ?a attended ?m and ?b attended ?m;";
    let saved = folder.run_with_input(&["run", "-", "--on", "talks.db", "--write"], script);
    assert_eq!(saved.code, Some(0), "{saved:?}");
    let ran = ship(&folder, &["--parquet", "parquet", "--csv", "tables"]);
    assert!(ran.code == Some(0) && ran.out.contains("files of Parquet with"), "{ran:?}");
    // The same files and rows as those of CSV, and each value that these have.
    for entry in std::fs::read_dir(folder.path().join("tables")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let Some(slug) = name.strip_suffix(".csv") else { continue };
        let mut csv = csv::Reader::from_path(folder.path().join("tables").join(&name)).unwrap();
        let csv: Vec<csv::StringRecord> = csv.records().map(|row| row.unwrap()).collect();
        let rows = parquet(&folder, &format!("parquet/{slug}.parquet"));
        assert_eq!(rows.len(), csv.len(), "{name}");
        for (row, wanted) in rows.iter().zip(&csv) {
            let told: Vec<String> = row.iter().map(|(_, field)| as_csv(field)).collect();
            assert_eq!(told, wanted.iter().collect::<Vec<_>>(), "{name}");
        }
    }
    let of = |name: &str, column: &str| {
        let rows = parquet(&folder, &format!("parquet/{name}.parquet"));
        rows.iter().map(|row| row.iter().find(|(name, _)| name == column).unwrap().1.clone()).collect::<Vec<_>>()
    };
    assert!(of("facts", "since").contains(&Field::Date(18_993)), "2022-01-01 is a day");
    assert!(of("began", "moment_since").contains(&Field::Date(18_993)), "of saved queries too");
    assert!(of("remains_unsettled", "object").iter().all(|truth| *truth == Field::Bool(true)));
    assert!(of("attended", "sources").iter().all(|count| matches!(count, Field::Long(_))));
    // What is there is replaced only when that is asked for, and the same store gives the same bytes.
    let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    let before = read("parquet/facts.parquet");
    let again = ["ship", "talks.db", "--to", "other.db", "--parquet", "parquet"];
    let refused = folder.run(&again);
    assert!(refused.code == Some(3) && !folder.exists("other.db"), "{refused:?}");
    assert_eq!(folder.run(&[again.as_slice(), &["--force"]].concat()).code, Some(0));
    assert!(read("parquet/facts.parquet") == before);
}

/// A field as CSV has it.
fn as_csv(field: &Field) -> String {
    match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::Bool(truth) => u8::from(*truth).to_string(),
        Field::Double(number) => format!("{number:?}"),
        // Its own words for a day are those of EDTF.
        Field::Long(_) | Field::Date(_) => field.to_string(),
        other => panic!("{other:?}"),
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
