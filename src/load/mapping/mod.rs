//! Mappings: how the rows of a table, or JSON values, are read as records. A mapping is a TOML file.

mod build;
mod maker;
mod places;
mod proposal;
mod propose;
mod read;
mod ready;
mod row;
mod template;
mod value;
mod words;

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

pub(super) use build::MappedRecord;
pub use propose::propose;
pub use ready::{READY, ready};
pub(super) use row::{Row, Target};
pub(super) use template::Reference;
pub(super) use value::GoodDates;

use super::LoadFailure;
use super::input::unpacked;
use super::item::RecordKind;
use super::record::Vocabulary;
use super::table::Dialect;
use crate::diagnostic::{Diagnostic, Result};
use crate::problem::{MappingProblem, Mistake};
use crate::source::{Source, Span};
use crate::value::ObjectType;
use crate::vocabulary::nearest;
use row::Cell;
use template::Template;

/// How the rows of files are read as records.
#[derive(Debug, Clone, PartialEq)]
pub struct Mapping {
    source: Arc<Source>,
    layout: Layout,
    /// What parts of rows are referred to, and where first.
    references: Vec<(String, Span)>,
    vocabulary: Option<Vocabulary>,
    sections: Vec<Section>,
}

/// How a file's rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// Cells between separators; a line that names the columns may come first, behind so many others.
    Table { dialect: Dialect, header: bool, skip: usize },
    /// A JSON value a line.
    Json,
}

/// What is made of a row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Section {
    /// Of which files' rows, by the end of the file's name.
    file: Option<String>,
    /// Of which rows.
    when: Vec<Condition>,
    /// Once for each element of this list.
    each: Option<Reference>,
    /// The record.
    makes: Makes,
}

/// A condition on rows.
#[derive(Debug, Clone, PartialEq)]
struct Condition {
    of: Reference,
    wanted: Wanted,
}

/// What a condition wants of a cell.
#[derive(Debug, Clone, PartialEq)]
enum Wanted {
    /// That there is something, and it is not false; or the contrary.
    True(bool),
    /// That it is one of these texts.
    OneOf(Vec<String>),
    /// That it is none of these texts; nothing is none of them.
    NoneOf(Vec<String>),
}

/// The record that a section makes.
#[derive(Debug, Clone, PartialEq)]
enum Makes {
    /// A document, by its members.
    Document(HashMap<&'static str, Value>),
    /// An entity.
    Entity { members: HashMap<&'static str, Value>, kinds: Vec<Value>, aliases: Vec<Value> },
    /// A fact.
    Fact(Box<FactMap>),
}

/// How a fact is made.
#[derive(Debug, Clone, PartialEq)]
struct FactMap {
    subject: Thing,
    predicate: Value,
    object: Thing,
    time: Option<Value>,
    /// Whether a time that is no date is kept as the source's words for it.
    keep_odd_times: bool,
    time_text: Option<Value>,
    qualifiers: Vec<(String, Thing)>,
    evidence: Vec<EvidenceMap>,
}

/// How a piece of evidence is made.
#[derive(Debug, Clone, PartialEq)]
struct EvidenceMap {
    each: Option<Reference>,
    when: Vec<Condition>,
    members: HashMap<&'static str, Value>,
    source: Option<Thing>,
}

/// How a value is made.
#[derive(Debug, Clone, PartialEq)]
enum Value {
    /// As a template says.
    Template(Template),
    /// Out of another: by a table of values, else as said; taken apart at a separator.
    Changed { from: Box<Value>, values: HashMap<String, String>, otherwise: Option<Template>, split: Option<String> },
    /// A time from one to another, either of them unknown where it comes to nothing.
    Interval { start: Box<Value>, end: Box<Value> },
    /// A date, written in one of some formats or in EDTF.
    Date(Box<Value>, Arc<[String]>),
    /// The first that comes to something.
    First(Vec<Value>),
}

/// How an entity is named, or another object given.
#[derive(Debug, Clone, PartialEq)]
enum Thing {
    /// By a word: a key or a name, or as the predicate's objects are.
    Word(Value),
    /// By name, and by kind or key.
    Named { id: Option<Box<Value>>, name: Box<Value>, kind: Option<Box<Value>> },
    /// As a literal of that type.
    Literal(ObjectType, Value),
    /// The first that comes to something.
    First(Vec<Thing>),
}

impl Mapping {
    /// Reads a mapping.
    ///
    /// # Errors
    /// All that is wrong with it, in the order of its text.
    pub fn parse(name: &str, text: &str) -> std::result::Result<Self, LoadFailure> {
        read::mapping(&Source::new(name, text))
    }

    /// The mapping of a name: one that comes with the program, or a file.
    ///
    /// # Errors
    /// That there is none, or all that is wrong with it.
    pub fn named(name: &str) -> std::result::Result<Self, LoadFailure> {
        if let Some(text) = ready(name) {
            return Self::parse(name, text);
        }
        match std::fs::read_to_string(Path::new(name)) {
            Ok(text) => Self::parse(name, &text),
            Err(error) => {
                let known: Vec<String> = READY.iter().map(|(name, ..)| (*name).to_owned()).collect();
                let near = nearest(name, known.clone());
                let detail = error.to_string();
                Err(Diagnostic::new(MappingProblem::None { name: name.to_owned(), detail, nearest: near, known })
                    .into())
            }
        }
    }

    /// How rows are written.
    pub(super) fn layout(&self) -> Layout {
        self.layout
    }

    /// The mapping's text.
    pub(super) fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// The sections that apply to the rows of a file.
    pub(super) fn sections(&self, file: &str) -> Vec<&Section> {
        let applies = |section: &&Section| section.file.as_ref().is_none_or(|end| is_file(file, end));
        self.sections.iter().filter(applies).collect()
    }

    /// How a file's name must end so that the same sections apply as to another file's; none where they do.
    pub(super) fn other_ending(&self, file: &str, name: &str) -> Option<String> {
        let applies = |section: &Section, name: &str| section.file.as_ref().is_none_or(|end| is_file(name, end));
        let missed = self.sections.iter().find(|section| applies(section, file) != applies(section, name))?;
        let wanted = self.sections.iter().find(|section| section.file.is_some() && applies(section, file));
        wanted.unwrap_or(missed).file.clone()
    }

    /// Where the references lead in a file whose columns are called so; in JSON values without.
    ///
    /// # Errors
    /// That there is no such column.
    pub(super) fn targets(&self, columns: Option<&[&str]>, file: &str) -> Result<Vec<Target>> {
        let used = self.used(file);
        let all = self.references.iter().enumerate();
        all.map(|(at, (name, span))| match columns {
            Some(columns) => {
                let mut found = columns.iter().enumerate().filter(|(_, column)| column.trim() == name.trim());
                let first = found.next().map(|(column, _)| column);
                match first {
                    Some(_) if found.next().is_some() && used.contains(&at) => {
                        let problem = MappingProblem::ColumnTwice { column: name.to_owned(), file: file.to_owned() };
                        Err(Diagnostic::at(&self.source, Mistake::new(*span, problem)))
                    }
                    Some(column) => Ok(Target::Column(column)),
                    // What no section for this file refers to need not be there.
                    None if !used.contains(&at) => Ok(Target::Column(usize::MAX)),
                    None => Err(self.no_column(name, *span, columns, file)),
                }
            }
            None => self.pointer(name, *span),
        })
        .collect()
    }

    fn used(&self, file: &str) -> Vec<usize> {
        self.sections(file).iter().flat_map(|section| section.references()).map(|reference| reference.0).collect()
    }

    fn no_column(&self, name: &str, span: Span, columns: &[&str], file: &str) -> Box<Diagnostic> {
        let known: Vec<String> = columns.iter().map(|column| (*column).to_owned()).collect();
        let problem = MappingProblem::NoColumn {
            column: name.to_owned(),
            file: file.to_owned(),
            nearest: nearest(name, known.clone()),
            known,
        };
        Diagnostic::at(&self.source, Mistake::new(span, problem))
    }

    fn pointer(&self, name: &str, span: Span) -> Result<Target> {
        let steps = |path: &str| {
            let unescape = |step: &str| step.replace("~1", "/").replace("~0", "~");
            path.split('/').skip(1).map(unescape).collect()
        };
        match name.strip_prefix('.') {
            Some(path) if path.is_empty() || path.starts_with('/') => Ok(Target::Element(steps(path))),
            _ if name.starts_with('/') => Ok(Target::Pointer(steps(name))),
            _ => Err(Diagnostic::at(
                &self.source,
                Mistake::new(span, MappingProblem::NotAPointer { name: name.to_owned() }),
            )),
        }
    }

    /// The references into JSON values that a file's sections have, with their numbers.
    pub(super) fn pointers(&self, file: &str) -> Vec<(Reference, &str)> {
        let mut used = self.used(file);
        used.sort_unstable();
        used.dedup();
        let named = used.into_iter().map(|at| (Reference(at), self.references[at].0.as_str()));
        named.filter(|(_, name)| name.starts_with('/')).collect()
    }
}

impl Section {
    /// What sort of record it makes.
    pub(super) fn kind(&self) -> RecordKind {
        match self.makes {
            Makes::Document(_) => RecordKind::Document,
            Makes::Entity { .. } => RecordKind::Entity,
            Makes::Fact(_) => RecordKind::Fact,
        }
    }

    /// The rows that it makes records of: none, the row itself, or one for each element of a list.
    ///
    /// # Errors
    /// Where something stands in the place of the list.
    pub(super) fn rows<'r>(&self, row: Row<'r>) -> std::result::Result<Vec<Row<'r>>, Reference> {
        let mut rows = row.rows(self.each, &self.when)?;
        rows.retain(|row| self.when.iter().all(|condition| condition.holds(row)));
        Ok(rows)
    }
}

impl Condition {
    fn holds(&self, row: &Row<'_>) -> bool {
        let cell = row.cell(self.of);
        match &self.wanted {
            Wanted::True(wanted) => cell.is_true() == *wanted,
            Wanted::OneOf(texts) => is_one(cell, texts),
            Wanted::NoneOf(texts) => !is_one(cell, texts),
        }
    }
}

fn is_one(cell: Cell<'_>, texts: &[String]) -> bool {
    cell.text().is_some_and(|cell| texts.iter().any(|text| *text == cell))
}

/// Whether a file's name ends so, compression left aside.
fn is_file(file: &str, end: &str) -> bool {
    unpacked(file).strip_suffix(end).is_some_and(|before| before.is_empty() || before.ends_with(['/', '\\']))
}
