//! Wording of what can be wrong with a set of Parquet files.

use super::{Category, Wording};

/// What can be wrong with a set of Parquet files. Paths are as given, those of its files behind them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetProblem {
    /// There is no manifest in the folder.
    NoManifest {
        /// The folder.
        path: String,
    },
    /// The manifest is none.
    BadManifest {
        /// The manifest.
        path: String,
        /// What is wrong with it.
        detail: String,
    },
    /// The set has another layout, or its tables are of another schema.
    OtherVersion {
        /// The manifest.
        path: String,
        /// `layout` or `schema`.
        what: &'static str,
        /// Its version.
        found: i64,
        /// The version of this program.
        known: i64,
    },
    /// The manifest names a file that is not in the folder of its table.
    Outside {
        /// The manifest.
        path: String,
        /// What it names.
        named: String,
    },
    /// A file that the manifest names is not there.
    MissingFile {
        /// The file.
        path: String,
    },
    /// A file is not the one that the manifest names.
    OtherFile {
        /// The file.
        path: String,
        /// What is otherwise: `SHA-256`, `rows`.
        what: &'static str,
        /// What the manifest says of it.
        said: String,
        /// How it is.
        found: String,
    },
    /// A file cannot be read as Parquet.
    Damaged {
        /// The file.
        path: String,
        /// The reader's words.
        detail: String,
    },
    /// A file has no column of that name and type.
    Column {
        /// The file.
        path: String,
        /// The column's name.
        column: String,
        /// What its values should be.
        wanted: &'static str,
        /// What they are; none where there is no such column.
        found: Option<String>,
    },
    /// A row cannot be one of a store.
    Row {
        /// The file.
        path: String,
        /// Why, in SQLite's words.
        detail: String,
    },
    /// A row refers to one that is not there.
    Dangling {
        /// The set.
        path: String,
        /// The table that it is in.
        table: String,
    },
    /// The folder has other things in it, and no set.
    Occupied {
        /// The folder.
        path: String,
        /// What is in it.
        found: String,
    },
    /// Another process writes the set.
    Busy {
        /// The folder.
        path: String,
    },
    /// The store and the set have a history in common, and each has loads that the other does not have.
    Diverged {
        /// The set.
        path: String,
        /// The store.
        store: String,
        /// The last load that they have in common.
        common: i64,
        /// The last load of the set.
        set_last: i64,
        /// The last load of the store.
        store_last: i64,
    },
    /// A store says something that cannot be united with what the set says.
    Unjoined {
        /// The set.
        path: String,
        /// The store's name.
        store: String,
        /// What that is.
        detail: String,
        /// How to mend it.
        mend: Option<String>,
    },
    /// A set makes a store of its own, and there is one at the path.
    StoreThere {
        /// The path.
        path: String,
    },
}

impl SetProblem {
    /// Whose fault it is.
    pub fn category(&self) -> Category {
        Category::Data
    }

    /// How it is said.
    pub fn wording(&self) -> Wording {
        let again = "export the store anew into an empty folder, or restore the set from a copy";
        let (message, mend) = match self {
            SetProblem::NoManifest { path } => (
                format!("there is no set of Parquet files in {path}: it has no manifest.json"),
                format!("`factfile export STORE --format parquet --to {path}` writes one"),
            ),
            SetProblem::BadManifest { path, detail } => (format!("{path} is no manifest of a set: {detail}"), again.into()),
            SetProblem::OtherVersion { path, what, found, known } => (
                format!("{path} is of another Factfile ({what} {found}; this one has {known})"),
                match found > known {
                    true => "update factfile".to_owned(),
                    false => "export the store anew into an empty folder".to_owned(),
                },
            ),
            SetProblem::Outside { path, named } => (
                format!("{path} names a file that is not in the set: {named}"),
                "nothing was read; a set may come from anybody, and this one is not as Factfile writes them".into(),
            ),
            SetProblem::MissingFile { path } => {
                (format!("{path} is named by the manifest and is not there"), again.to_owned())
            }
            SetProblem::OtherFile { path, what, said, found } => (
                format!("{path} is not the file that the manifest names: its {what} should be {said}, and is {found}"),
                again.to_owned(),
            ),
            SetProblem::Damaged { path, detail } => (format!("{path} is damaged: {detail}"), again.to_owned()),
            SetProblem::Column { path, column, wanted, found } => (
                match found {
                    Some(found) => format!("{path}: the column {column} should be {wanted}, and is {found}"),
                    None => format!("{path} has no column {column}"),
                },
                again.to_owned(),
            ),
            SetProblem::Row { path, detail } => {
                (format!("{path} has a row that no store can have: {detail}"), again.to_owned())
            }
            SetProblem::Dangling { path, table } => (
                format!("{path}: a row of the table {table} refers to one that is not there"),
                again.to_owned(),
            ),
            SetProblem::Occupied { path, found } => (
                format!("{path} is no set of Parquet files, and not empty: {found} is in it"),
                "name an empty folder, or one that is not there yet".into(),
            ),
            SetProblem::Busy { path } => {
                (format!("{path} is being written by another process"), "try again when that has ended".into())
            }
            SetProblem::Diverged { path, store, common, set_last, store_last } => (
                format!(
                    "{store} and the set in {path} have the same history up to load {common} only: the set goes on to load \
                     {set_last}, the store {}",
                    match store_last > common {
                        true => format!("otherwise, to load {store_last}"),
                        false => "does not".to_owned(),
                    },
                ),
                "nothing was written; --force writes the set anew from this store, --unite puts what the store has otherwise behind what the set has"
                    .into(),
            ),
            SetProblem::Unjoined { path, store, detail, mend } => (
                format!("{store} cannot be united with the set in {path}: {detail}"),
                mend.clone().unwrap_or_else(|| "nothing was written; change the one or the other".to_owned()),
            ),
            SetProblem::StoreThere { path } => (
                format!("{path} is already there, and a set makes a store of its own"),
                "give the store another name; `factfile export` into the folder of a set unites a store with it".into(),
            ),
        };
        Wording::new(message, "", mend)
    }
}
