//! Reading the store's vocabulary.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, Row};

use super::Store;
use crate::diagnostic::{Diagnostic, Result};
use crate::problem::StoreProblem;
use crate::value::{KindId, ObjectType, PredicateId};
use crate::vocabulary::{Kind, Predicate, Vocabulary};

impl Store {
    /// The store's vocabulary, whole: kinds and predicates in the order of their declaration.
    pub fn vocabulary(&self) -> Result<Vocabulary> {
        let vocabulary = read(&self.connection).map_err(self.failed("reading the vocabulary"))?;
        if vocabulary.is_whole() {
            return Ok(vocabulary);
        }
        let detail = "a kind or predicate names a kind that is not there, or leads back to itself".to_owned();
        Err(Diagnostic::new(StoreProblem::Damaged { path: self.path.display().to_string(), detail }))
    }
}

pub(super) fn read(connection: &Connection) -> rusqlite::Result<Vocabulary> {
    Ok(Vocabulary::with_rules(kinds(connection)?, predicates(connection)?, super::rules::read(connection)?))
}

fn kinds(connection: &Connection) -> rusqlite::Result<Vec<Kind>> {
    let mut phrases: HashMap<i64, Vec<String>> = HashMap::new();
    let mut statement = connection.prepare("SELECT kind, phrase FROM kind_phrase ORDER BY kind, phrase")?;
    for row in statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))? {
        let (kind, phrase) = row?;
        phrases.entry(kind).or_default().push(phrase);
    }
    let mut statement = connection.prepare("SELECT id, name, plural, broader, description FROM kind ORDER BY id")?;
    let kinds = statement.query_map([], |row| {
        let id: i64 = row.get(0)?;
        Ok(Kind {
            id: KindId(id),
            name: row.get(1)?,
            plural: row.get(2)?,
            phrases: phrases.remove(&id).unwrap_or_default(),
            broader: row.get::<_, Option<i64>>(3)?.map(KindId),
            rule: None,
            description: row.get(4)?,
        })
    })?;
    kinds.collect()
}

fn predicates(connection: &Connection) -> rusqlite::Result<Vec<Predicate>> {
    let mut phrases: HashMap<(i64, bool), Vec<String>> = HashMap::new();
    let mut statement =
        connection.prepare("SELECT predicate, inverse, phrase FROM predicate_phrase ORDER BY predicate, phrase")?;
    for row in statement.query_map([], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))? {
        let (predicate, phrase) = row?;
        phrases.entry(predicate).or_default().push(phrase);
    }
    let sql = "SELECT DISTINCT key FROM qualifier CROSS JOIN fact ON fact.id = qualifier.fact WHERE fact.holds = 1";
    let mut statement = connection.prepare(sql)?;
    let qualifying: HashSet<i64> = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let mut statement = connection.prepare(
        "SELECT id, name, object_type, inverse, subject_kind, object_kind, transitive, symmetric, functional, path,
                description
         FROM predicate ORDER BY id",
    )?;
    let predicates = statement.query_map([], |row| {
        let id: i64 = row.get(0)?;
        Ok(Predicate {
            id: PredicateId(id),
            name: row.get(1)?,
            object_type: object_type(row, 2)?,
            phrases: phrases.remove(&(id, false)).unwrap_or_default(),
            inverse: row.get(3)?,
            inverse_phrases: phrases.remove(&(id, true)).unwrap_or_default(),
            subject_kind: row.get::<_, Option<i64>>(4)?.map(KindId),
            object_kind: row.get::<_, Option<i64>>(5)?.map(KindId),
            transitive: row.get(6)?,
            symmetric: row.get(7)?,
            functional: row.get(8)?,
            path: row.get(9)?,
            rule: None,
            qualifies: qualifying.contains(&id),
            description: row.get(10)?,
        })
    })?;
    predicates.collect()
}

/// An object type by its name, or none.
pub(super) fn optional_object_type(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<ObjectType>> {
    match row.get_ref(column)? {
        rusqlite::types::ValueRef::Null => Ok(None),
        _ => object_type(row, column).map(Some),
    }
}

/// An object type by its name; the schema's CHECK admits no others.
pub(super) fn object_type(row: &Row<'_>, column: usize) -> rusqlite::Result<ObjectType> {
    let name: String = row.get(column)?;
    ObjectType::from_name(&name).ok_or_else(|| {
        rusqlite::Error::FromSqlConversionFailure(
            column,
            rusqlite::types::Type::Text,
            format!("unknown object type {name}").into(),
        )
    })
}
