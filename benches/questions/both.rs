//! One case put to both sides: their rows compared, their times taken.

use std::time::Duration;

use criterion::Criterion;

use crate::by_hand::ByHand;
use crate::case::Case;
use crate::ours::{self, Factfile};
use crate::table::Measured;
use crate::{Result, Rows, times};

/// A case with its statement.
pub struct Both<'c> {
    /// The name of its corpus.
    pub corpus: &'static str,
    /// The case.
    pub case: &'c Case,
    /// The statement by hand, numbers in it.
    pub sql: String,
}

impl Both<'_> {
    /// What it is called on the command line and in the table.
    pub fn name(&self) -> String {
        format!("{}/{}", self.corpus, self.case.name)
    }

    /// Sees to it that both have the same rows, since a time for another question says nothing.
    pub fn check(&self, factfile: &Factfile, by_hand: &ByHand) -> Result<()> {
        let told = |error| format!("{}: {error}", self.name());
        let asked = ours::as_text(&*factfile.answer(&self.case.question).map_err(told)?);
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

    /// Measures each side by itself, one after the other.
    pub fn criterion(&self, factfile: &Factfile, by_hand: &ByHand) {
        let mut criterion = settings();
        let mut group = criterion.benchmark_group(self.name());
        group.bench_function("by hand", |bencher| bencher.iter_with_large_drop(|| by_hand.rows(&self.sql)));
        group.bench_function("factfile", |bencher| {
            bencher.iter_with_large_drop(|| factfile.answer(&self.case.question));
        });
        group.finish();
    }

    /// Measures both sides by turns.
    pub fn measure(&self, factfile: &Factfile, by_hand: &ByHand) -> Result<Measured> {
        let rows = by_hand.rows(&self.sql)?.len();
        let times = times::by_turns(|| by_hand.rows(&self.sql), || factfile.answer(&self.case.question))?;
        Ok(Measured { case: self.name(), title: self.case.title.clone(), rows, patterns: self.case.patterns, times })
    }
}

fn settings() -> Criterion {
    Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_secs(1))
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
