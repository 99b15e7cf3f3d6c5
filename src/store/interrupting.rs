//! Stopping what a store is doing, from another thread.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::Store;

/// How long what writes within a transaction may go on after it was asked to stop, before it is stopped at any price.
const PATIENCE: Duration = Duration::from_secs(2);

/// Stops what a [`Store`] is doing, from another thread.
pub struct InterruptHandle {
    handle: rusqlite::InterruptHandle,
    gate: Arc<Gate>,
    /// For work in which SQLite has no part.
    stopped: Arc<AtomicBool>,
}

impl InterruptHandle {
    /// Stops the running statement, if any; it ends with the error that says so. What writes within a transaction that was begun
    /// is only asked to, at first. What begins in the same moment may miss it: whoever waits for the end calls again.
    pub fn interrupt(&self) {
        self.stopped.store(true, Ordering::Relaxed);
        let mut gate = self.gate.state();
        let asked = *gate.asked.get_or_insert_with(Instant::now);
        if !gate.shut || asked.elapsed() >= PATIENCE {
            self.handle.interrupt();
        }
    }
}

/// Whether SQLite may be interrupted. A statement that writes and is interrupted takes with it the whole transaction that it is
/// in, with all that was changed since `begin`: such work is asked to stop, and looks by itself.
#[derive(Debug, Default)]
pub(super) struct Gate(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    shut: bool,
    asked: Option<Instant>,
}

impl Gate {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The error that says so, where what goes on was asked to stop.
    pub(super) fn check(&self) -> rusqlite::Result<()> {
        let state = self.state();
        match state.shut && state.asked.is_some() {
            true => {
                Err(rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_INTERRUPT), None))
            }
            false => Ok(()),
        }
    }
}

/// A gate that is shut until this is dropped.
#[must_use = "it opens when this is dropped"]
pub(crate) struct Shut(Arc<Gate>);

impl Drop for Shut {
    fn drop(&mut self) {
        *self.0.state() = State::default();
    }
}

impl Store {
    /// A handle by which another thread can stop what the store is doing.
    pub fn interrupt_handle(&self) -> InterruptHandle {
        InterruptHandle {
            handle: self.connection.get_interrupt_handle(),
            gate: Arc::clone(&self.gate),
            stopped: Arc::clone(&self.stopped),
        }
    }

    /// Keeps SQLite from being interrupted while something is written within a transaction that has changes.
    pub(super) fn shut(&self) -> Option<Shut> {
        self.has_uncommitted().then(|| self.undisturbed())
    }

    /// Keeps SQLite from being interrupted while what follows a change is seen to, which is soon done.
    pub(crate) fn undisturbed(&self) -> Shut {
        *self.gate.state() = State { shut: true, asked: None };
        Shut(Arc::clone(&self.gate))
    }
}
