//! Words and signs: what the grammar is made of, and how it fails.

use nom::Parser;
use nom::branch::alt;
use nom::bytes::complete::{tag, take, take_while, take_while1};
use nom::character::complete::{char, multispace1, satisfy};
use nom::combinator::{eof, opt, recognize};
use nom::error::{ErrorKind, ParseError};
use nom::multi::many0_count;
use nom::sequence::{pair, preceded};

use super::failure::{Failure, Parsed, fail};
use super::input::Input;
use crate::problem::QueryProblem;
use crate::source::{Span, Spanned};

/// The deepest nesting of brackets that is parsed.
pub const DEEPEST: usize = 24;

/// Words that end a run of bare words: inside a name or a predicate they need quotes.
pub const KEYWORDS: &[&str] = &[
    "and",
    "or",
    "not",
    "optional",
    "find",
    "where",
    "whether",
    "having",
    "order",
    "unordered",
    "limit",
    "offset",
    "with",
    "according",
    "certainly",
    "probably",
    "possibly",
    "denied",
];

/// Once a construct has committed: the parser must succeed, or what was expected is the error.
pub fn expect<'a, T>(
    what: &'static str,
    mut parser: impl Parser<Input<'a>, Output = T, Error = Failure>,
) -> impl FnMut(Input<'a>) -> Parsed<'a, T> {
    move |input| match parser.parse(input) {
        Err(nom::Err::Error(_)) => Err(nom::Err::Failure(Failure::here(space(input)?.0, what))),
        other => other,
    }
}

/// Runs a parser within the bracket that was opened at `open`, unless brackets are nested too deeply there: each level
/// takes some of the stack.
pub fn nested<'a, T>(
    open: Span,
    mut parser: impl Parser<Input<'a>, Output = T, Error = Failure>,
) -> impl FnMut(Input<'a>) -> Parsed<'a, T> {
    move |input| {
        if input.depth() >= DEEPEST {
            return fail(open, QueryProblem::TooDeep { deepest: DEEPEST });
        }
        let (rest, inner) = parser.parse(input.within(input.depth() + 1, false))?;
        Ok((rest.around(input), inner))
    }
}

/// White space and comments.
pub fn space(input: Input<'_>) -> Parsed<'_, ()> {
    let comment = recognize(pair(char('#'), take_while(|c| c != '\n')));
    let (input, _) = many0_count(alt((multispace1, comment))).parse(input)?;
    Ok((input, ()))
}

/// A parser for what stands behind white space, with its span.
pub fn spanned<'a, T>(
    mut parser: impl Parser<Input<'a>, Output = T, Error = Failure>,
) -> impl FnMut(Input<'a>) -> Parsed<'a, Spanned<T>> {
    move |input| {
        let (input, ()) = space(input)?;
        let start = input.offset();
        let (rest, node) = parser.parse(input)?;
        let end = rest.offset();
        Ok((rest, Spanned::new(node, Span::new(start, end))))
    }
}

/// A sign, behind white space.
pub fn sign<'a>(text: &'static str) -> impl FnMut(Input<'a>) -> Parsed<'a, Span> {
    move |input| {
        let (rest, found) = spanned(tag(text)).parse(input)?;
        Ok((rest, found.span))
    }
}

/// A keyword in small letters, behind white space, in any case, and with a boundary behind it.
pub fn keyword<'a>(text: &'static str) -> impl FnMut(Input<'a>) -> Parsed<'a, Span> {
    move |input| {
        let (here, ()) = space(input)?;
        let word = here.text().get(..text.len()).filter(|word| word.eq_ignore_ascii_case(text));
        match word.is_some_and(|word| !here.text()[word.len()..].starts_with(word_char)) {
            true => spanned(take(text.len())).map(|found| found.span).parse(here),
            false => Err(nom::Err::Error(Failure::here(here, text))),
        }
    }
}

/// A bare word that is no keyword.
pub fn word(input: Input<'_>) -> Parsed<'_, String> {
    let (rest, found) = word_text(input)?;
    // "With" is a keyword before "sources" only: `is allied with` is a predicate like any other.
    let ends = match found.eq_ignore_ascii_case("with") {
        true => keyword("sources")(rest).is_ok(),
        false => is_keyword(found),
    };
    match ends {
        true => Err(nom::Err::Error(Failure::from_error_kind(input, ErrorKind::Alpha))),
        false => Ok((rest, found.to_owned())),
    }
}

/// A bare word, keyword or not.
pub fn any_word(input: Input<'_>) -> Parsed<'_, String> {
    word_text.map(str::to_owned).parse(input)
}

/// Whether a word ends a run of bare words.
pub fn is_keyword(word: &str) -> bool {
    KEYWORDS.iter().any(|keyword| keyword.eq_ignore_ascii_case(word))
}

pub fn word_text(input: Input<'_>) -> Parsed<'_, &str> {
    let (rest, text) = take_while1(word_char).parse(input)?;
    match text.text().chars().any(char::is_alphanumeric) && text.text() != "_" {
        true => Ok((rest, text.text())),
        false => Err(nom::Err::Error(Failure::from_error_kind(input, ErrorKind::Alpha))),
    }
}

/// Whether a character may stand in a bare word.
pub fn word_char(c: char) -> bool {
    c.is_alphanumeric() || is_mark(c) || matches!(c, '_' | '-' | '\'' | '\u{2019}' | '.' | '&')
}

/// Combining marks: part of the letter before them.
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// The name of a variable or parameter: letters, digits and `_`, a letter first.
pub fn identifier(input: Input<'_>) -> Parsed<'_, String> {
    let first = satisfy(|c| c.is_alphabetic() || c == '_');
    let rest = take_while(identifier_char);
    recognize(pair(first, rest)).map(|name: Input<'_>| name.to_string()).parse(input)
}

/// Whether a character may stand in the name of a variable or parameter.
pub fn identifier_char(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || is_mark(c)
}

/// `?x`.
pub fn variable(input: Input<'_>) -> Parsed<'_, String> {
    preceded(char('?'), identifier).parse(input)
}

/// `$place`.
pub fn parameter(input: Input<'_>) -> Parsed<'_, String> {
    preceded(char('$'), expect("a parameter's name", identifier)).parse(input)
}

/// `_`: something.
pub fn anything(input: Input<'_>) -> Parsed<'_, ()> {
    let (rest, _) = char('_').parse(input)?;
    let boundary = !rest.text().starts_with(word_char);
    match boundary {
        true => Ok((rest, ())),
        false => Err(nom::Err::Error(Failure::from_error_kind(input, ErrorKind::Char))),
    }
}

/// `@Q230`, `@"a key with spaces"`.
pub fn key(input: Input<'_>) -> Parsed<'_, String> {
    let bare = take_while1(is_key_char).map(|key: Input<'_>| key.to_string());
    preceded(char('@'), expect("an entity's key", alt((quoted, bare)))).parse(input)
}

/// The bracket that closes one opened at `open`.
pub fn closing<'a>(bracket: char, open: Span) -> impl FnMut(Input<'a>) -> Parsed<'a, Span> {
    move |input| {
        let (opening, close, wanted) = match bracket {
            ')' => ('(', ")", "`)`"),
            ']' => ('[', "]", "`]`"),
            _ => ('{', "}", "`}`"),
        };
        match opt(sign(close)).parse(input)? {
            (rest, Some(span)) => Ok((rest, span)),
            (rest, None) if end(rest).is_ok() => fail(open, QueryProblem::Unterminated { open: opening }),
            (rest, None) => expect(wanted, sign(close)).parse(rest),
        }
    }
}

/// Whether a key can hold the character without being quoted.
pub fn is_key_char(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | '#')
}

/// A text in quotation marks: `\"`, `\\`, `\n`, `\t` and `\u{1F600}` inside.
pub fn quoted(input: Input<'_>) -> Parsed<'_, String> {
    let (mut rest, _) = char('"').parse(input)?;
    let mut text = String::new();
    loop {
        let (next, plain) = take_while(|c| c != '"' && c != '\\').parse(rest)?;
        text.push_str(plain.text());
        match next.text().chars().next() {
            Some('"') => return char('"').parse(next).map(|(rest, _)| (rest, text)),
            Some(_) => {
                let (next, c) = escape(next)?;
                text.push(c);
                rest = next;
            }
            None => {
                let start = input.offset();
                return fail(Span::new(start, next.offset()), QueryProblem::Unterminated { open: '"' });
            }
        }
    }
}

fn escape(input: Input<'_>) -> Parsed<'_, char> {
    let start = input.offset();
    let (rest, _) = char('\\').parse(input)?;
    let simple = |c: char| match c {
        '"' | '\\' => Some(c),
        'n' => Some('\n'),
        't' => Some('\t'),
        _ => None,
    };
    let (after, c) = opt(satisfy(|_| true)).parse(rest)?;
    match c {
        Some('u') => {
            let digits = take_while1(|c: char| c.is_ascii_hexdigit());
            let braced = nom::sequence::delimited(char('{'), digits, char('}'));
            let (after, code) = opt(braced).parse(after)?;
            let found = code.and_then(|code: Input<'_>| u32::from_str_radix(code.text(), 16).ok());
            match found.and_then(char::from_u32) {
                Some(c) => Ok((after, c)),
                None => fail(Span::new(start, after.offset()), QueryProblem::BadEscape),
            }
        }
        Some(c) => match simple(c) {
            Some(c) => Ok((after, c)),
            None => fail(Span::new(start, after.offset()), QueryProblem::BadEscape),
        },
        None => fail(Span::new(start, start + 1), QueryProblem::Unterminated { open: '"' }),
    }
}

/// The end of the text, behind white space.
pub fn end(input: Input<'_>) -> Parsed<'_, ()> {
    preceded(space, eof).map(|_| ()).parse(input)
}
