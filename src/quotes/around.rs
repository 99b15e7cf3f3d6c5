//! What tells several occurrences of a quote apart, and which of them is taken.

use std::ops::Range;

use super::folded::{Breaks, Folded};
use crate::value::QuoteState;

/// What stands around a quote, folded; empty where nothing is said of it.
pub(super) struct Around {
    prefix: String,
    suffix: String,
}

impl Around {
    pub(super) fn new(prefix: Option<&str>, suffix: Option<&str>, breaks: Breaks) -> Self {
        let fold =
            |text: Option<&str>| text.map(|text| Folded::new(text, breaks).text.trim().to_owned()).unwrap_or_default();
        Around { prefix: fold(prefix), suffix: fold(suffix) }
    }

    pub(super) fn fits(&self, text: &str, range: &Range<usize>) -> bool {
        text[..range.start].trim_end().ends_with(&self.prefix)
            && text[range.end..].trim_start().starts_with(&self.suffix)
    }
}

/// Occurrences of a quote: how many, and the first, those to the letter apart.
#[derive(Default)]
pub(super) struct Seen {
    verbatim: (usize, Option<Range<usize>>),
    normalised: (usize, Option<Range<usize>>),
}

impl Seen {
    pub(super) fn add(&mut self, range: &Range<usize>, verbatim: bool) {
        let (count, first) = if verbatim { &mut self.verbatim } else { &mut self.normalised };
        *count += 1;
        if first.as_ref().is_none_or(|first| range.start < first.start) {
            *first = Some(range.clone());
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.verbatim.0 + self.normalised.0 == 0
    }

    /// The state of the quote, its first occurrence in that state, and how many of these there are.
    pub(super) fn best(self) -> (QuoteState, Option<Range<usize>>, usize) {
        match (self.verbatim, self.normalised) {
            ((0, _), (0, _)) => (QuoteState::Missing, None, 0),
            ((0, _), (count, first)) => (QuoteState::Normalised, first, count),
            ((count, first), _) => (QuoteState::Verbatim, first, count),
        }
    }
}
