//! How a mapping makes values, entities and literals.

use std::collections::HashMap;
use std::sync::Arc;

use toml::de::{DeTable, DeValue};

use super::{Node, Reading};
use crate::diagnostic::Result;
use crate::load::mapping::template::Template;
use crate::load::mapping::{Thing, Value};
use crate::problem::MappingProblem;
use crate::value::ObjectType;

const LITERALS: [ObjectType; 5] =
    [ObjectType::Text, ObjectType::Number, ObjectType::Date, ObjectType::Boolean, ObjectType::Url];

impl Reading {
    /// An entity, or with `literals` any object.
    pub(super) fn thing(&mut self, node: &Node<'_>, literals: bool) -> Result<Thing> {
        match node.get_ref() {
            DeValue::Array(nodes) => {
                Ok(Thing::First(nodes.iter().map(|node| self.thing(node, literals)).collect::<Result<_>>()?))
            }
            DeValue::Table(table) if table.contains_key("name") => {
                self.known(table, &["id", "name", "kind"]);
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
        self.known(table, &known);
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
    pub(super) fn date(&self, value: Value) -> Value {
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

    pub(super) fn value(&mut self, node: &Node<'_>) -> Result<Value> {
        match node.get_ref() {
            DeValue::String(text) => self.template(node, text).map(Value::Template),
            DeValue::Array(nodes) => {
                Ok(Value::First(nodes.iter().map(|node| self.value(node)).collect::<Result<_>>()?))
            }
            DeValue::Table(table) if table.contains_key("start") || table.contains_key("end") => {
                self.known(table, &["start", "end"]);
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
        self.known(table, &["from", "values", "otherwise", "split"]);
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
