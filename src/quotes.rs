//! Whether a document has a quote, and where: to the letter, or but for white space, quotation marks and dashes.

use std::collections::{HashMap, VecDeque};
use std::ops::Range;

use unicode_normalization::char::decompose_canonical;

use crate::source::within;
use crate::value::QuoteState;

/// How many bytes of two places are compared when they are put in order. Without a limit, a text that repeats itself
/// would take quadratic time.
const COMPARED: usize = 64;

/// At how many bytes apart the code points before a place are known.
const COUNTED: usize = 1024;

/// The longest quote for which the nearest passage is searched, in words.
const LONGEST_WINDOW: usize = 200;

/// A document's text, ready for many quotes.
pub(crate) struct Text {
    original: String,
    folded: Folded,
    /// Code points before each [`COUNTED`] bytes of the original.
    counts: Vec<usize>,
    /// Where words begin in the folded text, in the order of what follows.
    words: Vec<u32>,
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
        let folded = Folded::new(&original);
        let mut words: Vec<u32> = folded.words().map(|word| word.start as u32).collect();
        words.sort_by(|a, b| folded.begin_at(*a as usize).cmp(folded.begin_at(*b as usize)));
        let counts = counts(&original);
        Text { original, folded, counts, words }
    }

    /// How much memory it takes, about, in bytes.
    pub(crate) fn size(&self) -> usize {
        self.original.len() + self.folded.text.len() * 5 + self.words.len() * 4
    }

    /// Where a quote stands; `prefix` and `suffix` tell apart several occurrences.
    pub(crate) fn find(&self, quote: &str, prefix: Option<&str>, suffix: Option<&str>) -> Found {
        let quote = quote.trim();
        let folded = Folded::new(quote);
        let around = Around::new(prefix, suffix);
        let (mut all, mut fitting) = (Seen::default(), Seen::default());
        self.occurrences(folded.text.trim(), &mut |range| {
            let original = self.folded.original(&range, &self.original);
            let verbatim = self.original[original.clone()] == *quote;
            all.add(&original, verbatim);
            if around.fits(&self.folded.text, &range) {
                fitting.add(&original, verbatim);
            }
        });
        let seen = if fitting.is_empty() { all } else { fitting };
        let (state, first, occurrences) = seen.best();
        let offsets = first.map(|range| self.code_points(range.start)..self.code_points(range.end));
        Found { place: Place { state, offsets }, occurrences }
    }

    /// The passage most like a quote that the text does not have, and how like it is, from 0 to 1.
    pub(crate) fn nearest(&self, quote: &str) -> Option<(String, f64)> {
        let quote = Folded::new(quote.trim());
        let wanted = quote.words().take(LONGEST_WINDOW).map(|word| quote.text[word].to_lowercase());
        let range = likest_window(wanted, &self.folded)?;
        let similarity =
            strsim::normalized_levenshtein(&beginning(&quote.text), &beginning(&self.folded.text[range.clone()]));
        Some((self.original[self.folded.original(&range, &self.original)].to_owned(), similarity))
    }

    /// Shows where the folded quote occurs in the folded text, in no order.
    fn occurrences(&self, quote: &str, visit: &mut dyn FnMut(Range<usize>)) {
        if quote.is_empty() {
            return;
        }
        // A quote may begin within a word; then its second word is the first that the text has as a word.
        for word in word_ranges(quote).take(2) {
            if self.by_word(quote, word.start, visit) {
                return;
            }
        }
        if word_ranges(quote).nth(1).is_none() {
            for (at, found) in self.folded.text.match_indices(quote) {
                self.show(at..at + found.len(), visit);
            }
        }
    }

    /// Shows where the quote occurs such that its byte `begin` is the beginning of a word; says whether it does.
    fn by_word(&self, quote: &str, begin: usize, visit: &mut dyn FnMut(Range<usize>)) -> bool {
        let key = &quote.as_bytes()[begin..];
        let key = &key[..key.len().min(COMPARED)];
        let at = |place: &u32| {
            let begin = self.folded.begin_at(*place as usize);
            &begin[..begin.len().min(key.len())]
        };
        let first = self.words.partition_point(|place| at(place) < key);
        let fitting = self.words[first..].iter().take_while(|place| at(place) == key);
        let mut found = false;
        for start in fitting.filter_map(|place| (*place as usize).checked_sub(begin)) {
            if self.folded.text.as_bytes()[start..].starts_with(quote.as_bytes()) {
                found |= self.show(start..start + quote.len(), visit);
            }
        }
        found
    }

    /// Shows an occurrence, unless it begins or ends within a character of the original.
    fn show(&self, range: Range<usize>, visit: &mut dyn FnMut(Range<usize>)) -> bool {
        let whole = self.folded.is_whole(&range);
        if whole {
            visit(range);
        }
        whole
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

/// What stands around a quote, folded; empty where nothing is said of it.
struct Around {
    prefix: String,
    suffix: String,
}

impl Around {
    fn new(prefix: Option<&str>, suffix: Option<&str>) -> Self {
        let fold = |text: Option<&str>| text.map(|text| Folded::new(text).text.trim().to_owned()).unwrap_or_default();
        Around { prefix: fold(prefix), suffix: fold(suffix) }
    }

    fn fits(&self, text: &str, range: &Range<usize>) -> bool {
        text[..range.start].trim_end().ends_with(&self.prefix)
            && text[range.end..].trim_start().starts_with(&self.suffix)
    }
}

/// Occurrences of a quote: how many, and the first, those to the letter apart.
#[derive(Default)]
struct Seen {
    verbatim: (usize, Option<Range<usize>>),
    normalised: (usize, Option<Range<usize>>),
}

impl Seen {
    fn add(&mut self, range: &Range<usize>, verbatim: bool) {
        let (count, first) = if verbatim { &mut self.verbatim } else { &mut self.normalised };
        *count += 1;
        if first.as_ref().is_none_or(|first| range.start < first.start) {
            *first = Some(range.clone());
        }
    }

    fn is_empty(&self) -> bool {
        self.verbatim.0 + self.normalised.0 == 0
    }

    /// The state of the quote, its first occurrence in that state, and how many of these there are.
    fn best(self) -> (QuoteState, Option<Range<usize>>, usize) {
        match (self.verbatim, self.normalised) {
            ((0, _), (0, _)) => (QuoteState::Missing, None, 0),
            ((0, _), (count, first)) => (QuoteState::Normalised, first, count),
            ((count, first), _) => (QuoteState::Verbatim, first, count),
        }
    }
}

/// The passage with as many words as are wanted that has the most words in common with them; none that has nothing.
fn likest_window(wanted: impl Iterator<Item = String>, text: &Folded) -> Option<Range<usize>> {
    let mut missing: HashMap<String, i64> = HashMap::new();
    let mut length = 0;
    for word in wanted {
        *missing.entry(word).or_default() += 1;
        length += 1;
    }
    let mut window: VecDeque<Range<usize>> = VecDeque::with_capacity(length + 1);
    let (mut common, mut best, mut likest) = (0_usize, 0, None);
    let mut lower = String::new();
    for word in text.words() {
        if let Some(count) = count_of(&mut missing, &text.text[word.clone()], &mut lower) {
            common += usize::from(*count > 0);
            *count -= 1;
        }
        window.push_back(word);
        if window.len() > length
            && let Some(gone) = window.pop_front()
            && let Some(count) = count_of(&mut missing, &text.text[gone], &mut lower)
        {
            *count += 1;
            common -= usize::from(*count > 0);
        }
        if common > best {
            best = common;
            likest = window.front().zip(window.back()).map(|(first, last)| first.start..last.end);
        }
    }
    likest
}

/// How often a word, in lower case, is wanted yet; `lower` is room to work in.
fn count_of<'m>(missing: &'m mut HashMap<String, i64>, word: &str, lower: &mut String) -> Option<&'m mut i64> {
    lower.clear();
    lower.extend(word.chars().flat_map(char::to_lowercase));
    missing.get_mut(lower.as_str())
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
    words.map(move |word| within(text, word))
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
