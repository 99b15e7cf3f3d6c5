//! Kinds as classes, predicates as properties.

use oxrdf::vocab::{rdf, rdfs};
use oxrdf::{NamedNode, NamedOrBlankNode};

use super::Triples;
use super::terms::{dcterms, ff, kind, owl, predicate, skos, text};
use crate::diagnostic::Result;
use crate::value::ObjectType;
use crate::vocabulary::{Kind, Predicate, Vocabulary};

/// Writes all words that facts have.
pub(super) fn write(words: &Vocabulary, triples: &mut Triples<'_>) -> Result<()> {
    for declared in words.kinds().iter().filter(|kind| kind.rule.is_none()) {
        write_kind(declared, words, triples)?;
    }
    // The one that says of what kind something is has a name of its own in RDF.
    let stated = |predicate: &&Predicate| predicate.rule.is_none() && predicate.object_type != ObjectType::Kind;
    words.predicates().iter().filter(stated).try_for_each(|declared| write_predicate(declared, words, triples))
}

fn write_kind(declared: &Kind, words: &Vocabulary, triples: &mut Triples<'_>) -> Result<()> {
    let node = NamedOrBlankNode::from(kind(&declared.name));
    triples.add(node.clone(), &rdf::TYPE.into(), rdfs::CLASS)?;
    triples.add(node.clone(), &rdfs::LABEL.into(), text(&declared.name))?;
    triples.add_some(&node, ff("plural").as_ref(), declared.plural.as_deref().map(text))?;
    let broader = declared.broader.map(|id| kind(&words.kind(id).name));
    triples.add_some(&node, rdfs::SUB_CLASS_OF, broader)?;
    add_texts(&node, &skos("altLabel"), &declared.phrases, triples)?;
    triples.add_some(&node, dcterms("description").as_ref(), declared.description.as_deref().map(text))
}

fn write_predicate(declared: &Predicate, words: &Vocabulary, triples: &mut Triples<'_>) -> Result<()> {
    let node = NamedOrBlankNode::from(predicate(&declared.name));
    triples.add(node.clone(), &rdf::TYPE.into(), rdf::PROPERTY)?;
    for (class, has) in [
        ("TransitiveProperty", declared.transitive),
        ("SymmetricProperty", declared.symmetric),
        ("FunctionalProperty", declared.functional),
    ] {
        triples.add_some(&node, rdf::TYPE, has.then(|| owl(class)))?;
    }
    triples.add(node.clone(), &rdfs::LABEL.into(), text(&declared.name))?;
    triples.add(node.clone(), &ff("object_type"), text(declared.object_type.name()))?;
    add_texts(&node, &skos("altLabel"), &declared.phrases, triples)?;
    triples.add_some(&node, ff("inverse").as_ref(), declared.inverse.as_deref().map(text))?;
    add_texts(&node, &ff("inversePhrase"), &declared.inverse_phrases, triples)?;
    let kind_of = |id| kind(&words.kind(id).name);
    triples.add_some(&node, rdfs::DOMAIN, declared.subject_kind.map(kind_of))?;
    triples.add_some(&node, rdfs::RANGE, declared.object_kind.map(kind_of))?;
    triples.add_some(&node, ff("path").as_ref(), declared.path.as_deref().map(text))?;
    triples.add_some(&node, dcterms("description").as_ref(), declared.description.as_deref().map(text))
}

/// Writes a triple for each of several texts.
pub(super) fn add_texts(
    node: &NamedOrBlankNode,
    property: &NamedNode,
    texts: &[String],
    triples: &mut Triples<'_>,
) -> Result<()> {
    texts.iter().try_for_each(|each| triples.add(node.clone(), property, text(each)))
}
