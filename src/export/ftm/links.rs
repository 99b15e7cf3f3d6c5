//! Which schema of the model a fact between two entities is.

use super::schemata::{is_asset, is_legal_entity, is_organization, is_person};
use crate::diagnostic::Result;
use crate::fold::fold_words;

/// A schema for facts, and its properties for subject, object and predicate.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) schema: &'static str,
    pub(super) subject: &'static str,
    pub(super) object: &'static str,
    pub(super) role: &'static str,
    /// The predicates that it is for.
    predicates: &'static [&'static str],
    /// What the schemata of subject and object must be.
    ends: (Is, Is),
}

/// Whether a schema is of some sort.
type Is = fn(&str) -> bool;

/// The schema for whatever no other is for.
static UNKNOWN: Link = Link {
    schema: "UnknownLink",
    subject: "subject",
    object: "object",
    role: "role",
    predicates: &[],
    ends: (any, any),
};

static LINKS: [Link; 8] = [
    Link {
        schema: "Membership",
        subject: "member",
        object: "organization",
        role: "role",
        predicates: &["member of", "is member of", "is a member of", "belongs to"],
        ends: (is_legal_entity, is_organization),
    },
    Link {
        schema: "Directorship",
        subject: "director",
        object: "organization",
        role: "role",
        predicates: &["director of", "is director of", "directs", "leads", "heads", "chairs"],
        ends: (is_legal_entity, is_organization),
    },
    Link {
        schema: "Ownership",
        subject: "owner",
        object: "asset",
        role: "role",
        predicates: &["owns", "owner of", "is owner of", "holds shares in"],
        ends: (is_legal_entity, is_asset),
    },
    Link {
        schema: "Employment",
        subject: "employee",
        object: "employer",
        role: "role",
        predicates: &["employed by", "is employed by", "works for", "works at"],
        ends: (is_person, is_organization),
    },
    Link {
        schema: "Family",
        subject: "person",
        object: "relative",
        role: "relationship",
        predicates: &["married to", "sibling of", "brother of", "sister of", "parent of", "child of", "related to"],
        ends: (is_person, is_person),
    },
    Link {
        schema: "Associate",
        subject: "person",
        object: "associate",
        role: "relationship",
        predicates: &["associate of", "associated with"],
        ends: (is_person, is_person),
    },
    Link {
        schema: "Representation",
        subject: "agent",
        object: "client",
        role: "role",
        predicates: &["represents", "acts for"],
        ends: (is_legal_entity, is_legal_entity),
    },
    Link {
        schema: "Succession",
        subject: "predecessor",
        object: "successor",
        role: "summary",
        predicates: &["succeeded by", "was succeeded by"],
        ends: (is_legal_entity, is_legal_entity),
    },
];

fn any(_: &str) -> bool {
    true
}

/// The schema for a predicate between two entities. `schemata` says theirs, and is asked only where it matters.
pub(super) fn link(
    predicate: &str,
    schemata: impl FnOnce() -> Result<(&'static str, &'static str)>,
) -> Result<&'static Link> {
    let folded = fold_words(predicate);
    let Some(found) = LINKS.iter().find(|link| link.predicates.contains(&folded.as_str())) else { return Ok(&UNKNOWN) };
    let (subject, object) = schemata()?;
    Ok(if found.ends.0(subject) && found.ends.1(object) { found } else { &UNKNOWN })
}
