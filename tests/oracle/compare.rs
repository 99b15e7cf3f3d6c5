//! What the library answers, in the model's terms, compared with what the oracle answers.

use std::collections::BTreeSet;

use factfile::answer::{self, ColumnType, Receipt};
use factfile::value::{Literal, ObjectType};

use crate::aggregate::Function;
use crate::answer::{Answer, Row, Says, Verdict};
use crate::expression::Expression;
use crate::model::{Objects, Store};
use crate::query::{Find, Query, Sort};
use crate::receipts::Reader;
use crate::relation::Derivations;
use crate::value::{Number, Value};

/// Says how the library's answer differs, if it does.
pub fn compare(query: &Query, expected: &Answer, found: &answer::Answer) -> Result<(), String> {
    let receipts = found.receipts.as_ref().ok_or("there are no receipts")?;
    let reader = Reader::new(expected, receipts, query.view.recorded.is_none());
    match (&expected.says, &query.find) {
        (Says::Rows(rows), Some(find)) => {
            equal("columns", &columns(find), &found_columns(found))?;
            equal("verdict", &None, &found.verdict)?;
            compare_rows(&expected.store, find, rows, found, &reader)
        }
        (Says::Verdict(verdict, derivations), None) => {
            equal("verdict", &Some(*verdict), &found.verdict.map(found_verdict))?;
            compare_receipt(*verdict, derivations, &receipts.rows, &reader)
        }
        _ => Err("the oracle answers another form of question".to_owned()),
    }
}

pub fn equal<T: PartialEq + std::fmt::Debug>(what: &str, expected: &T, found: &T) -> Result<(), String> {
    match expected == found {
        true => Ok(()),
        false => Err(format!("{what} differ\nexpected: {expected:?}\n   found: {found:?}")),
    }
}

fn found_verdict(verdict: answer::Verdict) -> Verdict {
    match verdict {
        answer::Verdict::Yes => Verdict::Yes,
        answer::Verdict::No => Verdict::No,
        answer::Verdict::Denied => Verdict::Denied,
        answer::Verdict::Disputed => Verdict::Disputed,
    }
}

fn compare_rows(
    store: &Store,
    find: &Find,
    expected: &[Row],
    found: &answer::Answer,
    reader: &Reader<'_>,
) -> Result<(), String> {
    let text = |row: &Row| row.values.iter().map(|value| typed_text(store, value)).collect();
    let expected_rows: Vec<Vec<String>> = expected.iter().map(text).collect();
    let found_rows: Vec<Vec<String>> =
        found.rows.iter().map(|row| row.iter().map(found_typed_text).collect()).collect();
    match find.unordered {
        true => unordered(find, &expected_rows, &found_rows)?,
        false => equal("rows", &expected_rows, &found_rows)?,
    }
    equal("numbers of receipts", &found.rows.len(), &reader.receipts.rows.len())?;
    for (at, (row, receipt)) in found_rows.iter().zip(&reader.receipts.rows).enumerate() {
        equal("rows of receipts", &at, &receipt.row)?;
        let known = expected_rows.iter().position(|other| other == row).ok_or("a row that there is not")?;
        reader
            .receipt(&expected[known].derivations, receipt)
            .map_err(|error| format!("receipt {}: {error}", at + 1))?;
    }
    Ok(())
}

/// Rows in any order: as many of them as are asked for, none twice.
fn unordered(find: &Find, expected: &[Vec<String>], found: &[Vec<String>]) -> Result<(), String> {
    let sets = [expected, found].map(|rows| rows.iter().collect::<BTreeSet<_>>());
    let behind = expected.len().saturating_sub(find.offset.unwrap_or(0));
    equal("numbers of rows", &behind.min(find.limit.unwrap_or(usize::MAX)), &found.len())?;
    equal("numbers of different rows", &found.len(), &sets[1].len())?;
    match sets[1].is_subset(&sets[0]) {
        true => Ok(()),
        false => equal("rows", &sets[0], &sets[1]),
    }
}

fn compare_receipt(
    verdict: Verdict,
    expected: &[Derivations],
    found: &[Receipt],
    reader: &Reader<'_>,
) -> Result<(), String> {
    match found {
        [] if verdict == Verdict::No => Ok(()),
        [only] if verdict != Verdict::No => {
            let tried: Vec<_> = expected.iter().map(|derivations| reader.receipt(derivations, only)).collect();
            match tried.iter().any(Result::is_ok) {
                true => Ok(()),
                false => tried.into_iter().next().unwrap_or(Err("there is nothing to rest on".to_owned())),
            }
        }
        other => Err(format!("{} receipts for {verdict:?}", other.len())),
    }
}

/// The headings of the columns and what is in them.
fn columns(find: &Find) -> Vec<(String, ColumnType)> {
    let columns = find.outputs.iter().map(|output| {
        let heading = output.heading.clone().unwrap_or_else(|| crate::write::plain_heading(&output.value));
        (heading, column_type(&output.value, output.sort))
    });
    columns.collect()
}

fn column_type(value: &Expression, sort: Sort) -> ColumnType {
    let counts = [Function::Count, Function::CountAll, Function::Facts, Function::Claims, Function::Documents];
    match (value, sort) {
        (Expression::Aggregate(aggregate), _) if counts.contains(&aggregate.function) => ColumnType::Count,
        (_, Sort::Entity) => ColumnType::Entity,
        (_, Sort::Kind) => ColumnType::Kind,
        (_, Sort::Document) => ColumnType::Document,
        (_, Sort::When) => ColumnType::When,
        (_, Sort::Text) => ColumnType::Literal(ObjectType::Text),
        (_, Sort::Number) => ColumnType::Literal(ObjectType::Number),
        (_, Sort::Date) => ColumnType::Literal(ObjectType::Date),
        (_, Sort::Boolean) => ColumnType::Literal(ObjectType::Boolean),
        (_, Sort::Url) => ColumnType::Literal(ObjectType::Url),
    }
}

fn found_columns(found: &answer::Answer) -> Vec<(String, ColumnType)> {
    found.columns.iter().map(|column| (column.name.clone(), column.column_type)).collect()
}

/// A value as text; entities and documents by their keys, since two may share a name.
pub fn value_text(store: &Store, value: &Value) -> String {
    match value {
        Value::Entity(entity) => store.entities[*entity].key.to_owned(),
        Value::Document(document) => store.documents[*document].key.to_owned(),
        Value::Number(number) => number_text(*number),
        other => crate::value::shown(store, other),
    }
}

fn number_text(number: Number) -> String {
    match number {
        Number::Whole(number) => number.to_string(),
        number if number.is_whole() => format!("{:.0}", number.decimal()),
        number => number.decimal().to_string(),
    }
}

pub fn found_text(value: &answer::Value) -> String {
    match value {
        answer::Value::Entity(entity) => entity.key.clone(),
        answer::Value::Document(document) => document.key.clone(),
        answer::Value::Literal(literal) if Literal::object_type(literal) == ObjectType::Number => {
            let text = literal.to_string();
            text.parse::<f64>().ok().filter(|number| number.fract() == 0.0).map_or(text.clone(), |number| {
                text.parse::<i64>().map_or(format!("{number:.0}"), |whole| whole.to_string())
            })
        }
        other => other.text().into_owned(),
    }
}

/// A value as text with its type.
fn typed_text(store: &Store, value: &Value) -> String {
    let name = match value {
        Value::Nothing => return "nothing".to_owned(),
        Value::Entity(_) => Objects::Entity.name(),
        Value::Kind(_) => "kind",
        Value::Document(_) => "document",
        Value::Text(_) => Objects::Text.name(),
        Value::Url(_) => Objects::Url.name(),
        Value::Number(_) => Objects::Number.name(),
        Value::Date(_) => Objects::Date.name(),
        Value::Boolean(_) => Objects::Boolean.name(),
    };
    format!("{name} {}", value_text(store, value))
}

/// A value that was found, as text with its type.
fn found_typed_text(value: &answer::Value) -> String {
    let name = match value {
        answer::Value::Nothing => return "nothing".to_owned(),
        answer::Value::Entity(_) => "entity",
        answer::Value::Kind(..) => "kind",
        answer::Value::Document(_) => "document",
        answer::Value::Literal(literal) => Literal::object_type(literal).name(),
    };
    format!("{name} {}", found_text(value))
}
