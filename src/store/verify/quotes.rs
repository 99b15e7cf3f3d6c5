//! Quotes, looked up anew in the texts of their documents, and the texts themselves.

use std::ops::Range;

use rusqlite::Row;

use super::{Check, QuoteStates};
use crate::problem::Fault;
use crate::quotes::{Place, Text};
use crate::store::Store;
use crate::store::write::sum;
use crate::value::QuoteState;

/// What checking the quotes came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Quotes {
    /// What is kept of them otherwise than it is.
    pub check: Check,
    /// How they stand.
    pub states: QuoteStates,
    /// Those that their documents do not have, the first [`MISSING_LISTED`] of them.
    pub missing: Vec<Missing>,
}

/// A quote that its document does not have.
#[derive(Debug, Clone, PartialEq)]
pub struct Missing {
    /// The number of the piece of evidence.
    pub evidence: i64,
    /// The number of the fact that rests on it.
    pub fact: i64,
    /// The document's key.
    pub document: String,
    /// The quote.
    pub quote: String,
    /// The passage of the document that is most like it, if any is.
    pub nearest: Option<String>,
    /// How like that is, from 0 to 1: the normalised Levenshtein similarity.
    pub similarity: f64,
}

/// How many missing quotes are listed.
pub const MISSING_LISTED: usize = 1_000;

pub(super) fn check(store: &Store) -> rusqlite::Result<Quotes> {
    let mut quotes = Quotes { check: Check::of("quotes"), states: QuoteStates::default(), missing: Vec::new() };
    store.visit("SELECT id, key, text, sha256 FROM document WHERE text IS NOT NULL", [], |row| {
        let (id, key, text): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        if row.get::<_, Option<String>>(3)?.is_none_or(|kept| kept != sum(&text)) {
            quotes.check.add(Fault::OtherText { document: key.clone() });
        }
        quotes.of_document(store, id, &key, text)
    })?;
    quotes.without_text(store)?;
    quotes.text_left_out(store)?;
    Ok(quotes)
}

/// What is read of a piece of evidence.
const COLUMNS: &str = "e.id, e.quote_state, e.quote_start, e.quote_end, e.quote, e.prefix, e.suffix, e.fact";

impl Quotes {
    fn of_document(&mut self, store: &Store, document: i64, key: &str, text: String) -> rusqlite::Result<()> {
        let text = Text::new(text);
        let sql = format!("SELECT {COLUMNS} FROM evidence AS e WHERE e.document = ?1 AND e.quote IS NOT NULL");
        store.visit(&sql, [document], |row| {
            let (quote, prefix, suffix): (String, Option<String>, Option<String>) =
                (row.get(4)?, row.get(5)?, row.get(6)?);
            let found = text.find(&quote, prefix.as_deref(), suffix.as_deref());
            self.compare(row, Some(key), &found.place)?;
            if found.place.state == QuoteState::Missing && self.missing.len() < MISSING_LISTED {
                let (nearest, similarity) = text.nearest(&quote).unzip();
                let similarity = similarity.unwrap_or_default();
                let (evidence, fact) = (row.get(0)?, row.get(7)?);
                self.missing.push(Missing { evidence, fact, document: key.to_owned(), quote, nearest, similarity });
            }
            Ok(())
        })
    }

    /// What there is no text for, or no quote, was not checked.
    fn without_text(&mut self, store: &Store) -> rusqlite::Result<()> {
        let sql = format!(
            "SELECT {COLUMNS}, d.key FROM evidence AS e LEFT JOIN document AS d ON d.id = e.document
             WHERE e.quote IS NULL OR (d.text IS NULL AND d.sha256 IS NULL)"
        );
        store.visit(&sql, [], |row| {
            let document: Option<String> = row.get(8)?;
            self.compare(row, document.as_deref(), &Place::UNCHECKED)
        })
    }

    /// Of a document whose text was left out when it was shipped, quotes stand as they stood.
    fn text_left_out(&mut self, store: &Store) -> rusqlite::Result<()> {
        let sql = "SELECT e.quote_state, count(*) FROM evidence AS e CROSS JOIN document AS d ON d.id = e.document
                   WHERE e.quote IS NOT NULL AND d.text IS NULL AND d.sha256 IS NOT NULL GROUP BY e.quote_state";
        store.visit(sql, [], |row| {
            self.states.unchecked += u64::from(row.get::<_, u32>(1)?);
            Ok(())
        })
    }

    fn compare(&mut self, row: &Row<'_>, document: Option<&str>, found: &Place) -> rusqlite::Result<()> {
        self.check.checked += 1;
        match found.state {
            QuoteState::Verbatim => self.states.verbatim += 1,
            QuoteState::Normalised => self.states.normalised += 1,
            QuoteState::Missing => self.states.missing += 1,
            QuoteState::Unchecked => self.states.unchecked += 1,
        }
        let state: String = row.get(1)?;
        let bounds: (Option<i64>, Option<i64>) = (row.get(2)?, row.get(3)?);
        if state != found.state.name() || bounds != found.bounds() {
            self.check.add(Fault::Quote {
                evidence: row.get(0)?,
                document: document.map(str::to_owned),
                kept: (state, range(bounds)),
                found: (found.state, range(found.bounds())),
            });
        }
        Ok(())
    }
}

fn range(bounds: (Option<i64>, Option<i64>)) -> Option<Range<i64>> {
    bounds.0.zip(bounds.1).map(|(start, end)| start..end)
}
