//! Records of tables: comma- or tab-separated values.

use std::ops::Range;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dialect {
    /// Between cells.
    pub(super) separator: u8,
    /// Around cells that have the separator or a line end in them; none where such cells cannot be.
    pub(super) quote: Option<u8>,
}

impl Dialect {
    /// Whether a record goes on in the next line: its last cell's quotation mark is not closed.
    pub(super) fn is_open(self, record: &[u8]) -> bool {
        self.begin().goes_on(record)
    }

    /// The beginning of a record.
    pub(super) fn begin(self) -> Scan {
        Scan { dialect: self, open: false, begins: true, closing: false }
    }
}

/// How far a record was looked through, byte by byte: it may be long, and of many lines.
pub(super) struct Scan {
    dialect: Dialect,
    /// Whether a cell's quotation mark is open.
    open: bool,
    /// Whether a cell begins.
    begins: bool,
    /// Whether a quotation mark came within an open cell: it closes that, unless another follows.
    closing: bool,
}

impl Scan {
    /// Looks through the next bytes; says whether the record goes on behind them.
    pub(super) fn goes_on(&mut self, bytes: &[u8]) -> bool {
        if self.dialect.quote.is_some() {
            bytes.iter().for_each(|byte| self.step(*byte));
        }
        self.is_open()
    }

    fn is_open(&self) -> bool {
        self.open && !self.closing
    }

    fn step(&mut self, byte: u8) {
        let is_quote = Some(byte) == self.dialect.quote;
        if self.closing {
            self.closing = false;
            if is_quote {
                return;
            }
            self.open = false;
        }
        match (is_quote, self.open) {
            (true, true) => self.closing = true,
            // Within a cell that did not begin with one, a quotation mark is a character like others.
            (true, false) => self.open = self.begins,
            (false, _) => {}
        }
        self.begins = !self.open && byte == self.dialect.separator;
    }
}

/// Takes records apart.
pub(super) struct Cells {
    reader: Reader,
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl Cells {
    /// For tables that are written like this.
    pub(super) fn new(dialect: Dialect) -> Self {
        let mut builder = ReaderBuilder::new();
        builder.delimiter(dialect.separator);
        match dialect.quote {
            Some(quote) => builder.quote(quote),
            None => builder.quoting(false),
        };
        Cells { reader: builder.build(), text: vec![0; 1 << 12], ends: vec![0; 64] }
    }

    /// The cells of a record, which is text and complete.
    pub(super) fn split(&mut self, record: &str) -> Vec<&str> {
        self.reader.reset();
        let (mut read, mut written, mut ended) = (0, 0, 0);
        loop {
            let input = &record.as_bytes()[read..];
            let (result, used, out, ends) =
                self.reader.read_record(input, &mut self.text[written..], &mut self.ends[ended..]);
            read += used;
            written += out;
            ended += ends;
            match result {
                // At the end of the text, an empty input ends the record.
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.text.resize(self.text.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record | ReadRecordResult::End => break,
            }
        }
        let starts = std::iter::once(0).chain(self.ends[..ended].iter().copied());
        let ranges = starts.zip(&self.ends[..ended]);
        // What is cut at separators out of text is text.
        ranges.map(|(start, end)| std::str::from_utf8(&self.text[start..*end]).unwrap_or_default()).collect()
    }
}

/// The bytes of each cell of a record, quotation marks included.
pub(super) fn cell_ranges(record: &str, dialect: Dialect) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut start = 0;
    let bytes = record.as_bytes();
    let mut scan = dialect.begin();
    for (at, byte) in bytes.iter().enumerate() {
        if *byte == dialect.separator && !scan.is_open() {
            ranges.push(start..at);
            start = at + 1;
        }
        scan.step(*byte);
    }
    ranges.push(start..bytes.len());
    ranges
}

#[cfg(test)]
mod tests {
    use super::{Cells, Dialect, cell_ranges};

    const CSV: Dialect = Dialect { separator: b',', quote: Some(b'"') };

    #[test]
    fn records_are_taken_apart_and_their_cells_found_again() {
        let record = r#"a,"b, ""c""",,d"e"#;
        assert_eq!(Cells::new(CSV).split(record), ["a", r#"b, "c""#, "", r#"d"e"#]);
        let found: Vec<&str> = cell_ranges(record, CSV).into_iter().map(|range| &record[range]).collect();
        assert_eq!(found, ["a", r#""b, ""c""""#, "", r#"d"e"#]);
        let mut scan = CSV.begin();
        assert!(scan.goes_on(b"a,\"b") && scan.goes_on(b"\n\"\",c\n") && !scan.goes_on(b"d\"\n"));
        assert!(CSV.is_open(b"a,\"b") && !CSV.is_open(record.as_bytes()) && !CSV.is_open(b"a \"b"));
    }

    #[test]
    fn tabs_may_stand_without_quotation_marks() {
        let tabs = Dialect { separator: b'\t', quote: None };
        assert_eq!(Cells::new(tabs).split("a \"x\tb\"\t"), ["a \"x", "b\"", ""]);
        let long = "x".repeat(10_000);
        assert_eq!(Cells::new(tabs).split(&format!("{long}\t{long}")), [long.as_str(), long.as_str()]);
    }
}
