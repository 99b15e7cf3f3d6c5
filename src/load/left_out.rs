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
    /// What the first says, where that is a value.
    pub value: Option<String>,
}

/// How much of a value is told, in characters.
const TOLD: usize = 80;

/// Counts what is left out.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally(BTreeMap<&'static str, First>);

#[derive(Debug, Clone)]
struct First {
    count: usize,
    line: usize,
    value: Option<String>,
}

impl Tally {
    /// Counts one more, at that line.
    pub(super) fn add(&mut self, what: &'static str, line: usize) {
        self.add_value(what, line, None);
    }

    /// Counts one more, which says that.
    pub(super) fn add_value(&mut self, what: &'static str, line: usize, value: Option<&str>) {
        let new = || First { count: 0, line, value: value.map(told) };
        let first = self.0.entry(what).or_insert_with(new);
        if line < first.line {
            *first = First { count: first.count, ..new() };
        }
        first.count += 1;
    }

    /// What was counted, in the order of the file.
    pub(super) fn list(&self) -> Vec<LeftOut> {
        let of = |(what, first): (&&'static str, &First)| LeftOut {
            what,
            count: first.count,
            line: first.line,
            value: first.value.clone(),
        };
        let mut list: Vec<LeftOut> = self.0.iter().map(of).collect();
        list.sort_by_key(|left_out| left_out.line);
        list
    }
}

/// A value as far as it is told.
fn told(value: &str) -> String {
    match value.char_indices().nth(TOLD) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}
