//! The command line: one file for each command.

mod ask;
mod asking;
mod check;
mod completions;
mod config;
mod course;
mod difference;
mod draw;
mod export;
mod fmt;
mod given;
mod help;
mod load;
mod log;
mod manual;
mod map;
mod names;
mod open;
mod queries;
mod report;
mod report_page;
mod run;
mod schema;
mod ship;
mod ship_beside;
mod sql;
mod statements;
mod unused;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::diagnostic::Result as Checked;
use crate::repl;
use crate::repl::console::{Console, ErrorForm, Stop};
use crate::repl::settings::{Colour, Settings};

/// Keeps facts in one SQLite file and answers questions about them, with the sentences that each answer rests on.
#[derive(Debug, Parser)]
#[command(
    name = "factfile",
    version,
    about,
    after_help = "`factfile help TOPIC` explains the language; `factfile help` lists the topics.",
    args_conflicts_with_subcommands = true,
    disable_help_subcommand = true,
    max_term_width = 100
)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,

    #[command(flatten)]
    asking: asking::Asking,

    /// The store to open a prompt on, or a set as spark:DIR or duckdb:DIR; without one, an empty store in memory. Where standard input is not a terminal,
    /// it is run as a script
    store: Option<PathBuf>,

    /// How errors are told: as text, or as json, one object a line
    #[arg(long, value_enum, value_name = "FORM", default_value_t, global = true, hide_possible_values = true)]
    errors: ErrorForm,

    /// When colours are used: auto, always or never
    #[arg(long, visible_alias = "colour", value_name = "WHEN", global = true)]
    color: Option<String>,

    /// How the prompt looks and behaves: --set rows=100. May be given several times; `factfile config` lists what there is
    #[arg(long = "set", value_name = "NAME=VALUE", global = true)]
    set: Vec<String>,

    /// Open the prompt without running the start-up file
    #[arg(short = 'X', long)]
    no_startup: bool,
}

impl Arguments {
    /// What the user set, by file, environment and options.
    fn settings(&self) -> Checked<Settings> {
        let mut settings = Settings::of_user()?;
        for pair in &self.set {
            settings.set_pair(pair, "--set")?;
        }
        if let Some(when) = &self.color {
            settings.set_pair(&format!("colour={when}"), "--color")?;
        }
        Ok(settings)
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    Load(load::Load),
    Map(map::Map),
    Ask(ask::Ask),
    Draw(draw::Draw),
    Sql(sql::Sql),
    Run(run::Run),
    Check(check::Check),
    Fmt(fmt::Fmt),
    Queries(queries::Queries),
    Config(config::Config),
    Names(names::Names),
    Log(log::Log),
    Verify(verify::Verify),
    Ship(ship::Ship),
    Report(report_page::ReportPage),
    Export(export::Export),
    Schema(schema::Schema),
    Completions(completions::Completions),
    Man(manual::Manual),
    Help(help::Help),
}

/// Runs the command that the process was called with.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let settings = match arguments.settings() {
        Ok(settings) => settings,
        Err(problem) => {
            let console = Console::new(arguments.errors, Colour::Auto);
            return exit_code(Err(Stop::Problem(problem)), console);
        }
    };
    let console = Console::new(arguments.errors, settings.colour);
    let done = match arguments.command {
        None => {
            let options = repl::Options { settings, startup: !arguments.no_startup };
            open::open(arguments.store.as_deref(), &arguments.asking, options, console)
        }
        Some(Command::Config(config)) => config.run(&settings, console),
        Some(Command::Load(load)) => load.run(console),
        Some(Command::Map(map)) => map.run(console),
        Some(Command::Ask(ask)) => ask.run(console),
        Some(Command::Draw(draw)) => draw.run(console),
        Some(Command::Sql(sql)) => sql.run(console),
        Some(Command::Run(run)) => run.run(console),
        Some(Command::Check(check)) => check.run(console),
        Some(Command::Fmt(fmt)) => fmt.run(console),
        Some(Command::Queries(queries)) => queries.run(console),
        Some(Command::Names(names)) => names.run(console),
        Some(Command::Log(log)) => log.run(console),
        Some(Command::Verify(verify)) => verify.run(console),
        Some(Command::Ship(ship)) => ship.run(console),
        Some(Command::Report(report)) => report.run(console),
        Some(Command::Export(export)) => export.run(console),
        Some(Command::Schema(schema)) => schema.run(console),
        Some(Command::Completions(completions)) => completions.run(console),
        Some(Command::Man(manual)) => manual.run(console),
        Some(Command::Help(help)) => help.run(console),
    };
    exit_code(done, console)
}

fn exit_code(done: Result<(), Stop>, console: Console) -> ExitCode {
    // Whoever closed the output has what was wanted.
    let failed = done.err().and_then(|stop| console.told(&stop));
    failed.map_or(ExitCode::SUCCESS, |category| ExitCode::from(category.exit_code()))
}

/// The command line as clap knows it, for help and for tests of the documentation.
pub fn command() -> clap::Command {
    <Arguments as clap::CommandFactory>::command()
}
