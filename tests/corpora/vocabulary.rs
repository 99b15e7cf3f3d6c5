//! The words that a careful author would declare for MEANTIME: its types as kinds, its roles as predicates that read
//! as English, and each further predicate of the corpus, which relates two things directly, by its own name.

use std::collections::BTreeSet;

use serde_json::{Value, json};

/// The qualifier of what has not happened yet.
pub const FUTURE: &str = "lies in the future";
/// The qualifier that names the event which a direct fact is part of.
pub const PART_OF: &str = "part of event";
/// The qualifier that says in words where a direct fact came about.
pub const PLACE: &str = "at place";

/// The predicate that stands for every direct one.
const ACTS_ON: &str = "acts on";

/// The roles of the corpus and their predicates.
const ROLES: [(&str, &str); 10] = [
    ("mentions", "mentions"),
    ("kind", "of type"),
    ("occurred_on", "occurred on"),
    ("agent", "has agent"),
    ("patient", "has patient"),
    ("location", "took place in"),
    ("arg2", "has second argument"),
    ("arg3", "has third argument"),
    ("arg4", "has fourth argument"),
    ("other", "has other argument"),
];

/// The predicate for one of the corpus; a direct one keeps its name.
pub fn name(predicate: &str) -> &str {
    role(predicate).unwrap_or(predicate)
}

fn role(predicate: &str) -> Option<&'static str> {
    ROLES.iter().find(|(role, _)| *role == predicate).map(|(_, name)| *name)
}

/// Whether the objects of a predicate of the corpus are texts or dates.
pub fn is_literal(predicate: &str) -> bool {
    matches!(predicate, "kind" | "occurred_on")
}

/// The vocabulary record for a corpus that uses these predicates.
pub fn record(used: &BTreeSet<&str>) -> Value {
    let direct: Vec<&str> = used.iter().copied().filter(|predicate| role(predicate).is_none()).collect();
    let mut predicates = roles();
    predicates.extend(direct.iter().map(|name| json!({ "name": name, "object": "entity" })));
    predicates.push(json!({ "name": ACTS_ON, "object": "entity", "path": direct.join(" | ") }));
    json!({ "vocabulary": { "kinds": kinds(), "predicates": predicates } })
}

fn kinds() -> Vec<Value> {
    vec![
        json!({ "name": "Person", "plural": "persons", "phrases": ["people"] }),
        json!({ "name": "Organization", "plural": "organizations", "phrases": ["organisation", "company"] }),
        json!({ "name": "Location", "plural": "locations", "phrases": ["place"] }),
        json!({ "name": "Product", "plural": "products" }),
        json!({ "name": "Financial", "plural": "financial matters", "phrases": ["financial matter"] }),
        json!({ "name": "Mixed", "plural": "mixed things" }),
        json!({ "name": "Value", "plural": "values" }),
        json!({ "name": "Report", "plural": "reports" }),
        json!({ "name": "Event", "plural": "events" }),
        json!({ "name": "State", "plural": "states", "broader": "Event" }),
        json!({ "name": "Statement", "plural": "statements", "broader": "Event" }),
    ]
}

fn roles() -> Vec<Value> {
    let argument = |name: &str| json!({ "name": name, "object": "entity", "subject_kind": "Event" });
    vec![
        json!({ "name": "mentions", "phrases": ["mention"], "inverse": "mentioned in", "inverse_phrases": ["mentioned by"],
                "object": "entity", "subject_kind": "Report" }),
        json!({ "name": "of type", "phrases": ["has type"], "object": "text", "subject_kind": "Event" }),
        json!({ "name": "occurred on", "phrases": ["dated"], "object": "date", "subject_kind": "Event" }),
        json!({ "name": "has agent", "inverse": "agent of", "inverse_phrases": ["an agent of", "the agent of"], "object": "entity",
                "subject_kind": "Event" }),
        json!({ "name": "has patient", "inverse": "patient of", "inverse_phrases": ["a patient of", "the patient of"], "object": "entity",
                "subject_kind": "Event" }),
        json!({ "name": "took place in", "phrases": ["held in"], "object": "entity", "subject_kind": "Event", "object_kind": "Location" }),
        argument("has second argument"),
        argument("has third argument"),
        argument("has fourth argument"),
        argument("has other argument"),
        json!({ "name": FUTURE, "object": "boolean" }),
        json!({ "name": PART_OF, "object": "entity", "object_kind": "Event" }),
        json!({ "name": PLACE, "object": "text" }),
    ]
}
