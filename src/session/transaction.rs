//! Several changes at once, all or nothing.

use std::sync::Arc;

use super::{Outcome, Session};
use crate::diagnostic::{Diagnostic, Result};
use crate::problem::{ChangeProblem, Mistake, Problem, StoreProblem};
use crate::source::{Source, Span};
use crate::syntax::ast::Transaction;

impl Session {
    pub(super) fn transaction(
        &mut self,
        source: &Arc<Source>,
        span: Span,
        transaction: Transaction,
    ) -> Result<Outcome> {
        let misplaced = |diagnostic: Box<Diagnostic>| match diagnostic.problem {
            Problem::Change(problem) => Diagnostic::at(source, Mistake::new(span, problem)),
            _ => diagnostic,
        };
        match transaction {
            Transaction::Begin => {
                self.writing(source, span, "begin")?;
                self.engine.store_mut().begin().map_err(misplaced)?;
                self.begun = Some((Arc::clone(source), span));
                Ok(Outcome::Begun)
            }
            Transaction::Commit => {
                let changes = self.engine.store_mut().commit().map_err(misplaced)?;
                self.begun = None;
                Ok(Outcome::Committed(changes))
            }
            Transaction::Rollback => self.rolled_back().map(Outcome::RolledBack).map_err(misplaced),
        }
    }

    /// How many changes the transaction has that goes on; none where none does.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn uncommitted(&self) -> Result<Option<usize>> {
        self.engine.store().uncommitted()
    }

    /// Rolls back the transaction that goes on, if any; says how many changes it had.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn abandon(&mut self) -> Result<Option<usize>> {
        if self.engine.store().is_begun() { self.rolled_back().map(Some) } else { Ok(None) }
    }

    /// The error that a script ends within a transaction, which is rolled back then.
    ///
    /// # Errors
    /// That one; or that the store cannot be read.
    pub fn end(&mut self) -> Result<()> {
        let begun = self.begun.take();
        let Some(changes) = self.abandon()? else { return Ok(()) };
        let problem = ChangeProblem::NotEnded { changes };
        Err(match begun {
            Some((source, span)) => Diagnostic::at(&source, Mistake::new(span, problem)),
            None => Diagnostic::new(problem),
        })
    }

    /// What was asked within a transaction is of what is there no more.
    fn rolled_back(&mut self) -> Result<usize> {
        let changes = self.engine.store_mut().rollback()?;
        self.begun = None;
        self.last = None;
        self.engine.reload()?;
        Ok(changes)
    }

    /// What is said of a statement with which the transaction was lost.
    pub(super) fn lost(&mut self, done: Result<Outcome>) -> Result<Outcome> {
        self.rolled_back()?;
        let stopped = || Diagnostic::new(StoreProblem::Interrupted);
        let failed = done.map_or_else(|problem| problem, |_| stopped());
        let (detail, category) = (failed.problem.wording().message, failed.category());
        Err(Box::new(Diagnostic { problem: ChangeProblem::TransactionLost { detail, category }.into(), ..*failed }))
    }
}
