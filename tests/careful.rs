//! Changes with care, from outside: scripts that need consent or end within a transaction, and the prompt, which shows what a
//! change would come to, asks, and says what is not committed.
#![cfg(unix)]

mod binary;

use std::process::Command;

use binary::{FACTFILE, Folder, runaway_query};
use rexpect::reader::Options;
use rexpect::session::{PtySession, spawn_with_options};

const PROMPT: &str = "factfile> ";
const WITHIN: &str = "factfile*> ";

fn script(talks: &Folder, text: &str, options: &[&str]) -> binary::Run {
    talks.run_with_input(&[&["run", "-", "--on", "talks.db"], options].concat(), text)
}

fn loads(talks: &Folder) -> String {
    talks.run(&["log", "talks.db"]).out
}

#[test]
fn a_script_needs_leave_for_what_needs_care() {
    let talks = Folder::with_talks();
    let before = loads(&talks);
    let merge = "merge Steve Witkoff into Jared Kushner;\n";
    let refused = script(&talks, merge, &["--write"]);
    assert_eq!((refused.code, refused.out.as_str()), (Some(1), ""), "{refused:?}");
    assert!(refused.err.contains("<stdin>:1:1") && refused.err.contains("--yes"), "{refused:?}");
    assert_eq!(loads(&talks), before);
    assert_eq!(script(&talks, merge, &["--yes"]).code, Some(2), "--yes alone lets nothing change");
    assert!(script(&talks, merge, &[]).err.contains("--write"));
    let done = script(&talks, merge, &["--write", "--yes"]);
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(done.err.contains("“Steve Witkoff” is now “Jared Kushner”"), "{done:?}");
    assert_eq!(script(&talks, "undo;", &["--write", "-y"]).code, Some(0));
    let kept = script(&talks, "alias Steve Witkoff as Steve; assert Steve attended UAE talks;", &["--write"]);
    assert_eq!(kept.code, Some(0), "{kept:?}");
}

#[test]
fn a_script_is_all_or_nothing_where_it_says_so() {
    let talks = Folder::with_talks();
    let before = loads(&talks);
    let wrong = "begin;\nalias Steve Witkoff as Steve;\nfind ?x where Steve leads ?x;\nalias Nobody as No;\ncommit;\n";
    let failed = script(&talks, wrong, &["--write"]);
    assert_eq!(failed.code, Some(1), "{failed:?}");
    assert!(failed.out.contains("no rows"), "what was asked meanwhile saw the alias: {failed:?}");
    assert!(
        failed.err.contains("<stdin>:4:7") && failed.err.contains("rolled back 1 change since `begin`"),
        "{failed:?}"
    );
    assert_eq!(loads(&talks), before);

    let open = script(&talks, "\n  begin;\nalias Steve Witkoff as Steve;\n", &["--write"]);
    assert_eq!(open.code, Some(1), "{open:?}");
    assert!(open.err.contains("<stdin>:2:3") && open.err.contains("its one change was rolled back"), "{open:?}");
    assert_eq!(loads(&talks), before);

    let unexpected =
        script(&talks, "begin; alias Steve Witkoff as Steve; expect none from whether Steve is envoy;", &["--write"]);
    assert_eq!(unexpected.code, Some(4), "{unexpected:?}");
    assert_eq!(loads(&talks), before);

    let kept =
        script(&talks, "begin; alias Steve Witkoff as Steve; commit; begin; undo; rollback", &["--write", "--yes"]);
    assert_eq!(kept.code, Some(0), "{kept:?}");
    assert!(kept.err.contains("committed 1 change\n") && kept.err.contains("rolled back 1 change\n"), "{kept:?}");
    assert_eq!(talks.ask("whether Steve is envoy", &["--expect-rows"]).code, Some(0));
    assert!(script(&talks, "begin", &[]).err.contains("--write"));
}

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
        prompt.until(PROMPT);
        prompt
    }

    /// What the terminal shows up to a text.
    fn until(&mut self, text: &str) -> String {
        let shown = self.terminal.exp_string(text).unwrap_or_else(|error| panic!("waiting for {text:?}: {error}"));
        shown.replace("\r\n", "\n")
    }

    fn type_in(&mut self, text: &str) {
        self.terminal.send(text).unwrap();
        self.terminal.flush().unwrap();
    }

    fn key(&mut self, key: char) {
        self.terminal.send_control(key).unwrap();
        self.terminal.flush().unwrap();
    }

    /// Types a line and gives what is shown up to some text, without the echo of the line.
    fn line(&mut self, line: &str, up_to: &str) -> String {
        self.type_in(&format!("{line}\r"));
        self.until("\n");
        self.until(up_to)
    }

    fn ends(mut self) {
        self.terminal.exp_eof().unwrap();
        let status = self.terminal.process().wait().unwrap();
        assert!(matches!(status, rexpect::process::WaitStatus::Exited(_, 0)), "{status:?}");
    }
}

#[test]
fn the_prompt_shows_what_a_change_would_come_to_and_asks() {
    let talks = Folder::with_talks();
    let before = loads(&talks);
    let mut prompt = Prompt::open(&talks);
    let shown = prompt.line("merge Steve Witkoff into Jared Kushner", "[y/N] ");
    // The terminal's bytes are read one by one: quotation marks are none of their own.
    assert!(shown.contains("(@steve-witkoff) becomes ") && shown.contains("(@jared-kushner), "), "{shown}");
    assert!(shown.contains("5 facts are concerned"), "{shown}");
    assert!(prompt.line("n", PROMPT).contains("nothing was changed"));
    for key in ['c', 'd'] {
        prompt.line("undo", "[y/N] ");
        prompt.key(key);
        assert!(prompt.until(PROMPT).contains("nothing was changed"));
    }
    assert_eq!(loads(&talks), before);
    // What stood on the same line is not done either, and what was typed before is no answer.
    prompt.type_in("undo; alias Steve Witkoff as Steve\ry\r");
    prompt.until("[y/N] ");
    prompt.type_in("\r");
    prompt.until("nothing was changed");
    assert_eq!(loads(&talks), before);
    drop(prompt);

    let mut prompt = Prompt::open(&talks);
    let retracted = prompt.line("retract Steve Witkoff is envoy", PROMPT);
    assert!(retracted.contains("65  Steve Witkoff is envoy  held, counts no more"), "{retracted}");
    assert!(retracted.contains("retracted fact 65 (load 2)"), "{retracted}");
    let undo = prompt.line("undo", "[y/N] ");
    assert!(undo.contains("load 2, a `retract` at ") && undo.contains(" counts no more: 1 more fact"), "{undo}");
    assert!(undo.contains("65  Steve Witkoff is envoy  holds from now on"), "{undo}");
    assert!(prompt.line("y", PROMPT).contains("undid load 2"));
    prompt.line("define ?a met ?b as ?a attended ?m and ?b attended ?m", PROMPT);
    prompt.line("define ?a knows ?b as ?a met ?b", PROMPT);
    let forget = prompt.line("forget met", "[y/N] ");
    assert!(forget.contains(" `met` goes; the rule `knows` uses it"), "{forget}");
    prompt.line("", PROMPT);
    assert!(prompt.line("forget knows", PROMPT).contains("forgot `knows`"));
    prompt.type_in(".quit\r");
    prompt.ends();
}

#[test]
fn the_prompt_shows_that_a_transaction_goes_on() {
    let talks = Folder::with_talks();
    let before = loads(&talks);
    let mut prompt = Prompt::open(&talks);
    assert!(prompt.line("begin", WITHIN).contains("`commit` keeps what is changed from here on"));
    prompt.line("alias Steve Witkoff as Steve", WITHIN);
    assert!(prompt.line("alias Nobody as No", WITHIN).contains("nothing is known as `Nobody`"));
    assert!(prompt.line("whether Steve is envoy", WITHIN).contains(" yes"));
    let leave = prompt.line(".quit", "[y/N] ");
    assert!(leave.contains("1 change since `begin` will be rolled back. Leave?"), "{leave}");
    prompt.line("n", WITHIN);
    assert!(prompt.line("rollback", PROMPT).contains("rolled back 1 change"));
    prompt.line("begin", WITHIN);
    prompt.line("alias Steve Witkoff as Steve", WITHIN);
    assert!(prompt.line("commit", PROMPT).contains("committed 1 change"));
    assert_ne!(loads(&talks), before);
    let before = loads(&talks);
    prompt.line("begin", WITHIN);
    prompt.line("alias Steve as Steven", WITHIN);
    prompt.key('d');
    prompt.until("Leave? [y/N] ");
    prompt.type_in("y\r");
    prompt.ends();
    assert_eq!(loads(&talks), before);
    let mut prompt = Prompt::open(&talks);
    prompt.line("begin", WITHIN);
    prompt.key('d');
    prompt.ends();
}

#[test]
fn stopping_a_question_leaves_the_changes_before_it() {
    let talks = Folder::with_talks();
    let mut prompt = Prompt::open(&talks);
    prompt.line("begin", WITHIN);
    prompt.line("alias Steve Witkoff as Steve", WITHIN);
    // Evaluated round by round, in temporary tables, which SQLite writes within the same transaction.
    prompt.line("define ?a knows ?b as ?a attended ?m and ?b attended ?m or (?a knows ?c and ?c knows ?b)", WITHIN);
    prompt.type_in(&format!("{}\r", runaway_query()));
    std::thread::sleep(std::time::Duration::from_millis(700));
    prompt.key('c');
    prompt.until("stopped");
    prompt.until(WITHIN);
    assert!(prompt.line("find count(all ?a) where ?a knows ?b", WITHIN).contains("1 row"));
    assert!(prompt.line("whether Steve is envoy", WITHIN).contains(" yes"));
    assert!(prompt.line("commit", PROMPT).contains("committed 2 changes"));
    prompt.type_in(".quit\r");
    prompt.ends();
}

#[test]
fn what_is_typed_by_habit_is_answered_with_what_to_type_here() {
    let talks = Folder::with_talks();
    let mut prompt = Prompt::open(&talks);
    for (typed, here) in [
        (r"\q", "`.quit` or Ctrl-D leaves the prompt"),
        ("exit()", "`.quit` or Ctrl-D leaves the prompt"),
        (r"\d", "`vocabulary` shows the kinds and predicates"),
        (".tables", "`vocabulary` shows the kinds and predicates"),
        (".schema envoy", "`vocabulary` shows the kinds and predicates"),
        ("show tables", "`describe NAME` all that is known of one"),
        ("select * from envoy;", "write `find ?x where ?x is KIND`"),
        ("describe", "such as `describe Steve Witkoff`, but the text ends"),
        ("help;", "questions in plain words"),
    ] {
        let said = prompt.line(typed, PROMPT);
        assert!(said.contains(here), "{typed}: {said}");
    }
    prompt.type_in("quit;\r");
    prompt.ends();
}
