//! What a run of statements about one node says of it as a thing and as a document: a record of each.

use oxrdf::{NamedOrBlankNode, Quad, Term};

use super::known::{Known, node_of};
use super::labels::{Label, literal, prefer};
use super::terms::{Field, Role, field, role};
use super::{values, words};
use crate::edtf::Edtf;
use crate::load::place::shown;
use crate::load::record::{Document, Entity};

/// What statements one after another say of their subject.
pub(super) struct Run {
    pub(super) subject: NamedOrBlankNode,
    /// The lines of the first of them, and the number of the first line.
    pub(super) text: String,
    pub(super) line: usize,
    /// The lines that describe it as a thing, and as a document.
    pub(super) entity_lines: Vec<usize>,
    pub(super) document_lines: Vec<usize>,
    names: Vec<Label>,
    description: Option<Label>,
    title: Option<Label>,
    document: Option<Document>,
}

impl Run {
    pub(super) fn new(subject: NamedOrBlankNode, text: &str, line: usize) -> Self {
        let text = shown(text).to_owned();
        Run {
            subject,
            text,
            line,
            entity_lines: Vec::new(),
            document_lines: Vec::new(),
            names: Vec::new(),
            description: None,
            title: None,
            document: None,
        }
    }

    /// Takes up a name or description of a thing.
    pub(super) fn describe(&mut self, quad: &Quad, line: usize) {
        self.entity_lines.push(line);
        let Some(literal) = literal(&quad.object) else { return };
        match role(quad.predicate.as_str()) {
            Role::Name(rank) => self.names.extend(Label::new(rank, literal)),
            Role::Alias => self.names.extend(Label::new(0, literal)),
            Role::Description => {
                if let Some(label) = Label::new(0, literal) {
                    prefer(&mut self.description, label);
                }
            }
            _ => {}
        }
    }

    /// Takes up a member of a document; false where it is none, or no value for it.
    pub(super) fn document(&mut self, known: &Known, quad: &Quad, line: usize) -> bool {
        self.document_lines.push(line);
        let property = quad.predicate.as_str();
        let id = known.document_key(&self.subject);
        let document = self.document.get_or_insert_with(|| Document { id, ..Document::default() });
        if role(property) == Role::Type {
            return true;
        }
        let Some(field) = field(property) else { return false };
        if let (Field::Title, Term::Literal(literal)) = (field, &quad.object) {
            return match Label::new(0, literal) {
                Some(label) => prefer(&mut self.title, label).is_none_or(|_| true),
                None => false,
            };
        }
        let Some(text) = said(known, field, &quad.object) else { return false };
        let place = match field {
            Field::Title => &mut document.title,
            Field::Publisher => &mut document.publisher,
            Field::Url => &mut document.url,
            Field::Published => &mut document.published,
            Field::Retrieved => &mut document.retrieved,
            Field::Language => &mut document.language,
            Field::Licence => &mut document.licence,
            Field::Text => &mut document.text,
        };
        let free = place.is_none();
        if free {
            *place = Some(text);
        }
        free
    }

    /// The record of the document.
    pub(super) fn take_document(&mut self) -> Option<Document> {
        let mut document = self.document.take()?;
        document.title = document.title.or_else(|| self.title.take().map(|label| label.text.into()));
        Some(document)
    }

    /// The record of the thing; none where nothing is said of it that a record has.
    pub(super) fn take_entity(&mut self, known: &Known) -> Option<Entity> {
        if self.names.is_empty() && self.description.is_none() {
            return None;
        }
        let id = known.key(&self.subject);
        let name = match (known.label_of(&id), &self.subject) {
            (Some(label), _) => label.to_owned(),
            (None, NamedOrBlankNode::NamedNode(iri)) => words::entity_name(iri.as_str()),
            (None, NamedOrBlankNode::BlankNode(_)) => id.clone(),
        };
        let mut aliases: Vec<String> = Vec::new();
        for label in self.names.drain(..) {
            let alias = String::from(label.text);
            if alias != name && !aliases.contains(&alias) {
                aliases.push(alias);
            }
        }
        let description = self.description.take().map(|label| label.text.into());
        Some(Entity { id, name, kinds: Vec::new(), aliases, description })
    }
}

/// What an object says as a member of a document.
fn said(known: &Known, field: Field, object: &Term) -> Option<String> {
    let text = match object {
        Term::Literal(literal) if matches!(field, Field::Published | Field::Retrieved) => {
            let date = match values::fitting(crate::value::ObjectType::Date, literal) {
                Some(crate::load::record::Object::Word(date)) => date,
                _ => return None,
            };
            return date.parse::<Edtf>().is_ok().then_some(date);
        }
        Term::Literal(literal) => literal.value().to_owned(),
        Term::NamedNode(iri) if matches!(field, Field::Url | Field::Licence) => iri.as_str().to_owned(),
        other => {
            let node = node_of(other)?;
            let key = known.key(&node);
            match (known.label_of(&key), node) {
                (Some(label), _) => label.to_owned(),
                (None, NamedOrBlankNode::NamedNode(iri)) => words::entity_name(iri.as_str()),
                (None, NamedOrBlankNode::BlankNode(_)) => return None,
            }
        }
    };
    (!text.trim().is_empty()).then_some(text)
}
