//! What the Tab key offers: commands and their arguments, words of the language, the store's vocabulary and its names.

use rustyline::completion::FilenameCompleter;

use super::commands::{self, COMMANDS};
use super::help;
use super::scan::{Class, keywords, pieces};
use crate::fold::{fold, fold_words};
use crate::render::Format;
use crate::syntax::{bare_name, callable_names, quoted, word_char};

/// How many names of the store are offered at most.
const MOST_NAMES: usize = 50;

/// How many words before the cursor may be the beginning of one name or phrase.
const MOST_WORDS: usize = 6;

/// What completion asks of a store.
pub(super) trait Words {
    /// Every phrase of kinds and predicates.
    fn phrases(&self) -> Vec<String>;
    /// At most so many names whose folded form begins with `folded`.
    fn names(&self, folded: &str, most: usize) -> Vec<String>;
}

/// Where the part to be replaced begins, in bytes, and what may stand instead. `before` is the text before the cursor.
pub(super) fn complete(before: &str, words: &impl Words) -> (usize, Vec<String>) {
    match before.strip_prefix('.') {
        Some(_) => complete_command(before),
        None => complete_statement(before, words),
    }
}

fn complete_command(before: &str) -> (usize, Vec<String>) {
    let Some((command, rest)) = before.split_once(' ') else {
        let names = COMMANDS.iter().map(|command| command.name.to_owned());
        return (0, names.filter(|name| name.starts_with(before)).collect());
    };
    let start = before.len() - rest.len();
    let beginning_with = |known: &[&str]| -> Vec<String> {
        let matching = known.iter().filter(|word| word.starts_with(rest));
        matching.map(|word| (*word).to_owned()).collect()
    };
    match command {
        commands::DRAW if rest.contains(' ') => complete_path(before),
        commands::DRAW => (start, beginning_with(&["graph", "timeline"])),
        commands::HELP => (start, beginning_with(&help::TOPICS.map(|topic| topic.name))),
        commands::MODE => (start, beginning_with(&Format::ALL.map(Format::name))),
        commands::READ => (start, beginning_with(&["on", "off"])),
        commands::LOAD | commands::ONCE | commands::OUTPUT | commands::EXPORT => complete_path(before),
        _ => (before.len(), Vec::new()),
    }
}

fn complete_path(before: &str) -> (usize, Vec<String>) {
    // A folder that cannot be listed offers nothing.
    let (start, pairs) = FilenameCompleter::new().complete_path(before, before.len()).unwrap_or_default();
    (start, pairs.into_iter().map(|pair| pair.replacement).collect())
}

fn complete_statement(before: &str, words: &impl Words) -> (usize, Vec<String>) {
    let pieces = pieces(before);
    match pieces.last() {
        Some((at, class @ (Class::Variable | Class::Parameter))) => {
            let known = pieces[..pieces.len() - 1].iter().filter(|(_, other)| other == class);
            let matching =
                known.map(|(at, _)| &before[at.clone()]).filter(|known| known.starts_with(&before[at.clone()]));
            (at.start, distinct(matching.map(str::to_owned).collect()))
        }
        Some((at, Class::Text)) if is_open(&before[at.clone()]) => {
            let names = words.names(&folded_prefix(&before[at.start + 1..]), MOST_NAMES);
            (at.start, distinct(names.iter().map(|name| quoted(name)).collect()))
        }
        Some((_, Class::Key | Class::Comment | Class::Text | Class::Number)) => (before.len(), Vec::new()),
        _ => complete_words(before, words),
    }
}

/// The longest run of words before the cursor that begins something known is completed.
fn complete_words(before: &str, words: &impl Words) -> (usize, Vec<String>) {
    let phrases = words.phrases();
    for start in word_starts(before) {
        let prefix = &before[start..];
        let folded = folded_prefix(prefix);
        let mut found: Vec<String> = Vec::new();
        if !folded.is_empty() {
            let worded = fold_words(prefix);
            found.extend(phrases.iter().filter(|phrase| phrase.starts_with(&folded) || **phrase == worded).cloned());
            found.extend(words.names(&folded, MOST_NAMES).iter().map(|name| bare_name(name)));
            let begins = |word: &&'static str| word.starts_with(&prefix.to_lowercase());
            found.extend(keywords().filter(begins).map(str::to_owned));
            found.extend(callable_names().filter(begins).map(|name| format!("{name}(")));
        }
        if !found.is_empty() {
            return (start, distinct(found));
        }
    }
    (before.len(), Vec::new())
}

/// Where each of the last words before the cursor begins, the earliest first: as far back as only words and single
/// spaces stand there.
fn word_starts(before: &str) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut at = before.len();
    while starts.len() < MOST_WORDS {
        let text = before[..at].strip_suffix(' ').unwrap_or(&before[..at]);
        let word = text.trim_end_matches(word_char);
        if word.len() == text.len() {
            break;
        }
        at = word.len();
        starts.push(at);
    }
    starts.reverse();
    starts
}

/// The folded form that what the user means begins with: a space typed behind a word belongs to it.
fn folded_prefix(typed: &str) -> String {
    let folded = fold(typed);
    if typed.ends_with(' ') && !folded.is_empty() { folded + " " } else { folded }
}

fn is_open(text: &str) -> bool {
    text.len() == 1 || !text.ends_with('"') || text.ends_with("\\\"")
}

fn distinct(mut candidates: Vec<String>) -> Vec<String> {
    candidates.sort();
    candidates.dedup();
    candidates
}

#[cfg(test)]
mod tests {
    use super::{Words, complete};
    use crate::fold::fold;

    struct Known;

    impl Words for Known {
        fn phrases(&self) -> Vec<String> {
            ["envoy", "envoys", "attended", "attended by", "held in"].map(str::to_owned).to_vec()
        }

        fn names(&self, folded: &str, most: usize) -> Vec<String> {
            let names = ["Steve Witkoff", "Trinidad and Tobago", "United States", "Łódź"];
            names.into_iter().filter(|name| fold(name).starts_with(folded)).take(most).map(str::to_owned).collect()
        }
    }

    fn candidates(before: &str) -> (String, Vec<String>) {
        let (start, found) = complete(before, &Known);
        (before[..start].to_owned(), found)
    }

    fn one(before: &str, kept: &str, completed: &str) {
        assert_eq!(candidates(before), (kept.to_owned(), vec![completed.to_owned()]));
    }

    #[test]
    fn words_of_the_store_are_completed_over_spaces() {
        one("did steve wit", "did ", "Steve Witkoff");
        one("find ?x where ?x held", "find ?x where ?x ", "held in");
        one("find ?x where ?x held ", "find ?x where ?x ", "held in");
        one("who visited lodz", "who visited ", "Łódź");
        assert_eq!(candidates("which env"), ("which ".into(), vec!["envoy".into(), "envoys".into()]));
    }

    #[test]
    fn what_needs_quotes_gets_them() {
        one("did trin", "did ", "\"Trinidad and Tobago\"");
        one("did \"unit", "did ", "\"United States\"");
        one("did \"Trinidad a", "did ", "\"Trinidad and Tobago\"");
    }

    #[test]
    fn keywords_and_variables_are_completed() {
        one("find ?who wher", "find ?who ", "where");
        one("find ?x where optio", "find ?x where ", "optional");
        one("find coale", "find ", "coalesce(");
        one("find ?who where ?w", "find ?who where ", "?who");
        one("find ?who, ?what where ?wha", "find ?who, ?what where ", "?what");
    }

    #[test]
    fn commands_and_their_arguments_are_completed() {
        one(".mo", "", ".mode");
        one(".mode m", ".mode ", "markdown");
        one(".help patt", ".help ", "patterns");
        one(".load Cargo.to", ".load ", "Cargo.toml");
        one(".draw ti", ".draw ", "timeline");
        one(".draw graph Cargo.to", ".draw graph ", "Cargo.toml");
    }

    #[test]
    fn nothing_is_offered_where_nothing_is_known() {
        for before in ["", "find ?x where ?x zzz", "# steve", "2026-0", "@steve", "\"done\""] {
            assert_eq!(candidates(before).1, Vec::<String>::new(), "{before}");
        }
    }
}
