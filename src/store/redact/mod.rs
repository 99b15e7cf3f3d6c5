//! Taking things and predicates out of a copy of a store, with whatever would tell of them.

mod secrets;

use std::collections::HashSet;

use rusqlite::{Connection, params};
use serde::Serialize;

pub(crate) use secrets::Secrets;

use super::Store;
use super::write::SAME;
use crate::diagnostic::{Diagnostic, Result};
use crate::fold::fold;
use crate::problem::StoreProblem;
use crate::value::{KindId, PredicateId};

/// What was taken out of a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Redacted {
    /// How many things.
    pub things: usize,
    /// How many facts, those included that no longer count.
    pub facts: usize,
    /// How many quotes of what stays were blanked.
    pub quotes: usize,
    /// How many other texts of what stays: names, titles, descriptions, values.
    pub texts: usize,
    /// How many rules and saved queries.
    pub queries: usize,
}

/// The things that go: of the kinds at any time, and what was merged with them.
const THINGS: &str = "
CREATE TEMP TABLE gone_thing (id INTEGER PRIMARY KEY);
WITH RECURSIVE thing (id) AS (
    SELECT subject FROM fact WHERE kind IN (SELECT value FROM json_each(?1))
    UNION SELECT subject_stated FROM fact WHERE kind IN (SELECT value FROM json_each(?1)) AND subject_stated IS NOT NULL
    UNION SELECT entity.merged FROM thing JOIN entity ON entity.id = thing.id WHERE entity.merged IS NOT NULL
    UNION SELECT entity.id FROM thing JOIN entity ON entity.merged = thing.id
)
INSERT INTO gone_thing SELECT id FROM thing;
";

/// The facts that go: what is said of these things, or by these predicates.
const FACTS: &str = "
CREATE TEMP TABLE gone_fact (id INTEGER PRIMARY KEY);
INSERT INTO gone_fact
SELECT id FROM fact
WHERE predicate IN (SELECT value FROM json_each(?1)) OR subject IN (SELECT id FROM gone_thing)
   OR object IN (SELECT id FROM gone_thing) OR subject_stated IN (SELECT id FROM gone_thing)
   OR object_stated IN (SELECT id FROM gone_thing);
";

/// What they say of other facts, and what only they claim.
const CLAIMS: &str = "
CREATE TEMP TABLE gone_claim (id INTEGER PRIMARY KEY, fact INTEGER, document INTEGER, quote TEXT, quote_start INTEGER, quote_end INTEGER);
INSERT INTO gone_claim
SELECT id, fact, document, quote, quote_start, quote_end FROM evidence
WHERE fact IN (SELECT id FROM gone_fact) OR source IN (SELECT id FROM gone_thing) OR source_stated IN (SELECT id FROM gone_thing);
CREATE TEMP TABLE touched (id INTEGER PRIMARY KEY);
INSERT INTO touched SELECT DISTINCT fact FROM gone_claim WHERE fact NOT IN (SELECT id FROM gone_fact);
DELETE FROM evidence WHERE id IN (SELECT id FROM gone_claim);
INSERT INTO gone_fact
SELECT id FROM fact WHERE id IN (SELECT id FROM touched) AND stated_by IS NULL
    AND NOT EXISTS (SELECT 1 FROM restated AS r WHERE r.what = 'fact' AND r.id = fact.id)
    AND NOT EXISTS (SELECT 1 FROM evidence WHERE evidence.fact = fact.id);
DELETE FROM touched WHERE id IN (SELECT id FROM gone_fact);
CREATE TEMP TABLE qualified (id INTEGER PRIMARY KEY);
INSERT INTO qualified
SELECT id FROM qualifier WHERE object IN (SELECT id FROM gone_thing) OR object_stated IN (SELECT id FROM gone_thing);
";

const GO: &str = "
DELETE FROM qualifier WHERE id IN (SELECT id FROM qualified) OR fact IN (SELECT id FROM gone_fact);
DELETE FROM fact WHERE id IN (SELECT id FROM gone_fact);
DELETE FROM distinction WHERE entity IN (SELECT id FROM gone_thing) OR other IN (SELECT id FROM gone_thing);
DELETE FROM unmerge WHERE merge IN (
    SELECT id FROM merge WHERE entity IN (SELECT id FROM gone_thing) OR \"into\" IN (SELECT id FROM gone_thing));
DELETE FROM merge WHERE entity IN (SELECT id FROM gone_thing) OR \"into\" IN (SELECT id FROM gone_thing);
DELETE FROM name WHERE entity IN (SELECT id FROM gone_thing) OR entity_stated IN (SELECT id FROM gone_thing);
DELETE FROM entity WHERE id IN (SELECT id FROM gone_thing);
UPDATE fact SET holds = unsourced OR EXISTS (
        SELECT 1 FROM evidence AS v WHERE v.fact = fact.id AND v.retracted IS NULL AND v.polarity = '+'),
    denied = EXISTS (SELECT 1 FROM evidence AS v WHERE v.fact = fact.id AND v.retracted IS NULL AND v.polarity = '-')
WHERE id IN (SELECT id FROM touched);
UPDATE fact SET retracted = coalesce(retracted, (SELECT max(v.retracted) FROM evidence AS v WHERE v.fact = fact.id), recorded)
WHERE id IN (SELECT id FROM touched) AND NOT unsourced
    AND NOT EXISTS (SELECT 1 FROM evidence AS v WHERE v.fact = fact.id AND v.retracted IS NULL);
UPDATE load SET source = NULL, note = NULL, sha256 = NULL;
";

/// Quotes that were quotes of what goes too, in the same words or within the same passage of a document.
const QUOTES: &str = "
CREATE TEMP TABLE gone_quote (quote TEXT PRIMARY KEY);
INSERT OR IGNORE INTO gone_quote SELECT quote FROM gone_claim WHERE quote IS NOT NULL;
CREATE INDEX temp.gone_claim_document ON gone_claim (document, quote_start, quote_end);
CREATE TEMP TABLE blank (id INTEGER PRIMARY KEY);
INSERT INTO blank
SELECT v.id FROM evidence AS v
WHERE v.quote IN (SELECT quote FROM gone_quote)
   OR EXISTS (SELECT 1 FROM gone_claim AS g WHERE g.document = v.document AND g.quote_start < v.quote_end AND g.quote_end > v.quote_start);
";

const BLANKED: &str = "
UPDATE evidence SET quote = NULL, quote_state = 'unchecked', quote_start = NULL, quote_end = NULL
WHERE id IN (SELECT id FROM blank);
-- What stands around a quote is as much of the text as the quote is.
UPDATE evidence SET prefix = NULL, suffix = NULL;
DROP TABLE blank; DROP TABLE gone_quote; DROP TABLE gone_claim; DROP TABLE gone_fact; DROP TABLE gone_thing; DROP TABLE touched;
DROP TABLE qualified;
";

/// The texts of what stays that may have a secret in them: the table, the column, and what stands there then, made with the row's number.
const TEXTS: [(&str, &str, &str); 22] = [
    ("entity", "name", "'redacted ' || rowid"),
    ("entity", "key", "'redacted-' || rowid"),
    ("entity", "description", "NULL"),
    ("name", "text", "'redacted ' || entity"),
    ("document", "key", "'redacted-' || rowid"),
    ("document", "title", "NULL"),
    ("document", "publisher", "NULL"),
    ("document", "url", "NULL"),
    ("document", "licence", "NULL"),
    ("document", "published", "NULL"),
    ("document", "retrieved", "NULL"),
    ("document", "language", "NULL"),
    ("literal", "value", "'redacted ' || rowid"),
    ("evidence", "extractor", "NULL"),
    ("kind", "name", "'redacted kind ' || rowid"),
    ("kind", "plural", "NULL"),
    ("kind", "description", "NULL"),
    ("predicate", "name", "'redacted predicate ' || rowid"),
    ("predicate", "inverse", "NULL"),
    ("predicate", "path", "NULL"),
    ("predicate", "description", "NULL"),
    ("load", "who", "NULL"),
];

/// The phrases of the vocabulary that go where they have a secret in them.
const PHRASES: [(&str, &str); 2] = [("kind_phrase", "kind"), ("predicate_phrase", "predicate")];

impl Store {
    /// Takes out of a copy the things of some kinds and the facts of some predicates, with every claim, qualifier and name of theirs, and blanks what
    /// still has a name of theirs in it. What nothing needs any more is left for [`Store::cut`]. `words` are the vocabulary's, folded: no name is
    /// secret that is one of them, or that something else has too.
    ///
    /// # Errors
    /// Where the copy cannot be written.
    pub(crate) fn redact(
        &self,
        kinds: &[KindId],
        predicates: &[PredicateId],
        words: HashSet<String>,
    ) -> Result<(Redacted, Secrets)> {
        let failed = self.failed("redacting the copy");
        self.connection.pragma_update(None, "foreign_keys", false).map_err(&failed)?;
        let transaction = self.connection.unchecked_transaction().map_err(&failed)?;
        let mut redacted = take_out(&transaction, kinds, predicates).map_err(&failed)?;
        let secrets = secrets_of(&transaction, words).map_err(&failed)?;
        let secrets = secrets.map_err(|error| {
            let doing = "redacting the copy".to_owned();
            Diagnostic::new(StoreProblem::Internal { doing, detail: error.to_string() })
        })?;
        let blank = || {
            transaction.execute_batch(GO)?;
            share_states(&transaction)?;
            redacted.quotes = blank_quotes(&transaction, &secrets)?;
            redacted.texts = blank_texts(&transaction, &secrets)?;
            transaction.commit()
        };
        blank().map_err(&failed)?;
        Ok((redacted, secrets))
    }
}

/// Finds out what goes, and takes out its claims.
fn take_out(connection: &Connection, kinds: &[KindId], predicates: &[PredicateId]) -> rusqlite::Result<Redacted> {
    let run = |script: &str, ids: Vec<i64>| {
        for statement in script.split(";\n").map(str::trim).filter(|statement| !statement.is_empty()) {
            let mut statement = connection.prepare(statement)?;
            match statement.parameter_count() {
                0 => statement.execute([])?,
                _ => statement.execute([format!("{ids:?}")])?,
            };
        }
        Ok::<(), rusqlite::Error>(())
    };
    run(THINGS, kinds.iter().map(|kind| kind.0).collect())?;
    run(FACTS, predicates.iter().map(|predicate| predicate.0).collect())?;
    connection.execute_batch(CLAIMS)?;
    let keys: Vec<i64> = predicates.iter().map(|predicate| predicate.0).collect();
    connection.execute(
        "INSERT OR IGNORE INTO qualified SELECT id FROM qualifier WHERE key IN (SELECT value FROM json_each(?1))",
        [format!("{keys:?}")],
    )?;
    let count = |table: &str| counted(connection, &format!("SELECT count(*) FROM {table}"));
    Ok(Redacted { things: count("gone_thing")?, facts: count("gone_fact")?, ..Redacted::default() })
}

fn counted(connection: &Connection, sql: &str) -> rusqlite::Result<usize> {
    let count: i64 = connection.query_row(sql, [], |row| row.get(0))?;
    Ok(usize::try_from(count).unwrap_or(0))
}

/// What the things that go are called, and what is quoted of what goes; not what others are called too, or words of the vocabulary.
fn secrets_of(
    connection: &Connection,
    mut open: HashSet<String>,
) -> rusqlite::Result<std::result::Result<Secrets, aho_corasick::BuildError>> {
    let texts = |which: &str| {
        let sql = format!(
            "SELECT text FROM name WHERE entity {which} (SELECT id FROM gone_thing)
                AND coalesce(entity_stated, entity) {which} (SELECT id FROM gone_thing)
             UNION SELECT name FROM entity WHERE id {which} (SELECT id FROM gone_thing)
             UNION SELECT key FROM entity WHERE id {which} (SELECT id FROM gone_thing)"
        );
        let mut statement = connection.prepare(&sql)?;
        statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()
    };
    let (names, others) = (texts("IN")?, texts("NOT IN")?);
    open.extend(others.iter().map(|name| fold(name)));
    let mut statement =
        connection.prepare("SELECT DISTINCT quote FROM gone_claim WHERE quote IS NOT NULL ORDER BY quote")?;
    let quotes: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(Secrets::new(&names, &quotes, &open))
}

/// As [`super::write`] has it: facts that say the same, since what they name was merged, hold and are denied together.
fn share_states(connection: &Connection) -> rusqlite::Result<()> {
    let shared = |column: &str| {
        format!("max(a.{column}, EXISTS (SELECT 1 FROM fact AS b WHERE {SAME} AND b.retracted IS NULL AND b.{column}))")
    };
    let sql = format!(
        "UPDATE fact AS a SET holds = {}, denied = {}
         WHERE id IN (SELECT id FROM touched) AND retracted IS NULL AND EXISTS (SELECT 1 FROM merge)",
        shared("holds"),
        shared("denied")
    );
    connection.execute_batch(&sql)
}

fn blank_quotes(connection: &Connection, secrets: &Secrets) -> rusqlite::Result<usize> {
    connection.execute_batch(QUOTES)?;
    let mut insert = connection.prepare("INSERT OR IGNORE INTO blank VALUES (?1)")?;
    let mut quotes = connection.prepare("SELECT id, quote FROM evidence WHERE quote IS NOT NULL")?;
    let mut rows = quotes.query([])?;
    while let Some(row) = rows.next()? {
        let (id, quote): (i64, String) = (row.get(0)?, row.get(1)?);
        if secrets.are_in(&quote) {
            insert.execute([id])?;
        }
    }
    drop((rows, insert));
    drop(quotes);
    let sql = "SELECT count(*) FROM blank JOIN evidence ON evidence.id = blank.id WHERE evidence.quote IS NOT NULL";
    let count = counted(connection, sql)?;
    connection.execute_batch(BLANKED)?;
    Ok(count)
}

fn blank_texts(connection: &Connection, secrets: &Secrets) -> rusqlite::Result<usize> {
    let mut blanked = 0;
    for (table, column, instead) in TEXTS {
        let sql = format!("SELECT rowid, {column} FROM {table} WHERE typeof({column}) = 'text'");
        let found = told(connection, &sql, secrets)?;
        let folded = match (table, column) {
            ("name", _) => ", folded = 'redacted ' || entity",
            ("kind", "name") => ", folded = 'redacted kind ' || rowid",
            ("predicate", "name") => ", folded = 'redacted predicate ' || rowid",
            _ => "",
        };
        let mut update =
            connection.prepare(&format!("UPDATE {table} SET {column} = {instead}{folded} WHERE rowid = ?1"))?;
        for (id, _) in &found {
            update.execute([id])?;
        }
        blanked += found.len();
    }
    for (table, of) in PHRASES {
        let found = told(connection, &format!("SELECT {of}, phrase FROM {table}"), secrets)?;
        for (id, phrase) in &found {
            connection.execute(&format!("DELETE FROM {table} WHERE {of} = ?1 AND phrase = ?2"), params![id, phrase])?;
        }
        blanked += found.len();
    }
    // Of such a thing the name that answers show is enough.
    connection.execute_batch("DELETE FROM name WHERE text = 'redacted ' || entity AND preferred = 0")?;
    Ok(blanked)
}

/// The rows, by their numbers, whose text has a secret in it.
fn told(connection: &Connection, sql: &str, secrets: &Secrets) -> rusqlite::Result<Vec<(i64, String)>> {
    let mut found = Vec::new();
    if secrets.are_none() {
        return Ok(found);
    }
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, text): (i64, String) = (row.get(0)?, row.get(1)?);
        if secrets.are_in(&text) {
            found.push((id, text));
        }
    }
    Ok(found)
}
