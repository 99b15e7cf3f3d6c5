//! Reading fails in the middle of the file: the load fails and says so, and the store is as before.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use super::binary::{Run, finished};
use super::lab::{Case, Lab, PEOPLE};
use super::random::Random;
use super::traced::{is_there, traced};
use super::{seed, tries};

/// A way in which reading fails: it loads into the store from a file of that folder.
struct Failure {
    name: &'static str,
    /// Whether the system calls of the load must be traced for it.
    traced: bool,
    load: fn(&Case, &Path, &Path, &mut Random) -> Run,
}

const FAILURES: [Failure; 5] = [
    Failure { name: "a file that is cut off", traced: false, load: cut_off },
    Failure { name: "a pipe whose writer dies", traced: false, load: broken_pipe },
    Failure { name: "a byte that is no UTF-8", traced: false, load: not_text },
    Failure { name: "a disk that cannot be read", traced: true, load: unreadable },
    Failure { name: "a folder", traced: false, load: folder },
];

#[test]
fn a_load_whose_reading_fails_leaves_the_store_as_before() {
    let (lab, mut random) = (Lab::shared(), Random::new(seed()));
    let can_trace = is_there();
    let failures: Vec<&Failure> = FAILURES.iter().filter(|failure| can_trace || !failure.traced).collect();
    let tries = tries(10).max(failures.len());
    for number in 0..tries {
        let (case, failure) = (lab.case(number), failures[number % failures.len()]);
        let (store, folder) = (case.store(), tempfile::tempdir().unwrap());
        let run = (failure.load)(case, &store.path(), folder.path(), &mut random);
        let context = format!("{}: {run:?}", failure.name);
        assert_eq!(run.code, Some(3), "{}, {context}", case.name);
        assert!(run.err.starts_with("error: "), "{}, {context}", case.name);
        case.leaves_nothing_new(&store.path(), &context);
        case.is_before(&store.path(), &context);
        case.complete(&store.path(), &context);
    }
    println!("{tries} loads whose reading fails");
}

/// Cut off within a record; what is packed, within what is packed.
fn cut_off(case: &Case, store: &Path, folder: &Path, random: &mut Random) -> Run {
    let bytes = half(case, random);
    finished(case.loading_of(store, &written(case, folder, &bytes)))
}

fn broken_pipe(case: &Case, store: &Path, _: &Path, random: &mut Random) -> Run {
    let bytes = half(case, random);
    let mut command = case.loading_of(store, Path::new("-"));
    let mut loader = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A loader that has seen enough may close its end first.
    let _ = loader.stdin.take().unwrap().write_all(&bytes);
    Run::of(loader.wait_with_output().unwrap())
}

fn not_text(case: &Case, store: &Path, folder: &Path, random: &mut Random) -> Run {
    let mut bytes = case.format.unpacked(&PEOPLE, case.is_large);
    let at = within_a_record(&bytes, random);
    bytes[at] = 0xFF;
    finished(case.loading_of(store, &written(case, folder, &case.format.packed(bytes))))
}

/// The disk gives an error at some read of the file and every one behind it.
fn unreadable(case: &Case, store: &Path, folder: &Path, random: &mut Random) -> Run {
    let log = folder.join("log");
    let loaded = |store: &Path, injected: Option<&str>| {
        let run = finished(traced(&case.loading(store), "read", injected, &log));
        (run, std::fs::read_to_string(&log).unwrap())
    };
    let (_, calls) = loaded(&case.store().path(), None);
    let reads = calls.lines().filter(|line| line.contains("read("));
    let is_of_file = |(_, line): &(usize, &str)| line.contains(&format!("{}>", case.format.name));
    let of_file: Vec<usize> = reads.enumerate().filter(is_of_file).map(|(at, _)| at + 1).collect();
    let at = of_file[random.below(of_file.len() as u64) as usize];
    loaded(store, Some(&format!("read:error=EIO:when={at}+"))).0
}

fn folder(case: &Case, store: &Path, folder: &Path, _: &mut Random) -> Run {
    let named = folder.join(case.format.name);
    std::fs::create_dir(&named).unwrap();
    finished(case.loading_of(store, &named))
}

/// The first part of the file, which ends in the middle of a record.
fn half(case: &Case, random: &mut Random) -> Vec<u8> {
    let mut bytes = std::fs::read(&case.input).unwrap();
    let at = if case.format.is_packed() { bytes.len() / 2 } else { within_a_record(&bytes, random) };
    bytes.truncate(at);
    bytes
}

/// A place within a record, which without what is behind it is none.
fn within_a_record(bytes: &[u8], random: &mut Random) -> usize {
    let somewhere = bytes.len() / 4 + random.below(bytes.len() as u64 / 2) as usize;
    let end = bytes[somewhere..].iter().position(|byte| *byte == b'\n').unwrap();
    somewhere + end + 4
}

fn written(case: &Case, folder: &Path, bytes: &[u8]) -> PathBuf {
    let path = folder.join(case.format.name);
    std::fs::write(&path, bytes).unwrap();
    path
}
