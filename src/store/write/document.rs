//! Writing documents, and reading the texts that quotes are checked against.

use rusqlite::{Row, params};
use sha2::{Digest, Sha256};

use super::Writer;
use crate::diagnostic::Result;
use crate::quotes::Place;
use crate::sum::hexadecimal;
use crate::value::{DocumentId, LoadId};

/// How many keys a search for near ones looks at.
const KEYS_LOOKED_AT: i64 = 20_000;

/// A document as its row has it, without its text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct DocumentRow {
    pub(crate) title: Option<String>,
    pub(crate) publisher: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) published: Option<String>,
    pub(crate) retrieved: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) licence: Option<String>,
    /// SHA-256 of the text, where it has one.
    pub(crate) sha256: Option<String>,
}

/// A document that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KnownDocument {
    pub(crate) id: DocumentId,
    pub(crate) row: DocumentRow,
    pub(crate) added_by: LoadId,
    /// What added it was undone.
    pub(crate) retracted: bool,
}

/// A piece of evidence whose quote was not checked yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UncheckedQuote {
    pub(crate) evidence: i64,
    pub(crate) quote: String,
    pub(crate) prefix: Option<String>,
    pub(crate) suffix: Option<String>,
}

impl Writer<'_> {
    /// The document of a key, withdrawn or not.
    pub(crate) fn document(&self, key: &str) -> Result<Option<KnownDocument>> {
        let sql = "SELECT id, title, publisher, url, published, retrieved, language, licence, sha256, load,
                          retracted IS NOT NULL
                   FROM document WHERE key = ?1";
        self.first("finding a document", sql, [key], |row| {
            Ok(KnownDocument {
                id: DocumentId(row.get(0)?),
                row: document(row)?,
                added_by: LoadId(row.get(9)?),
                retracted: row.get(10)?,
            })
        })
    }

    /// Lets a withdrawn document count again, of which only the key is known: its text may now be another, so that its
    /// quotes are to be checked anew.
    pub(crate) fn revive_document(&mut self, id: DocumentId) -> Result<()> {
        self.unindex(id)?;
        let sql = "UPDATE document SET title = NULL, publisher = NULL, url = NULL, published = NULL, retrieved = NULL,
                          language = NULL, licence = NULL, sha256 = NULL, text = NULL, retracted = NULL
                   WHERE id = ?1";
        self.change("adding a document", sql, [id.0])?;
        let sql = "UPDATE evidence SET quote_state = 'unchecked', quote_start = NULL, quote_end = NULL
                   WHERE document = ?1";
        self.change("adding a document", sql, [id.0])
    }

    /// Adds a document that has only a key.
    pub(crate) fn add_document(&mut self, key: &str) -> Result<DocumentId> {
        let sql = "INSERT INTO document (key, load) VALUES (?1, ?2)";
        self.insert("adding a document", sql, params![key, self.load.0]).map(DocumentId)
    }

    /// Writes what is said of a document, but its text and its sum.
    pub(crate) fn set_document(&mut self, id: DocumentId, row: &DocumentRow) -> Result<()> {
        let sql = "UPDATE document SET title = ?2, publisher = ?3, url = ?4, published = ?5, retrieved = ?6,
                          language = ?7, licence = ?8
                   WHERE id = ?1";
        self.unindex(id)?;
        let DocumentRow { title, publisher, url, published, retrieved, language, licence, .. } = row;
        let bound = params![id.0, title, publisher, url, published, retrieved, language, licence];
        self.change("describing a document", sql, bound)
    }

    /// Writes a document's text, and the sum of it.
    pub(crate) fn set_text(&mut self, id: DocumentId, text: &str) -> Result<()> {
        self.unindex(id)?;
        let sql = "UPDATE document SET text = ?2, sha256 = ?3 WHERE id = ?1";
        self.change("writing a document's text", sql, params![id.0, text, sum(text)])
    }

    /// Takes a document that is to be changed out of the full-text index; the load's end puts it in again.
    fn unindex(&mut self, id: DocumentId) -> Result<()> {
        self.pending.change(self.connection, id.0).map_err(self.failed("indexing a document"))
    }

    /// A document's text.
    pub(crate) fn text(&self, id: DocumentId) -> Result<Option<String>> {
        let sql = "SELECT text FROM document WHERE id = ?1";
        Ok(self.first("reading a document's text", sql, [id.0], |row| row.get(0))?.flatten())
    }

    /// Keys among which those near to a word are.
    pub(crate) fn document_keys(&self) -> Result<Vec<String>> {
        let sql = "SELECT key FROM document WHERE retracted IS NULL LIMIT ?1";
        self.rows("listing documents", sql, [KEYS_LOOKED_AT], |row| row.get(0))
    }

    /// The quotes from a document that were recorded before its text was known.
    pub(crate) fn unchecked_quotes(&self, id: DocumentId) -> Result<Vec<UncheckedQuote>> {
        let sql = "SELECT id, quote, prefix, suffix FROM evidence
                   WHERE document = ?1 AND quote IS NOT NULL AND quote_state = 'unchecked'";
        self.rows("reading quotes", sql, [id.0], |row| {
            Ok(UncheckedQuote { evidence: row.get(0)?, quote: row.get(1)?, prefix: row.get(2)?, suffix: row.get(3)? })
        })
    }

    /// Writes how a quote stands to its document's text.
    pub(crate) fn set_place(&mut self, evidence: i64, place: &Place) -> Result<()> {
        let sql = "UPDATE evidence SET quote_state = ?2, quote_start = ?3, quote_end = ?4 WHERE id = ?1";
        let (start, end) = place.bounds();
        self.change("checking a quote", sql, params![evidence, place.state.name(), start, end])
    }
}

/// SHA-256 of a text's UTF-8 bytes, in lower-case hexadecimal.
pub(crate) fn sum(text: &str) -> String {
    hexadecimal(&Sha256::digest(text.as_bytes()))
}

fn document(row: &Row<'_>) -> rusqlite::Result<DocumentRow> {
    Ok(DocumentRow {
        title: row.get(1)?,
        publisher: row.get(2)?,
        url: row.get(3)?,
        published: row.get(4)?,
        retrieved: row.get(5)?,
        language: row.get(6)?,
        licence: row.get(7)?,
        sha256: row.get(8)?,
    })
}
