//! `factfile sql`: what a question comes to, in a dialect of SQL.

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::asking::Asking;
use super::statements::named;
use crate::diagnostic::Diagnostic;
use crate::engine::Engine;
use crate::problem::{CommandProblem, Mistake, QueryProblem};
use crate::render::{self, Style};
use crate::repl::console::{Console, Stop};
use crate::session::Session;
use crate::source::{Source, Span, Spanned};
use crate::sql::Dialect;
use crate::syntax::{self, ast};

/// Print what a question comes to as SQL, for this store or for a set of Parquet files
#[derive(Debug, Args)]
pub(super) struct Sql {
    /// The store, or a set: spark:DIR, duckdb:DIR
    store: PathBuf,

    /// A question or pattern, as `ask` takes it
    question: String,

    /// For which engine: sqlite (as it is run here), stock (any SQLite, without functions of Factfile), spark or duckdb (over
    /// a set that `export --format parquet` wrote). Without it, the one that is asked
    #[arg(long, value_name = "DIALECT", hide_possible_values = true,
          value_parser = PossibleValuesParser::new(Dialect::ALL.map(Dialect::name)))]
    dialect: Option<String>,

    /// The value of a parameter: --param place=UAE stands for $place. May be given several times
    #[arg(long = "param", value_name = "NAME=VALUE")]
    parameters: Vec<String>,

    #[command(flatten)]
    asking: Asking,
}

impl Sql {
    /// Prints it. The store is only read, and nothing is asked of it but what it calls things.
    pub(super) fn run(self, console: Console) -> Result<(), Stop> {
        let mut session = Session::new(Engine::new(self.asking.open(&self.store)?)?).read_only();
        for parameter in &self.parameters {
            let (name, value) = named(parameter)?;
            session.set_parameter(name, value);
        }
        let source = Source::new("<question>", self.question);
        let statements = syntax::parse(&source)?;
        let not_one = || Diagnostic::at(&source, Mistake::new(Span::default(), QueryProblem::NotOneQuery));
        let [Spanned { node: ast::Statement::Query(query), span }] = statements.as_slice() else {
            return Err(not_one().into());
        };
        let query = Spanned::new(query.clone(), *span);
        let of_store = session.engine().store().dialect();
        let dialect = self.dialect.as_deref().and_then(Dialect::from_name).unwrap_or(of_store);
        let said = session.said(&source, &query, dialect)?;
        let said =
            said.map_err(|reason| Diagnostic::new(CommandProblem::Unsaid { dialect: dialect.name(), reason }))?;
        console.print(&render::said(&said, dialect, &Style::plain(100)))
    }
}
