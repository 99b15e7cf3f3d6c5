//! What a load makes of rejected records: which words they would have made known, and what needs these.

use super::form::{Unread, behind, strings};
use super::needed::sum;
use super::{Form, Of, Sort};
use crate::diagnostic::Result;
use crate::fold::fold_words;
use crate::load::item::{Item, Met, RecordKind, Unit};
use crate::load::passes::each_named;
use crate::load::place::At;
use crate::load::record::{Document, Entity, Fact, Reference};
use crate::load::{Loader, Problems};
use crate::problem::LoadProblem;
use crate::store::write::{Candidate, KnownDocument, KnownEntity, key_of_name};
use crate::value::EntityId;

impl Problems {
    /// Whether a record was rejected in a round before this one.
    pub(in crate::load) fn is_out(&self, unit: Unit<'_>) -> bool {
        self.rejects.as_ref().is_some_and(|rejects| rejects.is_out(unit))
    }

    /// Rejects all of a record of which some lines are: none of it may be lost.
    pub(in crate::load) fn complete(&mut self, unit: Unit<'_>) {
        if self.rejects.as_mut().is_some_and(|rejects| rejects.complete(unit)) {
            self.is_clean = false;
        }
    }

    /// Whether a record was rejected in this round.
    pub(in crate::load) fn is_fresh(&self, unit: usize) -> bool {
        self.rejects.as_ref().is_some_and(|rejects| rejects.is_fresh(unit))
    }

    /// The first rejected record that has a word.
    pub(in crate::load) fn needed(&self, sort: Sort, word: &str) -> Option<Of> {
        self.rejects.as_ref()?.needed.get(sort, word)
    }

    /// Whether any rejected record may be needed.
    fn may_need(&self) -> bool {
        self.rejects.as_ref().is_some_and(|rejects| !rejects.needed.is_empty())
    }

    /// That a record needs what a rejected one would have made known. Where that is the same record, it is rejected
    /// anyway.
    pub(in crate::load) fn add_need(&mut self, item: &Item<'_>, at: &At<'_>, word: &str, of: Of) {
        match of.unit == item.unit.number {
            true => self.add_consequence(),
            false => self.add(item, at, LoadProblem::NeedsRejected { word: Some(word.to_owned()), line: of.line }),
        }
    }

    fn note(&mut self, sort: Sort, word: &str, of: Of) {
        if let Some(rejects) = &mut self.rejects {
            rejects.needed.note(sort, word, of);
        }
    }
}

impl Loader<'_, '_> {
    /// Notes what a rejected record would have made known.
    pub(in crate::load) fn note_rejected(&mut self, met: &Met<'_>) -> Result<()> {
        match met {
            Met::Fault(unit, passage, _) => {
                let of = Of { unit: unit.number, line: passage.first_line, key: None, said: None };
                self.note_unread(self.form.unread(passage.text), passage.text, of);
            }
            Met::Basis(..) => {}
            Met::Item(item) => {
                let known = match item.kind {
                    RecordKind::Document => item.read_in_part().map(|document| self.note_document(item, &document)),
                    RecordKind::Entity => item.read_in_part().map(|entity| self.note_entity(item, &entity)),
                    RecordKind::Fact => item.read_in_part().map(|fact| self.note_fact(item, &fact)),
                    _ => Some(()),
                };
                if known.is_none() {
                    self.note_unread(self.form.unread_record(item.kind), item.text(), of(item, None));
                }
                if self.problems.rejects.as_ref().is_some_and(|rejects| rejects.needed.is_full()) {
                    self.problems.add_fatal(item, LoadProblem::TooManyRejected);
                }
            }
        }
        Ok(())
    }

    fn note_document(&mut self, item: &Item<'_>, document: &Document) {
        let said = document.retrieved.as_ref().map_or(0, sum);
        self.problems.note(Sort::Document, &document.id, of(item, Some(said)));
    }

    fn note_entity(&mut self, item: &Item<'_>, entity: &Entity) {
        let of = Of { key: Some(sum(&entity.id)), ..of(item, Some(self.lasting_name(entity))) };
        self.problems.note(Sort::Entity, &entity.id, of);
        if let Some(description) = &entity.description {
            self.problems.note(Sort::Described, &entity.id, Of { said: Some(sum(description)), ..of });
        }
        for word in [&entity.id, &entity.name].into_iter().chain(&entity.aliases) {
            self.problems.note(Sort::Name, word, of);
        }
        if !entity.kinds.is_empty() {
            self.problems.note(Sort::OfKind, &entity.id, of);
        }
    }

    fn note_fact(&mut self, item: &Item<'_>, fact: &Fact) {
        // Nothing fails in it.
        let _ = each_named(fact, &mut |_, named| {
            // Of a row that is read in part.
            if named.name.is_empty() && named.id.is_none() {
                return Ok(());
            }
            let kind = named.kind.as_deref().filter(|_| named.id.is_none()).map(kind_sum);
            let made = Of { key: named.id.as_ref().map(sum), ..of(item, kind) };
            self.problems.note(Sort::Made, &named.name, made);
            match &named.id {
                Some(key) => self.problems.note(Sort::Named, key, Of { said: Some(sum(&named.name)), ..made }),
                None => {
                    let given = Of { said: Some(sum(&named.name)), ..made };
                    self.problems.note(Sort::Given, &key_of_name(&named.name), given);
                }
            }
            Ok(())
        });
        let subject = match &fact.subject {
            Reference::Word(word) => Some(word),
            Reference::Named(named) => named.id.as_ref(),
        };
        if let (true, Some(word)) = (item.may_be_kind(), subject) {
            self.problems.note(Sort::OfKind, word, of(item, None));
        }
    }

    fn note_unread(&mut self, unread: Unread, text: &str, of: Of) {
        match unread {
            Unread::Names => strings(text).for_each(|word| {
                for sort in [Sort::Name, Sort::Entity, Sort::Document] {
                    self.problems.note(sort, word, of);
                }
            }),
            Unread::Ids => behind(text, "id").for_each(|id| self.problems.note(Sort::Entity, id, of)),
            Unread::Fact => {
                for (member, sort) in [("name", Sort::Made), ("id", Sort::Named), ("subject", Sort::OfKind)] {
                    behind(text, member).for_each(|word| self.problems.note(sort, word, of));
                }
                behind(text, "name").for_each(|name| self.problems.note(Sort::Given, &key_of_name(name), of));
            }
            Unread::Loose if matches!(self.form, Form::Statements(_)) => {}
            Unread::Loose => strings(text).for_each(|word| {
                self.problems.note(Sort::Loose, word, of);
                self.problems.note(Sort::Document, word, Of { said: Some(0), ..of });
            }),
        }
    }

    /// Whether an entity would be called or described otherwise by a rejected record before this one; a problem then.
    pub(in crate::load) fn needs_earlier_entity(
        &mut self,
        item: &Item<'_>,
        entity: &Entity,
        known: Option<&KnownEntity>,
    ) -> bool {
        let known = known.filter(|known| !known.retracted);
        let name = if known.is_none() { Some((Sort::Entity, self.lasting_name(entity))) } else { None };
        let is_described = known.is_some_and(|known| known.description.is_some());
        let description = entity.description.as_ref().filter(|_| !is_described);
        let description = description.map(|description| (Sort::Described, sum(description)));
        let said = [name, description].into_iter().flatten();
        let Some(of) = said.filter_map(|said| self.earlier(item, &entity.id, said)).next() else { return false };
        self.problems.add_need(item, &At::ROOT.member("id"), &entity.id, of);
        true
    }

    /// Likewise of a document, which keeps the first day on which it was retrieved.
    pub(in crate::load) fn needs_earlier_document(
        &mut self,
        item: &Item<'_>,
        document: &Document,
        known: Option<&KnownDocument>,
    ) -> bool {
        let is_retrieved = known.is_some_and(|known| !known.retracted && known.row.retrieved.is_some());
        let Some(retrieved) = document.retrieved.as_ref().filter(|_| !is_retrieved) else { return false };
        let said = (Sort::Document, sum(retrieved));
        let Some(of) = self.earlier(item, &document.id, said) else { return false };
        self.problems.add_need(item, &At::ROOT.member("id"), &document.id, of);
        true
    }

    /// The first rejected record of a key, where that stands before this one and says otherwise what stays as it is said
    /// first.
    fn earlier(&self, item: &Item<'_>, key: &str, (sort, said): (Sort, u64)) -> Option<Of> {
        self.problems.needed(sort, key).filter(|of| of.unit < item.unit.number && differs(*of, said))
    }

    /// Whether an entity that is to be made for its key would be made by a rejected record, and otherwise; a problem then.
    pub(in crate::load) fn needs_other_key(&mut self, item: &Item<'_>, at: &At<'_>, (key, name): (&str, &str)) -> bool {
        let entity = self.problems.needed(Sort::Entity, key);
        // Those that are looked for by name come behind all that have a key.
        let Some(of) = entity.or_else(|| self.earlier(item, key, (Sort::Named, sum(name)))) else { return false };
        self.problems.add_need(item, at, key, of);
        true
    }

    /// Whether a thing that was found for its name and kind may not be the one that is meant, since a rejected record gives another
    /// thing that name; a problem then.
    pub(in crate::load) fn needs_keyed_name(
        &mut self,
        item: &Item<'_>,
        at: &At<'_>,
        name: &str,
        entity: EntityId,
    ) -> Result<bool> {
        let keyed = self.problems.needed(Sort::Made, name).filter(|of| of.said.is_none());
        self.needs_another(item, at, name, (entity, keyed))
    }

    /// Whether a name that was found to name an entity may mean another one that a rejected record describes; a problem
    /// then.
    pub(in crate::load) fn needs_other_meaning(
        &mut self,
        item: &Item<'_>,
        at: &At<'_>,
        name: &str,
        entity: EntityId,
    ) -> Result<bool> {
        let described = self.problems.needed(Sort::Name, name);
        self.needs_another(item, at, name, (entity, described))
    }

    /// Whether a rejected record, if there is one, speaks of another entity than the one that was found; a problem then.
    fn needs_another(
        &mut self,
        item: &Item<'_>,
        at: &At<'_>,
        name: &str,
        (found, rejected): (EntityId, Option<Of>),
    ) -> Result<bool> {
        let Some(of) = rejected else { return Ok(false) };
        let (key, _) = self.writer.entity_name(found)?;
        if of.key == Some(sum(&key)) {
            return Ok(false);
        }
        self.problems.add_need(item, at, name, of);
        Ok(true)
    }

    /// Whether a name that was found to name an entity may mean one that a rejected record makes, which has another key or
    /// is of another kind; a problem then.
    pub(in crate::load) fn needs_other_made(
        &mut self,
        item: &Item<'_>,
        at: &At<'_>,
        name: &str,
        entity: EntityId,
    ) -> Result<bool> {
        let made = self.problems.needed(Sort::Made, name).or_else(|| self.problems.needed(Sort::Named, name));
        let Some(of) = made else { return Ok(false) };
        let kinds = self.writer.kinds_of(entity)?;
        let is_of_kind = kinds.iter().any(|kind| Some(kind_sum(self.words.kind_name(*kind))) == of.said);
        if (of.key.is_none() && is_of_kind) || of.key == Some(sum(self.writer.entity_name(entity)?.0)) {
            return Ok(false);
        }
        self.problems.add_need(item, at, name, of);
        Ok(true)
    }

    /// Whether a rejected record may say that one of some entities is of a kind by which one is looked for; a problem then.
    pub(in crate::load) fn needs_kind(
        &mut self,
        item: &Item<'_>,
        at: &At<'_>,
        name: &str,
        others: &[Candidate],
    ) -> Result<bool> {
        if !self.problems.may_need() {
            return Ok(false);
        }
        for other in others {
            let words = self.writer.names_of(other.id)?;
            let mut words = words.iter().chain([&other.key]);
            if let Some(of) = words.find_map(|word| self.problems.needed(Sort::OfKind, word)) {
                self.problems.add_need(item, at, name, of);
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether an entity that is to be made for its name and kind may be one that a rejected record makes, or has a key that
    /// such a one takes; a problem then.
    pub(in crate::load) fn needs_other_name(
        &mut self,
        item: &Item<'_>,
        at: &At<'_>,
        (name, kind): (&str, &str),
        others: &[Candidate],
    ) -> Result<bool> {
        if !self.problems.may_need() {
            return Ok(false);
        }
        let key = self.writer.free_key(name)?;
        let keyed = self.problems.needed(Sort::Named, &key);
        let is_there = |of: &Of| others.iter().any(|other| Some(sum(&other.key)) == of.key);
        // Whoever names a thing by key goes first, wherever it stands.
        let is_before = |of: &Of| of.said.is_none() || of.unit < item.unit.number;
        let made = self.problems.needed(Sort::Made, name).filter(|of| differs(*of, kind_sum(kind)) && is_before(of));
        let made = made.filter(|of| !is_there(of));
        // It is called as it is written first.
        let given = self.earlier(item, &key_of_name(name), (Sort::Given, sum(name)));
        let described = self.problems.needed(Sort::Name, name);
        let Some(of) = described.or(made).or(given).or(keyed) else { return Ok(false) };
        self.problems.add_need(item, at, name, of);
        Ok(true)
    }

    /// The name of an entity, where that stays whatever later records say. Where it does not, that a later one has another
    /// is a problem.
    fn lasting_name(&self, entity: &Entity) -> u64 {
        if self.foreign { sum(&entity.name) } else { 0 }
    }
}

fn kind_sum(kind: &str) -> u64 {
    sum(fold_words(kind))
}

/// Whether a record says something else than a rejected one, as far as that can be read.
fn differs(of: Of, said: u64) -> bool {
    of.said.is_none_or(|other| other != 0 && said != 0 && other != said)
}

fn of(item: &Item<'_>, said: Option<u64>) -> Of {
    Of { unit: item.unit.number, line: item.line(), key: None, said }
}
