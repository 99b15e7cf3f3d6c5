//! What the parsers take: the text that is still to be read, with its place in the whole and within brackets.

use std::fmt::{self, Display, Formatter};
use std::str::{CharIndices, Chars};

use nom::{Compare, CompareResult, Needed, Offset};

use super::LONGEST;

/// The text that is still to be read.
///
/// It is a pair of machine words, which is passed in registers. What is larger is passed by its address, and compilers
/// up to Rust 1.96 let two calls of closures share one copy of it, although the first may change it
/// (<https://github.com/rust-lang/rust/issues/155241>): one parser tried after another would begin where that one ended.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    whole: &'a &'a str,
    place: Place,
}

/// Where a text lies in the whole, and what stands around it: four numbers in one.
#[derive(Debug, Clone, Copy)]
struct Place(u64);

/// A number within a [`Place`]: its lowest bit, and how many it has.
#[derive(Debug, Clone, Copy)]
struct Field(u32, u32);

const START: Field = Field(0, 24);
const END: Field = Field(24, 24);
const DEPTH: Field = Field(48, 8);
const IN_RULE: Field = Field(56, 1);

const _: () = assert!(LONGEST < 1 << START.1 && size_of::<Input<'_>>() == 2 * size_of::<usize>());

impl Place {
    fn get(self, Field(lowest, bits): Field) -> usize {
        // Each field is narrower than any `usize` of a machine that holds such a text.
        (self.0 >> lowest & ((1 << bits) - 1)) as usize
    }

    fn with(self, field: Field, value: usize) -> Self {
        let Field(lowest, bits) = field;
        debug_assert!(value < 1 << bits);
        let others = self.0 & !(((1 << bits) - 1) << lowest);
        Self(others | (value as u64) << lowest)
    }
}

impl<'a> Input<'a> {
    /// A text from its beginning, at most [`LONGEST`] long.
    pub fn of(whole: &'a &'a str) -> Self {
        Self { whole, place: Place(0).with(END, whole.len()) }
    }

    /// The text itself.
    pub fn text(&self) -> &'a str {
        &self.whole[self.place.get(START)..self.place.get(END)]
    }

    /// Where it begins in the whole, in bytes.
    pub fn offset(&self) -> usize {
        self.place.get(START)
    }

    /// How many brackets are open.
    pub fn depth(&self) -> usize {
        self.place.get(DEPTH)
    }

    /// Whether the innermost of what is open is the body of a rule, which ends where the next rule begins.
    pub fn in_rule(&self) -> bool {
        self.place.get(IN_RULE) != 0
    }

    /// The same text within so many brackets, in the body of a rule or not.
    pub fn within(self, depth: usize, in_rule: bool) -> Self {
        Self { place: self.place.with(DEPTH, depth).with(IN_RULE, usize::from(in_rule)), ..self }
    }

    /// The same text with what stands around another.
    pub fn around(self, other: Self) -> Self {
        self.within(other.depth(), other.in_rule())
    }
}

impl Display for Input<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl<'a> nom::Input for Input<'a> {
    type Item = char;
    type Iter = Chars<'a>;
    type IterIndices = CharIndices<'a>;

    fn input_len(&self) -> usize {
        self.text().len()
    }

    fn take(&self, index: usize) -> Self {
        Self { place: self.place.with(END, self.offset() + index), ..*self }
    }

    fn take_from(&self, index: usize) -> Self {
        Self { place: self.place.with(START, self.offset() + index), ..*self }
    }

    fn take_split(&self, index: usize) -> (Self, Self) {
        (self.take_from(index), self.take(index))
    }

    fn position<P: Fn(char) -> bool>(&self, predicate: P) -> Option<usize> {
        self.text().find(predicate)
    }

    fn iter_elements(&self) -> Chars<'a> {
        self.text().chars()
    }

    fn iter_indices(&self) -> CharIndices<'a> {
        self.text().char_indices()
    }

    fn slice_index(&self, count: usize) -> Result<usize, Needed> {
        self.text().slice_index(count)
    }
}

impl Offset for Input<'_> {
    fn offset(&self, second: &Self) -> usize {
        second.place.get(START) - self.place.get(START)
    }
}

impl Compare<&str> for Input<'_> {
    fn compare(&self, text: &str) -> CompareResult {
        self.text().compare(text)
    }

    fn compare_no_case(&self, text: &str) -> CompareResult {
        self.text().compare_no_case(text)
    }
}
