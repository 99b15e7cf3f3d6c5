//! The records that the real store is loaded from.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use crate::model::{Claim, Fact, Step, Store};
use crate::value::{Number, Value};

impl Store {
    /// Begins the first load with the vocabulary, documents and entities.
    pub fn declare(&mut self) {
        let kinds: Vec<Json> = (self.kinds.iter())
            .map(|kind| {
                let broader = kind.broader.map(|broader| self.kinds[broader].name);
                without_nulls(json!({"name": kind.name, "broader": broader}))
            })
            .collect();
        let predicates = self.predicate_records();
        let mut records = vec![json!({"vocabulary": {"kinds": kinds, "predicates": predicates}})];
        records.extend(self.documents.iter().map(|document| {
            let published = document.published;
            let (key, title, publisher, url) = (document.key, document.title, document.publisher, document.url);
            let members =
                json!({"id": key, "title": title, "publisher": publisher, "published": published, "url": url});
            json!({"document": without_nulls(members)})
        }));
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
                claims: vec![Claim::unsourced(1)],
            }));
        }
        self.loads = vec![records];
    }

    fn predicate_records(&self) -> Vec<Json> {
        let records = self.predicates.iter().map(|predicate| {
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
        records.collect()
    }

    fn path_text(&self, path: &[Step]) -> String {
        let steps = path.iter().map(|step| {
            let caret = if step.inverse { "^" } else { "" };
            format!("{caret}{}{}", self.predicates[step.predicate].name, step.times.sign())
        });
        steps.collect::<Vec<_>>().join(" / ")
    }

    /// The record of a fact.
    pub fn record(&self, fact: &Fact) -> Json {
        let mut qualifiers = serde_json::Map::new();
        for (key, value) in &fact.qualifiers {
            let values = qualifiers.entry(self.predicates[*key].name).or_insert_with(|| json!([]));
            if let Json::Array(values) = values {
                values.push(self.json(value));
            }
        }
        let evidence: Vec<Json> = fact.claims.iter().map(|claim| self.evidence(claim)).collect();
        let fact = without_nulls(json!({
            "subject": self.entities[fact.subject].key,
            "predicate": fact.relation.map_or("is", |predicate| self.predicates[predicate].name),
            "object": self.json(&fact.object),
            "time": fact.time.as_ref().map(|time| &*time.text),
            "qualifiers": qualifiers,
            "evidence": evidence,
        }));
        json!({"fact": fact})
    }

    fn evidence(&self, claim: &Claim) -> Json {
        without_nulls(json!({
            "document": claim.document.map(|document| self.documents[document].key),
            "source": claim.source.map(|source| self.entities[source].key),
            "modality": claim.modality.name(),
            "polarity": if claim.affirms { "+" } else { "-" },
            "quote": claim.quote,
            "confidence": claim.confidence.map(|hundredths| hundredths as f64 / 100.0),
            "time_text": claim.phrase.as_deref(),
        }))
    }

    fn json(&self, value: &Value) -> Json {
        match value {
            Value::Nothing => Json::Null,
            Value::Entity(entity) => json!(self.entities[*entity].key),
            Value::Kind(kind) => json!(self.kinds[*kind].name),
            Value::Document(document) => json!(self.documents[*document].key),
            Value::Text(text) | Value::Url(text) => json!(&**text),
            Value::Number(Number::Whole(number)) => json!(number),
            Value::Number(Number::Decimal(number)) => json!(number),
            Value::Date(date) => json!(&*date.text),
            Value::Boolean(truth) => json!(truth),
        }
    }
}

fn without_nulls(json: Json) -> Json {
    match json {
        Json::Object(members) => Json::Object(members.into_iter().filter(|(_, value)| !value.is_null()).collect()),
        other => other,
    }
}
