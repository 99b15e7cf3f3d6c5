//! A store as a set of Parquet files: out and in again with all its numbers, and what a later export adds to it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use factfile::dataset::{MANIFEST, Manifest, restore};
use factfile::engine::Engine;
use factfile::export::{Format, Options, export};
use factfile::load::{self, load};
use factfile::problem::{Problem, SetProblem};
use factfile::session::Session;
use factfile::source::Source;
use factfile::store::Store;
use factfile::store::verify::Check;
use factfile::verify::verify;
use proptest::prelude::ProptestConfig;
use proptest::proptest;

use crate::history::{Random, step};
use crate::loading::{Scratch, bytes, dump, read_only, rows};
use crate::records::records;
use crate::{cases, loaded, talks, written};

/// How a set is written.
pub const SET: Options = Options { format: Format::Parquet, history: false, force: false, unite: false };

/// Writes a store into a set; the paths of the files that were written.
pub fn into_set(store: &Path, set: &Path) -> BTreeSet<PathBuf> {
    let report = export(&Store::open(store).unwrap(), set, &SET).unwrap_or_else(|error| panic!("{error}"));
    report.files.into_iter().map(|file| file.path).collect()
}

/// The rows of a store as they are. The index for full text is made anew, and statistics of SQLite are none of its own.
pub fn own_rows(store: &Path) -> Vec<String> {
    let is_own =
        |row: &String| !["document_search", "quote_search", "name_search"].iter().any(|name| row.starts_with(name));
    dump(store).into_iter().filter(is_own).collect()
}

/// Checks that a set comes to a store which is equal to another.
pub fn check_equal(set: &Path, store: &Path, context: &str) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("restored.db");
    drop(restore(set, &path).unwrap_or_else(|error| panic!("{context}: {error}")));
    assert_eq!(own_rows(&path), own_rows(store), "{context}");
    assert_eq!(written(&path, Format::Jsonl, true), written(store, Format::Jsonl, true), "{context}");
    assert_eq!(checks(&path), checks(store), "{context}");
}

/// What a check finds, but for how many pages a store has.
fn checks(store: &Path) -> Vec<Check> {
    let mut checks = verify(Store::open(store).unwrap()).unwrap().checks;
    checks.iter_mut().filter(|check| check.part == "file").for_each(|check| check.checked = 0);
    checks
}

/// Every file of a folder with its bytes, but for the lock.
fn files(set: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    fn visit(folder: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => visit(&path, found),
                false => _ = found.insert(path.clone(), std::fs::read(&path).unwrap()),
            }
        }
    }
    let mut found = BTreeMap::new();
    visit(set, &mut found);
    found.retain(|path, _| !path.ends_with(".factfile-lock"));
    found
}

/// Runs statements on a store.
pub fn run(store: &Path, statements: &str) {
    let mut session = Session::new(Engine::new(Store::open_writable(store).unwrap()).unwrap());
    let source = Source::new("statements", statements);
    for statement in factfile::syntax::parse(&source).unwrap() {
        session.run(&source, &statement).unwrap_or_else(|error| panic!("{error}"));
    }
}

#[test]
fn the_fixture_comes_back_as_it_was() {
    let (talks, folder) = (talks(), tempfile::tempdir().unwrap());
    into_set(&talks.path(), &folder.path().join("set"));
    check_equal(&folder.path().join("set"), &talks.path(), "the fixture");
    check_equal(&folder.path().join("set").join(MANIFEST), &talks.path(), "by its manifest");
}

#[test]
fn an_empty_store_comes_back() {
    let (scratch, folder) = (Scratch::new(), tempfile::tempdir().unwrap());
    let set = folder.path().join("set");
    into_set(&scratch.created(), &set);
    check_equal(&set, &scratch.path(), "empty");
    load(
        &mut scratch.store(),
        &bytes("later.jsonl", r#"{"entity": {"id": "a", "name": "A"}}"#),
        &load::Options::default(),
        &mut |_| {},
    )
    .unwrap();
    into_set(&scratch.path(), &set);
    check_equal(&set, &scratch.path(), "with something in it");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    #[test]
    fn any_store_comes_back(records in records()) {
        let (scratch, folder) = (loaded(&records), tempfile::tempdir().unwrap());
        into_set(&scratch.path(), &folder.path().join("set"));
        check_equal(&folder.path().join("set"), &scratch.path(), &records);
    }
}

#[test]
fn a_set_goes_on_with_any_history() {
    for seed in 0..u64::from(cases()) {
        let (scratch, folder) = (talks(), tempfile::tempdir().unwrap());
        let set = folder.path().join("set");
        let mut random = Random(seed);
        for round in 0..6 {
            let mut session = Session::new(Engine::new(scratch.store()).unwrap());
            (0..4).for_each(|_| step(&mut session, &mut random));
            drop(session);
            into_set(&scratch.path(), &set);
            check_equal(&set, &scratch.path(), &format!("seed {seed}, round {round}"));
        }
        let named = Manifest::read(&set).unwrap().1.files().map(|file| set.join(&file.path)).collect::<BTreeSet<_>>();
        let there = files(&set).into_keys().filter(|path| !path.ends_with(MANIFEST)).collect::<BTreeSet<_>>();
        assert_eq!(there, named, "only what the manifest names is there, seed {seed}");
    }
}

#[test]
fn a_later_export_adds_what_is_new_and_leaves_the_rest() {
    let (talks, folder) = (talks(), tempfile::tempdir().unwrap());
    let set = folder.path().join("set");
    into_set(&talks.path(), &set);
    let before = files(&set);
    assert_eq!(into_set(&talks.path(), &set), BTreeSet::new(), "nothing is new");
    assert_eq!(files(&set), before, "nothing was written");
    let attended = rows(&read_only(&talks.path()), "SELECT id FROM predicate WHERE name = 'attended'").remove(0);
    run(&talks.path(), "assert @steve-witkoff attended @davos during 2026-02;");
    let added = into_set(&talks.path(), &set);
    let after = files(&set);
    let facts: Vec<_> = added.iter().filter(|path| path.starts_with(set.join("fact"))).collect();
    assert_eq!(facts.len(), 1, "{added:?}");
    assert!(facts[0].starts_with(set.join(format!("fact/predicate={attended}"))), "{facts:?}");
    for table in ["fact", "evidence", "entity", "document", "qualifier", "name"] {
        let mut of_table = before.iter().filter(|(path, _)| path.starts_with(set.join(table)));
        assert!(of_table.all(|(path, bytes)| after.get(path) == Some(bytes)), "no file of {table} was touched");
    }
    run(&talks.path(), "retract @steve-witkoff attended @davos during 2026-02;");
    let changed = into_set(&talks.path(), &set);
    let rewritten = changed.iter().filter(|path| path.starts_with(set.join("fact"))).count();
    assert_eq!((rewritten, files(&set).contains_key(facts[0])), (1, false), "the file of the fact is another");
    check_equal(&set, &talks.path(), "after a retraction");
}

#[test]
fn many_exports_leave_few_files() {
    let (talks, folder) = (talks(), tempfile::tempdir().unwrap());
    let set = folder.path().join("set");
    into_set(&talks.path(), &set);
    let before = files(&set).len();
    for day in 1..=16 {
        run(&talks.path(), &format!("assert @steve-witkoff attended @davos during 2026-02-{day:02};"));
        into_set(&talks.path(), &set);
    }
    assert!(files(&set).len() <= before + 12, "{} files, {before} before", files(&set).len());
    check_equal(&set, &talks.path(), "after many exports");
}

#[test]
fn what_was_left_by_an_export_that_was_cut_short_is_no_part_of_the_set() {
    let (talks, folder) = (talks(), tempfile::tempdir().unwrap());
    let set = folder.path().join("set");
    into_set(&talks.path(), &set);
    let left = [set.join("fact/predicate=2/part-2-2-2-0.parquet"), set.join("entity/part-2-2-2-0.parquet")];
    left.iter().for_each(|path| std::fs::write(path, "half").unwrap());
    check_equal(&set, &talks.path(), "with files that nothing names");
    run(&talks.path(), "alias @steve-witkoff as \"Stevie\";");
    into_set(&talks.path(), &set);
    assert!(!left.iter().any(|path| path.exists()), "they are gone");
    check_equal(&set, &talks.path(), "after the next export");
}

#[test]
fn another_history_is_told_apart() {
    let (talks, folder) = (talks(), tempfile::tempdir().unwrap());
    let (set, old) = (folder.path().join("set"), folder.path().join("old.db"));
    std::fs::copy(talks.path(), &old).unwrap();
    run(&talks.path(), "alias @steve-witkoff as \"Stevie\";");
    into_set(&talks.path(), &set);
    let before = files(&set);
    let refused = |path: &Path| export(&Store::open(path).unwrap(), &set, &SET).unwrap_err().problem;
    let of = |problem| match problem {
        Problem::Set(SetProblem::Diverged { common, set_last, store_last, .. }) => (common, set_last, store_last),
        problem => panic!("{problem:?}"),
    };
    assert_eq!(of(refused(&old)), (1, 2, 1), "an older copy");
    run(&old, "alias @steve-witkoff as \"Steve W\"; alias @davos as \"Landwassertal\";");
    assert_eq!(of(refused(&old)), (1, 2, 3), "one that went on otherwise");
    assert_eq!(files(&set), before, "nothing was written");
    export(&Store::open(&old).unwrap(), &set, &Options { unite: true, ..SET }).unwrap();
    let restored = folder.path().join("restored.db");
    drop(restore(&set, &restored).unwrap());
    let names = "SELECT text FROM name WHERE text IN ('Stevie', 'Steve W', 'Landwassertal') ORDER BY id";
    assert_eq!(rows(&read_only(&restored), names), ["Stevie", "Steve W", "Landwassertal"], "the one behind the other");
    export(&Store::open(&old).unwrap(), &set, &Options { force: true, ..SET }).unwrap();
    check_equal(&set, &old, "written anew");
}

#[test]
fn a_folder_with_other_things_is_left_alone() {
    let (talks, folder) = (talks(), tempfile::tempdir().unwrap());
    std::fs::write(folder.path().join("letter.txt"), "dear").unwrap();
    let refused = export(&Store::open(talks.path()).unwrap(), folder.path(), &SET).unwrap_err().problem;
    let found = "letter.txt".to_owned();
    assert_eq!(refused, Problem::Set(SetProblem::Occupied { path: folder.path().display().to_string(), found }));
    assert_eq!(files(folder.path()).len(), 1);
}
