//! Wording of what a check of a whole store finds wrong.

use std::ops::Range;

use crate::value::QuoteState;

/// What can be wrong within a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// SQLite finds the file damaged.
    Damaged {
        /// SQLite's words.
        words: String,
    },
    /// A table, index or view of the schema is not there, or is another.
    Schema {
        /// Its name.
        object: String,
        /// Whether there is one of that name.
        there: bool,
    },
    /// A view or trigger that this program does not make, or makes otherwise.
    Foreign {
        /// `view` or `trigger`.
        what: String,
        /// Its name.
        name: String,
    },
    /// The file is not what the manifest beside it says.
    Manifest {
        /// What differs.
        words: String,
    },
    /// A row refers to one that is not there.
    Dangling {
        /// The table that it is in.
        table: String,
        /// Its number there.
        row: i64,
        /// The table that it refers to.
        parent: String,
    },
    /// A document's text is not the one that was loaded.
    OtherText {
        /// The document's key.
        document: String,
    },
    /// A quote stands otherwise to its document's text than is kept.
    Quote {
        /// The number of the piece of evidence.
        evidence: i64,
        /// The document's key; none where the evidence names no document.
        document: Option<String>,
        /// How it is kept to stand.
        kept: (String, Option<Range<i64>>),
        /// How it stands.
        found: (QuoteState, Option<Range<i64>>),
    },
    /// A fact's state is not what its claims come to.
    FactState {
        /// The fact's number.
        fact: i64,
        /// The column that is wrong.
        column: &'static str,
        /// Whether it is kept to be so.
        kept: bool,
    },
    /// A piece of evidence is kept to count, or not to, and by its loads does otherwise.
    EvidenceState {
        /// Its number.
        evidence: i64,
        /// Whether it is kept to count.
        kept: bool,
    },
    /// A word is kept folded otherwise than look-up folds it.
    Folded {
        /// The table that it is in.
        table: &'static str,
        /// The word.
        text: String,
        /// How it is kept.
        kept: String,
    },
    /// An entity is shown by a name that is none of its names.
    Shown {
        /// Its key.
        key: String,
        /// That name.
        name: String,
    },
    /// An entity is not merged into the one that the merges lead to.
    Merged {
        /// Its key.
        key: String,
    },
    /// A row names an entity that is now another.
    Unmoved {
        /// The table that it is in.
        table: &'static str,
        /// Its number there.
        row: i64,
    },
    /// The full-text index lacks a text.
    Unindexed {
        /// The table that it is in: `document`, `evidence` or `name`.
        table: &'static str,
        /// Its number there.
        row: i64,
    },
    /// The full-text index has other words of a text.
    OtherWords {
        /// The table that it is in.
        table: &'static str,
        /// Its number there.
        row: i64,
    },
    /// The full-text index has a text that is not there.
    IndexedOnly {
        /// The table that it would be in.
        table: &'static str,
        /// Its number there.
        row: i64,
    },
    /// A rule can no longer be read.
    Rule {
        /// Its name.
        name: String,
        /// What is wrong with it.
        words: String,
    },
    /// A saved query can no longer be read.
    Query {
        /// Its name.
        name: String,
        /// What is wrong with it.
        words: String,
    },
}

impl Fault {
    /// How it is said, in one line.
    pub fn text(&self) -> String {
        match self {
            Self::Damaged { words } => words.clone(),
            Self::Schema { object, there: false } => format!("the schema's `{object}` is not there"),
            Self::Schema { object, there: true } => format!("`{object}` is not as the schema has it"),
            Self::Foreign { what, name } => {
                format!(
                    "the {what} `{name}` is none that Factfile makes: it is never run here, but other programs may run it"
                )
            }
            Self::Manifest { words } => words.clone(),
            Self::Dangling { table, row, parent } => {
                format!("row {row} of `{table}` refers to a row of `{parent}` that is not there")
            }
            Self::OtherText { document } => format!("the text of @{document} is not the one that was loaded"),
            Self::Quote { evidence, document, kept, found } => quote(*evidence, document.as_deref(), kept, found),
            Self::FactState { fact, column, kept } => {
                let (kept, found) = if *kept { ("", "not ") } else { ("not ", "") };
                format!("fact {fact} is kept as {kept}{column}, and by its claims is {found}so")
            }
            Self::EvidenceState { evidence, kept } => match kept {
                true => format!("evidence {evidence} is kept as counting, and by its loads does not"),
                false => format!("evidence {evidence} is kept as withdrawn, and by its loads counts"),
            },
            Self::Folded { table, text, kept } => {
                format!("the {table} “{text}” is kept folded as “{kept}”, which look-up does not find it by")
            }
            Self::Shown { key, name } => format!("@{key} is shown as “{name}”, which is none of its names"),
            Self::Merged { key } => format!("@{key} is not merged into what its merges lead to"),
            Self::Unmoved { table, row } => format!("row {row} of `{table}` names an entity that is now another"),
            Self::Unindexed { table, row } => format!("row {row} of `{table}` is not in the full-text index"),
            Self::OtherWords { table, row } => {
                format!("row {row} of `{table}` is in the full-text index with other words")
            }
            Self::IndexedOnly { table, row } => {
                format!("the full-text index has a row {row} of `{table}`, which has no such row")
            }
            Self::Rule { name, words } => format!("the rule `{name}` cannot be read: {words}"),
            Self::Query { name, words } => format!("the saved query `{name}` cannot be read: {words}"),
        }
    }
}

fn quote(
    evidence: i64,
    document: Option<&str>,
    (kept, kept_at): &(String, Option<Range<i64>>),
    (found, found_at): &(QuoteState, Option<Range<i64>>),
) -> String {
    let at = |range: &Option<Range<i64>>| match range {
        Some(range) => format!(" at {} to {}", range.start, range.end),
        None => String::new(),
    };
    let place = document.map(|key| format!(" in @{key}")).unwrap_or_default();
    format!(
        "the quote of evidence {evidence}{place} is kept as {kept}{}, and is {}{}",
        at(kept_at),
        found.name(),
        at(found_at)
    )
}
