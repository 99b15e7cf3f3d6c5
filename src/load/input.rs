//! What records are read from, and its bytes: a file, standard input, or memory, as they are or packed by gzip or zstd.
//! Each is read more than once, so whatever cannot be rewound is first copied to a temporary file.

use std::cell::OnceCell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek};
use std::path::PathBuf;

use flate2::bufread::MultiGzDecoder;
use sha2::{Digest, Sha256};

use crate::diagnostic::{Diagnostic, Result};
use crate::problem::LoadProblem;

/// How many bytes are read at once.
const BUFFER: usize = 1 << 16;

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

/// The name of a file without the ending of its packing.
pub(super) fn unpacked(name: &str) -> &str {
    name.strip_suffix(".gz").or(name.strip_suffix(".zst")).unwrap_or(name)
}

/// The same in lower-case letters: its ending tells the file's format.
pub(super) fn unpacked_name(name: &str) -> String {
    unpacked(&name.to_lowercase()).to_owned()
}

/// The bytes of an input, ready to be read from the beginning as often as needed.
pub(super) struct Content<'i> {
    name: String,
    bytes: Bytes<'i>,
    length: u64,
    packing: Packing,
    sums: OnceCell<Sums>,
}

/// What the bytes come to when they are read to their end: by which it is known that each reading read the same.
struct Sums {
    /// In lower-case hexadecimal.
    sha256: String,
    /// Much faster, for readings after the first.
    crc32: u32,
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
        let mut content = Content { name, bytes, length, packing: Packing::None, sums: OnceCell::new() };
        content.packing = content.packing()?;
        Ok(content)
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// How many bytes there are.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// How many bytes of records there are, about.
    pub(super) fn unpacked_length(&self) -> u64 {
        if self.packing == Packing::None { self.length } else { self.length.saturating_mul(PACKED_BY) }
    }

    fn packing(&self) -> Result<Packing> {
        let mut reader = self.read()?;
        let begin = reader.fill_buf().map_err(|error| self.failed(&error))?;
        Ok(match begin {
            [0x1F, 0x8B, ..] => Packing::Gzip,
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Packing::Zstd,
            _ => Packing::None,
        })
    }

    /// A reader at the beginning, which sums what it reads, and unpacks it where it is packed.
    pub(super) fn read(&self) -> Result<Summing<'_>> {
        let failed = |error: io::Error| unreadable(&self.name, &error);
        let from: Box<dyn Read + '_> = match &self.bytes {
            Bytes::File(file) => {
                let mut file: &File = file;
                file.rewind().map_err(failed)?;
                Box::new(file)
            }
            Bytes::Memory(bytes) => Box::new(Cursor::new(bytes)),
        };
        let sha256 = self.sums.get().is_none().then(Sha256::new);
        let sum = BufReader::with_capacity(BUFFER, Sum { from, sha256, crc32: crc32fast::Hasher::new(), read: 0 });
        Ok(BufReader::with_capacity(BUFFER, Unpacked::new(sum, self.packing).map_err(failed)?))
    }

    /// Ends a reading, whose reader has come to the end of the records: it must have read what the first one did.
    pub(super) fn finish(&self, reader: Summing<'_>) -> Result<()> {
        let sum = reader.into_inner().finish().map_err(|error| self.failed(&error))?;
        let crc32 = sum.crc32.finalize();
        match (self.sums.get(), sum.sha256) {
            (Some(first), _) if first.crc32 != crc32 => {
                Err(Diagnostic::new(LoadProblem::Changed { file: self.name.clone() }))
            }
            (None, Some(sha256)) => {
                let sha256 = sha256.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
                self.sums.get_or_init(|| Sums { sha256, crc32 });
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// SHA-256 of the bytes, known after the first reading.
    pub(super) fn sha256(&self) -> &str {
        self.sums.get().map(|sums| sums.sha256.as_str()).unwrap_or_default()
    }

    /// The error for a read that failed.
    pub(super) fn failed(&self, error: &io::Error) -> Box<Diagnostic> {
        match self.packing {
            Packing::None => unreadable(&self.name, error),
            Packing::Gzip | Packing::Zstd => {
                let (file, detail) = (self.name.clone(), error.to_string());
                Diagnostic::new(LoadProblem::NotUnpacked { file, detail })
            }
        }
    }

    /// What the first bytes say the file is, if it is nothing that records can be read from.
    pub(super) fn unfit(&self) -> Result<Option<LoadProblem>> {
        let mut reader = self.read()?;
        let known = reader.fill_buf().map(|begin| unfit(begin, &self.name));
        known.map_err(|error| self.failed(&error))
    }
}

/// A buffered reader that sums what is read from below it.
pub(super) type Summing<'c> = BufReader<Unpacked<'c>>;

/// By what a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packing {
    None,
    Gzip,
    Zstd,
}

/// How many times as large records are as when they are packed, about.
const PACKED_BY: u64 = 8;

/// Unpacks what it reads.
pub(super) enum Unpacked<'c> {
    Plain(BufReader<Sum<'c>>),
    Gzip(Box<MultiGzDecoder<BufReader<Sum<'c>>>>),
    Zstd(zstd::stream::read::Decoder<'static, BufReader<Sum<'c>>>),
}

impl<'c> Unpacked<'c> {
    fn new(from: BufReader<Sum<'c>>, packing: Packing) -> io::Result<Self> {
        Ok(match packing {
            Packing::None => Unpacked::Plain(from),
            Packing::Gzip => Unpacked::Gzip(Box::new(MultiGzDecoder::new(from))),
            Packing::Zstd => Unpacked::Zstd(zstd::stream::read::Decoder::with_buffer(from)?),
        })
    }

    fn below(&self) -> &Sum<'c> {
        match self {
            Unpacked::Plain(from) => from.get_ref(),
            Unpacked::Gzip(decoder) => decoder.get_ref().get_ref(),
            Unpacked::Zstd(decoder) => decoder.get_ref().get_ref(),
        }
    }

    /// How many bytes of the file were read.
    pub(super) fn bytes_read(&self) -> u64 {
        self.below().read
    }

    /// Reads what is left.
    fn finish(self) -> io::Result<Sum<'c>> {
        let mut from = match self {
            Unpacked::Plain(from) => from,
            Unpacked::Gzip(decoder) => decoder.into_inner(),
            Unpacked::Zstd(decoder) => decoder.finish(),
        };
        // What stands behind the end of what was packed is of the file all the same.
        io::copy(&mut from, &mut io::sink())?;
        Ok(from.into_inner())
    }
}

impl Read for Unpacked<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Unpacked::Plain(from) => from.read(buffer),
            Unpacked::Gzip(decoder) => decoder.read(buffer),
            Unpacked::Zstd(decoder) => decoder.read(buffer),
        }
    }
}

/// Reads and sums.
pub(super) struct Sum<'c> {
    from: Box<dyn Read + 'c>,
    /// In the first reading only.
    sha256: Option<Sha256>,
    crc32: crc32fast::Hasher,
    read: u64,
}

impl Read for Sum<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(buffer)?;
        self.crc32.update(&buffer[..read]);
        if let Some(sha256) = &mut self.sha256 {
            sha256.update(&buffer[..read]);
        }
        self.read += read as u64;
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
    let compressed =
        [(&b"PK\x03\x04"[..], "zip", "unzip"), (b"\xfd7zXZ", "xz", "unxz --keep"), (b"BZh", "bzip2", "bunzip2 --keep")];
    match begin {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => Some(LoadProblem::Utf16 { file }),
        // Without a mark, what is ASCII in UTF-16 has every other byte 0.
        [0, 1..=127, 0, 1..=127, ..] | [1..=127, 0, 1..=127, 0, ..] => Some(LoadProblem::Utf16 { file }),
        _ if begin.starts_with(b"SQLite format 3\0") => Some(LoadProblem::Database { file }),
        _ if begin.starts_with(b"PK\x03\x04") && is_spreadsheet(&file) => Some(LoadProblem::Spreadsheet { file }),
        _ => compressed
            .iter()
            .find(|(magic, ..)| begin.starts_with(magic))
            .map(|(_, format, tool)| LoadProblem::Compressed { file, format, tool }),
    }
}

fn is_spreadsheet(file: &str) -> bool {
    let name = file.to_lowercase();
    [".xlsx", ".xlsm", ".ods"].iter().any(|end| name.ends_with(end))
}
