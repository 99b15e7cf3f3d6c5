//! The views of rules and saved queries: every query of the conformance cases is saved and shipped, and SQLite, which knows nothing of us, finds the
//! same rows by its view. Which cannot be views, and why, is in `tests/views/unsaid.expected`; `UPDATE_EXPECT=1` rewrites it.

use std::collections::BTreeMap;
use std::path::Path;

use factfile::answer::{Answer, Value};
use factfile::session::{Outcome, Session};
use factfile::ship::{Options, ship};
use factfile::source::Source;
use factfile::value::Literal;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use tempfile::TempDir;

use crate::cases::{self, Case};

/// How many views were compared, and why there were none for the others.
#[derive(Default)]
struct Tally {
    compared: usize,
    unsaid: BTreeMap<String, usize>,
}

#[test]
fn the_view_of_a_query_has_the_rows_of_its_answer() {
    let mut tally = Tally::default();
    let mut on_fixture: Option<(Session, Vec<String>)> = None;
    for case in
        crate::FOLDERS.into_iter().flat_map(|(folder, _)| cases::cases(folder)).filter(|case| case.skipped().is_none())
    {
        let (mut session, queries, is_changed) = ran(&case);
        if is_changed || has_own_store(&case) {
            compare(&mut session, &queries, &case.name(), &mut tally);
        } else {
            on_fixture.get_or_insert((session, Vec::new())).1.extend(queries);
        }
    }
    let (mut session, queries) = on_fixture.expect("cases on the fixture");
    compare(&mut session, &queries, "the fixture", &mut tally);
    let Tally { compared, unsaid } = tally;
    assert!(compared > 300, "only {compared} views were compared");
    let lines = unsaid.iter().map(|(reason, count)| format!("{count:>4}  {reason}\n"));
    expected(&format!("{compared:>4}  views have the rows of their answers\n{}", lines.collect::<String>()));
}

fn has_own_store(case: &Case) -> bool {
    [case.script.with_extension("jsonl"), case.script.with_file_name("_store.jsonl")].iter().any(|file| file.exists())
}

/// The session after a case, its queries in canonical form, and whether its store is another than before.
fn ran(case: &Case) -> (Session, Vec<String>, bool) {
    let mut session = case.session();
    let source = case.source();
    let (mut queries, mut is_changed) = (Vec::new(), false);
    for statement in factfile::syntax::parse(&source).unwrap_or_default() {
        match session.run(&source, &statement) {
            Ok(Outcome::Answer(answer)) => queries.push(answer.canonical.clone()),
            Ok(Outcome::Changed(_) | Outcome::Defined(_) | Outcome::Forgotten(_) | Outcome::Saved { .. }) => {
                is_changed = true;
            }
            Ok(_) | Err(_) => {}
        }
    }
    (session, queries, is_changed)
}

fn compare(session: &mut Session, queries: &[String], name: &str, tally: &mut Tally) {
    let mut saved = Vec::new();
    for (at, query) in queries.iter().enumerate() {
        // What a case did afterwards may have taken away what the query speaks of.
        let Ok(answered) = session.engine().ask_text(query) else { continue };
        let source = Source::new(name, format!("save compared_{at} as {query}"));
        let statements = factfile::syntax::parse(&source).unwrap_or_else(|error| panic!("{error}"));
        session.run(&source, &statements[0]).unwrap_or_else(|error| panic!("{error}"));
        saved.push((format!("compared_{at}"), answered.answer));
    }
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("shipped.db");
    ship(session.engine().store(), &file, &Options::default()).unwrap_or_else(|error| panic!("{name}: {error}"));
    let connection = opened(&file);
    for (view, answer) in saved {
        match reason(&connection, &view) {
            Some(reason) => *tally.unsaid.entry(reason).or_default() += 1,
            None => {
                let found = rows(&connection, &view);
                assert_eq!(found, texts(&answer), "{name}: {}", answer.canonical);
                tally.compared += 1;
            }
        }
    }
}

fn opened(file: &Path) -> Connection {
    Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).expect("the shipped file")
}

/// Why there is no view, as the readme has it.
fn reason(connection: &Connection, view: &str) -> Option<String> {
    let start = format!("  query {view} ");
    let sql = "SELECT text FROM readme WHERE substr(text, 1, length(?1)) = ?1";
    let line: Option<String> = connection.query_row(sql, [&start], |row| row.get(0)).ok();
    line.map(|line| line[start.len()..].trim().to_owned())
}

/// The rows of a view, each as the texts of what its columns are called after, in order.
fn rows(connection: &Connection, view: &str) -> Vec<Vec<String>> {
    let mut statement = connection.prepare(&format!("SELECT * FROM {view}")).unwrap_or_else(|error| panic!("{error}"));
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut shown: Vec<usize> = Vec::new();
    for (at, name) in names.iter().enumerate() {
        let is_beside = |of: &usize| {
            ["key", "url", "since", "until"].iter().any(|ending| *name == format!("{}_{ending}", names[*of]))
        };
        if !shown.last().is_some_and(is_beside) {
            shown.push(at);
        }
    }
    let row = |row: &rusqlite::Row<'_>| shown.iter().map(|at| Ok(text(row.get_ref(*at)?))).collect();
    let rows = statement.query_map([], row).expect("rows");
    let mut rows: Vec<Vec<String>> =
        rows.collect::<rusqlite::Result<_>>().unwrap_or_else(|error| panic!("{view}: {error}"));
    rows.sort();
    rows
}

fn text(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => String::new(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => Literal::Decimal(number).to_string(),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// The rows of an answer as a view has them.
fn texts(answer: &Answer) -> Vec<Vec<String>> {
    if let Some(verdict) = answer.verdict {
        return vec![vec![verdict.name().to_owned()]];
    }
    let shown = |value: &Value| match value {
        Value::Literal(Literal::Boolean(truth)) => i64::from(*truth).to_string(),
        other => other.text().into_owned(),
    };
    let mut rows: Vec<Vec<String>> = answer.rows.iter().map(|row| row.iter().map(shown).collect()).collect();
    rows.sort();
    rows
}

fn expected(found: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/views/unsaid.expected");
    if std::env::var_os("UPDATE_EXPECT").is_some_and(|value| value == "1") {
        std::fs::write(&path, found).expect("the expectation is written");
        return;
    }
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(known == found, "tests/views/unsaid.expected differs; UPDATE_EXPECT=1 rewrites it. It would be\n{found}");
}

/// Texts that would be something else in SQL, were they not literals there.
const HOSTILE: [&str; 9] = [
    "x'; DROP TABLE fact; --",
    "'",
    "''",
    "\\'",
    "\"; DELETE FROM entity; --",
    "-- ?1 :a $b",
    "*/ /* \u{202E}txt\u{2066}",
    "a\nb",
    "\u{0}c\u{7}",
];

#[test]
fn texts_of_users_are_literals_in_views() {
    let case =
        cases::cases("conformance").into_iter().find(|case| !has_own_store(case)).expect("a case on the fixture");
    let mut session = case.session();
    let mut queries = Vec::new();
    for (at, text) in HOSTILE.iter().enumerate() {
        let text = factfile::syntax::quoted(text);
        let rule = format!("define ?a odd{at} ?b as ?a attended ?b and name(?a) != {text}");
        let source = Source::new("rule", rule);
        let statements = factfile::syntax::parse(&source).unwrap_or_else(|error| panic!("{error}"));
        session.run(&source, &statements[0]).unwrap_or_else(|error| panic!("{error}"));
        queries.push(format!("find ?x, coalesce({text}) as hostile where ?x is envoy and name(?x) != {text}"));
        queries.push(format!("find ?x, ?y where ?x odd{at} ?y"));
    }
    let mut tally = Tally::default();
    compare(&mut session, &queries, "hostile", &mut tally);
    assert_eq!((tally.compared, tally.unsaid.len()), (queries.len(), 0), "{:?}", tally.unsaid);
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("shipped.db");
    ship(session.engine().store(), &file, &Options::default()).unwrap_or_else(|error| panic!("{error}"));
    let connection = opened(&file);
    let statements: i64 = connection
        .query_row("SELECT count(*) FROM sqlite_schema WHERE sql GLOB '*' || char(8238) || '*'", [], |row| row.get(0))
        .expect("a count");
    assert_eq!(statements, 0, "what turns the direction of texts stands in no statement");
    for at in 0..HOSTILE.len() {
        assert_eq!(rows(&connection, &format!("odd{at}")), rows(&connection, "odd0"));
    }
}
