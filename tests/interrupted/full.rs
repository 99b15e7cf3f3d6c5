//! A disk that is too small for a load: a small file system of the load's own, and a limit to how long files may get.

use std::path::Path;
use std::process::Command;

use super::binary::{FACTFILE, Run, finished};
use super::lab::{Case, Lab};
use super::loading::Scratch;
use super::random::Random;
use super::state::State;
use super::{seed, tries};

#[test]
fn a_load_that_a_full_disk_ends_leaves_the_store_as_before() {
    if !has_namespaces() {
        return;
    }
    each_try(Lab::shared().as_ref(), 12, 0, |case, store, kibibytes| {
        let small = Scratch::new();
        let folder = small.path().parent().unwrap().to_owned();
        // The file system goes with the shell; what it has by then is copied to the store's own folder.
        let script = r#"mount -t tmpfs -o size="$1"k tmpfs "$2" && cp "$3"/* "$2" || exit 99
            store="$2"; outside="$3"; shift 3
            "$@"; code=$?
            rm "$outside"/*; cp "$store"/* "$outside"; exit $code"#;
        let begun = std::fs::metadata(store).map_or(0, |store| store.len() / 1024 + 1);
        // So that there is something to copy in any case.
        let outside = store.parent().unwrap();
        std::fs::write(outside.join("note"), "").unwrap();
        let mut command = Command::new("unshare");
        command.args(["-rm", "sh", "-c", script, "sh", &(begun + kibibytes).to_string()]).arg(&folder).arg(outside);
        let inside = folder.join(store.file_name().unwrap());
        command.arg(FACTFILE).args(case.arguments(&inside, &case.input));
        let run = finished(command);
        assert_ne!(run.code, Some(99), "{run:?}");
        if run.code != Some(0) {
            assert!(run.err.contains("is full"), "{}: {run:?}", case.name);
        }
        run
    });
}

#[test]
fn a_load_whose_files_get_too_long_leaves_the_store_as_before() {
    each_try(Lab::shared().as_ref(), 6, 5, |case, store, kibibytes| {
        // In blocks of 512 bytes. Whoever ignores the signal gets an error for the write.
        let script = r#"trap "" XFSZ; ulimit -f "$1"; shift; exec "$@""#;
        let mut command = Command::new("sh");
        command.args(["-c", script, "sh", &(2 * kibibytes).to_string()]);
        command.arg(FACTFILE).args(case.arguments(store, &case.input));
        finished(command)
    });
}

/// Loads with less and less room; `load` has so many KiB. One that fails leaves nothing where there was no store.
fn each_try(lab: &Lab, share: usize, first: usize, load: impl Fn(&Case, &Path, u64) -> Run) {
    let mut random = Random::new(seed());
    let (tries, mut failed) = (tries(share), 0);
    for number in 0..tries {
        let case = lab.case(number + first);
        let store = case.store();
        // Beside the store that it makes, a load needs as much again for its log or journal; and some room for what
        // processes share, which by turns is just not there.
        let least = if case.before == State::default() { lab.empty / 1024 } else { 4 };
        let kibibytes = if number % 2 == 0 { 4 + random.below(case.size / 1024) } else { least + random.below(40) };
        let context = format!("with {kibibytes} KiB");
        let run = load(case, &store.path(), kibibytes);
        let is_after = case.is_before_or_after(&store.path(), &context);
        assert_eq!(is_after, run.code == Some(0), "{}, {context}: {run:?}", case.name);
        if !is_after {
            failed += 1;
            assert_eq!(run.code, Some(3), "{}, {context}: {run:?}", case.name);
            // Beside a store there may be a log that had no room to be worked in.
            if case.before == State::default() {
                case.leaves_nothing_new(&store.path(), &context);
            }
        }
        case.complete(&store.path(), &context);
    }
    println!("{tries} loads, {failed} without room enough");
    assert!(failed > 0, "every load had room enough");
}

/// Whether a process may have file systems of its own here; where not, says why.
pub fn has_namespaces() -> bool {
    let mut probe = Command::new("unshare");
    let mount = "mount -t tmpfs -o size=64k tmpfs /tmp";
    let has = probe.args(["-rm", "sh", "-c", mount]).output().is_ok_and(|output| output.status.success());
    if !has {
        println!("skipped: `unshare` is not here, or may not give a process file systems of its own");
    }
    has
}
