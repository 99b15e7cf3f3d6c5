//! What is tried: the same content in each format, large and small, into a new store and into one that has facts.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, OnceLock, Weak};
use std::time::{Duration, Instant};

use super::binary::{FACTFILE, finished};
use super::formats::{FORMATS, Format, People};
use super::loading::Scratch;
use super::state::State;

/// What is loaded, and what a store has already: of those persons the same is said again, by another report.
pub const PEOPLE: People = People { report: "second", number: 500 };
pub const PEOPLE_BEFORE: People = People { report: "first", number: 20 };

/// Large and small, into a new store and one that has facts.
const VARIANTS: usize = 4;

/// The files and stores that loads begin with, made once for all tests and removed when the last of them ends.
pub struct Lab {
    folder: tempfile::TempDir,
    /// How long a store without facts is, in bytes.
    pub empty: u64,
    cases: [OnceLock<Case>; FORMATS.len() * VARIANTS],
}

/// A load: of which file, into which store, and what the store is before and after.
pub struct Case {
    pub name: String,
    pub format: &'static Format,
    pub is_large: bool,
    pub input: PathBuf,
    mapping: Option<PathBuf>,
    /// The store as it is before; none where the load makes it.
    begun: Option<PathBuf>,
    pub before: State,
    pub after: State,
    /// How long the load takes.
    pub duration: Duration,
    /// How long the store is after, in bytes.
    pub size: u64,
}

impl Lab {
    /// The one that is in use, or a new one.
    pub fn shared() -> Arc<Lab> {
        static LAB: Mutex<Weak<Lab>> = Mutex::new(Weak::new());
        let mut shared = LAB.lock().unwrap();
        shared.upgrade().unwrap_or_else(|| {
            let lab = Arc::new(Lab::new());
            *shared = Arc::downgrade(&lab);
            lab
        })
    }

    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        open_to_all(folder.path());
        let begun = folder.path().join("begun.db");
        let records = folder.path().join("first.jsonl");
        std::fs::write(&records, FORMATS[0].bytes(&PEOPLE_BEFORE, false)).unwrap();
        let mut load = Command::new(FACTFILE);
        load.arg("load").arg(&begun).arg(&records);
        let loaded = finished(load);
        assert_eq!(loaded.code, Some(0), "{loaded:?}");
        let empty = std::fs::metadata(Scratch::new().created()).unwrap().len();
        Lab { folder, empty, cases: std::array::from_fn(|_| OnceLock::new()) }
    }

    /// A case by its number: numbers that follow each other go through all formats, and in the end through all cases.
    pub fn case(&self, number: usize) -> &Case {
        let (format, round) = (number % FORMATS.len(), number / FORMATS.len());
        let variant = (format + round) % VARIANTS;
        self.cases[format * VARIANTS + variant].get_or_init(|| {
            let begun = (variant % 2 == 1).then(|| self.folder.path().join("begun.db"));
            Case::new(self.folder.path(), &FORMATS[format], variant / 2 == 1, begun)
        })
    }
}

/// Lets every account read a folder: some tries run as another one.
pub fn open_to_all(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755)).unwrap();
}

impl Case {
    fn new(folder: &Path, format: &'static Format, is_large: bool, begun: Option<PathBuf>) -> Self {
        let size = if is_large { "large" } else { "small" };
        let folder = folder.join(size);
        std::fs::create_dir_all(&folder).unwrap();
        let input = folder.join(format.name);
        if !input.exists() {
            // Written aside, since another thread may want the same file.
            let aside = tempfile::NamedTempFile::new_in(&folder).unwrap();
            std::fs::write(aside.path(), format.bytes(&PEOPLE, is_large)).unwrap();
            open_to_all(aside.path());
            aside.persist(&input).unwrap();
        }
        let mapping = format.mapping.map(|text| {
            let path = folder.join(format!("{}.{}.toml", format.name, begun.is_some()));
            std::fs::write(&path, text).unwrap();
            path
        });
        let name =
            format!("{} ({size}, into {})", format.name, if begun.is_some() { "a begun store" } else { "a new store" });
        let (before, after, duration) = (State::default(), State::default(), Duration::ZERO);
        let mut case = Case { name, format, is_large, input, mapping, begun, before, after, duration, size: 0 };
        let whole = case.store();
        case.before = State::sound(&whole.path(), &case.name);
        let started = Instant::now();
        let loaded = finished(case.loading(&whole.path()));
        case.duration = started.elapsed();
        assert_eq!(loaded.code, Some(0), "{}: {loaded:?}", case.name);
        case.after = State::sound(&whole.path(), &case.name);
        case.size = std::fs::metadata(whole.path()).unwrap().len();
        let added = case.after.facts().saturating_sub(case.before.facts());
        assert!(added >= PEOPLE.number - PEOPLE_BEFORE.number, "{} adds {added} facts", case.name);
        case
    }

    /// A store as it is before, in a folder of its own.
    pub fn store(&self) -> Scratch {
        let scratch = Scratch::new();
        if let Some(begun) = &self.begun {
            std::fs::copy(begun, scratch.path()).unwrap();
        }
        scratch
    }

    /// The command that loads the file into a store.
    pub fn loading(&self, store: &Path) -> Command {
        self.loading_of(store, &self.input)
    }

    /// The command that loads another file of that format into a store.
    pub fn loading_of(&self, store: &Path, input: &Path) -> Command {
        let mut command = Command::new(FACTFILE);
        command.args(self.arguments(store, input)).stdin(Stdio::null());
        command
    }

    /// What the command `factfile` is given to load a file.
    pub fn arguments(&self, store: &Path, input: &Path) -> Vec<std::ffi::OsString> {
        let mut arguments = vec!["load".into(), store.into(), input.into()];
        if let Some(mapping) = &self.mapping {
            arguments.extend(["--map".into(), mapping.into()]);
        }
        arguments
    }

    /// Holds that a store is as before or as after, and says whether it is as after.
    pub fn is_before_or_after(&self, store: &Path, context: &str) -> bool {
        let context = format!("{}, {context}", self.name);
        let found = State::sound(store, &context);
        let is_after = found == self.after;
        assert!(is_after || found == self.before, "{context}: {}", found.beside(&self.before, &self.after));
        is_after
    }

    /// Holds that a store is as before.
    pub fn is_before(&self, store: &Path, context: &str) {
        assert!(!self.is_before_or_after(store, context), "{}, {context}: the load was kept", self.name);
    }

    /// Holds that a load that failed left no file where there was no store, and no other beside one.
    pub fn leaves_nothing_new(&self, store: &Path, context: &str) {
        let beside = |ending: &str| store.with_file_name(format!("facts.db{ending}"));
        let there: Vec<&str> =
            ["", "-journal", "-wal", "-shm"].into_iter().filter(|end| beside(end).exists()).collect();
        let expected: &[&str] = if self.begun.is_some() { &[""] } else { &[] };
        assert_eq!(there, expected, "{}, {context}", self.name);
    }

    /// Loads the file again; the store is then as after.
    pub fn complete(&self, store: &Path, context: &str) {
        let loaded = finished(self.loading(store));
        assert_eq!(loaded.code, Some(0), "{}, {context}, again: {loaded:?}", self.name);
        assert!(self.is_before_or_after(store, context), "{}, {context}, again: nothing was loaded", self.name);
    }
}
