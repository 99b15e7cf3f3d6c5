//! What a store keeps of itself beside facts: rules, saved queries, and which entities are one.

use super::Loader;
use super::declare::Declared;
use super::item::{Item, KeptItem};
use super::place::At;
use super::record::kept::{Distinct, Merge, Query, Rule};
use crate::diagnostic::Result;
use crate::fold::fold_words;
use crate::problem::{LoadProblem, Problem};
use crate::source::Source;
use crate::store::{SavedParameter, SavedQuery};
use crate::syntax::ast::Head;
use crate::syntax::{parse_query, parse_rule};
use crate::value::{EntityId, ObjectType};

impl Loader<'_, '_> {
    /// Keeps a rule. Only its grammar is checked, because what it names may come later; what does not read is told by
    /// whatever uses it.
    pub(super) fn rule(&mut self, item: &Item<'_>, rule: &Rule) -> Result<()> {
        let root = At::ROOT;
        let head = match parse_rule(&rule.text) {
            Ok(parsed) => parsed.head,
            Err(mistake) => {
                self.unreadable(item, &mistake.problem);
                return Ok(());
            }
        };
        let (Head::Kind(_, words) | Head::Predicate(_, words, _)) = &head;
        let words = words.node.join(" ");
        if fold_words(&words) != fold_words(&rule.name) {
            let problem = LoadProblem::OtherHead { name: rule.name.clone(), head: words };
            self.problems.add(item, &root.member("name"), problem);
            return Ok(());
        }
        let object_type = rule.object.as_deref().map(ObjectType::from_name);
        if matches!(head, Head::Kind(..)) != object_type.is_none() || object_type == Some(None) {
            self.problems.add(item, &root.member("object"), LoadProblem::RuleObject);
            return Ok(());
        }
        if !self.enter(item, rule.load)? {
            return Ok(());
        }
        if self.onto.is_some() && self.writer.is_stated_word(&rule.name)? {
            self.gives_way("rule", &rule.name, ("text", "a word that facts have", &rule.text));
            return Ok(());
        }
        match self.writer.rule(&rule.name)? {
            Some(known) if known == rule.text => Ok(()),
            Some(known) => {
                self.kept_otherwise(item, "rule", &rule.name, (known, &rule.text));
                Ok(())
            }
            None => self.writer.define(&rule.name, object_type.flatten(), &rule.text),
        }
    }

    /// Notes which words the file declares: one that is a rule too would not be told apart from it.
    pub(super) fn note_declared(&mut self, declared: &[Declared]) {
        for (_, vocabulary) in declared {
            let kinds = vocabulary.kinds.iter().map(|kind| &kind.name);
            let predicates = vocabulary.predicates.iter().map(|predicate| &predicate.name);
            self.declared.extend(kinds.chain(predicates).map(|name| fold_words(name)));
        }
    }

    /// Finds a rule that has the name of a word which facts have, now that all words are known.
    pub(super) fn check_rule(&mut self, item: &Item<'_>, rule: &Rule) -> Result<()> {
        if self.onto.is_some() && self.writer.rule(&rule.name)?.is_none() {
            // It gave way.
            return Ok(());
        }
        if self.declared.contains(&fold_words(&rule.name)) || self.writer.is_stated_word(&rule.name)? {
            let problem = LoadProblem::RuleNameTaken { name: rule.name.clone() };
            self.problems.add(item, &At::ROOT.member("name"), problem);
        }
        Ok(())
    }

    /// Keeps a saved query. Only its grammar is checked, as a rule's.
    pub(super) fn query(&mut self, item: &Item<'_>, query: &Query) -> Result<()> {
        let root = At::ROOT;
        if !self.is_said(item, &root.member("name"), &query.name, "a query's name") {
            return Ok(());
        }
        if let Err(diagnostic) = parse_query(&Source::new("<query>", query.text.clone())) {
            self.unreadable(item, &diagnostic.problem);
            return Ok(());
        }
        if !self.enter(item, query.load)? {
            return Ok(());
        }
        let parameters = query.parameters.iter().cloned();
        let parameters = parameters.map(|given| SavedParameter { name: given.name, default: given.default }).collect();
        let saved = SavedQuery { name: query.name.clone(), parameters, text: query.text.clone() };
        match self.writer.saved_query(&query.name)? {
            Some(known) if known == saved => Ok(()),
            Some(known) => {
                self.kept_otherwise(item, "query", &query.name, (known.text, &query.text));
                Ok(())
            }
            None => self.writer.save_query(&saved),
        }
    }

    /// Notes that two entities are one.
    pub(super) fn note_merge(&mut self, item: &Item<'_>, merge: &Merge) -> Result<()> {
        let root = At::ROOT;
        let entity = self.word(item, &root.member("entity"), &merge.entity)?;
        let into = self.word(item, &root.member("into"), &merge.into)?;
        match entity.zip(into) {
            Some(entities) if merge.load.is_some() => self.note_recorded_merge(item, merge, entities)?,
            Some(entities) => self.merges.push((item.keep(), entities)),
            None => {}
        }
        Ok(())
    }

    /// Keeps that two entities are not one.
    pub(super) fn distinguish(&mut self, item: &Item<'_>, distinct: &Distinct) -> Result<()> {
        let root = At::ROOT;
        let entity = self.word(item, &root.member("entity"), &distinct.entity)?;
        let other = self.word(item, &root.member("other"), &distinct.other)?;
        let Some((entity, other)) = entity.zip(other) else { return Ok(()) };
        if let Some(load) = distinct.load {
            if self.is_load(item, &root.member("load"), load) && !self.knows_load(load) {
                self.distinguish_recorded((entity, other), load)?;
            }
            return Ok(());
        }
        let (now, other_now) = (self.writer.survivor(entity), self.writer.survivor(other));
        if now == other_now {
            self.problems.add(item, &root, LoadProblem::DistinctFromItself { key: distinct.entity.clone() });
            return Ok(());
        }
        self.writer.distinguish(now, other_now)
    }

    /// Keeps what a history says are not one, unless the store has them as one.
    fn distinguish_recorded(&mut self, (entity, other): (EntityId, EntityId), load: i64) -> Result<()> {
        if self.onto.is_some() && self.writer.survivor(entity) == self.writer.survivor(other) {
            let (key, other) = (self.writer.key(entity)?, self.writer.key(other)?);
            let (kept, said) = (format!("one with {other}"), format!("distinct from {other}"));
            self.gives_way("entity", &key, ("merge", &kept, &said));
            return Ok(());
        }
        self.writer.restore_distinction((entity, other), self.number(load))
    }

    /// Merges the entities that the file says are one. Where anything in the file is wrong, that would be for nothing.
    pub(super) fn merge_noted(&mut self) -> Result<()> {
        let merges: Vec<(KeptItem, (EntityId, EntityId))> = std::mem::take(&mut self.merges);
        if merges.is_empty() || !self.problems.is_clean() {
            return Ok(());
        }
        self.writer.index_all()?;
        for (kept, (entity, into)) in merges {
            let (now, into_now) = (self.writer.survivor(entity), self.writer.survivor(into));
            match self.writer.said_distinct(now, into_now)? {
                Some(load) => {
                    let load = (load != self.writer.load()).then_some(load.0);
                    self.problems.add(&kept.item(), &At::ROOT, LoadProblem::MergeOfDistinct { load });
                }
                None => _ = self.writer.merge(entity, into)?,
            }
        }
        Ok(())
    }

    fn unreadable(&mut self, item: &Item<'_>, problem: &Problem) {
        let wording = problem.wording();
        let problem = LoadProblem::BadText { words: wording.message, mend: wording.mend };
        self.problems.add(item, &At::ROOT.member("text"), problem);
    }

    fn kept_otherwise(&mut self, item: &Item<'_>, what: &'static str, name: &str, (known, given): (String, &str)) {
        if self.gives_way(what, name, ("text", &known, given)) {
            return;
        }
        let problem = LoadProblem::KeptOtherwise { what, name: name.to_owned(), known };
        self.problems.add(item, &At::ROOT.member("text"), problem);
    }
}
