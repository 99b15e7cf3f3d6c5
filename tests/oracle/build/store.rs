//! Stores.

use super::{PHRASES, QUOTES, constant, sort_of};
use serde_json::json;

use crate::calendar::{DATES, date};
use crate::choices::Choices;
use crate::generate::CaseGene;
use crate::model::{Claim, Document, Entity, Fact, Kind, MODALITIES, Objects, Predicate, Step, Store, Times};
use crate::query::Sort;

/// The second is a predicate's name too.
const KINDS: [&str; 4] = ["person", "envoy", "city", "peace_talk"];

/// Keys, preferred names and aliases: two entities share a name, one has a keyword in it, one letters and a number
/// that folding changes.
const ENTITIES: [(&str, &str, &str); 8] = [
    ("ada-berg", "Ada Berg", "A. Berg"),
    ("boris", "Boris Lund", "Lund"),
    ("the-hague", "The Hague", "Den Haag"),
    ("trinidad", "Trinidad and Tobago", "T & T"),
    ("georgia-1", "Georgia", "Sakartvelo"),
    ("georgia-2", "Georgia", "Peach State"),
    ("lodz", "Łódź Round 2", "Q8"),
    ("Q.230:x", "Умєров", "Umerov"),
];

/// Key, title, publisher, date and address, as far as there are any; two share a title.
const DOCUMENTS: [Document; 4] = [
    Document {
        key: "report",
        title: Some("The report"),
        publisher: Some("Wire"),
        published: Some("2026-01-23"),
        url: Some("https://example.org/a?b=c#d"),
    },
    Document { key: "note", title: None, publisher: None, published: Some("2026-01"), url: None },
    Document { key: "copy-1", title: Some("Copy"), publisher: Some("Lund"), published: None, url: None },
    Document { key: "copy-2", title: Some("Copy"), publisher: None, published: Some("2025"), url: None },
];

type Named = (&'static str, Option<&'static str>, Option<&'static str>, Objects);

/// Name, phrase, inverse, objects; keywords are among the words of some, and some have `_` or `-` between them. The first six are over entities; the last of
/// these is defined by a path.
const PREDICATES: [Named; 12] = [
    ("located in", None, Some("place of"), Objects::Entity),
    ("attended", Some("took part in"), Some("attended by"), Objects::Entity),
    ("knows", None, None, Objects::Entity),
    ("leads", Some("is head of"), Some("led by"), Objects::Entity),
    ("envoy", Some("for"), None, Objects::Entity),
    ("met_in", Some("convened at"), Some("saw talks of"), Objects::Entity),
    ("rated", None, Some("rating of"), Objects::Number),
    ("founded on", None, None, Objects::Date),
    ("titled", Some("known by the words"), None, Objects::Text),
    ("remains-unsettled", None, None, Objects::Boolean),
    ("stated and listed at", None, None, Objects::Url),
    ("weighing", Some("with weight"), None, Objects::Number),
];
pub const OVER_ENTITIES: usize = 6;
const PATHED: usize = 5;
/// The predicates that facts are qualified by.
pub const KEYS: [usize; 3] = [4, 11, 8];

pub fn store(gene: &CaseGene) -> Store {
    let mut c = Choices::new(&gene.store);
    let count = if c.rarely(4) { 6 + c.below(3) } else { 3 + c.below(3) };
    let kinds = 2 + c.below(3);
    let kinds: Vec<Kind> = (0..kinds)
        .map(|at| {
            // A kind is only narrower than earlier ones, so that none is narrower than itself.
            let broader = if at > 0 && c.below(2) == 1 { Some(c.below(at)) } else { None };
            Kind { name: KINDS[at], broader }
        })
        .collect();
    let predicates = predicates(&mut c);
    let entities = ENTITIES.iter().take(count).map(|(key, name, alias)| Entity {
        key,
        name,
        alias,
        kinds: (0..c.below(3)).map(|_| c.below(kinds.len())).collect(),
    });
    let entities = entities.collect();
    let mut store = Store { entities, kinds, predicates, documents: DOCUMENTS.to_vec(), ..Store::default() };
    store.declare();
    for bytes in &gene.facts {
        let mut c = Choices::new(bytes);
        if c.rarely(10) {
            // What says nothing new makes no load.
            let new = json!({"document": {"id": format!("load-{}", store.loads.len() + 1)}});
            store.loads.push(vec![new]);
        }
        let fact = fact(&store, &mut c);
        store.add(fact);
    }
    store
}

fn predicates(c: &mut Choices<'_>) -> Vec<Predicate> {
    let path = path(c.below(6));
    let predicates = PREDICATES.iter().enumerate().map(|(at, (name, phrase, inverse, objects))| {
        let over_entities = at < OVER_ENTITIES && at != PATHED;
        Predicate {
            name,
            phrase: *phrase,
            inverse: *inverse,
            objects: *objects,
            transitive: at == 0 || (over_entities && c.rarely(4)),
            symmetric: at == 2 || (over_entities && c.rarely(4)),
            functional: at != PATHED && c.rarely(3),
            path: if at == PATHED { path.clone() } else { Vec::new() },
        }
    });
    predicates.collect()
}

/// What the predicate that is defined by a path stands for.
fn path(number: usize) -> Vec<Step> {
    let step = |predicate, inverse, times| Step { predicate, inverse, times };
    let once = |predicate| step(predicate, false, Times::Once);
    match number {
        0 => Vec::new(),
        1 => vec![once(1), once(0)],
        2 => vec![once(PATHED), step(0, false, Times::Any)],
        3 => vec![step(3, true, Times::Once), once(PATHED), once(0)],
        4 => vec![step(2, false, Times::AtLeastOnce), step(1, true, Times::Once)],
        _ => vec![once(1)],
    }
}

fn fact(store: &Store, c: &mut Choices<'_>) -> Fact {
    // Most facts are over entities, so that there is something to join.
    let predicate = match c.weighed(&[10, 2, 8]) {
        0 => Some(c.below(OVER_ENTITIES)),
        1 => None,
        _ => Some(OVER_ENTITIES + c.below(PREDICATES.len() - OVER_ENTITIES)),
    };
    // A predicate that stands for others has no facts of its own.
    let predicate = predicate.map(|predicate| if has_own_facts(store, predicate) { predicate } else { 0 });
    let sort = predicate.map_or(Sort::Kind, |predicate| sort_of(store.predicates[predicate].objects));
    let subject = c.below(store.entities.len());
    let object = constant(store, sort, c);
    let time = (c.below(3) > 0).then(|| date(c.below(DATES.len())));
    let qualifiers = (0..if c.rarely(3) { 1 + c.below(2) } else { 0 }).map(|_| {
        let key = *c.of(&KEYS);
        (key, constant(store, sort_of(store.predicates[key].objects), c))
    });
    let qualifiers = qualifiers.collect();
    let claims = (0..c.weighed(&[3, 3, 2, 1])).map(|_| claim(store, c)).collect();
    Fact { relation: predicate, subject, object, time, qualifiers, claims }
}

fn claim(store: &Store, c: &mut Choices<'_>) -> Claim {
    let source = (c.below(2) == 1).then(|| c.below(store.entities.len()));
    // Evidence has a document or a source.
    let document = (source.is_none() || c.below(4) > 0).then(|| c.below(store.documents.len()));
    Claim {
        source,
        document,
        modality: *c.of(&MODALITIES),
        affirms: !c.rarely(4),
        quote: (c.below(2) == 1 && document.is_some()).then(|| *c.of(&QUOTES)),
        confidence: (c.below(2) == 1).then(|| *c.of(&[50, 80, 95])),
        phrase: (c.rarely(3)).then(|| (*c.of(&PHRASES)).into()),
        load: 0,
    }
}

fn has_own_facts(store: &Store, predicate: usize) -> bool {
    let path = &store.predicates[predicate].path;
    path.is_empty() || path.iter().any(|step| step.predicate == predicate)
}
