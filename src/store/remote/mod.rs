//! A store that stands for a set of Parquet files. Its words, names and documents are in a replica, an ordinary store without facts;
//! statements about facts are run by the set's engine, and what answers show of facts is fetched, by number, into temporary tables of the
//! replica, so that all that reads a store reads it.

mod about;
mod fetch;
mod replica;
mod statement;

pub(crate) use statement::Ahead;

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use fetch::Fetched;

use super::{Counts, Store};
use crate::diagnostic::{Diagnostic, Result};
use crate::problem::{Problem, RemoteProblem, StoreProblem};
use crate::remote::{Asked, Driver, Place, Progress, Set};
use crate::sql::Dialect;

/// The set that a store stands for.
#[derive(Debug)]
pub(super) struct Remote {
    set: Set,
    fetched: Fetched,
    counts: Counts,
    /// Statements whose rows were asked for before they are wanted.
    ahead: RefCell<HashMap<String, Asked>>,
}

impl Store {
    /// A store that stands for the set at a place, which `driver` asks. What is read of it to begin with is kept in the folder `cache`, by
    /// the sum of its manifest.
    ///
    /// # Errors
    /// Where there is no such set, or the folder cannot be written.
    pub fn open_set(place: &Place, driver: &Arc<Driver>, cache: &Path) -> Result<Self> {
        let set = driver.open(&place.folder)?;
        let (replica, counts) = replica::of(&set, cache)?;
        let mut store = match Store::open(&replica) {
            Ok(store) => store,
            // It is a copy: a damaged one is made again.
            Err(problem) if is_damage(&problem) => {
                replica::remove(&replica)?;
                Store::open(&replica::of(&set, cache)?.0)?
            }
            Err(problem) => return Err(problem),
        };
        store.path = place.to_string().into();
        store.remote = Some(Remote { set, fetched: Fetched::default(), counts, ahead: RefCell::default() });
        store.make_views()?;
        Ok(store)
    }

    /// Whether it stands for a set, which is only read.
    pub fn is_remote(&self) -> bool {
        self.remote.is_some()
    }

    /// The dialect of the statements that ask it.
    pub fn dialect(&self) -> Dialect {
        self.remote.as_ref().map_or(Dialect::Sqlite, |remote| remote.set.engine().dialect())
    }

    /// How much there is in the set, what was retracted included.
    pub(super) fn set_counts(&self) -> Option<Counts> {
        self.remote.as_ref().map(|remote| remote.counts)
    }

    /// How far what is asked of a set has come.
    pub fn progress(&self) -> Option<Arc<Progress>> {
        self.remote.as_ref().map(|remote| remote.set.progress())
    }

    /// That a statement or command is not for sets, whatever it reads.
    ///
    /// # Errors
    /// [`RemoteProblem::StoreOnly`], where the store stands for a set.
    pub(crate) fn needs_store(&self, statement: &'static str, reads: &'static str) -> Result<()> {
        match self.is_remote() {
            true => Err(Diagnostic::new(RemoteProblem::StoreOnly { statement, reads })),
            false => Ok(()),
        }
    }
}

/// Whether a file cannot be opened for what is in it.
fn is_damage(problem: &Diagnostic) -> bool {
    use StoreProblem::{Contradictory, Damaged, Foreign, Missing};
    matches!(&problem.problem, Problem::Store(Damaged { .. } | Contradictory { .. } | Foreign { .. } | Missing { .. }))
}
