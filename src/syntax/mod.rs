//! Text to trees and back: the parser by construct, and canonical printing.

pub mod ast;
mod clause;
mod find;
mod path;
mod print;
mod statement;
mod token;

use std::sync::Arc;

use nom::Parser;

pub use find::contracted_question_word;
pub use path::{PathText, Times, path};
pub use print::{bare_name, quoted};
pub use token::{KEYWORDS, is_bare_word, is_keyword, word_char};

use crate::diagnostic::{Diagnostic, Result};
use crate::problem::{Mistake, QueryProblem};
use crate::source::{Source, Span, Spanned};
use ast::{Atom, Query, Statement};
use token::Input;

/// The longest text that is parsed, in bytes.
pub const LONGEST: usize = 1 << 20;
/// The deepest nesting of brackets that is parsed.
pub const DEEPEST: usize = 64;

/// Reads a script: every statement, in its order. A single line at the prompt is a script of one statement.
///
/// # Errors
/// The first thing that is not in the language, with its place.
pub fn parse(source: &Arc<Source>) -> Result<Vec<Spanned<Statement>>> {
    script(&source.text).map_err(|mistake| Diagnostic::at(source, mistake))
}

/// Reads a single query: `find …`, `whether …` or a question.
///
/// # Errors
/// As [`parse`]; likewise where the text is another statement, or more than one.
pub fn parse_query(source: &Arc<Source>) -> Result<Spanned<Query>> {
    let whole = Span::new(0, source.text.len());
    let other = |span| Diagnostic::at(source, Mistake::new(span, QueryProblem::NotOneQuery));
    let mut statements = parse(source)?.into_iter();
    match (statements.next(), statements.next()) {
        (Some(Spanned { node: Statement::Query(query), span }), None) => Ok(Spanned::new(query, span)),
        (Some(statement), None) => Err(other(statement.span)),
        (_, Some(second)) => Err(other(second.span)),
        (None, None) => Err(other(whole)),
    }
}

/// Reads one constant, as a parameter's value is given on a command line: a name, a quoted text, a key or a literal.
/// Several bare words are one name.
pub fn parse_constant(text: &str) -> std::result::Result<Vec<Spanned<Atom>>, Mistake> {
    bounded(text)?;
    let all = |input| token::complete(clause::constant).parse(input);
    all(Input::new(text)).map(|(_, atoms)| atoms).map_err(token::mistake)
}

/// Whether the text is a statement's beginning that wants more: the parser failed at its very end, or within a text
/// or bracket that is still open.
pub fn is_incomplete(text: &str) -> bool {
    let end = text.trim_end().len();
    matches!(script(text), Err(mistake) if mistake.problem.is_unterminated() || mistake.span.start >= end && end > 0)
}

fn script(text: &str) -> std::result::Result<Vec<Spanned<Statement>>, Mistake> {
    bounded(text)?;
    statement::script(Input::new(text)).map(|(_, statements)| statements).map_err(token::mistake)
}

/// Refuses texts whose size or nesting could exhaust the parser, before it starts.
fn bounded(text: &str) -> std::result::Result<(), Mistake> {
    if text.len() > LONGEST {
        return Err(Mistake::new(Span::new(0, 0), QueryProblem::TooLong { longest: LONGEST }));
    }
    let mut depth: usize = 0;
    let mut quoted = false;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '(' | '[' | '{' if !quoted => depth += 1,
            ')' | ']' | '}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return Err(Mistake::new(Span::new(at, at + 1), QueryProblem::TooDeep { deepest: DEEPEST }));
        }
    }
    Ok(())
}
