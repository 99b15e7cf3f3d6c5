//! The prompt as it looks: cases in `tests/screens/*.screen`, each keys that are typed into a terminal and what its screen
//! shows then. `UPDATE_EXPECT=1 cargo test --test screens` writes what it shows; the difference is then read by eye.
//!
//! To add a case, write a file of a heading and sections:
//!
//! ```text
//! # What the case is about.
//! size: 80x24                     columns and rows; these are the default
//! run: factfile talks.db          the default; any words, apart by spaces
//! env: PAGER=cat                  a variable for the program; any number of such lines
//! --- file config/factfile/config.toml
//! colour = "never"
//! --- keys
//! <prompt>which env<TAB>
//! <ENTER><wait:rows><prompt>
//! --- screen
//! --- colours
//! --- ends 0
//! ```
//!
//! It runs in a folder with the fixture in `talks.db`, where `XDG_CONFIG_HOME` is `config`, `XDG_STATE_HOME` is `state`.
//! Each line of keys is typed, then the screen is waited for until it rests; the end of the line itself types nothing.
//! `<TAB>`, `<ENTER>`, `<UP>`, `<C-c>`, `<M-f>` and the like are keys, `<wait:TEXT>` waits until a line of the screen holds the text,
//! `<prompt>` until the last line is a prompt, `<paste:TEXT>` pastes (`\n` is a line end), `<size:60x20>` changes the window, `<sh:COMMAND>` runs a command in the
//! folder meanwhile, `<hangup>` closes the terminal, `<lt>` is `<`.
//! Keys and screens take turns as often as the case needs. Under a screen, `colours` says how its characters look: a letter for
//! each, spaces for plain ones, see `look`. `ends` is the exit code, or the signal, by which the program then ends.
//! Colours stand for each character, so that a case with them and an answer begins with `.timing off`.
//! Times such as `(7 ms)` are shown as `(… ms)`, the folder as `/home/me`.
#![cfg(unix)]

mod binary;
mod terminal;

use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use terminal::case::Case;
use terminal::play;

/// How many cases are played at once.
const AT_ONCE: usize = 4;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/screens")
}

fn updating() -> bool {
    std::env::var("UPDATE_EXPECT").is_ok()
}

/// The cases, or those whose name holds `FACTFILE_SCREEN`.
fn cases() -> Vec<PathBuf> {
    let wanted = std::env::var("FACTFILE_SCREEN").unwrap_or_default();
    let entries = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let mut cases: Vec<PathBuf> = entries
        .filter(|path| path.extension().is_some_and(|extension| extension == "screen"))
        .filter(|path| path.file_stem().is_some_and(|name| name.to_string_lossy().contains(&wanted)))
        .collect();
    cases.sort();
    cases
}

#[test]
fn every_screen_shows_what_its_case_says() {
    let cases = Mutex::new(cases().into_iter());
    let failures = Mutex::new(Vec::new());
    let work = || {
        while let Some(path) = { cases.lock().unwrap().next() } {
            let failure = failure(&path);
            failures.lock().unwrap().extend(failure);
        }
    };
    // They wait for the most part.
    std::thread::scope(|scope| (0..AT_ONCE).for_each(|_| drop(scope.spawn(work))));
    let failures = failures.into_inner().unwrap();
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

/// Whether programs that are started here ignore that their terminal is closed: the first bit of `SigIgn` in Linux's `/proc`.
fn ignores_hang_ups() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 1 == 1)
}

/// What a case shows that it should not; where that is wanted, it is written down as what it should.
fn failure(path: &Path) -> Option<String> {
    let case = Case::read(path);
    if case.text().contains("<hangup>") && ignores_hang_ups() {
        println!("skipped: {}: these tests run where SIGHUP is ignored, as under nohup", path.display());
        return None;
    }
    let Ok(played) = catch_unwind(|| play::play(&case, updating())) else {
        return Some(format!("{}: see above", path.display()));
    };
    if updating() {
        std::fs::write(path, played.text()).unwrap();
    }
    let (expected, shown) = (case.text(), played.text());
    (!updating() && expected != shown)
        .then(|| format!("{}:\n--------- expected\n{expected}\n--------- shown\n{shown}", path.display()))
}

/// The pages that show screens of the cases: a fenced block behind `<!-- screen: NAME N -->` is the N-th screen of the case.
const PAGES: [&str; 2] = ["docs/prompt.md", "README.md"];

#[test]
fn pages_show_the_screens() {
    PAGES.into_iter().for_each(shows_its_screens);
}

fn shows_its_screens(page: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
    let page = std::fs::read_to_string(&path).unwrap();
    let mut parts = page.split("<!-- screen: ");
    let mut rewritten = parts.next().unwrap().to_owned();
    let mut shown = 0;
    for part in parts {
        let (which, rest) = part.split_once(" -->\n```text\n").expect("a block behind the mark");
        let (_, after) = rest.split_once("```\n").expect("an end of the block");
        let (name, number) = which.split_once(' ').expect("NAME N");
        let case = Case::read(&folder().join(name).with_extension("screen"));
        let screen = case.screens().nth(number.parse::<usize>().unwrap() - 1).expect("that many screens");
        rewritten.push_str(&format!("<!-- screen: {which} -->\n```text\n{screen}```\n{after}"));
        shown += 1;
    }
    assert!(shown > 1, "{} shows no screens", path.display());
    if updating() {
        std::fs::write(&path, rewritten).unwrap();
    } else {
        assert_eq!(page, rewritten);
    }
}
