//! Literals: numbers, dates, `true` and `false`.

use nom::branch::alt;
use nom::bytes::complete::{tag, take_while1};
use nom::character::complete::{char, satisfy};
use nom::combinator::{opt, peek, recognize, verify};
use nom::error::{ErrorKind, ParseError};
use nom::{Input as _, Parser};

use super::failure::{Failure, Parsed, fail};
use super::input::Input;
use super::read::{read_beginning, reads_as};
use super::token::{is_keyword, word_text};
use crate::edtf::Edtf;
use crate::problem::QueryProblem;
use crate::source::Span;
use crate::value::Literal;

/// A number, a date, `true` or `false`.
pub fn literal(input: Input<'_>) -> Parsed<'_, Literal> {
    alt((truth, number_or_date(false))).parse(input)
}

/// A literal within a question: a `?` that ends the question is the question mark, not EDTF's "uncertain".
pub fn literal_of_question(input: Input<'_>) -> Parsed<'_, Literal> {
    alt((truth, number_or_date(true))).parse(input)
}

/// Whether a text is a literal that reads back as itself.
pub fn is_literal(text: &str) -> bool {
    read_beginning(text, literal).is_ok_and(|(end, literal)| end == text.len() && literal.to_string() == text)
}

/// Whether a text is one bare word that reads back as itself.
pub fn is_bare_word(text: &str) -> bool {
    let is_word = reads_as(text, |input| word_text(input).map(|(rest, _)| (rest, ())));
    is_word && !is_keyword(text) && read_beginning(text, literal).is_err()
}

fn truth(input: Input<'_>) -> Parsed<'_, Literal> {
    let truth = verify(word_text, |word: &str| matches!(word, "true" | "false"));
    truth.map(|word| Literal::Boolean(word == "true")).parse(input)
}

/// The longest date in bytes: looking further for its end would take time that grows with the square of the text.
const LONGEST_DATE: usize = 100;
/// The signs that stand in dates, and between numbers too.
const SIGNS: [char; 6] = ['+', ':', '~', '%', '/', '?'];

fn number_or_date<'a>(in_question: bool) -> impl Fn(Input<'a>) -> Parsed<'a, Literal> {
    move |input| {
        let digit = recognize((opt(char('-')), satisfy(|c| c.is_ascii_digit())));
        peek(alt((tag(".."), digit, recognize(long_year)))).parse(input)?;
        let run = run(&input);
        let text = if in_question { without_question_mark(run, &input) } else { run };
        match number_or_date_text(text).map(|read| (text, read)).or_else(|| number_before_sign(text)) {
            Some((text, Ok(literal))) => Ok((input.take_from(text.len()), literal)),
            Some((text, Err(problem))) => {
                let start = input.offset();
                fail(Span::new(start, start + text.len()), problem)
            }
            None => Err(nom::Err::Error(Failure::from_error_kind(input, ErrorKind::Digit))),
        }
    }
}

/// The characters of a number or date that the text begins with.
fn run<'a>(input: &Input<'a>) -> &'a str {
    let text: &'a str = input.text();
    let in_number = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    let mut start = text.char_indices().take(LONGEST_DATE + 1);
    match start.find(|(_, c)| !in_number(*c) && !SIGNS.contains(c)) {
        Some((end, _)) => &text[..end],
        None if text.len() <= LONGEST_DATE => text,
        None => &text[..text.find(|c| !in_number(c)).unwrap_or(text.len())],
    }
}

/// The number that stands before a sign: `5/` and `5+` are one before a sign of a path or of arithmetic.
fn number_before_sign(text: &str) -> Option<(&str, Result<Literal, QueryProblem>)> {
    let stem = text.find(SIGNS).map_or(text, |end| &text[..end]).trim_end_matches('-');
    let read = number_or_date_text(stem)?;
    read.is_ok().then_some((stem, read))
}

/// A number or date; nothing where the text is neither, an error where it was meant as one.
fn number_or_date_text(text: &str) -> Option<Result<Literal, QueryProblem>> {
    let bad = |reason: String| Some(Err(QueryProblem::BadDate { text: text.to_owned(), reason }));
    numeric(text).or_else(|| match text.parse::<Edtf>() {
        Ok(date) => Some(Ok(Literal::Date(date))),
        Err(_) if ends_with_year(text) => bad("the year comes first".to_owned()),
        Err(error) if looks_like_date(text) => bad(error.to_string()),
        Err(_) => None,
    })
}

fn long_year(input: Input<'_>) -> Parsed<'_, ()> {
    let digits = take_while1(|c: char| c.is_ascii_digit());
    (char('Y'), opt(char('-')), verify(digits, |text: &Input<'_>| text.text().len() > 4)).map(|_| ()).parse(input)
}

/// The run without a `?` that ends the statement.
fn without_question_mark<'a>(run: &'a str, input: &Input<'_>) -> &'a str {
    let behind = &input.text()[run.len()..];
    let ends = behind.trim_start().is_empty() || behind.trim_start().starts_with([';', '#']);
    match run.strip_suffix('?') {
        Some(shorter) if ends => shorter,
        _ => run,
    }
}

/// A whole or decimal number; nothing where the text is no number, an error where it is too large.
fn numeric(text: &str) -> Option<Result<Literal, QueryProblem>> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    // `0476` is a year, `007` part of a name.
    let padded = whole.len() > 1 && whole.starts_with('0');
    if padded || !all_digits(whole) || !fraction.is_none_or(all_digits) {
        return None;
    }
    let parsed = match fraction {
        None => text.parse().ok().map(Literal::Integer),
        Some(_) => text.parse().ok().filter(|number: &f64| number.is_finite()).map(Literal::Decimal),
    };
    Some(parsed.ok_or_else(|| QueryProblem::BadNumber { text: text.to_owned() }))
}

/// Whether a text that is no date was meant as one: four digits, then a sign that dates have.
fn looks_like_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() > 5 && bytes[..4].iter().all(u8::is_ascii_digit) && matches!(bytes[4], b'-' | b'/')
}

/// Whether a text is three numbers, a day and a month before a year, in either order.
fn ends_with_year(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['/', '.', '-']).collect();
    let is_number = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    matches!(parts.as_slice(), [a, b, year] if is_number(a, 1..=2) && is_number(b, 1..=2) && is_number(year, 4..=4))
}
