//! The MEANTIME records as native ones. A report is an entity as well as a document, both under the document's id; a
//! sentence is evidence; `negated` is a denying claim, `future`, `event` and `place` are qualifiers; what is
//! not an entity where a predicate wants one ("US$ 5 billion" as a patient) is a value, an entity by its text.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::vocabulary::{self, FUTURE, PART_OF, PLACE};

/// The kind of what is written where a predicate wants a thing.
const VALUE: &str = "Value";

/// The native records of a corpus, one a line.
pub fn records(folder: &Path) -> String {
    let documents = lines(&folder.join("docs.jsonl"));
    let facts = lines(&folder.join("facts.jsonl"));
    let mut things = Things::default();
    documents.iter().for_each(|document| things.add(report(document)));
    lines(&folder.join("entities.jsonl")).iter().for_each(|listed| things.add(entity(listed)));
    let converted: Vec<Value> = facts.iter().map(|line| fact(line, &mut things)).collect();
    let acts: BTreeSet<&str> = facts.iter().map(|line| text(line, "predicate")).collect();
    let mut records = vec![vocabulary::record(&acts)];
    records.extend(documents.iter().map(document));
    records.extend(things.0.into_values());
    records.extend(converted);
    records.iter().map(|record| format!("{record}\n")).collect()
}

/// The entity records, by key.
#[derive(Default)]
struct Things(BTreeMap<String, Value>);

impl Things {
    /// Keeps the first record of an entity: the listed ones, which have the aliases, come first.
    fn add(&mut self, entity: Value) {
        self.0.entry(text(&entity, "id").to_owned()).or_insert_with(|| json!({ "entity": entity }));
    }

    /// The key of a subject or object of a fact, which becomes an entity where it is none yet.
    fn key(&mut self, thing: &Value) -> String {
        let entity = match thing {
            Value::String(words) => {
                json!({ "id": format!("value:{words}"), "name": words, "kinds": [VALUE] })
            }
            listed => entity(listed),
        };
        let key = text(&entity, "id").to_owned();
        self.add(entity);
        key
    }
}

fn document(line: &Value) -> Value {
    let mut document = members(line, &[("id", "id"), ("title", "title"), ("published", "published"), ("text", "text")]);
    document.extend(members(line, &[("source", "url")]));
    json!({ "document": document })
}

fn report(line: &Value) -> Value {
    json!({ "id": line["id"], "name": line["title"], "kinds": ["Report"] })
}

fn entity(line: &Value) -> Value {
    let mut entity = members(line, &[("name", "name"), ("aliases", "aliases")]);
    entity.insert("id".into(), key(text(line, "id")).into());
    entity.insert("kinds".into(), json!([line["type"]]));
    entity.into()
}

/// A report is under the id of its document.
fn key(id: &str) -> &str {
    id.strip_prefix("doc:").unwrap_or(id)
}

fn fact(line: &Value, things: &mut Things) -> Value {
    let predicate = text(line, "predicate");
    let object = match vocabulary::is_literal(predicate) {
        true => line["object"].clone(),
        false => things.key(&line["object"]).into(),
    };
    let mut fact = members(line, &[("time", "time")]);
    fact.insert("subject".into(), things.key(&line["subject"]).into());
    fact.insert("predicate".into(), vocabulary::name(predicate).into());
    fact.insert("object".into(), object);
    fact.insert("qualifiers".into(), members(line, &[("future", FUTURE), ("event", PART_OF), ("place", PLACE)]).into());
    fact.insert("evidence".into(), json!([evidence(line)]));
    json!({ "fact": fact })
}

fn evidence(line: &Value) -> Value {
    let mut evidence = members(line, &[("doc", "document"), ("quote", "quote"), ("confidence", "confidence")]);
    if line["negated"] == true {
        evidence.insert("polarity".into(), "-".into());
    }
    evidence.into()
}

/// Those members that are there, under their new names.
fn members(line: &Value, names: &[(&str, &str)]) -> Map<String, Value> {
    let given = names.iter().filter(|(old, _)| !line[old].is_null());
    given.map(|(old, new)| ((*new).to_owned(), line[old].clone())).collect()
}

fn lines(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

fn text<'v>(record: &'v Value, member: &str) -> &'v str {
    record[member].as_str().unwrap_or_else(|| panic!("no {member} in {record}"))
}
