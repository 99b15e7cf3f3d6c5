//! Rows of a store as records.

use crate::answer::Value;
use crate::fold::fold_words;
use crate::load::record::kept::{Distinct, Given, Load, Merge, Parameter, Query, Recorded, Rule, Undone};
use crate::load::record::{
    Characteristic, Document, Entity, Evidence, Fact, Kind, Object, Predicate, Qualifiers, Reference, Values,
};
use crate::store::SavedQuery;
use crate::store::export::{
    DistinctRow, DocumentRow, EntityRow, EvidenceRow, FactRow, LoadEntry, Log, MergeRow, QualifierRow,
};
use crate::value::{KindId, Literal, Modality, ObjectType, Polarity};
use crate::vocabulary::{self, Vocabulary};

/// A kind's declaration.
pub(super) fn kind(kind: &vocabulary::Kind, words: &Vocabulary) -> Kind {
    Kind {
        name: kind.name.clone(),
        plural: kind.plural.clone(),
        broader: kind.broader.map(|id| words.kind(id).name.clone()),
        phrases: kind.phrases.clone(),
        description: kind.description.clone(),
    }
}

/// A predicate's declaration; none of the one that is built in.
pub(super) fn predicate(predicate: &vocabulary::Predicate, words: &Vocabulary) -> Option<Predicate> {
    if predicate.object_type == ObjectType::Kind {
        return None;
    }
    let kind_name = |id: Option<KindId>| id.map(|id| words.kind(id).name.clone());
    let characteristics = [
        (predicate.transitive, Characteristic::Transitive),
        (predicate.symmetric, Characteristic::Symmetric),
        (predicate.functional, Characteristic::Functional),
    ];
    // A phrase may have been declared before the inverse that it is.
    let inverse = predicate.inverse.as_deref().map(fold_words);
    let is_further = |phrase: &&String| Some(fold_words(phrase)) != inverse;
    Some(Predicate {
        name: predicate.name.clone(),
        phrases: predicate.phrases.clone(),
        inverse: predicate.inverse.clone(),
        inverse_phrases: predicate.inverse_phrases.iter().filter(is_further).cloned().collect(),
        object: predicate.object_type,
        subject_kind: kind_name(predicate.subject_kind),
        object_kind: kind_name(predicate.object_kind),
        characteristics: characteristics.into_iter().filter(|(has, _)| *has).map(|(_, word)| word).collect(),
        path: predicate.path.clone(),
        description: predicate.description.clone(),
    })
}

/// A rule.
pub(super) fn rule(rule: &vocabulary::Rule) -> Rule {
    let object = rule.object_type.map(|object_type| object_type.name().to_owned());
    Rule { name: rule.name.clone(), object, text: rule.text.clone(), load: None }
}

/// A saved query.
pub(super) fn query(saved: &SavedQuery) -> Query {
    let parameters = saved.parameters.iter();
    let parameters =
        parameters.map(|parameter| Parameter { name: parameter.name.clone(), default: parameter.default.clone() });
    Query { name: saved.name.clone(), parameters: parameters.collect(), text: saved.text.clone(), load: None }
}

/// A document.
pub(super) fn document(row: &DocumentRow) -> Document {
    Document {
        id: row.key.clone(),
        title: row.title.clone(),
        publisher: row.publisher.clone(),
        url: row.url.clone(),
        published: row.published.clone(),
        retrieved: row.retrieved.clone(),
        language: row.language.clone(),
        licence: row.licence.clone(),
        text: row.text.clone(),
    }
}

/// An entity with its further names and the kinds that it is stated to be of.
pub(super) fn entity(row: &EntityRow, aliases: Vec<String>, kinds: Vec<String>) -> Entity {
    Entity { id: row.key.clone(), name: row.name.clone(), kinds, aliases, description: row.description.clone() }
}

/// That two entities are one.
pub(super) fn merge(row: &MergeRow) -> Merge {
    Merge { entity: row.entity.clone(), into: row.into.clone(), ..Merge::default() }
}

/// That two entities are not one.
pub(super) fn distinct(row: &DistinctRow) -> Distinct {
    Distinct { entity: row.entity.clone(), other: row.other.clone(), load: None }
}

/// That two entities are or were one, with the loads that say so.
pub(super) fn recorded_merge(row: &MergeRow) -> Merge {
    Merge { load: Some(row.load), unmerged: row.unmerged.clone(), withdrawn: row.withdrawn, ..merge(row) }
}

/// A load.
pub(super) fn load(entry: LoadEntry) -> Load {
    let [documents, entities, facts, evidence] = entry.added;
    let undone = entry.undone.iter().map(|period| Undone { since: period.since, until: period.until });
    Load {
        number: entry.number,
        undone: undone.collect(),
        at: entry.at,
        action: entry.action,
        source: entry.source,
        sha256: entry.sha256,
        who: entry.who,
        note: entry.note,
        undoes: entry.undoes,
        documents,
        entities,
        facts,
        evidence,
    }
}

/// What loads gave.
pub(super) fn recorded(log: &Log, record: Given) -> Recorded {
    Recorded { by: log.by.clone(), withdrawn: log.withdrawn, retracted: Vec::new(), record }
}

/// The claims of a fact, each with the loads that made it, in the order of the first of these. The first claim has the
/// retractions too.
pub(super) fn recorded_claims(row: &FactRow) -> Vec<Recorded> {
    let stated = (!row.log.by.is_empty()).then(|| recorded(&row.log, Given::Fact(Box::new(fact(row, Vec::new())))));
    let claimed = row.evidence.iter().map(|each| {
        let fact = fact(row, vec![evidence(each)]);
        recorded(&each.log, Given::Fact(Box::new(fact)))
    });
    let mut claims: Vec<Recorded> = stated.into_iter().chain(claimed).collect();
    claims.sort_by_key(|claim| claim.by.first().copied());
    if let Some(first) = claims.first_mut() {
        first.retracted = row.retracted.clone();
    }
    claims
}

/// Whether the record of its subject says all of a fact: that the subject is of a kind, and nothing else.
pub(super) fn is_stated_by_entity(row: &FactRow) -> bool {
    matches!(row.object, Value::Kind(..))
        && row.standing.unsourced
        && row.time.is_none()
        && row.qualifiers.is_empty()
        && row.evidence.is_empty()
}

/// The records of a fact: one for all its evidence, and one where it is also stated without.
pub(super) fn claims(row: &FactRow) -> Vec<Fact> {
    let stated = row.standing.unsourced.then(|| fact(row, Vec::new()));
    let evidence: Vec<Evidence> = row.evidence.iter().map(evidence).collect();
    let claimed = (!evidence.is_empty()).then(|| fact(row, evidence));
    stated.into_iter().chain(claimed).collect()
}

/// A fact with evidence. What it names is named by key, as it was recorded.
pub(super) fn fact(row: &FactRow, evidence: Vec<Evidence>) -> Fact {
    Fact {
        subject: Reference::Word(row.stated_subject.clone().unwrap_or_else(|| row.subject.key.clone())),
        predicate: row.predicate_name.clone(),
        object: object(&row.object, row.stated_object.as_ref()),
        time: row.time.as_ref().map(|time| time.as_str().to_owned()),
        time_text: None,
        qualifiers: qualifiers(&row.qualifiers),
        evidence,
    }
}

fn object(value: &Value, stated: Option<&String>) -> Object {
    match value {
        Value::Entity(entity) => Object::Word(stated.unwrap_or(&entity.key).clone()),
        Value::Literal(Literal::Integer(number)) => Object::Integer(*number),
        Value::Literal(Literal::Decimal(number)) => Object::Decimal(*number),
        Value::Literal(Literal::Boolean(truth)) => Object::Boolean(*truth),
        Value::Kind(..) | Value::Literal(_) | Value::Document(_) | Value::Nothing => {
            Object::Word(value.text().into_owned())
        }
    }
}

fn qualifiers(rows: &[QualifierRow]) -> Qualifiers {
    let groups = rows.chunk_by(|a, b| a.predicate == b.predicate).map(|group| {
        let mut values: Vec<Object> = group.iter().map(|row| object(&row.value, row.stated.as_ref())).collect();
        let values = if values.len() == 1 { Values::One(values.remove(0)) } else { Values::More(values) };
        (group[0].predicate.clone(), values)
    });
    Qualifiers(groups.collect())
}

/// A piece of evidence. What goes without saying is not said.
pub(super) fn evidence(row: &EvidenceRow) -> Evidence {
    let source = row.source.as_ref().map(|source| row.stated_source.as_ref().unwrap_or(&source.key).clone());
    Evidence {
        document: row.document.clone(),
        quote: row.quote.clone(),
        prefix: row.prefix.clone(),
        suffix: row.suffix.clone(),
        source: source.map(Reference::Word),
        modality: Some(row.modality).filter(|modality| *modality != Modality::default()),
        polarity: Some(row.polarity).filter(|polarity| *polarity != Polarity::default()),
        confidence: row.confidence,
        extractor: row.extractor.clone(),
        time_text: row.time_text.clone(),
    }
}
