//! Parquet, compressed by Zstandard: a file for each table, its columns of the right types; and any other such file.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use ::parquet::basic::{Compression, LogicalType, Repetition, Type as PhysicalType, ZstdLevel};
use ::parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type};
use ::parquet::errors::{ParquetError, Result as Written};
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use ::parquet::schema::types::Type;

use super::tables::{Cell, Column, Table, each_row};
use super::{ExportReport, unwritten};
use crate::diagnostic::Result;
use crate::edtf::days_since_epoch;
use crate::store::export::Snapshot;

/// The files of the format, in the order of [`Table::ALL`].
pub(super) const FILES: [&str; 6] = [
    "entities.parquet",
    "names.parquet",
    "documents.parquet",
    "facts.parquet",
    "qualifiers.parquet",
    "evidence.parquet",
];

/// How many rows a row group has at most: they are in memory until it is written.
const ROWS: usize = 100_000;

/// How many bytes of text the rows of a row group have at most, about.
const BYTES: usize = 64 << 20;

/// Writes the tables into a folder.
pub(super) fn write(snapshot: &Snapshot<'_>, folder: &Path, report: &mut ExportReport) -> Result<()> {
    let mut files = Vec::with_capacity(FILES.len());
    for (table, name) in Table::ALL.into_iter().zip(FILES) {
        files.push(ParquetFile::create(folder, name, table).map_err(|error| failed(name, error))?);
    }
    each_row(snapshot, report, &mut |table, cells| {
        files[table as usize].add(cells).map_err(|error| failed(FILES[table as usize], error))
    })?;
    files.into_iter().zip(FILES).try_for_each(|(file, name)| {
        let synced = file.finish().and_then(|file| Ok(file.sync_all()?));
        synced.map_err(|error| failed(name, error))
    })
}

/// The bytes of a file with these columns and rows.
pub(crate) fn bytes(columns: &[(&str, Column)], rows: impl Iterator<Item = Vec<Cell>>) -> Written<Vec<u8>> {
    let mut file = ParquetFile::new(Vec::new(), columns)?;
    rows.into_iter().try_for_each(|row| file.add(row))?;
    file.finish()
}

fn failed(name: &str, error: ParquetError) -> Box<crate::diagnostic::Diagnostic> {
    unwritten(name, &io::Error::other(error))
}

/// A file, and the rows of its row group that is not written yet.
pub(super) struct ParquetFile<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
    bytes: usize,
}

impl ParquetFile<File> {
    fn create(folder: &Path, name: &str, table: Table) -> Written<Self> {
        Self::new(File::create(folder.join(name))?, table.columns())
    }
}

impl<W: Write + Send> ParquetFile<W> {
    pub(super) fn new(out: W, columns: &[(&str, Column)]) -> Written<Self> {
        let fields = columns.iter().map(|(column, values)| field(column, *values)).collect::<Written<Vec<_>>>()?;
        let schema = Type::group_type_builder("row").with_fields(fields).build()?;
        let compression = Compression::ZSTD(ZstdLevel::default());
        let properties = WriterProperties::builder().set_compression(compression).build();
        let writer = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties))?;
        let columns = columns.iter().map(|(_, values)| *values).collect();
        Ok(ParquetFile { writer, columns, rows: Vec::new(), bytes: 0 })
    }

    pub(super) fn add(&mut self, cells: Vec<Cell>) -> Written<()> {
        let size = |cell: &Cell| if let Cell::Text(text) = cell { text.len() } else { 0 };
        self.bytes += cells.iter().map(size).sum::<usize>();
        self.rows.push(cells);
        if self.rows.len() >= ROWS || self.bytes >= BYTES { self.write_group() } else { Ok(()) }
    }

    fn write_group(&mut self) -> Written<()> {
        let mut group = self.writer.next_row_group()?;
        let mut at = 0;
        while let Some(mut column) = group.next_column()? {
            write_column(&mut column, self.columns[at], self.rows.iter().map(|row| &row[at]))?;
            column.close()?;
            at += 1;
        }
        group.close()?;
        self.rows.clear();
        self.bytes = 0;
        Ok(())
    }

    pub(super) fn finish(mut self) -> Written<W> {
        if !self.rows.is_empty() {
            self.write_group()?;
        }
        self.writer.into_inner()
    }
}

fn field(name: &str, values: Column) -> Written<Arc<Type>> {
    let (physical, logical) = match values {
        Column::Text => (PhysicalType::BYTE_ARRAY, Some(LogicalType::String)),
        Column::Integer => (PhysicalType::INT64, None),
        Column::Number => (PhysicalType::DOUBLE, None),
        Column::Boolean => (PhysicalType::BOOLEAN, None),
        Column::Day => (PhysicalType::INT32, Some(LogicalType::Date)),
    };
    let field = Type::primitive_type_builder(name, physical).with_logical_type(logical);
    Ok(Arc::new(field.with_repetition(Repetition::OPTIONAL).build()?))
}

fn write_column<'c>(
    column: &mut SerializedColumnWriter<'_>,
    values: Column,
    cells: impl Iterator<Item = &'c Cell>,
) -> Written<()> {
    match values {
        Column::Text => write_values::<ByteArrayType>(column, cells, |cell| match cell {
            Cell::Text(text) => Some(ByteArray::from(text.as_str())),
            _ => None,
        }),
        Column::Integer => write_values::<Int64Type>(column, cells, |cell| match cell {
            Cell::Integer(number) => Some(*number),
            _ => None,
        }),
        Column::Number => write_values::<DoubleType>(column, cells, |cell| match cell {
            Cell::Number(number) => Some(*number),
            _ => None,
        }),
        Column::Boolean => write_values::<BoolType>(column, cells, |cell| match cell {
            Cell::Boolean(truth) => Some(*truth),
            _ => None,
        }),
        Column::Day => write_values::<Int32Type>(column, cells, |cell| match cell {
            Cell::Day(day) => days_since_epoch(*day),
            _ => None,
        }),
    }
}

/// Writes the values that there are; the levels say in which rows.
fn write_values<'c, T: DataType>(
    column: &mut SerializedColumnWriter<'_>,
    cells: impl Iterator<Item = &'c Cell>,
    value: impl Fn(&Cell) -> Option<T::T>,
) -> Written<()> {
    let (mut values, mut levels) = (Vec::new(), Vec::new());
    for cell in cells {
        let value = value(cell);
        levels.push(i16::from(value.is_some()));
        values.extend(value);
    }
    column.typed::<T>().write_batch(&values, Some(&levels), None).map(|_| ())
}
