//! One store for the questions of several threads: each takes an engine with a connection of its own, and gives it back.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::Engine;
use crate::diagnostic::Result;
use crate::store::Store;

/// Engines over one store, as many as are in use at once. None of them blocks another, nor a load by whatever process.
///
/// ```no_run
/// # fn main() -> Result<(), Box<factfile::diagnostic::Diagnostic>> {
/// let pool = factfile::engine::Pool::new("talks.db");
/// std::thread::scope(|scope| {
///     for question in ["who leads the Russian delegation?", "which issues remain unsettled?"] {
///         scope.spawn(|| pool.with(|engine| engine.ask_text(question)));
///     }
/// });
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Pool {
    path: PathBuf,
    free: Mutex<Vec<Engine>>,
}

impl Pool {
    /// Engines over the store at a path, which is opened when it is first asked.
    pub fn new(path: impl AsRef<Path>) -> Self {
        Pool { path: path.as_ref().to_owned(), free: Mutex::default() }
    }

    /// Does something with an engine that nobody else uses meanwhile.
    ///
    /// # Errors
    /// That the store cannot be opened or read; what `work` fails with.
    pub fn with<T>(&self, work: impl FnOnce(&Engine) -> Result<T>) -> Result<T> {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let engine = match free {
            Some(mut engine) => {
                // What another process declared since is known too.
                engine.refresh()?;
                engine
            }
            None => Engine::new(Store::open(&self.path)?)?,
        };
        let done = work(&engine);
        self.free.lock().unwrap_or_else(PoisonError::into_inner).push(engine);
        done
    }
}
