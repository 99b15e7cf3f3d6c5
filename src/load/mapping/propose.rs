//! A mapping proposed from a look at a file's first records.

use std::fmt::Write;

use serde_json::Value;

use super::proposal::{Sample, is_known, written};
use crate::diagnostic::{Diagnostic, Result};
use crate::edtf::Edtf;
use crate::load::Input;
use crate::load::distinct::Distinct;
use crate::load::input::{Content, unpacked_name};
use crate::load::lines::{Line, Lines};
use crate::load::native::nul;
use crate::load::parse::{Fault, parse};
use crate::load::place::Passage;
use crate::load::rejects::{is_rejection, is_rejection_row};
use crate::load::table::{Cells, Dialect};
use crate::problem::{MappingProblem, Mistake};

/// How many lines are looked at.
const LOOKED_AT: usize = 200;

/// The separators that are tried.
const SEPARATORS: [u8; 4] = [b'\t', b',', b';', b'|'];

/// A line that was read, and its number.
struct Written {
    text: String,
    number: usize,
}

/// A record of a table, and the numbers of its lines.
struct Record {
    cells: Vec<String>,
    first_line: usize,
    last_line: usize,
}

/// The text of a mapping for a file, from a look at its first records.
///
/// # Errors
/// Where the file cannot be read, or no mapping could read it.
pub fn propose(input: &Input) -> Result<String> {
    let content = Content::open(input)?;
    if let Some(problem) = content.unfit()? {
        return Err(Diagnostic::new(problem));
    }
    let first = first_lines(&content)?;
    let Some(begin) = first.first() else { return Err(nothing(&content, "there is no record in it")) };
    let name = unpacked_name(content.name());
    let is_named = |endings: &[&str]| endings.iter().any(|end| name.ends_with(end));
    let is_json = is_named(&[".jsonl", ".ndjson", ".json"]) || begin.text.trim_start().starts_with(['{', '[']);
    let sample = match is_json && !is_named(&[".csv", ".tsv", ".tab"]) {
        true => of_json(&content, &first)?,
        false => of_table(&content, &first)?,
    };
    Ok(written(content.name(), &sample))
}

/// The lines that are looked at, without blank ones.
fn first_lines(content: &Content<'_>) -> Result<Vec<Written>> {
    let mut lines = Lines::new(content.read()?);
    let mut first = Vec::new();
    while first.len() < LOOKED_AT && lines.next().map_err(|error| content.failed(&error))? {
        lines.show(|line| match line {
            Line::Text(passage) if passage.text.trim().is_empty() => Ok(()),
            Line::Text(passage) => {
                first.push(Written { text: passage.text.to_owned(), number: passage.first_line });
                Ok(())
            }
            Line::Fault(passage, fault) => Err(at(content, passage, fault)),
        })?;
    }
    Ok(first)
}

fn at(content: &Content<'_>, passage: Passage<'_>, (range, problem): Fault) -> Box<Diagnostic> {
    let (source, span) = passage.excerpt(content.name(), &range);
    Diagnostic::at(&source, Mistake::new(span, problem))
}

fn nothing(content: &Content<'_>, why: &'static str) -> Box<Diagnostic> {
    Diagnostic::new(MappingProblem::NoProposal { file: content.name().to_owned(), why })
}

fn of_json(content: &Content<'_>, lines: &[Written]) -> Result<Sample> {
    let mut parts: Vec<(String, Vec<String>)> = Vec::new();
    let mut first_fault = None;
    let (mut objects, mut others) = (0, 0);
    for line in lines.iter().filter(|line| !is_rejection(&line.text)) {
        let passage = Passage::new(&line.text, line.number);
        match nul(&line.text).map_or_else(|| parse(&line.text), Err) {
            Ok(Distinct(value @ Value::Object(_))) => {
                objects += 1;
                gather(&value, String::new(), &mut parts);
            }
            Ok(_) => others += 1,
            Err(fault) => {
                others += 1;
                first_fault.get_or_insert_with(|| at(content, passage, fault));
            }
        }
    }
    // What ends a reference cannot stand in one.
    parts.retain(|(name, _)| !name.contains('}'));
    match first_fault {
        _ if lines.first().is_some_and(|line| line.text.trim_start().starts_with('[')) => {
            return Err(Diagnostic::new(MappingProblem::JsonList { file: content.name().to_owned() }));
        }
        Some(fault) if objects == 0 => return Err(fault),
        _ if parts.is_empty() => return Err(nothing(content, "no line of it is a JSON object with members")),
        _ => {}
    }
    let mut notes = Vec::new();
    if others > 0 {
        notes.push(format!(
            "{others} of the first {} lines {}: `--check` names each.",
            objects + others,
            if others == 1 { "is no JSON object" } else { "are no JSON objects" }
        ));
    }
    Ok(Sample { layout: "format = \"json\"\n".to_owned(), parts, notes })
}

fn gather(value: &Value, pointer: String, parts: &mut Vec<(String, Vec<String>)>) {
    let text = match value {
        Value::Object(members) => {
            for (name, value) in members {
                gather(value, format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1")), parts);
            }
            return;
        }
        Value::Null | Value::Array(_) => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match parts.iter_mut().find(|(known, _)| *known == pointer) {
        Some((_, values)) => values.push(text),
        None => parts.push((pointer, vec![text])),
    }
}

fn of_table(content: &Content<'_>, lines: &[Written]) -> Result<Sample> {
    let all = SEPARATORS.map(|separator| Dialect { separator, quote: (separator != b'\t').then_some(b'"') });
    let mut best: Option<(usize, usize, Dialect, Vec<Record>)> = None;
    for dialect in all {
        let records = records(lines, dialect);
        let (columns, fitting) = usual(&records);
        // The dialect in which most lines are of records with as many cells.
        if columns > 1 && best.as_ref().is_none_or(|(_, most, ..)| fitting > *most) {
            best = Some((columns, fitting, dialect, records));
        }
    }
    let Some((columns, fitting, dialect, records)) = best else {
        return Err(nothing(content, "no tab, comma, semicolon or `|` takes its lines apart into columns"));
    };
    let ragged = records.len() - fitting;
    let mut rows = records.into_iter().skip_while(|record| record.cells.len() != columns);
    let Some(first) = rows.next() else { return Err(nothing(content, "there is no record in it")) };
    let mut rows = rows.peekable();
    let goes_on = rows.peek().is_some_and(|record| record.cells.len() == columns);
    let mut body: Vec<Vec<String>> = rows.map(|record| record.cells).filter(|cells| cells.len() == columns).collect();

    let heading = is_heading(&first.cells, &body);
    let named = heading && are_names(&first.cells);
    // Where no line names the columns, the first row tells how many there are.
    if heading && !named && !goes_on {
        return Err(nothing(content, "its columns have no names of their own, and its first row has not all of them"));
    }
    let mut notes = Vec::new();
    if ragged > 0 {
        notes.push(format!("Of its first records, {ragged} have not {columns} cells: `--check` names them."));
    }
    let mut layout = format!("format = \"{}\"\n", if dialect.separator == b'\t' { "tsv" } else { "csv" });
    if !matches!(dialect.separator, b'\t' | b',') {
        let _ = writeln!(layout, "separator = \"{}\"", char::from(dialect.separator));
    }
    let skip = if heading && !named { first.last_line } else { first.first_line - 1 };
    if skip > 0 {
        let _ = writeln!(layout, "skip = {skip}");
    }
    if !named {
        layout.push_str("# The columns are called by their numbers, from 1.\nheader = false\n");
    }
    if heading && !named {
        let names = first.cells.iter().enumerate().map(|(at, name)| format!("{} is `{}`", at + 1, name.trim()));
        notes.push(format!("Its columns: {}.", names.collect::<Vec<_>>().join(", ")));
    }
    let name = |at: usize| if named { first.cells[at].trim().to_owned() } else { (at + 1).to_string() };
    if !heading {
        body.insert(0, first.cells.clone());
    }
    let values = |at: usize| body.iter().filter_map(|row| row.get(at).cloned()).collect();
    let parts = (0..columns).map(|at| (name(at), values(at))).collect();
    Ok(Sample { layout, parts, notes })
}

/// The records of lines, without those that tell why others were rejected.
fn records(lines: &[Written], dialect: Dialect) -> Vec<Record> {
    let mut found = Vec::new();
    let mut cells = Cells::new(dialect);
    let mut lines = lines.iter().peekable();
    while let Some(line) = lines.next() {
        let (mut text, mut last) = (line.text.clone(), line.number);
        while dialect.is_open(text.as_bytes())
            && let Some(next) = lines.next()
        {
            text = format!("{text}\n{}", next.text);
            last = next.number;
        }
        let split = cells.split(&text);
        if !is_rejection_row(&split, dialect) {
            let cells = split.into_iter().map(str::to_owned).collect();
            found.push(Record { cells, first_line: line.number, last_line: last });
        }
    }
    found
}

/// How many cells most records have, and how many records these are.
fn usual(records: &[Record]) -> (usize, usize) {
    let fitting = |count: usize| records.iter().filter(|record| record.cells.len() == count).count();
    let counts = records.iter().map(|record| record.cells.len());
    let mut best = (0, 0);
    for count in counts {
        let fits = fitting(count);
        if fits > best.1 {
            best = (count, fits);
        }
    }
    best
}

/// Whether a first row names columns: it has no numbers and dates, and no cell of it stands in its column again.
fn is_heading(first: &[String], rest: &[Vec<String>]) -> bool {
    let is_value = |cell: &String| cell.parse::<f64>().is_ok() || cell.parse::<Edtf>().is_ok();
    let is_said = |cell: &String| !cell.trim().is_empty();
    let known = first.iter().any(|cell| is_known(cell));
    let again = rest.iter().any(|row| row.iter().zip(first).any(|(cell, name)| is_said(name) && cell == name));
    let said = first.iter().filter(|cell| is_said(cell)).count();
    !first.iter().any(is_value) && said * 2 > first.len() && (known || !again)
}

/// Whether each column can be called by its cell of the heading.
fn are_names(first: &[String]) -> bool {
    let differs = |(at, name): (usize, &String)| !first[..at].iter().any(|other| other.trim() == name.trim());
    let can_be_said = |name: &String| !name.trim().is_empty() && !name.contains(['{', '}']);
    first.iter().all(can_be_said) && first.iter().enumerate().all(differs)
}
