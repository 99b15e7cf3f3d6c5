//! What is put into a copy of a store to make it a file for analysts.

use std::collections::HashMap;

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use super::answers::{Answers, answers};
use super::comments::{Described, described};
use super::frames::DOCUMENTS;
use super::names::Names;
use super::usage::{Rows, Usage};
use super::view::View;
use super::{dictionary, fixed, kinds, literals, predicates, readme};
use crate::diagnostic::Result;
use crate::identifier::quoted;
use crate::store::{Counts, MIGRATIONS, Store, views};
use crate::vocabulary::{IS, Vocabulary};

/// The tables that a shipped file has beside the store's own.
const SHIPPED: &str = include_str!("../../schema/shipped.sql");

/// The views made for a file.
#[derive(Debug, Clone)]
pub(super) struct Made {
    /// Those that every file has, with that of `is`.
    pub fixed: Vec<View>,
    /// One per kind.
    pub kinds: Vec<View>,
    /// One per predicate.
    pub predicates: Vec<View>,
    /// The predicates that have none, each with the reason.
    pub without: Vec<(String, String)>,
    /// Those of rules and saved queries.
    pub answers: Answers,
}

impl Made {
    /// All of them, in the order in which they are made.
    fn all(&self) -> Vec<View> {
        let Answers { rules, queries, .. } = &self.answers;
        [&self.fixed, &self.predicates, &self.kinds, rules, queries].into_iter().flatten().cloned().collect()
    }
}

/// Turns a copy of a store into a file for analysts: tables, views, readme and dictionary are added, and statistics
/// for SQLite's planner. Tells how much is in it. What a store has beside its own tables, such as those of an earlier shipping, is dropped.
pub(super) fn fill(copy: &Store) -> Result<Counts> {
    let connection = copy.connection();
    let failed = copy.failed("preparing the copy");
    let own: Vec<Described> = described(&MIGRATIONS.concat());
    copy.read_in_passing()
        .and_then(|()| drop_foreign(connection, &own))
        .and_then(|()| remake_views(connection))
        .map_err(&failed)?;
    let vocabulary = copy.vocabulary()?;
    let rows = Rows::read(connection).map_err(&failed)?;
    let add = || {
        let transaction = connection.unchecked_transaction()?;
        transaction.execute_batch(SHIPPED)?;
        literals::fill(&transaction)?;
        copy.prepare_seal()?;
        transaction.commit()
    };
    add().map_err(&failed)?;
    let schema = [own, described(SHIPPED)].concat();
    let made = views(copy, &vocabulary, &schema)?;
    let describe = || {
        let transaction = connection.unchecked_transaction()?;
        let all = made.all();
        for view in &all {
            transaction.execute_batch(&view.sql())?;
        }
        dictionary::fill(&transaction, &all, &schema)?;
        readme::fill(&transaction, &rows, &made)?;
        transaction.commit()?;
        // What SQLite learns from so many rows of each index, it would hardly learn better from all.
        connection.execute_batch("PRAGMA analysis_limit = 1000; ANALYZE")
    };
    describe().map_err(&failed)?;
    Ok(rows.counts)
}

/// As [`super::foreign`].
pub(super) fn foreign(store: &Store) -> Result<Vec<(String, String)>> {
    let connection = store.connection();
    let failed = store.failed("reading the schema");
    let sql = "SELECT EXISTS (SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND name = 'readme')";
    let is_shipped: bool = connection.query_row(sql, [], |row| row.get(0)).map_err(&failed)?;
    let mut known: HashMap<String, String> = HashMap::new();
    if is_shipped {
        let schema = [described(&MIGRATIONS.concat()), described(SHIPPED)].concat();
        let made = views(store, &store.vocabulary()?, &schema)?.all();
        known.extend(made.into_iter().map(|view| (view.name.clone(), view.sql())));
    }
    let read = || {
        let sql =
            "SELECT type, name, sql FROM main.sqlite_schema WHERE type IN ('view', 'trigger') ORDER BY type, name";
        let mut statement = connection.prepare(sql)?;
        let objects = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        objects.collect::<rusqlite::Result<Vec<(String, String, Option<String>)>>>()
    };
    let own = views::own();
    let is_known = |name: &String, sql: &Option<String>| {
        // Of the schema's own it is told apart whether they are as they should be.
        own.iter().any(|view| view.name == name) || (sql.is_some() && known.get(name) == sql.as_ref())
    };
    let found = read().map_err(&failed)?.into_iter();
    Ok(found.filter(|(_, name, sql)| !is_known(name, sql)).map(|(what, name, _)| (what, name)).collect())
}

/// As [`super::view_names`].
pub(super) fn view_names(store: &Store) -> Result<Vec<String>> {
    let schema = [described(&MIGRATIONS.concat()), described(SHIPPED)].concat();
    let made = views(store, &store.vocabulary()?, &schema)?.all();
    Ok(made.into_iter().map(|view| view.name).chain([DOCUMENTS.to_owned()]).collect())
}

/// The views for a store, or for a copy of it. Names are given to the fixed views first, then to kinds, predicates, rules and
/// saved queries.
fn views(store: &Store, vocabulary: &Vocabulary, schema: &[Described]) -> Result<Made> {
    let usage = &Usage::read(store.connection()).map_err(store.failed("reading what predicates are used for"))?;
    let mut fixed = fixed::views();
    let taken = schema.iter().map(|object| object.name.as_str()).chain(fixed.iter().map(|view| view.name.as_str()));
    let mut names = Names::with(taken);
    let kinds = kinds::views(vocabulary, &mut names);
    let is = vocabulary.predicates().iter().find(|predicate| predicate.name == IS);
    let about = "which entity is said to be of which kind".to_owned();
    fixed.extend(is.map(|is| View { about, ..predicates::view(is, vocabulary, usage, &mut names) }));
    let predicates = predicates::views(vocabulary, usage, &mut names);
    let answers = answers(store, vocabulary, &mut names)?;
    Ok(Made { fixed, kinds, predicates, without: predicates::without_view(vocabulary, usage), answers })
}

/// Drops the views, triggers and tables that are not of the store's schema, and gives their space back.
fn drop_foreign(connection: &Connection, own: &[Described]) -> rusqlite::Result<()> {
    let mut statement = connection.prepare(
        "SELECT type, name FROM sqlite_schema
         WHERE type IN ('view', 'trigger', 'table') AND substr(name, 1, 7) <> 'sqlite_' ORDER BY type DESC, name",
    )?;
    let objects = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let objects: Vec<(String, String)> = objects.collect::<rusqlite::Result<_>>()?;
    let is_foreign = |(_, name): &&(String, String)| !own.iter().any(|object| belongs_to(name, &object.name));
    let foreign: Vec<_> = objects.iter().filter(is_foreign).collect();
    for (object_type, name) in &foreign {
        connection.execute_batch(&format!("DROP {object_type} IF EXISTS {}", quoted(name)))?;
    }
    if foreign.is_empty() { Ok(()) } else { connection.execute_batch("VACUUM") }
}

/// Makes the store's own views anew: the copied file may have had others of their names. From here on the views are the copy's own,
/// and may be read.
fn remake_views(connection: &Connection) -> rusqlite::Result<()> {
    for view in views::own() {
        // Made without the name of its schema, which would stand in the file.
        let (name, select) = (view.name, view.select);
        connection.execute_batch(&format!("DROP VIEW IF EXISTS main.{name}; CREATE VIEW {name} AS\n{select}"))?;
    }
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, true).map(|_| ())
}

/// Whether a table is the one of that name, or one of those in which FTS5 keeps a full-text index of that name.
fn belongs_to(table: &str, owner: &str) -> bool {
    const KEPT: [&str; 4] = ["_data", "_idx", "_docsize", "_config"];
    match table.strip_prefix(owner) {
        Some("") => true,
        Some(rest) => owner.ends_with("_search") && KEPT.contains(&rest),
        None => false,
    }
}
