//! Running statements elsewhere: their rows come back as rows of SQLite, for whoever reads a store's.

use std::collections::HashMap;

use rusqlite::types::{ToSql, ToSqlOutput, Value};
use rusqlite::{Row, params_from_iter};

use super::Remote;
use crate::diagnostic::{Diagnostic, Result};
use crate::plan::{Plan, Typed};
use crate::problem::RemoteProblem;
use crate::remote::{Cell, Growing};
use crate::resolve::tree::Sort;
use crate::sql::tree::{Bind, Expr, Select, Source, Table};
use crate::sql::{self, Fixed, Found, Part, Setting, Statement, Unsaid};
use crate::store::Store;
use crate::value::ObjectType;

/// The tables that a replica has whole.
const WHOLE: [&str; 6] = ["entity", "name", "kind", "predicate", "document", "load"];

impl ToSql for Cell {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Cell::Integer(number) => ToSqlOutput::from(*number),
            Cell::Real(number) => ToSqlOutput::from(*number),
            Cell::Text(text) => ToSqlOutput::from(text.as_str()),
            Cell::Nothing => ToSqlOutput::Owned(Value::Null),
        })
    }
}

/// What was asked for before it is wanted.
pub(crate) struct Ahead<'s>(Option<&'s Remote>);

impl Drop for Ahead<'_> {
    fn drop(&mut self) {
        if let Some(remote) = self.0 {
            remote.ahead.borrow_mut().clear();
        }
    }
}

impl Remote {
    /// Whether a statement is one for the set's engine: what the replica has whole is read there.
    pub(in crate::store) fn asks(&self, statement: &Statement) -> bool {
        !statement.reads_only(&WHOLE)
    }

    fn unsaid(&self, reason: Unsaid) -> Box<Diagnostic> {
        Diagnostic::new(RemoteProblem::Unsaid { engine: self.set.engine().title(), reason })
    }
}

impl Store {
    /// The rows of a statement that the set's engine runs.
    pub(in crate::store) fn collect_elsewhere<T>(
        &self,
        remote: &Remote,
        statement: &Statement,
        mut read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let parts = statement.elsewhere(remote.set.engine().dialect()).map_err(|reason| remote.unsaid(reason))?;
        let (mut found, mut made) = (Vec::new(), Vec::new());
        let mut kept = self.kept();
        let mut take = |rows: Vec<Vec<Cell>>| {
            let read_all = || {
                for cells in rows {
                    let mut as_row = self.connection.prepare_cached(&row_of(cells.len()))?;
                    let mut row = as_row.query(params_from_iter(&cells))?;
                    if let Some(row) = row.next()? {
                        kept.add_row(row, size_of::<T>())?;
                        found.push(read(row)?);
                    }
                }
                Ok(())
            };
            read_all().map_err(self.failed("answering"))?;
            kept.checked()
        };
        let done = self.run_parts(remote, parts, statement.round, &HashMap::new(), &mut made, &mut take);
        self.forget_elsewhere(remote, &made);
        done.map(|()| found)
    }

    /// Asks for the rows of statements that will be wanted, all at once: each takes its time with an engine, however little there is to it. What
    /// is not taken before the value goes is cancelled.
    pub(crate) fn ask_ahead(&self, statements: impl Iterator<Item = Statement>) -> Result<Ahead<'_>> {
        let ahead = Ahead(self.remote.as_ref());
        let Some(remote) = &self.remote else { return Ok(ahead) };
        for statement in statements.filter(|statement| remote.asks(statement)) {
            // One that cannot be said is told of when its turn comes, and one that takes several parts is run then.
            let parts = statement.elsewhere(remote.set.engine().dialect());
            if let Ok([Part::Rows(text)]) = parts.as_deref() {
                let asked = remote.set.ask((text, None), false)?;
                remote.ahead.borrow_mut().insert(text.clone(), asked);
            }
        }
        Ok(ahead)
    }

    /// Runs the parts of a statement; `made` gets the names of the tables that were made for it.
    fn run_parts(
        &self,
        remote: &Remote,
        parts: Vec<Part>,
        round: Option<i64>,
        types: &HashMap<String, Vec<&'static str>>,
        made: &mut Vec<String>,
        take: &mut dyn FnMut(Vec<Vec<Cell>>) -> Result<()>,
    ) -> Result<()> {
        let stop = || self.is_stopped();
        for part in parts {
            match part {
                Part::Table { name, text } => {
                    remote.set.make(&name, &text, &stop)?;
                    made.push(name);
                }
                Part::Rounds(found) => {
                    made.extend(found.iter().map(|table| table.name.clone()));
                    let grows = |Found { name, columns, base, steps }| {
                        let types = types.get(&name).cloned();
                        Growing { name, columns, types, base, steps }
                    };
                    let tables: Vec<Growing> = found.into_iter().map(grows).collect();
                    remote.set.grow(&tables, &stop)?;
                }
                Part::Rows(text) => {
                    let asked = remote.ahead.borrow_mut().remove(&text).filter(|_| round.is_none());
                    let asked = asked.map_or_else(|| remote.set.ask((&text, round), false), Ok)?;
                    remote.set.received(asked, &stop, take)?;
                }
            }
        }
        Ok(())
    }

    /// Evaluates the relations of a component into tables that the engine keeps; `made` gets the names of all that were made.
    pub(in crate::store) fn evaluate_elsewhere(
        &self,
        remote: &Remote,
        plan: &Plan,
        members: &[usize],
        setting: &Setting,
        made: &mut Vec<String>,
    ) -> Result<()> {
        let mut parts = Vec::new();
        let tables = sql::growing(plan, members, setting);
        sql::rounds(tables, setting.dialect, &mut parts).map_err(|reason| remote.unsaid(reason))?;
        let types = members.iter().map(|member| {
            let columns = plan.relations[*member].columns.iter().map(|typed| column_type(*typed));
            (sql::table_name(*member, plan.undisputed), columns.collect())
        });
        self.run_parts(remote, parts, None, &types.collect(), made, &mut |_| Ok(()))
    }

    /// Lets the engine forget tables.
    pub(in crate::store) fn forget_elsewhere(&self, remote: &Remote, names: &[String]) {
        // A driver that has ended keeps none.
        let _ = remote.set.forget(names);
    }

    /// The round in which a row of a relation was found.
    pub(in crate::store) fn round_elsewhere(&self, relation: &str, row: &[Fixed]) -> Result<Option<i64>> {
        let alias = "r".to_owned();
        let is = |(at, value): (usize, &Fixed)| {
            let value = match value {
                Fixed::Nothing => Expr::Null,
                Fixed::Id(id) => Expr::Integer(*id),
                Fixed::Literal(literal) => Expr::Bind(Bind::of(literal)),
            };
            Expr::Argument(alias.clone(), at).is(value)
        };
        let statement = Statement::of(Select {
            columns: vec![Expr::column(&alias, sql::ROUND)],
            filter: row.iter().enumerate().map(is).collect(),
            from: vec![Table { alias: alias.clone(), source: Source::Temporary(relation.to_owned()), left_join: None }],
            ..Select::default()
        });
        let Some(remote) = &self.remote else { return Ok(None) };
        let found = self.collect_elsewhere(remote, &statement, |row| row.get(0))?;
        Ok(found.into_iter().next())
    }
}

/// A statement that has one row, of so many parameters.
fn row_of(columns: usize) -> String {
    let columns: Vec<String> = (1..=columns).map(|at| format!("?{at}")).collect();
    format!("SELECT {}", columns.join(", "))
}

/// The type of a relation's column, as both engines call it.
fn column_type(typed: Typed) -> &'static str {
    match typed.sort {
        Sort::Literal(ObjectType::Number) if typed.bare => "DOUBLE",
        Sort::Literal(ObjectType::Boolean) if typed.bare => "BIGINT",
        Sort::Literal(_) | Sort::When if typed.bare => "STRING",
        _ => "BIGINT",
    }
}
