//! Answers as comma-separated values.

use std::borrow::Cow;

use csv::Writer;

use super::receipts::citation;
use super::text::Style;
use crate::answer::{Answer, Receipts, Value};

/// A heading and the rows; nothing is an empty field. A verdict is one row with the column `verdict`. Receipts are a
/// last column `sources`: each quote with who says so and where, one a line.
///
/// Values are what is stored, to the letter. A program that evaluates fields beginning with `=`, `+`, `-` or `@` must
/// be told to read them as text.
pub(super) fn answer(answer: &Answer) -> String {
    let heading: Vec<&str> = match answer.verdict {
        Some(_) => vec!["verdict"],
        None => answer.columns.iter().map(|column| column.name.as_str()).collect(),
    };
    let verdict = answer.verdict.map(|verdict| vec![Cow::Borrowed(verdict.name())]);
    let rows = answer.rows.iter().map(|row| row.iter().map(Value::text).collect());
    let heading = heading.into_iter().map(Cow::Borrowed).collect();
    let mut records: Vec<Vec<Cow<'_, str>>> = std::iter::once(heading).chain(verdict).chain(rows).collect();
    if let Some(receipts) = &answer.receipts {
        add_sources(&mut records, receipts);
    }
    self::records(&records)
}

/// `records` begin with the heading.
fn add_sources(records: &mut [Vec<Cow<'_, str>>], receipts: &Receipts) {
    let mut sources = vec![String::new(); records.len()];
    sources[0] = "sources".to_owned();
    for receipt in &receipts.rows {
        if let Some(cell) = sources.get_mut(receipt.row + 1) {
            *cell = citations(receipts, &receipt.facts());
        }
    }
    records.iter_mut().zip(sources).for_each(|(record, cell)| record.push(Cow::Owned(cell)));
}

fn citations(receipts: &Receipts, facts: &[crate::value::FactId]) -> String {
    let evidence = facts.iter().filter_map(|id| receipts.facts.get(id)).flat_map(|fact| &fact.evidence);
    let mut lines: Vec<String> = Vec::new();
    for piece in evidence {
        let quote = piece.quote.as_ref().map(|quote| format!("“{}” ", quote.text)).unwrap_or_default();
        let line = quote + &citation(piece, &Style::plain(usize::MAX));
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines.join("\n")
}

/// Records as comma-separated values; the first is the heading.
pub(super) fn records(records: &[Vec<impl AsRef<str>>]) -> String {
    let mut writer = Writer::from_writer(Vec::new());
    // Writing to memory does not fail, and every record has as many fields as the heading.
    let wrote = records
        .iter()
        .try_for_each(|record| writer.write_record(record.iter().map(|field| field.as_ref().as_bytes())))
        .is_ok();
    debug_assert!(wrote);
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}
