//! What is declared of kinds and predicates, as records.

use std::collections::{HashMap, HashSet};

use super::super::labels::Label;
use super::super::words;
use super::{Decided, FURTHER, Said, Words};
use crate::fold::fold_words;
use crate::load::left_out::Tally;
use crate::load::record::{self, Characteristic};
use crate::value::ObjectType;

const CIRCLE: &str = "wider classes that would be narrower than themselves";

impl Words {
    /// The kinds to be declared: what is said of classes, one for each name; further wider ones are left out.
    pub(in crate::load::rdf) fn kinds(&self, left_out: &mut Tally) -> Vec<(record::Kind, &Said)> {
        let mut kinds: Vec<(record::Kind, &Said)> = Vec::new();
        let mut rows: HashMap<String, usize> = HashMap::new();
        for (iri, said) in &self.said_of_classes {
            let name = self.kind_name(iri);
            let row = *rows.entry(fold_words(&name)).or_insert_with(|| {
                kinds.push((record::Kind { name: name.clone(), ..record::Kind::default() }, said));
                kinds.len() - 1
            });
            let kind = &mut kinds[row].0;
            kind.plural = kind.plural.take().or_else(|| said.plural.clone());
            kind.description = kind.description.take().or_else(|| text(&said.description));
            kind.phrases.extend(said.phrases.iter().map(|label| label.text.to_string()));
        }
        for (iri, said) in &self.said_of_classes {
            let Some(wide) = said.broader.as_ref().map(|wide| self.kind_name(wide)) else { continue };
            let (row, wide_row) = (rows.get(&fold_words(&self.kind_name(iri))), rows.get(&fold_words(&wide)));
            let (Some(row), Some(wide_row)) = (row.copied(), wide_row.copied()) else { continue };
            if kinds[row].0.broader.is_some() {
                left_out.add(FURTHER, said.line);
                continue;
            }
            // Where RDF has a circle of classes, they are one class by several names, and each is a kind of its own here.
            let circle = chain(&kinds, &rows, wide_row).position(|wide| wide == row);
            if let Some(end) = circle {
                let names = chain(&kinds, &rows, wide_row).take(end + 1).map(|row| kinds[row].0.name.as_str());
                let names: Vec<&str> = std::iter::once(kinds[row].0.name.as_str()).chain(names).collect();
                left_out.add_value(CIRCLE, said.line, Some(&names.join(" < ")));
            } else {
                kinds[row].0.broader = Some(kinds[wide_row].0.name.clone());
            }
        }
        kinds
    }

    /// The predicates to be declared: those of which something is said, and those whose objects are texts, dates or
    /// addresses, as their first use would not tell that. Each with its place, and whether anything is said of it.
    pub(in crate::load::rdf) fn predicates(&self) -> Vec<(record::Predicate, (&str, usize), bool)> {
        let mut predicates: Vec<(record::Predicate, (&str, usize), bool)> = Vec::new();
        let mut known: HashSet<String> = HashSet::new();
        let nothing = &self.nothing;
        let mut decided: Vec<(&String, &Decided)> = self.decided.iter().collect();
        decided.sort_by_key(|(property, _)| *property);
        for (property, decided) in decided {
            let said = self.said_of_properties.get(property).unwrap_or(nothing);
            let used = self.uses.get(property);
            let place = match used {
                Some(used) if said.line == 0 => (used.text.as_str(), used.line),
                _ => (said.text.as_str(), said.line),
            };
            for predicate in self.declared(said, decided, used.is_some_and(|used| used.entities)) {
                if known.insert(fold_words(&predicate.name)) {
                    predicates.push((predicate, place, said.line > 0));
                }
            }
        }
        predicates
    }

    /// The declarations that one property leads to: two, where its objects are both things and values.
    fn declared(&self, said: &Said, decided: &Decided, over_things: bool) -> Vec<record::Predicate> {
        let is_over_things = decided.literal_type == ObjectType::Entity || over_things;
        let mut declared = Vec::new();
        if said.line > 0 {
            let (name, object) = match is_over_things {
                true => (&decided.entity_name, ObjectType::Entity),
                false => (&decided.literal_name, decided.literal_type),
            };
            declared.push(self.described(record::Predicate::new(name, object), said));
        }
        let told_by_use = matches!(
            decided.literal_type,
            ObjectType::Entity | ObjectType::Kind | ObjectType::Number | ObjectType::Boolean
        );
        if !told_by_use {
            declared.push(record::Predicate::new(&decided.literal_name, decided.literal_type));
        }
        declared
    }

    fn described(&self, mut predicate: record::Predicate, said: &Said) -> record::Predicate {
        let kind = |class: &Option<String>| {
            class.as_ref().filter(|class| self.said_of_classes.contains_key(*class)).map(|class| self.kind_name(class))
        };
        predicate.phrases = said.phrases.iter().map(|label| label.text.to_string()).collect();
        predicate.inverse = said.inverse_phrase.clone().or_else(|| self.inverse(said));
        predicate.inverse_phrases = said.inverse_phrases.clone();
        predicate.description = text(&said.description);
        predicate.path = said.path.clone();
        predicate.subject_kind = kind(&said.domain);
        if predicate.object == ObjectType::Entity {
            predicate.object_kind = kind(&said.range);
            predicate.characteristics = said.characteristics.clone();
        } else {
            predicate.characteristics = said.characteristics.iter().copied().filter(is_functional).collect();
        }
        predicate
    }

    /// The phrase of the property that is read the other way, where that is not itself a predicate with facts.
    fn inverse(&self, said: &Said) -> Option<String> {
        let inverse = said.inverse.as_ref()?;
        let property = words::property(inverse);
        (!self.uses.contains_key(property.as_ref())).then(|| self.predicate_name(&property))
    }
}

/// The rows of a kind and of those that are wider, the next first.
fn chain<'k>(
    kinds: &'k [(record::Kind, &Said)],
    rows: &'k HashMap<String, usize>,
    kind: usize,
) -> impl Iterator<Item = usize> + 'k {
    let broader = |row: &usize| kinds[*row].0.broader.as_ref().and_then(|name| rows.get(&fold_words(name)).copied());
    std::iter::successors(Some(kind), broader).take(kinds.len() + 1)
}

fn is_functional(characteristic: &Characteristic) -> bool {
    *characteristic == Characteristic::Functional
}

fn text(label: &Option<Label>) -> Option<String> {
    label.as_ref().map(|label| label.text.to_string())
}
