//! The seal of a file: a sum of its bytes, by which damage is seen before anything is answered from it.
//!
//! SQLite keeps no sums of its pages. The sum stands in the file itself, as the row of the table `seal`, and is of the file with [`BLANK`] in its place.
//!
//! A shipped file is sealed once, when it is finished. Whoever writes to it by SQLite raises the change counter in its header, which the seal
//! names. A store is sealed with each change, as a part of its transaction, as long as it is small: whoever reads it, reads a moment with its
//! seal. Other programs do not seal what they write, and SQLite does not always count their changes: where the sum of a store, or the counter of
//! a shipped file, is another, all that is kept twice in it is held against each other, as `verify` does.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;

use rusqlite::{Connection, OptionalExtension};

use super::transaction::Scope;
use super::{SCHEMA_VERSION, Store};
use crate::diagnostic::{Diagnostic, Result};
use crate::problem::{Fault, StoreProblem};

/// The row of a file that is not sealed. As long as a seal is.
const BLANK: &str = "crc32 -------- of change --------";

/// What stands behind the sum of a store that was sealed with its last change.
const WITH_CHANGE: &str = " of the last commit";

/// Where the header of a file has its change counter.
const COUNTER: Range<usize> = 24..28;

/// What SQLite changes in a header by itself: the form of its journal, its change counter, and by which program and when that was counted.
const UNSETTLED: [Range<usize>; 3] = [18..20, COUNTER, 92..100];

/// The size in bytes up to which a store is sealed with each change, and a seal is looked at whenever a file is opened: that takes about 2 ms for
/// each megabyte.
const AT_ONCE: u64 = 4 << 20;

/// Where the page is in which a seal stands.
#[derive(Debug, Clone, Copy)]
struct Place {
    begin: u64,
    page: usize,
}

/// What a seal tells of its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// It is as it was sealed, or has no seal.
    Intact,
    /// It is not as it was sealed: another program has written to it, or it was damaged.
    Changed,
    /// It is not as it was sealed, and nobody has written to it.
    Damaged,
}

impl Store {
    /// Makes place for the seal of a copy, in its table.
    pub(crate) fn prepare_seal(&self) -> rusqlite::Result<()> {
        put(&self.connection, BLANK)
    }

    /// Seals the file of a copy that is finished: nothing may be written to it any more.
    ///
    /// # Errors
    /// Where the file cannot be read or written.
    pub(crate) fn seal(&self, file: &mut File) -> Result<()> {
        let Some((place, _)) = sealed(&self.connection).map_err(self.failed("sealing the copy"))? else {
            return Ok(());
        };
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

    /// Seals a store that was changed otherwise than by changes of its own.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub(crate) fn seal_again(&mut self) -> Result<()> {
        let failed = self.failed("sealing the store");
        Scope::begin(&mut self.connection, false).and_then(Scope::keep).map_err(failed)
    }

    /// Holds a file that is not too large for that against its seal, where it has one.
    ///
    /// # Errors
    /// [`StoreProblem::Damaged`] where a file is not the one that was shipped, though nobody wrote to it; [`StoreProblem::Contradictory`] where a
    /// store is not as it was sealed, and something in it contradicts another.
    pub(super) fn check_seal(&mut self) -> Result<()> {
        let failed = self.failed("looking at the seal");
        // Nobody can write to the file while it is read, and what is found in it is of one moment.
        self.connection.execute_batch("BEGIN").map_err(&failed)?;
        let problem = self.against_seal();
        self.connection.execute_batch("COMMIT").map_err(&failed)?;
        match problem? {
            None => Ok(()),
            Some(problem) => Err(Diagnostic::new(problem)),
        }
    }

    /// What is wrong with a file by its seal.
    fn against_seal(&mut self) -> Result<Option<StoreProblem>> {
        let state = self.state_at_once().map_err(self.failed("looking at the seal"))?;
        let path = || self.path.display().to_string();
        Ok(match state {
            State::Intact => None,
            State::Damaged => {
                let detail =
                    "its bytes are not those that were shipped, and no program has changed it since".to_owned();
                Some(StoreProblem::Damaged { path: path(), detail })
            }
            // An older file is held against itself when it is of today's schema.
            State::Changed if self.version()? < SCHEMA_VERSION => None,
            State::Changed => self.first_fault()?.map(|fault| StoreProblem::Contradictory { path: path(), fault }),
        })
    }

    /// What the seal tells of a file that is read by SQLite, whose locks it keeps; nothing of one that is too large for that.
    fn state_at_once(&mut self) -> rusqlite::Result<State> {
        match sealed(&self.connection)? {
            Some((place, said)) if said != BLANK && size(&self.connection)? <= AT_ONCE => {
                let bytes = self.connection.serialize("main")?;
                Ok(place.state(&said, &bytes).unwrap_or(State::Damaged))
            }
            _ => Ok(State::Intact),
        }
    }

    /// What is wrong with a store, in words: the first of it that is found.
    fn first_fault(&self) -> Result<Option<String>> {
        let checks: [fn(&Store) -> Result<super::verify::Check>; 5] = [
            Store::verify_file,
            |store| store.verify_quotes().map(|quotes| quotes.check),
            Store::verify_facts,
            Store::verify_names,
            Store::verify_search,
        ];
        for check in checks {
            // A view that is not ours is never run, and a table that is not as it should be is found by its rows.
            let faults = check(self)?.faults.into_iter();
            if let Some(fault) = { faults }.find(|fault| !matches!(fault, Fault::Schema { .. })) {
                return Ok(Some(fault.text()));
            }
        }
        Ok(None)
    }

    /// Whether a file of any size is the one that was shipped, or has no seal that tells.
    pub(super) fn is_as_shipped(&self) -> rusqlite::Result<bool> {
        let Some((place, said)) = sealed(&self.connection)? else { return Ok(true) };
        if said == BLANK || said.ends_with(WITH_CHANGE) {
            return Ok(true);
        }
        let size = size(&self.connection)?;
        // A file that cannot be read so is told where it is read otherwise. It stays open as long as the store: the system would take SQLite's locks
        // with it.
        let Ok(file) = File::open(&self.path) else { return Ok(true) };
        let mut file = self.held.get_or_init(|| file);
        let state = file.rewind().and_then(|()| place.state_of_shipped(&said, file.take(size)));
        Ok(!matches!(state, Ok(State::Damaged)))
    }
}

/// Seals what a transaction comes to, right before it is committed; but for a store that is too large for that, stands in no file, or has a
/// schema without seals.
pub(super) fn seal_change(connection: &mut Connection) -> rusqlite::Result<()> {
    if connection.path().is_none_or(str::is_empty) || !connection.table_exists(Some("main"), "seal")? {
        return Ok(());
    }
    put(connection, BLANK)?;
    if size(connection)? > AT_ONCE {
        return Ok(());
    }
    let Some((place, _)) = sealed(connection)? else { return Ok(()) };
    // Full-text indexes write what they have gathered.
    connection.execute_batch("SAVEPOINT gathered; RELEASE gathered")?;
    let sum = place.settled_sum(BLANK, connection.serialize("main")?.to_vec());
    sum.map_or(Ok(()), |sum| put(connection, &format!("{sum}{WITH_CHANGE}")))
}

fn put(connection: &Connection, seal: &str) -> rusqlite::Result<()> {
    let sql = "INSERT INTO main.seal (id, sum) VALUES (1, ?1)
               ON CONFLICT (id) DO UPDATE SET sum = excluded.sum WHERE sum <> excluded.sum";
    connection.prepare_cached(sql)?.execute([seal]).map(|_| ())
}

/// The seal of the file and where it stands.
fn sealed(connection: &Connection) -> rusqlite::Result<Option<(Place, String)>> {
    // A table of that name in an older file may be somebody else's.
    let root = "SELECT rootpage FROM main.sqlite_schema WHERE type = 'table' AND name = 'seal'
                AND EXISTS (SELECT 1 FROM pragma_table_info('seal', 'main') WHERE name = 'sum')";
    let root: Option<u32> = connection.query_row(root, [], |row| row.get(0)).optional()?;
    let Some(root) = root.and_then(|root| root.checked_sub(1)) else { return Ok(None) };
    let said = connection
        .query_row("SELECT sum FROM main.seal WHERE typeof(sum) = 'text'", [], |row| row.get(0))
        .optional()?;
    let page: u32 = connection.pragma_query_value(None, "page_size", |row| row.get(0))?;
    let place = Place { begin: u64::from(root) * u64::from(page), page: page as usize };
    Ok(said.map(|said| (place, said)))
}

fn size(connection: &Connection) -> rusqlite::Result<u64> {
    connection.query_row("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size", [], |row| {
        Ok(row.get::<_, i64>(0)?.unsigned_abs())
    })
}

impl Place {
    /// Where in the file a seal stands that is in this page.
    fn of(self, seal: &str, page: &[u8]) -> Option<u64> {
        memchr::memmem::find(page, seal.as_bytes()).map(|at| self.begin + at as u64)
    }

    /// What a seal says of the bytes of its file.
    fn state(self, said: &str, bytes: &[u8]) -> io::Result<State> {
        let Some(sum) = said.strip_suffix(WITH_CHANGE) else { return self.state_of_shipped(said, bytes) };
        let found = self.settled_sum(said, bytes.to_vec());
        Ok(if found.as_deref() == Some(sum) { State::Intact } else { State::Changed })
    }

    fn state_of_shipped(self, said: &str, mut file: impl Read) -> io::Result<State> {
        let mut before = Vec::new();
        (&mut file).take(self.begin + self.page as u64).read_to_end(&mut before)?;
        let page = before.get(self.begin as usize..).unwrap_or_default();
        let Some(at) = self.of(said, page).filter(|_| said.len() == BLANK.len()) else { return Ok(State::Damaged) };
        let found = seal_of(before.as_slice().chain(file), at)?;
        let change = |seal: &str| seal.rsplit_once(' ').map(|(_, change)| change.to_owned());
        Ok(match found == said {
            true => State::Intact,
            false if change(&found) == change(said) => State::Damaged,
            false => State::Changed,
        })
    }

    /// The sum of what a store's file says, without what SQLite changes by itself: what stands in pages that are free, it does not even write.
    /// Nothing where the seal is not in its page.
    fn settled_sum(self, said: &str, mut bytes: Vec<u8>) -> Option<String> {
        let begin = usize::try_from(self.begin).ok()?;
        let at = self.of(said, bytes.get(begin..)?.get(..self.page)?)? as usize;
        bytes.get_mut(at..at + BLANK.len())?.copy_from_slice(BLANK.as_bytes());
        for leaf in free_leaves(&bytes, self.page) {
            bytes.get_mut(leaf * self.page..(leaf + 1) * self.page)?.fill(0);
        }
        for range in UNSETTLED {
            bytes.get_mut(range)?.fill(0);
        }
        Some(format!("crc32 {:08x}", crc32fast::hash(&bytes)))
    }
}

/// The free pages of a file, by their numbers from 0, without those that list them (SQLite's file format, "The Freelist").
fn free_leaves(bytes: &[u8], page: usize) -> Vec<usize> {
    let number = |at: usize| bytes.get(at..at + 4).map_or(0, big_endian);
    let mut leaves = Vec::new();
    let mut trunk = number(32);
    for _ in 0..bytes.len() / page {
        let Some(begin) = trunk.checked_sub(1).map(|trunk| trunk * page) else { break };
        let listed = number(begin + 4).min(page / 4 - 2);
        leaves.extend((0..listed).filter_map(|at| number(begin + 8 + 4 * at).checked_sub(1)));
        trunk = number(begin);
    }
    leaves
}

fn big_endian(bytes: &[u8]) -> usize {
    bytes.iter().fold(0, |number, byte| number << 8 | usize::from(*byte))
}

/// The seal of a shipped file, in which it stands at an offset.
fn seal_of(mut file: impl Read, at: u64) -> io::Result<String> {
    let mut header = [0; COUNTER.end];
    file.read_exact(&mut header)?;
    let mut sum = crc32fast::Hasher::new();
    sum.update(&header);
    add(&mut sum, (&mut file).take(at - header.len() as u64))?;
    io::copy(&mut (&mut file).take(BLANK.len() as u64), &mut io::sink())?;
    sum.update(BLANK.as_bytes());
    add(&mut sum, file)?;
    Ok(format!("crc32 {:08x} of change {:08x}", sum.finalize(), big_endian(&header[COUNTER])))
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

#[cfg(test)]
mod tests {
    use super::super::transaction::Scope;
    use super::{BLANK, State, sealed};
    use crate::store::Store;

    fn change(store: &mut Store, sql: &str) {
        let change = Scope::begin(&mut store.connection, false).unwrap();
        change.execute_batch(sql).unwrap();
        change.keep().unwrap();
    }

    fn state(store: &mut Store) -> (bool, State) {
        let (_, seal) = sealed(&store.connection).unwrap().expect("a seal");
        (seal != BLANK, store.state_at_once().unwrap())
    }

    /// A full-text index writes what it has gathered when a transaction ends; pages that become free, SQLite does not write.
    #[test]
    fn every_change_leaves_an_intact_seal() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("sealed.db");
        let mut store = Store::open_or_create(&path).unwrap();
        assert_eq!(state(&mut store), (true, State::Intact));
        let blobs = |count: u32| {
            format!(
                "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
                 INSERT INTO t SELECT randomblob(2000) FROM n"
            )
        };
        for sql in [
            "INSERT INTO name_search (rowid, text) VALUES (1, 'steve witkoff')",
            "CREATE TABLE t (x BLOB)",
            &blobs(500),
            "DELETE FROM t WHERE rowid % 3 > 0",
            "DROP TABLE t",
            "INSERT INTO name_search (rowid, text) VALUES (2, 'kirill dmitriev')",
        ] {
            change(&mut store, sql);
            assert_eq!(state(&mut store), (true, State::Intact), "{sql}");
            assert_eq!(state(&mut Store::open(&path).unwrap()), (true, State::Intact), "{sql}");
        }
        store.connection.execute_batch("CREATE TABLE t (x BLOB)").unwrap();
        assert_eq!(state(&mut store), (true, State::Changed));
        change(&mut store, &blobs(5_000));
        assert_eq!(state(&mut store), (false, State::Intact));
    }
}
