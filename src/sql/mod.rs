//! From plans to SQL: a tree, its text and binds, and, built with it, how its rows are read.

mod aggregate;
mod attribute;
mod call;
mod chain;
mod dialect;
mod elsewhere;
mod expression;
mod fact;
mod fixpoint;
mod halves;
mod history;
mod lowering;
mod most;
mod names;
mod pairs;
mod parts;
mod premises;
mod render;
mod rests;
mod rows;
mod semijoin;
mod set;
mod size;
mod stock;
mod tally;
mod time;
mod top;
pub mod tree;
mod walk;

pub(crate) use call::{ROUND, table_name};
pub use dialect::{Dialect, Unsaid, in_dialect};
pub use fixpoint::{Fixpoint, Growing, fixpoint, growing};
pub use parts::{Found, Part, RowsIn, parts, rounds, rows_in, truth_in};
pub use premises::{Fixed, PremiseReader, Premises, links, matches, premises, relation_premises, shown_row, truth};
pub use rests::counts_rests;
pub use rows::{Reader, Rows, rows};
pub use stock::{Stock, stock, stock_verdict};

use std::collections::HashSet;
use std::sync::Arc;

use tree::{Bind, Common, Select};

/// The most tables of a statement that is one select. SQLite takes no common table expression once it has opened 1000
/// tables (its limit on the depth of expressions), and it opens those of each one anew wherever it is named.
const MOST_TABLES: usize = 500;

/// What statements are made for: a dialect, and the relations that stand in temporary tables there already.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Setting {
    /// The dialect.
    pub dialect: Dialect,
    /// The relations.
    pub kept: HashSet<usize>,
}

impl Setting {
    /// A dialect, in which no relation stands in a table.
    pub fn of(dialect: Dialect) -> Self {
        Setting { dialect, kept: HashSet::new() }
    }
}

/// A statement for SQLite: its text, and the values of its parameters in their order.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// The temporary tables that it reads, in the order in which they are filled.
    pub temporary: Vec<Temporary>,
    /// The text, parameters as `?1`, `?2`, ….
    pub text: String,
    /// The values.
    pub binds: Vec<Bind>,
    /// What it was written from, to be said in another dialect; none of what only SQLite runs.
    tree: Option<Arc<Select>>,
    /// The round of an evaluation that it is of.
    pub(crate) round: Option<i64>,
}

/// A temporary table that a statement reads, and that goes with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Temporary {
    /// Takes an older one away, if there is one.
    pub drop: String,
    /// Makes it.
    pub create: String,
    /// Fills it.
    pub fill: String,
    /// The values of the parameters that fill it.
    pub binds: Vec<Bind>,
}

impl Statement {
    /// A statement without parameters.
    pub fn plain(text: String) -> Self {
        Self { temporary: Vec::new(), text, binds: Vec::new(), tree: None, round: None }
    }

    /// A select as one statement, or with its common table expressions as temporary tables where it is too large for that.
    pub(crate) fn of(mut select: Select) -> Self {
        let with = match size::tables(&select) > MOST_TABLES {
            true => std::mem::take(&mut select.with),
            false => Vec::new(),
        };
        let (text, binds) = render::render(&select);
        let temporary = with.iter().map(Temporary::of).collect();
        if !with.is_empty() {
            select.with = with;
        }
        Self { temporary, text, binds, tree: Some(Arc::new(select)), round: None }
    }

    /// The statements that are run one after the other.
    pub fn parts(&self) -> impl Iterator<Item = (&str, &[Bind])> {
        let none: &[Bind] = &[];
        let before = self
            .temporary
            .iter()
            .flat_map(move |table| [(table.drop.as_str(), none), (&table.create, none), (&table.fill, &table.binds)]);
        before.chain([(self.text.as_str(), self.binds.as_slice())])
    }

    /// The same in a round of an evaluation.
    pub fn at_round(&self, round: i64) -> Self {
        let at_round = |binds: &[Bind]| binds.iter().map(|bind| bind.at_round(round)).collect();
        let temporary = self.temporary.iter().map(|table| Temporary { binds: at_round(&table.binds), ..table.clone() });
        Self {
            temporary: temporary.collect(),
            text: self.text.clone(),
            binds: at_round(&self.binds),
            tree: self.tree.clone(),
            round: Some(round),
        }
    }
}

impl Temporary {
    fn of(common: &Common) -> Self {
        let name = &common.name;
        let columns = common.columns.join(", ");
        // SQLite can say all of it.
        let (text, binds) = render::rows_of(common, Dialect::Sqlite).unwrap_or_default();
        Self {
            drop: format!("DROP TABLE IF EXISTS temp.{name}"),
            create: format!("CREATE TABLE temp.{name} ({columns})"),
            fill: format!("INSERT INTO temp.{name}\n{text}"),
            binds,
        }
    }
}
