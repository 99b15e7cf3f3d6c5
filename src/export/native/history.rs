//! All that was ever recorded: the loads first, then each record with those that gave it.

use super::records::{distinct, document, entity, load, query, recorded, recorded_claims, recorded_merge, rule};
use super::{Line, Output, write_words};
use crate::diagnostic::Result;
use crate::load::record::kept::{Distinct, Given, Name, Query, Recorded, Rule};
use crate::store::export::{EntityRow, FactRow, NameRow, Snapshot};

/// Writes a store with its history.
pub(in crate::export) fn write_history(snapshot: &Snapshot<'_>, output: &mut Output<'_>) -> Result<()> {
    snapshot.loads(&mut |entry| output.json_line(&Line::Load(load(entry))))?;
    let words = snapshot.vocabulary()?;
    write_words(&words, output)?;
    for kept in words.rules() {
        output.json_line(&Line::Rule(Rule { load: Some(snapshot.rule_load(kept.id)?), ..rule(kept) }))?;
    }
    for saved in snapshot.queries()? {
        output.json_line(&Line::Query(Query { load: Some(snapshot.query_load(&saved.name)?), ..query(&saved) }))?;
    }
    snapshot.documents(&mut |row| {
        output.report.documents += 1;
        write_recorded(recorded(&row.log, Given::Document(Box::new(document(&row)))), output)
    })?;
    snapshot.entities(&mut |row| {
        output.report.entities += 1;
        write_entity(&row, snapshot.names_recorded(&row)?, output)
    })?;
    snapshot.facts(&mut |row| write_fact(&row, output))?;
    for row in snapshot.distinctions()? {
        output.json_line(&Line::Distinct(Distinct { load: Some(row.load), ..distinct(&row) }))?;
    }
    snapshot.merges()?.iter().try_for_each(|row| output.json_line(&Line::Merge(recorded_merge(row))))
}

fn write_recorded(recorded: Recorded, output: &mut Output<'_>) -> Result<()> {
    output.json_line(&Line::Recorded(Box::new(recorded)))
}

/// Writes an entity with the names that the same loads gave, and the other names each in a record of its own.
fn write_entity(row: &EntityRow, names: Vec<NameRow>, output: &mut Output<'_>) -> Result<()> {
    let (together, apart): (Vec<NameRow>, Vec<NameRow>) = names.into_iter().partition(|name| name.log == row.log);
    let aliases = together.into_iter().map(|name| name.text).collect();
    write_recorded(recorded(&row.log, Given::Entity(entity(row, aliases, Vec::new()))), output)?;
    apart.into_iter().try_for_each(|name| {
        let given = Given::Name(Name { entity: row.key.clone(), name: name.text });
        write_recorded(recorded(&name.log, given), output)
    })
}

fn write_fact(row: &FactRow, output: &mut Output<'_>) -> Result<()> {
    output.report.facts += 1;
    output.report.evidence += row.evidence.len();
    recorded_claims(row).into_iter().try_for_each(|claim| write_recorded(claim, output))
}
