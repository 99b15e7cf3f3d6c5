//! Wording of what can be wrong in a question, pattern or script.

use super::{Category, Wording};

/// What can be wrong in a question, pattern or script.
#[derive(Debug, Clone, PartialEq)]
pub enum QueryProblem {}

impl QueryProblem {
    /// Whose fault it is.
    pub fn category(&self) -> Category {
        match *self {}
    }

    /// How it is said.
    pub fn wording(&self) -> Wording {
        match *self {}
    }
}
