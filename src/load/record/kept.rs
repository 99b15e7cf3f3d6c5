//! The records that `factfile export` writes beside those of facts: what a store keeps of itself. They are not in the
//! JSON Schema of a record, because nobody extracts them from a text.

use serde::{Deserialize, Serialize};

use super::{Document, Entity, Fact, list};

/// That two entities are one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Merge {
    /// The key of the one that is merged.
    pub entity: String,
    /// The key of the one that it is the same as.
    pub into: String,
    /// The load that merged them; only beside records of loads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub load: Option<i64>,
    /// The loads that took it back.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "list")]
    pub unmerged: Vec<i64>,
    /// The load by which it counts no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<i64>,
}

/// That two entities that look alike are not one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Distinct {
    /// The key of the one.
    pub entity: String,
    /// The key of the other.
    pub other: String,
    /// The load that said so; only beside records of loads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub load: Option<i64>,
}

/// A rule: a kind or a predicate of its own.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The words of the kind or predicate.
    pub name: String,
    /// What the objects of the predicate are; none for a kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
    /// The rule as written: its head, "as", its body.
    pub text: String,
    /// The load that defined it; only beside records of loads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub load: Option<i64>,
}

/// A saved query.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Query {
    /// The name it is run by.
    pub name: String,
    /// Its parameters in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "list")]
    pub parameters: Vec<Parameter>,
    /// The query as written.
    pub text: String,
    /// The load that saved it; only beside records of loads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub load: Option<i64>,
}

/// A parameter of a saved query.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// Its name without its mark.
    pub name: String,
    /// The value it has where none is given, as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
}

/// A change of a store. A file that has such records has all of a store's history, and is loaded into a new store only.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Load {
    /// Its number. They begin with 1 and have no gaps.
    pub number: i64,
    /// When it was recorded: RFC 3339, UTC.
    pub at: String,
    /// What it did: load, assert, retract, merge and so on.
    pub action: String,
    /// The file's name as given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// SHA-256 of the file's bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// The account that ran it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
    /// Free words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The load that it undid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undoes: Option<i64>,
    /// How many documents it added.
    #[serde(default)]
    pub documents: i64,
    /// How many entities it added.
    #[serde(default)]
    pub entities: i64,
    /// How many facts it added.
    #[serde(default)]
    pub facts: i64,
    /// How many pieces of evidence it added.
    #[serde(default)]
    pub evidence: i64,
    /// When it did not count: from behind the load `since` on, up to the load `until`.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "list")]
    pub undone: Vec<Undone>,
}

/// Between which loads another did not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Undone {
    /// The first load behind which it did not.
    pub since: i64,
    /// The first load behind which it counted again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<i64>,
}

/// A record with the loads that gave it. Of a fact it has one claim: a piece of evidence, or that it is stated without.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recorded {
    /// The loads that gave it, by their numbers, ascending.
    pub by: Vec<i64>,
    /// The load by which it counts no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<i64>,
    /// The loads that retracted the fact.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "list")]
    pub retracted: Vec<i64>,
    /// What they gave.
    pub record: Given,
}

/// What loads gave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Given {
    /// A document.
    Document(Box<Document>),
    /// An entity with those of its names that the same loads gave.
    Entity(Entity),
    /// A further name of an entity.
    Name(Name),
    /// A fact with one claim.
    Fact(Box<Fact>),
}

/// A further name of an entity.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Name {
    /// The entity's key.
    pub entity: String,
    /// The name.
    pub name: String,
}
