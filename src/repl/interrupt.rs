//! Ctrl-C: it stops what the store is doing. At the prompt the session lives on; a command ends.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::store::InterruptHandle;

/// How long to wait between two tries to stop a store: a try between two statements stops none.
const PAUSE: Duration = Duration::from_millis(5);

/// How long a command may take to end after Ctrl-C before the process ends without it.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long a command that was stopped may take to say so.
const FAREWELL: Duration = Duration::from_secs(1);

/// The exit code of a process that Ctrl-C ended: 128 and the signal's number.
const INTERRUPTED: i32 = 130;

/// What Ctrl-C ends, apart from a running statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lifetime {
    /// The process, which runs one command.
    Command,
    /// Nothing: the prompt stays.
    Prompt,
}

/// What answers to Ctrl-C in this process.
#[derive(Clone, Default)]
pub struct Interrupts(Arc<State>);

#[derive(Default)]
struct State {
    store: Mutex<Option<InterruptHandle>>,
    running: AtomicBool,
    /// How many works were begun: what is typed ahead begins while the one before is still being stopped.
    begun: AtomicUsize,
    stopped: Arc<AtomicBool>,
}

impl Interrupts {
    /// Begins to answer to Ctrl-C. Only the first call in a process has an effect.
    pub fn install(lifetime: Lifetime) -> Self {
        let interrupts = Self::default();
        let state = Arc::clone(&interrupts.0);
        // A handler that is there already, or that the system refuses, leaves Ctrl-C to end the process.
        let _ = ctrlc::set_handler(move || state.stop(lifetime));
        interrupts
    }

    /// Becomes true when what is running is to stop, for work that looks by itself.
    pub fn flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.0.stopped)
    }

    /// Does something with the store that `handle` stops, so that Ctrl-C stops it.
    pub fn stopping<T>(&self, handle: InterruptHandle, work: impl FnOnce() -> T) -> T {
        *self.0.store.lock().unwrap_or_else(PoisonError::into_inner) = Some(handle);
        self.0.stopped.store(false, Ordering::SeqCst);
        self.0.begun.fetch_add(1, Ordering::SeqCst);
        self.0.running.store(true, Ordering::SeqCst);
        let done = work();
        self.0.running.store(false, Ordering::SeqCst);
        done
    }
}

impl State {
    /// Runs in the thread of the handler.
    fn stop(&self, lifetime: Lifetime) {
        let begun = Instant::now();
        let work = self.begun.load(Ordering::SeqCst);
        let is_running = || self.running.load(Ordering::SeqCst) && self.begun.load(Ordering::SeqCst) == work;
        self.stopped.store(true, Ordering::SeqCst);
        while is_running() && (lifetime == Lifetime::Prompt || begun.elapsed() < PATIENCE) {
            if let Some(handle) = &*self.store.lock().unwrap_or_else(PoisonError::into_inner) {
                handle.interrupt();
            }
            thread::sleep(PAUSE);
        }
        if lifetime == Lifetime::Command {
            // A statement that was stopped ends the process by itself, with a message; nothing else does. SQLite rolls
            // back whatever was not committed.
            thread::sleep(FAREWELL);
            std::process::exit(INTERRUPTED);
        }
    }
}
