//! A file of the set: rows of one table, in column after column.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use ::parquet::basic::{Compression, LogicalType, Repetition, Type as PhysicalType, ZstdLevel};
use ::parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use ::parquet::errors::Result;
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use ::parquet::schema::types::Type;
use sha2::{Digest, Sha256};

use super::cells::Cell;
use super::shape::Values;
use crate::sum::hexadecimal;

/// How many rows a row group has at most.
const GROUP_ROWS: usize = 1_000_000;

/// How many bytes the values of a row group have at most, about: they are in memory until it is written.
const GROUP_BYTES: usize = 96 << 20;

/// How many bytes a file has at most, about; then comes another.
const FILE_BYTES: u64 = 1 << 30;

/// How many values are given to a column at once.
const BATCH: usize = 8192;

/// A file that is being written, and the rows of its row group that is not written yet.
pub(super) struct Part {
    writer: SerializedFileWriter<Summed>,
    columns: Vec<Buffer>,
    /// How many rows it has, those not written yet included.
    pub rows: u64,
    waiting: usize,
    bytes: usize,
}

/// What a finished file is.
pub(super) struct Finished {
    pub bytes: u64,
    pub sha256: String,
}

impl Part {
    /// A file at a path, without rows.
    pub(super) fn create(path: &Path, columns: &[(String, Values)]) -> Result<Self> {
        let fields = columns.iter().map(|(name, values)| field(name, *values)).collect::<Result<Vec<_>>>()?;
        let schema = Type::group_type_builder("row").with_fields(fields).build()?;
        let properties = WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::default())).build();
        let out = Summed { file: File::create(path)?, sum: Sha256::new(), bytes: 0 };
        let writer = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties))?;
        let columns = columns.iter().map(|(_, values)| Buffer::new(*values)).collect();
        Ok(Part { writer, columns, rows: 0, waiting: 0, bytes: 0 })
    }

    /// Adds a row.
    pub(super) fn add(&mut self, cells: &[Cell<'_>]) -> Result<()> {
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            self.bytes += column.push(cell);
        }
        self.rows += 1;
        self.waiting += 1;
        if self.waiting >= GROUP_ROWS || self.bytes >= GROUP_BYTES { self.write_group() } else { Ok(()) }
    }

    /// Whether it is so large that the next rows belong into another.
    pub(super) fn is_full(&self) -> bool {
        self.waiting == 0 && self.writer.inner().bytes >= FILE_BYTES
    }

    fn write_group(&mut self) -> Result<()> {
        let mut group = self.writer.next_row_group()?;
        let mut columns = self.columns.iter_mut();
        while let Some(mut writer) = group.next_column()? {
            if let Some(column) = columns.next() {
                column.write(&mut writer)?;
            }
            writer.close()?;
        }
        group.close()?;
        (self.waiting, self.bytes) = (0, 0);
        Ok(())
    }

    /// Ends the file; it is on the disk then.
    pub(super) fn finish(mut self) -> Result<Finished> {
        if self.waiting > 0 {
            self.write_group()?;
        }
        let out = self.writer.into_inner()?;
        out.file.sync_all()?;
        Ok(Finished { bytes: out.bytes, sha256: hexadecimal(&out.sum.finalize()) })
    }
}

/// A file whose bytes are summed as they are written.
struct Summed {
    file: File,
    sum: Sha256,
    bytes: u64,
}

impl Write for Summed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.sum.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn field(name: &str, values: Values) -> Result<Arc<Type>> {
    let (physical, logical) = match values {
        Values::Integer => (PhysicalType::INT64, None),
        Values::Real => (PhysicalType::DOUBLE, None),
        Values::Text => (PhysicalType::BYTE_ARRAY, Some(LogicalType::String)),
        Values::Blob => (PhysicalType::BYTE_ARRAY, None),
    };
    let field = Type::primitive_type_builder(name, physical).with_logical_type(logical);
    Ok(Arc::new(field.with_repetition(Repetition::OPTIONAL).build()?))
}

/// The values of a column that wait to be written.
struct Buffer {
    values: Waiting,
    /// For each row 1 where it has a value, and 0 where not.
    levels: Vec<i16>,
}

enum Waiting {
    Integers(Vec<i64>),
    Reals(Vec<f64>),
    /// One behind the other, and where each ends.
    Bytes(Vec<u8>, Vec<usize>),
}

impl Buffer {
    fn new(values: Values) -> Self {
        let values = match values {
            Values::Integer => Waiting::Integers(Vec::new()),
            Values::Real => Waiting::Reals(Vec::new()),
            Values::Text | Values::Blob => Waiting::Bytes(Vec::new(), Vec::new()),
        };
        Buffer { values, levels: Vec::new() }
    }

    /// Adds a cell, and says how many bytes it takes. What is of another type is nothing: the store's tables are strict.
    fn push(&mut self, cell: &Cell<'_>) -> usize {
        let bytes = match (&mut self.values, cell) {
            (Waiting::Integers(values), Cell::Integer(number)) => {
                values.push(*number);
                Some(size_of::<i64>())
            }
            (Waiting::Reals(values), Cell::Real(number)) => {
                values.push(*number);
                Some(size_of::<f64>())
            }
            (Waiting::Bytes(values, ends), Cell::Text(text)) => Some(push_bytes(values, ends, text.as_bytes())),
            (Waiting::Bytes(values, ends), Cell::Bytes(bytes)) => Some(push_bytes(values, ends, bytes)),
            _ => None,
        };
        self.levels.push(i16::from(bytes.is_some()));
        size_of::<i16>() + bytes.unwrap_or_default()
    }

    /// Writes what waits.
    fn write(&mut self, column: &mut SerializedColumnWriter<'_>) -> Result<()> {
        match &mut self.values {
            Waiting::Integers(values) => {
                write_batches::<Int64Type>(column, &self.levels, |from, to| values[from..to].to_vec())?;
                values.clear();
            }
            Waiting::Reals(values) => {
                write_batches::<DoubleType>(column, &self.levels, |from, to| values[from..to].to_vec())?;
                values.clear();
            }
            Waiting::Bytes(values, ends) => {
                let all = ByteArray::from(std::mem::take(values));
                let begin = |at: usize| if at == 0 { 0 } else { ends[at - 1] };
                let slice = |at: usize| all.slice(begin(at), ends[at] - begin(at));
                write_batches::<ByteArrayType>(column, &self.levels, |from, to| (from..to).map(slice).collect())?;
                ends.clear();
            }
        }
        self.levels.clear();
        Ok(())
    }
}

fn push_bytes(values: &mut Vec<u8>, ends: &mut Vec<usize>, bytes: &[u8]) -> usize {
    values.extend_from_slice(bytes);
    ends.push(values.len());
    bytes.len() + size_of::<usize>()
}

/// Writes values, of which `between` gives some by their places, in batches.
fn write_batches<T: DataType>(
    column: &mut SerializedColumnWriter<'_>,
    levels: &[i16],
    between: impl Fn(usize, usize) -> Vec<T::T>,
) -> Result<()> {
    let mut at = 0;
    for levels in levels.chunks(BATCH) {
        let end = at + levels.iter().filter(|level| **level == 1).count();
        column.typed::<T>().write_batch(&between(at, end), Some(levels), None)?;
        at = end;
    }
    Ok(())
}
