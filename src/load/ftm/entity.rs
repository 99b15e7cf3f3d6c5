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

    /// The entities that are written out within it, or why one is none, each with its property and, where that has a list, its
    /// place in it.
    pub(super) fn within(&self) -> impl Iterator<Item = (&str, Option<usize>, serde_json::Result<Entity>)> {
        let values = self.properties.iter().flat_map(|(property, value)| {
            let is_list = value.is_array();
            list(value).iter().enumerate().map(move |(at, value)| (property.as_str(), is_list.then_some(at), value))
        });
        let entities = values.filter(|(_, _, value)| value.get("properties").is_some());
        entities.map(|(property, at, value)| {
            let entity = Entity::deserialize(value).map(|entity| Entity { is_within: true, ..entity });
            (property, at, entity)
        })
    }

    /// How many members there are of entities that are named by their ids within it, besides these.
    pub(super) fn members_of_named(&self) -> usize {
        let values = self.properties.values().flat_map(list).filter_map(Value::as_object);
        let named = values.filter(|members| members.contains_key("id") && !members.contains_key("properties"));
        named.map(|members| members.len() - 1).sum()
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
