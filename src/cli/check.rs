//! `factfile check`: scripts read against a store, and not run.

use std::path::PathBuf;

use clap::Args;

use super::asking::Asking;
use super::run::script_or_standard_input;
use super::statements::named;
use super::unused;
use crate::engine::Engine;
use crate::repl::console::{Console, Stop};
use crate::session::{Checked, Session};

/// Read scripts against a store without running them
///
/// Every statement is parsed and its words are looked up; what is wrong is told of all of them. Rules, names and saved
/// queries of a script are known to the statements behind them. The store is only read.
#[derive(Debug, Args)]
pub(super) struct Check {
    /// The scripts, or - for standard input
    #[arg(required = true, value_name = "FILE")]
    scripts: Vec<PathBuf>,

    /// The store that the scripts speak of
    #[arg(long, value_name = "STORE")]
    on: PathBuf,

    /// The value of a parameter: --param place=UAE stands for $place. May be given several times
    #[arg(long = "param", value_name = "NAME=VALUE")]
    parameters: Vec<String>,

    #[command(flatten)]
    asking: Asking,
}

impl Check {
    /// Tells what is wrong with each script. The first mistake is what the command ends with.
    pub(super) fn run(self, console: Console) -> Result<(), Stop> {
        let mut session = Session::new(Engine::new(self.asking.open(&self.on)?)?).read_only();
        for parameter in &self.parameters {
            let (name, value) = named(parameter)?;
            session.set_parameter(name, value);
        }
        let all = session.check(self.scripts.iter().map(|script| script_or_standard_input(script)));
        all.warnings.iter().for_each(|warning| console.warn(warning));
        all.problems.iter().for_each(|problem| console.tell(problem));
        unused::warn(&self.parameters, &all.parameters, &console);
        console.narrate(&summary(&all, self.scripts.len()));
        match all.problems.first().map(|problem| problem.category()) {
            None => Ok(()),
            Some(category) => Err(Stop::Told(category)),
        }
    }
}

/// What was read and found, in a line.
fn summary(all: &Checked, scripts: usize) -> String {
    let counted = |count: usize, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
    let read =
        format!("{} in {}", counted(all.statements, "statement", "statements"), counted(scripts, "script", "scripts"));
    let wrong = match all.problems.len() {
        0 => "nothing is wrong".to_owned(),
        several => counted(several, "is wrong", "are wrong"),
    };
    let unchecked = match all.unchecked {
        0 => String::new(),
        several => format!("; {} not checked for want of a value", counted(several, "was", "were")),
    };
    let writes = if all.writes { "; they change the store: run them with --write" } else { "" };
    format!("{read}: {wrong}{unchecked}{writes}")
}
