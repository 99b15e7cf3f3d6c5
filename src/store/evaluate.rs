//! Relations that call themselves, evaluated into temporary tables that go with the value that stands for them.

use std::collections::{HashMap, HashSet};

use rusqlite::OptionalExtension;
use rusqlite::params_from_iter;
use rusqlite::types::{ToSql, Value};

use super::Store;
use crate::diagnostic::{Diagnostic, Result};
use crate::plan::Plan;
use crate::problem::StoreProblem;
use crate::sql::{self, Fixed, Fixpoint, Setting, Statement};

/// The most rounds that an evaluation takes; each adds a row at least, so that it ends by itself.
const MOST_ROUNDS: i64 = 10_000_000;

/// The relations of a plan that stand in temporary tables, until it is dropped.
pub struct Evaluation<'s> {
    store: &'s Store,
    setting: Setting,
    /// The relations evaluated together with each.
    components: HashMap<usize, HashSet<usize>>,
    clean: Vec<String>,
    /// The names of the tables that the engine of a set keeps.
    made: Vec<String>,
}

impl Store {
    /// Evaluates the relations of a plan that call themselves; with `linear`, also those that a statement could evaluate by
    /// itself, since then it is known in which round each row was found.
    ///
    /// # Errors
    /// Where the store cannot be read, or it was stopped.
    pub fn evaluate(&self, plan: &Plan, linear: bool) -> Result<Evaluation<'_>> {
        let mut evaluation = Evaluation {
            store: self,
            setting: Setting::of(self.dialect()),
            components: HashMap::new(),
            clean: Vec::new(),
            made: Vec::new(),
        };
        for members in plan.components(linear) {
            // What is looked for in vain is looked for among disputed facts too.
            let whole = Plan { undisputed: false, ..plan.clone() };
            let plans = std::iter::once(&whole).chain(plan.undisputed.then_some(plan));
            for plan in plans {
                if let Some(remote) = &self.remote {
                    self.evaluate_elsewhere(remote, plan, &members, &evaluation.setting, &mut evaluation.made)?;
                    continue;
                }
                let fixpoint = sql::fixpoint(plan, &members, &evaluation.setting);
                evaluation.clean.extend(fixpoint.clean.iter().cloned());
                self.run_fixpoint(&fixpoint)?;
            }
            let component: HashSet<usize> = members.iter().copied().collect();
            evaluation.setting.kept.extend(&members);
            evaluation.components.extend(members.iter().map(|member| (*member, component.clone())));
        }
        Ok(evaluation)
    }

    fn run_fixpoint(&self, fixpoint: &Fixpoint) -> Result<()> {
        let run = || {
            for table in &fixpoint.tables {
                self.unstopped(|| self.connection.execute_batch(table))?;
            }
            for statement in &fixpoint.base {
                self.add_rows(statement, 0)?;
            }
            for round in 1..MOST_ROUNDS {
                let mut added = 0;
                for statement in &fixpoint.steps {
                    added += self.add_rows(statement, round)?;
                }
                if added == 0 {
                    return Ok(true);
                }
            }
            Ok(false)
        };
        match self.writing_temporary(run).map_err(self.failed("answering"))? {
            true => Ok(()),
            false => Err(Diagnostic::new(StoreProblem::TooLarge { detail: "too many rounds".to_owned() })),
        }
    }

    fn add_rows(&self, statement: &Statement, round: i64) -> rusqlite::Result<usize> {
        let statement = statement.at_round(round);
        self.with_temporary(&statement, || {
            self.unstopped(|| {
                self.connection.prepare_cached(&statement.text)?.execute(params_from_iter(&statement.binds))
            })
        })
    }

    /// Writes to a temporary table. Stopped by SQLite within a transaction that was begun, that would take the transaction with
    /// it: so it ends first, and then stops.
    fn unstopped<T>(&self, write: impl FnOnce() -> rusqlite::Result<T>) -> rusqlite::Result<T> {
        let _shut = self.shut();
        let done = write()?;
        self.gate.check()?;
        Ok(done)
    }

    /// Runs a statement while the temporary tables that it reads are there.
    pub(super) fn with_temporary<T>(
        &self,
        statement: &Statement,
        run: impl FnOnce() -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        if statement.temporary.is_empty() {
            return run();
        }
        let run = || {
            for table in &statement.temporary {
                self.unstopped(|| {
                    self.connection.execute_batch(&table.drop)?;
                    self.connection.execute_batch(&table.create)?;
                    self.connection.prepare_cached(&table.fill)?.execute(params_from_iter(&table.binds))
                })?;
            }
            run()
        };
        let drop_all = || {
            let _shut = self.shut();
            statement.temporary.iter().rev().try_for_each(|table| self.connection.execute_batch(&table.drop))
        };
        self.writing_temporary(|| {
            let done = run();
            // One that stays behind is dropped before it is made anew, and with the connection.
            let _ = drop_all();
            done
        })
    }

    /// Runs what writes to temporary tables only, on a connection that may write to nothing else.
    pub(super) fn writing_temporary<T>(&self, run: impl FnOnce() -> rusqlite::Result<T>) -> rusqlite::Result<T> {
        let query_only: bool = self.connection.pragma_query_value(None, "query_only", |row| row.get(0))?;
        self.connection.pragma_update(None, "query_only", false)?;
        let done = run();
        self.connection.pragma_update(None, "query_only", query_only)?;
        done
    }
}

impl Evaluation<'_> {
    /// What statements are made for: the relations that stand in temporary tables are among it.
    pub fn setting(&self) -> &Setting {
        &self.setting
    }

    /// With which relations a relation was evaluated, and in which round a row of it was found; nothing where it was not
    /// evaluated round by round.
    ///
    /// # Errors
    /// Where the store cannot be read, or it was stopped.
    pub fn round(&self, relation: usize, row: &[Fixed]) -> Result<Option<(&HashSet<usize>, i64)>> {
        let Some(component) = self.components.get(&relation) else { return Ok(None) };
        if self.store.is_remote() {
            let round = self.store.round_elsewhere(&sql::table_name(relation, false), row)?;
            return Ok(round.map(|round| (component, round)));
        }
        let columns: Vec<String> = (1..=row.len()).map(|at| format!("c{} IS ?{at}", at - 1)).collect();
        let sql = format!("SELECT round FROM temp.relation_{relation} WHERE {}", columns.join(" AND "));
        let values: Vec<Box<dyn ToSql>> = row.iter().map(bound).collect();
        let connection = &self.store.connection;
        let read =
            || connection.prepare_cached(&sql)?.query_row(params_from_iter(&values), |row| row.get(0)).optional();
        let round: Option<i64> = read().map_err(self.store.failed("answering"))?;
        Ok(round.map(|round| (component, round)))
    }
}

fn bound(value: &Fixed) -> Box<dyn ToSql> {
    match value {
        Fixed::Nothing => Box::new(Value::Null),
        Fixed::Id(id) => Box::new(*id),
        Fixed::Literal(literal) => Box::new(sql::tree::Bind::of(literal)),
    }
}

impl Drop for Evaluation<'_> {
    fn drop(&mut self) {
        if let Some(remote) = &self.store.remote {
            return self.store.forget_elsewhere(remote, &self.made);
        }
        let _shut = self.store.shut();
        let clean = || self.clean.iter().try_for_each(|statement| self.store.connection.execute_batch(statement));
        // Tables that stay behind are dropped before they are made anew, and with the connection.
        let _ = self.store.writing_temporary(clean);
    }
}
