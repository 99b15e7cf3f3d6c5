//! A store put together by hand, row by row, for tests that need one in a state that they fully know.

use std::path::{Path, PathBuf};

use factfile::edtf::Edtf;
use factfile::fold::fold;
use factfile::store::Store;
use rusqlite::{Connection, params};

/// A store file under construction.
pub struct Sketch {
    path: PathBuf,
    connection: Connection,
}

/// The object of a fact, or the value of a qualifier.
pub enum Object<'a> {
    /// By key.
    Entity(&'a str),
    /// By name.
    Kind(&'a str),
    Text(&'a str),
    Integer(i64),
    Real(f64),
    Date(&'a str),
    Boolean(bool),
}

/// A piece of evidence; by default the document itself affirms the fact with certainty and no words are given.
#[derive(Clone, Copy)]
pub struct Claim<'a> {
    pub quote: Option<&'a str>,
    /// The key of whom it is attributed to.
    pub source: Option<&'a str>,
    pub modality: &'a str,
    pub polarity: &'a str,
    pub time_phrase: Option<&'a str>,
    pub retracted: bool,
}

pub const CLAIM: Claim<'static> =
    Claim { quote: None, source: None, modality: "certain", polarity: "+", time_phrase: None, retracted: false };

impl Sketch {
    /// A new store with the predicate `is`, one load and one document, `report`.
    pub fn new(path: &Path) -> Self {
        drop(Store::open_or_create(path).expect("a new store"));
        let connection = Connection::open(path).expect("the store's file");
        // What is put together here is not held against itself.
        connection.execute_batch("DELETE FROM seal").expect("no seal");
        connection.pragma_update(None, "foreign_keys", true).expect("foreign keys");
        let sketch = Sketch { path: path.to_owned(), connection };
        sketch.insert("load (at, action, source)", &[&"2026-01-02T10:00:00Z", &"load", &"talks.jsonl"]);
        sketch.insert(
            "document (key, title, url, published, load)",
            &[&"report", &"Envoys hold talks", &"https://example.org/talks", &"2026-01-01", &1],
        );
        sketch.predicate("is", "kind");
        sketch
    }

    /// Opens what was put together.
    pub fn store(&self) -> Store {
        Store::open(&self.path).expect("the store")
    }

    /// The store's own connection, for what has no method here.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    pub fn kind(&self, name: &str, broader: Option<&str>) -> i64 {
        let broader = broader.map(|broader| self.id("kind WHERE name", broader));
        self.insert("kind (name, folded, broader, load)", &[&name, &format!("kind {name}"), &broader, &1])
    }

    pub fn predicate(&self, name: &str, object_type: &str) -> i64 {
        self.insert(
            "predicate (name, folded, object_type, load)",
            &[&name, &format!("predicate {name}"), &object_type, &1],
        )
    }

    pub fn entity(&self, key: &str, name: &str, aliases: &[&str]) -> i64 {
        let entity = self.insert("entity (key, name, load)", &[&key, &name, &1]);
        for (row, text) in std::iter::once(&name).chain(aliases).enumerate() {
            let columns = "name (entity, text, folded, preferred, load)";
            self.insert(columns, &[&entity, text, &fold(text), &(row == 0), &1]);
        }
        entity
    }

    /// A fact with its evidence; without any, it is stated as certain.
    pub fn fact(
        &self,
        subject: &str,
        predicate: &str,
        object: &Object<'_>,
        time: Option<&str>,
        claims: &[Claim<'_>],
    ) -> i64 {
        let (entity, kind, value) = self.object(object);
        let standing = |polarity| claims.iter().any(|claim| claim.polarity == polarity && !claim.retracted);
        let date: Option<Edtf> = time.map(|time| time.parse().expect("a date"));
        let subject = self.id("entity WHERE key", subject);
        let predicate = self.id("predicate WHERE name", predicate);
        let time = time.map(|time| self.literal("date", &time));
        let fact = self.insert(
            "fact (subject, predicate, object, kind, value, time, first_day, last_day, unsourced, holds, denied, recorded, stated_by)",
            &[&subject, &predicate, &entity, &kind, &value, &time, &date.as_ref().map(|date| date.first_day), &date.as_ref().map(|date| date.last_day), &claims.is_empty(), &(claims.is_empty() || standing("+")), &standing("-"), &1, &claims.is_empty().then_some(1)],
        );
        claims.iter().for_each(|claim| self.claim(fact, claim));
        fact
    }

    pub fn qualifier(&self, fact: i64, key: &str, value: &Object<'_>) {
        let (object, _, value) = self.object(value);
        let key = self.id("predicate WHERE name", key);
        self.insert("qualifier (fact, key, object, value)", &[&fact, &key, &object, &value]);
    }

    fn claim(&self, fact: i64, claim: &Claim<'_>) {
        let source = claim.source.map(|source| self.id("entity WHERE key", source));
        let phrase = claim.time_phrase.map(|phrase| self.literal("text", &phrase));
        self.insert(
            "evidence (fact, document, quote, quote_state, source, modality, polarity, time_phrase, load, retracted)",
            &[
                &fact,
                &1,
                &claim.quote,
                &"unchecked",
                &source,
                &claim.modality,
                &claim.polarity,
                &phrase,
                &1,
                &claim.retracted.then_some(1),
            ],
        );
    }

    fn object(&self, object: &Object<'_>) -> (Option<i64>, Option<i64>, Option<i64>) {
        let literal = |object_type, value| (None, None, Some(self.literal(object_type, value)));
        match object {
            Object::Entity(key) => (Some(self.id("entity WHERE key", key)), None, None),
            Object::Kind(name) => (None, Some(self.id("kind WHERE name", name)), None),
            Object::Text(text) => literal("text", text),
            Object::Integer(number) => literal("number", number),
            Object::Real(number) => literal("number", number),
            Object::Date(date) => literal("date", date),
            Object::Boolean(truth) => literal("boolean", truth),
        }
    }

    fn literal(&self, object_type: &str, value: &dyn rusqlite::ToSql) -> i64 {
        let insert = "INSERT INTO literal (type, value) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
        self.connection.execute(insert, params![object_type, value]).expect("a literal");
        let select = "SELECT id FROM literal WHERE type = ?1 AND value = ?2";
        self.connection.query_row(select, params![object_type, value], |row| row.get(0)).expect("a literal")
    }

    /// The id in `table WHERE column` of the row whose column is `name`.
    fn id(&self, place: &str, name: &str) -> i64 {
        let sql = format!("SELECT id FROM {place} = ?1");
        self.connection
            .query_row(&sql, [name], |row| row.get(0))
            .unwrap_or_else(|error| panic!("{place} {name}: {error}"))
    }

    /// Inserts a row into `table (columns)`; its id.
    fn insert(&self, columns: &str, values: &[&dyn rusqlite::ToSql]) -> i64 {
        let binds = vec!["?"; values.len()].join(", ");
        self.connection.execute(&format!("INSERT INTO {columns} VALUES ({binds})"), values).expect(columns);
        self.connection.last_insert_rowid()
    }
}
