//! Quotes, looked up anew in the texts of their documents, and the texts themselves.

use std::ops::Range;

use rusqlite::Row;

use super::{Check, QuoteStates};
use crate::problem::Fault;
use crate::quotes::{Place, Text};
use crate::store::Store;
use crate::store::write::sum;
use crate::value::QuoteState;

pub(super) fn check(store: &Store) -> rusqlite::Result<(Check, QuoteStates)> {
    let mut check = Check::of("quotes");
    let mut states = QuoteStates::default();
    store.visit("SELECT id, key, text, sha256 FROM document WHERE text IS NOT NULL", [], |row| {
        let (id, key, text): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        if row.get::<_, Option<String>>(3)?.is_none_or(|kept| kept != sum(&text)) {
            check.add(Fault::OtherText { document: key.clone() });
        }
        of_document(store, id, &key, text, &mut check, &mut states)
    })?;
    without_text(store, &mut check, &mut states)?;
    Ok((check, states))
}

/// What is read of a piece of evidence.
const COLUMNS: &str = "e.id, e.quote_state, e.quote_start, e.quote_end, e.quote, e.prefix, e.suffix";

fn of_document(
    store: &Store,
    document: i64,
    key: &str,
    text: String,
    check: &mut Check,
    states: &mut QuoteStates,
) -> rusqlite::Result<()> {
    let text = Text::new(text);
    let sql = format!("SELECT {COLUMNS} FROM evidence AS e WHERE e.document = ?1 AND e.quote IS NOT NULL");
    store.visit(&sql, [document], |row| {
        let (quote, prefix, suffix): (String, Option<String>, Option<String>) = (row.get(4)?, row.get(5)?, row.get(6)?);
        let found = text.find(&quote, prefix.as_deref(), suffix.as_deref());
        compare(row, Some(key), &found.place, check, states)
    })
}

/// What there is no text for, or no quote, was not checked.
fn without_text(store: &Store, check: &mut Check, states: &mut QuoteStates) -> rusqlite::Result<()> {
    let sql = format!(
        "SELECT {COLUMNS}, d.key FROM evidence AS e LEFT JOIN document AS d ON d.id = e.document
         WHERE e.quote IS NULL OR d.text IS NULL"
    );
    store.visit(&sql, [], |row| {
        let document: Option<String> = row.get(7)?;
        compare(row, document.as_deref(), &Place::UNCHECKED, check, states)
    })
}

fn compare(
    row: &Row<'_>,
    document: Option<&str>,
    found: &Place,
    check: &mut Check,
    states: &mut QuoteStates,
) -> rusqlite::Result<()> {
    check.checked += 1;
    match found.state {
        QuoteState::Verbatim => states.verbatim += 1,
        QuoteState::Normalised => states.normalised += 1,
        QuoteState::Missing => states.missing += 1,
        QuoteState::Unchecked => states.unchecked += 1,
    }
    let state: String = row.get(1)?;
    let bounds: (Option<i64>, Option<i64>) = (row.get(2)?, row.get(3)?);
    if state != found.state.name() || bounds != found.bounds() {
        check.add(Fault::Quote {
            evidence: row.get(0)?,
            document: document.map(str::to_owned),
            kept: (state, range(bounds)),
            found: (found.state, range(found.bounds())),
        });
    }
    Ok(())
}

fn range(bounds: (Option<i64>, Option<i64>)) -> Option<Range<i64>> {
    bounds.0.zip(bounds.1).map(|(start, end)| start..end)
}
