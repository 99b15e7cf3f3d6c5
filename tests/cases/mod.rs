//! Cases as files: a script beside what is expected of it, with its own records where the fixture is not its store.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use factfile::engine::Engine;
use factfile::load::{Input, Options, load};
use factfile::session::Session;
use factfile::source::Source;
use factfile::store::Store;
use tempfile::TempDir;

/// A script of a folder.
pub struct Case {
    /// The path of the script.
    pub script: PathBuf,
    /// Its text.
    pub text: String,
}

impl Case {
    /// The file's name without its ending.
    pub fn name(&self) -> String {
        self.script.file_stem().expect("a name").to_string_lossy().into_owned()
    }

    /// Why it is not run, where a line of it says `# skip: …`.
    pub fn skipped(&self) -> Option<&str> {
        self.text.lines().find_map(|line| line.strip_prefix("# skip:")).map(str::trim)
    }

    /// The script as a source, named by its file; what it includes starts from its folder.
    pub fn source(&self) -> Arc<Source> {
        let named = Source::new(format!("{}.ffq", self.name()), self.text.clone());
        Arc::new(Source { file: Some(self.script.clone()), ..(*named).clone() })
    }

    /// The records of its store: `NAME.jsonl` beside the script, `_store.jsonl` there, or the fixture's.
    pub fn records(&self) -> PathBuf {
        let beside = [self.script.with_extension("jsonl"), self.script.with_file_name("_store.jsonl")];
        beside.into_iter().find(|records| records.exists()).unwrap_or_else(fixture)
    }

    /// A session on a store of its records.
    pub fn session(&self) -> Session {
        let store = match self.records() {
            records if records == fixture() => copy_of_fixture(),
            records => loaded(Store::in_memory().expect("a store"), records),
        };
        Session::new(Engine::new(store).expect("an engine"))
    }
}

fn loaded(mut store: Store, records: PathBuf) -> Store {
    let report = load(&mut store, &Input::File(records), &Options::default(), &mut |_| {});
    report.unwrap_or_else(|failure| panic!("{failure}"));
    store
}

/// The fixture's store, for one case alone: it is loaded once, and its file copied for each case.
fn copy_of_fixture() -> Store {
    static ORIGINAL: OnceLock<TempDir> = OnceLock::new();
    let folder = ORIGINAL.get_or_init(|| {
        let folder = TempDir::new().expect("a folder");
        drop(loaded(Store::open_or_create(folder.path().join("talks.db")).expect("a store"), fixture()));
        folder
    });
    let copies = TempDir::new_in(folder.path()).expect("a folder").keep();
    let copy = copies.join("talks.db");
    std::fs::copy(folder.path().join("talks.db"), &copy).expect("a copy");
    Store::open_writable(&copy).expect("the copy")
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn fixture() -> PathBuf {
    root().join("fixtures/uae-talks/facts.jsonl")
}

/// The scripts of a folder of `tests`, by name.
pub fn cases(folder: &str) -> Vec<Case> {
    let entries = std::fs::read_dir(root().join("tests").join(folder)).expect("the folder of cases");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut scripts: Vec<PathBuf> = paths.filter(|path| path.extension().is_some_and(|end| end == "ffq")).collect();
    scripts.sort();
    let read = |script: PathBuf| Case { text: std::fs::read_to_string(&script).expect("the script"), script };
    scripts.into_iter().map(read).collect()
}

/// Runs every case of a folder and compares what it gives with the file of its name that ends with `ending`; with
/// `UPDATE_EXPECT=1`, writes that file instead. All differences are shown at the end. Returns how many cases ran.
pub fn check(folder: &str, ending: &str, run: impl Fn(&Case) -> Result<String, String>) -> usize {
    let update = std::env::var_os("UPDATE_EXPECT").is_some_and(|value| value == "1");
    let (mut ran, mut wrong) = (0, Vec::new());
    for case in cases(folder) {
        if let Some(reason) = case.skipped() {
            println!("{folder}/{} is skipped: {reason}", case.name());
            continue;
        }
        ran += 1;
        let expected = case.script.with_extension(ending);
        let found = match run(&case) {
            Ok(found) => found,
            Err(problem) => {
                wrong.push(format!("{folder}/{} gives no expectation\n{problem}\n", case.name()));
                continue;
            }
        };
        if update {
            std::fs::write(&expected, found).expect("the expectation is written");
            continue;
        }
        match std::fs::read_to_string(&expected) {
            Ok(text) if text == found => {}
            Ok(text) => wrong.push(format!("{folder}/{}\n{}", case.name(), difference(&text, &found))),
            Err(_) => wrong.push(format!("{folder}/{} has no .{ending}; it gives\n{found}", case.name())),
        }
    }
    assert!(wrong.is_empty(), "{} of {ran} cases differ (`-` is expected)\n\n{}", wrong.len(), wrong.join("\n"));
    ran
}

/// The lines that differ, those of the expectation with `-` and those found with `+`, among the lines around them.
fn difference(expected: &str, found: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), found.lines().collect());
    let common = common_lengths(&old, &new);
    let (mut a, mut b, mut out) = (0, 0, String::new());
    while a < old.len() || b < new.len() {
        let (sign, line) = if a < old.len() && b < new.len() && old[a] == new[b] {
            (a, b) = (a + 1, b + 1);
            (' ', old[a - 1])
        } else if b == new.len() || (a < old.len() && common[a + 1][b] >= common[a][b + 1]) {
            a += 1;
            ('-', old[a - 1])
        } else {
            b += 1;
            ('+', new[b - 1])
        };
        out.push_str(&format!("  {sign} {line}\n"));
    }
    out
}

/// How many lines the rests from each pair of places on have in common, in order.
fn common_lengths(old: &[&str], new: &[&str]) -> Vec<Vec<usize>> {
    let mut common = vec![vec![0; new.len() + 1]; old.len() + 1];
    for a in (0..old.len()).rev() {
        for b in (0..new.len()).rev() {
            common[a][b] = match old[a] == new[b] {
                true => common[a + 1][b + 1] + 1,
                false => common[a + 1][b].max(common[a][b + 1]),
            };
        }
    }
    common
}
