//! Which part of a row a part of its record comes from.

use super::build::evidence_rows;
use super::row::Row;
use super::template::Reference;
use super::{Makes, Section, Value};
use crate::load::place::Step;

impl Section {
    /// The part of a row, or of the element of a list in it, that the value at a path of its record comes from.
    pub(super) fn origin<'r>(&'r self, row: Row<'r>, steps: &[Step<'_>]) -> Option<(Row<'r>, Reference)> {
        let mut members = steps.iter().filter(|step| !matches!(step, Step::Root));
        let member = name(members.next()?)?;
        let origin = match &self.makes {
            Makes::Document(values) => values.get(member)?.origin(&row),
            Makes::Entity { members: values, kinds, aliases } => match member {
                "kinds" => listed(kinds, members.next(), &row),
                "aliases" => listed(aliases, members.next(), &row),
                _ => values.get(member)?.origin(&row),
            },
            Makes::Fact(fact) => match member {
                "subject" => fact.subject.origin(members.next().and_then(name), &row),
                "predicate" => fact.predicate.origin(&row),
                "object" => fact.object.origin(members.next().and_then(name), &row),
                "time" => fact.time.as_ref()?.origin(&row),
                "time_text" => fact.time_text.as_ref()?.origin(&row),
                "qualifiers" => {
                    let key = name(members.next()?)?;
                    let (_, thing) = fact.qualifiers.iter().find(|(other, _)| other == key)?;
                    thing.origin(members.next().and_then(name), &row)
                }
                "evidence" => {
                    let Some(Step::Element(at)) = members.next() else { return None };
                    let (map, row) = *evidence_rows(fact, row).ok()?.get(*at)?;
                    let origin = match members.next().and_then(name) {
                        Some("source") => map.source.as_ref()?.origin(members.next().and_then(name), &row),
                        Some(member) => map.members.get(member)?.origin(&row),
                        None => map.members.get("quote").or(map.members.get("document"))?.origin(&row),
                    };
                    return Some((row, origin?));
                }
                _ => None,
            },
        };
        origin.map(|origin| (row, origin))
    }
}

fn name<'s>(step: &Step<'s>) -> Option<&'s str> {
    match step {
        Step::Member(name) | Step::Name(name) => Some(name),
        Step::Root | Step::Element(_) => None,
    }
}

/// Where an element of a list comes from.
fn listed(values: &[Value], step: Option<&Step<'_>>, row: &Row<'_>) -> Option<Reference> {
    let Some(Step::Element(at)) = step else { return values.first()?.origin(row) };
    let mut before = 0;
    let holds = |value: &&Value| {
        before += value.texts(row).len();
        before > *at
    };
    values.iter().find(holds)?.origin(row)
}
