//! What a condition or parenthesis is, told by a look at the text ahead: so that no bracket is read twice.
//!
//! A look goes at most to the bracket that closes the one it begins at, and brackets are nested at most
//! [`DEEPEST`](super::token::DEEPEST) deep, so that all looks together take time in proportion to the text.

use super::ast::{AggregateFunction, Function, Test};
use super::literal::literal;
use super::read::read_beginning;
use super::token::{is_key_char, is_keyword, quoted, word_char};

/// What a condition turns out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// A condition on values.
    Filter,
    /// Conditions in parentheses.
    Group,
    /// A query in parentheses.
    Subquery,
    /// A pattern, which may begin with a path in parentheses.
    Pattern,
}

/// What the condition is that begins here.
pub fn opening(text: &str) -> Opening {
    let text = skip(text);
    match text.strip_prefix('(') {
        Some(inner) => in_parenthesis(inner),
        None if is_call(text) || is_minus(text) => Opening::Filter,
        None => match operand(text) {
            Some(rest) if is_operator(rest) => Opening::Filter,
            _ => Opening::Pattern,
        },
    }
}

fn in_parenthesis(inner: &str) -> Opening {
    let Some(end) = closing(inner) else { return unclosed(inner) };
    let (content, behind) = (Content::of(&inner[..end]), skip(&inner[end + 1..]));
    let is_path = match content {
        Content::Path => true,
        Content::Words => behind.starts_with(PATH_SIGNS) || is_maybe(&inner[end + 1..]),
        Content::Other => false,
    };
    match is_path {
        _ if is_comparison(behind) || is_minus(behind) => Opening::Filter,
        true if goes_on(&inner[end + 1..]) => Opening::Pattern,
        false if is_operator(behind) => Opening::Filter,
        _ => unclosed(inner),
    }
}

/// What a parenthesis holds, as far as its beginning says so.
fn unclosed(inner: &str) -> Opening {
    match Token::first(skip(inner)) {
        Some((Token::Word(word), _)) if word.eq_ignore_ascii_case("find") => Opening::Subquery,
        _ => Opening::Group,
    }
}

/// Whether a parenthesis that begins here, within a pattern, is a path and no kind: it holds a sign of a path, or one
/// stands behind it.
pub fn is_path(text: &str) -> bool {
    let Some(inner) = skip(text).strip_prefix('(') else { return false };
    let Some(end) = closing(inner) else { return tokens(inner).any(|token| token.is_path_sign()) };
    let behind = &inner[end + 1..];
    let signed = tokens(&inner[..end]).any(|token| token.is_path_sign());
    signed || skip(behind).starts_with(PATH_SIGNS) || is_maybe(behind)
}

/// Whether an output or order key that begins here is an expression, and not a variable alone.
pub fn is_reckoned(text: &str) -> bool {
    let text = skip(text);
    match Token::first(text) {
        Some((Token::Variable, rest)) => is_arithmetic(skip(rest)),
        _ => true,
    }
}

/// Whether an operator in words begins the text: one that ends a run of bare words before it.
pub fn is_infix(text: &str) -> bool {
    let Some((word, rest)) = first_word(skip(text)) else { return false };
    match word.to_ascii_lowercase().as_str() {
        "between" => true,
        "in" => rest.starts_with('('),
        "contains" | "matches" => is_text(rest),
        "starts" => first_word(rest).is_some_and(|(with, rest)| with.eq_ignore_ascii_case("with") && is_text(rest)),
        _ => false,
    }
}

/// Whether a `?` stands here that is a sign of a path and no variable's mark.
pub fn is_maybe(text: &str) -> bool {
    text.strip_prefix('?').is_some_and(|rest| !begins_name(rest))
}

/// Whether a minus stands here that is an operator, and not part of a number or word.
pub fn is_minus(text: &str) -> bool {
    text.strip_prefix('-').is_some_and(|rest| {
        rest.is_empty() || rest.starts_with(|c: char| c.is_whitespace() || matches!(c, '?' | '$' | '(' | '#'))
    })
}

/// The name of a function, test or aggregate that begins here with its parenthesis right behind it, known or not.
pub fn called(text: &str) -> Option<&str> {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    (rest.starts_with('(') && begins_name(name)).then_some(name)
}

/// Whether a name is that of a function, test or aggregate.
pub fn is_callable(name: &str) -> bool {
    name.eq_ignore_ascii_case("if")
        || Function::from_name(name).is_some()
        || Test::from_name(name).is_some()
        || AggregateFunction::is_name(name)
}

/// The signs of a path that white space may stand before.
const PATH_SIGNS: [char; 4] = ['|', '/', '*', '+'];

/// What stands within a parenthesis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    /// Words and texts with a sign of a path.
    Path,
    /// Words and texts alone.
    Words,
    /// Anything else.
    Other,
}

impl Content {
    fn of(text: &str) -> Self {
        let mut content = Content::Words;
        let mut rest = skip(text);
        while let Some((token, behind)) = Token::first(rest) {
            match token {
                Token::Word(word) if word == "_" || is_keyword(word) || is_call(rest) => return Content::Other,
                Token::Word(_) | Token::Text | Token::Sign('(' | ')') => {}
                token if token.is_path_sign() => content = Content::Path,
                _ => return Content::Other,
            }
            rest = skip(behind);
        }
        content
    }
}

/// Whether what stands behind a path's parenthesis goes on with the same pattern.
fn goes_on(behind: &str) -> bool {
    let text = skip(behind);
    match Token::first(text) {
        None => false,
        Some((Token::Word(word), rest)) => {
            let modifiers = ["according", "certainly", "probably", "possibly", "denied"];
            let is_modifier = modifiers.iter().any(|modifier| modifier.eq_ignore_ascii_case(word));
            is_modifier || !(is_keyword(word) || is_view(word, rest))
        }
        Some((Token::Sign(sign), _)) => {
            PATH_SIGNS.contains(&sign) || matches!(sign, '(' | '[' | '{' | '^') || is_maybe(behind)
        }
        Some(_) => true,
    }
}

/// Whether words begin what the whole query is read as: `as of`, `as recorded at`.
fn is_view(word: &str, rest: &str) -> bool {
    let of = |next: &str| next.eq_ignore_ascii_case("of") || next.eq_ignore_ascii_case("recorded");
    word.eq_ignore_ascii_case("as") && first_word(skip(rest)).is_some_and(|(next, _)| of(next))
}

/// A word, text or sign, as far as lookahead tells them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'a> {
    Word(&'a str),
    Literal,
    Text,
    Variable,
    Parameter,
    Key,
    Sign(char),
}

impl<'a> Token<'a> {
    /// The first token of a text without white space before it, and what stands behind it.
    fn first(text: &'a str) -> Option<(Token<'a>, &'a str)> {
        let first = text.chars().next()?;
        let behind = &text[first.len_utf8()..];
        let marked = |token, rest: &'a str| Some((token, &rest[name_length(rest)..]));
        match first {
            '?' if begins_name(behind) => marked(Token::Variable, behind),
            '$' if begins_name(behind) => marked(Token::Parameter, behind),
            '@' if behind.starts_with('"') => Some((Token::Key, behind_text(behind))),
            '@' => Some((Token::Key, behind.trim_start_matches(is_key_char))),
            '"' => Some((Token::Text, behind_text(text))),
            '-' if is_minus(text) => Some((Token::Sign('-'), behind)),
            c if word_char(c) => Some(Self::word(text)),
            c => Some((Token::Sign(c), behind)),
        }
    }

    fn word(text: &'a str) -> (Token<'a>, &'a str) {
        let may_be_literal = text.starts_with(|c: char| c.is_ascii_digit() || "-.YtTfF".contains(c));
        if may_be_literal && let Ok((end, _)) = read_beginning(text, literal) {
            return (Token::Literal, &text[end..]);
        }
        let (word, rest) = text.split_at(text.find(|c| !word_char(c)).unwrap_or(text.len()));
        (Token::Word(word), rest)
    }

    /// Whether it is a sign that only paths and arithmetic have.
    fn is_path_sign(self) -> bool {
        matches!(self, Token::Sign('|' | '/' | '^' | '*' | '+' | '?'))
    }
}

fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (token, behind) = Token::first(skip(rest))?;
        rest = behind;
        Some(token)
    })
}

/// The text without the white space and comments that it begins with.
fn skip(text: &str) -> &str {
    let mut rest = text.trim_start();
    while rest.starts_with('#') {
        rest = rest.find('\n').map_or("", |end| &rest[end..]).trim_start();
    }
    rest
}

/// What stands behind the text in quotes that begins here; nothing where it is not closed.
fn behind_text(text: &str) -> &str {
    read_beginning(text, quoted).map_or("", |(end, _)| &text[end..])
}

/// Where the parenthesis is closed whose inside the text begins with.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut rest = skip(text);
    while let Some((token, behind)) = Token::first(rest) {
        match token {
            Token::Sign('(') => depth += 1,
            Token::Sign(')') if depth == 0 => return Some(text.len() - rest.len()),
            Token::Sign(')') => depth -= 1,
            _ => {}
        }
        rest = skip(behind);
    }
    None
}

fn is_call(text: &str) -> bool {
    called(text).is_some_and(is_callable)
}

/// The text behind a variable, parameter or literal.
fn operand(text: &str) -> Option<&str> {
    match Token::first(text)? {
        (Token::Variable | Token::Parameter | Token::Literal, rest) => Some(skip(rest)),
        _ => None,
    }
}

/// Whether an operator of a filter or of arithmetic begins the text.
fn is_operator(text: &str) -> bool {
    is_comparison(text) || is_arithmetic(text) || is_infix(text)
}

fn is_comparison(text: &str) -> bool {
    text.starts_with(['=', '<', '>', '~']) || text.starts_with("!=")
}

fn is_arithmetic(text: &str) -> bool {
    is_minus(text) || text.starts_with(['+', '*', '/'])
}

/// Whether a text in quotes, a parameter or a call begins the text.
fn is_text(text: &str) -> bool {
    text.starts_with(['"', '$']) || is_call(text)
}

fn first_word(text: &str) -> Option<(&str, &str)> {
    match Token::first(text)? {
        (Token::Word(word), rest) => Some((word, skip(rest))),
        _ => None,
    }
}

fn begins_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

fn name_length(text: &str) -> usize {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || unicode_normalization::char::is_combining_mark(c);
    text.find(|c| !is_part(c)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::{Opening, is_path, opening};

    fn all_are(expected: Opening, texts: &[&str]) {
        for text in texts {
            assert_eq!(opening(text), expected, "{text}");
        }
    }

    #[test]
    fn what_has_an_operator_is_a_filter() {
        let texts = [
            "?n > 5",
            "?n != ?m",
            "?n + 1 > 5",
            "?n - 1 > 5",
            "- ?n > 5",
            "-?n > 5",
            "5 < ?n",
            "2026-01/2026-02 = ?t",
            "true = ?x",
            "$n * 2 = ?n",
            "?x ~ \"Zelenski\"",
            "?x in (UAE, Oman)",
            "?n between 3 and 5",
            "?t contains \"air\"",
            "?t starts with $prefix",
            "?t matches lower(\"A\")",
            "?t # a comment\n > 5",
            "year(?t) > 2025",
            "overlaps(?t, ?u)",
            "count(?x) > 2",
            "if(?n > 5, 1, 2) = 1",
            "(?n + 1) * 2 > 5",
            "(2 + 3) * ?n > 5",
            "(Kirill Dmitriev) in (?x, ?y)",
            "(year(?t)) = 5",
            "(\")\") = ?x",
        ];
        all_are(Opening::Filter, &texts);
    }

    #[test]
    fn what_has_a_predicate_is_a_pattern() {
        let texts = [
            "?x attended ?m",
            "?x contains ?y",
            "?x starts with ?y",
            "?x in UAE",
            "?x in Abu Dhabi (city)",
            "?x -5",
            "name (person) leads ?x",
            "Kirill Dmitriev = ?x",
            "?x: envoy attended ?m",
            "?x [held in UAE]",
            "(attended | led) ?m",
            "(attended | led)+ ?m",
            "(attended)* ?m",
            "(attended)? ?m",
            "(^held in / located in*) UAE",
            "(attended | led) {representing: ?x}",
            "(attended | led) certainly",
            "year (month) ?x",
        ];
        all_are(Opening::Pattern, &texts);
    }

    #[test]
    fn what_is_whole_in_its_parentheses_is_a_group() {
        let texts = [
            "(?x attended ?m)",
            "(?x attended ?m or ?x led ?m) and ?y is envoy",
            "(UAE ^held in Oman)",
            "(UAE ^held in Oman) and ?x is envoy",
            "(?x located in+ ?y)",
            "(?n > 5)",
            "(?x attended ?m",
            "((find ?x where ?x is envoy))",
            "(UAE ^held in) as of 2026",
            "(UAE ^held in) As # a comment\n recorded at load 1",
        ];
        all_are(Opening::Group, &texts);
        all_are(Opening::Subquery, &["(find ?x where ?x is envoy)", "( # a comment\n FIND ?x", "(find"]);
    }

    #[test]
    fn a_path_has_a_sign_and_a_kind_has_none() {
        for text in ["(a | b)", "(a / b)", "(^a)", "((a)*)", "(a?)", "(a)+", "(a) | b", "(a)?", " (a b) / c"] {
            assert!(is_path(text), "{text}");
        }
        for text in ["(country)", "(head of state)", "(country) ?x", "(country) \"/\"", "country", "(country) ?"] {
            assert!(!is_path(text), "{text}");
        }
    }
}
