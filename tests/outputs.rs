//! Where answers go, from outside: `tests/outputs/NAME.ffq` is run beside `talks.db` with the options of its first line
//! (`# options: --force`), and `NAME.expected` shows what went to standard output and standard error, the exit code, and the
//! files that were there afterwards. A line `# there: FILE` makes a file beforehand.

mod binary;
#[expect(dead_code, reason = "the scripts are run by the command, which opens their stores")]
mod cases;

use std::fmt::Write;

use binary::{Folder, fixture};
use cases::Case;

const ENVOYS: &str = "which envoys met in the UAE?";

#[test]
fn every_script_puts_its_answers_where_it_says() {
    let ran = cases::check("outputs", "expected", run);
    assert!(ran >= 10, "only {ran} cases ran");
}

fn run(case: &Case) -> Result<String, String> {
    let talks = Folder::with_talks();
    talks.write("script.ffq", &case.text);
    talks.write("shared.ffq", "output \"shared.csv\" from find ?x where ?x leads ?y\n");
    let setting = |name: &str| {
        let line = case.text.lines().find_map(|line| line.strip_prefix("# ")?.strip_prefix(name)?.strip_prefix(':'));
        line.map(|value| value.trim().to_owned())
    };
    if let Some(there) = setting("there") {
        talks.write(&there, "what was there\n");
    }
    let options = setting("options").unwrap_or_default();
    let arguments: Vec<&str> =
        ["run", "script.ffq", "--on", "talks.db"].into_iter().chain(options.split_whitespace()).collect();
    let done = talks.run(&arguments);
    let mut shown = format!("exit code {}\n", done.code.unwrap_or(-1));
    for (name, text) in [("standard output", &done.out), ("standard error", &done.err)] {
        if !text.is_empty() {
            write!(shown, "== {name}\n{text}").unwrap();
        }
    }
    for file in talks.files().iter().filter(|name| !["script.ffq", "shared.ffq", "talks.db"].contains(&name.as_str())) {
        let bytes = std::fs::read(talks.path().join(file)).unwrap();
        match String::from_utf8(bytes) {
            Ok(text) => write!(shown, "== {file}\n{text}").unwrap(),
            Err(error) => writeln!(shown, "== {file}\nbegins with {:?}", &error.as_bytes()[..2]).unwrap(),
        }
    }
    Ok(shown)
}

#[test]
fn an_answer_goes_to_a_file_in_the_form_of_its_ending() {
    let talks = Folder::with_talks();
    let to_file = talks.ask(ENVOYS, &["--output", "envoys.csv"]);
    assert_eq!((to_file.code, to_file.out.as_str()), (Some(0), ""), "{to_file:?}");
    assert!(to_file.err.ends_with("7 rows to envoys.csv\n"), "{to_file:?}");
    let printed = talks.ask(ENVOYS, &["--format", "csv"]).out;
    assert_eq!(std::fs::read_to_string(talks.path().join("envoys.csv")).unwrap(), printed);
    let as_said = talks.ask(ENVOYS, &["-o", "envoys.txt", "--format", "jsonl"]);
    assert_eq!(as_said.code, Some(0), "{as_said:?}");
    let lines = std::fs::read_to_string(talks.path().join("envoys.txt")).unwrap();
    assert_eq!(lines, talks.ask(ENVOYS, &["--format", "jsonl", "--output", "-"]).out);
    assert_eq!(talks.files(), ["envoys.csv", "envoys.txt", "talks.db"]);
}

#[test]
fn a_file_is_replaced_only_where_that_is_said() {
    let talks = Folder::with_talks();
    talks.write("envoys.json", "mine");
    let refused = talks.ask(ENVOYS, &["-o", "envoys.json"]);
    assert_eq!(refused.code, Some(3), "{refused:?}");
    assert!(refused.err.contains("envoys.json is already there") && refused.err.contains("--force"), "{refused:?}");
    assert_eq!(std::fs::read_to_string(talks.path().join("envoys.json")).unwrap(), "mine");
    assert_eq!(talks.ask(ENVOYS, &["-o", "envoys.json", "--force"]).code, Some(0));
    assert!(std::fs::read_to_string(talks.path().join("envoys.json")).unwrap().starts_with("[\n"));
    let itself = talks.ask(ENVOYS, &["-o", "talks.db", "--format", "csv", "--force"]);
    assert_eq!(itself.code, Some(3), "{itself:?}");
    assert!(talks.ask(ENVOYS, &[]).out.contains("Steve Witkoff"));
}

#[test]
fn a_failed_answer_leaves_no_file() {
    let talks = Folder::with_talks();
    for arguments in [
        ["no question", "-o", "a.csv"],
        ["find ?x where ?x is envoy and not ?x is envoy", "--expect-rows", "-oa.csv"],
        [ENVOYS, "-o", "nowhere/a.csv"],
        [ENVOYS, "-o", "a.pdf"],
    ] {
        let failed = talks.run(&[&["ask", "talks.db"], arguments.as_slice()].concat());
        assert!(failed.code != Some(0) && failed.out.is_empty(), "{failed:?}");
    }
    let unsaid = talks.ask(ENVOYS, &["-o", "a.pdf"]);
    assert!(unsaid.err.contains("the name a.pdf does not say which form"), "{unsaid:?}");
    assert_eq!(talks.files(), ["talks.db"]);
}

#[test]
fn what_is_no_text_goes_through_a_pipe_and_not_with_questions_that_come_in() {
    let talks = Folder::with_talks();
    let mut command = talks.command(&["ask", "talks.db", ENVOYS, "--format", "parquet"]);
    let piped = command.output().unwrap();
    assert_eq!((&piped.stdout[..4], &piped.stdout[piped.stdout.len() - 4..]), (&b"PAR1"[..], &b"PAR1"[..]));
    for options in [["--format", "xlsx"], ["--output", "a.csv"]] {
        let refused = talks.run_with_input(&[&["ask", "talks.db", "-"], options.as_slice()].concat(), ENVOYS);
        assert_eq!(refused.code, Some(2), "{refused:?}");
        assert!(refused.err.contains("--output is for the answer of one question"), "{refused:?}");
    }
}

#[cfg(unix)]
#[test]
fn devices_and_links_are_written_to_and_not_replaced() {
    use std::os::unix::fs::FileTypeExt;
    let talks = Folder::with_talks();
    let done = talks.ask(ENVOYS, &["-o", "/dev/null", "--format", "csv"]);
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(std::fs::metadata("/dev/null").unwrap().file_type().is_char_device());
    talks.write("real.csv", "mine");
    std::os::unix::fs::symlink("real.csv", talks.path().join("link.csv")).unwrap();
    assert_eq!(talks.ask(ENVOYS, &["-o", "link.csv"]).code, Some(3));
    assert_eq!(talks.ask(ENVOYS, &["-o", "link.csv", "--force"]).code, Some(0));
    assert!(talks.path().join("link.csv").is_symlink());
    assert!(std::fs::read_to_string(talks.path().join("real.csv")).unwrap().starts_with("envoy\n"));
    let piped = talks.ask(ENVOYS, &["-o", "/dev/stdout", "--format", "csv", "--force"]);
    assert_eq!(piped.out, talks.ask(ENVOYS, &["--format", "csv"]).out, "{piped:?}");
}

#[test]
fn a_path_starts_from_the_working_folder() {
    let folder = Folder::empty();
    std::fs::create_dir_all(folder.path().join("deeper/out")).unwrap();
    assert_eq!(folder.run(&["load", "deeper/talks.db", fixture().to_str().unwrap()]).code, Some(0));
    folder.write("deeper/script.ffq", "output \"deeper/out/envoys.md\" from which envoys met in the UAE?");
    let done = folder.run(&["run", "deeper/script.ffq", "--on", "deeper/talks.db"]);
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(folder.exists("deeper/out/envoys.md"));
}
