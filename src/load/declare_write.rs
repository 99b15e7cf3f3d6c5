//! Writing what declarations changed.

use std::collections::{HashMap, HashSet};

use super::Loader;
use super::draft::{empty_kind, empty_predicate};
use crate::diagnostic::Result;
use crate::store::write::KindOrPredicate;
use crate::value::{KindId, PredicateId};
use crate::vocabulary::{Kind, Predicate, Vocabulary};

impl Loader<'_, '_> {
    /// Writes what declarations changed of the words.
    pub(super) fn write_changes(&mut self, before: &Vocabulary, after: &Vocabulary) -> Result<()> {
        let old_kinds: HashMap<KindId, &Kind> = before.kinds().iter().map(|kind| (kind.id, kind)).collect();
        for kind in after.kinds() {
            let old = old_kinds.get(&kind.id).map_or_else(|| empty_kind(kind.id, &kind.name), |kind| (*kind).clone());
            self.write_kind(&old, kind)?;
        }
        let old_predicates: HashMap<PredicateId, &Predicate> =
            before.predicates().iter().map(|predicate| (predicate.id, predicate)).collect();
        for predicate in after.predicates() {
            let new = || empty_predicate(predicate.id, &predicate.name, predicate.object_type);
            let old = old_predicates.get(&predicate.id).map_or_else(new, |predicate| (*predicate).clone());
            self.write_predicate(&old, predicate)?;
        }
        Ok(())
    }

    fn write_kind(&mut self, old: &Kind, kind: &Kind) -> Result<()> {
        if (&old.plural, old.broader, &old.description) != (&kind.plural, kind.broader, &kind.description) {
            self.writer.set_kind(kind)?;
        }
        for phrase in added(&old.phrases, &kind.phrases) {
            self.writer.add_phrase(KindOrPredicate::Kind(kind.id), phrase)?;
        }
        Ok(())
    }

    fn write_predicate(&mut self, old: &Predicate, predicate: &Predicate) -> Result<()> {
        let without_phrases =
            |predicate: &Predicate| Predicate { phrases: Vec::new(), inverse_phrases: Vec::new(), ..predicate.clone() };
        if without_phrases(old) != without_phrases(predicate) {
            self.writer.set_predicate(predicate)?;
        }
        for phrase in added(&old.phrases, &predicate.phrases) {
            self.writer.add_phrase(KindOrPredicate::Predicate(predicate.id, false), phrase)?;
        }
        for phrase in added(&old.inverse_phrases, &predicate.inverse_phrases) {
            self.writer.add_phrase(KindOrPredicate::Predicate(predicate.id, true), phrase)?;
        }
        Ok(())
    }
}

/// The phrases that were not there before.
fn added<'p>(before: &[String], now: &'p [String]) -> impl Iterator<Item = &'p String> {
    let before: HashSet<&String> = before.iter().collect();
    now.iter().filter(move |phrase| !before.contains(phrase))
}
