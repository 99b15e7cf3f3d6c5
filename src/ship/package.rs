//! The views of a shipped file as files of CSV, with a data package by <https://datapackage.org> that says what is in them.

use std::collections::HashSet;
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{BufWriter, Write};
use std::path::Path;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::frames::{DOCUMENTS, Field, Frame, FrameColumn, Holds, Shipped};
use crate::diagnostic::Result;
use crate::sum;
use crate::target::{Target, io};

/// The package's own file.
const DESCRIPTOR: &str = "datapackage.json";

/// How many documents are named as sources.
const MOST_SOURCES: usize = 100;

/// A folder that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PackageReport {
    /// How many files of CSV.
    pub files: usize,
    /// How many rows in all.
    pub rows: u64,
}

/// Refuses a folder in which a package must not be replaced, before any work is done.
///
/// # Errors
/// [`crate::problem::StoreProblem::Exists`].
pub fn check(folder: &Path, store: &Path, force: bool) -> Result<()> {
    Target::new(folder, force)?.check_folder(store, &[DESCRIPTOR])
}

/// Writes the views of a shipped file to a folder: CSV by RFC 4180 in UTF-8, and `datapackage.json`. All files appear when all
/// are finished.
///
/// # Errors
/// [`crate::problem::StoreProblem::Exists`] where a file is there and `force` is not set; [`crate::problem::StoreProblem::Io`] where the folder cannot be
/// written; or that the file cannot be read.
pub fn write(shipped: &Shipped, folder: &Path, force: bool) -> Result<PackageReport> {
    let target = Target::new(folder, force)?;
    let file = shipped.path();
    let frames = shipped.frames()?;
    let slugs = slugs(&frames);
    let names: Vec<String> = slugs.iter().map(|slug| format!("{slug}.csv")).collect();
    let all: Vec<&str> = names.iter().map(String::as_str).chain([DESCRIPTOR]).collect();
    target.check_folder(file, &all)?;
    let temporary = target.temporary_folder()?;
    let mut report = PackageReport { files: frames.len(), rows: 0 };
    let mut written = Vec::with_capacity(frames.len());
    for (frame, name) in frames.iter().zip(&names) {
        let table = Written::new(shipped, frame, &temporary.path().join(name), folder)?;
        report.rows += table.rows;
        written.push(table);
    }
    let resources = frames.iter().zip(&slugs).zip(&written);
    let resources = resources.map(|((frame, slug), table)| resource(frame, slug, table, (&frames, &slugs, &written)));
    let title = file.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let package = package(&title, shipped, &frames, resources.collect())?;
    let text = serde_json::to_string_pretty(&package).unwrap_or_default() + "\n";
    std::fs::write(temporary.path().join(DESCRIPTOR), text).map_err(|error| io(folder, &error))?;
    target.put_folder_in_place(temporary, &all)?;
    Ok(report)
}

/// A name for each frame that is a file's name everywhere and a resource's: small letters and digits, with `-` and `_`.
pub(crate) fn slugs(frames: &[Frame]) -> Vec<String> {
    let mut taken = HashSet::new();
    let slug = |frame: &Frame| {
        let plain = slug(&frame.name);
        let numbered = (2..).map(|number| format!("{plain}-{number}"));
        let mut candidates = std::iter::once(plain.clone()).chain(numbered);
        candidates.find(|candidate| taken.insert(candidate.clone())).unwrap_or_default()
    };
    frames.iter().map(slug).collect()
}

fn slug(name: &str) -> String {
    // Names that old systems keep for devices.
    const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
    let latin = any_ascii::any_ascii(name).to_lowercase();
    let plain: String = latin.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' }).collect();
    let plain = plain.trim_matches('-');
    match plain {
        "" => "view".to_owned(),
        device if DEVICES.contains(&device) => format!("{device}-"),
        plain => plain.to_owned(),
    }
}

/// A file of CSV, and what its values show of keys.
struct Written {
    rows: u64,
    bytes: u64,
    sha256: String,
    /// The values of those columns that may be keys or refer to one, each once.
    keys: Vec<Keys>,
}

/// The values of a column that may be a key, or refer to one.
struct Keys {
    column: usize,
    /// By their hashes, since of millions of facts the texts would take much memory.
    values: HashSet<u64>,
    /// Whether each row has its own.
    is_unique: bool,
}

/// The columns that may be a key of their table.
const OWN: [&str; 4] = ["fact", "entity", "evidence", "key"];

/// The columns that may refer to another table, and to which column of which.
const REFERENCES: [(&str, &str, &str); 4] = [
    ("fact", "facts", "fact"),
    ("entity", "entities", "entity"),
    ("subject_key", "entities", "key"),
    ("object_key", "entities", "key"),
];

impl Written {
    fn new(shipped: &Shipped, frame: &Frame, path: &Path, folder: &Path) -> Result<Self> {
        let failed = |error: std::io::Error| io(folder, &error);
        let file = BufWriter::new(File::create(path).map_err(failed)?);
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(file);
        let of_csv = |error: csv::Error| io(folder, &std::io::Error::from(error));
        writer.write_record(frame.columns.iter().map(|column| &column.name)).map_err(of_csv)?;
        let mut keys: Vec<Keys> = frame.columns.iter().enumerate().filter_map(Keys::of).collect();
        let mut rows = 0;
        shipped.each_row(frame, &mut |fields| {
            let texts: Vec<String> = fields.iter().map(text).collect();
            keys.iter_mut().for_each(|key| key.add(&texts));
            rows += 1;
            writer.write_record(&texts).map_err(of_csv)
        })?;
        let mut file = writer.into_inner().map_err(|error| failed(error.into_error()))?;
        file.flush().and_then(|()| file.get_ref().sync_all()).map_err(failed)?;
        let (sha256, bytes) = sum::of_file(path).map_err(failed)?;
        Ok(Written { rows, bytes, sha256, keys })
    }

    fn keys(&self, frame: &Frame, column: &str) -> Option<&Keys> {
        self.keys.iter().find(|keys| frame.columns.get(keys.column).is_some_and(|known| known.name == column))
    }
}

impl Keys {
    fn of((column, of): (usize, &FrameColumn)) -> Option<Self> {
        let is_key = OWN.contains(&of.name.as_str()) || REFERENCES.iter().any(|(name, ..)| *name == of.name);
        is_key.then(|| Keys { column, values: HashSet::new(), is_unique: true })
    }

    fn add(&mut self, row: &[String]) {
        let Some(value) = row.get(self.column) else { return };
        match value.is_empty() {
            true => self.is_unique = false,
            false => self.is_unique &= self.values.insert(hash(value)),
        }
    }
}

fn hash(value: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// A field as CSV has it: nothing and an empty text are the same there.
fn text(field: &Field) -> String {
    match field {
        Field::Nothing => String::new(),
        Field::Text(text) => text.clone(),
        Field::Whole(number) => number.to_string(),
        Field::Number(number) => format!("{number:?}"),
    }
}

/// All tables: frames, their names in the package, what was written.
type Tables<'a> = (&'a [Frame], &'a [String], &'a [Written]);

fn resource(frame: &Frame, slug: &str, table: &Written, tables: Tables<'_>) -> Value {
    let fields: Vec<Value> = frame.columns.iter().map(described).collect();
    let mut schema = Map::new();
    schema.insert("fields".to_owned(), fields.into());
    schema.insert("missingValues".to_owned(), json!([""]));
    let is_key = |column: &&&str| table.keys(frame, column).is_some_and(|keys| keys.is_unique && table.rows > 0);
    // Of a passage its own number is the key, and not that of its fact.
    let key = ["evidence", "fact", "entity", "key"].iter().find(is_key);
    if let Some(key) = key {
        schema.insert("primaryKey".to_owned(), json!([key]));
    }
    let references: Vec<Value> = references(frame, table, tables);
    if !references.is_empty() {
        schema.insert("foreignKeys".to_owned(), references.into());
    }
    json!({
        "name": slug,
        "path": format!("{slug}.csv"),
        "title": frame.name,
        "description": frame.meaning,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": table.bytes,
        "hash": format!("sha256:{}", table.sha256),
        "schema": schema,
    })
}

/// The references of a table that hold in every row.
fn references(frame: &Frame, table: &Written, (frames, slugs, written): Tables<'_>) -> Vec<Value> {
    let mut found = Vec::new();
    for (column, to, field) in REFERENCES {
        let Some(keys) = table.keys(frame, column).filter(|_| frame.name != to) else { continue };
        let there = frames.iter().zip(slugs).zip(written).find(|((other, _), _)| other.name == to);
        let Some(((other, slug), known)) = there else { continue };
        let Some(known) = known.keys(other, field).filter(|known| known.is_unique) else { continue };
        if keys.values.is_subset(&known.values) {
            found.push(json!({ "fields": [column], "reference": { "resource": slug, "fields": [field] } }));
        }
    }
    found
}

fn described(column: &FrameColumn) -> Value {
    let (name, meaning) = (&column.name, &column.meaning);
    match column.holds {
        Holds::Text => json!({ "name": name, "type": "string", "description": meaning }),
        // Not every address that is stored is one by the book.
        Holds::Url => json!({ "name": name, "type": "string", "description": meaning }),
        Holds::Whole => json!({ "name": name, "type": "integer", "description": meaning }),
        Holds::Number => json!({ "name": name, "type": "number", "description": meaning }),
        Holds::Day => json!({ "name": name, "type": "date", "format": "default", "description": meaning }),
        Holds::Truth => json!({
            "name": name, "type": "boolean", "trueValues": ["1"], "falseValues": ["0"], "description": meaning,
        }),
    }
}

/// The package: what it is, under which terms, from where, and its tables.
fn package(title: &str, shipped: &Shipped, frames: &[Frame], resources: Vec<Value>) -> Result<Value> {
    let (mut licences, mut sources): (Vec<Value>, Vec<Value>) = (Vec::new(), Vec::new());
    for frame in frames.iter().filter(|frame| frame.name == DOCUMENTS) {
        let of = |fields: &[Field], name: &str| {
            let at = frame.columns.iter().position(|column| column.name == name)?;
            fields.get(at).map(text).filter(|text| !text.is_empty())
        };
        shipped.each_row(frame, &mut |fields| {
            let licence = of(&fields, "licence").map(|licence| match is_web(&licence) {
                true => json!({ "path": licence, "title": licence }),
                false => json!({ "name": licence, "title": licence }),
            });
            licences.extend(licence.filter(|licence| !licences.contains(licence)));
            if sources.len() < MOST_SOURCES {
                sources.extend(source(&fields, &of));
            }
            Ok(())
        })?;
    }
    let mut package = Map::new();
    package.insert("profile".to_owned(), "tabular-data-package".into());
    package.insert("name".to_owned(), slug(title).into());
    package.insert("title".to_owned(), title.into());
    package.insert("description".to_owned(), shipped.readme()?.join("\n").into());
    if !licences.is_empty() {
        package.insert("licenses".to_owned(), licences.into());
    }
    if !sources.is_empty() {
        package.insert("sources".to_owned(), sources.into());
    }
    package.insert("resources".to_owned(), resources.into());
    Ok(Value::Object(package))
}

fn source(fields: &[Field], of: &impl Fn(&[Field], &str) -> Option<String>) -> Option<Value> {
    let title = of(fields, "title").or_else(|| of(fields, "key"))?;
    let title = of(fields, "publisher").map_or(title.clone(), |publisher| format!("{title} ({publisher})"));
    let mut source = Map::new();
    source.insert("title".to_owned(), title.into());
    if let Some(url) = of(fields, "url").filter(|url| is_web(url)) {
        source.insert("path".to_owned(), url.into());
    }
    Some(Value::Object(source))
}

fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}
