//! What a condition or parenthesis is, told by a look at the text ahead: so that no bracket is read twice.

use super::ast::{AggregateFunction, Function, Test};
use super::token::word_char;

/// Whether a condition that begins here is a filter, and no pattern.
pub fn is_filter(text: &str) -> bool {
    if is_call(text) {
        return true;
    }
    if let Some(inner) = text.strip_prefix('(') {
        let Some(end) = closing(inner) else { return false };
        return speaks_of_values(&inner[..end]) && is_operator(&inner[end + 1..]);
    }
    match operand(text) {
        Some(rest) => is_operator(rest),
        None => false,
    }
}

/// Whether an output or order key that begins here is an expression, and not a variable alone.
pub fn is_reckoned(text: &str) -> bool {
    match text.strip_prefix('?').and(operand(text)) {
        Some(rest) => is_arithmetic(rest.trim_start()),
        None => true,
    }
}

/// Whether a value begins here that is no bare name: outside of filters, a word alone is a slip for a variable.
pub fn is_value(text: &str) -> bool {
    is_call(text) || !text.starts_with(|c: char| c.is_alphabetic())
}

/// Whether a parenthesis that begins here is a path: it holds a sign of one, or one stands behind it; and no variable.
pub fn is_path(text: &str) -> bool {
    let Some(inner) = text.strip_prefix('(') else { return false };
    let Some(end) = closing(inner) else { return false };
    let (inner, rest) = (&inner[..end], inner[end + 1..].trim_start());
    if speaks_of_values(inner) || inner.contains(['[', '{', '@', ',', '=', '<', '>']) {
        return false;
    }
    let signed =
        outside_quotes(inner).any(|(at, c)| matches!(c, '|' | '/' | '^' | '*' | '+') || is_maybe(&inner[at..]));
    signed || rest.starts_with(['*', '+', '/', '|']) || is_maybe(rest)
}

/// Whether a `?` stands here that is a sign of a path and no variable's mark.
fn is_maybe(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next() == Some('?') && !chars.next().is_some_and(|c| c.is_alphabetic() || c == '_')
}

/// A function, test or aggregate with its parenthesis right behind it.
fn is_call(text: &str) -> bool {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    rest.starts_with('(')
        && (name.eq_ignore_ascii_case("if")
            || Function::from_name(name).is_some()
            || Test::from_name(name).is_some()
            || AggregateFunction::is_name(name))
}

/// The text behind a variable, parameter or number.
fn operand(text: &str) -> Option<&str> {
    let text = text.strip_prefix('-').unwrap_or(text);
    let marked = text.strip_prefix(['?', '$']);
    let body = marked.unwrap_or(text);
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || (marked.is_none() && c == '.');
    let end = body.find(|c: char| !is_part(c)).unwrap_or(body.len());
    let starts = match marked {
        Some(_) => body.starts_with(|c: char| c.is_alphabetic() || c == '_'),
        None => body.starts_with(|c: char| c.is_ascii_digit()),
    };
    (starts && end > 0).then(|| &body[end..])
}

/// Whether an operator of a filter or of arithmetic begins the text.
fn is_operator(text: &str) -> bool {
    let text = text.trim_start();
    if text.starts_with(['=', '<', '>', '~']) || text.starts_with("!=") || is_arithmetic(text) {
        return true;
    }
    let (word, rest) = first_word(text);
    match word.to_ascii_lowercase().as_str() {
        "between" => true,
        "in" => rest.starts_with('('),
        "contains" | "matches" => is_text(rest),
        "starts" => {
            let (with, rest) = first_word(rest);
            with.eq_ignore_ascii_case("with") && is_text(rest)
        }
        _ => false,
    }
}

fn is_arithmetic(text: &str) -> bool {
    let minus = text.strip_prefix('-').is_some_and(|rest| rest.starts_with([' ', '\t', '\n', '?', '$', '(']));
    minus || text.starts_with(['+', '*', '/'])
}

/// Whether a text in quotes, a parameter or a call begins the text.
fn is_text(text: &str) -> bool {
    text.starts_with(['"', '$']) || is_call(text)
}

fn first_word(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !word_char(c)).unwrap_or(text.len());
    (&text[..end], text[end..].trim_start())
}

/// Whether a text outside of quotes speaks of a variable, a parameter or a call.
fn speaks_of_values(text: &str) -> bool {
    let named = |rest: &str| rest[1..].starts_with(|c: char| c.is_alphabetic() || c == '_');
    let marked = outside_quotes(text).any(|(at, c)| matches!(c, '?' | '$') && named(&text[at..]));
    marked || text.trim_start().starts_with(|c: char| c.is_ascii_digit())
}

/// Where the parenthesis is closed whose inside the text begins with.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in outside_quotes(text) {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return Some(at),
            ')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The characters outside of texts in quotes and of comments, with their places.
fn outside_quotes(text: &str) -> impl Iterator<Item = (usize, char)> {
    let (mut quoted, mut escaped, mut comment) = (false, false, false);
    text.char_indices().filter(move |(_, c)| {
        if comment {
            comment = *c != '\n';
            return false;
        }
        match (*c, quoted, escaped) {
            ('\\', true, false) => escaped = true,
            ('"', _, false) => {
                quoted = !quoted;
                return false;
            }
            ('#', false, _) => comment = true,
            _ => escaped = false,
        }
        !quoted && !comment
    })
}
