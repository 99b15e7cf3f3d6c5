//! The views of a shipped file as frames, for what is written beside it: typed columns, and rows one after the other.

use std::path::Path;

use rusqlite::Row;
use rusqlite::config::DbConfig;
use rusqlite::types::ValueRef;

use super::answers::{FIRST_DAY, LAST_DAY};
use super::dictionary::{self, Listed, ListedColumn};
use super::predicates::TRUTH;
use crate::diagnostic::Result;
use crate::identifier::quoted;
use crate::store::{InterruptHandle, Store};

/// What the fields of a column are, where they are anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Texts.
    Text,
    /// Whole numbers.
    Whole,
    /// Numbers.
    Number,
    /// Truth values, as 1 and 0.
    Truth,
    /// Days, as YYYY-MM-DD.
    Day,
    /// Addresses.
    Url,
}

/// A column of a frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameColumn {
    /// Its name.
    pub name: String,
    /// What it means.
    pub meaning: String,
    /// What its fields are.
    pub holds: Holds,
}

/// A view of a shipped file, or what it says of documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// The name of the view or table.
    pub name: String,
    /// What its rows are.
    pub meaning: String,
    /// Its columns.
    pub columns: Vec<FrameColumn>,
}

/// A field.
#[derive(Debug, Clone, PartialEq)]
pub enum Field {
    /// No value.
    Nothing,
    /// A text.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// A number.
    Number(f64),
}

/// The table of documents, without their texts.
pub const DOCUMENTS: &str = "document";

/// What is told of documents.
const OF_DOCUMENTS: [&str; 8] = ["key", "title", "publisher", "url", "published", "retrieved", "language", "licence"];

/// Columns of days, where a view has them.
const DAYS: [&str; 4] = ["since", "until", "object_since", "object_until"];

/// The views of the store itself, which serve those of the file.
const SERVING: [&str; 2] = ["claim", "claim_history"];

/// A shipped file that is read through its views. It is for a file that this program has just made: a file of anybody else may say
/// anything in its views.
#[derive(Debug)]
pub struct Shipped(Store);

impl Shipped {
    /// Opens it for reading.
    ///
    /// # Errors
    /// Where it cannot be opened.
    pub fn open(path: &Path) -> Result<Self> {
        let store = Store::open(path)?;
        let allowed = store.connection().set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, true);
        allowed.map_err(store.failed("opening the shipped file"))?;
        Ok(Shipped(store))
    }

    /// What stops its reading.
    pub fn interrupt_handle(&self) -> InterruptHandle {
        self.0.interrupt_handle()
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Its views in their order, and what it says of documents behind them.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn frames(&self) -> Result<Vec<Frame>> {
        self.dictionary().map_err(self.0.failed("reading the dictionary"))
    }

    fn dictionary(&self) -> rusqlite::Result<Vec<Frame>> {
        let listed = dictionary::read(self.0.connection())?.into_iter();
        let is_wanted =
            |object: &Listed| (object.is_view && !SERVING.contains(&object.name.as_str())) || object.name == DOCUMENTS;
        Ok(listed.filter(is_wanted).map(Frame::of).collect())
    }

    /// The lines of the file's readme.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn readme(&self) -> Result<Vec<String>> {
        let read = || {
            let mut statement = self.0.connection().prepare("SELECT text FROM readme ORDER BY line")?;
            statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()
        };
        read().map_err(self.0.failed("reading the readme"))
    }

    /// How many rows a frame has.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn rows(&self, frame: &Frame) -> Result<i64> {
        let sql = format!("SELECT count(*) FROM {}", quoted(&frame.name));
        self.0.connection().query_row(&sql, [], |row| row.get(0)).map_err(self.0.failed("counting"))
    }

    /// Gives each row of a frame, with a field for each column.
    ///
    /// # Errors
    /// What `give` says; that the file cannot be read.
    pub fn each_row(&self, frame: &Frame, give: &mut dyn FnMut(Vec<Field>) -> Result<()>) -> Result<()> {
        let failed = self.0.failed("reading a view");
        let columns: Vec<String> = frame.columns.iter().map(|column| quoted(&column.name)).collect();
        let counts = if frame.name == DOCUMENTS { " WHERE retracted IS NULL ORDER BY id" } else { "" };
        let sql = format!("SELECT {} FROM {}{counts}", columns.join(", "), quoted(&frame.name));
        let mut statement = self.0.connection().prepare(&sql).map_err(&failed)?;
        let mut rows = statement.query([]).map_err(&failed)?;
        while let Some(row) = rows.next().map_err(&failed)? {
            let fields = (0..columns.len()).map(|at| field(row, at));
            give(fields.collect::<rusqlite::Result<_>>().map_err(&failed)?)?;
        }
        Ok(())
    }
}

impl Frame {
    fn of(object: Listed) -> Self {
        let is_told = |column: &ListedColumn| object.name != DOCUMENTS || OF_DOCUMENTS.contains(&column.name.as_str());
        let column = |column: ListedColumn| FrameColumn {
            holds: holds(&column.name, &column.column_type, &column.meaning),
            name: column.name,
            meaning: column.meaning,
        };
        let columns = object.columns.into_iter().filter(is_told).map(column).collect();
        Frame { name: object.name, meaning: object.meaning, columns }
    }
}

fn holds(column: &str, column_type: &str, meaning: &str) -> Holds {
    match column_type {
        "INTEGER" if meaning.ends_with(TRUTH) => Holds::Truth,
        "INTEGER" => Holds::Whole,
        "REAL" | "NUMERIC" => Holds::Number,
        // A qualifier may be called so too, and says in its meaning that it is one.
        _ if [FIRST_DAY, LAST_DAY].contains(&meaning) => Holds::Day,
        _ if DAYS.contains(&column) && !meaning.contains("the qualifier “") => Holds::Day,
        _ if column == "url" => Holds::Url,
        _ => Holds::Text,
    }
}

fn field(row: &Row<'_>, at: usize) -> rusqlite::Result<Field> {
    Ok(match row.get_ref(at)? {
        ValueRef::Null => Field::Nothing,
        ValueRef::Integer(number) => Field::Whole(number),
        ValueRef::Real(number) => Field::Number(number),
        ValueRef::Text(text) | ValueRef::Blob(text) => Field::Text(String::from_utf8_lossy(text).into_owned()),
    })
}
