//! Statements that change the store, case by case: `tests/history/NAME.ffq` beside `NAME.expected`, which shows each
//! statement and what it prints. Cases speak of `tests/history/_store.jsonl`, which is load 1.

mod cases;

use cases::Case;
use factfile::render::{self, Format, Style};
use factfile::repl::show;
use factfile::session::{Outcome, Session};

#[test]
fn every_case_shows_what_is_expected() {
    let ran = cases::check("history", "expected", |case| Ok(run(case)));
    assert!(ran >= 25, "only {ran} cases ran");
}

fn run(case: &Case) -> String {
    let (source, mut session) = (case.source(), case.session());
    let statements = match factfile::syntax::parse(&source) {
        Ok(statements) => statements,
        Err(error) => return format!("{error}\n"),
    };
    let mut page = String::new();
    for statement in &statements {
        page += &format!("> {}\n", source.text[statement.span.range()].trim());
        page += &match session.run(&source, statement) {
            Ok(outcome) => shown(&session, outcome),
            Err(error) => format!("{error}\n"),
        };
        page.push('\n');
    }
    page
}

fn shown(session: &Session, outcome: Outcome) -> String {
    let style = Style::plain(80);
    match outcome {
        Outcome::Answer(answer) => render::answer(&answer, Format::Table, &style),
        Outcome::Why { answer, receipts } => show::why(&answer, receipts, Format::Table, &style) + "\n",
        other => match show::page(&other, Format::Table, &style) {
            Some(page) => page,
            None => show::remark(&other).map(|remark| remark + "\n").unwrap_or_default(),
        },
    }
    .replace(&session.engine().store().path().display().to_string(), "STORE")
}
