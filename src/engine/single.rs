//! What a query comes to as statements that read a store and nothing else: to be run by other programs.

use std::sync::Arc;

use super::{Engine, columns};
use crate::answer::Column;
use crate::diagnostic::Result;
use crate::plan::Plan;
use crate::resolve::{Context, Names, Parameters};
use crate::source::{Source, Spanned};
use crate::sql::{self, Setting};
use crate::syntax::ast;

/// A query as statements that each stand alone.
#[derive(Debug, Clone, PartialEq)]
pub enum Single {
    /// Rows: one statement, and what its columns hold.
    Rows {
        /// The columns of the answer.
        columns: Vec<Column>,
        /// The statement, and how it is read.
        rows: sql::Rows,
    },
    /// A yes-or-no question: each statement has a row where what it says is so.
    Verdict {
        /// That it holds: one of them has a row.
        holds: Vec<sql::Statement>,
        /// That it holds by facts which nobody denies.
        undisputed: Vec<sql::Statement>,
        /// That it is denied.
        denied: Vec<sql::Statement>,
    },
    /// What it asks for is found round by round, with tables that are filled meanwhile.
    Rounds,
}

impl Engine {
    /// A query as statements that each stand alone, where it can be said so; names are looked up by `names`.
    ///
    /// # Errors
    /// As [`Engine::ask`].
    pub fn single(
        &self,
        source: &Arc<Source>,
        query: &Spanned<ast::Query>,
        parameters: &Parameters,
        names: &dyn Names,
    ) -> Result<Single> {
        let context = Context { vocabulary: &self.vocabulary, names, parameters };
        let (resolved, plan) = self.planned_by(source, query, context)?;
        if !plan.components(false).is_empty() {
            return Ok(Single::Rounds);
        }
        if let Some(rows) = sql::rows(&plan, &Setting::default()) {
            return Ok(Single::Rows { columns: columns(&resolved), rows });
        }
        let (holds, undisputed) = (truths(&plan), truths(&plan.undisputed()));
        Ok(Single::Verdict { holds, undisputed, denied: plan.denied().iter().flat_map(truths).collect() })
    }
}

/// A statement for each branch.
fn truths(plan: &Plan) -> Vec<sql::Statement> {
    (0..plan.body.branches.len()).map(|branch| sql::truth(plan, branch, &Setting::default())).collect()
}
