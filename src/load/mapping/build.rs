//! Records out of rows.

use std::collections::HashMap;
use std::ops::Range;

use super::row::{Cell, Row};
use super::template::Reference;
use super::{EvidenceMap, FactMap, Makes, Section, Thing, Value};
use crate::edtf::Edtf;
use crate::load::item::{Later, Places};
use crate::load::parse::Fault;
use crate::load::place::Step;
use crate::load::record::{self, Named, Object, Qualifiers, Record, Values};
use crate::load::table::Dialect;
use crate::problem::MappingProblem;
use crate::value::{Modality, ObjectType, Polarity};
use crate::vocabulary::IS;

/// What a section makes of a row.
pub(in crate::load) struct MappedRecord<'r> {
    /// What it is made by.
    pub(in crate::load) section: &'r Section,
    /// What it is made of.
    pub(in crate::load) row: Row<'r>,
    /// How the row is written; none where it is JSON.
    pub(in crate::load) dialect: Option<Dialect>,
}

/// What is wrong with a value, and from which part of the row it is.
struct Unfit {
    problem: MappingProblem,
    origin: Option<Reference>,
}

type Made<T> = Result<T, Unfit>;

impl Later for MappedRecord<'_> {
    fn record(&self, passage: &str) -> Result<Record, Fault> {
        let row = &self.row;
        let made = match &self.section.makes {
            Makes::Document(members) => document(members, row).map(|document| Record::Document(Box::new(document))),
            Makes::Entity { members, kinds, aliases } => entity(members, kinds, aliases, row).map(Record::Entity),
            Makes::Fact(map) => fact(map, row).map(|fact| Record::Fact(Box::new(fact))),
        };
        made.map_err(|unfit| (self.range(passage, unfit.origin), unfit.problem.into()))
    }

    fn may_name(&self) -> bool {
        let Makes::Fact(fact) = &self.section.makes else { return false };
        let sources = fact.evidence.iter().filter_map(|evidence| evidence.source.as_ref());
        let qualifiers = fact.qualifiers.iter().map(|(_, thing)| thing);
        [&fact.subject, &fact.object].into_iter().chain(qualifiers).chain(sources).any(Thing::may_name)
    }

    fn may_be_kind(&self) -> bool {
        let Makes::Fact(fact) = &self.section.makes else { return false };
        fact.predicate.text(&self.row).is_some_and(|predicate| predicate.trim() == IS)
    }
}

impl Places for MappedRecord<'_> {
    fn locate(&self, passage: &str, steps: &[Step<'_>]) -> Option<Range<usize>> {
        let (row, origin) = self.section.origin(self.row, steps)?;
        Some(row.locate(passage, self.dialect, origin))
    }
}

impl MappedRecord<'_> {
    fn range(&self, passage: &str, origin: Option<Reference>) -> Range<usize> {
        origin.map_or(0..passage.len(), |origin| self.row.locate(passage, self.dialect, origin))
    }
}

fn needed(value: Option<&Value>, member: &'static str, row: &Row<'_>) -> Made<String> {
    let given = value.and_then(|value| value.text(row));
    let origin = || value.and_then(|value| value.origin(row));
    given
        .map(|text| text.into_owned())
        .ok_or_else(|| Unfit { problem: MappingProblem::NothingFor { member }, origin: origin() })
}

fn optional(members: &HashMap<&'static str, Value>, member: &str, row: &Row<'_>) -> Option<String> {
    members.get(member).and_then(|value| value.text(row)).map(|text| text.into_owned())
}

fn document(members: &HashMap<&'static str, Value>, row: &Row<'_>) -> Made<record::Document> {
    let given = |member| optional(members, member, row);
    Ok(record::Document {
        id: needed(members.get("id"), "id", row)?,
        title: given("title"),
        publisher: given("publisher"),
        url: given("url"),
        published: given("published"),
        retrieved: given("retrieved"),
        language: given("language"),
        licence: given("licence"),
        text: given("text"),
    })
}

fn entity(
    members: &HashMap<&'static str, Value>,
    kinds: &[Value],
    aliases: &[Value],
    row: &Row<'_>,
) -> Made<record::Entity> {
    Ok(record::Entity {
        id: needed(members.get("id"), "id", row)?,
        name: needed(members.get("name"), "name", row)?,
        kinds: kinds.iter().flat_map(|kind| kind.texts(row)).collect(),
        aliases: aliases.iter().flat_map(|alias| alias.texts(row)).collect(),
        description: optional(members, "description", row),
    })
}

fn fact(map: &FactMap, row: &Row<'_>) -> Made<record::Fact> {
    let given = |value: &Option<Value>| value.as_ref().and_then(|value| value.text(row)).map(|text| text.into_owned());
    let mut evidence = Vec::with_capacity(map.evidence.len());
    for (map, row) in evidence_rows(map, *row) {
        evidence.push(passage(map, &row)?);
    }
    let (mut time, mut time_text) = (given(&map.time), given(&map.time_text));
    if map.keep_odd_times && time.as_ref().is_some_and(|time| time.parse::<Edtf>().is_err()) {
        time_text = time.take().or(time_text);
    }
    Ok(record::Fact {
        subject: reference(&map.subject, "subject", row)?,
        predicate: needed(Some(&map.predicate), "predicate", row)?,
        object: only(objects(&map.object, row)?).ok_or_else(|| nothing(&map.object, "object", row))?,
        time,
        time_text,
        qualifiers: qualifiers(&map.qualifiers, row)?,
        evidence,
    })
}

/// The pieces of evidence of a fact, each with what it is made of; those that come to nothing are left out.
pub(super) fn evidence_rows<'r>(map: &'r FactMap, row: Row<'r>) -> Vec<(&'r EvidenceMap, Row<'r>)> {
    let rows = |map: &'r EvidenceMap| {
        let rows = map.each.map_or_else(|| vec![row], |list| row.each(list));
        let wanted = move |row: &Row<'r>| map.when.iter().all(|condition| condition.holds(row)) && says(map, row);
        rows.into_iter().filter(wanted).map(move |row| (map, row)).collect::<Vec<_>>()
    };
    map.evidence.iter().flat_map(rows).collect()
}

/// Whether it says where something stands, or who says it.
fn says(map: &EvidenceMap, row: &Row<'_>) -> bool {
    let members = ["document", "quote"].into_iter().filter_map(|member| map.members.get(member));
    members.into_iter().any(|value| value.cell(row).is_something())
        || map.source.as_ref().is_some_and(|source| source.is_something(row))
}

fn passage(map: &EvidenceMap, row: &Row<'_>) -> Made<record::Evidence> {
    let given = |member| optional(&map.members, member, row);
    let source = map.source.as_ref().filter(|source| source.is_something(row));
    Ok(record::Evidence {
        document: given("document"),
        quote: given("quote"),
        prefix: given("prefix"),
        suffix: given("suffix"),
        source: source.map(|source| reference(source, "source", row)).transpose()?,
        modality: one_of(map, "modality", row, &Modality::ALL.map(|modality| (modality.name(), modality)))?,
        polarity: one_of(map, "polarity", row, &[("+", Polarity::Affirms), ("-", Polarity::Denies)])?,
        confidence: match map.members.get("confidence") {
            Some(value) => number(value, row)?.map(|number| match number {
                Object::Decimal(decimal) => decimal,
                Object::Integer(whole) => whole as f64,
                _ => 0.0,
            }),
            None => None,
        },
        extractor: given("extractor"),
        time_text: given("time_text"),
    })
}

fn one_of<T: Copy>(
    map: &EvidenceMap,
    member: &'static str,
    row: &Row<'_>,
    known: &[(&'static str, T)],
) -> Made<Option<T>> {
    let Some(value) = map.members.get(member) else { return Ok(None) };
    let Some(text) = value.text(row) else { return Ok(None) };
    match known.iter().find(|(word, _)| *word == text.trim()) {
        Some((_, found)) => Ok(Some(*found)),
        None => {
            let known = known.iter().map(|(word, _)| (*word).to_owned()).collect();
            Err(Unfit {
                problem: MappingProblem::NotOneOf { text: text.into_owned(), known },
                origin: value.origin(row),
            })
        }
    }
}

fn reference(thing: &Thing, member: &'static str, row: &Row<'_>) -> Made<record::Reference> {
    match thing.chosen(row) {
        Thing::Named { id, name, kind } => {
            Ok(record::Reference::Named(named(id.as_deref(), name, kind.as_deref(), member, row)?))
        }
        Thing::Word(value) | Thing::Literal(_, value) => needed(Some(value), member, row).map(record::Reference::Word),
        Thing::First(_) => Err(nothing(thing, member, row)),
    }
}

fn named(id: Option<&Value>, name: &Value, kind: Option<&Value>, member: &'static str, row: &Row<'_>) -> Made<Named> {
    let text = |value: Option<&Value>| value.and_then(|value| value.text(row)).map(|text| text.into_owned());
    Ok(Named { id: text(id), name: needed(Some(name), member, row)?, kind: text(kind) })
}

fn nothing(thing: &Thing, member: &'static str, row: &Row<'_>) -> Unfit {
    Unfit { problem: MappingProblem::NothingFor { member }, origin: thing.origin(None, row) }
}

fn only(mut objects: Vec<Object>) -> Option<Object> {
    objects.truncate(1);
    objects.pop()
}

/// What a thing comes to: nothing, one object, or those of a list.
fn objects(thing: &Thing, row: &Row<'_>) -> Made<Vec<Object>> {
    match thing.chosen(row) {
        Thing::Named { id, name, kind } => match name.cell(row).is_something() {
            true => Ok(vec![Object::Named(named(id.as_deref(), name, kind.as_deref(), "name", row)?)]),
            false => Ok(Vec::new()),
        },
        Thing::Word(value) => Ok(cells(value.cell(row)).into_iter().filter_map(as_it_is).collect()),
        Thing::Literal(ObjectType::Number, value) => Ok(number(value, row)?.into_iter().collect()),
        Thing::Literal(ObjectType::Boolean, value) => Ok(truth(value, row)?.into_iter().collect()),
        Thing::Literal(_, value) => Ok(value.texts(row).into_iter().map(Object::Word).collect()),
        Thing::First(_) => Ok(Vec::new()),
    }
}

fn cells(cell: Cell<'_>) -> Vec<Cell<'_>> {
    if let Cell::List(cells) = cell { cells } else { vec![cell] }
}

/// A cell as its own type says.
fn as_it_is(cell: Cell<'_>) -> Option<Object> {
    match cell {
        Cell::Nothing | Cell::List(_) => None,
        Cell::Text(text) => Some(Object::Word(text.into_owned())),
        Cell::Boolean(truth) => Some(Object::Boolean(truth)),
        Cell::Number(number) => {
            Some(number.as_i64().map_or_else(|| Object::Decimal(number.as_f64().unwrap_or_default()), Object::Integer))
        }
    }
}

fn number(value: &Value, row: &Row<'_>) -> Made<Option<Object>> {
    match value.cell(row) {
        Cell::Text(text) => {
            let plain = text.trim();
            let finite = |number: &f64| number.is_finite();
            let whole = plain.parse().ok().map(Object::Integer);
            let found = whole.or_else(|| plain.parse().ok().filter(finite).map(Object::Decimal));
            // `inf` and the like are read as numbers too, and have no digits.
            let is_too_large = plain.parse::<f64>().is_ok_and(f64::is_infinite) && plain.contains(char::is_numeric);
            let problem = || match is_too_large {
                true => MappingProblem::NumberOutOfRange { text: text.to_string() },
                false => MappingProblem::NotANumber { text: text.to_string() },
            };
            found.map(Some).ok_or_else(|| Unfit { problem: problem(), origin: value.origin(row) })
        }
        cell => Ok(as_it_is(cell)),
    }
}

fn truth(value: &Value, row: &Row<'_>) -> Made<Option<Object>> {
    let Some(text) = value.text(row) else { return Ok(None) };
    match text.trim().to_lowercase().as_str() {
        "true" | "yes" | "1" => Ok(Some(Object::Boolean(true))),
        "false" | "no" | "0" => Ok(Some(Object::Boolean(false))),
        _ => Err(Unfit { problem: MappingProblem::NotATruth { text: text.into_owned() }, origin: value.origin(row) }),
    }
}

fn qualifiers(map: &[(String, Thing)], row: &Row<'_>) -> Made<Qualifiers> {
    let mut found = Vec::with_capacity(map.len());
    for (name, thing) in map {
        let mut objects = objects(thing, row)?;
        match objects.len() {
            0 => {}
            1 => found.extend(objects.pop().map(|object| (name.clone(), Values::One(object)))),
            _ => found.push((name.clone(), Values::More(objects))),
        }
    }
    Ok(Qualifiers(found))
}
