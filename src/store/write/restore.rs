//! Loads of another store written into this one, with what each of them recorded.

use rusqlite::params;

use super::Writer;
use super::again::Restated;
use crate::diagnostic::Result;
use crate::store::export::{LoadEntry, Period};
use crate::value::{EntityId, FactId, LoadId};

impl Writer<'_> {
    /// Whether this is the store's first load.
    pub(crate) fn is_first(&self) -> bool {
        self.load == LoadId(1)
    }

    /// Writes the row of a load. The first takes the place of this load's own row.
    pub(crate) fn restore_load(&self, entry: &LoadEntry) -> Result<()> {
        let sql = "INSERT INTO load (id, at, action, source, sha256, who, note, undoes, documents, entities, facts,
                                     evidence)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
                   ON CONFLICT (id) DO UPDATE SET at = ?2, action = ?3, source = ?4, sha256 = ?5, who = ?6, note = ?7,
                       undoes = ?8, documents = ?9, entities = ?10, facts = ?11, evidence = ?12";
        let LoadEntry { number, at, action, source, sha256, who, note, undoes, added, .. } = entry;
        let [documents, entities, facts, evidence] = added;
        let bound =
            params![number, at, action, source, sha256, who, note, undoes, documents, entities, facts, evidence];
        self.change("writing a load", sql, bound)
    }

    /// Lets what is written from now on be recorded by a load, as if that were the one that is open.
    pub(crate) fn enter(&mut self, load: LoadId) -> Result<()> {
        if load != self.load {
            self.write_again()?;
            self.load = load;
        }
        Ok(())
    }

    /// Writes by which load a row counts no more.
    pub(crate) fn restore_withdrawal(&self, what: Restated, id: i64, load: i64) -> Result<()> {
        let sql = format!("UPDATE {} SET retracted = ?2 WHERE id = ?1", what.table());
        self.change("writing what counts no more", &sql, params![id, load])
    }

    /// Writes by which load a name of an entity counts no more, or all that it has.
    pub(crate) fn restore_name_withdrawals(&self, entity: EntityId, name: Option<&str>, load: i64) -> Result<()> {
        let sql = "UPDATE name SET retracted = ?3 WHERE entity = ?1 AND text = coalesce(?2, text)";
        self.change("writing what counts no more", sql, params![entity.0, name, load])
    }

    /// Writes that a load retracted a fact.
    pub(crate) fn restore_retraction(&self, fact: FactId, load: i64) -> Result<()> {
        let sql = "INSERT OR IGNORE INTO retraction (fact, load) VALUES (?1, ?2)";
        self.change("writing a retraction", sql, params![fact.0, load])
    }

    /// Writes when a load did not count.
    pub(crate) fn restore_period(&self, load: i64, period: Period) -> Result<()> {
        let sql = "INSERT INTO undone (load, since, until) VALUES (?1, ?2, ?3)
                   ON CONFLICT (load, since) DO UPDATE SET until = ?3";
        self.change("writing what was undone", sql, params![load, period.since, period.until])
    }

    /// Writes a merge with the loads that took it back. Rows follow it only when all is settled.
    pub(crate) fn restore_merge(
        &self,
        (entity, into): (EntityId, EntityId),
        load: i64,
        unmerged: &[i64],
        withdrawn: Option<i64>,
    ) -> Result<()> {
        let sql = "SELECT id FROM merge WHERE entity = ?1 AND \"into\" = ?2 AND load = ?3";
        let known: Option<i64> = self.first("finding a merge", sql, [entity.0, into.0, load], |row| row.get(0))?;
        let merge = match known {
            Some(known) => {
                let sql = "UPDATE merge SET retracted = ?2 WHERE id = ?1";
                self.change("writing a merge", sql, params![known, withdrawn])?;
                known
            }
            None => {
                let sql = "INSERT INTO merge (entity, \"into\", load, retracted) VALUES (?1, ?2, ?3, ?4)";
                self.insert("writing a merge", sql, params![entity.0, into.0, load, withdrawn])?
            }
        };
        unmerged.iter().try_for_each(|load| {
            let sql = "INSERT OR IGNORE INTO unmerge (merge, load) VALUES (?1, ?2)";
            self.change("writing the end of a merge", sql, params![merge, load])
        })
    }

    /// The key of an entity.
    pub(crate) fn key(&self, entity: EntityId) -> Result<String> {
        let sql = "SELECT key FROM entity WHERE id = ?1";
        Ok(self.first("finding an entity", sql, [entity.0], |row| row.get(0))?.unwrap_or_default())
    }

    /// Writes that two entities are not one.
    pub(crate) fn restore_distinction(&self, (entity, other): (EntityId, EntityId), load: i64) -> Result<()> {
        let sql = "INSERT INTO distinction (entity, other, load) VALUES (?1, ?2, ?3)";
        self.change("writing what is not the same", sql, params![entity.0, other.0, load])
    }

    /// Works out what counts of all that was restored. Of facts that were never retracted, and that no load gave which was
    /// ever undone, that is known already.
    pub(crate) fn settle_restored(&mut self) -> Result<()> {
        self.write_again()?;
        self.affect_none()?;
        let undone = self.rows("reading what was undone", "SELECT DISTINCT load FROM undone", [], |row| row.get(0))?;
        undone.into_iter().try_for_each(|load| self.affect_load(LoadId(load)))?;
        self.run("INSERT OR IGNORE INTO affected (fact) SELECT fact FROM retraction", [])?;
        self.settle_affected()?;
        let sql = "SELECT DISTINCT entity FROM merge WHERE retracted IS NULL
                       OR EXISTS (SELECT 1 FROM entity WHERE entity.id = merge.entity AND entity.merged IS NOT NULL)
                   ORDER BY id";
        for entity in self.rows("reading merges", sql, [], |row| row.get(0).map(EntityId))? {
            self.rejoin(entity)?;
        }
        self.settle_names().map(|_| ())
    }
}
