//! What can go wrong, and how it is said: all wording of errors is in this folder, one file per area.
//!
//! A stage that works on one text raises a [`Mistake`] (a problem and a span); whoever knows the text turns it
//! into a [`Diagnostic`](crate::diagnostic::Diagnostic).

pub mod change;
pub mod command;
mod habit;
pub mod load;
pub mod mapping;
pub mod query;
pub mod remote;
pub mod set;
pub mod store;
mod topic;
pub mod verify;

pub use change::ChangeProblem;
pub use command::CommandProblem;
pub use habit::instead;
pub use load::{ForeignFormat, LoadProblem};
pub use mapping::MappingProblem;
pub use query::{QueryProblem, RowLine, RowState};
pub use remote::RemoteProblem;
pub use set::SetProblem;
pub use store::StoreProblem;
pub use verify::Fault;

use crate::source::{Span, floor_boundary};

/// How a problem is put to the user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// What is wrong, in one line.
    pub message: String,
    /// What stands at the caret; may be empty.
    pub label: String,
    /// How to mend it, where that is known.
    pub mend: Option<String>,
}

impl Wording {
    /// A wording with a message, a label and a mend. Where what a user wrote makes one of them long, its middle is left out.
    pub fn new(message: impl Into<String>, label: impl Into<String>, mend: impl Into<Option<String>>) -> Self {
        Self { message: shortened(message.into()), label: shortened(label.into()), mend: mend.into().map(shortened) }
    }
}

/// How long a part of a wording may be, in bytes.
const LONGEST: usize = 2_000;

/// How much of the beginning and of the end of a longer one is shown.
const SHOWN: (usize, usize) = (300, 200);

fn shortened(words: String) -> String {
    if words.len() <= LONGEST {
        return words;
    }
    let (begin, end) = (floor_boundary(&words, SHOWN.0), floor_boundary(&words, words.len() - SHOWN.1));
    format!("{} … {}", &words[..begin], &words[end..])
}

/// Whose fault a problem is; decides the exit code of the command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Category {
    /// A question, pattern or script is wrong.
    Query,
    /// The command was called wrongly.
    Usage,
    /// Data, a file or the store is wrong or out of reach.
    Data,
    /// An `expect` of a script does not hold.
    Expectation,
    /// Some records were rejected; the others were loaded.
    Rejected,
    /// The user stopped it.
    Interrupted,
    /// The program is wrong: to be reported.
    Internal,
}

impl Category {
    /// The word for it, as errors in JSON have it.
    pub fn name(self) -> &'static str {
        match self {
            Category::Query => "query",
            Category::Usage => "usage",
            Category::Data => "data",
            Category::Expectation => "expectation",
            Category::Rejected => "rejected",
            Category::Interrupted => "interrupted",
            Category::Internal => "internal",
        }
    }

    /// The exit code of a command that ends with such a problem.
    pub fn exit_code(self) -> u8 {
        match self {
            Category::Query => 1,
            Category::Usage => 2,
            Category::Data => 3,
            Category::Expectation => 4,
            Category::Rejected => 5,
            Category::Interrupted => 130,
            Category::Internal => 70,
        }
    }
}

/// Anything that can be wrong.
#[derive(Debug, Clone, PartialEq)]
pub enum Problem {
    /// In a question, pattern or script.
    Query(QueryProblem),
    /// In a record file.
    Load(LoadProblem),
    /// With the store's file.
    Store(StoreProblem),
    /// With a set of Parquet files.
    Set(SetProblem),
    /// With a command.
    Command(CommandProblem),
    /// With a change of the store.
    Change(ChangeProblem),
    /// Where a set is asked by another engine.
    Remote(RemoteProblem),
}

impl Problem {
    /// Whose fault it is.
    pub fn category(&self) -> Category {
        match self {
            Problem::Query(problem) => problem.category(),
            Problem::Load(problem) => problem.category(),
            Problem::Store(problem) => problem.category(),
            Problem::Set(problem) => problem.category(),
            Problem::Command(problem) => problem.category(),
            Problem::Change(problem) => problem.category(),
            Problem::Remote(problem) => problem.category(),
        }
    }

    /// Whether a text or bracket is still open: more text may mend it.
    pub fn is_unterminated(&self) -> bool {
        matches!(self, Problem::Query(QueryProblem::Unterminated { .. }))
    }

    /// How it is said.
    pub fn wording(&self) -> Wording {
        match self {
            Problem::Query(problem) => problem.wording(),
            Problem::Load(problem) => problem.wording(),
            Problem::Store(problem) => problem.wording(),
            Problem::Set(problem) => problem.wording(),
            Problem::Command(problem) => problem.wording(),
            Problem::Change(problem) => problem.wording(),
            Problem::Remote(problem) => problem.wording(),
        }
    }
}

impl From<QueryProblem> for Problem {
    fn from(problem: QueryProblem) -> Self {
        Problem::Query(problem)
    }
}

impl From<LoadProblem> for Problem {
    fn from(problem: LoadProblem) -> Self {
        Problem::Load(problem)
    }
}

impl From<MappingProblem> for Problem {
    fn from(problem: MappingProblem) -> Self {
        Problem::Load(LoadProblem::Mapped(problem))
    }
}

impl From<StoreProblem> for Problem {
    fn from(problem: StoreProblem) -> Self {
        Problem::Store(problem)
    }
}

impl From<SetProblem> for Problem {
    fn from(problem: SetProblem) -> Self {
        Problem::Set(problem)
    }
}

impl From<ChangeProblem> for Problem {
    fn from(problem: ChangeProblem) -> Self {
        Problem::Change(problem)
    }
}

impl From<RemoteProblem> for Problem {
    fn from(problem: RemoteProblem) -> Self {
        Problem::Remote(problem)
    }
}

impl From<CommandProblem> for Problem {
    fn from(problem: CommandProblem) -> Self {
        Problem::Command(problem)
    }
}

/// A problem at a place in the text that a stage was given.
#[derive(Debug, Clone, PartialEq)]
pub struct Mistake {
    /// The very words that are wrong.
    pub span: Span,
    /// What is wrong with them.
    pub problem: Problem,
}

impl Mistake {
    /// Puts a problem at a place.
    pub fn new(span: Span, problem: impl Into<Problem>) -> Self {
        Self { span, problem: problem.into() }
    }
}

/// `"a"`, `"a" or "b"`, `"a", "b" or "c"`: the nearest known words, as a mend lists them.
pub fn listed(words: &[String]) -> Option<String> {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.as_slice() {
        [] => None,
        [only] => Some(only.clone()),
        [all @ .., last] => Some(format!("{} or {last}", all.join(", "))),
    }
}

/// `did you mean …?`, where anything is near.
pub fn did_you_mean(nearest: &[String]) -> Option<String> {
    listed(nearest).map(|words| format!("did you mean {words}?"))
}
