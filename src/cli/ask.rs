//! `factfile ask`: one question, one answer; or as many as come in.

use std::io::BufRead;
use std::path::PathBuf;

use clap::Args;

use super::asking::Asking;
use super::statements::{self, Answering};
use crate::diagnostic::Diagnostic;
use crate::engine::Engine;
use crate::problem::{CommandProblem, Mistake, QueryProblem};
use crate::repl::console::{Console, Stop};
use crate::repl::interrupt::{Interrupts, Lifetime};
use crate::session::{Session, text_of};
use crate::source::{Source, Span};
use crate::syntax;

/// Answer a question or pattern
#[derive(Debug, Args)]
pub(super) struct Ask {
    /// The store, or a set as spark:DIR or duckdb:DIR
    store: PathBuf,

    /// A question, such as "which envoys met in the UAE?", or a pattern, such as "find ?who where ?who is envoy"; - for those
    /// on standard input, one a line: each is answered before the next is read, and an empty line ends its answer
    question: String,

    #[command(flatten)]
    answering: Answering,

    #[command(flatten)]
    asking: Asking,
}

impl Ask {
    /// Answers the question. The store is only read.
    pub(super) fn run(self, console: Console) -> Result<(), Stop> {
        let interrupts = Interrupts::install(Lifetime::Command);
        let mut session = Session::new(Engine::new(self.asking.open(&self.store)?)?).read_only();
        if self.question == "-" {
            if self.answering.giving.at_the_end() {
                return Err(Diagnostic::new(CommandProblem::OutputOfLines).into());
            }
            return self.answer_lines(&mut session, &console, &interrupts);
        }
        let source = Source::new("<question>", self.question);
        if syntax::parse(&source)?.is_empty() {
            return Err(Diagnostic::at(&source, Mistake::new(Span::default(), QueryProblem::NotOneQuery)).into());
        }
        statements::run(&mut session, &source, &self.answering, &console, &interrupts)
    }

    /// Answers what comes in, a line at a time. What is wrong with one is told, and the next is read; the first mistake is
    /// what the command ends with.
    fn answer_lines(&self, session: &mut Session, console: &Console, interrupts: &Interrupts) -> Result<(), Stop> {
        let mut ended = Ok(());
        for (at, line) in std::io::stdin().lock().split(b'\n').enumerate() {
            let unreadable = |detail| CommandProblem::Unreadable { path: "<stdin>".to_owned(), detail };
            let line = line.map_err(|error| Diagnostic::new(unreadable(error.to_string())))?;
            if let Err(stop) = self.answer_line(session, line, at + 1, console, interrupts) {
                let category = console.told(&stop).ok_or(Stop::Closed)?;
                ended = ended.and(Err(Stop::Told(category)));
            }
            console.print("\n")?;
        }
        ended
    }

    fn answer_line(
        &self,
        session: &mut Session,
        line: Vec<u8>,
        number: usize,
        console: &Console,
        interrupts: &Interrupts,
    ) -> Result<(), Stop> {
        let text = text_of("<stdin>".to_owned(), line).map_err(Diagnostic::new)?;
        let source = Source::starting_at("<stdin>", text, number);
        statements::run(session, &source, &self.answering, console, interrupts)
    }
}
