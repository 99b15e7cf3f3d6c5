//! Any bytes end in a load or in errors: never in a panic, never in half a load.

mod loading;

use std::sync::LazyLock;

use factfile::load::{Input, Options, load};
use factfile::store::Store;
use loading::{Scratch, bytes, dump, read_only, rows};
use proptest::prelude::*;

/// A store with something in it, and all that is in it.
static TEMPLATE: LazyLock<(Scratch, Vec<String>)> = LazyLock::new(|| {
    let scratch = Scratch::new();
    let records = std::fs::read("tests/load_errors/_store.jsonl").unwrap();
    load(&mut scratch.store(), &bytes("store.jsonl", records), &Options::default(), &mut |_| {}).unwrap();
    let dump = dump(scratch.path());
    (scratch, dump)
});

/// Good records of every sort.
static RECORDS: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let fixture = std::fs::read_to_string("fixtures/uae-talks/facts.jsonl").unwrap();
    let mut lines: Vec<&str> = fixture.lines().filter(|line| !line.starts_with("{\"fact\"")).collect();
    lines.extend(fixture.lines().filter(|line| line.starts_with("{\"fact\"")).step_by(9));
    lines.push(r#"{"fact": {"subject": {"name": "Ann", "kind": "person"}, "predicate": "is", "object": "person"}}"#);
    lines.join("\n").into_bytes()
});

/// Files of other formats, each with its name.
static OTHERS: LazyLock<Vec<(String, Vec<u8>)>> = LazyLock::new(|| {
    let files = ["tests/formats/rdf", "tests/formats/ftm"].iter().flat_map(|folder| std::fs::read_dir(folder).unwrap());
    let paths = files.map(|entry| entry.unwrap().path());
    let mut paths: Vec<_> =
        paths.filter(|path| path.extension().is_some_and(|extension| extension != "expected")).collect();
    paths.sort();
    let name = |path: &std::path::Path| path.file_name().unwrap().to_string_lossy().into_owned();
    paths.iter().map(|path| (name(path), std::fs::read(path).unwrap())).collect()
});

/// Loads the bytes into a copy of the template and checks what must be so whatever they are.
fn check(name: &str, content: &[u8], strict: bool) -> Result<(), TestCaseError> {
    let scratch = Scratch::new();
    std::fs::copy(TEMPLATE.0.path(), scratch.path()).unwrap();
    let mut store = Store::open_writable(scratch.path()).unwrap();
    let options = Options { strict, ..Options::default() };
    let input = bytes(name, content);
    match load(&mut store, &input, &options, &mut |_| {}) {
        Err(failure) => {
            prop_assert!(failure.total >= failure.diagnostics.len() && !failure.diagnostics.is_empty());
            for diagnostic in &failure.diagnostics {
                diagnostic.render(true);
                diagnostic.json();
            }
            prop_assert_eq!(&dump(scratch.path()), &TEMPLATE.1);
        }
        Ok(_) => {
            let after = dump(scratch.path());
            let again =
                load(&mut store, &input, &options, &mut |_| {}).map_err(|f| TestCaseError::fail(f.to_string()))?;
            prop_assert_eq!(again.load, None);
            prop_assert_eq!(dump(scratch.path()), after);
            check_whole(&scratch)?;
        }
    }
    check_rejects(&input, &options)
}

fn check_whole(scratch: &Scratch) -> Result<(), TestCaseError> {
    let connection = read_only(&scratch.path());
    prop_assert_eq!(rows(&connection, "PRAGMA integrity_check"), ["ok"]);
    prop_assert_eq!(rows(&connection, "PRAGMA foreign_key_check"), Vec::<String>::new());
    Ok(())
}

/// Loads what is good of it, and sees to it that the rest is rejected, and again when it is loaded again.
fn check_rejects(input: &Input, options: &Options) -> Result<(), TestCaseError> {
    let scratch = Scratch::new();
    std::fs::copy(TEMPLATE.0.path(), scratch.path()).unwrap();
    let mut store = Store::open_writable(scratch.path()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("rejects-{}", input.name()));
    let options = Options { rejects: Some(path.clone()), ..options.clone() };
    let Ok(report) = load(&mut store, input, &options, &mut |_| {}) else {
        prop_assert_eq!(&dump(scratch.path()), &TEMPLATE.1);
        prop_assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        return Ok(());
    };
    let rejected = report.rejected.unwrap();
    prop_assert_eq!(path.exists(), rejected.records > 0);
    check_whole(&scratch)?;
    if rejected.records > 0 {
        let input_name = input.name();
        let input = Input::File(path);
        let again = folder.path().join(format!("again-{}", input_name));
        let options = Options { rejects: Some(again), ..options };
        let again = load(&mut store, &input, &options, &mut |_| {});
        let again = again.map_err(|failure| TestCaseError::fail(failure.to_string()))?;
        prop_assert!(again.rejected.unwrap().records <= rejected.records);
        check_whole(&scratch)?;
    }
    Ok(())
}

/// A change of one place of a file.
#[derive(Debug, Clone)]
enum Change {
    Replace(usize, Vec<u8>),
    Insert(usize, Vec<u8>),
    Remove(usize, usize),
    Copy(usize, usize, usize),
    CutOff(usize),
    SwapLines(usize, usize),
}

fn changes() -> impl Strategy<Value = Change> {
    let words = prop_oneof![
        proptest::collection::vec(any::<u8>(), 1..4),
        proptest::sample::select(vec![
            "\"",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\\",
            "\\u0000",
            "\\ud800",
            "null",
            "true",
            "-1e400",
            "1.5",
            "\n",
            "\r",
            "\u{feff}",
            "\0",
            "\"kind\": \"x\"",
            "\"evidence\": []",
            "é",
            "\u{202e}",
        ])
        .prop_map(|word| word.as_bytes().to_vec()),
    ];
    let at = any::<usize>;
    prop_oneof![
        (at(), words.clone()).prop_map(|(at, word)| Change::Replace(at, word)),
        (at(), words).prop_map(|(at, word)| Change::Insert(at, word)),
        (at(), 1..30_usize).prop_map(|(at, length)| Change::Remove(at, length)),
        (at(), at(), 1..200_usize).prop_map(|(from, to, length)| Change::Copy(from, to, length)),
        at().prop_map(Change::CutOff),
        (at(), at()).prop_map(|(a, b)| Change::SwapLines(a, b)),
    ]
}

impl Change {
    fn apply(self, content: &mut Vec<u8>) {
        let length = content.len().max(1);
        let place = |at: usize, content: &Vec<u8>| (at % length).min(content.len());
        match self {
            Change::Replace(at, word) => {
                let at = place(at, content);
                let end = (at + word.len()).min(content.len());
                content.splice(at..end, word);
            }
            Change::Insert(at, word) => {
                let at = place(at, content);
                content.splice(at..at, word);
            }
            Change::Remove(at, count) => {
                let at = place(at, content);
                content.drain(at..(at + count).min(content.len()));
            }
            Change::Copy(from, to, count) => {
                let from = place(from, content);
                let part = content[from..(from + count).min(content.len())].to_vec();
                let to = place(to, content);
                content.splice(to..to, part);
            }
            Change::CutOff(at) => content.truncate(place(at, content)),
            Change::SwapLines(a, b) => {
                let mut lines: Vec<Vec<u8>> = content.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
                let (a, b) = (a % lines.len(), b % lines.len());
                lines.swap(a, b);
                *content = lines.join(&b'\n');
            }
        }
    }
}

/// Any JSON value, mostly of the words that records are made of.
fn json() -> impl Strategy<Value = serde_json::Value> {
    let words = [
        "vocabulary",
        "document",
        "entity",
        "fact",
        "kinds",
        "predicates",
        "name",
        "object",
        "subject",
        "predicate",
        "id",
        "evidence",
        "quote",
        "source",
        "kind",
        "is",
        "ann",
        "envoy",
        "attended",
        "report",
        "2026-01",
        "time",
        "text",
        "",
    ];
    let word = proptest::sample::select(words.to_vec());
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<f64>().prop_map(|number| serde_json::json!(number)),
        word.clone().prop_map(Into::into),
        ".{0,8}".prop_map(Into::into),
    ];
    leaf.prop_recursive(5, 40, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            proptest::collection::vec((word.clone(), inner), 0..5).prop_map(|members| {
                serde_json::Value::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
            }),
        ]
    })
}

/// A statement of N-Quads, mostly of the terms that mean something to the reader.
fn statement() -> impl Strategy<Value = String> {
    let node = proptest::sample::select(vec![
        "<http://e/a>",
        "<http://e/b>",
        "<http://e/C>",
        "<urn:factfile:entity:a%20b>",
        "<urn:factfile:document:d>",
        "<http://www.wikidata.org/entity/P1>",
        "<http://www.wikidata.org/entity/statement/S>",
        "<http://www.wikidata.org/reference/R>",
        "<http://www.w3.org/2002/07/owl#TransitiveProperty>",
        "<http://www.w3.org/2000/01/rdf-schema#Class>",
        "<urn:factfile:Document>",
        "_:x",
        "_:y",
    ]);
    let property = proptest::sample::select(vec![
        "<http://e/p>",
        "<http://e/ns#p>",
        "<http://e/C>",
        "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>",
        "<http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies>",
        "<http://www.w3.org/1999/02/22-rdf-syntax-ns#first>",
        "<http://www.w3.org/2000/01/rdf-schema#label>",
        "<http://www.w3.org/2000/01/rdf-schema#comment>",
        "<http://www.w3.org/2000/01/rdf-schema#subClassOf>",
        "<http://www.w3.org/2000/01/rdf-schema#range>",
        "<http://www.w3.org/2002/07/owl#inverseOf>",
        "<http://www.w3.org/2004/02/skos/core#altLabel>",
        "<http://purl.org/dc/terms/issued>",
        "<http://schema.org/startDate>",
        "<http://schema.org/endDate>",
        "<http://www.w3.org/ns/prov#wasDerivedFrom>",
        "<http://www.wikidata.org/prop/P1>",
        "<http://www.wikidata.org/prop/statement/P1>",
        "<http://www.wikidata.org/prop/direct/P1>",
        "<http://www.wikidata.org/prop/qualifier/P580>",
        "<urn:factfile:evidence>",
        "<urn:factfile:document>",
        "<urn:factfile:source>",
        "<urn:factfile:quote>",
        "<urn:factfile:polarity>",
        "<urn:factfile:confidence>",
        "<urn:factfile:time>",
        "<urn:factfile:timeText>",
        "<urn:factfile:object_type>",
        "<urn:factfile:text>",
    ]);
    let text = prop_oneof![
        proptest::sample::select(vec!["", "a", "A b", "is", "-", "+", "0.5", "2020", "2020-02-30", "entity", "date"])
            .prop_map(str::to_owned),
        "[a-z é]{0,6}",
    ];
    let mark = proptest::sample::select(vec![
        "",
        "@en",
        "@de",
        "^^<http://www.w3.org/2001/XMLSchema#date>",
        "^^<http://www.w3.org/2001/XMLSchema#integer>",
        "^^<http://www.w3.org/2001/XMLSchema#boolean>",
        "^^<http://www.w3.org/2001/XMLSchema#anyURI>",
        "^^<http://id.loc.gov/datatypes/edtf/EDTF>",
    ]);
    let literal = (text, mark).prop_map(|(text, mark)| format!("\"{text}\"{mark}"));
    let object = prop_oneof![node.clone().prop_map(str::to_owned), literal];
    let quoted = (node.clone(), property.clone(), object.clone()).prop_map(|(s, p, o)| format!("<<( {s} {p} {o} )>>"));
    let graph = proptest::sample::select(vec!["", "", "", "<urn:factfile:document:d>", "<http://e/a>", "_:x"]);
    (node, property, prop_oneof![3 => object, 1 => quoted], graph).prop_map(|(s, p, o, g)| format!("{s} {p} {o} {g} ."))
}

/// Fewer cases than proptest's 256, as each makes a store; `PROPTEST_CASES` sets another number.
fn config() -> ProptestConfig {
    let default = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    match std::env::var_os("PROPTEST_CASES") {
        Some(_) => default,
        None => ProptestConfig { cases: 64, ..default },
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn random_bytes(content in proptest::collection::vec(any::<u8>(), 0..2000), whole in any::<bool>()) {
        check(if whole { "f.json" } else { "f.jsonl" }, &content, false)?;
    }

    #[test]
    fn changed_records(changes in proptest::collection::vec(changes(), 0..4), strict in any::<bool>()) {
        let mut content = RECORDS.clone();
        changes.into_iter().for_each(|change| change.apply(&mut content));
        check("f.jsonl", &content, strict)?;
    }

    #[test]
    fn random_json(records in proptest::collection::vec(json(), 1..4), whole in any::<bool>()) {
        let lines: Vec<String> = records.iter().map(ToString::to_string).collect();
        check(if whole { "f.json" } else { "f.jsonl" }, lines.join("\n").as_bytes(), false)?;
    }

    #[test]
    fn changed_files_of_other_formats(
        which in any::<proptest::sample::Index>(),
        changes in proptest::collection::vec(changes(), 0..4),
        strict in any::<bool>(),
    ) {
        let (name, content) = which.get(&OTHERS);
        let mut content = content.clone();
        changes.into_iter().for_each(|change| change.apply(&mut content));
        check(name, &content, strict)?;
    }

    #[test]
    fn random_graphs(statements in proptest::collection::vec(statement(), 1..14)) {
        check("f.nq", statements.join("\n").as_bytes(), false)?;
    }
}
