//! Taking things out of a copy of a store that is shipped: facts, with all that nothing else needs then, or texts.

use rusqlite::{Connection, OptionalExtension};

use super::Store;
use super::open::first_dangling;
use super::search::Pending;
use super::statistics::Tally;
use crate::diagnostic::{Diagnostic, Result};
use crate::identifier::quoted;
use crate::problem::StoreProblem;
use crate::value::FactId;

/// Which facts stay in a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept<'f> {
    /// All, with everything else.
    All,
    /// All that are there; what none of them needs goes.
    Needed,
    /// Those given, and what says of which kinds the things in them are.
    Facts(&'f [FactId]),
}

/// The facts that stay: those given, and what says of which kinds the things in them are.
const KEPT: &str = "
CREATE TEMP TABLE kept (id INTEGER PRIMARY KEY);
INSERT INTO kept SELECT value FROM json_each(?1);
";

const KINDS_OF_KEPT: &str = "
INSERT OR IGNORE INTO kept
SELECT id FROM fact
WHERE kind IS NOT NULL AND subject IN (
    SELECT subject FROM fact WHERE id IN (SELECT id FROM kept)
    UNION SELECT object FROM fact WHERE id IN (SELECT id FROM kept)
    UNION SELECT object FROM qualifier WHERE fact IN (SELECT id FROM kept)
    UNION SELECT source FROM evidence WHERE fact IN (SELECT id FROM kept));
";

/// What goes with the facts that went, in an order in which nothing is needed any more when it goes.
const CUT: &str = "
DELETE FROM evidence WHERE fact NOT IN (SELECT id FROM fact);
DELETE FROM qualifier WHERE fact NOT IN (SELECT id FROM fact);
DELETE FROM retraction WHERE fact NOT IN (SELECT id FROM fact);
CREATE TEMP TABLE named AS
    SELECT subject AS id FROM fact UNION SELECT object FROM fact UNION SELECT subject_stated FROM fact
    UNION SELECT object_stated FROM fact UNION SELECT object FROM qualifier UNION SELECT object_stated FROM qualifier
    UNION SELECT source FROM evidence UNION SELECT source_stated FROM evidence;
WITH RECURSIVE merged (id) AS (
    SELECT merged FROM entity WHERE id IN (SELECT id FROM named)
    UNION SELECT entity.merged FROM merged CROSS JOIN entity ON entity.id = merged.id
)
INSERT INTO named SELECT id FROM merged WHERE id IS NOT NULL;
DELETE FROM unmerge WHERE merge IN (
    SELECT id FROM merge WHERE entity NOT IN (SELECT id FROM named WHERE id IS NOT NULL)
                            OR \"into\" NOT IN (SELECT id FROM named WHERE id IS NOT NULL));
DELETE FROM merge WHERE entity NOT IN (SELECT id FROM named WHERE id IS NOT NULL)
                     OR \"into\" NOT IN (SELECT id FROM named WHERE id IS NOT NULL);
DELETE FROM distinction WHERE entity NOT IN (SELECT id FROM named WHERE id IS NOT NULL)
                           OR other NOT IN (SELECT id FROM named WHERE id IS NOT NULL);
UPDATE name SET entity_stated = NULL WHERE entity_stated NOT IN (SELECT id FROM named WHERE id IS NOT NULL);
DELETE FROM name WHERE entity NOT IN (SELECT id FROM named WHERE id IS NOT NULL);
DELETE FROM entity WHERE id NOT IN (SELECT id FROM named WHERE id IS NOT NULL);
DELETE FROM document WHERE id NOT IN (SELECT document FROM evidence WHERE document IS NOT NULL);
DELETE FROM literal WHERE id NOT IN (
    SELECT value FROM fact WHERE value IS NOT NULL UNION SELECT time FROM fact WHERE time IS NOT NULL
    UNION SELECT value FROM qualifier WHERE value IS NOT NULL
    UNION SELECT time_phrase FROM evidence WHERE time_phrase IS NOT NULL);
DELETE FROM restated WHERE NOT CASE what
    WHEN 'document' THEN EXISTS (SELECT 1 FROM document WHERE document.id = restated.id)
    WHEN 'entity' THEN EXISTS (SELECT 1 FROM entity WHERE entity.id = restated.id)
    WHEN 'name' THEN EXISTS (SELECT 1 FROM name WHERE name.id = restated.id)
    WHEN 'fact' THEN EXISTS (SELECT 1 FROM fact WHERE fact.id = restated.id)
    ELSE EXISTS (SELECT 1 FROM evidence WHERE evidence.id = restated.id) END;
DROP TABLE named;
";

/// Without its text a document keeps the sum of it, by which is seen that it had one.
const WITHOUT_TEXTS: &str = "UPDATE document SET text = NULL WHERE text IS NOT NULL";

const INDEXES_EMPTIED: &str = "
INSERT INTO document_search (document_search) VALUES ('delete-all');
INSERT INTO quote_search (quote_search) VALUES ('delete-all');
INSERT INTO name_search (name_search) VALUES ('delete-all');
";

impl Store {
    /// Takes out of a copy all facts that do not stay, and whatever these do not need: things, names, evidence, documents, values; and the
    /// documents' texts, if they are not to stay. What is left is a store as whole as any.
    ///
    /// # Errors
    /// Where the copy cannot be written.
    pub(crate) fn cut(&self, kept: Kept<'_>, with_texts: bool) -> Result<()> {
        let failed = self.failed("taking a part of the store");
        self.connection.pragma_update(None, "foreign_keys", false).map_err(&failed)?;
        let cut = || {
            let transaction = self.connection.unchecked_transaction()?;
            match kept {
                Kept::All => {}
                Kept::Needed => transaction.execute_batch(CUT)?,
                Kept::Facts(facts) => keep_only(&transaction, facts)?,
            }
            if !with_texts {
                transaction.execute_batch(WITHOUT_TEXTS)?;
            }
            transaction.execute_batch(INDEXES_EMPTIED)?;
            Pending::everything().finish(&transaction)?;
            transaction.execute_batch("DELETE FROM predicate_statistics; DELETE FROM kind_statistics")?;
            Tally::everything(&transaction)?.write(&transaction)?;
            let dangling = first_dangling(&transaction)?;
            transaction.commit()?;
            Ok(dangling)
        };
        let dangling = cut().map_err(&failed)?;
        self.connection.pragma_update(None, "foreign_keys", true).map_err(&failed)?;
        match dangling {
            None => Ok(()),
            Some(table) => {
                let detail = format!("a row of the table {table} refers to one that was taken out");
                Err(Diagnostic::new(StoreProblem::Internal { doing: "taking a part of the store".to_owned(), detail }))
            }
        }
    }

    /// Takes saved queries and rules out of a copy by their names.
    ///
    /// # Errors
    /// Where the copy cannot be written.
    pub(crate) fn forget_named(&self, queries: &[String], rules: &[String]) -> Result<()> {
        let forget = || {
            let mut query = self.connection.prepare("DELETE FROM query WHERE name = ?1")?;
            queries.iter().try_for_each(|name| query.execute([name]).map(|_| ()))?;
            let mut rule = self.connection.prepare("DELETE FROM rule WHERE name = ?1")?;
            rules.iter().try_for_each(|name| rule.execute([name]).map(|_| ()))
        };
        forget().map_err(self.failed("taking a part of the store"))
    }

    /// Under which terms the documents' texts may be used, each once, in order; and when the last load was recorded.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub(crate) fn origin(&self) -> Result<(Vec<String>, Option<String>)> {
        let read = || {
            let sql = "SELECT DISTINCT licence FROM document WHERE licence IS NOT NULL ORDER BY licence";
            let mut statement = self.connection.prepare(sql)?;
            let licences = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
            let sql = "SELECT at FROM load ORDER BY id DESC LIMIT 1";
            Ok((licences, self.connection.query_row(sql, [], |row| row.get(0)).optional()?))
        };
        read().map_err(self.failed("reading where the store comes from"))
    }

    /// Gives the space back that what was taken out of a copy took.
    ///
    /// # Errors
    /// Where the copy cannot be written.
    pub(crate) fn compact(&self) -> Result<()> {
        self.connection.execute_batch("VACUUM").map_err(self.failed("compacting the copy"))
    }
}

fn keep_only(connection: &Connection, facts: &[FactId]) -> rusqlite::Result<()> {
    let (create, insert) = KEPT.split_once(";\n").unwrap_or_default();
    connection.execute_batch(create)?;
    let ids: Vec<i64> = facts.iter().map(|fact| fact.0).collect();
    connection.execute(insert.trim_end().trim_end_matches(';'), [format!("{ids:?}")])?;
    connection.execute_batch(KINDS_OF_KEPT)?;
    // Most go, so that it is sooner to order those anew that stay than to take each of the others out of every order.
    let indexes = indexes_of_facts(connection)?;
    for (name, _) in &indexes {
        connection.execute_batch(&format!("DROP INDEX {}", quoted(name)))?;
    }
    connection.execute_batch("DELETE FROM fact WHERE id NOT IN (SELECT id FROM kept); DROP TABLE kept")?;
    connection.execute_batch(CUT)?;
    indexes.iter().try_for_each(|(_, sql)| connection.execute_batch(sql))
}

/// The indexes of facts and of what is said of them, by name, with what makes them.
fn indexes_of_facts(connection: &Connection) -> rusqlite::Result<Vec<(String, String)>> {
    let mut statement = connection.prepare(
        "SELECT name, sql FROM main.sqlite_schema
         WHERE type = 'index' AND tbl_name IN ('fact', 'evidence', 'qualifier') AND sql IS NOT NULL ORDER BY rowid",
    )?;
    statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}
