//! The history of a whole store, read again: its loads, and each claim with those that made it. Every record is written as
//! if each of its loads gave it once more, by the same way that a file's records take; what counts is then worked out from
//! what was undone and retracted, as after any change.

use super::Loader;
use super::item::Item;
use super::passes::each_named;
use super::place::At;
use super::record::Fact;
use super::record::kept::{Given, Load, Merge, Name, Recorded, Undone};
use crate::diagnostic::Result;
use crate::problem::LoadProblem;
use crate::store::Action;
use crate::store::export::{LoadEntry, Period};
use crate::store::write::Restated;
use crate::value::{EntityId, FactId, LoadId};
use crate::vocabulary::nearest;

/// The most that a load can have added of anything: a file of SQLite's has at most that many bytes.
const MOST_ADDED: i64 = 1 << 48;

/// What of a history is known so far.
#[derive(Default)]
pub(super) struct History {
    /// How many loads there are.
    loads: i64,
    /// Whether the store has a history of its own.
    refused: bool,
    undone: Vec<(i64, Undone)>,
    merges: Vec<((EntityId, EntityId), Merge)>,
    /// Which documents and entities count no more, by their numbers, with the loads that withdrew them.
    withdrawn: Vec<(Restated, i64, i64)>,
    /// The fact that was written last, and the last load by which a claim of it counts no more.
    last_withdrawn: Option<(FactId, i64)>,
}

impl History {
    /// Whether the file has one.
    pub(super) fn is_any(&self) -> bool {
        self.loads > 0
    }
}

impl Loader<'_, '_> {
    /// A load of the store whose history this is.
    pub(super) fn load_row(&mut self, item: &Item<'_>, load: &Load) -> Result<()> {
        let root = At::ROOT;
        let next = self.history.loads + 1;
        self.problems.begin_history();
        if self.history.refused {
            return Ok(());
        }
        if !self.history.is_any() && !self.writer.is_first() && self.onto.is_none() {
            self.history.refused = true;
            self.problems.add(item, &root, LoadProblem::HistoryIntoStore);
            return Ok(());
        }
        if load.number != next {
            let problem = LoadProblem::LoadOutOfOrder { number: load.number, next };
            self.problems.add(item, &root.member("number"), problem);
            return Ok(());
        }
        self.history.loads = next;
        // A claim that several loads made is looked for each time.
        self.writer.index_facts()?;
        if !self.is_sound_load(item, load) {
            return Ok(());
        }
        self.history.undone.extend(load.undone.iter().map(|undone| (load.number, *undone)));
        let entry = entry(load);
        self.writer.restore_load(&LoadEntry {
            number: self.number(load.number),
            undoes: load.undoes.map(|undone| self.number(undone)),
            ..entry
        })
    }

    fn is_sound_load(&mut self, item: &Item<'_>, load: &Load) -> bool {
        let root = At::ROOT;
        if !Action::names().any(|name| name == load.action) {
            let known: Vec<String> = Action::names().map(str::to_owned).collect();
            let nearest = nearest(&load.action, known.clone());
            let problem = LoadProblem::UnknownWord { word: load.action.clone(), nearest, known };
            self.problems.add(item, &root.member("action"), problem);
            return false;
        }
        if load.at.parse::<jiff::Timestamp>().is_err() {
            self.problems.add(item, &root.member("at"), LoadProblem::NotAMoment { text: load.at.clone() });
            return false;
        }
        self.has_sound_counts(item, load)
            && load.undoes.is_none_or(|undone| self.is_load(item, &root.member("undoes"), undone))
    }

    /// Whether a load can have added so much.
    fn has_sound_counts(&mut self, item: &Item<'_>, load: &Load) -> bool {
        let counts = [
            ("documents", load.documents),
            ("entities", load.entities),
            ("facts", load.facts),
            ("evidence", load.evidence),
        ];
        let mut good = true;
        for (member, count) in counts {
            if !(0..=MOST_ADDED).contains(&count) {
                self.problems.add(item, &At::ROOT.member(member), LoadProblem::ImpossibleCount { count });
                good = false;
            }
        }
        good
    }

    /// Checks when a load did not count, now that all loads are known.
    pub(super) fn check_load(&mut self, item: &Item<'_>, load: &Load) {
        let root = At::ROOT;
        let list = root.member("undone");
        for (index, undone) in load.undone.iter().enumerate() {
            let at = list.element(index);
            let since = self.is_load(item, &at.member("since"), undone.since);
            if let (true, Some(until)) = (since, undone.until) {
                self.is_load(item, &at.member("until"), until);
            }
        }
    }

    /// Whether the file has a load of that number; a problem where not.
    pub(super) fn is_load(&mut self, item: &Item<'_>, at: &At<'_>, number: i64) -> bool {
        let last = self.history.loads;
        let is_known = (1..=last).contains(&number);
        // Where the history is refused, that is told once.
        if !is_known && !self.history.refused {
            self.problems.add(item, at, LoadProblem::UnknownLoad { number, last });
        }
        is_known
    }

    /// Lets what a record keeps be recorded by the load that it names; false where there is no such load.
    pub(super) fn enter(&mut self, item: &Item<'_>, load: Option<i64>) -> Result<bool> {
        let Some(load) = load else { return Ok(true) };
        if !self.is_load(item, &At::ROOT.member("load"), load) {
            return Ok(false);
        }
        self.enter_load(load)?;
        Ok(true)
    }

    /// Lets what is written from now on be recorded by a load of the history.
    fn enter_load(&mut self, load: i64) -> Result<()> {
        self.writer.enter(LoadId(self.number(load)))
    }

    /// Documents and entities that were recorded.
    pub(super) fn first_recorded(&mut self, item: &Item<'_>, recorded: &Recorded) -> Result<()> {
        let is_later = matches!(recorded.record, Given::Fact(_) | Given::Name(_));
        if is_later || !self.is_sound_log(item, recorded) {
            return Ok(());
        }
        for load in &recorded.by {
            self.enter_load(*load)?;
            match &recorded.record {
                Given::Document(document) => self.document(&within(item, "document"), document)?,
                Given::Entity(entity) => self.entity(&within(item, "entity"), entity)?,
                Given::Fact(_) | Given::Name(_) => {}
            }
        }
        self.note_withdrawal(recorded)
    }

    /// Notes that a document or an entity counts no more. It is written when all is, because what counts no more cannot be
    /// named.
    fn note_withdrawal(&mut self, recorded: &Recorded) -> Result<()> {
        let Some(load) = recorded.withdrawn else { return Ok(()) };
        if self.onto.is_some() {
            // What others gave too may count all the same, which is seen when all is written.
            return Ok(());
        }
        let withdrawn = match &recorded.record {
            Given::Document(document) => {
                self.writer.document(&document.id)?.map(|known| (Restated::Document, known.id.0, load))
            }
            Given::Entity(entity) => match self.writer.entity(&entity.id)? {
                Some(known) => {
                    // The names that stand in its record went with it; others have records of their own.
                    self.writer.restore_name_withdrawals(known.id, None, load)?;
                    Some((Restated::Entity, known.id.0, load))
                }
                None => None,
            },
            Given::Fact(_) | Given::Name(_) => None,
        };
        self.history.withdrawn.extend(withdrawn);
        Ok(())
    }

    /// Facts and further names that were recorded.
    pub(super) fn last_recorded(&mut self, item: &Item<'_>, recorded: &Recorded) -> Result<()> {
        match &recorded.record {
            Given::Name(name) if self.is_sound_log(item, recorded) => self.recorded_name(item, recorded, name),
            Given::Fact(fact) if self.is_sound_log(item, recorded) => self.recorded_fact(item, recorded, fact),
            _ => Ok(()),
        }
    }

    fn is_sound_log(&mut self, item: &Item<'_>, recorded: &Recorded) -> bool {
        let root = At::ROOT;
        let by = root.member("by");
        if recorded.by.is_empty() {
            self.problems.add(item, &by, LoadProblem::GivenByNone);
            return false;
        }
        let retracted = root.member("retracted");
        let lists = [(&by, &recorded.by), (&retracted, &recorded.retracted)];
        let mut good = true;
        for (at, loads) in lists {
            for (index, load) in loads.iter().enumerate() {
                good &= self.is_load(item, &at.element(index), *load);
            }
        }
        good && recorded.withdrawn.is_none_or(|load| self.is_load(item, &root.member("withdrawn"), load))
    }

    fn recorded_name(&mut self, item: &Item<'_>, recorded: &Recorded, name: &Name) -> Result<()> {
        let item = &within(item, "name");
        let root = At::ROOT;
        let Some(known) = self.writer.entity(&name.entity)? else {
            return self.unknown(item, &root.member("entity"), &name.entity, None);
        };
        if !self.is_said(item, &root.member("name"), &name.name, "a name") {
            return Ok(());
        }
        for load in &recorded.by {
            self.enter_load(*load)?;
            self.writer.record_name(known.id, &name.name, false)?;
        }
        match recorded.withdrawn.filter(|_| self.onto.is_none()) {
            Some(load) => self.writer.restore_name_withdrawals(known.id, Some(&name.name), load),
            None => Ok(()),
        }
    }

    fn recorded_fact(&mut self, item: &Item<'_>, recorded: &Recorded, fact: &Fact) -> Result<()> {
        let item = &within(item, "fact");
        let mut good = true;
        each_named(fact, &mut |at, _| {
            good = false;
            self.problems.add(item, at, LoadProblem::KeyWanted);
            Ok(())
        })?;
        if fact.evidence.len() > 1 {
            self.problems.add(item, &At::ROOT.member("evidence"), LoadProblem::OneClaim);
            good = false;
        }
        if !good {
            return Ok(());
        }
        for load in &recorded.by {
            self.enter_load(*load)?;
            self.written = None;
            self.fact(item, fact)?;
        }
        let Some((fact, evidence)) = self.written else { return Ok(()) };
        let retracted: Vec<i64> = recorded.retracted.iter().map(|load| self.number(*load)).collect();
        retracted.iter().try_for_each(|load| self.writer.restore_retraction(fact, *load))?;
        let withdrawn = recorded.withdrawn.map(|load| self.number(load));
        withdrawn.map_or(Ok(()), |load| self.withdraw_claim(fact, evidence, load))
    }

    /// Writes by which load a claim counts no more. A fact goes with the last of its claims.
    fn withdraw_claim(&mut self, fact: FactId, evidence: Option<i64>, load: i64) -> Result<()> {
        if let Some(evidence) = evidence {
            self.writer.restore_withdrawal(Restated::Evidence, evidence, load)?;
        }
        let before = self.history.last_withdrawn.filter(|(known, _)| *known == fact).map_or(0, |(_, load)| load);
        let last = before.max(load);
        self.history.last_withdrawn = Some((fact, last));
        self.writer.restore_withdrawal(Restated::Fact, fact.0, last)
    }

    /// Notes a merge of a history.
    pub(super) fn note_recorded_merge(
        &mut self,
        item: &Item<'_>,
        merge: &Merge,
        (entity, into): (EntityId, EntityId),
    ) -> Result<()> {
        let root = At::ROOT;
        let mut good = merge.load.is_none_or(|load| self.is_load(item, &root.member("load"), load));
        let unmerged = root.member("unmerged");
        for (index, load) in merge.unmerged.iter().enumerate() {
            good &= self.is_load(item, &unmerged.element(index), *load);
        }
        good &= merge.withdrawn.is_none_or(|load| self.is_load(item, &root.member("withdrawn"), load));
        if good {
            self.history.merges.push(((entity, into), merge.clone()));
        }
        Ok(())
    }

    fn restore_merge(&self, entities: (EntityId, EntityId), merge: &Merge, last: i64) -> Result<()> {
        let unmerged: Vec<i64> = merge.unmerged.iter().map(|load| self.number(*load)).collect();
        let load = self.number(merge.load.unwrap_or(last));
        self.writer.restore_merge(entities, load, &unmerged, merge.withdrawn.map(|load| self.number(load)))
    }

    /// Makes the merges of a history that count, in a store that may have merged the same entities otherwise.
    fn merge_onto(&mut self, merges: &[((EntityId, EntityId), Merge)]) -> Result<()> {
        for ((entity, into), merge) in merges.iter().filter(|(_, merge)| merge.withdrawn.is_none()) {
            let load = merge.load.unwrap_or(self.history.loads);
            if self.knows_load(load) {
                continue;
            }
            self.enter_load(load)?;
            let (now, into_now) = (self.writer.survivor(*entity), self.writer.survivor(*into));
            if now != into_now && self.writer.said_distinct(now, into_now)?.is_some() {
                let keys = [self.writer.key(now)?, self.writer.key(into_now)?];
                let [key, other] = keys;
                self.gives_way(
                    "entity",
                    &key,
                    ("merge", &format!("distinct from {other}"), &format!("merged into {other}")),
                );
                continue;
            }
            self.writer.merge(*entity, *into)?;
        }
        Ok(())
    }

    /// Works out what counts, now that all of a history is written.
    pub(super) fn settle_history(&mut self) -> Result<()> {
        let history = std::mem::take(&mut self.history);
        if !self.problems.is_clean() {
            return Ok(());
        }
        for (what, id, load) in &history.withdrawn {
            self.writer.restore_withdrawal(*what, *id, *load)?;
        }
        for (load, Undone { since, until }) in &history.undone {
            let period = Period { since: self.number(*since), until: until.map(|until| self.number(until)) };
            self.writer.restore_period(self.number(*load), period)?;
        }
        let unmade = history.merges.iter().filter(|(_, merge)| merge.withdrawn.is_some() || self.onto.is_none());
        for (entities, merge) in unmade {
            self.restore_merge(*entities, merge, history.loads)?;
        }
        self.enter_load(history.loads)?;
        self.writer.index_all()?;
        self.writer.settle_restored()?;
        if self.onto.is_some() {
            self.merge_onto(&history.merges)?;
            self.enter_load(history.loads)?;
        }
        self.history.loads = history.loads;
        Ok(())
    }
}

/// The record of that sort within a recorded one.
fn within<'t>(item: &Item<'t>, sort: &str) -> Item<'t> {
    let root = At::ROOT;
    let range = item.locate(&root.member("record").member(sort));
    Item { range, ..item.clone() }
}

fn entry(load: &Load) -> LoadEntry {
    LoadEntry {
        number: load.number,
        at: load.at.clone(),
        action: load.action.clone(),
        source: load.source.clone(),
        sha256: load.sha256.clone(),
        who: load.who.clone(),
        note: load.note.clone(),
        undoes: load.undoes,
        added: [load.documents, load.entities, load.facts, load.evidence],
        undone: Vec::new(),
    }
}
