//! From plans to SQL: a tree, its text and binds, and, built with it, how its rows are read.

mod aggregate;
mod call;
mod chain;
mod expression;
mod fact;
mod fixpoint;
mod history;
mod lowering;
mod premises;
mod render;
mod rows;
mod time;
pub mod tree;

pub use fixpoint::{Fixpoint, fixpoint};
pub use premises::{Fixed, PremiseReader, Premises, links, matches, premises, relation_premises, shown_row, truth};
pub use rows::{Reader, Rows, counts_rests, rows};

use tree::Bind;

/// A statement for SQLite: its text, and the values of its parameters in their order.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// The text, parameters as `?1`, `?2`, ….
    pub text: String,
    /// The values.
    pub binds: Vec<Bind>,
}

impl Statement {
    fn of(select: &tree::Select) -> Self {
        let (text, binds) = render::render(select);
        Self { text, binds }
    }
}
