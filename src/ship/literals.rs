//! Fills `literal_typed`: every literal in columns of one type each.

use rusqlite::{Connection, params};

use crate::edtf::{Edtf, iso_day};
use crate::value::Literal;

/// Fills the table. Texts and addresses are copied by SQLite; the others are few and are written as answers show them.
pub(super) fn fill(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute(
        "INSERT INTO literal_typed (id, text) SELECT id, value FROM literal WHERE type IN ('text', 'url') ORDER BY id",
        [],
    )?;
    let mut numbers =
        connection.prepare("SELECT id, type, value FROM literal WHERE type IN ('number', 'boolean') ORDER BY id")?;
    let mut rows = numbers.query([])?;
    while let Some(row) = rows.next()? {
        let (id, literal): (i64, Literal) = (row.get(0)?, number(&row.get::<_, String>(1)?, row.get(2)?));
        insert_number(connection, id, &literal)?;
    }
    let mut dates = connection.prepare("SELECT id, value FROM literal WHERE type = 'date' ORDER BY id")?;
    let mut rows = dates.query([])?;
    while let Some(row) = rows.next()? {
        insert_date(connection, row.get(0)?, &row.get::<_, String>(1)?)?;
    }
    Ok(())
}

fn number(object_type: &str, value: rusqlite::types::Value) -> Literal {
    use rusqlite::types::Value;
    match value {
        Value::Integer(truth) if object_type == "boolean" => Literal::Boolean(truth != 0),
        Value::Integer(number) => Literal::Integer(number),
        Value::Real(number) => Literal::Decimal(number),
        Value::Text(text) => Literal::Text(text),
        Value::Null | Value::Blob(_) => Literal::Text(String::new()),
    }
}

fn insert_number(connection: &Connection, id: i64, literal: &Literal) -> rusqlite::Result<()> {
    let (integer, number) = match literal {
        Literal::Boolean(truth) => (Some(i64::from(*truth)), None),
        Literal::Integer(number) => (Some(*number), Some(*number as f64)),
        Literal::Decimal(number) => (None, Some(*number)),
        Literal::Text(_) | Literal::Date(_) | Literal::Url(_) => (None, None),
    };
    let mut insert =
        connection.prepare_cached("INSERT INTO literal_typed (id, text, integer, number) VALUES (?1, ?2, ?3, ?4)")?;
    insert.execute(params![id, literal.to_string(), integer, number])?;
    Ok(())
}

fn insert_date(connection: &Connection, id: i64, text: &str) -> rusqlite::Result<()> {
    let date: Option<Edtf> = text.parse().ok();
    let mut insert = connection
        .prepare_cached("INSERT INTO literal_typed (id, text, since, until, precision) VALUES (?1, ?2, ?3, ?4, ?5)")?;
    let since = date.as_ref().and_then(|date| iso_day(date.first_day));
    let until = date.as_ref().and_then(|date| iso_day(date.last_day));
    insert.execute(params![id, text, since, until, date.as_ref().map(|date| date.precision.name())])?;
    Ok(())
}
