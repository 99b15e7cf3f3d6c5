//! `factfile fmt`: scripts written canonically.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use super::difference::difference;
use super::run::script_or_standard_input;
use crate::diagnostic::Diagnostic;
use crate::problem::{CommandProblem, StoreProblem};
use crate::repl::console::{Console, Stop};
use crate::syntax::format;
use crate::target::Target;

/// Write scripts canonically
///
/// Without an option they are printed. Comments and blank lines between statements are kept; a script written canonically
/// says the same as before.
#[derive(Debug, Args)]
pub(super) struct Fmt {
    /// The scripts, or - for standard input
    #[arg(required = true, value_name = "FILE")]
    scripts: Vec<PathBuf>,

    /// Change nothing: show what would be changed, and exit with code 1 where that is anything
    #[arg(long, conflicts_with = "write")]
    check: bool,

    /// Write the files anew
    #[arg(long)]
    write: bool,
}

impl Fmt {
    /// Writes every script that can be read; what is wrong with another is told, and the first mistake is what the command
    /// ends with.
    pub(super) fn run(self, console: Console) -> Result<(), Stop> {
        let mut ended = Ok(());
        for script in &self.scripts {
            match self.script(script, &console) {
                Err(Stop::Closed) => return Err(Stop::Closed),
                Err(stop) => {
                    ended = ended.and(console.told(&stop).map_or(Ok(()), |category| Err(Stop::Told(category))))
                }
                Ok(()) => {}
            }
        }
        ended
    }

    fn script(&self, path: &Path, console: &Console) -> Result<(), Stop> {
        if self.write && path == Path::new("-") {
            return Err(Diagnostic::new(CommandProblem::NothingToWrite).into());
        }
        let source = script_or_standard_input(path)?;
        let written = format(&source)?;
        match (self.check, self.write) {
            (false, false) => console.print(&written),
            _ if written == source.text => Ok(()),
            (true, _) => {
                console.print(&difference(&source.name, &source.text, &written, &console.style))?;
                Err(Diagnostic::new(CommandProblem::NotCanonical { path: source.name.clone() }).into())
            }
            (_, true) => {
                replace(path, &written)?;
                console.narrate(&format!("wrote {}", source.name));
                Ok(())
            }
        }
    }
}

/// Puts a text in a file's place, whole or not at all. The file keeps its permissions: a script may be a command of its own.
fn replace(path: &Path, text: &str) -> Result<(), Box<Diagnostic>> {
    let failed = |error: &std::io::Error| {
        Diagnostic::new(StoreProblem::Io { path: path.display().to_string(), detail: error.to_string() })
    };
    // Behind a link stands the file that is meant.
    let path = path.canonicalize().map_err(|error| failed(&error))?;
    let permissions = path.metadata().map_err(|error| failed(&error))?.permissions();
    let target = Target::new(&path, true)?;
    let mut file = target.temporary()?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.as_file().set_permissions(permissions));
    written.map_err(|error| target.failed(&error))?;
    target.put_in_place(file)
}
