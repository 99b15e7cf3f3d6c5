//! Wording of what can be wrong where a set is asked by another engine.

use super::{Category, Wording};

/// What can be wrong where a set is asked by another engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RemoteProblem {
    /// There is no Python, or it cannot be started.
    NoPython {
        /// What was to be started.
        python: String,
        /// The package that it is to have.
        package: &'static str,
        /// The system's words.
        detail: String,
    },
    /// Python does not have the engine's package.
    NoPackage {
        /// Which Python.
        python: String,
        /// The package.
        package: &'static str,
    },
    /// There is no Java.
    NoJava,
    /// Nobody answers at a cluster's master.
    NoMaster {
        /// The master as given.
        master: String,
        /// The system's words.
        detail: String,
    },
    /// The engine does not start.
    NotStarted {
        /// The engine.
        engine: &'static str,
        /// Its words.
        detail: String,
    },
    /// There is no set at the place, or it cannot be read.
    NoSet {
        /// The place as given.
        place: String,
        /// The engine's words.
        detail: String,
    },
    /// The engine's process ended.
    Ended {
        /// The engine.
        engine: &'static str,
        /// What it said last.
        words: String,
    },
    /// The engine could not run a statement.
    Failed {
        /// The engine.
        engine: &'static str,
        /// Its words.
        detail: String,
    },
    /// A question cannot be said in the engine's SQL.
    Unsaid {
        /// The engine.
        engine: &'static str,
        /// Why.
        reason: &'static str,
    },
    /// A statement that changes a store, on a set.
    ReadOnly,
    /// Something that is asked of a set reads what only a store has.
    StoreOnly {
        /// The statement or command.
        statement: &'static str,
        /// What it reads.
        reads: &'static str,
    },
    /// A set where only a store can be.
    NotAStore {
        /// The place as given.
        place: String,
    },
    /// There is no folder for what is kept of sets.
    NoCache,
}

impl RemoteProblem {
    /// Whose fault it is.
    pub fn category(&self) -> Category {
        match self {
            RemoteProblem::Unsaid { .. } | RemoteProblem::ReadOnly | RemoteProblem::StoreOnly { .. } => Category::Query,
            RemoteProblem::NotAStore { .. } => Category::Usage,
            _ => Category::Data,
        }
    }

    /// How it is said.
    pub fn wording(&self) -> Wording {
        use RemoteProblem as P;
        let (message, mend) = match self {
            P::NoPython { python, package, detail } => (
                format!("{python} cannot be started: {detail}"),
                format!("name a Python that has {package} by --python PATH, or in FACTFILE_PYTHON"),
            ),
            P::NoPackage { python, package: package @ "pyspark" } => (
                format!("{python} has no {package}"),
                format!(
                    "`{python} -m pip install {package}`, name another Python by --python PATH or FACTFILE_PYTHON, or an unpacked Spark by SPARK_HOME"
                ),
            ),
            P::NoPackage { python, package } => (
                format!("{python} has no {package}"),
                format!(
                    "`{python} -m pip install {package}`, or name another Python by --python PATH or FACTFILE_PYTHON"
                ),
            ),
            P::NoJava => (
                "there is no Java, on which Spark runs".to_owned(),
                "install Java 17 or later, or name where it is by JAVA_HOME".to_owned(),
            ),
            P::NoMaster { master, detail } => (
                format!("nobody answers at {master}: {detail}"),
                "see that the cluster runs and can be reached from here; --master 'local[*]' asks on this machine"
                    .to_owned(),
            ),
            P::NotStarted { engine, detail } => (
                format!("{engine} does not start: {detail}"),
                "see its configuration, and the master that --master names".to_owned(),
            ),
            P::NoSet { place, detail } => (
                format!("there is no set of Parquet files at {place}: {detail}"),
                format!("`factfile export STORE --format parquet --to {place}` makes one"),
            ),
            P::Ended { engine, words } => (
                match words.is_empty() {
                    true => format!("{engine}'s process ended before it had answered"),
                    false => format!("{engine}'s process ended before it had answered; it said last: {words}"),
                },
                "ask again; it may have had too little memory".to_owned(),
            ),
            P::Failed { engine, detail } => (
                format!("{engine} could not answer: {detail}"),
                "if that says nothing of memory, files or the cluster, report it with the question".to_owned(),
            ),
            P::Unsaid { engine, reason } => (
                format!("{engine} cannot be asked this: {reason}"),
                "ask a store, which `factfile import` makes of a set".to_owned(),
            ),
            P::ReadOnly => (
                "this changes a store, and a set is only read".to_owned(),
                "change the store that the set was made from, and export it again".to_owned(),
            ),
            P::StoreOnly { statement, reads } => (
                format!("`{statement}` reads {reads}, which a set does not have"),
                "ask the store that the set was made from".to_owned(),
            ),
            P::NotAStore { place } => (
                format!("{place} is a set, and this is done with a store"),
                "sets are for `ask`, `run` and the prompt; name the store".to_owned(),
            ),
            P::NoCache => (
                "there is no folder to keep the names of a set in".to_owned(),
                "set XDG_CACHE_HOME or HOME to a folder that can be written".to_owned(),
            ),
        };
        Wording::new(message, "", Some(mend))
    }
}
