//! The power is cut: a load is stopped at a random one of the calls by which it changes files, and a copy of the files
//! becomes the store. Of the copies one has all files; one lacks the file that only running processes share; and in one
//! what was written since a file was last made to last is lost, in part.

use std::collections::HashMap;
use std::fs::{self, OpenOptions};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::process::Stdio;

use super::lab::{Case, Lab};
use super::loading::Scratch;
use super::random::Random;
use super::traced::{CHANGES, Change, changes, is_there, traced, was_stopped};
use super::{seed, tries};

const STORE: &str = "facts.db";

#[test]
fn what_a_power_cut_leaves_is_as_before_or_as_after() {
    if !is_there() {
        return;
    }
    let (lab, mut random) = (Lab::shared(), Random::new(seed()));
    let mut calls: HashMap<String, Vec<&'static str>> = HashMap::new();
    let (tries, mut stopped, mut lost) = (tries(20), 0, 0);
    for number in 0..tries {
        let case = lab.case(number + 4);
        let calls = calls.entry(case.name.clone()).or_insert_with(|| calls_of(case));
        let at = random.below(calls.len() as u64) as usize;
        let ordinal = calls[..=at].iter().filter(|call| **call == calls[at]).count();
        let context = format!("power cut at {} {ordinal} of {} calls", calls[at], calls.len());
        let Some(left) = Left::by(case, &format!("{}:signal=SIGSTOP:when={ordinal}", calls[at])) else { continue };
        stopped += 1;
        let all = left.copy(|_| true);
        case.is_before_or_after(&all.path(), &context);
        let unshared = left.copy(|file| !file.ends_with("-shm"));
        case.is_before_or_after(&unshared.path(), &format!("{context}, without what is shared"));
        case.complete(&unshared.path(), &context);
        let unsynced = left.copy(|file| !file.ends_with("-shm"));
        let bytes = left.lose_unsynced(unsynced.path().parent().unwrap(), &mut random);
        lost += usize::from(bytes > 0);
        let context = format!("{context}, with {bytes} bytes lost");
        case.is_before_or_after(&unsynced.path(), &context);
        case.complete(&unsynced.path(), &context);
    }
    println!("{tries} loads, {stopped} stopped before they ended, {lost} with writes lost");
    assert!(stopped > 0, "no load was stopped before it ended");
}

/// The calls of an uninterrupted load.
fn calls_of(case: &Case) -> Vec<&'static str> {
    let store = case.store();
    let log = store.path().with_file_name("log");
    let mut load = traced(&case.loading(&store.path()), &CHANGES.join(","), None, &log);
    assert!(load.stdout(Stdio::null()).status().unwrap().success(), "{}", case.name);
    let calls = changes(&fs::read_to_string(log).unwrap(), STORE);
    calls.into_iter().map(|change| change.call).collect()
}

/// What a load left that was stopped and then killed.
struct Left {
    files: Scratch,
    changes: Vec<Change>,
}

impl Left {
    /// Runs the load; nothing where it ends before it is stopped.
    fn by(case: &Case, injected: &str) -> Option<Self> {
        let store = case.store();
        let log = store.path().with_file_name("log");
        let mut load = traced(&case.loading(&store.path()), &CHANGES.join(","), Some(injected), &log);
        let mut loader = load.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let stopped = was_stopped(&mut loader, &log);
        let files = Scratch::new();
        copy(store.path().parent().unwrap(), files.path().parent().unwrap(), |file| file.starts_with(STORE));
        let changes = changes(&fs::read_to_string(&log).unwrap(), STORE);
        loader.kill().unwrap();
        loader.wait().unwrap();
        stopped.then_some(Left { files, changes })
    }

    /// A copy of some of the files.
    fn copy(&self, wanted: impl Fn(&str) -> bool) -> Scratch {
        let scratch = Scratch::new();
        copy(self.files.path().parent().unwrap(), scratch.path().parent().unwrap(), wanted);
        scratch
    }

    /// Makes nothing of about half the writes in a copy that nothing has made last; says how many bytes these are.
    fn lose_unsynced(&self, copy: &Path, random: &mut Random) -> u64 {
        let mut unsynced: HashMap<&str, Vec<(u64, u64)>> = HashMap::new();
        for Change { call, file, written } in &self.changes {
            match (*call, written) {
                ("pwrite64", Some(written)) => unsynced.entry(file).or_default().push(*written),
                // A removed file may come again under the same name.
                ("fsync" | "fdatasync" | "unlink", _) => drop(unsynced.remove(file.as_str())),
                _ => {}
            }
        }
        let mut lost = 0;
        for (name, writes) in unsynced {
            let Ok(file) = OpenOptions::new().write(true).open(copy.join(name)) else { continue };
            let length = file.metadata().unwrap().len();
            for (offset, size) in writes {
                // The last call may not have been made yet.
                if random.below(2) == 0 && offset + size <= length {
                    file.write_all_at(&vec![0xA5; size as usize], offset).unwrap();
                    lost += size;
                }
            }
        }
        lost
    }
}

fn copy(from: &Path, to: &Path, wanted: impl Fn(&str) -> bool) {
    for entry in fs::read_dir(from).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if wanted(&name) {
            fs::copy(from.join(&name), to.join(&name)).unwrap();
        }
    }
}
