//! What must be known of a file before its statements can be told as facts: two looks over it. The first finds which
//! nodes are classes, properties, documents and stand for statements; the second what they are called, and what the
//! objects of properties are.

use std::collections::{BTreeMap, HashMap};

use oxrdf::{GraphName, NamedOrBlankNode, Quad, Term};

use super::groups::{Groups, of_triple};
use super::labels::{Label, literal_text, words_of};
use super::statements::{Read, each};
use super::syntax::Syntax;
use super::terms::{self, Own, Role, Type};
use super::unread::Unread;
use super::vocabulary::{Words, label_of};
use super::words;
use crate::diagnostic::Result;
use crate::load::input::Content;
use crate::load::left_out::Tally;
use crate::load::place::shown;
use crate::problem::LoadProblem;
use crate::value::ObjectType;
use crate::vocabulary::nearest;

/// What keys of blank nodes begin with while it is not known what they will. No IRI begins so.
const UNSCOPED: &str = "\u{1}";

/// What is known of a file.
#[derive(Default)]
pub(super) struct Known {
    pub(super) words: Words,
    pub(super) groups: Groups,
    /// The documents by key, each with the line that mentions it first and whether anything is said of it.
    pub(super) documents: BTreeMap<String, Mentioned>,
    /// The preferred labels of things, by key.
    labels: HashMap<Box<str>, Label>,
    /// What keys of blank nodes begin with: they mean the same in this file only.
    scope: String,
    /// What is said in lines that are no statements.
    pub(super) unread: Unread,
    /// What is left out of what is said of classes and properties.
    pub(super) left_out: Tally,
    /// What is wrong with it.
    pub(super) wrong: Vec<WrongWord>,
}

/// What is wrong with what is said of a class or property, on which statements rest.
pub(super) struct WrongWord {
    pub(super) line: usize,
    /// The lines of the statement; nothing where they are long.
    pub(super) text: String,
    /// What is wrong in them.
    pub(super) words: String,
    pub(super) problem: LoadProblem,
}

/// Where a document is mentioned.
pub(super) struct Mentioned {
    pub(super) line: usize,
    pub(super) described: bool,
}

impl Known {
    /// Looks at a file.
    pub(super) fn look(content: &Content<'_>, syntax: Syntax) -> Result<Self> {
        let mut known = Known::default();
        each(content, syntax, &mut |read, _| {
            if let Read::Quad(quad, passage) = read {
                known.first(&quad, passage.first_line);
            }
            Ok(())
        })?;
        let sum = content.sha256();
        known.scope = format!("_:{}:", &sum[..sum.len().min(12)]);
        known.groups.looked();
        known.scope_documents();
        let mut at = 0;
        each(content, syntax, &mut |read, _| {
            match read {
                Read::Quad(quad, passage) => {
                    at += 1;
                    known.second(at, &quad, (passage.first_line, passage.text));
                }
                Read::Fault(passage, _) => known.unread.look(&known.groups, passage.text, passage.first_line),
            }
            Ok(())
        })?;
        known.words.decide();
        Ok(known)
    }

    /// Gives the documents that are blank nodes their keys.
    fn scope_documents(&mut self) {
        let scoped = |key: String| match key.strip_prefix(UNSCOPED) {
            Some(label) => format!("{}{label}", self.scope),
            None => key,
        };
        let documents = std::mem::take(&mut self.documents);
        self.documents = documents.into_iter().map(|(key, mentioned)| (scoped(key), mentioned)).collect();
    }

    /// Finds what nodes are.
    fn first(&mut self, quad: &Quad, line: usize) {
        self.groups.look(quad);
        if let Some(key) = graph_key(&quad.graph_name) {
            self.mention(&key, line);
        }
        let property = quad.predicate.as_str();
        let role = terms::role(property);
        match (role, &quad.subject, &quad.object) {
            (Role::Type, subject, Term::NamedNode(kind)) => self.first_type(subject, kind.as_str(), line),
            (Role::Broader, subject, object) => {
                self.class(subject);
                self.class_of(object);
            }
            (Role::Domain | Role::Range | Role::Inverse, NamedOrBlankNode::NamedNode(subject), object) => {
                self.words.properties.insert(words::property(subject.as_str()).into_owned());
                if role != Role::Inverse {
                    self.class_of(object);
                }
            }
            (Role::Fact | Role::Page, ..) => {
                let is_new = !self.words.properties.contains(property);
                if is_new {
                    self.words.properties.insert(words::property(property).into_owned());
                }
                self.first_document(quad, line);
            }
            _ => {}
        }
    }

    fn first_type(&mut self, subject: &NamedOrBlankNode, kind: &str, line: usize) {
        match (terms::type_of(kind), subject) {
            (Type::Class, _) => self.class(subject),
            (Type::Property | Type::Characteristic(_), NamedOrBlankNode::NamedNode(subject)) => {
                self.words.properties.insert(words::property(subject.as_str()).into_owned());
            }
            (Type::Document, _) => self.mention(&document_key(subject), line),
            (Type::Kind, _) if !self.words.classes.contains(kind) => {
                self.words.classes.insert(kind.to_owned());
            }
            _ => {}
        }
    }

    /// Finds documents that evidence rests on.
    fn first_document(&mut self, quad: &Quad, line: usize) {
        let property = quad.predicate.as_str();
        let is_reference = || match &quad.object {
            Term::NamedNode(node) => node.as_str().starts_with("http://www.wikidata.org/reference/"),
            _ => false,
        };
        let names_one = terms::own(property) == Some("document") || (terms::is_source(property) && is_reference());
        if names_one && let Some(node) = node_of(&quad.object) {
            self.mention(&document_key(&node), line);
        }
    }

    fn mention(&mut self, key: &str, line: usize) {
        if !self.documents.contains_key(key) {
            self.documents.insert(key.to_owned(), Mentioned { line, described: false });
        }
    }

    fn class(&mut self, node: &NamedOrBlankNode) {
        if let NamedOrBlankNode::NamedNode(node) = node
            && terms::type_of(node.as_str()) == Type::Kind
        {
            self.words.classes.insert(node.as_str().to_owned());
        }
    }

    fn class_of(&mut self, term: &Term) {
        if let Some(node) = node_of(term)
            && !matches!(term, Term::NamedNode(node) if node.as_str().contains("XMLSchema#"))
        {
            self.class(&node);
        }
    }

    /// Finds what nodes are called, and what properties are used for.
    fn second(&mut self, at: usize, quad: &Quad, place: (usize, &str)) {
        self.groups.look_again(at, quad, place.0);
        let (property, line) = (quad.predicate.as_str(), place.0);
        let role = terms::role(property);
        if self.groups.of(quad).is_some() {
            return self.second_of_group(quad, place);
        }
        if is_of_document(quad)
            && !self.documents.is_empty()
            && let Some(document) = self.documents.get_mut(&self_key(&quad.subject, &self.scope, "document"))
        {
            document.described = true;
            return;
        }
        if self.words.is_about(quad) {
            self.wrong.extend(wrong_type(role, &quad.object, place));
            if let Some(why) = self.words.take_up(quad, role, place) {
                self.left_out.add_value(why, line, literal_text(&quad.object));
            }
            return;
        }
        match role {
            Role::Fact | Role::Page => self.words.used(property, &quad.object, place),
            _ => {
                if let Some(label) = label_of(role, &quad.object) {
                    self.label(&quad.subject, label);
                }
            }
        }
    }

    fn second_of_group(&mut self, quad: &Quad, place: (usize, &str)) {
        let property = quad.predicate.as_str();
        match (terms::role(property), &quad.object) {
            (Role::Reifies, Term::Triple(triple)) => {
                let property = triple.predicate.as_str();
                if matches!(terms::role(property), Role::Fact | Role::Page) {
                    self.words.used(property, &triple.object, place);
                }
            }
            (Role::Fact | Role::Page, object) => {
                if terms::is_source(property) {
                    if let Some(node) = node_of(object) {
                        self.mention(&self_key(&node, &self.scope, "document"), place.0);
                    }
                } else if terms::own(property).is_none() && terms::when(property).is_none() && !is_link(property) {
                    self.words.used(property, object, place);
                }
            }
            _ => {}
        }
    }

    fn label(&mut self, node: &NamedOrBlankNode, label: Label) {
        let key = self.key(node);
        match self.labels.get_mut(key.as_str()) {
            Some(kept) => _ = kept.prefer(label),
            None => _ = self.labels.insert(key.into_boxed_str(), label),
        }
    }

    /// The key of a thing.
    pub(super) fn key(&self, node: &NamedOrBlankNode) -> String {
        self_key(node, &self.scope, "entity")
    }

    /// The key of a document.
    pub(super) fn document_key(&self, node: &NamedOrBlankNode) -> String {
        self_key(node, &self.scope, "document")
    }

    /// The key of the document that a graph is; none for the default graph.
    pub(super) fn graph(&self, graph: &GraphName) -> Option<String> {
        graph_node(graph).map(|node| self.document_key(&node))
    }

    /// The line that states what a statement says that a node stands for.
    pub(super) fn stated_in(&self, quad: &Quad) -> Option<usize> {
        let Term::Triple(triple) = &quad.object else { return None };
        self.groups.stated_in(of_triple(triple, &quad.graph_name)).filter(|line| *line > 0)
    }

    /// What keys of blank nodes begin with.
    pub(super) fn scope(&self) -> &str {
        &self.scope
    }

    /// The label of the thing of a key.
    pub(super) fn label_of(&self, key: &str) -> Option<&str> {
        self.labels.get(key).map(|label| &*label.text)
    }
}

/// What is wrong where a store's own word for what the objects of a predicate are is none.
fn wrong_type(role: Role, object: &Term, (line, text): (usize, &str)) -> Option<WrongWord> {
    let word = words_of(object);
    if role != Role::Own(Own::ObjectType) || ObjectType::from_name(&word).is_some() {
        return None;
    }
    let known: Vec<String> = ObjectType::ALL.iter().map(|object_type| object_type.name().to_owned()).collect();
    let problem = LoadProblem::UnknownWord { word: word.clone(), nearest: nearest(&word, known.clone()), known };
    Some(WrongWord { line, text: shown(text).to_owned(), words: word, problem })
}

/// Whether a statement is one that, where its subject is a document, describes it as such.
pub(super) fn is_of_document(quad: &Quad) -> bool {
    let property = quad.predicate.as_str();
    match (terms::role(property), &quad.object) {
        (Role::Type, Term::NamedNode(kind)) => terms::type_of(kind.as_str()) == Type::Document,
        _ => terms::field(property).is_some(),
    }
}

/// Whether a property leads from a thing to a statement about it.
pub(super) fn is_link(property: &str) -> bool {
    matches!(words::wikidata(property), Some(("", _)))
}

/// The node that an object is.
pub(super) fn node_of(term: &Term) -> Option<NamedOrBlankNode> {
    match term {
        Term::NamedNode(node) => Some(node.clone().into()),
        Term::BlankNode(node) => Some(node.clone().into()),
        _ => None,
    }
}

fn graph_node(graph: &GraphName) -> Option<NamedOrBlankNode> {
    match graph {
        GraphName::NamedNode(node) => Some(node.clone().into()),
        GraphName::BlankNode(node) => Some(node.clone().into()),
        GraphName::DefaultGraph => None,
    }
}

fn graph_key(graph: &GraphName) -> Option<String> {
    graph_node(graph).map(|node| document_key(&node))
}

/// The key of a document while it is not known how blank nodes' keys begin.
fn document_key(node: &NamedOrBlankNode) -> String {
    self_key(node, UNSCOPED, "document")
}

fn self_key(node: &NamedOrBlankNode, scope: &str, what: &str) -> String {
    match node {
        NamedOrBlankNode::NamedNode(node) => words::key(node.as_str(), what).into_owned(),
        NamedOrBlankNode::BlankNode(node) => format!("{scope}{}", node.as_str()),
    }
}
