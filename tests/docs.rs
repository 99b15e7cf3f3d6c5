//! What the documentation shows runs: its queries on the fixture, its records through the loader.

use std::path::{Path, PathBuf};

use factfile::engine::Engine;
use factfile::load::{Input, Options, load};
use factfile::session::{Outcome, Session};
use factfile::source::Source;
use factfile::store::Store;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The project's own documents.
fn documents() -> Vec<PathBuf> {
    let in_folder = |folder: PathBuf| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let all = in_folder(root().to_owned()).chain(in_folder(root().join("docs")));
    all.filter(|path| path.extension().is_some_and(|extension| extension == "md")).collect()
}

/// The blocks of a document in a language, each with the line that it begins at.
fn blocks(path: &Path, language: &str) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut open = false;
    for (at, line) in std::fs::read_to_string(path).unwrap().lines().enumerate() {
        match line.strip_prefix("```") {
            Some(name) if !open && name == language => {
                found.push((at + 2, String::new()));
                open = true;
            }
            Some(_) => open = false,
            None if open => found.last_mut().unwrap().1.push_str(&format!("{line}\n")),
            None => {}
        }
    }
    found
}

fn loaded(input: &Input) -> Store {
    let mut store = Store::in_memory().unwrap();
    let report =
        load(&mut store, input, &Options::default(), &mut |_| {}).unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!((report.quotes.missing, report.quotes.normalised), (0, 0), "{:?}", report.missing_quotes);
    store
}

#[test]
fn every_query_in_the_documents_has_an_answer() {
    let store = loaded(&Input::File(root().join("fixtures/uae-talks/facts.jsonl")));
    let mut session = Session::new(Engine::new(store).unwrap());
    let mut run = 0;
    for path in documents() {
        for (line, block) in blocks(&path, "ffq") {
            let source = Source::starting_at(path.display().to_string(), block, line);
            let statements = factfile::syntax::parse(&source).unwrap_or_else(|error| panic!("{error}"));
            for statement in statements {
                let outcome = session.run(&source, &statement).unwrap_or_else(|error| panic!("{error}"));
                // A query that finds nothing shows nothing; `run envoys_in(Switzerland)` is there to.
                if let Outcome::Answer(answer) = outcome
                    && !source.text[statement.span.range()].contains("Switzerland)")
                {
                    let says = answer.verdict.is_some() || !answer.rows.is_empty();
                    assert!(says, "{} answers nothing", answer.canonical);
                }
                run += 1;
            }
        }
    }
    assert!(run > 30, "only {run} statements were found");
}

#[test]
fn the_records_in_the_documents_load() {
    let path = root().join("docs/records.md");
    let records: String = blocks(&path, "jsonl").into_iter().map(|(_, block)| block).collect();
    let store = loaded(&Input::Bytes { name: "records.md".into(), bytes: records.into_bytes() });
    let engine = Engine::new(store).unwrap();
    let answered = engine.ask_text("which delegates met in Abu Dhabi for Ukraine?").unwrap();
    let names: Vec<String> = answered.answer.rows.iter().map(|row| row[0].text().into_owned()).collect();
    assert_eq!(names, ["Rustem Umerov"]);
}

#[test]
fn every_statement_is_in_the_grammar() {
    let grammar = std::fs::read_to_string(root().join("GRAMMAR.md")).unwrap();
    let start = grammar.find("\nstatement   =").expect("the statements");
    let rules = &grammar[start..start + grammar[start..].find("\n```").expect("their end")];
    for word in factfile::syntax::STATEMENT_WORDS {
        assert!(rules.contains(&format!("\"{word}\"")), "no rule has `{word}`");
    }
}
