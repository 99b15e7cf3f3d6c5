//! What entities and literals are, remembered from one question to the next: the same few stand in most answers, and looking
//! each of them up again, row by row, takes longer than finding the rows.

use std::sync::Arc;

use foldhash::HashMap;
use rusqlite::{Connection, Error, Row};

use super::run::literal;
use crate::answer::{EntityRef, Value};
use crate::value::{EntityId, Literal};

/// How much is remembered between questions, about, in bytes.
const MOST: usize = 64 << 20;

/// What remembering one thing takes beside its texts, about, in bytes.
const EACH: usize = 128;

const ENTITIES: &str = "SELECT entity.id, entity.key, entity.name
                        FROM json_each(?1) AS sought CROSS JOIN entity ON entity.id = sought.value";

const LITERALS: &str = "SELECT literal.id, literal.type, literal.value
                        FROM json_each(?1) AS sought CROSS JOIN literal ON literal.id = sought.value";

/// Entities and literals by their ids.
#[derive(Debug, Default)]
pub(super) struct Remembered {
    entities: HashMap<i64, Arc<EntityRef>>,
    literals: HashMap<i64, Literal>,
    bytes: usize,
}

/// What a value of a row is of which only the id is known yet.
#[derive(Debug, Clone, Copy)]
pub(super) enum Named {
    Entity,
    Literal,
}

/// Places of rows whose values are still to be looked up.
#[derive(Debug, Default)]
pub(super) struct Unnamed {
    entities: Places,
    literals: Places,
}

/// Each a row, a column, and the id of what stands there.
type Places = Vec<(usize, usize, i64)>;

impl Unnamed {
    pub(super) fn add(&mut self, named: Named, row: usize, column: usize, id: i64) {
        match named {
            Named::Entity => self.entities.push((row, column, id)),
            Named::Literal => self.literals.push((row, column, id)),
        }
    }
}

impl Unnamed {
    /// The ids of literals.
    pub(super) fn literals(&self) -> impl Iterator<Item = i64> {
        self.literals.iter().map(|(_, _, id)| *id)
    }
}

impl Remembered {
    /// Forgets all if it has become too much.
    pub(super) fn make_room(&mut self) {
        if self.bytes > MOST {
            *self = Self::default();
        }
    }

    /// What has an id; nothing where that is to be looked up.
    pub(super) fn get(&self, named: Named, id: i64) -> Option<Value> {
        match named {
            Named::Entity => self.entities.get(&id).map(|entity| Value::Entity(Arc::clone(entity))),
            Named::Literal => self.literals.get(&id).map(|literal| Value::Literal(literal.clone())),
        }
    }

    /// Looks up what is not known yet, all of it at once, and puts it where it belongs.
    pub(super) fn complete(
        &mut self,
        connection: &Connection,
        unnamed: &Unnamed,
        rows: &mut [Vec<Value>],
    ) -> rusqlite::Result<()> {
        look_up(connection, ENTITIES, &unnamed.entities, |row| self.add_entity(row))?;
        look_up(connection, LITERALS, &unnamed.literals, |row| self.add_literal(row))?;
        for (named, places) in [(Named::Entity, &unnamed.entities), (Named::Literal, &unnamed.literals)] {
            for (row, column, id) in places {
                // What facts name is there: foreign keys say so, unless the file is damaged.
                rows[*row][*column] = self.get(named, *id).ok_or(Error::QueryReturnedNoRows)?;
            }
        }
        Ok(())
    }

    fn add_entity(&mut self, row: &Row<'_>) -> rusqlite::Result<()> {
        let id = row.get(0)?;
        let entity = EntityRef { id: EntityId(id), key: row.get(1)?, name: row.get(2)? };
        self.bytes += EACH + entity.key.len() + entity.name.len();
        self.entities.insert(id, Arc::new(entity));
        Ok(())
    }

    fn add_literal(&mut self, row: &Row<'_>) -> rusqlite::Result<()> {
        let literal = literal(row, 1)?;
        self.bytes += EACH + row.get_ref(2)?.as_str().map_or(0, str::len);
        self.literals.insert(row.get(0)?, literal);
        Ok(())
    }
}

/// Looks up the ids that stand at some places.
fn look_up(
    connection: &Connection,
    sql: &str,
    places: &Places,
    mut add: impl FnMut(&Row<'_>) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    if places.is_empty() {
        return Ok(());
    }
    let mut ids: Vec<i64> = places.iter().map(|(_, _, id)| *id).collect();
    // In their order, each page of the table is read once.
    ids.sort_unstable();
    ids.dedup();
    let sought = format!("{ids:?}");
    let mut statement = connection.prepare_cached(sql)?;
    let mut found = statement.query([sought])?;
    while let Some(row) = found.next()? {
        add(row)?;
    }
    Ok(())
}
