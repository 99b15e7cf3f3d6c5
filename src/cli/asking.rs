//! What is asked: a store's file, or a set of Parquet files by the engine that asks it.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::diagnostic::{Diagnostic, Result};
use crate::problem::RemoteProblem;
use crate::remote::{Driver, Engine, Options, Place};
use crate::repl::{folders, waiting};
use crate::store::Store;

/// The options of every command that asks, for sets.
#[derive(Debug, Clone, Args, Default)]
pub(super) struct Asking {
    /// For a set that Spark asks: the master of its cluster, such as spark://host:7077, yarn or local[4]
    #[arg(long, value_name = "URL")]
    pub master: Option<String>,

    /// For a set: the Python that has pyspark or duckdb; python3, unless FACTFILE_PYTHON names another
    #[arg(long, value_name = "PATH")]
    pub python: Option<PathBuf>,
}

impl Asking {
    /// Opens a store for reading, or a set: `spark:DIR`, `duckdb:DIR`.
    ///
    /// # Errors
    /// Where there is none, or its engine does not start.
    pub(super) fn open(&self, store: &Path) -> Result<Store> {
        let Some(place) = Place::read(store) else { return Store::open(store) };
        let cache = folders::sets().ok_or_else(|| Diagnostic::new(RemoteProblem::NoCache))?;
        let options = Options { master: self.master.clone(), python: self.python.clone() };
        let starting = match place.engine {
            Engine::Spark => "starting Spark",
            Engine::DuckDb => "starting DuckDB",
        };
        let driver = waiting::during(starting, || Driver::start(place.engine, &options))?;
        waiting::during("reading the set's names", || Store::open_set(&place, &driver, &cache))
    }
}
