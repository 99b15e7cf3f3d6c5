//! FollowTheMoney: entities with properties, and facts between them as entities of their own that have a time.

mod links;
mod schemata;

use serde::Serialize;
use serde_json::{Map, Value as Json, json};

use super::graph::leave_out_the_rest;
use super::{LeftOut, Output};
use crate::answer::Value;
use crate::diagnostic::Result;
use crate::edtf::{Edtf, Precision};
use crate::store::export::{EntityRow, FactRow, Snapshot};
use links::Link;
use schemata::Schemata;

/// An entity of the model: each property has a list of values.
#[derive(Debug, Serialize)]
struct Proxy {
    id: String,
    schema: &'static str,
    properties: Map<String, Json>,
}

impl Proxy {
    fn new(id: String, schema: &'static str) -> Self {
        Proxy { id, schema, properties: Map::new() }
    }

    fn add(&mut self, property: &str, value: impl Into<String>) {
        let value = json!(value.into());
        if let Json::Array(values) = self.properties.entry(property).or_insert_with(|| json!([]))
            && !values.contains(&value)
        {
            values.push(value);
        }
    }
}

/// Writes a store. What the model has no place for is counted.
pub(super) fn write(snapshot: &Snapshot<'_>, output: &mut Output<'_>) -> Result<()> {
    let schemata = Schemata::new(&snapshot.vocabulary()?);
    leave_out_the_rest(snapshot, &mut output.report)?;
    snapshot.entities(&mut |row| match row.merged {
        // It is the other.
        true => Ok(()),
        false => {
            output.report.entities += 1;
            let proxy = entity(snapshot, &schemata, &row, &mut output.report)?;
            output.json_line(&proxy)
        }
    })?;
    snapshot.facts(&mut |row| {
        if row.is_only_denied() {
            output.report.leave_out(LeftOut::Denied, 1);
            return Ok(());
        }
        let is_link = matches!(row.object, Value::Entity(_));
        let is_left_out = if is_link { !row.qualifiers.is_empty() } else { row.says_more() };
        output.report.leave_out(LeftOut::Details, usize::from(is_left_out));
        match &row.object {
            Value::Entity(object) => {
                output.report.facts += 1;
                let schema_of = |id| snapshot.kinds(id).map(|kinds| schemata.of_kinds(&kinds));
                let link =
                    links::link(&row.predicate_name, || Ok((schema_of(row.subject.id)?, schema_of(object.id)?)))?;
                output.json_line(&proxy_of(&row, link, &object.key))
            }
            // The entity has it.
            _ => Ok(()),
        }
    })
}

/// An entity with its names, its kinds as keywords, and the values that its schema has properties for.
fn entity(
    snapshot: &Snapshot<'_>,
    schemata: &Schemata,
    row: &EntityRow,
    report: &mut super::ExportReport,
) -> Result<Proxy> {
    let kinds = snapshot.kinds(row.id)?;
    let mut proxy = Proxy::new(row.key.clone(), schemata.of_kinds(&kinds));
    proxy.add("name", &row.name);
    for name in snapshot.other_names(row)? {
        proxy.add("alias", name);
    }
    if let Some(description) = &row.description {
        proxy.add("notes", description);
    }
    report.facts += kinds.len();
    for kind in kinds {
        proxy.add("keywords", kind);
    }
    for (predicate, value) in snapshot.values(row.id)? {
        match schemata.property(predicate, proxy.schema) {
            Some(property) => {
                report.facts += 1;
                proxy.add(property, value);
            }
            None => report.leave_out(LeftOut::Values, 1),
        }
    }
    Ok(proxy)
}

/// A fact between two entities.
fn proxy_of(row: &FactRow, link: &'static Link, object: &str) -> Proxy {
    let mut proxy = Proxy::new(format!("factfile-{}", row.id.0), link.schema);
    proxy.add(link.subject, &row.subject.key);
    proxy.add(link.object, object);
    proxy.add(link.role, &row.predicate_name);
    if let Some(time) = &row.time {
        add_time(&mut proxy, time);
    }
    for evidence in &row.evidence {
        if let Some(quote) = &evidence.quote {
            proxy.add("summary", quote);
        }
        if let Some(url) = &evidence.url {
            proxy.add("sourceUrl", url);
        }
    }
    proxy
}

/// A time as the model has it: a date as far as it is known, or a beginning and an end.
fn add_time(proxy: &mut Proxy, time: &Edtf) {
    let text = time.as_str();
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') && !text.starts_with('-');
    if is_plain && matches!(time.precision, Precision::Day | Precision::Month | Precision::Year) {
        proxy.add("date", text);
        return;
    }
    for (property, day) in [("startDate", time.start()), ("endDate", time.end())] {
        if let Some(day) = day {
            proxy.add(property, day);
        }
    }
}
