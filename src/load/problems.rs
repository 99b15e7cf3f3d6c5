//! All that is wrong with a file: the first of it listed, the rest counted.

use std::collections::HashSet;

use super::item::Item;
use super::parse::Fault;
use super::place::{At, Passage};
use crate::diagnostic::Diagnostic;
use crate::problem::{LoadProblem, Mistake};

/// How many problems of a file are listed, and how many quotes that need a look.
pub const LISTED: usize = 1_000;

/// For how many problems of a file it is looked up what else may have been meant, which takes the longer the more names there are.
const SUGGESTED: usize = 100;

/// How many words of records that could not be read are remembered.
const SPOILED: usize = 100_000;

/// The problems found so far.
pub(super) struct Problems {
    file: String,
    listed: Vec<(usize, usize, Diagnostic)>,
    listed_in_pass: usize,
    total: usize,
    spoiled: HashSet<String>,
}

impl Problems {
    pub(super) fn new(file: &str) -> Self {
        let file = file.to_owned();
        Problems { file, listed: Vec::new(), listed_in_pass: 0, total: 0, spoiled: HashSet::new() }
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.total == 0
    }

    /// Whether a problem found now would be listed: what is costly to say is looked up only then.
    pub(super) fn is_listing(&self) -> bool {
        self.listed_in_pass < LISTED
    }

    /// Whether a problem found now would be listed with what else may have been meant.
    pub(super) fn is_suggesting(&self) -> bool {
        self.listed_in_pass < SUGGESTED
    }

    /// Begins another pass over the file, whose problems may stand before those of the last one.
    pub(super) fn begin_pass(&mut self) {
        self.listed_in_pass = 0;
    }

    /// A problem with the value that a path within a record leads to.
    pub(super) fn add(&mut self, item: &Item<'_>, at: &At<'_>, problem: LoadProblem) {
        self.add_to(item.passage, (item.locate(at), problem));
    }

    /// A problem with a range of a passage.
    pub(super) fn add_to(&mut self, passage: Passage<'_>, (range, problem): Fault) {
        self.total += 1;
        if !self.is_listing() {
            return;
        }
        self.listed_in_pass += 1;
        let (source, span) = passage.excerpt(&self.file, &range);
        let (line, column) = source.line_column(span.start);
        self.listed.push((line, column, *Diagnostic::at(&source, Mistake::new(span, problem))));
    }

    /// Remembers the words of a record that could not be read: that nothing is known by them is a consequence, and no
    /// further problem.
    pub(super) fn spoil(&mut self, text: &str) {
        let strings = text.split('"').skip(1).step_by(2).take(200);
        let room = SPOILED.saturating_sub(self.spoiled.len());
        self.spoiled.extend(strings.take(room).map(str::to_owned));
    }

    /// Whether a record that could not be read has the word.
    pub(super) fn is_spoiled(&self, word: &str) -> bool {
        self.spoiled.contains(word)
    }

    /// The listed problems in the order of the file, and how many there are in all.
    pub(super) fn finish(mut self) -> (Vec<Diagnostic>, usize) {
        self.listed.sort_by_key(|(line, column, _)| (*line, *column));
        self.listed.truncate(LISTED);
        (self.listed.into_iter().map(|(.., diagnostic)| diagnostic).collect(), self.total)
    }
}
