//! Changes and their history: undoing restores what counted, earlier states stay known, and nothing is lost.
//! `FACTFILE_CHANGE_RUNS` sets how many random histories are tried.

mod loading;

use std::collections::BTreeMap;

use factfile::engine::Engine;
use factfile::load::{Options, load};
use factfile::session::{Change, Outcome, Session};
use factfile::source::Source;
use factfile::store::Store;
use loading::{Scratch, bytes, dump, read_only, rows};

/// A store that statements and loads change.
struct History {
    scratch: Scratch,
    session: Session,
}

impl History {
    fn new() -> Self {
        let scratch = Scratch::new();
        let session = Session::new(Engine::new(scratch.store()).unwrap());
        History { scratch, session }
    }

    /// Loads records; says the load's number, none where nothing was new.
    fn load(&mut self, records: &str) -> Option<i64> {
        let input = bytes("records.jsonl", records);
        let report = load(self.session.engine_mut().store_mut(), &input, &Options::default(), &mut |_| {});
        self.session.engine_mut().reload().unwrap();
        report.unwrap_or_else(|failure| panic!("{failure}")).load
    }

    fn run(&mut self, statement: &str) -> Result<Outcome, String> {
        let source = Source::new("statement", statement);
        let statements = factfile::syntax::parse(&source).unwrap_or_else(|error| panic!("{error}"));
        self.session.run(&source, &statements[0]).map_err(|error| error.to_string())
    }

    /// The first column of an answer.
    fn answer(&mut self, question: &str) -> Vec<String> {
        match self.run(question).unwrap_or_else(|error| panic!("{error}")) {
            Outcome::Answer(answer) => answer.rows.iter().map(|row| row[0].text().into_owned()).collect(),
            other => panic!("no answer: {other:?}"),
        }
    }

    fn rows(&self, sql: &str) -> Vec<String> {
        rows(&read_only(&self.scratch.path()), sql)
    }

    /// Everything that counts now.
    fn counting(&self) -> Vec<String> {
        [
            "SELECT 'fact', * FROM (SELECT id, subject, predicate, object, kind, value, time, unsourced, holds, denied,
                                           subject_stated, object_stated FROM fact WHERE retracted IS NULL)",
            "SELECT 'qualifier', q.* FROM qualifier AS q JOIN fact ON fact.id = q.fact WHERE fact.retracted IS NULL",
            "SELECT 'evidence', id, fact, source, source_stated FROM evidence WHERE retracted IS NULL",
            "SELECT 'name', entity, text, preferred, entity_stated FROM name WHERE retracted IS NULL ORDER BY 1, 2, 3",
            "SELECT 'entity', key, name, merged FROM entity WHERE retracted IS NULL",
            "SELECT 'document', key, title FROM document WHERE retracted IS NULL",
            "SELECT 'distinction', entity, other FROM distinction
             WHERE load NOT IN (SELECT load FROM undone WHERE until IS NULL)",
        ]
        .iter()
        .flat_map(|sql| self.rows(sql))
        .collect()
    }

    /// The facts that hold by what is claimed of each of them, by the state that is kept.
    fn held(&self) -> Vec<String> {
        self.rows(
            "SELECT id FROM fact WHERE unsourced OR EXISTS (SELECT 1 FROM evidence AS e
                WHERE e.fact = fact.id AND e.polarity = '+' AND e.retracted IS NULL) ORDER BY id",
        )
    }

    /// The same behind a load, by what was recorded.
    fn held_behind(&self, load: i64) -> Vec<String> {
        let undone = format!("SELECT load FROM undone WHERE since <= {load} AND (until IS NULL OR until > {load})");
        self.rows(&format!(
            "SELECT DISTINCT c.fact FROM claim_history AS c
             WHERE c.polarity = '+' AND c.load <= {load} AND c.load NOT IN ({undone})
               AND NOT EXISTS (SELECT 1 FROM retraction AS r WHERE r.fact = c.fact AND r.load > c.load
                               AND r.load <= {load} AND r.load NOT IN ({undone}))
             ORDER BY c.fact"
        ))
    }

    fn last_load(&self) -> i64 {
        self.rows("SELECT coalesce(max(id), 0) FROM load")[0].parse().unwrap()
    }

    fn check(&self, context: &str) {
        assert_eq!(self.rows("PRAGMA integrity_check"), ["ok"], "{context}");
        assert!(self.rows("PRAGMA foreign_key_check").is_empty(), "{context}");
        let states = "SELECT id FROM fact WHERE (retracted IS NULL) <> (unsourced OR EXISTS (
                          SELECT 1 FROM evidence AS e WHERE e.fact = fact.id AND e.retracted IS NULL))";
        assert_eq!(self.rows(states), Vec::<String>::new(), "{context}: retracted is what claims come to");
    }
}

const TALKS: &str = r#"
{"document": {"id": "report", "text": "Ann and Bob met."}}
{"entity": {"id": "ann", "name": "Ann", "kinds": ["person"], "aliases": ["Anna"]}}
{"entity": {"id": "bob", "name": "Bob", "kinds": ["person"]}}
{"entity": {"id": "talks", "name": "Talks"}}
{"fact": {"subject": "ann", "predicate": "attended", "object": "talks"}}
{"fact": {"subject": "bob", "predicate": "attended", "object": "talks", "evidence": [{"document": "report", "quote": "Ann and Bob met"}]}}
"#;

/// As the first, but for what only the last two lines say.
const MORE: &str = r#"
{"document": {"id": "report", "text": "Ann and Bob met."}}
{"entity": {"id": "ann", "name": "Ann", "kinds": ["person"], "aliases": ["Anna"]}}
{"entity": {"id": "bob", "name": "Bob"}}
{"entity": {"id": "talks", "name": "Talks"}}
{"fact": {"subject": "ann", "predicate": "attended", "object": "talks"}}
{"fact": {"subject": "bob", "predicate": "attended", "object": "talks", "evidence": [{"document": "report", "quote": "Ann and Bob met"}]}}
{"entity": {"id": "cid", "name": "Cid"}}
{"fact": {"subject": "cid", "predicate": "attended", "object": "talks"}}
"#;

#[test]
fn what_two_loads_gave_goes_when_both_are_undone() {
    let mut history = History::new();
    assert_eq!((history.load(TALKS), history.load(MORE)), (Some(1), Some(2)));
    history.run("undo load 1").unwrap();
    assert_eq!(history.answer("find ?x where ?x attended Talks"), ["Ann", "Bob", "Cid"]);
    assert_eq!(history.answer("find ?x where ?x is person"), ["Ann"], "only the first said so of Bob");
    assert_eq!(history.answer("find ?m where Anna attended ?m"), ["Talks"]);
    assert_eq!(history.session.engine().store().counts().unwrap().evidence, 1);
    history.run("undo load 2").unwrap();
    assert!(history.run("find ?x where ?x attended Talks").unwrap_err().contains("nothing is known as `Talks`"));
    assert_eq!(history.session.engine().store().counts().unwrap(), Default::default());
    history.check("both undone");
}

#[test]
fn a_load_gives_again_what_was_undone_or_retracted() {
    let mut history = History::new();
    history.load(TALKS);
    let loaded = history.counting();
    history.run("undo").unwrap();
    assert_eq!(history.counting(), Vec::<String>::new());
    assert_eq!(history.load(TALKS), Some(3), "it is a load anew");
    assert_eq!(history.counting(), loaded, "the rows are those of before");
    let fact = history.rows("SELECT id FROM fact WHERE subject = 2 AND object IS NOT NULL").remove(0);
    history.run(&format!("retract fact {fact}")).unwrap();
    assert_eq!(history.answer("find ?x where ?x attended Talks"), ["Ann"]);
    assert_eq!(history.load(TALKS), Some(5));
    assert_eq!(history.answer("find ?x where ?x attended Talks"), ["Ann", "Bob"]);
    assert_eq!(history.answer("find ?x where ?x attended Talks as recorded at load 4"), ["Ann"]);
    assert_eq!(history.answer("find ?x where ?x attended Talks as recorded at load 3"), ["Ann", "Bob"]);
    assert_eq!(history.load(TALKS), None);
    history.check("loaded again");
}

#[test]
fn a_correction_is_one_load() {
    let mut history = History::new();
    history.load(TALKS);
    let before = history.counting();
    let corrected =
        "retract Bob attended Talks because \"it was Ann\" and assert Ann attended Talks quoting \"Ann\" in @report";
    let Ok(Outcome::Changed(Change::Retracted(changed))) = history.run(corrected) else { panic!("no correction") };
    assert_eq!(changed.load.map(|load| load.0), Some(2));
    let instead = changed.what.instead.expect("what is so instead");
    assert_eq!(instead.quote, Some(factfile::value::QuoteState::Verbatim));
    assert_eq!((changed.difference.facts, changed.difference.evidence), (-1, 0), "a claim less, and one more");
    assert_eq!(history.answer("find ?x where ?x attended Talks"), ["Ann"]);
    assert_eq!(history.answer("find ?x where ?x attended Talks quoting \"Ann\""), ["Ann"]);
    assert_eq!(history.answer("find ?x where ?x attended Talks as recorded at load 1"), ["Ann", "Bob"]);
    history.run("undo load 2").unwrap();
    assert_eq!(history.counting(), before);
    history.check("the correction undone");

    // The same fact, by what another says.
    history.run("retract Bob attended Talks and assert Bob attended Talks according to Ann").unwrap();
    assert_eq!(history.answer("find ?x where ?x attended Talks according to Ann"), ["Bob"]);
    assert_eq!(history.rows("SELECT count(*) FROM evidence WHERE retracted IS NULL"), ["1"]);
    history.check("who says so corrected");
}

#[test]
fn a_correction_that_is_wrong_changes_nothing() {
    let mut history = History::new();
    history.load(TALKS);
    let before = history.counting();
    for wrong in [
        "retract Bob attended Talks and assert Nobody attended Talks",
        "retract Bob attended Ann and assert Ann attended Talks",
        "retract fact 99 and assert Bob attended Ann",
    ] {
        assert!(history.run(wrong).is_err(), "{wrong}");
        assert_eq!(history.counting(), before, "{wrong}");
    }
    assert_eq!(history.rows("SELECT count(*) FROM load"), ["1"]);
}

#[test]
fn loading_twice_changes_nothing_and_gives_nothing_again() {
    let mut history = History::new();
    history.load(TALKS);
    history.load(MORE);
    let before = dump(history.scratch.path());
    assert_eq!((history.load(TALKS), history.load(MORE)), (None, None));
    assert_eq!(dump(history.scratch.path()), before);
}

#[test]
fn a_wrong_file_can_be_undone_and_loaded_right() {
    let mut history = History::new();
    history.load(
        r#"{"document": {"id": "d", "title": "Wrong", "text": "Wrong words."}}
{"entity": {"id": "x", "name": "Wrong", "kinds": ["person"]}}
{"fact": {"subject": "x", "predicate": "attended", "object": "x", "evidence": [{"document": "d", "quote": "Wrong"}]}}"#,
    );
    history.run("undo").unwrap();
    history.load(
        r#"{"document": {"id": "d", "title": "Right", "text": "Right words, not Wrong."}}
{"entity": {"id": "x", "name": "Right", "kinds": ["person"]}}"#,
    );
    assert_eq!(history.answer("find ?x where ?x is person"), ["Right"]);
    assert!(history.run("find ?k where Wrong is ?k").unwrap_err().contains("nothing is known as `Wrong`"));
    assert_eq!(history.rows("SELECT title FROM document"), ["Right"]);
    history.run("undo load 2").unwrap();
    let place = history.rows("SELECT quote_state, quote_start FROM evidence WHERE retracted IS NULL");
    assert_eq!(place, ["verbatim|17"], "quotes are checked against the text that is there");
    history.check("loaded right");
}

#[test]
fn what_a_later_load_needs_stays() {
    let mut history = History::new();
    history.load(TALKS);
    history.load(
        r#"{"entity": {"id": "dan", "name": "Dan"}}
{"fact": {"subject": "dan", "predicate": "attended", "object": "talks", "evidence": [{"document": "report"}]}}"#,
    );
    history.run("undo load 1").unwrap();
    assert_eq!(history.answer("find ?x where ?x attended Talks from @report"), ["Dan"]);
    assert!(history.run("find ?m where Ann attended ?m").unwrap_err().contains("nothing is known as `Ann`"));
    history.run("undo load 2").unwrap();
    assert_eq!(history.counting(), Vec::<String>::new());
    history.run("undo load 4").unwrap();
    assert_eq!(history.answer("find ?x where ?x attended Talks"), ["Dan"]);
}

#[test]
fn what_an_alias_names_stays() {
    let mut history = History::new();
    history.load(TALKS);
    history.run("alias Ann as Annette").unwrap();
    history.run("merge Ann into Talks").unwrap();
    history.run("undo load 1").unwrap();
    assert_eq!(history.answer("find ?x where ?x known as Annette"), ["Talks"]);
    history.run("unmerge Ann").unwrap();
    assert_eq!(history.answer("find ?x where ?x known as Annette"), ["Ann"]);
    history.run("undo load 2").unwrap();
    assert_eq!(history.counting(), Vec::<String>::new());
    history.check("the alias undone");
}

#[test]
fn facts_loaded_of_a_merged_entity_are_its_own_again() {
    let mut history = History::new();
    history.load(TALKS);
    history.run("merge Ann into Bob").unwrap();
    history.load(
        r#"{"entity": {"id": "fair", "name": "Fair"}}
{"fact": {"subject": "ann", "predicate": "attended", "object": "fair"}}
{"fact": {"subject": "Anna", "predicate": "visited", "object": "fair", "qualifiers": {"attended": "ann"}}}
{"entity": {"id": "ann", "name": "Ann", "aliases": ["Annie"]}}"#,
    );
    assert_eq!(history.answer("find ?x where ?x attended Fair"), ["Bob"]);
    assert_eq!(history.answer("find ?x where ?x visited Fair {attended: Annie}"), ["Bob"]);
    history.run("unmerge Ann").unwrap();
    assert_eq!(history.answer("find ?x where ?x attended Fair"), ["Ann"]);
    assert_eq!(history.answer("find ?x where ?x visited Fair {attended: ?x}"), ["Ann"]);
    assert_eq!(history.answer("find ?m where Annie attended ?m"), ["Fair", "Talks"]);
    history.check("unmerged");
}

#[test]
fn merging_rewrites_no_fact_twice_and_keeps_both_preferred_names_findable() {
    let mut history = History::new();
    history.load(TALKS);
    let before = history.counting();
    history.run("merge Ann into Bob").unwrap();
    assert_eq!(history.answer("find ?x where ?x attended Talks"), ["Bob"]);
    assert!(history.run("merge Ann into Bob").unwrap_err().contains("both names are those of"));
    assert!(history.run("merge Bob into Ann").unwrap_err().contains("both names are those of"));
    assert_eq!(history.rows("SELECT subject, subject_stated FROM fact WHERE object IS NOT NULL"), ["2|1", "2|"]);
    history.run("undo").unwrap();
    assert_eq!(history.counting(), before);
}

#[test]
fn statements_that_change_need_leave_to_write() {
    let mut history = History::new();
    history.load(TALKS);
    history.session = Session::new(Engine::new(Store::open(history.scratch.path()).unwrap()).unwrap()).read_only();
    for statement in [
        "assert Ann attended Bob",
        "retract fact 1",
        "retract Ann attended Talks",
        "merge Ann into Bob",
        "unmerge Ann",
        "distinct Ann from Bob",
        "alias Ann as A",
        "undo",
    ] {
        let error = history.run(statement).unwrap_err();
        assert!(error.contains("--write"), "{statement}: {error}");
    }
}

/// A small generator of numbers: Knuth's MMIX.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound
    }

    fn of<'t>(&mut self, words: &[&'t str]) -> &'t str {
        words[self.below(words.len())]
    }
}

/// Does something, and says what; none where it was refused or changed nothing.
fn step(history: &mut History, random: &mut Random) -> Option<String> {
    let keys = ["@ann", "@bob", "@talks", "@cid"];
    let statement = match random.below(11) {
        0 => return history.load(TALKS).map(|load| format!("load {load} of talks")),
        1 => return history.load(MORE).map(|load| format!("load {load} of more")),
        2 => format!("assert {} attended {}", random.of(&keys), random.of(&keys)),
        3 => {
            let claim = random.of(&["from @report", "according to @bob", "from @report according to @ann"]);
            let certainty = random.of(&["", "denied ", "probably "]);
            format!("assert {certainty}{} attended {} {claim}", random.of(&keys), random.of(&keys))
        }
        4 => format!("retract fact {}", 1 + random.below(8)),
        5 => format!("alias {} as \"{}\"", random.of(&keys), random.of(&["Anna", "Ann", "Bert"])),
        6 => format!("merge {} into {}", random.of(&keys), random.of(&keys)),
        7 => format!("unmerge {}", random.of(&keys)),
        8 => format!("distinct {} from {}", random.of(&keys), random.of(&keys)),
        _ => format!("undo load {}", 1 + random.below(history.last_load().max(1) as usize)),
    };
    let before = dump(history.scratch.path());
    match history.run(&statement) {
        Ok(Outcome::Changed(change)) => is_recorded(&change).then_some(statement),
        Ok(other) => panic!("{statement}: {other:?}"),
        Err(error) => {
            assert!(error.starts_with("error: "), "{statement}: {error}");
            assert!(!error.contains("internal"), "{statement}: {error}");
            assert_eq!(dump(history.scratch.path()), before, "{statement} is refused and changes nothing");
            None
        }
    }
}

fn is_recorded(change: &Change) -> bool {
    let load = match change {
        Change::Asserted(changed) => changed.load,
        Change::Retracted(changed) => changed.load,
        Change::Merged(changed) => changed.load,
        Change::Unmerged(changed) => changed.load,
        Change::Distinguished(changed) => changed.load,
        Change::Aliased(_, changed) => changed.load,
        Change::Undone(changed) => changed.load,
    };
    load.is_some()
}

#[test]
fn every_change_can_be_undone_and_every_state_stays_known() {
    let runs = std::env::var("FACTFILE_CHANGE_RUNS").map_or(8, |runs| runs.parse().expect("a number"));
    for seed in 0..runs {
        let (mut history, mut random) = (History::new(), Random(seed));
        let (mut done, mut held) = (Vec::new(), BTreeMap::new());
        history.load(TALKS);
        for _ in 0..40 {
            let before = history.counting();
            let Some(did) = step(&mut history, &mut random) else { continue };
            done.push(did);
            let context = format!("seed {seed}: {}", done.join("; "));
            history.check(&context);
            held.insert(history.last_load(), history.held());
            let after = history.counting();
            if random.below(2) == 0 {
                history.run(&format!("undo load {}", history.last_load())).unwrap();
                assert_eq!(history.counting(), before, "{context}; undone");
                history.run(&format!("undo load {}", history.last_load())).unwrap();
                assert_eq!(history.counting(), after, "{context}; undone and done again");
            }
        }
        for (load, facts) in held {
            assert_eq!(history.held_behind(load), facts, "seed {seed}: behind load {load} of {}", done.join("; "));
        }
    }
}
