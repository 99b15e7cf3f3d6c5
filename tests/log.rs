//! `factfile log`: what was done to a store, and the script that does it again.

mod binary;

use binary::Folder;

const RECORDS: &str = r#"{"vocabulary": {"kinds": [{"name": "person"}], "predicates": [{"name": "attended", "object": "entity"}, {"name": "age", "object": "number"}, {"name": "representing", "object": "entity"}, {"name": "is out", "object": "boolean"}, {"name": "title", "object": "text"}]}}
{"document": {"id": "report 1", "title": "Report", "text": "Ann \"A.\" Berg and Bob came. Anna Berg did not."}}
{"entity": {"id": "ann", "name": "Ann Berg", "kinds": ["person"]}}
{"entity": {"id": "anna", "name": "Anna Berg", "kinds": ["person"]}}
{"entity": {"id": "bob/2", "name": "Bob", "kinds": ["person"]}}
{"entity": {"id": "talks", "name": "Talks"}}
{"fact": {"subject": "anna", "predicate": "attended", "object": "talks"}}
{"fact": {"subject": "ann", "predicate": "attended", "object": "talks", "time": "2026-01~", "qualifiers": {"representing": "bob/2"}}}
"#;

/// Every statement that changes a store, some taken back.
const SCRIPT: &str = r#"
assert Cid is person;
alias Cid as "C.";
assert Ann Berg attended Talks source "Ann \"A.\" Berg" in @"report 1";
assert denied Anna Berg attended Talks during 2026-01-01/2026-01-05 according to Cid confidence = 0.5;
assert probably Bob age 48 from @"report 1";
assert Bob is out;
assert Bob title "a \"b\"\n; retract fact 1";
assert Ann Berg attended Talks {representing: Bob} on 2026-02;
merge Ann Berg into Anna Berg;
unmerge Ann Berg;
distinct Ann Berg from Anna Berg;
retract Ann Berg attended Talks {representing: Bob} during "2026-01~" because "no; \"never\"";
retract Bob age 48 because "a year older" and assert Bob age 49 quoting "Bob came" in @"report 1";
merge Bob into Cid;
assert Bob age 50;
alias Bob as "Robert";
undo;
merge @talks into Anna Berg;
undo
"#;

/// What is so by the facts that count, by keys.
const STATED: &str = "find ?s, ?o where ?s attended ?o; find ?s, ?n where ?s age ?n; find ?s, ?n where ?s known as ?n;
    find ?s, ?n where ?s title ?n; find ?s where ?s is out; find ?s, ?o, ?r where ?s attended ?o {representing: ?r};
    find ?s, ?t where ?s attended _ at ?t; find ?s, ?by where ?s attended _ according to ?by denied;
    find ?s, ?q where ?s attended _ quoting ?q; find ?s where ?s age _ probably; find ?s where ?s is person";

fn changed() -> Folder {
    let folder = Folder::empty();
    folder.write("records.jsonl", RECORDS);
    folder.write("changes.ffq", SCRIPT);
    let loaded = folder.run(&["load", "facts.db", "records.jsonl", "--note", "the first"]);
    assert_eq!(loaded.code, Some(0), "{loaded:?}");
    let ran = folder.run(&["run", "changes.ffq", "--on", "facts.db", "--write", "--yes"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    folder
}

#[test]
fn the_script_does_again_what_statements_did() {
    let folder = changed();
    let script = folder.run(&["log", "facts.db", "--script"]);
    assert_eq!(script.code, Some(0), "{script:?}");
    folder.write("again.ffq", &script.out);
    folder.run(&["load", "other.db", "records.jsonl"]);
    let ran = folder.run(&["run", "again.ffq", "--on", "other.db", "--write", "--yes"]);
    assert_eq!(ran.code, Some(0), "{}\n{ran:?}", script.out);
    folder.write("stated.ffq", STATED);
    let stated = |store| folder.run(&["run", "stated.ffq", "--on", store, "--format", "json", "--sources"]);
    let (before, after) = (stated("facts.db"), stated("other.db"));
    assert_eq!((before.code, after.code), (Some(0), Some(0)), "{before:?}");
    // Facts have numbers of their own in each store.
    let unnumbered = |text: &str| text.replace(|c: char| c.is_ascii_digit(), "0");
    assert_eq!(unnumbered(&before.out), unnumbered(&after.out), "{}", script.out);
    let refused = folder.run_with_input(&["run", "-", "--on", "other.db", "--write", "--yes"], "merge @ann into @anna");
    assert!(refused.err.contains("are not the same"), "{refused:?}");
    let again = folder.run(&["log", "other.db", "--script"]);
    let statements =
        |text: &str| -> Vec<String> { text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect() };
    assert_eq!(statements(&again.out), statements(&script.out), "what was undone is not done again");
}

#[test]
fn loads_are_told_the_newest_first() {
    let folder = changed();
    let log = folder.run(&["log", "facts.db"]);
    assert_eq!(log.code, Some(0), "{log:?}");
    let at = |words: &str| log.out.find(words).unwrap_or_else(|| panic!("{words} is not told:\n{}", log.out));
    assert!(at("undo load 19") < at("merge") && at("merge") < at("load records.jsonl: 1 document, 4 entities"));
    assert!(log.out.contains("“the first”") && log.out.contains("“no; \"never\"”"), "{}", log.out);
    assert!(log.out.contains("counts no more since load 20") && log.out.ends_with(" 20 loads\n"), "{}", log.out);
    let two = folder.run(&["log", "facts.db", "--limit", "2"]);
    assert!(two.out.ends_with(" … and 18 loads before\n") && !two.out.contains("records.jsonl"), "{}", two.out);
}

#[test]
fn loads_are_told_as_json() {
    let folder = changed();
    let log = folder.run(&["log", "facts.db", "--json", "--limit", "2"]);
    let loads: serde_json::Value = serde_json::from_str(&log.out).unwrap();
    assert_eq!((&loads[0]["load"], &loads[0]["undoes"]), (&20.into(), &19.into()));
    assert_eq!((&loads[1]["action"], &loads[1]["undone_by"]), (&"merge".into(), &20.into()));
    assert_eq!(loads.as_array().unwrap().len(), 2);
    let all: serde_json::Value = serde_json::from_str(&folder.run(&["log", "facts.db", "--json"]).out).unwrap();
    let first = &all[19];
    assert_eq!((&first["documents"], &first["entities"], &first["note"]), (&1.into(), &4.into(), &"the first".into()));
    assert_eq!(first["sha256"].as_str().map(str::len), Some(64));
}
