//! The language on the fixture, case by case: `tests/conformance/NAME.ffq` beside `NAME.expected`, which shows for
//! each statement what it was read as, its answer, and what every row of it rests on. Those in `standards` follow the
//! test suites and reports of other languages, with the answers that we give: their `expect` lines were written by hand.

mod cases;
mod views;

use std::fmt::Write;
use std::sync::Arc;

use cases::Case;
use factfile::answer::{Answer, EvidenceRecord, FactRecord, Premise, Quote, Receipts, Value};
use factfile::engine::Part;
use factfile::receipts::WhichRows;
use factfile::render::{self, Format, Style};
use factfile::session::{Outcome, Session};
use factfile::source::Source;
use factfile::value::{FactId, Polarity};

/// The folder of the cases of the language itself, and that of the cases that follow standards.
const FOLDERS: [(&str, usize); 6] = [
    ("conformance", 60),
    ("conformance/time", 5),
    ("conformance/joins", 9),
    ("conformance/claims", 4),
    ("conformance/rules", 4),
    ("conformance/standards", 45),
];

#[test]
fn every_case_answers_as_expected() {
    for (folder, at_least) in FOLDERS {
        let ran = cases::check(folder, "expected", run);
        let skipped = cases::cases(folder).iter().filter(|case| case.skipped().is_some()).count();
        assert_eq!(ran + skipped, names(folder, "ffq").len(), "every script of {folder} is a case");
        assert!(ran >= at_least, "only {ran} cases of {folder} ran");
    }
}

#[test]
fn every_expectation_has_its_script() {
    for (folder, _) in FOLDERS {
        let scripts: Vec<String> = cases::cases(folder).iter().map(Case::name).collect();
        for ending in ["expected", "jsonl"] {
            // `_store.jsonl` is that of every script of its folder.
            for name in names(folder, ending).into_iter().filter(|name| name != "_store") {
                assert!(scripts.contains(&name), "{folder}/{name}.{ending} belongs to no script");
            }
        }
    }
}

/// Each case of a standard says of each of its queries what it answers, apart from what the program printed once.
#[test]
fn every_case_of_a_standard_expects_its_answers() {
    for case in cases::cases("conformance/standards") {
        let asked = case.text.lines().filter(|line| line.starts_with("find ") || line.starts_with("whether ")).count();
        let expected = case.text.lines().filter(|line| line.starts_with("expect ")).count();
        assert_eq!(asked, expected, "{}: an expectation for each query", case.name());
        assert!(case.text.starts_with("# "), "{} says where it comes from", case.name());
    }
}

fn names(folder: &str, ending: &str) -> Vec<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    let paths = std::fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("an entry").path());
    let with_ending = paths.filter(|path| path.extension().is_some_and(|end| end == ending));
    with_ending.map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned()).collect()
}

/// Everything that the case's statements come to; or the first error, which is no expectation.
fn run(case: &Case) -> Result<String, String> {
    let mut session = case.session();
    let source = case.source();
    let statements = factfile::syntax::parse(&source).map_err(|error| error.to_string())?;
    let several = statements.len() > 1;
    let mut parts = Vec::new();
    for statement in &statements {
        let outcome = session.run(&source, statement).map_err(|error| error.to_string())?;
        let heading = match several {
            true => format!("> {}\n\n", source.text[statement.span.range()].trim()),
            false => String::new(),
        };
        parts.push(heading + &shown(&mut session, &outcome, &case.name()));
    }
    Ok(parts.join("\n"))
}

fn shown(session: &mut Session, outcome: &Outcome, name: &str) -> String {
    match outcome {
        Outcome::Answer(answer) => {
            reads_back(session, answer, name);
            is_the_same_as_written(session, answer, name);
            let receipts = answer.receipts.clone().unwrap_or_else(|| receipts_of(session, answer));
            format!("{}\n{}", answer_text(answer), receipts_text(answer, &receipts))
        }
        Outcome::Why { answer, receipts } => receipts_text(answer, receipts),
        Outcome::Saved { name, .. } => format!("saved as {name}\n"),
        Outcome::Set { name, value } => format!("${name} is {value}\n"),
        Outcome::Met => "as expected\n".to_owned(),
        Outcome::Changed(change) => render::change(change) + "\n",
        Outcome::Defined(rules) => render::defined(rules) + "\n",
        Outcome::Forgotten(name) => format!("forgot {name}\n"),
        Outcome::Rules(rules) => render::rules(rules, &Style::plain(100)),
        Outcome::Explained(explained) => {
            let part = |part: &Part| {
                let number = |number: Option<i64>| number.map_or("–".to_owned(), |number| number.to_string());
                format!("{} | {} | {}\n", part.text, number(part.alone), part.together)
            };
            format!("{}\n\n{}", explained.canonical, explained.parts.iter().map(part).collect::<String>())
        }
        Outcome::Sql(statements) => format!("{} statements\n", statements.len()),
        Outcome::WhyNot(why_not) => render::why_not(why_not, &Style::plain(100)),
        other => factfile::repl::show::page(other, Format::Table, &Style::plain(80)).unwrap_or_default(),
    }
}

/// The receipts of an answer that did not come with them: asked for again, by its canonical form.
fn receipts_of(session: &Session, answer: &Answer) -> Receipts {
    let answered = session.engine().ask_text(&answer.canonical).expect("the canonical form is a query");
    session.engine().why(&answered, WhichRows::All).expect("receipts")
}

/// The order in which conditions are joined changes no answer.
fn is_the_same_as_written(session: &mut Session, answer: &Answer, name: &str) {
    session.engine_mut().set_as_written(true);
    let again = session.engine().ask_text(&answer.canonical).unwrap_or_else(|error| panic!("{name}: {error}"));
    session.engine_mut().set_as_written(false);
    let rows = |rows: &[Vec<Value>]| {
        let mut rows = rows.to_vec();
        rows.sort_by_key(|row| format!("{row:?}"));
        rows
    };
    assert_eq!(rows(&again.answer.rows), rows(&answer.rows), "{name}");
    assert_eq!(again.answer.verdict, answer.verdict, "{name}");
}

/// The canonical form is a query that means the same and is its own canonical form.
fn reads_back(session: &Session, answer: &Answer, name: &str) {
    let source: Arc<Source> = Source::new(name, answer.canonical.clone());
    let query = factfile::syntax::parse_query(&source).unwrap_or_else(|error| panic!("{error}"));
    let again = session.engine().ask(&source, &query, &Default::default()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(again.answer.canonical, answer.canonical, "{name}");
    assert_eq!((&again.answer.rows, again.answer.verdict), (&answer.rows, answer.verdict), "{name}");
}

fn answer_text(answer: &Answer) -> String {
    let mut out = format!("{}\n\n", answer.canonical);
    if let Some(verdict) = answer.verdict {
        out += &format!("{}\n", verdict.name());
        return out;
    }
    let headings: Vec<String> = answer.columns.iter().map(|column| column.name.clone()).collect();
    let rows: Vec<Vec<String>> = answer.rows.iter().map(|row| row.iter().map(cell).collect()).collect();
    let widths: Vec<usize> = (0..headings.len())
        .map(|at| rows.iter().chain([&headings]).map(|row| row[at].chars().count()).max().unwrap_or(0))
        .collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        cells.collect::<Vec<_>>().join(" | ").trim_end().to_owned()
    };
    let rule = widths.iter().map(|width| "-".repeat(*width)).collect::<Vec<_>>().join("-+-");
    out += &format!("{}\n{rule}\n", line(&headings));
    rows.iter().for_each(|row| out += &format!("{}\n", line(row)));
    out += &match rows.len() {
        1 => "(1 row)\n".to_owned(),
        count => format!("({count} rows)\n"),
    };
    out
}

/// A value in a table; nothing is not the same as the empty text.
fn cell(value: &Value) -> String {
    match value {
        Value::Nothing => "–".to_owned(),
        value => value.text().into_owned(),
    }
}

/// What each row rests on, one line for each way in which it comes about; then the facts, each once, numbered in the
/// order in which they are named.
fn receipts_text(answer: &Answer, receipts: &Receipts) -> String {
    let mut numbered: Vec<FactId> = Vec::new();
    let mut out = String::new();
    for receipt in &receipts.rows {
        assert!(!receipt.more, "a case has all of its derivations");
        let label = match answer.rows.get(receipt.row) {
            Some(row) => row.iter().map(cell).collect::<Vec<_>>().join(" | "),
            None => answer.verdict.map(|verdict| verdict.name().to_owned()).unwrap_or_default(),
        };
        let _ = writeln!(out, "{label}:");
        for derivation in &receipt.derivations {
            let premises: Vec<String> =
                derivation.premises.iter().map(|premise| premise_text(premise, &mut numbered)).collect();
            let _ = writeln!(out, "  {}", premises.join(", "));
        }
    }
    for (at, id) in numbered.iter().enumerate() {
        let _ = write!(out, "\n{}", fact_text(at + 1, &receipts.facts[id]));
    }
    out
}

fn premise_text(premise: &Premise, numbered: &mut Vec<FactId>) -> String {
    match premise {
        Premise::Fact(fact) => {
            if !numbered.contains(fact) {
                numbered.push(*fact);
            }
            let at = numbered.iter().position(|other| other == fact).unwrap_or_default();
            format!("[{}]", at + 1)
        }
        Premise::Chain(links) if links.is_empty() => "the same thing".to_owned(),
        Premise::Chain(links) => links.iter().map(|link| premise_text(link, numbered)).collect::<Vec<_>>().join(" → "),
        Premise::Derived(derived) => {
            let ways: Vec<String> = derived
                .derivations
                .iter()
                .map(|derivation| {
                    let premises = derivation.premises.iter().map(|premise| premise_text(premise, numbered));
                    premises.collect::<Vec<_>>().join(", ")
                })
                .collect();
            let more = if derived.more { "; and more" } else { "" };
            format!("{} since ({}{more})", derived.text, ways.join("; or "))
        }
        Premise::Absent(text) => format!("nothing found: {text}"),
    }
}

fn fact_text(number: usize, fact: &FactRecord) -> String {
    let mut line = format!("[{number}] {} {} {}", fact.subject.name, fact.predicate, cell(&fact.object));
    if !fact.qualifiers.is_empty() {
        let qualifiers: Vec<String> =
            fact.qualifiers.iter().map(|(key, value)| format!("{key}: {}", cell(value))).collect();
        let _ = write!(line, " {{{}}}", qualifiers.join(", "));
    }
    if let Some(time) = &fact.time {
        let _ = write!(line, " at {time}");
    }
    if fact.unsourced {
        line += " (stated without evidence)";
    }
    line.push('\n');
    fact.evidence.iter().for_each(|evidence| line += &evidence_text(evidence));
    line
}

fn evidence_text(evidence: &EvidenceRecord) -> String {
    let mut said: Vec<String> = Vec::new();
    said.push(evidence.modality.name().to_owned());
    if evidence.polarity == Polarity::Denies {
        said.push("denied".to_owned());
    }
    said.extend(evidence.source.as_ref().map(|source| format!("according to {}", source.name)));
    said.extend(evidence.confidence.map(|confidence| format!("confidence {confidence}")));
    said.extend(evidence.time_phrase.as_ref().map(|phrase| format!("time in words: {phrase}")));
    let document = evidence.document.as_ref().map_or("no document", |document| &document.key);
    let place = match &evidence.quote {
        Some(quote) => format!("{document} {}", place(quote)),
        None => document.to_owned(),
    };
    let quote = evidence.quote.as_ref().map(|quote| format!("    “{}”\n", marked(quote))).unwrap_or_default();
    format!("  {place}: {}\n{quote}", said.join(", "))
}

fn place(quote: &Quote) -> String {
    match &quote.offsets {
        Some(offsets) => format!("{}–{} {}", offsets.start, offsets.end, quote.state.name()),
        None => quote.state.name().to_owned(),
    }
}

fn marked(quote: &Quote) -> String {
    let mut out = String::new();
    let mut at = 0;
    for mark in &quote.marks {
        out += &format!("{}‹{}›", &quote.text[at..mark.start], &quote.text[mark.clone()]);
        at = mark.end;
    }
    out + &quote.text[at..]
}
