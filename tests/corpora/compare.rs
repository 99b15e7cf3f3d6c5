//! The questions of a corpus, and whether an answer is the one they expect.

use std::path::Path;

use factfile::answer::{Answer, Value};
use factfile::value::Literal;
use serde_json::Value as Json;

/// How a script names a column that its question gives and nobody expects.
const NOT_EXPECTED: &str = "_";

/// A question of `questions.json`.
pub struct Question {
    /// Its id.
    pub id: String,
    /// Its English.
    pub question: String,
    columns: Vec<String>,
    rows: Vec<Vec<Json>>,
    ordered: bool,
}

/// The questions of a corpus.
pub fn questions(folder: &Path) -> Vec<Question> {
    let text = std::fs::read_to_string(folder.join("questions.json")).expect("the questions");
    let list: Vec<Json> = serde_json::from_str(&text).expect("a list");
    list.iter().map(question).collect()
}

fn question(item: &Json) -> Question {
    let text = |value: &Json| value.as_str().expect("a text").to_owned();
    let list = |value: &Json| value.as_array().expect("a list").clone();
    Question {
        id: text(&item["id"]),
        question: text(&item["question"]),
        columns: list(&item["columns"]).iter().map(text).collect(),
        rows: list(&item["answer"]).iter().map(list).collect(),
        ordered: item["ordered"] == true,
    }
}

impl Question {
    /// How an answer differs from the expected one, of which `columns` are asked for, `_` standing for one that is not
    /// expected; none where it does not. Rows are compared as sets but where the question has an order.
    pub fn difference(&self, columns: Option<&[String]>, answer: &Answer) -> Option<String> {
        let (expected, found) = (self.expected(columns), asked_for(columns, answer));
        let differs = |row: &Vec<Json>| !found.iter().any(|found| same_row(row, found));
        let missing: Vec<&Vec<Json>> = expected.iter().filter(|row| differs(row)).collect();
        let unexpected = |found: &Vec<&Value>| !expected.iter().any(|row| same_row(row, found));
        let more: Vec<&Vec<&Value>> = found.iter().filter(|row| unexpected(row)).collect();
        let in_order = expected.len() == found.len()
            && expected.iter().zip(&found).all(|(expected, found)| same_row(expected, found));
        if missing.is_empty() && more.is_empty() && (in_order || !self.ordered) {
            return None;
        }
        let missing = missing.iter().map(|row| format!("  - {}", Json::from((*row).clone())));
        let more = more.iter().map(|row| format!("  + {:?}", texts(row)));
        let order = self.ordered.then(|| "  in this order".to_owned());
        Some(missing.chain(more).chain(order).collect::<Vec<_>>().join("\n"))
    }

    /// The expected rows, of the asked columns in the order in which they are asked for.
    fn expected(&self, columns: Option<&[String]>) -> Vec<Vec<Json>> {
        let Some(columns) = columns else { return self.rows.clone() };
        let place = |name: &String| {
            let place = self.columns.iter().position(|column| column == name);
            place.unwrap_or_else(|| panic!("{} has no column {name}", self.id))
        };
        let places: Vec<usize> = columns.iter().filter(|name| *name != NOT_EXPECTED).map(place).collect();
        self.rows.iter().map(|row| places.iter().map(|place| row[*place].clone()).collect()).collect()
    }
}

/// The rows of an answer without the columns that are not expected.
fn asked_for<'a>(columns: Option<&[String]>, answer: &'a Answer) -> Vec<Vec<&'a Value>> {
    let expected = |at: usize| columns.and_then(|columns| columns.get(at)).is_none_or(|name| name != NOT_EXPECTED);
    let row =
        |row: &'a Vec<Value>| row.iter().enumerate().filter(|(at, _)| expected(*at)).map(|(_, value)| value).collect();
    answer.rows.iter().map(row).collect()
}

fn same_row(expected: &[Json], found: &[&Value]) -> bool {
    expected.len() == found.len() && expected.iter().zip(found).all(|(expected, found)| same(expected, found))
}

/// Whether a value is the expected one: an entity or document goes by its name, or by its key where an id is expected.
fn same(expected: &Json, found: &Value) -> bool {
    match (expected, found) {
        (Json::Null, Value::Nothing) => true,
        (Json::Null, _) | (_, Value::Nothing) => false,
        (Json::String(text), Value::Entity(entity)) => *text == entity.name || *text == entity.key,
        (Json::String(text), Value::Document(document)) => *text == document.label() || *text == document.key,
        (Json::String(text), found) => *text == found.text(),
        (number, Value::Literal(Literal::Integer(found))) => number == found,
        _ => false,
    }
}

fn texts(row: &[&Value]) -> Vec<String> {
    row.iter().map(|value| value.text().into_owned()).collect()
}
