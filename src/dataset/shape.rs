//! Which columns the set's tables have, and how a row of a store becomes one of the set.

use super::cells::{Cell, literal, searched};
use super::digest::Digest;
use super::manifest::File;
use crate::diagnostic::Result;
use crate::store::tables::{self, ColumnType, Field, TABLES, Table};

/// What the values of a column of the set are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Values {
    /// Whole numbers of 64 bits.
    Integer,
    /// Numbers, of double precision.
    Real,
    /// Texts in UTF-8.
    Text,
    /// Bytes.
    Blob,
}

impl Values {
    /// What they are called in the manifest.
    pub(super) fn name(self) -> &'static str {
        match self {
            Values::Integer => "integer",
            Values::Real => "real",
            Values::Text => "text",
            Values::Blob => "blob",
        }
    }
}

/// The columns of `literal` behind `id` and `type`: SQLite keeps its values in one column of any type.
pub(super) const LITERAL: [(&str, Values); 14] = [
    ("text", Values::Text),
    ("integer", Values::Integer),
    ("real", Values::Real),
    ("first_day", Values::Integer),
    ("last_day", Values::Integer),
    ("number", Values::Real),
    ("folded", Values::Text),
    ("inner_first", Values::Integer),
    ("inner_last", Values::Integer),
    ("year", Values::Integer),
    ("month", Values::Integer),
    ("day", Values::Integer),
    ("start", Values::Text),
    ("end", Values::Text),
];

/// The tables of which a text is searched for parts: the column of that, and what it is called as filters compare it.
const SEARCHED: [(&str, &str, &str); 3] =
    [("name", "text", "searched"), ("document", "title", "searched_title"), ("evidence", "quote", "searched_quote")];

/// How a table grows, and by what its rows are put into files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Growth {
    /// By loads, each of which adds rows.
    Loads,
    /// By the numbers of its rows, which do not say which loads added them.
    Numbers,
    /// Not by either: it is small, and written whole.
    Whole,
}

/// A table of the set.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shape {
    /// The store's.
    pub table: &'static Table,
    /// The store's columns.
    pub stored: &'static [tables::Column],
    /// How it grows.
    pub growth: Growth,
    /// The columns that its files have.
    pub columns: Vec<(String, Values)>,
    /// The store's column by which it is parted, whose value is in the files' folder and not in them.
    pub parted: Option<usize>,
    /// The store's column that is searched.
    searched: Option<usize>,
    /// The store's column that is not summed: a document's text, of which the sum is a column.
    unsummed: Option<usize>,
}

/// All tables.
pub(super) fn all() -> Result<Vec<Shape>> {
    let columns = tables::columns()?;
    Ok(TABLES.iter().zip(columns).map(|(table, stored)| shape(table, stored)).collect())
}

fn shape(table: &'static Table, stored: &'static [tables::Column]) -> Shape {
    let at = |name: &str| stored.iter().position(|column| column.name == name);
    let parted = if table.name == "fact" { at("predicate") } else { None };
    let searched = SEARCHED.iter().find(|(name, ..)| *name == table.name);
    let columns = match table.name {
        "literal" => {
            let begin = [("id", Values::Integer), ("type", Values::Text)];
            begin.into_iter().chain(LITERAL).map(|(name, values)| (name.to_owned(), values)).collect()
        }
        _ => {
            let kept = stored.iter().enumerate().filter(|(index, _)| Some(*index) != parted);
            let kept = kept.map(|(_, column)| (column.name.clone(), values(column.values)));
            kept.chain(searched.map(|(_, _, name)| ((*name).to_owned(), Values::Text))).collect()
        }
    };
    let unsummed = if table.name == "document" { at("text") } else { None };
    let growth = match table.load {
        Some(_) => Growth::Loads,
        None if table.order == ["id"] => Growth::Numbers,
        None => Growth::Whole,
    };
    Shape { table, stored, growth, columns, parted, searched: searched.and_then(|(_, column, _)| at(column)), unsummed }
}

fn values(values: ColumnType) -> Values {
    match values {
        ColumnType::Integer => Values::Integer,
        ColumnType::Real => Values::Real,
        ColumnType::Text => Values::Text,
        // The only column of any type is that of `literal`.
        ColumnType::Blob | ColumnType::Any => Values::Blob,
    }
}

impl Shape {
    /// The part of the table that a row belongs to: its predicate.
    pub(super) fn part(&self, fields: &[Field<'_>]) -> Option<i64> {
        match self.parted.and_then(|at| fields.get(at)) {
            Some(Field::Integer(part)) => Some(*part),
            _ => None,
        }
    }

    /// Where a row that a load added stands in the growth of the table.
    pub(super) fn position(&self, load: i64, fields: &[Field<'_>]) -> i64 {
        match (self.growth, fields) {
            (Growth::Loads, _) => load,
            (Growth::Numbers, [Field::Integer(number), ..]) => *number,
            _ => 0,
        }
    }

    /// The first and the last position that the rows of a file may have.
    pub(super) fn range(&self, file: &File) -> [i64; 2] {
        match self.growth {
            Growth::Loads => file.loads,
            Growth::Numbers => file.numbers.unwrap_or_default(),
            Growth::Whole => [0, 0],
        }
    }

    /// The cells of a row, in the order of the columns.
    pub(super) fn cells<'r>(&self, fields: &[Field<'r>]) -> Vec<Cell<'r>> {
        match (self.table.name, fields) {
            ("literal", [id, kind, value, first_day, last_day]) => {
                let rest = literal(*kind, *value, [*first_day, *last_day]);
                [Cell::from(*id), Cell::from(*kind)].into_iter().chain(rest).collect()
            }
            _ => {
                let kept = fields.iter().enumerate().filter(|(index, _)| Some(*index) != self.parted);
                let kept = kept.map(|(_, field)| Cell::from(*field));
                kept.chain(self.searched.and_then(|at| fields.get(at)).map(|field| searched(*field))).collect()
            }
        }
    }

    /// The sum of a row. A document's text is known by its own.
    pub(super) fn digest(&self, fields: &[Field<'_>]) -> Digest {
        let summed = fields.iter().enumerate().filter(|(index, _)| Some(*index) != self.unsummed);
        Digest::of(summed.map(|(_, field)| field))
    }

    /// How rows of the store are read from its files.
    pub(super) fn reading(&self) -> Reading {
        let mut reading = Reading { columns: Vec::new(), origins: Vec::new() };
        for (index, column) in self.stored.iter().enumerate() {
            let origin = match values(column.values) {
                _ if Some(index) == self.parted => Origin::Part,
                // The only column of any type is that of `literal`.
                _ if column.values == ColumnType::Any => {
                    let [(text, ..), (integer, ..), (real, ..), ..] = LITERAL;
                    let parts = [(text, Values::Text), (integer, Values::Integer), (real, Values::Real)];
                    Origin::AnyOf(parts.map(|(name, values)| reading.column(name, values)))
                }
                values => Origin::Column(reading.column(&column.name, values)),
            };
            reading.origins.push(origin);
        }
        reading
    }
}

/// How rows of a store are read from files of the set.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reading {
    /// The columns of the files that are read.
    pub columns: Vec<(String, Values)>,
    /// Where each value of a row comes from.
    origins: Vec<Origin>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Origin {
    /// From a column of the file.
    Column(usize),
    /// From the one of three columns that has a value.
    AnyOf([usize; 3]),
    /// From the part of the table.
    Part,
}

impl Reading {
    fn column(&mut self, name: &str, values: Values) -> usize {
        self.columns.push((name.to_owned(), values));
        self.columns.len() - 1
    }

    /// The store's row that a file has as `read`, in that part of its table.
    pub(super) fn row<'r>(&self, read: &[Field<'r>], part: Option<i64>) -> Vec<Field<'r>> {
        let at = |index: usize| read.get(index).copied().unwrap_or(Field::Nothing);
        let value = |origin: &Origin| match origin {
            Origin::Column(index) => at(*index),
            Origin::AnyOf(columns) => {
                columns.iter().map(|index| at(*index)).find(|value| *value != Field::Nothing).unwrap_or(Field::Nothing)
            }
            Origin::Part => part.map_or(Field::Nothing, Field::Integer),
        };
        self.origins.iter().map(value).collect()
    }
}
