//! Reading a file of the set: its rows one after another. What a file says of itself is believed in nothing, since a set may come from
//! anybody.

use std::cell::Cell as Flag;
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Once;

use ::parquet::basic::Type as PhysicalType;
use ::parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use ::parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use ::parquet::errors::{ParquetError, Result as Parsed};
use ::parquet::file::reader::{FileReader, RowGroupReader, SerializedFileReader};
use ::parquet::schema::types::ColumnDescriptor;

use super::shape::Values;
use crate::diagnostic::{Diagnostic, Result};
use crate::problem::SetProblem;
use crate::store::tables::Field;

/// How many rows of a file are read at once.
const BATCH: usize = 4096;

/// Shows each row of a file: its values in these columns, which may stand in any order in it and beside others. How many there are.
///
/// # Errors
/// [`SetProblem::Damaged`] and [`SetProblem::Column`] where the file is not as it should be; what `visit` fails with.
pub(super) fn each_row(
    path: &Path,
    columns: &[(String, Values)],
    visit: &mut dyn FnMut(&[Field<'_>]) -> Result<()>,
) -> Result<u64> {
    let damaged = |error: ParquetError| damaged(path, &error);
    let file = File::open(path).map_err(|error| crate::target::io(path, &error))?;
    let file = guarded(|| SerializedFileReader::new(file)).map_err(damaged)?;
    let places = places(path, &file, columns)?;
    let mut rows = 0;
    for at in 0..file.num_row_groups() {
        let mut group = guarded(|| Group::open(&*file.get_row_group(at)?, &places, columns)).map_err(damaged)?;
        while guarded(|| group.next()).map_err(damaged)? {
            rows += group.rows as u64;
            group.visit(path, visit)?;
        }
    }
    Ok(rows)
}

fn damaged(path: &Path, error: &ParquetError) -> Box<Diagnostic> {
    let detail = match error {
        ParquetError::General(words) => words.clone(),
        error => error.to_string(),
    };
    Diagnostic::new(SetProblem::Damaged { path: path.display().to_string(), detail })
}

/// Which columns of a file are read.
fn places<R: FileReader>(path: &Path, file: &R, columns: &[(String, Values)]) -> Result<Vec<usize>> {
    let schema = file.metadata().file_metadata().schema_descr();
    let place = |(name, values): &(String, Values)| {
        let place = schema.columns().iter().position(|column| column.path().string() == *name);
        match place {
            Some(at) if is_of(&schema.column(at), *values) => Ok(at),
            _ => Err(Diagnostic::new(SetProblem::Column {
                path: path.display().to_string(),
                column: name.clone(),
                wanted: values.name(),
                found: place.map(|at| schema.column(at).physical_type().to_string()),
            })),
        }
    };
    columns.iter().map(place).collect()
}

/// Whether a column has values of that sort, at most one a row.
fn is_of(column: &ColumnDescriptor, values: Values) -> bool {
    let physical = match values {
        Values::Integer => PhysicalType::INT64,
        Values::Real => PhysicalType::DOUBLE,
        Values::Text | Values::Blob => PhysicalType::BYTE_ARRAY,
    };
    column.physical_type() == physical && column.max_rep_level() == 0 && column.max_def_level() <= 1
}

/// The rows of a row group, of which some are read.
struct Group {
    columns: Vec<Values>,
    readers: Vec<Reader>,
    /// How many rows are read and not yet shown.
    rows: usize,
}

impl Group {
    fn open(group: &dyn RowGroupReader, places: &[usize], columns: &[(String, Values)]) -> Parsed<Self> {
        let reader = |at: &usize| {
            let required = group.metadata().column(*at).column_descr().max_def_level() == 0;
            Reader::new(group.get_column_reader(*at)?, required)
        };
        let readers = places.iter().map(reader).collect::<Parsed<Vec<_>>>()?;
        Ok(Group { columns: columns.iter().map(|(_, values)| *values).collect(), readers, rows: 0 })
    }

    /// Reads the next rows, if there are any.
    fn next(&mut self) -> Parsed<bool> {
        let mut counts = self.readers.iter_mut().map(Reader::read).collect::<Parsed<Vec<_>>>()?;
        self.rows = counts.first().copied().unwrap_or_default();
        counts.dedup();
        match counts.as_slice() {
            [_] | [] => Ok(self.rows > 0),
            _ => Err(ParquetError::General("its columns have different numbers of rows".to_owned())),
        }
    }

    fn visit(&self, path: &Path, visit: &mut dyn FnMut(&[Field<'_>]) -> Result<()>) -> Result<()> {
        let mut next = vec![0; self.readers.len()];
        for row in 0..self.rows {
            let fields = self.readers.iter().zip(&self.columns).zip(&mut next);
            let fields = fields.map(|((reader, values), next)| reader.field(row, *values, next));
            let fields = fields.collect::<Parsed<Vec<_>>>().map_err(|error| damaged(path, &error))?;
            visit(&fields)?;
        }
        Ok(())
    }
}

/// A column of a row group, and values of it that are read.
struct Reader {
    column: Column,
    /// For each row 1 where it has a value, and 0 where not; none where all have.
    levels: Option<Vec<i16>>,
}

enum Column {
    Integers(ColumnReaderImpl<Int64Type>, Vec<i64>),
    Reals(ColumnReaderImpl<DoubleType>, Vec<f64>),
    Bytes(ColumnReaderImpl<ByteArrayType>, Vec<ByteArray>),
}

impl Reader {
    fn new(reader: ColumnReader, required: bool) -> Parsed<Self> {
        let column = match reader {
            ColumnReader::Int64ColumnReader(reader) => Column::Integers(reader, Vec::new()),
            ColumnReader::DoubleColumnReader(reader) => Column::Reals(reader, Vec::new()),
            ColumnReader::ByteArrayColumnReader(reader) => Column::Bytes(reader, Vec::new()),
            _ => return Err(ParquetError::General("its row groups have other columns than it says".to_owned())),
        };
        Ok(Reader { column, levels: (!required).then(Vec::new) })
    }

    /// Reads the next values, and says of how many rows.
    fn read(&mut self) -> Parsed<usize> {
        match &mut self.column {
            Column::Integers(reader, values) => read(reader, values, &mut self.levels),
            Column::Reals(reader, values) => read(reader, values, &mut self.levels),
            Column::Bytes(reader, values) => read(reader, values, &mut self.levels),
        }
    }

    /// The value in a row, of which the first that was not taken yet is the `next`.
    fn field(&self, row: usize, values: Values, next: &mut usize) -> Parsed<Field<'_>> {
        let is_nothing = self.levels.as_ref().is_some_and(|levels| levels.get(row) != Some(&1));
        if is_nothing {
            return Ok(Field::Nothing);
        }
        let at = *next;
        *next += 1;
        let field = match &self.column {
            Column::Integers(_, all) => all.get(at).map(|number| Field::Integer(*number)),
            Column::Reals(_, all) => all.get(at).map(|number| Field::Real(*number)),
            Column::Bytes(_, all) => match (all.get(at).map(ByteArray::data), values) {
                (Some(bytes), Values::Blob) => Some(Field::Blob(bytes)),
                (Some(bytes), _) => std::str::from_utf8(bytes).ok().map(Field::Text),
                (None, _) => None,
            },
        };
        field.ok_or_else(|| ParquetError::General("a value is not there, or no text in UTF-8".to_owned()))
    }
}

fn read<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    values: &mut Vec<T::T>,
    levels: &mut Option<Vec<i16>>,
) -> Parsed<usize> {
    values.clear();
    levels.iter_mut().for_each(Vec::clear);
    let (rows, ..) = reader.read_records(BATCH, levels.as_mut(), None, values)?;
    Ok(rows)
}

thread_local! {
    /// Whether a panic of this thread is told by nobody, since it becomes an error.
    static GUARDED: Flag<bool> = const { Flag::new(false) };
}

/// Reads with the library for Parquet, which panics at some files that are damaged: that is an error here as any other.
fn guarded<T>(read: impl FnOnce() -> Parsed<T>) -> Parsed<T> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let told = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !GUARDED.get() {
                told(panic);
            }
        }));
    });
    GUARDED.set(true);
    let done = catch_unwind(AssertUnwindSafe(read));
    GUARDED.set(false);
    done.unwrap_or_else(|_| Err(ParquetError::General("it cannot be read as Parquet".to_owned())))
}
