//! Questions of ours over two corpora, put to Factfile and, as SQL written by hand, to SQLite on a schema made for them,
//! both in this process and warm. That both give the same rows is checked before anything is measured.
//!
//! `cargo bench --bench questions`; with `-- NAME` those cases alone whose name has that in it, with `-- --table` the table at
//! the end alone, whose times are taken by turns.

mod both;
mod by_hand;
mod case;
mod corpus;
mod ours;
mod table;
mod times;

use std::path::Path;

use both::Both;
use by_hand::ByHand;
use case::Case;
use corpus::{CORPORA, Corpus};
use ours::Factfile;
use table::Measured;

/// Whatever goes wrong ends the run with its words.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Rows as they are compared.
pub type Rows = Vec<Vec<String>>;

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
    if !measured.is_empty() {
        table::print(&measured);
    }
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
    let all = cases.iter().zip(statements).map(|(case, sql)| Both { corpus: corpus.name, case, sql });
    let wanted: Vec<Both> = all.filter(|both| is_wanted(&both.name())).collect();
    wanted.iter().try_for_each(|both| both.check(&factfile, &by_hand))?;
    if !std::env::args().any(|argument| argument == "--table") {
        wanted.iter().for_each(|both| both.criterion(&factfile, &by_hand));
    }
    wanted.iter().map(|both| both.measure(&factfile, &by_hand)).collect()
}

/// Whether the command line names the case, or none.
fn is_wanted(name: &str) -> bool {
    std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).all(|part| name.contains(&part))
}
