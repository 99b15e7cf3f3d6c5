//! The schemata of FollowTheMoney, as far as they need more than their names: <https://followthemoney.tech/explorer/>.

use crate::value::ObjectType;

/// A schema whose entities are things, and the schema that is next wider.
const BROADER: &[(&str, &str)] = &[
    ("Airplane", "Vehicle"),
    ("Address", "Thing"),
    ("Article", "Document"),
    ("Assessment", "Thing"),
    ("Asset", "Thing"),
    ("Audio", "Document"),
    ("BankAccount", "Asset"),
    ("Company", "Organization"),
    ("Contract", "Asset"),
    ("CourtCase", "Thing"),
    ("CryptoWallet", "Asset"),
    ("Document", "Thing"),
    ("Email", "Document"),
    ("Event", "Thing"),
    ("Folder", "Document"),
    ("HyperText", "Document"),
    ("Image", "Document"),
    ("LegalEntity", "Thing"),
    ("License", "Contract"),
    ("Organization", "LegalEntity"),
    ("Pages", "Document"),
    ("Person", "LegalEntity"),
    ("PlainText", "Document"),
    ("Position", "Thing"),
    ("Program", "Thing"),
    ("Project", "Thing"),
    ("PublicBody", "Organization"),
    ("RealEstate", "Asset"),
    ("Security", "Asset"),
    ("Table", "Document"),
    ("Trip", "Event"),
    ("Vehicle", "Asset"),
    ("Vessel", "Vehicle"),
    ("Video", "Document"),
    ("Workbook", "Document"),
];

/// The schema that is next wider.
pub(super) fn broader(schema: &str) -> Option<&'static str> {
    BROADER.iter().find(|(narrow, _)| *narrow == schema).map(|(_, wide)| *wide)
}

/// A schema whose entities are what one thing is to another.
pub(super) struct Link {
    schema: &'static str,
    /// The property that has the subject.
    pub(super) subject: &'static str,
    pub(super) predicate: &'static str,
    pub(super) inverse: Option<&'static str>,
    /// The property that has the object.
    pub(super) object: &'static str,
}

const fn link(
    schema: &'static str,
    subject: &'static str,
    predicate: &'static str,
    inverse: Option<&'static str>,
    object: &'static str,
) -> Link {
    Link { schema, subject, predicate, inverse, object }
}

const LINKS: &[Link] = &[
    link("Associate", "person", "associate of", None, "associate"),
    link("ContractAward", "supplier", "awarded", Some("awarded to"), "contract"),
    link("CourtCaseParty", "party", "party to", Some("has party"), "case"),
    link("Debt", "debtor", "owes", Some("owed by"), "creditor"),
    link("Directorship", "director", "director of", Some("directed by"), "organization"),
    link("Documentation", "entity", "documented in", Some("documents"), "document"),
    link("Employment", "employee", "employed by", Some("employs"), "employer"),
    link("Family", "person", "relative of", None, "relative"),
    link("Membership", "member", "member of", Some("has member"), "organization"),
    link("Occupancy", "holder", "holds", Some("held by"), "post"),
    link("Ownership", "owner", "owns", Some("owned by"), "asset"),
    link("Payment", "payer", "paid", Some("paid by"), "beneficiary"),
    link("ProjectParticipant", "participant", "participates in", Some("has participant"), "project"),
    link("Representation", "agent", "represents", Some("represented by"), "client"),
    link("Sanction", "entity", "sanctioned by", None, "authority"),
    link("Similar", "candidate", "similar to", None, "match"),
    link("Succession", "predecessor", "succeeded by", Some("succeeds"), "successor"),
    link("UnknownLink", "subject", "linked to", None, "object"),
];

/// What entities of a schema are between; none where they are things.
pub(super) fn link_of(schema: &str) -> Option<&'static Link> {
    LINKS.iter().find(|link| link.schema == schema)
}

/// The properties whose values are entities, whatever the schema; those of links are in their table.
const ENTITIES: &[&str] = &[
    "addressEntity",
    "agencyEntity",
    "associates",
    "authorEntity",
    "bankAccounts",
    "cryptoWallets",
    "involved",
    "lender",
    "licenses",
    "mentions",
    "operator",
    "organizer",
    "parent",
    "positionEntity",
    "proof",
    "programEntity",
    "project",
    "recipientsEntity",
    "resolved",
    "securities",
    "vessels",
];

/// What the values of a property are.
pub(super) fn object_type(schema: &str, property: &str) -> ObjectType {
    let is_end = link_of(schema)
        .is_some_and(|link| property == link.subject || (property == link.object && schema != "Sanction"));
    if is_end
        || ENTITIES.contains(&property)
        || (schema == "Identification" || schema == "Passport") && property == "holder"
    {
        return ObjectType::Entity;
    }
    let is_date = property == "date"
        || property.ends_with("Date")
        || matches!(property, "createdAt" | "modifiedAt" | "publishedAt" | "retrievedAt" | "authoredAt");
    let is_url = property == "website" || property == "url" || property.ends_with("Url");
    match property {
        _ if is_date => ObjectType::Date,
        _ if is_url => ObjectType::Url,
        "amount" | "amountEur" | "amountUsd" | "latitude" | "longitude" | "sharesCount" | "employees" => {
            ObjectType::Number
        }
        _ => ObjectType::Text,
    }
}

/// What a property is to the thing that it is of, beside or instead of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A name; the first is the preferred one.
    Name,
    /// A further name.
    Alias,
    /// When a link was so.
    Time,
    /// Where the entity is from.
    Source,
    /// A fact.
    Fact,
}

/// What a property is to the thing that it is of.
pub(super) fn role(property: &str) -> Role {
    match property {
        "name" => Role::Name,
        "alias" | "weakAlias" | "previousName" | "abbreviation" => Role::Alias,
        "startDate" | "endDate" | "date" => Role::Time,
        "sourceUrl" | "publisher" | "publisherUrl" | "retrievedAt" => Role::Source,
        _ => Role::Fact,
    }
}

/// The properties that a thing without a name may be called by.
pub(super) const NAMES: &[&str] = &["title", "full", "caption", "fileName", "label", "registrationNumber"];
