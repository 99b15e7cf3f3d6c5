//! Rejected records as they stood in their file, each with why: in the same format, so that the file can be mended and
//! loaded like the one that they come from.

use std::io::{self, BufRead, Write};

use super::reasons::{InOrder, Reason};
use super::row;
use super::units::Units;
use super::{Form, Rejects};
use crate::load::input::Content;
use crate::load::lines::Lines;
use crate::load::native::Whole;
use crate::load::reader::Reader;
use crate::load::table::{Dialect, cell_ranges};

/// The mark that some programs begin a file with.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// Writes the rejected records.
pub(super) fn write(reader: &Reader<'_>, rejects: &mut Rejects, out: &mut dyn Write) -> io::Result<()> {
    let (content, whole) = reader.parts();
    let mut pen = Pen { units: &rejects.units, besides: &rejects.besides, reasons: rejects.reasons.read()?, out };
    match (reader.form(), whole) {
        (Form::Whole, Some(whole)) => pen.records(whole),
        (Form::Rows { dialect, header, skip }, _) => pen.rows(content, dialect, header, skip),
        (Form::Statements(_), _) => pen.statements(content, &|line| reader.portable(line)),
        _ => pen.lines(content),
    }
}

/// Writes records, each with why it was rejected.
struct Pen<'p> {
    units: &'p Units,
    besides: &'p Units,
    reasons: InOrder<'p>,
    out: &'p mut dyn Write,
}

impl Pen<'_> {
    /// Lines of JSON: each behind a line that tells why. They are copied as they are read, because one may be long.
    fn lines(&mut self, content: &Content<'_>) -> io::Result<()> {
        let mut reader = opened(content)?;
        let (mut number, mut begins, mut ended) = (1, true, true);
        loop {
            let buffer = reader.fill_buf()?;
            if buffer.is_empty() {
                break;
            }
            let end = memchr::memchr(b'\n', buffer).map(|at| at + 1);
            let used = end.unwrap_or(buffer.len());
            if self.units.has(number) {
                let piece = &buffer[..used];
                let piece = if number == 1 && begins { piece.strip_prefix(MARK).unwrap_or(piece) } else { piece };
                if begins {
                    why(self.out, &self.reasons.of(number)?)?;
                }
                self.out.write_all(piece)?;
                ended = end.is_some();
            }
            begins = end.is_some();
            number += usize::from(begins);
            reader.consume(used);
        }
        if ended { Ok(()) } else { self.out.write_all(b"\n") }
    }

    /// Records of one object, as lines.
    fn records(&mut self, whole: &Whole) -> io::Result<()> {
        for (unit, (member, json)) in whole.records().enumerate().filter(|(unit, _)| self.units.has(*unit)) {
            why(self.out, &self.reasons.of(unit)?)?;
            // No text in JSON has a line end in it.
            writeln!(self.out, "{{\"{member}\": {}}}", json.replace(['\n', '\r'], " "))?;
        }
        Ok(())
    }

    /// Statements, each behind comments that tell why. Blank nodes get the keys by which this file's are known: in another
    /// file they would be others.
    fn statements(&mut self, content: &Content<'_>, portable: &dyn Fn(&str) -> String) -> io::Result<()> {
        let mut lines = Lines::new(opened(content)?);
        while lines.next()? {
            if !self.units.has(lines.number()) && !self.besides.has(lines.number()) {
                continue;
            }
            for reason in self.reasons.of(lines.number())? {
                writeln!(self.out, "# rejected: {}", reason.line())?;
            }
            match std::str::from_utf8(lines.line()) {
                Ok(text) => self.out.write_all(portable(text).as_bytes())?,
                Err(_) => self.out.write_all(lines.line())?,
            }
            self.out.write_all(b"\n")?;
        }
        Ok(())
    }

    /// Rows as they stood, each behind a row that tells why, behind all that stands before the first.
    fn rows(&mut self, content: &Content<'_>, dialect: Dialect, header: bool, skip: usize) -> io::Result<()> {
        let mut lines = Lines::new(opened(content)?);
        for _ in 0..skip {
            if lines.next()? {
                self.row(&lines, lines.line())?;
            }
        }
        // How many columns there are, once that is known.
        let mut columns = None;
        let next = |lines: &mut Lines<'_>| {
            let mut scan = dialect.begin();
            lines.next_record(|line| scan.goes_on(line))
        };
        while next(&mut lines)? {
            let row = lines.line();
            let is_first = columns.is_none();
            let text = std::str::from_utf8(row).ok().filter(|text| !text.trim().is_empty());
            if let (None, Some(text)) = (columns, text) {
                columns = Some(cell_ranges(text, dialect).len());
            }
            if self.units.has(lines.number()) {
                let why = row::row(dialect, columns.unwrap_or(1), &self.reasons.of(lines.number())?);
                self.row(&lines, &why)?;
                self.row(&lines, row)?;
            } else if is_first && columns.is_some() && header {
                self.row(&lines, row)?;
            }
        }
        Ok(())
    }

    fn row(&mut self, lines: &Lines<'_>, row: &[u8]) -> io::Result<()> {
        self.out.write_all(row)?;
        self.out.write_all(lines.line_end())
    }
}

fn opened<'c>(content: &'c Content<'_>) -> io::Result<crate::load::input::Summing<'c>> {
    content.read().map_err(|refused| io::Error::other(refused.problem.wording().message))
}

/// The line that tells why the record in the next one was rejected.
fn why(out: &mut dyn Write, reasons: &[Reason]) -> io::Result<()> {
    writeln!(out, "{{\"rejected\": {}}}", serde_json::to_string(reasons)?)
}
