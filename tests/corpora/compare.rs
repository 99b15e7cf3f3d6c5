//! The questions of a corpus, and whether an answer is the one they expect.

use std::path::Path;

use factfile::answer::{Answer, Value};
use serde_json::Value as Json;

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
    /// How an answer differs from the expected one, of which `columns` are asked for; none where it does not. Rows are
    /// compared as sets but where the question has an order.
    pub fn difference(&self, columns: Option<&[String]>, answer: &Answer) -> Option<String> {
        let expected = self.expected(columns);
        if self.ordered && expected.len() == answer.rows.len() {
            let same = expected.iter().zip(&answer.rows).all(|(expected, found)| same_row(expected, found));
            if same {
                return None;
            }
        }
        let missing = expected.iter().filter(|row| !answer.rows.iter().any(|found| same_row(row, found)));
        let missing: Vec<String> = missing.map(|row| format!("  - {}", Json::from(row.clone()))).collect();
        let more = answer.rows.iter().filter(|found| !expected.iter().any(|row| same_row(row, found)));
        let more: Vec<String> = more.map(|row| format!("  + {:?}", texts(row))).collect();
        let differs = self.ordered || !missing.is_empty() || !more.is_empty();
        differs.then(|| [missing, more].concat().join("\n"))
    }

    /// The expected rows, of the asked columns in the order in which they are asked for.
    fn expected(&self, columns: Option<&[String]>) -> Vec<Vec<Json>> {
        let Some(columns) = columns else { return self.rows.clone() };
        let place = |name: &String| {
            let place = self.columns.iter().position(|column| column == name);
            place.unwrap_or_else(|| panic!("{} has no column {name}", self.id))
        };
        let places: Vec<usize> = columns.iter().map(place).collect();
        self.rows.iter().map(|row| places.iter().map(|place| row[*place].clone()).collect()).collect()
    }
}

fn same_row(expected: &[Json], found: &[Value]) -> bool {
    expected.len() == found.len() && expected.iter().zip(found).all(|(expected, found)| same(expected, found))
}

/// Whether a value is the expected one: an entity goes by its name, or by its key where an id is expected.
fn same(expected: &Json, found: &Value) -> bool {
    match (expected, found) {
        (Json::Null, Value::Nothing) => true,
        (Json::Null, _) | (_, Value::Nothing) => false,
        (Json::String(text), Value::Entity(entity)) => *text == entity.name || *text == entity.key,
        (Json::String(text), found) => *text == found.text(),
        (other, found) => other.to_string() == found.text(),
    }
}

fn texts(row: &[Value]) -> Vec<String> {
    row.iter().map(Value::text).collect()
}
