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
    /// The rows of the query that says what is to be shipped rest on no facts.
    NothingToShip,
    /// They come about in more ways than are fetched.
    TooMuchToShip,
    /// What is to be redacted is no kind or predicate that facts have.
    NotRedacted {
        /// The word as given.
        word: String,
        /// Words that are near.
        nearest: Vec<String>,
    },
    /// History is wanted in a format that has no place for it.
    HistoryOnlyNative,
    /// Rejected records of several files would go to one.
    RejectsOfSeveral,
    /// Only a set of Parquet files has stores united in it.
    UniteOnlySet,
    /// A set of Parquet files is to be loaded beside other files.
    SetBesideFiles,
    /// An option of records is given for a set of Parquet files.
    NotForSet {
        /// The option.
        option: &'static str,
    },
    /// A part is wanted of files that are no set.
    OnlyOfSet,
    /// A format of several files is to be written to standard output.
    NeedsFolder,
    /// A form that is no text would go to a terminal.
    NotForTerminal {
        /// The form.
        form: &'static str,
        /// How a file is named instead: `--output FILE.xlsx`.
        instead: String,
    },
    /// A file's name does not say which form it is to have.
    UnknownEnding {
        /// The file's name as given.
        path: String,
        /// How the form is named: `--format csv`.
        instead: &'static str,
    },
    /// Several answers would go to a file that holds one.
    OneAnswer {
        /// The form.
        form: &'static str,
        /// How many answers there are.
        answers: usize,
    },
    /// A form that is a table is wanted of what is none.
    NoTable {
        /// The form.
        form: &'static str,
    },
    /// A sheet is wanted of what is no view, no saved query, and no question.
    UnknownSheet {
        /// What was given.
        given: String,
        /// Views and saved queries that are called alike.
        nearest: Vec<String>,
    },
    /// A form cannot hold an answer.
    DoesNotFit {
        /// The form.
        form: &'static str,
        /// What is too much.
        what: String,
    },
    /// Answers to questions from standard input, each before the next is asked, would go to a file.
    OutputOfLines,
    /// What a statement comes to is nothing that can be drawn.
    NotDrawn,
    /// A question cannot be said in a dialect of SQL.
    Unsaid {
        /// The dialect.
        dialect: &'static str,
        /// Why.
        reason: String,
    },
    /// Standard input is to be written to.
    NothingToWrite,
    /// A script is not written canonically.
    NotCanonical {
        /// The path as given.
        path: String,
    },
    /// A parameter is given that nothing speaks of.
    UnusedParameter {
        /// Its name.
        name: String,
        /// Parameters that are spoken of and near.
        nearest: Vec<String>,
    },
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
    /// Nothing that can be set has that name.
    UnknownSetting {
        /// As given.
        name: String,
        /// Names that are near.
        nearest: Vec<String>,
        /// All names.
        all: String,
    },
    /// A setting does not take a value.
    BadSetting {
        /// The setting.
        name: &'static str,
        /// What was given; may be empty.
        given: String,
        /// What it takes.
        takes: String,
        /// Values that are near.
        nearest: Vec<String>,
    },
    /// The file of settings is no TOML.
    BadSettings {
        /// The parser's words.
        words: String,
    },
    /// The editor cannot be run.
    NoEditor {
        /// As the user names it.
        editor: String,
        /// The system's words.
        detail: String,
    },
    /// No statement was run yet that could be edited.
    NothingToEdit,
    /// No query is saved under a name.
    NotSaved {
        /// As given.
        name: String,
        /// Names that are near.
        nearest: Vec<String>,
    },
}

impl CommandProblem {
    /// Whose fault it is.
    pub fn category(&self) -> Category {
        match self {
            Self::Unreadable { .. }
            | Self::NotText { .. }
            | Self::Unprintable { .. }
            | Self::NoTerminal { .. }
            | Self::DoesNotFit { .. } => Category::Data,
            Self::NoRows => Category::Expectation,
            Self::NotCanonical { .. } => Category::Query,
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
            Self::Unsaid { dialect, reason } => (
                format!("this cannot be said in the SQL of {dialect}: {reason}"),
                Some("--dialect sqlite shows the statements that are run here".to_owned()),
            ),
            Self::NoRows => (
                "there are no rows".to_owned(),
                Some("--expect-rows makes this an error; without it no rows are an answer too".to_owned()),
            ),
            Self::NothingToShip => (
                "nothing would be shipped: the query finds nothing that rests on facts".to_owned(),
                Some("ask the query first: `factfile ask STORE QUERY --sources` shows what it rests on".to_owned()),
            ),
            Self::TooMuchToShip => (
                "a row of the query comes about in more ways than are followed".to_owned(),
                Some("ask for the things in the rows themselves, and count nothing".to_owned()),
            ),
            Self::NotRedacted { word, nearest } => (
                format!("`{word}` is no kind and no predicate that facts of this store have"),
                Some(did_you_mean(nearest).unwrap_or_else(|| {
                    "write --redact with the word of a kind or of a predicate, as facts have it; a rule goes with what it rests on".to_owned()
                })),
            ),
            Self::HistoryOnlyNative => (
                "only records have a place for history".to_owned(),
                Some("write --format jsonl with --history, or leave --history out".to_owned()),
            ),
            Self::RejectsOfSeveral => (
                "--rejects is for one file at a time".to_owned(),
                Some("load the files one after another, each with a file of its own for what it rejects".to_owned()),
            ),
            Self::UniteOnlySet => (
                "only a set of Parquet files has several stores united in it".to_owned(),
                Some("write --format parquet with --unite, or leave --unite out".to_owned()),
            ),
            Self::SetBesideFiles => (
                "a set of Parquet files makes a store of its own".to_owned(),
                Some("load the set alone, and the other files into the store that it makes".to_owned()),
            ),
            Self::NotForSet { option } => (
                format!("{option} is for records, and this is a set of Parquet files"),
                Some(format!("leave {option} out: a set makes a store as it was")),
            ),
            Self::OnlyOfSet => (
                "--only is for a set of Parquet files".to_owned(),
                Some("load the records, and ship the part of the store: `factfile ship STORE --to FILE --only QUERY`".to_owned()),
            ),
            Self::NeedsFolder => (
                "this format is several files, and standard output is one".to_owned(),
                Some("name a folder: --to FOLDER".to_owned()),
            ),
            Self::NotForTerminal { form, instead } => (
                format!("{form} is not text, and a terminal shows text alone"),
                Some(format!("write it to a file: {instead}")),
            ),
            Self::UnknownEnding { path, instead } => (
                format!("the name {path} does not say which form it is to have"),
                Some(format!(
                    "let it end with .txt, .json, .jsonl, .csv, .tsv, .md, .html, .xlsx or .parquet, or name the form: {instead}"
                )),
            ),
            Self::OneAnswer { form, answers } => (
                format!("a file of {form} holds one answer, and there are {answers}"),
                Some(format!("write each to its own file: output \"FILE.{form}\" from QUERY")),
            ),
            Self::NoTable { form } => (
                format!("{form} is for rows and columns, and these are none"),
                Some("write it as text, such as to a file that ends with .txt".to_owned()),
            ),
            Self::UnknownSheet { given, nearest } => (
                format!("the shipped file has no view and no saved query `{given}`"),
                did_you_mean(nearest).or_else(|| Some("name a view, a saved query, or write a question".to_owned())),
            ),
            Self::DoesNotFit { form, what } => {
                (format!("{form} cannot hold this: {what}"), Some("write another form, such as csv".to_owned()))
            }
            Self::OutputOfLines => (
                "--output is for the answer of one question, and - asks one after another".to_owned(),
                Some("leave --output out, or put the questions into a script for `factfile run`".to_owned()),
            ),
            Self::NotDrawn => (
                "this is nothing that can be drawn".to_owned(),
                Some("draw a question or a pattern, `timeline NAME` or `describe NAME`".to_owned()),
            ),
            Self::NothingToWrite => (
                "standard input is no file that could be written".to_owned(),
                Some("leave --write out: what is read from standard input is printed".to_owned()),
            ),
            Self::NotCanonical { path } => (
                format!("{path} is not written canonically"),
                (!path.starts_with('<')).then(|| format!("`factfile fmt --write {path}` writes it so")),
            ),
            Self::UnusedParameter { name, nearest } => (
                format!("no statement uses the parameter `${name}`"),
                did_you_mean(nearest).or_else(|| Some(format!("leave --param {name}=… out, or look for a slip"))),
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
            Self::UnknownSetting { name, nearest, all } => (
                format!("nothing that can be set is called `{name}`"),
                did_you_mean(nearest).or_else(|| Some(format!("there are {all}"))),
            ),
            Self::BadSetting { name, given, takes, nearest } => {
                (bad_argument(name, given), did_you_mean(nearest).or_else(|| Some(format!("write {takes}"))))
            }
            Self::BadSettings { words } => (
                format!("this is no TOML: {words}"),
                Some("write a line for each setting, such as rows = 100".to_owned()),
            ),
            Self::NoEditor { editor, detail } => (
                format!("the editor `{editor}` failed: {detail}"),
                Some("name one in the variable EDITOR or VISUAL".to_owned()),
            ),
            Self::NothingToEdit => (
                "there is no statement to edit yet".to_owned(),
                Some("run one first, or name a saved query".to_owned()),
            ),
            Self::NotSaved { name, nearest } => (
                format!("no query is saved as `{name}`"),
                did_you_mean(nearest).or_else(|| Some("save one: save NAME as find …".to_owned())),
            ),
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
