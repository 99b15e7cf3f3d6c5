//! What scripts expect of answers.

use std::sync::Arc;

use super::difference::{Cell, Difference, Row, listed, of_beginnings, of_lists, of_sets};
use super::{Outcome, Session};
use crate::answer::{Answer, Value, Verdict};
use crate::diagnostic::{Diagnostic, Result};
use crate::problem::{Mistake, QueryProblem};
use crate::source::{Source, Span, Spanned};
use crate::syntax::ast::{Expectation, Expected, ExpectedValue};
use crate::syntax::quoted;
use crate::value::Literal;

impl Session {
    pub(super) fn expect(&mut self, source: &Arc<Source>, span: Span, expectation: &Expectation) -> Result<Outcome> {
        if let Some(query) = &expectation.from {
            self.ask(source, query)?;
        }
        let Some(last) = &self.last else {
            return Err(Diagnostic::at(source, Mistake::new(span, QueryProblem::NoAnswerYet)));
        };
        let expected = &expectation.expected.node;
        let no_is_a_row = matches!(expected, Expected::Includes(_) | Expected::Rows(_));
        match unmet(expected, &found_rows(&last.answer, no_is_a_row), self.ordered) {
            None => Ok(Outcome::Met),
            Some(problem) => Err(Diagnostic::at(source, Mistake::new(expectation.expected.span, problem))),
        }
    }
}

/// What is not as expected; none where all is.
fn unmet(expected: &Expected, found: &[Row], ordered: bool) -> Option<QueryProblem> {
    match expected {
        Expected::Count(count) if found.len() as u64 == *count => None,
        Expected::Count(count) => Some(problem(counted(*count), there_are(found), listed(found))),
        Expected::None if found.is_empty() => None,
        Expected::None => Some(problem("no answer".to_owned(), there_are(found), listed(found))),
        Expected::Includes(rows) => {
            let rows = expected_rows(rows);
            let difference = of_beginnings(&rows, found);
            let missing = difference.missing;
            let (wanted, is) = match rows.as_slice() {
                [row] => (format!("a row that begins with ({})", written(row)), "there is none".to_owned()),
                rows => (format!("rows that begin with these {}", rows.len()), missing_text(missing)),
            };
            (missing > 0).then(|| problem(wanted, is, if found.is_empty() { listed(found) } else { difference }))
        }
        Expected::Rows(rows) => {
            let rows = expected_rows(rows);
            let difference = if ordered { of_lists(&rows, found) } else { of_sets(&rows, found) };
            let order = if ordered { " in this order" } else { "" };
            let is = match found {
                [] => there_are(found),
                _ if ordered && of_sets(&rows, found).is_none() => "they stand in another order".to_owned(),
                _ => rows_text(&difference),
            };
            let wanted = match rows.len() {
                1 => "this row alone".to_owned(),
                several => format!("these {several} rows{order}"),
            };
            (!difference.is_none()).then(|| problem(wanted, is, difference))
        }
    }
}

fn problem(expected: String, found: String, difference: Difference) -> QueryProblem {
    QueryProblem::NotExpected { expected, found, rows: difference.rows, left_off: difference.left_off }
}

fn counted(count: u64) -> String {
    if count == 1 { "1 answer".to_owned() } else { format!("{count} answers") }
}

fn there_are(rows: &[Row]) -> String {
    match rows.len() {
        0 => "there is none".to_owned(),
        1 => "there is 1".to_owned(),
        several => format!("there are {several}"),
    }
}

fn missing_text(missing: usize) -> String {
    if missing == 1 { "1 is missing".to_owned() } else { format!("{missing} are missing") }
}

fn rows_text(difference: &Difference) -> String {
    let unexpected = match difference.unexpected {
        1 => "1 was not expected".to_owned(),
        several => format!("{several} were not expected"),
    };
    match (difference.missing, difference.unexpected) {
        (missing, 0) => missing_text(missing),
        (0, _) => unexpected,
        (missing, _) => format!("{} and {unexpected}", missing_text(missing)),
    }
}

/// The rows of an answer; a verdict is one row, but "no" is none where rows are counted.
fn found_rows(answer: &Answer, no_is_a_row: bool) -> Vec<Row> {
    match answer.verdict {
        Some(Verdict::No) if !no_is_a_row => Vec::new(),
        Some(verdict) => vec![vec![text_cell(verdict.name())]],
        None => answer.rows.iter().map(|row| row.iter().map(found_cell).collect()).collect(),
    }
}

fn found_cell(value: &Value) -> Cell {
    match value {
        Value::Nothing => nothing(),
        Value::Literal(literal) => literal_cell(literal),
        named => text_cell(&named.text()),
    }
}

fn expected_rows(rows: &[Spanned<Vec<Spanned<ExpectedValue>>>]) -> Vec<Row> {
    let cell = |value: &Spanned<ExpectedValue>| match &value.node {
        ExpectedValue::Literal(literal) => literal_cell(literal),
        ExpectedValue::Nothing => nothing(),
    };
    rows.iter().map(|row| row.node.iter().map(cell).collect()).collect()
}

fn literal_cell(literal: &Literal) -> Cell {
    match literal {
        Literal::Text(text) | Literal::Url(text) => text_cell(text),
        other => Cell { text: Some(other.to_string()), written: other.to_string() },
    }
}

fn text_cell(text: &str) -> Cell {
    Cell { text: Some(text.to_owned()), written: quoted(text) }
}

fn nothing() -> Cell {
    Cell { text: None, written: "nothing".to_owned() }
}

fn written(row: &Row) -> String {
    let values: Vec<&str> = row.iter().map(|cell| cell.written.as_str()).collect();
    values.join(", ")
}
