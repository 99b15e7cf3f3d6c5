//! Native records: JSON Lines, where a line is a record, and JSON, where one object has all of them.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::Finder;
use serde_json::value::RawValue;

use super::item::{Item, Met, RecordKind, Visit};
use super::members::Members;
use super::parse::{Fault, parse};
use super::place::{Cutter, Passage, name_before};
use crate::diagnostic::Result;
use crate::problem::LoadProblem;
use crate::source::within;
use crate::vocabulary::nearest;

/// A file that is one object, read and taken apart.
pub(super) struct Whole {
    text: String,
    items: Vec<(RecordKind, Range<usize>)>,
    faults: Vec<Fault>,
}

/// Whether the name is that of a list only.
pub(super) fn is_list_only(name: &str) -> bool {
    RecordKind::of_list(name).is_some() && RecordKind::of_record(name).is_none()
}

impl Whole {
    /// Takes a text apart.
    pub(super) fn new(text: String) -> Self {
        let mut items = Vec::new();
        let mut faults: Vec<Fault> = nul(&text).into_iter().collect();
        match parse::<Members<'_>>(&text) {
            Ok(members) => {
                for (name, value) in &members.0 {
                    match list(&text, name, value.get()) {
                        Ok(found) => items.extend(found),
                        Err(fault) => faults.push(fault),
                    }
                }
            }
            Err(fault) => faults.push(fault),
        }
        Whole { text, items, faults }
    }

    /// A text that is none.
    pub(super) fn not_utf8(bytes: &[u8], valid: usize) -> Self {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let fault = (valid..valid + '\u{FFFD}'.len_utf8(), LoadProblem::NotUtf8);
        Whole { text, items: Vec::new(), faults: vec![fault] }
    }

    /// Shows every record.
    pub(super) fn pass(&self, before: u64, visit: &mut Visit<'_>) -> Result<()> {
        let passage = Passage::new(&self.text, 1);
        for fault in &self.faults {
            visit(Met::fault(passage, fault.clone()), before)?;
        }
        // Its records stand in the order of the file. Of each it is asked in which line it is.
        let mut cutter = Cutter::new(&self.text);
        for (unit, (kind, range)) in self.items.iter().enumerate() {
            let read = before + range.end as u64;
            let (passage, range) = cutter.cut(range);
            visit(Met::Item(Item::native(unit, passage, *kind, range)), read)?;
        }
        Ok(())
    }

    /// Every record, as its number has it: the name of its member, and its JSON.
    pub(super) fn records(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let member = |kind: RecordKind| RecordKind::NAMES.iter().find(|(other, ..)| *other == kind);
        self.items
            .iter()
            .map(move |(kind, range)| (member(*kind).map_or("", |names| names.1), &self.text[range.clone()]))
    }
}

/// The records of one of the lists in a file that is one object.
fn list(text: &str, name: &str, json: &str) -> std::result::Result<Vec<(RecordKind, Range<usize>)>, Fault> {
    let value = within(text, json);
    let Some(kind) = RecordKind::of_list(name) else {
        let range = name_before(text, value.start).unwrap_or(value);
        let known: Vec<String> = RecordKind::NAMES.iter().map(|(.., list)| (*list).to_owned()).collect();
        let nearest = nearest(name, known.clone());
        return Err((range, LoadProblem::UnknownField { field: name.to_owned(), nearest, known }));
    };
    if kind == RecordKind::Vocabulary && json.starts_with('{') {
        return Ok(vec![(kind, value)]);
    }
    let values: Vec<&RawValue> =
        parse(json).map_err(|(range, problem)| (value.start + range.start..value.start + range.end, problem))?;
    values.into_iter().map(|record| object(text, record.get()).map(|range| (kind, range))).collect()
}

/// The record of a line.
pub(super) fn met(passage: Passage<'_>) -> Met<'_> {
    if let Some(fault) = nul(passage.text) {
        return Met::fault(passage, fault);
    }
    // Most lines are facts, and taking them apart first would take as long as reading them.
    if let Some(range) = fact_of(passage.text)
        && let Ok(fact) = serde_json::from_str(&passage.text[range.clone()])
    {
        return Met::Item(Item::read_fact(passage, range, fact));
    }
    match record(passage.text) {
        Ok((kind, range)) => Met::Item(Item::native(passage.first_line, passage, kind, range)),
        Err(fault) => Met::fault(passage, fault),
    }
}

/// The record of a line of a file in which every line was read before and is a record.
pub(super) fn met_again(passage: Passage<'_>) -> Met<'_> {
    match fact_of(passage.text) {
        Some(range) => Met::Item(Item::native(passage.first_line, passage, RecordKind::Fact, range)),
        None => met(passage),
    }
}

/// The bytes that are the fact of a line, if it is one record and plainly written.
fn fact_of(line: &str) -> Option<Range<usize>> {
    let inner = line.trim_end().strip_suffix('}')?.trim_end();
    let behind = inner.trim_start().strip_prefix('{')?.trim_start().strip_prefix("\"fact\"")?;
    let record = behind.trim_start().strip_prefix(':')?.trim_start();
    record.starts_with('{').then(|| inner.len() - record.len()..inner.len())
}

/// The one member of a line's object.
fn record(line: &str) -> std::result::Result<(RecordKind, Range<usize>), Fault> {
    let members: Members<'_> = parse(line)?;
    let name_of = |value: &RawValue| {
        let value = within(line, value.get());
        name_before(line, value.start).unwrap_or(value)
    };
    match members.0.as_slice() {
        [(name, value)] => match RecordKind::of_record(name) {
            Some(kind) => object(line, value.get()).map(|range| (kind, range)),
            None => {
                let known: Vec<String> = RecordKind::NAMES.iter().map(|(_, member, _)| (*member).to_owned()).collect();
                let nearest = nearest(name, known);
                Err((name_of(value), LoadProblem::UnknownRecord { name: name.clone(), nearest }))
            }
        },
        [_, (name, value), ..] => Err((name_of(value), LoadProblem::SecondMember { name: name.clone() })),
        [] => Err((0..line.len(), LoadProblem::NoMember)),
    }
}

/// The bytes of a record that is an object. serde would also read a list, as the members in their order.
fn object(text: &str, json: &str) -> std::result::Result<Range<usize>, Fault> {
    let range = within(text, json);
    if json.starts_with('{') {
        return Ok(range);
    }
    parse::<Members<'_>>(json).map(|_| range.clone()).map_err(|(_, problem)| (range, problem))
}

static ESCAPED: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("\\u0000"));

/// Where a text has the character NUL, written or escaped: SQLite's tools would show what stands before it only.
pub(super) fn nul(text: &str) -> Option<Fault> {
    if let Some(at) = memchr::memchr(0, text.as_bytes()) {
        return Some((at..at + 1, LoadProblem::Nul));
    }
    let escaped = |at: &usize| text[..*at].bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 0;
    let at = ESCAPED.find_iter(text.as_bytes()).find(escaped)?;
    Some((at..at + 6, LoadProblem::Nul))
}
