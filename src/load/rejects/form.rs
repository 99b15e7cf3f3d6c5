//! How records stand in a file, as far as it decides which of them can be rejected, and how.

use serde::Deserialize;

use super::reasons::Reason;
use crate::load::item::RecordKind;
use crate::load::parse::parse;
use crate::load::rdf::{self, Syntax};
use crate::load::table::Dialect;
use crate::problem::LoadProblem;

/// How records stand in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::load) enum Form {
    /// A native record a line.
    Records,
    /// Native records in one object.
    Whole,
    /// A JSON value a line, of which a mapping makes records.
    Values,
    /// Rows, of which a mapping makes records.
    Rows { dialect: Dialect, header: bool, skip: usize },
    /// An entity of FollowTheMoney a line.
    Entities,
    /// Statements of RDF, one a line where the syntax is N-Triples or N-Quads.
    Statements(Syntax),
}

/// How words of a record that could not be read are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unread {
    /// Any of them may be a key or name of an entity or a document.
    Names,
    /// What stands behind `"id"` is the key of an entity.
    Ids,
    /// It is a fact: what stands behind `"name"` and `"id"` is by what it names entities.
    Fact,
    /// It need not be anything.
    Loose,
}

/// A line that tells why the record in the next one was rejected.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rejection {
    #[serde(rename = "rejected")]
    _rejected: Vec<Reason>,
}

/// Whether a line tells why the record in the next one was rejected: it says nothing itself.
pub(in crate::load) fn is_rejection(line: &str) -> bool {
    line.trim_start().starts_with("{\"rejected\"") && parse::<Rejection>(line).is_ok()
}

impl Form {
    /// Whether a text that could not be read may be what all others rest on, or cannot be told from them.
    pub(in crate::load) fn rests_on(self, text: &str, problem: &LoadProblem) -> bool {
        match self {
            Form::Whole => true,
            Form::Records => matches!(first_name(text), "vocabulary" | "load" | "recorded"),
            Form::Values | Form::Entities => false,
            Form::Rows { .. } => matches!(problem, LoadProblem::TooLong { .. }),
            Form::Statements(_) => matches!(problem, LoadProblem::TooLong { .. }) || rdf::is_about_words(text),
        }
    }

    /// How words of lines are taken that could not be read.
    pub(super) fn unread(self, text: &str) -> Unread {
        match self {
            Form::Records if first_name(text) == "fact" => Unread::Fact,
            Form::Records | Form::Whole => Unread::Names,
            Form::Entities => Unread::Ids,
            Form::Values | Form::Rows { .. } | Form::Statements(_) => Unread::Loose,
        }
    }

    /// How words of a record are taken that could not be read.
    pub(super) fn unread_record(self, kind: RecordKind) -> Unread {
        match (self, kind) {
            (Form::Records | Form::Whole, RecordKind::Document | RecordKind::Entity) => Unread::Names,
            (Form::Records | Form::Whole, RecordKind::Fact) => Unread::Fact,
            _ => Unread::Loose,
        }
    }
}

/// The name of the first member of an object, however it goes on.
fn first_name(text: &str) -> &str {
    let name = text.trim_start().strip_prefix('{').and_then(|rest| rest.trim_start().strip_prefix('"'));
    name.and_then(|name| name.split('"').next()).unwrap_or_default()
}

/// The texts of JSON that need not be whole, as they are written, names of members included.
pub(super) fn strings(text: &str) -> impl Iterator<Item = &str> {
    text.split('"').skip(1).step_by(2).take(200)
}

/// The texts that stand behind the name of a member.
pub(super) fn behind<'t>(text: &'t str, member: &str) -> impl Iterator<Item = &'t str> {
    let values = strings(text).skip(1);
    strings(text).zip(values).filter(move |(name, _)| *name == member).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::{behind, first_name, is_rejection};

    #[test]
    fn lines_that_tell_why_are_told_from_records() {
        let line = r#"{"rejected": [{"reason": "r", "at": "f:1:1"}, {"reason": "r", "at": "f:1:2", "help": "h"}]}"#;
        assert!(is_rejection(line));
        assert!(!is_rejection(r#"{"rejected": [{"reason": "r", "at": "f:1:1"}], "fact": {}}"#));
        assert!(!is_rejection(r#"{"rejected": true}"#));
    }

    #[test]
    fn what_cannot_be_read_is_looked_through() {
        assert_eq!(first_name(" { \"vocabulary\": {\"kinds\": ["), "vocabulary");
        assert_eq!(first_name("vocabulary"), "");
        let text = r#"{"id": "a", "properties": {"owner": [{"id": "b"#;
        assert_eq!(behind(text, "id").collect::<Vec<_>>(), ["a", "b"]);
    }
}
