//! Wording of what can be wrong in a record file.

use super::Wording;

/// What can be wrong in a record file.
#[derive(Debug, Clone, PartialEq)]
pub enum LoadProblem {}

impl LoadProblem {
    /// How it is said.
    pub fn wording(&self) -> Wording {
        match *self {}
    }
}
