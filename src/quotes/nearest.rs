//! The passage that is most like a quote which a text does not have.

use std::collections::{HashMap, VecDeque};
use std::ops::Range;

use super::folded::Folded;

/// The longest quote for which the nearest passage is searched, in words.
const LONGEST_WINDOW: usize = 200;

/// The passage of a folded text that is most like a folded quote, and how like it is, from 0 to 1.
pub(super) fn nearest(text: &Folded, quote: &Folded) -> Option<(Range<usize>, f64)> {
    let wanted = quote.words().take(LONGEST_WINDOW).map(|word| quote.text[word].to_lowercase());
    let range = likest_window(wanted, text)?;
    let similarity = strsim::normalized_levenshtein(&beginning(&quote.text), &beginning(&text.text[range.clone()]));
    Some((range, similarity))
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
