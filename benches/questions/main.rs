//! Questions of ours over two corpora, put to Factfile and, as SQL written by hand, to SQLite on a schema made for them,
//! both in this process and warm. That both give the same rows is checked before anything is measured.
//!
//! `cargo bench --bench questions`; with `-- NAME` those cases alone whose name has that in it, with `-- --table` the table at
//! the end alone, whose times are taken by turns.

mod asked;
mod case;
mod corpus;
mod table;
mod times;

use std::path::Path;

use criterion::Criterion;

use asked::{ByHand, Factfile, Rows};
use case::Case;
use corpus::{CORPORA, Corpus};
use table::Measured;

/// Whatever goes wrong ends the run with its words.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() {
    // `cargo test --benches` runs this too, without the flag; there is nothing to test then.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    if let Err(error) = run() {
        eprintln!("{error}");
        std::process::exit(1);
    }
}

fn run() -> Result<()> {
    let scratch = tempfile::tempdir()?;
    let mut measured = Vec::new();
    for corpus in &CORPORA {
        if let Some(folder) = corpus.folder() {
            measured.extend(measure(corpus, &folder, scratch.path())?);
        }
    }
    table::print(&measured);
    Ok(())
}

/// Measures the cases of a corpus.
fn measure(corpus: &Corpus, folder: &Path, scratch: &Path) -> Result<Vec<Measured>> {
    let store = scratch.join(corpus.name).with_extension("db");
    corpus.load(folder, &store)?;
    let cases = Case::all(corpus.name)?;
    let factfile = Factfile::open(&store, &cases)?;
    let by_hand = ByHand::build(&store.with_extension("by-hand.db"), &store)?;
    let statements = cases.iter().map(|case| by_hand.statement(case)).collect::<Result<Vec<String>>>()?;
    by_hand.detach()?;
    let cases: Vec<Both> =
        cases.iter().zip(statements).map(|(case, sql)| Both { corpus: corpus.name, case, sql }).collect();
    let wanted: Vec<&Both> = cases.iter().filter(|both| is_wanted(&both.name())).collect();
    wanted.iter().try_for_each(|both| both.check(&factfile, &by_hand))?;
    if !std::env::args().any(|argument| argument == "--table") {
        wanted.iter().for_each(|both| both.criterion(&factfile, &by_hand));
    }
    wanted.iter().map(|both| both.measure(&factfile, &by_hand)).collect()
}

/// Whether the command line names the case, or none.
fn is_wanted(name: &str) -> bool {
    let named = std::env::args().skip(1).filter(|argument| !argument.starts_with('-'));
    named.last().is_none_or(|part| name.contains(&part))
}

/// A case with its statement.
struct Both<'c> {
    corpus: &'static str,
    case: &'c Case,
    sql: String,
}

impl Both<'_> {
    fn name(&self) -> String {
        format!("{}/{}", self.corpus, self.case.name)
    }

    /// Sees to it that both have the same rows, since a time for another question says nothing.
    fn check(&self, factfile: &Factfile, by_hand: &ByHand) -> Result<()> {
        let told = |error| format!("{}: {error}", self.name());
        let asked = asked::as_text(&*factfile.answer(&self.case.question).map_err(told)?);
        let selected = by_hand.rows(&self.sql).map_err(|error| format!("{}: {error}\n{}", self.name(), self.sql))?;
        if asked.is_empty() {
            return Err(format!("{}: no rows", self.name()).into());
        }
        match difference(asked, selected) {
            Some(difference) => {
                Err(format!("{}: {}\n{difference}\n{}", self.name(), self.case.question, self.sql).into())
            }
            None => Ok(()),
        }
    }

    fn criterion(&self, factfile: &Factfile, by_hand: &ByHand) {
        let mut criterion = settings();
        let mut group = criterion.benchmark_group(self.name());
        group.bench_function("by hand", |bencher| bencher.iter_with_large_drop(|| by_hand.rows(&self.sql)));
        group.bench_function("factfile", |bencher| {
            bencher.iter_with_large_drop(|| factfile.answer(&self.case.question));
        });
        group.finish();
    }

    fn measure(&self, factfile: &Factfile, by_hand: &ByHand) -> Result<Measured> {
        let rows = by_hand.rows(&self.sql)?.len();
        let times = times::by_turns(|| by_hand.rows(&self.sql), || factfile.answer(&self.case.question))?;
        Ok(Measured { case: self.name(), title: self.case.title.clone(), rows, patterns: self.case.patterns, times })
    }
}

fn settings() -> Criterion {
    Criterion::default()
        .sample_size(20)
        .warm_up_time(std::time::Duration::from_millis(200))
        .measurement_time(std::time::Duration::from_secs(1))
        .without_plots()
}

/// How the rows of both sides differ: how many there are, and the first that is another. Which of two things of one name
/// comes first is told by their keys, which SQL by hand has no need of: so the order is not compared.
fn difference(mut asked: Rows, mut selected: Rows) -> Option<String> {
    asked.sort();
    selected.sort();
    if asked == selected {
        return None;
    }
    let at = asked.iter().zip(&selected).take_while(|(one, other)| one == other).count();
    let row = |rows: &Rows| rows.get(at).map_or("nothing more".to_owned(), |row| format!("{row:?}"));
    Some(format!(
        "{} rows by Factfile, {} by hand; row {} is {} by Factfile, {} by hand",
        asked.len(),
        selected.len(),
        at + 1,
        row(&asked),
        row(&selected),
    ))
}
