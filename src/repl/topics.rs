//! The topics of the help by group, and all of the language in one.

use super::help::{TOPICS, Topic, topic};
use crate::diagnostic::Result;

/// The topic that is all of the language.
pub const LANGUAGE: &str = "language";

/// Each group with its topics, in the order in which they are listed. A topic in none of them is listed behind them.
const GROUPS: [(&str, &[&str]); 4] = [
    ("Asking", &["questions", "patterns", "paths", "filters", "names", "time", "claims", "counts"]),
    ("Looking closer", &["why", "looking"]),
    ("Keeping", &["rules", "saving", "scripts"]),
    ("The store", &["loading", "changes", "transactions", "shipping"]),
];

/// How many groups, from the first, are about the language.
const OF_LANGUAGE: usize = 3;

/// What there is to say of a topic, or of the language as a whole; ends with a line end.
///
/// # Errors
/// Where there is no such topic, with those that are near.
pub fn explained(wanted: &str) -> Result<String> {
    if wanted.trim().eq_ignore_ascii_case(LANGUAGE) { Ok(language()) } else { Ok(topic(wanted)?.text()) }
}

/// Every topic of the language, one below the other.
fn language() -> String {
    let names = GROUPS[..OF_LANGUAGE].iter().flat_map(|(_, names)| *names);
    let topics = names.filter_map(|name| TOPICS.iter().find(|topic| topic.name == *name));
    let section = |topic: &Topic| {
        let heading = format!("{}: {}", topic.name, topic.about);
        format!("{heading}\n{}\n\n{}", "─".repeat(heading.chars().count()), topic.text())
    };
    topics.map(section).collect::<Vec<_>>().join("\n")
}

/// The topics by group, each with what it is about.
pub(super) fn listed() -> String {
    let widest = TOPICS.iter().map(|topic| topic.name.len()).max().unwrap_or(0).max(LANGUAGE.len());
    let line = |name: &str, about: &str| format!("    {name:<widest$}  {about}\n");
    let known = |name: &str| TOPICS.iter().find(|topic| topic.name == name);
    let group = |(heading, names): &(&str, &[&str])| {
        let lines = names.iter().filter_map(|name| known(name)).map(|topic| line(topic.name, topic.about));
        format!("{heading}\n{}\n", lines.collect::<String>())
    };
    let is_grouped = |topic: &&Topic| GROUPS.iter().any(|(_, names)| names.contains(&topic.name));
    let rest = TOPICS.iter().filter(|topic| !is_grouped(topic)).map(|topic| line(topic.name, topic.about));
    let whole = line(LANGUAGE, "what is said of asking, looking closer and keeping, in one");
    GROUPS.iter().map(group).collect::<String>() + "More\n" + &rest.collect::<String>() + &whole
}

#[cfg(test)]
mod tests {
    use super::{GROUPS, TOPICS, explained, listed};

    #[test]
    fn groups_have_topics_that_there_are_and_the_list_has_each_once() {
        let list = listed();
        for name in GROUPS.iter().flat_map(|(_, names)| *names) {
            assert!(TOPICS.iter().any(|topic| topic.name == *name), "{name}");
        }
        let lines = list.lines().filter(|line| line.starts_with(' '));
        let listed: Vec<&str> = lines.filter_map(|line| line.split_whitespace().next()).collect();
        for topic in &TOPICS {
            assert_eq!(listed.iter().filter(|name| **name == topic.name).count(), 1, "{}", topic.name);
        }
    }

    #[test]
    fn the_language_is_all_its_topics() {
        let language = explained("Language").unwrap();
        for name in ["questions", "counts", "why", "saving"] {
            assert!(language.contains(&explained(name).unwrap()), "{name}");
        }
        assert!(!language.contains(&explained("shipping").unwrap()));
    }
}
