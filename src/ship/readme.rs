//! Fills `readme`: what the file is, how much is in it, how to begin.

use rusqlite::Connection;

use super::contents::Made;
use super::fixed::{DENIED, FACTS, QUOTES};
use super::names::shown;
use super::usage::Rows;
use super::view::View;
use crate::store::Counts;
use crate::vocabulary::plural;

/// How much of a text the overview shows, in characters.
const LENGTH: usize = 90;

/// Fills the table.
pub(super) fn fill(connection: &Connection, rows: &Rows, made: &Made) -> rusqlite::Result<()> {
    let mut insert = connection.prepare("INSERT INTO readme (line, text) VALUES (?1, ?2)")?;
    for (line, text) in (1i64..).zip(lines(connection, rows, made)?) {
        insert.execute((line, text))?;
    }
    Ok(())
}

fn lines(connection: &Connection, rows: &Rows, made: &Made) -> rusqlite::Result<Vec<String>> {
    let predicates = with_rows(connection, rows, &made.predicates)?;
    let kinds = with_rows(connection, rows, &made.kinds)?;
    let fixed = with_rows(connection, rows, &made.fixed)?;
    let mut lines = introduction(rows.counts);
    lines.extend(section("To begin:", &examples(&predicates, &kinds)));
    lines.extend(section("Views of everything, with how many rows they have:", &overview(&fixed)));
    lines.extend(section("A view for each predicate, with how many of its facts hold:", &overview(&predicates)));
    lines.extend(section("Predicates without a view:", &reasons(&made.without)));
    lines.extend(section("A view for each kind, with how many entities are of it:", &overview(&kinds)));
    lines.extend(section("A view for each rule, with what follows from it:", &questions(&made.answers.rules)));
    lines.extend(section("A view for each saved query, with its answer:", &questions(&made.answers.queries)));
    lines.extend(section("Rules and saved queries without a view:", &reasons(&made.answers.without)));
    Ok(lines)
}

fn introduction(counts: Counts) -> Vec<String> {
    let Counts { documents, entities, facts, evidence } = counts;
    let held = [(facts, "fact"), (entities, "entity"), (evidence, "passage"), (documents, "document")];
    let [facts, entities, passages, documents] = held.map(|(count, noun)| counted(count, noun));
    [
        "This file holds facts: who did what, when and with whom, and the passages in documents that say so.",
        "It is one SQLite database, a copy of a Factfile store made for reading. SQLite 3.37 and later opens it,",
        "and so do Python, R, DuckDB, Datasette and DB Browser for SQLite; nothing need be installed for it.",
        "",
        &format!("In it: {facts} about {entities}, on {passages} of {documents}."),
        "",
        "A time that no source states is NULL, and so is the end of one that is open. “since” and “until” are the first",
        "and the last day that a time may mean; “time” is what was stated and “time_phrase” how the source put it.",
        "“data_dictionary” has a row for every table, view and column, with what it means.",
    ]
    .map(str::to_owned)
    .to_vec()
}

/// `1 fact`, `2 facts`.
fn counted(count: i64, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {}", plural(noun)) }
}

fn section(heading: &str, body: &[String]) -> Vec<String> {
    let mut lines = vec![String::new(), heading.to_owned()];
    lines.extend_from_slice(body);
    if body.is_empty() { Vec::new() } else { lines }
}

/// Statements to try, on the views that have most to show.
fn examples(predicates: &[(&View, i64)], kinds: &[(&View, i64)]) -> Vec<String> {
    let mut statements = vec!["SELECT * FROM facts".to_owned()];
    if let Some(view) = fullest(predicates) {
        let name = shown(&view.name);
        statements.push(format!("SELECT subject, object, sources, quote FROM {name}"));
        statements.push(format!("SELECT object, count(*) AS facts FROM {name} GROUP BY object ORDER BY facts DESC"));
        statements.push(format!("SELECT quotes.* FROM quotes JOIN {name} ON {name}.fact = quotes.fact"));
    }
    statements.extend(fullest(kinds).map(|view| format!("SELECT name, aliases, facts FROM {}", shown(&view.name))));
    statements.push("SELECT * FROM denied".to_owned());
    statements.push("SELECT * FROM data_dictionary WHERE object = 'facts'".to_owned());
    statements.iter().map(|statement| format!("  {statement};")).collect()
}

/// The view with the most rows; of several the first.
fn fullest<'a>(views: &[(&'a View, i64)]) -> Option<&'a View> {
    views.iter().rev().filter(|(_, rows)| *rows > 0).max_by_key(|(_, rows)| *rows).map(|(view, _)| *view)
}

/// A line per view: its name as SQL takes it, how many rows it has, what they are.
fn overview(views: &[(&View, i64)]) -> Vec<String> {
    let width = widest(views.iter().map(|(view, _)| shown(&view.name)));
    let line = |(view, rows): &(&View, i64)| format!("{:<width$}  {rows:>6}  {}", shown(&view.name), cut(&view.about));
    views.iter().map(|view| format!("  {}", line(view).trim_end())).collect()
}

/// A line per view of a rule or query: its name, and what it says or asks. Their rows are not counted, since they may be very many.
fn questions(views: &[View]) -> Vec<String> {
    let width = widest(views.iter().map(|view| shown(&view.name)));
    views.iter().map(|view| format!("  {:<width$}  {}", shown(&view.name), cut(&view.about))).collect()
}

/// A line per predicate without a view: its name, and why.
fn reasons(without: &[(String, String)]) -> Vec<String> {
    let width = widest(without.iter().map(|(name, _)| cut(name)));
    without.iter().map(|(name, reason)| format!("  {:<width$}  {}", cut(name), cut(reason))).collect()
}

fn widest(texts: impl Iterator<Item = String>) -> usize {
    texts.map(|text| text.chars().count()).max().unwrap_or(0)
}

/// The beginning of what a user wrote, as part of one line.
fn cut(text: &str) -> String {
    let line: String = text.chars().take(LENGTH).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(LENGTH).is_some() { format!("{line}…") } else { line }
}

/// Each view with how many rows it has.
fn with_rows<'a>(connection: &Connection, rows: &Rows, views: &'a [View]) -> rusqlite::Result<Vec<(&'a View, i64)>> {
    let count = |view: &'a View| {
        let count = match (view.name.as_str(), view.predicate) {
            (FACTS, _) => rows.holding.values().sum(),
            (DENIED, _) => rows.denied,
            (QUOTES, _) => rows.counts.evidence,
            (_, Some(predicate)) => rows.holding.get(&predicate.0).copied().unwrap_or(0),
            _ => connection.query_row(&view.count(), [], |row| row.get(0))?,
        };
        Ok((view, count))
    };
    views.iter().map(count).collect()
}
