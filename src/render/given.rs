//! What a statement came to in any form: answers, and what statements that look found.

use std::borrow::Cow;
use std::sync::Arc;

use super::sheet::Sheet;
use super::text::{Style, counted};
use super::{Form, Format, look, markdown, parquet, saved, words_text, xlsx};
use crate::answer::{Answer, Receipts};
use crate::diagnostic::{Diagnostic, Result};
use crate::problem::CommandProblem;
use crate::session::Outcome;

/// What a statement came to as text, ending with a line end; none where it has nothing to show. What explains a query is
/// text in any format.
pub fn given(outcome: &Outcome, format: Format, style: &Style) -> Option<String> {
    let laid_out = match outcome {
        Outcome::Answer(answer) => return Some(super::answer(answer, format, style)),
        Outcome::Why { answer, receipts } => return Some(explained(answer, receipts, format, style)),
        Outcome::Described(description) => return Some(super::description(description, format, style)),
        Outcome::Timeline(timeline) => return Some(super::timeline(timeline, format, style)),
        Outcome::Found(findings) => return Some(super::findings(findings, format, style)),
        Outcome::Disputed(disputes) => return Some(super::disputes(disputes, format, style)),
        Outcome::Words(words) => return Some(super::words(words, format, style)),
        Outcome::Queries(queries) => return Some(super::queries(queries, format, style)),
        Outcome::Shown(query) => return Some(super::saved_query(query, format, style)),
        Outcome::Rules(rules) => super::rules(rules, style),
        Outcome::Explained(explained) => super::explained(explained, style),
        Outcome::Sql(statements) => super::statements(statements, style),
        Outcome::WhyNot(why_not) => super::why_not(why_not, style),
        _ => return None,
    };
    Some(match format {
        Format::Markdown => markdown::verbatim(&laid_out),
        Format::Html => super::html::verbatim(&laid_out),
        _ => laid_out,
    })
}

/// Whether a statement came to something to show.
pub fn is_shown(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Answer(_)
        | Outcome::Why { .. }
        | Outcome::Described(_)
        | Outcome::Timeline(_)
        | Outcome::Found(_)
        | Outcome::Disputed(_)
        | Outcome::Words(_)
        | Outcome::Queries(_)
        | Outcome::Shown(_)
        | Outcome::Rules(_)
        | Outcome::Explained(_)
        | Outcome::Sql(_)
        | Outcome::WhyNot(_) => true,
        Outcome::Saved { .. }
        | Outcome::Unsaved(_)
        | Outcome::Begun
        | Outcome::Committed(_)
        | Outcome::RolledBack(_)
        | Outcome::Set { .. }
        | Outcome::Met
        | Outcome::Changed(_)
        | Outcome::Defined(_)
        | Outcome::Forgotten(_)
        | Outcome::Included { .. } => false,
    }
}

/// What rows of an answer rest on: in place of the answer where it is for reading, otherwise with it.
fn explained(answer: &Answer, receipts: &Receipts, format: Format, style: &Style) -> String {
    match format.is_laid_out() {
        true => super::why(answer, receipts, style),
        false => super::answer(&with_receipts(answer, receipts), format, style),
    }
}

fn with_receipts(answer: &Answer, receipts: &Receipts) -> Answer {
    Answer { receipts: Some(receipts.clone()), ..answer.clone() }
}

/// What statements came to as the bytes of one file: texts one below the other, an empty line between them; a workbook
/// with a sheet for each, and one for its sources where it has receipts.
///
/// # Errors
/// Where the form cannot hold it: several answers in Parquet, what is no table, or more than a sheet of Excel has place for.
pub fn file(outcomes: &[Outcome], form: Form, style: &Style) -> Result<Vec<u8>> {
    let Some(format) = form.text() else { return binary(outcomes, form) };
    let texts: Vec<String> = outcomes.iter().filter_map(|outcome| given(outcome, format, style)).collect();
    Ok(texts.join("\n").into_bytes())
}

fn binary(outcomes: &[Outcome], form: Form) -> Result<Vec<u8>> {
    let answers: Vec<Cow<'_, Outcome>> = outcomes.iter().map(answered).collect();
    let pages = answers.iter().map(|outcome| Page::of(outcome)).collect::<Option<Vec<_>>>();
    let pages = pages.ok_or_else(|| Diagnostic::new(CommandProblem::NoTable { form: form.name() }))?;
    match (form, pages.as_slice()) {
        (Form::Parquet, [page]) => parquet::file(page),
        (Form::Parquet, pages) => {
            Err(Diagnostic::new(CommandProblem::OneAnswer { form: form.name(), answers: pages.len() }))
        }
        (_, pages) => xlsx::workbook(pages),
    }
}

/// An explained answer as an answer with its receipts.
fn answered(outcome: &Outcome) -> Cow<'_, Outcome> {
    match outcome {
        Outcome::Why { answer, receipts } => Cow::Owned(Outcome::Answer(Arc::new(with_receipts(answer, receipts)))),
        other => Cow::Borrowed(other),
    }
}

/// Rows and columns that one statement came to.
pub(super) struct Page<'a> {
    /// The rows.
    pub sheet: Sheet<'a>,
    /// What they rest on, where that was asked for.
    pub receipts: Option<&'a Receipts>,
    /// The query in canonical form.
    pub query: Option<&'a str>,
}

impl<'a> Page<'a> {
    /// None for what is no table.
    pub(super) fn of(outcome: &'a Outcome) -> Option<Self> {
        let sheet = match outcome {
            Outcome::Answer(answer) => {
                let (receipts, query) = (answer.receipts.as_ref(), Some(answer.canonical.as_str()));
                return Some(Page { sheet: Sheet::of(answer), receipts, query });
            }
            Outcome::Described(description) => look::description_sheet(description),
            Outcome::Timeline(timeline) => look::timeline_sheet(timeline),
            Outcome::Found(findings) => look::findings_sheet(findings),
            Outcome::Disputed(disputes) => look::disputes_sheet(disputes),
            Outcome::Words(words) => words_text::sheet(words),
            Outcome::Queries(queries) => saved::queries_sheet(queries),
            Outcome::Shown(query) => saved::sheet(query),
            _ => return None,
        };
        Some(Page { sheet, receipts: None, query: None })
    }
}

/// The rows that a statement came to; none where it came to no table.
pub(crate) fn rows_of(outcome: &Outcome) -> Option<Sheet<'_>> {
    Page::of(outcome).map(|page| page.sheet)
}

/// How much a statement came to, in words.
pub fn amount(outcome: &Outcome) -> String {
    let rows = |answer: &Answer| match answer.verdict {
        Some(verdict) => format!("`{}`", verdict.name()),
        None => counted(answer.rows.len(), "row", "rows"),
    };
    match outcome {
        Outcome::Answer(answer) | Outcome::Why { answer, .. } => rows(answer),
        other => Page::of(other).map_or("a page".to_owned(), |page| counted(page.sheet.rows.len(), "row", "rows")),
    }
}
