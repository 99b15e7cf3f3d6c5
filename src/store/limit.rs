//! A limit on how long something may take.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use super::Store;
use crate::diagnostic::{Diagnostic, Result};
use crate::problem::{Problem, StoreProblem};

/// How long to wait between two tries to stop a statement: a try between two statements stops none.
const PAUSE: Duration = Duration::from_millis(5);

impl Store {
    /// Does something that reads the store, and stops it when the limit is over, if there is one.
    ///
    /// # Errors
    /// What `work` fails with; that it took too long.
    pub fn within<T>(&self, limit: Option<Duration>, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let Some(limit) = limit else { return work() };
        let (ended, ends) = channel::<()>();
        let (handle, is_over) = (self.interrupt_handle(), AtomicBool::new(false));
        let (is_over, watched) = (&is_over, &handle);
        thread::scope(|scope| {
            scope.spawn(move || {
                let mut wait = limit;
                while ends.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                    is_over.store(true, Ordering::SeqCst);
                    watched.interrupt();
                    wait = PAUSE;
                }
            });
            let done = work();
            drop(ended);
            done.map_err(|error| match &error.problem {
                Problem::Store(StoreProblem::Interrupted) if is_over.load(Ordering::SeqCst) => {
                    Diagnostic::new(StoreProblem::TooSlow { limit })
                }
                _ => error,
            })
        })
    }
}
