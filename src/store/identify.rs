//! Whose file stands at a path, judged by its first bytes before SQLite touches it.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use super::{APPLICATION_ID, SCHEMA_VERSION};
use crate::diagnostic::{Diagnostic, Result};
use crate::problem::{RemoteProblem, StoreProblem};
use crate::remote::Place;

/// What stands at a path.
pub(super) enum Found {
    Absent,
    /// A file without content.
    Empty,
    /// A store, or what may be one when SQLite has settled a change that was cut short. What its schema version is must be asked:
    /// what the first bytes say may be taken back, or be older than what waits beside the file.
    Store,
}

/// Looks at the file.
///
/// # Errors
/// Where it is another program's or a newer one's, or cannot be read.
pub(super) fn identify(path: &Path) -> Result<Found> {
    // The header of the SQLite file format: magic, user_version at 60, application_id at 68 (big-endian).
    if Place::read(path).is_some() {
        return Err(Diagnostic::new(RemoteProblem::NotAStore { place: path.display().to_string() }));
    }
    const MAGIC: &[u8; 16] = b"SQLite format 3\0";
    let Some(header) = beginning(path, 100)? else { return Ok(Found::Absent) };
    match (header.starts_with(MAGIC), number(&header, 68), number(&header, 60)) {
        _ if header.is_empty() => Ok(Found::Empty),
        (true, Some(APPLICATION_ID), Some(version)) if version > SCHEMA_VERSION => Err(newer(path, version)),
        (true, Some(APPLICATION_ID), Some(_)) => Ok(Found::Store),
        (false, ..) if has_journal(path)? => Ok(Found::Store),
        _ => Err(Diagnostic::new(StoreProblem::Foreign { path: path.display().to_string() })),
    }
}

/// The error for a store that a newer version of the program wrote.
pub(super) fn newer(path: &Path, version: i64) -> Box<Diagnostic> {
    let path = path.display().to_string();
    Diagnostic::new(StoreProblem::Newer { path, found: version, known: SCHEMA_VERSION })
}

/// Whether a journal of SQLite's stands beside the file, from which its first page may come.
fn has_journal(path: &Path) -> Result<bool> {
    const JOURNAL: &[u8] = &[0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7];
    // The last bit is the order of bytes in its sums.
    const LOGS: [&[u8]; 2] = [&[0x37, 0x7F, 0x06, 0x82], &[0x37, 0x7F, 0x06, 0x83]];
    let beside = |ending: &str| -> Result<Vec<u8>> {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        Ok(beginning(Path::new(&name), 8)?.unwrap_or_default())
    };
    let (journal, log) = (beside("-journal")?, beside("-wal")?);
    Ok(journal.starts_with(JOURNAL) || LOGS.iter().any(|magic| log.starts_with(magic)))
}

/// The first bytes of a file, where it is there.
fn beginning(path: &Path, length: u64) -> Result<Option<Vec<u8>>> {
    let io = |error: std::io::Error| {
        Diagnostic::new(StoreProblem::Io { path: path.display().to_string(), detail: error.to_string() })
    };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(io(error)),
    };
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes).map_err(io)?;
    Ok(Some(bytes))
}

/// The number of four bytes, big-endian, at an offset.
fn number(bytes: &[u8], at: usize) -> Option<i64> {
    let bytes: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
    Some(i64::from(i32::from_be_bytes(bytes)))
}
