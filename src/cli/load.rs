//! `factfile load`: record files into a store.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use crate::dataset::Manifest;
use crate::diagnostic::Diagnostic;
use crate::load::mapping::Mapping;
use crate::load::{Input, Options};
use crate::problem::{Category, CommandProblem};
use crate::render;
use crate::repl::console::{Console, Stop};
use crate::repl::interrupt::{Interrupts, Lifetime};
use crate::repl::{loading, waiting};
use crate::ship::{Restoring, restore};
use crate::store::Store;

/// Load record files into a store, which is made where there is none
///
/// Each file is loaded whole or not at all, but with --rejects. The first file with a mistake in it ends the command; every
/// mistake of that file is listed.
#[derive(Debug, Args)]
pub(super) struct Load {
    /// The store
    store: PathBuf,

    /// Record files (.jsonl, .json), RDF (.nt, .nq, .ttl, .trig), FollowTheMoney, or - for standard input; or the folder of a set
    /// of Parquet files, which makes a new store
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Read and report, and write nothing
    #[arg(long)]
    check: bool,

    /// Take no kind or predicate that the vocabulary does not declare
    #[arg(long)]
    strict: bool,

    /// Read the files by a mapping: a file, or one that comes with the program (see `factfile map --list`)
    #[arg(long, value_name = "MAPPING")]
    map: Option<String>,

    /// Take no fact without a quote, and no quote that the text of its document does not have
    #[arg(long)]
    require_quotes: bool,

    /// Load the good records, and write those that something is wrong with to this file, each with why: to be mended and
    /// loaded again. Only with one FILE
    #[arg(long, value_name = "REJECTS")]
    rejects: Option<PathBuf>,

    /// Of a set of Parquet files, keep only the facts that the rows of this query rest on, with all that they need
    #[arg(long, value_name = "QUERY")]
    only: Option<String>,

    /// Words to keep with the load, such as why it was done
    #[arg(long)]
    note: Option<String>,
}

impl Load {
    /// Loads the files one after another.
    pub(super) fn run(self, console: Console) -> Result<(), Stop> {
        if self.rejects.is_some() && self.files.len() > 1 {
            return Err(Stop::Problem(Diagnostic::new(CommandProblem::RejectsOfSeveral)));
        }
        let interrupts = Interrupts::install(Lifetime::Command);
        if let Some(set) = self.set()? {
            return self.restore(set, &console, &interrupts);
        }
        let is_new = !self.store.exists();
        // A store that does not exist yet is not made only to check a file against it.
        let mut store = if self.check && is_new { Store::in_memory()? } else { Store::open_or_create(&self.store)? };
        let done = self.load(&mut store, &console, &interrupts);
        if done.as_ref().is_err_and(is_failure) && is_new && !self.check {
            // A bad first file leaves nothing behind.
            store.remove_if_unused();
        }
        done
    }

    /// The set that is to be loaded.
    fn set(&self) -> Result<Option<&Path>, Stop> {
        let set = self.files.iter().find(|file| Manifest::is_named(file)).map(PathBuf::as_path);
        let is_alone = self.files.len() == 1;
        let for_records = [
            (self.strict, "--strict"),
            (self.map.is_some(), "--map"),
            (self.require_quotes, "--require-quotes"),
            (self.rejects.is_some(), "--rejects"),
            (self.note.is_some(), "--note"),
        ];
        let problem = match (set, for_records.iter().find(|(is_given, _)| *is_given)) {
            (None, _) if self.only.is_some() => CommandProblem::OnlyOfSet,
            (Some(_), _) if !is_alone => CommandProblem::SetBesideFiles,
            (Some(_), Some((_, option))) => CommandProblem::NotForSet { option },
            (set, _) => return Ok(set),
        };
        Err(Diagnostic::new(problem).into())
    }

    fn restore(&self, set: &Path, console: &Console, interrupts: &Interrupts) -> Result<(), Stop> {
        let stop = interrupts.flag();
        let restoring = Restoring { only: self.only.as_deref(), dry_run: self.check, stop: Some(&stop) };
        let counts = waiting::during("loading", || restore(set, &self.store, &restoring))?;
        console.print(&render::restored(set, &counts, self.check, &console.style))
    }

    fn load(&self, store: &mut Store, console: &Console, interrupts: &Interrupts) -> Result<(), Stop> {
        let who = std::env::var("USER").ok().filter(|name| !name.is_empty());
        let note = self.note.clone();
        let mapping = self.map.as_deref().map(Mapping::named).transpose();
        let mapping = mapping.map_err(|failure| loading::told(&failure, console))?.map(Arc::new);
        let options = Options {
            strict: self.strict,
            require_quotes: self.require_quotes,
            dry_run: self.check,
            rejects: self.rejects.clone(),
            mapping,
            who,
            note,
            stop: Some(interrupts.flag()),
        };
        for file in &self.files {
            let input = if file == Path::new("-") { Input::Stdin } else { Input::File(file.clone()) };
            let report = loading::load(store, &input, &options, console, interrupts)?;
            console.print(&render::load_report(&report, &console.style))?;
            if report.rejected.is_some_and(|rejected| rejected.records > 0) {
                return Err(Stop::Told(Category::Rejected));
            }
        }
        Ok(())
    }
}

/// Whether nothing was loaded.
fn is_failure(stop: &Stop) -> bool {
    !matches!(stop, Stop::Told(Category::Rejected) | Stop::Closed)
}
