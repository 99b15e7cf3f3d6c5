//! What rows of the last answer rest on, and why others are not there.

use std::sync::Arc;

use super::{Outcome, Session};
use crate::answer::{Answer, Receipts};
use crate::diagnostic::{Diagnostic, Result};
use crate::engine::Answered;
use crate::problem::{Mistake, QueryProblem};
use crate::receipts::WhichRows;
use crate::source::{Source, Span, Spanned};
use crate::syntax::ast;

impl Session {
    pub(super) fn why(&self, source: &Arc<Source>, span: Span, row: Option<&Spanned<u64>>) -> Result<Outcome> {
        let Some(last) = &self.last else {
            return Err(Diagnostic::at(source, Mistake::new(span, QueryProblem::NoAnswerYet)));
        };
        let which = match row {
            None => WhichRows::All,
            Some(row) => WhichRows::One(self.row_index(source, last, row)?),
        };
        let receipts = self.engine.why(last, which)?;
        Ok(Outcome::Why { answer: last.answer.clone(), receipts })
    }

    /// The last answer, and what its first rows, so many of them, rest on.
    ///
    /// # Errors
    /// Where there is no answer yet, or the store cannot be read.
    pub fn receipts(&self, most: usize) -> Result<(Arc<Answer>, Receipts)> {
        let last = self.last.as_ref().ok_or_else(|| Diagnostic::new(QueryProblem::NoAnswerYet))?;
        Ok((Arc::clone(&last.answer), self.engine.why(last, WhichRows::First(most))?))
    }

    pub(super) fn why_not(&self, source: &Arc<Source>, span: Span, written: &ast::WhyNot) -> Result<Outcome> {
        let why_not = match written {
            ast::WhyNot::Conditions(group) => self.engine.why_nothing(source, group, span, &self.parameters)?,
            ast::WhyNot::Row(row) => {
                let Some(last) = &self.last else {
                    return Err(Diagnostic::at(source, Mistake::new(span, QueryProblem::NoAnswerYet)));
                };
                self.engine.why_no_row(source, last, row)?
            }
        };
        Ok(Outcome::WhyNot(why_not))
    }

    fn row_index(&self, source: &Arc<Source>, last: &Answered, row: &Spanned<u64>) -> Result<usize> {
        let rows = if last.answer.verdict.is_some() { 1 } else { last.answer.rows.len() };
        let index = usize::try_from(row.node).ok().and_then(|number| number.checked_sub(1));
        match index.filter(|index| *index < rows) {
            Some(index) => Ok(index),
            None => {
                Err(Diagnostic::at(source, Mistake::new(row.span, QueryProblem::NoSuchRow { row: row.node, rows })))
            }
        }
    }
}
