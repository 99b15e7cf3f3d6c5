//! Keeping the full-text index: what a transaction adds to the store is indexed at its end.

use std::collections::{BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use rusqlite::{Connection, OptionalExtension, params};

use crate::fulltext::indexed;

/// How many passages are remembered, so that none is indexed twice; then the memory begins anew. It is about 30 MB.
const REMEMBERED: usize = 1_000_000;

/// What is to be indexed at the end of a transaction: whatever it adds, and the documents that it changes.
#[derive(Debug)]
pub(in crate::store) struct Pending {
    /// The last rows before the transaction.
    documents: i64,
    evidence: i64,
    names: i64,
    /// Documents that were there before, whose old words are out of the index already.
    changed: BTreeSet<i64>,
}

impl Pending {
    /// Begins with a transaction, before anything is written.
    pub(in crate::store) fn begin(connection: &Connection) -> rusqlite::Result<Self> {
        let sql = "SELECT (SELECT coalesce(max(id), 0) FROM document), (SELECT coalesce(max(id), 0) FROM evidence),
                          (SELECT coalesce(max(id), 0) FROM name)";
        connection.query_row(sql, [], |row| {
            Ok(Self { documents: row.get(0)?, evidence: row.get(1)?, names: row.get(2)?, changed: BTreeSet::new() })
        })
    }

    /// Indexes a store that has no index yet.
    pub(in crate::store) fn everything() -> Self {
        Self { documents: 0, evidence: 0, names: 0, changed: BTreeSet::new() }
    }

    /// Takes a document's words out of the index, before its title or text is changed. FTS5 wants to be told what
    /// they were.
    pub(in crate::store) fn change(&mut self, connection: &Connection, document: i64) -> rusqlite::Result<()> {
        if document > self.documents || !self.changed.insert(document) {
            return Ok(());
        }
        let mut statement = connection.prepare_cached("SELECT title, text FROM document WHERE id = ?1")?;
        let words = statement.query_row([document], |row| Ok((words(row, 0)?, words(row, 1)?))).optional()?;
        let Some((title, text)) = words else { return Ok(()) };
        let sql = "INSERT INTO document_search (document_search, rowid, title, text) VALUES ('delete', ?1, ?2, ?3)";
        connection.prepare_cached(sql)?.execute(params![document, title, text])?;
        Ok(())
    }

    /// Indexes what was added and changed; the transaction can be committed then.
    pub(in crate::store) fn finish(&self, connection: &Connection) -> rusqlite::Result<()> {
        self.index_documents(connection)?;
        self.index_quotes(connection)?;
        let added = "SELECT id, text FROM name WHERE id > ?1 ORDER BY id";
        let add = "INSERT INTO name_search (rowid, text) VALUES (?1, ?2)";
        each(connection, added, self.names, |row| {
            connection.prepare_cached(add)?.execute(params![row.get::<_, i64>(0)?, words(row, 1)?])?;
            Ok(())
        })
    }

    fn index_documents(&self, connection: &Connection) -> rusqlite::Result<()> {
        let add = |row: &rusqlite::Row<'_>| {
            let sql = "INSERT INTO document_search (rowid, title, text) VALUES (?1, ?2, ?3)";
            let bound = params![row.get::<_, i64>(0)?, words(row, 1)?, words(row, 2)?];
            connection.prepare_cached(sql)?.execute(bound)?;
            Ok(())
        };
        for document in &self.changed {
            each(connection, "SELECT id, title, text FROM document WHERE id = ?1", *document, add)?;
        }
        each(connection, "SELECT id, title, text FROM document WHERE id > ?1 ORDER BY id", self.documents, add)
    }

    /// Indexes each passage of a document once, however many facts rest on it.
    fn index_quotes(&self, connection: &Connection) -> rusqlite::Result<()> {
        let mut seen = HashSet::new();
        let added = "SELECT id, quote, document FROM evidence WHERE id > ?1 AND quote IS NOT NULL ORDER BY id";
        each(connection, added, self.evidence, |row| {
            if seen.len() == REMEMBERED {
                seen.clear();
            }
            if seen.insert(passage_sum(row.get_ref(1)?.as_str()?, row.get(2)?)) {
                let sql = "INSERT INTO quote_search (rowid, quote) VALUES (?1, ?2)";
                connection.prepare_cached(sql)?.execute(params![row.get::<_, i64>(0)?, words(row, 1)?])?;
            }
            Ok(())
        })
    }
}

/// Visits every row of a query with one bind.
fn each(
    connection: &Connection,
    sql: &str,
    bind: i64,
    mut visit: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([bind])?;
    while let Some(row) = rows.next()? {
        visit(row)?;
    }
    Ok(())
}

/// The words of a column; none for nothing.
fn words(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<Option<String>> {
    Ok(row.get_ref(column)?.as_str_or_null()?.map(indexed))
}

/// What tells passages apart: two pieces of evidence with the same passage of the same document have the same.
pub(in crate::store) fn passage_sum(quote: &str, document: Option<i64>) -> u64 {
    let mut hasher = DefaultHasher::new();
    (quote, document).hash(&mut hasher);
    hasher.finish()
}
