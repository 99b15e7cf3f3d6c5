//! Loading, through the public face.

mod loading;

use std::io::Write;

use factfile::edtf::Edtf;
use factfile::load::{Input, LISTED, LoadReport, Options, load};
use factfile::store::Store;
use loading::{Scratch, bytes, dump};

/// Loads records that must be good.
fn loaded(scratch: &Scratch, records: &str) -> LoadReport {
    loaded_with(scratch, records, &Options::default())
}

fn loaded_with(scratch: &Scratch, records: &str, options: &Options) -> LoadReport {
    let mut store = scratch.store();
    match load(&mut store, &bytes("facts.jsonl", records), options, &mut |_| {}) {
        Ok(report) => report,
        Err(failure) => panic!("{failure}"),
    }
}

/// The wording of all that is wrong with records.
fn refused(scratch: &Scratch, records: &str) -> String {
    let mut store = scratch.store();
    load(&mut store, &bytes("facts.jsonl", records), &Options::default(), &mut |_| {}).unwrap_err().to_string()
}

const PEOPLE: &str = r#"{"vocabulary": {"kinds": [{"name": "person"}, {"name": "diplomat", "broader": "person"}, {"name": "envoy", "broader": "diplomat", "phrases": ["delegate"]}], "predicates": [{"name": "attended", "phrases": ["took part in"], "inverse": "attended by", "object": "entity"}, {"name": "as", "object": "text"}, {"name": "for", "object": "entity"}]}}
{"document": {"id": "report", "title": "A report", "published": "2026-01-23", "text": "Witkoff and Kushner took part in the talks. Umerov did not. Witkoff was “satisfied”."}}
{"entity": {"id": "witkoff", "name": "Steve Witkoff", "kinds": ["envoy"], "aliases": ["Witkoff", "S. Witkoff"]}}
{"entity": {"id": "umerov", "name": "Rustem Umerov", "kinds": ["envoy"], "aliases": ["Умєров"]}}
{"entity": {"id": "talks", "name": "the Talks"}}
"#;

#[test]
fn the_fixture_loads_with_every_quote_verbatim() {
    let scratch = Scratch::new();
    let mut store = scratch.store();
    let input = Input::File("fixtures/uae-talks/facts.jsonl".into());
    let report = load(&mut store, &input, &Options { strict: true, ..Options::default() }, &mut |_| {})
        .unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!(report.quotes.verbatim, report.evidence.new, "{report:#?}");
    assert_eq!((report.missing_quotes.len(), report.repeated_quotes.len()), (0, 0), "{report:#?}");
    assert!(report.facts.new >= 90 && report.documents.new == 1, "{report:#?}");
    assert_eq!(store.counts().unwrap().facts as usize, report.facts.new);
}

#[test]
fn the_same_file_again_changes_nothing() {
    let scratch = Scratch::new();
    let fixture = std::fs::read_to_string("fixtures/uae-talks/facts.jsonl").unwrap();
    let first = loaded(&scratch, &fixture);
    let before = dump(scratch.path());
    let again = loaded(&scratch, &fixture);
    assert_eq!((first.load, again.load), (Some(1), None));
    let new = [again.documents.new, again.entities.new, again.facts.new, again.evidence.new];
    assert_eq!(new, [0; 4]);
    assert_eq!(again.facts.known, first.facts.new + first.facts.known);
    assert_eq!(dump(scratch.path()), before);
}

#[test]
fn records_may_come_in_any_order() {
    let (forwards, backwards) = (Scratch::new(), Scratch::new());
    let fixture = std::fs::read_to_string("fixtures/uae-talks/facts.jsonl").unwrap();
    let reversed: Vec<&str> = fixture.lines().rev().collect();
    let (a, b) = (loaded(&forwards, &fixture), loaded(&backwards, &reversed.join("\n")));
    assert_eq!((a.facts, a.entities, a.evidence, a.quotes), (b.facts, b.entities, b.evidence, b.quotes));
    assert_eq!(b.kinds_declared, Vec::<String>::new());
    let readable =
        "SELECT subject.name, predicate.name, object.name, kind.name, literal.value, holds, denied, fact.first_day
        FROM fact JOIN entity AS subject ON subject.id = fact.subject JOIN predicate ON predicate.id = fact.predicate
        LEFT JOIN entity AS object ON object.id = fact.object LEFT JOIN kind ON kind.id = fact.kind
        LEFT JOIN literal ON literal.id = fact.value ORDER BY 1, 2, 3, 4, 5, 8, 6, 7";
    assert_eq!(forwards.rows(readable), backwards.rows(readable));
}

#[test]
fn the_load_is_recorded_with_file_sum_who_and_counts() {
    let scratch = Scratch::new();
    let options = Options { who: Some("ada".into()), note: Some("first".into()), ..Options::default() };
    loaded_with(&scratch, PEOPLE, &options);
    let sum = {
        use sha2::{Digest, Sha256};
        Sha256::digest(PEOPLE.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect::<String>()
    };
    let rows = scratch.rows("SELECT source, sha256, who, note, documents, entities, facts, evidence FROM load");
    assert_eq!(rows, [format!("facts.jsonl|{sum}|ada|first|1|3|2|0")]);
    let at: String = scratch.rows("SELECT at FROM load")[0].clone();
    assert!(at.ends_with('Z') && at.len() == "2026-01-23T12:00:00Z".len(), "{at}");
}

#[test]
fn what_is_the_same_is_one_fact_and_evidence_is_added_to_it() {
    let scratch = Scratch::new();
    let facts = r#"{"fact": {"subject": "witkoff", "predicate": "attended", "object": "talks", "time": "2026-01", "qualifiers": {"as": ["envoy", "host"]}}}
{"fact": {"subject": "Steve Witkoff", "predicate": "took part in", "object": "talks", "time": "2026-01", "qualifiers": {"as": ["host", "envoy", "host"]}, "evidence": [{"document": "report", "quote": "Witkoff and Kushner took part in the talks"}]}}
{"fact": {"subject": "witkoff", "predicate": "attended", "object": "talks", "time": "2026"}}
{"fact": {"subject": "witkoff", "predicate": "attended", "object": "talks"}}
{"fact": {"subject": "witkoff", "predicate": "attended", "object": "talks", "time": "2026-01", "qualifiers": {"as": "envoy"}}}
{"fact": {"subject": "witkoff", "predicate": "attended", "object": "talks", "time": "2026-01", "qualifiers": {"as": ["envoy", "host"]}, "evidence": [{"document": "report", "quote": "Witkoff and Kushner took part in the talks", "confidence": 0.5}, {"document": "report", "quote": "Witkoff and Kushner took part in the talks", "modality": "possible"}]}}
"#;
    let report = loaded(&scratch, &format!("{PEOPLE}{facts}"));
    // Two kinds of entities, and the facts of the first, third, fourth and fifth record.
    assert_eq!((report.facts.new, report.facts.known), (6, 2));
    assert_eq!((report.evidence.new, report.evidence.known), (2, 1));
    assert_eq!(scratch.rows("SELECT count(*) FROM qualifier"), ["3"]);
    assert_eq!(scratch.rows("SELECT fact, count(*) FROM evidence GROUP BY fact"), ["3|2"]);
}

#[test]
fn facts_are_told_apart_by_their_qualifiers_within_a_file_and_over_files() {
    let fact = |qualifiers: &str| {
        format!(
            r#"{{"fact": {{"subject": "witkoff", "predicate": "attended", "object": "talks", "qualifiers": {qualifiers}}}}}"#
        )
    };
    let different = ["{}", r#"{"as": "guest"}"#, r#"{"as": ["guest", "envoy"]}"#, r#"{"for": "umerov"}"#]
        .map(fact)
        .into_iter()
        .chain([fact(r#"{"as": "guest", "for": ["umerov", "talks"]}"#)]);
    let same = [fact(r#"{"for": ["talks", "umerov"], "as": "guest"}"#), fact(r#"{"as": ["envoy", "guest"]}"#)];
    let records: Vec<String> = different.chain(same).collect();
    let scratch = Scratch::new();
    loaded(&scratch, PEOPLE);
    let report = loaded(&scratch, &records.join("\n"));
    assert_eq!((report.facts.new, report.facts.known), (5, 2));
    let report = loaded(&scratch, &records.join("\n"));
    assert_eq!((report.facts.new, report.facts.known), (0, 7));
    let together = Scratch::new();
    let report = loaded(&together, &format!("{PEOPLE}{}", records.join("\n")));
    // Of two entities it is said besides what they are.
    assert_eq!((report.facts.new, report.facts.known), (7, 2));
}

#[test]
fn many_facts_that_differ_only_in_their_qualifiers_are_known_again() {
    let fact = |number: i64| {
        format!(
            r#"{{"fact": {{"subject": "witkoff", "predicate": "attended", "object": "talks", "qualifiers": {{"seat": {number}}}}}}}"#
        )
    };
    let facts = |numbers: std::ops::Range<i64>| numbers.map(fact).collect::<Vec<_>>().join("\n");
    let scratch = Scratch::new();
    loaded(&scratch, PEOPLE);
    assert_eq!(loaded(&scratch, &facts(0..40)).facts.new, 40);
    let mut store = scratch.store();
    store.undo(None).unwrap();
    drop(store);
    let report = loaded(&scratch, &format!("{}\n{}", facts(20..60), facts(50..70)));
    assert_eq!((report.facts.new, report.facts.known), (50, 10), "20 stand again, 30 are added, 10 are given twice");
    assert_eq!(scratch.rows("SELECT count(*), count(DISTINCT value) FROM qualifier"), ["70|70"]);
    assert_eq!(scratch.rows("SELECT count(*) FROM fact WHERE retracted IS NOT NULL"), ["20"]);
}

#[test]
fn what_holds_and_what_is_denied_follows_from_what_is_said() {
    let scratch = Scratch::new();
    let fact = |subject: &str, evidence: &str| {
        format!(
            r#"{{"fact": {{"subject": "{subject}", "predicate": "attended", "object": "talks", "evidence": [{evidence}]}}}}"#
        ) + "\n"
    };
    let states = "SELECT subject.key, unsourced, holds, denied FROM fact JOIN entity AS subject ON subject.id = subject
                  WHERE object IS NOT NULL ORDER BY subject.key";
    let denies = r#"{"document": "report", "quote": "Umerov did not", "polarity": "-"}"#;
    let affirms = r#"{"source": "witkoff", "modality": "possible"}"#;
    loaded(&scratch, &(PEOPLE.to_owned() + &fact("umerov", denies) + &fact("witkoff", "")));
    assert_eq!(scratch.rows(states), ["umerov|0|0|1", "witkoff|1|1|0"]);
    loaded(&scratch, &(fact("umerov", affirms) + &fact("witkoff", denies)));
    assert_eq!(scratch.rows(states), ["umerov|0|1|1", "witkoff|1|1|1"]);
}

#[test]
fn times_keep_their_words_and_their_days() {
    let scratch = Scratch::new();
    let facts = r#"{"fact": {"subject": "witkoff", "predicate": "attended", "object": "talks", "time": "2026-01~", "time_text": "on Friday", "evidence": [{"document": "report", "quote": "Witkoff"}, {"document": "report", "quote": "Umerov", "time_text": "on Saturday"}]}}"#;
    loaded(&scratch, &format!("{PEOPLE}{facts}\n"));
    let january: Edtf = "2026-01".parse().unwrap();
    let days = format!("2026-01~|{}|{}", january.first_day, january.last_day);
    let read = "SELECT literal.value, fact.first_day, fact.last_day FROM fact JOIN literal ON literal.id = time";
    assert_eq!(scratch.rows(read), [days]);
    let read = "SELECT value FROM evidence JOIN literal ON literal.id = time_phrase ORDER BY evidence.id";
    assert_eq!(scratch.rows(read), ["on Friday", "on Saturday"]);
}

#[test]
fn names_are_found_by_key_then_name_then_alias_then_folded() {
    let scratch = Scratch::new();
    let records = r#"{"entity": {"id": "georgia", "name": "Georgia (country)", "kinds": ["country"], "aliases": ["Georgia"]}}
{"entity": {"id": "us-ga", "name": "Georgia", "kinds": ["state"], "aliases": ["GEORGIA"]}}
{"entity": {"id": "x", "name": "georgia", "kinds": ["ship"]}}
{"fact": {"subject": "georgia", "predicate": "borders", "object": "Georgia"}}
{"fact": {"subject": "the GEORGIA", "predicate": "borders", "object": "x"}}
"#;
    let failure = refused(&scratch, records);
    assert!(failure.contains("“the GEORGIA” names more than one thing"), "{failure}");
    assert!(failure.contains("Georgia (state) with the key `us-ga`"), "{failure}");
    let good: Vec<&str> = records.lines().take(4).collect();
    loaded(&scratch, &good.join("\n"));
    let read = "SELECT s.key, o.key FROM fact JOIN entity s ON s.id = subject JOIN entity o ON o.id = object";
    assert_eq!(scratch.rows(read), ["georgia|us-ga"]);
}

#[test]
fn a_name_with_a_kind_finds_or_makes_an_entity_wherever_it_stands() {
    let scratch = Scratch::new();
    let records = r#"{"fact": {"subject": "Jared Kushner", "predicate": "attended", "object": "talks"}}
{"fact": {"subject": {"name": "Jared Kushner", "kind": "envoy"}, "predicate": "attended", "object": {"name": "Talks", "kind": "meeting"}, "qualifiers": {"for": {"name": "The United States", "kind": "country"}}}}
{"fact": {"subject": {"name": "Rustem Umerov", "kind": "person"}, "predicate": "attended", "object": "talks"}}
{"fact": {"subject": {"name": "Steve Witkoff", "kind": "ship"}, "predicate": "attended", "object": "talks"}}
{"fact": {"subject": "talks", "predicate": "is", "object": "meeting"}}
"#;
    let report = loaded(&scratch, &format!("{PEOPLE}{records}"));
    assert_eq!(report.entities.new, 6);
    assert_eq!(report.kinds_declared, ["meeting", "country", "ship"]);
    let keys = scratch.rows("SELECT key FROM entity ORDER BY key");
    assert_eq!(keys, ["jared-kushner", "steve-witkoff", "talks", "umerov", "united-states", "witkoff"]);
    let before = dump(scratch.path());
    assert_eq!(loaded(&scratch, &format!("{PEOPLE}{records}")).load, None);
    assert_eq!(dump(scratch.path()), before);
}

#[test]
fn what_a_name_means_does_not_rest_on_the_order_of_the_records() {
    let records = [
        r#"{"fact": {"subject": {"name": "Bo Berg", "kind": "place"}, "predicate": "met", "object": "bo"}}"#,
        r#"{"fact": {"subject": {"id": "bo", "name": "Bo Berg"}, "predicate": "met", "object": "ann"}}"#,
        r#"{"fact": {"subject": "bo", "predicate": "is", "object": "place"}}"#,
        r#"{"entity": {"id": "ann", "name": "Ann"}}"#,
    ];
    for [first, second, third] in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let scratch = Scratch::new();
        loaded(&scratch, &[first, second, third, 3].map(|at| records[at]).join("\n"));
        assert_eq!(scratch.rows("SELECT key FROM entity ORDER BY key"), ["ann", "bo"], "{first}, {second}, {third}");
    }
}

#[test]
fn words_are_declared_by_use_and_strict_forbids_it() {
    let scratch = Scratch::new();
    let records = r#"{"entity": {"id": "a", "name": "A", "kinds": ["thing"]}}
{"fact": {"subject": "a", "predicate": "weighs", "object": 4.5}}
{"fact": {"subject": "a", "predicate": "is broken", "object": false}}
{"fact": {"subject": "a", "predicate": "is_next-to", "object": "A"}}
{"fact": {"subject": "a", "predicate": "is next to", "object": {"name": "B", "kind": "thing"}, "qualifiers": {"by": 3}}}
"#;
    let mut store = scratch.store();
    let strict = Options { strict: true, ..Options::default() };
    let failure = load(&mut store, &bytes("f", records), &strict, &mut |_| {}).unwrap_err();
    assert_eq!(failure.total, 7, "{failure}");
    assert_eq!(dump(scratch.path()), dump(Scratch::new().created()));
    let report = loaded(&scratch, records);
    assert_eq!(report.kinds_declared, ["thing"]);
    assert_eq!(report.predicates_declared, ["weighs", "is broken", "is_next-to", "by"]);
    let types = scratch.rows("SELECT name, object_type FROM predicate ORDER BY id");
    assert_eq!(types, ["is|kind", "weighs|number", "is broken|boolean", "is_next-to|entity", "by|number"]);
}

#[test]
fn later_declarations_add_to_earlier_ones() {
    let scratch = Scratch::new();
    loaded(&scratch, r#"{"entity": {"id": "a", "name": "A", "kinds": ["envoy"]}}"#);
    loaded(&scratch, PEOPLE);
    let more = r#"{"vocabulary": {"kinds": [{"name": "Envoy", "plural": "envoys", "phrases": ["emissary", "delegate"]}], "predicates": [{"name": "attended", "object": "entity", "phrases": ["was at"], "inverse_phrases": ["visited by"], "subject_kind": "emissary", "characteristics": ["functional"]}]}}"#;
    assert_eq!(loaded(&scratch, more).load, Some(3));
    assert_eq!(loaded(&scratch, more).load, None);
    let vocabulary = scratch.store().vocabulary().unwrap();
    let envoy = vocabulary.kind(vocabulary.kind_named("emissary").unwrap());
    assert_eq!((envoy.name.as_str(), envoy.phrases.as_slice()), ("envoy", &["delegate".into(), "emissary".into()][..]));
    assert_eq!(vocabulary.kind(envoy.broader.unwrap()).name, "diplomat");
    let attended = vocabulary.predicate(vocabulary.predicate_named("attended").unwrap());
    assert_eq!(attended.phrases, ["took part in", "was at"]);
    assert_eq!(
        (attended.inverse_phrases.as_slice(), attended.subject_kind),
        (&["visited by".into()][..], Some(envoy.id))
    );
    assert!(attended.functional);
}

#[test]
fn entities_gain_names_kinds_and_documents_gain_their_text() {
    let scratch = Scratch::new();
    let early = r#"{"document": {"id": "d", "title": "D"}}
{"entity": {"id": "a", "name": "A"}}
{"fact": {"subject": "a", "predicate": "is", "object": "thing", "evidence": [{"document": "d", "quote": "a is"}]}}
"#;
    let report = loaded(&scratch, early);
    assert_eq!(report.quotes.unchecked, 1);
    let late = r#"{"document": {"id": "d", "url": "https://example.org/d", "text": "So a is."}}
{"entity": {"id": "a", "name": "A", "aliases": ["Aa", "A"], "kinds": ["letter"], "description": "First."}}
{"entity": {"id": "a", "name": "A", "description": "Another."}}
"#;
    let report = loaded(&scratch, late);
    assert_eq!((report.entities.new, report.documents.new, report.facts.new), (0, 0, 1));
    assert_eq!(scratch.rows("SELECT quote_state, quote_start, quote_end FROM evidence"), ["verbatim|3|7"]);
    assert_eq!(scratch.rows("SELECT title, url, length(sha256) FROM document"), ["D|https://example.org/d|64"]);
    assert_eq!(scratch.rows("SELECT text, preferred FROM name ORDER BY id"), ["A|1", "Aa|0"]);
    assert_eq!(scratch.rows("SELECT description FROM entity"), ["First."]);
}

#[test]
fn quotes_are_reported_by_state_with_the_nearest_passage() {
    let scratch = Scratch::new();
    let fact = |quote: &str| {
        format!(
            r#"{{"fact": {{"subject": "witkoff", "predicate": "attended", "object": "talks", "evidence": [{{"document": "report", "quote": {quote}}}]}}}}"#
        ) + "\n"
    };
    let facts = [
        r#""Witkoff and Kushner took part""#,
        r#""Witkoff was \"satisfied\"""#,
        r#""Witkoff and Kushner joined the talks""#,
        r#""Witkoff""#,
        r#""the talks", "prefix": "took part in""#,
    ];
    let report = loaded(&scratch, &(PEOPLE.to_owned() + &facts.map(fact).concat()));
    let quotes = report.quotes;
    assert_eq!((quotes.verbatim, quotes.normalised, quotes.missing, quotes.unchecked), (3, 1, 1, 0));
    let [missing] = report.missing_quotes.as_slice() else { panic!("{report:#?}") };
    assert_eq!((missing.line, missing.document.as_str()), (8, "report"));
    assert!(missing.nearest.as_ref().unwrap().starts_with("Witkoff and Kushner"), "{missing:?}");
    let [repeated] = report.repeated_quotes.as_slice() else { panic!("{report:#?}") };
    assert_eq!((repeated.line, repeated.occurrences), (9, 2));
}

#[test]
fn literals_are_typed_and_kept_once() {
    let scratch = Scratch::new();
    let records = r#"{"vocabulary": {"predicates": [{"name": "note", "object": "text"}, {"name": "size", "object": "number"}, {"name": "born", "object": "date"}, {"name": "open", "object": "boolean"}, {"name": "site", "object": "url"}]}}
{"entity": {"id": "a", "name": "A"}}
{"fact": {"subject": "a", "predicate": "note", "object": "2026-01"}}
{"fact": {"subject": "a", "predicate": "size", "object": 9223372036854775807}}
{"fact": {"subject": "a", "predicate": "size", "object": -1.5e300}}
{"fact": {"subject": "a", "predicate": "size", "object": 1}}
{"fact": {"subject": "a", "predicate": "size", "object": 1.0}}
{"fact": {"subject": "a", "predicate": "born", "object": "2026-01", "time": "2026-01"}}
{"fact": {"subject": "a", "predicate": "open", "object": true}}
{"fact": {"subject": "a", "predicate": "site", "object": "https://example.org"}}
"#;
    let report = loaded(&scratch, records);
    assert_eq!((report.facts.new, report.facts.known), (7, 1));
    let read = "SELECT type, typeof(value), value FROM literal ORDER BY type, value";
    let expected = [
        "boolean|integer|1",
        "date|text|2026-01",
        "number|real|-1.5e300",
        "number|integer|1",
        "number|integer|9223372036854775807",
        "text|text|2026-01",
        "url|text|https://example.org",
    ];
    assert_eq!(scratch.rows(read), expected);
}

#[test]
fn one_json_object_with_lists_says_the_same_as_lines() {
    let (lines, whole) = (Scratch::new(), Scratch::new());
    let fixture = std::fs::read_to_string("fixtures/uae-talks/facts.jsonl").unwrap();
    let mut object = serde_json::json!({"vocabulary": [], "documents": [], "entities": [], "facts": []});
    for line in fixture.lines() {
        let record: serde_json::Value = serde_json::from_str(line).unwrap();
        for (kind, list) in
            [("vocabulary", "vocabulary"), ("document", "documents"), ("entity", "entities"), ("fact", "facts")]
        {
            if let Some(body) = record.get(kind) {
                object[list].as_array_mut().unwrap().push(body.clone());
            }
        }
    }
    loaded(&lines, &fixture);
    let mut store = whole.store();
    let pretty = serde_json::to_string_pretty(&object).unwrap();
    load(&mut store, &bytes("facts.json", &pretty), &Options::default(), &mut |_| {}).unwrap_or_else(|f| panic!("{f}"));
    drop(store);
    let but_loads = |path| dump(path).into_iter().filter(|row| !row.starts_with("load|")).collect::<Vec<_>>();
    assert_eq!(but_loads(lines.path()), but_loads(whole.path()));
}

#[test]
fn nulls_and_marks_and_line_ends_are_read() {
    let scratch = Scratch::new();
    let records = "\u{feff}\r\n{\"entity\": {\"id\": \"a\", \"name\": \"A\", \"kinds\": null, \"aliases\": null, \"description\": null}}\r\n\r\n   \n{\"fact\": {\"subject\": \"a\", \"predicate\": \"is\", \"object\": \"thing\", \"time\": null, \"qualifiers\": null, \"evidence\": null}}";
    let report = loaded(&scratch, records);
    assert_eq!((report.entities.new, report.facts.new), (1, 1));
}

#[test]
fn a_dry_run_reports_and_writes_nothing() {
    let scratch = Scratch::new();
    let before = dump(scratch.created());
    let report = loaded_with(&scratch, PEOPLE, &Options { dry_run: true, ..Options::default() });
    assert_eq!((report.entities.new, report.load), (3, None));
    assert_eq!(dump(scratch.path()), before);
}

#[test]
fn a_bad_file_leaves_the_store_as_it_was() {
    let scratch = Scratch::new();
    loaded(&scratch, PEOPLE);
    let before = dump(scratch.path());
    let more = r#"{"entity": {"id": "new", "name": "New"}}
{"fact": {"subject": "new", "predicate": "attended", "object": "talks"}}
{"fact": {"subject": "newt", "predicate": "attended", "object": "talks"}}
"#;
    assert!(refused(&scratch, more).contains("did you mean `New`"));
    assert_eq!(dump(scratch.path()), before);
}

#[test]
fn problems_are_listed_up_to_a_limit_and_counted_beyond() {
    let scratch = Scratch::new();
    let records = r#"{"fact": {"subject": "nobody", "predicate": "is", "object": "thing"}}"#.to_owned() + "\n";
    let mut store = scratch.store();
    let failure =
        load(&mut store, &bytes("f", records.repeat(LISTED + 400)), &Options::default(), &mut |_| {}).unwrap_err();
    assert_eq!((failure.diagnostics.len(), failure.total), (LISTED, LISTED + 400));
}

#[test]
fn a_record_that_cannot_be_read_makes_no_further_problems() {
    let scratch = Scratch::new();
    let records = r#"{"entity": {"id": "ann", "name": "Ann", "knds": ["person"]}}
{"document": {"id": "d", "tilte": "x"}}
{"fact": {"subject": "ann", "predicate": "is", "object": "person", "evidence": [{"document": "d"}]}}
{"fact": {"subject": "Ann", "predicate": "is", "object": "person"}}
"#;
    let mut store = scratch.store();
    let failure = load(&mut store, &bytes("f", records), &Options::default(), &mut |_| {}).unwrap_err();
    assert_eq!(failure.total, 2, "{failure}");
}

#[test]
fn progress_is_told_and_a_load_can_be_given_up() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    let scratch = Scratch::new();
    let before = dump(scratch.created());
    let records: String =
        (0..20_000).map(|n| format!("{{\"entity\": {{\"id\": \"e{n}\", \"name\": \"E{n}\"}}}}\n")).collect();
    let stop = Arc::new(AtomicBool::new(false));
    let options = Options { stop: Some(Arc::clone(&stop)), ..Options::default() };
    let mut told = Vec::new();
    let mut store = scratch.store();
    let failure = load(&mut store, &bytes("f", &records), &options, &mut |progress| {
        told.push(progress);
        stop.store(told.len() == 3, Ordering::Relaxed);
    });
    assert_eq!(failure.unwrap_err().to_string(), "error: stopped");
    assert_eq!(told.len(), 3);
    assert!(told.windows(2).all(|pair| pair[0].bytes_read < pair[1].bytes_read), "{told:?}");
    drop(store);
    assert_eq!(dump(scratch.path()), before);
}

#[test]
fn a_file_that_changes_while_it_is_read_is_not_loaded() {
    let scratch = Scratch::new();
    let before = dump(scratch.created());
    let file = scratch.path().with_extension("jsonl");
    let record = |key: usize| format!("{{\"entity\": {{\"id\": \"e{key:05}\", \"name\": \"E\"}}}}\n");
    let records: String = (0..10_000).map(record).collect();
    std::fs::write(&file, &records).unwrap();
    let changed = records.replacen("e00000", "x00000", 1);
    let mut store = scratch.store();
    let failed = load(&mut store, &Input::File(file.clone()), &Options::default(), &mut |_| {
        std::fs::write(&file, &changed).unwrap();
    });
    assert!(failed.unwrap_err().to_string().contains("was changed while it was read"));
    drop(store);
    assert_eq!(dump(scratch.path()), before);
}

#[test]
fn a_pipe_is_read_like_a_file() {
    let scratch = Scratch::new();
    let pipe = scratch.path().with_extension("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let to = pipe.clone();
    let writer = std::thread::spawn(move || std::fs::write(to, PEOPLE).unwrap());
    let mut store = scratch.store();
    let report = load(&mut store, &Input::File(pipe), &Options::default(), &mut |_| {}).unwrap();
    writer.join().unwrap();
    assert_eq!(report.entities.new, 3);
}

#[test]
fn the_schema_describes_records_and_every_member_of_them() {
    let schema = factfile::load::json_schema();
    let text = schema.to_string();
    for member in ["vocabulary", "document", "entity", "fact", "qualifiers", "time_text", "inverse_phrases"] {
        assert!(text.contains(&format!("\"{member}\"")), "{member}");
    }
    let definitions = schema["$defs"].as_object().unwrap();
    for (name, definition) in definitions {
        for (member, property) in definition["properties"].as_object().into_iter().flatten() {
            assert!(property["description"].is_string(), "{name}.{member} has no description");
        }
    }
    assert!(Store::in_memory().is_ok());
}

#[test]
fn what_a_file_is_is_told_by_its_name_without_the_packing_and_by_its_first_line() {
    let object = "{\"entities\": [{\"id\": \"a\", \"name\": \"A\"},\n{\"id\": \"b\", \"name\": \"B\"}]}";
    let packed = |text: &str| zstd::encode_all(text.as_bytes(), 1).unwrap();
    let pretty = object.replacen('{', "{\n", 1);
    for (name, content) in [
        ("one.json", object.as_bytes().to_vec()),
        ("one.json.zst", packed(object)),
        ("one.JSON.gz", packed(object)),
        ("-", object.as_bytes().to_vec()),
        ("-", pretty.into_bytes()),
    ] {
        let loaded = load(&mut Scratch::new().store(), &bytes(name, content), &Options::default(), &mut |_| {});
        assert_eq!(loaded.unwrap_or_else(|failure| panic!("{name}: {failure}")).entities.new, 2, "{name}");
    }
}

#[test]
fn a_packed_object_is_refused_where_it_is_too_long_unpacked() {
    let mut packed = zstd::Encoder::new(Vec::new(), 1).unwrap();
    let spaces = vec![b' '; 1 << 20];
    packed.write_all(b"{\n").unwrap();
    (0..=256).for_each(|_| packed.write_all(&spaces).unwrap());
    let input = bytes("long.json.zst", packed.finish().unwrap());
    let failed = load(&mut Scratch::new().store(), &input, &Options::default(), &mut |_| {}).unwrap_err();
    assert!(failed.to_string().contains("more than 256 MiB"), "{failed}");
}

#[test]
fn words_that_a_graph_uses_and_does_not_declare_are_reported_in_their_order() {
    let graph = "PREFIX e: <http://e/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
e:zone rdfs:label \"zone\" .
e:a e:words \"x\" ; e:zone \"y\" ; e:born \"2020\"^^<http://www.w3.org/2001/XMLSchema#gYear> .
e:a e:age 4 ; a e:Ship .";
    let scratch = Scratch::new();
    let loaded = |strict: bool| {
        let options = Options { strict, ..Options::default() };
        load(&mut scratch.store(), &bytes("f.ttl", graph), &options, &mut |_| {})
    };
    assert_eq!(loaded(true).unwrap_err().total, 4);
    let report = loaded(false).unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!(report.predicates_declared, ["born", "words", "age"]);
    assert_eq!(report.kinds_declared, ["ship"]);
    // What the store has is declared.
    assert_eq!(loaded(true).unwrap_or_else(|failure| panic!("{failure}")).predicates_declared, [""; 0]);
}
