//! An entity of FollowTheMoney as its line has it.

use serde::Deserialize;
use serde_json::Value;

use crate::load::distinct::members;

/// An entity.
#[derive(Debug, Deserialize)]
pub(super) struct Entity {
    pub(super) id: String,
    pub(super) schema: String,
    pub(super) caption: Option<String>,
    #[serde(default, deserialize_with = "members")]
    pub(super) properties: serde_json::Map<String, Value>,
    #[serde(default)]
    pub(super) datasets: Vec<String>,
    #[serde(flatten)]
    pub(super) others: serde_json::Map<String, Value>,
    /// Whether it is written out within another one.
    #[serde(skip)]
    pub(super) is_within: bool,
}

impl Entity {
    /// The values of a property that are texts and not empty, each with its place in the list.
    pub(super) fn values<'e>(&'e self, property: &str) -> impl Iterator<Item = (usize, &'e str)> + use<'e> {
        let list = self.properties.get(property).map(list).unwrap_or_default();
        list.iter().enumerate().filter_map(|(at, value)| text(value).map(|text| (at, text)))
    }

    /// The entities that are written out within it. One that cannot be read is taken by its id only.
    pub(super) fn within(&self) -> Vec<Entity> {
        let values = self.properties.values().flat_map(list).filter(|value| value.get("properties").is_some());
        let read = |value: &Value| serde_json::from_value::<Entity>(value.clone()).ok();
        values.filter_map(read).map(|entity| Entity { is_within: true, ..entity }).collect()
    }

    /// The first value of a property.
    pub(super) fn first(&self, property: &str) -> Option<&str> {
        self.values(property).map(|(_, value)| value).next()
    }
}

/// The values of a property: a list of them, or one that stands alone.
pub(super) fn list(value: &Value) -> &[Value] {
    match value {
        Value::Array(list) => list,
        Value::Null => &[],
        other => std::slice::from_ref(other),
    }
}

/// A value as text: of an entity that is written out its id.
pub(super) fn text(value: &Value) -> Option<&str> {
    let text = match value {
        Value::String(text) => Some(text.as_str()),
        Value::Object(entity) => entity.get("id").and_then(Value::as_str),
        _ => None,
    };
    text.filter(|text| !text.trim().is_empty())
}
