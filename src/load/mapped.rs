//! Files that are read by a mapping: a row of a table, or a JSON value, comes to the records that the mapping makes.

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;

use super::distinct::Distinct;
use super::input::Content;
use super::item::{Everywhere, Item, Made, Met, RecordKind, Unit, Visit};
use super::lines::{Line, Lines};
use super::mapping::{GoodDates, Layout, MappedRecord, Mapping, Reference, Row, Section, Target};
use super::native::nul;
use super::parse::parse;
use super::place::Passage;
use super::record::Record;
use super::rejects::{Form, is_rejection, is_rejection_row};
use super::table::{Cells, Dialect};
use crate::diagnostic::Result;
use crate::problem::MappingProblem;

/// A file and the mapping that it is read by.
pub(super) struct Mapped<'m> {
    mapping: &'m Mapping,
    sections: Vec<&'m Section>,
    /// What the mapping declares, and where.
    words: Vec<(Record, Range<usize>)>,
    /// The references into JSON values that have not led to anything yet.
    never_there: RefCell<Vec<(Reference, &'m str)>>,
    good_dates: GoodDates,
}

impl<'m> Mapped<'m> {
    /// The sections of a mapping that apply to a file.
    pub(super) fn new(mapping: &'m Mapping, file: &str) -> Self {
        let words = mapping.words().into_iter().map(|(words, place)| (Record::Vocabulary(words), place)).collect();
        let never_there = match mapping.layout() {
            Layout::Json => mapping.pointers(file),
            Layout::Table { .. } => Vec::new(),
        };
        Mapped {
            mapping,
            sections: mapping.sections(file),
            words,
            never_there: RefCell::new(never_there),
            good_dates: GoodDates::default(),
        }
    }

    /// How records stand in the file.
    pub(super) fn form(&self) -> Form {
        match self.mapping.layout() {
            Layout::Json => Form::Values,
            Layout::Table { dialect, header, skip } => Form::Rows { dialect, header, skip },
        }
    }

    /// What the mapping is called, which declares the words.
    pub(super) fn words_file(&self) -> &'m str {
        &self.mapping.source().name
    }

    /// What the mapping refers to and no value had.
    pub(super) fn never_there(&self) -> Vec<String> {
        self.never_there.borrow().iter().map(|(_, name)| (*name).to_owned()).collect()
    }

    /// Shows every record.
    pub(super) fn pass(&self, content: &Content<'_>, before: u64, visit: &mut Visit<'_>) -> Result<()> {
        for (record, range) in &self.words {
            let passage = Passage::new(&self.mapping.source().text, 1);
            let made = Some(Made::Now { record: Cow::Borrowed(record), places: &Everywhere });
            let (unit, range) = (Unit::only(0), range.clone());
            visit(Met::Item(Item { unit, passage, kind: RecordKind::Vocabulary, range, made }), before)?;
        }
        let mut lines = Lines::new(content.read()?);
        match self.mapping.layout() {
            Layout::Json => self.values(content, &mut lines, before, visit)?,
            Layout::Table { dialect, header, skip } => {
                let table = Table { mapped: self, dialect, header, skip };
                table.pass(content, &mut lines, before, visit)?;
            }
        }
        content.finish(lines.into_reader())
    }

    fn values(&self, content: &Content<'_>, lines: &mut Lines<'_>, before: u64, visit: &mut Visit<'_>) -> Result<()> {
        let targets = self.mapping.targets(None, content.name())?;
        while lines.next().map_err(|error| content.failed(&error))? {
            let read = before + lines.read();
            lines.show(|line| {
                let passage = match line {
                    Line::Text(passage) => passage,
                    Line::Fault(passage, fault) => return visit(Met::fault(passage, fault), read),
                };
                if passage.text.trim().is_empty() || is_rejection(passage.text) {
                    return Ok(());
                }
                match nul(passage.text).map_or_else(|| parse(passage.text), Err) {
                    Ok(Distinct(value)) => {
                        let row = Row::of_json(&value, &targets);
                        self.never_there.borrow_mut().retain(|(reference, _)| !row.has(*reference));
                        self.records(passage, row, None, read, visit)
                    }
                    Err(fault) => visit(Met::fault(passage, fault), read),
                }
            })?;
        }
        Ok(())
    }

    fn records(
        &self,
        passage: Passage<'_>,
        row: Row<'_>,
        dialect: Option<Dialect>,
        read: u64,
        visit: &mut Visit<'_>,
    ) -> Result<()> {
        for section in &self.sections {
            let rows = match section.rows(row) {
                Ok(rows) => rows,
                Err(list) => {
                    let fault = (row.locate(passage.text, dialect, list), MappingProblem::NotAList.into());
                    visit(Met::fault(passage, fault), read)?;
                    continue;
                }
            };
            for row in rows {
                let record = MappedRecord { section, row, dialect, good_dates: &self.good_dates };
                let made = Some(Made::Later(&record));
                let unit = Unit::only(passage.first_line);
                let item = Item { unit, passage, kind: section.kind(), range: 0..passage.text.len(), made };
                visit(Met::Item(item), read)?;
            }
        }
        Ok(())
    }
}

/// A table that is read by a mapping.
struct Table<'t, 'm> {
    mapped: &'t Mapped<'m>,
    dialect: Dialect,
    header: bool,
    skip: usize,
}

impl Table<'_, '_> {
    fn pass(&self, content: &Content<'_>, lines: &mut Lines<'_>, before: u64, visit: &mut Visit<'_>) -> Result<()> {
        let failed = |error: std::io::Error| content.failed(&error);
        for _ in 0..self.skip {
            lines.next().map_err(failed)?;
        }
        let mut cells = Cells::new(self.dialect);
        let mut columns: Option<(usize, Vec<Target>)> = None;
        let next = |lines: &mut Lines<'_>| {
            let mut scan = self.dialect.begin();
            lines.next_record(|line| scan.goes_on(line))
        };
        while next(lines).map_err(failed)? {
            let read = before + lines.read();
            lines.show(|line| {
                let passage = match line {
                    Line::Text(passage) if passage.text.trim().is_empty() => return Ok(()),
                    Line::Text(passage) => passage,
                    Line::Fault(passage, fault) => return visit(Met::fault(passage, fault), read),
                };
                let found = cells.split(passage.text);
                let is_first = columns.is_none();
                let (count, targets) = match &mut columns {
                    Some(known) => known,
                    none => none.insert((found.len(), self.columns(&found, content.name())?)),
                };
                // A row that tells why the next one was rejected is as wide as the table, but no row of it.
                match (is_first && self.header) || is_rejection_row(&found, self.dialect) {
                    true => Ok(()),
                    false => self.row(passage, &found, (*count, targets), read, visit),
                }
            })?;
        }
        Ok(())
    }

    /// Where the mapping's references lead, by the first record.
    fn columns(&self, first: &[&str], file: &str) -> Result<Vec<Target>> {
        let numbers: Vec<String> = (1..=first.len()).map(|number| number.to_string()).collect();
        let names: Vec<&str> = if self.header { first.to_vec() } else { numbers.iter().map(String::as_str).collect() };
        self.mapped.mapping.targets(Some(&names), file)
    }

    fn row(
        &self,
        passage: Passage<'_>,
        cells: &[&str],
        (columns, targets): (usize, &[Target]),
        read: u64,
        visit: &mut Visit<'_>,
    ) -> Result<()> {
        let whole = 0..passage.text.len();
        if self.dialect.is_open(passage.text.as_bytes()) {
            let open = super::table::cell_ranges(passage.text, self.dialect).pop().unwrap_or(whole);
            return visit(Met::fault(passage, (open.start..open.start + 1, MappingProblem::OpenQuote.into())), read);
        }
        if let Some(fault) = nul(passage.text) {
            return visit(Met::fault(passage, fault), read);
        }
        if cells.len() != columns {
            let problem = MappingProblem::Ragged { columns, cells: cells.len() };
            return visit(Met::fault(passage, (whole, problem.into())), read);
        }
        self.mapped.records(passage, Row::of_cells(cells, targets), Some(self.dialect), read, visit)
    }
}
