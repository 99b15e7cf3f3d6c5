//! The passage that is most like a quote which a text does not have: that with the most words in common, or, where that is
//! not much like it, the most pairs of letters.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use super::folded::Folded;

/// The longest quote for which the nearest passage is searched, in words.
const LONGEST_WINDOW: usize = 200;

/// How many letters of a quote and a passage are compared one by one.
const COMPARED: usize = 1000;

/// How many pairs of letters of a quote are looked for.
const LONGEST_PAIRED: usize = 600;

/// The longest text that is taken apart into pairs of letters, which take eight bytes each.
const LONGEST_TEXT: usize = 4 << 20;

/// A passage that is less like the quote than this is looked for by pairs of letters too.
const LIKE: f64 = 0.6;

/// A passage that has pairs of letters in common with a quote is told only where it is as like it as this: a few, every
/// text has.
const LIKE_BY_PAIRS: f64 = 0.4;

/// What a text consists of, ready to be compared with many quotes: its words; or its pairs of letters, where words are not
/// set apart or are spelt otherwise.
pub(super) struct Parts(Vec<Part>);

/// A part: where it begins in the folded text, and what tells it from others, whatever its case and its accents.
#[derive(Clone, Copy)]
struct Part {
    at: u32,
    sum: u32,
}

/// Finds the passage of a folded text that is most like a folded quote, and how like it is, from 0 to 1.
pub(super) fn nearest<'p>(
    text: &Folded,
    quote: &Folded,
    words: &Parts,
    pairs: impl FnOnce() -> &'p Parts,
) -> Option<(Range<usize>, f64)> {
    let wanted: Vec<u32> = quote.words().take(LONGEST_WINDOW).map(|word| sum(&quote.text[word])).collect();
    let by_words = words.nearest(text, quote, &wanted);
    if text.text.len() > LONGEST_TEXT || by_words.as_ref().is_some_and(|(_, similarity)| *similarity >= LIKE) {
        return by_words;
    }
    let mut wanted = Parts::pairs(quote).0;
    wanted.truncate(LONGEST_PAIRED);
    let wanted: Vec<u32> = wanted.into_iter().map(|pair| pair.sum).collect();
    let by_pairs = pairs().nearest(text, quote, &wanted).filter(|(_, similarity)| *similarity >= LIKE_BY_PAIRS);
    let likeness = |found: &Option<(Range<usize>, f64)>| found.as_ref().map_or(0.0, |(_, similarity)| *similarity);
    if likeness(&by_pairs) > likeness(&by_words) { by_pairs } else { by_words }
}

impl Parts {
    pub(super) fn words(text: &Folded) -> Self {
        let word = |range: Range<usize>| Part { at: range.start as u32, sum: sum(&text.text[range]) };
        Parts(text.words().map(word).collect())
    }

    pub(super) fn pairs(text: &Folded) -> Self {
        let letters = || text.text.char_indices().filter(|(_, c)| c.is_alphanumeric());
        let pair = |((at, a), (_, b)): ((usize, char), (usize, char))| {
            let mut pair = [0; 8];
            let length = a.encode_utf8(&mut pair).len();
            let length = length + b.encode_utf8(&mut pair[length..]).len();
            Part { at: at as u32, sum: std::str::from_utf8(&pair[..length]).map_or(0, sum) }
        };
        Parts(letters().zip(letters().skip(1)).map(pair).collect())
    }

    fn nearest(&self, text: &Folded, quote: &Folded, wanted: &[u32]) -> Option<(Range<usize>, f64)> {
        let window = self.likest_window(wanted)?;
        let last = self.0[window.end - 1].at as usize;
        let end = text.text[last..].find(|c: char| !c.is_alphanumeric()).map_or(text.text.len(), |end| last + end);
        // Words that are not set apart have no end: then it is as long as the quote, at most.
        let mut range = self.0[window.start].at as usize..end;
        let longest = quote.text.chars().count();
        if let Some((cut, _)) = text.text[range.clone()].char_indices().nth(2 * longest) {
            range.end = range.start + cut;
        }
        let similarity = strsim::normalized_levenshtein(&beginning(&quote.text), &beginning(&text.text[range.clone()]));
        Some((range, similarity))
    }

    /// The parts, as many as are wanted, that have the most in common with them; of several such, those that begin with
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

/// What a window of parts has in common with those that are wanted.
struct Window {
    /// How often each wanted part is lacking.
    lacking: HashMap<u32, i64>,
    /// By six bits of a part's sum, whether it may be wanted: most words are not.
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
    let letters = word.chars().filter(|c| !unicode_normalization::char::is_combining_mark(*c));
    letters.flat_map(char::to_lowercase).for_each(|c| c.hash(&mut hasher));
    hasher.finish() as u32
}

/// As much of a text as is compared letter by letter.
fn beginning(text: &str) -> String {
    text.chars().take(COMPARED).collect()
}
