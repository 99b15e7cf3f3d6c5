//! Whether a document has a quote, and where: to the letter, or but for white space, quotation marks and dashes.

use std::collections::HashMap;
use std::ops::Range;

use unicode_normalization::char::decompose_canonical;

use crate::store::write::Place;
use crate::value::QuoteState;

/// How many bytes of two places are compared when they are put in order. Without a limit, a text that repeats itself
/// would take quadratic time.
const COMPARED: usize = 64;

/// At how many bytes apart the code points before a place are known.
const COUNTED: usize = 1024;

/// The longest quote for which the nearest passage is searched, in words.
const LONGEST_WINDOW: usize = 200;

/// A document's text, ready for many quotes.
pub(super) struct Text {
    original: String,
    folded: Folded,
    /// Code points before each [`COUNTED`] bytes of the original.
    counts: Vec<usize>,
    /// Where words begin in the folded text, in the order of what follows.
    words: Vec<u32>,
}

/// How a quote stands to a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) place: Place,
    /// How often it occurs where prefix and suffix fit; the first of these is the place.
    pub(super) occurrences: usize,
}

impl Text {
    pub(super) fn new(original: String) -> Self {
        let folded = Folded::new(&original);
        let mut words: Vec<u32> = folded.words().map(|word| word.start as u32).collect();
        words.sort_by(|a, b| folded.begin_at(*a as usize).cmp(folded.begin_at(*b as usize)));
        let counts = counts(&original);
        Text { original, folded, counts, words }
    }

    /// How much memory it takes, about, in bytes.
    pub(super) fn size(&self) -> usize {
        self.original.len() + self.folded.text.len() * 5 + self.words.len() * 4
    }

    /// Where a quote stands; `prefix` and `suffix` tell apart several occurrences.
    pub(super) fn find(&self, quote: &str, prefix: Option<&str>, suffix: Option<&str>) -> Found {
        let folded = Folded::new(quote.trim());
        let mut found = self.occurrences(folded.text.trim());
        if found.len() > 1 {
            let fitting = self.fitting(&found, prefix, suffix);
            found = if fitting.is_empty() { found } else { fitting };
        }
        let originals: Vec<Range<usize>> =
            found.iter().map(|range| self.folded.original(range, &self.original)).collect();
        let verbatim: Vec<Range<usize>> =
            originals.iter().filter(|range| self.original[(*range).clone()] == *quote.trim()).cloned().collect();
        let (state, places) = match (verbatim.is_empty(), originals.is_empty()) {
            (_, true) => (QuoteState::Missing, originals),
            (true, false) => (QuoteState::Normalised, originals),
            (false, false) => (QuoteState::Verbatim, verbatim),
        };
        let offsets = places.first().map(|range| self.code_points(range.start)..self.code_points(range.end));
        Found { place: Place { state, offsets }, occurrences: places.len() }
    }

    /// The passage most like a quote that the text does not have, and how like it is, from 0 to 1.
    pub(super) fn nearest(&self, quote: &str) -> Option<(String, f64)> {
        let quote = Folded::new(quote.trim());
        let wanted: Vec<String> =
            quote.words().take(LONGEST_WINDOW).map(|word| quote.text[word].to_lowercase()).collect();
        let words: Vec<Range<usize>> = self.folded.words().collect();
        let window = likest_window(&wanted, &words, &self.folded.text)?;
        let range = words[window.start].start..words[window.end - 1].end;
        let similarity =
            strsim::normalized_levenshtein(&beginning(&quote.text), &beginning(&self.folded.text[range.clone()]));
        Some((self.original[self.folded.original(&range, &self.original)].to_owned(), similarity))
    }

    /// Where the folded quote occurs in the folded text, in order.
    fn occurrences(&self, quote: &str) -> Vec<Range<usize>> {
        if quote.is_empty() {
            return Vec::new();
        }
        let begins = word_ranges(quote).map(|word| word.start).take(2);
        // A quote may begin within a word; then its second word is the first that the text has as a word.
        let by_word = begins.map(|begin| self.by_word(quote, begin)).find(|found| !found.is_empty());
        let found = by_word.unwrap_or_else(|| {
            if word_ranges(quote).nth(1).is_some() {
                return Vec::new();
            }
            self.folded.text.match_indices(quote).map(|(at, found)| at..at + found.len()).collect()
        });
        found.into_iter().filter(|range| self.folded.is_whole(range)).collect()
    }

    /// Where the quote occurs such that its byte `begin` is the beginning of a word.
    fn by_word(&self, quote: &str, begin: usize) -> Vec<Range<usize>> {
        let key = &quote.as_bytes()[begin..];
        let key = &key[..key.len().min(COMPARED)];
        let at = |place: &u32| {
            let begin = self.folded.begin_at(*place as usize);
            &begin[..begin.len().min(key.len())]
        };
        let first = self.words.partition_point(|place| at(place) < key);
        let fitting = self.words[first..].iter().take_while(|place| at(place) == key);
        let starts = fitting.filter_map(|place| (*place as usize).checked_sub(begin));
        let bytes = self.folded.text.as_bytes();
        let mut found: Vec<Range<usize>> = starts
            .filter(|start| bytes[*start..].starts_with(quote.as_bytes()))
            .map(|start| start..start + quote.len())
            .collect();
        found.sort_unstable_by_key(|range| range.start);
        found
    }

    fn fitting(&self, found: &[Range<usize>], prefix: Option<&str>, suffix: Option<&str>) -> Vec<Range<usize>> {
        let fold = |text: Option<&str>| text.map(|text| Folded::new(text).text.trim().to_owned()).unwrap_or_default();
        let (prefix, suffix) = (fold(prefix), fold(suffix));
        let text = &self.folded.text;
        let fits = |range: &&Range<usize>| {
            text[..range.start].trim_end().ends_with(&prefix) && text[range.end..].trim_start().starts_with(&suffix)
        };
        found.iter().filter(fits).cloned().collect()
    }

    /// Code points before a byte of the original.
    fn code_points(&self, byte: usize) -> usize {
        let known = byte / COUNTED;
        let from = crate::source::floor_boundary(&self.original, known * COUNTED);
        self.counts[known] + self.original[from..byte].chars().count()
    }
}

fn counts(text: &str) -> Vec<usize> {
    let mut counts = vec![0];
    let mut from = 0;
    for known in 1..=text.len() / COUNTED {
        let to = crate::source::floor_boundary(text, known * COUNTED);
        counts.push(counts[known - 1] + text[from..to].chars().count());
        from = to;
    }
    counts
}

/// The words' window, as long as what is wanted, that has the most words in common with it; none that has nothing.
fn likest_window(wanted: &[String], words: &[Range<usize>], text: &str) -> Option<Range<usize>> {
    let mut missing: HashMap<&str, i64> = HashMap::new();
    for word in wanted {
        *missing.entry(word).or_default() += 1;
    }
    let lower: Vec<String> = words.iter().map(|word| text[word.clone()].to_lowercase()).collect();
    let length = wanted.len().min(words.len());
    let (mut common, mut best, mut window) = (0_usize, 0, None);
    for (at, word) in lower.iter().enumerate() {
        if let Some(count) = missing.get_mut(word.as_str()) {
            common += usize::from(*count > 0);
            *count -= 1;
        }
        if let Some(count) = at.checked_sub(length).and_then(|gone| missing.get_mut(lower[gone].as_str())) {
            *count += 1;
            common -= usize::from(*count > 0);
        }
        if common > best && at + 1 >= length {
            (best, window) = (common, Some(at + 1 - length..at + 1));
        }
    }
    window
}

/// As much of a text as is compared letter by letter.
fn beginning(text: &str) -> String {
    text.chars().take(1000).collect()
}

/// A text with all that may differ folded away, and where each of its bytes comes from.
struct Folded {
    text: String,
    /// For each byte, the offset in the original of the character that it comes from.
    origins: Vec<u32>,
}

impl Folded {
    fn new(original: &str) -> Self {
        let mut folded =
            Folded { text: String::with_capacity(original.len()), origins: Vec::with_capacity(original.len()) };
        for (at, c) in original.char_indices() {
            folded.add(c, at as u32);
        }
        folded
    }

    fn add(&mut self, c: char, origin: u32) {
        match c {
            ' '..='~' if !matches!(c, ' ' | '"' | '`') => self.push(c, origin),
            _ if c.is_whitespace() => {
                if !self.text.ends_with(' ') {
                    self.push(' ', origin);
                }
            }
            // Soft hyphen, zero-width characters, word joiner, byte order mark.
            '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}' => {}
            '"'
            | '`'
            | '\u{AB}'
            | '\u{BB}'
            | '\u{2018}'..='\u{201F}'
            | '\u{2039}'
            | '\u{203A}'
            | '\u{2032}'
            | '\u{2033}'
            | '\u{300C}'..='\u{300F}' => self.push('\'', origin),
            '\u{2010}'..='\u{2015}' | '\u{2212}' => self.push('-', origin),
            '\u{2026}' => (0..3).for_each(|_| self.push('.', origin)),
            _ => decompose_canonical(c, |part| self.push(part, origin)),
        }
    }

    fn push(&mut self, c: char, origin: u32) {
        self.text.push(c);
        self.origins.resize(self.text.len(), origin);
    }

    /// The bytes by which a place is put in order.
    fn begin_at(&self, place: usize) -> &[u8] {
        let bytes = &self.text.as_bytes()[place..];
        &bytes[..bytes.len().min(COMPARED)]
    }

    fn words(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        word_ranges(&self.text)
    }

    /// Whether a range begins and ends between characters of the original.
    fn is_whole(&self, range: &Range<usize>) -> bool {
        let between = |at: usize| at == 0 || at == self.origins.len() || self.origins[at - 1] != self.origins[at];
        between(range.start) && between(range.end)
    }

    /// The bytes of the original that a range comes from.
    fn original(&self, range: &Range<usize>, original: &str) -> Range<usize> {
        let start = self.origins[range.start] as usize;
        let last = self.origins[range.end - 1] as usize;
        start..last + original[last..].chars().next().map_or(0, char::len_utf8)
    }
}

/// The words of a text: runs of letters and digits.
fn word_ranges(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(move |word| super::place::within(text, word))
}

#[cfg(test)]
mod tests {
    use super::Text;
    use crate::value::QuoteState::{Missing, Normalised, Verbatim};

    fn passage(text: &str, quote: &str) -> (crate::value::QuoteState, Option<String>) {
        let found = Text::new(text.to_owned()).find(quote, None, None);
        let slice = |range: std::ops::Range<usize>| text.chars().skip(range.start).take(range.len()).collect();
        (found.place.state, found.place.offsets.map(slice))
    }

    #[test]
    fn quotes_are_found_to_the_letter_or_folded() {
        let text = "Умєров said:\u{a0}“It’s  nearly\nready” – in co\u{ad}operation… Café.";
        for (quote, state, found) in [
            ("Умєров said", Verbatim, Some("Умєров said")),
            ("\"It's nearly ready\" - in", Normalised, Some("“It’s  nearly\nready” – in")),
            ("cooperation...", Normalised, Some("co\u{ad}operation…")),
            ("Cafe\u{301}", Normalised, Some("Café")),
            ("perat", Verbatim, Some("perat")),
            ("eady” – in", Verbatim, Some("eady” – in")),
            ("Cafe", Missing, None),
            ("..", Missing, None),
            ("it’s nearly", Missing, None),
            ("“", Verbatim, Some("“")),
            ("  Умєров ", Verbatim, Some("Умєров")),
        ] {
            assert_eq!(passage(text, quote), (state, found.map(str::to_owned)), "{quote}");
        }
    }

    #[test]
    fn prefix_and_suffix_tell_occurrences_apart() {
        let text = Text::new("He said no. She said no, twice. They said no.".to_owned());
        let at = |prefix, suffix| {
            let found = text.find("said no", prefix, suffix);
            (found.place.offsets.map(|range| range.start), found.occurrences)
        };
        assert_eq!(at(Some("She "), None), (Some(16), 1));
        assert_eq!(at(None, Some(", twice")), (Some(16), 1));
        assert_eq!(at(Some("They"), Some(".")), (Some(37), 1));
        assert_eq!(at(None, None), (Some(3), 3));
        assert_eq!(at(Some("It"), None), (Some(3), 3));
    }

    #[test]
    fn offsets_count_code_points_in_long_texts() {
        let text = format!("{}needle{}", "é ".repeat(5000), " x".repeat(5000));
        let found = Text::new(text).find("needle", None, None);
        assert_eq!(found.place.offsets, Some(10_000..10_006));
    }

    #[test]
    fn the_nearest_passage_of_a_missing_quote_is_told() {
        let text =
            Text::new("The talks began. Envoys from both sides met on Friday in Abu Dhabi. They ended.".to_owned());
        let (nearest, similarity) = text.nearest("Envoys of both sides met Friday in Dubai").unwrap();
        assert!(nearest.contains("both sides met on Friday"), "{nearest}");
        assert!((0.5..1.0).contains(&similarity), "{similarity}");
        assert_eq!(text.nearest("Nothing whatsoever 12345"), None);
    }
}
