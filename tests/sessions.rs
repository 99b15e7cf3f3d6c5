//! The sessions that the README and the pages about scripts, reports, shipped files and rejected records show print what they say. `UPDATE_EXPECT=1` writes what it prints.
#![cfg(unix)]

mod binary;

use std::path::Path;
use std::process::Command;

use binary::{FACTFILE, Folder};
use rexpect::reader::Options;
use rexpect::session::{PtySession, spawn_with_options};

const PROMPT: &str = "factfile> ";

/// A command or a line at the prompt, and what it prints.
struct Step {
    command: String,
    printed: String,
}

impl Step {
    /// The step with what it prints. What wants a tool that is not here prints what it should.
    fn printed_by(&self, shell: &mut Shell) -> Step {
        let printed = match self.command.starts_with("$ sqlite3 ") && !has_sqlite3() {
            true => {
                println!("skipped, since the sqlite3 shell is not here: {}", self.command);
                self.printed.clone()
            }
            false => shown(&shell.run(&self.command)),
        };
        Step { command: self.command.clone(), printed }
    }
}

fn has_sqlite3() -> bool {
    Command::new("sqlite3").arg("--version").output().is_ok()
}

/// The session's steps in a text.
fn steps(session: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for line in session.lines() {
        match steps.last_mut() {
            Some(step) if !is_command(line) => step.printed.push_str(&format!("{line}\n")),
            _ => steps.push(Step { command: line.to_owned(), printed: String::new() }),
        }
    }
    steps
}

fn is_command(line: &str) -> bool {
    line.starts_with("$ ") || line.starts_with(PROMPT)
}

fn text_of(steps: &[Step]) -> String {
    steps.iter().map(|step| format!("{}\n{}", step.command, step.printed)).collect()
}

/// The text without what differs from run to run: how long things took, and line ends' spaces.
fn steady(text: &str) -> String {
    let times = |line: &str| {
        let mut words: Vec<&str> = line.trim_end().split(' ').collect();
        for at in 1..words.len() {
            if words[at].starts_with("ms") && words[at - 1].trim_start_matches('(').chars().all(|c| c.is_ascii_digit())
            {
                words[at - 1] = if words[at - 1].starts_with('(') { "(…" } else { "…" };
            }
        }
        words.join(" ")
    };
    text.lines().map(|line| times(line) + "\n").collect()
}

/// A terminal of 100 columns, in which the session is typed.
struct Shell {
    folder: Folder,
    prompt: Option<PtySession>,
}

impl Shell {
    fn open() -> Self {
        let folder = Folder::empty();
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
        std::os::unix::fs::symlink(fixtures, folder.path().join("fixtures")).unwrap();
        Shell { folder, prompt: None }
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        let path = std::env::var("PATH").unwrap_or_default();
        let here = Path::new(FACTFILE).parent().unwrap().display().to_string();
        command.current_dir(self.folder.path()).env("PATH", format!("{here}:{path}"));
        command.env("NO_COLOR", "1").env("TERM", "xterm").env("COLUMNS", "100");
        command.env("XDG_STATE_HOME", self.folder.path().join("state"));
        command
    }

    fn run(&mut self, step: &str) -> String {
        match (step.strip_prefix("$ "), step.strip_prefix(PROMPT)) {
            (Some("factfile talks.db"), _) => self.open_prompt(),
            (Some(command), _) => {
                let out = self.command("sh").args(["-c", &format!("{command} 2>&1")]).output().unwrap();
                String::from_utf8(out.stdout).unwrap()
            }
            (_, Some(line)) => self.line(line),
            _ => panic!("not a step: {step}"),
        }
    }

    fn open_prompt(&mut self) -> String {
        let mut command = self.command(FACTFILE);
        command.arg("talks.db");
        let options = Options::new().timeout_ms(Some(20_000)).strip_ansi_escape_codes(true);
        let mut prompt = spawn_with_options(command, options).unwrap();
        let greeting = prompt.exp_string(PROMPT).unwrap();
        self.prompt = Some(prompt);
        shown(&decoded(&greeting))
    }

    fn line(&mut self, line: &str) -> String {
        let prompt = self.prompt.as_mut().expect("a prompt is open");
        prompt.send(&format!("{line}\r")).unwrap();
        prompt.flush().unwrap();
        prompt.exp_string("\n").unwrap();
        if line == ".quit" {
            prompt.exp_eof().unwrap();
            self.prompt = None;
            return String::new();
        }
        shown(&decoded(&prompt.exp_string(PROMPT).unwrap()))
    }
}

/// The terminal's bytes as text: it hands each of them over as a character.
fn decoded(bytes: &str) -> String {
    let bytes: Vec<u8> = bytes.chars().filter_map(|c| u8::try_from(u32::from(c)).ok()).collect();
    String::from_utf8(bytes).unwrap()
}

/// What the terminal showed, its line ends those of a file.
fn shown(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(|line| line.trim_end_matches('\r').trim_end()).collect();
    let text = lines.join("\n");
    if text.trim().is_empty() { String::new() } else { text.trim_end().to_owned() + "\n" }
}

/// Runs every session of a document, in one folder and in their order, behind some commands that it takes for granted.
fn check(document: &str, before: &[&str]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(document);
    let text = std::fs::read_to_string(&path).unwrap();
    let mut shell = Shell::open();
    for command in before {
        shell.run(&format!("$ {command}"));
    }
    let mut parts = text.split("```console\n");
    let mut rewritten = parts.next().unwrap().to_owned();
    let mut run = 0;
    for part in parts {
        let (session, after) = part.split_once("```\n").unwrap();
        let expected = steps(session);
        let printed: Vec<Step> = expected.iter().map(|step| step.printed_by(&mut shell)).collect();
        rewritten.push_str(&format!("```console\n{}```\n{after}", text_of(&printed)));
        for (expected, printed) in expected.iter().zip(&printed) {
            let same = steady(&printed.printed) == steady(&expected.printed);
            assert!(same || updating(), "{}\n{}", printed.command, printed.printed);
        }
        run += expected.len();
    }
    assert!(run > 3, "{document} has no session");
    if updating() {
        std::fs::write(&path, rewritten).unwrap();
    }
}

fn updating() -> bool {
    std::env::var("UPDATE_EXPECT").is_ok()
}

#[test]
fn the_readme_prints_what_it_says() {
    check("README.md", &[]);
}

#[test]
fn rejected_records_are_written_as_their_page_says() {
    check("docs/rejects.md", &[]);
}

#[test]
fn a_report_is_written_as_its_page_says() {
    check("docs/report.md", &[]);
}

#[test]
fn scripts_do_what_their_page_says() {
    check("docs/scripts.md", &[]);
}

#[test]
fn a_shipped_file_prints_what_its_page_says() {
    let load = "factfile load talks.db fixtures/uae-talks/facts.jsonl";
    check("docs/shipped-file.md", &[load, "factfile ship talks.db --to uae-talks.db"]);
}
