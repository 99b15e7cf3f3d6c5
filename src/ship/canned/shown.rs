//! The statement around what a query comes to: names in place of numbers, in the order of an answer.

use super::markers::{Markers, Used};
use crate::answer::{Column, Verdict};
use crate::engine::Single;
use crate::identifier::quoted;
use crate::order::Key;
use crate::sql::{Reader, Rows, Statement};
use crate::value::ObjectType;

/// A column of the statement: what it is called, and what makes it.
type Made = (String, String);

/// A query as one statement.
///
/// # Errors
/// Why it cannot be one.
pub(super) fn statement(single: &Single, markers: &Markers) -> Result<String, String> {
    let mut used = Used::default();
    let shown = match single {
        Single::Rows { columns, rows } => rows_shown(columns, rows, markers, &mut used)?,
        Single::Verdict { holds, undisputed, denied } => {
            let sides = [holds, undisputed, denied].map(|statements| any(statements, markers, &mut used));
            let [holds, undisputed, denied] = sides;
            verdict(&holds?, &undisputed?, &denied?, &used)
        }
        Single::Rounds => {
            return Err("what it asks for is found round by round, which no one statement says".to_owned());
        }
    };
    markers.all_in(&used)?;
    let tables: Vec<String> = used.tables.iter().map(|(_, body)| body.clone()).chain(shown.0).collect();
    let with = if tables.is_empty() { String::new() } else { format!("WITH RECURSIVE\n{}\n", tables.join(",\n")) };
    Ok(with + &shown.1)
}

/// What the answer's table is, and the statement that shows it.
type Shown = (Option<String>, String);

fn rows_shown(columns: &[Column], rows: &Rows, markers: &Markers, used: &mut Used) -> Result<Shown, String> {
    let text = markers.replaced(&rows.statement, used)?;
    let answer = format!("answer AS (\n{}\n)", indented(&text));
    let mut names = Names::default();
    let parts = parts(columns, &rows.readers);
    let own: Vec<Made> = parts.iter().map(|part| (names.give(&part.name), part.shown.clone())).collect();
    let beside = parts.iter().flat_map(|part| &part.beside).map(|(name, sql)| (names.give(name), sql.clone()));
    let all: Vec<Made> = own.iter().cloned().chain(beside).collect();
    let selected: Vec<String> = all.iter().map(|(name, sql)| format!("  {sql} AS {}", quoted(name))).collect();
    let mut text = format!("SELECT\n{}\nFROM answer", selected.join(",\n"));
    if !used.needed.is_empty() {
        // Of a name that is not known nothing can be said, not even that something is not so of it.
        let known: Vec<String> = used.needed.iter().map(|value| format!("{value} IS NOT NULL")).collect();
        text += &format!("\nWHERE {}", known.join("\n  AND "));
    }
    let order: Vec<String> = rows.order.iter().flat_map(|key| ordered(key, &parts)).collect();
    if !order.is_empty() {
        text += &format!("\nORDER BY {}", order.join(", "));
    }
    Ok((Some(answer), text))
}

/// How a column of an answer is shown.
struct Part {
    name: String,
    shown: String,
    /// What stands behind all columns: keys, days, addresses.
    beside: Vec<Made>,
    /// What it is ordered by.
    keys: Vec<String>,
}

fn parts(columns: &[Column], readers: &[Reader]) -> Vec<Part> {
    let mut first = 0;
    let mut part = |(column, reader): (&Column, &Reader)| {
        let part = part(column, *reader, first);
        first += match reader {
            Reader::Document => 6,
            Reader::Kind => 2,
            Reader::Entity | Reader::Literal | Reader::Bare(_) | Reader::BareWhen => 1,
        };
        part
    };
    columns.iter().zip(readers).map(&mut part).collect()
}

fn part(column: &Column, reader: Reader, first: usize) -> Part {
    let name = column.name.trim_start_matches('?').to_owned();
    let o = |at: usize| format!("o{}", first + at);
    let of = |table: &str, field: &str| format!("(SELECT {field} FROM {table} WHERE id = {})", o(0));
    let beside = |suffix: &str, sql: String| (format!("{name}_{suffix}"), sql);
    let (shown, beside, keys) = match reader {
        Reader::Entity => {
            let (shown, key) = (of("entity", "name"), of("entity", "key"));
            (shown.clone(), vec![beside("key", key.clone())], vec![shown, key])
        }
        Reader::Kind => (o(1), Vec::new(), vec![o(1)]),
        Reader::Document => {
            let label = format!("coalesce({}, {})", o(2), o(1));
            (label.clone(), vec![beside("key", o(1)), beside("url", o(5))], vec![label, o(1)])
        }
        Reader::Literal => literal(column, &of, &beside),
        Reader::Bare(ObjectType::Boolean) => {
            (format!("CASE {} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END", o(0)), Vec::new(), vec![o(0)])
        }
        Reader::Bare(_) | Reader::BareWhen => (o(0), Vec::new(), vec![o(0)]),
    };
    Part { name, shown, beside, keys }
}

/// A value by its number.
fn literal(
    column: &Column,
    of: &impl Fn(&str, &str) -> String,
    beside: &impl Fn(&str, String) -> Made,
) -> (String, Vec<Made>, Vec<String>) {
    use crate::answer::ColumnType;
    let (text, value) = (of("literal_typed", "text"), of("literal", "value"));
    match column.column_type {
        ColumnType::When | ColumnType::Literal(ObjectType::Date) => {
            let [first, last] = ["first_day", "last_day"].map(|day| of("literal", day));
            let days = ["since", "until"].map(|day| beside(day, of("literal_typed", day)));
            (text, days.to_vec(), vec![format!("{first} IS NULL"), first, last, value])
        }
        ColumnType::Literal(ObjectType::Number) => (value.clone(), Vec::new(), vec![value]),
        _ => (text, Vec::new(), vec![value]),
    }
}

/// What orders by a column: nothing comes last, whichever way round.
fn ordered(key: &Key, parts: &[Part]) -> Vec<String> {
    let Some(part) = parts.get(key.column) else { return Vec::new() };
    let direction = if key.descending { " DESC" } else { "" };
    let nothing_last = format!("{} IS NULL", part.shown);
    std::iter::once(nothing_last).chain(part.keys.iter().map(|key| format!("{key}{direction}"))).collect()
}

/// That one of some statements has a row.
fn any(statements: &[Statement], markers: &Markers, used: &mut Used) -> Result<String, String> {
    let exists = |statement: &Statement| {
        let text = markers.replaced(statement, used)?;
        Ok(format!("EXISTS (\n{})", indented(&text)))
    };
    let all: Vec<String> = statements.iter().map(exists).collect::<Result<_, String>>()?;
    Ok(if all.is_empty() { "0".to_owned() } else { all.join(" OR ") })
}

/// The verdict of a yes-or-no question.
fn verdict(holds: &str, undisputed: &str, denied: &str, used: &Used) -> Shown {
    let unknown: Vec<String> = used.needed.iter().map(|value| format!("{value} IS NULL")).collect();
    let unknown = match unknown.is_empty() {
        true => String::new(),
        false => format!("  WHEN {} THEN 'not known, or not one thing'\n", unknown.join(" OR ")),
    };
    let [yes, no, was_denied, disputed] =
        [Verdict::Yes, Verdict::No, Verdict::Denied, Verdict::Disputed].map(Verdict::name);
    let text = format!(
        "SELECT CASE\n{unknown}  WHEN {undisputed} THEN '{yes}'\n  WHEN {holds} THEN '{disputed}'\n  \
         WHEN {denied} THEN '{was_denied}'\n  ELSE '{no}'\nEND AS verdict"
    );
    (None, text)
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}

/// The names of columns given so far; a second one of a name gets a number.
#[derive(Default)]
struct Names(Vec<String>);

impl Names {
    fn give(&mut self, name: &str) -> String {
        let is_free = |candidate: &String| !self.0.contains(&candidate.to_lowercase());
        let mut candidates = std::iter::once(name.to_owned()).chain((2..).map(|number| format!("{name}_{number}")));
        let given = candidates.find(is_free).unwrap_or_default();
        self.0.push(given.to_lowercase());
        given
    }
}
