//! Where in a record file something stands: paths into a record, spans in its text, and the excerpts that errors show.

use std::ops::Range;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::members::Members;
use crate::source::{Source, Span, floor_boundary, within};

/// How much of a long line an error shows on either side of the place, in bytes.
const AROUND: usize = 2_000;

/// How much of a long value is underlined, in bytes.
const UNDERLINED: usize = 80;

/// A text that was read, and where it begins in the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Passage<'t> {
    pub(super) text: &'t str,
    /// Line number of its first line, from 1. It begins at the beginning of that line.
    pub(super) first_line: usize,
}

impl Passage<'_> {
    /// The line of a byte offset.
    pub(super) fn line(&self, offset: usize) -> usize {
        self.first_line + self.text[..offset].matches('\n').count()
    }

    /// What an error about `range` shows: the line in which it begins, or the part of that line around it; and the
    /// range within that.
    pub(super) fn excerpt(&self, file: &str, range: &Range<usize>) -> (Arc<Source>, Span) {
        let text = self.text;
        let line_start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[range.start..].find('\n').map_or(text.len(), |at| range.start + at);
        let whole_line = line_end - line_start <= 4 * AROUND;
        let (from, to) = match whole_line {
            true => (line_start, line_end),
            false => (
                floor_boundary(text, range.start.saturating_sub(AROUND)).max(line_start),
                floor_boundary(text, range.start.saturating_add(AROUND)).min(line_end),
            ),
        };
        let column = text[line_start..from].chars().count() + 1;
        let source = Source::excerpt(file, &text[from..to], self.line(range.start), column);
        let end = range.end.min(floor_boundary(text, range.start.saturating_add(UNDERLINED))).min(to);
        (source, Span::new(range.start - from, end.max(range.start) - from))
    }
}

/// How long a text may be that is kept beyond its pass, only to be shown, in bytes.
const SHOWN: usize = 4 << 10;

/// A text as far as it is kept to be shown: nothing of a long one, of which only the line is told then.
pub(super) fn shown(text: &str) -> &str {
    if text.len() > SHOWN { "" } else { text }
}

/// A way from a record's outermost value to one within it. Built on the stack on the way down, because it is asked
/// for only when something is wrong.
#[derive(Debug, Clone, Copy)]
pub(super) struct At<'a> {
    above: Option<&'a At<'a>>,
    step: Step<'a>,
}

/// A step of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step<'a> {
    /// The outermost value.
    Root,
    /// The value of a member.
    Member(&'a str),
    /// The name of a member.
    Name(&'a str),
    /// An element of a list, from 0.
    Element(usize),
}

impl<'a> At<'a> {
    /// The outermost value.
    pub(super) const ROOT: At<'static> = At { above: None, step: Step::Root };

    /// A member of this object.
    pub(super) fn member(&'a self, name: &'a str) -> At<'a> {
        At { above: Some(self), step: Step::Member(name) }
    }

    /// The name of a member of this object.
    pub(super) fn name(&'a self, name: &'a str) -> At<'a> {
        At { above: Some(self), step: Step::Name(name) }
    }

    /// An element of this list.
    pub(super) fn element(&'a self, index: usize) -> At<'a> {
        At { above: Some(self), step: Step::Element(index) }
    }

    /// The steps from the outermost value.
    pub(super) fn steps(&self) -> Vec<Step<'a>> {
        let mut steps = self.above.map_or_else(Vec::new, At::steps);
        steps.push(self.step);
        steps
    }
}

/// The bytes of `json` that the path leads to; where it leads nowhere, those of the last value on the way.
pub(super) fn locate(json: &str, at: &At<'_>) -> Range<usize> {
    locate_steps(json, &at.steps())
}

/// Like [`locate`], for a path as a list.
pub(super) fn locate_steps(json: &str, steps: &[Step<'_>]) -> Range<usize> {
    let mut range = trimmed(json);
    for step in steps {
        let Some(found) = take(&json[range.clone()], *step) else { break };
        range = range.start + found.start..range.start + found.end;
    }
    range
}

/// The bytes of the name of the member whose value begins at `value`.
pub(super) fn name_before(json: &str, value: usize) -> Option<Range<usize>> {
    let before = json[..value].trim_end().strip_suffix(':')?.trim_end();
    string_ending(json, before.len())
}

/// The bytes of the string that ends at `end`, quotation marks included.
pub(super) fn string_ending(json: &str, end: usize) -> Option<Range<usize>> {
    let within = json.get(..end)?.strip_suffix('"')?;
    let opening = within.match_indices('"').rev().map(|(at, _)| at).find(|at| {
        let backslashes = within[..*at].bytes().rev().take_while(|byte| *byte == b'\\').count();
        backslashes % 2 == 0
    })?;
    Some(opening..end)
}

fn take(json: &str, step: Step<'_>) -> Option<Range<usize>> {
    match step {
        Step::Root => Some(trimmed(json)),
        Step::Member(name) => Some(within(json, member(json, name)?.get())),
        Step::Name(name) => name_before(json, within(json, member(json, name)?.get()).start),
        Step::Element(index) => Some(within(json, elements(json)?.get(index)?.get())),
    }
}

fn member<'t>(json: &'t str, name: &str) -> Option<&'t RawValue> {
    let members: Members<'t> = serde_json::from_str(json).ok()?;
    members.0.into_iter().find(|(other, _)| other == name).map(|(_, value)| value)
}

fn elements(json: &str) -> Option<Vec<&RawValue>> {
    Vec::<&RawValue>::deserialize(&mut serde_json::Deserializer::from_str(json)).ok()
}

fn trimmed(json: &str) -> Range<usize> {
    within(json, json.trim())
}

#[cfg(test)]
mod tests {
    use super::{At, Passage, locate};

    const JSON: &str = r#" {"a": [1, {"b\"": "x"}], "c" : null} "#;

    #[test]
    fn a_path_leads_to_a_value_or_a_name() {
        let list = At::ROOT.member("a");
        let second = list.element(1);
        let found = |at: &At<'_>| &JSON[locate(JSON, at)];
        assert_eq!(found(&second.member("b\"")), r#""x""#);
        assert_eq!(found(&second.name("b\"")), r#""b\"""#);
        assert_eq!(found(&At::ROOT.name("c")), r#""c""#);
        assert_eq!(found(&second.member("nowhere")), r#"{"b\"": "x"}"#);
    }

    #[test]
    fn an_excerpt_of_a_long_line_keeps_line_and_column() {
        let text = format!("first\n{}here{}\nlast", "é".repeat(30_000), "x".repeat(30_000));
        let start = text.find("here").unwrap();
        let (source, span) = Passage { text: &text, first_line: 7 }.excerpt("f", &(start..start + 4));
        assert_eq!(&source.text[span.range()], "here");
        assert_eq!(source.line_column(span.start), (8, 30_001));
        assert!(source.text.len() < 10_000);
    }
}
