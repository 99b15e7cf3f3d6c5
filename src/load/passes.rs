//! The passes over a file: words, documents and entities; the entities that facts name by name and kind; facts.

use std::borrow::Cow;
use std::sync::atomic::{AtomicBool, Ordering};

use super::declare::Declared;
use super::item::{Item, Met, OneRecord, RecordKind, Unit};
use super::noted::Noted;
use super::place::At;
use super::reader::Reader;
use super::record::kept::{Distinct, Load, Merge, Query, Recorded, Rule};
use super::record::{self, Named, Object, Reference, Values};
use super::{Loader, Progress};
use crate::diagnostic::{Diagnostic, Result};
use crate::fold::fold_words;
use crate::problem::StoreProblem;
use crate::vocabulary::IS;

/// After how many records progress is told.
const TOLD_EVERY: usize = 2_000;

/// What the first pass puts off.
#[derive(Default)]
struct PutOff {
    /// Vocabulary records: words may be used before they are declared.
    declared: Vec<Declared>,
    /// Words that are used and not declared.
    used: Vec<Declared>,
    /// Whether facts may name entities by name and kind.
    named: bool,
    /// Those entities, where that spares reading the file again: not where records may be rejected, which others need.
    noted: Option<Noted>,
    /// Whether facts may say of what kind something is.
    kinds: bool,
}

/// Tells progress, and gives the load up when asked to.
pub(super) struct Watch<'l> {
    progress: &'l mut dyn FnMut(Progress),
    stop: Option<&'l AtomicBool>,
    met: usize,
    done: usize,
    /// Of all rounds so far.
    passes: u64,
}

impl<'l> Watch<'l> {
    pub(super) fn new(progress: &'l mut dyn FnMut(Progress), stop: Option<&'l AtomicBool>) -> Self {
        Watch { progress, stop, met: 0, done: 0, passes: 0 }
    }

    /// A round begins, of two passes at least.
    fn begin_round(&mut self) {
        self.passes += 2;
        self.done = 0;
    }

    /// One more record was met, and was the last of it where `done`.
    fn met(&mut self, done: bool, bytes_read: u64, length: u64) -> Result<()> {
        self.met += 1;
        self.done += usize::from(done);
        if self.met.is_multiple_of(TOLD_EVERY) {
            self.tell(bytes_read, length);
            if self.stop.is_some_and(|stop| stop.load(Ordering::Relaxed)) {
                return Err(Diagnostic::new(StoreProblem::Interrupted));
            }
        }
        Ok(())
    }

    fn tell(&mut self, bytes_read: u64, length: u64) {
        let total_bytes = Some(length * self.passes);
        (self.progress)(Progress { bytes_read, total_bytes, records: self.done });
    }
}

impl Loader<'_, '_> {
    /// Reads the file as often as needed.
    pub(super) fn run(&mut self, reader: &mut Reader<'_>, watch: &mut Watch<'_>) -> Result<()> {
        let length = reader.length();
        watch.begin_round();
        let noted = self.problems.is_fatal().then(Noted::default);
        let mut put_off = PutOff { noted, ..PutOff::default() };
        reader.pass(&mut |met, read| {
            let done = matches!(&met, Met::Item(item) if item.kind != RecordKind::Fact);
            watch.met(done, read, length)?;
            self.first(&met, &mut put_off)
        })?;
        self.problems.begin_pass();
        self.note_declared(&put_off.declared);
        // Where words must be declared, those that are not are found where they are used.
        let used = if self.options.strict { Vec::new() } else { put_off.used };
        self.declare(&put_off.declared, &used)?;
        self.state_pending_kinds()?;
        if put_off.named {
            let noted = put_off.noted.filter(|_| self.problems.is_clean());
            self.introduce_all(reader, watch, (noted, put_off.kinds))?;
        }
        self.problems.begin_pass();
        if self.history.is_any() {
            // What is recorded of a fact stands behind it, so that none is put off.
            self.writer.index_facts()?;
        }
        reader.pass(&mut |met, read| {
            let Some(item) = self.taken(met) else { return Ok(()) };
            watch.met(item.kind == RecordKind::Fact, read, length)?;
            self.last(&item)
        })?;
        if !self.problems.is_clean() {
            return Ok(());
        }
        self.record_put_off(reader, watch)?;
        self.merge_noted()?;
        if self.history.is_any() {
            self.settle_history()?;
        }
        watch.tell(length * watch.passes, length);
        Ok(())
    }

    /// Records what may be known already, now that this can be found out.
    fn record_put_off(&mut self, reader: &mut Reader<'_>, watch: &mut Watch<'_>) -> Result<()> {
        let length = reader.length();
        let kinds = std::mem::take(&mut self.kinds_put_off);
        let put_off = std::mem::take(&mut self.put_off);
        if kinds.is_empty() && put_off.is_empty() {
            return Ok(());
        }
        self.writer.index_facts()?;
        kinds.into_iter().try_for_each(|(entity, kind)| self.state_kind(entity, kind))?;
        if put_off.is_empty() {
            return Ok(());
        }
        watch.passes += 1;
        let mut put_off = put_off.into_iter().peekable();
        let mut met = 0;
        // The names in these facts were counted when they were put off.
        let names = self.report.names;
        reader.pass(&mut |found, read| {
            let Some(item) = self.taken(found) else { return Ok(()) };
            watch.met(false, read, length)?;
            if item.kind != RecordKind::Fact {
                return Ok(());
            }
            met += 1;
            match put_off.next_if_eq(&met) {
                Some(_) => self.last(&item),
                None => Ok(()),
            }
        })?;
        self.report.names = names;
        Ok(())
    }

    /// A record that is one, and was not rejected by the rounds before.
    fn taken<'t>(&self, met: Met<'t>) -> Option<Item<'t>> {
        match met {
            Met::Item(item) if !self.problems.is_out(item.unit) => Some(item),
            _ => None,
        }
    }

    fn first(&mut self, met: &Met<'_>, put_off: &mut PutOff) -> Result<()> {
        if self.problems.is_out(met.unit()) {
            self.problems.complete(met.unit());
        } else {
            match met {
                Met::Item(item) => self.first_of(item, put_off)?,
                Met::Fault(unit, passage, fault) => {
                    self.problems.spoil(passage.text);
                    let is_fatal = self.form.rests_on(passage.text, &fault.1);
                    self.problems.add_fault((*unit, *passage), fault.clone(), is_fatal);
                }
                Met::Basis(passage, fault) => {
                    self.problems.add_fault((Unit::only(passage.first_line), *passage), fault.clone(), true);
                }
            }
            if !self.problems.is_fresh(met.unit().number) {
                return Ok(());
            }
        }
        self.note_rejected(met)
    }

    fn first_of(&mut self, item: &Item<'_>, put_off: &mut PutOff) -> Result<()> {
        match item.kind {
            RecordKind::Vocabulary => {
                let vocabulary = self.read::<record::Vocabulary>(item);
                put_off.declared.extend(vocabulary.map(|vocabulary| (item.keep(), vocabulary.into_owned())));
                Ok(())
            }
            RecordKind::Used => {
                let used = self.read::<record::Vocabulary>(item);
                put_off.used.extend(used.map(|used| (item.keep(), used.into_owned())));
                Ok(())
            }
            RecordKind::Document => self.read(item).map_or(Ok(()), |document| self.document(item, &document)),
            RecordKind::Entity => self.read(item).map_or(Ok(()), |entity| self.entity(item, &entity)),
            RecordKind::Fact => {
                put_off.kinds = put_off.kinds || item.may_be_kind();
                if item.may_name() {
                    put_off.named = true;
                    let noted = put_off.noted.take();
                    put_off.noted = match noted {
                        Some(mut noted) => noted.note(item)?.then_some(noted),
                        None => None,
                    };
                }
                Ok(())
            }
            // The words of rules may be steps of paths, so that they go before declarations.
            RecordKind::Rule => self.read::<Rule>(item).map_or(Ok(()), |rule| self.rule(item, &rule)),
            RecordKind::Query => self.read::<Query>(item).map_or(Ok(()), |query| self.query(item, &query)),
            RecordKind::Merge | RecordKind::Distinct => Ok(()),
            RecordKind::Load => self.read::<Load>(item).map_or(Ok(()), |load| self.load_row(item, &load)),
            RecordKind::Recorded => {
                self.read::<Recorded>(item).map_or(Ok(()), |recorded| self.first_recorded(item, &recorded))
            }
        }
    }

    fn last(&mut self, item: &Item<'_>) -> Result<()> {
        match item.kind {
            RecordKind::Fact => {
                self.facts_met += 1;
                self.read(item).map_or(Ok(()), |fact| self.fact(item, &fact))
            }
            RecordKind::Merge => self.read::<Merge>(item).map_or(Ok(()), |merge| self.note_merge(item, &merge)),
            RecordKind::Distinct => {
                self.read::<Distinct>(item).map_or(Ok(()), |distinct| self.distinguish(item, &distinct))
            }
            // What cannot be read was told in the first pass.
            RecordKind::Rule => item.read::<Rule>().map_or(Ok(()), |rule| self.check_rule(item, &rule)),
            RecordKind::Load => {
                if let Ok(load) = item.read::<Load>() {
                    self.check_load(item, &load);
                }
                Ok(())
            }
            RecordKind::Recorded => {
                item.read::<Recorded>().map_or(Ok(()), |recorded| self.last_recorded(item, &recorded))
            }
            RecordKind::Entity if self.options.strict => {
                item.read::<record::Entity>().map_or(Ok(()), |entity| self.check_kinds(item, &entity))
            }
            _ => Ok(()),
        }
    }

    /// Reads a record, or lists what is wrong with it.
    fn read<'i, T: OneRecord>(&mut self, item: &'i Item<'_>) -> Option<Cow<'i, T>> {
        match item.read() {
            Ok(record) => Some(record),
            Err(faults) => {
                self.problems.spoil(item.text());
                faults.into_iter().for_each(|fault| self.problems.add_at(item, fault));
                None
            }
        }
    }

    /// Finds or makes the entities that facts name: by keys of their own first, then, when it is known what kinds facts state of
    /// things, by name and kind. So what a name means does not rest on the order of the records.
    fn introduce_all(
        &mut self,
        reader: &mut Reader<'_>,
        watch: &mut Watch<'_>,
        (noted, states_kinds): (Option<Noted>, bool),
    ) -> Result<()> {
        let Some((named, keyed)) = noted.map(Noted::in_order) else {
            return self.introduce_read(reader, watch, states_kinds);
        };
        let (keyed, others) = named.split_at(keyed);
        let mut is_good = self.introduce_noted(keyed)?;
        if !others.is_empty() {
            if states_kinds {
                self.note_kinds(reader, watch)?;
            }
            is_good &= self.introduce_noted(others)?;
        }
        drop(named);
        // Only reading the facts can tell the place of what is wrong.
        if is_good { Ok(()) } else { self.introduce_read(reader, watch, states_kinds) }
    }

    /// The same by reading the facts.
    fn introduce_read(&mut self, reader: &mut Reader<'_>, watch: &mut Watch<'_>, states_kinds: bool) -> Result<()> {
        let mut has_others = false;
        self.each_named_read(reader, watch, |loader, item, at, named| match &named.id {
            Some(_) => loader.introduce(item, at, named),
            None => {
                has_others = true;
                Ok(())
            }
        })?;
        if !has_others {
            return Ok(());
        }
        if states_kinds {
            self.note_kinds(reader, watch)?;
        }
        self.each_named_read(reader, watch, |loader, item, at, named| match &named.id {
            Some(_) => Ok(()),
            None => loader.introduce(item, at, named),
        })
    }

    fn each_named_read(
        &mut self,
        reader: &mut Reader<'_>,
        watch: &mut Watch<'_>,
        mut visit: impl FnMut(&mut Self, &Item<'_>, &At<'_>, &Named) -> Result<()>,
    ) -> Result<()> {
        watch.passes += 1;
        let length = reader.length();
        self.each_fact(reader, |loader, item, fact, read| {
            watch.met(false, read, length)?;
            each_named(fact, &mut |at, named| visit(loader, item, at, named))
        })
    }

    /// Notes what kinds the facts of the file say that things are of: such a fact may stand behind the name.
    fn note_kinds(&mut self, reader: &mut Reader<'_>, watch: &mut Watch<'_>) -> Result<()> {
        watch.passes += 1;
        let length = reader.length();
        self.each_fact(reader, |loader, _, fact, read| {
            watch.met(false, read, length)?;
            match &fact.object {
                Object::Word(kind) if fold_words(&fact.predicate) == IS => loader.note_kind(&fact.subject, kind),
                _ => Ok(()),
            }
        })
    }

    fn each_fact(
        &mut self,
        reader: &mut Reader<'_>,
        mut visit: impl FnMut(&mut Self, &Item<'_>, &record::Fact, u64) -> Result<()>,
    ) -> Result<()> {
        reader.pass(&mut |met, read| match self.taken(met) {
            // What cannot be read is told in the last pass.
            Some(item) if item.kind == RecordKind::Fact => {
                item.read::<record::Fact>().map_or(Ok(()), |fact| visit(self, &item, &fact, read))
            }
            _ => Ok(()),
        })
    }
}

/// Shows every entity that a fact names by name and kind.
pub(super) fn each_named(fact: &record::Fact, visit: &mut dyn FnMut(&At<'_>, &Named) -> Result<()>) -> Result<()> {
    let root = At::ROOT;
    if let Reference::Named(named) = &fact.subject {
        visit(&root.member("subject"), named)?;
    }
    if let Object::Named(named) = &fact.object {
        visit(&root.member("object"), named)?;
    }
    let qualifiers = root.member("qualifiers");
    for (word, values) in &fact.qualifiers.0 {
        let at = qualifiers.member(word);
        match values {
            Values::One(Object::Named(named)) => visit(&at, named)?,
            Values::One(_) => {}
            Values::More(values) => {
                for (index, value) in values.iter().enumerate() {
                    if let Object::Named(named) = value {
                        visit(&at.element(index), named)?;
                    }
                }
            }
        }
    }
    let evidence = root.member("evidence");
    for (index, passage) in fact.evidence.iter().enumerate() {
        if let Some(Reference::Named(named)) = &passage.source {
            visit(&evidence.element(index).member("source"), named)?;
        }
    }
    Ok(())
}
