//! Text to trees and back: the parser by construct, and canonical printing.

mod aggregate;
pub mod ast;
mod atom;
mod change;
mod clause;
mod expect;
mod expression;
mod failure;
mod filter;
mod find;
mod group;
mod input;
mod literal;
mod look;
mod lookahead;
mod names;
mod path;
mod print;
mod read;
mod rule;
mod statement;
mod time;
mod token;

use std::sync::Arc;

pub use find::{FRONTED_WORDS, QUESTION_WORDS, contracted_question_word};
pub use literal::{is_bare_word, is_literal};
pub use names::callable_names;
pub use path::{PathText, Times, path};
pub use print::{bare_name, quoted};
pub use statement::STATEMENT_WORDS;
pub use token::{DEEPEST, KEYWORDS, is_keyword, word_char};

use crate::diagnostic::{Diagnostic, Result};
use crate::problem::{Mistake, QueryProblem};
use crate::source::{Source, Span, Spanned};
use ast::{Atom, Query, Statement};
use read::read;

/// The longest text that is parsed, in bytes.
pub const LONGEST: usize = 1 << 20;

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
    read(text, atom::constant)
}

/// Reads a rule as the store keeps it: its head, `as`, its body.
///
/// # Errors
/// As [`parse`], with the place in `text`.
pub fn parse_rule(text: &str) -> std::result::Result<ast::Rule, Mistake> {
    read(text, rule::rule)
}

/// Whether the text is a statement's beginning that wants more: the parser failed at its very end, or within a text
/// or bracket that is still open.
pub fn is_incomplete(text: &str) -> bool {
    let end = text.trim_end().len();
    if look::is_alone(text) {
        return false;
    }
    matches!(script(text), Err(mistake) if mistake.problem.is_unterminated() || mistake.span.start >= end && end > 0)
}

fn script(text: &str) -> std::result::Result<Vec<Spanned<Statement>>, Mistake> {
    read(text, statement::script)
}
