//! The text of a mapping, read: all that is wrong with it is told at once.

mod section;
mod value;

use std::ops::Range;
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::template::Reference;
use super::value::unreadable;
use super::{Layout, Mapping};
use crate::diagnostic::{Diagnostic, Result};
use crate::load::record::Vocabulary;
use crate::load::table::Dialect;
use crate::load::{LISTED, LoadFailure};
use crate::problem::{LoadProblem, MappingProblem, Mistake, Problem};
use crate::source::{Source, Span};
use crate::vocabulary::nearest;

const TOP: [&str; 11] = [
    "format",
    "header",
    "separator",
    "quote",
    "skip",
    "dates",
    "keep_odd_times",
    "vocabulary",
    "document",
    "entity",
    "fact",
];

type Node<'t> = Spanned<DeValue<'t>>;

/// Reads a mapping.
///
/// # Errors
/// All that is wrong with it, in the order of its text.
pub(super) fn mapping(source: &Arc<Source>) -> std::result::Result<Mapping, LoadFailure> {
    let mut reading = Reading {
        source: Arc::clone(source),
        references: Vec::new(),
        dates: Arc::from([]),
        keep_odd_times: false,
        is_json: false,
        mistakes: Vec::new(),
    };
    let table = DeTable::parse(&source.text).map_err(|error| {
        let span = error.span().unwrap_or(0..0);
        reading.fail(span, MappingProblem::NotToml { words: error.message().to_owned() })
    })?;
    let read = reading.mapping(table.get_ref());
    match read {
        Some(mapping) if reading.mistakes.is_empty() => Ok(mapping),
        _ => Err(reading.failure()),
    }
}

struct Reading {
    source: Arc<Source>,
    references: Vec<(String, Span)>,
    dates: Arc<[String]>,
    keep_odd_times: bool,
    /// Whether rows are JSON values, in which there may be lists; so too where that could not be read.
    is_json: bool,
    mistakes: Vec<Diagnostic>,
}

impl Reading {
    fn mapping(&mut self, table: &DeTable<'_>) -> Option<Mapping> {
        self.known(table, &TOP);
        let dates = self.dates(table);
        self.dates = self.noted(dates).unwrap_or_default();
        let keep_odd_times = self.truth(table, "keep_odd_times", false);
        self.keep_odd_times = self.noted(keep_odd_times).unwrap_or_default();
        let layout = self.layout(table);
        let layout = self.noted(layout);
        self.is_json = layout.is_none_or(|layout| layout == Layout::Json);
        let vocabulary = table.get("vocabulary").map(|node| self.vocabulary(node)).transpose();
        let vocabulary = self.noted(vocabulary).flatten();
        let sections = self.sections(table);
        let references = std::mem::take(&mut self.references);
        Some(Mapping { source: Arc::clone(&self.source), layout: layout?, references, vocabulary, sections })
    }

    /// What was read, unless there was a mistake, which is noted.
    fn noted<T>(&mut self, read: Result<T>) -> Option<T> {
        read.map_err(|mistake| self.mistakes.push(*mistake)).ok()
    }

    /// The mistakes.
    fn failure(mut self) -> LoadFailure {
        let start = |mistake: &Diagnostic| mistake.place.as_ref().map_or(0, |place| place.span.start);
        self.mistakes.sort_by_key(start);
        let total = self.mistakes.len();
        self.mistakes.truncate(LISTED);
        LoadFailure { diagnostics: self.mistakes, total }
    }

    fn fail(&self, span: Range<usize>, problem: MappingProblem) -> Box<Diagnostic> {
        Diagnostic::at(&self.source, Mistake::new(Span::new(span.start, span.end), problem))
    }

    fn wrong(&self, node: &Node<'_>, expected: &'static str) -> Box<Diagnostic> {
        self.fail(node.span(), MappingProblem::Wrong { expected })
    }

    /// Checks that a table has known members only.
    fn known(&mut self, table: &DeTable<'_>, known: &[&str]) {
        for name in table.keys().filter(|name| !known.contains(&name.get_ref().as_ref())) {
            let known: Vec<String> = known.iter().map(|name| (*name).to_owned()).collect();
            let nearest = nearest(name.get_ref(), known.clone());
            let problem = MappingProblem::UnknownMember { name: name.get_ref().to_string(), nearest, known };
            let mistake = self.fail(name.span(), problem);
            self.mistakes.push(*mistake);
        }
    }

    /// Whether what stands there was noted as unknown, and is near to a name.
    fn is_meant(&self, span: Range<usize>, name: &str) -> bool {
        self.mistakes.iter().any(|mistake| match (&mistake.problem, &mistake.place) {
            (Problem::Load(LoadProblem::Mapped(MappingProblem::UnknownMember { nearest, .. })), Some(place)) => {
                place.span.range() == span && nearest.iter().any(|near| near == name)
            }
            _ => false,
        })
    }

    fn table<'n, 't>(&self, node: &'n Node<'t>) -> Result<&'n DeTable<'t>> {
        node.get_ref().as_table().ok_or_else(|| self.wrong(node, "a table"))
    }

    fn list<'n, 't>(&self, node: &'n Node<'t>) -> Result<&'n [Node<'t>]> {
        node.get_ref().as_array().map(|list| &**list).ok_or_else(|| self.wrong(node, "a list"))
    }

    fn text<'n>(&self, node: &'n Node<'_>) -> Result<&'n str> {
        node.get_ref().as_str().ok_or_else(|| self.wrong(node, "a text"))
    }

    fn given_text(&self, table: &DeTable<'_>, name: &str) -> Result<Option<String>> {
        table.get(name).map(|node| self.text(node).map(str::to_owned)).transpose()
    }

    fn truth(&self, table: &DeTable<'_>, name: &str, otherwise: bool) -> Result<bool> {
        match table.get(name) {
            Some(node) => node.get_ref().as_bool().ok_or_else(|| self.wrong(node, "true or false")),
            None => Ok(otherwise),
        }
    }

    fn dates(&self, table: &DeTable<'_>) -> Result<Arc<[String]>> {
        let Some(node) = table.get("dates") else { return Ok(Arc::from([])) };
        let formats = self.list(node)?.iter().map(|node| self.date_format(node));
        Ok(Arc::from(formats.collect::<Result<Vec<String>>>()?))
    }

    fn date_format(&self, node: &Node<'_>) -> Result<String> {
        let format = self.text(node)?;
        unreadable(format).map_or(Ok(()), |words| Err(self.fail(node.span(), MappingProblem::BadFormat { words })))?;
        Ok(format.to_owned())
    }

    fn layout(&mut self, table: &DeTable<'_>) -> Result<Layout> {
        let Some(node) = table.get("format") else {
            return Err(self.fail(0..0, MappingProblem::Missing { name: "format", of: "a mapping" }));
        };
        let (separator, quote) = match self.text(node)? {
            "json" => return Ok(Layout::Json),
            "csv" => (b',', Some(b'"')),
            "tsv" => (b'\t', None),
            other => {
                let known = ["csv", "tsv", "json"].map(str::to_owned).to_vec();
                let problem = MappingProblem::UnknownWord { word: other.to_owned(), known };
                return Err(self.fail(node.span(), problem));
            }
        };
        let separator = self.byte(table, "separator")?.flatten().unwrap_or(separator);
        let quote = self.byte(table, "quote")?.unwrap_or(quote);
        let header = self.truth(table, "header", true)?;
        let skip = match table.get("skip") {
            Some(node) => {
                let number = node.get_ref().as_integer().and_then(|number| number.as_str().parse().ok());
                number.ok_or_else(|| self.wrong(node, "a number of lines"))?
            }
            None => 0,
        };
        Ok(Layout::Table { dialect: Dialect { separator, quote }, header, skip })
    }

    /// One character, or none where the text is empty; the outer option is whether it is given.
    fn byte(&self, table: &DeTable<'_>, name: &str) -> Result<Option<Option<u8>>> {
        let Some(node) = table.get(name) else { return Ok(None) };
        match self.text(node)?.as_bytes() {
            [] => Ok(Some(None)),
            [only] if only.is_ascii() => Ok(Some(Some(*only))),
            _ => Err(self.wrong(node, "one character of ASCII")),
        }
    }

    fn vocabulary(&self, node: &Node<'_>) -> Result<Vocabulary> {
        Vocabulary::deserialize(ValueDeserializer::from(node.clone())).map_err(|error| {
            let words = error.message().to_owned();
            self.fail(error.span().unwrap_or(node.span()), MappingProblem::NotToml { words })
        })
    }

    /// The number of what is referred to.
    fn reference(&mut self, name: &str, span: Range<usize>) -> Reference {
        if let Some(at) = self.references.iter().position(|(known, _)| known == name) {
            return Reference(at);
        }
        self.references.push((name.to_owned(), Span::new(span.start, span.end)));
        Reference(self.references.len() - 1)
    }
}
