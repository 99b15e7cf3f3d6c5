//! Bytes to records' texts: JSON Lines, where a line is a record, and JSON, where one object has all of them.

use std::io::{BufRead, Read};
use std::ops::Range;

use serde_json::value::RawValue;

use super::input::{Content, Input, Summing};
use super::members::Members;
use super::parse::{Fault, parse};
use super::place::{Passage, name_before};
use crate::diagnostic::{Diagnostic, Result};
use crate::problem::LoadProblem;
use crate::source::within;
use crate::vocabulary::nearest;

/// The longest line, and the longest file that is one object: 256 MiB. Beyond it the memory would not be bounded, and
/// SQLite takes no text that is much longer.
const LONGEST: u64 = 256 << 20;

/// What a record is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RecordKind {
    Vocabulary,
    Document,
    Entity,
    Fact,
}

impl RecordKind {
    /// Every kind with the name of its member, and of its list in a file that is one object.
    const NAMES: [(RecordKind, &'static str, &'static str); 4] = [
        (RecordKind::Vocabulary, "vocabulary", "vocabulary"),
        (RecordKind::Document, "document", "documents"),
        (RecordKind::Entity, "entity", "entities"),
        (RecordKind::Fact, "fact", "facts"),
    ];

    fn of_record(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(_, member, _)| *member == name).map(|(kind, ..)| *kind)
    }

    fn of_list(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(.., list)| *list == name).map(|(kind, ..)| *kind)
    }
}

/// A record's text, well-formed JSON.
#[derive(Debug, Clone)]
pub(super) struct Item<'t> {
    /// What it was read from.
    pub(super) passage: Passage<'t>,
    pub(super) kind: RecordKind,
    /// The bytes of the passage that are the record, without the member's name.
    pub(super) range: Range<usize>,
}

impl<'t> Item<'t> {
    /// The record's JSON.
    pub(super) fn json(&self) -> &'t str {
        &self.passage.text[self.range.clone()]
    }

    /// The line in which it begins.
    pub(super) fn line(&self) -> usize {
        self.passage.line(self.range.start)
    }
}

/// A record's text kept beyond the pass that met it.
pub(super) struct KeptItem {
    text: String,
    first_line: usize,
    kind: RecordKind,
    range: Range<usize>,
}

impl Item<'_> {
    /// Keeps the record with the lines that it is in.
    pub(super) fn keep(&self) -> KeptItem {
        let text = self.passage.text;
        let from = text[..self.range.start].rfind('\n').map_or(0, |at| at + 1);
        let to = text[self.range.end..].find('\n').map_or(text.len(), |at| self.range.end + at);
        let range = self.range.start - from..self.range.end - from;
        KeptItem { text: text[from..to].to_owned(), first_line: self.passage.line(from), kind: self.kind, range }
    }
}

impl KeptItem {
    /// The record.
    pub(super) fn item(&self) -> Item<'_> {
        let passage = Passage { text: &self.text, first_line: self.first_line };
        Item { passage, kind: self.kind, range: self.range.clone() }
    }
}

/// What a pass over the input meets.
pub(super) enum Met<'t> {
    /// A record.
    Item(Item<'t>),
    /// Something that is none.
    Fault(Passage<'t>, Fault),
}

/// Reads an input's records, as often as needed.
pub(super) struct Reader<'i> {
    content: Content<'i>,
    format: Format,
    sha256: Option<String>,
    passed: u64,
}

enum Format {
    Lines,
    Whole(Whole),
}

/// A file that is one object, read and taken apart.
struct Whole {
    text: String,
    items: Vec<(RecordKind, Range<usize>)>,
    faults: Vec<Fault>,
}

impl<'i> Reader<'i> {
    /// Opens an input and finds out its format.
    pub(super) fn open(input: &'i Input) -> Result<Self> {
        let content = Content::open(input)?;
        if let Some(problem) = content.unfit()? {
            return Err(Diagnostic::new(problem));
        }
        let mut reader = Reader { content, format: Format::Lines, sha256: None, passed: 0 };
        if reader.is_whole()? {
            reader.read_whole()?;
        }
        Ok(reader)
    }

    /// How the input is called.
    pub(super) fn name(&self) -> &str {
        self.content.name()
    }

    /// How many bytes there are.
    pub(super) fn length(&self) -> u64 {
        self.content.length()
    }

    /// SHA-256 of the bytes, known after the first pass.
    pub(super) fn sha256(&self) -> &str {
        self.sha256.as_deref().unwrap_or_default()
    }

    /// Shows every record in the order of the file, with the bytes read so far over all passes. Faults are the same in
    /// each pass.
    pub(super) fn pass(&mut self, visit: &mut dyn FnMut(Met<'_>, u64) -> Result<()>) -> Result<()> {
        let before = self.passed;
        self.passed += self.content.length();
        match &self.format {
            Format::Whole(whole) => whole.pass(before, visit),
            Format::Lines => self.pass_lines(before, visit),
        }
    }

    fn pass_lines(&mut self, before: u64, visit: &mut dyn FnMut(Met<'_>, u64) -> Result<()>) -> Result<()> {
        let mut lines = Lines { reader: self.content.read()?, number: 0, read: 0, buffer: Vec::new() };
        while lines.next().map_err(|error| self.content.failed(&error))? {
            lines.show(&mut |met| visit(met, before + lines.read))?;
        }
        let sum = lines.reader.into_inner().finish();
        match &self.sha256 {
            Some(first) if *first != sum => Err(Diagnostic::new(LoadProblem::Changed { file: self.name().to_owned() })),
            _ => {
                self.sha256 = Some(sum);
                Ok(())
            }
        }
    }

    /// Whether the file is one object with lists. Its first line tells: it is a record, or it has a list's name, or it
    /// is only the beginning of an object.
    fn is_whole(&self) -> Result<bool> {
        let named = self.content.name().to_lowercase().ends_with(".json");
        let mut lines = Lines { reader: self.content.read()?, number: 0, read: 0, buffer: Vec::new() };
        while lines.next().map_err(|error| self.content.failed(&error))? {
            let Ok(line) = std::str::from_utf8(lines.line()) else { return Ok(named) };
            if !line.trim().is_empty() {
                return Ok(match parse::<Members<'_>>(line) {
                    Ok(members) => members.0.iter().any(|(name, _)| is_list_only(name)),
                    Err((_, LoadProblem::Truncated)) => named || line.trim() == "{",
                    Err(_) => named,
                });
            }
        }
        Ok(false)
    }

    fn read_whole(&mut self) -> Result<()> {
        if self.content.length() > LONGEST {
            return Err(Diagnostic::new(LoadProblem::TooLong { limit: LONGEST }));
        }
        let mut reader = self.content.read()?;
        let mut bytes = Vec::new();
        reader.read_to_end(&mut bytes).map_err(|error| self.content.failed(&error))?;
        self.sha256 = Some(reader.into_inner().finish());
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").map(<[u8]>::to_vec).unwrap_or(bytes);
        let whole = match String::from_utf8(bytes) {
            Ok(text) => Whole::new(text),
            Err(error) => Whole::not_utf8(error.as_bytes(), error.utf8_error().valid_up_to()),
        };
        self.format = Format::Whole(whole);
        Ok(())
    }
}

fn is_list_only(name: &str) -> bool {
    RecordKind::of_list(name).is_some() && RecordKind::of_record(name).is_none()
}

impl Whole {
    fn new(text: String) -> Self {
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

    fn not_utf8(bytes: &[u8], valid: usize) -> Self {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let fault = (valid..valid + '\u{FFFD}'.len_utf8(), LoadProblem::NotUtf8);
        Whole { text, items: Vec::new(), faults: vec![fault] }
    }

    fn pass(&self, before: u64, visit: &mut dyn FnMut(Met<'_>, u64) -> Result<()>) -> Result<()> {
        let passage = Passage { text: &self.text, first_line: 1 };
        for fault in &self.faults {
            visit(Met::Fault(passage, fault.clone()), before)?;
        }
        for (kind, range) in &self.items {
            let read = before + range.end as u64;
            visit(Met::Item(Item { passage, kind: *kind, range: range.clone() }), read)?;
        }
        Ok(())
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

/// Lines, one at a time in one buffer.
struct Lines<'c> {
    reader: Summing<'c>,
    number: usize,
    read: u64,
    buffer: Vec<u8>,
}

impl Lines<'_> {
    /// Reads the next line; false at the end of the file. Of a line that is too long only the beginning is kept.
    fn next(&mut self) -> std::io::Result<bool> {
        self.buffer.clear();
        let read = self.reader.by_ref().take(LONGEST + 1).read_until(b'\n', &mut self.buffer)?;
        self.read += read as u64;
        self.number += 1;
        if self.is_too_long() {
            self.skip_line()?;
        }
        Ok(read > 0)
    }

    fn is_too_long(&self) -> bool {
        self.buffer.len() as u64 > LONGEST && !self.buffer.ends_with(b"\n")
    }

    fn skip_line(&mut self) -> std::io::Result<()> {
        loop {
            let buffered = self.reader.fill_buf()?;
            let end = buffered.iter().position(|byte| *byte == b'\n');
            let used = end.map_or(buffered.len(), |at| at + 1);
            self.reader.consume(used);
            self.read += used as u64;
            if end.is_some() || used == 0 {
                return Ok(());
            }
        }
    }

    /// The line without its end, and without the mark that some programs begin a file with.
    fn line(&self) -> &[u8] {
        let line = self.buffer.strip_suffix(b"\n").unwrap_or(&self.buffer);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match self.number {
            1 => line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line),
            _ => line,
        }
    }

    fn show(&self, visit: &mut dyn FnMut(Met<'_>) -> Result<()>) -> Result<()> {
        if self.is_too_long() {
            let begin = String::from_utf8_lossy(&self.buffer[..80]);
            let passage = Passage { text: &begin, first_line: self.number };
            return visit(Met::Fault(passage, (0..begin.len(), LoadProblem::TooLong { limit: LONGEST })));
        }
        match std::str::from_utf8(self.line()) {
            Ok(line) if line.trim().is_empty() => Ok(()),
            Ok(line) => visit(met(Passage { text: line, first_line: self.number })),
            Err(error) => {
                let line = String::from_utf8_lossy(self.line());
                let wrong = error.valid_up_to()..error.valid_up_to() + '\u{FFFD}'.len_utf8();
                visit(Met::Fault(Passage { text: &line, first_line: self.number }, (wrong, LoadProblem::NotUtf8)))
            }
        }
    }
}

/// The record of a line.
fn met(passage: Passage<'_>) -> Met<'_> {
    match nul(passage.text).map_or_else(|| record(passage.text), Err) {
        Ok((kind, range)) => Met::Item(Item { passage, kind, range }),
        Err(fault) => Met::Fault(passage, fault),
    }
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

/// Where a text has the character NUL, written or escaped: SQLite's tools would show what stands before it only.
fn nul(text: &str) -> Option<Fault> {
    if let Some(at) = text.find('\0') {
        return Some((at..at + 1, LoadProblem::Nul));
    }
    let escaped = |at: &usize| text[..*at].bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 0;
    let at = text.match_indices("\\u0000").map(|(at, _)| at).find(escaped)?;
    Some((at..at + 6, LoadProblem::Nul))
}
