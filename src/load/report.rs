//! What a load came to.

use serde::Serialize;

use super::left_out::LeftOut;
use crate::diagnostic::Diagnostic;
use crate::value::QuoteState;

/// What a load came to.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct LoadReport {
    /// The file as it was named; `-` for standard input.
    pub file: String,
    /// The load's row in the store; none where nothing was new, or nothing was to be written.
    pub load: Option<i64>,
    /// Whether the file was only to be checked.
    pub dry_run: bool,
    /// Documents.
    pub documents: Tally,
    /// Entities, those included that facts named by name and kind.
    pub entities: Tally,
    /// What the names in facts and evidence were matched by.
    pub names: NameTally,
    /// The first hundred words that are names only when they are folded, each once.
    pub folded_names: Vec<FoldedName>,
    /// Facts, the kinds of entities included.
    pub facts: Tally,
    /// Pieces of evidence.
    pub evidence: Tally,
    /// The quotes of new evidence, by how they stand to their documents.
    pub quotes: QuoteTally,
    /// The kinds that were declared by being used, in the order of their use: before the others those that a file of another
    /// format was looked over for.
    pub kinds_declared: Vec<String>,
    /// The predicates that were declared by being used, likewise.
    pub predicates_declared: Vec<String>,
    /// The quotes that their documents do not have, the first [`LISTED`](super::LISTED) of them.
    pub missing_quotes: Vec<MissingQuote>,
    /// The quotes that occur more than once and were not told apart, the first [`LISTED`](super::LISTED) of them: the first occurrence was
    /// taken.
    pub repeated_quotes: Vec<RepeatedQuote>,
    /// What the mapping refers to and no row of the file has.
    pub never_there: Vec<String>,
    /// What a file of another format says and no record has a place for, in the order of the file.
    pub left_out: Vec<LeftOut>,
    /// The records that were rejected, where they were to be and not the whole file.
    pub rejected: Option<Rejected>,
    /// How long it took.
    pub seconds: f64,
}

/// The records of a file that were rejected, while the others were loaded.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rejected {
    /// How many: records, rows, or lines of statements.
    pub records: usize,
    /// The file that they were written to, as it was named. Without any it was not made, or left as it was.
    pub file: String,
    /// Whether it was there before.
    pub was_there: bool,
    /// How many problems there are with them.
    pub problems: usize,
    /// The first thousand of these, in the order of the file.
    #[serde(skip)]
    pub diagnostics: Vec<Diagnostic>,
}

/// How many were added, and how many were there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Tally {
    /// Added by this load.
    pub new: usize,
    /// Known before, from the store or from an earlier record of the file.
    pub known: usize,
}

impl Tally {
    pub(super) fn count(&mut self, new: bool) {
        match new {
            true => self.new += 1,
            false => self.known += 1,
        }
    }
}

/// What a word was found to name an entity by, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum MatchedBy {
    /// Its key.
    Key,
    /// Its preferred name, as written.
    Name,
    /// Another of its names, as written.
    Alias,
    /// A name of it, but for case, marks, punctuation and white space.
    Folded,
    /// Nothing: it was made by being named so.
    Made,
}

/// How many references to entities were matched by what. A reference is counted each time that it is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct NameTally {
    /// By key.
    pub key: usize,
    /// By the preferred name, as written.
    pub name: usize,
    /// By another name, as written.
    pub alias: usize,
    /// By a name folded: but for case, marks, punctuation and white space.
    pub folded: usize,
    /// References that name an entity which was made by being named so, with its kind or its key.
    pub made: usize,
}

impl NameTally {
    pub(super) fn count(&mut self, by: MatchedBy) {
        match by {
            MatchedBy::Key => self.key += 1,
            MatchedBy::Name => self.name += 1,
            MatchedBy::Alias => self.alias += 1,
            MatchedBy::Folded => self.folded += 1,
            MatchedBy::Made => self.made += 1,
        }
    }
}

/// A word that names an entity only when it is folded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FoldedName {
    /// The word as the file has it.
    pub word: String,
    /// The entity's preferred name.
    pub name: String,
    /// The entity's key.
    pub key: String,
}

/// How many quotes stand how to their documents' texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct QuoteTally {
    /// To the letter.
    pub verbatim: usize,
    /// But for what typesetting changes: white space, quotation marks, dashes, ligatures and the like.
    pub normalised: usize,
    /// Not at all.
    pub missing: usize,
    /// Evidence without a quote, or whose document has no text.
    pub unchecked: usize,
}

impl QuoteTally {
    pub(super) fn count(&mut self, state: QuoteState) {
        match state {
            QuoteState::Verbatim => self.verbatim += 1,
            QuoteState::Normalised => self.normalised += 1,
            QuoteState::Missing => self.missing += 1,
            QuoteState::Unchecked => self.unchecked += 1,
        }
    }
}

/// A quote that its document does not have.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MissingQuote {
    /// The line of its record.
    pub line: usize,
    /// The document's key.
    pub document: String,
    /// The quote.
    pub quote: String,
    /// The passage of the document that is most like it, if any is.
    pub nearest: Option<String>,
    /// How like that is, from 0 to 1: the normalised Levenshtein similarity.
    pub similarity: f64,
}

/// A quote that its document has more than once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RepeatedQuote {
    /// The line of its record.
    pub line: usize,
    /// The document's key.
    pub document: String,
    /// The quote.
    pub quote: String,
    /// How often it occurs where prefix and suffix fit.
    pub occurrences: usize,
}

/// Why nothing of a file was loaded.
#[derive(Debug, Clone, PartialEq)]
pub struct LoadFailure {
    /// The first [`LISTED`](super::LISTED) problems, in the order of the file.
    pub diagnostics: Vec<Diagnostic>,
    /// How many there are in all.
    pub total: usize,
}

impl From<Box<Diagnostic>> for LoadFailure {
    fn from(diagnostic: Box<Diagnostic>) -> Self {
        LoadFailure { diagnostics: vec![*diagnostic], total: 1 }
    }
}

impl std::fmt::Display for LoadFailure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, diagnostic) in self.diagnostics.iter().enumerate() {
            let gap = if index == 0 { "" } else { "\n\n" };
            write!(f, "{gap}{diagnostic}")?;
        }
        Ok(())
    }
}

impl std::error::Error for LoadFailure {}
