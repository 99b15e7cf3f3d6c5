//! The passage that is most like a quote which a text does not have.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use super::folded::Folded;

/// The longest quote for which the nearest passage is searched, in words.
const LONGEST_WINDOW: usize = 200;

/// How many letters of a quote and a passage are compared one by one.
const COMPARED: usize = 1000;

/// The words of a text, ready to be compared with many quotes.
pub(super) struct Words(Vec<Word>);

/// A word: where it begins in the folded text, and what tells it from others, whatever its case.
#[derive(Clone, Copy)]
struct Word {
    at: u32,
    sum: u32,
}

impl Words {
    pub(super) fn new(text: &Folded) -> Self {
        let word = |range: Range<usize>| Word { at: range.start as u32, sum: sum(&text.text[range]) };
        Words(text.words().map(word).collect())
    }

    /// The passage of the folded text that is most like a folded quote, and how like it is, from 0 to 1.
    pub(super) fn nearest(&self, text: &Folded, quote: &Folded) -> Option<(Range<usize>, f64)> {
        let wanted: Vec<u32> = quote.words().take(LONGEST_WINDOW).map(|word| sum(&quote.text[word])).collect();
        let window = self.likest_window(&wanted)?;
        let last = self.0[window.end - 1].at as usize;
        let end = text.text[last..].find(|c: char| !c.is_alphanumeric()).map_or(text.text.len(), |end| last + end);
        let range = self.0[window.start].at as usize..end;
        let similarity = strsim::normalized_levenshtein(&beginning(&quote.text), &beginning(&text.text[range.clone()]));
        Some((range, similarity))
    }

    /// The words, as many as are wanted, that have the most in common with them; of several such, those that begin with
    /// one of these. None where nothing is in common.
    fn likest_window(&self, wanted: &[u32]) -> Option<Range<usize>> {
        let mut window = Window::new(wanted);
        let (mut best, mut likest) = ((0, false), None);
        for (at, word) in self.0.iter().enumerate() {
            window.take_in(word.sum);
            let start = (at + 1).saturating_sub(wanted.len());
            if let Some(gone) = start.checked_sub(1).and_then(|gone| self.0.get(gone)) {
                window.let_go(gone.sum);
            }
            if window.common >= best.0.max(1) {
                let rank = (window.common, window.wants(self.0[start].sum));
                if rank > best || likest.is_none() {
                    (best, likest) = (rank, Some(start..at + 1));
                }
            }
        }
        likest
    }
}

/// What a window of words has in common with those that are wanted.
struct Window {
    /// How often each wanted word is lacking.
    lacking: HashMap<u32, i64>,
    /// By six bits of a word's sum, whether it may be wanted: most words are not.
    may_be: u64,
    common: usize,
}

impl Window {
    fn new(wanted: &[u32]) -> Self {
        let mut lacking: HashMap<u32, i64> = HashMap::new();
        wanted.iter().for_each(|sum| *lacking.entry(*sum).or_default() += 1);
        let may_be = wanted.iter().fold(0, |bits, sum| bits | 1 << (sum & 63));
        Window { lacking, may_be, common: 0 }
    }

    fn wants(&self, sum: u32) -> bool {
        self.may_be >> (sum & 63) & 1 == 1 && self.lacking.contains_key(&sum)
    }

    fn take_in(&mut self, sum: u32) {
        if let Some(count) = self.count(sum) {
            let common = usize::from(*count > 0);
            *count -= 1;
            self.common += common;
        }
    }

    fn let_go(&mut self, sum: u32) {
        if let Some(count) = self.count(sum) {
            *count += 1;
            let common = usize::from(*count > 0);
            self.common -= common;
        }
    }

    fn count(&mut self, sum: u32) -> Option<&mut i64> {
        if self.may_be >> (sum & 63) & 1 == 0 { None } else { self.lacking.get_mut(&sum) }
    }
}

fn sum(word: &str) -> u32 {
    let mut hasher = DefaultHasher::new();
    word.chars().flat_map(char::to_lowercase).for_each(|c| c.hash(&mut hasher));
    hasher.finish() as u32
}

/// As much of a text as is compared letter by letter.
fn beginning(text: &str) -> String {
    text.chars().take(COMPARED).collect()
}
