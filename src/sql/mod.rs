//! From plans to SQL: a tree, its text and binds, and, built with it, how its rows are read.

mod branch;
mod lower;
mod render;
pub mod tree;

pub use lower::{Fixed, PremiseReader, Premises, Reader, Rows, edges, premises, rows, truth};

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
