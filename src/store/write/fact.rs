//! Writing facts, their qualifiers and the literals they name, and finding those that are known.

use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{Row, ToSql, params};

use super::Writer;
use crate::diagnostic::Result;
use crate::value::{EntityId, FactId, KindId, Literal, LiteralId, PredicateId};

/// What a fact or qualifier says, as an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum ObjectId {
    Entity(EntityId),
    Kind(KindId),
    Value(LiteralId),
}

impl ObjectId {
    fn entity(self) -> Option<i64> {
        if let ObjectId::Entity(id) = self { Some(id.0) } else { None }
    }

    fn kind(self) -> Option<i64> {
        if let ObjectId::Kind(id) = self { Some(id.0) } else { None }
    }

    fn value(self) -> Option<i64> {
        if let ObjectId::Value(id) = self { Some(id.0) } else { None }
    }
}

/// When a fact was so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Time {
    pub(crate) literal: LiteralId,
    /// Julian day numbers.
    pub(crate) first_day: i64,
    pub(crate) last_day: i64,
}

/// A fact but for its qualifiers and what it rests on, all ids known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FactRow {
    pub(crate) subject: EntityId,
    pub(crate) predicate: PredicateId,
    pub(crate) object: ObjectId,
    pub(crate) time: Option<Time>,
}

/// What is said of a fact itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct QualifierRow {
    pub(crate) key: PredicateId,
    pub(crate) object: ObjectId,
}

/// What a fact rests on, as its row sums it up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FactState {
    /// Some record stated it without evidence.
    pub(crate) unsourced: bool,
    /// It is stated, or affirmed by evidence.
    pub(crate) holds: bool,
    /// Some evidence denies it.
    pub(crate) denied: bool,
}

impl FactState {
    /// What both together come to.
    pub(crate) fn with(self, other: FactState) -> FactState {
        FactState {
            unsourced: self.unsourced || other.unsourced,
            holds: self.holds || other.holds,
            denied: self.denied || other.denied,
        }
    }
}

/// How facts with the same subject, predicate and object are found, by the index that leads there: the days, which
/// follow in it, tell apart facts that were so at many times.
macro_rules! known_facts {
    ($index:literal, $object:literal) => {
        concat!(
            "SELECT id, unsourced, holds, denied FROM fact INDEXED BY ",
            $index,
            " WHERE predicate = ?1 AND subject = ?2 AND ",
            $object,
            " = ?3 AND holds IN (0, 1) AND first_day IS ?4 AND last_day IS ?5 AND time IS ?6 AND retracted IS NULL"
        )
    };
}

impl Writer<'_> {
    /// The facts that a row may be one with, if their qualifiers are the same.
    pub(crate) fn known_facts(&self, row: &FactRow) -> Result<Vec<(FactId, FactState)>> {
        if !self.added.may_have(row) {
            return Ok(Vec::new());
        }
        let (sql, object) = match row.object {
            ObjectId::Entity(id) => (known_facts!("fact_subject_object", "object"), id.0),
            ObjectId::Kind(id) => (known_facts!("fact_subject_kind", "kind"), id.0),
            ObjectId::Value(id) => (known_facts!("fact_subject_value", "value"), id.0),
        };
        let (time, first_day, last_day) = time(row);
        let bound = params![row.predicate.0, row.subject.0, object, first_day, last_day, time];
        self.rows("finding a fact", sql, bound, |row| {
            Ok((FactId(row.get(0)?), FactState { unsourced: row.get(1)?, holds: row.get(2)?, denied: row.get(3)? }))
        })
    }

    /// A fact's qualifiers, sorted.
    pub(crate) fn qualifiers(&self, fact: FactId) -> Result<Vec<QualifierRow>> {
        let sql = "SELECT key, object, value FROM qualifier WHERE fact = ?1";
        let mut found = self.rows("reading qualifiers", sql, [fact.0], qualifier)?;
        found.sort_unstable();
        Ok(found)
    }

    /// Adds a fact.
    pub(crate) fn add_fact(&mut self, row: &FactRow, state: FactState) -> Result<FactId> {
        let sql = "INSERT INTO fact (subject, predicate, object, kind, value, time, first_day, last_day, unsourced,
                                     holds, denied, recorded)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
        self.added.add(row);
        let (time, first_day, last_day) = time(row);
        let bound = params![
            row.subject.0,
            row.predicate.0,
            row.object.entity(),
            row.object.kind(),
            row.object.value(),
            time,
            first_day,
            last_day,
            state.unsourced,
            state.holds,
            state.denied,
            self.load.0,
        ];
        self.insert("adding a fact", sql, bound).map(FactId)
    }

    /// Writes what a fact now rests on.
    pub(crate) fn set_state(&mut self, fact: FactId, state: FactState) -> Result<()> {
        let sql = "UPDATE fact SET unsourced = ?2, holds = ?3, denied = ?4 WHERE id = ?1";
        self.change("changing a fact", sql, params![fact.0, state.unsourced, state.holds, state.denied])
    }

    /// Adds a qualifier to a fact.
    pub(crate) fn add_qualifier(&mut self, fact: FactId, row: QualifierRow) -> Result<()> {
        let sql = "INSERT INTO qualifier (fact, key, object, value) VALUES (?1, ?2, ?3, ?4)";
        self.change("adding a qualifier", sql, params![fact.0, row.key.0, row.object.entity(), row.object.value()])
    }

    /// The row of a literal, made where there is none.
    pub(crate) fn literal(&mut self, literal: &Literal) -> Result<LiteralId> {
        let object_type = literal.object_type().name();
        let sql = "SELECT id FROM literal WHERE type = ?1 AND value = ?2";
        let bound = params![object_type, SqlLiteral(literal)];
        if let Some(id) = self.first("finding a literal", sql, bound, |row| row.get(0))? {
            return Ok(LiteralId(id));
        }
        let days = match literal {
            Literal::Date(date) => Some((date.first_day, date.last_day)),
            _ => None,
        };
        let sql = "INSERT INTO literal (type, value, first_day, last_day) VALUES (?1, ?2, ?3, ?4)";
        let bound = params![object_type, SqlLiteral(literal), days.map(|(first, _)| first), days.map(|(_, last)| last)];
        self.insert("adding a literal", sql, bound).map(LiteralId)
    }
}

fn time(row: &FactRow) -> (Option<i64>, Option<i64>, Option<i64>) {
    match row.time {
        Some(time) => (Some(time.literal.0), Some(time.first_day), Some(time.last_day)),
        None => (None, None, None),
    }
}

fn qualifier(row: &Row<'_>) -> rusqlite::Result<QualifierRow> {
    let object = match row.get(1)? {
        Some(entity) => ObjectId::Entity(EntityId(entity)),
        // The schema's CHECK sees to it that there is a value where there is no object.
        None => ObjectId::Value(LiteralId(row.get(2)?)),
    };
    Ok(QualifierRow { key: PredicateId(row.get(0)?), object })
}

/// A literal as a bind.
struct SqlLiteral<'a>(&'a Literal);

impl ToSql for SqlLiteral<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self.0 {
            Literal::Text(value) | Literal::Url(value) => ToSqlOutput::Borrowed(ValueRef::Text(value.as_bytes())),
            Literal::Date(date) => ToSqlOutput::Borrowed(ValueRef::Text(date.as_str().as_bytes())),
            Literal::Integer(number) => ToSqlOutput::Owned(Value::Integer(*number)),
            Literal::Decimal(number) => ToSqlOutput::Owned(Value::Real(*number)),
            Literal::Boolean(truth) => ToSqlOutput::Owned(Value::Integer(i64::from(*truth))),
        })
    }
}
