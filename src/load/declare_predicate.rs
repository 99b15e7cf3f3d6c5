//! Declarations of predicates.

use super::Loader;
use super::declare::Statement;
use super::draft::{Draft, PhraseOf};
use super::item::Item;
use super::place::At;
use super::record::{self, Characteristic};
use crate::diagnostic::Result;
use crate::fold::fold_words;
use crate::plan;
use crate::problem::LoadProblem;
use crate::vocabulary::{IS, Vocabulary, nearest};

impl Loader<'_, '_> {
    /// All of a predicate but its path, which may name predicates that come later.
    pub(super) fn declare_verb(
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
        draft.add_phrases(PhraseOf::Predicate(row), forwards);
        draft.add_phrases(PhraseOf::Inverse(row), backwards);
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
        if self.onto.is_some() && draft.line("predicate", &predicate.name, "object").is_none() {
            self.compare_characteristics(&draft.predicates[row], predicate);
            return;
        }
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

    /// Where the store has a predicate already, its characteristics stay: each changes what follows from its facts.
    fn compare_characteristics(&mut self, known: &crate::vocabulary::Predicate, given: &record::Predicate) {
        let has = |characteristic| given.characteristics.contains(&characteristic);
        let all = [
            ("functional", known.functional, has(Characteristic::Functional)),
            ("transitive", known.transitive, has(Characteristic::Transitive)),
            ("symmetric", known.symmetric, has(Characteristic::Symmetric)),
        ];
        let said = |is_so: bool, name: &str| if is_so { name.to_owned() } else { format!("not {name}") };
        for (name, kept, other) in all {
            if kept != other {
                let (kept, other) = (said(kept, name), said(other, name));
                self.gives_way("predicate", &given.name, ("characteristics", &kept, &other));
            }
        }
    }

    /// Checks that a path can be read, and that its steps are predicates.
    pub(super) fn check_path(
        &mut self,
        words: &Vocabulary,
        item: &Item<'_>,
        at: &At<'_>,
        predicate: &record::Predicate,
    ) {
        let Some(path) = &predicate.path else { return };
        let at = at.member("path");
        match crate::syntax::path(path) {
            Err(mistake) => {
                let range = item.locate(&at);
                // Within the text the place is the same when nothing in it is escaped.
                let plain = item.written(&at).trim_matches('"') == path;
                let start = range.start + 1 + mistake.span.start;
                let end = (range.start + 1 + mistake.span.end).max(start + 1).min(range.end);
                let range = if plain { start..end } else { range };
                let wording = mistake.problem.wording();
                let problem = LoadProblem::BadPath { words: wording.message, mend: wording.mend };
                self.problems.add_at(item, (range, problem));
            }
            Ok(steps) => {
                for step in steps.into_iter().flatten() {
                    let phrase: Vec<&str> = step.phrase.split_whitespace().collect();
                    if !words.predicates_at(&phrase).iter().any(|found| found.length == phrase.len()) {
                        let nearest = match self.problems.is_suggesting() {
                            true => nearest(&step.phrase, words.predicate_words()),
                            false => Vec::new(),
                        };
                        let problem = LoadProblem::UnknownStep { phrase: step.phrase, nearest };
                        self.problems.add(item, &at, problem);
                        return;
                    }
                }
                let checked = words.predicate_named(&predicate.name).map(|id| plan::check_path(id, words));
                if let Some(Err(problem)) = checked {
                    let wording = problem.wording();
                    self.problems.add(item, &at, LoadProblem::BadPath { words: wording.message, mend: wording.mend });
                }
            }
        }
    }
}
