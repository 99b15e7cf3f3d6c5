//! Whether a document has a quote, and where: to the letter, or but for what typesetting changes, such as white space,
//! quotation marks, dashes, ligatures and hyphens at the ends of lines.

mod around;
mod folded;
mod nearest;
mod searched;
#[cfg(test)]
mod tests;

use std::cell::OnceCell;
use std::ops::Range;

use crate::source::floor_boundary;
use crate::value::QuoteState;
use around::{Around, Seen};
use folded::{Breaks, Folded, is_broken_alike};
use nearest::{Parts, nearest};
use searched::Searched;

/// At how many bytes apart the code points before a place are known.
const COUNTED: usize = 1024;

/// A document's text, ready for many quotes.
pub(crate) struct Text {
    original: String,
    /// Folded such that words which lines break are whole.
    joined: Searched,
    /// Folded such that these keep their hyphens, without and with the end of the line; made when they are needed.
    hyphened: OnceCell<Searched>,
    spaced: OnceCell<Searched>,
    /// Folded such that no word has hyphens.
    unhyphened: OnceCell<Searched>,
    /// Its words and pairs of letters, for passages that are like a quote; found when they are needed.
    words: OnceCell<Parts>,
    pairs: OnceCell<Parts>,
    /// Code points before each [`COUNTED`] bytes of the original.
    counts: Vec<usize>,
}

/// How a quote stands to a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) place: Place,
    /// How often it occurs where prefix and suffix fit; the first of these is the place.
    pub(crate) occurrences: usize,
}

/// Where a quote stands in its document's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) state: QuoteState,
    /// In Unicode code points of the text.
    pub(crate) offsets: Option<Range<usize>>,
}

impl Place {
    /// That of a quote which there is no text for, or of no quote.
    pub(crate) const UNCHECKED: Place = Place { state: QuoteState::Unchecked, offsets: None };

    /// Its bounds as the store keeps them.
    pub(crate) fn bounds(&self) -> (Option<i64>, Option<i64>) {
        let offsets = self.offsets.as_ref();
        (offsets.map(|range| range.start as i64), offsets.map(|range| range.end as i64))
    }
}

impl Text {
    pub(crate) fn new(original: String) -> Self {
        let joined = Searched::new(&original, Breaks::Joined);
        let counts = counts(&original);
        let (hyphened, spaced, unhyphened) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        Text { original, joined, hyphened, spaced, unhyphened, words: OnceCell::new(), pairs: OnceCell::new(), counts }
    }

    /// How much memory it may take, about, in bytes: where lines break words, it may be folded in four ways.
    pub(crate) fn size(&self) -> usize {
        let folds = if self.joined.folded.has_breaks { 4 } else { 1 };
        self.original.len() + self.counts.len() * size_of::<usize>() + self.joined.size() * folds
    }

    /// Where a quote stands; `prefix` and `suffix` tell apart several occurrences.
    pub(crate) fn find(&self, quote: &str, prefix: Option<&str>, suffix: Option<&str>) -> Found {
        let quote = quote.trim();
        let found = self.find_in(&self.joined, Breaks::Joined, quote, (prefix, suffix));
        let breaks = || self.joined.folded.has_breaks || Folded::new(quote, Breaks::Joined).has_breaks;
        if found.occurrences > 0 || !breaks() {
            return found;
        }
        let others = [
            (&self.hyphened, Breaks::Hyphened),
            (&self.spaced, Breaks::Spaced),
            (&self.unhyphened, Breaks::Unhyphened),
        ];
        for (cell, breaks) in others {
            let searched = cell.get_or_init(|| Searched::new(&self.original, breaks));
            let found = self.find_in(searched, breaks, quote, (prefix, suffix));
            if found.occurrences > 0 {
                return found;
            }
        }
        found
    }

    fn find_in(
        &self,
        searched: &Searched,
        breaks: Breaks,
        quote: &str,
        (prefix, suffix): (Option<&str>, Option<&str>),
    ) -> Found {
        let folded = Folded::new(quote, breaks);
        let around = Around::new(prefix, suffix, breaks);
        let (mut all, mut fitting) = (Seen::default(), Seen::default());
        for range in searched.occurrences(folded.text.trim(), &self.original) {
            let original = searched.folded.original(&range, &self.original);
            let passage = &self.original[original.clone()];
            if breaks == Breaks::Unhyphened && !is_broken_alike(passage, quote) {
                continue;
            }
            let verbatim = *passage == *quote;
            all.add(&original, verbatim);
            if around.fits(&searched.folded.text, &range) {
                fitting.add(&original, verbatim);
            }
        }
        let seen = if fitting.is_empty() { all } else { fitting };
        let (state, first, occurrences) = seen.best();
        let offsets = first.map(|range| self.code_points(range.start)..self.code_points(range.end));
        Found { place: Place { state, offsets }, occurrences }
    }

    /// The passage most like a quote that the text does not have, and how like it is, from 0 to 1.
    pub(crate) fn nearest(&self, quote: &str) -> Option<(String, f64)> {
        let folded = &self.joined.folded;
        let quote = Folded::new(quote.trim(), Breaks::Joined);
        let words = self.words.get_or_init(|| Parts::words(folded));
        let pairs = || self.pairs.get_or_init(|| Parts::pairs(folded));
        let (range, similarity) = nearest(folded, &quote, words, pairs)?;
        Some((self.original[folded.original(&range, &self.original)].to_owned(), similarity))
    }

    /// Code points before a byte of the original.
    fn code_points(&self, byte: usize) -> usize {
        let known = byte / COUNTED;
        let from = floor_boundary(&self.original, known * COUNTED);
        self.counts[known] + self.original[from..byte].chars().count()
    }
}

fn counts(text: &str) -> Vec<usize> {
    let mut counts = vec![0];
    let mut from = 0;
    for known in 1..=text.len() / COUNTED {
        let to = floor_boundary(text, known * COUNTED);
        counts.push(counts[known - 1] + text[from..to].chars().count());
        from = to;
    }
    counts
}
