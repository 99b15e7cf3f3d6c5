//! The rows of a store one after another, each with all that belongs to it: for formats that travel. What is read is of
//! one moment, whatever is written meanwhile, and never more than one row of it is in memory.

mod entity;
mod fact;
mod history;

pub use entity::{DistinctRow, DocumentRow, EntityRow, MergeRow, NameRow};
pub use fact::{EvidenceRow, FactRow, QualifierRow, Standing};
pub use history::{LoadEntry, Log, Period};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, Row};

use super::queries::SavedQuery;
use super::statistics::Moment;
use super::{Counts, Store};
use crate::diagnostic::Result;
use crate::vocabulary::Vocabulary;

/// Which rows are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Extent {
    /// What counts now.
    #[default]
    Now,
    /// All that was ever recorded, with the loads that did it.
    History,
}

/// A store at one moment.
#[derive(Debug)]
pub struct Snapshot<'s> {
    store: &'s Store,
    /// Its connection, which reads of one moment.
    connection: &'s Connection,
    _moment: Moment<'s>,
    extent: Extent,
}

impl Store {
    /// The store as it is now, to be read row by row.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn snapshot(&self, extent: Extent) -> Result<Snapshot<'_>> {
        let failed = self.failed("reading the store");
        let (moment, connection) = (self.moment()?, &self.connection);
        // SQLite plans a statement anew for each value that is bound where it has samples of an index; these run once a row.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(&failed)?;
        Ok(Snapshot { store: self, connection, _moment: moment, extent })
    }
}

impl Drop for Snapshot<'_> {
    fn drop(&mut self) {
        // Questions are planned by what is bound; where that cannot be set they are planned all the same.
        let _ = self.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, false);
    }
}

impl Snapshot<'_> {
    /// The store.
    pub(in crate::store) fn store(&self) -> &Store {
        self.store
    }

    /// Which rows it shows.
    pub fn extent(&self) -> Extent {
        self.extent
    }

    /// The words of the store.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn vocabulary(&self) -> Result<Vocabulary> {
        self.store.vocabulary()
    }

    /// How much counts now.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn counts(&self) -> Result<Counts> {
        self.store.counts()
    }

    /// The saved queries, by name.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn queries(&self) -> Result<Vec<SavedQuery>> {
        let names = self.store.saved_queries()?;
        let saved = names.iter().map(|name| self.store.saved_query(name));
        Ok(saved.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
    }

    /// Shows each row of a statement. What `visit` fails with ends it.
    fn each<T>(
        &self,
        doing: &'static str,
        sql: &str,
        read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
        visit: &mut dyn FnMut(T) -> Result<()>,
    ) -> Result<()> {
        let failed = self.store.failed(doing);
        let mut statement = self.connection.prepare_cached(sql).map_err(&failed)?;
        let mut rows = statement.query([]).map_err(&failed)?;
        while let Some(row) = rows.next().map_err(&failed)? {
            visit(read(row).map_err(&failed)?)?;
        }
        Ok(())
    }

    /// All rows of a statement about one row.
    fn all<T>(
        &self,
        sql: &str,
        bound: impl rusqlite::Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<Vec<T>> {
        self.connection.prepare_cached(sql)?.query_map(bound, read)?.collect()
    }

    /// A condition that leaves out what does not count, where only that is asked for which does.
    fn counting(&self, row: &str) -> String {
        match self.extent {
            Extent::Now => format!("{row}.retracted IS NULL"),
            Extent::History => "1".to_owned(),
        }
    }
}
