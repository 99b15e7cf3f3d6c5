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

mod aggregate;
mod answer;
mod build;
mod calendar;
mod census;
mod chains;
mod choices;
mod compare;
mod evaluate;
mod expression;
mod generate;
mod minimize;
mod model;
mod narrow;
mod paths;
mod query;
mod receipts;
mod records;
mod relation;
mod rules;
mod text;
mod value;
mod walk;
mod write;

use std::cell::RefCell;
use std::fmt;

use factfile::answer::{self as answers, Verdict};
use factfile::engine::{Answered, Engine};
use factfile::load::{Input, Options, load};
use factfile::problem::{Problem, QueryProblem, StoreProblem};
use factfile::session::Session;
use factfile::source::Source;
use factfile::store::Store;
use factfile::syntax;

use census::Census;
use generate::CaseGene;

/// How many stores the short form tries; each is asked one to three queries.
const SHORT: u64 = 250;

/// The numbers of cases that failed before.
const REGRESSIONS: &str = include_str!("regressions.txt");

/// A store, rules, and queries over them.
struct Case {
    model: model::Store,
    rules: Vec<query::Rule>,
    queries: Vec<query::Query>,
}

impl Case {
    fn new(gene: &generate::CaseGene) -> Self {
        let model = build::store(gene);
        let (rules, callable) = build::rules(&model, &gene.rules);
        let rules = if is_left_out(&census::of_rules(&rules)) { Vec::new() } else { rules };
        let callable = if rules.is_empty() { Vec::new() } else { callable };
        let mut queries: Vec<query::Query> =
            gene.queries.iter().map(|gene| build::query(&model, &callable, gene)).collect();
        queries.retain(|query| !is_left_out(&census::constructs(query, &rules)));
        Case { model, rules, queries }
    }

    fn records(&self, load: usize) -> String {
        self.model.loads[load].iter().map(|record| format!("{record}\n")).collect()
    }

    /// The store loaded, load by load, and its rules defined.
    fn engine(&self) -> Result<Session, String> {
        let failed = |error: &dyn fmt::Display| format!("the store is refused: {error}");
        let mut store = Store::in_memory().map_err(|error| failed(&error))?;
        for at in 0..self.model.loads.len() {
            let input = Input::Bytes { name: format!("records-{at}.jsonl"), bytes: self.records(at).into_bytes() };
            load(&mut store, &input, &Options::default(), &mut |_| {}).map_err(|failure| failed(&failure))?;
        }
        let mut session = Session::new(Engine::new(store).map_err(|error| failed(&error))?);
        if !self.rules.is_empty() {
            let source = Source::new("<rules>", write::define(&self.model, &self.rules));
            let refused = |error: &dyn fmt::Display| format!("the rules are refused: {error}");
            for statement in syntax::parse(&source).map_err(|error| refused(&error))? {
                session.run(&source, &statement).map_err(|error| refused(&error))?;
            }
        }
        Ok(session)
    }
}

/// Whether a case is made of what is left out for now: the environment names it as the census does, by commas.
fn is_left_out(constructs: &std::collections::BTreeSet<String>) -> bool {
    let left_out = std::env::var("FACTFILE_ORACLE_WITHOUT").unwrap_or_default();
    left_out.split(',').any(|name| constructs.iter().any(|construct| construct.ends_with(name) && !name.is_empty()))
}

/// What is printed of a failure.
impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for at in 0..self.model.loads.len() {
            write!(f, "\n{}", self.records(at))?;
        }
        if !self.rules.is_empty() {
            writeln!(f, "{}", write::define(&self.model, &self.rules))?;
        }
        self.queries.iter().try_for_each(|query| writeln!(f, "{}", write::write(&self.model, &self.rules, query)))
    }
}

/// How the queries fared.
#[derive(Default)]
struct Tally {
    compared: usize,
    with_rows: usize,
    /// Too many ways for the naive evaluator, or too many alternatives for the library.
    too_large: usize,
    census: Census,
}

#[test]
fn the_library_answers_as_the_naive_evaluator_does() {
    let tally = RefCell::new(Tally::default());
    run(|case| {
        let session = case.engine()?;
        case.queries.iter().try_for_each(|query| agrees(case, session.engine(), query, &mut tally.borrow_mut()))
    });
    let Tally { compared, with_rows, too_large, census } = tally.into_inner();
    println!("{census}");
    println!("{compared} queries answered alike, {with_rows} of them with rows or a verdict; {too_large} too large");
    assert!(too_large * 20 <= compared, "too many queries are too large");
    assert!(with_rows * 5 >= compared, "too few queries have any row");
}

fn agrees(case: &Case, engine: &Engine, query: &query::Query, tally: &mut Tally) -> Result<(), String> {
    let text = write::write(&case.model, &case.rules, query);
    let Some(answered) = asked(engine, &format!("{text} with sources"), tally)? else { return Ok(()) };
    let query = in_found_order(query, &answered);
    let Ok(expected) = answer::answer(&case.model, &case.rules, &query) else {
        tally.too_large += 1;
        return Ok(());
    };
    compare::compare(&query, &expected, &answered.answer).map_err(|difference| format!("{text}\n{difference}"))?;
    tally.compared += 1;
    let says_something = !answered.answer.rows.is_empty() || answered.answer.verdict.is_some_and(|v| v != Verdict::No);
    tally.with_rows += usize::from(says_something);
    tally.census.count(&query, &case.rules, says_something);
    Ok(())
}

/// A query whose `*` stands for its columns in the order in which they were found: which comes first is the library's to
/// say.
fn in_found_order(query: &query::Query, answered: &Answered) -> query::Query {
    let mut query = query.clone();
    if let Some(find) = query.find.as_mut().filter(|find| find.everything) {
        let headings: Vec<String> = find.outputs.iter().map(|output| write::plain_heading(&output.value)).collect();
        let place = |column: &answers::Column| headings.iter().position(|heading| *heading == column.name);
        let order: Vec<usize> = answered.answer.columns.iter().filter_map(place).collect();
        if order.len() == headings.len() {
            find.reorder(&order);
        }
    }
    query
}

/// The library's answer; none where the query is too large. It is a failure where it refuses any other.
fn asked(engine: &Engine, text: &str, tally: &mut Tally) -> Result<Option<Answered>, String> {
    match engine.ask_text(text) {
        Ok(answered) => Ok(Some(answered)),
        Err(refused) if is_too_large(&refused.problem) => {
            tally.too_large += 1;
            Ok(None)
        }
        Err(refused) => Err(format!("{text}\n{}", shortened(&refused.to_string()))),
    }
}

/// A message without the SQL in it.
fn shortened(message: &str) -> String {
    match message.split_once(" in SELECT").or(message.split_once(" in WITH")) {
        Some((before, _)) => before.to_owned(),
        None => message.to_owned(),
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
        let session = case.engine()?;
        case.queries
            .iter()
            .try_for_each(|query| canonical_is_stable(case, session.engine(), query, &mut tally.borrow_mut()))
    });
    assert!(tally.into_inner().compared > 0);
}

#[test]
fn the_order_of_joins_changes_no_answer() {
    let tally = RefCell::new(Tally::default());
    run(|case| {
        let mut session = case.engine()?;
        case.queries
            .iter()
            .try_for_each(|query| is_the_same_as_written(case, &mut session, query, &mut tally.borrow_mut()))
    });
    assert!(tally.into_inner().compared > 0);
}

fn is_the_same_as_written(
    case: &Case,
    session: &mut Session,
    query: &query::Query,
    tally: &mut Tally,
) -> Result<(), String> {
    let text = write::write(&case.model, &case.rules, query);
    let Some(planned) = asked(session.engine(), &text, tally)? else { return Ok(()) };
    session.engine_mut().set_as_written(true);
    let written = asked(session.engine(), &text, tally);
    session.engine_mut().set_as_written(false);
    let Some(written) = written? else { return Ok(()) };
    let find = query.find.as_ref();
    let is_same = match find.is_some_and(|find| find.unordered) {
        // Which rows a limit then leaves is not said.
        true if find.is_some_and(|find| find.limit.is_some() || find.offset.is_some()) => {
            planned.answer.rows.len() == written.answer.rows.len()
        }
        true => sorted(&planned) == sorted(&written),
        false => planned.answer == written.answer,
    };
    if !is_same {
        return Err(format!("{text}\n{:?}\nas written: {:?}", planned.answer, written.answer));
    }
    tally.compared += 1;
    Ok(())
}

fn canonical_is_stable(case: &Case, engine: &Engine, query: &query::Query, tally: &mut Tally) -> Result<(), String> {
    let text = format!("{} with sources", write::write(&case.model, &case.rules, query));
    let Some(first) = asked(engine, &text, tally)? else { return Ok(()) };
    let canonical = &first.answer.canonical;
    let again = engine.ask_text(canonical).map_err(|error| format!("{text}\n{error}"))?;
    if first.answer != again.answer {
        let answers = format!("{:?}\n{:?}", first.answer, again.answer);
        return Err(format!("{text}\n{canonical}\n{answers}"));
    }
    tally.compared += 1;
    Ok(())
}

fn sorted(answered: &Answered) -> Vec<String> {
    let mut rows: Vec<String> = answered.answer.rows.iter().map(|row| format!("{row:?}")).collect();
    rows.sort();
    rows
}

/// Tries a property on generated cases: those that failed before, then as many as the environment says, from a number
/// that it may give too.
fn run(property: impl Fn(&Case) -> Result<(), String>) {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let now = || std::time::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_nanos() as u64 >> 10);
    let (given, cases) = (number("FACTFILE_ORACLE_SEED"), number("FACTFILE_ORACLE_CASES"));
    // The short form is the same each time, so that what fails is what was changed; the long one looks for more.
    let first = given.unwrap_or_else(|| if cases.is_some() { now() } else { 0 });
    let cases = cases.unwrap_or(SHORT);
    let known = REGRESSIONS.lines().filter_map(|line| line.split('#').next()?.trim().parse().ok());
    let known: Vec<u64> = if given.is_some() { Vec::new() } else { known.collect() };
    println!("FACTFILE_ORACLE_SEED={first} FACTFILE_ORACLE_CASES={cases}");
    let mut failures = Vec::new();
    let mut done = 0;
    for seed in known.into_iter().chain((0..cases).map(|at| first.wrapping_add(at))) {
        let gene = generate::case(seed);
        if std::env::var("FACTFILE_ORACLE_SHOW").is_ok() {
            println!("{:?}", Case::new(&gene));
        }
        let start = std::time::Instant::now();
        let failed = property(&Case::new(&gene)).is_err();
        done += 1;
        if start.elapsed().as_secs() > 10 {
            println!("{} s: FACTFILE_ORACLE_SEED={seed} FACTFILE_ORACLE_CASES=1", start.elapsed().as_secs());
        }
        if done % 1_000 == 0 {
            println!("{done} cases agree");
        }
        if failed {
            let fails = |gene: &CaseGene| property(&Case::new(gene)).is_err();
            let case = Case::new(&minimize::minimize(gene, std::time::Duration::from_secs(20), &fails));
            let error = property(&case).err().unwrap_or_default();
            failures.push(format!("FACTFILE_ORACLE_SEED={seed} FACTFILE_ORACLE_CASES=1\n{case:?}\n{error}"));
        }
        if failures.len() as u64 >= number("FACTFILE_ORACLE_FAILURES").unwrap_or(1) {
            break;
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}
