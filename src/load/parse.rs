//! JSON to records, and what serde says when that fails, told in terms of records.

use std::ops::Range;

use serde::Deserialize;
use serde_json::error::Category;
use serde_json::value::RawValue;
use serde_path_to_error::{Path, Segment};

use super::place::{Step, locate_steps, string_ending};
use crate::problem::LoadProblem;
use crate::source::floor_boundary;
use crate::vocabulary::nearest;

/// How deeply values may stand within one another: serde_json's own limit.
const DEEPEST: usize = 127;

/// What is wrong with a text, and which bytes of it are wrong.
pub(super) type Fault = (Range<usize>, LoadProblem);

/// Reads a value that a text consists of.
pub(super) fn parse<'t, T: Deserialize<'t>>(json: &'t str) -> Result<T, Fault> {
    serde_json::from_str(json).map_err(|error| explain::<T>(json, error))
}

/// Reads again what could not be read, this time watching where; that is too slow to do always.
fn explain<'t, T: Deserialize<'t>>(json: &'t str, error: serde_json::Error) -> Fault {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    match serde_path_to_error::deserialize::<_, T>(&mut deserializer) {
        Err(error) => {
            let steps = steps(error.path());
            fault(json, &steps, error.inner())
        }
        Ok(_) => fault(json, &[], &error),
    }
}

fn steps(path: &Path) -> Vec<Step<'_>> {
    let steps = path.iter().filter_map(|segment| match segment {
        Segment::Map { key } => Some(Step::Member(key)),
        Segment::Seq { index } => Some(Step::Element(*index)),
        Segment::Enum { .. } | Segment::Unknown => None,
    });
    steps.collect()
}

fn fault(json: &str, steps: &[Step<'_>], error: &serde_json::Error) -> Fault {
    let words = words(error);
    let offset = offset(json, error);
    match error.classify() {
        Category::Eof => (json.len()..json.len(), LoadProblem::Truncated),
        Category::Syntax if words == "number out of range" => {
            (locate_steps(json, steps), LoadProblem::NumberOutOfRange)
        }
        Category::Syntax if words == "recursion limit exceeded" => {
            (offset..next_boundary(json, offset), LoadProblem::TooDeep { limit: DEEPEST })
        }
        // What serde_json says of a number, a list or a truth where it wants one of several words.
        Category::Syntax if words == "expected value" && is_json(json) => {
            let range = locate_steps(json, steps);
            let found = kind_of(&json[range.clone()]).to_owned();
            (range, LoadProblem::WrongJson { found, expected: "a text".to_owned() })
        }
        Category::Syntax | Category::Io => (offset..next_boundary(json, offset), LoadProblem::NotJson { words }),
        Category::Data => {
            let value = locate_steps(json, steps);
            let (place, problem) = data_problem(&words);
            let range = match place {
                Wrong::Value => value,
                Wrong::Beginning => value.start..next_boundary(json, value.start),
                // serde_json has just read the name, so its offset is at the closing quotation mark.
                Wrong::Name => string_ending(json, offset + 1).or(string_ending(json, offset)).unwrap_or(value),
            };
            (range, problem)
        }
    }
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<&RawValue>(text).is_ok()
}

/// What a value is.
fn kind_of(json: &str) -> &'static str {
    match json.as_bytes().first() {
        Some(b'[') => "a list",
        Some(b'{') => "an object",
        Some(b't' | b'f') => "true or false",
        Some(b'n') => "null",
        _ => "a number",
    }
}

/// Which part of a value is wrong.
enum Wrong {
    /// All of it.
    Value,
    /// It lacks something: only its beginning is shown.
    Beginning,
    /// The name of one of its members.
    Name,
}

/// Reads the sentences in which serde's derived readers report; they are the same in every version so far, and where
/// they should change, serde's own words are shown.
fn data_problem(words: &str) -> (Wrong, LoadProblem) {
    let named = |begin: &str, end: &str| words.strip_prefix(begin)?.rsplit_once(end);
    if let Some((field, known)) = named("unknown field `", "`, expected ") {
        let known = in_backticks(known);
        let nearest = nearest(field, known.clone());
        return (Wrong::Name, LoadProblem::UnknownField { field: field.to_owned(), nearest, known });
    }
    if let Some((value, known)) = named("unknown variant `", "`, expected ") {
        let known = in_backticks(known);
        let nearest = nearest(value, known.clone());
        return (Wrong::Value, LoadProblem::UnknownWord { word: value.to_owned(), nearest, known });
    }
    if let Some((field, _)) = named("missing field `", "`") {
        return (Wrong::Beginning, LoadProblem::MissingField { field: field.to_owned() });
    }
    if let Some((field, _)) = named("duplicate field `", "`") {
        return (Wrong::Name, LoadProblem::DuplicateField { field: field.to_owned() });
    }
    let mismatch = words.strip_prefix("invalid type: ").or(words.strip_prefix("invalid value: "));
    if let Some((found, expected)) = mismatch.and_then(|rest| rest.rsplit_once(", expected ")) {
        let problem = LoadProblem::WrongJson { found: json_words(found), expected: json_words(expected) };
        return (Wrong::Value, problem);
    }
    (Wrong::Value, LoadProblem::NotJson { words: words.to_owned() })
}

/// Rust's names of types in JSON's words.
fn json_words(rust: &str) -> String {
    let words = [
        ("struct Vocabulary", "an object"),
        ("a sequence", "a list"),
        ("sequence", "a list"),
        ("map", "an object"),
        ("a map", "an object"),
        ("f64", "a number"),
        ("i64", "a whole number"),
        ("string", "a text"),
        ("a string", "a text"),
    ];
    if let Some((_, json)) = words.iter().find(|(word, _)| *word == rust) {
        return (*json).to_owned();
    }
    match rust.split_once(' ') {
        Some(("struct" | "enum", _)) => "an object".to_owned(),
        Some(("string", value)) => format!("the text {value}"),
        Some(("integer" | "floating", value)) => format!("the number {}", value.trim_start_matches("point ")),
        Some(("boolean", value)) => value.trim_matches('`').to_owned(),
        _ => rust.to_owned(),
    }
}

/// `a` and `b` of "one of `a`, `b`".
fn in_backticks(words: &str) -> Vec<String> {
    words.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// serde_json's message without the place at its end.
fn words(error: &serde_json::Error) -> String {
    let all = error.to_string();
    match all.rsplit_once(" at line ") {
        Some((words, _)) if error.line() > 0 => words.to_owned(),
        _ => all,
    }
}

/// The byte that serde_json looked at when it failed.
fn offset(json: &str, error: &serde_json::Error) -> usize {
    let line = error.line().saturating_sub(1);
    let newlines = json.match_indices('\n').map(|(at, _)| at + 1);
    let start = std::iter::once(0).chain(newlines).nth(line).unwrap_or(0);
    floor_boundary(json, (start + error.column()).saturating_sub(1))
}

fn next_boundary(json: &str, offset: usize) -> usize {
    offset + json[offset..].chars().next().map_or(0, char::len_utf8)
}
