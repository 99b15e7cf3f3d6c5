//! Checking a whole store against itself. Nothing is written.

mod entities;
mod facts;
mod file;
mod fulltext;
mod quotes;

pub use quotes::{MISSING_LISTED, Missing, Quotes};

use rusqlite::{Params, Row};

use super::Store;
use crate::diagnostic::Result;
use crate::problem::Fault;

/// How many faults of a check are listed.
pub const LISTED: usize = 20;

/// What a check of one part of a store came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What was checked, in a word or two.
    pub part: &'static str,
    /// How many things were looked at.
    pub checked: u64,
    /// How many of them are wrong.
    pub wrong: u64,
    /// The first of these, at most [`LISTED`].
    pub faults: Vec<Fault>,
}

/// How many quotes stand how to their documents' texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct QuoteStates {
    /// To the letter.
    pub verbatim: u64,
    /// But for what folding takes away.
    pub normalised: u64,
    /// Not at all.
    pub missing: u64,
    /// There is no text to look in.
    pub unchecked: u64,
}

impl Check {
    /// A check that has found nothing yet.
    pub(crate) fn of(part: &'static str) -> Self {
        Check { part, checked: 0, wrong: 0, faults: Vec::new() }
    }

    /// Notes a fault.
    pub(crate) fn add(&mut self, fault: Fault) {
        self.wrong += 1;
        if self.faults.len() < LISTED {
            self.faults.push(fault);
        }
    }

    /// Whether nothing is wrong.
    pub fn is_clean(&self) -> bool {
        self.wrong == 0
    }
}

impl Store {
    /// Lets all that is read from now on be of one moment, whatever is written meanwhile, until the store is closed.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub(crate) fn hold_still(&self) -> Result<()> {
        self.connection.execute_batch("BEGIN").map_err(self.failed("reading the store"))
    }

    /// Checks the file: its pages, its schema, and that no row refers to one that is not there.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn verify_file(&self) -> Result<Check> {
        file::check(self).map_err(self.failed("checking the file"))
    }

    /// Checks every quote, and every text, anew.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn verify_quotes(&self) -> Result<Quotes> {
        quotes::check(self).map_err(self.failed("checking quotes"))
    }

    /// Checks what is kept of facts against what is claimed of them.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn verify_facts(&self) -> Result<Check> {
        facts::check(self).map_err(self.failed("checking facts"))
    }

    /// Checks that names are found by what they fold to, and that merges lead where they should.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn verify_names(&self) -> Result<Check> {
        entities::check(self).map_err(self.failed("checking names"))
    }

    /// Checks that the full-text index has all texts, and no others.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn verify_search(&self) -> Result<Check> {
        fulltext::check(self).map_err(self.failed("checking the full-text index"))
    }

    /// Visits every row of a query.
    fn visit(
        &self,
        sql: &str,
        bound: impl Params,
        mut visit: impl FnMut(&Row<'_>) -> rusqlite::Result<()>,
    ) -> rusqlite::Result<()> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(bound)?;
        while let Some(row) = rows.next()? {
            visit(row)?;
        }
        Ok(())
    }

    /// The number in the only row of a query.
    fn count_of(&self, sql: &str) -> rusqlite::Result<u64> {
        self.connection.query_row(sql, [], |row| row.get::<_, i64>(0)).map(|number| number.max(0) as u64)
    }
}
