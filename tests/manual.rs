//! Manual pages and completions: each command has a page, pages are what `man` takes, and a shell completes by its script.
//! What there is no tool for is skipped, and says so.
#![cfg(unix)]

mod binary;

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use binary::{Folder, finished};
use factfile::cli;
use factfile::repl::help::TOPICS;

/// The pages in a folder of their own.
fn pages(folder: &Folder) -> Vec<PathBuf> {
    let written = folder.run(&["man", "--to", "share/man1"]);
    assert_eq!(written.code, Some(0), "{written:?}");
    let entries = std::fs::read_dir(folder.path().join("share/man1")).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}

/// Whether a tool is there; where it is not, what is skipped is said.
fn is_there(tool: &str, skipped: &str) -> bool {
    let found = Command::new(tool).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    if !found {
        println!("skipped: {skipped}: there is no `{tool}`");
    }
    found
}

#[test]
fn every_command_has_a_page_with_its_options() {
    let folder = Folder::empty();
    let names: Vec<_> = pages(&folder).iter().map(|path| path.file_name().unwrap().to_owned()).collect();
    let page = |name: &str| std::fs::read_to_string(folder.path().join("share/man1").join(name)).unwrap();
    let command = cli::command();
    for subcommand in command.get_subcommands() {
        let page = page(&format!("factfile-{}.1", subcommand.get_name()));
        assert!(page.contains("EXIT STATUS"), "{page}");
        for option in subcommand.get_arguments().filter_map(|argument| argument.get_long()) {
            assert!(page.contains(&format!("\\-\\-{}", option.replace('-', "\\-"))), "{option} is not in\n{page}");
        }
    }
    assert_eq!(names.len(), command.get_subcommands().count() + 2, "{names:?}");
    let main = folder.run(&["man"]);
    assert_eq!((main.out, main.code), (page("factfile.1"), Some(0)));
    let language = page("factfile-language.1");
    for topic in &TOPICS {
        assert!(language.contains(&format!("\n.SH {}\n", topic.name.to_uppercase())), "{}", topic.name);
    }
    assert_eq!(folder.run(&["man", "--to", "share/man1"]).code, Some(0), "pages that are there are replaced");
}

#[test]
fn pages_are_what_man_takes() {
    let folder = Folder::empty();
    let pages = pages(&folder);
    if is_there("man", "pages as `man` shows them") {
        for page in &pages {
            let mut man = Command::new("man");
            man.args(["--warnings", "-E", "UTF-8", "-l"]).arg(page).env("MANWIDTH", "200").env("LC_ALL", "C.UTF-8");
            man.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
            let shown = finished(man);
            assert_eq!((shown.code, shown.err.as_str()), (Some(0), ""), "{page:?}: {shown:?}");
            if page.ends_with("factfile-language.1") {
                assert!(shown.out.contains("find ?x where ?x is envoy and ?x ~ \"Kiril Dmitriyev\""), "{}", shown.out);
                assert!(
                    shown.out.contains("find ?place where UAE talks held in / located in* ?place"),
                    "{}",
                    shown.out
                );
            }
        }
    }
    if is_there("mandoc", "pages as `mandoc` takes them") {
        let mut lint = Command::new("mandoc");
        lint.args(["-T", "lint", "-W", "error"]).args(&pages).stdout(Stdio::piped()).stderr(Stdio::piped());
        let linted = finished(lint);
        assert_eq!(linted.code, Some(0), "{linted:?}");
    }
}

/// What a shell says of a script on its standard input.
fn shell(shell: &str, arguments: &[&str], script: &str) -> binary::Run {
    let mut command = Command::new(shell);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    binary::Run::of(child.wait_with_output().unwrap())
}

#[test]
fn every_shell_has_a_script_that_it_reads() {
    let folder = Folder::empty();
    for name in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = folder.run(&["completions", name]);
        assert_eq!((script.code, script.err.as_str()), (Some(0), ""), "{name}");
        assert!(script.out.contains("verify") && script.out.contains("rejects"), "{name}: {}", script.out);
        let reads: Option<&[&str]> = match name {
            "bash" | "zsh" => Some(&["-n"]),
            "fish" => Some(&["--no-execute"]),
            _ => None,
        };
        if let Some(arguments) = reads.filter(|_| is_there(name, &format!("reading the completions of {name}"))) {
            let read = shell(name, arguments, &script.out);
            assert_eq!((read.code, read.err.as_str()), (Some(0), ""), "{name}");
        }
    }
    assert_eq!(folder.run(&["completions", "command.com"]).code, Some(2));
}

#[test]
fn bash_completes_commands_options_and_their_values() {
    if !is_there("bash", "completing in bash") {
        return;
    }
    let completions = Folder::empty().run(&["completions", "bash"]).out;
    let complete = |words: &[&str]| {
        let typed: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
        let (last, before) = (words[words.len() - 1], words[words.len() - 2]);
        let driver = format!(
            "{completions}\nCOMP_WORDS=({})\nCOMP_CWORD={}\n_factfile factfile '{last}' '{before}'\necho \"${{COMPREPLY[*]}}\"\n",
            typed.join(" "),
            words.len() - 1
        );
        let done = shell("bash", &["--norc"], &driver);
        assert_eq!((done.code, done.err.as_str()), (Some(0), ""), "{words:?}");
        done.out.trim_end().to_owned()
    };
    assert_eq!(complete(&["factfile", "exp"]), "export");
    assert_eq!(complete(&["factfile", "run", "--wr"]), "--write");
    let formats = complete(&["factfile", "ask", "talks.db", "--format", ""]);
    assert!(formats.split(' ').any(|format| format == "json"), "{formats}");
    assert_eq!(complete(&["factfile", "completions", "z"]), "zsh");
}
