//! Entities that were merged into others: rows name the one that stays, and keep beside it which was meant.

use std::collections::HashMap;

use rusqlite::Connection;

use super::Writer;
use super::fact::{FactRow, ObjectId, QualifierRow};
use crate::value::EntityId;

/// For each merged entity the one that it now is: all of them in memory, about 50 bytes each.
#[derive(Debug, Default)]
pub(super) struct Survivors {
    of: HashMap<i64, i64>,
    /// Those that others were merged into, and how many these are.
    joined: HashMap<i64, usize>,
}

/// An entity as a row names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Placed {
    /// The entity that stays.
    pub(super) now: i64,
    /// The one that was meant, where that is another.
    pub(super) stated: Option<i64>,
}

impl Survivors {
    pub(super) fn read(connection: &Connection) -> rusqlite::Result<Self> {
        let mut statement = connection.prepare("SELECT id, merged FROM entity WHERE merged IS NOT NULL")?;
        let pairs = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut survivors = Survivors::default();
        for pair in pairs {
            let (entity, survivor): (i64, i64) = pair?;
            survivors.set(entity, survivor);
        }
        Ok(survivors)
    }

    /// Notes which entity another now is; that itself where it is merged no more.
    pub(super) fn set(&mut self, entity: i64, survivor: i64) {
        let before = if entity == survivor { self.of.remove(&entity) } else { self.of.insert(entity, survivor) };
        if let Some(before) = before
            && let Some(joined) = self.joined.get_mut(&before)
        {
            *joined -= 1;
            if *joined == 0 {
                self.joined.remove(&before);
            }
        }
        if entity != survivor {
            *self.joined.entry(survivor).or_default() += 1;
        }
    }

    /// Whether an entity was not merged, and none into it.
    pub(super) fn is_alone(&self, EntityId(entity): EntityId) -> bool {
        !self.of.contains_key(&entity) && !self.joined.contains_key(&entity)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.of.is_empty()
    }
}

impl Writer<'_> {
    /// The entity that another was merged into, or that itself.
    pub(crate) fn survivor(&self, entity: EntityId) -> EntityId {
        EntityId(self.placed(entity).now)
    }

    pub(super) fn placed(&self, entity: EntityId) -> Placed {
        match self.merged.of.get(&entity.0) {
            Some(survivor) => Placed { now: *survivor, stated: Some(entity.0) },
            None => Placed { now: entity.0, stated: None },
        }
    }

    /// Whether a fact names an entity that another was merged into, so that more than one may now say the same.
    pub(super) fn names_survivor(&self, row: &FactRow, qualifiers: &[QualifierRow]) -> bool {
        let survives = |entity: EntityId| self.merged.joined.contains_key(&self.survivor(entity).0);
        let object_survives = |object: ObjectId| matches!(object, ObjectId::Entity(entity) if survives(entity));
        !self.merged.is_empty()
            && (survives(row.subject)
                || object_survives(row.object)
                || qualifiers.iter().any(|qualifier| object_survives(qualifier.object)))
    }

    /// An object as a row names it; only entities can be merged.
    pub(super) fn placed_object(&self, object: ObjectId) -> Option<Placed> {
        match object {
            ObjectId::Entity(entity) => Some(self.placed(entity)),
            ObjectId::Kind(_) | ObjectId::Value(_) => None,
        }
    }
}
