//! What can stand in a command: its usage says what it takes.

use rustyline::completion::FilenameCompleter;

use super::Offer;
use crate::form::Format;
use crate::repl::commands::{self, COMMANDS};
use crate::repl::help;
use crate::repl::settings;
use crate::repl::words::Words;

/// Completes a command or its argument.
pub(super) fn complete(before: &str, words: &impl Words) -> (usize, Vec<Offer>) {
    let Some((command, rest)) = before.split_once(' ') else {
        let matching = COMMANDS.iter().filter(|command| command.name.starts_with(before));
        return (0, matching.map(|command| Offer::new(command.name, command.does)).collect());
    };
    let Some(entry) = COMMANDS.iter().find(|entry| entry.name == command) else { return (before.len(), Vec::new()) };
    let takes = entry.usage.split_once(' ').map_or("", |(_, takes)| takes).trim_matches(['[', ']']);
    let start = before.len() - rest.len();
    if let (Some((choice, "FILE")), false) = (takes.split_once(' '), rest.contains(' '))
        && choice.contains('|')
    {
        return (start, beginning_with(rest, choice.split('|').map(|word| Offer::new(word, ""))));
    }
    if takes.contains("FILE") {
        return complete_path(before);
    }
    match takes {
        _ if command == commands::SET => complete_setting(rest, start),
        "FORM" => (start, beginning_with(rest, Format::ALL.iter().map(|format| Offer::new(format.name(), "")))),
        "TOPIC" => (start, beginning_with(rest, help::TOPICS.iter().map(|topic| Offer::new(topic.name, topic.about)))),
        "NAME" => (start, beginning_with(rest, words.saved().iter().map(|(name, _)| Offer::new(name, "saved query")))),
        choice if choice.contains('|') => {
            (start, beginning_with(rest, choice.split('|').map(|word| Offer::new(word, ""))))
        }
        _ => (before.len(), Vec::new()),
    }
}

/// The name of a setting, or its value.
fn complete_setting(rest: &str, start: usize) -> (usize, Vec<Offer>) {
    match rest.split_once(' ') {
        None => {
            let names = settings::ALL.iter().map(|setting| Offer::new(setting.name(), setting.about()));
            (start, beginning_with(rest, names))
        }
        Some((name, value)) => {
            let choices = settings::Setting::named(name).map_or(&[][..], settings::Setting::choices);
            (start + name.len() + 1, beginning_with(value, choices.iter().map(|choice| Offer::new(*choice, ""))))
        }
    }
}

fn beginning_with(typed: &str, offers: impl Iterator<Item = Offer>) -> Vec<Offer> {
    offers.filter(|offer| offer.text.starts_with(typed)).collect()
}

/// A path that stands last in a text.
pub(super) fn complete_path(before: &str) -> (usize, Vec<Offer>) {
    // A folder that cannot be listed offers nothing.
    let (start, pairs) = FilenameCompleter::new().complete_path(before, before.len()).unwrap_or_default();
    (start, pairs.into_iter().map(|pair| Offer { text: pair.replacement, display: pair.display }).collect())
}
