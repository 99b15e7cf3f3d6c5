//! An answer in Parquet, its columns of the right types, compressed by Zstandard.

use std::sync::Arc;

use ::parquet::basic::{Compression, LogicalType, Repetition, Type as PhysicalType, ZstdLevel};
use ::parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type};
use ::parquet::errors::{ParquetError, Result as Written};
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use ::parquet::schema::types::Type;

use super::given::Page;
use super::json;
use super::sheet::{Cell, Holds, Sheet, free_name};
use crate::diagnostic::{Diagnostic, Result};
use crate::edtf::days_since_epoch;
use crate::problem::CommandProblem;

/// How many rows a row group has at most.
const ROWS: usize = 100_000;

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
/// `…_first` and `…_last`, the days they may mean; numbers as whole ones where all are. What rows rest on is a column
/// `sources` with the JSON that JSON has there.
pub(super) fn file(page: &Page<'_>) -> Result<Vec<u8>> {
    let mut sheet = page.sheet.clone();
    if let Some(receipts) = page.receipts {
        sheet.add_sources(json::sources_of_rows(receipts));
    }
    written(&sheet)
        .map_err(|error| Diagnostic::new(CommandProblem::DoesNotFit { form: "parquet", what: error.to_string() }))
}

fn written(sheet: &Sheet<'_>) -> Written<Vec<u8>> {
    let columns = file_columns(sheet);
    let fields = columns.iter().map(field).collect::<Written<Vec<_>>>()?;
    let schema = Type::group_type_builder("row").with_fields(fields).build()?;
    let compression = Compression::ZSTD(ZstdLevel::default());
    let properties = WriterProperties::builder().set_compression(compression).build();
    let mut writer = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties))?;
    for rows in sheet.rows.chunks(ROWS) {
        let mut group = writer.next_row_group()?;
        for column in &columns {
            let Some(mut out) = group.next_column()? else {
                return Err(ParquetError::General("a column is missing".to_owned()));
            };
            let cells = rows.iter().map(|row| row.get(column.from).unwrap_or(&Cell::Nothing));
            write_column(&mut out, column.part, cells)?;
            out.close()?;
        }
        group.close()?;
    }
    writer.into_inner()
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
            Holds::Number if is_whole(sheet, from) => &[("", Part::Whole)],
            Holds::Number => &[("", Part::Number)],
        };
        for (ending, part) in parts {
            let wanted = format!("{}{ending}", column.name);
            let name = free_name(&wanted, |name| columns.iter().any(|known| known.name == name));
            columns.push(FileColumn { name, from, part: *part });
        }
    }
    columns
}

/// Whether no number of a column has a fraction.
fn is_whole(sheet: &Sheet<'_>, column: usize) -> bool {
    !sheet.rows.iter().filter_map(|row| row.get(column)).any(|cell| matches!(cell, Cell::Decimal(_)))
}

fn field(column: &FileColumn) -> Written<Arc<Type>> {
    let (physical, logical) = match column.part {
        Part::Text | Part::Key => (PhysicalType::BYTE_ARRAY, Some(LogicalType::String)),
        Part::Whole => (PhysicalType::INT64, None),
        Part::Number => (PhysicalType::DOUBLE, None),
        Part::Truth => (PhysicalType::BOOLEAN, None),
        Part::FirstDay | Part::LastDay => (PhysicalType::INT32, Some(LogicalType::Date)),
    };
    let field = Type::primitive_type_builder(&column.name, physical).with_logical_type(logical);
    Ok(Arc::new(field.with_repetition(Repetition::OPTIONAL).build()?))
}

fn write_column<'c>(
    out: &mut SerializedColumnWriter<'_>,
    part: Part,
    cells: impl Iterator<Item = &'c Cell<'c>>,
) -> Written<()> {
    match part {
        Part::Text => write_values::<ByteArrayType>(out, cells, |cell| match cell {
            Cell::Nothing => None,
            cell => Some(ByteArray::from(cell.as_text().as_ref())),
        }),
        Part::Key => write_values::<ByteArrayType>(out, cells, |cell| match cell {
            Cell::Named { key, .. } => Some(ByteArray::from(*key)),
            _ => None,
        }),
        Part::Whole => write_values::<Int64Type>(out, cells, |cell| match cell {
            Cell::Whole(number) => Some(*number),
            _ => None,
        }),
        Part::Number => write_values::<DoubleType>(out, cells, |cell| match cell {
            Cell::Whole(number) => Some(*number as f64),
            Cell::Decimal(number) => Some(*number),
            _ => None,
        }),
        Part::Truth => write_values::<BoolType>(out, cells, |cell| match cell {
            Cell::Truth(truth) => Some(*truth),
            _ => None,
        }),
        Part::FirstDay => write_values::<Int32Type>(out, cells, |cell| match cell {
            Cell::Date(date) => days_since_epoch(date.first_day),
            _ => None,
        }),
        Part::LastDay => write_values::<Int32Type>(out, cells, |cell| match cell {
            Cell::Date(date) => days_since_epoch(date.last_day),
            _ => None,
        }),
    }
}

/// Writes the values that there are; the levels say in which rows.
fn write_values<'c, T: DataType>(
    out: &mut SerializedColumnWriter<'_>,
    cells: impl Iterator<Item = &'c Cell<'c>>,
    value: impl Fn(&Cell<'_>) -> Option<T::T>,
) -> Written<()> {
    let (mut values, mut levels) = (Vec::new(), Vec::new());
    for cell in cells {
        let value = value(cell);
        levels.push(i16::from(value.is_some()));
        values.extend(value);
    }
    out.typed::<T>().write_batch(&values, Some(&levels), None).map(|_| ())
}
