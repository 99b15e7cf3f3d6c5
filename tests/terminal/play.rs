//! Playing a case.

use std::path::Path;
use std::process::Command;

use regex::Regex;

use super::Terminal;
use super::case::{Case, Section};
use super::keys::{Action, actions};
use crate::binary::{FACTFILE, Folder};

/// For how many rests a screen is waited for that is to be written down.
const UPDATE_RESTS: u32 = 6;

/// Plays a case: the case with what its screens show. Where they are what the case says already, that is waited for.
pub fn play(case: &Case, updating: bool) -> Case {
    let folder = Folder::with_talks();
    for section in &case.sections {
        if let Section::File { name, text } = section {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a folder")).unwrap();
            std::fs::write(&path, text).unwrap();
        }
    }
    let mut terminal = Terminal::start(&command(case, &folder), case.size);
    let mut played = Case { sections: Vec::new(), ..case.clone() };
    for section in &case.sections {
        played.sections.push(match section {
            Section::Screen(screen) => {
                match updating {
                    true => terminal.rest(UPDATE_RESTS),
                    false => terminal.until(|terminal| shown(terminal, folder.path()) == *screen),
                }
                Section::Screen(shown(&terminal, folder.path()))
            }
            Section::Colours(colours) => {
                if !updating {
                    terminal.until(|terminal| looks(terminal) == *colours);
                }
                Section::Colours(looks(&terminal))
            }
            Section::Ends(_) => Section::Ends(terminal.end()),
            Section::Keys(keys) => {
                keys.lines().for_each(|line| type_line(&mut terminal, line, folder.path()));
                section.clone()
            }
            Section::File { .. } => section.clone(),
        });
    }
    played
}

fn command(case: &Case, folder: &Folder) -> Command {
    let (program, arguments) = case.run.split_first().expect("a program");
    let here = Path::new(FACTFILE).parent().unwrap().display().to_string();
    let path = std::env::var("PATH").unwrap_or_default();
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder.path()).env("PATH", format!("{here}:{path}"));
    command.env("HOME", folder.path()).env("XDG_STATE_HOME", folder.path().join("state"));
    command.env("XDG_CONFIG_HOME", folder.path().join("config")).env("TERM", "xterm-256color");
    for variable in ["NO_COLOR", "COLUMNS", "LINES", "PAGER", "LESS", "VISUAL", "EDITOR"] {
        command.env_remove(variable);
    }
    command.envs(case.variables.iter().map(|(name, value)| (name, value)));
    command
}

fn type_line(terminal: &mut Terminal, line: &str, folder: &Path) {
    for action in actions(line) {
        match action {
            Action::Type(bytes) => terminal.send(&bytes),
            Action::Wait(text) => terminal.wait_for(&text),
            Action::Prompt => terminal.wait_for_prompt(),
            Action::Resize(size) => terminal.resize(size),
            Action::HangUp => terminal.hang_up(),
            Action::Shell(command) => {
                let status = Command::new("sh").args(["-c", &command]).current_dir(folder).status().unwrap();
                assert!(status.success(), "{command}");
            }
        }
    }
    terminal.rest(1);
}

/// What a screen says that differs from run to run: how long something took.
fn times() -> Regex {
    Regex::new(r"\((\d+(?:\.\d+)?) (ms|s|min)\)").expect("a pattern")
}

/// What the screen shows, without what differs from run to run.
fn shown(terminal: &Terminal, folder: &Path) -> String {
    let times = times();
    let lines = terminal.lines();
    let last = lines.iter().rposition(|line| !line.is_empty()).map_or(0, |at| at + 1);
    let text: String = lines[..last].iter().map(|line| times.replace_all(line, "(… $2)").into_owned() + "\n").collect();
    text.replace(&folder.display().to_string(), "/home/me")
}

/// How what is [`shown`] looks, a letter for each character.
fn looks(terminal: &Terminal) -> String {
    let (times, texts, looks) = (times(), terminal.lines(), terminal.looks());
    let last = looks.iter().rposition(|line| !line.is_empty()).map_or(0, |at| at + 1);
    let line = |(text, look): (&String, &String)| {
        let mut look: Vec<char> = look.chars().collect();
        // A number of digits is one sign.
        for found in times.captures_iter(text).filter_map(|found| found.get(1)) {
            let start = text[..found.start()].chars().count();
            let digits = start + 1..(start + found.len()).min(look.len());
            if digits.start < digits.end {
                look.drain(digits);
            }
        }
        look.into_iter().collect::<String>() + "\n"
    };
    texts.iter().zip(&looks[..last]).map(line).collect()
}
