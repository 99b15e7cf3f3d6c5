//! Documents and entities.

use oxrdf::NamedOrBlankNode;
use oxrdf::vocab::{rdf, rdfs};

use super::Triples;
use super::terms::{address, date_text, dcterms, document, entity, ff, foaf, skos, text};
use super::words::add_texts;
use crate::diagnostic::Result;
use crate::store::export::{DocumentRow, EntityRow, Snapshot};

/// Writes what is known of a document, with its text.
pub(super) fn write_document(row: &DocumentRow, triples: &mut Triples<'_>) -> Result<()> {
    let node = NamedOrBlankNode::from(document(&row.key));
    triples.add(node.clone(), &rdf::TYPE.into(), ff("Document"))?;
    for (property, value) in [
        (dcterms("title"), &row.title),
        (dcterms("publisher"), &row.publisher),
        (dcterms("language"), &row.language),
        (dcterms("license"), &row.licence),
        (ff("text"), &row.text),
    ] {
        triples.add_some(&node, property.as_ref(), value.as_deref().map(text))?;
    }
    for (property, value) in [(dcterms("issued"), &row.published), (ff("retrieved"), &row.retrieved)] {
        triples.add_some(&node, property.as_ref(), value.as_deref().map(date_text))?;
    }
    match row.url.as_deref().map(|url| (url, address(url))) {
        Some((_, Some(page))) => triples.add(node, &foaf("page"), page),
        Some((url, None)) => triples.add(node, &ff("url"), text(url)),
        None => Ok(()),
    }
}

/// Writes an entity with the names that were recorded of it, also where it was merged into another.
pub(super) fn write_entity(snapshot: &Snapshot<'_>, row: &EntityRow, triples: &mut Triples<'_>) -> Result<()> {
    let node = NamedOrBlankNode::from(entity(&row.key));
    triples.add(node.clone(), &rdfs::LABEL.into(), text(&row.name))?;
    let names = snapshot.names_recorded(row)?;
    let names: Vec<String> = names.into_iter().map(|name| name.text).collect();
    add_texts(&node, &skos("altLabel"), &names, triples)?;
    triples.add_some(&node, dcterms("description").as_ref(), row.description.as_deref().map(text))
}
