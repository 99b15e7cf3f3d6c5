//! What statements come to, in words: shared by the prompt and by the commands that run statements.

use std::sync::Arc;

use crate::answer::{Answer, Receipts};
use crate::diagnostic::Result;
use crate::render::{self, Format, Style};
use crate::session::{Outcome, Session};
use crate::source::{Source, Spanned};
use crate::syntax::ast::{Query, Statement};

use super::interrupt::Interrupts;
use super::waiting;

/// Runs a statement, so that Ctrl-C stops it and the terminal shows that it runs.
pub fn run(
    session: &mut Session,
    source: &Arc<Source>,
    statement: &Spanned<Statement>,
    interrupts: &Interrupts,
) -> Result<Outcome> {
    let handle = session.engine().store().interrupt_handle();
    waiting::during("running", || interrupts.stopping(handle, || session.run(source, statement)))
}

/// What a question was read as; none where the statement said so itself.
pub fn reading<'a>(statement: &Statement, answer: &'a Answer) -> Option<&'a str> {
    let is_question = matches!(statement, Statement::Query(Query::Question(_)));
    is_question.then_some(answer.canonical.as_str())
}

/// What is to be said of a statement that has no answer; none where that is nothing.
pub fn remark(outcome: &Outcome) -> Option<String> {
    match outcome {
        Outcome::Saved { name } => Some(format!("saved as {name}")),
        Outcome::Met => Some("as expected".to_owned()),
        Outcome::Set { name, value } => Some(format!("${name} is {value}")),
        Outcome::Changed(change) => Some(render::change(change)),
        Outcome::Defined(rules) => Some(render::defined(rules)),
        Outcome::Forgotten(name) => Some(format!("forgot `{}`", render::visible(name))),
        _ => None,
    }
}

/// What is shown of a statement that looks; none for all others. What explains a query is text in any format.
pub fn page(outcome: &Outcome, format: Format, style: &Style) -> Option<String> {
    Some(match outcome {
        Outcome::Described(description) => render::description(description, format, style),
        Outcome::Timeline(timeline) => render::timeline(timeline, format, style),
        Outcome::Found(findings) => render::findings(findings, format, style),
        Outcome::Disputed(disputes) => render::disputes(disputes, format, style),
        Outcome::Words(words) => render::words(words, format, style),
        Outcome::Rules(rules) => render::rules(rules, style),
        Outcome::Explained(explained) => render::explained(explained, style),
        Outcome::Sql(statements) => render::statements(statements, style),
        Outcome::WhyNot(why_not) => render::why_not(why_not, style),
        _ => return None,
    })
}

/// What rows of an answer rest on: for reading in a table's place, otherwise with the answer.
pub fn why(answer: &Answer, receipts: Receipts, format: Format, style: &Style) -> String {
    match format {
        Format::Table => render::why(answer, &receipts, style),
        format => render::answer(&Answer { receipts: Some(receipts), ..answer.clone() }, format, style),
    }
}
