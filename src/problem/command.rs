//! Wording of what can be wrong with a command, on the command line or at the prompt.

use super::{Category, Wording, did_you_mean};

/// What can be wrong with a command.
#[derive(Debug, Clone, PartialEq)]
pub enum CommandProblem {
    /// A script cannot be read.
    Unreadable {
        /// The path as given.
        path: String,
        /// The system's words.
        detail: String,
    },
    /// A script is not UTF-8.
    NotText {
        /// The path as given.
        path: String,
        /// Offset of the first byte that is not.
        offset: usize,
    },
    /// What was asked for cannot be printed.
    Unprintable {
        /// The system's words.
        detail: String,
    },
    /// The terminal cannot be read from.
    NoTerminal {
        /// The system's words.
        detail: String,
    },
    /// There are no rows, and there had to be some.
    NoRows,
    /// History is wanted in a format that has no place for it.
    HistoryOnlyNative,
    /// Rejected records of several files would go to one.
    RejectsOfSeveral,
    /// A format of several files is to be written to standard output.
    NeedsFolder,
    /// A parameter is not given as `name=value`.
    BadParameter {
        /// As given.
        given: String,
    },
    /// There is no help on a topic.
    UnknownTopic {
        /// As given.
        topic: String,
        /// Topics that are near.
        nearest: Vec<String>,
    },
    /// The prompt has no such command.
    UnknownCommand {
        /// As given.
        command: String,
        /// Commands that are near.
        nearest: Vec<String>,
    },
    /// A command of the prompt is given wrongly.
    BadArgument {
        /// The command.
        command: &'static str,
        /// How it is written.
        usage: &'static str,
        /// What was given; may be empty.
        given: String,
    },
}

impl CommandProblem {
    /// Whose fault it is.
    pub fn category(&self) -> Category {
        match self {
            Self::Unreadable { .. } | Self::NotText { .. } | Self::Unprintable { .. } | Self::NoTerminal { .. } => {
                Category::Data
            }
            Self::NoRows => Category::Expectation,
            _ => Category::Usage,
        }
    }

    /// How it is said.
    pub fn wording(&self) -> Wording {
        let (message, mend) = match self {
            Self::Unreadable { path, detail } => (format!("{path} cannot be read: {detail}"), None),
            Self::NotText { path, offset } => {
                (format!("{path} is not UTF-8 text: byte {offset} is no part of a character"), None)
            }
            Self::Unprintable { detail } => (format!("the output cannot be written: {detail}"), None),
            Self::NoTerminal { detail } => (format!("the terminal cannot be read: {detail}"), None),
            Self::NoRows => (
                "there are no rows".to_owned(),
                Some("--expect-rows makes this an error; without it no rows are an answer too".to_owned()),
            ),
            Self::HistoryOnlyNative => (
                "only records have a place for history".to_owned(),
                Some("write --format jsonl with --history, or leave --history out".to_owned()),
            ),
            Self::RejectsOfSeveral => (
                "--rejects is for one file at a time".to_owned(),
                Some("load the files one after another, each with a file of its own for what it rejects".to_owned()),
            ),
            Self::NeedsFolder => (
                "this format is several files, and standard output is one".to_owned(),
                Some("name a folder: --to FOLDER".to_owned()),
            ),
            Self::BadParameter { given } => (
                format!("`{given}` is not a parameter with its value"),
                Some("write --param name=value, such as --param place=UAE".to_owned()),
            ),
            Self::UnknownTopic { topic, nearest } => (
                format!("there is no help on `{topic}`"),
                did_you_mean(nearest).or_else(|| Some("help alone lists the topics".to_owned())),
            ),
            Self::UnknownCommand { command, nearest } => (
                format!("there is no command `{command}`"),
                super::instead(command)
                    .map(str::to_owned)
                    .or_else(|| did_you_mean(nearest))
                    .or_else(|| Some("`.help prompt` lists the commands".to_owned())),
            ),
            Self::BadArgument { command, usage, given } => {
                (bad_argument(command, given), Some(format!("write {usage}")))
            }
        };
        Wording::new(message, "", mend)
    }
}

fn bad_argument(command: &str, given: &str) -> String {
    match given.is_empty() {
        true => format!("`{command}` wants to be told more"),
        false => format!("`{command}` does not take `{given}`"),
    }
}
