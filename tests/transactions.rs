//! Several changes at once: what is seen meanwhile and by whom, and that a part that was rolled back leaves nothing.
//! `FACTFILE_CHANGE_RUNS` sets how many random histories are tried.

mod loading;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use factfile::engine::Engine;
use factfile::load::{Options, load};
use factfile::session::{Change, Foreseen, Outcome, Session};
use factfile::source::Source;
use factfile::store::Store;
use factfile::store::export::Extent;
use factfile::verify::verify;
use loading::{Scratch, bytes, dump, read_only, rows};

const TALKS: &str = r#"
{"document": {"id": "report", "text": "Ann and Bob met."}}
{"entity": {"id": "ann", "name": "Ann", "kinds": ["person"], "aliases": ["Anna"]}}
{"entity": {"id": "bob", "name": "Bob", "kinds": ["person"]}}
{"entity": {"id": "talks", "name": "Talks"}}
{"fact": {"subject": "ann", "predicate": "attended", "object": "talks"}}
{"fact": {"subject": "bob", "predicate": "attended", "object": "talks", "evidence": [{"document": "report", "quote": "Ann and Bob met"}]}}
"#;

const MORE: &str = r#"
{"entity": {"id": "cid", "name": "Cid"}}
{"fact": {"subject": "cid", "predicate": "attended", "object": "talks"}}
{"fact": {"subject": "ann", "predicate": "attended", "object": "talks"}}
"#;

const WHO: &str = "find ?x where ?x attended Talks";

struct Told {
    scratch: Scratch,
    session: Session,
}

impl Told {
    fn new() -> Self {
        let scratch = Scratch::new();
        let session = Session::new(Engine::new(scratch.store()).unwrap());
        let mut told = Told { scratch, session };
        told.load(TALKS);
        told
    }

    fn load(&mut self, records: &str) {
        self.try_load(records).unwrap_or_else(|failure| panic!("{failure}"));
    }

    fn try_load(&mut self, records: &str) -> Result<(), String> {
        let store = self.session.engine_mut().store_mut();
        let done = load(store, &bytes("records.jsonl", records), &Options::default(), &mut |_| {});
        self.session.engine_mut().reload().unwrap();
        done.map(|_| ()).map_err(|failure| failure.to_string())
    }

    fn run(&mut self, statement: &str) -> Result<Outcome, String> {
        let source = Source::new("statement", statement);
        let statements = factfile::syntax::parse(&source).unwrap_or_else(|error| panic!("{error}"));
        self.session.run(&source, &statements[0]).map_err(|error| error.to_string())
    }

    fn foresee(&mut self, statement: &str) -> Result<Option<Foreseen>, String> {
        let source = Source::new("statement", statement);
        let statements = factfile::syntax::parse(&source).unwrap_or_else(|error| panic!("{error}"));
        self.session.foresee(&source, &statements[0]).map_err(|error| error.to_string())
    }

    fn does(&mut self, statements: &[&str]) {
        for statement in statements {
            self.run(statement).unwrap_or_else(|error| panic!("{statement}: {error}"));
        }
    }

    /// The first column of an answer.
    fn answer(&mut self, question: &str) -> Vec<String> {
        match self.run(question).unwrap_or_else(|error| panic!("{error}")) {
            Outcome::Answer(answer) => answer.rows.iter().map(|row| row[0].text().into_owned()).collect(),
            other => panic!("no answer: {other:?}"),
        }
    }

    /// Every row of the store, but for the time of each load and the pages of the full-text index.
    fn rows(&self) -> Vec<String> {
        let own = |row: &String| !row.contains("_search_");
        let timeless = |row: String| match row.strip_prefix("load|") {
            Some(load) => load.split('|').enumerate().filter(|(at, _)| *at != 1).map(|(_, value)| value).collect(),
            None => row,
        };
        dump(self.scratch.path()).into_iter().filter(own).map(timeless).collect()
    }

    fn sound(&self, context: &str) {
        let report = verify(Store::open(self.scratch.path()).unwrap()).unwrap();
        let faults: Vec<_> = report.checks.iter().filter(|check| check.wrong > 0).collect();
        assert!(faults.is_empty(), "{context}: {faults:?}");
    }
}

#[test]
fn questions_between_see_the_changes_and_others_do_not() {
    let mut told = Told::new();
    let mut other = Session::new(Engine::new(Store::open(told.scratch.path()).unwrap()).unwrap());
    let mut seen_by_other = || {
        other.engine_mut().refresh().unwrap();
        other.engine().ask_text(WHO).unwrap().answer.rows.len()
    };
    told.does(&["begin", "assert Cid is person", "assert Cid attended Talks"]);
    assert_eq!(told.answer(WHO), ["Ann", "Bob", "Cid"]);
    assert_eq!(seen_by_other(), 2);
    assert_eq!(told.session.uncommitted().unwrap(), Some(2));
    let whole = told.session.engine().store().snapshot(Extent::Now).unwrap();
    assert_eq!(whole.counts().unwrap().entities, 4, "what is exported meanwhile is of the transaction too");
    drop(whole);
    assert_eq!(told.run("commit"), Ok(Outcome::Committed(2)));
    assert_eq!(seen_by_other(), 3);
    assert_eq!(rows(&read_only(&told.scratch.path()), "SELECT action FROM load"), ["load", "assert", "assert"]);
    told.sound("committed");
}

#[test]
fn what_was_rolled_back_is_forgotten_with_its_names_and_words() {
    let mut told = Told::new();
    let before = told.rows();
    told.does(&["begin", "assert Cid is person", "assert Cid attended Talks"]);
    assert_eq!(told.answer(WHO), ["Ann", "Bob", "Cid"]);
    told.does(&["why 3"]);
    told.load("{\"entity\": {\"id\": \"dan\", \"name\": \"Dan\"}}\n{\"fact\": {\"subject\": \"dan\", \"predicate\": \"left\", \"object\": \"talks\"}}");
    told.does(&["define ?x is leaver as ?x left ?y", "save leavers as which leavers?"]);
    assert_eq!(told.answer("run leavers"), ["Dan"]);
    assert_eq!(told.run("rollback"), Ok(Outcome::RolledBack(5)));
    assert_eq!(told.rows(), before);
    assert!(told.run("why 1").unwrap_err().contains("there is no answer yet"));
    assert_eq!(told.answer(WHO), ["Ann", "Bob"]);
    for unknown in ["find ?x where ?x left ?y", "which leavers?", "run leavers", "describe Dan"] {
        assert!(told.run(unknown).is_err(), "{unknown}");
    }
    // Another thing gets the number that the first had.
    told.does(&["assert Eve is person", "assert Eve attended Talks"]);
    assert_eq!(told.answer(WHO), ["Ann", "Bob", "Eve"]);
    told.sound("another thing");
}

#[test]
fn a_wrong_change_leaves_those_before_it() {
    let mut told = Told::new();
    told.does(&["begin", "alias Ann as Annie"]);
    for wrong in ["merge Ann into Ann", "retract fact 99", "undo load 99", "assert Nobody attended Talks"] {
        told.run(wrong).unwrap_err();
    }
    assert!(told.run("begin").unwrap_err().contains("a transaction is begun already"));
    assert_eq!(told.answer("find ?m where Annie attended ?m"), ["Talks"]);
    assert_eq!(told.run("commit"), Ok(Outcome::Committed(1)));
    for nothing in ["commit", "rollback"] {
        assert!(told.run(nothing).unwrap_err().contains("no transaction is begun that"), "{nothing}");
    }
    told.sound("committed");
}

#[test]
fn others_wait_only_for_who_has_changed_something() {
    let mut told = Told::new();
    let other = rusqlite::Connection::open(told.scratch.path()).unwrap();
    other.busy_timeout(std::time::Duration::ZERO).unwrap();
    let may_write = || other.execute_batch("BEGIN IMMEDIATE; ROLLBACK").is_ok();
    told.does(&["begin", WHO]);
    assert!(may_write());
    told.run("merge Ann into Ann").unwrap_err();
    told.does(&["assert Ann attended Talks"]);
    told.foresee("merge Ann into Bob").unwrap();
    assert!(may_write(), "nothing was changed");
    told.does(&["alias Ann as Annie"]);
    assert!(!may_write());
    told.does(&["rollback"]);
    assert!(may_write());
}

#[test]
fn a_large_load_is_a_part_like_others() {
    let scratch = Scratch::new();
    let mut told = Told { session: Session::new(Engine::new(scratch.store()).unwrap()), scratch };
    let empty = told.rows();
    let text = "Ann and Bob met. ".repeat(300_000);
    let records = format!("{{\"document\": {{\"id\": \"long\", \"text\": \"{text}\"}}}}\n{TALKS}");
    told.does(&["begin"]);
    told.load(&records);
    assert_eq!(told.answer(WHO), ["Ann", "Bob"]);
    told.does(&["rollback"]);
    assert_eq!(told.rows(), empty);
    told.does(&["begin"]);
    told.load(&records);
    told.does(&["commit"]);
    told.sound("a large load");
    let journal = rows(&read_only(&told.scratch.path()), "PRAGMA journal_mode");
    assert_eq!((journal, told.answer(WHO)), (vec!["wal".to_owned()], vec!["Ann".to_owned(), "Bob".to_owned()]));
}

#[test]
fn what_needs_care_is_refused_where_nobody_is_asked() {
    let mut told = Told::new();
    // Two facts that say the same since what they name was merged.
    told.does(&[
        "merge Ann into Bob",
        "define ?x is guest as ?x attended ?m",
        "define ?x is idle as not ?x is guest and ?x is person",
    ]);
    told.does(&["save guests as which guests?"]);
    told.session = Session::new(Engine::new(told.scratch.store()).unwrap()).careful();
    let before = told.rows();
    for (careful, does) in [
        ("merge Talks into Bob", "makes two things one"),
        ("undo", "takes back what a load did"),
        ("undo load 1", "takes back what a load did"),
        ("retract Bob attended Talks", "retracts 2 facts"),
        ("forget guest", "which the rule `idle`, the saved query `guests` uses"),
        ("define ?x is guest as ?x is person", "the rule `idle`"),
    ] {
        let error = told.run(careful).unwrap_err();
        assert!(error.contains(does) && error.contains("--yes"), "{careful}: {error}");
        assert_eq!(told.rows(), before, "{careful}");
    }
    told.does(&["retract fact 3", "unmerge Ann", "assert Ann attended Bob", "forget idle", "distinct Ann from Bob"]);
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

/// Any change: a statement, or `load` of the records in the other.
fn any_change(random: &mut Random) -> Result<String, &'static str> {
    let keys = ["@ann", "@bob", "@talks", "@cid"];
    let (one, other) = (random.of(&keys), random.of(&keys));
    Ok(match random.below(14) {
        0 => return Err(TALKS),
        1 => return Err(MORE),
        2 => format!("assert {one} attended {other}"),
        3 => format!("assert denied {one} attended {other} from @report"),
        4 => format!("retract fact {}", 1 + random.below(8)),
        5 => format!("retract {one} attended {other} and assert {one} attended @talks"),
        6 => format!("alias {one} as \"{}\"", random.of(&["Anna", "Ann", "Bert"])),
        7 | 8 => format!("merge {one} into {other}"),
        9 => format!("unmerge {one}"),
        10 => format!("distinct {one} from {other}"),
        11 => format!("define ?x is guest as ?x attended {other}"),
        _ => format!("undo load {}", 1 + random.below(12)),
    })
}

fn does(told: &mut Told, change: &Result<String, &'static str>) -> Result<Outcome, String> {
    match change {
        Ok(statement) => told.run(statement),
        Err(records) => told.try_load(records).map(|()| Outcome::Met),
    }
}

fn runs() -> u64 {
    std::env::var("FACTFILE_CHANGE_RUNS").map_or(6, |runs| runs.parse().expect("a number"))
}

const EVERYTHING: &str = "find ?x, ?y where ?x attended ?y";

#[test]
fn a_history_is_as_one_without_what_was_rolled_back() {
    for seed in 0..runs() {
        let (mut with, mut without, mut random) = (Told::new(), Told::new(), Random(seed));
        let mut log = Vec::new();
        for _ in 0..12 {
            let (within, kept) = (random.below(3) > 0, random.below(2) == 0);
            if within {
                with.does(&["begin"]);
            }
            for _ in 0..1 + random.below(4) {
                let change = any_change(&mut random);
                log.push(format!(
                    "{change:?}{}",
                    if within { if kept { " kept" } else { " rolled back" } } else { "" }
                ));
                let context = format!("seed {seed}: {}", log.join("; "));
                let done = does(&mut with, &change);
                if !within || kept {
                    assert_eq!(done, does(&mut without, &change), "{context}");
                    assert_eq!(with.run(EVERYTHING), without.run(EVERYTHING), "{context}");
                } else {
                    // What is remembered of it must be forgotten.
                    let _ = with.run(EVERYTHING);
                }
            }
            if within {
                with.does(&[if kept { "commit" } else { "rollback" }]);
            }
            let context = format!("seed {seed}: {}", log.join("; "));
            assert_eq!(with.rows(), without.rows(), "{context}");
            assert_eq!(with.run(EVERYTHING), without.run(EVERYTHING), "{context}");
        }
        with.sound(&format!("seed {seed}: {}", log.join("; ")));
    }
}

/// How each fact stands: whether it counts, holds, is denied.
fn standings(told: &Told) -> BTreeMap<i64, (bool, bool, bool)> {
    let sql = "SELECT id, retracted IS NULL, retracted IS NULL AND holds, retracted IS NULL AND denied FROM fact";
    let read = |row: String| {
        let values: Vec<i64> = row.split('|').map(|value| value.parse().unwrap()).collect();
        (values[0], (values[1] > 0, values[2] > 0, values[3] > 0))
    };
    rows(&read_only(&told.scratch.path()), sql).into_iter().map(read).collect()
}

#[test]
fn what_is_foreseen_is_what_happens() {
    let mut foreseen_changes = 0;
    for seed in 0..runs() {
        let (mut told, mut random) = (Told::new(), Random(seed));
        told.load(MORE);
        for _ in 0..30 {
            let change = any_change(&mut random);
            let Ok(statement) = &change else {
                let _ = does(&mut told, &change);
                continue;
            };
            let (before, stood) = (told.rows(), standings(&told));
            let foreseen = told.foresee(statement);
            assert_eq!(told.rows(), before, "seed {seed}: {statement} is only foreseen");
            let done = told.run(statement);
            let stands = standings(&told);
            match (foreseen, done) {
                (Ok(Some(Foreseen::Change { change, turns, .. })), Ok(Outcome::Changed(changed))) => {
                    assert_eq!(change, changed, "seed {seed}: {statement}");
                    let counts = |stands: &BTreeMap<i64, (bool, bool, bool)>, fact: &i64| {
                        stands.get(fact).is_some_and(|it| it.0)
                    };
                    let ended = stood.keys().filter(|fact| counts(&stood, fact) && !counts(&stands, fact)).count();
                    let begun = stands.keys().filter(|fact| !counts(&stood, fact) && counts(&stands, fact)).count();
                    let differ =
                        stands.iter().filter(|(fact, now)| stood.get(fact).copied().unwrap_or_default() != **now);
                    let turned = differ.count() - ended - begun;
                    let found = (turns.ended, turns.begun, turns.turned);
                    assert_eq!(found, (ended, begun, turned), "seed {seed}: {statement}");
                    foreseen_changes += usize::from(ended + begun + turned > 0);
                }
                (Err(foreseen), Err(done)) => assert_eq!(foreseen, done, "seed {seed}"),
                (Ok(None | Some(Foreseen::Rules { .. })), _) => {}
                (foreseen, done) => panic!("seed {seed}: {statement}: {foreseen:?}, but {done:?}"),
            }
        }
    }
    assert!(foreseen_changes > 5, "only {foreseen_changes} changes let facts stand otherwise");
}

#[test]
fn what_is_foreseen_names_the_facts() {
    let mut told = Told::new();
    let turns = match told.foresee("retract Bob attended Talks") {
        Ok(Some(Foreseen::Change { turns, .. })) => turns,
        other => panic!("not a change: {other:?}"),
    };
    assert_eq!((turns.ended, turns.first.len()), (1, 1));
    assert_eq!((turns.first[0].fact.subject.name.as_str(), turns.first[0].after), ("Bob", None));
    let (turns, undone) = match told.foresee("undo") {
        Ok(Some(Foreseen::Change { change: Change::Undone(_), turns, undone })) => (turns, undone),
        other => panic!("not an undo: {other:?}"),
    };
    assert_eq!((turns.ended, undone.and_then(|undone| undone.load.source)), (4, Some("records.jsonl".to_owned())));
}

/// Stops what a store is doing again and again while something is done, as Ctrl-C does while a statement runs; from some
/// time on.
fn while_interrupted<T>(told: &mut Told, from: Duration, work: impl FnOnce(&mut Told) -> T) -> T {
    let handle = told.session.engine().store().interrupt_handle();
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(from);
            while !over.load(Ordering::SeqCst) {
                handle.interrupt();
                std::thread::sleep(Duration::from_micros(700));
            }
        });
        let done = catch_unwind(AssertUnwindSafe(|| work(told)));
        over.store(true, Ordering::SeqCst);
        done.unwrap_or_else(|panic| resume_unwind(panic))
    })
}

#[test]
fn what_is_stopped_within_a_transaction_leaves_the_changes_before_it() {
    let mut told = Told::new();
    told.does(&["begin", "assert Cid is person"]);
    let changes = while_interrupted(&mut told, Duration::ZERO, |told| {
        let names = (0..300).map(|n| format!("alias Cid as \"Cid {n}\""));
        names
            .filter(|alias| {
                told.run(alias).map_err(|error| assert!(error.starts_with("error: stopped"), "{error}")).is_ok()
            })
            .count()
    });
    assert!(changes < 300, "none was stopped");
    assert_eq!(told.run("commit"), Ok(Outcome::Committed(changes + 1)));
    told.sound("stopped again and again");
}

#[test]
fn what_cannot_be_stopped_otherwise_takes_the_transaction_with_it_and_says_so() {
    let mut told = Told::new();
    let joins: Vec<String> = (0..40).map(|n| format!("?a{n} attended ?b{n}")).collect();
    let endless = format!("(find count(all ?a0) as n where {})", joins.join(" and "));
    let before = told.rows();
    told.does(&["begin", "alias Ann as Annie"]);
    told.does(&[&format!(
        "define ?x slowly knows ?y as ?x attended ?y and {endless} and ?n > 0 or (?x slowly knows ?z and ?z slowly knows ?y)"
    )]);
    // Until SQLite writes, it is stopped as any question is.
    let tries = [1_000, 3_000, 10_000, 40_000].into_iter().map(|wait| {
        let ask = |told: &mut Told| told.run("find ?x, ?y where ?x slowly knows ?y").unwrap_err();
        while_interrupted(&mut told, Duration::from_millis(wait), ask)
    });
    let error = tries.into_iter().find(|error| error != "error: stopped").expect("it was never stopped while it wrote");
    assert!(error.contains("stopped; with that, all that was changed since `begin` was rolled back"), "{error}");
    assert_eq!((told.rows(), told.session.uncommitted().unwrap()), (before, None));
    assert!(told.run("find ?m where Annie attended ?m").unwrap_err().contains("nothing is known as `Annie`"));
    told.does(&["begin", "alias Ann as Annie", "commit"]);
    told.sound("begun anew");
}

#[test]
fn what_undoing_parts_or_joins_is_foreseen() {
    let mut told = Told::new();
    told.does(&["merge Ann into Bob"]);
    let page = |told: &mut Told, statement: &str| {
        let foreseen = told.foresee(statement).unwrap().expect("something is foreseen");
        factfile::render::foreseen(&foreseen, &factfile::render::Style::plain(100))
    };
    let undo = page(&mut told, "undo");
    assert!(undo.contains("“Ann” (@ann) and “Bob” (@bob) are two again\n"), "{undo}");
    told.does(&["unmerge Ann"]);
    let undo = page(&mut told, "undo");
    assert!(undo.contains("“Ann” (@ann) and “Bob” (@bob) are one again\n"), "{undo}");
    told.does(&["undo load 3", "undo load 2"]);
    let again = page(&mut told, "undo load 5");
    assert!(again.contains("load 2, a `merge` at ") && again.contains(" are one again\n"), "{again}");
}
