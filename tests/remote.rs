//! The language on sets of Parquet files, asked by DuckDB and by Spark: every case of `tests/conformance` is exported, and its canonical forms,
//! answers and receipts are those that the store gives. Cases that cannot be are in `tests/remote/unlike.txt`, each with its reason.
//!
//! `FACTFILE_PYTHON` names a Python that has the engines' packages; without, DuckDB is looked for where `./check` puts it. `./check-spark` runs
//! what Spark answers, on a cluster of processes of this machine. A check whose engine is not there says so and counts as skipped.

mod cases;
mod told;

use std::collections::{BTreeMap, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use cases::Case;
use factfile::engine::Engine as Questions;
use factfile::export::{Format as Container, Options as Exporting, export};
use factfile::load::{Input, Options as Loading, load};
use factfile::remote::{Driver, Engine, Options, Place};
use factfile::render::{Format, Style};
use factfile::repl::show::page;
use factfile::session::Session;
use factfile::source::Source;
use factfile::store::Store;
use factfile::syntax::ast::Statement;
use tempfile::TempDir;

/// The folders of the cases, as `tests/conformance.rs` has them.
const FOLDERS: [&str; 6] = [
    "conformance",
    "conformance/time",
    "conformance/joins",
    "conformance/claims",
    "conformance/rules",
    "conformance/standards",
];

/// At least so many cases there are.
const AT_LEAST: usize = 300;

/// The variable that names the master of Spark.
const MASTER: &str = "FACTFILE_SPARK_MASTER";

/// How many cases are run at once.
const AT_ONCE: usize = 4;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The Python that has a package; nothing, and a word why, where there is none.
fn python(package: &str) -> Option<PathBuf> {
    let made = root().join(format!("target/{package}-venv/bin/python"));
    let python = match std::env::var_os("FACTFILE_PYTHON") {
        _ if made.exists() => made,
        Some(python) => python.into(),
        None => "python3".into(),
    };
    let has_package = Command::new(&python).args(["-c", &format!("import {package}")]).output();
    if has_package.is_ok_and(|tried| tried.status.success()) {
        return Some(python);
    }
    println!("skipped: {} has no {package}", python.display());
    None
}

fn driver(engine: Engine) -> Option<Arc<Driver>> {
    let python = python(engine.package())?;
    let master = std::env::var(MASTER).ok().or_else(|| Some("local[2]".to_owned()));
    let master = master.filter(|_| engine == Engine::Spark);
    Some(Driver::start(engine, &Options { master, python: Some(python) }).unwrap_or_else(|problem| panic!("{problem}")))
}

/// The cases that an engine does not answer alike, with the reason.
fn unlike(engine: Engine) -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(root().join("tests/remote/unlike.txt")).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    let parts = lines.map(|line| {
        let (engine, rest) = line.split_once(' ').expect("an engine");
        let (case, reason) = rest.split_once(": ").expect("a case and its reason");
        (engine, case.to_owned(), reason.to_owned())
    });
    parts.filter(|(of, ..)| *of == engine.name()).map(|(_, case, reason)| (case, reason)).collect()
}

/// Sets of stores, each exported once.
struct Sets {
    folder: TempDir,
    driver: Arc<Driver>,
    exported: Mutex<HashMap<PathBuf, PathBuf>>,
    made: AtomicUsize,
}

impl Sets {
    fn new(driver: Arc<Driver>) -> Self {
        let folder = TempDir::new().unwrap();
        Sets { folder, driver, exported: Mutex::default(), made: AtomicUsize::new(0) }
    }

    /// A session on the set of a store; that of `records` is made once.
    fn session(&self, store: &Store, records: Option<PathBuf>) -> Session {
        let mut exported = self.exported.lock().unwrap();
        let known = records.as_ref().and_then(|records| exported.get(records));
        let set = match known {
            Some(set) => set.clone(),
            None => {
                let set = self.folder.path().join(format!("set{}", self.made.fetch_add(1, Ordering::Relaxed)));
                let exporting = Exporting { format: Container::Parquet, history: false, force: false, unite: false };
                export(store, &set, &exporting).unwrap_or_else(|problem| panic!("{problem}"));
                exported.extend(records.map(|records| (records, set.clone())));
                set
            }
        };
        drop(exported);
        self.open(&set)
    }

    fn open(&self, set: &Path) -> Session {
        let place = Place { engine: self.driver.engine(), folder: set.display().to_string() };
        let cache = self.folder.path().join("cache");
        let store = Store::open_set(&place, &self.driver, &cache).unwrap_or_else(|problem| panic!("{problem}"));
        Session::new(Questions::new(store).unwrap())
    }
}

/// Sessions on sets of records, each of which case after case is asked on.
type Opened = HashMap<PathBuf, Session>;

/// Everything that a case's statements come to. What changes the store is done there, and what it then says is exported anew.
fn run(case: &Case, sets: &Sets, opened: &mut Opened) -> Result<String, String> {
    let mut stored = case.session();
    let source = case.source();
    let statements = factfile::syntax::parse(&source).map_err(|error| error.to_string())?;
    let (several, thorough) = (statements.len() > 1, sets.driver.engine() == Engine::DuckDb);
    let records = case.records();
    let mut is_changed = false;
    let mut asked: Option<Session> = None;
    let (mut parts, mut parameters) = (Vec::new(), Vec::new());
    for statement in &statements {
        let error = |error: Box<factfile::diagnostic::Diagnostic>| error.to_string();
        let heading = match several {
            true => format!("> {}\n\n", source.text[statement.span.range()].trim()),
            false => String::new(),
        };
        if statement.node.writes() {
            let outcome = stored.run(&source, statement).map_err(error)?;
            parts.push(heading + &told::shown(&mut stored, &outcome, &case.name(), false));
            (asked, is_changed) = (None, true);
            continue;
        }
        if let Statement::Parameter(_) = &statement.node {
            stored.run(&source, statement).map_err(error)?;
            parameters.push(statement);
        }
        if asked.is_none() {
            let known = if is_changed { None } else { opened.remove(&records) };
            let of = (!is_changed).then(|| records.clone());
            let mut session = known.unwrap_or_else(|| sets.session(stored.engine().store(), of));
            session.begin_anew();
            for parameter in &parameters {
                session.run(&source, parameter).map_err(error)?;
            }
            asked = Some(session);
        }
        let session = asked.as_mut().expect("a session");
        let outcome = session.run(&source, statement).map_err(error)?;
        parts.push(heading + &told::shown(session, &outcome, &case.name(), thorough));
    }
    opened.extend(asked.filter(|_| !is_changed).map(|session| (records, session)));
    Ok(parts.join("\n"))
}

/// Runs all cases, some of them at once.
fn run_all(cases: &[Case], sets: &Sets) -> HashMap<PathBuf, Result<String, String>> {
    let (next, done) = (AtomicUsize::new(0), Mutex::new(HashMap::new()));
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                let mut opened = Opened::new();
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let begun = Instant::now();
                    let run = catch_unwind(AssertUnwindSafe(|| run(case, sets, &mut opened)));
                    let run = run.unwrap_or_else(|_| Err("it ended in a panic, whose words stand above".to_owned()));
                    println!("{} {:.1?}", case.name(), begun.elapsed());
                    done.lock().unwrap().insert(case.script.clone(), run);
                }
            });
        }
    });
    done.into_inner().unwrap()
}

fn every_case_answers_as_expected(engine: Engine) {
    let Some(driver) = driver(engine) else { return };
    let (sets, unlike) = (Sets::new(driver), unlike(engine));
    assert!(unlike.len() < 5, "{} cases are not answered alike", unlike.len());
    let only = std::env::var("FACTFILE_CASE").unwrap_or_default();
    let named = |folder: &str, case: &Case| format!("{folder}/{}", case.name());
    let begun = Instant::now();
    let (mut ran, mut failed) = (0, Vec::new());
    for folder in FOLDERS {
        let mut all = cases::cases(folder);
        all.retain(|case| case.skipped().is_none() && named(folder, case).contains(&only));
        let results = run_all(&all, &sets);
        ran += results.len();
        let compared = |case: &Case| {
            let expected = std::fs::read_to_string(case.script.with_extension("expected")).unwrap();
            let Some(result) = results.get(&case.script) else { return Ok(expected) };
            let Some(reason) = unlike.get(&named(folder, case)) else { return result.clone() };
            println!("{} is skipped: {reason}", named(folder, case));
            let is_alike = result.as_ref().is_ok_and(|found| *found == expected);
            if is_alike { Err("it is answered alike by now".to_owned()) } else { Ok(expected) }
        };
        // What differs is told, and the other folders are run all the same.
        let checked = catch_unwind(AssertUnwindSafe(|| cases::check(folder, "expected", compared)));
        failed.extend(checked.is_err().then_some(folder));
    }
    println!("{ran} cases in {:.0?}, {} sets", begun.elapsed(), sets.made.load(Ordering::Relaxed));
    assert!(failed.is_empty(), "cases differ in {}", failed.join(", "));
    assert!(ran >= AT_LEAST || !only.is_empty(), "only {ran} cases ran");
}

#[test]
fn duckdb_answers_every_case_as_expected() {
    every_case_answers_as_expected(Engine::DuckDb);
}

#[test]
#[ignore = "it takes long: ./check-spark runs it"]
fn spark_answers_every_case_as_expected() {
    every_case_answers_as_expected(Engine::Spark);
}

/// So many things, each linked to each other one.
const THINGS: usize = 120;

/// A question whose pairs of links are many, and what it comes to.
const MANY: &str = "find count(?a), count(?b), count(?c) where ?a linked to ?b and ?b linked to ?c and ?c linked to ?d and ?d linked to ?a";

/// The set of a store of things that are linked to each other.
fn linked(sets: &Sets) -> PathBuf {
    let mut records = String::new();
    for thing in 0..THINGS {
        records += &format!("{{\"entity\": {{\"id\": \"t{thing}\", \"name\": \"Thing {thing}\"}}}}\n");
    }
    for (from, to) in (0..THINGS).flat_map(|from| (0..THINGS).map(move |to| (from, to))).filter(|(from, to)| from != to)
    {
        records += &format!(
            "{{\"fact\": {{\"subject\": \"t{from}\", \"predicate\": \"linked to\", \"object\": \"t{to}\"}}}}\n"
        );
    }
    let mut store = Store::in_memory().unwrap();
    let input = Input::Bytes { name: "links.jsonl".into(), bytes: records.into() };
    load(&mut store, &input, &Loading::default(), &mut |_| {}).unwrap_or_else(|failure| panic!("{failure}"));
    let set = sets.folder.path().join("linked");
    let exporting = Exporting { format: Container::Parquet, history: false, force: false, unite: false };
    export(&store, &set, &exporting).unwrap_or_else(|problem| panic!("{problem}"));
    set
}

fn counts(session: &Session, question: &str) -> Vec<String> {
    let answered = session.engine().ask_text(question).unwrap_or_else(|problem| panic!("{problem}"));
    answered.answer.rows[0].iter().map(|value| value.text().into_owned()).collect()
}

#[test]
fn a_question_that_takes_too_long_is_stopped_and_the_next_is_answered() {
    let Some(driver) = driver(Engine::DuckDb) else { return };
    let sets = Sets::new(driver);
    let mut session = sets.open(&linked(&sets));
    session.set_limit(Some(Duration::from_millis(300)));
    let begun = Instant::now();
    let stopped = session.engine().ask_text(MANY).expect_err("it takes too long");
    assert!(stopped.to_string().contains("took longer than 0.3 s"), "{stopped}");
    assert!(begun.elapsed() < Duration::from_secs(10), "it was stopped after {:?}", begun.elapsed());
    session.set_limit(None);
    assert_eq!(counts(&session, "find count(?b) where \"Thing 0\" linked to ?b"), [(THINGS - 1).to_string()]);
}

/// What a command says where a set cannot be asked: each with what is to be done.
#[test]
fn what_is_missing_is_named_with_what_mends_it() {
    let folder = TempDir::new().unwrap();
    let ask = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_factfile"));
        let run = command.args(arguments).current_dir(folder.path()).env("XDG_CACHE_HOME", folder.path());
        let run = run.env_remove("FACTFILE_PYTHON").env_remove("SPARK_HOME").output().unwrap();
        (run.status.code(), String::from_utf8_lossy(&run.stderr).into_owned())
    };
    let (code, said) = ask(&["ask", "spark:set", "who met?", "--python", "/nowhere/python"]);
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("/nowhere/python cannot be started") && said.contains("FACTFILE_PYTHON"), "{said}");
    let (code, said) = ask(&["load", "spark:set", "facts.jsonl"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("spark:set is a set, and this is done with a store"), "{said}");
    let Some(python) = python("duckdb") else { return };
    let (code, said) = ask(&["ask", "duckdb:set", "who met?", "--python", &python.display().to_string()]);
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("there is no set of Parquet files at set") && said.contains("factfile export"), "{said}");
}

/// What is kept of a set here is a copy: a damaged one is made again.
#[test]
fn a_damaged_copy_of_the_names_is_made_again() {
    let Some(driver) = driver(Engine::DuckDb) else { return };
    let sets = Sets::new(driver);
    let set = linked(&sets);
    assert_eq!(counts(&sets.open(&set), "find count(?b) where \"Thing 0\" linked to ?b"), [(THINGS - 1).to_string()]);
    let cache = sets.folder.path().join("cache");
    for kept in std::fs::read_dir(&cache).unwrap().map(|entry| entry.unwrap().path()) {
        let mut bytes = std::fs::read(&kept).unwrap();
        let at = bytes.windows(7).position(|bytes| bytes == b"Thing 0").expect("a name");
        bytes[at] = b'S';
        std::fs::write(&kept, bytes).unwrap();
    }
    assert_eq!(counts(&sets.open(&set), "find count(?b) where \"Thing 0\" linked to ?b"), [(THINGS - 1).to_string()]);
}

/// A set is only read, and what reads the full text of a store says so; what looks at facts shows what the store shows.
#[test]
fn what_looks_at_a_set_shows_what_it_shows_of_the_store() {
    let Some(driver) = driver(Engine::DuckDb) else { return };
    let sets = Sets::new(driver);
    let case = &cases::cases("conformance")[0];
    let mut stored = case.session();
    let mut asked = sets.session(stored.engine().store(), None);
    let run = |session: &mut Session, text: &str| {
        let source = Source::new("<test>", text);
        let statement = factfile::syntax::parse(&source).unwrap().remove(0);
        let outcome = session.run(&source, &statement).map_err(|problem| problem.to_string())?;
        Ok::<String, String>(page(&outcome, Format::Table, &Style::plain(100)).unwrap_or_default())
    };
    for text in ["describe UAE talks", "describe Russia", "timeline Ukraine", "disputes", "vocabulary"] {
        let (store, set) = (run(&mut stored, text), run(&mut asked, text));
        assert!(store.as_ref().is_ok_and(|text| !text.is_empty()), "{text}: {store:?}");
        assert_eq!(set, store, "{text}");
    }
    let refused = run(&mut asked, "assert UAE talks held in Ukraine").unwrap_err();
    assert!(refused.contains("a set is only read"), "{refused}");
    let refused = run(&mut asked, "search \"envoys\"").unwrap_err();
    assert!(refused.contains("which a set does not have"), "{refused}");
}

/// The executors of a driver: processes below it.
#[cfg(unix)]
fn executors(driver: &Driver) -> Vec<u32> {
    let listed = Command::new("ps").args(["-eo", "pid=,ppid=,args="]).output().expect("`ps`");
    let text = String::from_utf8_lossy(&listed.stdout).into_owned();
    let processes: Vec<(u32, u32, bool)> = text
        .lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            let (pid, parent) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
            Some((pid, parent, line.contains("CoarseGrainedExecutorBackend")))
        })
        .collect();
    let parent = |pid: u32| processes.iter().find(|(known, ..)| *known == pid).map(|(_, parent, _)| *parent);
    let is_below =
        |pid: u32| std::iter::successors(Some(pid), |pid| parent(*pid)).any(|pid| pid == driver.process_id());
    processes.iter().filter(|(pid, _, is)| *is && is_below(*pid)).map(|(pid, ..)| *pid).collect()
}

/// An executor is killed while the question runs: the answer is right all the same.
#[cfg(unix)]
#[test]
#[ignore = "it needs a cluster of processes: ./check-spark runs it"]
fn an_executor_that_is_killed_takes_nothing_from_the_answer() {
    let Some(driver) = driver(Engine::Spark) else { return };
    let sets = Sets::new(Arc::clone(&driver));
    let set = linked(&sets);
    let session = sets.open(&set);
    // The executors are there once something was asked.
    assert_eq!(counts(&session, "find count(?b) where \"Thing 0\" linked to ?b"), [(THINGS - 1).to_string()]);
    let before = executors(&driver);
    if before.is_empty() {
        println!("skipped: {} has no executors of its own; {MASTER} is to be local-cluster[2,1,1024]", driver.title());
        return;
    }
    let progress = session.engine().store().progress().expect("the progress of a set");
    let killed = thread::scope(|scope| {
        let killer = scope.spawn(|| {
            let begun = Instant::now();
            while progress.tasks().1 == 0 {
                assert!(begun.elapsed() < Duration::from_secs(120), "the question never ran");
                thread::sleep(Duration::from_millis(10));
            }
            let killed = Command::new("kill").args(["-9", &before[0].to_string()]).status().expect("`kill`");
            assert!(killed.success());
            (before[0], progress.tasks())
        });
        let things = THINGS.to_string();
        assert_eq!(counts(&session, MANY), [things.clone(), things.clone(), things]);
        killer.join().expect("it was killed in time")
    });
    let after = executors(&driver);
    println!("killed executor {} when {:?} tasks were done; then there were {after:?}", killed.0, killed.1);
    assert!(!after.contains(&killed.0));
}
