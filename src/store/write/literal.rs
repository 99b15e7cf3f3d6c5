//! Writing the literals that facts name.

use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{ToSql, params};

use super::Writer;
use crate::diagnostic::Result;
use crate::value::{Literal, LiteralId};

impl Writer<'_> {
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
