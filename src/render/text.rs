//! What all forms of output share: the look, wrapping, counts, and stored text made safe to show.

use std::ops::Range;

use anstyle::{AnsiColor, Color};
use textwrap::{Options, WordSplitter};

use crate::diagnostic::reorders;

/// How text is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether terminal colours may be used.
    pub colour: bool,
    /// How many columns there are.
    pub width: usize,
}

/// The fewest columns that text is laid out for: a narrower terminal wraps by itself.
const NARROWEST: usize = 20;

impl Style {
    /// Without colours, for `width` columns.
    pub fn plain(width: usize) -> Self {
        Self { colour: false, width }
    }

    /// Text that stands back: counts, rules, citations.
    pub fn quiet(&self, text: &str) -> String {
        self.paint(anstyle::Style::new().dimmed(), text)
    }

    /// Text that stands out: headings.
    pub fn strong(&self, text: &str) -> String {
        self.paint(anstyle::Style::new().bold(), text)
    }

    /// Text that warns: what is denied, what is missing.
    pub fn warning(&self, text: &str) -> String {
        self.paint(anstyle::Style::new().fg_color(Some(Color::Ansi(AnsiColor::Red))), text)
    }

    /// What a question was read as, its lines wrapped.
    pub fn reading(&self, canonical: &str) -> String {
        self.hanging(" read as ", &visible(canonical))
    }

    /// Running text, its lines wrapped, one column in.
    pub fn paragraph(&self, text: &str) -> String {
        self.hanging(" ", text)
    }

    /// Words marked in running text: in colour, or between asterisks where there is none.
    pub(super) fn marked(&self, text: &str) -> String {
        match self.colour {
            true => self.paint(anstyle::Style::new().bold().fg_color(Some(Color::Ansi(AnsiColor::Cyan))), text),
            false => format!("*{text}*"),
        }
    }

    fn paint(&self, look: anstyle::Style, text: &str) -> String {
        match self.colour && !text.is_empty() {
            true => format!("{look}{text}{look:#}"),
            false => text.to_owned(),
        }
    }

    /// Wraps text to the width: the first line after `first`, all others after as many spaces as `first` is wide. A
    /// no-break space holds its neighbours together and is then shown as a space.
    pub(super) fn hanging(&self, first: &str, text: &str) -> String {
        let indent = " ".repeat(textwrap::core::display_width(first));
        // Dates and keys are not to be broken at their hyphens.
        let options = Options::new(self.columns())
            .initial_indent(first)
            .subsequent_indent(&indent)
            .word_splitter(WordSplitter::NoHyphenation);
        textwrap::fill(text, options).replace('\u{A0}', " ")
    }

    /// The width that text is laid out for.
    pub(super) fn columns(&self) -> usize {
        self.width.max(NARROWEST)
    }
}

/// A number with its thousands set apart: `1,234,567`.
pub fn number(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> = (0..digits.len().div_ceil(3))
        .rev()
        .map(|group| &digits[digits.len().saturating_sub(3 * (group + 1))..digits.len() - 3 * group])
        .collect();
    groups.join(",")
}

/// A number of things: `no rows`, `1 row`, `1,234 rows`.
pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    match count {
        0 => format!("no {many}"),
        1 => format!("1 {one}"),
        _ => format!("{} {many}", number(count)),
    }
}

/// Stored text as it may be shown on a terminal: control characters become their pictures (␛ for escape), and
/// characters that reorder what stands beside them become their code.
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{0}'..='\u{1F}' => shown.extend(char::from_u32(0x2400 + u32::from(c))),
            '\u{7F}' => shown.push('\u{2421}'),
            _ if c.is_control() || reorders(c) => shown.push_str(&format!("⟨U+{:04X}⟩", u32::from(c))),
            _ => shown.push(c),
        }
    }
    shown
}

/// Running text as it may be shown, with words marked: like [`visible`], but line ends and tabs are spaces. `marks`
/// are byte ranges into `text`, in order, none overlapping.
pub(super) fn running(text: &str, marks: &[Range<usize>], style: &Style) -> String {
    let shown = |part: &str| visible(&part.replace(['\n', '\r', '\t'], " "));
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for mark in marks {
        let (Some(before), Some(words)) = (text.get(at..mark.start), text.get(mark.clone())) else { continue };
        out.push_str(&shown(before));
        out.push_str(&style.marked(&shown(words)));
        at = mark.end;
    }
    out.push_str(&shown(text.get(at..).unwrap_or_default()));
    out
}

#[cfg(test)]
mod tests {
    use super::{Style, number, running, visible};

    #[test]
    fn thousands_are_set_apart() {
        let shown: Vec<String> = [0, 7, 999, 1_000, 12_345, 1_234_567].into_iter().map(number).collect();
        assert_eq!(shown, ["0", "7", "999", "1,000", "12,345", "1,234,567"]);
    }

    #[test]
    fn nothing_stored_reaches_the_terminal_as_a_command() {
        assert_eq!(visible("a\u{1b}[31mb\u{7f}\u{9b}\u{202e}c"), "a␛[31mb␡⟨U+009B⟩⟨U+202E⟩c");
    }

    #[test]
    fn marks_keep_their_words_whatever_stands_between() {
        let text = "One\u{1b}\nman — two";
        let mark = text.find("man").unwrap();
        let marks = [mark..mark + 3, text.len() - 3..text.len()];
        assert_eq!(running(text, &marks, &Style::plain(80)), "One␛ *man* — *two*");
    }

    #[test]
    fn a_mark_off_the_text_is_dropped() {
        assert_eq!(running("é", &[0..1, 5..9], &Style::plain(80)), "é");
    }
}
