//! `factfile draw`: an answer as a picture.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::asking::Asking;
use super::statements::named;
use crate::diagnostic::Diagnostic;
use crate::draw::{self, Form};
use crate::engine::Engine;
use crate::problem::{Mistake, QueryProblem};
use crate::repl::console::{Console, Stop};
use crate::repl::interrupt::{Interrupts, Lifetime};
use crate::repl::settings::seconds;
use crate::repl::{picture, show};
use crate::session::{Outcome, Session};
use crate::source::{Source, Span};
use crate::syntax;

/// Draw what an answer rests on, as SVG: things and facts as a graph, or facts on a scale of time
#[derive(Debug, Args)]
pub(super) struct Draw {
    /// The store
    store: PathBuf,

    /// A question or pattern, as `ask` takes it; or "timeline NAME" or "describe NAME" for the facts about a thing
    question: String,

    /// What is drawn: graph or timeline. Without it a timeline of `timeline NAME`, and a graph of everything else
    #[arg(long = "as", value_enum, value_name = "FORM", hide_possible_values = true)]
    form: Option<Form>,

    /// The file to write, such as talks.svg; without it the picture goes to standard output
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,

    /// Replace the file where there is one
    #[arg(long)]
    force: bool,

    /// The value of a parameter: --param place=UAE stands for $place. May be given several times
    #[arg(long = "param", value_name = "NAME=VALUE")]
    parameters: Vec<String>,

    /// Stop an answer that takes longer than so many seconds
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    timeout: Option<Duration>,

    #[command(flatten)]
    asking: Asking,
}

impl Draw {
    /// Answers and draws. The store is only read.
    pub(super) fn run(self, console: Console) -> Result<(), Stop> {
        let interrupts = Interrupts::install(Lifetime::Command);
        let mut session = Session::new(Engine::new(self.asking.open(&self.store)?)?).read_only();
        session.set_limit(self.timeout);
        for parameter in &self.parameters {
            let (name, value) = named(parameter)?;
            session.set_parameter(name, value);
        }
        let source = Source::new("<question>", self.question);
        let statements = syntax::parse(&source)?;
        let [statement] = statements.as_slice() else {
            return Err(Diagnostic::at(&source, Mistake::new(Span::default(), QueryProblem::NotOneQuery)).into());
        };
        let outcome = show::run(&mut session, &source, statement, &interrupts)?;
        if let Outcome::Answer(answer) = &outcome
            && let Some(reading) = show::reading(&statement.node, answer)
        {
            console.narrate(&format!("read as {reading}"));
        }
        let usual = if matches!(outcome, Outcome::Timeline(_)) { Form::Timeline } else { Form::Graph };
        let scene = picture::scene(&session, &outcome, &interrupts)?;
        let picture = draw::draw(&scene, self.form.unwrap_or(usual));
        match &self.to {
            Some(to) => Ok(draw::save(&picture, to, self.force, &self.store)?),
            None => console.print(&picture),
        }
    }
}
