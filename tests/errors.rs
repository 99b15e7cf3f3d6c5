//! What is wrong with a question, pattern or script, as it is said: `tests/errors/NAME.ffq` beside `NAME.err`, which
//! holds the first error of the script as it is shown without colours.

mod cases;

use cases::Case;
use factfile::engine::Engine;
use factfile::problem::{Problem, QueryProblem};
use factfile::session::Session;
use factfile::source::Source;
use factfile::store::Store;
use factfile::syntax::{self, LONGEST};

#[test]
fn every_error_is_said_as_expected() {
    let ran = cases::check("errors", "err", first_error);
    assert_eq!(ran, cases::cases("errors").len(), "no case is skipped");
    assert!(ran >= 40, "only {ran} cases ran");
}

/// The first error of a case; that of a read-only session where the case says so.
fn first_error(case: &Case) -> Result<String, String> {
    let session = case.session();
    let mut session = if case.text.contains("# read only") { session.read_only() } else { session };
    run(&mut session, case).map(|error| error + "\n")
}

fn run(session: &mut Session, case: &Case) -> Result<String, String> {
    let source = case.source();
    let statements = match syntax::parse(&source) {
        Ok(statements) => statements,
        Err(error) => return Ok(error.render(false)),
    };
    let mut outcomes = statements.iter().map(|statement| session.run(&source, statement));
    match outcomes.find_map(Result::err) {
        Some(error) => Ok(error.render(false)),
        None => Err("every statement of the script is right".to_owned()),
    }
}

#[test]
fn a_text_of_more_than_the_longest_is_refused() {
    let source = Source::new("long.ffq", format!("find ?x where ?x is envoy #{}", " ".repeat(LONGEST)));
    let error = syntax::parse(&source).expect_err("it is too long");
    assert_eq!(error.problem, Problem::Query(QueryProblem::TooLong { longest: LONGEST }));
}

#[test]
fn what_is_asked_alone_is_one_query() {
    let engine = Engine::new(Store::in_memory().expect("a store")).expect("an engine");
    for text in ["", "why", "find ?x where ?x is ?k; find ?x where ?x is ?k"] {
        let error = engine.ask_text(text).expect_err("it is not one query");
        assert_eq!(error.problem, Problem::Query(QueryProblem::NotOneQuery), "{text}");
    }
}
