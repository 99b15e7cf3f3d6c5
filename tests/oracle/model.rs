//! A store as plain vectors: what the naive evaluator reads.

use std::collections::BTreeSet;
use std::rc::Rc;

use serde_json::Value as Json;

use crate::calendar::Date;
use crate::value::Value;

/// What the objects of a predicate are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Objects {
    Entity,
    Text,
    Number,
    Date,
    Boolean,
    Url,
}

impl Objects {
    pub fn name(self) -> &'static str {
        match self {
            Objects::Entity => "entity",
            Objects::Text => "text",
            Objects::Number => "number",
            Objects::Date => "date",
            Objects::Boolean => "boolean",
            Objects::Url => "url",
        }
    }
}

#[derive(Debug, Clone)]
pub struct Kind {
    pub name: &'static str,
    pub broader: Option<usize>,
}

#[derive(Debug, Clone)]
pub struct Entity {
    pub key: &'static str,
    pub name: &'static str,
    pub alias: &'static str,
    /// What its own record says it is.
    pub kinds: BTreeSet<usize>,
}

impl Entity {
    pub fn names(&self) -> [&'static str; 2] {
        [self.name, self.alias]
    }
}

#[derive(Debug, Clone)]
pub struct Document {
    pub key: &'static str,
    pub title: Option<&'static str>,
    pub publisher: Option<&'static str>,
    pub published: Option<&'static str>,
    pub url: Option<&'static str>,
}

impl Document {
    pub fn label(&self) -> &'static str {
        self.title.unwrap_or(self.key)
    }
}

/// A predicate; its path is what it stands for, if it stands for one.
#[derive(Debug, Clone)]
pub struct Predicate {
    pub name: &'static str,
    pub phrase: Option<&'static str>,
    pub inverse: Option<&'static str>,
    pub objects: Objects,
    pub transitive: bool,
    pub symmetric: bool,
    pub functional: bool,
    pub path: Vec<Step>,
}

/// How often a part of a path is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Times {
    Once,
    Any,
    AtLeastOnce,
    AtMostOnce,
}

impl Times {
    pub fn sign(self) -> &'static str {
        match self {
            Times::Once => "",
            Times::Any => "*",
            Times::AtLeastOnce => "+",
            Times::AtMostOnce => "?",
        }
    }

    /// Whether the empty chain counts.
    pub fn reflexive(self) -> bool {
        matches!(self, Times::Any | Times::AtMostOnce)
    }
}

/// A step of a predicate's own path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    pub predicate: usize,
    pub inverse: bool,
    pub times: Times,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Modality {
    Possible,
    Probable,
    Certain,
}

pub const MODALITIES: [Modality; 3] = [Modality::Certain, Modality::Probable, Modality::Possible];

impl Modality {
    pub fn name(self) -> &'static str {
        match self {
            Modality::Possible => "possible",
            Modality::Probable => "probable",
            Modality::Certain => "certain",
        }
    }
}

/// Somebody says that a fact is so, or that it is not.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// Where it stands; a claim of nobody and nowhere is a statement without evidence.
    pub document: Option<usize>,
    pub source: Option<usize>,
    pub modality: Modality,
    pub affirms: bool,
    pub quote: Option<&'static str>,
    /// In hundredths.
    pub confidence: Option<i64>,
    pub phrase: Option<Rc<str>>,
    /// The load that stated it.
    pub load: usize,
}

impl Claim {
    /// What a statement without evidence claims.
    pub fn unsourced(load: usize) -> Self {
        Claim {
            document: None,
            source: None,
            modality: Modality::Certain,
            affirms: true,
            quote: None,
            confidence: None,
            phrase: None,
            load,
        }
    }

    /// Whether it is evidence, and not a statement without any.
    pub fn is_evidence(&self) -> bool {
        self.document.is_some() || self.source.is_some()
    }

    /// Whether another says the same; the extractor's confidence does not tell two apart.
    fn is_same(&self, other: &Claim) -> bool {
        let other = Claim { confidence: self.confidence, load: self.load, ..other.clone() };
        *self == other
    }
}

/// A fact; `relation` is the index of its predicate, none for membership of a kind.
#[derive(Debug, Clone)]
pub struct Fact {
    pub relation: Option<usize>,
    pub subject: usize,
    pub object: Value,
    pub time: Option<Date>,
    pub qualifiers: BTreeSet<(usize, Value)>,
    pub claims: Vec<Claim>,
}

impl Fact {
    pub fn holds(&self) -> bool {
        self.claims.iter().any(|claim| claim.affirms)
    }

    pub fn is_denied(&self) -> bool {
        self.claims.iter().any(|claim| !claim.affirms)
    }

    fn is_same(&self, other: &Fact) -> bool {
        (self.relation, self.subject, &self.object, &self.time)
            == (other.relation, other.subject, &other.object, &other.time)
            && self.qualifiers == other.qualifiers
    }
}

#[derive(Debug, Clone, Default)]
pub struct Store {
    pub kinds: Vec<Kind>,
    pub entities: Vec<Entity>,
    pub documents: Vec<Document>,
    pub predicates: Vec<Predicate>,
    /// No two are the same; those that are not of kinds are in the order of their first records.
    pub facts: Vec<Fact>,
    /// The lines that the real store is loaded from, load by load.
    pub loads: Vec<Vec<Json>>,
}

impl Store {
    /// Adds a fact to the last load, with one record for it. What was stated before gets the further claims.
    pub fn add(&mut self, fact: Fact) {
        let record = self.record(&fact);
        let load = self.loads.len();
        if let Some(last) = self.loads.last_mut() {
            last.push(record);
        }
        let mut fact = fact;
        let stated =
            if fact.claims.is_empty() { vec![Claim::unsourced(load)] } else { std::mem::take(&mut fact.claims) };
        let known = match self.facts.iter().position(|known| known.is_same(&fact)) {
            Some(at) => at,
            None => {
                self.facts.push(fact);
                self.facts.len() - 1
            }
        };
        for claim in stated {
            let claims = &mut self.facts[known].claims;
            if !claims.iter().any(|known| known.is_same(&claim)) {
                claims.push(Claim { load, ..claim });
            }
        }
    }

    /// The store as it was behind a load.
    pub fn behind(&self, load: usize) -> Store {
        let mut earlier = self.clone();
        for fact in &mut earlier.facts {
            fact.claims.retain(|claim| claim.load <= load);
        }
        earlier
    }

    /// Whether a kind is `wide` or narrower than it.
    pub fn is_within(&self, kind: usize, wide: usize) -> bool {
        kind == wide || self.kinds[kind].broader.is_some_and(|broader| self.is_within(broader, wide))
    }

    /// Whether an entity is stated to be of a kind, or of a narrower one.
    pub fn is_of(&self, entity: usize, wide: usize) -> bool {
        self.facts.iter().any(|fact| {
            let of = |kind: &Value| matches!(kind, Value::Kind(kind) if self.is_within(*kind, wide));
            fact.relation.is_none() && fact.subject == entity && fact.holds() && of(&fact.object)
        })
    }
}
