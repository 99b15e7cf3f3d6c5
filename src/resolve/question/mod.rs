//! Questions in plain words, read against the vocabulary: a controlled English that becomes a `find` or `whether`.
//!
//! Every way to read the words is followed, the longest matches first. The first that reads the whole question and
//! resolves is taken; another that splits the words in the same way and means something else is an error that lists
//! both.

mod amount;
mod class;
mod coordination;
mod count;
mod exception;
mod form;
mod fronted;
mod memory;
mod mention;
mod misunderstood;
mod most;
mod named;
mod nominal;
mod noun;
mod place;
mod predicate;
mod relative;
mod saying;
mod tail;
mod time;
mod verb;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use super::tree::Named;
use super::{Context, Names, Resolver, canonical};
use crate::fold::fold_words;
use crate::problem::{Mistake, QueryProblem};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Atom, Condition, Query, Question, View};
use crate::syntax::contracted_question_word;
use crate::vocabulary::{Vocabulary, is_article};
use memory::Memory;
use misunderstood::{Furthest, Wanted};
use noun::Noun;
use tail::Narrowed;

/// The most words that a question may have: the ways to read it multiply with them.
const MOST_ATOMS: usize = 120;
/// The most ways to read a part that are followed.
const MOST_READINGS: usize = 64;

/// Reads a question as a `find` or `whether` whose names are keys and whose predicates are quoted.
///
/// # Errors
/// Where it is not understood: the longest part that was, and what was expected behind it. Where two readings are
/// equally good: both.
pub fn read(question: &Question, span: Span, context: Context<'_>) -> Result<Query, Mistake> {
    let reader = Reader::new(question, span, context);
    if reader.atoms.len() > MOST_ATOMS {
        return Err(Mistake::new(span, QueryProblem::TooManyWords { most: MOST_ATOMS }));
    }
    let mut readings = reader.forms();
    readings.sort_by_key(Reading::reduced);
    let mut first_error = None;
    let mut chosen: Option<(Reading, String)> = None;
    for reading in readings {
        if chosen.as_ref().is_some_and(|(other, _)| other.pieces != reading.pieces) {
            continue;
        }
        match (canonical_text(&reading.query, context), &chosen) {
            (Ok(text), None) => chosen = Some((reading, text)),
            (Ok(text), Some((_, other))) if text != *other => {
                let readings = vec![other.clone(), text];
                return Err(Mistake::new(span, QueryProblem::AmbiguousReading { readings }));
            }
            (Ok(_), Some(_)) => {}
            (Err(mistake), _) => first_error = first_error.or(Some(mistake)),
        }
    }
    match (chosen, first_error) {
        (Some((reading, _)), _) => Ok(reading.query),
        (None, Some(mistake)) => Err(mistake),
        (None, None) => Err(reader.not_understood()),
    }
}

fn canonical_text(query: &Query, context: Context<'_>) -> Result<String, Mistake> {
    let resolver = Resolver::new(context);
    let resolved = match query {
        Query::Find(find) => resolver.find(find)?,
        Query::Whether(whether) => resolver.whether(whether)?,
        Query::Question(_) => return Err(Mistake::new(Span::default(), QueryProblem::NotOneQuery)),
    };
    let written = canonical(&resolved, context).map_err(|problem| Mistake { span: Span::default(), problem })?;
    Ok(written.to_string())
}

/// A way to read the whole question.
struct Reading {
    query: Query,
    pieces: Vec<Piece>,
}

impl Reading {
    /// How many relative clauses it reads without their pronoun.
    fn reduced(&self) -> usize {
        self.pieces.iter().filter(|piece| piece.what == What::Reduced).count()
    }
}

/// A run of words that was read as one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    start: usize,
    end: usize,
    what: What,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Predicate {
        /// Whether the words are declared ones and no inflection of them: those go before inflected ones.
        exact: bool,
    },
    Kind,
    Name,
    /// A relative clause without its pronoun: read only where the words have no other reading.
    Reduced,
    /// An amount: `at least two`.
    Amount,
}

/// What some words come to, and where the words behind them begin.
#[derive(Debug, Clone)]
struct Part<T> {
    value: T,
    at: usize,
    pieces: Vec<Piece>,
}

/// Conditions with the variables that they ask for.
#[derive(Debug, Clone, Default)]
struct Draft {
    conditions: Vec<Spanned<Condition>>,
    asked: Vec<String>,
    /// The variables of what "most" stands before: whoever has most of it is asked for.
    most: Vec<String>,
    /// How many are asked for: `which three persons`.
    limit: Option<u64>,
    /// Whether its verb is denied: `did not attend`.
    denied: bool,
    /// Whether its subject must be a variable: it is compared, or a column of a subquery.
    names_subject: bool,
}

impl Draft {
    /// Conditions that ask for nothing.
    fn of(conditions: Vec<Spanned<Condition>>) -> Self {
        Draft { conditions, ..Draft::default() }
    }

    /// That a variable is asked for.
    fn asking(name: &str) -> Self {
        Draft { asked: vec![name.to_owned()], ..Draft::default() }
    }

    /// The same with other conditions.
    fn with(&self, conditions: Vec<Spanned<Condition>>) -> Self {
        Draft { conditions, ..self.clone() }
    }
}

/// Everything that the two say and ask for.
fn both(a: &Draft, b: &Draft) -> Draft {
    Draft {
        conditions: a.conditions.iter().chain(&b.conditions).cloned().collect(),
        asked: a.asked.iter().chain(&b.asked).cloned().collect(),
        most: a.most.iter().chain(&b.most).cloned().collect(),
        limit: a.limit.or(b.limit),
        denied: false,
        names_subject: a.names_subject || b.names_subject,
    }
}

struct Reader<'a> {
    atoms: Vec<Spanned<Atom>>,
    span: Span,
    vocabulary: &'a Vocabulary,
    names: &'a dyn Names,
    /// What the whole is read as of.
    view: View,
    with_sources: bool,
    /// Whether there are words that compare or count things.
    weighs: bool,
    /// What narrows every verb phrase of the main clause, and is said before it: `during 2026, who …`.
    before: RefCell<Narrowed>,
    /// Whether the main clause is what somebody says, so that its "not" denies it there.
    saying: Cell<bool>,
    /// In how many relative clauses the words stand that are read.
    depth: Cell<usize>,
    /// What the names mean that were looked up.
    known: RefCell<HashMap<String, Vec<Named>>>,
    /// What was read at a place before: readings come to the same words on many ways.
    nouns_read: Memory<Noun>,
    amounts_read: Memory<Noun>,
    tails_read: Memory<Narrowed>,
    furthest: RefCell<Furthest>,
}

impl<'a> Reader<'a> {
    fn new(question: &Question, span: Span, context: Context<'a>) -> Self {
        let atoms = uncontracted(&question.atoms);
        Self {
            weighs: amount::weighs(&atoms),
            atoms,
            span,
            vocabulary: context.vocabulary,
            names: context.names,
            view: question.view.clone(),
            with_sources: question.with_sources,
            before: RefCell::default(),
            saying: Cell::new(false),
            depth: Cell::new(0),
            known: RefCell::default(),
            nouns_read: Memory::default(),
            amounts_read: Memory::default(),
            tails_read: Memory::default(),
            furthest: RefCell::default(),
        }
    }

    /// The folded word at a place; nothing for what is no bare word.
    fn word(&self, at: usize) -> Option<String> {
        match self.atoms.get(at).map(|atom| &atom.node) {
            Some(Atom::Word(word)) => Some(fold_words(word)),
            _ => None,
        }
    }

    fn is_word(&self, at: usize, words: &[&str]) -> bool {
        self.word(at).is_some_and(|word| words.contains(&word.as_str()))
    }

    fn is_article(&self, at: usize) -> bool {
        self.word(at).is_some_and(|word| is_article(&word))
    }

    fn is_comma(&self, at: usize) -> bool {
        matches!(self.atoms.get(at).map(|atom| &atom.node), Some(Atom::Comma))
    }

    /// The bare words from a place on.
    fn words(&self, at: usize) -> Vec<&str> {
        super::term::leading_words(self.atoms.get(at..).unwrap_or_default())
    }

    fn span(&self, start: usize, end: usize) -> Span {
        match self.atoms.get(start..end) {
            Some(atoms) if !atoms.is_empty() => super::term::span_of(atoms),
            _ => Span::new(self.span.end, self.span.end),
        }
    }
}

/// The atoms without contractions. Before the subject of a question "not" only hopes for a yes: `isn't he an envoy?`
/// asks whether he is.
fn uncontracted(atoms: &[Spanned<Atom>]) -> Vec<Spanned<Atom>> {
    let mut whole: Vec<Spanned<Atom>> = atoms.iter().flat_map(without_contraction).collect();
    if whole.len() > atoms.len() && whole.get(1).is_some_and(|atom| atom.node == Atom::Word("not".to_owned())) {
        whole.remove(1);
    }
    whole
}

/// `didn't` is `did not`, `who's` is `who is`.
fn without_contraction(atom: &Spanned<Atom>) -> Vec<Spanned<Atom>> {
    let Atom::Word(word) = &atom.node else { return vec![atom.clone()] };
    let stem = ["n't", "n\u{2019}t"].iter().find_map(|ending| word.strip_suffix(ending));
    let words = match (stem, contracted_question_word(word)) {
        (Some(stem), _) if !stem.is_empty() => [stem, "not"],
        (_, Some(stem)) => [stem, "is"],
        _ => return vec![atom.clone()],
    };
    words.map(|word| Spanned::new(Atom::Word(word.to_owned()), atom.span)).to_vec()
}

/// A variable's name that is not taken yet: the words joined, and a number where that is taken.
fn variable_name(words: &str, taken: &[String]) -> String {
    let base: String = fold_words(words).replace(' ', "_");
    let base = match base.chars().next() {
        Some(first) if first.is_alphabetic() => base,
        _ => format!("x{base}"),
    };
    let numbered = (2..).map(|number| format!("{base}{number}"));
    std::iter::once(base.clone()).chain(numbered).find(|name| !taken.contains(name)).unwrap_or(base)
}
