//! Which schema of the model an entity of a kind has, and which property a value.

use std::collections::HashMap;

use crate::fold::fold_words;
use crate::value::PredicateId;
use crate::vocabulary::{Kind, Predicate, Vocabulary};

/// The schemata for kinds, the most special first: an entity of several kinds has the first of them.
const SCHEMATA: [(&str, &[&str]); 20] = [
    ("Person", &["person"]),
    ("PublicBody", &["public body", "government", "ministry"]),
    ("Company", &["company"]),
    ("Vessel", &["vessel", "ship"]),
    ("Airplane", &["airplane", "aircraft"]),
    ("BankAccount", &["bank account"]),
    ("CryptoWallet", &["crypto wallet"]),
    ("RealEstate", &["real estate"]),
    ("Security", &["security"]),
    ("License", &["license", "licence"]),
    ("Vehicle", &["vehicle"]),
    ("Address", &["address"]),
    ("CourtCase", &["court case"]),
    ("Project", &["project"]),
    ("Position", &["position"]),
    ("Trip", &["trip"]),
    ("Event", &["event", "meeting"]),
    ("Asset", &["asset"]),
    ("Organization", &["organisation", "organization"]),
    ("LegalEntity", &["legal entity"]),
];

/// The schema of what is of none of these kinds.
const THING: &str = "Thing";

const OF_THINGS: &[&str] = &[
    "summary",
    "country",
    "sourceUrl",
    "publisher",
    "publisherUrl",
    "wikipediaUrl",
    "wikidataId",
    "keywords",
    "topics",
    "address",
    "notes",
    "previousName",
    "weakAlias",
    "program",
];

const OF_LEGAL_ENTITIES: &[&str] = &[
    "email",
    "phone",
    "website",
    "legalForm",
    "incorporationDate",
    "dissolutionDate",
    "status",
    "sector",
    "classification",
    "registrationNumber",
    "idNumber",
    "taxNumber",
    "vatCode",
    "jurisdiction",
    "mainCountry",
    "innCode",
    "swiftBic",
];

const OF_PERSONS: &[&str] = &[
    "title",
    "firstName",
    "secondName",
    "middleName",
    "fatherName",
    "motherName",
    "lastName",
    "birthDate",
    "birthPlace",
    "birthCountry",
    "deathDate",
    "position",
    "nationality",
    "citizenship",
    "passportNumber",
    "gender",
    "ethnicity",
    "height",
    "weight",
    "religion",
    "political",
    "education",
];

const OF_VESSELS: &[&str] = &["imoNumber", "mmsi", "callSign", "flag", "tonnage", "registrationNumber"];

/// Predicates that are called otherwise than the property.
const SYNONYMS: [(&str, &str); 8] = [
    ("born on", "birthDate"),
    ("born in", "birthPlace"),
    ("died on", "deathDate"),
    ("founded on", "incorporationDate"),
    ("dissolved on", "dissolutionDate"),
    ("serves as", "position"),
    ("has website", "website"),
    ("has web site", "website"),
];

/// The schemata of a store's kinds, and the properties that its predicates may be.
pub(super) struct Schemata {
    of_kinds: HashMap<String, usize>,
    properties: HashMap<PredicateId, Vec<&'static str>>,
}

impl Schemata {
    pub(super) fn new(words: &Vocabulary) -> Self {
        let of_kind = |kind: &Kind| Some((kind.name.clone(), rank(kind, words)?));
        let of_kinds = words.kinds().iter().filter_map(of_kind).collect();
        let properties = words.predicates().iter().map(|predicate| (predicate.id, properties(predicate))).collect();
        Schemata { of_kinds, properties }
    }

    /// The schema of an entity that is of these kinds.
    pub(super) fn of_kinds(&self, kinds: &[String]) -> &'static str {
        let ranks = kinds.iter().filter_map(|kind| self.of_kinds.get(kind));
        ranks.min().map_or(THING, |rank| SCHEMATA[*rank].0)
    }

    /// The property of a schema that values of a predicate are.
    pub(super) fn property(&self, predicate: PredicateId, schema: &str) -> Option<&'static str> {
        let has = |property: &&&'static str| {
            OF_THINGS.contains(property)
                || is_legal_entity(schema) && OF_LEGAL_ENTITIES.contains(property)
                || is_person(schema) && OF_PERSONS.contains(property)
                || schema == "Vessel" && OF_VESSELS.contains(property)
        };
        self.properties.get(&predicate)?.iter().find(has).copied()
    }
}

/// The schema of a kind, or of the nearest wider one that has any.
fn rank(kind: &Kind, words: &Vocabulary) -> Option<usize> {
    let wider = |kind: &&Kind| kind.broader.map(|id| words.kind(id));
    std::iter::successors(Some(kind), wider).find_map(|kind| {
        let name = fold_words(&kind.name);
        SCHEMATA.iter().position(|(_, names)| names.contains(&name.as_str()))
    })
}

/// The properties that have a predicate's name, or one of its phrases.
fn properties(predicate: &Predicate) -> Vec<&'static str> {
    let phrases = std::iter::once(&predicate.name).chain(&predicate.phrases);
    phrases.filter_map(|phrase| property(&fold_words(phrase))).collect()
}

fn property(phrase: &str) -> Option<&'static str> {
    let known = [OF_THINGS, OF_LEGAL_ENTITIES, OF_PERSONS, OF_VESSELS];
    let joined = phrase.replace(' ', "");
    let named = known.into_iter().flatten().find(|property| property.eq_ignore_ascii_case(&joined)).copied();
    named.or_else(|| SYNONYMS.iter().find(|(synonym, _)| *synonym == phrase).map(|(_, property)| *property))
}

pub(super) fn is_person(schema: &str) -> bool {
    schema == "Person"
}

pub(super) fn is_organization(schema: &str) -> bool {
    matches!(schema, "Organization" | "Company" | "PublicBody")
}

pub(super) fn is_legal_entity(schema: &str) -> bool {
    schema == "LegalEntity" || is_person(schema) || is_organization(schema)
}

pub(super) fn is_asset(schema: &str) -> bool {
    matches!(
        schema,
        "Asset"
            | "Company"
            | "Vessel"
            | "Airplane"
            | "Vehicle"
            | "RealEstate"
            | "Security"
            | "License"
            | "BankAccount"
            | "CryptoWallet"
    )
}
