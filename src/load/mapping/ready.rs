//! The mappings that come with the program.

/// Their names, what each is for, and their text.
pub const READY: &[(&str, &str, &str)] = &[
    ("triples", "subject, predicate, object and date in four named columns", include_str!("ready/triples.toml")),
    ("icews", "event tables of the Integrated Crisis Early Warning System", include_str!("ready/icews.toml")),
    ("gdelt", "the GDELT 2.0 event table, which has no header", include_str!("ready/gdelt.toml")),
];

/// The text of the mapping of a name.
pub fn ready(name: &str) -> Option<&'static str> {
    READY.iter().find(|(known, ..)| *known == name).map(|(.., text)| *text)
}
