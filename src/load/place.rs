//! Where in a record file something stands: paths into a record, spans in its text, and the excerpts that errors show.

use std::ops::Range;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::members::Members;
use crate::source::{Source, Span, floor_boundary, within};

/// How much of a long line an error shows on either side of the place, in bytes.
const AROUND: usize = 2_000;

/// How long a line may be that an error shows whole, in bytes.
const WHOLE_LINE: usize = 4 * AROUND;

/// How much of a long value is underlined, in bytes.
const UNDERLINED: usize = 80;

/// A text that was read, and where it begins in the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Passage<'t> {
    pub(super) text: &'t str,
    /// Line number of its first line, from 1.
    pub(super) first_line: usize,
    /// How many characters of that line stand before it.
    before: usize,
}

impl<'t> Passage<'t> {
    /// A text that begins at the beginning of a line, of that number.
    pub(super) fn new(text: &'t str, first_line: usize) -> Self {
        Passage { text, first_line, before: 0 }
    }

    /// The bytes within and around `range`, as far as its first and its last line go, at most so many on either side; and
    /// the range within these.
    pub(super) fn around(&self, range: &Range<usize>, around: usize) -> (Passage<'t>, Range<usize>) {
        let Range { start: from, end: to } = bounds(self.text, range, around);
        let text = &self.text[from..to];
        let passage = Passage { text, first_line: self.line(from), before: self.characters_before(from) };
        (passage, range.start - from..range.end - from)
    }

    /// How many characters stand before a byte offset in its line.
    fn characters_before(&self, offset: usize) -> usize {
        match self.text[..offset].rfind('\n') {
            Some(at) => self.text[at + 1..offset].chars().count(),
            None => self.before + self.text[..offset].chars().count(),
        }
    }

    /// Keeps it beyond its pass.
    pub(super) fn keep(&self) -> KeptPassage {
        KeptPassage { text: self.text.to_owned(), first_line: self.first_line, before: self.before }
    }

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
        let whole_line = line_end - line_start <= WHOLE_LINE;
        let (from, to) = match whole_line {
            true => (line_start, line_end),
            false => (
                floor_boundary(text, range.start.saturating_sub(AROUND)).max(line_start),
                floor_boundary(text, range.start.saturating_add(AROUND)).min(line_end),
            ),
        };
        let column = self.characters_before(from) + 1;
        let source = Source::excerpt(file, &text[from..to], self.line(range.start), column);
        let end = range.end.min(floor_boundary(text, range.start.saturating_add(UNDERLINED))).min(to);
        (source, Span::new(range.start - from, end.max(range.start) - from))
    }
}

/// A passage kept beyond its pass.
pub(super) struct KeptPassage {
    text: String,
    first_line: usize,
    before: usize,
}

impl KeptPassage {
    /// The passage.
    pub(super) fn passage(&self) -> Passage<'_> {
        Passage { text: &self.text, first_line: self.first_line, before: self.before }
    }
}

/// The bytes within and around `range`, as far as its first and its last line go, at most about so many on either side.
fn bounds(text: &str, range: &Range<usize>, around: usize) -> Range<usize> {
    let from = floor_boundary(text, range.start.saturating_sub(around));
    let to = floor_boundary(text, range.end.saturating_add(around)).max(range.end);
    let from = text[from..range.start].rfind('\n').map_or(from, |at| from + at + 1);
    from..text[range.end..to].find('\n').map_or(to, |at| range.end + at)
}

/// Cuts one text after another out of a long one, from its beginning to its end: what stands before each is counted once.
pub(super) struct Cutter<'t> {
    text: &'t str,
    /// Up to where it is counted.
    at: usize,
    line: usize,
    before: usize,
}

impl<'t> Cutter<'t> {
    /// Of a text that is a whole file.
    pub(super) fn new(text: &'t str) -> Self {
        Cutter { text, at: 0, line: 1, before: 0 }
    }

    /// All of a range, which stands behind the last one, and so much around it that an error about it is shown as one of the
    /// whole text; and the range within that.
    pub(super) fn cut(&mut self, range: &Range<usize>) -> (Passage<'t>, Range<usize>) {
        let Range { start: from, end: to } = bounds(self.text, range, WHOLE_LINE + 4);
        if from < self.at {
            *self = Cutter::new(self.text);
        }
        let passed = &self.text[self.at..from];
        let lines = passed.matches('\n').count();
        let line_start = passed.rfind('\n').map_or(0, |at| at + 1);
        let before = if lines > 0 { 0 } else { self.before };
        self.before = before + passed[line_start..].chars().count();
        self.line += lines;
        self.at = from;
        let passage = Passage { text: &self.text[from..to], first_line: self.line, before: self.before };
        (passage, range.start - from..range.end - from)
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
    use std::ops::Range;

    use super::{At, Cutter, Passage, locate};

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
        let (source, span) = Passage::new(&text, 7).excerpt("f", &(start..start + 4));
        assert_eq!(&source.text[span.range()], "here");
        assert_eq!(source.line_column(span.start), (8, 30_001));
        assert!(source.text.len() < 10_000);
    }

    #[test]
    fn what_is_cut_out_is_shown_as_it_is_of_the_whole() {
        let text = format!("é1\n{}é2é{}3{}\n4\n\né5", "é".repeat(3_000), "x".repeat(30_000), "é".repeat(30_000));
        let whole = Passage::new(&text, 1);
        let mut cutter = Cutter::new(&text);
        for digit in ["1", "2", "3", "4", "5"] {
            let start = text.find(digit).unwrap();
            let range = start..start + 1;
            let (cut, within) = cutter.cut(&range);
            let shown = |passage: &Passage<'_>, range: &Range<usize>| {
                let (source, span) = passage.excerpt("f", range);
                (source.line_column(span.start), source.text.clone(), span)
            };
            assert_eq!(shown(&cut, &within), shown(&whole, &range), "{digit}");
            assert_eq!(cut.line(within.start), whole.line(start));
            let (kept, within) = cut.around(&within, 10);
            assert!(kept.text.len() < 30 && &kept.text[within.clone()] == digit);
            assert_eq!(shown(&kept, &within).0, shown(&whole, &range).0, "{digit}");
        }
    }
}
