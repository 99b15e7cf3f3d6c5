//! A part of a store: the facts that the rows of a query rest on, with what they need; or everything without the documents' texts.

use super::{Options, redact};
use crate::diagnostic::{Diagnostic, Result};
use crate::engine::Engine;
use crate::problem::CommandProblem;
use crate::receipts::WhichRows;
use crate::store::{Kept, Redacted, Store};
use crate::value::FactId;

/// Takes out of a copy what is not to be shipped.
///
/// # Errors
/// What is wrong with the query, or with what is to be redacted; that its rows rest on nothing, or on more than is fetched; that the copy cannot be written.
pub(super) fn take(copy: Store, options: &Options) -> Result<(Store, Option<Redacted>)> {
    if options.only.is_none() && !options.without_text && options.redact.is_empty() {
        return Ok((copy, None));
    }
    let mut copy = copy;
    if let Some(query) = &options.only {
        let engine = Engine::new(copy)?;
        let facts = facts_of(&engine, query)?;
        copy = engine.into_store();
        copy.cut(Kept::Facts(&facts), !options.without_text)?;
    }
    let mut redacted = None;
    if !options.redact.is_empty() {
        let (rest, what) = redact::redact(copy, &options.redact)?;
        (copy, redacted) = (rest, Some(what));
        copy.cut(Kept::Needed, false)?;
    } else if options.only.is_none() {
        copy.cut(Kept::All, false)?;
    }
    let is_part = options.only.is_some() || redacted.is_some();
    let copy = if is_part { with_what_reads(copy)? } else { copy };
    copy.compact()?;
    Ok((copy, redacted))
}

/// The facts that the rows of a query rest on.
fn facts_of(engine: &Engine, query: &str) -> Result<Vec<FactId>> {
    let answered = engine.ask_text(query)?;
    let receipts = engine.why(&answered, WhichRows::All)?;
    if receipts.facts.is_empty() {
        return Err(Diagnostic::new(CommandProblem::NothingToShip));
    }
    if receipts.rows.iter().any(|row| row.more) {
        return Err(Diagnostic::new(CommandProblem::TooMuchToShip));
    }
    Ok(receipts.facts.into_keys().collect())
}

/// The copy without those saved queries and rules that speak of what is no longer there.
fn with_what_reads(mut copy: Store) -> Result<Store> {
    loop {
        let engine = Engine::new(copy)?;
        let unread = |rule: &&crate::vocabulary::Rule| engine.check_kept(rule).is_err();
        let rules: Vec<String> =
            engine.vocabulary().rules().iter().filter(unread).map(|rule| rule.name.clone()).collect();
        let mut queries = Vec::new();
        for name in engine.store().saved_queries()? {
            let saved = engine.store().saved_query(&name)?;
            if saved.is_some_and(|saved| engine.check_saved(&saved).is_err()) {
                queries.push(name);
            }
        }
        copy = engine.into_store();
        if rules.is_empty() && queries.is_empty() {
            return Ok(copy);
        }
        copy.forget_named(&queries, &rules)?;
    }
}
