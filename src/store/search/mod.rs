//! The full-text search: over names, over documents' titles and texts, and over the passages that facts rest on.

mod index;

pub(super) use index::{Pending, passage_sum};

use rusqlite::{Connection, Row, params};

use super::Store;
use super::facts::{document, entity};
use super::kinds::kind_names_of;
use crate::diagnostic::Result;
use crate::fulltext::Sought;
use crate::look::{Findings, Found, FoundDocument, FoundName, FoundQuote, Matching};
use crate::value::FactId;

/// How many names, documents and passages are shown.
const SHOWN: usize = 10;

impl Store {
    /// What is found in the store, the best of it; `written` is what was searched for, as written. Where no text has
    /// every word, those are found that have words which begin with each; else those that have any of the words.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn search(&self, sought: &Sought, written: &str) -> Result<Findings> {
        let ways = [Matching::Words, Matching::Beginnings, Matching::SomeWords];
        let mut findings = self.found(sought, written, ways[0])?;
        for matching in &ways[1..] {
            if findings.is_empty() {
                findings = self.found(sought, written, *matching)?;
            }
        }
        Ok(findings)
    }

    fn found(&self, sought: &Sought, written: &str, matching: Matching) -> Result<Findings> {
        let search = Search { connection: &self.connection, sought, matching, query: sought.query(matching) };
        let find = || {
            Ok(Findings {
                sought: written.to_owned(),
                matching,
                names: search.names()?,
                documents: search.documents()?,
                quotes: search.quotes()?,
            })
        };
        find().map_err(self.failed("searching"))
    }
}

struct Search<'s> {
    connection: &'s Connection,
    sought: &'s Sought,
    matching: Matching,
    /// What FTS5 is asked.
    query: String,
}

impl Search<'_> {
    /// Entities by the best of their names.
    fn names(&self) -> rusqlite::Result<Found<FoundName>> {
        let total = self.count(
            "SELECT count(DISTINCT entity) FROM name
             WHERE retracted IS NULL AND id IN (SELECT rowid FROM name_search WHERE name_search MATCH ?1)",
        )?;
        let sql = "SELECT entity.id, entity.key, entity.name, name.text
                   FROM (SELECT rowid AS id, bm25(name_search) AS score FROM name_search WHERE name_search MATCH ?1) AS found
                   JOIN name ON name.id = found.id AND name.retracted IS NULL
                   JOIN entity ON entity.id = name.entity
                   ORDER BY found.score, name.preferred DESC, found.id";
        let mut best: Vec<FoundName> = Vec::new();
        self.each_best(sql, |row| {
            let Some(entity) = entity(row, 0)? else { return Ok(true) };
            if best.iter().all(|other| other.entity != entity) {
                let name = self.sought.whole(&row.get::<_, String>(3)?, self.matching);
                best.push(FoundName { kinds: kind_names_of(self.connection, entity.id)?, entity, name });
            }
            Ok(best.len() < SHOWN)
        })?;
        Ok(Found { best, total })
    }

    /// Documents, a word in the title counting as much as five in the text.
    fn documents(&self) -> rusqlite::Result<Found<FoundDocument>> {
        let total = self.count(
            "SELECT count(*) FROM document
             WHERE retracted IS NULL AND id IN (SELECT rowid FROM document_search WHERE document_search MATCH ?1)",
        )?;
        // Whatever is sorted is in memory, so that texts are read of those only that are shown.
        let sql = "SELECT d.id FROM (SELECT rowid AS id, bm25(document_search, 5.0, 1.0) AS score
                                     FROM document_search WHERE document_search MATCH ?1) AS found
                   JOIN document AS d ON d.id = found.id AND d.retracted IS NULL
                   ORDER BY found.score, found.id";
        let mut best = Vec::new();
        self.each_best(sql, |row| {
            best.extend(self.document(row.get(0)?)?);
            Ok(best.len() < SHOWN)
        })?;
        Ok(Found { best, total })
    }

    fn document(&self, id: i64) -> rusqlite::Result<Option<FoundDocument>> {
        let sql = "SELECT id, key, title, publisher, published, url, text FROM document WHERE id = ?1";
        self.connection.prepare_cached(sql)?.query_row([id], |row| {
            let Some(document) = document(row)? else { return Ok(None) };
            let title = document.title.as_deref().map(|title| self.sought.whole(title, self.matching));
            let text = row.get_ref(6)?.as_str_or_null()?.unwrap_or_default();
            let (passage, places) = self.sought.best_passage(text, self.matching).unzip();
            Ok(Some(FoundDocument { document, title, passage, places: places.unwrap_or(0) }))
        })
    }

    /// Passages, each once with all facts that rest on it. One whose every claim was withdrawn is not found.
    fn quotes(&self) -> rusqlite::Result<Found<FoundQuote>> {
        // The same passage may have been indexed by two loads; another fact may rest on one whose claim was withdrawn.
        let total = self.count(
            "SELECT count(*) FROM (
                SELECT DISTINCT document, quote FROM evidence AS e
                WHERE id IN (SELECT rowid FROM quote_search WHERE quote_search MATCH ?1)
                  AND (retracted IS NULL
                       OR EXISTS (SELECT 1 FROM evidence AS other
                                  WHERE other.document IS e.document AND other.quote = e.quote
                                    AND other.retracted IS NULL)))",
        )?;
        let sql = "SELECT d.id, d.key, d.title, d.publisher, d.published, d.url, e.quote, e.quote_start, e.quote_end
                   FROM (SELECT rowid AS id, bm25(quote_search) AS score
                         FROM quote_search WHERE quote_search MATCH ?1) AS found
                   JOIN evidence AS e ON e.id = found.id
                   LEFT JOIN document AS d ON d.id = e.document
                   ORDER BY found.score, found.id";
        let mut best: Vec<FoundQuote> = Vec::new();
        self.each_best(sql, |row| {
            let found = self.quote(row)?;
            let known =
                best.iter().any(|other| other.quote.text == found.quote.text && other.document == found.document);
            if !known && !found.facts.is_empty() {
                best.push(found);
            }
            Ok(best.len() < SHOWN)
        })?;
        Ok(Found { best, total })
    }

    fn quote(&self, row: &Row<'_>) -> rusqlite::Result<FoundQuote> {
        let document = document(row)?;
        let text: String = row.get(6)?;
        let mut quote = self.sought.whole(&text, self.matching);
        if let (Some(start), Some(end)) = (row.get::<_, Option<i64>>(7)?, row.get::<_, Option<i64>>(8)?) {
            quote.offsets = Some(start.max(0) as usize..end.max(0) as usize);
        }
        let sql = "SELECT DISTINCT fact FROM evidence
                   WHERE document IS ?1 AND quote = ?2 AND retracted IS NULL ORDER BY fact";
        let mut statement = self.connection.prepare_cached(sql)?;
        let bound = params![document.as_ref().map(|document| document.id.0), text];
        let facts = statement.query_map(bound, |row| row.get(0).map(FactId))?.collect::<rusqlite::Result<_>>()?;
        Ok(FoundQuote { quote, document, facts })
    }

    fn count(&self, sql: &str) -> rusqlite::Result<usize> {
        let count: i64 = self.connection.prepare_cached(sql)?.query_row([&self.query], |row| row.get(0))?;
        Ok(count.max(0) as usize)
    }

    /// Visits the rows of a query as long as more of them are wanted.
    fn each_best(&self, sql: &str, mut visit: impl FnMut(&Row<'_>) -> rusqlite::Result<bool>) -> rusqlite::Result<()> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([&self.query])?;
        while let Some(row) = rows.next()? {
            if !visit(row)? {
                break;
            }
        }
        Ok(())
    }
}
