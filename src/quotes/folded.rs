//! A text with all that may differ folded away, and where each of its bytes comes from.

use std::ops::Range;

use unicode_normalization::char::{decompose_canonical, decompose_compatible};

use crate::fold::is_unseen;
use crate::source::{floor_boundary, within};

/// What becomes of a hyphen at the end of a line within a word, and of the line's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Breaks {
    /// Both go; before a capital the hyphen stays: `negotia-\ntions` is `negotiations`.
    Joined,
    /// The hyphen stays: `cease-\nfire` is `cease-fire`.
    Hyphened,
    /// The hyphen stays, and the end is a space like any other: `negotia-\ntions` is `negotia- tions`.
    Spaced,
    /// Both go, and so does every hyphen within a word: where one line's hyphen belongs to the word and another's does
    /// not. What is found so is to be compared by [`is_broken_alike`].
    Unhyphened,
    /// Both become one [`MARK`].
    Marked,
}

/// Stands for a hyphen at the end of a line, which may belong to the word or not. No text has it.
const MARK: char = '\0';

/// A folded text.
pub(super) struct Folded {
    pub(super) text: String,
    /// Where the bytes come from, in pieces, each up to the next.
    pieces: Vec<Piece>,
    /// Whether lines end within words.
    pub(super) has_breaks: bool,
}

/// A part of a folded text.
#[derive(Debug, Clone, Copy)]
struct Piece {
    /// Its first byte.
    at: u32,
    /// Where that comes from in the original.
    origin: u32,
    /// Whether all of its bytes come from the one character there; otherwise it is byte for byte that long there.
    of_one: bool,
}

/// A character of the original: where it is, and how long.
#[derive(Debug, Clone, Copy)]
struct Origin {
    at: usize,
    length: usize,
}

impl Folded {
    pub(super) fn new(original: &str, breaks: Breaks) -> Self {
        let mut folded = Folded { text: String::with_capacity(original.len()), pieces: Vec::new(), has_breaks: false };
        let mut behind = 0;
        for (at, c) in original.char_indices() {
            if at < behind {
                continue;
            }
            let origin = Origin { at, length: c.len_utf8() };
            match folded.goes_on_behind(c, &original[at + origin.length..]) {
                None if breaks == Breaks::Unhyphened && folded.is_within_word(c, &original[at + origin.length..]) => {}
                None => folded.add(c, origin, true),
                Some(_) if breaks == Breaks::Spaced => folded.add(c, origin, true),
                Some((gap, next)) => {
                    behind = at + origin.length + gap;
                    if breaks == Breaks::Marked {
                        folded.push(MARK, origin, true);
                    } else if breaks != Breaks::Unhyphened
                        && c != SOFT_HYPHEN
                        && (breaks == Breaks::Hyphened || next.is_uppercase())
                    {
                        folded.push('-', origin, true);
                    }
                }
            }
        }
        folded
    }

    /// Whether a character is a hyphen between letters.
    fn is_within_word(&self, c: char, rest: &str) -> bool {
        matches!(c, '-' | '\u{2010}')
            && self.text.ends_with(char::is_alphabetic)
            && rest.chars().next().is_some_and(char::is_alphabetic)
    }

    /// Where a hyphen at the end of a line breaks a word, how many bytes of white space follow it, and the letter behind
    /// these.
    fn goes_on_behind(&mut self, c: char, rest: &str) -> Option<(usize, char)> {
        if !matches!(c, '-' | '\u{2010}' | SOFT_HYPHEN) || !rest.starts_with(char::is_whitespace) {
            return None;
        }
        let behind = rest.trim_start();
        let gap = rest.len() - behind.len();
        let next = behind.chars().next().filter(|next| next.is_alphabetic())?;
        if !self.text.ends_with(char::is_alphabetic) || !rest[..gap].contains(is_line_end) {
            return None;
        }
        self.has_breaks = true;
        Some((gap, next))
    }

    /// Adds what a character is folded to; `alone` says that it is the one of the original, or the only one for it.
    fn add(&mut self, c: char, origin: Origin, alone: bool) {
        match c {
            '-' => self.add_dash(origin, alone),
            ' '..='~' if !matches!(c, ' ' | '"' | '`') => self.push(c, origin, alone),
            _ if c.is_whitespace() => {
                if !self.text.ends_with(' ') {
                    self.push(' ', origin, alone);
                }
            }
            _ if is_unseen(c) => {}
            _ if is_quotation_mark(c) => self.push('\'', origin, alone),
            _ if is_dash(c) => self.push('-', origin, alone),
            '\u{2026}' | '\u{22EF}' => (0..3).for_each(|_| self.push('.', origin, false)),
            _ if is_variant(c) => decompose_compatible(c, |part| match is_variant(part) {
                true => self.push(part, origin, false),
                false => self.add(part, origin, false),
            }),
            _ => decompose_canonical(c, |part| self.push(part, origin, alone && part == c)),
        }
    }

    /// Adds a hyphen; two or more of them stand for a dash.
    fn add_dash(&mut self, origin: Origin, alone: bool) {
        if !self.text.ends_with('-') {
            self.push('-', origin, alone);
        }
    }

    fn push(&mut self, c: char, origin: Origin, alone: bool) {
        let at = self.text.len();
        let of_one = !(alone && c.len_utf8() == origin.length);
        let goes_on = self.pieces.last().is_some_and(|last| {
            let next = if last.of_one { last.origin as usize } else { last.origin as usize + at - last.at as usize };
            last.of_one == of_one && next == origin.at
        });
        if !goes_on {
            self.pieces.push(Piece { at: at as u32, origin: origin.at as u32, of_one });
        }
        self.text.push(c);
    }

    /// How much memory it takes, in bytes.
    pub(super) fn size(&self) -> usize {
        self.text.capacity() + self.pieces.capacity() * size_of::<Piece>()
    }

    /// The words: runs of letters and digits.
    pub(super) fn words(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        word_ranges(&self.text)
    }

    /// Whether a range begins and ends between characters of the original.
    pub(super) fn is_whole(&self, range: &Range<usize>, original: &str) -> bool {
        let between =
            |at: usize| at == 0 || at == self.text.len() || self.origin(at - 1, original) != self.origin(at, original);
        between(range.start) && between(range.end)
    }

    /// The bytes of the original that a range comes from; it is not empty.
    pub(super) fn original(&self, range: &Range<usize>, original: &str) -> Range<usize> {
        let start = self.origin(range.start, original);
        let last = self.origin(range.end - 1, original);
        let mut end = last + original[last..].chars().next().map_or(0, char::len_utf8);
        if original[last..].starts_with('-') {
            end += original[end..].len() - original[end..].trim_start_matches('-').len();
        }
        start..end
    }

    /// Where the character begins that a byte comes from.
    fn origin(&self, byte: usize, original: &str) -> usize {
        let behind = self.pieces.partition_point(|piece| piece.at as usize <= byte);
        match self.pieces.get(behind.wrapping_sub(1)) {
            Some(piece) if piece.of_one => piece.origin as usize,
            Some(piece) => floor_boundary(original, piece.origin as usize + byte - piece.at as usize),
            None => 0,
        }
    }
}

/// Whether two texts differ in nothing but which of the hyphens at the ends of lines belong to their words.
pub(super) fn is_broken_alike(one: &str, other: &str) -> bool {
    let (one, other) = (Folded::new(one, Breaks::Marked), Folded::new(other, Breaks::Marked));
    let (mut one, mut other) = (one.text.chars().peekable(), other.text.chars().peekable());
    loop {
        match (one.peek().copied(), other.peek().copied()) {
            (None, None) => return true,
            (Some(MARK), next) => {
                one.next();
                other.next_if(|_| matches!(next, Some(MARK | '-')));
            }
            (next, Some(MARK)) => {
                other.next();
                one.next_if(|_| next == Some('-'));
            }
            (a, b) if a == b => {
                one.next();
                other.next();
            }
            _ => return false,
        }
    }
}

/// The words of a text: runs of letters and digits.
pub(super) fn word_ranges(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(move |word| within(text, word))
}

/// Whether a line ends with a character.
fn is_line_end(c: char) -> bool {
    matches!(c, '\n'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

const SOFT_HYPHEN: char = '\u{AD}';

/// Quotation marks of all kinds, apostrophes, and primes, which stand for them.
fn is_quotation_mark(c: char) -> bool {
    matches!(
        c,
        '"' | '`'
            | '\u{AB}'
            | '\u{B4}'
            | '\u{BB}'
            | '\u{2B9}'..='\u{2BF}'
            | '\u{2C8}'
            | '\u{2CA}'
            | '\u{2CB}'
            | '\u{2EE}'
            | '\u{5F3}'
            | '\u{5F4}'
            | '\u{2018}'..='\u{201F}'
            | '\u{2032}'..='\u{2037}'
            | '\u{2039}'
            | '\u{203A}'
            | '\u{2057}'
            | '\u{275B}'..='\u{2760}'
            | '\u{276E}'
            | '\u{276F}'
            | '\u{2E42}'
            | '\u{300C}'..='\u{300F}'
            | '\u{301D}'..='\u{301F}'
            | '\u{FE41}'..='\u{FE44}'
    )
}

/// Hyphens and dashes, the minus sign among them.
fn is_dash(c: char) -> bool {
    matches!(
        c,
        '\u{58A}' | '\u{5BE}' | '\u{1806}' | '\u{2010}'
            ..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{2E3A}' | '\u{2E3B}' | '\u{FE58}' | '\u{FE63}'
    )
}

/// Letters and signs that typesetting makes of others: ligatures, digraphs, forms that Arabic letters take by their place,
/// full and half width.
fn is_variant(c: char) -> bool {
    matches!(
        c,
        '\u{132}' | '\u{133}' | '\u{149}' | '\u{1C4}'..='\u{1CC}' | '\u{1F1}'..='\u{1F3}'
            | '\u{FB00}'..='\u{FB06}' | '\u{FB13}'..='\u{FB17}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE30}'..='\u{FE40}'
            | '\u{FE45}'..='\u{FE57}' | '\u{FE59}'..='\u{FE62}' | '\u{FE64}'..='\u{FEFC}' | '\u{FF01}'..='\u{FFEE}'
    )
}
