//! How much there is of each predicate and kind: read for the planner, and kept up by whatever adds facts.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::Store;
use super::sketch::Sketch;
use super::write::{FactRow, ObjectId};
use crate::diagnostic::Result;
use crate::edtf::{BEGINNING, END};
use crate::plan::statistics::{PredicateStatistics, Statistics};
use crate::value::{KindId, PredicateId};

impl Store {
    /// How much there is in the store, about.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn statistics(&self) -> Result<Statistics> {
        read(&self.connection).map_err(self.failed("reading the statistics"))
    }

    /// A number that is another one when another process has changed the store; what was remembered before is forgotten then.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn data_version(&self) -> Result<i64> {
        let read = || self.connection.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0));
        let version = read().map_err(self.failed("reading the store"))?;
        if self.version.replace(version) != version {
            self.forget_names();
        }
        Ok(version)
    }

    /// Lets all that is read until it is dropped be of one moment, whatever is written meanwhile.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn moment(&self) -> Result<Moment<'_>> {
        // Within a transaction it is so anyway; and nobody changes what is known of a set, of which more is fetched meanwhile.
        if !self.connection.is_autocommit() || self.is_remote() {
            return Ok(Moment(None));
        }
        run(&self.connection, "BEGIN").map_err(self.failed("reading the store"))?;
        Ok(Moment(Some(&self.connection)))
    }

    /// Lets all that is read from now on be of one moment, for as long as the store is open. Only for who reads alone: what was
    /// written would be rolled back when the store is closed.
    ///
    /// # Errors
    /// Where the store cannot be read, or a transaction is open.
    pub fn stay(&self) -> Result<()> {
        if self.is_remote() {
            return Ok(());
        }
        // What is of a moment begins with the first that is read.
        let read = self.connection.execute_batch("BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1");
        read.map_err(self.failed("reading the store"))
    }
}

/// A moment of which everything is read. It ends when it is dropped.
#[derive(Debug)]
pub struct Moment<'s>(Option<&'s Connection>);

impl Drop for Moment<'_> {
    fn drop(&mut self) {
        if let Some(connection) = self.0.filter(|connection| !connection.is_autocommit()) {
            // What is only read is ended by itself at the latest when the store is closed.
            let _ = run(connection, "ROLLBACK");
        }
    }
}

/// Runs a statement that is prepared once: every question begins and ends a moment.
fn run(connection: &Connection, sql: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.execute([]).map(|_| ())
}

fn read(connection: &Connection) -> rusqlite::Result<Statistics> {
    let sql = "SELECT (SELECT coalesce(max(id), 0) FROM entity), (SELECT coalesce(max(id), 0) FROM name),
                      EXISTS (SELECT 1 FROM merge)";
    let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    let (entities, names, merged) = connection.query_row(sql, [], read)?;
    let mut found = Statistics { known: true, entities, names, merged, ..Statistics::default() };
    let sql = "SELECT predicate, facts, subjects, objects, pairs, dated, first_day, last_day, qualified
               FROM predicate_statistics";
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let days: (Option<i64>, Option<i64>) = (row.get(6)?, row.get(7)?);
        let of = PredicateStatistics {
            facts: row.get(1)?,
            subjects: row.get(2)?,
            objects: row.get(3)?,
            pairs: row.get(4)?,
            dated: row.get(5)?,
            days: days.0.zip(days.1),
            qualified: row.get(8)?,
        };
        found.predicates.insert(PredicateId(row.get(0)?), of);
    }
    let mut statement = connection.prepare("SELECT kind, members FROM kind_statistics")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        found.members.insert(KindId(row.get(0)?), row.get(1)?);
    }
    Ok(found)
}

/// What a transaction adds, by predicate and by kind.
#[derive(Default)]
pub(super) struct Tally {
    predicates: HashMap<i64, Added>,
    kinds: HashMap<i64, i64>,
}

/// What is added of one predicate.
#[derive(Default)]
struct Added {
    facts: i64,
    dated: i64,
    qualified: i64,
    first_day: Option<i64>,
    last_day: Option<i64>,
    subjects: Sketch,
    objects: Sketch,
    pairs: Sketch,
}

impl Tally {
    /// All that a store has.
    pub(super) fn everything(connection: &Connection) -> rusqlite::Result<Self> {
        let mut tally = Self::default();
        let sql = "SELECT predicate, subject, object, kind, value, first_day, last_day,
                          EXISTS (SELECT 1 FROM qualifier WHERE qualifier.fact = fact.id)
                   FROM fact";
        let mut statement = connection.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let days: (Option<i64>, Option<i64>) = (row.get(5)?, row.get(6)?);
            let object: Option<i64> = row.get(2)?;
            let (kind, value): (Option<i64>, Option<i64>) = (row.get(3)?, row.get(4)?);
            let object = object.or(value).or(kind).unwrap_or_default();
            let added = tally.count(row.get(0)?, (row.get(1)?, object), kind, days.0.zip(days.1));
            added.qualified += row.get::<_, i64>(7)?;
        }
        Ok(tally)
    }

    /// Counts a fact that is added, with so many qualifiers.
    pub(super) fn add(&mut self, row: &FactRow, qualifiers: usize) {
        let (object, kind) = match row.object {
            ObjectId::Entity(id) => (id.0, None),
            ObjectId::Value(id) => (id.0, None),
            ObjectId::Kind(id) => (id.0, Some(id.0)),
        };
        let days = row.time.map(|time| (time.first_day, time.last_day));
        let added = self.count(row.predicate.0, (row.subject.0, object), kind, days);
        added.qualified += i64::from(qualifiers > 0);
    }

    fn count(
        &mut self,
        predicate: i64,
        (subject, object): (i64, i64),
        kind: Option<i64>,
        days: Option<(i64, i64)>,
    ) -> &mut Added {
        if let Some(kind) = kind {
            *self.kinds.entry(kind).or_default() += 1;
        }
        let added = self.predicates.entry(predicate).or_default();
        added.facts += 1;
        added.subjects.add(&[subject]);
        added.objects.add(&[object]);
        added.pairs.add(&[subject, object]);
        if let Some((first, last)) = days {
            added.dated += 1;
            added.cover(Some(first), Some(last));
        }
        added
    }

    /// Adds it to what the store's statistics say.
    pub(super) fn write(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        for (predicate, mut added) in std::mem::take(&mut self.predicates) {
            added.add_known(connection, predicate)?;
            added.write(connection, predicate)?;
        }
        let sql = "INSERT INTO kind_statistics (kind, members) VALUES (?1, ?2)
                   ON CONFLICT (kind) DO UPDATE SET members = members + ?2";
        for (kind, members) in std::mem::take(&mut self.kinds) {
            connection.prepare_cached(sql)?.execute(params![kind, members])?;
        }
        Ok(())
    }
}

impl Added {
    /// Widens the days to some others; an open beginning or end says nothing.
    fn cover(&mut self, first: Option<i64>, last: Option<i64>) {
        let first = first.filter(|day| *day != BEGINNING).or(last).filter(|day| *day != END);
        let last = last.filter(|day| *day != END).or(first);
        self.first_day = self.first_day.into_iter().chain(first).min();
        self.last_day = self.last_day.into_iter().chain(last).max();
    }

    /// Adds what the store knows of a predicate already.
    fn add_known(&mut self, connection: &Connection, predicate: i64) -> rusqlite::Result<()> {
        let sql = "SELECT facts, dated, first_day, last_day, subject_sketch, object_sketch, pair_sketch, qualified
                   FROM predicate_statistics WHERE predicate = ?1";
        let known = connection.prepare_cached(sql)?.query_row([predicate], |row| {
            self.facts += row.get::<_, i64>(0)?;
            self.dated += row.get::<_, i64>(1)?;
            self.qualified += row.get::<_, i64>(7)?;
            self.cover(row.get(2)?, row.get(3)?);
            self.subjects.merge(row.get_ref(4)?.as_blob()?);
            self.objects.merge(row.get_ref(5)?.as_blob()?);
            self.pairs.merge(row.get_ref(6)?.as_blob()?);
            Ok(())
        });
        known.optional().map(|_| ())
    }

    fn write(&self, connection: &Connection, predicate: i64) -> rusqlite::Result<()> {
        let sql = "INSERT OR REPLACE INTO predicate_statistics
                       (predicate, facts, subjects, objects, pairs, dated, first_day, last_day, subject_sketch,
                        object_sketch, pair_sketch, qualified)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
        let most = |sketch: &Sketch| sketch.estimate().min(self.facts);
        connection.prepare_cached(sql)?.execute(params![
            predicate,
            self.facts,
            most(&self.subjects),
            most(&self.objects),
            most(&self.pairs),
            self.dated,
            self.first_day,
            self.last_day,
            self.subjects.registers(),
            self.objects.registers(),
            self.pairs.registers(),
            self.qualified,
        ])?;
        Ok(())
    }
}
