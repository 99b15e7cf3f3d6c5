//! `factfile ask`: one question, one answer.

use std::path::PathBuf;

use clap::Args;

use super::statements::{self, Answering};
use crate::diagnostic::Diagnostic;
use crate::engine::Engine;
use crate::problem::{Mistake, QueryProblem};
use crate::repl::console::{Console, Stop};
use crate::repl::interrupt::{Interrupts, Lifetime};
use crate::session::Session;
use crate::source::{Source, Span};
use crate::store::Store;
use crate::syntax;

/// Answer a question or pattern
#[derive(Debug, Args)]
pub(super) struct Ask {
    /// The store
    store: PathBuf,

    /// A question, such as "which envoys met in the UAE?", or a pattern, such as "find ?who where ?who is envoy"
    question: String,

    #[command(flatten)]
    answering: Answering,
}

impl Ask {
    /// Answers the question. The store is only read.
    pub(super) fn run(self, console: Console) -> Result<(), Stop> {
        let interrupts = Interrupts::install(Lifetime::Command);
        let mut session = Session::new(Engine::new(Store::open(&self.store)?)?).read_only();
        let source = Source::new("<question>", self.question);
        if syntax::parse(&source)?.is_empty() {
            return Err(Diagnostic::at(&source, Mistake::new(Span::default(), QueryProblem::NotOneQuery)).into());
        }
        statements::run(&mut session, &source, &self.answering, &console, &interrupts)
    }
}
