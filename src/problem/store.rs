//! Wording of what can be wrong with the store's file.

use std::time::Duration;

use super::{Category, Wording};

/// What can be wrong with the store's file.
#[derive(Debug, Clone, PartialEq)]
pub enum StoreProblem {
    /// There is no file at the path.
    Missing {
        /// The path as given.
        path: String,
    },
    /// The file is no SQLite database, or one of another program.
    Foreign {
        /// The path as given.
        path: String,
    },
    /// The file was written by a newer version of the program.
    Newer {
        /// The path as given.
        path: String,
        /// The file's schema version.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// The file was written by an older version of the program.
    Older {
        /// The path as given.
        path: String,
        /// The file's schema version.
        found: i64,
        /// The schema version of this program.
        known: i64,
    },
    /// The file cannot be written.
    ReadOnly {
        /// The path as given.
        path: String,
    },
    /// The file was moved or removed after it was opened.
    Moved {
        /// The path as given.
        path: String,
    },
    /// The disk has no room.
    Full {
        /// The path of the file that was being written, as given.
        path: String,
    },
    /// Another process holds the file for longer than the program waits.
    Busy {
        /// The path as given.
        path: String,
    },
    /// The file is damaged.
    Damaged {
        /// The path as given.
        path: String,
        /// SQLite's words.
        detail: String,
    },
    /// The file is not as it was left, and contradicts itself.
    Contradictory {
        /// The path as given.
        path: String,
        /// The first contradiction that was found.
        fault: String,
    },
    /// Reading or writing a file failed.
    Io {
        /// The path as given.
        path: String,
        /// The system's words.
        detail: String,
    },
    /// The user stopped the query.
    Interrupted,
    /// A query took longer than it was allowed to.
    TooSlow {
        /// How long it was allowed to take.
        limit: Duration,
    },
    /// An answer has more than is allowed to be kept of it.
    TooMuch {
        /// How much that is, in bytes.
        limit: u64,
    },
    /// A query comes to more than SQLite takes in one statement.
    TooLarge {
        /// SQLite's words.
        detail: String,
    },
    /// A file that would be written is already there.
    Exists {
        /// The path as given.
        path: String,
    },
    /// A copy would be written over the store that it is made from.
    SameFile {
        /// The path as given.
        path: String,
    },
    /// SQLite refused something it should not have been asked.
    Internal {
        /// What was being done.
        doing: String,
        /// SQLite's words.
        detail: String,
    },
}

/// A size in the largest unit of which there is one, to a tenth.
fn size(bytes: u64) -> String {
    let units = [(1e9, "GB"), (1e6, "MB"), (1e3, "kB")];
    let (unit, name) = units.into_iter().find(|(unit, _)| bytes as f64 >= *unit).unwrap_or((1.0, "bytes"));
    format!("{} {name}", (bytes as f64 / unit * 10.0).round() / 10.0)
}

impl StoreProblem {
    /// Whose fault it is.
    pub fn category(&self) -> Category {
        match self {
            StoreProblem::Interrupted => Category::Interrupted,
            StoreProblem::TooLarge { .. } | StoreProblem::TooSlow { .. } | StoreProblem::TooMuch { .. } => {
                Category::Query
            }
            StoreProblem::Internal { .. } => Category::Internal,
            _ => Category::Data,
        }
    }

    /// How it is said.
    pub fn wording(&self) -> Wording {
        let (message, mend) = match self {
            StoreProblem::Missing { path } => {
                (format!("there is no store at {path}"), Some(format!("`factfile load {path} FILE` makes one")))
            }
            StoreProblem::Foreign { path } => (
                format!("{path} is not a Factfile store"),
                Some("it was not touched; name a store that `factfile load` made".into()),
            ),
            StoreProblem::Newer { path, found, known } => (
                format!("{path} was written by a newer Factfile (schema {found}; this one knows up to {known})"),
                Some("update factfile; the file was not touched".into()),
            ),
            StoreProblem::Older { path, found, known } => (
                format!("{path} was written by an older Factfile (schema {found}; this one has {known})"),
                Some("any other command, such as `factfile ask`, checks it and brings it up to date first".into()),
            ),
            StoreProblem::ReadOnly { path } => {
                (format!("{path} cannot be written"), Some("change its permissions, or work on a copy".into()))
            }
            StoreProblem::Moved { path } => (
                format!("{path} was moved or removed while it was in use"),
                Some("nothing was written; try again".into()),
            ),
            StoreProblem::Full { path } => (
                format!("the disk of {path} is full"),
                Some("nothing of this was kept; make room and try again".into()),
            ),
            StoreProblem::Busy { path } => {
                (format!("{path} is being written by another process"), Some("try again when that has ended".into()))
            }
            StoreProblem::Damaged { path, detail } => (
                format!("{path} is damaged: {detail}"),
                Some("restore it from a copy; `sqlite3 FILE .recover` may save what is readable".into()),
            ),
            StoreProblem::Contradictory { path, fault } => (
                format!("{path} is damaged, or another program has written to it: {fault}"),
                Some(
                    "`factfile verify FILE` tells all that is wrong; restore it from a copy, or, if that is what it should be, take its seal away: \
                     sqlite3 FILE \"DELETE FROM seal\""
                        .into(),
                ),
            ),
            StoreProblem::Io { path, detail } => {
                (format!("{path}: {detail}"), Some("check the path, its permissions and the disk".into()))
            }
            StoreProblem::Interrupted => ("stopped".into(), None),
            StoreProblem::TooSlow { limit } => (
                format!("the question took longer than {} s, and was stopped", limit.as_secs_f64()),
                Some(
                    "ask for less at once, or allow it more time; `explain` shows which condition has how much".into(),
                ),
            ),
            StoreProblem::TooMuch { limit } => (
                format!("the answer takes more than {} of memory, and was stopped", size(*limit)),
                Some("ask for less at once, such as with `limit 1000`, or allow it more memory".into()),
            ),
            StoreProblem::TooLarge { detail } => (
                format!("the query is too large: {detail}"),
                Some("ask for it in parts, with fewer patterns or alternatives in each".into()),
            ),
            StoreProblem::Exists { path } => {
                (format!("{path} is already there"), Some("give another name, or --force to replace it".into()))
            }
            StoreProblem::SameFile { path } => {
                (format!("{path} is the store itself"), Some("give the copy another name".into()))
            }
            StoreProblem::Internal { doing, detail } => (
                format!("internal error while {doing}: {detail}"),
                Some("this is a fault in factfile: please report it with the statement that caused it".into()),
            ),
        };
        Wording::new(message, "", mend)
    }
}
