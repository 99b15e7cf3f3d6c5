//! What is made of the properties and classes of the usual vocabularies: RDF, RDFS, OWL, SKOS, Dublin Core, schema.org,
//! FOAF, PROV, Wikidata's, and a store's own.

use super::words::{self, FACTFILE};

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const RDFS: &str = "http://www.w3.org/2000/01/rdf-schema#";
const OWL: &str = "http://www.w3.org/2002/07/owl#";
const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";
const DCTERMS: &str = "http://purl.org/dc/terms/";
const DC: &str = "http://purl.org/dc/elements/1.1/";
const FOAF: &str = "http://xmlns.com/foaf/0.1/";
const PROV: &str = "http://www.w3.org/ns/prov#";
const DBPEDIA: &str = "http://dbpedia.org/ontology/";
const WIKIBASE: &str = "http://wikiba.se/ontology#";

/// What a property says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A name; of several the one of the least number is preferred.
    Name(u8),
    /// A further name.
    Alias,
    /// What a thing is, in a sentence.
    Description,
    /// What class a thing is of.
    Type,
    /// The wider class.
    Broader,
    /// The class of a property's subjects.
    Domain,
    /// The class or datatype of a property's objects.
    Range,
    /// The property that is read the other way.
    Inverse,
    /// A member of a kind or predicate in a store's own terms.
    Own(Own),
    /// The statement that a node stands for.
    Reifies,
    /// A piece of evidence of such a node.
    Evidence,
    /// That two IRIs mean one thing.
    Same,
    /// What holds the graph itself together.
    Structure,
    /// A page about the thing, and no thing of its own.
    Page,
    /// Anything else.
    Fact,
}

/// A store's own terms for kinds and predicates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Own {
    Plural,
    Inverse,
    InversePhrase,
    ObjectType,
    Path,
}

/// Reads what stands behind a namespace.
type Local = fn(&str) -> Role;

/// What a property says.
pub(super) fn role(property: &str) -> Role {
    let namespaces: [(&str, Local); 9] = [
        (RDF, of_rdf),
        (RDFS, of_rdfs),
        (OWL, of_owl),
        (SKOS, of_skos),
        (DCTERMS, of_dublin_core),
        (DC, of_dublin_core),
        (FOAF, of_foaf),
        (FACTFILE, of_factfile),
        (WIKIBASE, |_| Role::Structure),
    ];
    if let Some(local) = of_schema_org(property) {
        return local;
    }
    let known = namespaces.iter().find_map(|(namespace, role)| property.strip_prefix(namespace).map(role));
    known.unwrap_or(match property.strip_prefix(DBPEDIA) {
        Some("abstract") => Role::Description,
        _ => Role::Fact,
    })
}

fn of_rdf(local: &str) -> Role {
    match local {
        "type" => Role::Type,
        "reifies" => Role::Reifies,
        "value" => Role::Fact,
        _ => Role::Structure,
    }
}

fn of_rdfs(local: &str) -> Role {
    match local {
        "label" => Role::Name(0),
        "comment" => Role::Description,
        "subClassOf" => Role::Broader,
        "domain" => Role::Domain,
        "range" => Role::Range,
        "seeAlso" => Role::Page,
        "subPropertyOf" | "isDefinedBy" => Role::Structure,
        _ => Role::Fact,
    }
}

fn of_owl(local: &str) -> Role {
    match local {
        "sameAs" => Role::Same,
        "inverseOf" => Role::Inverse,
        _ => Role::Structure,
    }
}

fn of_skos(local: &str) -> Role {
    match local {
        "prefLabel" => Role::Name(1),
        "altLabel" | "hiddenLabel" => Role::Alias,
        "definition" => Role::Description,
        _ => Role::Fact,
    }
}

fn of_dublin_core(local: &str) -> Role {
    match local {
        "title" => Role::Name(4),
        "alternative" => Role::Alias,
        "description" => Role::Description,
        _ => Role::Fact,
    }
}

fn of_foaf(local: &str) -> Role {
    match local {
        "name" => Role::Name(3),
        "nick" => Role::Alias,
        "homepage" | "page" | "depiction" | "isPrimaryTopicOf" | "img" => Role::Page,
        _ => Role::Fact,
    }
}

fn of_schema_org(property: &str) -> Option<Role> {
    Some(match schema_org(property)? {
        "name" => Role::Name(2),
        "headline" => Role::Name(5),
        "alternateName" => Role::Alias,
        "description" => Role::Description,
        "url" | "image" | "sameAs" | "logo" => Role::Page,
        _ => return None,
    })
}

fn schema_org(property: &str) -> Option<&str> {
    property.strip_prefix("https://schema.org/").or_else(|| property.strip_prefix("http://schema.org/"))
}

fn of_factfile(local: &str) -> Role {
    match local {
        "evidence" => Role::Evidence,
        "plural" => Role::Own(Own::Plural),
        "inverse" => Role::Own(Own::Inverse),
        "inversePhrase" => Role::Own(Own::InversePhrase),
        "object_type" => Role::Own(Own::ObjectType),
        "path" => Role::Own(Own::Path),
        _ => Role::Fact,
    }
}

/// A store's own term behind its namespace.
pub(super) fn own(property: &str) -> Option<&str> {
    property.strip_prefix(FACTFILE).filter(|local| !local.contains(':'))
}

/// What a property of a statement says of its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// All of it, in EDTF.
    Time,
    /// From when.
    Start,
    /// Until when.
    End,
    /// At what point.
    Point,
}

/// What a property of a statement says of its time; none where it says something else.
pub(super) fn when(property: &str) -> Option<When> {
    if let Some((place, number)) = words::wikidata(property) {
        return match (place, number) {
            ("qualifier/", "P580") => Some(When::Start),
            ("qualifier/", "P582") => Some(When::End),
            ("qualifier/", "P585") => Some(When::Point),
            _ => None,
        };
    }
    if own(property) == Some("time") {
        return Some(When::Time);
    }
    let local = schema_org(property)
        .or_else(|| property.strip_prefix(PROV))
        .or_else(|| property.strip_prefix(DBPEDIA))
        .or_else(|| property.strip_prefix(DCTERMS))?;
    match local {
        "startDate" | "startedAtTime" | "validFrom" => Some(When::Start),
        "endDate" | "endedAtTime" | "validThrough" => Some(When::End),
        "date" | "temporal" | "atTime" => Some(When::Point),
        _ => None,
    }
}

/// Whether a property of a statement names the document that it rests on.
pub(super) fn is_source(property: &str) -> bool {
    match property.strip_prefix(PROV) {
        Some(local) => matches!(local, "wasDerivedFrom" | "hadPrimarySource" | "wasQuotedFrom"),
        None => property.strip_prefix(DCTERMS) == Some("source"),
    }
}

/// Whether a property of a statement of Wikidata says how good it is.
pub(super) fn is_rank(property: &str) -> bool {
    property.strip_prefix(WIKIBASE) == Some("rank")
}

/// Whether a rank says that a statement does not hold.
pub(super) fn is_deprecated(rank: &str) -> bool {
    rank.strip_prefix(WIKIBASE) == Some("DeprecatedRank")
}

/// A member of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Title,
    Publisher,
    Url,
    Published,
    Retrieved,
    Language,
    Licence,
    Text,
}

/// Which member of a document a property gives.
pub(super) fn field(property: &str) -> Option<Field> {
    if let Some((place, number)) = words::wikidata(property) {
        return match (place, number) {
            ("reference/", "P1476") => Some(Field::Title),
            ("reference/", "P123") => Some(Field::Publisher),
            ("reference/", "P854") => Some(Field::Url),
            ("reference/", "P577") => Some(Field::Published),
            ("reference/", "P813") => Some(Field::Retrieved),
            ("reference/", "P407") => Some(Field::Language),
            _ => None,
        };
    }
    if let Some(local) = own(property) {
        return match local {
            "url" => Some(Field::Url),
            "retrieved" => Some(Field::Retrieved),
            "text" => Some(Field::Text),
            _ => None,
        };
    }
    match role(property) {
        Role::Name(_) => return Some(Field::Title),
        Role::Page => return Some(Field::Url),
        _ => {}
    }
    let local =
        schema_org(property).or_else(|| property.strip_prefix(DCTERMS)).or_else(|| property.strip_prefix(DC))?;
    match local {
        "publisher" => Some(Field::Publisher),
        "issued" | "datePublished" | "date" => Some(Field::Published),
        "dateAccessed" => Some(Field::Retrieved),
        "language" | "inLanguage" => Some(Field::Language),
        "license" | "rights" => Some(Field::Licence),
        "articleBody" => Some(Field::Text),
        _ => None,
    }
}

/// What it makes a node to be of a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    /// A class.
    Class,
    /// A property.
    Property,
    /// A property that is transitive, symmetric or functional.
    Characteristic(crate::load::record::Characteristic),
    /// A document.
    Document,
    /// Something that holds the graph together.
    Structure,
    /// What everything is.
    Nothing,
    /// A thing of a kind.
    Kind,
}

/// What it makes a node to be of a class.
pub(super) fn type_of(iri: &str) -> Type {
    use crate::load::record::Characteristic::{Functional, Symmetric, Transitive};
    if let Some(local) = iri.strip_prefix(OWL) {
        return match local {
            "Class" => Type::Class,
            "ObjectProperty" | "DatatypeProperty" | "AnnotationProperty" | "InverseFunctionalProperty" => {
                Type::Property
            }
            "TransitiveProperty" => Type::Characteristic(Transitive),
            "SymmetricProperty" => Type::Characteristic(Symmetric),
            "FunctionalProperty" => Type::Characteristic(Functional),
            "Thing" | "NamedIndividual" => Type::Nothing,
            _ => Type::Structure,
        };
    }
    if let Some(local) = iri.strip_prefix(RDFS) {
        return match local {
            "Class" => Type::Class,
            "Resource" => Type::Nothing,
            _ => Type::Structure,
        };
    }
    if let Some(local) = iri.strip_prefix(RDF) {
        return if local == "Property" { Type::Property } else { Type::Structure };
    }
    match iri.strip_prefix(WIKIBASE) {
        Some("Property") => Type::Property,
        Some("Item") => Type::Nothing,
        Some(_) => Type::Structure,
        None if iri.strip_prefix(FACTFILE) == Some("Document") => Type::Document,
        None => Type::Kind,
    }
}

/// How a label's language is preferred: none and English before all others, the least number first.
pub(super) fn language_rank(language: Option<&str>) -> u8 {
    match language {
        None | Some("en" | "mul") => 0,
        Some(language) if language.starts_with("en-") => 1,
        Some(_) => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::{Field, Role, When, field, role, when};

    #[test]
    fn well_known_properties_have_their_roles() {
        assert_eq!(role("http://www.w3.org/2000/01/rdf-schema#label"), Role::Name(0));
        assert_eq!(role("https://schema.org/alternateName"), Role::Alias);
        assert_eq!(role("http://schema.org/memberOf"), Role::Fact);
        assert_eq!(role("http://www.w3.org/2002/07/owl#sameAs"), Role::Same);
        assert_eq!(role("http://example.org/label"), Role::Fact);
        assert_eq!(when("http://www.wikidata.org/prop/qualifier/P580"), Some(When::Start));
        assert_eq!(when("http://schema.org/endDate"), Some(When::End));
        assert_eq!(when("urn:factfile:predicate:time"), None);
        assert_eq!(field("http://purl.org/dc/terms/issued"), Some(Field::Published));
    }
}
