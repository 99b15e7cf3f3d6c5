//! A view per predicate: its facts, with a column for each qualifier that they have.

use super::fixed::{self, FACTS};
use super::names::Names;
use super::usage::Usage;
use super::view::{Column, View};
use crate::value::{ObjectType, PredicateId};
use crate::vocabulary::{IS, Predicate, Vocabulary};

/// What a view's name gets where the predicate's is taken: `is_facts`.
const VIEW_SUFFIX: &str = "facts";
/// What a column's name gets where the qualifier's is taken: `time_qualifier`.
const COLUMN_SUFFIX: &str = "qualifier";

/// What a column of truth values says of itself.
pub(super) const TRUTH: &str = "1 is true, 0 is false";

/// Columns of `facts` that a view of one predicate has no use for.
const NOT_SHOWN: [&str; 3] = ["predicate", "predicate_id", "value_id"];

/// A view for each predicate but `is`, in the order of their declaration.
pub(super) fn views(vocabulary: &Vocabulary, usage: &Usage, names: &mut Names) -> Vec<View> {
    let is_shown =
        |predicate: &&Predicate| predicate.rule.is_none() && predicate.name != IS && has_view(predicate, usage);
    let shown = vocabulary.predicates().iter().filter(is_shown);
    shown.map(|predicate| view(predicate, vocabulary, usage, names)).collect()
}

/// Whether there is a view for a predicate. There is none where no fact states it and it only qualifies or is only
/// derived by a path: an empty view of it would say that nothing is so.
fn has_view(predicate: &Predicate, usage: &Usage) -> bool {
    usage.stated.contains(&predicate.id.0) || !(predicate.qualifies || predicate.path.is_some())
}

/// The predicates without a view, each with the reason.
pub(super) fn without_view(vocabulary: &Vocabulary, usage: &Usage) -> Vec<(String, String)> {
    let reason = |predicate: &Predicate| match &predicate.path {
        Some(path) => format!("no fact states it; it follows from “{path}”"),
        None => "it only qualifies facts, as a column of their views".to_owned(),
    };
    let without = vocabulary.predicates().iter().filter(|predicate| !has_view(predicate, usage));
    without.map(|predicate| (predicate.name.clone(), reason(predicate))).collect()
}

/// The view for one predicate.
pub(super) fn view(predicate: &Predicate, vocabulary: &Vocabulary, usage: &Usage, names: &mut Names) -> View {
    View {
        name: names.give(&predicate.name, VIEW_SUFFIX, &format!("predicate_{}", predicate.id.0)),
        meaning: meaning(predicate),
        about: predicate.description.clone().unwrap_or_default(),
        columns: columns(predicate, vocabulary, usage),
        source: format!("FROM {FACTS}\nWHERE {FACTS}.predicate_id = {}", predicate.id.0),
        counted: None,
        predicate: Some(predicate.id),
    }
}

/// What a view's rows are, with what a reader may take for granted and must not.
fn meaning(predicate: &Predicate) -> String {
    let mut sentences = vec![format!("Facts that hold: subject “{}” object.", predicate.name)];
    sentences.extend(predicate.description.clone());
    if predicate.symmetric {
        sentences.push("It holds both ways; each fact is listed the way in which it was stated.".into());
    }
    let derived = match (&predicate.path, predicate.transitive) {
        (Some(path), _) => Some(format!("“{path}”")),
        (None, true) => Some("its being transitive".into()),
        (None, false) => None,
    };
    sentences.extend(derived.map(|rule| format!("Stated facts only: what follows from {rule} is not listed.")));
    sentences.join(" ")
}

fn columns(predicate: &Predicate, vocabulary: &Vocabulary, usage: &Usage) -> Vec<Column> {
    let uniform = fixed::facts().columns;
    let objects = typed_object(predicate, usage);
    let mut names = Names::with(uniform.iter().chain(&objects).map(|column| column.name.as_str()));
    let mut columns = Vec::new();
    for column in uniform.into_iter().filter(|column| !NOT_SHOWN.contains(&column.name.as_str())) {
        match column.name.as_str() {
            "object" if !objects.is_empty() => columns.extend(objects.iter().cloned()),
            "qualifiers" => columns.extend(qualifiers(predicate, vocabulary, usage, &mut names)),
            _ => columns.push(Column { expression: format!("{FACTS}.{}", column.name), ..column }),
        }
    }
    columns
}

/// The columns for the objects of a predicate whose objects are of a type that SQL has, or dates; otherwise none.
fn typed_object(predicate: &Predicate, usage: &Usage) -> Vec<Column> {
    let value = |column: &str| format!("(SELECT {column} FROM literal_typed WHERE id = {FACTS}.value_id)");
    match predicate.object_type {
        ObjectType::Boolean => vec![Column::integer("object", value("integer"), TRUTH)],
        ObjectType::Number if usage.fractional.contains(&predicate.id.0) => {
            vec![Column { column_type: "REAL", ..Column::text("object", value("number"), "the number") }]
        }
        ObjectType::Number => vec![Column::integer("object", value("integer"), "the number")],
        ObjectType::Date => vec![
            Column::text("object", format!("{FACTS}.object"), "the date, in EDTF as stated"),
            Column::text("object_since", value("since"), "the first day that the date may mean"),
            Column::text("object_until", value("until"), "the last day that the date may mean"),
        ],
        ObjectType::Entity | ObjectType::Kind | ObjectType::Text | ObjectType::Url => Vec::new(),
    }
}

/// A column for each key that qualifies the predicate's facts.
fn qualifiers(predicate: &Predicate, vocabulary: &Vocabulary, usage: &Usage, names: &mut Names) -> Vec<Column> {
    let keys = usage.qualifiers.get(&predicate.id.0).map_or(&[][..], Vec::as_slice);
    let column = |key: &i64| {
        let key = vocabulary.predicate(PredicateId(*key));
        let name = names.give(&key.name, COLUMN_SUFFIX, &format!("predicate_{}", key.id.0));
        let condition = format!("qualifiers.fact = {FACTS}.fact AND qualifiers.key_id = {}", key.id.0);
        let described = key.description.as_ref().map_or_else(String::new, |description| format!(". {description}"));
        let meaning = format!("the qualifier “{}”; several are joined by “; ”{described}", key.name);
        Column::text(&name, fixed::listed("qualifiers.value", "qualifiers", &condition), meaning)
    };
    keys.iter().map(column).collect()
}
