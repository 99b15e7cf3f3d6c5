//! What a reader of another format leaves out of a file, by reason: nothing goes without being told.

use std::collections::BTreeMap;

use serde::Serialize;

/// What was left out for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// What was left out, in words and in the plural.
    pub what: &'static str,
    /// How many of them.
    pub count: usize,
    /// The line of the first.
    pub line: usize,
}

/// Counts what is left out.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally(BTreeMap<&'static str, (usize, usize)>);

impl Tally {
    /// Counts one more, at that line.
    pub(super) fn add(&mut self, what: &'static str, line: usize) {
        let (count, _) = self.0.entry(what).or_insert((0, line));
        *count += 1;
    }

    /// What was counted, in the order of the file.
    pub(super) fn list(&self) -> Vec<LeftOut> {
        let mut list: Vec<LeftOut> =
            self.0.iter().map(|(what, (count, line))| LeftOut { what, count: *count, line: *line }).collect();
        list.sort_by_key(|left_out| left_out.line);
        list
    }
}
