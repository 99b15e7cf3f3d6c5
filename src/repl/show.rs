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
    let progress = session.engine().store().progress();
    waiting::during_tasks("running", progress, || interrupts.stopping(handle, || session.run(source, statement)))
}

/// What a question was read as; none where the statement said so itself.
pub fn reading<'a>(statement: &Statement, answer: &'a Answer) -> Option<&'a str> {
    let is_question = matches!(statement, Statement::Query(Query::Question(_)));
    is_question.then_some(answer.canonical.as_str())
}

/// What is to be said of a statement that has no answer; none where that is nothing.
pub fn remark(outcome: &Outcome) -> Option<String> {
    match outcome {
        Outcome::Saved { name, replaced } => Some(render::saved(name, replaced.as_ref())),
        Outcome::Unsaved(query) => Some(render::unsaved(query)),
        Outcome::Met => Some("as expected".to_owned()),
        Outcome::Set { name, value } => Some(format!("${name} is {value}")),
        Outcome::Changed(change) => Some(render::change(change)),
        Outcome::Defined(rules) => Some(render::defined(rules)),
        Outcome::Begun => {
            Some("begun: `commit` keeps what is changed from here on, `rollback` takes it back".to_owned())
        }
        Outcome::Committed(changes) => Some(format!("committed {}", changed(*changes))),
        Outcome::RolledBack(changes) => Some(format!("rolled back {}", changed(*changes))),
        Outcome::Forgotten(name) => Some(format!("forgot `{}`", render::visible(name))),
        _ => None,
    }
}

/// How many changes.
pub fn changed(changes: usize) -> String {
    match changes {
        0 => "no changes".to_owned(),
        1 => "1 change".to_owned(),
        changes => format!("{} changes", render::number(changes)),
    }
}

/// What is shown of a statement that looks; none for all others. What explains a query is text in any format.
pub fn page(outcome: &Outcome, format: Format, style: &Style) -> Option<String> {
    match outcome {
        Outcome::Answer(_) | Outcome::Why { .. } => None,
        looked => render::given(looked, format, style),
    }
}

/// What rows of an answer rest on: for reading in an answer's place, otherwise with it.
pub fn why(answer: &Answer, receipts: Receipts, format: Format, style: &Style) -> String {
    match format.is_laid_out() {
        true => render::why(answer, &receipts, style),
        false => render::answer(&Answer { receipts: Some(receipts), ..answer.clone() }, format, style),
    }
}
