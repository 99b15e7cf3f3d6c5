//! A store as plain vectors: what the naive evaluator reads, and the records that the real one is loaded from.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

/// A calendar day; only ever compared.
pub type Day = (i32, u8, u8);

/// A date in EDTF with the earliest and the latest day that it may mean, written down by hand.
pub struct Date {
    pub text: &'static str,
    pub first: Day,
    pub last: Day,
}

const fn date(text: &'static str, first: Day, last: Day) -> Date {
    Date { text, first, last }
}

/// Dates of mixed precision, with open ends among them. Dates whose days are the same are told apart by their texts.
pub const DATES: [Date; 12] = [
    date("2026-01-23", (2026, 1, 23), (2026, 1, 23)),
    date("2026-01", (2026, 1, 1), (2026, 1, 31)),
    date("2026", (2026, 1, 1), (2026, 12, 31)),
    date("2026-01-23/2026-01-24", (2026, 1, 23), (2026, 1, 24)),
    date("2026-01-24/..", (2026, 1, 24), (i32::MAX, 1, 1)),
    date("../2026-01-22", (i32::MIN, 1, 1), (2026, 1, 22)),
    date("2026-01-22T10:30Z", (2026, 1, 22), (2026, 1, 22)),
    date("202X", (2020, 1, 1), (2029, 12, 31)),
    date("2026-01-23~", (2026, 1, 23), (2026, 1, 23)),
    date("2026-21", (2026, 1, 1), (2026, 12, 31)),
    date("2026-02-XX", (2026, 2, 1), (2026, 2, 28)),
    date("2026-01-23?", (2026, 1, 23), (2026, 1, 23)),
];

/// Texts: one that needs escaping, two that differ in case only, one that is also a phrase for a time.
pub const TEXTS: [&str; 5] = ["alpha", "Alpha", "on Friday", "a \"b\" \\ c\nd", "Ωmega"];
/// A source's own words for a time.
pub const PHRASES: [&str; 2] = ["on Friday", "soon"];
/// Web addresses.
pub const URLS: [&str; 2] = ["https://example.org/a?b=c#d", "mailto:a@example.org"];
/// Numbers in quarters, so that whole and decimal ones are compared without rounding.
pub const QUARTERS: [i64; 6] = [-12, 0, 8, 10, 40, 41];

/// A value that a variable can stand for. The order is only for sets.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    Nothing,
    Entity(usize),
    Kind(usize),
    Text(&'static str),
    Url(&'static str),
    /// In quarters.
    Number(i64),
    /// An index into [`DATES`].
    Date(usize),
    Boolean(bool),
}

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

pub struct Kind {
    pub name: &'static str,
    pub broader: Option<usize>,
}

pub struct Entity {
    pub key: &'static str,
    pub name: &'static str,
    pub alias: &'static str,
    /// What its own record says it is.
    pub kinds: BTreeSet<usize>,
}

/// A predicate; its path is what it stands for, if it stands for one.
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

/// How often a step of a path is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Times {
    Once,
    Any,
    AtLeastOnce,
}

/// A step of a path.
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
    pub source: Option<usize>,
    pub modality: Modality,
    pub affirms: bool,
    pub phrase: Option<&'static str>,
}

/// What a statement without evidence claims.
pub const UNSOURCED: Claim = Claim { source: None, modality: Modality::Certain, affirms: true, phrase: None };

/// A fact; `relation` is the index of its predicate, none for membership of a kind.
#[derive(Debug, Clone)]
pub struct Fact {
    pub relation: Option<usize>,
    pub subject: usize,
    pub object: Value,
    pub time: Option<usize>,
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

    pub fn is_only_denied(&self) -> bool {
        self.is_denied() && !self.holds()
    }

    fn is_same(&self, other: &Fact) -> bool {
        (self.relation, self.subject, &self.object, self.time)
            == (other.relation, other.subject, &other.object, other.time)
            && self.qualifiers == other.qualifiers
    }
}

#[derive(Default)]
pub struct Store {
    pub kinds: Vec<Kind>,
    pub entities: Vec<Entity>,
    pub predicates: Vec<Predicate>,
    /// No two are the same; those that are not of kinds are in the order of their first records.
    pub facts: Vec<Fact>,
    /// The lines that the real store is loaded from.
    pub records: Vec<Json>,
}

impl Store {
    /// Adds a fact with one record for it. What was stated before gets the further claims.
    pub fn add(&mut self, fact: Fact) {
        self.records.push(self.record(&fact));
        let mut fact = fact;
        if fact.claims.is_empty() {
            fact.claims.push(UNSOURCED);
        }
        match self.facts.iter_mut().find(|known| known.is_same(&fact)) {
            Some(known) => known.claims.extend(fact.claims),
            None => self.facts.push(fact),
        }
    }

    /// Whether a kind is `wide` or narrower than it.
    pub fn is_within(&self, kind: usize, wide: usize) -> bool {
        kind == wide || self.kinds[kind].broader.is_some_and(|broader| self.is_within(broader, wide))
    }

    /// The kinds that an entity is stated to be of, wider ones included.
    pub fn is_of(&self, entity: usize, wide: usize) -> bool {
        self.facts.iter().any(|fact| {
            let of = |kind: &Value| matches!(kind, Value::Kind(kind) if self.is_within(*kind, wide));
            fact.relation.is_none() && fact.subject == entity && fact.holds() && of(&fact.object)
        })
    }

    /// The records of vocabulary and entities, which come first.
    pub fn declare(&mut self) {
        let kinds = self.kinds.iter().map(|kind| {
            let broader = kind.broader.map(|broader| self.kinds[broader].name);
            without_nulls(json!({"name": kind.name, "broader": broader}))
        });
        let predicates = self.predicates.iter().map(|predicate| {
            let characteristics = [
                (predicate.transitive, "transitive"),
                (predicate.symmetric, "symmetric"),
                (predicate.functional, "functional"),
            ];
            let characteristics = characteristics.into_iter().filter(|(has, _)| *has).map(|(_, name)| name);
            without_nulls(json!({
                "name": predicate.name,
                "phrases": predicate.phrase.into_iter().collect::<Vec<_>>(),
                "inverse": predicate.inverse,
                "object": predicate.objects.name(),
                "characteristics": characteristics.collect::<Vec<_>>(),
                "path": (!predicate.path.is_empty()).then(|| self.path_text(&predicate.path)),
            }))
        });
        let kinds: Vec<Json> = kinds.collect();
        let predicates: Vec<Json> = predicates.collect();
        let mut records = vec![json!({"vocabulary": {"kinds": kinds, "predicates": predicates}})];
        records.push(json!({"document": {"id": "report"}}));
        for (subject, entity) in self.entities.iter().enumerate() {
            let kinds: Vec<&str> = entity.kinds.iter().map(|kind| self.kinds[*kind].name).collect();
            let (id, name, alias) = (entity.key, entity.name, entity.alias);
            records.push(json!({"entity": {"id": id, "name": name, "aliases": [alias], "kinds": kinds}}));
            self.facts.extend(entity.kinds.iter().map(|kind| Fact {
                relation: None,
                subject,
                object: Value::Kind(*kind),
                time: None,
                qualifiers: BTreeSet::new(),
                claims: vec![UNSOURCED],
            }));
        }
        self.records = records;
    }

    fn path_text(&self, path: &[Step]) -> String {
        let steps = path.iter().map(|step| {
            let caret = if step.inverse { "^" } else { "" };
            format!("{caret}{}{}", self.predicates[step.predicate].name, times_sign(step.times))
        });
        steps.collect::<Vec<_>>().join(" / ")
    }

    fn record(&self, fact: &Fact) -> Json {
        let mut qualifiers = serde_json::Map::new();
        for (key, value) in &fact.qualifiers {
            let values = qualifiers.entry(self.predicates[*key].name).or_insert_with(|| json!([]));
            if let Json::Array(values) = values {
                values.push(self.json(value));
            }
        }
        let evidence = fact.claims.iter().map(|claim| {
            without_nulls(json!({
                "document": "report",
                "source": claim.source.map(|source| self.entities[source].key),
                "modality": claim.modality.name(),
                "polarity": if claim.affirms { "+" } else { "-" },
                "time_text": claim.phrase,
            }))
        });
        let fact = without_nulls(json!({
            "subject": self.entities[fact.subject].key,
            "predicate": fact.relation.map_or("is", |predicate| self.predicates[predicate].name),
            "object": self.json(&fact.object),
            "time": fact.time.map(|time| DATES[time].text),
            "qualifiers": qualifiers,
            "evidence": evidence.collect::<Vec<_>>(),
        }));
        json!({"fact": fact})
    }

    fn json(&self, value: &Value) -> Json {
        match value {
            Value::Nothing => Json::Null,
            Value::Entity(entity) => json!(self.entities[*entity].key),
            Value::Kind(kind) => json!(self.kinds[*kind].name),
            Value::Text(text) | Value::Url(text) => json!(text),
            Value::Number(quarters) if quarters % 4 == 0 => json!(quarters / 4),
            Value::Number(quarters) => json!(*quarters as f64 / 4.0),
            Value::Date(date) => json!(DATES[*date].text),
            Value::Boolean(truth) => json!(truth),
        }
    }
}

pub fn times_sign(times: Times) -> &'static str {
    match times {
        Times::Once => "",
        Times::Any => "*",
        Times::AtLeastOnce => "+",
    }
}

fn without_nulls(json: Json) -> Json {
    match json {
        Json::Object(members) => Json::Object(members.into_iter().filter(|(_, value)| !value.is_null()).collect()),
        other => other,
    }
}
