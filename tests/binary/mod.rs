//! Runs the command `factfile` for tests.
#![allow(dead_code)]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

pub const FACTFILE: &str = env!("CARGO_BIN_EXE_factfile");

/// The fixture's records.
pub fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/uae-talks/facts.jsonl")
}

/// How many facts the fixture comes to, the kinds of its entities included.
pub fn facts_in_fixture() -> i64 {
    use factfile::load::{Input, Options, load};
    let mut store = factfile::store::Store::in_memory().unwrap();
    load(&mut store, &Input::File(fixture()), &Options::default(), &mut |_| {}).unwrap();
    store.counts().unwrap().facts
}

/// What a command came to.
#[derive(Debug)]
pub struct Run {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Run {
    pub fn of(output: Output) -> Self {
        Run {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// A folder to run commands in.
pub struct Folder(TempDir);

impl Folder {
    /// An empty one.
    pub fn empty() -> Self {
        Folder(TempDir::new().unwrap())
    }

    /// One with the fixture loaded into `talks.db`.
    pub fn with_talks() -> Self {
        let folder = Self::empty();
        let loaded = folder.run(&["load", "talks.db", fixture().to_str().unwrap()]);
        assert_eq!(loaded.code, Some(0), "{loaded:?}");
        folder
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    pub fn exists(&self, name: &str) -> bool {
        self.path().join(name).exists()
    }

    /// The names of all files in it, sorted; without those that SQLite keeps beside a database in use.
    pub fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.path()).unwrap();
        let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.retain(|name| !name.ends_with("-wal") && !name.ends_with("-shm"));
        names.sort();
        names
    }

    /// The command with those arguments, in this folder, without any terminal.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(FACTFILE);
        command.args(arguments).current_dir(self.path()).env_remove("NO_COLOR").env_remove("COLUMNS");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        finished(self.command(arguments))
    }

    pub fn ask(&self, question: &str, options: &[&str]) -> Run {
        self.run(&[&["ask", "talks.db", question], options].concat())
    }

    /// Runs a command with a text on standard input.
    pub fn run_with_input(&self, arguments: &[&str], input: &str) -> Run {
        let mut child = self.command(arguments).stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        Run::of(child.wait_with_output().unwrap())
    }
}

pub fn finished(mut command: Command) -> Run {
    Run::of(command.output().unwrap())
}

/// Records that take a while to load.
pub fn many_records() -> String {
    (0..400_000).map(|n| format!("{{\"entity\": {{\"id\": \"e{n}\", \"name\": \"Entity {n}\"}}}}\n")).collect()
}

/// A query over the fixture that no machine finishes.
pub fn runaway_query() -> String {
    let patterns: Vec<String> = (0..20).map(|n| format!("?a{n} attended ?b{n}")).collect();
    format!("find count(all ?a0) where {}", patterns.join(" and "))
}
