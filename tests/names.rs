//! Names: how those in record files are matched, which are likely to be one, and what is kept apart.

mod binary;
mod loading;

use binary::Folder;
use factfile::load::{LoadReport, Options, load};
use loading::{Scratch, bytes};
use serde_json::Value as Json;

const ENTITIES: &str = r#"{"vocabulary": {"kinds": [{"name": "person"}, {"name": "place"}], "predicates": [{"name": "met", "object": "entity"}]}}
{"entity": {"id": "lodz", "name": "Łódź", "kinds": ["place"]}}
{"entity": {"id": "umerov", "name": "Рустем Умєров", "kinds": ["person"], "aliases": ["Rustem Umerov"]}}
{"entity": {"id": "weiss", "name": "Jørgen Weiß", "kinds": ["person"]}}
{"entity": {"id": "isik", "name": "İbrahim Işık", "kinds": ["person"]}}
{"entity": {"id": "ahmad", "name": "أحمد محمّد", "kinds": ["person"]}}
{"entity": {"id": "zhang", "name": "张伟", "kinds": ["person"]}}
{"entity": {"id": "ada", "name": "Ada Berg", "kinds": ["person"], "aliases": ["Countess Berg"]}}
"#;

/// A word in a file, and the key that it must find and by what; nothing where it must not.
const WORDS: &[(&str, Option<(&str, &str)>)] = &[
    ("lodz", Some(("lodz", "key"))),
    ("Łódź", Some(("lodz", "name"))),
    ("LODZ", Some(("lodz", "folded"))),
    ("Рустем Умєров", Some(("umerov", "name"))),
    ("РУСТЕМ УМЄРОВ", Some(("umerov", "folded"))),
    ("Rustem Umerov", Some(("umerov", "alias"))),
    ("rustem  umerov", Some(("umerov", "folded"))),
    ("Рустем Умеров", None),
    ("JORGEN WEISS", Some(("weiss", "folded"))),
    ("ibrahim isik", Some(("isik", "folded"))),
    ("IBRAHIM IŞIK", Some(("isik", "folded"))),
    ("احمد محمد", Some(("ahmad", "folded"))),
    ("أَحْمَد مُحَمَّد", Some(("ahmad", "folded"))),
    ("张伟", Some(("zhang", "name"))),
    ("張偉", None),
    ("Ａｄａ　Ｂｅｒｇ", Some(("ada", "folded"))),
    ("Ada\u{a0}Berg", Some(("ada", "folded"))),
    ("the Ada Berg", Some(("ada", "folded"))),
    ("Countess Berg", Some(("ada", "alias"))),
    ("Dr. Ada Berg", None),
    ("President Berg", None),
    ("A. Berg", None),
    ("Berg, Ada", None),
];

fn report(scratch: &Scratch, fact: &Json) -> Result<LoadReport, String> {
    let records = format!("{ENTITIES}{fact}\n");
    load(&mut scratch.store(), &bytes("f", records), &Options::default(), &mut |_| {})
        .map_err(|failure| failure.to_string())
}

#[test]
fn words_find_what_they_must_and_say_by_what() {
    for (word, expected) in WORDS {
        let scratch = Scratch::new();
        let fact = serde_json::json!({"fact": {"subject": word, "predicate": "met", "object": {"name": "Bob", "kind": "person"}}});
        let Some((key, by)) = expected else {
            let said = report(&scratch, &fact).unwrap_err();
            assert!(said.contains("nothing is named"), "{word}: {said}");
            continue;
        };
        let report = report(&scratch, &fact).unwrap_or_else(|said| panic!("{word}: {said}"));
        let names = serde_json::to_value(report.names).unwrap();
        assert_eq!((&names[by], &names["made"]), (&1.into(), &1.into()), "{word}: {names}");
        let listed: Vec<_> =
            report.folded_names.iter().map(|folded| (folded.word.as_str(), folded.key.as_str())).collect();
        assert_eq!(listed, if *by == "folded" { vec![(*word, *key)] } else { vec![] }, "{word}");
        let found =
            scratch.rows("SELECT e.key FROM fact AS f JOIN entity AS e ON e.id = f.subject WHERE f.object IS NOT NULL");
        assert_eq!(found, [*key], "{word}");
    }
}

#[test]
fn the_report_counts_each_reference_and_lists_each_folded_word_once() {
    let scratch = Scratch::new();
    let fact = |subject: &str, object: &str| {
        format!(r#"{{"fact": {{"subject": "{subject}", "predicate": "met", "object": "{object}"}}}}"#)
    };
    let facts =
        [fact("ada", "ADA BERG"), fact("ADA BERG", "Łódź"), fact("ada", "lodz"), fact("Countess Berg", "ada berg")];
    let records = format!("{ENTITIES}{}\n", facts.join("\n"));
    let report = load(&mut scratch.store(), &bytes("f", &records), &Options::default(), &mut |_| {}).unwrap();
    let names = report.names;
    assert_eq!((names.key, names.name, names.alias, names.folded, names.made), (3, 1, 1, 3, 0));
    assert_eq!(report.folded_names.iter().map(|name| name.word.as_str()).collect::<Vec<_>>(), ["ADA BERG", "ada berg"]);
    let shown = factfile::render::load_report(&report, &factfile::render::Style::plain(100));
    assert!(
        shown.contains("3 by key, 1 by name, 1 by another name, 3 but for case, accents or punctuation"),
        "{shown}"
    );
    assert!(shown.contains("“ADA BERG” is “Ada Berg” @ada"), "{shown}");
}

const ALIKE: &str = r#"{"vocabulary": {"kinds": [{"name": "person"}, {"name": "envoy", "broader": "person"}, {"name": "country"}, {"name": "state"}], "predicates": [{"name": "met", "object": "entity"}]}}
{"entity": {"id": "ada", "name": "Ada Berg", "kinds": ["envoy"]}}
{"entity": {"id": "ada-2", "name": "ADA  BERG", "kinds": ["person"]}}
{"entity": {"id": "dr-ada", "name": "Dr. Ada Berg"}}
{"entity": {"id": "a-berg", "name": "A. Berg"}}
{"entity": {"id": "georgia", "name": "Georgia", "kinds": ["country"]}}
{"entity": {"id": "georgia-us", "name": "Georgia", "kinds": ["state"]}}
{"entity": {"id": "cid", "name": "Cid"}}
{"fact": {"subject": "cid", "predicate": "met", "object": "ada"}}
"#;

fn pairs(folder: &Folder, options: &[&str]) -> Vec<(String, String, f64, String)> {
    let run = folder.run(&[&["names", "alike.db", "--format", "json"], options].concat());
    assert_eq!(run.code, Some(0), "{run:?}");
    let pairs: Vec<Json> = serde_json::from_str(&run.out).unwrap();
    let text = |json: &Json| json.as_str().unwrap().to_owned();
    let read = |pair: &Json| {
        let keys = (text(&pair["entity"]["key"]), text(&pair["other"]["key"]));
        (keys.0, keys.1, pair["score"].as_f64().unwrap(), text(&pair["reason"]))
    };
    pairs.iter().map(read).collect()
}

fn alike() -> Folder {
    let folder = Folder::empty();
    folder.write("alike.jsonl", ALIKE);
    assert_eq!(folder.run(&["load", "alike.db", "alike.jsonl"]).code, Some(0));
    folder
}

#[test]
fn likely_duplicates_are_listed_the_best_first() {
    let folder = alike();
    let found = pairs(&folder, &[]);
    let reason = |one: &str, other: &str| {
        let is = |pair: &&(String, String, f64, String)| {
            (pair.0 == one && pair.1 == other) || (pair.0 == other && pair.1 == one)
        };
        found.iter().find(is).map(|pair| pair.3.as_str())
    };
    assert_eq!(found[0].0, "ada", "more is known of it");
    assert_eq!(reason("ada", "ada-2"), Some("same name folded"));
    assert_eq!(reason("ada", "dr-ada"), Some("honorific dropped"));
    assert_eq!(reason("ada", "a-berg"), Some("initial and surname"));
    assert_eq!(reason("georgia", "georgia-us"), Some("same name"));
    assert_eq!(found.len(), 7, "{found:?}");
    assert!(found.windows(2).all(|pair| pair[0].2 >= pair[1].2), "{found:?}");
    let of_other_kinds = found.iter().find(|pair| pair.0.starts_with("georgia")).unwrap();
    assert!(of_other_kinds.2 < 0.85, "{of_other_kinds:?}");
    assert_eq!(pairs(&folder, &["--limit", "2"]).len(), 2);
    assert!(pairs(&folder, &["--min", "0.9"]).iter().all(|pair| pair.2 >= 0.9));
    let shown = folder.run(&["names", "alike.db", "--limit", "1"]);
    assert!(shown.out.contains("same name folded") && shown.out.contains("1 pair; there are more"), "{}", shown.out);
    let wrong = folder.run(&["names", "alike.db", "--min", "7"]);
    assert_eq!(wrong.code, Some(2), "{wrong:?}");
}

#[test]
fn what_was_merged_or_said_to_be_distinct_is_not_listed() {
    let folder = alike();
    let change = |statement: &str| {
        let run = folder.run_with_input(&["run", "-", "--on", "alike.db", "--write", "--yes"], statement);
        assert_eq!(run.code, Some(0), "{run:?}");
    };
    change("distinct @georgia from @georgia-us; merge @ada-2 into @ada; distinct @ada-2 from @a-berg");
    let keys: Vec<_> = pairs(&folder, &[]).into_iter().map(|pair| (pair.0, pair.1)).collect();
    assert_eq!(keys, [("ada".to_owned(), "dr-ada".to_owned()), ("dr-ada".to_owned(), "a-berg".to_owned())]);
    change("undo load 2");
    assert_eq!(pairs(&folder, &[]).len(), 3);
}

#[test]
fn a_merge_changes_no_facts_own_record() {
    let folder = alike();
    let stated = || {
        let connection = loading::read_only(&folder.path().join("alike.db"));
        let sql = "SELECT id, coalesce(subject_stated, subject), predicate, coalesce(object_stated, object), kind, value, time,
                          unsourced, recorded, retracted, stated_by FROM fact ORDER BY id";
        loading::rows(&connection, sql)
    };
    let before = stated();
    folder.run_with_input(
        &["run", "-", "--on", "alike.db", "--write", "--yes"],
        "merge @ada into @dr-ada; merge @dr-ada into @cid",
    );
    assert_eq!(stated(), before);
}

/// What stands with a kind is found among the things of that kind by the same names, and counted by which.
#[test]
fn what_stands_with_its_kind_is_counted_by_what_found_it() {
    let scratch = Scratch::new();
    let named = |name: &str| serde_json::json!({"name": name, "kind": "person"});
    let fact = serde_json::json!({"fact": {"subject": named("ADA BERG"), "predicate": "met", "object": named("Bob")}});
    let report = report(&scratch, &fact).unwrap();
    assert_eq!((report.names.folded, report.names.made, report.names.name), (1, 1, 0));
    assert_eq!(report.folded_names[0].word, "ADA BERG");
}

/// A fact that stands twice may be looked at twice.
#[test]
fn each_reference_is_counted_once() {
    let scratch = Scratch::new();
    let fact = r#"{"fact": {"subject": "ada", "predicate": "met", "object": "lodz"}}"#;
    let records = format!("{ENTITIES}{}", format!("{fact}\n").repeat(3));
    let report = load(&mut scratch.store(), &bytes("f", &records), &Options::default(), &mut |_| {}).unwrap();
    assert_eq!((report.facts.known, report.names.key), (2, 6));
}

/// Also where the key is known already.
#[test]
fn the_name_and_the_kind_beside_a_key_are_checked() {
    let fact = |id: &str, name: &str, kind: &str| {
        let subject = serde_json::json!({"id": id, "name": name, "kind": kind});
        serde_json::json!({"fact": {"subject": subject, "predicate": "met", "object": "ada"}}).to_string()
    };
    let strict = Options { strict: true, ..Options::default() };
    for (second, wrong) in [(fact("eve", "Eve", "persn"), "`persn`"), (fact("eve", "  ", "person"), "a name")] {
        let scratch = Scratch::new();
        let records = format!("{ENTITIES}{}\n{second}\n", fact("eve", "Eve", "person"));
        let failure = load(&mut scratch.store(), &bytes("f", &records), &strict, &mut |_| {}).unwrap_err();
        assert_eq!(failure.total, 1, "{failure}");
        assert!(failure.to_string().contains(wrong), "{failure}");
    }
}
