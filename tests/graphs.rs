//! RDF and FollowTheMoney as they are read: each file in `tests/formats/rdf` and `tests/formats/ftm` is loaded, and the
//! store then says what `NAME.expected` lists, or the load fails as it says. `UPDATE_EXPECT=1` rewrites these.

mod loading;

use std::path::{Path, PathBuf};

use factfile::load::{LoadReport, Options, load};
use loading::listing::listing;
use loading::{Scratch, bytes, dump};

const FOLDERS: [&str; 2] = ["tests/formats/rdf", "tests/formats/ftm"];

fn cases() -> Vec<PathBuf> {
    let files = FOLDERS.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap()).map(|entry| entry.unwrap().path());
    let mut cases: Vec<PathBuf> =
        files.filter(|path| path.extension().is_none_or(|extension| extension != "expected")).collect();
    cases.sort();
    cases
}

/// What loading a file comes to: the listing of the store and what was left out, or the errors.
fn outcome(case: &Path) -> String {
    let scratch = Scratch::new();
    let name = case.file_name().unwrap().to_string_lossy().into_owned();
    let input = bytes(&name, std::fs::read(case).unwrap());
    let loaded = load(&mut scratch.store(), &input, &Options::default(), &mut |_| {});
    match loaded {
        Err(failure) => format!("{failure}\n"),
        Ok(report) => {
            let before = dump(scratch.path());
            let again = load(&mut scratch.store(), &input, &Options::default(), &mut |_| {});
            let again = again.unwrap_or_else(|failure| panic!("{name} again: {failure}"));
            assert_eq!(again.load, None, "{name} again changes something");
            assert_eq!(dump(scratch.path()), before, "{name} again changes something");
            shown(&scratch, &report)
        }
    }
}

fn shown(scratch: &Scratch, report: &LoadReport) -> String {
    let left_out = report.left_out.iter().map(|it| {
        let value = it.value.as_ref().map_or_else(String::new, |value| format!(": “{value}”"));
        format!("left out {}: {} {}{value}", it.line, it.count, it.what)
    });
    listing(&scratch.path()).into_iter().chain(left_out).map(|line| line + "\n").collect()
}

#[test]
fn every_file_is_read_as_expected() {
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut wrong = Vec::new();
    for case in cases() {
        let (found, expected) = (outcome(&case), case.with_extension("expected"));
        if update {
            std::fs::write(&expected, &found).unwrap();
        } else if std::fs::read_to_string(&expected).unwrap_or_default() != found {
            wrong.push(format!("{}:\n{found}", case.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_words_and_names_of_the_store_stay() {
    let scratch = Scratch::new();
    let native = r#"{"vocabulary": {"kinds": [{"name": "person"}, {"name": "place"}, {"name": "envoy", "broader": "person"}]}}
{"entity": {"id": "http://example.org/ann", "name": "Ann Lee", "kinds": ["envoy"]}}"#;
    let graph = r#"@prefix ex: <http://example.org/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:ann rdfs:label "A. Lee" ; ex:knows ex:ben .
ex:Envoy rdfs:subClassOf ex:Office .
ex:Person rdfs:subClassOf ex:Envoy ."#;
    let loaded = |name: &str, text: &str| {
        let loaded = load(&mut scratch.store(), &bytes(name, text), &Options::default(), &mut |_| {});
        loaded.unwrap_or_else(|failure| panic!("{failure}"))
    };
    loaded("facts.jsonl", native);
    let report = loaded("graph", graph);
    let left_out: Vec<(usize, usize)> = report.left_out.iter().map(|it| (it.line, it.count)).collect();
    assert_eq!(left_out, [(3, 1), (4, 1)]);
    let lines = listing(&scratch.path());
    let has = |line: &str| assert!(lines.iter().any(|other| other == line), "{line}: {lines:#?}");
    has("kind envoy < person");
    has("kind person");
    has("entity http://example.org/ann \"Ann Lee\" also A. Lee");
}

#[test]
fn blank_nodes_of_two_files_are_two_things() {
    let scratch = Scratch::new();
    for age in [1, 2] {
        let graph = format!("_:x <http://example.org/age> \"{age}\"^^<http://www.w3.org/2001/XMLSchema#integer> .");
        load(&mut scratch.store(), &bytes("f.nt", graph), &Options::default(), &mut |_| {}).unwrap();
    }
    assert_eq!(scratch.rows("SELECT count(*) FROM entity"), ["2"]);
}
