//! The native records, as serde reads them. The doc comments here are what `factfile schema` prints.
//!
//! Every optional member may be left out or be null, because structured output of language models has every member.

pub mod kept;
mod read;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::value::{Modality, ObjectType, Polarity};

/// One record: an object with exactly one member. In JSON Lines there is one record a line, in any order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Record {
    /// Words: kinds of things, and predicates.
    Vocabulary(Vocabulary),
    /// A report that facts rest on.
    Document(Box<Document>),
    /// Anything with a name: a person, a place, a meeting, an issue.
    Entity(Entity),
    /// What is so, and who says it.
    Fact(Box<Fact>),
}

/// Words: kinds of things, and predicates. A word may be declared again to add phrases to it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Vocabulary {
    /// Class words: envoy, meeting, country.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "list")]
    pub kinds: Vec<Kind>,
    /// Relation words: attended, held in, led by.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "list")]
    pub predicates: Vec<Predicate>,
}

/// A class word.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    /// A noun in the singular.
    pub name: String,
    /// Its plural, where English would not make it by rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plural: Option<String>,
    /// The name of the next wider kind: whoever asks for that also finds this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub broader: Option<String>,
    /// Further nouns for it, in the singular.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "list")]
    pub phrases: Vec<String>,
    /// What it means, in a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// A relation word.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Predicate {
    /// A verb phrase in lower case, read from subject to object: attended, held in. A space, `_` and `-` are the same.
    pub name: String,
    /// Further verb phrases for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "list")]
    pub phrases: Vec<String>,
    /// The phrase read from object to subject: attended by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inverse: Option<String>,
    /// Further phrases read from object to subject.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "list")]
    pub inverse_phrases: Vec<String>,
    /// What its objects are.
    pub object: ObjectType,
    /// The kind that its subjects are of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject_kind: Option<String>,
    /// The kind that its objects are of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object_kind: Option<String>,
    /// Its logical characteristics, as OWL names them.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "list")]
    pub characteristics: Vec<Characteristic>,
    /// A path over predicates that also counts as it: attended / held in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// What it means, in a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

impl Predicate {
    /// A predicate of which nothing else is said.
    pub(crate) fn new(name: &str, object: ObjectType) -> Self {
        Predicate {
            name: name.to_owned(),
            phrases: Vec::new(),
            inverse: None,
            inverse_phrases: Vec::new(),
            object,
            subject_kind: None,
            object_kind: None,
            characteristics: Vec::new(),
            path: None,
            description: None,
        }
    }
}

/// A logical characteristic of a predicate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Characteristic {
    /// A reaches C where A reaches B and B reaches C: located in.
    Transitive,
    /// What holds one way holds the other way: borders.
    Symmetric,
    /// One value at a time: has capital.
    Functional,
}

/// A report that facts rest on.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// A key, stable across files, by which evidence names it.
    pub id: String,
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Who published it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// Where it can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// When it was published: a date in EDTF, such as 2026-01-23.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// When it was retrieved: a date in EDTF.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retrieved: Option<String>,
    /// The language of its text, as BCP 47 has it: en, uk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The terms under which its text may be passed on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
    /// Its text. Quotes are checked against it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// Anything with a name.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Entity {
    /// A key, stable across files: steve-witkoff, Q123.
    pub id: String,
    /// Its preferred name.
    pub name: String,
    /// The names of the kinds that it is of.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "list")]
    pub kinds: Vec<String>,
    /// Further names and spellings.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "list")]
    pub aliases: Vec<String>,
    /// What it is, in a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// What is so, and who says it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// What it is about.
    pub subject: Reference,
    /// The name of the predicate; "is" says what kind the subject is of.
    pub predicate: String,
    /// What it says of the subject, fit for the predicate's object type.
    pub object: Object,
    /// When it was so: a date or interval in EDTF, such as 2026-01-23, 2026-01, 2026 or 2026-01-23/2026-01-24.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
    /// The source's own words for the time: on Friday.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_text: Option<String>,
    /// What is said of the fact itself; the keys are predicates: {"representing": "united-states"}.
    #[serde(default, skip_serializing_if = "Qualifiers::is_empty")]
    pub qualifiers: Qualifiers,
    /// The passages it rests on; none means that the record itself states it.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "list")]
    pub evidence: Vec<Evidence>,
}

impl Fact {
    /// Whether it names an entity in such a way that it is made where there is none.
    pub(crate) fn names(&self) -> bool {
        let object = |object: &Object| matches!(object, Object::Named(_));
        let reference = |reference: &Reference| matches!(reference, Reference::Named(_));
        reference(&self.subject)
            || object(&self.object)
            || self.qualifiers.0.iter().any(|(_, values)| values.as_slice().iter().any(object))
            || self.evidence.iter().any(|evidence| evidence.source.as_ref().is_some_and(reference))
    }
}

/// A passage that a fact rests on.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// The id of the document that it is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// The passage, copied from the document's text character for character.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// What stands directly before the quote; only where the quote occurs more than once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// What stands directly behind the quote; only where the quote occurs more than once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suffix: Option<String>,
    /// Whom the document attributes the claim to; none is the document itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Reference>,
    /// How certain the claim is; certain where not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modality: Option<Modality>,
    /// Whether it affirms (+) or denies (-) the fact; + where not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub polarity: Option<Polarity>,
    /// How sure the extractor is of its reading, from 0 to 1.
    #[schemars(range(min = 0, max = 1))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f64>,
    /// The name of the extractor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extractor: Option<String>,
    /// The source's own words for the time, where they are not those of the fact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_text: Option<String>,
}

/// Which entity is meant.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(untagged)]
pub enum Reference {
    /// Its key or one of its names.
    Word(String),
    /// Its name and kind, or its key and name; it is made where there is none.
    Named(Named),
}

/// An entity by name and kind, or by a key of its own.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// Its key, where it has one: the entity of that key is meant, which is then called so too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// One of its names.
    pub name: String,
    /// A kind that it is of, or that is wider. With a key it may be left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

/// What a fact or qualifier says.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(untagged)]
pub enum Object {
    /// A key or a name of an entity, the name of a kind, a text, a date in EDTF or an address.
    Word(String),
    /// An entity by name and kind, or by key and name; it is made where there is none.
    Named(Named),
    /// True or false.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction, or one that no 64 bits hold exactly.
    Decimal(f64),
}

/// Keys and their values, in the order of the file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Qualifiers(pub Vec<(String, Values)>);

impl Qualifiers {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Qualifiers {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, values)| (key, values)))
    }
}

/// A value, or a list of values.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(untagged)]
pub enum Values {
    /// One.
    One(Object),
    /// Several, each of which holds.
    More(Vec<Object>),
}

impl Values {
    /// The values.
    pub fn as_slice(&self) -> &[Object] {
        match self {
            Values::One(value) => std::slice::from_ref(value),
            Values::More(values) => values,
        }
    }
}

/// The JSON Schema of one record.
pub fn json_schema() -> serde_json::Value {
    schemars::schema_for!(Record).to_value()
}

/// A list that may be null.
fn list<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    Ok(Option::<Vec<T>>::deserialize(deserializer)?.unwrap_or_default())
}

impl JsonSchema for Qualifiers {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Qualifiers".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let value = generator.subschema_for::<Values>();
        schemars::json_schema!({ "type": ["object", "null"], "additionalProperties": value })
    }
}
