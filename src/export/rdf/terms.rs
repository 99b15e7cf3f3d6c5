//! What a store names as RDF names it: IRIs, and literals with their datatypes.

use oxrdf::vocab::xsd;
use oxrdf::{Literal, NamedNode, NamedNodeRef, Term};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::answer::Value;
use crate::edtf::{Edtf, Precision};
use crate::value;

/// What is of this program only.
pub(super) const FF: &str = "urn:factfile:";
pub(super) const ENTITY: &str = "urn:factfile:entity:";
pub(super) const DOCUMENT: &str = "urn:factfile:document:";
pub(super) const KIND: &str = "urn:factfile:kind:";
pub(super) const PREDICATE: &str = "urn:factfile:predicate:";
pub(super) const DCTERMS: &str = "http://purl.org/dc/terms/";
/// The name of the datatype of dates that no type of XML Schema is for.
pub(super) const EDTF: &str = "http://id.loc.gov/datatypes/edtf/";
pub(super) const FOAF: &str = "http://xmlns.com/foaf/0.1/";
pub(super) const OWL: &str = "http://www.w3.org/2002/07/owl#";
pub(super) const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
pub(super) const RDFS: &str = "http://www.w3.org/2000/01/rdf-schema#";
pub(super) const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";
pub(super) const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// What stays as it is in the last part of an IRI; all else is percent-encoded.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A term of a vocabulary.
fn term(vocabulary: &str, name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{vocabulary}{name}"))
}

pub(super) fn ff(name: &str) -> NamedNode {
    term(FF, name)
}

pub(super) fn dcterms(name: &str) -> NamedNode {
    term(DCTERMS, name)
}

pub(super) fn foaf(name: &str) -> NamedNode {
    term(FOAF, name)
}

pub(super) fn owl(name: &str) -> NamedNode {
    term(OWL, name)
}

pub(super) fn skos(name: &str) -> NamedNode {
    term(SKOS, name)
}

/// The IRI of an entity of that key: the key itself, where it is an absolute IRI.
pub(super) fn entity(key: &str) -> NamedNode {
    keyed(ENTITY, key)
}

/// The IRI of a document of that key.
pub(super) fn document(key: &str) -> NamedNode {
    keyed(DOCUMENT, key)
}

/// The IRI of a kind of that name.
pub(super) fn kind(name: &str) -> NamedNode {
    named(KIND, name)
}

/// The IRI of a predicate of that name.
pub(super) fn predicate(name: &str) -> NamedNode {
    named(PREDICATE, name)
}

fn keyed(prefix: &str, key: &str) -> NamedNode {
    match NamedNode::new(key) {
        // A key that looks like one of these names must not be taken for what they name.
        Ok(iri) if !key.starts_with(FF) => iri,
        _ => named(prefix, key),
    }
}

fn named(prefix: &str, name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{prefix}{}", utf8_percent_encode(name, KEPT)))
}

/// The IRI that an address is; none where it is no IRI.
pub(super) fn address(text: &str) -> Option<NamedNode> {
    NamedNode::new(text).ok()
}

/// A value of a fact or qualifier.
pub(super) fn value(value: &Value) -> Term {
    match value {
        Value::Entity(referred) => entity(&referred.key).into(),
        Value::Kind(_, name) => kind(name).into(),
        Value::Document(referred) => document(&referred.key).into(),
        Value::Literal(value) => literal(value).into(),
        Value::Nothing => text("").into(),
    }
}

fn literal(value: &value::Literal) -> Literal {
    match value {
        value::Literal::Text(value) => text(value),
        value::Literal::Integer(number) => typed(number.to_string(), xsd::INTEGER),
        value::Literal::Decimal(number) => double(*number),
        value::Literal::Date(value) => date(value),
        value::Literal::Boolean(truth) => typed(truth.to_string(), xsd::BOOLEAN),
        value::Literal::Url(value) => typed(value.clone(), xsd::ANY_URI),
    }
}

/// A plain text.
pub(super) fn text(text: &str) -> Literal {
    Literal::new_simple_literal(text)
}

/// A number with a fraction, in the shortest form that is read as the same.
pub(super) fn double(number: f64) -> Literal {
    typed(format!("{number:?}"), xsd::DOUBLE)
}

/// A date: of a type of XML Schema where it is exactly one of that type, else of that of EDTF.
pub(super) fn date(date: &Edtf) -> Literal {
    let text = date.as_str();
    let is_plain = text.len() == text.chars().filter(|c| c.is_ascii_digit() || *c == '-').count();
    let datatype = match (date.precision, text.len()) {
        (Precision::Day, 10) if is_plain => xsd::DATE.into_owned(),
        (Precision::Month, 7) if is_plain => xsd::G_YEAR_MONTH.into_owned(),
        (Precision::Year, 4) if is_plain => xsd::G_YEAR.into_owned(),
        _ => term(EDTF, "EDTF"),
    };
    Literal::new_typed_literal(text, datatype)
}

/// A date of a document, which is kept as text.
pub(super) fn date_text(written: &str) -> Literal {
    written.parse().map_or_else(|_| text(written), |parsed: Edtf| date(&parsed))
}

fn typed(text: String, datatype: NamedNodeRef<'_>) -> Literal {
    Literal::new_typed_literal(text, datatype)
}
