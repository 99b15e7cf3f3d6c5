//! What typical queries come to in the SQL of Spark and of DuckDB: `tests/dialects/DIALECT.sql`, so that a change of it is seen;
//! `UPDATE_EXPECT=1` rewrites them. Where a Python has DuckDB, which `FACTFILE_PYTHON` names, it runs its statements, and finds the rows that
//! SQLite finds.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use factfile::engine::{Engine, Said};
use factfile::load::{Input, Options, load};
use factfile::render::{self, Style};
use factfile::session::{Outcome, Session};
use factfile::source::{Source, Spanned};
use factfile::sql::{Dialect, Part};
use factfile::store::Store;
use factfile::syntax::ast::{Query, Statement};
use serde_json::{Value, json};
use tempfile::TempDir;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A session on the fixture, in a file.
fn session(folder: &TempDir) -> (Session, PathBuf) {
    let path = folder.path().join("talks.db");
    let mut store = Store::open_or_create(&path).unwrap();
    let records = Input::File(root().join("fixtures/uae-talks/facts.jsonl"));
    load(&mut store, &records, &Options::default(), &mut |_| {}).unwrap_or_else(|failure| panic!("{failure}"));
    (Session::new(Engine::new(store).unwrap()), path)
}

/// The typical queries, each with its text.
fn queries() -> (Arc<Source>, Vec<(String, Spanned<Query>)>) {
    let path = root().join("tests/dialects/queries.ffq");
    let source = Source::new("queries.ffq", std::fs::read_to_string(path).unwrap());
    let statements = factfile::syntax::parse(&source).unwrap();
    let queries = statements.into_iter().map(|statement| match statement.node {
        Statement::Query(query) => {
            (source.text[statement.span.range()].trim().to_owned(), Spanned::new(query, statement.span))
        }
        other => panic!("{other:?} is no query"),
    });
    let queries = queries.collect();
    (source, queries)
}

fn said(session: &Session, source: &Arc<Source>, query: &Spanned<Query>, dialect: Dialect) -> Said {
    let said = session.said(source, query, dialect).unwrap_or_else(|error| panic!("{error}"));
    said.unwrap_or_else(|reason| panic!("{}: {reason}", &source.text[query.span.range()]))
}

#[test]
fn typical_queries_are_said_as_was_seen() {
    let folder = TempDir::new().unwrap();
    let (session, _) = session(&folder);
    let (source, queries) = queries();
    assert!(queries.len() >= 30, "only {} queries", queries.len());
    let update = std::env::var_os("UPDATE_EXPECT").is_some_and(|value| value == "1");
    for dialect in [Dialect::Spark, Dialect::DuckDb] {
        let mut found = String::new();
        for (text, query) in &queries {
            let said = said(&session, &source, query, dialect);
            writeln!(found, "---- {text}\n{}", render::said(&said, dialect, &Style::plain(100))).unwrap();
        }
        let path = root().join(format!("tests/dialects/{}.sql", dialect.name()));
        if update {
            std::fs::write(&path, &found).unwrap();
        }
        let expected = std::fs::read_to_string(&path).unwrap();
        for (expected, found) in expected.lines().zip(found.lines()) {
            assert_eq!(expected, found, "in {}", path.display());
        }
        assert_eq!(expected.lines().count(), found.lines().count(), "in {}", path.display());
    }
}

/// The parts of a query as the script takes them.
fn parts(parts: &[Part]) -> Value {
    let part = |part: &Part| match part {
        Part::Table { name, text } => json!({"table": name, "text": text}),
        Part::Rows(text) => json!({"rows": text}),
        Part::Rounds(tables) => {
            let table = |table: &factfile::sql::Found| json!({"name": table.name, "columns": table.columns, "base": table.base, "steps": table.steps});
            json!({"rounds": tables.iter().map(table).collect::<Vec<_>>()})
        }
    };
    Value::Array(parts.iter().map(part).collect())
}

fn asked(said: &Said) -> Value {
    let alternatives = |all: &[Vec<Part>]| all.iter().map(|one| parts(one)).collect::<Vec<_>>();
    match said {
        Said::Rows { parts: rows, readers, .. } => {
            let readers: Vec<String> = readers.iter().map(|reader| format!("{reader:?}")).collect();
            json!({"parts": parts(rows), "readers": readers})
        }
        Said::Verdict { holds, undisputed, denied } => {
            json!({"holds": alternatives(holds), "undisputed": alternatives(undisputed), "denied": alternatives(denied)})
        }
        Said::Statements(_) | Said::Text(_) => panic!("DuckDB takes parts"),
    }
}

#[test]
fn duckdb_finds_the_rows_that_sqlite_finds() {
    let python = std::env::var_os("FACTFILE_PYTHON").map_or_else(
        || {
            let made = root().join("target/interop-venv/bin/python");
            if made.exists() { made } else { "python3".into() }
        },
        PathBuf::from,
    );
    let has_duckdb = Command::new(&python).args(["-c", "import duckdb, numpy"]).output();
    if !has_duckdb.is_ok_and(|tried| tried.status.success()) {
        return println!("skipped: {} has no duckdb with numpy", python.display());
    }
    let folder = TempDir::new().unwrap();
    let (mut session, store) = session(&folder);
    let (source, queries) = queries();
    let (mut told, mut expected) = (Vec::new(), Vec::new());
    for (text, query) in &queries {
        told.push(asked(&said(&session, &source, query, Dialect::DuckDb)));
        let statement = Spanned::new(Statement::Query(query.node.clone()), query.span);
        let outcome = session.run(&source, &statement).unwrap_or_else(|error| panic!("{text}: {error}"));
        let Outcome::Answer(answer) = outcome else { panic!("{text} has no answer") };
        expected.push((
            text,
            match answer.verdict {
                Some(verdict) => json!(verdict.name()),
                None => {
                    sorted(answer.rows.iter().map(|row| row.iter().map(|value| value.text().into_owned()).collect()))
                }
            },
        ));
    }
    let input = json!({"store": store, "drivers": root().join("drivers"), "queries": told}).to_string();
    let mut run = Command::new(&python)
        .arg(root().join("tests/dialects/with_duckdb.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    run.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = run.wait_with_output().unwrap();
    assert!(output.status.success(), "the script fails");
    let found: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found.len(), expected.len());
    for (found, (text, expected)) in found.into_iter().zip(expected) {
        let found = match serde_json::from_value::<Vec<Vec<String>>>(found.clone()) {
            Ok(rows) => sorted(rows.into_iter()),
            Err(_) => found,
        };
        assert_eq!(found, expected, "{text}");
    }
}

fn sorted(rows: impl Iterator<Item = Vec<String>>) -> Value {
    let mut rows: Vec<Vec<String>> = rows.collect();
    rows.sort();
    json!(rows)
}
