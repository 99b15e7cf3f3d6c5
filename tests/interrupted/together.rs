//! Two loads into one store at the same time, while somebody reads it: each is kept or is told that the store is busy, and
//! whoever reads sees the store before or after a load. A load that fails takes nothing from one that is made meanwhile.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use factfile::problem::{Problem, StoreProblem};
use factfile::store::Store;

use super::binary::{FACTFILE, Run, finished};
use super::formats::{FORMATS, People};
use super::lab::{Case, Lab, PEOPLE};
use super::random::Random;
use super::state::State;
use super::{seed, tries};

/// What the other load adds: the same persons, by a report of its own.
const OTHER: People = People { report: "third", number: PEOPLE.number };

#[test]
fn of_two_loads_at_once_each_is_kept_or_told_that_the_store_is_busy() {
    let (lab, mut random) = (Lab::shared(), Random::new(seed()));
    let folder = tempfile::tempdir().unwrap();
    let other = folder.path().join("other.jsonl");
    std::fs::write(&other, FORMATS[0].bytes(&OTHER, false)).unwrap();
    let (tries, mut kept, mut seen) = (tries(8), 0, BTreeSet::new());
    for number in 0..tries {
        let case = lab.case(number + 2);
        let store = case.store();
        let path = store.path();
        // Together, or one while the other is under way.
        let delay = case.duration.mul_f64(random.share() * random.below(2) as f64);
        let first = spawned(case.loading(&path));
        std::thread::sleep(delay);
        let (ends, counts) = watched(&path, [first, spawned(loading(&path, &other))]);
        let context = format!("{}, another load after {delay:?}: {ends:?}", case.name);
        for end in &ends {
            let is_busy = end.code == Some(3) && end.err.contains("is being written by another process");
            assert!(end.code == Some(0) || is_busy, "{context}");
            kept += usize::from(end.code == Some(0));
        }
        let possible = Possible::of(case, &other);
        let numbers: BTreeSet<usize> = possible.all().map(State::facts).collect();
        assert!(counts.is_subset(&numbers), "{context}: {counts:?} facts were seen, and {numbers:?} may be");
        seen.extend(counts.into_iter().map(|count| (number, count)));
        let found = State::sound(&path, &context);
        assert!(possible.all().any(|state| *state == found), "{context}: {}", found.beside(&case.before, &case.after));
        for again in [case.loading(&path), loading(&path, &other)] {
            assert_eq!(finished(again).code, Some(0), "{context}, again");
        }
        let found = State::sound(&path, &context);
        assert!(possible.both.contains(&found), "{context}, again: {}", found.beside(&case.before, &possible.both[0]));
    }
    println!("{tries} pairs of loads, {kept} kept at once; {} states seen meanwhile", seen.len());
}

#[test]
fn a_load_that_fails_takes_nothing_from_another() {
    let folder = tempfile::tempdir().unwrap();
    let (good, bad) = (folder.path().join("good.jsonl"), folder.path().join("bad.jsonl"));
    std::fs::write(&good, FORMATS[0].bytes(&OTHER, false)).unwrap();
    std::fs::write(&bad, [FORMATS[0].bytes(&PEOPLE, true), b"{}\n".to_vec()].concat()).unwrap();
    for number in 0..tries(4) {
        let path = folder.path().join(format!("facts-{number}.db"));
        let failing = spawned(loading(&path, &bad));
        while Store::open(&path).is_err() {
            std::thread::sleep(Duration::from_millis(1));
        }
        let mut loaded = finished(loading(&path, &good));
        assert_eq!(Run::of(failing.wait_with_output().unwrap()).code, Some(3));
        if loaded.code != Some(0) {
            // The store that the other load had made may be gone before this one has begun to write to it.
            assert!(loaded.err.contains("try again"), "{loaded:?}");
            loaded = finished(loading(&path, &good));
        }
        assert_eq!(loaded.code, Some(0), "{loaded:?}");
        let found = State::sound(&path, "beside a load that failed").facts();
        assert!(found >= OTHER.number, "{found} facts are left of a load that was kept: {loaded:?}");
    }
}

/// What a store may be while two loads are made, and after.
struct Possible {
    before: State,
    one: [State; 2],
    /// In either order.
    both: [State; 2],
}

impl Possible {
    fn of(case: &Case, other: &Path) -> Self {
        let after = |loads: [fn(&Case, &Path, &Path) -> Command; 2]| {
            let store = case.store();
            loads.map(|load| {
                assert_eq!(finished(load(case, &store.path(), other)).code, Some(0), "{}", case.name);
                State::sound(&store.path(), &case.name)
            })
        };
        let first = |case: &Case, store: &Path, _: &Path| case.loading(store);
        let second = |_: &Case, store: &Path, other: &Path| loading(store, other);
        let [[one, both], [other, both_too]] = [after([first, second]), after([second, first])];
        Possible { before: case.before.clone(), one: [one, other], both: [both, both_too] }
    }

    fn all(&self) -> impl Iterator<Item = &State> {
        std::iter::once(&self.before).chain(&self.one).chain(&self.both)
    }
}

/// Reads the store until both loads have ended; says how these ended, and what numbers of facts were seen.
fn watched(store: &Path, mut loads: [Child; 2]) -> ([Run; 2], BTreeSet<usize>) {
    let mut seen = BTreeSet::new();
    while loads.iter_mut().any(|load| load.try_wait().unwrap().is_none()) {
        match Store::open(store).and_then(|store| store.counts()) {
            Ok(counts) => drop(seen.insert(counts.facts as usize)),
            Err(error) => {
                let may_be =
                    matches!(error.problem, Problem::Store(StoreProblem::Missing { .. } | StoreProblem::Busy { .. }));
                assert!(may_be, "{error}");
            }
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    (loads.map(|load| Run::of(load.wait_with_output().unwrap())), seen)
}

fn loading(store: &Path, records: &Path) -> Command {
    let mut command = Command::new(FACTFILE);
    command.arg("load").arg(store).arg(records).stdin(Stdio::null());
    command
}

fn spawned(mut command: Command) -> Child {
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}
