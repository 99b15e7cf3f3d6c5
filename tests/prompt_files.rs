//! Answers that go to files from the prompt, driven through a terminal.
#![cfg(unix)]

mod binary;

use std::process::Command;

use binary::{FACTFILE, Folder};
use rexpect::reader::Options;
use rexpect::session::{PtySession, spawn_with_options};

const PROMPT: &str = "factfile> ";
const ENVOYS: &str = "which envoys met in the UAE?";

/// A prompt in a folder. Its terminal has no colours and 80 columns.
fn open(folder: &Folder) -> PtySession {
    let mut command = Command::new(FACTFILE);
    command.arg("talks.db").current_dir(folder.path());
    command.env("XDG_STATE_HOME", folder.path().join("state")).env("TERM", "xterm");
    command.env("NO_COLOR", "1").env("COLUMNS", "80");
    let options = Options::new().timeout_ms(Some(20_000)).strip_ansi_escape_codes(true);
    let mut terminal = spawn_with_options(command, options).unwrap();
    terminal.exp_string(PROMPT).unwrap();
    terminal
}

/// Types a line and gives what is shown up to a text.
fn line_until(terminal: &mut PtySession, line: &str, text: &str) -> String {
    terminal.send(&format!("{line}\r")).unwrap();
    terminal.flush().unwrap();
    terminal.exp_string("\n").unwrap();
    terminal.exp_string(text).unwrap_or_else(|error| panic!("{line}: {error}")).replace("\r\n", "\n")
}

fn line(terminal: &mut PtySession, text: &str) -> String {
    line_until(terminal, text, PROMPT)
}

/// Answers what is asked; the terminal does not echo it.
fn answer(terminal: &mut PtySession, text: &str) -> String {
    terminal.send(&format!("{text}\r")).unwrap();
    terminal.flush().unwrap();
    terminal.exp_string(PROMPT).unwrap()
}

fn read(folder: &Folder, name: &str) -> String {
    std::fs::read_to_string(folder.path().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn the_next_answer_goes_to_a_file_and_the_one_behind_it_does_not() {
    let talks = Folder::with_talks();
    let mut prompt = open(&talks);
    assert!(line(&mut prompt, ".once envoys.csv").contains("the next answer goes to envoys.csv"));
    assert!(!talks.exists("envoys.csv"));
    let said = line(&mut prompt, ENVOYS);
    assert!(said.contains("7 rows to envoys.csv") && !said.contains("Steve Witkoff"), "{said}");
    assert_eq!(read(&talks, "envoys.csv"), talks.ask(ENVOYS, &["--format", "csv"]).out);
    assert!(line(&mut prompt, ENVOYS).contains("Steve Witkoff"));
    assert!(line(&mut prompt, ".export \"the last.md\"").contains("7 rows to the last.md"));
    assert_eq!(read(&talks, "the last.md"), talks.ask(ENVOYS, &["--format", "markdown"]).out);
}

#[test]
fn all_answers_go_to_a_file_until_that_is_ended() {
    let talks = Folder::with_talks();
    let mut prompt = open(&talks);
    line(&mut prompt, ".output all.txt jsonl");
    assert!(line(&mut prompt, "whether Kirill Dmitriev attended UAE talks").contains("`yes` to all.txt"));
    assert!(line(&mut prompt, "find ?who where ?who leads ?y").contains("2 answers to all.txt"));
    assert!(line(&mut prompt, "find ?who wher").contains("expected `where`"));
    line(&mut prompt, ".output off");
    assert!(line(&mut prompt, ENVOYS).contains("Steve Witkoff"));
    let leader = "{\"who\":{\"key\":\"igor-kostyukov\",\"name\":\"Igor Kostyukov\"}}";
    assert_eq!(read(&talks, "all.txt"), format!("{{\"verdict\":\"yes\"}}\n\n{leader}\n"));
    line(&mut prompt, ".output one.parquet");
    assert!(line(&mut prompt, ENVOYS).contains("7 rows to one.parquet"));
    assert!(line(&mut prompt, ENVOYS).contains("a file of parquet holds one answer"));
    let kept = std::fs::read(talks.path().join("one.parquet")).unwrap();
    assert_eq!(&kept[..4], b"PAR1");
}

#[test]
fn it_is_asked_before_a_file_is_replaced() {
    let talks = Folder::with_talks();
    let mut prompt = open(&talks);
    talks.write("envoys.csv", "mine");
    let statement = "output \"envoys.csv\" from find ?who where ?who leads ?y";
    let asked = line_until(&mut prompt, statement, "[y/N] ");
    assert!(asked.contains("replace envoys.csv?"), "{asked}");
    assert!(answer(&mut prompt, "n").contains("envoys.csv stays as it is"));
    assert_eq!(read(&talks, "envoys.csv"), "mine");
    line_until(&mut prompt, statement, "[y/N] ");
    assert!(answer(&mut prompt, "y").contains("1 row to envoys.csv"));
    assert_eq!(read(&talks, "envoys.csv"), "who\nIgor Kostyukov\n");
    assert!(line(&mut prompt, ".once talks.db csv").contains("talks.db is the store itself"));
    assert!(line(&mut prompt, "output as xlsx from disputes").contains("xlsx is not text"));
    assert!(line(&mut prompt, "output as tsv from find ?who where ?who leads ?y").contains("who\nIgor Kostyukov\n"));
}

#[test]
fn what_is_no_text_is_not_written_to_a_terminal() {
    let talks = Folder::with_talks();
    let mut command = Command::new(FACTFILE);
    command.args(["ask", "talks.db", ENVOYS, "--format", "xlsx"]).current_dir(talks.path()).env("NO_COLOR", "1");
    let options = Options::new().timeout_ms(Some(20_000)).strip_ansi_escape_codes(true);
    let mut terminal = spawn_with_options(command, options).unwrap();
    let said = terminal.exp_eof().unwrap();
    assert!(said.contains("xlsx is not text, and a terminal shows text alone"), "{said}");
    assert!(said.contains("write it to a file: --output FILE.xlsx") && !said.contains("PK"), "{said}");
    let status = terminal.process().wait().unwrap();
    assert!(matches!(status, rexpect::process::WaitStatus::Exited(_, 2)), "{status:?}");
}

#[test]
fn the_form_is_set_for_all_that_is_shown() {
    let talks = Folder::with_talks();
    let mut prompt = open(&talks);
    line(&mut prompt, ".mode expanded");
    let shown = line(&mut prompt, "find ?who, ?y where ?who leads ?y");
    assert!(shown.contains(" 1  who  Igor Kostyukov\n    y    Russia"), "{shown}");
    line(&mut prompt, ".mode md");
    assert!(line(&mut prompt, "find ?who where ?who leads ?y").contains("| who |\n| --- |\n| Igor Kostyukov |\n"));
    assert!(line(&mut prompt, ".mode parquet").contains("write it to a file: .once FILE.parquet"));
    assert!(line(&mut prompt, ".once envoys.pdf").contains("does not say which form it is to have"));
}
