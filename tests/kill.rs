//! A load or an undo that is killed leaves the store as before or as after. `FACTFILE_KILL_TRIES` sets how often it is
//! tried.

mod loading;

use std::hash::{BuildHasher, RandomState};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use factfile::store::{Counts, Store};
use loading::{Scratch, read_only, rows};

const PERSONS: usize = 10_000;

#[test]
fn a_killed_load_leaves_the_store_as_before_or_as_after() {
    let tries = tries();
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (folder.path().join("first.jsonl"), folder.path().join("second.jsonl"));
    std::fs::write(&first, records("a", 10)).unwrap();
    std::fs::write(&second, records("b", PERSONS)).unwrap();

    let whole = Scratch::new();
    assert!(loading(&whole.path(), &first).wait().unwrap().success());
    let before = whole.store().counts().unwrap();
    let started = Instant::now();
    assert!(loading(&whole.path(), &second).wait().unwrap().success());
    let duration = started.elapsed();
    let after = whole.store().counts().unwrap();
    assert_eq!((before.facts, after.facts), (21, 21 + 2 * PERSONS as i64 + 1));

    let mut killed = 0;
    for number in 0..tries {
        let scratch = Scratch::new();
        let found_before = if number % 4 == 0 {
            Counts::default()
        } else {
            std::fs::copy(stored(&first, &folder.path().join("first.db")), scratch.path()).unwrap();
            before
        };
        let (delay, ended) = kill_within(duration, loading(&scratch.path(), &second));
        killed += usize::from(!ended);
        let context = format!("killed after {delay:?} of {duration:?}");
        let found = sound_counts(&scratch, &context);
        let found_after = add(found_before, difference(after, before));
        assert!(found == found_before || found == found_after, "{context}: {found:?}");
        assert!(loading(&scratch.path(), &second).wait().unwrap().success(), "{context}");
        assert_eq!(sound_counts(&scratch, &context), found_after, "{context}");
    }
    assert!(killed > 0, "no load was killed before it ended");
}

#[test]
fn a_killed_undo_leaves_the_store_as_before_or_as_after() {
    let folder = tempfile::tempdir().unwrap();
    let (records, script) = (folder.path().join("records.jsonl"), folder.path().join("undo.ffq"));
    std::fs::write(&records, self::records("a", PERSONS)).unwrap();
    std::fs::write(&script, "undo load 1").unwrap();
    let loaded = folder.path().join("loaded.db");
    stored(&records, &loaded);

    let whole = Scratch::new();
    std::fs::copy(&loaded, whole.path()).unwrap();
    let before = whole.store().counts().unwrap();
    let started = Instant::now();
    assert!(running(&whole.path(), &script).wait().unwrap().success());
    let duration = started.elapsed();
    assert_eq!(whole.store().counts().unwrap(), Counts::default());

    let mut killed = 0;
    for _ in 0..tries() {
        let scratch = Scratch::new();
        std::fs::copy(&loaded, scratch.path()).unwrap();
        let (delay, ended) = kill_within(duration, running(&scratch.path(), &script));
        killed += usize::from(!ended);
        let context = format!("killed after {delay:?} of {duration:?}");
        let found = sound_counts(&scratch, &context);
        assert!(found == before || found == Counts::default(), "{context}: {found:?}");
        if found == before {
            assert!(running(&scratch.path(), &script).wait().unwrap().success(), "{context}");
        }
        assert_eq!(sound_counts(&scratch, &context), Counts::default(), "{context}");
    }
    assert!(killed > 0, "no undo was killed before it ended");
}

fn tries() -> usize {
    std::env::var("FACTFILE_KILL_TRIES").map_or(10, |tries| tries.parse().expect("a number"))
}

/// Kills a process at a random moment, and says when, and whether it had ended by then.
fn kill_within(duration: Duration, mut child: Child) -> (Duration, bool) {
    let random = RandomState::new().hash_one(child.id()) as f64 / u64::MAX as f64;
    let delay = duration.mul_f64(random);
    std::thread::sleep(delay);
    let ended = child.try_wait().unwrap().is_some();
    child.kill().unwrap();
    child.wait().unwrap();
    (delay, ended)
}

fn loading(store: &Path, records: &Path) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_factfile"));
    command.arg("load").arg(store).arg(records).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

fn running(store: &Path, script: &Path) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_factfile"));
    command.arg("run").arg(script).arg("--on").arg(store).arg("--write");
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// A store with the records, made where there is none.
fn stored<'p>(records: &Path, store: &'p Path) -> &'p Path {
    if !store.exists() {
        assert!(loading(store, records).wait().unwrap().success());
    }
    store
}

/// Opens the store as the program does, checks it, and counts.
fn sound_counts(scratch: &Scratch, context: &str) -> Counts {
    let counts = match Store::open_or_create(scratch.path()) {
        Ok(store) => store.counts().unwrap(),
        Err(error) => panic!("{context}: {error}"),
    };
    let connection = read_only(&scratch.path());
    assert_eq!(rows(&connection, "PRAGMA integrity_check"), ["ok"], "{context}");
    assert!(rows(&connection, "PRAGMA foreign_key_check").is_empty(), "{context}");
    counts
}

/// So many entities of a kind, each with one fact that rests on a document.
fn records(key: &str, number: usize) -> String {
    let mut records = format!(
        "{{\"document\": {{\"id\": \"{key}\", \"text\": \"All of them met.\"}}}}\n\
         {{\"entity\": {{\"id\": \"{key}-meeting\", \"name\": \"Meeting {key}\", \"kinds\": [\"meeting\"]}}}}\n"
    );
    for index in 0..number {
        records += &format!(
            "{{\"entity\": {{\"id\": \"{key}{index}\", \"name\": \"Person {key}{index}\", \"kinds\": [\"person\"]}}}}\n\
             {{\"fact\": {{\"subject\": \"{key}{index}\", \"predicate\": \"attended\", \"object\": \"{key}-meeting\", \
             \"evidence\": [{{\"document\": \"{key}\", \"quote\": \"All of them met\"}}]}}}}\n"
        );
    }
    records
}

fn difference(a: Counts, b: Counts) -> Counts {
    Counts {
        documents: a.documents - b.documents,
        entities: a.entities - b.entities,
        facts: a.facts - b.facts,
        evidence: a.evidence - b.evidence,
    }
}

fn add(a: Counts, b: Counts) -> Counts {
    Counts {
        documents: a.documents + b.documents,
        entities: a.entities + b.entities,
        facts: a.facts + b.facts,
        evidence: a.evidence + b.evidence,
    }
}
