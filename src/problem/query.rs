//! Wording of what can be wrong in a question, pattern or script.

use super::{Category, Wording, did_you_mean, listed};

/// What can be wrong in a question, pattern or script.
#[derive(Debug, Clone, PartialEq)]
pub enum QueryProblem {
    /// The grammar wants something else.
    Expected {
        /// What it wants.
        what: &'static str,
        /// The word or sign that stands there; empty at the end.
        found: String,
    },
    /// A text or bracket is not closed.
    Unterminated {
        /// What opened it.
        open: char,
    },
    /// A backslash in a text is followed by something unknown.
    BadEscape,
    /// A date has the form of one but is none.
    BadDate {
        /// As written.
        text: String,
        /// Why it is none.
        reason: String,
    },
    /// A number is too large.
    BadNumber {
        /// As written.
        text: String,
    },
    /// The text is too long.
    TooLong {
        /// How many bytes it may have.
        longest: usize,
    },
    /// A question has too many words.
    TooManyWords {
        /// How many it may have.
        most: usize,
    },
    /// The brackets are nested too deeply.
    TooDeep {
        /// How deep they may be.
        deepest: usize,
    },
    /// Exactly one query was expected.
    NotOneQuery,
    /// Qualifiers or modifiers stand at a comparison.
    NoPattern,
    /// No statement begins with the word.
    NoStatement {
        /// The word.
        found: String,
        /// Statement words that are near.
        nearest: Vec<String>,
    },
    /// No predicate is known by these words.
    UnknownPredicate {
        /// The words.
        words: String,
        /// Known phrases that are near.
        nearest: Vec<String>,
    },
    /// No kind is known by these words.
    UnknownKind {
        /// The words.
        words: String,
        /// Known kinds that are near.
        nearest: Vec<String>,
    },
    /// No entity answers to the name.
    UnknownName {
        /// The name.
        name: String,
        /// The kind that it should have, where one was given.
        kind: Option<String>,
        /// Known names that are near.
        nearest: Vec<String>,
        /// A known name with a keyword in it, of which this is a part.
        whole: Option<String>,
    },
    /// No entity has the key.
    UnknownKey {
        /// The key.
        key: String,
        /// Known keys that are near.
        nearest: Vec<String>,
    },
    /// Several entities answer to the name.
    AmbiguousName {
        /// The name.
        name: String,
        /// How each of them is written without doubt.
        readings: Vec<String>,
        /// Whether their kinds tell them apart.
        by_kind: bool,
    },
    /// The words have several readings.
    AmbiguousReading {
        /// Each in canonical form.
        readings: Vec<String>,
    },
    /// A pattern begins with its predicate and there is none before it to take the subject from.
    NoSubject,
    /// A term is more than one name, variable or literal.
    NotOneTerm,
    /// The term is of a type that cannot stand there.
    WrongType {
        /// The predicate or comparison that it belongs to.
        of: String,
        /// What can stand there.
        wanted: String,
        /// What does.
        found: String,
    },
    /// A variable stands for values of two types.
    TypeClash {
        /// Its name.
        variable: String,
        /// What it was before.
        before: String,
        /// What it would be here.
        here: String,
    },
    /// An output or order key is bound by no pattern.
    UnboundOutput {
        /// The variable.
        variable: String,
        /// Bound variables that are near.
        nearest: Vec<String>,
        /// Whether it stands under `not`.
        negated: bool,
    },
    /// A compared variable is bound by no pattern.
    UnboundInComparison {
        /// The variable.
        variable: String,
        /// Bound variables that are near.
        nearest: Vec<String>,
    },
    /// A variable stands under `not` only, and only once.
    UnboundInNot {
        /// The variable.
        variable: String,
    },
    /// A variable is bound in one alternative of an `or`, not in another, and used elsewhere.
    UnboundInBranch {
        /// The variable.
        variable: String,
    },
    /// An `or` has too many alternatives when multiplied out.
    TooManyBranches {
        /// How many there may be.
        most: usize,
    },
    /// An order key is no output.
    OrderNotShown {
        /// The key as written.
        key: String,
    },
    /// Two outputs have the same heading.
    SameHeading {
        /// The heading.
        heading: String,
    },
    /// `at ?t` or `when ?t` at a pattern that is no single fact.
    NoSingleTime,
    /// A step of a path that is itself a path is repeated.
    RepeatedPath {
        /// The predicate.
        predicate: String,
    },
    /// Predicates are defined by paths over one another.
    PathCycle {
        /// Their names in order.
        names: Vec<String>,
    },
    /// A predicate's path names something unknown.
    BrokenPath {
        /// The predicate.
        predicate: String,
        /// The phrase that no predicate has.
        phrase: String,
    },
    /// A time is no date.
    NotATime {
        /// As written.
        text: String,
    },
    /// A parameter has no value.
    MissingParameter {
        /// Its name.
        name: String,
        /// Known parameters that are near.
        nearest: Vec<String>,
    },
    /// A question was not understood to its end.
    NotUnderstood {
        /// The longest part that was; may be empty.
        understood: String,
        /// Whether the question ends there.
        ends: bool,
        /// What was expected behind it.
        wanted: &'static str,
        /// Known words that are near.
        nearest: Vec<String>,
    },
    /// There is no last answer.
    NoAnswerYet,
    /// The last answer has no such row.
    NoSuchRow {
        /// The row's number, from 1.
        row: u64,
        /// How many there are.
        rows: usize,
    },
    /// No saved query has the name.
    UnknownQuery {
        /// The name.
        name: String,
        /// Saved queries that are near.
        nearest: Vec<String>,
    },
    /// A saved query was called with more values than it has parameters.
    TooManyArguments {
        /// The query's name.
        name: String,
        /// How many parameters it has.
        parameters: usize,
    },
    /// The text of a saved query is no longer a query.
    BrokenQuery {
        /// The query's name.
        name: String,
        /// What is wrong with it.
        detail: String,
    },
    /// An expectation does not hold.
    NotExpected {
        /// What was expected.
        expected: String,
        /// What is so, row by row.
        found: Vec<String>,
    },
    /// The statement would change the store, and may not.
    NeedsWrite {
        /// The statement's first word.
        statement: &'static str,
    },
}

impl QueryProblem {
    /// Whose fault it is.
    pub fn category(&self) -> Category {
        match self {
            QueryProblem::NotExpected { .. } => Category::Expectation,
            _ => Category::Query,
        }
    }

    /// How it is said.
    pub fn wording(&self) -> Wording {
        use QueryProblem as P;
        match self {
            P::Expected { what, found } if found.is_empty() => {
                Wording::new(format!("expected {what}, but the text ends"), format!("{what} goes here"), None)
            }
            P::Expected { what, found } => Wording::new(
                format!("expected {what}, found `{found}`"),
                "",
                keyword_mend(found),
            ),
            P::Unterminated { open: '"' } => {
                Wording::new("this text is not closed", "it begins here", "put `\"` behind its last word".to_owned())
            }
            P::Unterminated { open } => {
                Wording::new(format!("this `{open}` is not closed"), "it is opened here", format!("put `{}` behind its last word", closing(*open)))
            }
            P::BadEscape => Wording::new(
                "unknown escape in a text",
                "",
                "known are \\\" \\\\ \\n \\t and \\u{1F600}; write \\\\ for a backslash".to_owned(),
            ),
            P::BadDate { text, reason } => Wording::new(
                format!("`{text}` is not a date: {reason}"),
                "",
                "dates are written 2026-01-23, 2026-01, 2026 or 2026-01-23/2026-01-24; a name goes in quotes".to_owned(),
            ),
            P::BadNumber { text } => {
                Wording::new(format!("the number `{text}` is too large"), "", "whole numbers go up to 9223372036854775807".to_owned())
            }
            P::TooLong { longest } => Wording::new(
                format!("the text is longer than {longest} bytes"),
                "",
                "split it into several files".to_owned(),
            ),
            P::TooManyWords { most } => Wording::new(
                format!("a question may have {most} words"),
                "",
                "write it as `find … where …`".to_owned(),
            ),
            P::TooDeep { deepest } => Wording::new(
                format!("brackets are nested more than {deepest} deep"),
                "",
                "name the inner things by variables instead".to_owned(),
            ),
            P::NotOneQuery => Wording::new(
                "expected one query",
                "",
                "write `find …`, `whether …` or a question".to_owned(),
            ),
            P::NoPattern => Wording::new(
                "a comparison takes no qualifiers or modifiers",
                "this belongs to a pattern",
                "put it behind the pattern that it narrows".to_owned(),
            ),
            P::NoStatement { found, nearest } => Wording::new(
                format!("no statement begins with `{found}`"),
                "",
                did_you_mean(nearest).unwrap_or_else(|| {
                    "a statement is `find … where …`, a question such as `which …?`, `why`, `save`, `run`, `param` or `expect`".into()
                }),
            ),
            P::UnknownPredicate { words, nearest } => Wording::new(
                format!("no predicate is known as `{words}`"),
                "unknown predicate",
                did_you_mean(nearest),
            ),
            P::UnknownKind { words, nearest } => {
                Wording::new(format!("no kind is known as `{words}`"), "unknown kind", did_you_mean(nearest))
            }
            P::UnknownName { name, kind, nearest, whole } => unknown_name(name, kind.as_deref(), nearest, whole.as_deref()),
            P::UnknownKey { key, nearest } => {
                Wording::new(format!("nothing has the key `{key}`"), "unknown key", did_you_mean(nearest))
            }
            P::AmbiguousName { name, readings, by_kind } => Wording::new(
                format!("`{name}` may be {} things", readings.len()),
                "ambiguous name",
                match by_kind {
                    true => format!("say which, by its key or by \"{name}\" (KIND): {}", readings.join(" or ")),
                    false => format!("say which, by its key: {}", readings.join(" or ")),
                },
            ),
            P::AmbiguousReading { readings } => Wording::new(
                format!("this can be read in {} ways", readings.len()),
                "ambiguous",
                listed(readings).map(|readings| format!("say which: {readings}")),
            ),
            P::NoSubject => Wording::new(
                "this pattern has no subject, and none stands before it",
                "what is this said of?",
                "begin it with a variable or a name, such as `?x`".to_owned(),
            ),
            P::NotOneTerm => Wording::new(
                "expected one name, variable or value",
                "these are several",
                "put a name of several parts in quotes".to_owned(),
            ),
            P::WrongType { of, wanted, found } => {
                Wording::new(format!("`{of}` takes {wanted}, not {found}"), format!("this is {found}"), None)
            }
            P::TypeClash { variable, before, here } => Wording::new(
                format!("`?{variable}` cannot be both {before} and {here}"),
                format!("here it is {here}"),
                "use two variables".to_owned(),
            ),
            P::UnboundOutput { variable, nearest, negated } => unbound_output(variable, nearest, *negated),
            P::UnboundInComparison { variable, nearest } => Wording::new(
                format!("`?{variable}` is compared, but no pattern binds it"),
                "has no value",
                did_you_mean(nearest).unwrap_or_else(|| format!("add a pattern with `?{variable}` outside of any `not`")),
            ),
            P::UnboundInNot { variable } => Wording::new(
                format!("`?{variable}` stands only here, under `not`"),
                "bound by no pattern",
                "for \"something\", write `_`; otherwise bind it by a pattern outside of the `not`".to_owned(),
            ),
            P::UnboundInBranch { variable } => Wording::new(
                format!("`?{variable}` is bound in one alternative of this `or` and not in another"),
                "has a value in some rows only",
                "bind it in each alternative, or before the `or`".to_owned(),
            ),
            P::TooManyBranches { most } => Wording::new(
                format!("the alternatives of `or` make more than {most} combinations"),
                "",
                "ask several questions, or give the alternatives a kind of their own".to_owned(),
            ),
            P::OrderNotShown { key } => Wording::new(
                format!("rows cannot be ordered by `{key}`, which they do not show"),
                "not among the outputs",
                "add it behind `find`".to_owned(),
            ),
            P::SameHeading { heading } => Wording::new(
                format!("two columns are headed `{heading}`"),
                "the second of them",
                "give one of them another heading by `as NAME`".to_owned(),
            ),
            P::NoSingleTime => Wording::new(
                "this pattern is no single fact, so it has no single time",
                "several facts in a chain",
                "ask for the time of one of its steps".to_owned(),
            ),
            P::RepeatedPath { predicate } => Wording::new(
                format!("`{predicate}` is itself a path and cannot be repeated"),
                "",
                "repeat one of its steps instead".to_owned(),
            ),
            P::PathCycle { names } => Wording::new(
                format!("these predicates are defined by one another: {}", names.join(" → ")),
                "",
                "mend one of their paths in the vocabulary".to_owned(),
            ),
            P::BrokenPath { predicate, phrase } => Wording::new(
                format!("the path of `{predicate}` names `{phrase}`, which is no predicate"),
                "",
                "mend the path in the vocabulary".to_owned(),
            ),
            P::NotATime { text } => Wording::new(
                format!("`{text}` is not a time"),
                "",
                "write 2026-01-23, 2026-01, 2026, 2026-01-23/2026-01-24 or January 2026".to_owned(),
            ),
            P::MissingParameter { name, nearest } => Wording::new(
                format!("the parameter `${name}` has no value"),
                "no value",
                did_you_mean(nearest).unwrap_or_else(|| format!("give one by `param ${name} = …` or --param {name}=…")),
            ),
            P::NotUnderstood { understood, ends, wanted, nearest } => not_understood(understood, *ends, wanted, nearest),
            P::NoAnswerYet => Wording::new("there is no answer yet", "", "ask something first".to_owned()),
            P::NoSuchRow { row, rows } => Wording::new(
                format!("the last answer has no row {row}"),
                "",
                match rows {
                    0 => "it has no rows".to_owned(),
                    1 => "it has one row: `why 1`".to_owned(),
                    rows => format!("its rows are 1 to {rows}"),
                },
            ),
            P::UnknownQuery { name, nearest } => {
                Wording::new(format!("no query is saved as `{name}`"), "unknown query", did_you_mean(nearest))
            }
            P::TooManyArguments { name, parameters } => Wording::new(
                format!("`{name}` takes {parameters} values"),
                "more than it takes",
                None,
            ),
            P::BrokenQuery { name, detail } => Wording::new(
                format!("the saved query `{name}` no longer reads: {detail}"),
                "",
                "save it anew".to_owned(),
            ),
            P::NotExpected { expected, found } => not_expected(expected, found),
            P::NeedsWrite { statement } => Wording::new(
                format!("`{statement}` changes the store"),
                "",
                "allow it by --write".to_owned(),
            ),
        }
    }
}

fn closing(open: char) -> char {
    match open {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}

/// A keyword where something else is wanted is often part of a name.
fn keyword_mend(found: &str) -> Option<String> {
    let keyword = ["and", "or", "not", "with", "during", "where", "order"].contains(&found.to_lowercase().as_str());
    keyword.then(|| format!("if `{found}` is part of a name, put the name in quotes"))
}

fn unknown_name(name: &str, kind: Option<&str>, nearest: &[String], whole: Option<&str>) -> Wording {
    let message = match kind {
        Some(kind) => format!("no {kind} is known as `{name}`"),
        None => format!("nothing is known as `{name}`"),
    };
    let mend = match whole {
        Some(whole) => Some(format!("for the name with a keyword in it, write \"{whole}\" in quotes")),
        None => did_you_mean(nearest),
    };
    Wording::new(message, "unknown name", mend)
}

fn unbound_output(variable: &str, nearest: &[String], negated: bool) -> Wording {
    let message = match negated {
        true => format!("`?{variable}` is bound only under `not`"),
        false => format!("`?{variable}` is bound by no pattern"),
    };
    let mend = did_you_mean(nearest).unwrap_or_else(|| match negated {
        true => format!("say outside of the `not` what it is: `?{variable} is KIND`, in a question `which KIND`"),
        false => format!("add a pattern with `?{variable}` behind `where`"),
    });
    Wording::new(message, "has no value", mend)
}

fn not_understood(understood: &str, ends: bool, wanted: &str, nearest: &[String]) -> Wording {
    let message = match (understood.is_empty(), ends) {
        (true, _) => "the question was not understood".to_owned(),
        (false, true) => format!("`{understood}` is no whole question"),
        (false, false) => format!("understood `{understood}`, but not what follows"),
    };
    Wording::new(message, format!("expected {wanted}"), did_you_mean(nearest))
}

fn not_expected(expected: &str, found: &[String]) -> Wording {
    let found = match found {
        [] => "there are no rows".to_owned(),
        rows => format!("the rows are:\n  {}", rows.join("\n  ")),
    };
    Wording::new(format!("expected {expected}, but it is not so"), "", found)
}
