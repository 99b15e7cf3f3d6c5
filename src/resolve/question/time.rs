//! Times that narrow a verb phrase: `during January 2026`, `within 7 days of 2026-01-01`, `surely between … and …`.

use super::{Reader, Wanted};
use crate::fold::fold_words;
use crate::resolve::term;
use crate::source::Spanned;
use crate::syntax::ast::Atom;
use crate::value::Literal;

/// The most words that a time takes: `January 23, 2026`.
const LONGEST_TIME: usize = 4;

/// The words for numbers up to twelve, from one.
const NUMBERS: [&str; 12] =
    ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

/// Atoms that narrow a clause, with the place behind them.
type Timed = (Vec<Spanned<Atom>>, usize);

impl Reader<'_> {
    /// Times that begin at a place, as atoms without commas, and where each of them ends: `23 January 2026`,
    /// `January 23, 2026`, `2026-01`, a parameter.
    pub(super) fn times(&self, at: usize) -> Vec<Timed> {
        let longest = LONGEST_TIME.min(self.atoms.len().saturating_sub(at));
        let time = |length: usize| {
            let atoms = &self.atoms[at..at + length];
            if atoms.last().is_some_and(|last| last.node == Atom::Comma) {
                return None;
            }
            let atoms: Vec<Spanned<Atom>> = atoms.iter().filter(|atom| atom.node != Atom::Comma).cloned().collect();
            let stated = matches!(atoms.as_slice(), [Spanned { node: Atom::Parameter(_) | Atom::Variable(_), .. }]);
            (stated || term::time(&atoms).is_ok()).then_some((atoms, at + length))
        };
        (1..=longest).rev().filter_map(time).collect()
    }

    /// What narrows a clause to a time, at a place: the words as patterns have them, so that "in" is "during" there.
    pub(super) fn timed(&self, at: usize) -> Vec<Timed> {
        let surely = self.is_word(at, &["surely"]);
        let start = at + usize::from(surely);
        let mut found = match self.word(start).as_deref() {
            Some("in" | "on") => self.times_behind("during", start),
            Some(other @ ("during" | "before" | "after" | "since" | "until" | "throughout")) => {
                let found = self.times_behind(other, start);
                if found.is_empty() {
                    self.wanted(start + 1, Wanted::Time);
                }
                found
            }
            Some("between") => self.between(start),
            Some("within") => self.within(start),
            _ => Vec::new(),
        };
        if surely {
            found.iter_mut().for_each(|(atoms, _)| atoms.insert(0, self.written_word("surely", at)));
        }
        found
    }

    fn times_behind(&self, word: &str, at: usize) -> Vec<Timed> {
        let mut found = self.times(at + 1);
        found.iter_mut().for_each(|(atoms, _)| atoms.insert(0, self.written_word(word, at)));
        found
    }

    /// `between 2026-01 and March 2026`.
    fn between(&self, at: usize) -> Vec<Timed> {
        let mut found = Vec::new();
        for (from, end) in self.times(at + 1) {
            if !self.is_word(end, &["and"]) {
                continue;
            }
            for (to, end) in self.times(end + 1) {
                let between = Spanned::new(Atom::Between(from.clone(), to), self.span(at, end));
                found.push((vec![between], end));
            }
        }
        found
    }

    /// `within two weeks after 23 January 2026`.
    fn within(&self, at: usize) -> Vec<Timed> {
        let Some(number) = self.number(at + 1) else { return Vec::new() };
        let unit = self.is_word(at + 2, &["day", "days", "week", "weeks"]);
        if !unit || !self.is_word(at + 3, &["of", "after", "before"]) {
            return Vec::new();
        }
        let span = self.span(at, at + 4);
        let mut words = vec![self.written_word("within", at)];
        words.push(Spanned::new(Atom::Literal(Literal::Integer(number)), span));
        words.extend_from_slice(&self.atoms[at + 2..at + 4]);
        let timed = self.times(at + 4).into_iter();
        timed.map(|(time, end)| (words.iter().cloned().chain(time).collect(), end)).collect()
    }

    /// The whole number at a place, in figures or words; "a" and "an" are one.
    pub(super) fn number(&self, at: usize) -> Option<i64> {
        match self.atoms.get(at).map(|atom| &atom.node) {
            Some(Atom::Literal(Literal::Integer(number))) => Some(*number).filter(|number| *number >= 0),
            Some(Atom::Word(word)) => {
                let word = fold_words(word);
                let at = NUMBERS.iter().position(|known| *known == word);
                at.and_then(|at| i64::try_from(at + 1).ok()).or(matches!(word.as_str(), "a" | "an").then_some(1))
            }
            _ => None,
        }
    }

    /// A word as an atom that stands where another one was written.
    pub(super) fn written_word(&self, word: &str, at: usize) -> Spanned<Atom> {
        Spanned::new(Atom::Word(word.to_owned()), self.span(at, at + 1))
    }
}
