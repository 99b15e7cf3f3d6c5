//! What a query comes to in a dialect of SQL, whole: what is evaluated before, and the statements for its rows or its verdict.

use std::sync::Arc;

use super::{Engine, columns, lasting};
use crate::answer::Column;
use crate::diagnostic::Result;
use crate::order::Key;
use crate::plan::Plan;
use crate::resolve::{Context, Parameters};
use crate::source::{Source, Spanned};
use crate::sql::{self, Dialect, Part, Reader, RowsIn, Setting, Statement, Unsaid};
use crate::syntax::ast;

/// A query in a dialect.
#[derive(Debug, Clone, PartialEq)]
pub enum Said {
    /// What SQLite runs here, what is evaluated before first.
    Statements(Vec<Statement>),
    /// One statement for any SQLite.
    Text(String),
    /// Rows.
    Rows {
        /// The columns of the answer.
        columns: Vec<Column>,
        /// What is run, the rows last.
        parts: Vec<Part>,
        /// How the columns of the rows are read.
        readers: Vec<Reader>,
        /// What the rows are yet to be ordered by.
        order: Vec<Key>,
    },
    /// A yes-or-no question: what each member says is so where the last part of one of its alternatives has a row.
    Verdict {
        /// That it holds.
        holds: Vec<Vec<Part>>,
        /// That it holds by facts which nobody denies.
        undisputed: Vec<Vec<Part>>,
        /// That it is denied.
        denied: Vec<Vec<Part>>,
    },
}

impl Engine {
    /// A query in a dialect; or why it cannot be said in it.
    ///
    /// # Errors
    /// As [`Engine::ask`].
    pub fn said(
        &self,
        source: &Arc<Source>,
        query: &Spanned<ast::Query>,
        parameters: &Parameters,
        dialect: Dialect,
    ) -> Result<std::result::Result<Said, String>> {
        let (resolved, plan) = self.planned(source, query, parameters)?;
        match dialect {
            Dialect::Sqlite => return Ok(Ok(Said::Statements(self.sql(source, query, parameters)?))),
            Dialect::Stock => {
                let context = Context { vocabulary: &self.vocabulary, names: &self.store, parameters };
                return Ok(lasting(query, context, str::to_owned).map(|(lasting, _)| Said::Text(lasting.into_text())));
            }
            Dialect::Spark | Dialect::DuckDb => {}
        }
        let rows = rows(&plan, dialect).map(|rows| {
            rows.map(|(parts, readers, order)| Said::Rows { columns: columns(&resolved), parts, readers, order })
        });
        let said = match rows {
            Ok(Some(rows)) => Ok(rows),
            Ok(None) => verdict(&plan, dialect),
            Err(reason) => Err(reason),
        };
        Ok(said.map_err(str::to_owned))
    }
}

fn rows(plan: &Plan, dialect: Dialect) -> std::result::Result<Option<RowsIn>, Unsaid> {
    let (mut parts, setting) = evaluated(plan, dialect)?;
    let Some((rows, readers, order)) = sql::rows_in(plan, &setting)? else { return Ok(None) };
    parts.extend(rows);
    Ok(Some((parts, readers, order)))
}

fn verdict(plan: &Plan, dialect: Dialect) -> std::result::Result<Said, Unsaid> {
    let holds = |plan: &Plan| {
        let (before, setting) = evaluated(plan, dialect)?;
        let truth = |branch| {
            let truth = sql::truth_in(plan, branch, &setting)?;
            Ok(before.iter().cloned().chain(truth).collect())
        };
        (0..plan.body.branches.len()).map(truth).collect::<std::result::Result<Vec<Vec<Part>>, Unsaid>>()
    };
    let denied = plan.denied().iter().map(holds).collect::<std::result::Result<Vec<_>, _>>()?.concat();
    Ok(Said::Verdict { holds: holds(plan)?, undisputed: holds(&plan.undisputed())?, denied })
}

/// What of a plan is evaluated before all else, round by round, and the setting in which it then stands.
fn evaluated(plan: &Plan, dialect: Dialect) -> std::result::Result<(Vec<Part>, Setting), Unsaid> {
    let mut setting = Setting::of(dialect);
    let mut parts = Vec::new();
    for members in plan.components(false) {
        // What is looked for in vain is looked for among disputed facts too.
        let whole = Plan { undisputed: false, ..plan.clone() };
        for plan in std::iter::once(&whole).chain(plan.undisputed.then_some(plan)) {
            sql::rounds(sql::growing(plan, &members, &setting), dialect, &mut parts)?;
        }
        setting.kept.extend(members);
    }
    Ok((parts, setting))
}
