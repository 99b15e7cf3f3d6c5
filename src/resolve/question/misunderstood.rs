//! What was not understood: how far the readings came, and what they wanted there.

use super::Reader;
use crate::problem::{Mistake, QueryProblem};
use crate::source::Span;
use crate::value::KindId;
use crate::vocabulary::{Match, nearest};

/// What would have been understood next, at the furthest place that any reading came to.
#[derive(Debug, Clone, Default)]
pub(super) struct Furthest {
    pub at: usize,
    pub wanted: Wanted,
    pub mistake: Option<Mistake>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Wanted {
    Kind,
    Verb,
    Noun,
    /// A bare number stands before a kind.
    Amount,
    /// So many are asked for, and of nothing the most.
    Most,
    /// Facts are counted, and a thing in them has no name.
    Named,
    Time,
    /// It is asked what a thing is, and more.
    Described,
    End,
    #[default]
    Start,
}

impl Reader<'_> {
    /// Notes that a reading came this far and what it wanted there.
    pub(super) fn wanted(&self, at: usize, wanted: Wanted) {
        let mut furthest = self.furthest.borrow_mut();
        // Where some reading is whole, that it may end there says more than that a verb may follow.
        let better = match furthest.wanted {
            Wanted::Start => true,
            Wanted::Verb => matches!(wanted, Wanted::End | Wanted::Described),
            Wanted::End => wanted == Wanted::Described,
            Wanted::Noun => wanted == Wanted::Amount,
            _ => false,
        };
        if at > furthest.at || (at == furthest.at && furthest.mistake.is_none() && better) {
            *furthest = Furthest { at, wanted, mistake: None };
        }
    }

    /// Notes a mistake in words that a reading has reached.
    pub(super) fn mistaken(&self, at: usize, mistake: Mistake) {
        let mut furthest = self.furthest.borrow_mut();
        if at > furthest.at || (at == furthest.at && furthest.mistake.is_none()) {
            *furthest = Furthest { at, wanted: furthest.wanted, mistake: Some(mistake) };
        }
    }

    /// Notes again how far a reading came.
    pub(super) fn came(&self, furthest: Furthest) {
        self.wanted(furthest.at, furthest.wanted);
        if let Some(mistake) = furthest.mistake {
            self.mistaken(furthest.at, mistake);
        }
    }

    /// Forgets how far a reading came that was only tried; not, though, a mistake that was found in known words.
    pub(super) fn back_to(&self, furthest: Furthest) {
        let mut now = self.furthest.borrow_mut();
        if now.mistake.is_none() {
            *now = furthest;
        }
    }

    pub(super) fn not_understood(&self) -> Mistake {
        let furthest = self.furthest.borrow().clone();
        if let Some(mistake) = furthest.mistake {
            return mistake;
        }
        let at = furthest.at;
        let understood: Vec<String> =
            self.atoms[..at.min(self.atoms.len())].iter().map(|atom| atom.node.to_string()).collect();
        let span = match at < self.atoms.len() {
            true => self.span(at, self.atoms.len()),
            // Behind the last word, before the question mark.
            false => self.atoms.last().map_or(self.span, |last| Span::new(last.span.end, last.span.end)),
        };
        let problem = QueryProblem::NotUnderstood {
            understood: understood.join(" ").replace(" ,", ","),
            ends: at >= self.atoms.len(),
            wanted: furthest.wanted.words(),
            nearest: self.near(at, furthest.wanted),
            otherwise: self.otherwise(at, furthest.wanted),
        };
        Mistake::new(span, problem)
    }

    /// Known words that are near to those at a place.
    fn near(&self, at: usize, wanted: Wanted) -> Vec<String> {
        let words = self.words(at + usize::from(self.is_article(at)));
        let mut found: Vec<String> = Vec::new();
        for length in (1..=words.len().min(4)).rev() {
            let run = words[..length].join(" ");
            let known: Vec<String> = match wanted {
                Wanted::Kind => self.vocabulary.kind_words().collect(),
                Wanted::Verb => self.vocabulary.predicate_words().collect(),
                Wanted::Noun => {
                    let names = self.names.near_name(&run).unwrap_or_default();
                    names.into_iter().chain(self.vocabulary.kind_words()).collect()
                }
                _ => Vec::new(),
            };
            for near in nearest(&run, known) {
                if !found.contains(&near) {
                    found.push(near);
                }
            }
        }
        found.truncate(3);
        found
    }
}

/// How many known words are told where one of them is wanted.
const TOLD: u32 = 6;

impl Reader<'_> {
    /// How to mend it where no known word is near: with words that this store has.
    fn otherwise(&self, at: usize, wanted: Wanted) -> String {
        let known = match wanted {
            Wanted::Kind => self.kinds_told(),
            Wanted::Verb => self.predicates_told(at),
            _ => None,
        };
        known.unwrap_or_else(|| wanted.otherwise().to_owned())
    }

    /// `` kinds with most things are `event`, `person` ``.
    fn kinds_told(&self) -> Option<String> {
        let kinds = self.names.usual_kinds(TOLD).ok()?;
        let names = kinds.into_iter().map(|kind| self.vocabulary.kind(kind).name.clone());
        told("kinds with most things are", names.collect())
    }

    /// `` of events it is often said: `has agent`, `occurred on` ``: of the kind whose words stand before a place.
    fn predicates_told(&self, at: usize) -> Option<String> {
        let kind = (0..at).find_map(|start| {
            let ends_here = |found: &Match<KindId>| start + found.length == at;
            self.vocabulary.kinds_at(&self.words(start)).into_iter().find(ends_here).map(|found| found.meaning)
        });
        let somebody = self.is_word(at.wrapping_sub(1), &["who", "whom"]);
        let wide = if somebody { self.kinds_of_somebody() } else { kind.into_iter().collect() };
        let kinds: Vec<KindId> = wide.into_iter().flat_map(|kind| self.vocabulary.narrower(kind)).collect();
        let predicates = self.names.usual_predicates(&kinds, TOLD).ok()?;
        let said = predicates.into_iter().filter_map(|directed| {
            let predicate = self.vocabulary.predicate(directed.predicate);
            if directed.inverse { predicate.inverse.clone() } else { Some(predicate.name.clone()) }
        });
        let of = kind.map(|kind| format!("of {} it is often said:", self.vocabulary.kind(kind).plural()));
        told(of.as_deref().unwrap_or("often said is"), said.collect())
    }
}

/// Known words, and where all of them are.
fn told(opening: &str, words: Vec<String>) -> Option<String> {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    (!quoted.is_empty()).then(|| format!("{opening} {}; `vocabulary` lists all", quoted.join(", ")))
}

impl Wanted {
    /// How to mend it where no known word is near.
    fn otherwise(self) -> &'static str {
        match self {
            Wanted::Kind | Wanted::Verb => "`vocabulary` lists the known ones",
            Wanted::Noun => "names are found by every alias; `which KIND are there?` lists the things of a kind",
            Wanted::Most => "leave the number out, or ask for those with the most of something",
            Wanted::Named => "facts are counted of what has a name, not of a kind; ask `how many KINDS …`",
            Wanted::Time => "dates are `2026-01-23`, `2026-01`, `23 January 2026`, `January 2026`",
            Wanted::Described => "`describe NAME` shows everything about a thing",
            Wanted::Amount => "say `at least`, `exactly` or `at most` before the number",
            Wanted::End => "times are dates, such as `on 23 January 2026`; say the rest as a pattern: `find … where …`",
            Wanted::Start => "ask it that way, or as a pattern: `find … where …`",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Wanted::Kind => "a kind of this store",
            Wanted::Verb => "a predicate of this store",
            Wanted::Noun => "a name, or a kind with its article",
            Wanted::Most => "`the most` and a kind somewhere, where so many are asked for",
            Wanted::Named => "names alone",
            Wanted::Time => "a time",
            Wanted::Described => "the end",
            Wanted::Amount => "a name, or a kind with its article or amount",
            Wanted::End => "`and`, a time, `according to` or the end",
            Wanted::Start => "`which`, `who`, `what`, `where`, `when`, `how many`, `did`, `is` …",
        }
    }
}
