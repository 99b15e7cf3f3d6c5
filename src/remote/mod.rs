//! Sets of Parquet files that other engines ask, Spark or DuckDB: where a set is, and the process that asks it. It runs Python's libraries
//! of these engines, and is started only where a set is asked.

mod driver;
mod process;
mod protocol;

pub use driver::{Asked, Driver, Progress, Set};
pub use protocol::{Cell, Growing};

use std::path::{Path, PathBuf};

use crate::sql::Dialect;

/// What asks a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Spark, on one machine or a cluster.
    Spark,
    /// DuckDB, on this machine.
    DuckDb,
}

impl Engine {
    /// As places and the driver call it.
    pub fn name(self) -> &'static str {
        match self {
            Engine::Spark => "spark",
            Engine::DuckDb => "duckdb",
        }
    }

    /// As its makers call it.
    pub fn title(self) -> &'static str {
        match self {
            Engine::Spark => "Spark",
            Engine::DuckDb => "DuckDB",
        }
    }

    /// Python's package for it.
    pub fn package(self) -> &'static str {
        match self {
            Engine::Spark => "pyspark",
            Engine::DuckDb => "duckdb",
        }
    }

    /// Its dialect of SQL.
    pub fn dialect(self) -> Dialect {
        match self {
            Engine::Spark => Dialect::Spark,
            Engine::DuckDb => Dialect::DuckDb,
        }
    }
}

/// A set, and what asks it: `spark:DIR`, `duckdb:DIR`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// What asks it.
    pub engine: Engine,
    /// Its folder, or its address as the engine's own file systems have it.
    pub folder: String,
}

impl Place {
    /// Reads a place to ask; none where it is a store's path.
    pub fn read(path: &Path) -> Option<Self> {
        let text = path.to_str()?;
        [Engine::Spark, Engine::DuckDb].into_iter().find_map(|engine| {
            let folder = text.strip_prefix(engine.name())?.strip_prefix(':')?;
            (!folder.is_empty()).then(|| Place { engine, folder: folder.to_owned() })
        })
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}:{}", self.engine.name(), self.folder)
    }
}

/// How an engine is started.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// The master of Spark's cluster; as Spark is configured, without one.
    pub master: Option<String>,
    /// The Python that has the engine's package; `python3`, without one.
    pub python: Option<PathBuf>,
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Engine, Place};

    #[test]
    fn a_place_names_its_engine() {
        let place = |text: &str| Place::read(Path::new(text)).map(|place| (place.engine, place.folder));
        assert_eq!(place("spark:s3a://bucket/set"), Some((Engine::Spark, "s3a://bucket/set".to_owned())));
        assert_eq!(place("duckdb:set"), Some((Engine::DuckDb, "set".to_owned())));
        assert_eq!(place("talks.db"), None);
        assert_eq!(place("spark:"), None);
    }
}
