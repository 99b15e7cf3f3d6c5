//! The lines of a file.

use std::io::{BufRead, ErrorKind};

use super::input::Summing;
use super::parse::Fault;
use super::place::Passage;
use crate::problem::LoadProblem;

/// The longest line, and the longest file that is one object: 256 MiB. Beyond it the memory would not be bounded, and
/// SQLite takes no text that is much longer.
pub(super) const LONGEST: u64 = 256 << 20;

/// A line of a file.
pub(super) enum Line<'l> {
    /// Its text.
    Text(Passage<'l>),
    /// What is wrong with it, and what can be shown of it.
    Fault(Passage<'l>, Fault),
}

/// Lines, one at a time in one buffer.
pub(super) struct Lines<'c> {
    reader: Summing<'c>,
    /// Of the first of the lines in the buffer.
    number: usize,
    /// How many more there are in the buffer.
    further: usize,
    buffer: Vec<u8>,
}

impl<'c> Lines<'c> {
    /// The lines from the beginning.
    pub(super) fn new(reader: Summing<'c>) -> Self {
        Lines { reader, number: 0, further: 0, buffer: Vec::new() }
    }

    /// How many bytes of the file were read.
    pub(super) fn read(&self) -> u64 {
        self.reader.get_ref().bytes_read()
    }

    /// The reader, behind the last line.
    pub(super) fn into_reader(self) -> Summing<'c> {
        self.reader
    }

    /// Reads the next line; false at the end of the file. Of a line that is too long only the beginning is kept.
    pub(super) fn next(&mut self) -> std::io::Result<bool> {
        self.buffer.clear();
        self.number += 1;
        self.append()
    }

    /// Reads the next line with those behind it that belong to it; false at the end of the file. Each line is shown once,
    /// to say whether the record goes on behind it.
    pub(super) fn next_record(&mut self, mut goes_on: impl FnMut(&[u8]) -> bool) -> std::io::Result<bool> {
        self.number += self.further;
        self.further = 0;
        let found = self.next()?;
        let mut more = found && goes_on(self.line());
        let mut end = self.buffer.len();
        while more && !self.is_too_long() && self.append()? {
            self.further += 1;
            more = goes_on(&self.buffer[end..]);
            end = self.buffer.len();
        }
        Ok(found)
    }

    /// Reads one line more behind those that are there; false at the end of the file.
    fn append(&mut self) -> std::io::Result<bool> {
        let before = self.buffer.len();
        while self.buffer.len() as u64 <= LONGEST {
            let room = usize::try_from(LONGEST + 1).unwrap_or(usize::MAX) - self.buffer.len();
            let buffered = match self.reader.fill_buf() {
                Ok(buffered) => &buffered[..buffered.len().min(room)],
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let end = memchr::memchr(b'\n', buffered);
            let used = end.map_or(buffered.len(), |at| at + 1);
            self.buffer.extend_from_slice(&buffered[..used]);
            self.reader.consume(used);
            if end.is_some() || used == 0 {
                break;
            }
        }
        if self.is_too_long() {
            self.skip_line()?;
        }
        Ok(self.buffer.len() > before)
    }

    fn is_too_long(&self) -> bool {
        self.buffer.len() as u64 > LONGEST && !self.buffer.ends_with(b"\n")
    }

    fn skip_line(&mut self) -> std::io::Result<()> {
        loop {
            let buffered = self.reader.fill_buf()?;
            let end = memchr::memchr(b'\n', buffered);
            let used = end.map_or(buffered.len(), |at| at + 1);
            self.reader.consume(used);
            if end.is_some() || used == 0 {
                return Ok(());
            }
        }
    }

    /// The line without its end, and without the mark that some programs begin a file with.
    pub(super) fn line(&self) -> &[u8] {
        let line = self.buffer.strip_suffix(b"\n").unwrap_or(&self.buffer);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match self.number {
            1 => line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line),
            _ => line,
        }
    }

    /// How the line ends; like others, where it is the last and does not.
    pub(super) fn line_end(&self) -> &[u8] {
        if self.buffer.ends_with(b"\r\n") { b"\r\n" } else { b"\n" }
    }

    /// The number of the line, or of the first of a record's.
    pub(super) fn number(&self) -> usize {
        self.number
    }

    /// The line as text.
    pub(super) fn show<T>(&self, visit: impl FnOnce(Line<'_>) -> T) -> T {
        if self.is_too_long() {
            let begin = String::from_utf8_lossy(&self.buffer[..80]);
            let passage = Passage::new(&begin, self.number);
            return visit(Line::Fault(passage, (0..begin.len(), LoadProblem::TooLong { limit: LONGEST })));
        }
        match std::str::from_utf8(self.line()) {
            Ok(line) => visit(Line::Text(Passage::new(line, self.number))),
            Err(error) => {
                let line = String::from_utf8_lossy(self.line());
                let wrong = error.valid_up_to()..error.valid_up_to() + '\u{FFFD}'.len_utf8();
                let passage = Passage::new(&line, self.number);
                visit(Line::Fault(passage, (wrong, LoadProblem::NotUtf8)))
            }
        }
    }
}
