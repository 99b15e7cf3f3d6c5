//! An answer in Parquet.

use super::given::Page;
use super::json;
use super::sheet::{Cell, Holds, LARGEST_EXACT, Sheet, free_name};
use crate::diagnostic::{Diagnostic, Result};
use crate::export::parquet::bytes;
use crate::export::tables::{Cell as FileCell, Column};
use crate::problem::CommandProblem;

/// A column of the file, made from one of the sheet.
struct FileColumn {
    name: String,
    /// The column of the sheet.
    from: usize,
    part: Part,
}

/// What a column of the file has of a cell.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// It as text.
    Text,
    /// The key of what it names.
    Key,
    /// A whole number.
    Whole,
    /// A number.
    Number,
    /// A truth value.
    Truth,
    /// The earliest day that a date may mean.
    FirstDay,
    /// The latest day that a date may mean.
    LastDay,
}

/// The rows of a page: things and documents as their names and, in a column `…_key`, their keys; dates in EDTF and, in
/// `…_first` and `…_last`, the days they may mean; numbers as whole ones where all are, and as
/// texts where one would be rounded. What rows rest on is a column
/// `sources` with the JSON that JSON has there.
pub(super) fn file(page: &Page<'_>) -> Result<Vec<u8>> {
    let mut sheet = page.sheet.clone();
    if let Some(receipts) = page.receipts {
        sheet.add_sources(json::sources_of_rows(receipts));
    }
    let columns = file_columns(&sheet);
    let typed: Vec<(&str, Column)> =
        columns.iter().map(|column| (column.name.as_str(), column.part.column())).collect();
    let of = |row: &Vec<Cell<'_>>, column: &FileColumn| {
        row.get(column.from).map_or(FileCell::Nothing, |cell| column.part.of(cell))
    };
    let rows = sheet.rows.iter().map(|row| columns.iter().map(|column| of(row, column)).collect());
    bytes(&typed, rows)
        .map_err(|error| Diagnostic::new(CommandProblem::DoesNotFit { form: "parquet", what: error.to_string() }))
}

/// The columns of the file, each with a name of its own.
fn file_columns(sheet: &Sheet<'_>) -> Vec<FileColumn> {
    let mut columns: Vec<FileColumn> = Vec::new();
    for (from, column) in sheet.columns.iter().enumerate() {
        let parts: &[(&str, Part)] = match column.holds {
            Holds::Text | Holds::Url => &[("", Part::Text)],
            Holds::Named => &[("", Part::Text), ("_key", Part::Key)],
            Holds::Date => &[("", Part::Text), ("_first", Part::FirstDay), ("_last", Part::LastDay)],
            Holds::Truth => &[("", Part::Truth)],
            Holds::Number => number_part(sheet, from),
        };
        for (ending, part) in parts {
            let wanted = format!("{}{ending}", column.name);
            let name = free_name(&wanted, |name| columns.iter().any(|known| known.name == name));
            columns.push(FileColumn { name, from, part: *part });
        }
    }
    columns
}

/// What keeps every number of a column: whole ones, any, or texts where both would round one.
fn number_part(sheet: &Sheet<'_>, column: usize) -> &'static [(&'static str, Part)] {
    let cells = || sheet.rows.iter().filter_map(|row| row.get(column));
    let is_large = |cell: &Cell<'_>| matches!(cell, Cell::Whole(number) if number.unsigned_abs() > LARGEST_EXACT);
    if !cells().any(|cell| matches!(cell, Cell::Decimal(_))) {
        return &[("", Part::Whole)];
    }
    if cells().any(is_large) { &[("", Part::Text)] } else { &[("", Part::Number)] }
}

impl Part {
    fn column(self) -> Column {
        match self {
            Part::Text | Part::Key => Column::Text,
            Part::Whole => Column::Integer,
            Part::Number => Column::Number,
            Part::Truth => Column::Boolean,
            Part::FirstDay | Part::LastDay => Column::Day,
        }
    }

    /// What a column has of a cell; nothing where the cell has no such part.
    fn of(self, cell: &Cell<'_>) -> FileCell {
        match (self, cell) {
            (_, Cell::Nothing) => FileCell::Nothing,
            (Part::Text, cell) => FileCell::Text(cell.as_text().into_owned()),
            (Part::Key, Cell::Named { key, .. }) => FileCell::Text((*key).to_owned()),
            (Part::Whole, Cell::Whole(number)) => FileCell::Integer(*number),
            (Part::Number, Cell::Whole(number)) => FileCell::Number(*number as f64),
            (Part::Number, Cell::Decimal(number)) => FileCell::Number(*number),
            (Part::Truth, Cell::Truth(truth)) => FileCell::Boolean(*truth),
            (Part::FirstDay, Cell::Date(date)) => FileCell::Day(date.first_day),
            (Part::LastDay, Cell::Date(date)) => FileCell::Day(date.last_day),
            _ => FileCell::Nothing,
        }
    }
}
