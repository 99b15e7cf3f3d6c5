//! Text to trees and back: the parser by construct, and canonical printing.

mod aggregate;
pub mod ast;
mod atom;
mod change;
mod clause;
mod deliver;
mod expect;
mod expression;
mod failure;
mod filter;
mod find;
mod format;
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
pub use format::{format, parameters};
pub use literal::{is_bare_word, is_literal};
pub use names::callable_names;
pub use path::{PathText, Times, path};
pub use print::{bare_name, quoted};
pub use statement::STATEMENT_WORDS;
pub use token::{DEEPEST, KEYWORDS, is_keyword, word_char};

use crate::diagnostic::{Diagnostic, Result};
use crate::problem::{Mistake, Problem, QueryProblem};
use crate::source::{Source, Span, Spanned};
use ast::{Atom, Query, Statement};
use read::{read, read_from};

/// The longest text that is parsed, in bytes.
pub const LONGEST: usize = 1 << 20;

/// Reads a script: every statement, in its order. A single line at the prompt is a script of one statement.
///
/// # Errors
/// The first thing that is not in the language, with its place.
pub fn parse(source: &Arc<Source>) -> Result<Vec<Spanned<Statement>>> {
    script(&source.text).map_err(|mistake| Diagnostic::at(source, mistake))
}

/// Reads a script and goes on behind what is wrong: the statements that can be read, in their order, and what is wrong with
/// the others. Behind a mistake it goes on behind the next `;`, or in the line where one is missing.
pub fn parse_all(source: &Arc<Source>) -> (Vec<Spanned<Statement>>, Vec<Box<Diagnostic>>) {
    let (mut statements, mut wrong) = (Vec::new(), Vec::new());
    let mut at = 0;
    loop {
        match read_from(&source.text, at, statement::next) {
            Ok((_, None)) => break,
            Ok((behind, Some(statement))) => {
                statements.push(statement);
                at = behind;
            }
            Err(mistake) => {
                let next = next_statement(&source.text, at, &mistake);
                wrong.push(Diagnostic::at(source, mistake));
                match next {
                    Some(next) => at = next,
                    None => break,
                }
            }
        }
    }
    (statements, wrong)
}

/// Where a script goes on behind a mistake in what begins at `at`; none where there is no more to read.
fn next_statement(text: &str, at: usize, mistake: &Mistake) -> Option<usize> {
    let wrong = mistake.span.start;
    if text.len() > LONGEST {
        return None;
    }
    let line = text[..wrong].rfind('\n').map_or(0, |end| end + 1);
    let is_missing_end =
        matches!(&mistake.problem, Problem::Query(QueryProblem::Expected { what, .. }) if *what == statement::END);
    match is_missing_end && wrong > at && text[line..wrong].trim().is_empty() {
        true => Some(wrong),
        false => format::behind_end(text, wrong.max(at)),
    }
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
