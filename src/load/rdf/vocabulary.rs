//! What a file says of its classes and properties, and the names and types that follow for kinds and predicates.

mod records;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use oxrdf::{NamedOrBlankNode, Quad, Term};

use super::labels::{Label, literal, prefer};
use super::terms::{Own, Role, Type, type_of};
use super::{values, words};
use crate::fold::fold_words;
use crate::load::place::shown;
use crate::load::record::Characteristic;
use crate::value::ObjectType;
use crate::vocabulary::IS;

/// What is said of a class or property.
#[derive(Default)]
pub(super) struct Said {
    label: Option<Label>,
    phrases: Vec<Label>,
    description: Option<Label>,
    plural: Option<String>,
    /// The wider class, or what is read the other way, by IRI.
    broader: Option<String>,
    inverse: Option<String>,
    inverse_phrase: Option<String>,
    /// Further phrases that are read the other way.
    inverse_phrases: Vec<String>,
    domain: Option<String>,
    range: Option<String>,
    object_type: Option<ObjectType>,
    path: Option<String>,
    characteristics: Vec<Characteristic>,
    /// The first statement about it.
    pub(super) line: usize,
    pub(super) text: String,
}

/// The types of a property's objects, in the statements of the file.
#[derive(Default)]
struct Uses {
    entities: bool,
    literals: Vec<ObjectType>,
    line: usize,
    text: String,
}

impl Uses {
    fn takes(&mut self, literal: ObjectType) {
        if !self.literals.contains(&literal) {
            self.literals.push(literal);
        }
    }
}

/// A predicate's names and types: one for things, one for values, where it has both.
#[derive(Debug, Clone)]
struct Decided {
    entity_name: String,
    literal_name: String,
    literal_type: ObjectType,
}

/// The classes and properties of a file.
#[derive(Default)]
pub(super) struct Words {
    pub(super) classes: HashSet<String>,
    pub(super) properties: HashSet<String>,
    said_of_classes: BTreeMap<String, Said>,
    said_of_properties: BTreeMap<String, Said>,
    uses: BTreeMap<String, Uses>,
    decided: HashMap<String, Decided>,
    /// What is said of a property of which nothing is said.
    nothing: Said,
}

impl Words {
    /// What is said of the class or property that a statement is about; none where it is about neither.
    fn said_of(&mut self, quad: &Quad) -> Option<&mut Said> {
        let NamedOrBlankNode::NamedNode(subject) = &quad.subject else { return None };
        if self.classes.contains(subject.as_str()) {
            return Some(self.said_of_classes.entry(subject.as_str().to_owned()).or_default());
        }
        let property = words::property(subject.as_str());
        match self.properties.contains(property.as_ref()) {
            true => Some(self.said_of_properties.entry(property.into_owned()).or_default()),
            false => None,
        }
    }

    /// Whether a statement is about a class or property.
    pub(super) fn is_about(&self, quad: &Quad) -> bool {
        let NamedOrBlankNode::NamedNode(subject) = &quad.subject else { return false };
        self.classes.contains(subject.as_str()) || self.properties.contains(words::property(subject.as_str()).as_ref())
    }

    /// Takes up what a statement says of a class or property; says what is left out of it.
    pub(super) fn take_up(&mut self, quad: &Quad, role: Role, (line, text): (usize, &str)) -> Option<&'static str> {
        let said = self.said_of(quad)?;
        said.began(line, text);
        if let (Role::Broader | Role::Domain | Role::Range, Term::NamedNode(class)) = (role, &quad.object)
            && self.classes.contains(class.as_str())
        {
            self.said_of_classes.entry(class.as_str().to_owned()).or_default().began(line, text);
        }
        let said = self.said_of(quad)?;
        match (role, &quad.object) {
            (Role::Name(rank), Term::Literal(literal)) => {
                let label = Label::new(rank, literal)?;
                said.phrases.extend(prefer(&mut said.label, label));
            }
            (Role::Alias, Term::Literal(literal)) => said.phrases.extend(Label::new(0, literal)),
            (Role::Description, Term::Literal(literal)) => {
                prefer(&mut said.description, Label::new(0, literal)?);
            }
            (Role::Broader, Term::NamedNode(wide)) if *wide == quad_subject(quad) => {}
            (Role::Broader, Term::NamedNode(wide)) => return first(&mut said.broader, wide.as_str()),
            (Role::Domain, Term::NamedNode(kind)) => return first(&mut said.domain, kind.as_str()),
            (Role::Range, Term::NamedNode(kind)) => return first(&mut said.range, kind.as_str()),
            (Role::Inverse, Term::NamedNode(other)) => return first(&mut said.inverse, other.as_str()),
            (Role::Own(own), Term::Literal(literal)) => said.take_up_own(own, literal.value()),
            (Role::Type, Term::NamedNode(kind)) => match type_of(kind.as_str()) {
                Type::Characteristic(characteristic) => said.characteristics.push(characteristic),
                Type::Kind => return Some(ABOUT_WORDS),
                _ => {}
            },
            _ => return Some(ABOUT_WORDS),
        }
        None
    }

    /// Takes note of what the objects of a property are.
    pub(super) fn used(&mut self, property: &str, object: &Term, (line, text): (usize, &str)) {
        let object_type = match (super::terms::role(property), object) {
            (Role::Page, Term::NamedNode(_)) => ObjectType::Url,
            (_, Term::Literal(literal)) => match values::value(literal) {
                Some((object_type, _)) => object_type,
                None => return,
            },
            _ => ObjectType::Entity,
        };
        let property = words::property(property);
        if !self.uses.contains_key(property.as_ref()) {
            self.uses.insert(property.to_string(), Uses { line, text: shown(text).to_owned(), ..Uses::default() });
        }
        let Some(uses) = self.uses.get_mut(property.as_ref()) else { return };
        match object_type {
            ObjectType::Entity => uses.entities = true,
            literal => uses.takes(literal),
        }
    }

    /// Decides on the names and types of predicates, when the file was seen whole. Those of one name are one predicate.
    pub(super) fn decide(&mut self) {
        let mut together: BTreeMap<String, (Uses, Option<ObjectType>)> = BTreeMap::new();
        let properties: BTreeSet<String> = self.uses.keys().chain(self.said_of_properties.keys()).cloned().collect();
        for property in &properties {
            let (uses, declared) = together.entry(fold_words(&self.predicate_name(property))).or_default();
            *declared = declared.or(self.declared_type(property));
            if let Some(used) = self.uses.get(property) {
                uses.entities |= used.entities;
                for found in &used.literals {
                    uses.takes(*found);
                }
            }
        }
        for property in properties {
            let name = self.predicate_name(&property);
            let Some((uses, declared)) = together.get(&fold_words(&name)) else { continue };
            self.decided.insert(property, decided(name, uses, *declared));
        }
    }

    fn declared_type(&self, property: &str) -> Option<ObjectType> {
        let said = self.said_of_properties.get(property)?;
        let of_range = || {
            let range =
                said.range.as_deref().filter(|range| range.contains("XMLSchema#") || range.ends_with("/EDTF"))?;
            Some(values::object_type(range))
        };
        said.object_type.or_else(of_range)
    }

    fn predicate_name(&self, property: &str) -> String {
        let label = self.said_of_properties.get(property).and_then(|said| said.label.as_ref());
        let name = label.map_or_else(|| words::word_name(property), |label| label.text.to_string());
        // `is` is built in: it says what kind a thing is of.
        if fold_words(&name) == IS { format!("{name} of") } else { name }
    }

    /// The name of a class's kind.
    pub(super) fn kind_name(&self, class: &str) -> String {
        let label = self.said_of_classes.get(class).and_then(|said| said.label.as_ref());
        label.map_or_else(|| words::word_name(class), |label| label.text.to_string())
    }

    /// The name of a property's predicate for an object that is a thing.
    pub(super) fn over_things(&self, property: &str) -> String {
        let property = words::property(property);
        self.decided.get(property.as_ref()).map_or_else(|| self.predicate_name(&property), |it| it.entity_name.clone())
    }

    /// The name and type of a property's predicate for an object that is a value.
    pub(super) fn over_values(&self, property: &str) -> (String, ObjectType) {
        let property = words::property(property);
        match self.decided.get(property.as_ref()) {
            Some(decided) => (decided.literal_name.clone(), decided.literal_type),
            None => (self.predicate_name(&property), ObjectType::Text),
        }
    }
}

/// What is left out of what is said of classes and properties.
pub(super) const ABOUT_WORDS: &str = "statements about classes and properties that no vocabulary has a place for";
const FURTHER: &str = "further classes that a class is narrower than, or that a property's subjects or objects are of";

fn first(kept: &mut Option<String>, new: &str) -> Option<&'static str> {
    match kept {
        None => {
            *kept = Some(new.to_owned());
            None
        }
        Some(kept) => (kept != new).then_some(FURTHER),
    }
}

fn quad_subject(quad: &Quad) -> oxrdf::NamedNode {
    match &quad.subject {
        NamedOrBlankNode::NamedNode(node) => node.clone(),
        NamedOrBlankNode::BlankNode(_) => oxrdf::NamedNode::new_unchecked(""),
    }
}

fn decided(name: String, uses: &Uses, declared: Option<ObjectType>) -> Decided {
    let literal_type = match (declared.filter(|declared| declared.is_literal()), uses.literals.as_slice()) {
        (Some(declared), _) => declared,
        (None, []) => ObjectType::Entity,
        (None, [only]) => *only,
        (None, _) => ObjectType::Text,
    };
    let main_is_literal = literal_type.is_literal() && (declared.is_some_and(ObjectType::is_literal) || !uses.entities);
    let both = uses.entities || declared == Some(ObjectType::Entity);
    match (main_is_literal, both && literal_type.is_literal()) {
        (_, false) => Decided { entity_name: name.clone(), literal_name: name, literal_type },
        (true, true) => Decided { entity_name: format!("{name} entity"), literal_name: name, literal_type },
        (false, true) => {
            Decided { literal_name: format!("{name} {}", literal_type.name()), entity_name: name, literal_type }
        }
    }
}

impl Said {
    /// Takes note of the first statement.
    fn began(&mut self, line: usize, text: &str) {
        if self.line == 0 {
            (self.line, self.text) = (line, shown(text).to_owned());
        }
    }

    fn take_up_own(&mut self, own: Own, text: &str) {
        let text = text.to_owned();
        match own {
            Own::Plural => self.plural = self.plural.take().or(Some(text)),
            Own::Inverse => self.inverse_phrase = self.inverse_phrase.take().or(Some(text)),
            Own::InversePhrase => self.inverse_phrases.push(text),
            Own::Path => self.path = self.path.take().or(Some(text)),
            Own::ObjectType => self.object_type = self.object_type.or(ObjectType::from_name(&text)),
        }
    }
}

/// The literal of a label property, for those who look at labels only.
pub(super) fn label_of(role: Role, object: &Term) -> Option<Label> {
    match role {
        Role::Name(rank) => literal(object).and_then(|literal| Label::new(rank, literal)),
        _ => None,
    }
}
