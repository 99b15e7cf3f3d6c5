//! How texts are cut into words for the full-text search, and where in a text the words of a search stand.
//!
//! SQLite's own tokenizers fold neither ł nor ø nor ß, and take a Chinese sentence for one word. So the words are made
//! here, for what is searched and for what is searched for alike, and SQLite is given nothing but folded words.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use crate::fold::fold_words;
use crate::look::{Matching, Passage};

/// How long a passage around what was found is, in characters.
const PASSAGE: usize = 240;

/// How many characters of a passage stand before the first word that was found, about.
const LEAD: usize = 40;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    /// Its bytes in the text.
    range: Range<usize>,
    /// The word folded.
    folded: String,
}

/// A text as it is indexed: its words, folded, with a space between.
///
/// ```
/// use factfile::fulltext::indexed;
/// assert_eq!(indexed("Russia’s al-Nahyan (Łódź)"), "russia s al nahyan lodz");
/// assert_eq!(indexed("東京で会談"), "東 京 て 会 談");
/// ```
pub fn indexed(text: &str) -> String {
    let mut indexed = String::with_capacity(text.len());
    each_word(text, &mut |_, folded| {
        if !indexed.is_empty() {
            indexed.push(' ');
        }
        indexed.push_str(folded);
    });
    indexed
}

/// What is searched for: phrases of one or more words. What stands together without white space is one phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sought {
    phrases: Vec<Vec<String>>,
}

impl Sought {
    /// Reads what is searched for; none where there is no word in it.
    pub fn read(text: &str) -> Option<Self> {
        let mut phrases: Vec<Vec<String>> = Vec::new();
        for piece in text.split_whitespace() {
            let phrase: Vec<String> = words(piece).into_iter().map(|word| word.folded).collect();
            if !phrase.is_empty() && !phrases.contains(&phrase) {
                phrases.push(phrase);
            }
        }
        (!phrases.is_empty()).then_some(Self { phrases })
    }

    /// How many phrases there are.
    pub fn len(&self) -> usize {
        self.phrases.len()
    }

    /// Whether there is nothing to search for; never so for what [`Sought::read`] gives.
    pub fn is_empty(&self) -> bool {
        self.phrases.is_empty()
    }

    /// The same, as it is matched in that way.
    fn matched(&self, matching: Matching) -> Vec<Vec<String>> {
        match matching {
            Matching::Words | Matching::Beginnings => self.phrases.clone(),
            Matching::SomeWords => self.phrases.iter().flatten().map(|word| vec![word.clone()]).collect(),
        }
    }

    /// The query for FTS5: every word is quoted, so that none of them is a part of its syntax.
    pub fn query(&self, matching: Matching) -> String {
        let (ending, joint) = match matching {
            Matching::Words => ("", " AND "),
            Matching::Beginnings => (" *", " AND "),
            Matching::SomeWords => ("", " OR "),
        };
        let phrases = self.matched(matching);
        // Folded words have no quotation marks.
        let phrases: Vec<String> = phrases.iter().map(|words| format!("\"{}\"{ending}", words.join(" "))).collect();
        phrases.join(joint)
    }

    /// Every place in a text where one of the phrases stands: the phrase's index and its bytes in the text, in order.
    fn places(&self, text: &str, matching: Matching) -> Vec<(usize, Range<usize>)> {
        let phrases = self.matched(matching);
        let words = words(text);
        let mut places: Vec<(usize, Range<usize>)> = Vec::new();
        for at in 0..words.len() {
            let longest = phrases.iter().enumerate().filter(|(_, phrase)| stands_at(&words[at..], phrase, matching));
            let Some((index, phrase)) = longest.max_by_key(|(_, phrase)| phrase.len()) else { continue };
            let range = words[at].range.start..words[at + phrase.len() - 1].range.end;
            if places.last().is_none_or(|(_, before)| before.end <= range.start) {
                places.push((index, range));
            }
        }
        places
    }

    /// The whole of a short text, with the words marked.
    pub fn whole(&self, text: &str, matching: Matching) -> Passage {
        let marks = self.places(text, matching).into_iter().map(|(_, range)| range).collect();
        Passage { text: text.to_owned(), marks, offsets: None, cut: (false, false) }
    }

    /// The part of a text that has most of what is searched for, with its words marked, and at how many places of the
    /// text some of it stands; none where that is nowhere.
    pub fn best_passage(&self, text: &str, matching: Matching) -> Option<(Passage, usize)> {
        let places = self.places(text, matching);
        let found = most_within(&places, PASSAGE - LEAD);
        let first = places.get(found.start)?;
        let part = around(text, first.1.start);
        let within = places[found.start..].iter().map(|(_, range)| range);
        let marks = within.take_while(|range| range.end <= part.end);
        let marks = marks.map(|range| range.start - part.start..range.end - part.start).collect();
        let start = text[..part.start].chars().count();
        let offsets = Some(start..start + text[part.clone()].chars().count());
        let cut = (part.start > 0, part.end < text.len());
        Some((Passage { text: text[part].to_owned(), marks, offsets, cut }, places.len()))
    }
}

/// Whether the words begin with the phrase, whose last word may go on where only beginnings are matched.
fn stands_at(words: &[Word], phrase: &[String], matching: Matching) -> bool {
    let last = phrase.len() - 1;
    words.len() >= phrase.len()
        && words.iter().zip(phrase).enumerate().all(|(at, (word, sought))| match matching {
            Matching::Beginnings if at == last => word.folded.starts_with(sought),
            _ => word.folded == *sought,
        })
}

/// The run of places within `length` bytes that has most phrases, then most places; the first of those.
fn most_within(places: &[(usize, Range<usize>)], length: usize) -> Range<usize> {
    let mut best = (0, 0, 0..0);
    let mut end = 0;
    for start in 0..places.len() {
        let limit = places[start].1.start + length;
        end = end.max(start + 1);
        while places.get(end).is_some_and(|(_, range)| range.end <= limit) {
            end += 1;
        }
        let mut phrases: Vec<usize> = places[start..end].iter().map(|(phrase, _)| *phrase).collect();
        phrases.sort_unstable();
        phrases.dedup();
        if (phrases.len(), end - start) > (best.0, best.1) {
            best = (phrases.len(), end - start, start..end);
        }
    }
    best.2
}

/// The bytes of the passage around the byte `at`: whole words, and a whole sentence's beginning where it is near.
fn around(text: &str, at: usize) -> Range<usize> {
    let lead = text[..at].char_indices().rev().nth(LEAD - 1).map_or(0, |(start, _)| start);
    let sentence = text[lead..at].rfind(['.', '!', '?', '\n', '。', '！', '？']).map(|stop| lead + stop);
    let start = match sentence {
        Some(stop) => stop + text[stop..].chars().next().map_or(0, char::len_utf8),
        None if lead == 0 => 0,
        None => text[lead..at].find(char::is_whitespace).map_or(lead, |space| lead + space),
    };
    let start = start + (text[start..].len() - text[start..].trim_start().len()).min(at - start);
    let limit = text[start..].char_indices().nth(PASSAGE).map_or(text.len(), |(end, _)| start + end);
    let end = match text[at..limit].rfind(char::is_whitespace) {
        Some(space) if limit < text.len() && space > 0 => at + space,
        _ => limit,
    };
    let end = start + text[start..end].trim_end().len();
    start..end.max(start)
}

/// The words of a text, in order. A word that folds to several is several at the same place.
fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    each_word(text, &mut |range, folded| found.push(Word { range, folded: folded.to_owned() }));
    found
}

/// Shows the words of a text in order, each with its bytes and folded.
fn each_word(text: &str, visit: &mut impl FnMut(Range<usize>, &str)) {
    let mut open: Option<Range<usize>> = None;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        match &mut open {
            Some(word) if is_combining_mark(c) || continues_syllable(c) => word.end = end,
            _ if is_unsegmented(c) => {
                close(text, &mut open, visit);
                open = Some(at..end);
            }
            Some(word) if c.is_alphanumeric() && !ends_unsegmented(text, word) => word.end = end,
            // A mark that no letter stands before folds to nothing.
            _ if c.is_alphanumeric() && !is_combining_mark(c) => {
                close(text, &mut open, visit);
                open = Some(at..end);
            }
            Some(word) if is_apostrophe(c) && joins(&text[end..]) && !ends_unsegmented(text, word) => {}
            _ => close(text, &mut open, visit),
        }
    }
    close(text, &mut open, visit);
}

/// Ends the open word, if there is one.
fn close(text: &str, open: &mut Option<Range<usize>>, visit: &mut impl FnMut(Range<usize>, &str)) {
    let Some(range) = open.take() else { return };
    let folded = fold_words(&text[range.clone()]);
    let each = folded.split(' ').filter(|word| word.contains(char::is_alphanumeric));
    each.for_each(|word| visit(range.clone(), word));
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{02BC}')
}

/// Whether an apostrophe before `rest` is within a word: al-Sa’ud and O’Brien are one word behind it, but Russia’s is
/// Russia.
fn joins(rest: &str) -> bool {
    let mut letters = rest.chars();
    match letters.next() {
        Some('s' | 'S') => letters.next().is_some_and(char::is_alphanumeric),
        Some(c) => c.is_alphanumeric() && !is_unsegmented(c),
        None => false,
    }
}

fn ends_unsegmented(text: &str, word: &Range<usize>) -> bool {
    text[word.clone()].chars().next().is_some_and(is_unsegmented)
}

/// Vowels and final consonants of Korean syllables that are written in parts.
fn continues_syllable(c: char) -> bool {
    matches!(c, '\u{1160}'..='\u{11FF}')
}

/// Whether a letter is of a writing in which words are not set apart by spaces, or, as in Korean, not from the
/// particles behind them: each letter is then a word of its own, and a word is a phrase of letters.
fn is_unsegmented(c: char) -> bool {
    matches!(c,
        '\u{0E01}'..='\u{0E4E}' | '\u{0E81}'..='\u{0ECE}' | '\u{0EDC}'..='\u{0EDF}' // Thai, Lao
        | '\u{1000}'..='\u{103F}' | '\u{1050}'..='\u{108F}' // Burmese
        | '\u{1100}'..='\u{115F}' | '\u{3131}'..='\u{318E}' | '\u{AC00}'..='\u{D7A3}' // Hangul
        | '\u{1780}'..='\u{17D3}' // Khmer
        | '\u{2E80}'..='\u{2FDF}' | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}' // Han
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}'
        | '\u{3041}'..='\u{3096}' | '\u{309D}'..='\u{309F}' | '\u{30A1}'..='\u{30FA}' | '\u{30FC}'..='\u{30FF}' // kana
        | '\u{31F0}'..='\u{31FF}' | '\u{FF66}'..='\u{FF9D}'
        | '\u{3105}'..='\u{312F}') // Bopomofo
        && c.is_alphanumeric()
        && !is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert, proptest};
    use unicode_normalization::UnicodeNormalization;

    use super::{Sought, indexed};
    use crate::look::Matching;

    fn query(text: &str) -> String {
        Sought::read(text).map(|sought| sought.query(Matching::Words)).unwrap_or_default()
    }

    fn marked(sought: &str, text: &str, matching: Matching) -> String {
        let passage = Sought::read(sought).unwrap().whole(text, matching);
        let words: Vec<&str> = passage.marks.iter().map(|mark| &text[mark.clone()]).collect();
        words.join("|")
    }

    #[test]
    fn letters_that_unicode_does_not_decompose_are_folded() {
        assert_eq!(indexed("УМЄРОВ Łódź Straße Işık Øresund Erdoğan"), "умєров lodz strasse isik oresund erdogan");
    }

    #[test]
    fn an_apostrophe_joins_but_for_a_possessive() {
        assert_eq!(indexed("Russia's O’Brien al-Sa'ud envoys' 's"), "russia s obrien al saud envoys s");
    }

    #[test]
    fn scripts_without_spaces_are_cut_letter_by_letter() {
        let composed: String = indexed("2026年1月 서울에서 กรุง").nfc().collect();
        assert_eq!(composed, "2026 年 1 月 서 울 에 서 ก ร ง");
        assert_eq!(query("東京"), "\"東 京\"");
        assert_eq!(marked("東京", "昨日、東京で会談", Matching::Words), "東京");
        // Written in parts or whole, a syllable is the same word.
        assert_eq!(indexed("\u{1109}\u{1165}\u{110B}\u{116E}\u{11AF}"), indexed("서울"));
        assert_eq!(indexed("か\u{3099}"), indexed("が"));
    }

    #[test]
    fn nothing_that_is_sought_is_syntax() {
        assert_eq!(
            query("al-nahyan NEAR(a b) \"x* OR title:y"),
            "\"al nahyan\" AND \"near a\" AND \"b\" AND \"x\" AND \"or\" AND \"title y\""
        );
        assert_eq!(Sought::read(" -- \"*\" … ! "), None);
        assert_eq!(Sought::read(""), None);
    }

    #[test]
    fn beginnings_and_single_words_are_marked_as_they_were_matched() {
        assert_eq!(marked("envoy", "Envoys and an envoy", Matching::Words), "envoy");
        assert_eq!(marked("envoy", "Envoys and an envoy", Matching::Beginnings), "Envoys|envoy");
        assert_eq!(marked("al-nahyan", "Al Nahyan, al-Nahyan, Nahyan", Matching::Words), "Al Nahyan|al-Nahyan");
        assert_eq!(marked("al-nahyan", "Nahyan", Matching::SomeWords), "Nahyan");
    }

    #[test]
    fn the_passage_with_most_of_the_words_is_shown() {
        let filler = "Nothing of note was said by anybody on that long and tiresome day. ".repeat(20);
        let text = format!("The talks began. {filler}Then the envoys held talks in Geneva. {filler}");
        let (passage, places) = Sought::read("envoys talks").unwrap().best_passage(&text, Matching::Words).unwrap();
        assert!(passage.text.starts_with("Then the envoys held talks in Geneva."), "{}", passage.text);
        assert_eq!((passage.cut, places), ((true, true), 3));
        let offsets = passage.offsets.unwrap();
        let shown: String = text.chars().skip(offsets.start).take(offsets.len()).collect();
        assert_eq!(shown, passage.text);
    }

    proptest! {
        #[test]
        fn a_text_is_found_by_any_of_its_pieces(text in any::<String>(), piece in any::<proptest::sample::Index>()) {
            let pieces: Vec<&str> = text.split_whitespace().collect();
            if !pieces.is_empty()
                && let Some(sought) = Sought::read(pieces[piece.index(pieces.len())])
            {
                let found = sought.best_passage(&text, Matching::Words);
                prop_assert!(found.is_some());
                let (passage, places) = found.unwrap();
                prop_assert!(places > 0 && !passage.marks.is_empty());
                for mark in &passage.marks {
                    prop_assert!(passage.text.get(mark.clone()).is_some());
                }
            }
        }

        #[test]
        fn folded_words_are_only_letters_and_digits(text in any::<String>()) {
            prop_assert!(indexed(&text).chars().all(|c| c == ' ' || c.is_alphanumeric()));
        }
    }
}
