//! Wording of what can be wrong with a mapping, and with rows that are read by one.

mod in_row;

use super::{LoadProblem, Wording, did_you_mean, listed};
use crate::edtf::EdtfError;

/// What can be wrong with a mapping, or with a row that is read by one.
#[derive(Debug, Clone, PartialEq)]
pub enum MappingProblem {
    /// There is no mapping of that name, and no such file.
    None {
        /// As given.
        name: String,
        /// The system's words.
        detail: String,
        /// The nearest that come with the program.
        nearest: Vec<String>,
        /// All that come with the program.
        known: Vec<String>,
    },
    /// It is not TOML.
    NotToml {
        /// What the reader says.
        words: String,
    },
    /// There is no such member.
    UnknownMember {
        /// Its name.
        name: String,
        /// The nearest known.
        nearest: Vec<String>,
        /// All known.
        known: Vec<String>,
    },
    /// A member is not there.
    Missing {
        /// Its name.
        name: &'static str,
        /// Of what.
        of: &'static str,
    },
    /// A value is of another sort.
    Wrong {
        /// What it should be, with its article.
        expected: &'static str,
    },
    /// A template cannot be read.
    BrokenTemplate {
        /// Why.
        reason: &'static str,
    },
    /// A word of the mapping's own is none of those that may stand there.
    UnknownWord {
        /// The word.
        word: String,
        /// All that may.
        known: Vec<String>,
    },
    /// No date can be read by a format.
    BadFormat {
        /// Why.
        words: String,
    },
    /// What refers to an element of a list stands where none is gone through.
    NoElement {
        /// As written.
        name: String,
    },
    /// None can be proposed for a file.
    NoProposal {
        /// The file.
        file: String,
        /// Why.
        why: &'static str,
    },
    /// A file is one JSON list, and mappings read a value a line.
    JsonList {
        /// The file.
        file: String,
    },
    /// It makes no record.
    Empty,
    /// A file has no such column.
    NoColumn {
        /// The column.
        column: String,
        /// The file.
        file: String,
        /// The nearest.
        nearest: Vec<String>,
        /// All.
        known: Vec<String>,
    },
    /// A file has two columns of a name that is referred to.
    ColumnTwice {
        /// The column.
        column: String,
        /// The file.
        file: String,
    },
    /// A cell is a number that is larger than any that is kept.
    NumberOutOfRange {
        /// The cell.
        text: String,
    },
    /// A reference into JSON values does not begin like one.
    NotAPointer {
        /// As written.
        name: String,
    },
    /// A row lacks what its record needs.
    NothingFor {
        /// The record's member.
        member: &'static str,
    },
    /// A row has more or fewer cells than there are columns.
    Ragged {
        /// How many columns there are.
        columns: usize,
        /// How many cells the row has.
        cells: usize,
    },
    /// A cell's quotation mark is not closed.
    OpenQuote,
    /// A cell is no number.
    NotANumber {
        /// What it is.
        text: String,
    },
    /// A cell is no date.
    NotADate {
        /// What it is.
        text: String,
        /// Why.
        error: EdtfError,
        /// The formats of dates that the mapping has.
        formats: Vec<String>,
    },
    /// Something stands where the mapping says that there is a list.
    NotAList,
    /// Something is wrong with a record that was made of a row.
    InRow(Box<LoadProblem>),
    /// A cell is neither true nor false.
    NotATruth {
        /// What it is.
        text: String,
    },
    /// A cell is none of the words that may stand there.
    NotOneOf {
        /// What it is.
        text: String,
        /// What may stand there.
        known: Vec<String>,
    },
}

impl MappingProblem {
    /// How it is said.
    pub fn wording(&self) -> Wording {
        self.of_mapping().unwrap_or_else(|| self.of_rows())
    }

    fn of_mapping(&self) -> Option<Wording> {
        use MappingProblem as P;
        Some(match self {
            P::None { name, detail, nearest, known } => Wording::new(
                format!("there is no mapping {name}: {detail}"),
                "",
                did_you_mean(nearest).or_else(|| {
                    Some(format!(
                        "name a file, or one that comes with the program: {}",
                        listed(known).unwrap_or_default()
                    ))
                }),
            ),
            P::NotToml { words } => Wording::new(
                "the mapping is not TOML",
                words.clone(),
                Some("`factfile map FILE` proposes one".to_owned()),
            ),
            P::UnknownMember { name, nearest, known } => Wording::new(
                format!("there is no member `{name}` here"),
                "unknown",
                did_you_mean(nearest).or_else(|| listed(known).map(|all| format!("it may be {all}"))),
            ),
            P::Missing { name, of } => Wording::new(
                format!("{of} needs {} `{name}`", if *name == "object" { "an" } else { "a" }),
                format!("no `{name}` here"),
                Some(format!("add `{name} = …`; docs/formats.md describes every member")),
            ),
            P::Wrong { expected } => Wording::new(
                "this cannot stand here",
                format!("expected {expected}"),
                Some("docs/formats.md describes every member".to_owned()),
            ),
            P::BrokenTemplate { reason } => Wording::new(
                "this template cannot be read",
                *reason,
                Some(
                    "`{NAME}` is what the row has under that name; a brace of the text itself is written twice"
                        .to_owned(),
                ),
            ),
            P::UnknownWord { word, known } => Wording::new(
                format!("`{word}` cannot stand here"),
                "unknown",
                listed(known).map(|all| format!("it may be {all}")),
            ),
            P::BadFormat { words } => Wording::new(
                "no date can be read by this format",
                words.clone(),
                Some(
                    "formats are those of strftime: `%d.%m.%Y` is 23.1.2026, `%d %B %Y` is 23 January 2026".to_owned(),
                ),
            ),
            P::NoElement { name } => Wording::new(
                format!("`{name}` is of an element of a list, and none is gone through"),
                "of which list?",
                Some("add `each = \"/list\"` to the section; from the whole value, a way begins with `/`".to_owned()),
            ),
            P::NoProposal { file, why } => Wording::new(
                format!("no mapping can be proposed for {file}: {why}"),
                "",
                Some("docs/formats.md says how mappings are written by hand".to_owned()),
            ),
            P::JsonList { file } => Wording::new(
                format!("{file} is a JSON list, and mappings read a JSON value a line"),
                "",
                Some(format!("write its elements a line each: `jq -c '.[]' {file}`")),
            ),
            P::Empty => Wording::new(
                "the mapping makes no record",
                "",
                Some("add a section `[[fact]]`, `[[entity]]` or `[[document]]`".to_owned()),
            ),
            P::NotAPointer { name } => Wording::new(
                format!("`{name}` is no way into a JSON value"),
                "expected `/member` or `./member`",
                Some(format!("write `{{/{name}}}`")),
            ),
            _ => return None,
        })
    }

    fn of_rows(&self) -> Wording {
        use MappingProblem as P;
        match self {
            P::NoColumn { column, file, nearest, known } => Wording::new(
                format!("{file} has no column `{column}`"),
                "no such column",
                did_you_mean(nearest).or_else(|| listed(known).map(|all| format!("its columns are {all}"))),
            ),
            P::ColumnTwice { column, file } => Wording::new(
                format!("{file} has two columns `{column}`"),
                "which one?",
                Some(
                    "give one of them another name; or call columns by their numbers: `header = false`, and `skip` for the \
                     line that names them"
                        .to_owned(),
                ),
            ),
            P::NumberOutOfRange { text } => Wording::new(
                format!("the number `{text}` is out of range"),
                "beyond 1.8e308",
                Some("keep it as a text: `{ text = … }`".to_owned()),
            ),
            P::NothingFor { member } => Wording::new(
                format!("the row gives nothing for `{member}`"),
                "nothing here",
                Some(
                    "`when = { \"NAME\" = true }` in the mapping leaves out the rows that have nothing there"
                        .to_owned(),
                ),
            ),
            P::Ragged { columns, cells } => Wording::new(
                format!("the row has {}, and there are {columns} columns", counted(*cells)),
                "",
                Some(match cells < columns {
                    true => "is a cell missing, or was the file cut off? an empty cell has its separator too".to_owned(),
                    false => "a separator within a cell needs quotation marks around the cell".to_owned(),
                }),
            ),
            P::OpenQuote => Wording::new(
                "a quotation mark is not closed before the file ends",
                "opened here",
                Some("close it, or say `quote = \"\"` in the mapping where cells have none around them".to_owned()),
            ),
            P::NotANumber { text } => Wording::new(
                format!("`{text}` is no number"),
                "expected a number",
                Some("write it like 1200 or 0.5".to_owned()),
            ),
            P::NotADate { text, error, formats } => Wording::new(
                format!("`{text}` is no date"),
                error.to_string(),
                Some(match formats.as_slice() {
                    _ if *error == EdtfError::Backwards => "is one of the two wrong, or are they exchanged?".to_owned(),
                    [] => "dates are in EDTF (2026-01-23, 2026-01, 2026, 2026-01-23/2026-01-24), or as `dates = [\"%d.%m.%Y\"]` \
                           in the mapping says"
                        .to_owned(),
                    formats => format!(
                        "dates are in EDTF (2026-01-23, 2026-01, 2026), or as `dates` in the mapping says: {}",
                        listed(formats).unwrap_or_default()
                    ),
                }),
            ),
            P::InRow(problem) => in_row::wording(problem),
            P::NotAList => Wording::new(
                "this is no list",
                "`each` goes through a list",
                Some(
                    "write [ … ] around it; or give the mapping a section without `each` for it, and \
                     `when = { \"NAME\" = … }` to both"
                        .to_owned(),
                ),
            ),
            P::NotATruth { text } => Wording::new(
                format!("`{text}` is neither true nor false"),
                "expected true or false",
                Some("`values = { … }` in the mapping says what its words mean".to_owned()),
            ),
            P::NotOneOf { text, known } => Wording::new(
                format!("`{text}` cannot stand here"),
                "unknown",
                Some(format!(
                    "it may be {}; `values = {{ … }}` in the mapping says what its words mean",
                    listed(known).unwrap_or_default()
                )),
            ),
            other => other.of_mapping().unwrap_or_else(|| Wording::new("the mapping is wrong", "", None)),
        }
    }
}

fn counted(cells: usize) -> String {
    if cells == 1 { "1 cell".to_owned() } else { format!("{cells} cells") }
}
