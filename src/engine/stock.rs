//! Queries as SQL that lasts: for the views of a file that is read without this program.

use std::sync::Arc;

use super::columns;
use crate::answer::Column;
use crate::plan::{self, Typed};
use crate::problem::Mistake;
use crate::resolve::tree::Form;
use crate::resolve::{self, Context};
use crate::source::Spanned;
use crate::sql::{self, Stock};
use crate::syntax::ast;

/// A query as SQL that any SQLite takes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Lasting {
    /// Rows: the statement, and for each of its columns its heading and what stands in it.
    Rows(String, Vec<(Column, Typed)>),
    /// An expression for the verdict.
    Verdict(String),
}

impl Lasting {
    /// The statement for the rows, or for the verdict.
    pub fn into_text(self) -> String {
        match self {
            Lasting::Rows(text, _) => text,
            Lasting::Verdict(case) => format!("SELECT {case} AS verdict"),
        }
    }
}

/// A query as SQL, and its canonical form. `name` gives the columns of the statement their names, from their headings. It rests on nothing but
/// the query and what the store calls things, so that the same is made again of the same store.
///
/// # Errors
/// Why it cannot be said in SQL, in words.
pub(crate) fn lasting(
    query: &Spanned<ast::Query>,
    context: Context<'_>,
    name: impl FnMut(&str) -> String,
) -> Result<(Lasting, String), String> {
    let unread = |mistake: Mistake| format!("it cannot be read: {}", mistake.problem.wording().message);
    let resolved = resolve::resolve(query, context).map_err(unread)?;
    let plan = plan::plan(&resolved, context, &Arc::default()).map_err(unread)?;
    let canonical = resolve::canonical(&resolved, context).map_err(|problem| problem.wording().message)?.to_string();
    if let Form::Whether = &resolved.form {
        return Ok((Lasting::Verdict(sql::stock_verdict(&plan)?), canonical));
    }
    let headings = columns(&resolved);
    let names: Vec<String> = headings.iter().map(|column| column.name.as_str()).map(name).collect();
    let Stock { text, columns } = sql::stock(&plan, &names)?.ok_or("it has no rows")?;
    Ok((Lasting::Rows(text, headings.into_iter().zip(columns).collect()), canonical))
}
