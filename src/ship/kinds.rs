//! A view per kind: the entities that are of it.

use super::fixed::{self, ENTITIES};
use super::names::Names;
use super::view::{Column, View};
use crate::value::KindId;
use crate::vocabulary::{Kind, Vocabulary};

/// What a view's name gets where the kind's plural is taken: `facts_entities`.
const SUFFIX: &str = "entities";

/// A view for each kind that things are stated to be of, in the order of their declaration, named by its plural: a view is a set of things
/// (`SELECT name FROM envoys`), and plurals rarely meet the names of predicates or of the store's tables.
pub(super) fn views(vocabulary: &Vocabulary, names: &mut Names) -> Vec<View> {
    let stated = vocabulary.kinds().iter().filter(|kind| kind.rule.is_none());
    stated.map(|kind| view(kind, vocabulary, names)).collect()
}

fn view(kind: &Kind, vocabulary: &Vocabulary, names: &mut Names) -> View {
    let narrower = vocabulary.narrower(kind.id);
    View {
        name: names.give(&kind.plural(), SUFFIX, &format!("kind_{}", kind.id.0)),
        meaning: meaning(kind, &narrower, vocabulary),
        about: kind.description.clone().unwrap_or_default(),
        columns: columns(),
        source: source(&narrower),
        predicate: None,
        counted: None,
    }
}

/// What a view's rows are.
fn meaning(kind: &Kind, narrower: &[KindId], vocabulary: &Vocabulary) -> String {
    let mut sentences = vec![format!("Every entity that is of the kind “{}”.", kind.name)];
    sentences.extend(kind.description.clone());
    let names: Vec<&str> = narrower.iter().skip(1).map(|id| vocabulary.kind(*id).name.as_str()).collect();
    if !names.is_empty() {
        sentences.push(format!("Narrower kinds are included: {}.", names.join(", ")));
    }
    sentences.join(" ")
}

/// The columns of `entities`, and from when to when an entity was of the kind.
fn columns() -> Vec<Column> {
    let mut columns = Vec::new();
    for column in fixed::entities().columns {
        if column.name == "facts" {
            columns.push(Column::text(
                "since",
                "member.since",
                "from when it is of this kind; NULL where open or not stated",
            ));
            columns.push(Column::text(
                "until",
                "member.until",
                "until when it is of this kind; NULL where open or not stated",
            ));
        }
        columns.push(Column { expression: format!("{ENTITIES}.{}", column.name), ..column });
    }
    columns
}

/// One row per entity, however many facts say that it is of the kind. Its time begins (or ends) on a day only where
/// each of those facts does.
fn source(kinds: &[KindId]) -> String {
    let ids: Vec<String> = kinds.iter().map(|kind| kind.0.to_string()).collect();
    format!(
        "FROM (\n  SELECT\n    fact.subject AS entity,\n    \
         CASE WHEN count(time.since) = count(*) THEN min(time.since) END AS since,\n    \
         CASE WHEN count(time.until) = count(*) THEN max(time.until) END AS until\n  \
         FROM fact\n  LEFT JOIN literal_typed AS time ON time.id = fact.time\n  \
         WHERE fact.kind IN ({}) AND fact.holds = 1\n  GROUP BY fact.subject\n) AS member\n\
         JOIN {ENTITIES} ON {ENTITIES}.entity = member.entity",
        ids.join(", ")
    )
}
