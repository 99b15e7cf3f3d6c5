//! Typed values: the ids that a store gives, the types of objects, and literals.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::edtf::Edtf;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub i64);
    )*};
}

ids! {
    /// An entity's row in this store.
    EntityId,
    /// A kind's row in this store.
    KindId,
    /// A predicate's row in this store.
    PredicateId,
    /// A literal's row in this store.
    LiteralId,
    /// A fact's row in this store: the number that `why` shows.
    FactId,
    /// A document's row in this store.
    DocumentId,
    /// A load's row in this store.
    LoadId,
    /// A rule's row in this store.
    RuleId,
}

/// What the objects of a predicate are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ObjectType {
    /// Something with a name.
    Entity,
    /// A kind; only for `is`.
    #[serde(skip)]
    Kind,
    /// Free text.
    Text,
    /// An integer or decimal number.
    Number,
    /// A date or interval in EDTF.
    Date,
    /// True or false.
    Boolean,
    /// A web address.
    Url,
}

impl ObjectType {
    /// The word for it, in records, in the store and in messages.
    pub fn name(self) -> &'static str {
        match self {
            ObjectType::Entity => "entity",
            ObjectType::Kind => "kind",
            ObjectType::Text => "text",
            ObjectType::Number => "number",
            ObjectType::Date => "date",
            ObjectType::Boolean => "boolean",
            ObjectType::Url => "url",
        }
    }

    /// Every type.
    pub(crate) const ALL: [ObjectType; 7] = [
        ObjectType::Entity,
        ObjectType::Kind,
        ObjectType::Text,
        ObjectType::Number,
        ObjectType::Date,
        ObjectType::Boolean,
        ObjectType::Url,
    ];

    /// The type of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|object_type| object_type.name() == name)
    }

    /// Whether its values are literals.
    pub fn is_literal(self) -> bool {
        !matches!(self, ObjectType::Entity | ObjectType::Kind)
    }
}

impl fmt::Display for ObjectType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A value that is not an entity.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// Free text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction; finite.
    Decimal(f64),
    /// A date or interval.
    Date(Edtf),
    /// True or false.
    Boolean(bool),
    /// A web address.
    Url(String),
}

impl Literal {
    /// The type it is of.
    pub fn object_type(&self) -> ObjectType {
        match self {
            Literal::Text(_) => ObjectType::Text,
            Literal::Integer(_) | Literal::Decimal(_) => ObjectType::Number,
            Literal::Date(_) => ObjectType::Date,
            Literal::Boolean(_) => ObjectType::Boolean,
            Literal::Url(_) => ObjectType::Url,
        }
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Literal::Text(text) | Literal::Url(text) => f.write_str(text),
            Literal::Integer(number) => write!(f, "{number}"),
            Literal::Decimal(number) => write!(f, "{number}"),
            Literal::Date(date) => f.write_str(date.as_str()),
            Literal::Boolean(truth) => write!(f, "{truth}"),
        }
    }
}

/// How certain a claim is, as FactBank's event factuality has it. The order is by certainty.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Modality {
    /// It may be so.
    Possible,
    /// It is likely or expected.
    Probable,
    /// It is said to be so.
    #[default]
    Certain,
}

impl Modality {
    /// All of them, the least certain first.
    pub const ALL: [Modality; 3] = [Modality::Possible, Modality::Probable, Modality::Certain];

    /// The word for it, in records and in the store.
    pub fn name(self) -> &'static str {
        match self {
            Modality::Possible => "possible",
            Modality::Probable => "probable",
            Modality::Certain => "certain",
        }
    }
}

/// Whether a claim affirms a fact or denies it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, schemars::JsonSchema)]
pub enum Polarity {
    /// It says that the fact is so.
    #[default]
    #[serde(rename = "+")]
    Affirms,
    /// It says that the fact is not so.
    #[serde(rename = "-")]
    Denies,
}

impl Polarity {
    /// `+` or `-`, as in records and in the store.
    pub fn sign(self) -> &'static str {
        match self {
            Polarity::Affirms => "+",
            Polarity::Denies => "-",
        }
    }
}

/// How a quote stands to the text of its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum QuoteState {
    /// It occurs there to the letter.
    Verbatim,
    /// It occurs there but for white space, quotation marks and dashes.
    Normalised,
    /// It does not occur there.
    Missing,
    /// There is no text or no quote to check.
    Unchecked,
}

impl QuoteState {
    /// The word for it, as in the store.
    pub fn name(self) -> &'static str {
        match self {
            QuoteState::Verbatim => "verbatim",
            QuoteState::Normalised => "normalised",
            QuoteState::Missing => "missing",
            QuoteState::Unchecked => "unchecked",
        }
    }

    /// The state of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Verbatim, Self::Normalised, Self::Missing, Self::Unchecked]
            .into_iter()
            .find(|state| state.name() == name)
    }
}
