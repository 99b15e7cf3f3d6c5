//! Why records are rejected. The reasons are put aside in a temporary file, and only their places are kept: there may be as
//! many as there are records.

use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};

use serde::{Deserialize, Serialize};
use tempfile::SpooledTempFile;

use crate::diagnostic::Diagnostic;

/// How many bytes of reasons are kept in memory before they go to a file.
const IN_MEMORY: usize = 1 << 20;

/// Why a record is rejected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::load) struct Reason {
    /// What is wrong.
    pub(in crate::load) reason: String,
    /// Where: file, line and column.
    pub(in crate::load) at: String,
    /// How to mend it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::load) help: Option<String>,
}

impl Reason {
    /// What a diagnostic says.
    pub(in crate::load) fn of(diagnostic: &Diagnostic) -> Self {
        let wording = diagnostic.problem.wording();
        let reason = match wording.label.as_str() {
            "" => wording.message,
            label => format!("{}: {label}", wording.message),
        };
        let at = diagnostic.place.as_ref().map(|place| {
            let (line, column) = place.source.line_column(place.span.start);
            format!("{}:{line}:{column}", place.source.name)
        });
        Reason { reason, at: at.unwrap_or_default(), help: wording.mend }
    }

    /// In one line, without control characters.
    pub(in crate::load) fn line(&self) -> String {
        let help = self.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
        let line = format!("{}: {}{help}", self.at, self.reason);
        line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
    }
}

/// The reasons of a file's records.
pub(in crate::load) struct Reasons {
    file: SpooledTempFile,
    /// The number of each record, and where its reason begins.
    places: Vec<(usize, u64)>,
    end: u64,
    failed: Option<io::Error>,
}

impl Reasons {
    pub(in crate::load) fn new() -> Self {
        Reasons { file: SpooledTempFile::new(IN_MEMORY), places: Vec::new(), end: 0, failed: None }
    }

    /// Adds a reason of a record. Where that fails, reading them will.
    pub(in crate::load) fn add(&mut self, unit: usize, reason: &Reason) {
        let mut line = serde_json::to_string(reason).unwrap_or_default();
        line.push('\n');
        match self.file.write_all(line.as_bytes()) {
            Ok(()) => self.places.push((unit, self.end)),
            Err(error) => _ = self.failed.get_or_insert(error),
        }
        self.end += line.len() as u64;
    }

    /// Reads them in the order of the records.
    pub(in crate::load) fn read(&mut self) -> io::Result<InOrder<'_>> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        self.places.sort_unstable();
        self.file.seek(SeekFrom::Start(0))?;
        Ok(InOrder { reader: BufReader::new(&mut self.file), at: 0, places: &self.places })
    }
}

/// Reads reasons in the order of the records.
pub(in crate::load) struct InOrder<'r> {
    reader: BufReader<&'r mut SpooledTempFile>,
    at: i64,
    places: &'r [(usize, u64)],
}

impl InOrder<'_> {
    /// The reasons of a record, which stands behind those that were asked for before.
    pub(in crate::load) fn of(&mut self, unit: usize) -> io::Result<Vec<Reason>> {
        let mut found = Vec::new();
        while let Some((first, rest)) = self.places.split_first() {
            let (of, start) = *first;
            if of > unit {
                break;
            }
            self.places = rest;
            if of == unit {
                let start = i64::try_from(start).unwrap_or(i64::MAX);
                self.reader.seek_relative(start - self.at)?;
                let mut line = String::new();
                self.at = start + i64::try_from(self.reader.read_line(&mut line)?).unwrap_or(i64::MAX);
                found.push(serde_json::from_str(&line)?);
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::{Reason, Reasons};

    #[test]
    fn reasons_come_back_in_the_order_of_the_records() {
        let reason = |reason: &str| Reason { reason: reason.into(), at: "f:1:1".into(), help: None };
        let mut reasons = Reasons::new();
        for (unit, words) in [(9, "late"), (2, "first"), (9, "later\n"), (4, "not asked for")] {
            reasons.add(unit, &reason(words));
        }
        let mut read = reasons.read().unwrap();
        assert_eq!(read.of(2).unwrap(), [reason("first")]);
        assert_eq!(read.of(3).unwrap(), []);
        assert_eq!(read.of(9).unwrap(), [reason("late"), reason("later\n")]);
        assert_eq!(reason("a\tb").line(), "f:1:1: a b");
    }
}
