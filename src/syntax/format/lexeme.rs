//! What a script is made of, told without its grammar: where texts, comments and white space begin and end.

use std::iter::from_fn;

use crate::source::Span;
use crate::syntax::token::{is_key_char, word_char};

/// What a piece of a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// White space.
    Space,
    /// From `#` to the end of the line.
    Comment,
    /// `;`.
    End,
    /// A word, a text in quotes, a variable, a key, or a sign.
    Other,
}

/// A piece of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lexeme {
    pub kind: Kind,
    pub span: Span,
}

impl Lexeme {
    /// Whether the grammar sees it.
    pub fn counts(&self) -> bool {
        matches!(self.kind, Kind::End | Kind::Other)
    }
}

/// The pieces of a text, one behind the other, from its beginning to its end.
pub(super) fn lexemes(text: &str) -> impl Iterator<Item = Lexeme> {
    let mut start = 0;
    from_fn(move || {
        let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
        let (kind, length) = first(rest);
        let span = Span::new(start, start + length);
        start = span.end;
        Some(Lexeme { kind, span })
    })
}

fn first(text: &str) -> (Kind, usize) {
    let Some(c) = text.chars().next() else { return (Kind::Other, 0) };
    let behind = &text[c.len_utf8()..];
    match c {
        ' ' | '\t' | '\r' | '\n' => (Kind::Space, run(text, |c| matches!(c, ' ' | '\t' | '\r' | '\n'))),
        '#' => (Kind::Comment, run(text, |c| c != '\n')),
        ';' => (Kind::End, 1),
        '"' => (Kind::Other, quoted(text)),
        '@' if behind.starts_with('"') => (Kind::Other, 1 + quoted(behind)),
        '@' => (Kind::Other, 1 + run(behind, is_key_char)),
        '?' | '$' => (Kind::Other, 1 + run(behind, word_char)),
        _ if word_char(c) => (Kind::Other, run(text, word_char)),
        _ => (Kind::Other, c.len_utf8()),
    }
}

fn run(text: &str, of: impl Fn(char) -> bool) -> usize {
    text.find(|c| !of(c)).unwrap_or(text.len())
}

/// How long the text in quotes is that begins here; up to the end where it is not closed.
fn quoted(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '"' if !escaped => return at + 1,
            _ => escaped = c == '\\' && !escaped,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::{Kind, lexemes};

    #[test]
    fn signs_of_comments_in_texts_and_keys_begin_none() {
        let text = "x \"a # \\\" ;\" @k#1 @\"#\" # b ; c\n;";
        let pieces: Vec<&str> =
            lexemes(text).filter(|it| it.kind != Kind::Space).map(|it| &text[it.span.range()]).collect();
        assert_eq!(pieces, ["x", "\"a # \\\" ;\"", "@k#1", "@\"#\"", "# b ; c", ";"]);
    }
}
