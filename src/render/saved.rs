//! Saved queries: for reading, as data, and as a script that saves them again.

use serde_json::{Value as Json, json};

use super::sheet::{Cell, Holds, Sheet};
use super::text::{Style, counted, visible};
use super::{Format, json, sheet_text};
use crate::diagnostic::Result;
use crate::source::Source;
use crate::store::{KeptQuery, SavedQuery};
use crate::syntax::{format, parse};
use crate::vocabulary::Rule;

/// All saved queries: each as the statement that saves it and when that was; as data an array with an object for each, or a
/// row for each. A line that says so where there are none. Ends with a line end.
pub fn queries(queries: &[KeptQuery], format: Format, style: &Style) -> String {
    match format {
        Format::Json => json::array(queries.iter().map(kept_object)),
        Format::Jsonl => queries.iter().map(|kept| json::line(&kept_object(kept))).collect(),
        Format::Csv | Format::Tsv | Format::Markdown | Format::Html => sheet_text(&queries_sheet(queries), format),
        Format::Table | Format::Expanded if queries.is_empty() => {
            format!(" {}\n", style.quiet("no saved queries; `save NAME as …` keeps one"))
        }
        Format::Table | Format::Expanded => {
            let shown = queries.iter().map(|kept| {
                let saved = style.quiet(&format!("saved {}", day(&kept.at)));
                format!("{}\n{}\n", statement(&kept.query, style), style.hanging("      ", &saved))
            });
            let tally = style.quiet(&format!(" {}", counted(queries.len(), "query", "queries")));
            shown.collect::<String>() + &tally + "\n"
        }
    }
}

/// A saved query: as the statement that saves it, written canonically with its comments; as data an object or a row.
pub fn saved_query(query: &SavedQuery, format: Format, _: &Style) -> String {
    match format {
        Format::Json | Format::Jsonl => json::line(&object(query)),
        Format::Csv | Format::Tsv | Format::Markdown | Format::Html => sheet_text(&sheet(query), format),
        Format::Table | Format::Expanded => {
            lines(&written(&query.statement()).unwrap_or_else(|_| query.statement() + "\n"))
        }
    }
}

/// That a query was saved, and the one that it stands for, if any.
pub fn saved(name: &str, replaced: Option<&SavedQuery>) -> String {
    let name = visible(name);
    match replaced {
        Some(before) => format!("saved as {name}, in place of:\n  {}", visible(&running(before))),
        None => format!("saved as {name}"),
    }
}

/// That a saved query is gone, and how it is saved again.
pub fn unsaved(query: &SavedQuery) -> String {
    format!("no longer saved; this saves it again:\n  {}", visible(&running(query)))
}

/// A script that defines all rules and saves all queries. The rules are defined together, since they may use one another.
/// What cannot be read any more stands in comments.
pub fn queries_script(rules: &[Rule], queries: &[KeptQuery]) -> String {
    let defined: Vec<String> = rules.iter().map(|rule| format!("define {}", rule.text)).collect();
    let defined = (!defined.is_empty()).then(|| defined.join("\nand ") + ";");
    let saved = queries.iter().map(|kept| kept.query.statement());
    let statement = |statement: String| match written(&statement) {
        Ok(written) => written,
        Err(problem) => {
            let commented: String = statement.lines().map(|line| format!("#   {}\n", visible(line))).collect();
            format!("# This cannot be read: {}.\n{commented}", visible(&problem.problem.wording().message))
        }
    };
    defined.into_iter().chain(saved).map(statement).collect()
}

fn statement(query: &SavedQuery, style: &Style) -> String {
    style.hanging(" ", &visible(&running(query)))
}

/// Stored text with its line ends, and nothing else that a terminal would obey.
fn lines(text: &str) -> String {
    text.split('\n').map(|line| visible(&line.replace('\t', "    ").replace('\r', ""))).collect::<Vec<_>>().join("\n")
}

/// The statement that saves a query in one line, without comments.
fn running(query: &SavedQuery) -> String {
    let statement = query.statement();
    match parse(&Source::new(query.name.as_str(), statement.as_str())).as_deref() {
        Ok([read]) => format!("{};", read.node).replace("?;", "?"),
        _ => statement,
    }
}

/// A statement written canonically, each line ended.
fn written(statement: &str) -> Result<String> {
    format(&Source::new("<saved>", statement))
}

/// `2026-01-24` out of RFC 3339.
fn day(at: &str) -> String {
    visible(at.split('T').next().unwrap_or_default())
}

fn object(query: &SavedQuery) -> Json {
    let parameters: Vec<Json> = query
        .parameters
        .iter()
        .map(|parameter| json!({ "name": parameter.name, "default": parameter.default }))
        .collect();
    json!({ "name": query.name, "parameters": parameters, "text": query.text, "statement": query.statement() })
}

fn kept_object(kept: &KeptQuery) -> Json {
    let mut object = object(&kept.query);
    object["saved"] = json!(kept.at);
    object
}

/// All saved queries, one a row.
pub(super) fn queries_sheet(queries: &[KeptQuery]) -> Sheet<'_> {
    rows(queries.iter().map(|kept| (&kept.query, Some(kept.at.as_str()))))
}

/// One saved query.
pub(super) fn sheet(query: &SavedQuery) -> Sheet<'_> {
    rows(std::iter::once((query, None)))
}

fn rows<'q>(queries: impl Iterator<Item = (&'q SavedQuery, Option<&'q str>)>) -> Sheet<'q> {
    let mut sheet = Sheet::new(&["name", "text", "statement", "saved"].map(|name| (name, Holds::Text)));
    let row = |(query, at): (&'q SavedQuery, Option<&'q str>)| {
        let texts = [Cell::from(query.name.as_str()), Cell::from(query.text.as_str()), Cell::from(query.statement())];
        texts.into_iter().chain([Cell::text_or_nothing(at)]).collect()
    };
    sheet.rows.extend(queries.map(row));
    sheet
}
