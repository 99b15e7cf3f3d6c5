//! How it is mended what is wrong in files in formats of others, where that is not how native records are mended.

use super::LoadProblem;

/// A format of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForeignFormat {
    /// RDF, in any syntax.
    Rdf,
    /// FollowTheMoney.
    FollowTheMoney,
}

/// What an entity of FollowTheMoney is.
const ENTITY: &str = "an entity is an object such as {\"id\": \"…\", \"schema\": \"Person\", \"properties\": {\"name\": \
                      [\"…\"]}, \"datasets\": [\"…\"]}";

/// What stands in evidence in RDF.
const EVIDENCE: &str =
    "`ff:document` and `ff:source` lead to IRIs; all else that is said of evidence is a text in quotation marks";

impl ForeignFormat {
    /// How it is mended in this format; none where that is no other way than in native records.
    pub(super) fn mend(self, problem: &LoadProblem) -> Option<String> {
        let words = match (self, problem) {
            (ForeignFormat::FollowTheMoney, LoadProblem::MissingField { field }) => format!("add \"{field}\"; {ENTITY}"),
            (ForeignFormat::FollowTheMoney, LoadProblem::WrongJson { .. }) => ENTITY.to_owned(),
            (ForeignFormat::Rdf, LoadProblem::WrongJson { .. }) => EVIDENCE.to_owned(),
            (ForeignFormat::Rdf, LoadProblem::UnknownKind { .. }) => {
                "say in this file that it is a class (rdf:type rdfs:Class), declare the kind in the store first, or load without \
                 --strict"
                    .to_owned()
            }
            (ForeignFormat::Rdf, LoadProblem::UnknownPredicate { .. }) => {
                "say in this file that it is a property (rdf:type rdf:Property), declare the predicate in the store first, or load \
                 without --strict"
                    .to_owned()
            }
            (ForeignFormat::FollowTheMoney, LoadProblem::UnknownKind { .. } | LoadProblem::UnknownPredicate { .. }) => {
                "declare it in the store first, or load without --strict".to_owned()
            }
            _ => return None,
        };
        Some(words)
    }
}

impl LoadProblem {
    /// The same in a file in a format of others.
    pub(crate) fn in_format(self, format: ForeignFormat) -> LoadProblem {
        match format.mend(&self) {
            Some(_) => LoadProblem::Foreign { format, problem: Box::new(self) },
            None => self,
        }
    }
}
