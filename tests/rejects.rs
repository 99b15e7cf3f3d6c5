//! Good records are loaded and bad ones written to a file of their own. Each folder in `tests/rejects` has a file that is
//! loaded so, by the mapping beside it if there is one, strictly or with quotes required where the folder is called so;
//! `expected` is what is written and what the store then says. Mended as `mend.txt` says, the rejects are loaded too, and the
//! store then says the same as one into which the whole mended file was loaded. `UPDATE_EXPECT=1` rewrites what is expected.

mod loading;

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use factfile::load::mapping::Mapping;
use factfile::load::{Input, LISTED, LoadFailure, LoadReport, Options, load};
use loading::listing::listing;
use loading::{Scratch, bytes, dump};

/// A folder for rejects, beside a store.
struct Place {
    folder: tempfile::TempDir,
    scratch: Scratch,
}

impl Place {
    fn new() -> Self {
        Place { folder: tempfile::tempdir().unwrap(), scratch: Scratch::new() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn rejecting(&self, name: &str) -> Options {
        Options { rejects: Some(self.path(name)), ..Options::default() }
    }

    fn load(&self, input: &Input, options: &Options) -> Result<LoadReport, LoadFailure> {
        load(&mut self.scratch.store(), input, options, &mut |_| {})
    }

    /// Loads lines with rejects, which go to `bad.jsonl`; how many they are, and what they are.
    fn reject(&self, lines: &str) -> (usize, String) {
        let report =
            self.load(&bytes("f.jsonl", lines), &self.rejecting("bad.jsonl")).unwrap_or_else(|f| panic!("{f}"));
        let rejected = report.rejected.unwrap();
        (rejected.records, std::fs::read_to_string(self.path("bad.jsonl")).unwrap_or_default())
    }
}

/// A case of a folder.
struct Case {
    folder: PathBuf,
    file: String,
    options: Options,
}

impl Case {
    fn all() -> Vec<Case> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rejects");
        let mut folders: Vec<PathBuf> = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
        folders.sort();
        folders.into_iter().map(Case::of).collect()
    }

    fn of(folder: PathBuf) -> Case {
        let names = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let file = names.into_iter().find(|name| name.starts_with("input.")).unwrap();
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let mapping = std::fs::read_to_string(folder.join("mapping.toml")).ok();
        let options = Options {
            strict: name == "strict",
            require_quotes: name == "quotes",
            mapping: mapping.map(|text| Arc::new(Mapping::parse("mapping.toml", &text).unwrap())),
            ..Options::default()
        };
        Case { folder, file, options }
    }

    fn content(&self) -> Vec<u8> {
        std::fs::read(self.folder.join(&self.file)).unwrap()
    }

    /// A text, mended: each line of `mend.txt` says what stands for what, with the escapes of Rust for bytes and line ends.
    fn mended(&self, text: Vec<u8>) -> Vec<u8> {
        let mends = std::fs::read_to_string(self.folder.join("mend.txt")).unwrap();
        mends.lines().fold(text, |text, line| {
            let (from, to) = line.split_once(" =>").unwrap();
            replaced(&text, &unescaped(from), &unescaped(to.strip_prefix(' ').unwrap_or(to)))
        })
    }

    /// What is written and loaded, and whether all is loaded once it is mended.
    fn run(&self) -> String {
        let place = Place::new();
        let rejects = format!("rejects.{}", self.file.split_once('.').unwrap().1);
        let options = Options { rejects: Some(place.path(&rejects)), ..self.options.clone() };
        let report = place.load(&bytes(&self.file, self.content()), &options).unwrap_or_else(|f| panic!("{f}"));
        let rejected = report.rejected.unwrap();
        let written = std::fs::read(place.path(&rejects)).unwrap();
        let mut shown = format!("{} records with {} problems\n\n", rejected.records, rejected.problems);
        shown += &String::from_utf8_lossy(&written);
        shown += "\n";
        shown.extend(listing(&place.scratch.path()).into_iter().map(|line| line + "\n"));

        // As they are, they are rejected again, and nothing else is.
        let input = bytes(&rejects, &written);
        let again = place.load(&input, &Options { rejects: Some(place.path(&format!("again-{rejects}"))), ..options });
        let again = again.unwrap_or_else(|failure| panic!("{failure}"));
        let is_row = self.file.ends_with("sv");
        assert!(!is_row || again.facts.new == 0, "{}: {again:?}", self.file);
        let again = again.rejected.unwrap();
        assert!(again.records > 0 && again.records <= rejected.records, "{}: {again:?}", self.file);

        let mended = place.load(&bytes(&rejects, self.mended(written)), &self.options);
        mended.unwrap_or_else(|failure| panic!("{}, mended: {failure}", self.folder.display()));
        let whole = Place::new();
        let loaded = whole.load(&bytes(&self.file, self.mended(self.content())), &self.options);
        loaded.unwrap_or_else(|failure| panic!("{}, whole: {failure}", self.folder.display()));
        assert_eq!(
            steady(listing(&place.scratch.path())),
            steady(listing(&whole.scratch.path())),
            "{}",
            self.folder.display()
        );
        shown
    }
}

/// Lines without the part of keys of blank nodes that is another for each file.
fn steady(lines: Vec<String>) -> Vec<String> {
    let steady = |line: String| {
        let mut parts = line.split("_:");
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |line, part| line + "_:" + part.split_once(':').map_or(part, |(_, label)| label))
    };
    let mut lines: Vec<String> = lines.into_iter().map(steady).collect();
    lines.sort();
    lines
}

fn unescaped(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        bytes.extend(rest[..at].bytes());
        let used = match rest.as_bytes().get(at + 1) {
            Some(b'n') => {
                bytes.push(b'\n');
                2
            }
            Some(b'x') => {
                bytes.push(u8::from_str_radix(&rest[at + 2..at + 4], 16).unwrap());
                4
            }
            _ => {
                bytes.push(b'\\');
                1
            }
        };
        rest = &rest[at + used..];
    }
    bytes.extend(rest.bytes());
    bytes
}

fn replaced(text: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.windows(from.len()).position(|window| window == from) {
        found.extend(&rest[..at]);
        found.extend(to);
        rest = &rest[at + from.len()..];
    }
    found.extend(rest);
    found
}

#[test]
fn bad_records_are_written_and_loaded_once_they_are_mended() {
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut wrong = Vec::new();
    for case in Case::all() {
        let (found, expected) = (case.run(), case.folder.join("expected"));
        if update {
            std::fs::write(&expected, &found).unwrap();
        } else if std::fs::read_to_string(&expected).unwrap_or_default() != found {
            wrong.push(format!("{}:\n{found}", case.folder.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The lines of a file: one entity, and one fact that is wrong.
const ONE_BAD: &str = r#"{"entity": {"id": "a", "name": "A"}}
{"fact": {"subject": "a", "predicate": "size", "object": 1, "time": "2026-13"}}
"#;

#[test]
fn without_anything_wrong_no_file_is_written() {
    let place = Place::new();
    let good = ONE_BAD.replace("-13", "");
    let (records, written) = place.reject(&good);
    assert_eq!((records, written.as_str(), place.files()), (0, "", vec![]));
    std::fs::write(place.path("bad.jsonl"), "older").unwrap();
    let report = place.load(&bytes("f.jsonl", &good), &place.rejecting("bad.jsonl")).unwrap();
    assert!(report.rejected.unwrap().was_there);
    assert_eq!(std::fs::read_to_string(place.path("bad.jsonl")).unwrap(), "older");
    assert!(place.reject(ONE_BAD).1.contains("2026-13"), "an older file is replaced");
}

#[test]
fn a_check_tells_what_would_be_rejected_and_writes_nothing() {
    let place = Place::new();
    let options = Options { dry_run: true, ..place.rejecting("bad.jsonl") };
    let before = dump(place.scratch.created());
    let report = place.load(&bytes("f.jsonl", ONE_BAD), &options).unwrap();
    let rejected = report.rejected.unwrap();
    assert_eq!((rejected.records, rejected.problems, rejected.diagnostics.len()), (1, 1, 1));
    assert_eq!((dump(place.scratch.path()), place.files()), (before, vec![]));
}

#[test]
fn mistakes_that_others_rest_on_let_nothing_be_loaded() {
    let bad = r#"{"fact": {"subject": "nobody", "predicate": "size", "object": 1}}"#;
    let words = r#"{"vocabulary": {"kinds": [{"name": "a", "broader": "b"}, {"name": "b", "broader": "a"}]}}"#;
    let graph = "<http://e/a> <http://e/b> <http://e/c> .\n";
    let cases = [
        ("circle.jsonl", format!("{bad}\n{words}"), "broader than itself"),
        (
            "words.jsonl",
            format!("{bad}\n{{\"vocabulary\": {{\"kinds\": [{{\"name\": \"a\"}}"),
            "ends before it is complete",
        ),
        ("whole.json", "{\"facts\": [{\"subject\": \"a\"".to_owned(), "ends before it is complete"),
        ("graph.ttl", graph.to_owned(), "convert it to N-Quads"),
        (
            "classes.nq",
            format!("{graph}<http://e/c> <http://www.w3.org/2000/01/rdf-schema#subClassOf> e ."),
            "not N-Quads",
        ),
        ("name.nq", format!("{graph}<http://e/b> <http://www.w3.org/2000/01/rdf-schema#label> \"b ."), "not N-Quads"),
    ];
    for (name, content, words) in cases {
        let place = Place::new();
        let before = dump(place.scratch.created());
        let failure = place.load(&bytes(name, content), &place.rejecting(&format!("bad-{name}"))).expect_err(name);
        let said = failure.to_string();
        assert!(said.contains(words) && !said.contains("nobody"), "{name}: {said}");
        assert_eq!((dump(place.scratch.path()), place.files()), (before, vec![]), "{name}");
    }
}

#[test]
fn a_history_is_loaded_whole_or_not_at_all() {
    let place = Place::new();
    let history = r#"{"load": {"number": 1, "at": "2026-01-01T00:00:00Z", "action": "load"}}
{"recorded": {"by": [1], "record": {"entity": {"id": "a", "name": "A"}}}}
{"recorded": {"by": [2], "record": {"entity": {"id": "b", "name": "B"}}}}
"#;
    let failure = place.load(&bytes("h.jsonl", history), &place.rejecting("bad")).unwrap_err();
    assert!(failure.to_string().contains("there is no load 2"), "{failure}");
    assert_eq!(place.files(), Vec::<String>::new());
}

#[test]
fn rejects_are_packed_as_their_name_says() {
    let plain = Place::new();
    let (_, expected) = plain.reject(ONE_BAD);
    for name in ["bad.jsonl.gz", "bad.jsonl.zst"] {
        let place = Place::new();
        place.load(&bytes("f.jsonl", ONE_BAD), &place.rejecting(name)).unwrap();
        let packed = std::fs::read(place.path(name)).unwrap();
        let mut text = String::new();
        match name.ends_with("gz") {
            true => flate2::read::GzDecoder::new(packed.as_slice()).read_to_string(&mut text).unwrap(),
            false => zstd::Decoder::new(packed.as_slice()).unwrap().read_to_string(&mut text).unwrap(),
        };
        assert_eq!(text, expected, "{name}");
        let again = place.load(&Input::File(place.path(name)), &place.rejecting("again")).unwrap();
        assert_eq!(again.rejected.unwrap().records, 1);
    }
}

#[test]
fn rejects_go_over_nothing_that_is_needed() {
    let place = Place::new();
    let file = place.path("f.jsonl");
    std::fs::write(&file, ONE_BAD).unwrap();
    std::fs::create_dir(place.path("folder")).unwrap();
    let store = place.scratch.created();
    let cases = [
        (file.clone(), "over the file that is loaded"),
        (place.folder.path().join("folder/../f.jsonl"), "over the file that is loaded"),
        (store, "over the store"),
        (place.path("folder"), "over something that is no file"),
        (place.path("bad.nq"), "ends in `.jsonl`"),
        (place.path("bad.ttl.gz"), "ends in `.jsonl`"),
        (place.path("nowhere/bad.jsonl"), "No such file or directory"),
    ];
    for (rejects, words) in cases {
        let options = Options { rejects: Some(rejects), ..Options::default() };
        let failure = place.load(&Input::File(file.clone()), &options).unwrap_err().to_string();
        assert!(failure.contains(words), "{failure}");
    }
    assert_eq!(std::fs::read_to_string(&file).unwrap(), ONE_BAD);
    assert_eq!(place.files(), ["f.jsonl", "folder"]);
}

#[test]
fn a_mapping_that_reads_files_by_name_reads_the_rejects_too() {
    let place = Place::new();
    let mapping = r#"format = "json"
[[entity]]
file = "things.jsonl"
id = "{/id}"
name = "{/name}"
"#;
    let mapping = Some(Arc::new(Mapping::parse("m.toml", mapping).unwrap()));
    let input = bytes("things.jsonl", "{\"id\": \"a\", \"name\": \"A\"}\n{\"id\": \"b\"}\n");
    let options = |name| Options { mapping: mapping.clone(), ..place.rejecting(name) };
    let failure = place.load(&input, &options("bad.jsonl")).unwrap_err().to_string();
    assert!(failure.contains("ends in `things.jsonl`"), "{failure}");
    std::fs::create_dir(place.path("bad")).unwrap();
    let report = place.load(&input, &options("bad/things.jsonl")).unwrap();
    assert_eq!((report.entities.new, report.rejected.unwrap().records), (1, 1));
}

#[test]
fn rows_are_rejected_again_with_new_reasons_in_the_place_of_the_old() {
    let mapping = "format = \"csv\"\n[[entity]]\nid = \"{id}\"\nname = \"{name}\"\n";
    let mapping = Some(Arc::new(Mapping::parse("m.toml", mapping).unwrap()));
    let place = Place::new();
    let options = |name| Options { mapping: mapping.clone(), ..place.rejecting(name) };
    place.load(&bytes("f.csv", "id,name\na,A\nb,\n,C\n"), &options("one.csv")).unwrap();
    let one = std::fs::read_to_string(place.path("one.csv")).unwrap();
    let (heading, _) = one.split_once('\n').unwrap();
    assert_eq!((heading, one.lines().count()), ("id,name", 5));
    // One is mended; to another a cell is added by mistake, and a row is added without a reason.
    let mended = one.replace("b,", "b,B").replace(",C", ",C,D") + "e\n";
    place.load(&bytes("one.csv", mended), &options("two.csv")).unwrap();
    let two = std::fs::read_to_string(place.path("two.csv")).unwrap();
    let rows: Vec<&str> = two.lines().collect();
    assert_eq!((rows.len(), rows[0], rows[2], rows[4]), (5, heading, ",C,D", "e"), "{two}");
    assert!(rows[1].starts_with("\"# rejected: one.csv:5:1: the row has 3 cells"), "{two}");
    assert!(rows[3].starts_with("\"# rejected: one.csv:6:1: the row has 1 cell,"), "{two}");
}

#[test]
fn a_program_that_makes_all_rows_as_long_takes_no_reason_for_a_value() {
    let mapping = "format = \"csv\"\nheader = false\n[[entity]]\nid = \"{1}\"\nname = \"{2}\"\n";
    let mapping = Some(Arc::new(Mapping::parse("m.toml", mapping).unwrap()));
    let place = Place::new();
    let options = |name| Options { mapping: mapping.clone(), ..place.rejecting(name) };
    place.load(&bytes("f.csv", "a,A,1\nb,B\n,C,2\n"), &options("one.csv")).unwrap();
    let one = std::fs::read_to_string(place.path("one.csv")).unwrap();
    // As a spreadsheet writes it.
    let padded: String =
        one.lines().map(|row| if row == "b,B" { "b,B,\n".to_owned() } else { row.to_owned() + "\n" }).collect();
    let report = place.load(&bytes("one.csv", padded), &options("two.csv")).unwrap();
    assert_eq!((report.entities.new, report.rejected.unwrap().records), (1, 1));
    assert_eq!(place.scratch.rows("SELECT key || ' ' || name FROM entity ORDER BY key"), ["a A", "b B"]);
}

#[test]
fn many_rejects_are_counted_and_some_listed() {
    let place = Place::new();
    let lines = r#"{"fact": {"subject": "nobody", "predicate": "size", "object": 1}}"#.to_owned() + "\n";
    let (records, written) = place.reject(&(ONE_BAD.to_owned() + &lines.repeat(5_000)));
    assert_eq!((records, written.lines().count()), (5_001, 10_002));
    let report = place.load(&bytes("again.jsonl", written), &place.rejecting("again.jsonl")).unwrap();
    let rejected = report.rejected.unwrap();
    assert_eq!((rejected.records, rejected.problems, rejected.diagnostics.len()), (5_001, 5_001, LISTED));
}

#[test]
fn facts_that_disagree_only_with_a_rejected_one_are_good() {
    let lines = r#"{"entity": {"id": "a", "name": "A"}}
{"fact": {"subject": "a", "predicate": "paid", "object": 3, "time": "2026-13"}}
{"fact": {"subject": "a", "predicate": "paid", "object": "a"}}
"#;
    let place = Place::new();
    assert_eq!(place.reject(lines).0, 1);
    assert_eq!(place.scratch.rows("SELECT object_type FROM predicate WHERE name = 'paid'"), ["entity"]);
}

#[test]
fn a_statement_that_is_nested_too_deeply_takes_no_other_with_it() {
    let deep = "<<( <http://e/s> <http://e/p> ".repeat(1_000);
    let graph = format!(
        "<http://e/a> <http://e/p> <http://e/b> .\n<http://e/a> <http://e/p> {deep}\n<http://e/a> <http://e/p> <<( <http://e/s> .\n<http://e/c> <http://e/p> <http://e/d> .\n"
    );
    let place = Place::new();
    let report = place.load(&bytes("f.nt", graph), &place.rejecting("bad.nt")).unwrap();
    assert_eq!((report.facts.new, report.rejected.unwrap().records), (2, 2));
}

#[test]
fn rows_that_name_the_same_things_as_a_rejected_one_are_good() {
    let place = Place::new();
    let mapping = r#"format = "csv"
[[fact]]
subject = { id = "{who}", name = "{who}" }
predicate = "met"
object = { name = "{whom}", kind = "person" }
time = "{when}"
"#;
    let mapping = Some(Arc::new(Mapping::parse("m.toml", mapping).unwrap()));
    let table = "who,whom,when\nAnn,Bo,2026-13\nAnn,Bo,2026-12\nBo,Ann,2026-11\nCy,Bo,never\nCy,Ann,2026\n";
    let options = Options { mapping, ..place.rejecting("bad.csv") };
    let report = place.load(&bytes("f.csv", table), &options).unwrap();
    let written = std::fs::read_to_string(place.path("bad.csv")).unwrap();
    assert_eq!(report.rejected.unwrap().records, 2, "{written}");
}

#[test]
fn a_long_line_and_bytes_of_any_sort_are_written_as_they_were() {
    let mut lines = "\u{feff}{\"fact\": \"".to_owned().into_bytes();
    lines.extend(std::iter::repeat_n(b'x', 300_000));
    lines.extend(b"\xff\"\r\n\n{\"entity\": {\"id\": \"a\", \"name\": \"A\"}}\n{\"nothing\": 1}");
    let place = Place::new();
    place.load(&bytes("f.jsonl", &lines), &place.rejecting("bad.jsonl")).unwrap();
    let written = std::fs::read(place.path("bad.jsonl")).unwrap();
    let kept: Vec<&[u8]> = written.split(|byte| *byte == b'\n').skip(1).step_by(2).collect();
    assert_eq!(kept, [&lines[3..lines.iter().position(|byte| *byte == b'\n').unwrap()], b"{\"nothing\": 1}"]);
}

mod generated {
    //! Any records, some of them broken: once these are mended, all is as if none had been.

    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::{Place, bytes, listing};
    use factfile::load::Options;

    const KEYS: [&str; 5] = ["a", "b", "ann", "bo-berg", "ann-lee"];
    const NAMES: [&str; 6] = ["Ann", "ann", "Ann Lee", "Bo Berg", "BO BERG", "b"];
    const KINDS: [&str; 3] = ["person", "envoy", "place"];
    const TIMES: [&str; 4] = ["2026", "2026-01", "2026-01-02/2026-02", ".."];
    const TEXTS: [&str; 2] = ["Ann Lee met Bo Berg.", "Nobody met anybody."];

    fn one(of: &'static [&'static str]) -> impl Strategy<Value = String> {
        proptest::sample::select(of).prop_map(str::to_owned)
    }

    fn maybe(of: &'static [&'static str]) -> impl Strategy<Value = Option<String>> {
        proptest::option::of(one(of))
    }

    fn entity() -> impl Strategy<Value = serde_json::Value> {
        let lists = (proptest::collection::vec(one(&NAMES), 0..2), proptest::collection::vec(one(&KINDS), 0..2));
        (one(&KEYS), one(&NAMES), lists, maybe(&["One.", "Another."])).prop_map(
            |(id, name, (aliases, kinds), description)| {
                serde_json::json!({"entity": {"id": id, "name": name, "aliases": aliases, "kinds": kinds,
                    "description": description}})
            },
        )
    }

    fn document() -> impl Strategy<Value = serde_json::Value> {
        (one(&["d", "e"]), maybe(&["D", "E"]), maybe(&TIMES[..2]), maybe(&TEXTS)).prop_map(
            |(id, title, retrieved, text)| {
                serde_json::json!({"document": {"id": id, "title": title, "retrieved": retrieved, "text": text}})
            },
        )
    }

    /// A key, a name, or a name with a kind or with a key.
    fn reference() -> impl Strategy<Value = serde_json::Value> {
        prop_oneof![
            3 => one(&KEYS).prop_map(Into::into),
            2 => one(&NAMES).prop_map(Into::into),
            2 => (one(&NAMES), one(&KINDS)).prop_map(|(name, kind)| serde_json::json!({"name": name, "kind": kind})),
            1 => (one(&KEYS), one(&NAMES)).prop_map(|(id, name)| serde_json::json!({"id": id, "name": name})),
        ]
    }

    fn fact() -> impl Strategy<Value = serde_json::Value> {
        // What is named by name and kind is looked for among things that facts say to be of it, as far as these are known
        // before any is made for a name: no name makes this key.
        let word = one(&["a"]).prop_map(Into::into);
        let said = prop_oneof![
            (reference(), Just("met"), reference()),
            (word, Just("is"), one(&KINDS).prop_map(Into::into)),
            (reference(), Just("size"), (0..3).prop_map(Into::into)),
            (reference(), Just("paid"), (0..3).prop_map(Into::into)),
        ];
        let evidence = (one(&["d", "e"]), maybe(&["Ann Lee met", "Nobody"]), proptest::option::of(reference()));
        (said, maybe(&TIMES), proptest::option::of(evidence)).prop_map(
            |((subject, predicate, object), time, evidence)| {
                let evidence = evidence.map(|(document, quote, source)| {
                    serde_json::json!([{"document": document, "quote": quote, "source": source}])
                });
                serde_json::json!({"fact": {"subject": subject, "predicate": predicate, "object": object, "time": time,
                    "evidence": evidence}})
            },
        )
    }

    fn records() -> impl Strategy<Value = Vec<String>> {
        let record = prop_oneof![3 => entity(), 1 => document(), 5 => fact()];
        proptest::collection::vec(record.prop_map(|record| record.to_string()), 1..14)
    }

    /// A line with a mistake in it.
    fn broken(line: &str, how: u8, at: usize) -> String {
        match how % 5 {
            // All words are still there: what a line would have said that is cut off before, nobody knows.
            0 => line[..line.len() - 1 - at % 2].to_owned(),
            1 => line.replacen("\":{", "\":{\"no such member\":1,", 1),
            2 => line.replacen("\"time\":", "\"time\":\"2026-02-30\",\"time_\":", 1),
            // By what a fact names things is known only where it stands behind its own member.
            3 if line.starts_with("{\"fact\"") => line.replacen("\"predicate\":", "\"predicte\":", 1),
            3 => line.replacen("\"name\":", "\"nmae\":", 1),
            _ => line.replacen("\":{", "\":[{", 1),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(32),
            failure_persistence: None,
            // The long form tries others each time.
            rng_seed: match std::env::var_os("PROPTEST_CASES") {
                Some(_) => proptest::test_runner::RngSeed::Random,
                None => proptest::test_runner::RngSeed::Fixed(7),
            },
            ..ProptestConfig::default()
        })]

        #[test]
        fn what_is_rejected_and_mended_is_as_if_it_had_never_been_wrong(
            lines in records(),
            faults in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), any::<usize>()), 1..4),
            declared in any::<bool>(),
        ) {
            let words = r#"{"vocabulary": {"kinds": [{"name": "person"}, {"name": "envoy", "broader": "person"}],
                "predicates": [{"name": "met", "object": "entity"}, {"name": "size", "object": "number"}]}}"#.replace('\n', " ");
            // Of any lines those are good that can be loaded together.
            let tried = Place::new();
            let text = |lines: &[String]| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
            let (_, bad) = tried.reject(&text(&lines));
            let mut left: Vec<&str> = bad.lines().collect();
            // A file whose first line only begins an object is one object, whatever follows.
            let mut good = vec![if declared { words } else { r#"{"vocabulary": {}}"#.to_owned() }];
            let first = good.len();
            good.extend(lines.into_iter().filter(|line| match left.iter().position(|bad| bad == line) {
                Some(at) => { left.remove(at); false }
                None => true,
            }));
            prop_assume!(good.len() > first);
            let whole = Place::new();
            // With other words they need not be good.
            prop_assume!(whole.load(&bytes("f.jsonl", text(&good)), &Options::default()).is_ok());

            let mut wrong = good.clone();
            let mut mends = HashMap::new();
            for (index, how, at) in faults {
                let at_line = first + index.index(good.len() - first);
                wrong[at_line] = broken(&good[at_line], how, at);
                mends.insert(wrong[at_line].clone(), good[at_line].clone());
            }
            let part = Place::new();
            let (_, bad) = part.reject(&text(&wrong));
            let mended: Vec<String> =
                bad.lines().map(|line| mends.get(line).cloned().unwrap_or_else(|| line.to_owned())).collect();
            if !mended.is_empty() {
                let loaded = part.load(&bytes("m.jsonl", text(&mended)), &Options::default());
                prop_assert!(loaded.is_ok(), "{}\n{}\n{}", text(&wrong), bad, loaded.unwrap_err());
            }
            prop_assert_eq!(
                listing(&part.scratch.path()), listing(&whole.scratch.path()),
                "{}\n{}", text(&wrong), bad
            );
        }
    }
}

#[test]
fn a_large_group_of_statements_is_rejected_whole() {
    const REIFIES: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies";
    let statements = |year: &str| {
        let of = |number: usize| {
            let time = if number == 700 { year } else { "2020" };
            format!(
                "_:r{number} <{REIFIES}> <<( <http://e/s{number}> <http://e/p> <http://e/o> )>> .\n\
                 _:r{number} <urn:factfile:evidence> _:e .\n_:r{number} <urn:factfile:time> \"{time}\" .\n"
            )
        };
        let group: String = (0..1_000).map(of).collect();
        format!("_:e <urn:factfile:quote> \"so it was\" .\n{group}<http://e/s1> <http://e/p> <http://e/other> .\n")
    };
    for wrong in ["2020-13", "2020-02-30"] {
        let place = Place::new();
        let rejecting = place.rejecting("bad.nt");
        let report = place.load(&bytes("f.nt", statements(wrong)), &rejecting).unwrap_or_else(|f| panic!("{f}"));
        assert_eq!((report.rejected.unwrap().records, report.facts.new), (3_001, 1));
        let mended = std::fs::read_to_string(place.path("bad.nt")).unwrap().replace(wrong, "2021");
        let report = place.load(&bytes("bad.nt", mended), &Options::default()).unwrap_or_else(|f| panic!("{f}"));
        assert_eq!(report.facts.new, 1_000);
    }
}

#[test]
fn a_record_of_a_large_group_that_is_wrong_rejects_all_of_it() {
    // The object is of another type than the store's predicate has, which only the loader finds.
    let place = Place::new();
    place
        .load(
            &bytes("v.jsonl", r#"{"vocabulary": {"predicates": [{"name": "p", "object": "number"}]}}"#),
            &Options::default(),
        )
        .unwrap();
    let of = |number: usize| {
        let object = if number == 700 { "<http://e/o>" } else { "\"1\"^^<http://www.w3.org/2001/XMLSchema#integer>" };
        format!(
            "_:r{number} <http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies> <<( <http://e/s{number}> <http://e/p{}> {object} )>> .\n\
             _:r{number} <urn:factfile:evidence> _:e .\n",
            if number == 700 { "#p" } else { "" }
        )
    };
    let group: String = (0..1_000).map(of).collect();
    let text = format!("_:e <urn:factfile:quote> \"so it was\" .\n{group}<http://e/s1> <http://e/q> <http://e/o> .\n");
    let loaded = place.load(&bytes("f.nt", text), &place.rejecting("bad.nt"));
    let report = loaded.unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!((report.rejected.unwrap().records, report.facts.new), (2_001, 1));
}
