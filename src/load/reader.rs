//! Bytes to records, whatever the format.

use std::io::Read;

use serde::de::IgnoredAny;

use super::ftm::{self, Ftm};
use super::input::{Content, Input, unpacked_name};
use super::item::{Met, Visit};
use super::left_out::LeftOut;
use super::lines::{LONGEST, Line, Lines};
use super::mapped::Mapped;
use super::mapping::{Mapping, READY};
use super::members::Members;
use super::native::{self, Whole, is_list_only};
use super::parse::parse;
use super::rdf::{Rdf, Syntax};
use super::rejects::{Form, is_rejection};
use crate::diagnostic::{Diagnostic, Result};
use crate::problem::{ForeignFormat, LoadProblem};

/// Reads an input's records, as often as needed.
pub(super) struct Reader<'i> {
    content: Content<'i>,
    format: Format<'i>,
    passed: u64,
    /// Whether every line was read once, and is a native record.
    is_sound: bool,
}

enum Format<'i> {
    /// A native record a line.
    Lines,
    /// All native records in one object.
    Whole(Whole),
    /// Rows, or JSON values, of which a mapping makes records.
    Mapped(Mapped<'i>),
    /// Statements of RDF.
    Rdf(Box<Rdf>),
    /// An entity of FollowTheMoney a line.
    Ftm(Box<Ftm>),
}

/// Whether a file's name says that it is a table.
fn is_table(name: &str) -> bool {
    let name = unpacked_name(name);
    [".csv", ".tsv", ".tab"].iter().any(|ending| name.ends_with(ending))
}

/// How native records stand in a file.
enum Shape {
    /// One a line.
    Lines,
    /// All in one object.
    Whole,
    /// In one list, which cannot be read.
    List,
}

/// The name of the first member of an object, however it goes on.
fn first_name(text: &str) -> &str {
    let name = text.trim_start().strip_prefix('{').and_then(|rest| rest.trim_start().strip_prefix('"'));
    name.and_then(|name| name.split('"').next()).unwrap_or_default()
}

impl<'i> Reader<'i> {
    /// Opens an input and finds out its format; with a mapping, it is read by that.
    pub(super) fn open(input: &'i Input, mapping: Option<&'i Mapping>) -> Result<Self> {
        let content = Content::open(input)?;
        if let Some(problem) = content.unfit()? {
            return Err(Diagnostic::new(problem));
        }
        if let Some(mapping) = mapping {
            let format = Format::Mapped(Mapped::new(mapping, content.name()));
            return Ok(Reader { content, format, passed: 0, is_sound: false });
        }
        let mut reader = Reader { content, format: Format::Lines, passed: 0, is_sound: false };
        if reader.is_of_another_format()? {
            return Ok(reader);
        }
        if is_table(reader.name()) {
            let ready = READY.iter().map(|(name, ..)| (*name).to_owned()).collect();
            return Err(Diagnostic::new(LoadProblem::Table { file: reader.name().to_owned(), ready }));
        }
        match reader.shape()? {
            Shape::Lines => {}
            Shape::Whole => reader.read_whole()?,
            Shape::List => {
                return Err(Diagnostic::new(LoadProblem::JsonList { file: reader.name().to_owned() }));
            }
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

    /// How many bytes of records there are, about.
    pub(super) fn unpacked_length(&self) -> u64 {
        self.content.unpacked_length()
    }

    /// SHA-256 of the bytes, known after the first pass.
    pub(super) fn sha256(&self) -> &str {
        self.content.sha256()
    }

    /// Shows every record in the order of the file. Faults are the same in each pass.
    pub(super) fn pass(&mut self, visit: &mut Visit<'_>) -> Result<()> {
        let before = self.passed;
        self.passed += self.content.length();
        match &mut self.format {
            Format::Whole(whole) => whole.pass(before, visit),
            Format::Lines => self.pass_lines(before, visit),
            Format::Mapped(mapped) => mapped.pass(&self.content, before, visit),
            Format::Rdf(rdf) => rdf.pass(&self.content, before, visit),
            Format::Ftm(ftm) => ftm.pass(&self.content, before, visit),
        }
    }

    /// How its records stand in the file.
    pub(super) fn form(&self) -> Form {
        match &self.format {
            Format::Lines => Form::Records,
            Format::Whole(_) => Form::Whole,
            Format::Mapped(mapped) => mapped.form(),
            Format::Rdf(rdf) => rdf.form(),
            Format::Ftm(_) => Form::Entities,
        }
    }

    /// What the file is called that declares the words.
    pub(super) fn words_file(&self) -> &str {
        if let Format::Mapped(mapped) = &self.format { mapped.words_file() } else { self.name() }
    }

    /// Records will be rejected one by one.
    pub(super) fn reject(&mut self) {
        if let Format::Rdf(rdf) = &mut self.format {
            rdf.reject();
        }
    }

    /// A line as it can stand in another file.
    pub(super) fn portable(&self, line: &str) -> String {
        if let Format::Rdf(rdf) = &self.format { rdf.portable(line) } else { line.to_owned() }
    }

    /// The bytes, and, where they are one object, its records.
    pub(super) fn parts(&self) -> (&Content<'i>, Option<&Whole>) {
        (&self.content, if let Format::Whole(whole) = &self.format { Some(whole) } else { None })
    }

    /// The format of others that the file is in, who know nothing of a store's words and names: where it says otherwise, the
    /// store's stay.
    pub(super) fn foreign(&self) -> Option<ForeignFormat> {
        match self.format {
            Format::Rdf(_) => Some(ForeignFormat::Rdf),
            Format::Ftm(_) => Some(ForeignFormat::FollowTheMoney),
            Format::Lines | Format::Whole(_) | Format::Mapped(_) => None,
        }
    }

    /// What the last pass met and no record has a place for.
    pub(super) fn left_out(&self) -> &[LeftOut] {
        match &self.format {
            Format::Rdf(rdf) => rdf.left_out(),
            Format::Ftm(ftm) => ftm.left_out(),
            Format::Lines | Format::Whole(_) | Format::Mapped(_) => &[],
        }
    }

    /// Whether the file is in RDF or of FollowTheMoney: its name or its first line tells. It is looked at then.
    fn is_of_another_format(&mut self) -> Result<bool> {
        let first = self.first_line()?;
        self.format = match Syntax::of_name(self.name()).or_else(|| Syntax::of_line(&first)) {
            Some(syntax) => Format::Rdf(Box::new(Rdf::open(&self.content, syntax)?)),
            None if ftm::is_entity(&first) => Format::Ftm(Box::new(Ftm::open(&self.content)?)),
            None => {
                let Some(format) = Syntax::of_xml(self.name(), &first) else { return Ok(false) };
                return Err(Diagnostic::new(LoadProblem::Xml { file: self.name().to_owned(), format }));
            }
        };
        Ok(true)
    }

    /// The first line that is neither blank nor a comment; nothing where there is none, or that is no text.
    fn first_line(&self) -> Result<String> {
        let mut lines = Lines::new(self.content.read()?);
        while lines.next().map_err(|error| self.content.failed(&error))? {
            let line = std::str::from_utf8(lines.line()).unwrap_or_default();
            if !line.trim().is_empty() && !line.trim_start().starts_with('#') && !is_rejection(line) {
                return Ok(line.to_owned());
            }
        }
        Ok(String::new())
    }

    fn pass_lines(&mut self, before: u64, visit: &mut Visit<'_>) -> Result<()> {
        let mut lines = Lines::new(self.content.read()?);
        let mut is_sound = true;
        while lines.next().map_err(|error| self.content.failed(&error))? {
            let read = before + lines.read();
            lines.show(|line| {
                let met = match line {
                    Line::Text(passage) if passage.text.trim().is_empty() || is_rejection(passage.text) => {
                        return Ok(());
                    }
                    Line::Text(passage) if self.is_sound => native::met_again(passage),
                    Line::Text(passage) => native::met(passage),
                    Line::Fault(passage, fault) => Met::fault(passage, fault),
                };
                is_sound &= matches!(met, Met::Item(_));
                visit(met, read)
            })?;
        }
        self.is_sound = is_sound;
        self.content.finish(lines.into_reader())
    }

    /// What a mapping refers to and no row has.
    pub(super) fn never_there(&self) -> Vec<String> {
        if let Format::Mapped(mapped) = &self.format { mapped.never_there() } else { Vec::new() }
    }

    /// Whether the file is one object with lists, or one list. Its first line tells: it is a record, or it has a list's name,
    /// or it is only the beginning of an object or list.
    fn shape(&self) -> Result<Shape> {
        let named = unpacked_name(self.content.name()).ends_with(".json");
        let whole_where = |is_whole| if is_whole { Shape::Whole } else { Shape::Lines };
        let mut lines = Lines::new(self.content.read()?);
        while lines.next().map_err(|error| self.content.failed(&error))? {
            let Ok(line) = std::str::from_utf8(lines.line()) else { return Ok(whole_where(named)) };
            if line.trim().is_empty() {
                continue;
            }
            let is_list = line.trim_start().starts_with('[');
            return Ok(match parse::<Members<'_>>(line) {
                Ok(members) => whole_where(members.0.iter().any(|(name, _)| is_list_only(name))),
                Err(_) if is_list => match parse::<IgnoredAny>(line) {
                    Err((_, LoadProblem::Truncated)) => Shape::List,
                    Ok(_) if self.is_all(lines)? => Shape::List,
                    _ => Shape::Lines,
                },
                Err((_, LoadProblem::Truncated)) => {
                    whole_where(named || line.trim() == "{" || is_list_only(first_name(line)))
                }
                Err(_) => whole_where(named),
            });
        }
        Ok(Shape::Lines)
    }

    /// Whether there is nothing more in the lines that were not read.
    fn is_all(&self, mut lines: Lines<'_>) -> Result<bool> {
        while lines.next().map_err(|error| self.content.failed(&error))? {
            if !lines.line().trim_ascii().is_empty() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn read_whole(&mut self) -> Result<()> {
        let mut reader = self.content.read()?;
        let mut bytes = Vec::new();
        // How long it is, is known only when it is unpacked.
        reader.by_ref().take(LONGEST + 1).read_to_end(&mut bytes).map_err(|error| self.content.failed(&error))?;
        if bytes.len() as u64 > LONGEST {
            return Err(Diagnostic::new(LoadProblem::TooLong { limit: LONGEST }));
        }
        self.content.finish(reader)?;
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").map(<[u8]>::to_vec).unwrap_or(bytes);
        let whole = match String::from_utf8(bytes) {
            Ok(text) => Whole::new(text),
            Err(error) => Whole::not_utf8(error.as_bytes(), error.utf8_error().valid_up_to()),
        };
        self.format = Format::Whole(whole);
        Ok(())
    }
}
