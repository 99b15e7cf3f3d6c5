//! Records out of rows.

use std::collections::HashMap;
use std::ops::Range;

use super::maker::Maker;
use super::row::Row;
use super::template::Reference;
use super::value::GoodDates;
use super::{EvidenceMap, FactMap, Makes, Section, Thing, Value};
use crate::load::item::{Later, Places};
use crate::load::parse::Fault;
use crate::load::place::Step;
use crate::load::record::{self, Object, Qualifiers, Record, Values};
use crate::load::table::Dialect;
use crate::value::{Modality, Polarity};
use crate::vocabulary::IS;

/// What a section makes of a row.
pub(in crate::load) struct MappedRecord<'r> {
    /// What it is made by.
    pub(in crate::load) section: &'r Section,
    /// What it is made of.
    pub(in crate::load) row: Row<'r>,
    /// How the row is written; none where it is JSON.
    pub(in crate::load) dialect: Option<Dialect>,
    /// The dates that are known to be good.
    pub(in crate::load) good_dates: &'r GoodDates,
}

impl<'r> MappedRecord<'r> {
    /// The record, blank where something is wrong, and what that is.
    fn made(&self) -> (Record, Maker<'r>) {
        let mut maker = Maker::new(self.good_dates);
        let record = match &self.section.makes {
            Makes::Document(members) => Record::Document(Box::new(maker.document(members, self.row))),
            Makes::Entity { members, kinds, aliases } => {
                Record::Entity(maker.entity(members, (kinds, aliases), self.row))
            }
            Makes::Fact(map) => Record::Fact(Box::new(maker.fact(map, self.row))),
        };
        (record, maker)
    }
}

impl Later for MappedRecord<'_> {
    fn record(&self, passage: &str) -> Result<Record, Vec<Fault>> {
        let (record, maker) = self.made();
        let faults = maker.faults(|row, origin| match origin {
            Some(origin) => row.locate(passage, self.dialect, origin),
            None => 0..passage.len(),
        });
        if faults.is_empty() { Ok(record) } else { Err(faults) }
    }

    fn in_part(&self) -> Record {
        self.made().0
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

fn optional(members: &HashMap<&'static str, Value>, member: &str, row: &Row<'_>) -> Option<String> {
    members.get(member).and_then(|value| value.text(row)).map(|text| text.into_owned())
}

impl<'r> Maker<'r> {
    fn document(&mut self, members: &'r HashMap<&'static str, Value>, row: Row<'r>) -> record::Document {
        let given = |member| optional(members, member, &row);
        let id = self.needed(members.get("id"), "id", row);
        let published = self.date(members.get("published"), row);
        let retrieved = self.date(members.get("retrieved"), row);
        record::Document {
            id,
            title: given("title"),
            publisher: given("publisher"),
            url: given("url"),
            published,
            retrieved,
            language: given("language"),
            licence: given("licence"),
            text: given("text"),
        }
    }

    fn entity(
        &mut self,
        members: &'r HashMap<&'static str, Value>,
        (kinds, aliases): (&'r [Value], &'r [Value]),
        row: Row<'r>,
    ) -> record::Entity {
        let id = self.needed(members.get("id"), "id", row);
        let name = self.needed(members.get("name"), "name", row);
        record::Entity {
            id,
            name,
            kinds: kinds.iter().flat_map(|kind| kind.texts(&row)).collect(),
            aliases: aliases.iter().flat_map(|alias| alias.texts(&row)).collect(),
            description: optional(members, "description", &row),
        }
    }

    fn fact(&mut self, map: &'r FactMap, row: Row<'r>) -> record::Fact {
        let given =
            |value: &Option<Value>| value.as_ref().and_then(|value| value.text(&row)).map(|text| text.into_owned());
        let (mut time, mut time_text) = (None, given(&map.time_text));
        match map.time.as_ref().filter(|time| map.keep_odd_times && self.has_odd_dates(time, &row)) {
            Some(odd) => time_text = odd.text(&row).map(|text| text.into_owned()),
            None => time = self.date(map.time.as_ref(), row),
        }
        let subject = self.reference(&map.subject, "subject", row);
        let predicate = self.needed(Some(&map.predicate), "predicate", row);
        let object = self.object(&map.object, row);
        let qualifiers = self.qualifiers(&map.qualifiers, row);
        let evidence = self.evidence(map, row);
        record::Fact { subject, predicate, object, time, time_text, qualifiers, evidence }
    }

    fn evidence(&mut self, map: &'r FactMap, row: Row<'r>) -> Vec<record::Evidence> {
        let rows = match evidence_rows(map, row) {
            Ok(rows) => rows,
            Err(list) => {
                self.no_list(list, row);
                return Vec::new();
            }
        };
        rows.into_iter().map(|(map, row)| self.passage(map, row)).collect()
    }

    fn passage(&mut self, map: &'r EvidenceMap, row: Row<'r>) -> record::Evidence {
        let given = |member| optional(&map.members, member, &row);
        let source = map.source.as_ref().filter(|source| source.is_something(&row));
        record::Evidence {
            document: given("document"),
            quote: given("quote"),
            prefix: given("prefix"),
            suffix: given("suffix"),
            source: source.map(|source| self.reference(source, "source", row)),
            modality: self.one_of(map, "modality", row, &Modality::ALL.map(|modality| (modality.name(), modality))),
            polarity: self.one_of(map, "polarity", row, &[("+", Polarity::Affirms), ("-", Polarity::Denies)]),
            confidence: match map.members.get("confidence").and_then(|value| self.number(value, row)) {
                Some(Object::Decimal(decimal)) => Some(decimal),
                Some(Object::Integer(whole)) => Some(whole as f64),
                Some(_) => Some(0.0),
                None => None,
            },
            extractor: given("extractor"),
            time_text: given("time_text"),
        }
    }

    fn qualifiers(&mut self, map: &'r [(String, Thing)], row: Row<'r>) -> Qualifiers {
        let mut found = Vec::with_capacity(map.len());
        for (name, thing) in map {
            let mut objects = self.objects(thing, row);
            match objects.len() {
                0 => {}
                1 => found.extend(objects.pop().map(|object| (name.clone(), Values::One(object)))),
                _ => found.push((name.clone(), Values::More(objects))),
            }
        }
        Qualifiers(found)
    }
}

/// The pieces of evidence of a fact, each with what it is made of; those that come to nothing are left out.
///
/// # Errors
/// Where something stands in the place of a list.
pub(super) fn evidence_rows<'r>(map: &'r FactMap, row: Row<'r>) -> Result<Vec<(&'r EvidenceMap, Row<'r>)>, Reference> {
    let mut found = Vec::new();
    for map in &map.evidence {
        let wanted = |row: &Row<'r>| map.when.iter().all(|condition| condition.holds(row)) && says(map, row);
        let rows = row.rows(map.each, &map.when)?;
        found.extend(rows.into_iter().filter(wanted).map(|row| (map, row)));
    }
    Ok(found)
}

/// Whether it says where something stands, or who says it.
fn says(map: &EvidenceMap, row: &Row<'_>) -> bool {
    let members = ["document", "quote"].into_iter().filter_map(|member| map.members.get(member));
    members.into_iter().any(|value| value.cell(row).is_something())
        || map.source.as_ref().is_some_and(|source| source.is_something(row))
}
