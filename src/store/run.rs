//! Running the statements that lowering built, and reading their rows as it says.

use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Row, params_from_iter};

use super::Store;
use crate::answer::{EntityRef, Value};
use crate::diagnostic::Result;
use crate::sql::tree::Bind;
use crate::sql::{PremiseReader, Premises, Reader, Rows, Statement};
use crate::value::{EntityId, FactId, KindId, Literal};

/// A premise as the store gives it: chains by their ends only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FoundPremise {
    /// A fact.
    Fact(FactId),
    /// A chain of the step at that index of the branch, by its ends.
    Chain {
        /// The step's index.
        step: usize,
        /// The first fact's subject.
        from: EntityId,
        /// The last fact's object.
        to: EntityId,
    },
    /// That nothing matches the negated conditions.
    Absent(String),
}

impl ToSql for Bind {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Bind::Text(text) => ToSqlOutput::from(text.as_str()),
            Bind::Integer(number) => ToSqlOutput::from(*number),
            Bind::Real(number) => ToSqlOutput::from(*number),
        })
    }
}

impl Store {
    /// The rows of an answer.
    pub fn rows(&self, rows: &Rows) -> Result<Vec<Vec<Value>>> {
        self.collect(&rows.statement, |row| {
            let mut column = 0;
            rows.readers.iter().map(|reader| value(row, *reader, &mut column)).collect()
        })
    }

    /// What a row rests on: each derivation's premises.
    pub fn premises(&self, premises: &Premises) -> Result<Vec<Vec<FoundPremise>>> {
        self.collect(&premises.statement, |row| {
            let mut column = 0;
            let mut next = || {
                column += 1;
                row.get::<_, i64>(column - 1)
            };
            let read = |reader: &PremiseReader| {
                Ok(match reader {
                    PremiseReader::Fact => FoundPremise::Fact(FactId(next()?)),
                    PremiseReader::Chain(step) => {
                        FoundPremise::Chain { step: *step, from: EntityId(next()?), to: EntityId(next()?) }
                    }
                    PremiseReader::Absent(text) => FoundPremise::Absent(text.clone()),
                })
            };
            premises.readers.iter().map(read).collect()
        })
    }

    /// Whether the statement has a row.
    pub fn truth(&self, statement: &Statement) -> Result<bool> {
        Ok(!self.collect(statement, |_| Ok(()))?.is_empty())
    }

    /// The facts that go on from a node of a chain, with the node that each leads to; by the facts' ids.
    pub fn edges(&self, statement: &Statement) -> Result<Vec<(FactId, EntityId)>> {
        self.collect(statement, |row| Ok((FactId(row.get(0)?), EntityId(row.get(1)?))))
    }

    fn collect<T>(
        &self,
        statement: &Statement,
        mut read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let mut run = || {
            let mut prepared = self.connection.prepare_cached(&statement.text)?;
            let rows = prepared.query_map(params_from_iter(&statement.binds), &mut read)?;
            rows.collect::<rusqlite::Result<Vec<T>>>()
        };
        run().map_err(self.failed("answering"))
    }
}

/// Reads a value whose columns begin at `column`, and moves on behind them.
fn value(row: &Row<'_>, reader: Reader, column: &mut usize) -> rusqlite::Result<Value> {
    let first = *column;
    *column += match reader {
        Reader::Entity => 3,
        Reader::Kind | Reader::Literal => 2,
        Reader::Count => 1,
    };
    if row.get_ref(first)? == ValueRef::Null {
        return Ok(Value::Nothing);
    }
    Ok(match reader {
        Reader::Entity => Value::Entity(EntityRef {
            id: EntityId(row.get(first)?),
            key: row.get(first + 1)?,
            name: row.get(first + 2)?,
        }),
        Reader::Kind => Value::Kind(KindId(row.get(first)?), row.get(first + 1)?),
        Reader::Literal => Value::Literal(literal(row, first)?),
        Reader::Count => Value::Literal(Literal::Integer(row.get(first)?)),
    })
}

/// A literal from its type and its value, which stand in two columns.
pub(super) fn literal(row: &Row<'_>, first: usize) -> rusqlite::Result<Literal> {
    let name: String = row.get(first)?;
    let at = first + 1;
    Ok(match name.as_str() {
        "number" => match row.get_ref(at)? {
            ValueRef::Real(number) => Literal::Decimal(number),
            _ => Literal::Integer(row.get(at)?),
        },
        "date" => {
            let text: String = row.get(at)?;
            let parsed = text.parse();
            Literal::Date(parsed.map_err(|error: crate::edtf::EdtfError| {
                rusqlite::Error::FromSqlConversionFailure(at, rusqlite::types::Type::Text, error.into())
            })?)
        }
        "boolean" => Literal::Boolean(row.get(at)?),
        "url" => Literal::Url(row.get(at)?),
        _ => Literal::Text(row.get(at)?),
    })
}
