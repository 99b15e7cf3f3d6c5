//! An undo, and a transaction of several, that is killed at a random moment.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use super::binary::{FACTFILE, finished};
use super::lab::Lab;
use super::loading::Scratch;
use super::random::Random;
use super::state::State;
use super::{seed, tries};

#[test]
fn a_killed_undo_leaves_the_store_as_before_or_as_after() {
    killed("undo load 1");
}

#[test]
fn a_killed_transaction_leaves_the_store_as_before_or_as_after() {
    killed("begin; undo load 1; undo load 2; undo load 1; commit");
}

/// Kills a script that undoes the store's load.
fn killed(text: &str) {
    let (lab, mut random) = (Lab::shared(), Random::new(seed()));
    let case = lab.case(0);
    let (loaded, folder) = (case.store(), tempfile::tempdir().unwrap());
    assert_eq!(finished(case.loading(&loaded.path())).code, Some(0));
    let script = folder.path().join("undo.ffq");
    std::fs::write(&script, text).unwrap();

    let whole = copied(&loaded);
    let started = Instant::now();
    let undone = finished(running(&whole.path(), &script));
    let duration = started.elapsed();
    assert_eq!(undone.code, Some(0), "{undone:?}");
    let after = State::sound(&whole.path(), "undone");
    assert_eq!(after.facts(), 0);

    let (tries, mut killed) = (tries(4), 0);
    for _ in 0..tries {
        let store = copied(&loaded);
        let mut undo = running(&store.path(), &script).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let delay = duration.mul_f64(random.share());
        std::thread::sleep(delay);
        killed += usize::from(undo.try_wait().unwrap().is_none());
        undo.kill().unwrap();
        undo.wait().unwrap();
        let context = format!("`{text}` killed after {delay:?} of {duration:?}");
        let found = State::sound(&store.path(), &context);
        assert!(found == case.after || found == after, "{context}: {}", found.beside(&case.after, &after));
        if found == case.after {
            assert_eq!(finished(running(&store.path(), &script)).code, Some(0), "{context}");
        }
        assert!(State::sound(&store.path(), &context) == after, "{context}, again");
    }
    println!("{tries} times `{text}`, {killed} killed before they ended");
    assert!(killed > 0 || tries < 5, "`{text}` was never killed before it ended");
}

fn copied(store: &Scratch) -> Scratch {
    let scratch = Scratch::new();
    std::fs::copy(store.path(), scratch.path()).unwrap();
    scratch
}

fn running(store: &Path, script: &Path) -> Command {
    let mut command = Command::new(FACTFILE);
    command.arg("run").arg(script).arg("--on").arg(store).args(["--write", "--yes"]).stdin(Stdio::null());
    command
}
