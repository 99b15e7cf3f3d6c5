//! The prompt, driven through a terminal as a person would.
#![cfg(unix)]

mod binary;

use std::process::Command;
use std::time::Duration;

use binary::{FACTFILE, Folder, many_records, runaway_query};
use rexpect::reader::Options;
use rexpect::session::{PtySession, spawn_with_options};

const PROMPT: &str = "factfile> ";

/// A prompt in a folder. Its terminal has no colours and 80 columns.
struct Prompt {
    terminal: PtySession,
}

impl Prompt {
    fn open(folder: &Folder) -> Self {
        let mut command = Command::new(FACTFILE);
        command.arg("talks.db").current_dir(folder.path());
        command.env("XDG_STATE_HOME", folder.path().join("state")).env("TERM", "xterm");
        command.env("NO_COLOR", "1").env("COLUMNS", "80");
        let options = Options::new().timeout_ms(Some(20_000)).strip_ansi_escape_codes(true);
        let mut prompt = Prompt { terminal: spawn_with_options(command, options).unwrap() };
        let greeting = prompt.until(PROMPT);
        assert!(greeting.contains("talks.db: ") && greeting.contains(".help"), "{greeting}");
        prompt
    }

    /// What the terminal shows up to a text.
    fn until(&mut self, text: &str) -> String {
        self.terminal.exp_string(text).unwrap_or_else(|error| panic!("waiting for {text:?}: {error}"))
    }

    fn key(&mut self, key: char) {
        self.terminal.send_control(key).unwrap();
        self.terminal.flush().unwrap();
    }

    fn type_in(&mut self, text: &str) {
        self.terminal.send(text).unwrap();
        self.terminal.flush().unwrap();
    }

    /// Types a line and gives what is shown up to the next prompt, without the echo of the line.
    fn line(&mut self, line: &str) -> String {
        self.type_in(&format!("{line}\r"));
        self.until("\n");
        self.until(PROMPT).replace("\r\n", "\n")
    }

    fn leave(mut self) {
        self.type_in(".quit\r");
        self.terminal.exp_eof().unwrap();
        let status = self.terminal.process().wait().unwrap();
        assert!(matches!(status, rexpect::process::WaitStatus::Exited(_, 0)), "{status:?}");
    }
}

#[test]
fn a_question_is_answered_and_explained() {
    let talks = Folder::with_talks();
    let mut prompt = Prompt::open(&talks);
    let answer = prompt.line("which envoys met in the UAE?");
    assert!(answer.contains(" read as find "), "{answer}");
    assert!(answer.contains("Steve Witkoff") && answer.contains(" 7 rows  ("), "{answer}");
    let why = prompt.line("why 7");
    assert!(why.contains(" 7  Steve Witkoff\n") && why.contains("are *taking part in* the *talks*"), "{why}");
    let unread = [prompt.line(".read off"), prompt.line("which envoys met in the UAE?")].concat();
    assert!(!unread.contains("read as") && unread.contains(" 7 rows"), "{unread}");
    prompt.leave();
}

#[test]
fn the_last_answer_is_drawn_into_a_new_file() {
    let talks = Folder::with_talks();
    let mut prompt = Prompt::open(&talks);
    let early = prompt.line(".draw graph envoys.svg");
    assert!(early.contains("there is no answer yet"), "{early}");
    prompt.line("which envoys met in the UAE?");
    assert!(prompt.line(".draw graph envoys.svg").contains(" wrote envoys.svg\n"));
    let again = prompt.line(".draw timeline envoys.svg");
    assert!(again.contains("envoys.svg is already there"), "{again}");
    prompt.leave();
    let picture = std::fs::read_to_string(talks.path().join("envoys.svg")).unwrap();
    assert!(picture.starts_with("<?xml") && picture.contains(">Steve Witkoff<"), "{picture}");
}

#[test]
fn a_mistake_points_at_the_words_and_ends_nothing() {
    let talks = Folder::with_talks();
    let mut prompt = Prompt::open(&talks);
    let error = prompt.line("find ?x wher ?x attended UAE talks");
    assert!(error.contains("<prompt>:1:9") && error.contains("        ^^^^"), "{error}");
    assert!(prompt.line(".mdoe json").contains("did you mean `.mode`?"));
    assert!(prompt.line("why 1").contains("there is no answer yet"));
    assert!(prompt.line("find ?x where ?x leads ?y").contains("Igor Kostyukov"));
    assert!(prompt.line("why 9").contains("has no row 9"));
    prompt.leave();
}

#[test]
fn a_statement_goes_on_until_it_is_finished() {
    let talks = Folder::with_talks();
    let mut prompt = Prompt::open(&talks);
    prompt.type_in("find ?x where\r?x leads ?y and\r?x is person\r");
    assert!(prompt.until(" 1 row").contains("Igor Kostyukov"));
    prompt.until(PROMPT);
    prompt.leave();
    let history = std::fs::read_to_string(talks.path().join("state/factfile/history")).unwrap();
    assert!(history.contains("find ?x where\\n?x leads ?y and\\n?x is person\n"), "{history}");
}

#[test]
fn history_is_kept_in_the_state_folder_and_comes_back() {
    let talks = Folder::with_talks();
    let mut prompt = Prompt::open(&talks);
    prompt.line("find ?x where ?x leads ?y");
    prompt.line(" find ?secret where ?secret is envoy");
    prompt.leave();
    assert_eq!(talks.files(), ["state", "talks.db"]);
    let history = std::fs::read_to_string(talks.path().join("state/factfile/history")).unwrap();
    assert!(!history.contains("secret"), "{history}");
    let mut again = Prompt::open(&talks);
    again.type_in("\u{1b}[A\u{1b}[A\r");
    assert!(again.until(" 1 row").contains("Igor Kostyukov"));
    again.until(PROMPT);
    again.leave();
}

#[test]
fn ctrl_c_clears_the_line_and_ctrl_d_leaves() {
    let talks = Folder::with_talks();
    let mut prompt = Prompt::open(&talks);
    prompt.type_in("find ?x where ?x leads");
    prompt.until("leads");
    prompt.key('c');
    prompt.until(PROMPT);
    assert!(prompt.line("find ?x where ?x leads ?y").contains("1 row"));
    prompt.key('d');
    prompt.terminal.exp_eof().unwrap();
}

#[test]
fn ctrl_c_stops_a_query_and_the_session_goes_on() {
    let talks = Folder::with_talks();
    let mut prompt = Prompt::open(&talks);
    for _ in 0..2 {
        prompt.type_in(&format!("{}\r", runaway_query()));
        std::thread::sleep(Duration::from_millis(600));
        prompt.key('c');
        prompt.until("stopped");
        prompt.until(PROMPT);
    }
    assert!(prompt.line("find ?x where ?x leads ?y").contains("1 row"));
    prompt.leave();
}

#[test]
fn a_long_load_shows_its_progress_and_can_be_stopped() {
    let talks = Folder::with_talks();
    talks.write("many.jsonl", &many_records());
    let mut prompt = Prompt::open(&talks);
    prompt.type_in(".load many.jsonl\r");
    prompt.until(" records");
    prompt.key('c');
    prompt.until("stopped");
    prompt.until(PROMPT);
    assert!(prompt.line("whether @e7 is person").contains("nothing has the key `e7`"));
    prompt.leave();
}

#[test]
fn tab_completes_words_and_names_of_the_store() {
    let talks = Folder::with_talks();
    let mut prompt = Prompt::open(&talks);
    prompt.type_in("find ?office where kyrylo b\t serves\t ?off\t\r");
    let answer = prompt.until("1 row");
    assert!(answer.contains("where Kyrylo Budanov serves as ?office"), "{answer}");
    assert!(answer.contains("head of the presidential office"), "{answer}");
    prompt.until(PROMPT);
    prompt.leave();
}

#[test]
fn what_is_typed_while_a_statement_runs_is_not_lost() {
    let talks = Folder::with_talks();
    let mut prompt = Prompt::open(&talks);
    prompt.type_in("find ?x where ?x leads ?y\rfind ?x where ?x is admiral\rfind ?x where ?x raised ?y\r");
    for _ in 0..3 {
        prompt.until(" row");
    }
    prompt.until(PROMPT);
    prompt.leave();
}

#[test]
fn a_long_answer_is_cut_and_says_so() {
    let talks = Folder::with_talks();
    let mut prompt = Prompt::open(&talks);
    let cut = prompt.line("find ?a, ?b where ?a attended ?m and ?b attended ?m");
    assert!(cut.contains("64 rows, 24 not shown; .last shows all"), "{cut}");
    assert_eq!(cut.lines().filter(|line| line.starts_with(" 40 ") || line.starts_with(" 41 ")).count(), 1);
    let whole = prompt.line(".last");
    assert!(whole.contains("\n 64 ") && whole.contains(" 64 rows\n"), "{whole}");
    prompt.leave();
}

#[test]
fn the_store_is_written_only_when_asked_to() {
    let talks = Folder::with_talks();
    let store = || std::fs::read(talks.path().join("talks.db")).unwrap();
    let before = store();
    let mut prompt = Prompt::open(&talks);
    prompt.line("find ?x where ?x leads ?y");
    prompt.leave();
    assert_eq!((talks.files(), store() == before), (vec!["state".to_owned(), "talks.db".to_owned()], true));
    let mut prompt = Prompt::open(&talks);
    assert!(prompt.line("save leaders as find ?x where ?x leads ?y").contains("saved as leaders"));
    assert!(prompt.line("run leaders").contains("Igor Kostyukov"));
    talks.write("more file.jsonl", "{\"entity\": {\"id\": \"oman\", \"name\": \"Oman\", \"kinds\": [\"country\"]}}\n");
    assert!(prompt.line(".load \"more file.jsonl\"").contains("1 new"));
    assert!(prompt.line("whether Oman is country").contains(" yes"));
    assert!(prompt.line(".load none.jsonl").contains("none.jsonl"));
    prompt.leave();
}

#[test]
fn help_modes_and_vocabulary() {
    let talks = Folder::with_talks();
    let mut prompt = Prompt::open(&talks);
    assert!(prompt.line(".help").contains("questions in plain words"));
    assert!(prompt.line(".help prompt").contains(".mode FORM"));
    assert!(prompt.line(".help pattern").contains("did you mean `patterns`?"));
    let vocabulary = prompt.line(".vocabulary");
    assert!(vocabulary.contains("Somebody whom the article calls an"), "{vocabulary}");
    prompt.line(".mode json");
    assert!(prompt.line("find ?x where ?x leads ?y").contains("\"name\":\"Igor Kostyukov\""));
    prompt.line(".mode csv");
    assert!(prompt.line("find ?x where ?x leads ?y").contains("x\nIgor Kostyukov\n"));
    prompt.leave();
}
