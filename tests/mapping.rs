//! Tables and JSON lines read by mappings: each table in `tests/formats/mapped` is loaded by the mapping beside it, or by the
//! one that comes with the program and begins its name; the store then says what `NAME.expected` lists, or the load fails as
//! it says. `UPDATE_EXPECT=1` rewrites these.

mod loading;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use factfile::load::mapping::{Mapping, READY, propose};
use factfile::load::{Input, LoadReport, Options, load};
use loading::listing::listing;
use loading::{Scratch, bytes, dump};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/mapped")
}

fn options(mapping: Mapping) -> Options {
    Options { mapping: Some(Arc::new(mapping)), ..Options::default() }
}

/// The tables, with the name of each.
fn cases() -> Vec<(String, PathBuf)> {
    let files = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let is_table = |path: &PathBuf| path.extension().is_some_and(|end| end == "csv" || end == "tsv" || end == "jsonl");
    let named = |path: PathBuf| (path.file_stem().unwrap().to_string_lossy().into_owned(), path);
    let mut cases: Vec<(String, PathBuf)> = files.filter(is_table).map(named).collect();
    cases.sort();
    cases
}

fn mapping(name: &str) -> Result<Mapping, String> {
    let file = format!("{name}.toml");
    let read = match std::fs::read_to_string(folder().join(&file)) {
        Ok(text) => Mapping::parse(&file, &text),
        Err(_) => Mapping::named(name.split('-').next().unwrap_or(name)),
    };
    read.map_err(|error| format!("{error}\n"))
}

/// What loading a table comes to: the listing of the store, or the errors.
fn outcome(name: &str, table: &Path) -> String {
    let options = match mapping(name) {
        Ok(mapping) => options(mapping),
        Err(error) => return error,
    };
    let scratch = Scratch::new();
    let file = table.file_name().unwrap().to_string_lossy().into_owned();
    let input = bytes(&file, std::fs::read(table).unwrap());
    match load(&mut scratch.store(), &input, &options, &mut |_| {}) {
        Err(failure) => format!("{failure}\n"),
        Ok(report) => {
            let before = dump(scratch.path());
            let again = load(&mut scratch.store(), &input, &options, &mut |_| {}).unwrap();
            assert_eq!((again.load, dump(scratch.path())), (None, before), "{name} again changes something");
            let lines = listing(&scratch.path()).into_iter().chain(never_there(&report));
            lines.map(|line| line + "\n").collect()
        }
    }
}

fn never_there(report: &LoadReport) -> Vec<String> {
    report.never_there.iter().map(|name| format!("never there: {name}")).collect()
}

#[test]
fn every_table_is_read_as_expected() {
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut wrong = Vec::new();
    for (name, table) in cases() {
        let (found, expected) = (outcome(&name, &table), folder().join(format!("{name}.expected")));
        if update {
            std::fs::write(&expected, &found).unwrap();
        } else if std::fs::read_to_string(&expected).unwrap_or_default() != found {
            wrong.push(format!("{name}:\n{found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_mapping_that_comes_with_the_program_has_a_case() {
    let cases = cases();
    for (name, ..) in READY {
        assert!(cases.iter().any(|(case, _)| case.starts_with(&format!("{name}-"))), "{name}");
    }
}

#[test]
fn what_is_packed_is_read_as_it_is() {
    let table = std::fs::read(folder().join("directors.csv")).unwrap();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&table).unwrap();
    let gzip = gzip.finish().unwrap();
    let zstd = zstd::encode_all(table.as_slice(), 1).unwrap();
    let plain = Scratch::new();
    load(&mut plain.store(), &bytes("t.csv", table), &options(mapping("directors").unwrap()), &mut |_| {}).unwrap();
    for (name, packed) in [("t.csv.gz", gzip.clone()), ("t.csv.zst", zstd)] {
        let scratch = Scratch::new();
        load(&mut scratch.store(), &bytes(name, packed), &options(mapping("directors").unwrap()), &mut |_| {}).unwrap();
        assert_eq!(listing(&scratch.path()), listing(&plain.path()), "{name}");
    }
    let cut = bytes("cut.csv.gz", &gzip[..gzip.len() / 2]);
    let failed = load(&mut Scratch::new().store(), &cut, &options(mapping("directors").unwrap()), &mut |_| {});
    assert!(failed.unwrap_err().to_string().contains("cut.csv.gz cannot be unpacked"));
}

#[test]
fn a_mark_at_the_beginning_is_read_over_and_deep_nesting_is_an_error() {
    let mapping = |format: &str, name: &str| {
        let text = format!("format = \"{format}\"\n[[entity]]\nid = \"{name}\"\nname = \"{name}\"\n");
        options(Mapping::parse("m.toml", &text).unwrap())
    };
    for (format, name, content) in
        [("csv", "{name}", "\u{feff}name\nA\n"), ("json", "{/name}", "\u{feff}{\"name\": \"A\"}\n")]
    {
        let report = load(&mut Scratch::new().store(), &bytes("f", content), &mapping(format, name), &mut |_| {});
        assert_eq!(report.unwrap_or_else(|failure| panic!("{failure}")).entities.new, 1);
    }
    let deep = format!("{{\"name\": {}{}}}", "[".repeat(10_000), "]".repeat(10_000));
    let failed = load(&mut Scratch::new().store(), &bytes("f", deep), &mapping("json", "{/name}"), &mut |_| {});
    assert!(failed.unwrap_err().to_string().contains("nested too deeply"));
}

#[test]
fn a_quotation_mark_that_nothing_closes_is_told_whatever_follows() {
    let text = "format = \"csv\"\n[[entity]]\nid = \"{id}\"\nname = \"{name}\"\n";
    let table = "id,name\na,\"A\n".to_owned() + &"b,B\n".repeat(100_000) + &"c,".repeat(100_000);
    let options = options(Mapping::parse("m.toml", text).unwrap());
    let failure = load(&mut Scratch::new().store(), &bytes("f.csv", table), &options, &mut |_| {}).unwrap_err();
    assert_eq!(failure.total, 1);
    let said = failure.to_string();
    assert!(said.contains("f.csv:2:3") && said.contains("a quotation mark is not closed"), "{said}");
}

#[test]
fn a_proposed_mapping_reads_the_file_that_it_was_proposed_for() {
    for (name, table) in cases() {
        if name.starts_with("error") || !matches!(name.as_str(), "triples-plain" | "quoted" | "directors") {
            continue;
        }
        let input = Input::File(table);
        let proposal = propose(&input).unwrap();
        let mapping = Mapping::parse(&name, &proposal).unwrap_or_else(|error| panic!("{error}\n{proposal}"));
        let report = load(&mut Scratch::new().store(), &input, &options(mapping), &mut |_| {});
        match report {
            Ok(report) => assert!(report.facts.new > 0, "{proposal}"),
            // Rows that lack what others have are mistakes until somebody says what they mean.
            Err(failure) => assert!(failure.to_string().contains("the row gives nothing for"), "{failure}\n{proposal}"),
        }
    }
}

#[test]
fn the_corpora_are_read_by_mappings() {
    let corpora = std::env::var("FACTFILE_CORPORA").unwrap_or_else(|_| "../shared/data".to_owned());
    let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join(corpora);
    if !corpora.is_dir() {
        println!("skipped: {} has no corpora", corpora.display());
        return;
    }
    // Documents, entities but for values, distinct facts, claims, and predicates.
    let counts = |folder: &str, files: &[&str], mapping: &str| {
        let scratch = Scratch::new();
        for file in files {
            let input = Input::File(corpora.join(folder).join(file));
            let mapping = Mapping::named(mapping).unwrap();
            let report = load(&mut scratch.store(), &input, &options(mapping), &mut |_| {});
            let report = report.unwrap_or_else(|failure| panic!("{failure}"));
            assert_eq!((report.quotes.missing, report.quotes.normalised), (0, 0), "{folder}/{file}");
        }
        let rows = loading::rows(
            &loading::read_only(&scratch.path()),
            "SELECT (SELECT count(*) FROM document) || ' ' ||
                (SELECT count(*) FROM entity WHERE key NOT LIKE 'value:%') || ' ' ||
                (SELECT count(*) FROM fact WHERE kind IS NULL) || ' ' || (SELECT count(*) FROM evidence) || ' ' ||
                (SELECT count(DISTINCT predicate) FROM fact WHERE kind IS NULL)",
        );
        rows.join("")
    };
    let three = ["docs.jsonl", "entities.jsonl", "facts.jsonl"];
    let example = |name: &str| format!("{}/fixtures/mappings/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    assert_eq!(counts("meantime-small", &three, &example("meantime")), "10 235 555 596 45");
    assert_eq!(counts("meantime", &three, &example("meantime")), "120 2073 5152 5509 171");
    assert_eq!(counts("redocred", &three, &example("redocred")), "1000 11385 33283 44903 96");
    assert_eq!(counts("icews14", &["facts.tsv"], "triples"), "0 7128 90730 0 230");
}

#[test]
fn what_is_no_table_and_no_json_lines_is_told_where_a_mapping_is_proposed() {
    let utf16: Vec<u8> = "a,b\nx,y\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let deep = "[".repeat(10_000) + &"]".repeat(10_000);
    let cases = [
        ("list.json", b"[{\"a\":\"x\"},\n{\"a\":\"z\"}]\n".to_vec(), "is a JSON list"),
        ("none.jsonl", b"\"x\"\n7\n".to_vec(), "no line of it is a JSON object"),
        ("broken.jsonl", b"{\"a\":\"x\" \"b\":\"y\"}\n".to_vec(), "broken.jsonl:1:10"),
        ("deep.jsonl", format!("{{\"a\": {deep}}}").into_bytes(), "nested too deeply"),
        ("wide.csv", utf16, "is in UTF-16"),
        ("latin.csv", b"a,b\nM\xfcnchen,y\n".to_vec(), "latin.csv:2:2"),
        ("one.csv", b"words\nand more\n".to_vec(), "into columns"),
        ("empty.csv", b"\n".to_vec(), "there is no record in it"),
    ];
    for (name, content, words) in cases {
        let error = propose(&bytes(name, content)).expect_err(name).to_string();
        assert!(error.contains(words), "{name}: {error}");
    }
}

#[test]
fn a_mapping_is_proposed_in_spite_of_odd_lines() {
    for (name, content, words) in [
        ("mixed.jsonl", "{\"subject\": \"x\", \"object\": \"y\"}\n[\"x\"]\n{\"a\"\n", "\"{/subject}\""),
        ("eu.csv", "subject;object;n\na;b;1,5\nc;d\ne;f;2,5\n", "\"{subject}\""),
        ("title.csv", "The facts of 2026\n\nsubject,object\na,b\n", "skip = 2\n"),
        ("twice.csv", "subject,object,object\na,b,c\n", "skip = 1\n# The columns"),
        ("braces.csv", "sub{ject},object\na,b\n", "header = false"),
    ] {
        let proposal = propose(&bytes(name, content)).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(proposal.contains(words), "{name}:\n{proposal}");
        Mapping::parse(name, &proposal).unwrap_or_else(|error| panic!("{error}\n{proposal}"));
    }
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { failure_persistence: None, ..Default::default() })]

    #[test]
    fn every_proposal_is_a_mapping(
        cells in proptest::collection::vec(proptest::collection::vec("[a-z{}\"'\\\\ \u{0}\u{7f}\u{85}\u{200b}é\n]{0,6}", 3), 1..5),
        name in "[a-z\n\u{7}{}]{0,6}",
        separator in proptest::sample::select(vec![",", ";", "\t"]),
        json in proptest::bool::ANY,
    ) {
        let lines: Vec<String> = match json {
            true => cells[1..].iter().map(|row| {
                let members = cells[0].iter().cloned().zip(row.iter().map(|cell| cell.as_str().into()));
                serde_json::Value::Object(members.collect()).to_string()
            }).collect(),
            false => cells.iter().map(|row| row.join(separator)).collect(),
        };
        let input = bytes(&format!("{name}{}", if json { ".jsonl" } else { ".csv" }), lines.join("\n"));
        if let Ok(proposal) = propose(&input) {
            let mapping = Mapping::parse("m.toml", &proposal);
            proptest::prop_assert!(mapping.is_ok(), "{}\n{}", mapping.unwrap_err(), proposal);
            // Rows may be wrong, but the mapping's columns are there.
            let checked = Options { dry_run: true, ..options(mapping.unwrap()) };
            if let Err(failure) = load(&mut Scratch::new().store(), &input, &checked, &mut |_| {}) {
                proptest::prop_assert!(!failure.to_string().contains("m.toml"), "{}\n{}", failure, proposal);
            }
        }
    }
}
