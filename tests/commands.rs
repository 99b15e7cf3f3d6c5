//! Every command and option is documented, and nothing else is.

use std::collections::BTreeSet;

use factfile::cli;
use factfile::problem::Category;

const DOCUMENTATION: &str = include_str!("../docs/commands.md");

/// The part of the documentation under the heading of a command.
fn section(command: &str) -> &'static str {
    let heading = format!("\n## `factfile {command}");
    let start = DOCUMENTATION.find(&heading).unwrap_or_else(|| panic!("no section on {command}"));
    let rest = &DOCUMENTATION[start + heading.len()..];
    &rest[..rest.find("\n## ").unwrap_or(rest.len())]
}

#[test]
fn every_command_has_a_section_with_its_options() {
    for command in cli::command().get_subcommands() {
        let name = command.get_name();
        let own =
            if name == "run" { format!("{}{}", section("ask"), section("run")) } else { section(name).to_owned() };
        for option in command.get_arguments().filter_map(|argument| argument.get_long()) {
            assert!(own.contains(&format!("`--{option}")), "{name} --{option} is not documented");
        }
        assert!(
            command.get_about().is_some_and(|about| !about.to_string().is_empty()),
            "{name} says nothing of itself"
        );
    }
}

/// The names of an option.
fn names(option: &clap::Arg) -> Vec<String> {
    let others = option.get_visible_aliases().unwrap_or_default();
    option.get_long().into_iter().chain(others).map(str::to_owned).collect()
}

#[test]
fn nothing_is_documented_that_is_not_there() {
    let command = cli::command();
    let commands = std::iter::once(&command).chain(command.get_subcommands());
    let mut known: BTreeSet<String> = commands.flat_map(clap::Command::get_arguments).flat_map(names).collect();
    known.extend(["help".to_owned(), "version".to_owned()]);
    let written = DOCUMENTATION.match_indices("--").map(|(at, _)| {
        let rest = &DOCUMENTATION[at + 2..];
        rest[..rest.find(|c: char| !c.is_ascii_lowercase() && c != '-').unwrap_or(rest.len())].trim_matches('-')
    });
    for option in written.filter(|option| !option.is_empty()) {
        assert!(known.contains(option), "--{option} is documented, but no command takes it");
    }
}

#[test]
fn every_exit_code_is_documented() {
    use Category::{Data, Expectation, Internal, Interrupted, Query, Usage};
    for category in [Query, Usage, Data, Expectation, Interrupted, Internal] {
        let row = format!("\n| {} |", category.exit_code());
        assert!(DOCUMENTATION.contains(&row), "{category:?} is not documented");
    }
}

#[test]
fn the_help_of_every_option_says_something() {
    for command in cli::command().get_subcommands() {
        for argument in command.get_arguments() {
            assert!(argument.get_help().is_some(), "{} {} has no help", command.get_name(), argument.get_id());
        }
    }
}
