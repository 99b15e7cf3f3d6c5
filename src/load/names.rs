//! Which entity a word of a record means.

use std::hash::BuildHasher;

use foldhash::HashMap;
use foldhash::fast::RandomState;

use super::Loader;
use super::item::Item;
use super::place::At;
use super::record::{Named, Reference};
use super::rejects::Sort;
use super::report::{FoldedName, MatchedBy};
use crate::diagnostic::Result;
use crate::fold::fold;
use crate::problem::LoadProblem;
use crate::store::write::{Candidate, Writer};
use crate::value::{EntityId, KindId};
use crate::vocabulary::nearest;

/// How many words' meanings are kept in memory; when there are more, all are forgotten and asked for again.
const REMEMBERED: usize = 2_000_000;

/// How many words that are names only when they are folded a report lists.
const FOLDED_LISTED: usize = 100;

/// What words of records were found to mean.
#[derive(Default)]
pub(super) struct Names {
    words: HashMap<String, Known>,
    /// By kind, then by name, as written.
    named: HashMap<String, HashMap<String, Known>>,
    /// By key, of entities that were named with one.
    keyed: HashMap<Box<str>, Keyed>,
    /// What names are summed with.
    sums: RandomState,
    /// The kinds that facts of this file state of entities, before those facts are written.
    stated: HashMap<EntityId, Vec<KindId>>,
}

/// What a word is known to mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) entity: EntityId,
    pub(super) by: MatchedBy,
}

/// What the key of a thing that was named with one is known to mean.
#[derive(Debug, Clone, Copy)]
struct Keyed {
    known: Known,
    /// A sum of the name that was met last: of millions of names, the text would take most of a load's memory.
    last_name: u64,
}

/// What a word means.
pub(super) enum Meaning {
    One(Known),
    Several(Vec<Candidate>),
    Nothing,
}

impl Names {
    /// Remembers what a word means. A key means the same for the whole load, because it goes before every name.
    pub(super) fn remember(&mut self, word: &str, entity: EntityId, by: MatchedBy) {
        if self.words.len() >= REMEMBERED {
            self.words.clear();
        }
        self.words.insert(word.to_owned(), Known { entity, by });
    }

    /// The entity of a word: by key, then by preferred name, by alias, and by any name folded.
    pub(super) fn meaning(&mut self, writer: &Writer<'_>, word: &str) -> Result<Meaning> {
        if let Some(known) = self.words.get(word) {
            return Ok(Meaning::One(*known));
        }
        if let Some(entity) = writer.entity(word)?.filter(|entity| !entity.retracted) {
            self.remember(word, entity.id, MatchedBy::Key);
            return Ok(Meaning::One(Known { entity: entity.id, by: MatchedBy::Key }));
        }
        let meaning = best(writer.candidates(word)?, word);
        if let Meaning::One(Known { entity, by }) = meaning {
            self.remember(word, entity, by);
        }
        Ok(meaning)
    }

    /// The entity of a name and kind, once it was introduced.
    fn introduced(&self, named: &Named) -> Option<Known> {
        match (&named.id, &named.kind) {
            (Some(key), _) => self.keyed.get(key.as_str()).map(|keyed| keyed.known),
            (None, Some(kind)) => self.named.get(kind)?.get(&named.name).copied(),
            (None, None) => None,
        }
    }

    /// Remembers what the key of a named thing means, and the name that was met with it.
    fn remember_keyed(&mut self, key: &str, known: Known, name: &str) {
        let last_name = self.sums.hash_one(name);
        self.keyed.insert(key.into(), Keyed { known, last_name });
    }

    /// Whether a key was met with another name before this one, which is now the last.
    fn is_other_name(&mut self, key: &str, name: &str) -> bool {
        let sum = self.sums.hash_one(name);
        self.keyed.get_mut(key).is_some_and(|keyed| std::mem::replace(&mut keyed.last_name, sum) != sum)
    }

    /// Forgets what names mean, because entities were added; what keys mean stays so, and is asked for again.
    pub(super) fn forget(&mut self) {
        self.words.clear();
    }
}

/// The candidates that a word fits best, each entity once.
fn best(mut candidates: Vec<Candidate>, word: &str) -> Meaning {
    let fit = |candidate: &Candidate| match (candidate.text == word, candidate.preferred) {
        (true, true) => MatchedBy::Name,
        (true, false) => MatchedBy::Alias,
        (false, _) => MatchedBy::Folded,
    };
    // Of entities that are now one, that which stays goes first.
    let order = |candidate: &Candidate| (candidate.survivor, candidate.id != candidate.survivor, candidate.id);
    candidates.sort_by_key(|candidate| (fit(candidate), order(candidate)));
    let tier = candidates.first().map(fit);
    candidates.retain(|candidate| Some(fit(candidate)) == tier);
    candidates.dedup_by_key(|candidate| candidate.survivor);
    match candidates.as_slice() {
        [] => Meaning::Nothing,
        [only] => Meaning::One(Known { entity: only.id, by: fit(only) }),
        _ => Meaning::Several(candidates),
    }
}

impl Loader<'_, '_> {
    /// The entity that a reference means; a problem where it means none or several.
    pub(super) fn reference(
        &mut self,
        item: &Item<'_>,
        at: &At<'_>,
        reference: &Reference,
    ) -> Result<Option<EntityId>> {
        match reference {
            Reference::Word(word) => self.word(item, at, word),
            Reference::Named(named) => self.named(named),
        }
    }

    /// The entity that a word means.
    pub(super) fn word(&mut self, item: &Item<'_>, at: &At<'_>, word: &str) -> Result<Option<EntityId>> {
        match self.names.meaning(self.writer, word)? {
            Meaning::One(Known { entity, by }) => {
                let is_unsure = by != MatchedBy::Key
                    && (self.needs_other_meaning(item, at, word, entity)?
                        || self.needs_other_made(item, at, word, entity)?);
                if is_unsure {
                    return Ok(None);
                }
                self.report.names.count(by);
                if by == MatchedBy::Folded {
                    self.list_folded(word, entity)?;
                }
                return Ok(Some(entity));
            }
            Meaning::Several(candidates) => {
                let candidates = self.described(&candidates)?;
                self.problems.add(item, at, LoadProblem::AmbiguousName { name: word.to_owned(), candidates });
            }
            Meaning::Nothing => self.unknown(item, at, word, None)?,
        }
        Ok(None)
    }

    /// Lists a word that names an entity only when it is folded, once.
    fn list_folded(&mut self, word: &str, entity: EntityId) -> Result<()> {
        let listed = &self.report.folded_names;
        if listed.len() < FOLDED_LISTED && !listed.iter().any(|known| known.word == word) {
            let (key, name) = self.writer.entity_name(entity)?;
            self.report.folded_names.push(FoldedName { word: word.to_owned(), name, key });
        }
        Ok(())
    }

    /// The problem that a word names nothing; `undeclared` is the predicate whose first object it would be.
    pub(super) fn unknown(&mut self, item: &Item<'_>, at: &At<'_>, word: &str, undeclared: Option<&str>) -> Result<()> {
        // Where the record that would make it known could not be read, that is the problem, and not this.
        if self.problems.is_spoiled(word) {
            return Ok(());
        }
        let sorts = [Sort::Name, Sort::Made, Sort::Loose];
        if let Some(of) = sorts.into_iter().find_map(|sort| self.problems.needed(sort, word)) {
            self.problems.add_need(item, at, word, of);
            return Ok(());
        }
        let nearest = match self.problems.is_suggesting() {
            true => self.nearest_names(word)?,
            false => Vec::new(),
        };
        let problem =
            LoadProblem::UnknownEntity { word: word.to_owned(), nearest, undeclared: undeclared.map(str::to_owned) };
        self.problems.add(item, at, problem);
        Ok(())
    }

    /// The known names, and keys that are no such name, that are nearest to a word.
    fn nearest_names(&self, word: &str) -> Result<Vec<String>> {
        let (names, keys) = self.writer.names_like(word)?;
        let word = fold(word);
        let mut found = nearest(&word, names);
        for key in nearest(&word, keys) {
            if !found.iter().any(|name| fold(name) == fold(&key)) {
                found.push(key);
            }
        }
        found.truncate(3);
        Ok(found)
    }

    /// The entity of a name and kind, or of a key. All of them were introduced before the facts are read.
    pub(super) fn named(&mut self, named: &Named) -> Result<Option<EntityId>> {
        let Some(Known { entity, by }) = self.names.introduced(named) else { return Ok(None) };
        self.report.names.count(by);
        if by == MatchedBy::Folded {
            self.list_folded(&named.name, entity)?;
        }
        Ok(Some(entity))
    }

    /// Finds the entity of a name and kind or of a key, or makes it.
    pub(super) fn introduce(&mut self, item: &Item<'_>, at: &At<'_>, named: &Named) -> Result<()> {
        if !self.is_said(item, &at.member("name"), &named.name, "a name") {
            return Ok(());
        }
        let kind = match &named.kind {
            Some(kind) => match self.kind(item, &at.member("kind"), kind)? {
                Some(kind) => Some(kind),
                None => return Ok(()),
            },
            None => None,
        };
        if let Some(known) = self.names.introduced(named) {
            return self.further_name(item, at, named, known.entity);
        }
        match (&named.id, kind) {
            (Some(_), kind) => self.introduce_key(item, at, named, kind),
            (None, Some(kind)) => self.introduce_name(item, at, named, kind),
            (None, None) => {
                self.problems.add(item, at, LoadProblem::MissingField { field: "kind".to_owned() });
                Ok(())
            }
        }
    }

    /// What an entity of a key is called otherwise is a further name of it; but not its key, and in RDF and the like not
    /// what stands for a name that is said elsewhere.
    fn further_name(&mut self, item: &Item<'_>, at: &At<'_>, named: &Named, entity: EntityId) -> Result<()> {
        let Some(key) = named.id.as_deref().filter(|key| !self.foreign && *key != named.name) else { return Ok(()) };
        if self.names.is_other_name(key, &named.name) && self.is_said(item, &at.member("name"), &named.name, "a name") {
            self.writer.record_name(entity, &named.name, false)?;
            self.names.forget();
        }
        Ok(())
    }

    fn introduce_key(&mut self, item: &Item<'_>, at: &At<'_>, named: &Named, kind: Option<KindId>) -> Result<()> {
        let (key, name) = (named.id.as_deref().unwrap_or_default(), named.name.as_str());
        if !self.is_said(item, &at.member("id"), key, "a key") {
            return Ok(());
        }
        let known = self.writer.entity(key)?;
        if known.as_ref().is_none_or(|known| known.retracted) && self.needs_other_key(item, at, (key, name)) {
            return Ok(());
        }
        let known = match known {
            Some(known) if known.retracted => {
                self.writer.revive_entity(&known, name, None)?;
                self.report.entities.count(true);
                Known { entity: known.id, by: MatchedBy::Made }
            }
            Some(known) => {
                self.writer.restate_entity(known.id)?;
                self.names.remember_keyed(key, Known { entity: known.id, by: MatchedBy::Key }, &known.name);
                return self.further_name(item, at, named, known.id);
            }
            None => {
                let entity = self.made(key, name)?;
                kind.map_or(Ok(()), |kind| self.state_kind(entity, kind))?;
                Known { entity, by: MatchedBy::Made }
            }
        };
        self.names.remember_keyed(key, known, name);
        Ok(())
    }

    fn introduce_name(&mut self, item: &Item<'_>, at: &At<'_>, named: &Named, kind: KindId) -> Result<()> {
        let (mut of_kind, mut others) = (Vec::new(), Vec::new());
        for candidate in self.writer.candidates(&named.name)? {
            let list = if self.is_of_kind(candidate.id, kind)? { &mut of_kind } else { &mut others };
            list.push(candidate);
        }
        if self.needs_kind(item, &at.member("name"), &named.name, &others)? {
            return Ok(());
        }
        let known = match best(of_kind, &named.name) {
            Meaning::One(known) => {
                let (at, name) = (at.member("name"), &named.name);
                if self.needs_other_meaning(item, &at, name, known.entity)?
                    || self.needs_keyed_name(item, &at, name, known.entity)?
                {
                    return Ok(());
                }
                self.writer.restate_entity(known.entity)?;
                known
            }
            Meaning::Nothing => {
                let named_so = (named.name.as_str(), named.kind.as_deref().unwrap_or_default());
                if self.needs_other_name(item, &at.member("name"), named_so, &others)? {
                    return Ok(());
                }
                let entity = self.made(&self.writer.free_key(&named.name)?, &named.name)?;
                self.state_kind(entity, kind)?;
                Known { entity, by: MatchedBy::Made }
            }
            Meaning::Several(candidates) => {
                let candidates = self.described(&candidates)?;
                let problem = LoadProblem::AmbiguousName { name: named.name.clone(), candidates };
                self.problems.add(item, &at.member("name"), problem);
                return Ok(());
            }
        };
        let of_kind = self.names.named.entry(named.kind.clone().unwrap_or_default()).or_default();
        of_kind.insert(named.name.clone(), known);
        Ok(())
    }

    /// An entity that a fact names and that there is not yet.
    fn made(&mut self, key: &str, name: &str) -> Result<EntityId> {
        let entity = self.writer.add_entity(key, name, None)?;
        self.report.entities.count(true);
        self.names.forget();
        Ok(entity)
    }

    /// Notes that a fact of the file says what kind a thing is of.
    pub(super) fn note_kind(&mut self, subject: &Reference, kind: &str) -> Result<()> {
        let kind = match self.words.kind(kind) {
            Some(kind) => kind,
            None if self.options.strict || kind.trim().is_empty() => return Ok(()),
            None => self.declare_kind(kind)?,
        };
        let meaning = match subject {
            Reference::Word(word) => self.names.meaning(self.writer, word)?,
            Reference::Named(named) if named.id.is_some() => {
                self.names.introduced(named).map_or(Meaning::Nothing, Meaning::One)
            }
            Reference::Named(_) => Meaning::Nothing,
        };
        if let Meaning::One(Known { entity, .. }) = meaning {
            self.names.stated.entry(entity).or_default().push(kind);
        }
        Ok(())
    }

    fn is_of_kind(&mut self, entity: EntityId, wide: KindId) -> Result<bool> {
        let mut kinds = self.writer.kinds_of(entity)?;
        kinds.extend(self.names.stated.get(&entity).into_iter().flatten());
        Ok(kinds.into_iter().any(|kind| self.words.is_within(kind, wide)))
    }

    /// Candidates as an error lists them: name, kinds and key of each.
    fn described(&self, candidates: &[Candidate]) -> Result<Vec<String>> {
        let mut described = Vec::new();
        for candidate in candidates.iter().take(5) {
            let kinds: Vec<String> =
                self.writer.kinds_of(candidate.id)?.into_iter().map(|id| self.words.kind_name(id).to_owned()).collect();
            let kinds = if kinds.is_empty() { String::new() } else { format!(" ({})", kinds.join(", ")) };
            described.push(format!("{}{kinds} with the key `{}`", candidate.name, candidate.key));
        }
        Ok(described)
    }
}
