//! Asking the driver: requests with numbers, what is said of each, and stopping one.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::process::{self, LastWords};
use super::protocol::{Cell, Growing, Line, Request, Wanted};
use super::{Engine, Options};
use crate::diagnostic::{Diagnostic, Result};
use crate::problem::{RemoteProblem, StoreProblem};

/// How often it is looked whether a request is to stop.
const BEAT: Duration = Duration::from_millis(20);

/// How long the driver may take to stop a request before it is ended itself.
const PATIENCE: Duration = Duration::from_secs(15);

/// How many tasks of what runs are done, and of how many; all zero where that is not known.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicU64,
    known: AtomicU64,
}

impl Progress {
    /// Tasks done, and tasks known.
    pub fn tasks(&self) -> (u64, u64) {
        (self.done.load(Ordering::Relaxed), self.known.load(Ordering::Relaxed))
    }

    fn set(&self, [done, known]: [u64; 2]) {
        self.done.store(done, Ordering::Relaxed);
        self.known.store(known, Ordering::Relaxed);
    }
}

/// A driver that runs: one application of its engine, for any number of sets and threads. It ends when it is dropped.
#[derive(Debug)]
pub struct Driver {
    engine: Engine,
    /// The engine's name with its version.
    ready: String,
    requests: Mutex<ChildStdin>,
    waiting: Arc<Mutex<HashMap<u64, Sender<Line>>>>,
    child: Mutex<Child>,
    words: LastWords,
    next: AtomicU64,
}

impl Driver {
    /// Starts an engine.
    ///
    /// # Errors
    /// [`RemoteProblem`]: there is no Python, it has not the engine's package, there is no Java, the master does not answer.
    pub fn start(engine: Engine, options: &Options) -> Result<Arc<Self>> {
        let (mut child, words) = process::start(engine, options).map_err(Diagnostic::new)?;
        let (Some(stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(ended(engine, &words));
        };
        let mut lines = BufReader::new(stdout);
        let first = next_line(&mut lines).ok_or_else(|| ended(engine, &words))?;
        let Some(ready) = first.ready else {
            return Err(Diagnostic::new(not_started(engine, options, &first)));
        };
        let waiting: Arc<Mutex<HashMap<u64, Sender<Line>>>> = Arc::default();
        let receivers = Arc::clone(&waiting);
        thread::spawn(move || distribute(lines, &receivers));
        let (requests, child, next) = (Mutex::new(stdin), Mutex::new(child), AtomicU64::new(1));
        Ok(Arc::new(Driver { engine, ready, requests, waiting, child, words, next }))
    }

    /// What it asks sets by.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// The engine's name with its version, and where it runs.
    pub fn title(&self) -> &str {
        &self.ready
    }

    /// The number of its process.
    pub fn process_id(&self) -> u32 {
        self.child.lock().unwrap_or_else(PoisonError::into_inner).id()
    }

    /// The set at a place, to be asked.
    ///
    /// # Errors
    /// Where there is none, or it cannot be read.
    pub fn open(self: &Arc<Self>, place: &str) -> Result<Set> {
        let number = self.number();
        let mut set = Set {
            driver: Arc::clone(self),
            number,
            place: place.to_owned(),
            manifest: String::new(),
            progress: Arc::default(),
        };
        let done = set.asked(Wanted::Open { place }, &|| false, &mut |_| Ok(()))?;
        done["manifest"].as_str().unwrap_or_default().clone_into(&mut set.manifest);
        Ok(set)
    }

    fn number(&self) -> u64 {
        self.next.fetch_add(1, Ordering::Relaxed)
    }

    fn waiting(&self) -> MutexGuard<'_, HashMap<u64, Sender<Line>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn send(&self, line: &impl serde::Serialize) -> Result<()> {
        let mut text = serde_json::to_vec(line).unwrap_or_default();
        text.push(b'\n');
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        requests.write_all(&text).and_then(|()| requests.flush()).map_err(|_| ended(self.engine, &self.words))
    }

    /// Ends the process, with whatever it does.
    fn kill(&self) {
        // One that has ended already is none to be ended.
        let _ = self.child.lock().unwrap_or_else(PoisonError::into_inner).kill();
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Standard input ends with this, and the process by that; who waits for it would wait for Spark to take leave of its cluster.
        self.waiting().clear();
    }
}

/// A set that is open for being asked.
#[derive(Debug)]
pub struct Set {
    driver: Arc<Driver>,
    number: u64,
    place: String,
    manifest: String,
    progress: Arc<Progress>,
}

impl Set {
    /// What asks it.
    pub fn engine(&self) -> Engine {
        self.driver.engine
    }

    /// Where it is, as given.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// The text of its manifest.
    pub fn manifest(&self) -> &str {
        &self.manifest
    }

    /// How far what is asked has come.
    pub fn progress(&self) -> Arc<Progress> {
        Arc::clone(&self.progress)
    }

    /// The rows of a statement, some at a time; with `exact`, a number of a column of decimals stays one where it has none. `round` is its
    /// parameter of that name.
    ///
    /// # Errors
    /// Where the engine cannot run it, or `stop` says that it is to stop; what `each` fails with.
    pub fn rows(
        &self,
        (sql, round): (&str, Option<i64>),
        exact: bool,
        stop: &dyn Fn() -> bool,
        each: &mut dyn FnMut(Vec<Vec<Cell>>) -> Result<()>,
    ) -> Result<()> {
        self.received(self.ask((sql, round), exact)?, stop, each)
    }

    /// Asks for the rows of a statement, which [`Set::received`] then gives: meanwhile others can be asked for.
    ///
    /// # Errors
    /// Where the driver has ended.
    pub fn ask(&self, (sql, round): (&str, Option<i64>), exact: bool) -> Result<Asked> {
        self.begin(Wanted::Rows { sql, exact, round })
    }

    /// The rows of a statement that was asked for.
    ///
    /// # Errors
    /// As [`Set::rows`].
    pub fn received(
        &self,
        asked: Asked,
        stop: &dyn Fn() -> bool,
        each: &mut dyn FnMut(Vec<Vec<Cell>>) -> Result<()>,
    ) -> Result<()> {
        self.finish(asked, stop, each).map(|_| ())
    }

    /// Makes a table of a statement's rows, for the statements behind it.
    ///
    /// # Errors
    /// As [`Set::rows`].
    pub fn make(&self, name: &str, sql: &str, stop: &dyn Fn() -> bool) -> Result<()> {
        self.asked(Wanted::Table { name, sql }, stop, &mut |_| Ok(())).map(|_| ())
    }

    /// Finds the rows of tables that grow together, until there is no new row for any of them.
    ///
    /// # Errors
    /// As [`Set::rows`].
    pub fn grow(&self, tables: &[Growing], stop: &dyn Fn() -> bool) -> Result<()> {
        self.asked(Wanted::Rounds { tables }, stop, &mut |_| Ok(())).map(|_| ())
    }

    /// Takes tables away.
    ///
    /// # Errors
    /// Where the driver has ended.
    pub fn forget(&self, names: &[String]) -> Result<()> {
        match names {
            [] => Ok(()),
            names => self.asked(Wanted::Drop { names }, &|| false, &mut |_| Ok(())).map(|_| ()),
        }
    }

    /// Sends a request and waits until it is done; what it came to.
    fn asked(
        &self,
        wanted: Wanted<'_>,
        stop: &dyn Fn() -> bool,
        each: &mut dyn FnMut(Vec<Vec<Cell>>) -> Result<()>,
    ) -> Result<Value> {
        self.finish(self.begin(wanted)?, stop, each)
    }

    fn begin(&self, wanted: Wanted<'_>) -> Result<Asked> {
        let (id, (sender, lines)) = (self.driver.number(), channel());
        self.driver.waiting().insert(id, sender);
        let asked = Asked { driver: Arc::clone(&self.driver), id, lines, is_done: false };
        self.driver.send(&Request { id, set: self.number, wanted })?;
        Ok(asked)
    }

    fn finish(
        &self,
        mut asked: Asked,
        stop: &dyn Fn() -> bool,
        each: &mut dyn FnMut(Vec<Vec<Cell>>) -> Result<()>,
    ) -> Result<Value> {
        let done = self.until_done(&mut asked, stop, each);
        self.progress.set([0, 0]);
        done
    }

    fn until_done(
        &self,
        asked: &mut Asked,
        stop: &dyn Fn() -> bool,
        each: &mut dyn FnMut(Vec<Vec<Cell>>) -> Result<()>,
    ) -> Result<Value> {
        let mut refused = Ok(());
        let mut cancelled: Option<Instant> = None;
        loop {
            if cancelled.is_none() && (refused.is_err() || stop()) {
                cancelled = Some(Instant::now());
                asked.cancel()?;
            }
            if cancelled.is_some_and(|since| since.elapsed() > PATIENCE) {
                self.driver.kill();
            }
            let line = match asked.lines.recv_timeout(BEAT) {
                Ok(line) => line,
                Err(RecvTimeoutError::Timeout) => continue,
                Err(RecvTimeoutError::Disconnected) => return Err(ended(self.driver.engine, &self.driver.words)),
            };
            if let Some(progress) = line.progress {
                self.progress.set(progress);
            }
            if refused.is_ok() && cancelled.is_none() && !line.rows.is_empty() {
                refused = each(line.rows);
            }
            if line.done.is_some() || line.failed.is_some() {
                asked.is_done = true;
                refused?;
                if cancelled.is_some() {
                    return Err(Diagnostic::new(StoreProblem::Interrupted));
                }
                let (engine, detail) = (self.driver.engine.title(), line.detail);
                return line.done.ok_or_else(|| {
                    Diagnostic::new(match line.failed.as_deref() {
                        Some("no set") => RemoteProblem::NoSet { place: self.place.clone(), detail },
                        _ => RemoteProblem::Failed { engine, detail },
                    })
                });
            }
        }
    }
}

impl Drop for Set {
    fn drop(&mut self) {
        // A driver that has ended has no sets.
        let _ = self.driver.send(&Request { id: self.driver.number(), set: self.number, wanted: Wanted::Close {} });
    }
}

/// A request that was sent. Dropped before it is done, it is cancelled.
#[derive(Debug)]
pub struct Asked {
    driver: Arc<Driver>,
    id: u64,
    lines: Receiver<Line>,
    is_done: bool,
}

impl Asked {
    fn cancel(&self) -> Result<()> {
        self.driver.send(&serde_json::json!({ "do": "cancel", "of": self.id }))
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        self.driver.waiting().remove(&self.id);
        if !self.is_done {
            // A driver that has ended does nothing that could be cancelled.
            let _ = self.cancel();
        }
    }
}

/// The next line that is one of the driver's; none where it has ended.
fn next_line(lines: &mut BufReader<ChildStdout>) -> Option<Line> {
    loop {
        let mut text = Vec::new();
        if lines.read_until(b'\n', &mut text).ok()? == 0 {
            return None;
        }
        if let Ok(line) = serde_json::from_slice(&text) {
            return Some(line);
        }
    }
}

/// Gives each line to whoever waits for it, until the driver ends.
fn distribute(mut lines: BufReader<ChildStdout>, waiting: &Mutex<HashMap<u64, Sender<Line>>>) {
    while let Some(line) = next_line(&mut lines) {
        let waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sender) = waiting.get(&line.id) {
            // Who waits no more needs nothing.
            let _ = sender.send(line);
        }
    }
    // Whoever still waits learns that nothing comes.
    waiting.lock().unwrap_or_else(PoisonError::into_inner).clear();
}

fn ended(engine: Engine, words: &LastWords) -> Box<Diagnostic> {
    Diagnostic::new(RemoteProblem::Ended { engine: engine.title(), words: words.text() })
}

/// Why the driver takes no requests.
fn not_started(engine: Engine, options: &Options, line: &Line) -> RemoteProblem {
    let python = process::python(options).to_string_lossy().into_owned();
    let detail = line.detail.clone();
    match line.failed.as_deref() {
        Some("module") => RemoteProblem::NoPackage { python, package: engine.package() },
        Some("java") => RemoteProblem::NoJava,
        Some("master") => RemoteProblem::NoMaster { master: options.master.clone().unwrap_or_default(), detail },
        _ => RemoteProblem::NotStarted { engine: engine.title(), detail },
    }
}
