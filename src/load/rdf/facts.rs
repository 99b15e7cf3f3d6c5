//! Statements as facts: what things, predicates and values are called in records.

use oxrdf::{GraphName, NamedOrBlankNode, Term, Triple};

use super::known::{Known, node_of};
use super::terms::{Role, Type, role, type_of};
use super::{values, words};
use crate::load::objects::is_address;
use crate::load::record::{Evidence, Fact, Named, Object, Qualifiers, Reference};
use crate::vocabulary::IS;

/// Why a statement is left out.
pub(super) type Why = &'static str;

const UNFIT: Why = "values that are empty or none of their type";
const LIST: Why = "statements with lists";
const QUOTED_OBJECT: Why = "statements whose object is a statement";
const NO_CLASS: Why = "classes without an IRI";
const SAME: Why = "owl:sameAs statements, as two keys are two things until they are merged";
const STRUCTURE: Why = "statements that hold the graph itself together";
const LABEL: Why = "labels, names and descriptions that are no text";

impl Known {
    /// The fact that a statement is; none where it says nothing.
    pub(super) fn fact(&self, subject: &NamedOrBlankNode, property: &str, object: &Term) -> Result<Option<Fact>, Why> {
        let stated = match (role(property), object) {
            (Role::Type, object) => self.kind(object)?.map(|kind| (IS.to_owned(), kind)),
            (Role::Fact | Role::Page, _) => Some(self.value(property, object)?),
            (Role::Same, _) => return Err(SAME),
            (Role::Structure | Role::Evidence | Role::Reifies, _) => return Err(STRUCTURE),
            (Role::Name(_) | Role::Alias | Role::Description, Term::Literal(_)) => None,
            (Role::Name(_) | Role::Alias | Role::Description, _) => return Err(LABEL),
            _ => return Err(super::vocabulary::ABOUT_WORDS),
        };
        Ok(stated.map(|(predicate, object)| plain(self.reference(subject), predicate, object)))
    }

    /// The fact that a quoted statement is, without what is said of it.
    pub(super) fn quoted(&self, triple: &Triple) -> Result<Fact, Why> {
        self.fact(&triple.subject, triple.predicate.as_str(), &triple.object)?.ok_or(LABEL)
    }

    /// The predicate and value that a property and an object are.
    pub(super) fn value(&self, property: &str, object: &Term) -> Result<(String, Object), Why> {
        match object {
            Term::Literal(literal) => {
                let (name, object_type) = self.words.over_values(property);
                values::fitting(object_type, literal).map(|value| (name, value)).ok_or(UNFIT)
            }
            Term::NamedNode(page) if role(property) == Role::Page => {
                let is_address = is_address(page.as_str());
                let name = self.words.over_values(property).0;
                if is_address { Ok((name, Object::Word(page.as_str().to_owned()))) } else { Err(UNFIT) }
            }
            Term::Triple(_) => Err(QUOTED_OBJECT),
            list if self.groups.is_list(list) || is_nil(list) => Err(LIST),
            node => match node_of(node) {
                Some(node) => Ok((self.words.over_things(property), object_of(self.reference(&node)))),
                None => Err(QUOTED_OBJECT),
            },
        }
    }

    /// The kind that an object of rdf:type is; none where it says nothing of what the thing is.
    fn kind(&self, object: &Term) -> Result<Option<Object>, Why> {
        let Term::NamedNode(kind) = object else { return Err(NO_CLASS) };
        match type_of(kind.as_str()) {
            Type::Kind => Ok(Some(Object::Word(self.words.kind_name(kind.as_str())))),
            Type::Structure => Err(STRUCTURE),
            _ => Ok(None),
        }
    }

    /// A thing as facts name it: by its key where its record gives it a name, else in such a way that it is made.
    pub(super) fn reference(&self, node: &NamedOrBlankNode) -> Reference {
        let key = self.key(node);
        if self.label_of(&key).is_some() {
            return Reference::Word(key);
        }
        let name = match node {
            NamedOrBlankNode::NamedNode(iri) if self.words.classes.contains(iri.as_str()) => {
                self.words.kind_name(iri.as_str())
            }
            NamedOrBlankNode::NamedNode(iri) => words::entity_name(iri.as_str()),
            NamedOrBlankNode::BlankNode(_) => key.clone(),
        };
        Reference::Named(Named { id: Some(key), name, kind: None })
    }

    /// The evidence that a graph is.
    pub(super) fn of_graph(&self, graph: &GraphName) -> Option<Evidence> {
        self.graph(graph).map(|document| Evidence { document: Some(document), ..Evidence::default() })
    }
}

/// A fact of which nothing else is said.
fn plain(subject: Reference, predicate: String, object: Object) -> Fact {
    let qualifiers = Qualifiers::default();
    Fact { subject, predicate, object, time: None, time_text: None, qualifiers, evidence: Vec::new() }
}

/// A thing as an object.
fn object_of(reference: Reference) -> Object {
    match reference {
        Reference::Word(key) => Object::Word(key),
        Reference::Named(named) => Object::Named(named),
    }
}

fn is_nil(term: &Term) -> bool {
    matches!(term, Term::NamedNode(node) if node.as_str() == "http://www.w3.org/1999/02/22-rdf-syntax-ns#nil")
}
