//! What Datasette is told of a shipped file: a file of JSON beside it, for `datasette FILE --metadata FILE.metadata.json`.

use std::io::Write;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use serde_json::{Map, Value, json};

use super::canned::{self, Canned, LeftOut};
use super::dictionary::{self, Listed};
use crate::diagnostic::{Diagnostic, Result};
use crate::engine::Engine;
use crate::identifier::quoted;
use crate::store::{Counts, Store};
use crate::target::Target;

/// How many rows of a view are looked at for what its columns hold.
const LOOKED_AT: i64 = 2_000;

/// How many values a facet may have, and how many facets are offered at once.
const MOST_VALUES: i64 = 40;
const MOST_FACETS: usize = 4;

/// How many publishers are named as the source.
const MOST_PUBLISHERS: usize = 5;

/// Columns that are no facets: each row has its own value, or a text.
const NO_FACETS: [&str; 25] = [
    "subject",
    "object_key",
    "subject_key",
    "since",
    "until",
    "time",
    "time_phrase",
    "sources",
    "denials",
    "quote",
    "url",
    "fact",
    "name",
    "key",
    "aliases",
    "facts",
    "description",
    "entity",
    "predicate_id",
    "value_id",
    "qualifiers",
    "evidence",
    "object_since",
    "object_until",
    "key_id",
];

/// What names a row of each table where another table refers to it.
const LABELS: [(&str, &str); 9] = [
    ("entity", "name"),
    ("document", "title"),
    ("kind", "name"),
    ("predicate", "name"),
    ("literal", "value"),
    ("literal_typed", "text"),
    ("load", "at"),
    ("query", "name"),
    ("rule", "name"),
];

/// Facets of the views that every file has, whatever else is one.
const VIEW_FACETS: [(&str, &[&str]); 4] = [
    ("facts", &["predicate"]),
    ("denied", &["predicate"]),
    ("quotes", &["predicate", "document"]),
    ("qualifiers", &["key"]),
];

/// Facets of the store's own tables.
const TABLE_FACETS: [(&str, &[&str]); 4] = [
    ("fact", &["predicate", "kind", "holds", "denied"]),
    ("qualifier", &["key"]),
    ("evidence", &["polarity", "modality", "quote_state", "source"]),
    ("document", &["publisher", "language", "licence"]),
];

/// Tables and views that serve the others, and are of no use by themselves.
const HIDDEN: [&str; 13] = [
    "seal",
    "claim",
    "claim_history",
    "literal_typed",
    "kind_phrase",
    "predicate_phrase",
    "predicate_statistics",
    "kind_statistics",
    "restated",
    "retraction",
    "undone",
    "unmerge",
    "distinction",
];

/// Where the metadata of a file stand: beside it, with `.metadata.json` behind its name.
pub(super) fn path_of(file: &Path) -> PathBuf {
    let mut path = file.as_os_str().to_owned();
    path.push(".metadata.json");
    path.into()
}

/// The metadata of a finished copy that will stand at `to`, with the copy again and the saved queries that are left out.
///
/// # Errors
/// Where the copy cannot be read.
pub(super) fn of(copy: Store, to: &Path) -> Result<(Value, Store, Vec<LeftOut>)> {
    let engine = Engine::new(copy)?;
    let (queries, left_out) = canned::queries(&engine)?;
    let copy = engine.into_store();
    let counts = copy.counts()?;
    // Datasette calls a database by its file's name without what is behind the last dot.
    let name = to.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let read = || {
        let connection = copy.connection();
        let origin = origin(connection)?;
        let mut database = described(&name, counts, &origin);
        database.insert("tables".to_owned(), Value::Object(tables(connection, &origin)?));
        database.insert("queries".to_owned(), Value::Object(stated(connection, &queries)?));
        let mut whole = described(&name, counts, &origin);
        whole.insert("databases".to_owned(), json!({ name.clone(): database }));
        rusqlite::Result::Ok(Value::Object(whole))
    };
    let metadata = read().map_err(copy.failed("describing the copy for Datasette"))?;
    Ok((metadata, copy, left_out))
}

/// Writes metadata to their place.
pub(super) fn write(metadata: &Value, target: &Target) -> Result<()> {
    let mut file = target.temporary()?;
    let failed = |error: std::io::Error| -> Box<Diagnostic> { target.failed(&error) };
    let text = serde_json::to_string_pretty(metadata).map_err(|error| failed(error.into()))? + "\n";
    file.write_all(text.as_bytes()).map_err(failed)?;
    target.put_in_place(file)
}

/// Where the texts come from and how they may be used, as Datasette takes it.
fn origin(connection: &Connection) -> rusqlite::Result<Map<String, Value>> {
    let mut origin = Map::new();
    let each = |column: &str| texts(connection, column);
    let (publishers, licences, urls) = (each("publisher")?, each("licence")?, each("url")?);
    if !publishers.is_empty() {
        let more = publishers.len().saturating_sub(MOST_PUBLISHERS);
        let named = publishers.iter().take(MOST_PUBLISHERS).cloned().collect::<Vec<_>>().join(", ");
        let source = if more > 0 { format!("{named} and {more} others") } else { named };
        origin.insert("source".to_owned(), source.into());
    }
    if let [url] = urls.as_slice()
        && is_web(url)
    {
        origin.insert("source_url".to_owned(), url.as_str().into());
    }
    match licences.as_slice() {
        [] => {}
        [one] => {
            origin.insert("license".to_owned(), one.as_str().into());
            if is_web(one) {
                origin.insert("license_url".to_owned(), one.as_str().into());
            }
        }
        _ => {
            origin.insert("license".to_owned(), "several, as document.licence says".into());
        }
    }
    Ok(origin)
}

/// The different values of a column of `document`, sorted.
fn texts(connection: &Connection, column: &str) -> rusqlite::Result<Vec<String>> {
    let column = quoted(column);
    let sql = format!("SELECT DISTINCT {column} FROM document WHERE {column} <> '' AND retracted IS NULL ORDER BY 1");
    connection.prepare(&sql)?.query_map([], |row| row.get(0))?.collect()
}

fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// A title, what is in the file, and the origin of its texts.
fn described(name: &str, counts: Counts, origin: &Map<String, Value>) -> Map<String, Value> {
    let Counts { documents, entities, facts, evidence } = counts;
    let description = format!(
        "Facts ({facts}) about things ({entities}), each with the passages ({evidence}) in documents ({documents}) that say so. \
         The table readme tells how to begin."
    );
    let mut described = Map::new();
    described.insert("title".to_owned(), name.into());
    described.insert("description".to_owned(), description.into());
    described.extend(origin.clone());
    described
}

fn tables(connection: &Connection, origin: &Map<String, Value>) -> rusqlite::Result<Map<String, Value>> {
    let mut tables = Map::new();
    for object in dictionary::read(connection)? {
        let meanings: Map<String, Value> =
            object.columns.iter().map(|column| (column.name.clone(), column.meaning.as_str().into())).collect();
        let mut table = Map::new();
        table.insert("description".to_owned(), object.meaning.as_str().into());
        table.insert("columns".to_owned(), Value::Object(meanings));
        table.extend(origin.clone());
        let is_hidden = HIDDEN.contains(&object.name.as_str());
        let facets = match object.is_view {
            true if is_hidden => Vec::new(),
            true => facets(connection, &object)?,
            false => known_facets(&TABLE_FACETS, &object.name),
        };
        if !facets.is_empty() {
            table.insert("facets".to_owned(), facets.into());
        }
        if object.is_view {
            let columns: Vec<&str> = object.columns.iter().map(|column| column.name.as_str()).collect();
            let sortable: Vec<&str> = columns.into_iter().filter(|column| !["quote", "url"].contains(column)).collect();
            table.insert("sortable_columns".to_owned(), sortable.into());
        }
        if let Some((_, label)) = LABELS.iter().find(|(name, _)| *name == object.name) {
            table.insert("label_column".to_owned(), (*label).into());
        }
        if is_hidden {
            table.insert("hidden".to_owned(), true.into());
        }
        tables.insert(object.name, Value::Object(table));
    }
    Ok(tables)
}

fn known_facets(known: &[(&str, &[&str])], name: &str) -> Vec<String> {
    let facets = known.iter().find(|(table, _)| *table == name).map_or(&[][..], |(_, facets)| *facets);
    facets.iter().map(|facet| (*facet).to_owned()).collect()
}

/// The columns of a view in which a few values stand in many rows each, as far as its first rows show it.
fn facets(connection: &Connection, view: &Listed) -> rusqlite::Result<Vec<String>> {
    let columns = view.columns.iter().map(|column| &column.name).filter(|column| !NO_FACETS.contains(&column.as_str()));
    let columns: Vec<&String> = columns.collect();
    if columns.is_empty() {
        return Ok(Vec::new());
    }
    let counts: Vec<String> =
        columns.iter().map(|column| format!("count(DISTINCT {0}), count({0})", quoted(column))).collect();
    let names: Vec<String> = columns.iter().map(|column| quoted(column)).collect();
    let sql = format!(
        "SELECT {} FROM (SELECT {} FROM {} LIMIT {LOOKED_AT})",
        counts.join(", "),
        names.join(", "),
        quoted(&view.name)
    );
    connection.query_row(&sql, [], |row| {
        let mut facets = known_facets(&VIEW_FACETS, &view.name);
        for (at, column) in columns.iter().enumerate() {
            let (different, all): (i64, i64) = (row.get(2 * at)?, row.get(2 * at + 1)?);
            if (2..=MOST_VALUES).contains(&different) && all >= 2 * different && !facets.contains(column) {
                facets.push((*column).clone());
            }
        }
        facets.truncate(MOST_FACETS);
        Ok(facets)
    })
}

/// The canned queries by their names. A name that a table or view has would hide that, so it gets `_query` behind it.
fn stated(connection: &Connection, queries: &[Canned]) -> rusqlite::Result<Map<String, Value>> {
    let mut is_taken = connection.prepare("SELECT count(*) FROM sqlite_schema WHERE lower(name) = lower(?1)")?;
    let mut stated = Map::new();
    for query in queries {
        let mut name = query.name.clone();
        while stated.contains_key(&name) || is_taken.query_row([&name], |row| row.get::<_, i64>(0))? > 0 {
            name.push_str("_query");
        }
        let parameters: Vec<&str> = query.parameters.iter().map(|(name, _)| name.as_str()).collect();
        let meanings: Vec<String> =
            query.parameters.iter().map(|(name, meaning)| format!("{name}: {meaning}.")).collect();
        let description = std::iter::once(query.text.clone()).chain(meanings).collect::<Vec<_>>().join(" — ");
        let mut object = Map::new();
        object.insert("title".to_owned(), query.name.replace('_', " ").into());
        object.insert("description".to_owned(), description.into());
        object.insert("sql".to_owned(), query.sql.as_str().into());
        object.insert("hide_sql".to_owned(), true.into());
        if !parameters.is_empty() {
            object.insert("params".to_owned(), parameters.into());
        }
        stated.insert(name, Value::Object(object));
    }
    Ok(stated)
}
