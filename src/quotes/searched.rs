//! Where a folded quote occurs in a folded text. A text in which little is looked for is read from its beginning to its
//! end each time; one in which much is looked for gets an index of its words.

use std::cell::{Cell, OnceCell};
use std::ops::Range;

use memchr::memmem;

use super::folded::{Breaks, Folded, word_ranges};

/// How many bytes of two places are compared when they are put in order. Without a limit, a text that repeats itself
/// would take quadratic time.
const COMPARED: usize = 64;

/// After how many times that it was read through a text gets an index, which takes about as long to make.
const READ_THROUGH: usize = 300;

/// The most occurrences that are looked at.
const MOST_OCCURRENCES: usize = 10_000;

/// A folded text in which quotes are looked for.
pub(super) struct Searched {
    pub(super) folded: Folded,
    read: Cell<usize>,
    /// Where words begin, in the order of what follows.
    words: OnceCell<Vec<u32>>,
}

impl Searched {
    pub(super) fn new(original: &str, breaks: Breaks) -> Self {
        Searched { folded: Folded::new(original, breaks), read: Cell::new(0), words: OnceCell::new() }
    }

    /// How much memory it takes with its index, about, in bytes.
    pub(super) fn size(&self) -> usize {
        self.folded.size() + self.folded.text.len()
    }

    /// Where a quote occurs, in no order: where its first word is a word of the text, if it is anywhere; else also
    /// where that is the end of a word. Occurrences within a character of the original are none.
    pub(super) fn occurrences(&self, quote: &str, original: &str) -> Vec<Range<usize>> {
        if quote.is_empty() {
            return Vec::new();
        }
        let starts = match self.index() {
            Some(words) => self.by_words(words, quote, original),
            None => self.by_reading(quote, original),
        };
        starts.into_iter().map(|start| start..start + quote.len()).collect()
    }

    /// The words in order, once it pays to put them so.
    fn index(&self) -> Option<&[u32]> {
        if self.words.get().is_none() {
            self.read.set(self.read.get() + 1);
            if self.read.get() <= READ_THROUGH {
                return None;
            }
        }
        let in_order = || {
            let mut words: Vec<u32> = self.folded.words().map(|word| word.start as u32).collect();
            words.sort_by(|a, b| self.begin_at(*a as usize).cmp(self.begin_at(*b as usize)));
            words
        };
        Some(self.words.get_or_init(in_order))
    }

    fn by_words(&self, words: &[u32], quote: &str, original: &str) -> Vec<usize> {
        // A quote may begin within a word; then its second word is the first that the text has as a word.
        for word in word_ranges(quote).take(2) {
            let Some(found) = self.by_word(words, quote, word.start) else { return self.by_reading(quote, original) };
            let whole: Vec<usize> = found.into_iter().filter(|start| self.is_whole(*start, quote, original)).collect();
            if !whole.is_empty() {
                return whole;
            }
        }
        match word_ranges(quote).nth(1) {
            Some(_) => Vec::new(),
            None => self.by_reading(quote, original),
        }
    }

    /// Where the quote occurs such that its byte `begin` is the beginning of a word; none where too many are to be
    /// looked at.
    fn by_word(&self, words: &[u32], quote: &str, begin: usize) -> Option<Vec<usize>> {
        let key = &quote.as_bytes()[begin..];
        let key = &key[..key.len().min(COMPARED)];
        let at = |place: &u32| {
            let begin = self.begin_at(*place as usize);
            &begin[..begin.len().min(key.len())]
        };
        let first = words.partition_point(|place| at(place) < key);
        let fitting = &words[first..first + words[first..].partition_point(|place| at(place) == key)];
        if fitting.len() > MOST_OCCURRENCES {
            return None;
        }
        let starts = fitting.iter().filter_map(|place| (*place as usize).checked_sub(begin));
        let text = self.folded.text.as_bytes();
        Some(starts.filter(|start| text[*start..].starts_with(quote.as_bytes())).collect())
    }

    fn by_reading(&self, quote: &str, original: &str) -> Vec<usize> {
        let text = &self.folded.text;
        let finder = memmem::Finder::new(quote);
        let first_word = word_ranges(quote).next().map_or(usize::MAX, |word| word.start);
        let single = word_ranges(quote).nth(1).is_none();
        let (mut at_words, mut others) = (Vec::new(), Vec::new());
        let mut from = 0;
        while let Some(found) = finder.find(&text.as_bytes()[from..]) {
            let start = from + found;
            let at_word = first_word > 0 || !text[..start].ends_with(char::is_alphanumeric);
            // Within a word there is no beginning of another.
            from = start + if single && !at_word { quote.len() } else { 1 };
            if self.is_whole(start, quote, original) {
                if at_word { at_words.push(start) } else { others.push(start) }
            }
            if at_words.len() == MOST_OCCURRENCES || others.len() == MOST_OCCURRENCES {
                break;
            }
        }
        if at_words.is_empty() { others } else { at_words }
    }

    fn is_whole(&self, start: usize, quote: &str, original: &str) -> bool {
        self.folded.is_whole(&(start..start + quote.len()), original)
    }

    /// The bytes by which a place is put in order.
    fn begin_at(&self, place: usize) -> &[u8] {
        let bytes = &self.folded.text.as_bytes()[place..];
        &bytes[..bytes.len().min(COMPARED)]
    }
}
