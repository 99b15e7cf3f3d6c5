//! The seal of a shipped file: a sum of all its bytes, by which damage is seen before anything is answered from it.
//!
//! SQLite keeps no sums of its pages. A shipped file is not written to any more, and so it can have one of the whole. It stands in the file, as the row of the
//! table `seal`, and is the sum of the file with [`BLANK`] in its place. Whoever writes to the file by SQLite raises the change counter in its
//! header, which the seal names: such a seal is void, and tells nothing.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

use rusqlite::OptionalExtension;

use super::Store;
use crate::diagnostic::{Diagnostic, Result};
use crate::problem::StoreProblem;

/// The row before the file is finished. As long as a seal is.
const BLANK: &str = "crc32 -------- of change --------";

/// Where the header of a file has its change counter.
const COUNTER: std::ops::Range<usize> = 24..28;

/// The size in bytes up to which a seal is looked at whenever a file is opened: that takes about 2 ms for each megabyte.
const AT_ONCE: u64 = 4 << 20;

/// Where the page is in which a seal stands.
#[derive(Debug, Clone, Copy)]
struct Place {
    begin: u64,
    page: usize,
}

impl Store {
    /// Makes place for the seal of a copy, in its table.
    pub(crate) fn prepare_seal(&self) -> rusqlite::Result<()> {
        self.connection.execute("INSERT INTO seal (sum) VALUES (?1)", [BLANK]).map(|_| ())
    }

    /// Seals the file of a copy that is finished: nothing may be written to it any more.
    ///
    /// # Errors
    /// Where the file cannot be read or written.
    pub(crate) fn seal(&self, file: &mut File) -> Result<()> {
        let Some((place, _)) = self.sealed().map_err(self.failed("sealing the copy"))? else { return Ok(()) };
        let mut put = || {
            let mut page = vec![0; place.page];
            file.seek(SeekFrom::Start(place.begin))?;
            file.read_exact(&mut page)?;
            let Some(at) = place.of(BLANK, &page) else { return Err(io::Error::other("the seal has no place")) };
            file.rewind()?;
            let seal = seal_of(&*file, at)?;
            file.seek(SeekFrom::Start(at))?;
            file.write_all(seal.as_bytes())
        };
        put().map_err(|error| {
            let (path, detail) = (self.path.display().to_string(), error.to_string());
            Diagnostic::new(StoreProblem::Io { path, detail })
        })
    }

    /// Holds a file that is not too large for that against its seal, where it has one.
    ///
    /// # Errors
    /// [`StoreProblem::Damaged`] where the file is not the one that was sealed, though nobody wrote to it.
    pub(super) fn check_seal(&mut self) -> Result<()> {
        let failed = self.failed("looking at the seal");
        // Nobody can write to the file while it is read.
        self.connection.execute_batch("BEGIN").map_err(&failed)?;
        let is_intact = self.is_intact();
        self.connection.execute_batch("COMMIT").map_err(&failed)?;
        match is_intact.map_err(&failed)? {
            true => Ok(()),
            false => Err(Diagnostic::new(StoreProblem::Damaged {
                path: self.path.display().to_string(),
                detail: "its bytes are not those that were shipped, and no program has changed it since".into(),
            })),
        }
    }

    /// As [`Store::has_intact_seal`], of a file that is read by SQLite, whose locks it keeps; not of one that is too large for that.
    fn is_intact(&mut self) -> rusqlite::Result<bool> {
        match self.sealed()? {
            Some((place, said)) if self.size()? <= AT_ONCE => {
                Ok(place.is_intact(&said, &self.connection.serialize("main")?[..]).unwrap_or(false))
            }
            _ => Ok(true),
        }
    }

    /// Whether a file of any size is the one that was sealed, or has no seal that tells.
    pub(super) fn has_intact_seal(&self) -> rusqlite::Result<bool> {
        let Some((place, said)) = self.sealed()? else { return Ok(true) };
        let size = self.size()?;
        // A file that cannot be read so is told where it is read otherwise.
        Ok(File::open(&self.path).and_then(|file| place.is_intact(&said, file.take(size))).unwrap_or(true))
    }

    /// The seal of the file and where it stands.
    fn sealed(&self) -> rusqlite::Result<Option<(Place, String)>> {
        let root = "SELECT rootpage FROM main.sqlite_schema WHERE type = 'table' AND name = 'seal'";
        let root: Option<u32> = self.connection.query_row(root, [], |row| row.get(0)).optional()?;
        let Some(root) = root.and_then(|root| root.checked_sub(1)) else { return Ok(None) };
        let said = self.connection.query_row("SELECT sum FROM main.seal", [], |row| row.get(0)).optional()?;
        let page: u32 = self.connection.pragma_query_value(None, "page_size", |row| row.get(0))?;
        let place = Place { begin: u64::from(root) * u64::from(page), page: page as usize };
        Ok(said.map(|said| (place, said)))
    }

    fn size(&self) -> rusqlite::Result<u64> {
        self.connection.query_row("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size", [], |row| {
            Ok(row.get::<_, i64>(0)?.unsigned_abs())
        })
    }
}

impl Place {
    /// Where in the file a seal stands that is in this page.
    fn of(self, seal: &str, page: &[u8]) -> Option<u64> {
        memchr::memmem::find(page, seal.as_bytes()).map(|at| self.begin + at as u64)
    }

    /// Whether what a file says of itself is so, as far as that can be told.
    fn is_intact(self, said: &str, mut file: impl Read) -> io::Result<bool> {
        let mut before = Vec::new();
        (&mut file).take(self.begin + self.page as u64).read_to_end(&mut before)?;
        let page = before.get(self.begin as usize..).unwrap_or_default();
        let Some(at) = self.of(said, page).filter(|_| said.len() == BLANK.len()) else { return Ok(false) };
        let found = seal_of(before.as_slice().chain(file), at)?;
        let change = |seal: &str| seal.rsplit_once(' ').map(|(_, change)| change.to_owned());
        Ok(found == said || change(&found) != change(said))
    }
}

/// The seal of a file in which it stands at an offset.
fn seal_of(mut file: impl Read, at: u64) -> io::Result<String> {
    let mut header = [0; COUNTER.end];
    file.read_exact(&mut header)?;
    let mut sum = crc32fast::Hasher::new();
    sum.update(&header);
    add(&mut sum, (&mut file).take(at - header.len() as u64))?;
    io::copy(&mut (&mut file).take(BLANK.len() as u64), &mut io::sink())?;
    sum.update(BLANK.as_bytes());
    add(&mut sum, file)?;
    let change = header[COUNTER].iter().fold(0u32, |change, byte| change << 8 | u32::from(*byte));
    Ok(format!("crc32 {:08x} of change {change:08x}", sum.finalize()))
}

fn add(sum: &mut crc32fast::Hasher, mut bytes: impl Read) -> io::Result<()> {
    let mut buffer = vec![0; 1 << 16];
    loop {
        match bytes.read(&mut buffer)? {
            0 => return Ok(()),
            read => sum.update(&buffer[..read]),
        }
    }
}
