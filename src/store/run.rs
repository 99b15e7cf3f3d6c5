//! Running the statements that lowering built, and reading their rows as it says.

use std::borrow::Cow;

use foldhash::HashMap;
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Row, params_from_iter};

use super::Store;
use super::remembered::{Named, Remembered, Unnamed};
use crate::answer::{DocumentRef, Value};
use crate::diagnostic::{Diagnostic, Result};
use crate::edtf::Edtf;
use crate::order::{self, Stopped};
use crate::plan::{Plan, Typed};
use crate::problem::StoreProblem;
use crate::resolve::tree::Sort;
use crate::sql::tree::Bind;
use crate::sql::{Fixed, PremiseReader, Premises, Reader, Rows, Statement};
use crate::value::{DocumentId, FactId, KindId, Literal, ObjectType};

/// A premise as the store gives it: chains by their ends, what is derived by its row.
#[derive(Debug, Clone, PartialEq)]
pub enum FoundPremise {
    /// A fact.
    Fact(FactId),
    /// A chain of the step at that index of the branch, by its ends.
    Chain {
        /// The step's index.
        step: usize,
        /// Where it begins; no value where that is nothing.
        from: Option<i64>,
        /// Where it ends, likewise.
        to: Option<i64>,
    },
    /// A row of a relation.
    Row {
        /// The relation's index in the plan.
        relation: usize,
        /// Its columns.
        values: Vec<Fixed>,
    },
    /// That nothing matches the conditions.
    Absent(String),
}

impl ToSql for Bind {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Bind::Text(text) => ToSqlOutput::from(text.as_str()),
            Bind::Integer(number) => ToSqlOutput::from(*number),
            Bind::Real(number) => ToSqlOutput::from(*number),
            Bind::Round => ToSqlOutput::from(i64::MAX),
        })
    }
}

impl Store {
    /// The rows of an answer.
    pub fn rows(&self, rows: &Rows) -> Result<Vec<Vec<Value>>> {
        let mut found = self.values(&rows.statement, &rows.readers)?;
        if found.len() > 1 && !rows.order.is_empty() {
            let sorted = order::sort(&mut found, &rows.order, &|| self.is_stopped());
            sorted.map_err(|Stopped| Diagnostic::new(StoreProblem::Interrupted))?;
        }
        Ok(found)
    }

    /// The first row of a statement, as its readers say; no values where there is none.
    pub fn shown(&self, statement: &Statement, readers: &[Reader]) -> Result<Vec<Value>> {
        Ok(self.values(statement, readers)?.into_iter().next().unwrap_or_default())
    }

    /// The rows of a statement, then what they name: both of one moment.
    fn values(&self, statement: &Statement, readers: &[Reader]) -> Result<Vec<Vec<Value>>> {
        let _moment = self.moment()?;
        self.data_version()?;
        self.go_on();
        let mut remembered = self.remembered.borrow_mut();
        remembered.make_room();
        let mut reading =
            Reading { remembered: &remembered, unnamed: Unnamed::default(), dates: HashMap::default(), row: 0 };
        let mut rows = self.collect(statement, |row| reading.values(row, readers))?;
        let unnamed = reading.unnamed;
        self.fetch_literals(unnamed.literals())?;
        remembered.complete(&self.connection, &unnamed, &mut rows).map_err(self.failed("answering"))?;
        Ok(rows)
    }

    /// What a row rests on: each derivation's premises. `before` is the round before which they must have been found.
    pub fn premises(&self, premises: &Premises, plan: &Plan, before: Option<i64>) -> Result<Vec<Vec<FoundPremise>>> {
        self.collect(&in_round(&premises.statement, before), |row| {
            let mut column = 0;
            let found = premises.readers.iter().map(|reader| found(row, reader, plan, &mut column));
            Ok(found.collect::<rusqlite::Result<Vec<_>>>()?.concat())
        })
    }

    /// Whether the statement has a row.
    pub fn truth(&self, statement: &Statement) -> Result<bool> {
        Ok(!self.collect(statement, |_| Ok(()))?.is_empty())
    }

    /// The number that the statement comes to.
    pub fn number(&self, statement: &Statement) -> Result<i64> {
        Ok(self.collect(statement, |row| row.get(0))?.into_iter().next().unwrap_or_default())
    }

    /// The links that go on from a node of a chain, with the node that each leads to; by the facts' ids.
    pub fn links(&self, statement: &Statement, before: Option<i64>) -> Result<Vec<(FactId, Option<i64>)>> {
        self.collect(&in_round(statement, before), |row| Ok((FactId(row.get(0)?), row.get(1)?)))
    }

    fn collect<T>(
        &self,
        statement: &Statement,
        mut read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        if let Some(remote) = self.remote.as_ref().filter(|remote| remote.asks(statement)) {
            return self.collect_elsewhere(remote, statement, read);
        }
        let mut kept = self.kept();
        let run = || {
            let mut prepared = self.connection.prepare_cached(&statement.text)?;
            let mut rows = prepared.query(params_from_iter(&statement.binds))?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                if !kept.add_row(row, size_of::<T>())? {
                    break;
                }
                found.push(read(row)?);
            }
            Ok(found)
        };
        let found = self.with_temporary(statement, run).map_err(self.failed("answering"))?;
        kept.checked()?;
        Ok(found)
    }
}

/// The statement with the number of a round where there is one.
fn in_round(statement: &Statement, round: Option<i64>) -> Cow<'_, Statement> {
    round.map_or(Cow::Borrowed(statement), |round| Cow::Owned(statement.at_round(round)))
}

/// What a reader finds: one premise; of an optional part, all that belongs to it.
fn found(
    row: &Row<'_>,
    reader: &PremiseReader,
    plan: &Plan,
    column: &mut usize,
) -> rusqlite::Result<Vec<FoundPremise>> {
    let mut next = || {
        *column += 1;
        *column - 1
    };
    let only = match reader {
        PremiseReader::Fact => FoundPremise::Fact(FactId(row.get(next())?)),
        PremiseReader::Optional { missing, told } => {
            let Some(id) = row.get::<_, Option<i64>>(next())? else {
                return Ok(vec![FoundPremise::Absent(missing.clone())]);
            };
            let premise = |text: &String| match text.is_empty() {
                true => FoundPremise::Fact(FactId(id)),
                false => FoundPremise::Absent(text.clone()),
            };
            return Ok(told.iter().map(premise).collect());
        }
        PremiseReader::Chain(step) => FoundPremise::Chain { step: *step, from: row.get(next())?, to: row.get(next())? },
        PremiseReader::Row { relation, .. } => {
            let columns = plan.relations[*relation].columns.iter();
            let values = columns.map(|typed| fixed(row, next(), *typed)).collect::<rusqlite::Result<_>>()?;
            FoundPremise::Row { relation: *relation, values }
        }
        PremiseReader::Absent(text) => FoundPremise::Absent(text.clone()),
    };
    Ok(vec![only])
}

fn fixed(row: &Row<'_>, column: usize, typed: Typed) -> rusqlite::Result<Fixed> {
    if row.get_ref(column)? == ValueRef::Null {
        return Ok(Fixed::Nothing);
    }
    Ok(match typed.sort {
        Sort::Literal(object_type) if typed.bare => Fixed::Literal(bare(row, column, object_type)?),
        // Of a time or its words, the text is what it is found by.
        Sort::When if typed.bare => Fixed::Literal(Literal::Text(row.get(column)?)),
        _ => Fixed::Id(row.get(column)?),
    })
}

/// The reading of an answer's rows.
struct Reading<'r> {
    remembered: &'r Remembered,
    /// Where values stand that are looked up when all rows are there.
    unnamed: Unnamed,
    /// Dates that stand as such: the same few in many rows.
    dates: HashMap<String, Edtf>,
    /// The row that is read.
    row: usize,
}

impl Reading<'_> {
    fn values(&mut self, row: &Row<'_>, readers: &[Reader]) -> rusqlite::Result<Vec<Value>> {
        let mut column = 0;
        let mut values = Vec::with_capacity(readers.len());
        for reader in readers {
            values.push(self.value(row, *reader, values.len(), &mut column)?);
        }
        self.row += 1;
        Ok(values)
    }

    /// Reads the value at a place of the row, whose columns begin at `column`, and moves on behind them.
    fn value(&mut self, row: &Row<'_>, reader: Reader, at: usize, column: &mut usize) -> rusqlite::Result<Value> {
        let first = *column;
        *column += match reader {
            Reader::Document => 6,
            Reader::Kind => 2,
            Reader::Entity | Reader::Literal | Reader::Bare(_) | Reader::BareWhen => 1,
        };
        if row.get_ref(first)? == ValueRef::Null {
            return Ok(Value::Nothing);
        }
        Ok(match reader {
            Reader::Entity => self.named(Named::Entity, at, row.get(first)?),
            Reader::Literal => self.named(Named::Literal, at, row.get(first)?),
            Reader::Kind => Value::Kind(KindId(row.get(first)?), row.get(first + 1)?),
            Reader::Document => Value::Document(Box::new(DocumentRef {
                id: DocumentId(row.get(first)?),
                key: row.get(first + 1)?,
                title: row.get(first + 2)?,
                publisher: row.get(first + 3)?,
                published: row.get(first + 4)?,
                url: row.get(first + 5)?,
            })),
            Reader::Bare(ObjectType::Date) => Value::Literal(Literal::Date(self.date(row, first)?)),
            Reader::Bare(object_type) => Value::Literal(bare(row, first, object_type)?),
            Reader::BareWhen => {
                let text: String = row.get(first)?;
                Value::Literal(text.parse().map_or_else(|_| Literal::Text(text), Literal::Date))
            }
        })
    }

    /// What has an id; nothing for now where it is to be looked up.
    fn named(&mut self, named: Named, at: usize, id: i64) -> Value {
        self.remembered.get(named, id).unwrap_or_else(|| {
            self.unnamed.add(named, self.row, at, id);
            Value::Nothing
        })
    }

    fn date(&mut self, row: &Row<'_>, column: usize) -> rusqlite::Result<Edtf> {
        let text = row.get_ref(column)?.as_str()?;
        if let Some(date) = self.dates.get(text) {
            return Ok(date.clone());
        }
        let date = parsed(text, column)?;
        self.dates.insert(text.to_owned(), date.clone());
        Ok(date)
    }
}

/// A literal that stands as such.
fn bare(row: &Row<'_>, column: usize, object_type: ObjectType) -> rusqlite::Result<Literal> {
    Ok(match object_type {
        ObjectType::Number => match row.get_ref(column)? {
            ValueRef::Real(number) => Literal::Decimal(number),
            _ => Literal::Integer(row.get(column)?),
        },
        ObjectType::Date => {
            let text: String = row.get(column)?;
            Literal::Date(parsed(&text, column)?)
        }
        ObjectType::Boolean => Literal::Boolean(row.get(column)?),
        ObjectType::Url => Literal::Url(row.get(column)?),
        ObjectType::Text | ObjectType::Entity | ObjectType::Kind => Literal::Text(row.get(column)?),
    })
}

fn parsed(text: &str, column: usize) -> rusqlite::Result<Edtf> {
    text.parse().map_err(|error: crate::edtf::EdtfError| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, error.into())
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
            Literal::Date(parsed(&text, at)?)
        }
        "boolean" => Literal::Boolean(row.get(at)?),
        "url" => Literal::Url(row.get(at)?),
        _ => Literal::Text(row.get(at)?),
    })
}
