//! Receipts: what the library says that rows rest on, held against the derivations that there are.

use std::collections::{BTreeMap, BTreeSet};

use factfile::answer::{Derivation, Derived, FactRecord, Premise as Found, Receipt, Receipts};
use factfile::receipts::MOST_DERIVATIONS;
use factfile::value::FactId;

use crate::answer::Answer;
use crate::compare::{equal, found_text, value_text};
use crate::model::{Claim, Fact, Store};
use crate::relation::{Derivations, Premise, Relation, Row};
use crate::value::{Value, shown};

/// What a fact says, as text: no two facts of a store have the same.
type Identity = (String, String, String, String, BTreeSet<(String, String)>);

pub struct Reader<'a> {
    store: &'a Store,
    relations: &'a [std::rc::Rc<Relation>],
    facts: BTreeMap<Identity, usize>,
    pub receipts: &'a Receipts,
    /// Whether all that was ever said of a fact is seen.
    all_said: bool,
}

/// Rules that call one another, and the round before which their rows must have been found.
#[derive(Clone, Copy)]
struct Before<'a> {
    circle: &'a BTreeSet<usize>,
    round: usize,
}

impl<'a> Reader<'a> {
    pub fn new(answer: &'a Answer, receipts: &'a Receipts, all_said: bool) -> Self {
        let store = &answer.store;
        Reader { store, relations: &answer.relations, facts: identities(store), receipts, all_said }
    }

    /// Whether a receipt shows all the derivations that there are, or as many as it may.
    pub fn receipt(&self, expected: &Derivations, found: &Receipt) -> Result<(), String> {
        self.derivations(expected, &found.derivations, found.more)
    }

    fn derivations(&self, expected: &Derivations, found: &[Derivation], more: bool) -> Result<(), String> {
        if !found.windows(2).all(|pair| pair[0] < pair[1]) {
            return Err("it is not sorted, or a derivation stands twice".to_owned());
        }
        let mut matched: BTreeSet<usize> = BTreeSet::new();
        for derivation in found {
            let matches = |(at, premises): (usize, &Vec<Premise>)| {
                self.derivation(premises, derivation, None)?.then_some(at).ok_or(String::new())
            };
            let mut all = expected.iter().enumerate().map(matches);
            match all.find_map(Result::ok) {
                Some(_) => {
                    let every = expected.iter().enumerate().filter_map(|pair| matches(pair).ok());
                    matched.extend(every);
                }
                None => return Err(format!("nothing derives it so: {derivation:?}\nbut so: {expected:?}")),
            }
        }
        let complete = matched.len() == expected.len();
        match more {
            true if expected.len() >= MOST_DERIVATIONS => Ok(()),
            true => Err("it is cut short wrongly".to_owned()),
            false if complete => Ok(()),
            false => Err(format!("derivations are missing\nexpected: {expected:?}\n   found: {found:?}")),
        }
    }

    /// Whether a derivation rests on these premises.
    fn derivation(&self, expected: &[Premise], found: &Derivation, before: Option<Before<'_>>) -> Result<bool, String> {
        if expected.len() != found.premises.len() {
            return Ok(false);
        }
        for (premise, found) in expected.iter().zip(&found.premises) {
            if !self.premise(premise, found, before)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn premise(&self, expected: &Premise, found: &Found, before: Option<Before<'_>>) -> Result<bool, String> {
        Ok(match (expected, found) {
            (Premise::Fact(fact), Found::Fact(id)) => self.fact(*id)? == *fact,
            (Premise::Absent, Found::Absent(_)) => true,
            (Premise::Chain(facts), Found::Chain(links)) => {
                let ids = links.iter().map(|link| match link {
                    Found::Fact(id) => self.fact(*id).map(Some),
                    _ => Ok(None),
                });
                let ids: Vec<Option<usize>> = ids.collect::<Result<_, String>>()?;
                ids.into_iter().eq(facts.iter().copied().map(Some))
            }
            (Premise::Row(relation, row), Found::Derived(derived)) => self.row(*relation, row, derived, before)?,
            (Premise::Walk(relation, from, to), Found::Chain(links)) => {
                self.walk(*relation, from, to, links, before)?
            }
            (Premise::Counted(relation, from, to, steps), Found::Derived(derived)) => {
                self.counted(*relation, from, to, *steps, derived)?
            }
            _ => false,
        })
    }

    /// Whether what is derived is a row, and rests on what the row rests on: on all of it, or, where it calls itself, on
    /// what was found in rounds before it.
    fn row(&self, relation: usize, row: &Row, found: &Derived, before: Option<Before<'_>>) -> Result<bool, String> {
        let rows = &self.relations[relation];
        let Some(known) = rows.rows.get(row) else { return Ok(false) };
        if rows.name.is_some_and(|name| self.said(name, row) != found.text) {
            return Ok(false);
        }
        if before.is_some_and(|before| before.circle.contains(&relation) && known.round >= before.round) {
            return Ok(false);
        }
        let within = before.filter(|before| self.rests_on(relation, before.circle));
        if rows.circle.is_empty() && within.is_none() {
            return Ok(self.derivations(&known.derivations, &found.derivations, found.more).is_ok());
        }
        let before = match rows.circle.is_empty() {
            true => within,
            false => Some(Before { circle: &rows.circle, round: if rows.walks { usize::MAX } else { known.round } }),
        };
        let [only] = found.derivations.as_slice() else { return Ok(false) };
        for premises in &known.derivations {
            if self.derivation(premises, only, before)? {
                return Ok(!found.more);
            }
        }
        Ok(false)
    }

    /// Whether a path's pairs rest on rows of rules that call one another.
    fn rests_on(&self, relation: usize, circle: &BTreeSet<usize>) -> bool {
        let premises = self.relations[relation].rows.values().flat_map(|found| found.derivations.iter().flatten());
        let rests = |premise: &Premise| match premise {
            Premise::Row(other, _) => circle.contains(other),
            Premise::Walk(other, ..) => self.rests_on(*other, circle),
            _ => false,
        };
        !circle.contains(&relation) && premises.into_iter().any(rests)
    }

    fn said(&self, name: &str, row: &Row) -> String {
        let shown = |value: &Value| match value {
            Value::Nothing => "–".to_owned(),
            value => shown(self.store, value),
        };
        match row.as_slice() {
            [only] => format!("{} is {name}", shown(only)),
            [from, to, ..] => format!("{} {name} {}", shown(from), shown(to)),
            [] => String::new(),
        }
    }

    /// Whether links lead from one thing to another, as few of them as there can be.
    fn walk(
        &self,
        relation: usize,
        from: &Value,
        to: &Value,
        links: &[Found],
        before: Option<Before<'_>>,
    ) -> Result<bool, String> {
        let pairs = &self.relations[relation];
        let empty_counts = links.is_empty() && from == to;
        // Within a circle it is the shortest of what was found before.
        let within = before.is_some_and(|before| self.rests_on(relation, before.circle));
        let least = pairs.distances(&[], false).get(&(from.clone(), to.clone())).copied();
        if !empty_counts && !within && least != Some(links.len()) {
            return Ok(false);
        }
        let mut here: BTreeSet<&Value> = BTreeSet::from([from]);
        for link in links {
            let Found::Derived(derived) = link else { return Ok(false) };
            let mut next = BTreeSet::new();
            for row in pairs.rows.keys().filter(|row| here.contains(&row[0])) {
                if self.row(relation, row, derived, before)? {
                    next.insert(&row[1]);
                }
            }
            here = next;
        }
        Ok(here.contains(to))
    }

    /// Whether a tree of rounds has as many links as were counted, each of which is one.
    fn counted(
        &self,
        relation: usize,
        from: &Value,
        to: &Value,
        steps: usize,
        found: &Derived,
    ) -> Result<bool, String> {
        let pairs = &self.relations[relation];
        let (near, far) = (shown(self.store, from), shown(self.store, to));
        let name = found.text.strip_prefix(&near).and_then(|rest| rest.strip_suffix(&far)).unwrap_or_default();
        let mut links = Vec::new();
        gather(found, name, &mut links);
        if links.len() != steps {
            return Ok(false);
        }
        let mut here: BTreeSet<&Value> = BTreeSet::from([from]);
        for link in links {
            let rows = pairs.rows.iter().filter(|(row, _)| here.contains(&row[0]));
            let of_link =
                rows.filter(|(_, known)| self.derivations(&known.derivations, &link.derivations, link.more).is_ok());
            here = of_link.map(|(row, _)| &row[1]).collect();
        }
        Ok(here.contains(to))
    }

    /// The fact of the model that an id names.
    fn fact(&self, id: FactId) -> Result<usize, String> {
        let record = self.receipts.facts.get(&id).ok_or(format!("fact {} is not told", id.0))?;
        let at = *self.facts.get(&found_identity(record)).ok_or(format!("no fact of the model is {record:?}"))?;
        if self.all_said {
            same_claims(self.store, &self.store.facts[at], record)?;
        }
        Ok(at)
    }
}

/// The links of a tree of rounds that are named so, from the first to the last.
fn gather<'f>(found: &'f Derived, name: &str, links: &mut Vec<&'f Derived>) {
    for premise in found.derivations.iter().flat_map(|derivation| &derivation.premises) {
        match premise {
            Found::Derived(round) if round.text.contains(name) => gather(round, name, links),
            Found::Derived(link) => links.push(link),
            _ => {}
        }
    }
}

fn identities(store: &Store) -> BTreeMap<Identity, usize> {
    let identity = |fact: &Fact| {
        let qualifiers = fact.qualifiers.iter();
        (
            store.entities[fact.subject].key.to_owned(),
            fact.relation.map_or("is", |predicate| store.predicates[predicate].name).to_owned(),
            value_text(store, &fact.object),
            fact.time.as_ref().map_or(String::new(), |time| time.text.to_string()),
            qualifiers.map(|(key, value)| (store.predicates[*key].name.to_owned(), value_text(store, value))).collect(),
        )
    };
    let identities = store.facts.iter().enumerate().map(|(at, fact)| (identity(fact), at));
    let found: BTreeMap<Identity, usize> = identities.collect();
    assert_eq!(found.len(), store.facts.len(), "two facts of the model say the same");
    found
}

fn found_identity(record: &FactRecord) -> Identity {
    (
        record.subject.key.clone(),
        record.predicate.clone(),
        found_text(&record.object),
        record.time.as_ref().map(ToString::to_string).unwrap_or_default(),
        record.qualifiers.iter().map(|(key, value)| (key.clone(), found_text(value))).collect(),
    )
}

/// The evidence of a receipt is all that was ever said of the fact.
fn same_claims(store: &Store, fact: &Fact, record: &FactRecord) -> Result<(), String> {
    type Said = (Option<String>, Option<String>, &'static str, bool, Option<String>, Option<String>, Option<String>);
    let said = |claim: &Claim| -> Said {
        (
            claim.document.map(|document| store.documents[document].key.to_owned()),
            claim.source.map(|source| store.entities[source].key.to_owned()),
            claim.modality.name(),
            claim.affirms,
            claim.quote.map(str::to_owned),
            claim.confidence.map(|hundredths| (hundredths as f64 / 100.0).to_string()),
            claim.phrase.as_deref().map(str::to_owned),
        )
    };
    let mut expected: Vec<Said> = fact.claims.iter().filter(|claim| claim.is_evidence()).map(said).collect();
    let found = record.evidence.iter().map(|evidence| -> Said {
        (
            evidence.document.as_ref().map(|document| document.key.clone()),
            evidence.source.as_ref().map(|source| source.key.clone()),
            evidence.modality.name(),
            evidence.polarity.sign() == "+",
            evidence.quote.as_ref().map(|quote| quote.text.clone()),
            evidence.confidence.map(|confidence| confidence.to_string()),
            evidence.time_phrase.clone(),
        )
    });
    let mut found: Vec<Said> = found.collect();
    expected.sort();
    found.sort();
    equal("evidence", &expected, &found)?;
    equal("unsourced", &fact.claims.iter().any(|claim| !claim.is_evidence()), &record.unsourced)
}
