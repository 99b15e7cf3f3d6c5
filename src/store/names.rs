//! Finding entities by name and key.

use rusqlite::{OptionalExtension, params};

use super::Store;
use super::kinds::kinds_of;
use crate::answer::DocumentRef;
use crate::diagnostic::Result;
use crate::fold::fold;
use crate::problem::Problem;
use crate::resolve::Names;
use crate::resolve::tree::Named;
use crate::value::{DocumentId, EntityId, KindId, PredicateId};
use crate::vocabulary::{Directed, nearest};

/// How many known names are compared with one that is not known.
const NEAR_CANDIDATES: i64 = 5_000;

/// Of how many things of a kind it is looked up what is said of them.
const LOOKED_AT: u32 = 64;

impl Names for Store {
    fn named(&self, name: &str) -> std::result::Result<Vec<Named>, Problem> {
        let failed = self.problem("looking a name up");
        let entities = self.entities_named(name).map_err(&failed)?;
        self.fetch_kinds(&entities).map_err(|problem| problem.problem)?;
        let named = entities.into_iter().filter_map(|entity| self.entity("id", entity).transpose());
        named.collect::<rusqlite::Result<_>>().map_err(failed)
    }

    fn keyed(&self, key: &str) -> std::result::Result<Option<Named>, Problem> {
        let failed = self.problem("looking a key up");
        if let (true, Some(known)) = (self.is_remote(), self.entity_keyed(key).map_err(&failed)?) {
            self.fetch_kinds(&[known.id.0]).map_err(|problem| problem.problem)?;
        }
        self.entity_keyed(key).map_err(failed)
    }

    fn near_name(&self, name: &str) -> std::result::Result<Vec<String>, Problem> {
        let candidates = self.near_texts("name", "text", "folded", &fold(name));
        candidates.map(|known| nearest(name, known)).map_err(self.problem("looking for near names"))
    }

    fn near_key(&self, key: &str) -> std::result::Result<Vec<String>, Problem> {
        let candidates = self.near_texts("entity", "key", "key", key);
        candidates.map(|known| nearest(key, known)).map_err(self.problem("looking for near keys"))
    }

    fn documents(&self, text: &str, only_key: bool) -> std::result::Result<Vec<DocumentRef>, Problem> {
        self.documents_called(text, only_key).map_err(self.problem("looking a document up"))
    }

    fn near_document(&self, text: &str) -> std::result::Result<Vec<String>, Problem> {
        let keys = self.near_texts("document", "key", "key", text);
        keys.map(|known| nearest(text, known)).map_err(self.problem("looking for near documents"))
    }

    fn last_load(&self) -> std::result::Result<i64, Problem> {
        let last = self.connection.query_row("SELECT coalesce(max(id), 0) FROM load", [], |row| row.get(0));
        last.map_err(self.problem("looking for the last load"))
    }

    fn usual_kinds(&self, most: u32) -> std::result::Result<Vec<KindId>, Problem> {
        self.kinds_of_most(most).map_err(self.problem("looking for kinds"))
    }

    fn usual_predicates(&self, kinds: &[KindId], most: u32) -> std::result::Result<Vec<Directed>, Problem> {
        self.predicates_of_most(kinds, most).map_err(self.problem("looking for predicates"))
    }
}

impl Store {
    /// The preferred name of an entity; nothing where there is none.
    pub(crate) fn name_of(&self, entity: EntityId) -> Result<String> {
        let sql = "SELECT name FROM entity WHERE id = ?1";
        let read = || self.connection.prepare_cached(sql)?.query_row([entity.0], |row| row.get(0)).optional();
        Ok(read().map_err(self.failed("looking a name up"))?.unwrap_or_default())
    }

    /// The names, preferred or not, whose folded form begins with `prefix`: at most `limit`, in the order of the
    /// folded forms.
    pub fn names_with_prefix(&self, prefix: &str, limit: usize) -> Result<Vec<String>> {
        let find = || {
            let sql = "SELECT DISTINCT text FROM name
                       WHERE folded >= ?1 AND folded < ?2 AND retracted IS NULL ORDER BY folded, text LIMIT ?3";
            let mut statement = self.connection.prepare_cached(sql)?;
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let rows = statement.query_map(params![prefix, behind(prefix), limit], |row| row.get(0))?;
            rows.collect::<rusqlite::Result<Vec<String>>>()
        };
        find().map_err(self.failed("completing a name"))
    }

    /// The entities of that name: those that are called so as written, or else those whose names fold alike.
    fn entities_named(&self, name: &str) -> rusqlite::Result<Vec<i64>> {
        let sql =
            "SELECT entity, text, preferred FROM name WHERE folded = ?1 AND retracted IS NULL ORDER BY entity, id";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([fold(name)], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let found: Vec<(i64, String, bool)> = rows.collect::<rusqlite::Result<_>>()?;
        let exact = |preferred_only: bool| {
            let matching = found.iter().filter(|(_, text, preferred)| text == name && (*preferred || !preferred_only));
            matching.map(|(entity, ..)| *entity).collect::<Vec<i64>>()
        };
        let folded = || found.iter().map(|(entity, ..)| *entity).collect();
        let mut entities =
            [exact(true), exact(false), folded()].into_iter().find(|found| !found.is_empty()).unwrap_or_default();
        entities.dedup();
        Ok(entities)
    }

    /// The document with that key; else, unless only keys are asked for, those whose title folds alike.
    fn documents_called(&self, text: &str, only_key: bool) -> rusqlite::Result<Vec<DocumentRef>> {
        let columns = "SELECT id, key, title, publisher, published, url FROM document";
        let mut statement =
            self.connection.prepare_cached(&format!("{columns} WHERE key = ?1 AND retracted IS NULL"))?;
        let keyed: Vec<DocumentRef> = statement.query_map([text], document)?.collect::<rusqlite::Result<_>>()?;
        if only_key || !keyed.is_empty() {
            return Ok(keyed);
        }
        let folded = fold(text);
        let mut statement = self
            .connection
            .prepare_cached(&format!("{columns} WHERE title IS NOT NULL AND retracted IS NULL ORDER BY id"))?;
        let mut found = Vec::new();
        for read in statement.query_map([], document)? {
            let read = read?;
            if read.title.as_deref().is_some_and(|title| fold(title) == folded) {
                found.push(read);
            }
        }
        Ok(found)
    }

    fn entity_keyed(&self, key: &str) -> rusqlite::Result<Option<Named>> {
        self.entity("key", key)
    }

    /// The entity whose `id` or `key` is the value; where that was merged into another, that other. A withdrawn one is
    /// still found by its key, so that what was once recorded of it can be asked for.
    fn entity(&self, column: &'static str, value: impl rusqlite::ToSql) -> rusqlite::Result<Option<Named>> {
        let sql = match column {
            "id" => "SELECT id, key, name FROM entity WHERE id = ?1",
            _ => "SELECT id, key, name FROM entity WHERE id = (SELECT coalesce(merged, id) FROM entity WHERE key = ?1)",
        };
        let mut statement = self.connection.prepare_cached(sql)?;
        let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(0)?, row.get(1)?, row.get(2)?));
        let Some((id, key, name)) = statement.query_row([value], read).optional()? else { return Ok(None) };
        let id = EntityId(id);
        Ok(Some(Named { id, key, name, kinds: kinds_of(&self.connection, id)? }))
    }

    /// Texts of a column that may be near to a folded text: all of a small table, otherwise those that begin alike.
    fn near_texts(
        &self,
        table: &'static str,
        shown: &'static str,
        compared: &'static str,
        folded: &str,
    ) -> rusqlite::Result<Vec<String>> {
        let count: i64 = self.connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))?;
        let beginning: String = if count <= NEAR_CANDIDATES { String::new() } else { folded.chars().take(2).collect() };
        let sql = format!(
            "SELECT {shown} FROM {table}
             WHERE {compared} >= ?1 AND {compared} < ?2 AND retracted IS NULL LIMIT ?3"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map(params![beginning, behind(&beginning), NEAR_CANDIDATES], |row| row.get(0))?;
        rows.collect()
    }

    fn kinds_of_most(&self, most: u32) -> rusqlite::Result<Vec<KindId>> {
        let sql = "SELECT kind FROM kind_statistics WHERE members > 0 ORDER BY members DESC, kind LIMIT ?1";
        self.connection.prepare_cached(sql)?.query_map([most], |row| Ok(KindId(row.get(0)?)))?.collect()
    }

    fn predicates_of_most(&self, kinds: &[KindId], most: u32) -> rusqlite::Result<Vec<Directed>> {
        let sql = "WITH thing (id) AS MATERIALIZED (
                       SELECT DISTINCT fact.subject FROM json_each(?1) AS sought CROSS JOIN fact
                       WHERE fact.kind = sought.value AND fact.holds = 1 LIMIT ?2
                   ),
                   direction (inverse) AS (VALUES (0), (1))
                   SELECT predicate, inverse
                   FROM predicate_statistics CROSS JOIN direction
                   WHERE facts > 0
                     AND (SELECT object_type FROM predicate WHERE id = predicate_statistics.predicate) <> 'kind'
                     AND CASE
                       WHEN json_array_length(?1) = 0 THEN NOT inverse
                       WHEN inverse THEN EXISTS (
                           SELECT 1 FROM thing CROSS JOIN fact
                           WHERE fact.predicate = predicate_statistics.predicate AND fact.object = thing.id AND fact.holds = 1)
                       ELSE EXISTS (
                           SELECT 1 FROM thing CROSS JOIN fact
                           WHERE fact.predicate = predicate_statistics.predicate AND fact.subject = thing.id AND fact.holds = 1)
                       END
                   ORDER BY facts DESC, predicate, inverse LIMIT ?3";
        // Of a set, what is said of things of a kind is not looked up.
        let kinds = if self.is_remote() { &[] } else { kinds };
        let ids: Vec<i64> = kinds.iter().map(|kind| kind.0).collect();
        let directed =
            |row: &rusqlite::Row<'_>| Ok(Directed { predicate: PredicateId(row.get(0)?), inverse: row.get(1)? });
        let mut statement = self.connection.prepare_cached(sql)?;
        statement.query_map(params![format!("{ids:?}"), LOOKED_AT, most], directed)?.collect()
    }

    fn problem(&self, doing: &'static str) -> impl Fn(rusqlite::Error) -> Problem + use<> {
        let failed = self.failed(doing);
        move |error| failed(error).problem
    }
}

fn document(row: &rusqlite::Row<'_>) -> rusqlite::Result<DocumentRef> {
    Ok(DocumentRef {
        id: DocumentId(row.get(0)?),
        key: row.get(1)?,
        title: row.get(2)?,
        publisher: row.get(3)?,
        published: row.get(4)?,
        url: row.get(5)?,
    })
}

/// A text that sorts behind every text with the prefix.
fn behind(prefix: &str) -> String {
    format!("{prefix}\u{10FFFF}")
}
