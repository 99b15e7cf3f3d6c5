//! What the statements of a case come to, as text: its answers, and what every row of them rests on.

use std::fmt::Write;
use std::sync::Arc;

use factfile::answer::{Answer, EvidenceRecord, FactRecord, Premise, Quote, Receipts, Value};
use factfile::engine::Part;
use factfile::receipts::WhichRows;
use factfile::render::{self, Format, Style};
use factfile::session::{Outcome, Session};
use factfile::source::Source;
use factfile::value::{FactId, Polarity};

/// What an outcome comes to, as text. With `thorough`, an answer is asked for again by its canonical form, and with its conditions joined as
/// they are written.
pub fn shown(session: &mut Session, outcome: &Outcome, name: &str, thorough: bool) -> String {
    match outcome {
        Outcome::Answer(answer) => {
            if thorough {
                reads_back(session, answer, name);
                is_the_same_as_written(session, answer, name);
            }
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
