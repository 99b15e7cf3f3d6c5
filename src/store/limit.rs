//! Limits on how long something may take, and how much memory.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use rusqlite::Row;
use rusqlite::types::ValueRef;

use super::Store;
use super::open::CACHE;
use crate::answer::Value;
use crate::diagnostic::{Diagnostic, Result};
use crate::problem::{Problem, StoreProblem};

/// How long to wait between two tries to stop a statement: a try between two statements stops none.
const PAUSE: Duration = Duration::from_millis(5);

/// What each value of a row takes beside its text, in bytes.
const EACH_VALUE: u64 = size_of::<Value>() as u64;

impl Store {
    /// Lets the rows of an answer take so many bytes of memory and no more, about; as many as they like without a limit. The same
    /// for all that is fetched of what they rest on. SQLite takes as much as its caches hold, which grow no larger than the limit, and beyond that files.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn set_memory(&self, most: Option<u64>) -> Result<()> {
        if self.most.replace(most) == most {
            return Ok(());
        }
        let kibibytes = most.map_or(-CACHE, |most| i64::try_from(most / 1024).unwrap_or(-CACHE).clamp(256, -CACHE));
        let set = self.connection.pragma_update(None, "cache_size", -kibibytes);
        set.map_err(self.failed("limiting the memory"))?;
        self.place_temporary()
    }

    /// Lets what is temporary be kept where it belongs by the limit. Within a transaction that cannot change: at its end, then.
    pub(super) fn place_temporary(&self) -> Result<()> {
        if !self.connection.is_autocommit() {
            return Ok(());
        }
        let set = self.connection.pragma_update(None, "temp_store", self.temporary());
        set.map_err(self.failed("limiting the memory"))?;
        // Whatever is temporary is gone where it is kept elsewhere.
        self.make_views()
    }

    /// Where SQLite keeps what it sorts and finds for a question: in memory, where that is not limited, since it looks into much of it at
    /// random; else in files as far as it does not fit into the caches.
    pub(super) fn temporary(&self) -> &'static str {
        if self.most.get().is_some() { "file" } else { "memory" }
    }

    /// Counts what is kept of the rows of an answer.
    pub(crate) fn kept(&self) -> Kept {
        Kept { limit: self.most.get(), bytes: 0 }
    }

    /// Does something that reads the store, and stops it when the limit is over, if there is one.
    ///
    /// # Errors
    /// What `work` fails with; that it took too long.
    pub fn within<T>(&self, limit: Option<Duration>, work: impl FnOnce() -> Result<T>) -> Result<T> {
        self.go_on();
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

/// How much of an answer, or of what it rests on, is kept.
pub(crate) struct Kept {
    limit: Option<u64>,
    bytes: u64,
}

impl Kept {
    /// Counts what takes so many bytes.
    ///
    /// # Errors
    /// Where it is too much.
    pub(crate) fn add(&mut self, size: usize) -> Result<()> {
        self.bytes += size as u64;
        self.checked()
    }

    /// Counts a row of which a value of so many bytes is kept; whether that is still allowed.
    pub(super) fn add_row(&mut self, row: &Row<'_>, size: usize) -> rusqlite::Result<bool> {
        let Some(limit) = self.limit else { return Ok(true) };
        self.bytes += size as u64;
        for column in 0..row.as_ref().column_count() {
            let text = match row.get_ref(column)? {
                ValueRef::Text(text) => text.len() as u64,
                _ => 0,
            };
            self.bytes += EACH_VALUE + text;
        }
        Ok(self.bytes <= limit)
    }

    /// # Errors
    /// Where what was counted is too much.
    pub(super) fn checked(&self) -> Result<()> {
        match self.limit.filter(|limit| self.bytes > *limit) {
            None => Ok(()),
            Some(limit) => Err(Diagnostic::new(StoreProblem::TooMuch { limit })),
        }
    }
}
