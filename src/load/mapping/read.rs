//! The text of a mapping, read.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::template::{Reference, Template};
use super::value::unreadable;
use super::{Condition, EvidenceMap, FactMap, Layout, Makes, Mapping, Section, Thing, Value, Wanted};
use crate::diagnostic::{Diagnostic, Result};
use crate::load::record::Vocabulary;
use crate::load::table::Dialect;
use crate::problem::{MappingProblem, Mistake};
use crate::source::{Source, Span};
use crate::value::ObjectType;
use crate::vocabulary::nearest;

const TOP: [&str; 11] = [
    "format",
    "header",
    "separator",
    "quote",
    "skip",
    "dates",
    "keep_odd_times",
    "vocabulary",
    "document",
    "entity",
    "fact",
];
const DOCUMENT: [&str; 9] =
    ["id", "title", "publisher", "url", "published", "retrieved", "language", "licence", "text"];
const ENTITY: [&str; 3] = ["id", "name", "description"];
const EVIDENCE: [&str; 9] =
    ["document", "quote", "prefix", "suffix", "modality", "polarity", "confidence", "extractor", "time_text"];
const LITERALS: [ObjectType; 5] =
    [ObjectType::Text, ObjectType::Number, ObjectType::Date, ObjectType::Boolean, ObjectType::Url];

type Node<'t> = Spanned<DeValue<'t>>;

/// Reads a mapping.
pub(super) fn mapping(source: &Arc<Source>) -> Result<Mapping> {
    let mut reading = Reading {
        source: Arc::clone(source),
        references: Vec::new(),
        dates: Arc::from([]),
        keep_odd_times: false,
        is_json: false,
    };
    let table = DeTable::parse(&source.text).map_err(|error| {
        let span = error.span().unwrap_or(0..0);
        reading.fail(span, MappingProblem::NotToml { words: error.message().to_owned() })
    })?;
    reading.known(table.get_ref(), &TOP)?;
    reading.dates = reading.dates(table.get_ref())?;
    reading.keep_odd_times = reading.truth(table.get_ref(), "keep_odd_times", false)?;
    let layout = reading.layout(table.get_ref())?;
    reading.is_json = layout == Layout::Json;
    let vocabulary = table.get_ref().get("vocabulary").map(|node| reading.vocabulary(node)).transpose()?;
    let mut sections = Vec::new();
    for (name, list) in table.get_ref() {
        if let "document" | "entity" | "fact" = name.get_ref().as_ref() {
            for node in reading.list(list)? {
                sections.push(reading.section(name.get_ref(), node)?);
            }
        }
    }
    // Documents and entities come before the facts that name them, however the mapping has them.
    sections.sort_by_key(|section| matches!(section.makes, Makes::Fact(_)));
    if sections.is_empty() {
        return Err(reading.fail(0..0, MappingProblem::Empty));
    }
    Ok(Mapping { source: Arc::clone(source), layout, references: reading.references, vocabulary, sections })
}

struct Reading {
    source: Arc<Source>,
    references: Vec<(String, Span)>,
    dates: Arc<[String]>,
    keep_odd_times: bool,
    /// Whether rows are JSON values, in which there may be lists.
    is_json: bool,
}

impl Reading {
    fn fail(&self, span: Range<usize>, problem: MappingProblem) -> Box<Diagnostic> {
        Diagnostic::at(&self.source, Mistake::new(Span::new(span.start, span.end), problem))
    }

    fn wrong(&self, node: &Node<'_>, expected: &'static str) -> Box<Diagnostic> {
        self.fail(node.span(), MappingProblem::Wrong { expected })
    }

    /// Checks that a table has known members only.
    fn known(&self, table: &DeTable<'_>, known: &[&str]) -> Result<()> {
        match table.keys().find(|name| !known.contains(&name.get_ref().as_ref())) {
            Some(name) => {
                let known: Vec<String> = known.iter().map(|name| (*name).to_owned()).collect();
                let nearest = nearest(name.get_ref(), known.clone());
                let problem = MappingProblem::UnknownMember { name: name.get_ref().to_string(), nearest, known };
                Err(self.fail(name.span(), problem))
            }
            None => Ok(()),
        }
    }

    fn table<'n, 't>(&self, node: &'n Node<'t>) -> Result<&'n DeTable<'t>> {
        node.get_ref().as_table().ok_or_else(|| self.wrong(node, "a table"))
    }

    fn list<'n, 't>(&self, node: &'n Node<'t>) -> Result<&'n [Node<'t>]> {
        node.get_ref().as_array().map(|list| &**list).ok_or_else(|| self.wrong(node, "a list"))
    }

    fn text<'n>(&self, node: &'n Node<'_>) -> Result<&'n str> {
        node.get_ref().as_str().ok_or_else(|| self.wrong(node, "a text"))
    }

    fn given_text(&self, table: &DeTable<'_>, name: &str) -> Result<Option<String>> {
        table.get(name).map(|node| self.text(node).map(str::to_owned)).transpose()
    }

    fn truth(&self, table: &DeTable<'_>, name: &str, otherwise: bool) -> Result<bool> {
        match table.get(name) {
            Some(node) => node.get_ref().as_bool().ok_or_else(|| self.wrong(node, "true or false")),
            None => Ok(otherwise),
        }
    }

    fn dates(&self, table: &DeTable<'_>) -> Result<Arc<[String]>> {
        let Some(node) = table.get("dates") else { return Ok(Arc::from([])) };
        let formats = self.list(node)?.iter().map(|node| self.date_format(node));
        Ok(Arc::from(formats.collect::<Result<Vec<String>>>()?))
    }

    fn date_format(&self, node: &Node<'_>) -> Result<String> {
        let format = self.text(node)?;
        unreadable(format).map_or(Ok(()), |words| Err(self.fail(node.span(), MappingProblem::BadFormat { words })))?;
        Ok(format.to_owned())
    }

    fn layout(&self, table: &DeTable<'_>) -> Result<Layout> {
        let Some(node) = table.get("format") else {
            return Err(self.fail(0..0, MappingProblem::Missing { name: "format", of: "a mapping" }));
        };
        let (separator, quote) = match self.text(node)? {
            "json" => return Ok(Layout::Json),
            "csv" => (b',', Some(b'"')),
            "tsv" => (b'\t', None),
            other => {
                let known = ["csv", "tsv", "json"].map(str::to_owned).to_vec();
                let problem = MappingProblem::UnknownWord { word: other.to_owned(), known };
                return Err(self.fail(node.span(), problem));
            }
        };
        let separator = self.byte(table, "separator")?.flatten().unwrap_or(separator);
        let quote = self.byte(table, "quote")?.unwrap_or(quote);
        let header = self.truth(table, "header", true)?;
        let skip = match table.get("skip") {
            Some(node) => {
                let number = node.get_ref().as_integer().and_then(|number| number.as_str().parse().ok());
                number.ok_or_else(|| self.wrong(node, "a number of lines"))?
            }
            None => 0,
        };
        Ok(Layout::Table { dialect: Dialect { separator, quote }, header, skip })
    }

    /// One character, or none where the text is empty; the outer option is whether it is given.
    fn byte(&self, table: &DeTable<'_>, name: &str) -> Result<Option<Option<u8>>> {
        let Some(node) = table.get(name) else { return Ok(None) };
        match self.text(node)?.as_bytes() {
            [] => Ok(Some(None)),
            [only] if only.is_ascii() => Ok(Some(Some(*only))),
            _ => Err(self.wrong(node, "one character of ASCII")),
        }
    }

    fn vocabulary(&self, node: &Node<'_>) -> Result<Vocabulary> {
        Vocabulary::deserialize(ValueDeserializer::from(node.clone())).map_err(|error| {
            let words = error.message().to_owned();
            self.fail(error.span().unwrap_or(node.span()), MappingProblem::NotToml { words })
        })
    }

    fn section(&mut self, makes: &str, node: &Node<'_>) -> Result<Section> {
        let table = self.table(node)?;
        let file = self.given_text(table, "file")?;
        let when = self.conditions(table)?;
        let each = self.each(table)?;
        let makes = match makes {
            "document" => Makes::Document(self.members(table, &DOCUMENT, &[], "id", "a document")?),
            "entity" => {
                let members = self.members(table, &ENTITY, &["kinds", "aliases"], "id", "an entity")?;
                if !members.contains_key("name") {
                    return Err(self.fail(node.span(), MappingProblem::Missing { name: "name", of: "an entity" }));
                }
                Makes::Entity { members, kinds: self.values(table, "kinds")?, aliases: self.values(table, "aliases")? }
            }
            _ => Makes::Fact(Box::new(self.fact(node)?)),
        };
        let section = Section { file, when, each, makes };
        self.elements(&section)?;
        Ok(section)
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

    fn wanted(&self, node: &Node<'_>) -> Result<Wanted> {
        match node.get_ref() {
            DeValue::Boolean(truth) => Ok(Wanted::True(*truth)),
            DeValue::Table(table) => {
                self.known(table, &["not"])?;
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

    /// The number of what is referred to.
    fn reference(&mut self, name: &str, span: Range<usize>) -> Reference {
        if let Some(at) = self.references.iter().position(|(known, _)| known == name) {
            return Reference(at);
        }
        self.references.push((name.to_owned(), Span::new(span.start, span.end)));
        Reference(self.references.len() - 1)
    }

    /// The simple members of a record.
    fn members(
        &mut self,
        table: &DeTable<'_>,
        known: &'static [&'static str],
        further: &[&str],
        needed: &'static str,
        of: &'static str,
    ) -> Result<HashMap<&'static str, Value>> {
        let all: Vec<&str> = known.iter().chain(further).copied().chain(["file", "when", "each"]).collect();
        self.known(table, &all)?;
        let mut members = HashMap::new();
        for name in known {
            if let Some(node) = table.get(*name) {
                let value = self.value(node)?;
                let is_date = matches!(*name, "published" | "retrieved");
                members.insert(*name, if is_date { self.date(value) } else { value });
            }
        }
        match table.values().next() {
            Some(first) if !needed.is_empty() && !members.contains_key(needed) => {
                Err(self.fail(first.span(), MappingProblem::Missing { name: needed, of }))
            }
            _ => Ok(members),
        }
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

    fn fact(&mut self, node: &Node<'_>) -> Result<FactMap> {
        let table = self.table(node)?;
        let known =
            ["subject", "predicate", "object", "time", "time_text", "qualifiers", "evidence", "file", "when", "each"];
        self.known(table, &known)?;
        let needed = |name: &'static str| {
            table.get(name).ok_or_else(|| self.fail(node.span(), MappingProblem::Missing { name, of: "a fact" }))
        };
        let (subject, predicate, object) = (needed("subject")?, needed("predicate")?, needed("object")?);
        let time = table.get("time").map(|node| self.value(node)).transpose()?;
        Ok(FactMap {
            subject: self.thing(subject, false)?,
            predicate: self.value(predicate)?,
            object: self.thing(object, true)?,
            time: time.map(|time| self.date(time)),
            keep_odd_times: self.keep_odd_times,
            time_text: table.get("time_text").map(|node| self.value(node)).transpose()?,
            qualifiers: self.qualifiers(table)?,
            evidence: self.evidence(table)?,
        })
    }

    fn qualifiers(&mut self, table: &DeTable<'_>) -> Result<Vec<(String, Thing)>> {
        let Some(node) = table.get("qualifiers") else { return Ok(Vec::new()) };
        let qualifiers = self.table(node)?.iter();
        qualifiers.map(|(name, node)| Ok((name.get_ref().to_string(), self.thing(node, true)?))).collect()
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
            found.push(EvidenceMap {
                each: self.each(table)?,
                when: self.conditions(table)?,
                members: self.members(table, &EVIDENCE, &["source"], "", "evidence")?,
                source: table.get("source").map(|node| self.thing(node, false)).transpose()?,
            });
        }
        Ok(found)
    }

    /// An entity, or with `literals` any object.
    fn thing(&mut self, node: &Node<'_>, literals: bool) -> Result<Thing> {
        match node.get_ref() {
            DeValue::Array(nodes) => {
                Ok(Thing::First(nodes.iter().map(|node| self.thing(node, literals)).collect::<Result<_>>()?))
            }
            DeValue::Table(table) if table.contains_key("name") => {
                self.known(table, &["id", "name", "kind"])?;
                let mut value = |name| table.get(name).map(|node| self.value(node).map(Box::new)).transpose();
                let (id, name, kind) = (value("id")?, value("name")?, value("kind")?);
                match name {
                    Some(name) if id.is_some() || kind.is_some() => Ok(Thing::Named { id, name, kind }),
                    _ => Err(self.fail(node.span(), MappingProblem::Missing { name: "kind", of: "an entity by name" })),
                }
            }
            DeValue::Table(table) if !table.contains_key("from") && !table.contains_key("start") => {
                self.literal(node, table, literals)
            }
            _ => Ok(Thing::Word(self.value(node)?)),
        }
    }

    fn literal(&mut self, node: &Node<'_>, table: &DeTable<'_>, literals: bool) -> Result<Thing> {
        let mut known = vec!["id", "name", "kind", "from"];
        if literals {
            known.extend(LITERALS.iter().map(|literal| literal.name()));
        }
        self.known(table, &known)?;
        let given = LITERALS.iter().find_map(|literal| Some((*literal, table.get(literal.name())?)));
        match given {
            Some((literal, value)) => {
                let value = self.value(value)?;
                Ok(Thing::Literal(literal, if literal == ObjectType::Date { self.date(value) } else { value }))
            }
            None => Err(self.fail(node.span(), MappingProblem::Missing { name: "name", of: "an entity" })),
        }
    }

    /// A time or date: each date in it may be written in the mapping's formats.
    fn date(&self, value: Value) -> Value {
        if self.dates.is_empty() {
            return value;
        }
        let boxed = |value: Box<Value>| Box::new(self.date(*value));
        match value {
            Value::Interval { start, end } => Value::Interval { start: boxed(start), end: boxed(end) },
            Value::First(values) => Value::First(values.into_iter().map(|value| self.date(value)).collect()),
            value => Value::Date(Box::new(value), Arc::clone(&self.dates)),
        }
    }

    fn value(&mut self, node: &Node<'_>) -> Result<Value> {
        match node.get_ref() {
            DeValue::String(text) => self.template(node, text).map(Value::Template),
            DeValue::Array(nodes) => {
                Ok(Value::First(nodes.iter().map(|node| self.value(node)).collect::<Result<_>>()?))
            }
            DeValue::Table(table) if table.contains_key("start") || table.contains_key("end") => {
                self.known(table, &["start", "end"])?;
                let mut end = |name| match table.get(name) {
                    Some(node) => self.value(node).map(Box::new),
                    None => Ok(Box::new(Value::First(Vec::new()))),
                };
                Ok(Value::Interval { start: end("start")?, end: end("end")? })
            }
            DeValue::Table(table) => self.changed(node, table),
            _ => Err(self.wrong(node, "a template, a table with `from`, or a list of these")),
        }
    }

    fn changed(&mut self, node: &Node<'_>, table: &DeTable<'_>) -> Result<Value> {
        self.known(table, &["from", "values", "otherwise", "split"])?;
        let Some(from) = table.get("from") else {
            return Err(self.fail(node.span(), MappingProblem::Missing { name: "from", of: "a changed value" }));
        };
        let mut values = HashMap::new();
        if let Some(node) = table.get("values") {
            for (name, node) in self.table(node)? {
                values.insert(name.get_ref().to_string(), self.text(node)?.to_owned());
            }
        }
        let otherwise = match table.get("otherwise") {
            Some(node) => {
                let text = self.text(node)?.to_owned();
                Some(self.template(node, &text)?)
            }
            None => None,
        };
        let split = self.given_text(table, "split")?.filter(|separator| !separator.is_empty());
        Ok(Value::Changed { from: Box::new(self.value(from)?), values, otherwise, split })
    }

    fn template(&mut self, node: &Node<'_>, text: &str) -> Result<Template> {
        let span = node.span();
        // Within the quotation marks, and where nothing is escaped, the place is the same.
        let inner = span.start + 1;
        let plain = self.source.text.get(inner..inner + text.len()) == Some(text);
        let place = |at: usize, length: usize| if plain { inner + at..inner + at + length } else { span.clone() };
        let mut from = 0;
        let template = Template::parse(text, |name| {
            let at = text[from..].find(name).map_or(from, |at| from + at);
            from = at + name.len();
            self.reference(name, place(at, name.len()))
        });
        template
            .map_err(|broken| self.fail(place(broken.at, 1), MappingProblem::BrokenTemplate { reason: broken.reason }))
    }
}
