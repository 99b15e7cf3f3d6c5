//! Vocabulary records: new words, and what further declarations add to known ones.

use std::collections::HashMap;

use super::Loader;
use super::draft::{Draft, add_phrases, empty_kind, empty_predicate};
use super::place::{At, locate};
use super::reader::{Item, KeptItem};
use super::record::{self, Characteristic};
use super::words::Words;
use crate::diagnostic::Result;
use crate::fold::fold_words;
use crate::problem::LoadProblem;
use crate::store::write::KindOrPredicate;
use crate::value::{KindId, PredicateId};
use crate::vocabulary::{IS, Kind, Predicate, Vocabulary, nearest};

/// A vocabulary record, kept until all are read: words may be used before they are declared.
pub(super) type Declared = (KeptItem, record::Vocabulary);

/// What a declaration says of a word in one of its members.
struct Statement<'a, 'i> {
    item: &'a Item<'i>,
    at: At<'a>,
    /// `kind` or `predicate`.
    what: &'static str,
    /// The word.
    name: &'a str,
    field: &'static str,
}

impl Loader<'_, '_> {
    /// Writes what the vocabulary records declare, all taken together, and learns the words.
    pub(super) fn declare(&mut self, declared: &[Declared]) -> Result<()> {
        let before = self.writer.vocabulary()?;
        let mut draft = Draft::new(&before);
        self.each_kind(declared, |loader, item, at, kind| loader.declare_noun(&mut draft, item, at, kind))?;
        let nouns = Vocabulary::new(draft.kinds.clone(), Vec::new());
        self.each_kind(declared, |loader, item, at, kind| {
            loader.declare_broader(&mut draft, &nouns, item, at, kind);
            Ok(())
        })?;
        self.each_predicate(declared, |loader, item, at, predicate| {
            loader.declare_verb(&mut draft, &nouns, item, at, predicate)
        })?;
        let after = Vocabulary::new(draft.kinds, draft.predicates);
        self.each_predicate(declared, |loader, item, at, predicate| {
            loader.check_path(&after, item, at, predicate);
            Ok(())
        })?;
        self.write_changes(&before, &after)?;
        self.words = Words::new(after);
        Ok(())
    }

    fn each_kind(
        &mut self,
        declared: &[Declared],
        mut visit: impl FnMut(&mut Self, &Item<'_>, &At<'_>, &record::Kind) -> Result<()>,
    ) -> Result<()> {
        let root = At::ROOT;
        let list = root.member("kinds");
        for (kept, vocabulary) in declared {
            let item = kept.item();
            for (index, kind) in vocabulary.kinds.iter().enumerate() {
                visit(self, &item, &list.element(index), kind)?;
            }
        }
        Ok(())
    }

    fn each_predicate(
        &mut self,
        declared: &[Declared],
        mut visit: impl FnMut(&mut Self, &Item<'_>, &At<'_>, &record::Predicate) -> Result<()>,
    ) -> Result<()> {
        let root = At::ROOT;
        let list = root.member("predicates");
        for (kept, vocabulary) in declared {
            let item = kept.item();
            for (index, predicate) in vocabulary.predicates.iter().enumerate() {
                visit(self, &item, &list.element(index), predicate)?;
            }
        }
        Ok(())
    }

    /// A kind's name, plural, phrases and description; what is wider comes when all names are known.
    fn declare_noun(&mut self, draft: &mut Draft, item: &Item<'_>, at: &At<'_>, kind: &record::Kind) -> Result<()> {
        if !self.is_said(item, &at.member("name"), &kind.name, "a kind's name") {
            return Ok(());
        }
        let row = match draft.kind_row(&kind.name) {
            Some(row) => row,
            None => draft.add_kind(&kind.name, self.writer.add_kind(&kind.name)?),
        };
        let statement = Statement { item, at: at.member("plural"), what: "kind", name: &kind.name, field: "plural" };
        let merged = self.settle(draft, statement, draft.kinds[row].plural.clone(), kind.plural.clone());
        draft.kinds[row].plural = merged;
        let phrases = self.said_phrases(item, &at.member("phrases"), &kind.phrases);
        let known = &mut draft.kinds[row];
        add_phrases(&mut known.phrases, Some(&known.name), phrases);
        known.description = known.description.take().or_else(|| kind.description.clone());
        Ok(())
    }

    fn declare_broader(
        &mut self,
        draft: &mut Draft,
        nouns: &Vocabulary,
        item: &Item<'_>,
        at: &At<'_>,
        kind: &record::Kind,
    ) {
        let Some(row) = draft.kind_row(&kind.name) else { return };
        let at = at.member("broader");
        let Some(broader) = self.declared_kind(draft, nouns, item, &at, kind.broader.as_deref()) else { return };
        let chain = draft.chain(broader);
        if let Some(end) = chain.iter().position(|wide| *wide == draft.kinds[row].id) {
            let kinds = chain[..=end].iter().map(|wide| draft.kind_name(*wide)).collect();
            self.problems.add(item, &at, LoadProblem::KindCycle { kind: kind.name.clone(), kinds });
            return;
        }
        let statement = Statement { item, at, what: "kind", name: &kind.name, field: "broader" };
        draft.kinds[row].broader = self.settle_kind(draft, statement, draft.kinds[row].broader, broader);
    }

    /// All of a predicate but its path, which may name predicates that come later.
    fn declare_verb(
        &mut self,
        draft: &mut Draft,
        nouns: &Vocabulary,
        item: &Item<'_>,
        at: &At<'_>,
        predicate: &record::Predicate,
    ) -> Result<()> {
        if !self.is_said(item, &at.member("name"), &predicate.name, "a predicate's name") {
            return Ok(());
        }
        if fold_words(&predicate.name) == IS {
            self.problems.add(item, &at.member("name"), LoadProblem::BuiltIn);
            return Ok(());
        }
        let row = match draft.predicate_row(&predicate.name) {
            Some(row) => row,
            None => {
                let id = self.writer.add_predicate(&predicate.name, predicate.object)?;
                draft.add_predicate(&predicate.name, id, predicate.object, item.line())
            }
        };
        self.settle_object_type(draft, row, item, at, predicate);
        self.settle_phrases(draft, row, item, at, predicate);
        self.settle_kinds(draft, nouns, row, item, at, predicate);
        self.settle_characteristics(draft, row, item, at, predicate);
        let known = &mut draft.predicates[row];
        known.description = known.description.take().or_else(|| predicate.description.clone());
        Ok(())
    }

    fn settle_object_type(
        &mut self,
        draft: &mut Draft,
        row: usize,
        item: &Item<'_>,
        at: &At<'_>,
        predicate: &record::Predicate,
    ) {
        let statement =
            Statement { item, at: at.member("object"), what: "predicate", name: &predicate.name, field: "object" };
        let known = draft.predicates[row].object_type.name().to_owned();
        self.settle(draft, statement, Some(known), Some(predicate.object.name().to_owned()));
    }

    fn settle_phrases(
        &mut self,
        draft: &mut Draft,
        row: usize,
        item: &Item<'_>,
        at: &At<'_>,
        predicate: &record::Predicate,
    ) {
        let known = &draft.predicates[row];
        let (inverse, path) = (known.inverse.clone(), known.path.clone());
        let inverse = self.settle_phrase(draft, (item, at, predicate), "inverse", inverse, &predicate.inverse);
        let path = self.settle_phrase(draft, (item, at, predicate), "path", path, &predicate.path);
        let forwards = self.said_phrases(item, &at.member("phrases"), &predicate.phrases);
        let backwards = self.said_phrases(item, &at.member("inverse_phrases"), &predicate.inverse_phrases);
        let known = &mut draft.predicates[row];
        (known.inverse, known.path) = (inverse, path);
        add_phrases(&mut known.phrases, Some(&known.name), forwards);
        add_phrases(&mut known.inverse_phrases, known.inverse.as_deref(), backwards);
    }

    fn settle_phrase(
        &mut self,
        draft: &mut Draft,
        (item, at, predicate): (&Item<'_>, &At<'_>, &record::Predicate),
        field: &'static str,
        known: Option<String>,
        given: &Option<String>,
    ) -> Option<String> {
        let at = at.member(field);
        if given.as_ref().is_some_and(|given| !self.is_said(item, &at, given, "a phrase")) {
            return known;
        }
        let statement = Statement { item, at, what: "predicate", name: &predicate.name, field };
        self.settle(draft, statement, known, given.clone())
    }

    fn settle_kinds(
        &mut self,
        draft: &mut Draft,
        nouns: &Vocabulary,
        row: usize,
        item: &Item<'_>,
        at: &At<'_>,
        predicate: &record::Predicate,
    ) {
        let subject_at = at.member("subject_kind");
        if let Some(given) = self.declared_kind(draft, nouns, item, &subject_at, predicate.subject_kind.as_deref()) {
            let statement =
                Statement { item, at: subject_at, what: "predicate", name: &predicate.name, field: "subject_kind" };
            draft.predicates[row].subject_kind =
                self.settle_kind(draft, statement, draft.predicates[row].subject_kind, given);
        }
        let object_at = at.member("object_kind");
        if let Some(given) = self.declared_kind(draft, nouns, item, &object_at, predicate.object_kind.as_deref()) {
            let object_type = draft.predicates[row].object_type;
            if object_type.is_literal() {
                let problem = LoadProblem::OnlyOfEntities { field: "object_kind", object_type };
                self.problems.add(item, &object_at, problem);
                return;
            }
            let statement =
                Statement { item, at: object_at, what: "predicate", name: &predicate.name, field: "object_kind" };
            draft.predicates[row].object_kind =
                self.settle_kind(draft, statement, draft.predicates[row].object_kind, given);
        }
    }

    fn settle_characteristics(
        &mut self,
        draft: &mut Draft,
        row: usize,
        item: &Item<'_>,
        at: &At<'_>,
        predicate: &record::Predicate,
    ) {
        let list = at.member("characteristics");
        let known = &mut draft.predicates[row];
        for (index, characteristic) in predicate.characteristics.iter().enumerate() {
            let (field, flag) = match characteristic {
                Characteristic::Functional => {
                    known.functional = true;
                    continue;
                }
                Characteristic::Transitive => ("transitive", &mut known.transitive),
                Characteristic::Symmetric => ("symmetric", &mut known.symmetric),
            };
            *flag = true;
            if known.object_type.is_literal() {
                let object_type = known.object_type;
                self.problems.add(item, &list.element(index), LoadProblem::OnlyOfEntities { field, object_type });
            }
        }
    }

    /// Checks that a path can be read, and that its steps are predicates.
    fn check_path(&mut self, words: &Vocabulary, item: &Item<'_>, at: &At<'_>, predicate: &record::Predicate) {
        let Some(path) = &predicate.path else { return };
        let at = at.member("path");
        match crate::syntax::path(path) {
            Err(mistake) => {
                let range = locate(item.json(), &at);
                // Within the text the place is the same when nothing in it is escaped.
                let plain = item.json()[range.clone()].trim_matches('"') == path;
                let start = range.start + 1 + mistake.span.start;
                let end = (range.start + 1 + mistake.span.end).max(start + 1).min(range.end);
                let range = if plain { start..end } else { range };
                let wording = mistake.problem.wording();
                self.problems
                    .add_in(item, (range, LoadProblem::BadPath { words: wording.message, mend: wording.mend }));
            }
            Ok(steps) => {
                for step in steps {
                    let phrase: Vec<&str> = step.phrase.split_whitespace().collect();
                    if !words.predicates_at(&phrase).iter().any(|found| found.length == phrase.len()) {
                        let nearest = nearest(&step.phrase, words.predicate_words());
                        let problem = LoadProblem::UnknownStep { phrase: step.phrase, nearest };
                        self.problems.add(item, &at, problem);
                    }
                }
            }
        }
    }

    /// The kind that a declaration names; it must be declared itself.
    fn declared_kind(
        &mut self,
        draft: &Draft,
        nouns: &Vocabulary,
        item: &Item<'_>,
        at: &At<'_>,
        word: Option<&str>,
    ) -> Option<KindId> {
        let word = word?;
        let found = draft.kind_row(word).map(|row| draft.kinds[row].id).or_else(|| nouns.kind_named(word));
        if found.is_none() {
            let nearest = nearest(word, nouns.kinds().iter().map(|kind| kind.name.clone()));
            self.problems.add(item, at, LoadProblem::UnknownKind { word: word.to_owned(), nearest });
        }
        found
    }

    fn said_phrases(&mut self, item: &Item<'_>, list: &At<'_>, phrases: &[String]) -> Vec<String> {
        let mut said = Vec::new();
        for (index, phrase) in phrases.iter().enumerate() {
            if self.is_said(item, &list.element(index), phrase, "a phrase") {
                said.push(phrase.clone());
            }
        }
        said
    }

    /// What is known of a word together with what is now said of it; a problem where they contradict each other.
    fn settle(
        &mut self,
        draft: &mut Draft,
        statement: Statement<'_, '_>,
        known: Option<String>,
        given: Option<String>,
    ) -> Option<String> {
        let Statement { item, at, what, name, field } = statement;
        match (&known, given) {
            (None, Some(given)) => {
                draft.said(what, name, field, item.line());
                Some(given)
            }
            (Some(earlier), Some(given)) if *earlier != given => {
                let (known, name, line) = (earlier.clone(), name.to_owned(), draft.line(what, name, field));
                let problem = LoadProblem::Contradiction { what, name, field, known, given, line };
                self.problems.add(item, &at, problem);
                Some(earlier.clone())
            }
            _ => known,
        }
    }

    fn settle_kind(
        &mut self,
        draft: &mut Draft,
        statement: Statement<'_, '_>,
        known: Option<KindId>,
        given: KindId,
    ) -> Option<KindId> {
        let (known_name, given_name) = (known.map(|id| draft.kind_name(id)), draft.kind_name(given));
        self.settle(draft, statement, known_name, Some(given_name));
        known.or(Some(given))
    }

    fn write_changes(&mut self, before: &Vocabulary, after: &Vocabulary) -> Result<()> {
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
        for phrase in kind.phrases.iter().filter(|phrase| !old.phrases.contains(phrase)) {
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
        for phrase in predicate.phrases.iter().filter(|phrase| !old.phrases.contains(phrase)) {
            self.writer.add_phrase(KindOrPredicate::Predicate(predicate.id, false), phrase)?;
        }
        for phrase in predicate.inverse_phrases.iter().filter(|phrase| !old.inverse_phrases.contains(phrase)) {
            self.writer.add_phrase(KindOrPredicate::Predicate(predicate.id, true), phrase)?;
        }
        Ok(())
    }
}
