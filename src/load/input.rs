//! What records are read from, and its bytes: a file, standard input, or memory. Each is read more than once, so
//! whatever cannot be rewound is first copied to a temporary file.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek};
use std::path::PathBuf;

use sha2::{Digest, Sha256};

use crate::diagnostic::{Diagnostic, Result};
use crate::problem::LoadProblem;

/// What records are read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A file; also a pipe or device that has a path.
    File(PathBuf),
    /// Standard input.
    Stdin,
    /// Bytes in memory.
    Bytes {
        /// How errors and the store's history call them.
        name: String,
        /// The bytes.
        bytes: Vec<u8>,
    },
}

impl Input {
    /// How errors and the store's history call it: a path as given, `-` for standard input.
    pub fn name(&self) -> String {
        match self {
            Input::File(path) => path.display().to_string(),
            Input::Stdin => "-".to_owned(),
            Input::Bytes { name, .. } => name.clone(),
        }
    }
}

/// The bytes of an input, ready to be read from the beginning as often as needed.
pub(super) struct Content<'i> {
    name: String,
    bytes: Bytes<'i>,
    length: u64,
}

enum Bytes<'i> {
    File(File),
    Memory(&'i [u8]),
}

impl<'i> Content<'i> {
    pub(super) fn open(input: &'i Input) -> Result<Self> {
        let name = input.name();
        let failed = |error| unreadable(&name, &error);
        let bytes = match input {
            Input::File(path) => {
                let file = File::open(path).map_err(failed)?;
                let regular = file.metadata().map_err(failed)?.is_file();
                Bytes::File(if regular { file } else { spooled(file).map_err(failed)? })
            }
            Input::Stdin => Bytes::File(spooled(io::stdin().lock()).map_err(failed)?),
            Input::Bytes { bytes, .. } => Bytes::Memory(bytes),
        };
        let length = match &bytes {
            Bytes::File(file) => file.metadata().map_err(failed)?.len(),
            Bytes::Memory(bytes) => bytes.len() as u64,
        };
        Ok(Content { name, bytes, length })
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// How many bytes there are.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// A reader at the beginning, which sums what it reads.
    pub(super) fn read(&self) -> Result<Summing<'_>> {
        let from: Box<dyn Read + '_> = match &self.bytes {
            Bytes::File(file) => {
                let mut file: &File = file;
                file.rewind().map_err(|error| unreadable(&self.name, &error))?;
                Box::new(file)
            }
            Bytes::Memory(bytes) => Box::new(Cursor::new(bytes)),
        };
        Ok(BufReader::with_capacity(1 << 16, Sum { from, sum: Sha256::new() }))
    }

    /// The error for a read that failed.
    pub(super) fn failed(&self, error: &io::Error) -> Box<Diagnostic> {
        unreadable(&self.name, error)
    }

    /// What the first bytes say the file is, if it is nothing that records can be read from.
    pub(super) fn unfit(&self) -> Result<Option<LoadProblem>> {
        let mut reader = self.read()?;
        let known = reader.fill_buf().map(|begin| unfit(begin, &self.name));
        known.map_err(|error| self.failed(&error))
    }
}

/// A buffered reader that sums what is read from below it.
pub(super) type Summing<'c> = BufReader<Sum<'c>>;

/// Reads and sums.
pub(super) struct Sum<'c> {
    from: Box<dyn Read + 'c>,
    sum: Sha256,
}

impl Sum<'_> {
    /// SHA-256 of what was read, in lower-case hexadecimal.
    pub(super) fn finish(self) -> String {
        self.sum.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl Read for Sum<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(buffer)?;
        self.sum.update(&buffer[..read]);
        Ok(read)
    }
}

/// Copies what can be read only once to a file that has no name and ends with the program.
fn spooled(mut from: impl Read) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    io::copy(&mut from, &mut file)?;
    Ok(file)
}

fn unreadable(name: &str, error: &io::Error) -> Box<Diagnostic> {
    Diagnostic::new(LoadProblem::Unreadable { file: name.to_owned(), detail: error.to_string() })
}

fn unfit(begin: &[u8], file: &str) -> Option<LoadProblem> {
    let file = file.to_owned();
    let compressed = [
        (&b"\x1f\x8b"[..], "gzip", "gunzip"),
        (b"\x28\xb5\x2f\xfd", "zstd", "unzstd"),
        (b"PK\x03\x04", "zip", "unzip"),
        (b"\xfd7zXZ", "xz", "unxz"),
        (b"BZh", "bzip2", "bunzip2"),
    ];
    match begin {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [0, b'{', ..] | [b'{', 0, ..] => Some(LoadProblem::Utf16 { file }),
        _ if begin.starts_with(b"SQLite format 3\0") => Some(LoadProblem::Database { file }),
        _ => compressed
            .iter()
            .find(|(magic, ..)| begin.starts_with(magic))
            .map(|(_, format, tool)| LoadProblem::Compressed { file, format, tool }),
    }
}
