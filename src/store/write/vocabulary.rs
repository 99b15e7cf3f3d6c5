//! Writing kinds and predicates.

use rusqlite::params;

use super::Writer;
use crate::diagnostic::Result;
use crate::fold::fold_words;
use crate::value::{KindId, ObjectType, PredicateId};
use crate::vocabulary::{IS, Kind, Predicate};

/// A word of the vocabulary that a phrase is added to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KindOrPredicate {
    /// A noun for a kind.
    Kind(KindId),
    /// A verb phrase for a predicate; the flag says whether it is read from object to subject.
    Predicate(PredicateId, bool),
}

impl Writer<'_> {
    /// Adds a kind that has only a name; says its id.
    pub(crate) fn add_kind(&mut self, name: &str) -> Result<KindId> {
        let sql = "INSERT INTO kind (name, folded, load) VALUES (?1, ?2, ?3)";
        let row = params![name, fold_words(name), self.load.0];
        self.insert("adding a kind", sql, row).map(KindId)
    }

    /// Writes a kind's plural, broader kind and description.
    pub(crate) fn set_kind(&mut self, kind: &Kind) -> Result<()> {
        let sql = "UPDATE kind SET plural = ?2, broader = ?3, description = ?4 WHERE id = ?1";
        let row = params![kind.id.0, kind.plural, kind.broader.map(|id| id.0), kind.description];
        self.change("changing a kind", sql, row)
    }

    /// Adds a predicate that has only a name and an object type; says its id.
    pub(crate) fn add_predicate(&mut self, name: &str, object_type: ObjectType) -> Result<PredicateId> {
        let sql = "INSERT INTO predicate (name, folded, object_type, load) VALUES (?1, ?2, ?3, ?4)";
        let row = params![name, fold_words(name), object_type.name(), self.load.0];
        self.insert("adding a predicate", sql, row).map(PredicateId)
    }

    /// The predicate that says of what kind something is. Every store has it: it is made where there is none, which is no
    /// change that a load is kept for.
    pub(crate) fn is(&mut self) -> Result<PredicateId> {
        let sql = "SELECT id FROM predicate WHERE folded = ?1";
        if let Some(id) = self.first("finding a predicate", sql, [fold_words(IS)], |row| row.get(0))? {
            return Ok(PredicateId(id));
        }
        let changed = self.changed.get();
        let id = self.add_predicate(IS, ObjectType::Kind)?;
        self.changed.set(changed);
        Ok(id)
    }

    /// Writes all of a predicate but its name, object type and phrases.
    pub(crate) fn set_predicate(&mut self, predicate: &Predicate) -> Result<()> {
        let sql = "UPDATE predicate SET inverse = ?2, subject_kind = ?3, object_kind = ?4, transitive = ?5,
                          symmetric = ?6, functional = ?7, path = ?8, description = ?9
                   WHERE id = ?1";
        let row = params![
            predicate.id.0,
            predicate.inverse,
            predicate.subject_kind.map(|id| id.0),
            predicate.object_kind.map(|id| id.0),
            predicate.transitive,
            predicate.symmetric,
            predicate.functional,
            predicate.path,
            predicate.description,
        ];
        self.change("changing a predicate", sql, row)
    }

    /// Adds a phrase for a kind or predicate that does not have it yet.
    pub(crate) fn add_phrase(&mut self, of: KindOrPredicate, phrase: &str) -> Result<()> {
        match of {
            KindOrPredicate::Kind(kind) => {
                let sql = "INSERT INTO kind_phrase (kind, phrase) VALUES (?1, ?2)";
                self.change("adding a phrase", sql, params![kind.0, phrase])
            }
            KindOrPredicate::Predicate(predicate, inverse) => {
                let sql = "INSERT INTO predicate_phrase (predicate, phrase, inverse) VALUES (?1, ?2, ?3)";
                self.change("adding a phrase", sql, params![predicate.0, phrase, inverse])
            }
        }
    }
}
