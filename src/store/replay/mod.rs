//! The changes that statements made, as statements that make them again: on another store, by keys.

mod stated;
mod statement;

use std::collections::BTreeMap;

use rusqlite::{Params, Row};

use super::log::LogEntry;
use super::write::UNDONE;
use super::{Action, Store};
use crate::diagnostic::Result;
use crate::syntax::ast::{Alias, Assertion, Distinction, Merge, RetractedFact, Retraction, Statement};
use statement::{key, spanless};

/// A load and the statements that do again what it did.
#[derive(Debug, Clone, PartialEq)]
pub struct Replay {
    /// The load.
    pub load: LogEntry,
    /// The statements; none where it was no `assert`, `retract`, `merge`, `unmerge`, `distinct` or `alias`, or does not
    /// count.
    pub statements: Vec<Statement>,
}

/// The statements of each load.
type Statements = BTreeMap<i64, Vec<Statement>>;

impl Store {
    /// Every load, the oldest first, with the statements that do again what it did. Entities and documents are named by
    /// their keys, facts by what they say.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn replay(&self) -> Result<Vec<Replay>> {
        let mut loads = self.log(usize::MAX)?;
        loads.reverse();
        let mut statements = Statements::new();
        self.merges(&mut statements)
            .and_then(|()| self.distinct_pairs(&mut statements))
            .and_then(|()| self.aliases(&mut statements))
            .and_then(|()| self.assertions(&mut statements))
            .and_then(|()| self.retractions(&loads, &mut statements))
            .map_err(self.failed("reading what was changed"))?;
        let statements_of =
            |load: LogEntry| Replay { statements: statements.remove(&load.load).unwrap_or_default(), load };
        Ok(loads.into_iter().map(statements_of).collect())
    }

    /// Merges that count or were taken back by name, and what took them back.
    fn merges(&self, statements: &mut Statements) -> rusqlite::Result<()> {
        let sql = format!(
            "SELECT m.load, e.key, i.key FROM merge AS m JOIN entity AS e ON e.id = m.entity
             JOIN entity AS i ON i.id = m.\"into\" WHERE m.load NOT IN {UNDONE}"
        );
        self.each_of(&sql, [], |row| {
            let merge = Merge { from: vec![key(row.get(1)?)], into: vec![key(row.get(2)?)] };
            add(statements, row.get(0)?, Statement::Merge(merge));
            Ok(())
        })?;
        let sql = format!(
            "SELECT u.load, e.key FROM unmerge AS u JOIN merge AS m ON m.id = u.merge JOIN entity AS e ON e.id = m.entity
             WHERE u.load NOT IN {UNDONE} AND m.load NOT IN {UNDONE}"
        );
        self.each_of(&sql, [], |row| {
            add(statements, row.get(0)?, Statement::Unmerge(vec![key(row.get(1)?)]));
            Ok(())
        })
    }

    fn distinct_pairs(&self, statements: &mut Statements) -> rusqlite::Result<()> {
        let sql = format!(
            "SELECT d.load, e.key, o.key FROM distinction AS d JOIN entity AS e ON e.id = d.entity
             JOIN entity AS o ON o.id = d.other WHERE d.load NOT IN {UNDONE}"
        );
        self.each_of(&sql, [], |row| {
            let distinction = Distinction { entity: vec![key(row.get(1)?)], other: vec![key(row.get(2)?)] };
            add(statements, row.get(0)?, Statement::Distinct(distinction));
            Ok(())
        })
    }

    fn aliases(&self, statements: &mut Statements) -> rusqlite::Result<()> {
        let sql = format!(
            "SELECT l.id, e.key, n.text
             FROM load AS l
             JOIN name AS n ON n.load = l.id OR n.id IN (SELECT id FROM restated WHERE what = 'name' AND load = l.id)
             JOIN entity AS e ON e.id = coalesce(n.entity_stated, n.entity)
             WHERE l.action = '{}' AND l.id NOT IN {UNDONE}",
            Action::Alias.name()
        );
        self.each_of(&sql, [], |row| {
            let alias = Alias { of: vec![key(row.get(1)?)], name: spanless(row.get(2)?) };
            add(statements, row.get(0)?, Statement::Alias(alias));
            Ok(())
        })
    }

    fn assertions(&self, statements: &mut Statements) -> rusqlite::Result<()> {
        for (load, stated) in self.asserted()? {
            let (quote, document) = stated.passage();
            let assertion = Assertion { clause: spanless(stated.clause(true)), quote, document };
            add(statements, load, Statement::Assert(assertion));
        }
        Ok(())
    }

    fn retractions(&self, loads: &[LogEntry], statements: &mut Statements) -> rusqlite::Result<()> {
        let reason = |load: i64| {
            let found = loads.binary_search_by_key(&load, |entry| entry.load).ok().map(|at| &loads[at]);
            found.and_then(|entry| entry.note.clone()).map(spanless)
        };
        for (load, stated) in self.retracted()? {
            let fact = RetractedFact::Says(spanless(stated.clause(false)));
            let known = statements.entry(load).or_default();
            // Facts that say the same, since what they name was merged, are retracted together.
            if known.iter().any(|other| matches!(other, Statement::Retract(other) if other.fact == fact)) {
                continue;
            }
            // What a load asserts that retracts, it asserts instead.
            let instead = match known.pop_if(|other| matches!(other, Statement::Assert(_))) {
                Some(Statement::Assert(assertion)) => Some(assertion),
                _ => None,
            };
            known.push(Statement::Retract(Retraction { fact, reason: reason(load), instead }));
        }
        Ok(())
    }

    /// Visits every row of a query.
    fn each_of(
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
}

fn add(statements: &mut Statements, load: i64, statement: Statement) {
    statements.entry(load).or_default().push(statement);
}
