//! Text that was written by a user, and places in it.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

/// A range of byte offsets into a [`Source`]'s text, on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset behind the last byte.
    pub end: usize,
}

impl Span {
    /// The span from `start` up to `end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The smallest span that covers both.
    pub fn to(self, other: Span) -> Span {
        Span::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// The same span as a range.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

/// A syntax node with the place it was read from. The place never counts in comparisons: two trees are equal
/// when they say the same, wherever they stand.
#[derive(Debug, Clone, Copy)]
pub struct Spanned<T> {
    /// What was read.
    pub node: T,
    /// Where it stands.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Puts a node at a place.
    pub fn new(node: T, span: Span) -> Self {
        Self { node, span }
    }
}

impl<T: PartialEq> PartialEq for Spanned<T> {
    fn eq(&self, other: &Self) -> bool {
        self.node == other.node
    }
}

/// A named text: a script, a line at the prompt, a record file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// How errors call it: a file's path, or `<prompt>`.
    pub name: String,
    /// The whole text, or the part of it that errors need.
    pub text: String,
    /// Line number of the text's first line, from 1.
    pub first_line: usize,
    /// Column of the text's first character in that line, from 1.
    pub first_column: usize,
    /// The file that it was read from; none for what was typed or came from a pipe.
    pub file: Option<PathBuf>,
    /// The script that included it.
    pub included_by: Option<Arc<Source>>,
}

impl Source {
    /// A source whose text begins at line 1.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        Self::starting_at(name, text, 1)
    }

    /// A source that is an excerpt: its text begins at line `first_line` of the named file.
    pub fn starting_at(name: impl Into<String>, text: impl Into<String>, first_line: usize) -> Arc<Self> {
        Self::excerpt(name, text, first_line, 1)
    }

    /// A source that is an excerpt from within a line: its text begins at that line and column of the named file.
    pub fn excerpt(
        name: impl Into<String>,
        text: impl Into<String>,
        first_line: usize,
        first_column: usize,
    ) -> Arc<Self> {
        let (name, text) = (name.into(), text.into());
        Arc::new(Self { name, text, first_line, first_column, file: None, included_by: None })
    }

    /// A script that was read from a file, and the script that included it.
    pub fn of_file(file: PathBuf, text: impl Into<String>, included_by: Option<Arc<Source>>) -> Arc<Self> {
        let (name, text) = (file.display().to_string(), text.into());
        Arc::new(Self { name, text, first_line: 1, first_column: 1, file: Some(file), included_by })
    }

    /// The script, and those that included it, the nearest first.
    pub fn chain(&self) -> impl Iterator<Item = &Source> {
        std::iter::successors(Some(self), |source| source.included_by.as_deref())
    }

    /// Line and column of a byte offset, both from 1; the column counts characters.
    pub fn line_column(&self, offset: usize) -> (usize, usize) {
        let before = &self.text[..floor_boundary(&self.text, offset)];
        let line = before.matches('\n').count();
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let first_column = if line == 0 { self.first_column } else { 1 };
        (self.first_line + line, before[start..].chars().count() + first_column)
    }
}

/// The nearest character boundary at or before `offset`, at most the text's length.
pub(crate) fn floor_boundary(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The bytes of a part of `whole`, which it was cut from.
pub(crate) fn within(whole: &str, part: &str) -> std::ops::Range<usize> {
    let start = part.as_ptr() as usize - whole.as_ptr() as usize;
    start..start + part.len()
}
