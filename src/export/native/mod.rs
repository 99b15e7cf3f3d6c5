//! The native records, one a line: words first, then rules and saved queries, documents, entities, facts, and which
//! entities are one. With history, the loads come first, and each record has those that gave it.

mod history;
mod records;

pub(super) use history::write_history;
use serde::Serialize;

use super::{LeftOut, Output};
use crate::diagnostic::Result;
use crate::load::record::kept::{Distinct, Load, Merge, Query, Recorded, Rule};
use crate::load::record::{Document, Entity, Fact, Vocabulary};
use crate::plan::has_own_facts;
use crate::store::export::{FactRow, Snapshot};
use crate::vocabulary;
use records::{claims, distinct, document, entity, is_stated_by_entity, kind, merge, predicate, query, rule};

/// One record.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Line {
    Vocabulary(Vocabulary),
    Rule(Rule),
    Query(Query),
    Document(Document),
    Entity(Entity),
    Fact(Fact),
    Merge(Merge),
    Distinct(Distinct),
    Load(Load),
    Recorded(Box<Recorded>),
}

/// Writes what counts now.
pub(super) fn write(snapshot: &Snapshot<'_>, output: &mut Output<'_>) -> Result<()> {
    let words = snapshot.vocabulary()?;
    write_words(&words, output)?;
    words.rules().iter().try_for_each(|kept| output.json_line(&Line::Rule(rule(kept))))?;
    for saved in snapshot.queries()? {
        output.json_line(&Line::Query(query(&saved)))?;
    }
    snapshot.documents(&mut |row| {
        output.report.documents += 1;
        output.json_line(&Line::Document(document(&row)))
    })?;
    snapshot.entities(&mut |row| {
        output.report.entities += usize::from(!row.merged);
        let (names, kinds) = (snapshot.names_recorded(&row)?, snapshot.kinds_stated(row.id)?);
        let names = names.into_iter().map(|name| name.text).collect();
        output.json_line(&Line::Entity(entity(&row, names, kinds)))
    })?;
    snapshot.facts(&mut |row| write_fact(&row, &words, output))?;
    snapshot.distinctions()?.iter().try_for_each(|row| output.json_line(&Line::Distinct(distinct(row))))?;
    snapshot.merges()?.iter().try_for_each(|row| output.json_line(&Line::Merge(merge(row))))
}

/// Writes the words that facts have, each in a record of its own.
fn write_words(words: &vocabulary::Vocabulary, output: &mut Output<'_>) -> Result<()> {
    for declared in words.kinds().iter().filter(|kind| kind.rule.is_none()) {
        let kinds = vec![kind(declared, words)];
        output.json_line(&Line::Vocabulary(Vocabulary { kinds, predicates: Vec::new() }))?;
    }
    for declared in words.predicates().iter().filter(|predicate| predicate.rule.is_none()) {
        // What is built in is declared by nobody.
        if let Some(declared) = predicate(declared, words) {
            let predicates = vec![declared];
            output.json_line(&Line::Vocabulary(Vocabulary { kinds: Vec::new(), predicates }))?;
        }
    }
    Ok(())
}

/// Writes a fact: a record for its evidence, and one more where it is also stated without.
fn write_fact(row: &FactRow, words: &vocabulary::Vocabulary, output: &mut Output<'_>) -> Result<()> {
    if !has_own_facts(row.predicate, words) {
        output.report.leave_out(LeftOut::Derived, 1);
        return Ok(());
    }
    output.report.facts += 1;
    output.report.evidence += row.evidence.len();
    if is_stated_by_entity(row) {
        return Ok(());
    }
    claims(row).into_iter().try_for_each(|record| output.json_line(&Line::Fact(record)))
}
