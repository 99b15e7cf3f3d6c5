//! A rough cut of a statement into coloured pieces and completable words: it works on text that is not finished, which
//! the parser does not.

use std::ops::Range;

use crate::syntax::{KEYWORDS, QUESTION_WORDS, STATEMENT_WORDS, callable_names, word_char};

/// What a piece of a statement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// A word of the language.
    Keyword,
    /// `?x`.
    Variable,
    /// `$place`.
    Parameter,
    /// `@steve-witkoff`.
    Key,
    /// `"…"`, closed or not.
    Text,
    /// A number or a date.
    Number,
    /// `# …`.
    Comment,
    /// Any other word.
    Word,
    /// White space and signs.
    Other,
}

/// Further words of the language that may also stand in names, and so are no keywords to the parser.
const SOFT_KEYWORDS: &[&str] = &[
    "after",
    "as",
    "asc",
    "because",
    "before",
    "between",
    "by",
    "confidence",
    "contains",
    "desc",
    "disputed",
    "during",
    "from",
    "in",
    "includes",
    "into",
    "many",
    "matches",
    "none",
    "nothing",
    "on",
    "quoting",
    "recorded",
    "since",
    "sources",
    "starts",
    "surely",
    "throughout",
    "to",
    "until",
    "within",
];

/// Every word of the language, for completion.
pub(super) fn keywords() -> impl Iterator<Item = &'static str> {
    [KEYWORDS, STATEMENT_WORDS, QUESTION_WORDS, SOFT_KEYWORDS].into_iter().flatten().copied()
}

/// The pieces of a text, in order, covering it without a gap.
pub(super) fn pieces(text: &str) -> Vec<(Range<usize>, Class)> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let (length, class) = piece(&text[at..], first);
        pieces.push((at..at + length, class));
        at += length;
    }
    pieces
}

/// The length in bytes and the class of the piece that a non-empty text begins with.
fn piece(text: &str, first: char) -> (usize, Class) {
    let marked = |class| (first.len_utf8() + word_length(&text[first.len_utf8()..]), class);
    match first {
        '?' if text[1..].starts_with(word_char) => marked(Class::Variable),
        '$' => marked(Class::Parameter),
        '@' => marked(Class::Key),
        '"' => (text_length(text), Class::Text),
        '#' => (text.find('\n').unwrap_or(text.len()), Class::Comment),
        c if c.is_ascii_digit() => (number_length(text), Class::Number),
        c if word_char(c) => word(text),
        c => (c.len_utf8(), Class::Other),
    }
}

fn word(text: &str) -> (usize, Class) {
    let length = word_length(text);
    let (word, behind) = text.split_at(length);
    let is_called = behind.starts_with('(') && callable_names().any(|name| name.eq_ignore_ascii_case(word));
    let is_keyword = keywords().any(|keyword| keyword.eq_ignore_ascii_case(word));
    (length, if is_keyword || is_called { Class::Keyword } else { Class::Word })
}

fn word_length(text: &str) -> usize {
    text.find(|c| !word_char(c)).unwrap_or(text.len())
}

/// Up to and with the closing quotation mark, or to the end where there is none.
fn text_length(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Digits, and the signs that dates and intervals have between them.
fn number_length(text: &str) -> usize {
    text.find(|c: char| !(c.is_alphanumeric() || "-/.:~%?".contains(c))).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};

    use super::{Class, pieces};

    fn of(text: &str) -> Vec<(&str, Class)> {
        pieces(text)
            .into_iter()
            .filter(|(_, class)| *class != Class::Other)
            .map(|(at, class)| (&text[at], class))
            .collect()
    }

    #[test]
    fn every_kind_of_piece_is_told_apart() {
        let found = of("find ?who where ?who attended \"UAE \\\" talks\" during 2026-01 # today");
        let classes = [
            ("find", Class::Keyword),
            ("?who", Class::Variable),
            ("where", Class::Keyword),
            ("?who", Class::Variable),
            ("attended", Class::Word),
            ("\"UAE \\\" talks\"", Class::Text),
            ("during", Class::Keyword),
            ("2026-01", Class::Number),
            ("# today", Class::Comment),
        ];
        assert_eq!(found, classes);
    }

    #[test]
    fn a_keyword_needs_its_boundary_and_a_question_mark_its_name() {
        assert_eq!(of("Andorra met Oman?"), [("Andorra", Class::Word), ("met", Class::Word), ("Oman", Class::Word)]);
        assert_eq!(of("\"open"), [("\"open", Class::Text)]);
    }

    #[test]
    fn a_function_is_one_before_its_parenthesis_only() {
        let expected =
            [("year", Class::Keyword), ("?t", Class::Variable), ("in", Class::Keyword), ("year", Class::Word)];
        assert_eq!(of("year(?t) in year"), expected);
        assert_eq!(of("OPTIONAL unordered"), [("OPTIONAL", Class::Keyword), ("unordered", Class::Keyword)]);
    }

    proptest! {
        #[test]
        fn the_pieces_cover_any_text(text in any::<String>()) {
            let joined: String = pieces(&text).into_iter().map(|(at, _)| text[at].to_owned()).collect();
            assert_eq!(joined, text);
        }
    }
}
