//! The sections of a mapping: what is made of a row.

use std::collections::HashMap;

use toml::de::{DeTable, DeValue};

use super::{Node, Reading};
use crate::diagnostic::Result;
use crate::load::mapping::template::Reference;
use crate::load::mapping::{Condition, EvidenceMap, FactMap, Makes, Section, Thing, Value, Wanted};
use crate::problem::MappingProblem;

const DOCUMENT: [&str; 9] =
    ["id", "title", "publisher", "url", "published", "retrieved", "language", "licence", "text"];
const ENTITY: [&str; 3] = ["id", "name", "description"];
const FACT: [&str; 10] =
    ["subject", "predicate", "object", "time", "time_text", "qualifiers", "evidence", "file", "when", "each"];
const EVIDENCE: [&str; 9] =
    ["document", "quote", "prefix", "suffix", "modality", "polarity", "confidence", "extractor", "time_text"];

impl Reading {
    /// All sections. Those of documents and entities come before those of the facts that name them, however the mapping has them.
    pub(super) fn sections(&mut self, table: &DeTable<'_>) -> Vec<Section> {
        let makes = ["document", "entity", "fact"];
        let lists = makes.iter().filter_map(|makes| Some((*makes, table.get(*makes)?)));
        let lists: Vec<_> = lists.collect();
        if lists.is_empty() {
            let mistake = self.fail(0..0, MappingProblem::Empty);
            self.mistakes.push(*mistake);
        }
        let mut sections = Vec::new();
        for (makes, list) in lists {
            let list = self.list(list);
            for node in self.noted(list).unwrap_or_default() {
                let section = self.section(makes, node);
                sections.extend(self.noted(section).flatten());
            }
        }
        sections
    }

    fn section(&mut self, makes: &str, node: &Node<'_>) -> Result<Option<Section>> {
        let table = self.table(node)?;
        let file = self.given_text(table, "file");
        let file = self.noted(file).flatten();
        let (when, each) = self.rows(table);
        let makes = match makes {
            "document" => self.document(node, table),
            "entity" => self.entity(node, table),
            _ => self.fact(node, table).map(Box::new).map(Makes::Fact),
        };
        let Some(makes) = makes else { return Ok(None) };
        let section = Section { file, when, each, makes };
        self.elements(&section)?;
        Ok(Some(section))
    }

    /// Which rows something is made of.
    fn rows(&mut self, table: &DeTable<'_>) -> (Vec<Condition>, Option<Reference>) {
        let when = self.conditions(table);
        let each = self.each(table);
        (self.noted(when).unwrap_or_default(), self.noted(each).flatten())
    }

    fn document(&mut self, node: &Node<'_>, table: &DeTable<'_>) -> Option<Makes> {
        let members = self.members(table, &DOCUMENT, &[]);
        self.needed(node, table, "id", "a document")?;
        Some(Makes::Document(members))
    }

    fn entity(&mut self, node: &Node<'_>, table: &DeTable<'_>) -> Option<Makes> {
        let members = self.members(table, &ENTITY, &["kinds", "aliases"]);
        let kinds = self.values(table, "kinds");
        let aliases = self.values(table, "aliases");
        let needed = (self.needed(node, table, "id", "an entity"), self.needed(node, table, "name", "an entity"));
        let (kinds, aliases) = (self.noted(kinds)?, self.noted(aliases)?);
        matches!(needed, (Some(_), Some(_))).then_some(Makes::Entity { members, kinds, aliases })
    }

    /// A member that must be there; where it is written wrong, that was noted.
    fn needed<'n, 't>(
        &mut self,
        node: &Node<'_>,
        table: &'n DeTable<'t>,
        name: &'static str,
        of: &'static str,
    ) -> Option<&'n Node<'t>> {
        let member = table.get(name);
        if member.is_none() && !table.keys().any(|key| self.is_meant(key.span(), name)) {
            let mistake = self.fail(node.span(), MappingProblem::Missing { name, of });
            self.mistakes.push(*mistake);
        }
        member
    }

    fn conditions(&mut self, table: &DeTable<'_>) -> Result<Vec<Condition>> {
        let Some(node) = table.get("when") else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        for (name, wanted) in self.table(node)? {
            let of = self.reference(name.get_ref(), name.span());
            let wanted = self.wanted(wanted)?;
            found.push(Condition { of, wanted });
        }
        Ok(found)
    }

    fn wanted(&mut self, node: &Node<'_>) -> Result<Wanted> {
        match node.get_ref() {
            DeValue::Boolean(truth) => Ok(Wanted::True(*truth)),
            DeValue::Table(table) => {
                self.known(table, &["not"]);
                let Some(node) = table.get("not") else { return Err(self.wrong(node, "`{ not = … }`")) };
                self.texts(node).map(Wanted::NoneOf)
            }
            _ => self.texts(node).map(Wanted::OneOf),
        }
    }

    fn texts(&self, node: &Node<'_>) -> Result<Vec<String>> {
        match node.get_ref() {
            DeValue::String(text) => Ok(vec![text.to_string()]),
            DeValue::Array(texts) => texts.iter().map(|node| self.text(node).map(str::to_owned)).collect(),
            _ => Err(self.wrong(node, "a text or a list of texts")),
        }
    }

    fn each(&mut self, table: &DeTable<'_>) -> Result<Option<Reference>> {
        let Some(node) = table.get("each") else { return Ok(None) };
        let name = self.text(node)?.to_owned();
        if !self.is_json {
            return Err(self.wrong(node, "a mapping with `format = \"json\"`: the cells of a table are no lists"));
        }
        if !name.starts_with('/') {
            return Err(self.wrong(node, "the way to a list from the whole value, such as `/list`"));
        }
        Ok(Some(self.reference(&name, node.span())))
    }

    /// Checks that what refers to an element of a list stands where one is gone through.
    fn elements(&self, section: &Section) -> Result<()> {
        let goes_through = section.each.is_some() || section.goes_through_evidence();
        let is_element = |reference: &Reference| self.references[reference.0].0.starts_with('.');
        match section.references().into_iter().find(|reference| self.is_json && !goes_through && is_element(reference))
        {
            Some(Reference(at)) => {
                let (name, span) = &self.references[at];
                Err(self.fail(span.range(), MappingProblem::NoElement { name: name.clone() }))
            }
            None => Ok(()),
        }
    }

    /// The simple members of a record, which may have further ones.
    fn members(
        &mut self,
        table: &DeTable<'_>,
        known: &'static [&'static str],
        further: &[&str],
    ) -> HashMap<&'static str, Value> {
        let all: Vec<&str> = known.iter().chain(further).copied().chain(["file", "when", "each"]).collect();
        self.known(table, &all);
        let mut members = HashMap::new();
        for name in known {
            let value = table.get(*name).map(|node| self.value(node)).transpose();
            if let Some(value) = self.noted(value).flatten() {
                let is_date = matches!(*name, "published" | "retrieved");
                members.insert(*name, if is_date { self.date(value) } else { value });
            }
        }
        members
    }

    fn values(&mut self, table: &DeTable<'_>, name: &str) -> Result<Vec<Value>> {
        match table.get(name) {
            None => Ok(Vec::new()),
            Some(node) => match node.get_ref() {
                DeValue::Array(nodes) => nodes.iter().map(|node| self.value(node)).collect(),
                _ => Ok(vec![self.value(node)?]),
            },
        }
    }

    fn fact(&mut self, node: &Node<'_>, table: &DeTable<'_>) -> Option<FactMap> {
        self.known(table, &FACT);
        let [subject, predicate, object] =
            ["subject", "predicate", "object"].map(|name| self.needed(node, table, name, "a fact"));
        let subject = subject.map(|node| self.thing(node, false)).transpose();
        let predicate = predicate.map(|node| self.value(node)).transpose();
        let object = object.map(|node| self.thing(node, true)).transpose();
        let (subject, predicate, object) = (self.noted(subject), self.noted(predicate), self.noted(object));
        let mut value = |name| {
            let value = table.get(name).map(|node| self.value(node)).transpose();
            self.noted(value).flatten()
        };
        let (time, time_text) = (value("time"), value("time_text"));
        let qualifiers = self.qualifiers(table);
        let qualifiers = self.noted(qualifiers);
        let evidence = self.evidence(table);
        let evidence = self.noted(evidence);
        Some(FactMap {
            subject: subject??,
            predicate: predicate??,
            object: object??,
            time: time.map(|time| self.date(time)),
            keep_odd_times: self.keep_odd_times,
            time_text,
            qualifiers: qualifiers?,
            evidence: evidence?,
        })
    }

    fn qualifiers(&mut self, table: &DeTable<'_>) -> Result<Vec<(String, Thing)>> {
        let Some(node) = table.get("qualifiers") else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        for (name, node) in self.table(node)? {
            let thing = self.thing(node, true);
            found.extend(self.noted(thing).map(|thing| (name.get_ref().to_string(), thing)));
        }
        Ok(found)
    }

    fn evidence(&mut self, table: &DeTable<'_>) -> Result<Vec<EvidenceMap>> {
        let Some(node) = table.get("evidence") else { return Ok(Vec::new()) };
        let nodes = match node.get_ref() {
            DeValue::Array(nodes) => &**nodes,
            _ => std::slice::from_ref(node),
        };
        let mut found = Vec::with_capacity(nodes.len());
        for node in nodes {
            let table = self.table(node)?;
            let (when, each) = self.rows(table);
            let members = self.members(table, &EVIDENCE, &["source"]);
            let source = table.get("source").map(|node| self.thing(node, false)).transpose();
            found.push(EvidenceMap { each, when, members, source: self.noted(source).flatten() });
        }
        Ok(found)
    }
}
