//! The oracle: random small stores and random queries answer the same through SQLite and through a naive evaluator,
//! row for row, receipts included.
//!
//! The evaluator (`evaluate`, `chains`, `answer`) is nested loops over plain vectors. It reads queries as a tree of
//! its own (`query`), of which `write` makes the text that the library is given, so that it shares nothing with the
//! library: parsing, resolving, planning, SQL, storing, loading, ordering and tracing are all checked against it.
//!
//! `cargo test` runs the short form. The long form is as long as one likes:
//!
//! ```text
//! FACTFILE_ORACLE_CASES=100000 cargo test --release --test oracle
//! ```
//!
//! A failure prints the smallest store (as records that can be loaded) and query that it was shrunk to, and its seed is
//! kept in `tests/oracle/regressions.txt`, from which it is tried first the next time.

mod answer;
mod build;
mod chains;
mod compare;
mod evaluate;
mod generate;
mod mend;
mod model;
mod query;
mod write;

use std::cell::RefCell;
use std::fmt;

use factfile::answer::Verdict;
use factfile::engine::{Answered, Engine};
use factfile::load::{Input, Options, load};
use factfile::problem::{Problem, QueryProblem, StoreProblem};
use factfile::store::Store;
use proptest::strategy::Strategy;
use proptest::test_runner::{Config, FileFailurePersistence, TestCaseError, TestRunner};

/// How many stores the short form tries; each is asked one to three queries.
const SHORT: u32 = 250;

/// A store, and queries over it.
struct Case {
    model: model::Store,
    queries: Vec<query::Query>,
}

impl Case {
    fn new(gene: &generate::CaseGene) -> Self {
        let model = build::store(&gene.store);
        let queries = gene.queries.iter().map(|gene| build::query(&model, gene)).collect();
        Case { model, queries }
    }

    fn records(&self) -> String {
        self.model.records.iter().map(|record| format!("{record}\n")).collect()
    }

    fn engine(&self) -> Result<Engine, TestCaseError> {
        let failed = |error: &dyn fmt::Display| TestCaseError::fail(format!("the store is refused: {error}"));
        let mut store = Store::in_memory().map_err(|error| failed(&error))?;
        let input = Input::Bytes { name: "records.jsonl".to_owned(), bytes: self.records().into_bytes() };
        load(&mut store, &input, &Options::default(), &mut |_| {}).map_err(|failure| failed(&failure))?;
        Engine::new(store).map_err(|error| failed(&error))
    }
}

/// What is printed of a failure.
impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{}", self.records())?;
        self.queries.iter().try_for_each(|query| writeln!(f, "{}", write::write(&self.model, query)))
    }
}

/// How the queries fared.
#[derive(Default)]
struct Tally {
    compared: usize,
    with_rows: usize,
    /// Too many ways for the naive evaluator, or too many alternatives for the library.
    too_large: usize,
}

#[test]
fn the_library_answers_as_the_naive_evaluator_does() {
    let tally = RefCell::new(Tally::default());
    run(|case| {
        let engine = case.engine()?;
        case.queries.iter().try_for_each(|query| agrees(case, &engine, query, &mut tally.borrow_mut()))
    });
    let Tally { compared, with_rows, too_large } = tally.into_inner();
    println!("{compared} queries answered alike, {with_rows} of them with rows or a verdict; {too_large} too large");
    assert!(too_large * 20 <= compared, "too many queries are too large");
    assert!(with_rows * 5 >= compared, "too few queries have any row");
}

fn agrees(case: &Case, engine: &Engine, query: &query::Query, tally: &mut Tally) -> Result<(), TestCaseError> {
    let text = write::write(&case.model, query);
    let Some(answered) = asked(engine, &format!("{text} with sources"), tally)? else { return Ok(()) };
    let Ok(expected) = answer::answer(&case.model, query) else {
        tally.too_large += 1;
        return Ok(());
    };
    compare::compare(&case.model, query, &expected, &answered.answer)
        .map_err(|difference| TestCaseError::fail(format!("{text}\n{difference}")))?;
    tally.compared += 1;
    let says_something = !answered.answer.rows.is_empty() || answered.answer.verdict.is_some_and(|v| v != Verdict::No);
    tally.with_rows += usize::from(says_something);
    Ok(())
}

/// The library's answer; none where the query is too large. It is a failure where it refuses any other.
fn asked(engine: &Engine, text: &str, tally: &mut Tally) -> Result<Option<Answered>, TestCaseError> {
    match engine.ask_text(text) {
        Ok(answered) => Ok(Some(answered)),
        Err(refused) if is_too_large(&refused.problem) => {
            tally.too_large += 1;
            Ok(None)
        }
        Err(refused) => Err(TestCaseError::fail(format!("{text}\n{refused}"))),
    }
}

fn is_too_large(problem: &Problem) -> bool {
    matches!(
        problem,
        Problem::Query(QueryProblem::TooManyBranches { .. }) | Problem::Store(StoreProblem::TooLarge { .. })
    )
}

#[test]
fn a_canonical_form_answers_the_same_and_is_its_own() {
    let tally = RefCell::new(Tally::default());
    run(|case| {
        let engine = case.engine()?;
        case.queries.iter().try_for_each(|query| canonical_is_stable(case, &engine, query, &mut tally.borrow_mut()))
    });
    assert!(tally.into_inner().compared > 0);
}

fn canonical_is_stable(
    case: &Case,
    engine: &Engine,
    query: &query::Query,
    tally: &mut Tally,
) -> Result<(), TestCaseError> {
    let text = format!("{} with sources", write::write(&case.model, query));
    let Some(first) = asked(engine, &text, tally)? else { return Ok(()) };
    let canonical = &first.answer.canonical;
    let again = engine.ask_text(canonical).map_err(|error| TestCaseError::fail(format!("{text}\n{error}")))?;
    if first.answer != again.answer {
        let answers = format!("{:?}\n{:?}", first.answer, again.answer);
        return Err(TestCaseError::fail(format!("{text}\n{canonical}\n{answers}")));
    }
    tally.compared += 1;
    Ok(())
}

/// Tries a property on random cases: as many as the environment says.
fn run(property: impl Fn(&Case) -> Result<(), TestCaseError>) {
    let cases = std::env::var("FACTFILE_ORACLE_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(SHORT);
    let config = Config {
        cases,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct("tests/oracle/regressions.txt"))),
        source_file: Some(file!()),
        max_shrink_iters: 20_000,
        ..Config::default()
    };
    let strategy = generate::case().prop_map(|gene| Case::new(&gene));
    if let Err(failure) = TestRunner::new(config).run(&strategy, |case| property(&case)) {
        panic!("{failure}");
    }
}
