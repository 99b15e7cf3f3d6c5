//! Rejected records as they stood in their file, each with why: in the same format, so that the file can be mended and
//! loaded like the one that they come from.

use std::io::{self, BufRead, Write};

use super::reasons::{InOrder, Reason};
use super::units::Units;
use super::{Form, Rejects};
use crate::load::input::Content;
use crate::load::lines::Lines;
use crate::load::native::Whole;
use crate::load::reader::Reader;
use crate::load::table::{Dialect, cell_ranges};

/// The column of a table that tells why its rows were rejected.
const COLUMN: &str = "rejected";

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

    /// Rows, with a further column that tells why, behind all that stands before the first.
    fn rows(&mut self, content: &Content<'_>, dialect: Dialect, header: bool, skip: usize) -> io::Result<()> {
        let mut lines = Lines::new(opened(content)?);
        for _ in 0..skip {
            if lines.next()? {
                self.row(&lines, lines.line(), None)?;
            }
        }
        // How many columns there are, where the last tells why rows were rejected before.
        let mut columns = None;
        let mut is_heading = header;
        let next = |lines: &mut Lines<'_>| {
            let mut scan = dialect.begin();
            lines.next_record(|line| scan.goes_on(line))
        };
        while next(&mut lines)? {
            let row = lines.line();
            if row.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            if is_heading {
                is_heading = false;
                let cells = std::str::from_utf8(row).map(|row| cell_ranges(row, dialect)).unwrap_or_default();
                let is_known = cells.last().is_some_and(|cell| &row[cell.clone()] == COLUMN.as_bytes());
                columns = is_known.then_some(cells.len());
                let cell = (!is_known).then(|| joined(dialect, COLUMN));
                self.row(&lines, row, cell.as_deref())?;
            } else if self.units.has(lines.number()) {
                let row = columns.map_or(row, |columns| without_reasons(row, dialect, columns));
                let reasons: Vec<String> = self.reasons.of(lines.number())?.iter().map(Reason::line).collect();
                self.row(&lines, row, Some(&joined(dialect, &reasons.join(" | "))))?;
            }
        }
        Ok(())
    }

    fn row(&mut self, lines: &Lines<'_>, row: &[u8], cell: Option<&[u8]>) -> io::Result<()> {
        self.out.write_all(row)?;
        self.out.write_all(cell.unwrap_or_default())?;
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

/// A text as a further cell of a row.
fn joined(dialect: Dialect, text: &str) -> Vec<u8> {
    let mut cell = vec![dialect.separator];
    match dialect.quote.map(char::from) {
        Some(quote) if text != COLUMN => {
            let text = text.replace(quote, &format!("{quote}{quote}"));
            cell.extend(format!("{quote}{text}{quote}").bytes());
        }
        // A separator within it would end it.
        _ => cell.extend(text.replace(char::from(dialect.separator), " ").bytes()),
    }
    cell
}

/// A row of a table of rejected rows without the cell that tells why it was one of them. A row that somebody added has none.
fn without_reasons(row: &[u8], dialect: Dialect, columns: usize) -> &[u8] {
    let Ok(text) = std::str::from_utf8(row) else { return row };
    let cells = cell_ranges(text, dialect);
    let Some(last) = cells.last() else { return row };
    // FILE:LINE:COLUMN: …
    let is_number = |part: &&str| part.parse::<usize>().is_ok();
    let is_place = |text: &str| text.splitn(4, ':').skip(1).take(2).filter(is_number).count() == 2;
    let tells_why = cells.len() == columns || is_place(&text[last.clone()]);
    if tells_why { &row[..last.start.saturating_sub(1)] } else { row }
}
