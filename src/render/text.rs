//! What all forms of output share: the look, wrapping, counts, and stored text made safe to show.

use std::borrow::Cow;
use std::ops::Range;

use anstyle::{AnsiColor, Color};
use textwrap::core::display_width;
use textwrap::{Options, WordSplitter};

use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::unseen::{is_unseen, reorders, shapes};

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

    /// Text that is as it should be: what was added.
    pub fn good(&self, text: &str) -> String {
        self.paint(anstyle::Style::new().fg_color(Some(Color::Ansi(AnsiColor::Green))), text)
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

    /// Words that lead to an address on the web, where there is a terminal to show them so; `id` tells a terminal that all
    /// words of a line that is wrapped are one link. An address with anything in it that a terminal might take for a
    /// command is none.
    pub(super) fn link(&self, url: &str, id: &str, words: &str) -> String {
        if !self.colour || !is_web_address(url) {
            return words.to_owned();
        }
        let word = |word: &str| format!("\u{1b}]8;id={id};{url}\u{1b}\\{word}\u{1b}]8;;\u{1b}\\");
        words
            .split(' ')
            .map(|part| if part.is_empty() { String::new() } else { word(part) })
            .collect::<Vec<_>>()
            .join(" ")
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
        self.hung(first, &" ".repeat(display_width(first)), text)
    }

    /// Wraps text to the width like [`Style::hanging`]: the first line after `first`, all others after `rest`.
    pub(super) fn hung(&self, first: &str, rest: &str, text: &str) -> String {
        // Dates and keys are not to be broken at their hyphens.
        let options = Options::new(self.columns())
            .initial_indent(first)
            .subsequent_indent(rest)
            .word_splitter(WordSplitter::NoHyphenation);
        let room = self.columns().saturating_sub(display_width(first));
        textwrap::fill(&with_breaks(text, room), options).replace('\u{A0}', " ")
    }

    /// The width that text is laid out for.
    pub(super) fn columns(&self) -> usize {
        self.width.max(NARROWEST)
    }
}

/// How many columns a text takes that has no colours; emoji of several code points are as wide as they are shown.
pub(super) fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// The text with a space where a word that is wider than a line is to be broken: between what is seen as one character each,
/// where wrapping alone would break between code points.
fn with_breaks(text: &str, room: usize) -> Cow<'_, str> {
    let is_long = |word: &str| !word.is_ascii() && !word.contains('\u{1B}') && display_width(word) > room;
    if !text.split(' ').any(is_long) {
        return Cow::Borrowed(text);
    }
    let words = text.split(' ').map(|word| if is_long(word) { broken(word, room) } else { word.to_owned() });
    Cow::Owned(words.collect::<Vec<_>>().join(" "))
}

fn broken(word: &str, room: usize) -> String {
    let (mut out, mut filled) = (String::with_capacity(word.len() + word.len() / room.max(1)), 0);
    for grapheme in word.graphemes(true) {
        let width = display_width(grapheme);
        if filled > 0 && filled + width > room {
            out.push(' ');
            filled = 0;
        }
        out.push_str(grapheme);
        filled += width;
    }
    out
}

/// Whether a text is an address that begins with `http` or `https`, in printable ASCII and not longer than terminals take.
fn is_web_address(url: &str) -> bool {
    const LONGEST: usize = 2_048;
    let scheme = url.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    let printable = url.bytes().all(|byte| (0x21..=0x7E).contains(&byte));
    matches!(scheme.as_deref(), Some("http" | "https")) && printable && url.len() <= LONGEST
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

/// Stored text as it may be shown on a terminal: control characters become their pictures (␛ for escape); characters that
/// reorder what stands beside them or are not seen become their code; a mark that stands on nothing gets a circle.
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut before = None;
    while let Some(c) = chars.next() {
        let hidden = is_hidden(c, before, chars.peek().copied());
        match c {
            '\u{0}'..='\u{1F}' => shown.extend(char::from_u32(0x2400 + u32::from(c))),
            '\u{7F}' => shown.push('\u{2421}'),
            _ if hidden => shown.push_str(&format!("⟨U+{:04X}⟩", u32::from(c))),
            _ if before.is_none() && is_combining_mark(c) => shown.extend(['\u{25CC}', c]),
            _ => shown.push(c),
        }
        // What was shown by its code shapes nothing behind it.
        before = Some(if hidden { '⟩' } else { c });
    }
    shown
}

/// Whether a character would not be seen where it stands.
fn is_hidden(c: char, before: Option<char>, after: Option<char>) -> bool {
    c.is_control() || reorders(c) || is_unseen(c) || shapes(c, before, after) == Some(false)
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
    fn what_is_not_seen_is_told() {
        assert_eq!(
            visible("ad\u{200B}min\u{AD}\u{2028}\u{FEFF}\u{61C}"),
            "ad⟨U+200B⟩min⟨U+00AD⟩⟨U+2028⟩⟨U+FEFF⟩⟨U+061C⟩"
        );
        assert_eq!(visible("a\u{FE0F}b\u{200D}c\u{200C}"), "a⟨U+FE0F⟩b⟨U+200D⟩c⟨U+200C⟩");
        assert_eq!(visible("x\u{E0061}\u{E0062}"), "x⟨U+E0061⟩⟨U+E0062⟩");
        assert_eq!(visible("\u{301}a"), "\u{25CC}\u{301}a");
    }

    #[test]
    fn what_shapes_others_stays() {
        let family = "👩\u{200D}👩\u{200D}👧";
        let scotland = "🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}";
        for text in
            ["می\u{200C}خواهم", "क्\u{200D}ष", family, scotland, "❤\u{FE0F}", "1\u{FE0F}\u{20E3}", "🇺🇦", "e\u{301}"]
        {
            assert_eq!(visible(text), text);
        }
    }

    #[test]
    fn long_words_are_broken_between_what_is_seen_as_one_character() {
        for grapheme in ["👩\u{200D}👩\u{200D}👧\u{200D}👦", "e\u{301}\u{323}", "🇺🇦"] {
            let text = format!("so {} on", grapheme.repeat(90));
            for width in 20..40 {
                let wrapped = Style::plain(width).hanging("   ", &text);
                let whole = |line: &str| line.trim().replace(grapheme, "").trim().to_owned();
                let rest: Vec<String> = wrapped.lines().map(whole).filter(|rest| !rest.is_empty()).collect();
                assert_eq!(rest, ["so", "on"], "{width}:\n{wrapped}");
                assert_eq!(wrapped.matches(grapheme).count(), 90);
            }
        }
    }

    #[test]
    fn marks_keep_their_words_whatever_stands_between() {
        let text = "One\u{1b}\nman — two";
        let mark = text.find("man").unwrap();
        let marks = [mark..mark + 3, text.len() - 3..text.len()];
        assert_eq!(running(text, &marks, &Style::plain(80)), "One␛ *man* — *two*");
    }

    #[test]
    fn only_clean_addresses_of_the_web_are_links() {
        let terminal = Style { colour: true, width: 80 };
        let link = |url: &str| terminal.link(url, "7", "the talks");
        let linked = "\u{1b}]8;id=7;HTTPS://example.org/a?b=c;d\u{1b}\\the\u{1b}]8;;\u{1b}\\ \
                      \u{1b}]8;id=7;HTTPS://example.org/a?b=c;d\u{1b}\\talks\u{1b}]8;;\u{1b}\\";
        assert_eq!(link("HTTPS://example.org/a?b=c;d"), linked);
        for url in [
            "javascript:alert(1)",
            "file:///etc/passwd",
            "https://a\u{1b}\\b",
            "https://a b",
            "https://é",
            "example.org",
        ] {
            assert_eq!(link(url), "the talks", "{url}");
        }
        assert_eq!(Style::plain(80).link("https://example.org", "7", "the talks"), "the talks");
    }

    #[test]
    fn a_mark_off_the_text_is_dropped() {
        assert_eq!(running("é", &[0..1, 5..9], &Style::plain(80)), "é");
    }
}
