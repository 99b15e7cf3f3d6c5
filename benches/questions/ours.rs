//! Factfile, asked as a library.

use std::path::Path;
use std::sync::Arc;

use factfile::answer::Answer;
use factfile::engine::Engine;
use factfile::session::Session;
use factfile::source::Source;
use factfile::store::Store;
use factfile::syntax;

use crate::case::Case;
use crate::{Result, Rows};

/// A store, open to be read.
pub struct Factfile(Engine);

impl Factfile {
    /// Defines the rules that the cases need, and opens the store.
    pub fn open(store: &Path, cases: &[Case]) -> Result<Self> {
        let mut session = Session::new(Engine::new(Store::open_writable(store)?)?);
        for case in cases {
            let source = Source::new(&*case.name, &*case.rules);
            for statement in syntax::parse(&source)? {
                session.run(&source, &statement)?;
            }
        }
        drop(session);
        Ok(Self(Engine::new(Store::open(store)?)?))
    }

    /// The answer to a question: rows of strings of its own, equal things shared.
    pub fn answer(&self, question: &str) -> Result<Arc<Answer>> {
        Ok(self.0.ask_text(question)?.answer)
    }
}

/// The rows of an answer as text.
pub fn as_text(answer: &Answer) -> Rows {
    answer.rows.iter().map(|row| row.iter().map(|value| value.text().into_owned()).collect()).collect()
}
