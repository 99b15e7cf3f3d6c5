//! All that is wrong with a file: the first of it listed, the rest counted; and, where records may be rejected, which.

use std::collections::HashSet;
use std::hash::BuildHasher;
use std::ops::Range;

use foldhash::fast::FixedState;

use super::item::{Item, RecordKind, Unit};
use super::parse::Fault;
use super::place::{At, Passage};
use super::rejects::Rejects;
use crate::diagnostic::Diagnostic;
use crate::problem::{ForeignFormat, LoadProblem, MappingProblem, Mistake};

/// How many problems of a file are listed, and how many quotes that need a look.
pub const LISTED: usize = 1_000;

/// For how many problems of a file it is looked up what else may have been meant, which takes the longer the more names there are.
const SUGGESTED: usize = 100;

/// How many words of records that could not be read are remembered.
const SPOILED: usize = 100_000;

/// How many problems are remembered, by 8 bytes each, so that none is told twice.
const TOLD: usize = 1_000_000;

/// The problems found so far.
pub(super) struct Problems {
    file: String,
    /// The file that declares the words: this one, or a mapping.
    words_file: String,
    /// Where records may be rejected: those for which they are.
    found: Listing,
    /// Where records may be rejected: the others.
    fatal: Listing,
    /// The format of others that the file is in.
    foreign: Option<ForeignFormat>,
    /// Whether any was found since the round began.
    pub(super) is_clean: bool,
    spoiled: HashSet<String>,
    /// Sums of the places and problems that were told: several records are made of one row, and the same may be wrong with
    /// each.
    told: HashSet<u64>,
    /// Whether the records are a history, which is loaded whole.
    is_history: bool,
    pub(super) rejects: Option<Rejects>,
}

/// What something is wrong with.
struct Wrong<'t> {
    unit: Unit<'t>,
    passage: Passage<'t>,
    /// Whether it declares words.
    is_words: bool,
    /// Whether nothing can be loaded without it.
    is_fatal: bool,
}

/// The first problems, and how many there are.
#[derive(Default)]
struct Listing {
    listed: Vec<(usize, usize, Diagnostic)>,
    listed_in_pass: usize,
    total: usize,
}

impl Listing {
    fn is_open(&self) -> bool {
        self.listed_in_pass < LISTED
    }

    fn add(&mut self, (line, column): (usize, usize), diagnostic: Diagnostic) {
        self.total += 1;
        if self.is_open() {
            self.listed_in_pass += 1;
            self.listed.push((line, column, diagnostic));
        }
    }

    /// The listed problems in the order of the file, and how many there are in all.
    fn finish(mut self) -> (Vec<Diagnostic>, usize) {
        self.listed.sort_by_key(|(line, column, _)| (*line, *column));
        self.listed.truncate(LISTED);
        (self.listed.into_iter().map(|(.., diagnostic)| diagnostic).collect(), self.total)
    }
}

impl Problems {
    /// None yet. With `rejecting`, what is wrong with a record rejects that.
    pub(super) fn new((file, words_file): (&str, &str), rejecting: bool) -> Self {
        Problems {
            file: file.to_owned(),
            words_file: words_file.to_owned(),
            found: Listing::default(),
            fatal: Listing::default(),
            foreign: None,
            is_clean: true,
            spoiled: HashSet::new(),
            told: HashSet::new(),
            is_history: false,
            rejects: rejecting.then(Rejects::new),
        }
    }

    /// Of a file in a format of others, if it is one: in these much is mended otherwise.
    pub(super) fn in_format(self, foreign: Option<ForeignFormat>) -> Self {
        Problems { foreign, ..self }
    }

    /// Whether none was found in this round.
    pub(super) fn is_clean(&self) -> bool {
        self.is_clean
    }

    /// Whether the load can do without what is wrong.
    pub(super) fn is_fatal(&self) -> bool {
        self.rejects.is_none() || self.fatal.total > 0
    }

    /// Whether a problem found now would be listed: what is costly to say is looked up only then.
    pub(super) fn is_listing(&self) -> bool {
        self.found.is_open()
    }

    /// Begins another round, without the records that were found wrong so far.
    pub(super) fn begin_round(&mut self) {
        self.is_clean = true;
        if let Some(rejects) = &mut self.rejects {
            rejects.begin_round();
        }
    }

    /// The records are a history.
    pub(super) fn begin_history(&mut self) {
        self.is_history = true;
    }

    /// Whether a problem found now would be listed with what else may have been meant.
    pub(super) fn is_suggesting(&self) -> bool {
        self.found.listed_in_pass < SUGGESTED
    }

    /// Begins another pass over the file, whose problems may stand before those of the last one.
    pub(super) fn begin_pass(&mut self) {
        self.found.listed_in_pass = 0;
        self.fatal.listed_in_pass = 0;
    }

    /// A problem with the value that a path within a record leads to.
    pub(super) fn add(&mut self, item: &Item<'_>, at: &At<'_>, problem: LoadProblem) {
        self.add_at(item, (item.locate(at), problem));
    }

    /// A problem with a range of a record's passage.
    pub(super) fn add_at(&mut self, item: &Item<'_>, fault: Fault) {
        // All records rest on the words; the records of a history, on one another.
        let is_words = matches!(item.kind, RecordKind::Vocabulary | RecordKind::Used);
        let is_fatal = is_words || matches!(item.kind, RecordKind::Load | RecordKind::Recorded);
        self.find(Wrong { unit: item.unit, passage: item.passage, is_words, is_fatal }, fault);
    }

    /// A problem with lines that are no record.
    pub(super) fn add_fault(&mut self, (unit, passage): (Unit<'_>, Passage<'_>), fault: Fault, is_fatal: bool) {
        self.find(Wrong { unit, passage, is_words: false, is_fatal }, fault);
    }

    /// A problem with the whole file, which rejecting records does not mend.
    pub(super) fn add_fatal(&mut self, item: &Item<'_>, problem: LoadProblem) {
        let wrong = Wrong { unit: item.unit, passage: item.passage, is_words: false, is_fatal: true };
        self.find(wrong, (item.range.clone(), problem));
    }

    /// Something is wrong only because of a record that was rejected in this round: the next one will do without both.
    pub(super) fn add_consequence(&mut self) {
        self.is_clean = false;
    }

    fn find(&mut self, wrong: Wrong<'_>, (range, problem): Fault) {
        self.is_clean = false;
        if self.is_told(&wrong, &range, &problem) {
            return;
        }
        let is_fatal = wrong.is_fatal || self.is_history;
        let rejects = self.rejects.as_mut();
        let listing = if is_fatal && rejects.is_some() { &mut self.fatal } else { &mut self.found };
        let rejects = rejects.filter(|_| !is_fatal);
        if !listing.is_open() && rejects.is_none() {
            listing.total += 1;
            return;
        }
        let file = if wrong.is_words { &self.words_file } else { &self.file };
        let problem = match problem {
            LoadProblem::Mapped(problem) => problem.into(),
            // The words are declared by a mapping, and so the records are made by one.
            other if self.file != self.words_file => MappingProblem::InRow(Box::new(other)).into(),
            other => other,
        };
        let (source, span) = wrong.passage.excerpt(file, &range);
        let place = source.line_column(span.start);
        let problem = match self.foreign {
            Some(format) => problem.in_format(format),
            None => problem,
        };
        let diagnostic = *Diagnostic::at(&source, Mistake::new(span, problem));
        if let Some(rejects) = rejects {
            rejects.reject(wrong.unit, &diagnostic);
        }
        listing.add(place, diagnostic);
    }

    /// Whether the same problem was told of the same place; it is from now on.
    fn is_told(&mut self, wrong: &Wrong<'_>, range: &Range<usize>, problem: &LoadProblem) -> bool {
        let place = (wrong.unit.number, wrong.passage.first_line, wrong.is_words, range.start, range.end);
        let sum = FixedState::default().hash_one((place, format!("{problem:?}")));
        self.told.contains(&sum) || (self.told.len() < TOLD && !self.told.insert(sum))
    }

    /// Remembers the words of a record that could not be read: that nothing is known by them is a consequence, and no
    /// further problem.
    pub(super) fn spoil(&mut self, text: &str) {
        // A consequence rejects its record too, so that it must be told.
        if self.rejects.is_some() {
            return;
        }
        let strings = text.split('"').skip(1).step_by(2).take(200);
        let room = SPOILED.saturating_sub(self.spoiled.len());
        self.spoiled.extend(strings.take(room).map(str::to_owned));
    }

    /// Whether a record that could not be read has the word.
    pub(super) fn is_spoiled(&self, word: &str) -> bool {
        self.spoiled.contains(word)
    }

    /// What is wrong with a file of which nothing is loaded: the listed problems in the order of the file, and how many
    /// there are in all.
    pub(super) fn finish(self) -> (Vec<Diagnostic>, usize) {
        if self.fatal.total > 0 { self.fatal.finish() } else { self.found.finish() }
    }
}
