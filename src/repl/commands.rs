//! The commands of the prompt: lines that begin with a full stop.

use std::path::PathBuf;

use super::files::NamedFile;
use crate::diagnostic::{Diagnostic, Result};
use crate::draw;
use crate::form::{Form, Format};
use crate::problem::{CommandProblem, QueryProblem};
use crate::vocabulary::nearest;

/// A command as it is documented.
pub(super) struct Entry {
    /// Its first word.
    pub name: &'static str,
    /// How it is written.
    pub usage: &'static str,
    /// What it does.
    pub does: &'static str,
}

pub(super) const DRAW: &str = ".draw";
pub(super) const EDIT: &str = ".edit";
pub(super) const EXPORT: &str = ".export";
pub(super) const HELP: &str = ".help";
pub(super) const LAST: &str = ".last";
pub(super) const LOAD: &str = ".load";
pub(super) const LOG: &str = ".log";
pub(super) const MODE: &str = ".mode";
pub(super) const ONCE: &str = ".once";
pub(super) const OUTPUT: &str = ".output";
pub(super) const QUIT: &str = ".quit";
pub(super) const READ: &str = ".read";
pub(super) const SET: &str = ".set";
pub(super) const TIMING: &str = ".timing";
pub(super) const TOUR: &str = ".tour";
pub(super) const VOCABULARY: &str = ".vocabulary";

/// Every command.
pub(super) const COMMANDS: [Entry; 16] = [
    Entry { name: DRAW, usage: ".draw graph|timeline FILE", does: "draw what the last answer rests on, as SVG" },
    Entry { name: EDIT, usage: ".edit [NAME]", does: "edit the last statement or a saved query; run it" },
    Entry { name: EXPORT, usage: ".export FILE [FORM]", does: "write the last answer to a file" },
    Entry { name: HELP, usage: ".help [TOPIC]", does: "what can be asked and done, by topic" },
    Entry { name: LAST, usage: ".last", does: "every row of the last answer, nothing cut" },
    Entry { name: LOAD, usage: ".load FILE…", does: "load record files into the store" },
    Entry { name: LOG, usage: ".log [N]", does: "the last loads and changes, the newest first" },
    Entry { name: MODE, usage: ".mode FORM", does: "the form that answers are given in, such as csv" },
    Entry { name: ONCE, usage: ".once FILE [FORM]", does: "write the next answer to a file" },
    Entry { name: OUTPUT, usage: ".output FILE [FORM]|off", does: "write all answers that follow to a file" },
    Entry { name: QUIT, usage: ".quit", does: "leave; so does Ctrl-D" },
    Entry { name: READ, usage: ".read on|off", does: "whether questions show what they were read as" },
    Entry { name: SET, usage: ".set [NAME [VALUE]]", does: "list or change how the prompt behaves" },
    Entry { name: TIMING, usage: ".timing on|off", does: "whether answers say how long they took" },
    Entry { name: TOUR, usage: ".tour [off]", does: "ten steps through the language, on an example" },
    Entry { name: VOCABULARY, usage: ".vocabulary", does: "the store's kinds and predicates" },
];

/// A command, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Command {
    Draw(draw::Form, PathBuf),
    Edit(Option<String>),
    Export(NamedFile),
    Help(Option<String>),
    Last,
    Load(Vec<PathBuf>),
    Log(Option<usize>),
    Mode(Format),
    Once(NamedFile),
    Output(Option<NamedFile>),
    Quit,
    Read(bool),
    Set(String),
    Timing(bool),
    Tour(bool),
    Vocabulary,
}

/// Whether a line is a command. So are the words by which people leave other prompts, and `help`.
pub(super) fn is_command(line: &str) -> bool {
    let line = line.trim();
    line.starts_with('.') || plain_word(line).is_some()
}

/// Reads a line that [`is_command`].
///
/// # Errors
/// Where there is no such command, or it is written otherwise.
pub(super) fn parse(line: &str) -> Result<Command> {
    let line = line.trim().trim_end_matches(';').trim_end();
    if let Some(command) = plain_word(line) {
        return Ok(command);
    }
    let (name, given) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let given = given.trim();
    let wrong = |entry: &str| Err(bad_argument(entry, given));
    match name {
        DRAW => drawn(given).map_or_else(|| wrong(DRAW), Ok),
        EDIT if given.is_empty() => Ok(Command::Edit(None)),
        EDIT => Ok(Command::Edit(Some(given.to_owned()))),
        HELP if given.is_empty() => Ok(Command::Help(None)),
        HELP => Ok(Command::Help(Some(given.to_owned()))),
        LOAD => paths(given).map(Command::Load).map_or_else(|| wrong(LOAD), Ok),
        LOG if given.is_empty() => Ok(Command::Log(None)),
        LOG => given.parse().map(|limit| Command::Log(Some(limit))).or_else(|_| wrong(LOG)),
        MODE if given.is_empty() => wrong(MODE),
        MODE => mode(given).map(Command::Mode),
        ONCE => file(given)?.map(Command::Once).map_or_else(|| wrong(ONCE), Ok),
        OUTPUT if given == "off" => Ok(Command::Output(None)),
        OUTPUT => file(given)?.map(|file| Command::Output(Some(file))).map_or_else(|| wrong(OUTPUT), Ok),
        EXPORT => file(given)?.map(Command::Export).map_or_else(|| wrong(EXPORT), Ok),
        READ => switch(given).map(Command::Read).map_or_else(|| wrong(READ), Ok),
        SET => Ok(Command::Set(given.to_owned())),
        TIMING => switch(given).map(Command::Timing).map_or_else(|| wrong(TIMING), Ok),
        TOUR if given.is_empty() => Ok(Command::Tour(true)),
        TOUR if given == "off" => Ok(Command::Tour(false)),
        LAST if given.is_empty() => Ok(Command::Last),
        QUIT | ".exit" if given.is_empty() => Ok(Command::Quit),
        VOCABULARY if given.is_empty() => Ok(Command::Vocabulary),
        LAST | QUIT | TOUR | VOCABULARY => wrong(name),
        _ => Err(unknown(name)),
    }
}

/// What is drawn, and the one file that it goes to.
fn drawn(given: &str) -> Option<Command> {
    let (form, file) = given.split_once(char::is_whitespace)?;
    match paths(file)?.as_slice() {
        [file] => Some(Command::Draw(draw::Form::from_name(form)?, file.clone())),
        _ => None,
    }
}

fn plain_word(line: &str) -> Option<Command> {
    match line.to_ascii_lowercase().trim_end_matches(';') {
        "quit" | "exit" => Some(Command::Quit),
        "help" => Some(Command::Help(None)),
        _ => None,
    }
}

fn switch(given: &str) -> Option<bool> {
    match given {
        "on" => Some(true),
        "off" => Some(false),
        _ => None,
    }
}

/// A form that a terminal can show.
fn mode(given: &str) -> Result<Format> {
    let form = form(given)?;
    form.text().ok_or_else(|| {
        let instead = format!("{ONCE} FILE.{}", form.name());
        Diagnostic::new(CommandProblem::NotForTerminal { form: form.name(), instead })
    })
}

fn form(given: &str) -> Result<Form> {
    Form::from_name(given).ok_or_else(|| {
        let nearest = nearest(given, Form::ALL.into_iter().map(|form| form.name().to_owned()));
        Diagnostic::new(QueryProblem::UnknownForm { found: given.to_owned(), nearest })
    })
}

/// A file and, where it is said, its form. None where it is written otherwise.
fn file(given: &str) -> Result<Option<NamedFile>> {
    Ok(match paths(given).unwrap_or_default().as_slice() {
        [path] => Some(NamedFile { path: path.clone(), form: None }),
        [path, named] => Some(NamedFile { path: path.clone(), form: Some(form(&named.to_string_lossy())?) }),
        _ => None,
    })
}

/// Paths apart by spaces; one with spaces in it stands in quotation marks, or has a backslash before each, as
/// completion writes it. None where there is no path or a quotation mark is not closed.
fn paths(given: &str) -> Option<Vec<PathBuf>> {
    let mut paths: Vec<String> = Vec::new();
    let mut open: Option<String> = None;
    let mut quoted = false;
    let mut chars = given.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => {
                quoted = !quoted;
                open.get_or_insert_default();
            }
            '\\' => open.get_or_insert_default().extend(chars.next()),
            c if c.is_whitespace() && !quoted => paths.extend(open.take()),
            c => open.get_or_insert_default().push(c),
        }
    }
    paths.extend(open);
    (!quoted && !paths.is_empty()).then(|| paths.into_iter().map(PathBuf::from).collect())
}

fn bad_argument(name: &str, given: &str) -> Box<Diagnostic> {
    let entry = COMMANDS.iter().find(|entry| entry.name == name);
    let (command, usage) = entry.map_or((HELP, ".help"), |entry| (entry.name, entry.usage));
    Diagnostic::new(CommandProblem::BadArgument { command, usage, given: given.to_owned() })
}

fn unknown(name: &str) -> Box<Diagnostic> {
    let known = COMMANDS.iter().map(|entry| entry.name.to_owned());
    Diagnostic::new(CommandProblem::UnknownCommand { command: name.to_owned(), nearest: nearest(name, known) })
}

/// The commands as `.help prompt` lists them.
pub(super) fn listed() -> String {
    let widest = COMMANDS.iter().map(|entry| entry.usage.chars().count()).max().unwrap_or(0);
    let line = |entry: &Entry| format!("    {:<widest$}  {}\n", entry.usage, entry.does);
    COMMANDS.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::{COMMANDS, Command, is_command, parse};
    use crate::draw;
    use crate::form::{Form, Format};
    use crate::repl::files::NamedFile;

    #[test]
    fn commands_are_read_with_their_arguments() {
        assert_eq!(parse(".help").unwrap(), Command::Help(None));
        assert_eq!(parse(" .help  why ").unwrap(), Command::Help(Some("why".into())));
        assert_eq!(parse(".mode JSON").unwrap(), Command::Mode(Format::Json));
        assert_eq!(parse(".read off;").unwrap(), Command::Read(false));
        assert_eq!(parse(".draw timeline a.svg").unwrap(), Command::Draw(draw::Form::Timeline, "a.svg".into()));
        assert_eq!(parse("Quit").unwrap(), Command::Quit);
    }

    #[test]
    fn a_file_may_have_its_form_behind_it() {
        let file = |path: &str, form| NamedFile { path: PathBuf::from(path), form };
        assert_eq!(parse(".once a.csv").unwrap(), Command::Once(file("a.csv", None)));
        assert_eq!(parse(".once \"a b\" md").unwrap(), Command::Once(file("a b", Form::from_name("markdown"))));
        assert_eq!(parse(".output off").unwrap(), Command::Output(None));
        assert_eq!(parse(".export off.csv xlsx").unwrap(), Command::Export(file("off.csv", Some(Form::Xlsx))));
    }

    #[test]
    fn paths_may_have_spaces() {
        let paths = ["a.jsonl", "b c.jsonl", "d e"].map(PathBuf::from).to_vec();
        assert_eq!(parse(".load a.jsonl \"b c.jsonl\" d\\ e").unwrap(), Command::Load(paths));
    }

    #[test]
    fn what_is_written_otherwise_is_said_with_its_mend() {
        for (line, message, mend) in [
            (".mdoe json", "there is no command `.mdoe`", "did you mean `.mode`?"),
            (".mode cvs", "there is no form `cvs`", "did you mean `csv`?"),
            (".mode xlsx", "xlsx is not text, and a terminal shows text alone", "write it to a file: .once FILE.xlsx"),
            (".once", "`.once` wants to be told more", "write .once FILE [FORM]"),
            (".output a b c", "`.output` does not take `a b c`", "write .output FILE [FORM]|off"),
            (".load", "`.load` wants to be told more", "write .load FILE…"),
            (".load \"open", "`.load` does not take `\"open`", "write .load FILE…"),
            (".draw graph", "`.draw` does not take `graph`", "write .draw graph|timeline FILE"),
            (".draw map a.svg", "`.draw` does not take `map a.svg`", "write .draw graph|timeline FILE"),
            (".last 5", "`.last` does not take `5`", "write .last"),
        ] {
            let wording = parse(line).unwrap_err().problem.wording();
            assert_eq!((wording.message.as_str(), wording.mend.as_deref()), (message, Some(mend)));
        }
    }

    #[test]
    fn every_command_is_documented() {
        let documentation = include_str!("../../docs/commands.md");
        for entry in COMMANDS {
            let row = format!("| `{}` | {} |", entry.usage.replace('|', "\\|"), entry.does);
            assert!(documentation.contains(&row), "{row}");
        }
    }

    #[test]
    fn every_command_that_is_listed_is_one() {
        for entry in COMMANDS {
            assert!(is_command(entry.name));
            let problem = parse(entry.name).err().map(|error| error.problem.wording().message);
            assert!(!problem.is_some_and(|message| message.contains("there is no command")), "{}", entry.name);
        }
    }
}
