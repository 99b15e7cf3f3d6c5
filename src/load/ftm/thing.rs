//! Entities that are things: a record of their own, and a fact for each value.

use super::entity::{Entity, list, text};
use super::schemata::NAMES;
use super::{DATASET, Role, Teller, Value, is_fact, predicate, role};
use crate::diagnostic::Result;
use crate::load::camel::in_words;
use crate::load::item::Everywhere;
use crate::load::record::{self, Document, Evidence, Fact, Object, Qualifiers, Record, Reference};

const OF_SOURCES: &str =
    "publishers, their addresses and dates of retrieval of which a source has another, or that are no dates";

impl Teller<'_, '_> {
    /// Tells a thing.
    pub(super) fn thing(&mut self, entity: &Entity) -> Result<()> {
        self.others(entity);
        let record = named(entity);
        self.show(Record::Entity(record), &Value { entity, property: "name", index: 0 })?;
        let evidence = self.sources(entity)?;
        for property in entity.properties.keys() {
            self.property(entity, property, &evidence)?;
        }
        for dataset in entity.datasets.iter().filter(|dataset| !dataset.trim().is_empty()) {
            let fact = stated(&entity.id, DATASET, Object::Word(dataset.clone()), &[]);
            self.show(Record::Fact(Box::new(fact)), &Everywhere)?;
        }
        Ok(())
    }

    /// Tells a property's values as facts.
    fn property(&mut self, entity: &Entity, property: &str, evidence: &[Evidence]) -> Result<()> {
        self.unreadable(entity, property);
        if !is_fact(entity, None, property) {
            return Ok(());
        }
        for (index, value) in entity.values(property) {
            if let Some(object) = self.object(&entity.schema, property, value) {
                let fact = stated(&entity.id, &predicate(&entity.schema, property), object, evidence);
                self.show(Record::Fact(Box::new(fact)), &Value { entity, property, index })?;
            }
        }
        Ok(())
    }

    /// Tells the documents that an entity comes from; its facts rest on them.
    pub(super) fn sources(&mut self, entity: &Entity) -> Result<Vec<Evidence>> {
        let mut retrieved = entity.values("retrievedAt").map(|(_, date)| date);
        let retrieved = retrieved.find(|date| date.parse::<crate::edtf::Edtf>().is_ok());
        let mut evidence = Vec::new();
        for (_, url) in entity.values("sourceUrl") {
            let document = Document {
                id: url.to_owned(),
                url: Some(url.to_owned()),
                publisher: self.ftm.publisher(url),
                retrieved: retrieved.map(str::to_owned),
                ..Document::default()
            };
            self.show(Record::Document(Box::new(document)), &Everywhere)?;
            evidence.push(Evidence { document: Some(url.to_owned()), ..Evidence::default() });
        }
        if !evidence.is_empty() {
            self.leave_out_of_sources(entity, retrieved);
        }
        Ok(evidence)
    }

    /// Counts what is said of sources and their documents have no place for.
    fn leave_out_of_sources(&mut self, entity: &Entity, retrieved: Option<&str>) {
        let is_publisher = |publisher: &str| {
            let mut urls = entity.values("sourceUrl").map(|(_, url)| self.ftm.publisher(url));
            urls.all(|known| known.as_deref() == Some(publisher))
        };
        let mut lost: Vec<&str> = entity.values("publisherUrl").map(|(_, url)| url).collect();
        lost.extend(entity.values("publisher").map(|(_, name)| name).filter(|name| !is_publisher(name)));
        lost.extend(entity.values("retrievedAt").map(|(_, date)| date).filter(|date| Some(*date) != retrieved));
        for value in lost {
            self.left_out.add_value(OF_SOURCES, self.passage.first_line, Some(value));
        }
    }

    /// Counts the members that no record has a place for.
    pub(super) fn others(&mut self, entity: &Entity) {
        for member in entity.others.keys() {
            self.leave_out(match member.as_str() {
                "first_seen" | "last_seen" | "last_change" => {
                    "when entities were seen (first_seen, last_seen, last_change)"
                }
                "referents" => "ids that entities had before (referents)",
                "target" => "whether entities are targets (target)",
                _ => "members other than id, schema, caption, properties and datasets",
            });
        }
        for _ in 0..entity.members_of_named() {
            self.leave_out("members of entities that are written out within others and have no properties");
        }
    }

    /// Counts the values of a property that are no texts.
    pub(super) fn unreadable(&mut self, entity: &Entity, property: &str) {
        let values = entity.properties.get(property).map(list).unwrap_or_default();
        for _ in values.iter().filter(|value| text(value).is_none()) {
            self.leave_out("values that are empty, or no texts");
        }
    }
}

/// The record of a thing.
fn named(entity: &Entity) -> record::Entity {
    let names = || entity.values("name").map(|(_, name)| name);
    let other = || NAMES.iter().find_map(|property| entity.first(property));
    let caption = || entity.caption.as_deref().filter(|caption| !caption.trim().is_empty());
    let name = names().next().or_else(caption).or_else(other).unwrap_or(&entity.id);
    let mut aliases: Vec<String> = Vec::new();
    let further = entity.properties.keys().filter(|property| role(property) == Role::Alias);
    let further = further.flat_map(|property| entity.values(property)).map(|(_, alias)| alias);
    for alias in names().chain(caption()).chain(further) {
        if alias != name && !aliases.iter().any(|known| known == alias) {
            aliases.push(alias.to_owned());
        }
    }
    let (id, name, kinds) = (entity.id.clone(), name.to_owned(), vec![in_words(&entity.schema)]);
    record::Entity { id, name, kinds, aliases, description: None }
}

/// A fact about the entity of an id.
pub(super) fn stated(subject: &str, predicate: &str, object: Object, evidence: &[Evidence]) -> Fact {
    Fact {
        subject: Reference::Named(super::thing(subject)),
        predicate: predicate.to_owned(),
        object,
        time: None,
        time_text: None,
        qualifiers: Qualifiers::default(),
        evidence: evidence.to_vec(),
    }
}
