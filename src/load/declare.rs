//! Vocabulary records: new words, and what further declarations add to known ones.

use std::collections::HashSet;

use super::Loader;
use super::draft::{Draft, PhraseOf};
use super::item::{Item, KeptItem};
use super::place::At;
use super::record;
use super::words::Words;
use crate::diagnostic::Result;
use crate::fold::fold_words;
use crate::problem::LoadProblem;
use crate::value::KindId;
use crate::vocabulary::{Vocabulary, nearest};

/// A vocabulary record, kept until all are read: words may be used before they are declared.
pub(super) type Declared = (KeptItem, record::Vocabulary);

/// What a declaration says of a word in one of its members.
pub(super) struct Statement<'a, 'i> {
    pub(super) item: &'a Item<'i>,
    pub(super) at: At<'a>,
    /// `kind` or `predicate`.
    pub(super) what: &'static str,
    /// The word.
    pub(super) name: &'a str,
    pub(super) field: &'static str,
}

impl Loader<'_, '_> {
    /// Writes what the vocabulary records declare, all taken together, with the words that are used and not declared, and
    /// learns the words.
    pub(super) fn declare(&mut self, declared: &[Declared], used: &[Declared]) -> Result<()> {
        let before = self.writer.vocabulary()?;
        self.report_used(&before, declared, used);
        let declared = &declared.iter().chain(used).collect::<Vec<_>>();
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

    /// Reports the words that are declared by being used, in the order of the file.
    fn report_used(&mut self, before: &Vocabulary, declared: &[Declared], used: &[Declared]) {
        let said = || declared.iter().map(|(_, said)| said);
        let kinds = before.kinds().iter().map(|kind| &kind.name);
        let kinds = kinds.chain(said().flat_map(|said| &said.kinds).map(|kind| &kind.name));
        let predicates = before.predicates().iter().map(|predicate| &predicate.name);
        let predicates = predicates.chain(said().flat_map(|said| &said.predicates).map(|predicate| &predicate.name));
        let mut known_kinds: HashSet<String> = kinds.map(|name| fold_words(name)).collect();
        let mut known_predicates: HashSet<String> = predicates.map(|name| fold_words(name)).collect();
        let mut used: Vec<&Declared> = used.iter().collect();
        used.sort_by_key(|(kept, _)| kept.item().line());
        for (_, used) in used {
            let kinds = used.kinds.iter().map(|kind| &kind.name);
            let kinds = kinds.filter(|name| known_kinds.insert(fold_words(name))).cloned();
            self.report.kinds_declared.extend(kinds);
            let predicates = used.predicates.iter().map(|predicate| &predicate.name);
            let predicates = predicates.filter(|name| known_predicates.insert(fold_words(name))).cloned();
            self.report.predicates_declared.extend(predicates);
        }
    }

    fn each_kind(
        &mut self,
        declared: &[&Declared],
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
        declared: &[&Declared],
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
        draft.add_phrases(PhraseOf::Kind(row), phrases);
        let known = &mut draft.kinds[row];
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
            if self.foreign {
                self.overruled.add("kinds that would be broader than themselves by what the store has", item.line());
                return;
            }
            let kinds: Vec<String> = chain[..=end].iter().map(|wide| draft.kind_name(*wide)).collect();
            let (kept, other) = (kinds.join(" within "), draft.kind_name(broader));
            if self.gives_way("kind", &kind.name, ("broader", &kept, &other)) {
                return;
            }
            self.problems.add(item, &at, LoadProblem::KindCycle { kind: kind.name.clone(), kinds });
            return;
        }
        let statement = Statement { item, at, what: "kind", name: &kind.name, field: "broader" };
        draft.kinds[row].broader = self.settle_kind(draft, statement, draft.kinds[row].broader, broader);
    }

    /// The kind that a declaration names; it must be declared itself.
    pub(super) fn declared_kind(
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
            let nearest = match self.problems.is_suggesting() {
                true => nearest(word, nouns.kinds().iter().map(|kind| kind.name.clone())),
                false => Vec::new(),
            };
            self.problems.add(item, at, LoadProblem::UnknownKind { word: word.to_owned(), nearest });
        }
        found
    }

    pub(super) fn said_phrases(&mut self, item: &Item<'_>, list: &At<'_>, phrases: &[String]) -> Vec<String> {
        let mut said = Vec::new();
        for (index, phrase) in phrases.iter().enumerate() {
            if self.is_said(item, &list.element(index), phrase, "a phrase") {
                said.push(phrase.clone());
            }
        }
        said
    }

    /// What is known of a word together with what is now said of it; a problem where they contradict each other.
    pub(super) fn settle(
        &mut self,
        draft: &mut Draft,
        statement: Statement<'_, '_>,
        known: Option<String>,
        given: Option<String>,
    ) -> Option<String> {
        let Statement { item, at, what, name, field } = statement;
        match (&known, given) {
            (Some(earlier), Some(given))
                if *earlier != given && field != "object" && self.gives_way(what, name, (field, earlier, &given)) =>
            {
                known
            }
            // Objects of another type would not fit, so that is a problem whoever says it.
            (Some(earlier), Some(given)) if *earlier != given && self.foreign && field != "object" => {
                self.overruled.add("declarations of words that the store has otherwise, which stay so", item.line());
                known
            }
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

    pub(super) fn settle_kind(
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
}
