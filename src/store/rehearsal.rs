//! What a change would come to, found out by making it and taking it back.

use rusqlite::{Row, params};

use super::Store;
use super::look::fact_lines;
use super::transaction::Open;
use crate::diagnostic::Result;
use crate::look::{FactLine, Standing};

/// How many facts of a rehearsal are listed.
const LISTED: usize = 10;

/// Notes how each fact stood before it is written for the first time: 0 where it does not count, then as [`standing`] has it.
const NOTING: &str = "
    CREATE TEMP TABLE turned (fact INTEGER PRIMARY KEY, before INTEGER NOT NULL);
    CREATE TEMP TRIGGER turned_update AFTER UPDATE OF holds, denied, retracted ON main.fact
    BEGIN
        INSERT INTO turned (fact, before)
        SELECT old.id, (old.retracted IS NULL) * (1 + old.holds + (old.holds AND old.denied))
        WHERE NOT EXISTS (SELECT 1 FROM turned WHERE fact = old.id);
    END;
    CREATE TEMP TRIGGER turned_insert AFTER INSERT ON main.fact
    BEGIN
        INSERT INTO turned (fact, before) SELECT new.id, 0 WHERE NOT EXISTS (SELECT 1 FROM turned WHERE fact = new.id);
    END;";

/// How the fact `f` stands, noted in `turned` as it stood before.
const NOW: &str = "(f.retracted IS NULL) * (1 + f.holds + (f.holds AND f.denied))";

/// Which facts come to stand otherwise.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Turns {
    /// How many do not count any more.
    pub ended: usize,
    /// How many count that did not.
    pub begun: usize,
    /// How many count before and after, and hold, or are denied, otherwise.
    pub turned: usize,
    /// The first of them, in the order of their numbers.
    pub first: Vec<Turn>,
}

/// A fact that comes to stand otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn {
    /// The fact, as it then is.
    pub fact: FactLine,
    /// How it stood; nothing where it did not count.
    pub before: Option<Standing>,
    /// How it then stands; nothing where it does not count.
    pub after: Option<Standing>,
}

/// A rehearsal that goes on.
#[derive(Debug)]
#[must_use = "it goes on until it is ended"]
pub struct Rehearsal {
    before: Option<Open>,
}

impl Store {
    /// Begins a rehearsal: whatever is changed until it is ended is taken back then.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub fn begin_rehearsal(&mut self) -> Result<Rehearsal> {
        let before = self.open;
        self.open = Some(before.unwrap_or_default());
        let begun = self.enter().and_then(|()| {
            let begin = format!("SAVEPOINT rehearsal; {NOTING}");
            self.connection.execute_batch(&begin).map_err(self.failed("beginning a rehearsal"))
        });
        match begun {
            Ok(()) => {
                self.open = self.open.map(|open| Open { rehearsed: true, ..open });
                Ok(Rehearsal { before })
            }
            Err(problem) => {
                self.take_back(before);
                Err(problem)
            }
        }
    }

    /// Ends a rehearsal; says which facts it let stand otherwise.
    ///
    /// # Errors
    /// Where the store cannot be read; it is ended all the same.
    pub fn end_rehearsal(&mut self, rehearsal: Rehearsal) -> Result<Turns> {
        let turns = self.turns();
        self.take_back(rehearsal.before);
        turns
    }

    /// Takes everything back up to where a rehearsal began.
    fn take_back(&mut self, before: Option<Open>) {
        self.forget_names();
        let shut = self.shut();
        let is_part = before.is_some_and(|open| open.behind.is_some());
        let sql = match is_part {
            // Triggers and table go with it; where it was never begun, there is nothing to take back.
            true => "ROLLBACK TO rehearsal; RELEASE rehearsal",
            false => "ROLLBACK",
        };
        if !self.connection.is_autocommit() {
            let _ = self.connection.execute_batch(sql);
        }
        drop(shut);
        self.open = before;
    }

    fn turns(&self) -> Result<Turns> {
        let read = || {
            let sql = format!(
                "SELECT count(*) FILTER (WHERE {NOW} = 0), count(*) FILTER (WHERE before = 0), count(*)
                 FROM turned JOIN fact AS f ON f.id = turned.fact WHERE {NOW} <> before"
            );
            let count =
                |row: &Row<'_>, at: usize| row.get::<_, i64>(at).map(|count| usize::try_from(count).unwrap_or(0));
            let counts = |row: &Row<'_>| Ok((count(row, 0)?, count(row, 1)?, count(row, 2)?));
            let (ended, begun, all) = self.connection.query_row(&sql, [], counts)?;
            let chosen = format!("JOIN turned ON turned.fact = f.id WHERE {NOW} <> before ORDER BY f.id LIMIT ?1");
            let sql = fact_lines(&format!("before, {NOW}"), &chosen);
            let mut statement = self.connection.prepare(&sql)?;
            let turn = |row: &Row<'_>| {
                let behind = super::look::BEHIND;
                let (before, after) = (standing(row.get(behind)?), standing(row.get(behind + 1)?));
                Ok(Turn { fact: self.fact_line(row)?, before, after })
            };
            let first = statement.query_map(params![LISTED as i64], turn)?.collect::<rusqlite::Result<_>>()?;
            Ok(Turns { ended, begun, turned: all.saturating_sub(ended + begun), first })
        };
        read().map_err(self.failed("reading what would change"))
    }
}

/// How a fact stands, by the number that it is noted as.
fn standing(noted: i64) -> Option<Standing> {
    match noted {
        0 => None,
        1 => Some(Standing::Denied),
        2 => Some(Standing::Holds),
        _ => Some(Standing::AlsoDenied),
    }
}
